"""Days as a filter names them: one day, or a span such as last month; relative ones count from a day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.domain.dates import DayError, parse_day, parse_when
from crmcli.domain.periods import add_months, parse_period
from crmcli.said import say

_UNITS = {
    **dict.fromkeys(("day", "days", "d", "gun", "gundur"), "day"),
    **dict.fromkeys(("week", "weeks", "hafta"), "week"),
    **dict.fromkeys(("month", "months", "ay"), "month"),
    **dict.fromkeys(("quarter", "quarters", "ceyrek"), "quarter"),
    **dict.fromkeys(("year", "years", "yil", "sene"), "year"),
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_AGO, _AHEAD = ("ago", "once", "oncesi"), ("later", "sonra", "ahead")
_ONE = ("a", "an", "one", "bir")
_LAST = ("last", "previous", "gecen", "onceki", "gectigimiz")
_THIS = ("this", "bu", "current")
_NEXT = ("next", "gelecek", "onumuzdeki", "coming")
_RECENT, _COMING = ("last", "past", "son"), ("next", "gelecek", "onumuzdeki", "coming")
_PERIOD = re.compile(r"[0-9]{4}(?:-?[QqÇç][1-4]|-[0-9]{2})?(?:\.\..+)?")
_LARGEST = 1_000_000


class Span(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date


def span(text: str, today: date | None) -> Span:
    """Return the days that a text names.

    A day in any form that options take; 2026, 2026-10, 2026-Q3; 180 days ago, 3 months ago, in 2 weeks;
    last, this and next week, month, quarter and year (weeks begin on Monday); last 30 days, which is from
    30 days ago until today; and all of these in Turkish.

    Raises:
        DayError: it is none, or it counts from a day and there is none.
    """
    text = text.strip()
    if _PERIOD.fullmatch(text):
        found = parse_period(text)
        return Span(found.start, found.last)
    if today is None:
        day = parse_day(text)
        return Span(day, day)
    if any(character.isalpha() for character in text):
        from crmcli.domain.text import fold

        try:
            relative = _relative(fold(text).split(), today)
        except (OverflowError, DayError, ValueError):
            raise DayError(say('"{text}" is outside the years 1 to 9999', text=text[:60])) from None
        if relative is not None:
            return relative
    day = parse_when(text, today)
    return Span(day, day)


def _relative(words: list[str], today: date) -> Span | None:
    """Return the days that words name relative to today, None when they are of another form."""
    if words in (["now"], ["simdi"]):
        return Span(today, today)
    if len(words) == 2 and words[1] in _UNITS:
        return _calendar(words[0], _UNITS[words[1]], today)
    if words[:1] == ["in"] and len(words) == 3:
        words = [*words[1:], "later"]
    if words[2:] == ["from", "now"]:
        words = [*words[:2], "later"]
    if len(words) != 3:
        return None
    if words[2] in (*_AGO, *_AHEAD):
        day = _away(words[0], words[1], today, back=words[2] in _AGO)
        return Span(day, day) if day else None
    day = _away(words[1], words[2], today, back=words[0] in _RECENT)
    if day is None or words[0] not in (*_RECENT, *_COMING):
        return None
    return Span(min(day, today), max(day, today))


def _away(count: str, unit: str, today: date, *, back: bool) -> date | None:
    """Return the day so many units before or after today, None when words say no number of units."""
    number = _count(count)
    if number is None or unit not in _UNITS:
        return None
    return moved(today, -number if back else number, _UNITS[unit])


def _count(word: str) -> int | None:
    if word in _ONE:
        return 1
    if not (word.isascii() and word.isdigit()):
        return None
    return min(int(word[:9]), _LARGEST * 10) if len(word) < 9 else _LARGEST * 10


def moved(day: date, count: int, unit: str) -> date:
    """Return the day so many units later; a month that is too short gives its last day."""
    if unit in _MONTHS:
        return add_months(day, count * _MONTHS[unit])
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def _calendar(which: str, unit: str, today: date) -> Span | None:
    """Return the calendar week, month, quarter or year before, around or after a day."""
    if which in _THIS:
        away = 0
    elif which in _LAST or which == "son":
        away = -1
    elif which in _NEXT:
        away = 1
    else:
        return None
    if unit == "day":
        start = today
    elif unit == "week":
        start = today - timedelta(days=today.weekday())
    else:
        size = _MONTHS[unit]
        start = today.replace(month=(today.month - 1) // size * size + 1, day=1)
    first = moved(start, away, unit)
    return Span(first, moved(first, 1, unit) - timedelta(days=1))
