"""Months, quarters and years in a row, the days of each, and the target that is set for one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.periods import add_months

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.target import Stored
    from crmcli.sql import Reader

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST = 120  # more periods in a row come from a mistyped day


def bounds(name: str) -> tuple[date, date]:
    """Return the first and the last day of 2026-07, 2026-Q3 or 2026."""
    year = int(name[:4])
    if "Q" in name:
        first, months = date(year, int(name[-1]) * 3 - 2, 1), 3
    elif len(name) > len("2026"):
        first, months = date(year, int(name[5:]), 1), 1
    else:
        first, months = date(year, 1, 1), 12
    return first, add_months(first, months) - timedelta(days=1)


def through(first: str, last: str, by: str) -> list[str]:
    """Return the periods from one to another, both included; [] when there are too many to be meant."""
    from crmcli.domain.reports.pipeline.opportunity_traits import period_of

    names: list[str] = []
    day, end = bounds(first)[0], bounds(last)[0]
    while day <= end:
        if len(names) == MOST:
            return []
        names.append(period_of(day.isoformat(), by) or "")
        day = add_months(day, MONTHS[by])
    return names


class Goals:
    """Targets of what is to be won, in one currency or each in its own."""

    def __init__(self, db: Reader, request: Asked) -> None:
        """Read them; in ``request.currency`` they are turned at the rate of the report's day."""
        from crmcli.domain.rates import converter
        from crmcli.domain.target import fetch

        rates = converter(db, request.currency, request.as_of) if request.currency else None
        self._goals: dict[tuple[Any, ...], int] = {}
        for one in fetch(db, "r.metric = 'won_amount'", {}):
            if one.currency is None:
                continue
            goal: int | None = one.goal
            if rates is not None:
                goal = rates.minor(one.goal, one.currency, request.as_of)
            if goal is not None:
                self._goals[self._key(one, request.currency or one.currency)] = goal

    def _key(self, one: Stored, currency: str) -> tuple[Any, ...]:
        return one.first, one.last, currency, one.owner, one.branch, one.product

    def of_all(self, first: date, last: date, currency: str | None) -> int | None:
        """Return what all of us are to win from a day to another: one target, or those that make it up."""
        whole = self._goals.get((first, last, currency, None, None, None))
        if whole is not None:
            return whole
        for months in (3, 1):
            parts = _parts(first, last, months)
            found = [self._goals.get((*part, currency, None, None, None)) for part in parts]
            if len(parts) > 1 and None not in found:
                return sum(goal for goal in found if goal is not None)
        return None

    def of_group(self, by: str, key: Any, request: Asked, currency: str | None) -> int | None:
        """Return what an owner, a branch or a product is to bring in exactly the span."""
        places = {"owner": (key, None, None), "branch": (None, key, None), "product": (None, None, key)}
        if by not in places or key is None or request.since is None or request.until is None:
            return None
        return self._goals.get((request.since, request.until, currency, *places[by]))


def _parts(first: date, last: date, months: int) -> Sequence[tuple[date, date]]:
    """Return the spans of so many months that make up a longer one, [] where they don't."""
    parts: list[tuple[date, date]] = []
    if first.day != 1 or (first.month - 1) % months:
        return parts
    while first <= last and len(parts) < MOST:
        end = add_months(first, months) - timedelta(days=1)
        if end > last:
            return []
        parts.append((first, end))
        first = end + timedelta(days=1)
    return parts
