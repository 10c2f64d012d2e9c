"""Periods of orders by name (2026-07, 2026-Q3, 2026, 2026-W30), in time, and beside the year before.

A week is that of ISO 8601: it begins on Monday and belongs to the year that has its Thursday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.periods import add_months, name_of, named, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked

MOST_PERIODS = 1200  # a longer row of periods comes from a mistyped day
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Days(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date


def periods(have: Sequence[str], by: str, request: Asked) -> list[str]:
    """Return every period of the span, or from the first to the last that is there.

    [] when there are too many to be meant.
    """
    if not have:
        return []
    first, last = have[0], have[-1]
    if request.since is not None:
        first = name_of(by, request.since)
    if request.until is not None:
        last = name_of(by, min(request.until, request.as_of))
    places = range(place_of(first), place_of(last) + 1)
    return [named(by, place) for place in places] if len(places) <= MOST_PERIODS else []


def days_of(name: str, by: str) -> Days:
    """Return the days of a period."""
    if by == "week":
        monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        return Days(monday, monday + timedelta(days=6))
    month = {"month": name[5:], "quarter": "1", "year": "1"}[by]
    start = date(int(name[:4]), int(month) if by != "quarter" else 3 * int(name[-1]) - 2, 1)
    return Days(start, add_months(start, _MONTHS[by]) - timedelta(days=1))


def year_before(name: str, by: str) -> str | None:
    """Return the same period of the year before, None for a week 53 of a year after one without it."""
    year = int(name[:4]) - 1
    if year < 1:
        return None
    if by == "week" and name.endswith("W53"):
        try:
            date.fromisocalendar(year, 53, 1)
        except ValueError:
            return None
    return f"{year:04}{name[4:]}"


def day_before(day: date, by: str) -> date:
    """Return the same day of the year before: of months the last for the last, of weeks the weekday."""
    if by == "week":
        year, week, weekday = day.isocalendar()
        last = date(year - 1, 12, 28).isocalendar().week
        return date.fromisocalendar(year - 1, min(week, last), weekday)
    if (day + timedelta(days=1)).day == 1:
        return add_months(day + timedelta(days=1), -12) - timedelta(days=1)
    return add_months(day, -12)


def days_before(name: str, by: str, since: date | None, until: date) -> Days | None:
    """Return the days that a period stands beside: those of the year before, cut as its own are.

    ``since`` and ``until`` are the ends of what is counted; a period that still runs stands beside the
    same part of the year before.
    """
    before = year_before(name, by)
    if before is None:
        return None
    own, whole = days_of(name, by), days_of(before, by)
    first = day_before(since, by) if since is not None and since > own.first else whole.first
    last = day_before(until, by) if until < own.last else whole.last
    return Days(first, last)
