"""Days told by another day: a week from monday, ay sonundan 3 gün önce, the first monday of next month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from crmcli.domain.date_grammar import (
    END,
    LAST,
    NEXT,
    START,
    THIS,
    Now,
    day_of,
    moved,
    next_of,
    read_by,
    way_of,
)
from crmcli.domain.date_words import UNITS, months, weekdays
from crmcli.domain.dates import AmbiguousDay
from crmcli.domain.periods import add_months
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.date_grammar import Forms

_NTH = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": -1,
    "ilk": 1, "birinci": 1, "ikinci": 2, "ucuncu": 3, "dorduncu": 4, "son": -1,
}  # fmt: skip


def day_beside(body: str, now: Now) -> date | None:
    """Return the day that a phrase tells by another one, None when it does not.

    Raises:
        AmbiguousDay: the phrase could be two days.
    """
    return read_by(_forms(), body, now)


@cache
def _forms() -> Forms:
    """Return the forms of phrases and how each is read; the first that fits decides."""
    unit = "|".join(sorted((*UNITS, "work"), key=len, reverse=True))
    day = "|".join(sorted(weekdays(), key=len, reverse=True))
    month = "|".join(sorted(months(), key=len, reverse=True))
    count = rf"(?P<count>[0-9]{{1,4}}) ?(?P<unit>{unit})"
    nth, way = f"(?P<nth>{'|'.join(_NTH)})", f"(?P<way>{NEXT}|{LAST}|{THIS})"
    on = rf"(?:(?P<weekday>{day})(?:si|i)?|work)"
    year = "(?: (?P<year>[0-9]{4}))?"
    forms = (
        (rf"(?:in )?{count} (?P<side>from|after|before) (?P<base>.+)", _away),
        (rf"(?P<base>.+?)(?P<end>n?[dt][ae]n)? {count} (?P<side>sonra|once)", _away),
        (rf"(?:in )?(?P<count>[0-9]{{1,2}}) (?P<unit>weeks?) (?P<base>today|tomorrow|{day})", _away),
        (rf"(?P<base>today|tomorrow|{day}) (?P<unit>week)", _away),
        (rf"{nth} {on} (?:in )?(?:{way} )?(?:month|(?P<month>{month}))", _nth_day),
        (rf"(?:{way} )?(?:ayin|(?P<month>{month})) {nth} {on}", _nth_day),
        (rf"(?:beginning|start|first day) (?P<month>{month}){year}", _start_of_named),
        (rf"(?P<month>{month}){year} (?:{START})", _start_of_named),
        (rf"(?:(?P<end>end)|beginning|start) q(?P<quarter>[1-4]){year}", _of_quarter),
        (rf"q(?P<quarter>[1-4]){year} (?:(?P<end>{END})|{START})", _of_quarter),
        (rf"(?:{way} )?(?:weekend|hafta sonu(?:na|nda)?)", _weekend),
    )
    return tuple((re.compile(form), read) for form, read in forms)


def _away(found: re.Match[str], now: Now) -> date | None:
    """Read a length of time after or before another day."""
    groups = found.groupdict()
    base = found["base"]
    if groups.get("side") in ("sonra", "once") and not groups["end"] and not re.search("[0-9]", base):
        return None
    start = day_of(base, now) or day_beside(base, now)
    if start is None:
        return None
    count = int(groups.get("count") or 1)
    back = groups.get("side") in ("before", "once")
    return moved(start, -count if back else count, UNITS.get(found["unit"], "work"), now.work)


def _nth_day(found: re.Match[str], now: Now) -> date | None:
    """Read the last friday of the month, ayın ilk iş günü: the next one, where no month is named."""
    groups, nth = found.groupdict(), _NTH[found["nth"]]
    weekday = None if groups["weekday"] is None else weekdays()[groups["weekday"]]

    def of(first: date) -> date | None:
        return _in_month(first, nth, weekday, now)

    if groups["month"]:
        if groups["way"]:
            return None
        number = months()[groups["month"]]
        return next_of(now, lambda year: of(date(year, number, 1)))
    first = now.today.replace(day=1)
    if groups["way"]:
        return of(add_months(first, way_of(found)))
    days = [of(add_months(first, away)) for away in ((0, -1) if now.past else (0, 1))]
    return next((day for day in days if day and (day <= now.today if now.past else day >= now.today)), None)


def _in_month(first: date, nth: int, weekday: int | None, now: Now) -> date | None:
    """Return the nth weekday, or working day without one, of the month that begins with ``first``."""
    end = add_months(first, 1)
    days = [first + timedelta(days=away) for away in range((end - first).days)]
    fitting = [day for day in days if (now.work.works(day) if weekday is None else day.weekday() == weekday)]
    place = nth - 1 if nth > 0 else nth
    return fitting[place] if -len(fitting) <= place < len(fitting) else None


def _start_of_named(found: re.Match[str], now: Now) -> date:
    month = months()[found["month"]]
    return date(int(found["year"]), month, 1) if found["year"] else next_of(now, lambda y: date(y, month, 1))


def _of_quarter(found: re.Match[str], now: Now) -> date:
    """Read the end or the beginning of a quarter, the next one where no year is named."""
    month = int(found["quarter"]) * 3 - 2

    def day(year: int) -> date:
        first = date(year, month, 1)
        return add_months(first, 3) - timedelta(days=1) if found["end"] else first

    return day(int(found["year"])) if found["year"] else next_of(now, day)


def _weekend(found: re.Match[str], now: Now) -> date | None:
    """Read the weekend as its saturday; of the next one people differ."""
    if way_of(found) == 0:
        return day_of("saturday", now)
    if way_of(found) < 0:
        return None
    raise AmbiguousDay(
        say('"{found}" may be this weekend or the one after', found=found[0]),
        "say which day: saturday, or saturday next week",
    )
