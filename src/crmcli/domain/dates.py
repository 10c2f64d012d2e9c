"""Days and moments as people and programs write them, read without guessing.

1/2/2026 may be January or February: such a day is read when its column or a person has told the
order, and raises otherwise. Dots always part day, month and year, in that order.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.tasks.work_days import WorkDays

_ISO_DAY = 10
_TIME_FOLLOWS = ("T", " ")
_LONGEST_TEXT = 60
MONTHS = 12
_PIVOT = 69  # as POSIX reads two-digit years: 69-99 are 19xx, 00-68 are 20xx

_TELL_YEAR = say("write the year in full, or tell the order of dates")
_TELL_ORDER = say("write it as 2026-12-31 or 31.12.2026, or tell the order of dates")


class DayError(UsageError, ValueError):
    """A text is no day or moment."""


class AmbiguousDay(DayError):
    """A text could be two days, and nothing tells which."""


class MixedOrder(DayError):
    """A column writes the day before the month here and the month before the day there."""


def parse_day(text: str, order: str | None = None) -> date:
    """Return the day that a text names; a time behind it is passed over.

    Read are 2026-12-31 and all that starts with the year, 31.12.2026, 31/12/2026, 20261231, and the
    names of months in Turkish and English ("31 Aralık 2026", "Dec 31, 2026"). ``order`` ("ymd", "dmy",
    "mdy") tells what slashes and dashes part, and that two-digit years are meant: 00-68 are 20xx,
    69-99 are 19xx.

    Raises:
        AmbiguousDay: without ``order`` the text could be two days.
        DayError: there is no such day.
    """
    if len(text) == _ISO_DAY and text[4] == "-" and text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return written(text, order)[0]


def parse_when(text: str, today: date, work: WorkDays | None = None, *, past: bool = False) -> date:
    """Return the day a text names, as ``parse_day`` or ``date_phrases`` reads it; a time is passed over.

    Phrases are those of English and Turkish: tomorrow, cuma, in 3 days, ay sonu, 31.12. ``work`` are the
    working days that are counted, Monday to Friday without. With ``past`` a day that may be the last
    or the next one, as friday may, is the last.

    Raises:
        AmbiguousDay: the text could be two days.
        DayError: there is no such day.
    """
    if len(text) == _ISO_DAY and text[4] == "-" and text[7] == "-":
        return parse_day(text)
    from crmcli.domain.date_phrases import understand
    from crmcli.domain.tasks.work_days import USUAL

    return understand(text, today, work or USUAL, past=past).day


def parse_instant(text: str, order: str | None, zone: tzinfo) -> str:
    """Return a moment as UTC text, YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD when the text has no time.

    A time without a zone is local to ``zone``: the first of the two when clocks are set back, and
    moved on by the gap when they are set forward. Fractions of a second are cut off.

    Raises:
        AmbiguousDay: without ``order`` the text could be two days.
        DayError: there is no such day or time.
    """
    try:
        moment = datetime.fromisoformat(text) if text[10:11] in _TIME_FOLLOWS else None
    except ValueError:
        moment = None
    if moment is None:
        day, clock, written_zone = written(text, order)
        if clock is None:
            return day.isoformat()
        moment = datetime.combine(day, clock, written_zone)
    return utc_text(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def utc_text(moment: datetime) -> str:
    """Return a moment that has a zone as UTC text.

    Raises:
        DayError: in UTC it is outside the years 1 to 9999.
    """
    try:
        return moment.astimezone(UTC).isoformat()[:19] + "Z"
    except OverflowError:
        raise DayError(say("{moment} is outside the years 1 to 9999", moment=moment)) from None


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the form of a time at the end of a text, and the form of a day in digits."""
    clock = r"(?:(?<=\d)T|\s+|,\s*)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    half = r"\s*(a\.?m\.?|p\.?m\.?|öö|ös)?"
    zone = r"\s*(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?$"
    numeric = r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})"
    return re.compile(clock + half + zone, re.IGNORECASE), re.compile(numeric)


