"""The forms of phrases about days, and how each is read; see ``date_phrases``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.date_words import ENGLISH_DAYS, UNITS, months, weekdays
from crmcli.domain.dates import DayError, only_order
from crmcli.domain.periods import add_months
from crmcli.domain.tasks.work_days import USUAL, WorkDays
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    Forms = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], "Now"], date | None]], ...]

_LONGEST_MONTH = 31
NEXT = "next|coming|gelecek|onumuzdeki|sonraki"
LAST = "last|past|previous|gecen|onceki"
THIS = "this|bu"
_SPANS = {"week": "week|hafta", "month": "month|ay", "quarter": "quarter|ceyrek", "year": "year|yil|sene"}
_SPAN = "|".join(_SPANS.values())
END = "sonu|sonuna|sonunda|sonuna kadar|son gunu"
_AHEAD = "(?:from now|from today|later|hence|time|sonra|sonraya|icinde|icerisinde)"
START = "basi|basina|basinda|ilk gunu"


class Now(NamedTuple):
    """What a phrase counts from; with ``past`` a day that leaves open which one is the last such day."""

    today: date
    work: WorkDays
    past: bool


def day_of(body: str, now: Now) -> date | None:
    """Return the day that a phrase without a time means, None when it means none."""
    return read_by(_grammar(), body, now)


def read_by(forms: Forms, body: str, now: Now) -> date | None:
    """Return the day that the first form which fits and knows one reads in a phrase."""
    for pattern, read in forms:
        found = pattern.fullmatch(body)
        if found is not None:
            day = read(found, now)
            if day is not None:
                return day
    return None


@cache
def _grammar() -> Forms:
    """Return the forms of phrases and how each is read; the first that fits decides."""
    unit = "|".join(sorted(UNITS, key=len, reverse=True))
    day = "|".join(sorted(weekdays(), key=len, reverse=True))
    month = "|".join(sorted(months(), key=len, reverse=True))
    way = rf"(?P<way>{NEXT}|{LAST}|{THIS})"
    count, number = rf"(?P<count>[0-9]{{1,5}}) ?(?P<unit>{unit})", r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
    forms = (
        (r"(?P<word>[a-z]+(?: [a-z]+){0,3})", _named),
        (rf"\+ ?{count}", _counted),
        (rf"{count} (?P<ago>ago|earlier|once|evvel)", _counted),
        (rf"(?:in |within )?{count}(?: {_AHEAD})?", _counted),
        (rf"{way} (?:{unit})", _neighbour),
        (rf"{way}? ?(?P<weekday>{day})", _weekday),
        (rf"(?P<weekday>{day}) next week", _weekday_ahead),
        (rf"(?:haftaya|(?:{NEXT}) (?:week|hafta)) (?P<weekday>{day})", _weekday_ahead),
        (rf"(?:this week|bu hafta) (?P<weekday>{day})", _weekday_of_this),
        (rf"(?:end|last day) (?:{way} )?(?P<span>{_SPAN})", _end),
        (rf"(?:{way} )?(?P<span>{_SPAN})(?:in)? ?(?:end|{END})", _end),
        (rf"(?:beginning|start|first day) (?:{way} )?(?P<span>{_SPAN})", _start),
        (rf"(?:{way} )?(?P<span>{_SPAN})(?:in)? (?P<turkish>{START})", _start),
        (rf"(?:end (?P<month>{month})|(?P<ay>{month}) (?:{END}))(?: (?P<year>[0-9]{{4}}))?", _end_of_named),
        (rf"(?:{way} )?ayin {number}", _day_of_month),
        (r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?: day)?(?: (?P<way>next|this) month)?", _day_of_month),
        (rf"(?:(?P<weekday>{day}) )?{number} (?P<month>{month})", _day_and_month),
        (rf"{number} (?P<month>{month}) (?P<weekday>{day})", _day_and_month),
        (rf"(?:(?P<weekday>{day}) )?(?P<month>{month}) {number}", _day_and_month),
        (rf"(?:(?P<weekday>{day}) )?(?P<one>[0-9]{{1,2}})(?P<mark>[./])(?P<two>[0-9]{{1,2}})\.?", _digits),
    )
    return tuple((re.compile(form), read) for form, read in forms)


_TODAY = (
    *("today", "bugun", "bugune", "tonight", "bu gun", "this day", "eod", "end day", "gun sonu"),
    *("gun sonuna", "gun sonunda", "mesai bitimi", "mesai bitimine", "mesai sonu", "mesai sonuna"),
)
FIXED = {
    **dict.fromkeys(_TODAY, 0),
    **dict.fromkeys(("tomorrow", "tmrw", "tomorow", "yarin", "yarina"), 1),
    **dict.fromkeys(
        (
            *("day after tomorrow", "obur gun", "oburgun", "yarindan sonraki gun", "yarindan sonra"),
            "yarin degil obur gun",
        ),
        2,
    ),
    **dict.fromkeys(("yesterday", "dun"), -1),
    **dict.fromkeys(("day before yesterday", "evvelsi gun", "evvelki gun", "dunden onceki gun"), -2),
    **dict.fromkeys(("haftaya", "haftaya bugun", "a week today", "week today"), 7),
    **dict.fromkeys(("week after next", "obur hafta", "haftaya degil obur hafta"), 14),
}
_SAME_AS = {
    "eom": "end month", "eoq": "end quarter", "eoy": "end year", "yilbasi": "yil basi", "seneye": "next year",
    "seneye bugun": "next year",
    "weekend": "saturday", "this weekend": "saturday", "hafta sonu": "saturday",
    "bu hafta sonu": "saturday",
}  # fmt: skip


def _named(found: re.Match[str], now: Now) -> date | None:
    """Read a phrase that has a fixed meaning."""
    word = found["word"]
    if word in FIXED:
        return now.today + timedelta(days=FIXED[word])
    return day_of(_SAME_AS[word], now) if word in _SAME_AS else None


def moved(day: date, count: int, unit: str, work: WorkDays = USUAL) -> date:
    """Return the day so many days, working days, weeks, months, quarters or years away; month ends hold.

    Raises:
        DayError, OverflowError: it is outside the years 1 to 9999.
    """
    if unit == "work":
        return work.away(day, count)
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return add_months(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _counted(found: re.Match[str], now: Now) -> date:
    groups = found.groupdict()
    back = groups.get("ago")
    count = int(found["count"])
    return moved(now.today, -count if back else count, UNITS.get(found["unit"], "work"), now.work)


def way_of(found: re.Match[str]) -> int:
    """Return 1 for next, -1 for last, 0 for this one or when nothing is said."""
    word = found.groupdict().get("way")
    if word is None:
        return 0
    return 1 if re.fullmatch(NEXT, word) else -1 if re.fullmatch(LAST, word) else 0


def _neighbour(found: re.Match[str], now: Now) -> date | None:
    """Read next month, geçen hafta: as far away as one of them; a quarter is its first day."""
    unit, way = UNITS[found[0].split()[-1]], way_of(found)
    if not way or unit == "day":
        return None
    if unit == "quarter":
        return add_months(now.today.replace(month=(now.today.month - 1) // 3 * 3 + 1, day=1), 3 * way)
    return moved(now.today, way, unit, now.work)


def _weekday(found: re.Match[str], now: Now) -> date:
    wanted, way = weekdays()[found["weekday"]], way_of(found)
    if found["way"] and way == 0:
        return now.today + timedelta(days=(wanted - now.today.weekday()) % 7)
    if way < 0 or (now.past and not way):
        return now.today - timedelta(days=(now.today.weekday() - wanted - (way < 0)) % 7 + (way < 0))
    return now.today + timedelta(days=(wanted - now.today.weekday() - 1) % 7 + 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weekday_ahead(found: re.Match[str], now: Now) -> date:
    return _monday(now.today) + timedelta(days=7 + weekdays()[found["weekday"]])


def _weekday_of_this(found: re.Match[str], now: Now) -> date:
    return _monday(now.today) + timedelta(days=weekdays()[found["weekday"]])


def _first(found: re.Match[str], now: Now, away: int) -> date:
    """Return the first day of a month, quarter or year, so many of them away."""
    unit = UNITS[found["span"]]
    start = {"month": now.today.month, "quarter": (now.today.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return moved(date(now.today.year, start, 1), away, unit)


def _end(found: re.Match[str], now: Now) -> date | None:
    if UNITS[found["span"]] == "week":
        if re.search("weekend|sonu", found[0]):
            return None  # a weekend
        raise DayError(
            say('"{text}" may be friday or sunday', text=found[0]), "say which: friday, sunday or saturday"
        )
    return _first(found, now, way_of(found) + 1) - timedelta(days=1)


def _start(found: re.Match[str], now: Now) -> date:
    """Read the first day of a period; in Turkish, where it isn't said which, the next one."""
    if not found["way"] and not found.groupdict().get("turkish"):
        raise DayError(
            say('"{text}" may be this or the next one', text=found[0]), "say which: beginning of next month"
        )
    away = way_of(found) if found["way"] else 1
    if UNITS[found["span"]] == "week":
        return _monday(now.today) + timedelta(days=7 * away)
    return _first(found, now, away)


