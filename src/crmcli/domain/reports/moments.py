"""Moments told by the days and hours of a zone: a test in SQL, and what a clock there shows.

A stored moment is an instant in UTC (``2026-11-02T09:00:00Z``) or, when its time is not known, a day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import tzinfo

_AFTER_ALL = "~"


@cache
def zone_of(name: str) -> tzinfo:
    """Return the zone of an IANA name."""
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def in_days(
    column: str, since: date | None, until: date, zone: str, *, prefix: str = "m"
) -> tuple[str, dict[str, Any]]:
    """Return a test that a stored moment is of the days ``since`` to ``until`` of a zone, both included.

    The names of the values begin with ``prefix``: two tests in a statement need two of them.
    """
    where = zone_of(zone)
    first = since or date.min
    values = {
        f"{prefix}_first": first.isoformat(),
        f"{prefix}_last": until.isoformat(),
        f"{prefix}_from": _midnight(first, where),
        f"{prefix}_end": _midnight(until + timedelta(days=1), where) if until < date.max else _AFTER_ALL,
    }
    test = (
        f"((length({column}) = 10 AND {column} >= :{prefix}_first AND {column} <= :{prefix}_last)"
        f" OR (length({column}) > 10 AND {column} >= :{prefix}_from AND {column} < :{prefix}_end))"
    )
    return test, values


def _midnight(day: date, zone: tzinfo) -> str:
    """Return the instant at which a day begins, as it is stored; before all where there is none."""
    try:
        return f"{datetime.combine(day, time(), zone).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")
    except OverflowError:
        return ""


def end_of(day: date, zone: str) -> datetime:
    """Return the last second of a day of a zone, as an instant."""
    ends = datetime.combine(day, time(23, 59, 59), zone_of(zone))
    return ends if day == date.max else ends.astimezone(UTC)


def clock(moment: str | None, zone: str) -> datetime | None:
    """Return what a clock of the zone showed at a stored moment; None where the time is not known."""
    if moment is None or "T" not in moment:
        return None
    return datetime.fromisoformat(moment).astimezone(zone_of(zone))


def day_of(moment: str, zone: str) -> date:
    """Return the day of the zone that a stored moment is of."""
    told = clock(moment, zone)
    return date.fromisoformat(moment) if told is None else told.date()