def written(text: str, order: str | None) -> tuple[date, time | None, tzinfo | None]:
    """Return the day that a text names and, where it has them, the time and the time's zone.

    Raises:
        AmbiguousDay: without ``order`` the text could be two days.
        DayError: there is no such day or time.
    """
    body = text.strip()
    if not body or len(body) > _LONGEST_TEXT:
        raise _no_day(body)
    timed, numeric = patterns()
    clock = timed.search(body)
    when = body if clock is None else body[: clock.start()]
    try:
        found = numeric.fullmatch(when)
        if found is not None:
            day = _numeric_day(when, found.groups(), order)
        elif when[8:9] in ("", "T") and when[:8].isascii() and when[:8].isdigit():
            return _compact(when)
        else:
            day = _named_day(when, order)
        return (day, *_clock(clock)) if clock else (day, None, None)
    except DayError:
        raise
    except ValueError:
        raise _no_day(body, order) from None


def _no_day(text: str, order: str | None = None) -> DayError:
    """Return the error for a text that names no day or time, in the order it was read in."""
    told = (
        say(" in the order {first}-{second}-{third}", first=order[0], second=order[1], third=order[2])
        if order
        else ""
    )
    return DayError(
        say('"{text}" is no day{told}', text=text[:_LONGEST_TEXT], told=told),
        "write it as 2026-12-31 or 31.12.2026",
    )


def _clock(found: re.Match[str]) -> tuple[time, tzinfo | None]:
    """Return the time of day and the zone of a matched time."""
    hour, minute, second, half, zone = found.groups()
    hours = int(hour)
    if half:
        if not 1 <= hours <= MONTHS:
            raise ValueError(half)
        hours = hours % 12 + (12 if half[0] in "pP" or half[1] in "sS" else 0)
    offset: tzinfo | None = None
    if zone and zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[3:].lstrip(":") or 0)
        offset = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
    elif zone:
        offset = UTC
    return time(hours, int(minute), int(second or 0)), offset


def _numeric_day(text: str, parts: tuple[str, ...], order: str | None) -> date:
    """Read three numbers with dashes, slashes or dots between them."""
    first, mark, second, third = parts
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in (2, 4):
        raise _no_day(text)
    short = len(third) == 2
    if short and order is None:
        raise AmbiguousDay(say('"{text}" has a year of two digits', text=text), _TELL_YEAR)
    if mark == ".":
        order = "dmy"
    elif order == "ymd" and short:
        return date(_full_year(first), int(second), int(third))
    elif order not in ("dmy", "mdy"):
        order = only_order(text, int(first), int(second))
    day, month = (first, second) if order == "dmy" else (second, first)
    return date(_full_year(third), int(month), int(day))


def only_order(text: str, first: int, second: int) -> str:
    """Return the order that two numbers, day and month, can only have.

    Raises:
        AmbiguousDay: they can have both.
    """
    if first <= MONTHS and second <= MONTHS and first != second:
        raise AmbiguousDay(say('"{text}" could be day/month or month/day', text=text), _TELL_ORDER)
    return "mdy" if second > MONTHS else "dmy"


def _full_year(digits: str) -> int:
    """Return the year; two digits are read as POSIX reads them."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _compact(text: str) -> tuple[date, time | None, tzinfo | None]:
    """Read 20261231 and 20261231T101112Z, with a year that can't be a day and a month."""
    if not "1850" <= text[:4] <= "2199":
        raise _no_day(text)
    moment = datetime.fromisoformat(text)
    return moment.date(), moment.time() if "T" in text else None, moment.tzinfo


def _named_day(text: str, order: str | None) -> date:
    """Read a day whose month is a word, in any order; weekdays are passed over."""
    from crmcli.domain.date_words import weekdays
    from crmcli.domain.text import fold

    numbers, month = [], 0
    for word in fold(text).split():
        number = re.fullmatch(r"([0-9]{1,4})(?:st|nd|rd|th)?", word)
        if number:
            numbers.append(number[1])
        elif not month and word in _months():
            month = _months()[word]
        elif word not in weekdays():
            raise _no_day(text)
    if not month or len(numbers) != 2:
        raise _no_day(text)
    day, year = reversed(numbers) if len(numbers[0]) == 4 else numbers
    if len(year) == 2 and order is None:
        raise AmbiguousDay(say('"{text}" has a year of two digits', text=text), _TELL_YEAR)
    if len(year) not in (2, 4):
        raise _no_day(text)
    return date(_full_year(year), month, int(day))


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by its folded Turkish and English names and short forms."""
    from crmcli.domain.date_words import MONTHS

    return {name: month for month, names in enumerate(MONTHS, 1) for name in names.split()}
