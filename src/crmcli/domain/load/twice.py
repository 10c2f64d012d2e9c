"""Rows of one file that are one record: told by their lines; one id with two names is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.records import REACHED
from crmcli.domain.text import excerpt, match_key
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values
    from crmcli.domain.load.plan import Prepared

_TOLD = 5  # repeats told with their lines
_NEAR = 0.6  # the share two names have in common from which on one may be the other, mistyped
_ID = "external_id"


class Twice:
    """What the rows of people and firms say that repeat an earlier row of the file.

    One id with another name is another firm's row: it is refused. Not so where ``--key`` told that the id
    decides, in rows that only name a record, and of our own export, whose number decides.
    """

    def __init__(self, prepared: Prepared) -> None:
        """Know the file's noun and how its rows are told apart."""
        options = prepared.options
        self._telling = prepared.noun in REACHED and not options.stub
        self._refusing = self._telling and not prepared.numbered and options.key != (_ID,)
        self._unit = prepared.unit
        self._first: list[str] = []
        self._count = 0

    def clash(self, line: int, first: Values, later_line: int, later: Values) -> str | None:
        """Return why a later row is not the record of an earlier one; else remember that it repeats it."""
        if not self._telling:
            return None
        name, other = first.get("name"), later.get("name")
        same_id = first.get(_ID) is not None and first.get(_ID) == later.get(_ID)
        if self._refusing and same_id and name and other and not _may_be_one(name, other):
            return say(
                'the same id ({id}) as {unit} {line}, another name: "{name}" there, "{other}" here',
                id=first[_ID],
                unit=named(self._unit),
                line=line,
                name=excerpt(name),
                other=excerpt(other),
            )
        self._count += 1
        if self._count <= _TOLD:
            self._first.append(self._repeat(line, name, later_line, other))
        return None

    def _repeat(self, line: int, name: str | None, later_line: int, other: str | None) -> str:
        unit = named(self._unit)
        if name and other and name != other:
            return say(
                "{unit} {later} ({other}) repeats {unit} {line} ({name}): taken as one, the later counts",
                unit=unit,
                later=later_line,
                line=line,
                name=excerpt(name),
                other=excerpt(other),
            )
        if name or other:
            known = excerpt(name or other or "")
            return say(
                "{unit} {later} repeats {unit} {line}: {name}",
                unit=unit,
                later=later_line,
                line=line,
                name=known,
            )
        return say("{unit} {later} repeats {unit} {line}", unit=unit, later=later_line, line=line)

    def notes(self) -> list[str]:
        """Return the first repeats with their lines and names, and how many more there are."""
        more = self._count - len(self._first)
        return [*self._first, *([say("{more:,} more rows repeat earlier ones", more=more)] if more else [])]


def _may_be_one(name: str, other: str) -> bool:
    """Tell whether two names may be one firm's: folded, without legal forms, begun alike or mistyped."""
    if name == other:
        return True
    one, two = match_key(name), match_key(other)
    if one == two or set(one.split()) <= set(two.split()) or set(two.split()) <= set(one.split()):
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= _NEAR
