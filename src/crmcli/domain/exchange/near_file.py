"""Which file was meant where one is not there: by its name, or what its folder has to import."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

from crmcli.said import say

if TYPE_CHECKING:
    from pathlib import Path

_LOOKED_AT = 2_000
"""Entries of a folder: a look costs little, however full it is."""
_NAMED = 3
_READ = (
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xls", ".ods", ".vcf", ".xml", ".zip"),
    *(".eml", ".mbox"),
)


def hint_for(where: Path) -> str | None:
    """Return the hint for a file that is not there, None where its folder says nothing either.

    Names are data: one that can't be printed as it stands is not named.
    """
    from shlex import quote

    from crmcli.domain.text import nearest

    folder = where.parent
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry in islice(entries, _LOOKED_AT) if not entry.is_dir()]
    except (OSError, ValueError):
        return say("there is no folder {folder} either", folder=folder) if not folder.exists() else None
    names = sorted(name for name in found if name.isprintable() and not name.startswith("."))
    by_stem: dict[str, list[str]] = {}
    for name in names:
        by_stem.setdefault(name.rpartition(".")[0] or name, []).append(name)
    for stem in nearest(where.stem, by_stem, 1):
        close = min(by_stem[stem], key=lambda name: (not name.endswith(where.suffix), name))
        return say("did you mean {close}?", close=quote(str(where.with_name(close))))
    files = [name for name in names if name.lower().endswith(_READ)]
    if not files:
        return None
    more = " ..." if len(files) > _NAMED else ""
    return say("{folder} has {files}", folder=folder.resolve(), files=", ".join(files[:_NAMED]) + more)
