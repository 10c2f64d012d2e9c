"""Working days: which days of the week we work on, and the holidays on which we don't."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.errors import UsageError
from crmcli.said import say

_FARTHEST = 400  # days without a working day after which nobody works


class WorkDays(NamedTuple):
    """The days of the week that are worked on (Monday is 0), and single days that are not."""

    days: Collection[int] = (0, 1, 2, 3, 4)
    holidays: Collection[date] = frozenset()

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        return day.weekday() in self.days and day not in self.holidays

    def on_or_before(self, day: date) -> date:
        """Return a day itself when it is a working day, else the last one before it."""
        return day if self.works(day) else self.away(day, -1)

    def on_or_after(self, day: date) -> date:
        """Return a day itself when it is a working day, else the first one after it."""
        return day if self.works(day) else self.away(day, 1)

    def away(self, day: date, count: int) -> date:
        """Return the working day so many working days after a day, before it when negative.

        Raises:
            UsageError: nobody works within 400 days.
            OverflowError: it is outside the years 1 to 9999.
        """
        step = timedelta(days=1 if count > 0 else -1)
        left, idle = abs(count), 0
        while left:
            day += step
            idle = 0 if self.works(day) else idle + 1
            left -= not idle
            if idle > _FARTHEST:
                raise UsageError("no day is a working day", "crm config set work_days mon-fri")
        return day


USUAL = WorkDays()


def work_days(days: str, holidays: str = "") -> WorkDays:
    """Return the working days of the settings ``work_days`` and ``holidays``.

    Raises:
        UsageError: a word is no day of the week, or a holiday is no day.
    """
    from crmcli.domain.work_time import read_days

    return WorkDays(read_days(days), read_holidays(holidays))


def check_setting(kind: str, value: str) -> None:
    """Refuse a text that is no setting of working time, by the kind of the setting.

    Kinds are "work days" (of the week), "days" (holidays), "work hours" and "hours" (to an answer).

    Raises:
        UsageError: it is none.
    """
    from crmcli.domain.cases_due import read_promise
    from crmcli.domain.work_time import read_days, read_hours

    readers: dict[str, Callable[[str], object]] = {
        "work days": read_days,
        "days": read_holidays,
        "work hours": read_hours,
        "hours": read_promise,
    }
    readers[kind](value)


def read_holidays(text: str) -> frozenset[date]:
    """Return the days of ``2026-10-29, 01.01.2027``; none for an empty text.

    Raises:
        UsageError: a part is no day.
    """
    from crmcli.domain.dates import DayError, parse_day

    try:
        return frozenset(parse_day(part) for part in text.replace(";", ",").split(",") if part.strip())
    except DayError as error:
        hint = 'crm config set holidays "2026-10-29, 2027-01-01"'
        raise UsageError(say("holidays: {message}", message=error.message), hint) from error
