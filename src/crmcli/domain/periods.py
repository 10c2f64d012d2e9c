"""Spans of days: months added, periods named, lengths of time said in words.

A period is [start, end): its end is the first day after it.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from crmcli.domain.dates import DayError, parse_when
from crmcli.said import say

_MONTHS = 12
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MINUTES = {"m": 1, "min": 1, "dk": 1, "h": 60, "sa": 60}
_DAYS = {"d": 1, "g": 1, "gun": 1, "w": 7, "hf": 7, "hafta": 7}
_CALENDAR_MONTHS = {"mo": 1, "ay": 1, "y": 12, "yil": 12}


class Period(NamedTuple):
    """The days from ``start`` to before ``end``."""

    start: date
    end: date

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def holds(self, day: date) -> bool:
        """Tell whether a day belongs to the period."""
        return self.start <= day < self.end


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months later (earlier when negative).

    A month that is too short gives its last day: 31 January and one month is 28 or 29 February.

    Raises:
        DayError: the result is outside the years 1 to 9999.
    """
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 28 if month == 1 and not leap else _LAST_DAYS[month]
    try:
        return date(year, month + 1, min(day.day, last))
    except ValueError:
        raise DayError(
            say("{day} and {months} months is outside the years 1 to 9999", day=day, months=months)
        ) from None


def month_of(day: date) -> str:
    """Return the calendar month as 2026-07."""
    return day.isoformat()[:7]


def quarter_of(day: date) -> str:
    """Return the quarter of the year as 2026-Q3."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def week_of(day: date) -> str:
    """Return the ISO week as 2026-W05; its year is that of its Thursday."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


_NAMED = re.compile(r"(\d{4})(?:-(?:(\d\d)|Q([1-4])|W(\d\d)))?")


def numbered(name: str | None) -> tuple[str, int] | None:
    """Return the unit of a named period and its place among all of that unit, None for other names.

    2026-07, 2026-Q3, 2026-W05 and 2026 are names of periods; the units are month, quarter, week, year.
    """
    found = _NAMED.fullmatch(name or "")
    if found is None:
        return None
    year, month, quarter, week = (int(part) if part else 0 for part in found.groups())
    try:
        if week:
            return "week", (date.fromisocalendar(year, week, 1).toordinal() - 1) // 7
    except ValueError:
        return None
    if quarter:
        return "quarter", year * 4 + quarter - 1
    return ("month", year * _MONTHS + month - 1) if month else ("year", year)


def place_of(name: str) -> int:
    """Return the place of a named period among all of its unit.

    Raises:
        ValueError: it is the name of none.
    """
    found = numbered(name)
    if found is None:
        raise ValueError(name)
    return found[1]


def named(unit: str, number: int) -> str:
    """Return the name of the period in a place: the inverse of ``numbered``."""
    if unit == "week":
        return week_of(date.fromordinal(number * 7 + 1))
    if unit == "quarter":
        return f"{number // 4:04}-Q{number % 4 + 1}"
    return f"{number // _MONTHS:04}-{number % _MONTHS + 1:02}" if unit == "month" else f"{number:04}"


def name_of(unit: str, day: date) -> str:
    """Return the name of the month, quarter, week or year that a day belongs to."""
    if unit == "week":
        return week_of(day)
    if unit == "quarter":
        return quarter_of(day)
    return month_of(day) if unit == "month" else f"{day.year:04}"


def parse_period(text: str) -> Period:
    """Return the period named by a year, quarter, month or day, or by two of them: 2026-07-01..2026-09-30.

    2026-Q3 and 2026-Ç3 are quarters. Both ends that are named belong to the period.

    Raises:
        DayError: the text is no period, or ends before it starts.
    """
    first, dots, last = text.strip().partition("..")
    start, end = _span(first.strip(), text), _span(last.strip() if dots else first.strip(), text)
    if end.end <= start.start:
        raise DayError(say('"{text}" ends before it starts', text=text.strip()))
    return Period(start.start, end.end)


def _span(name: str, text: str) -> Period:
    """Return the period that a single name stands for."""
    found = re.fullmatch(r"([0-9]{4})(?:-?[QqÇç]([1-4])|-([0-9]{2})(?:-([0-9]{2}))?)?", name)
    if found is None:
        hint = say("use 2026, 2026-Q3, 2026-07 or 2026-07-01..2026-09-30")
        raise DayError(say('"{text}" is no period', text=text.strip()[:40]), hint)
    year, quarter, month, day = found.groups()
    try:
        if quarter:
            start = date(int(year), 3 * int(quarter) - 2, 1)
            return Period(start, add_months(start, 3))
        start = date(int(year), int(month or 1), int(day or 1))
        if day:
            return Period(start, start + timedelta(days=1))
        return Period(start, add_months(start, 1 if month else _MONTHS))
    except (ValueError, OverflowError):
        raise DayError(say('"{name}" is no period in the years 1 to 9998', name=name)) from None


def parse_since(text: str, now: datetime) -> datetime:
    """Return the moment that a length of time before ``now`` or a day means; ``now`` has a zone.

    10m, 2h, 90d, 3w, 6mo and 1y count back (in Turkish 10dk, 2sa, 90g, 3hf, 6ay, 1yıl); months and
    years are those of the calendar. A day means its first moment in the zone of ``now``.

    Raises:
        DayError: the text is neither.
    """
    from crmcli.domain.text import fold

    found = re.fullmatch(r"\s*([0-9]{1,6})\s?([^\W\d_]+)\s*", text)
    if found is None:
        return datetime.combine(parse_when(text, now.date(), past=True), time(), now.tzinfo)
    count, unit = int(found[1]), fold(found[2])
    try:
        if unit in _MINUTES:
            return now - timedelta(minutes=count * _MINUTES[unit])
        if unit in _DAYS:
            return now - timedelta(days=count * _DAYS[unit])
        if unit in _CALENDAR_MONTHS:
            return datetime.combine(add_months(now.date(), -count * _CALENDAR_MONTHS[unit]), now.timetz())
    except (OverflowError, DayError):
        raise DayError(say('"{text}" ago is before the year 1', text=text.strip())) from None
    raise DayError(
        say('"{text}" is no length of time', text=text.strip()[:40]), "use 10m, 2h, 90d, 3w, 6mo, 1y or a day"
    )


def ago(days: int, locale: str = "en") -> str:
    """Return how long ago a day was, in words; negative ``days`` lie ahead.

    Days up to 59, then months of 30 days up to 729 days, then years of 365, all cut off to whole ones.
    """
    turkish = locale == "tr"
    near = {0: ("today", "bugün"), 1: ("yesterday", "dün"), -1: ("tomorrow", "yarın")}.get(days)
    if near:
        return near[turkish]
    distance = abs(days)
    if distance < 60:
        count, unit = distance, ("days", "gün")
    elif distance < 730:
        count, unit = distance // 30, ("months", "ay")
    else:
        count, unit = distance // 365, ("years", "yıl")
    if turkish:
        return f"{count} {unit[1]} {'sonra' if days < 0 else 'önce'}"
    return (
        say("in {count} {unit}", count=count, unit=unit[0])
        if days < 0
        else say("{count} {unit} ago", count=count, unit=unit[0])
    )
