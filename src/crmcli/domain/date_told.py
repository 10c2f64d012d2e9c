"""Telling whoever typed a day or a moment which one it was taken for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from crmcli.domain.nouns import Noun

_PLAIN = re.compile(r"\s*[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:]{5,8}Z?)?\s*")
"""A day that is written out leaves nothing to tell."""
_DATED = ("day", "instant")


def told_back(name: str, text: str | None, stored: str | None, zone: tzinfo) -> tuple[str, ...]:
    """Return the note ``at: Friday 2026-11-20 14:30``; none where nothing was typed, or a day written out."""
    from crmcli.domain.journal.words import column_label
    from crmcli.domain.tasks.due import told

    if not text or stored is None or _PLAIN.fullmatch(text):
        return ()
    when = told(stored, zone)
    if name == "at":
        return (say("at: {when}", when=when),)
    return (listed((named(column_label(name), "column", name), when), ": "),)


def all_told_back(
    noun: Noun, given: Mapping[str, str | Sequence[str]], values: Mapping[str, Any], zone: tzinfo
) -> tuple[str, ...]:
    """Return a note for each day and moment among the fields of a record that were typed."""
    from crmcli.domain.exchange.fields import noun as declared

    fields = {field.name for field in declared(noun.name).fields if field.type in _DATED}
    return tuple(
        note
        for name, text in given.items()
        if name in fields and isinstance(text, str)
        for note in told_back(name, text, values.get(name), zone)
    )
