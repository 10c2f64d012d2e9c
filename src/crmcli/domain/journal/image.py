"""A row as the journal keeps it, read back: ``column='it''s',other=NULL,count=3,none=`` or a JSON object.

SQLite's trigger writes SQL literals, the shortest thing a trigger can say: every start of the program
parses all triggers. A number that is NULL is empty (NULL up to schema 2). PostgreSQL's function writes JSON.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from crmcli.errors import Refused


@cache
def _part() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(\w+)=(?:'((?:[^']|'')*)'|(NULL)|(-?\d*))(?:,|\Z)")


def image(old: str | None) -> dict[str, Any]:
    """Return column -> value of a row as it was, {} when nothing was kept.

    Raises:
        Refused: it is no row: the store is damaged.
    """
    if not old:
        return {}
    found: dict[str, Any] = {}
    end = 0
    if old.startswith("{"):
        import json

        found = json.loads(old)
    else:
        for match in _part().finditer(old):
            name, text, _, number = match.groups()
            found[name] = text.replace("''", "'") if text is not None else int(number) if number else None
            end += len(match[0])
        if end != len(old):
            found = {}
    if "created_change" not in found:
        raise damaged()
    return found


def damaged() -> Refused:
    """Return the error of a journal that holds what the program never wrote."""
    return Refused("the journal holds what was no row: the store is damaged", "restore a backup")
