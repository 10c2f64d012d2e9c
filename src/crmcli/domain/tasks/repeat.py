"""How a task comes again: read from English and Turkish, kept in one form, and the next day worked out.

A repetition counts from the day a task was due, so that it never drifts: the 31st is the last day of
a short month and the 31st again in the next one. ``after 10 days`` counts from the day it was done.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from crmcli.domain.periods import add_months
from crmcli.domain.tasks.work_days import USUAL, WorkDays
from crmcli.errors import UsageError
from crmcli.said import say

UNITS = ("day", "work", "week", "month", "year")
LAST = -1
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_NAMES = {"work": "working day"}


class Repeat(NamedTuple):
    """Every so many units, on given days of them.

    ``weekdays`` (Monday is 0) are those of a week, or with ``nth`` of a month: 1 is the first, -1 the
    last. ``day`` is the day of the month, -1 the last; with ``month`` that of a year. ``nth`` with the
    unit month and no weekday is a working day. ``after`` counts from the day it was done.
    """

    unit: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    day: int | None = None
    month: int | None = None
    nth: int | None = None
    after: bool = False

    def __str__(self) -> str:
        """Return the one form in which it is kept."""
        name = _NAMES.get(self.unit, self.unit)
        if self.after:
            return f"after {self.every} {name}{'s' if self.every > 1 else ''}"
        days = ", ".join(WEEKDAYS[day] for day in self.weekdays)
        if self.unit == "week" and days and self.every == 1:
            return f"every {days}"
        base = f"every {name}" if self.every == 1 else f"every {self.every} {name}s"
        if self.nth is not None:
            return f"{base} on the {_ordinal(self.nth)} {days or 'working day'}"
        if self.month is not None and self.day is not None:
            return f"{base} on {self.day} {MONTHS[self.month - 1]}"
        if self.day is not None:
            return f"{base} on the {'last day' if self.day == LAST else _ordinal(self.day)}"
        return f"{base} on {days}" if days else base


def _ordinal(number: int) -> str:
    """Return 1st, 22nd, last."""
    if number == LAST:
        return "last"
    tail = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number // 10 == 1 else tail}"


def anchored(repeat: Repeat, due: date) -> Repeat:
    """Return a repetition that names its day, taken from the day the task is first due.

    So ``every month`` of a task due on the 31st stays with the 31st.
    """
    if repeat.after or repeat.nth is not None:
        return repeat
    if repeat.unit == "month" and repeat.day is None:
        return repeat._replace(day=due.day)
    if repeat.unit == "year" and repeat.day is None:
        return repeat._replace(day=due.day, month=due.month)
    if repeat.unit == "week" and not repeat.weekdays:
        return repeat._replace(weekdays=(due.weekday(),))
    return repeat


def canonical(text: str, due: date) -> str:
    """Return the form in which a repetition is kept; ``due`` gives the day it leaves open.

    Raises:
        UsageError: the text is no repetition.
    """
    return str(anchored(read_repeat(text), due))


def first_due(repeat: Repeat, today: date, work: WorkDays = USUAL) -> date:
    """Return the first day of a repetition, ``today`` included; today itself where it names no day."""
    if repeat.after or not (repeat.weekdays or repeat.day or repeat.nth):
        return today
    day = today
    while not falls_on(repeat, day, work):
        day += timedelta(days=1)
    return day


def falls_on(repeat: Repeat, day: date, work: WorkDays = USUAL) -> bool:
    """Tell whether a repetition that names its days may fall on a day; one that names none may on any."""
    if repeat.unit == "week" and repeat.weekdays:
        return day.weekday() in repeat.weekdays
    if repeat.unit in ("month", "year") and (repeat.day or repeat.nth) and not repeat.after:
        right_month = repeat.month in (None, day.month)
        return right_month and _in_month(repeat, day.replace(day=1), work) == day
    return True


def next_due(repeat: Repeat | str, due: date, done_on: date, work: WorkDays = USUAL) -> date:
    """Return the next day a task is due that was due on ``due`` and done on ``done_on``.

    It is the first day of the repetition after both: what was done late skips what has passed, what
    was done early does not come back on the day it was due.

    Raises:
        UsageError: a text is no repetition, the next day is after the year 9999, or nobody works.
    """
    if isinstance(repeat, str):
        repeat = read_repeat(repeat)
    try:
        if repeat.after:
            return _away(repeat, done_on, 1, work)
        return _next(anchored(repeat, due), due, max(due, done_on), work)
    except (OverflowError, ValueError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(
            say('"{repeat}" after {due} is outside the years 1 to 9999', repeat=repeat, due=due)
        ) from None


def _away(repeat: Repeat, start: date, times: int, work: WorkDays) -> date:
    """Return the day so many repetitions from a day, by its unit alone."""
    count = repeat.every * times
    if repeat.unit == "work":
        return work.away(start, count)
    if repeat.unit in ("day", "week"):
        return start + timedelta(days=count * (7 if repeat.unit == "week" else 1))
    return add_months(start, count * (12 if repeat.unit == "year" else 1))


def _next(repeat: Repeat, due: date, after: date, work: WorkDays) -> date:
    """Return the first day of a repetition that is later than ``after``; it counts from ``due``."""
    if repeat.unit == "day":
        return _away(repeat, due, (after - due).days // repeat.every + 1, work)
    if repeat.unit == "work":
        day = due
        while day <= after:
            day = work.away(day, repeat.every)
        return day
    if repeat.unit == "week":
        return _next_week(repeat, due, after)
    months = repeat.every * (12 if repeat.unit == "year" else 1)
    start = due.replace(day=1)
    if repeat.month is not None:
        start = start.replace(month=repeat.month)
    passed = (after.year - start.year) * 12 + after.month - start.month
    step = max(0, passed // months)
    while True:
        day = _in_month(repeat, add_months(start, step * months), work)
        if day > after:
            return day
        step += 1


def _next_week(repeat: Repeat, due: date, after: date) -> date:
    """Return the next of the days of a week, in weeks that count from that of ``due``."""
    monday = due - timedelta(days=due.weekday())
    step = max(0, ((after - monday).days // 7) // repeat.every)
    while True:
        week = monday + timedelta(weeks=step * repeat.every)
        days = [week + timedelta(days=number) for number in repeat.weekdays]
        found = [day for day in days if day > after]
        if found:
            return min(found)
        step += 1


def _in_month(repeat: Repeat, first: date, work: WorkDays) -> date:
    """Return the day of a repetition in the month that begins with ``first``."""
    last = add_months(first, 1) - timedelta(days=1)
    if repeat.nth is None:
        wanted = repeat.day or first.day
        return last if wanted == LAST else min(last, first + timedelta(days=wanted - 1))
    if repeat.weekdays:
        wanted = repeat.weekdays[0]
        if repeat.nth == LAST:
            return last - timedelta(days=(last.weekday() - wanted) % 7)
        return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (repeat.nth - 1))
    if repeat.nth == LAST:
        return work.on_or_before(last)
    return work.away(work.on_or_after(first), repeat.nth - 1) if repeat.nth > 1 else work.on_or_after(first)


def read_repeat(text: str) -> Repeat:
    """Return the repetition that a text means, in English or Turkish.

    Raises:
        UsageError: it means none, or could mean two.
    """
    from crmcli.domain.tasks.repeat_words import read

    return read(text)
