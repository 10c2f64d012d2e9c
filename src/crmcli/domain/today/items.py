"""What the parts of the day's list are made of: one thing to do, and the parts with how many there are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.cases_due import Promise
from crmcli.domain.counting import counted
from crmcli.domain.tasks.due import Calendar
from crmcli.said import say
from crmcli.sql import EVERY_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.sql import Reader

LATE_MOST = 14
"""Days beyond which something late gets no more urgent."""


class Item(NamedTuple):
    """One thing to do: about which record, with whom, by when, why, and how urgent it is.

    ``late`` counts the days since ``day``, negative ahead of it. ``points`` are comparable over all
    parts: 100 is somebody who waits for us now, 20 what can wait until tomorrow.
    """

    ref: str
    who: str | None
    what: str
    day: date | None
    late: int | None
    why: str
    points: int
    owner: str | None = None
    customer: int | None = None


class Part(NamedTuple):
    """A part of the list: the most urgent first; ``total`` is how many there are."""

    name: str
    items: list[Item]
    total: int


class Ask(NamedTuple):
    """What is asked of every part: as of which day, how far ahead, for whom, at most how many items.

    ``limit`` 0 is no limit; ``ahead`` counts days. ``owner`` is the number of one of us, None is
    everybody. ``soon`` asks for tasks of the days ahead as well. ``promise`` says until when a case is
    to be answered; None where nothing is promised.
    """

    calendar: Calendar
    ahead: int = 7
    soon: bool = False
    owner: int | None = None
    limit: int = 0
    lapsed_days: int = 365
    currency: str = "TRY"
    payment_days: int = 0
    promise: Promise | None = None

    @property
    def today(self) -> date:
        """The day asked about."""
        return self.calendar.today

    @property
    def until(self) -> date:
        """The last day looked ahead to."""
        return self.calendar.today + timedelta(days=self.ahead)


class Query(NamedTuple):
    """A question for rows: SELECT and FROM, the tests, the order, the values, whose a row is."""

    head: str
    tests: str
    order: str
    values: dict[str, Any]
    owner: str
    """An SQL expression: the number of the one of us whose it is."""


def asked(db: Reader, query: Query, ask: Ask) -> tuple[list[tuple[Any, ...]], int]:
    """Return rows, at most as many as are asked for, and how many there are."""
    tests, values = query.tests, dict(query.values)
    if ask.owner is not None:
        tests = f"{tests} AND {query.owner} = :whose"
        values["whose"] = ask.owner
    limit = ask.limit or EVERY_ROW
    text = f"{query.head} WHERE {tests} ORDER BY {query.order} LIMIT :limit"
    rows = db.tuples(text, values | {"limit": limit})
    if not ask.limit or len(rows) < ask.limit:
        return rows, len(rows)
    return rows, int(db.value(f"SELECT count(*) FROM ({query.head} WHERE {tests}) found", values))


def part(name: str, found: tuple[list[tuple[Any, ...]], int], made: Callable[..., Item]) -> Part:
    """Return a part of rows, each of which ``made`` turns into an item."""
    rows, count = found
    return Part(name, ranked([made(*row) for row in rows]), count)


def ranked(items: Sequence[Item]) -> list[Item]:
    """Return items by urgency; what is equally urgent stays in its order."""
    return sorted(items, key=lambda item: -item.points)


def when(late: int) -> str:
    """Return ``3 days late``, ``today``, ``tomorrow`` or ``in 4 days``."""
    if late > 0:
        return say("{counted} late", counted=counted(late, "day"))
    if late == 0:
        return say("today")
    return say("tomorrow") if late == -1 else say("in {counted}", counted=counted(-late, "day"))


def days_late(day: str, ask: Ask) -> int:
    """Return the days since a stored day, negative ahead of it."""
    return (ask.today - date.fromisoformat(day[:10])).days


def weighed(base: int, late: int) -> int:
    """Return points that grow with the days something is late, up to a fortnight."""
    return base + max(0, min(late, LATE_MOST))
