"""The columns of a report as people read of them: the unit of each, and its definition.

A definition is the sentence in the annotation of a field of the row type. A report whose options change
what a row is names its row types in ``ROWS``, the usual one first; without it the row is ``ROW``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.kinds import (
    AnyRef,
    Choice,
    Day,
    Duration,
    Flag,
    Instant,
    Kind,
    Money,
    Number,
    Percent,
    Ref,
    Words,
)
from crmcli.domain.reports.figures import own
from crmcli.domain.results import columns_of
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.entry import Entry


class Defined(NamedTuple):
    """A column: its name in machine formats, its heading, its unit and what it means."""

    name: str
    label: str
    unit: str
    about: str

    @property
    def told(self) -> str:
        """Unit and meaning in a line."""
        if not self.about:
            return say("{unit}.", unit=self.unit)
        return say("{unit}. {about}", unit=self.unit, about=own(self.about))


def rows_of(entry: Entry) -> tuple[type[Any], ...]:
    """Return the row types of a report, the usual one first."""
    module: Any = import_module(entry.module)
    return tuple(module.ROWS)


def defined(entry: Entry) -> list[Defined]:
    """Return the columns of the usual row of a report."""
    return [Defined(c.name, c.label, unit(c.kind), c.about) for c in columns_of(rows_of(entry)[0])]


_UNITS: tuple[tuple[type[Kind], str], ...] = (
    (Percent, say("Share, 0 to 1")),
    (Number, say("Number")),
    (AnyRef, say("Number of a record")),
    (Instant, say("Moment in UTC, or day")),
    (Day, say("Day")),
    (Flag, say("Yes or no")),
    (Choice, say("Word")),
    (Words, say("Words")),
)
_LENGTHS = {"days": say("Days"), "hours": say("Hours"), "minutes": say("Minutes")}


def unit(kind: Kind) -> str:
    """Return the unit of a column in a word or two."""
    if isinstance(kind, Money):
        return say("Money, in the currency of {currency}", currency=kind.currency)
    if isinstance(kind, Duration):
        return _LENGTHS.get(kind.unit, kind.unit.capitalize())
    if isinstance(kind, Ref) and not isinstance(kind, AnyRef):
        return say("Number, {prefix}-12", prefix=kind.prefix)
    return next((text for known, text in _UNITS if isinstance(kind, known)), say("Text"))
