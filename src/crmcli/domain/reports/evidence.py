"""Calls and cases behind a row of a report, as ``--explain`` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Duration, Ref, Text
from crmcli.domain.reports.moments import clock, in_days
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from datetime import date

    from crmcli.sql import Reader


@frozen
class ActivityBehind:
    """A call, visit or whatever was done: when (where we are), of which kind, minutes it took."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[str, Text(wrap=False)]
    kind: Annotated[str, Text(wrap=False)]
    minutes: Annotated[int | None, Duration(unit="minutes")]
    subject: str | None


@frozen
class CaseBehind:
    """A case: when it was opened (where we are), how urgent, what it is."""

    id: Annotated[int, Ref("CS", "no.")]
    opened: Annotated[str, Text(wrap=False)]
    priority: Annotated[str, Text(wrap=False)]
    problem: str


_ACTIVITIES = """
SELECT a.id, a.at, a.kind, a.minutes, a.subject FROM activity a
WHERE a.customer_id = :customer AND a.done = 1 AND {days} ORDER BY a.at, a.id
"""
_CASES = """
SELECT k.id, k.opened_at, k.priority, k.name FROM support_case k
WHERE k.customer_id = :customer AND {days} ORDER BY k.opened_at, k.id
"""

Days = tuple["date | None", "date"]
"""The first and the last day, both included; None is from the beginning."""


def told(moment: str, zone: str) -> str:
    """Return a stored moment as a clock of the zone shows it: day and minute, or the day."""
    here = clock(moment, zone)
    return moment if here is None else say("{at:%Y-%m-%d %H:%M}", at=here)


def activities_of(db: Reader, customer: int, days: Days, zone: str) -> Listing[ActivityBehind]:
    """Return what was done with a customer, the oldest first."""
    test, values = in_days("a.at", *days, zone)
    found = db.tuples(_ACTIVITIES.format(days=test), {**values, "customer": customer})
    rows = [
        ActivityBehind(number, told(at, zone), named(kind, "choice"), took, text)
        for number, at, kind, took, text in found
    ]
    return Listing(ActivityBehind, rows, title="activities")


def cases_of(db: Reader, customer: int, days: Days, zone: str) -> Listing[CaseBehind]:
    """Return the cases of a customer, the oldest first."""
    test, values = in_days("k.opened_at", *days, zone)
    found = db.tuples(_CASES.format(days=test), {**values, "customer": customer})
    rows = [
        CaseBehind(number, told(at, zone), named(priority, "choice"), name)
        for number, at, priority, name in found
    ]
    return Listing(CaseBehind, rows, title="cases")