def next_of(now: Now, made: Callable[[int], date | None]) -> date:
    """Return the next of the days that years give, today included; the last one with ``past``."""
    step = -1 if now.past else 1
    for year in range(now.today.year - step, now.today.year + 9 * step, step):
        day = made(year)
        if day is not None and (day <= now.today if now.past else day >= now.today):
            return day
    raise ValueError(now.today)


def _end_of_named(found: re.Match[str], now: Now) -> date:
    month = months()[found["month"] or found["ay"]]

    def last(year: int) -> date:
        return add_months(date(year, month, 1), 1) - timedelta(days=1)

    return last(int(found["year"])) if found["year"] else next_of(now, last)


def _in_year(month: int, day: int) -> Callable[[int], date | None]:
    """Return what makes a day of each year, None in years that lack it."""

    def made(year: int) -> date | None:
        try:
            return date(year, month, day)
        except ValueError:
            return None

    return made


def _day_of_month(found: re.Match[str], now: Now) -> date | None:
    """Read the 15th, ayın 15'i: the next one; a month that is too short gives its last day."""
    wanted, first = int(found["day"]), now.today.replace(day=1)
    if not 1 <= wanted <= _LONGEST_MONTH:
        return None
    near = (way_of(found),) if found["way"] else (-1, 0) if now.past else (0, 1)
    days = [_on(add_months(first, away), wanted) for away in near]
    if now.past:
        return max((day for day in days if day <= now.today), default=None)
    return min((day for day in days if day >= now.today), default=None)


def _on(month: date, wanted: int) -> date:
    """Return a day of the month that begins with a day; its last one where it is too short."""
    return min(add_months(month, 1) - timedelta(days=1), month + timedelta(days=wanted - 1))


def _day_and_month(found: re.Match[str], now: Now) -> date:
    return _agreeing(found, next_of(now, _in_year(months()[found["month"]], int(found["day"]))))


def _digits(found: re.Match[str], now: Now) -> date:
    """Read 31.12 and 31/12; slashes only where they leave no doubt."""
    one, two = int(found["one"]), int(found["two"])
    if found["mark"] == "/" and only_order(found[0], one, two) == "mdy":
        one, two = two, one
    return _agreeing(found, next_of(now, _in_year(two, one)))


def _agreeing(found: re.Match[str], day: date) -> date:
    """Return a day that is on the day of the week it was told with.

    Raises:
        DayError: it is not.
    """
    named = found["weekday"]
    if named and weekdays()[named] != day.weekday():
        told = f"{day.day:02}.{day.month:02}.{day.year} is a {ENGLISH_DAYS[day.weekday()]}"
        raise DayError(told, "leave out the one of the two that is wrong")
    return day
