"""What a filter is compiled with: the store, the noun, the day it counts from, the values it binds."""

from __future__ import annotations

from datetime import UTC, date, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.filter.wrong import FilterError
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.filter.tree import Literal
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

LAPSED_DAYS = 365
MOST_ASKED = 10_000
"""Conditions in all, those of saved segments within one another included."""
MOST_VALUES = 30_000
"""Values bound: what SQLite takes in a statement, and something to spare."""
_LAST_DAY = "9999-12-31"


class Clock(NamedTuple):
    """The day that relative days count from (None: there is none), where moments are local."""

    today: date | None
    zone: tzinfo = UTC
    lapsed_days: int = LAPSED_DAYS


class Frame:
    """One noun within a filter, as ``r``; frames of the same filter share values and what they looked up."""

    def __init__(self, db: Reader, noun: Noun, clock: Clock) -> None:
        """Begin a filter on a noun."""
        self.db = db
        self.noun = noun
        self.clock = clock
        self.values: dict[str, Any] = {}
        self.known: dict[Any, Any] = {}
        self.trail: tuple[str, ...] = ()

    def on(self, noun: Noun) -> Frame:
        """Return the frame of another noun, for a subquery that calls it ``r`` too."""
        other = Frame(self.db, noun, self.clock)
        other.values, other.known, other.trail = self.values, self.known, self.trail
        return other

    def inside(self, name: str) -> Frame:
        """Return the frame of a saved segment's own filter."""
        other = self.on(self.noun)
        other.trail = (*self.trail, name)
        return other

    def count(self) -> None:
        """Count one more condition.

        Raises:
            FilterError: there are too many; a few segments within one another may be as many as they like.
        """
        self.known["asked"] = asked = self.known.get("asked", 0) + 1
        if asked > MOST_ASKED or len(self.values) > MOST_VALUES:
            what = (
                say("{most_asked:,} conditions", most_asked=MOST_ASKED)
                if asked > MOST_ASKED
                else say("{most_values:,} values", most_values=MOST_VALUES)
            )
            raise FilterError(
                say("more than {what} in all", what=what), 0, "ask for less at once, or save less in segments"
            )

    def fresh(self) -> str:
        """Return a name that no value has."""
        self.known["names"] = number = self.known.get("names", -1) + 1
        return f"w{number}"

    def bind(self, value: Any) -> str:
        """Bind a value and return what stands for it."""
        name = self.fresh()
        self.values[name] = value
        return f":{name}"

    def among(self, column: str, values: Sequence[Any]) -> str:
        """Return the test that a column is one of the values."""
        if len(values) == 1:
            return f"{column} = {self.bind(values[0])}"
        test, bound = within(self.db.engine, column, self.fresh(), list(values))
        self.values |= bound
        return test

    @property
    def as_of(self) -> str:
        """The last day of what is counted."""
        return self.clock.today.isoformat() if self.clock.today else _LAST_DAY

    def lapsed_before(self, at: int) -> str:
        """Return the first day of a purchase that keeps a customer one.

        Raises:
            FilterError: nobody told which day it is.
        """
        if self.clock.today is None:
            raise FilterError("no day to count from", at)
        try:
            return (self.clock.today - timedelta(days=self.clock.lapsed_days)).isoformat()
        except OverflowError:
            return date.min.isoformat()


def joined(word: str, tests: Sequence[str]) -> str:
    """Return tests joined by AND or OR as a balanced tree: the engines limit how deep one may be."""
    if len(tests) == 1:
        return tests[0]
    middle = len(tests) // 2
    return f"({joined(word, tests[:middle])} {word} {joined(word, tests[middle:])})"


def refuse(subject: str, operator: str, at: int, what: str, example: str) -> FilterError:
    """Return the error for an operator that a field has no answer to."""
    if operator == "~":
        return FilterError(
            say('"{subject}" is {what}, of which ~ finds no part', subject=subject, what=what), at, example
        )
    return FilterError(
        say('"{subject}" is {what}: compare it with =, != or in', subject=subject, what=what), at, example
    )


def plain(literal: Literal) -> str:
    """Return a value without the blanks around it."""
    return literal.text.strip()
