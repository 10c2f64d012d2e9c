"""Working time: minutes of it between two moments, and the moment so many minutes of it ahead.

Hours are those of a clock in one zone, so a day on which clocks are set may have more or fewer of
them; what counts is the time that passes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Span = tuple[int, int]
USUAL_DAYS = (0, 1, 2, 3, 4)
USUAL_HOURS: tuple[Span, ...] = ((9 * 60, 18 * 60),)
_DAY = 24 * 60
_FARTHEST = 4000  # days that are searched for working time
_WEEKDAYS = (
    "mon monday pzt pazartesi",
    "tue tuesday sal sali",
    "wed wednesday car carsamba",
    "thu thursday per persembe",
    "fri friday cum cuma",
    "sat saturday cmt cumartesi",
    "sun sunday paz pazar",
)


class WorkTime:
    """When people work: on which days of the week (Monday is 0), in which spans of minutes of the day."""

    def __init__(
        self,
        zone: tzinfo | None = UTC,
        days: Collection[int] = USUAL_DAYS,
        hours: Sequence[Span] = USUAL_HOURS,
        holidays: Collection[date] = (),
    ) -> None:
        """Keep the zone (None is the system's), days, hours in order and the days off."""
        self.zone = zone
        self.days = frozenset(days)
        self.hours = tuple(hours)
        self.holidays = frozenset(holidays)
        self._known: dict[date, tuple[tuple[float, float], ...]] = {}
        self._first = 0  # the day (its ordinal) from which on working time is summed up
        self._sums = [0.0]  # seconds of it before that day, the next one ...

    def spans(self, day: date) -> tuple[tuple[float, float], ...]:
        """Return the working spans of a day in seconds since 1970, in order; none on a day off."""
        found = self._known.get(day)
        if found is None:
            works = day.weekday() in self.days and day not in self.holidays
            pairs = self.hours if works else ()
            found = tuple((self._second(day, opens), self._second(day, closes)) for opens, closes in pairs)
            self._known[day] = found
        return found

    def seconds(self, first: date, end: date) -> float:
        """Return the seconds of working time of the days from ``first`` to before ``end``."""
        begin, until = first.toordinal(), end.toordinal()
        if not self._first or begin < self._first:
            self._first, self._sums = begin, [0.0]
        while len(self._sums) <= until - self._first:
            day = date.fromordinal(self._first + len(self._sums) - 1)
            self._sums.append(self._sums[-1] + sum(closes - opens for opens, closes in self.spans(day)))
        return self._sums[until - self._first] - self._sums[begin - self._first]

    def _second(self, day: date, minute: int) -> float:
        """Return the second since 1970 of a minute of a day; minute 1440 is the next midnight."""
        ahead, rest = divmod(minute, _DAY)
        clock = time(rest // 60, rest % 60)
        return datetime.combine(day + timedelta(days=ahead), clock, self.zone).timestamp()

    def local_day(self, moment: datetime) -> date:
        """Return the day of a moment where people work."""
        return moment.astimezone(self.zone).date()


def minutes_between(start: datetime, end: datetime, work: WorkTime) -> int:
    """Return the whole minutes of working time from ``start`` to ``end``, 0 when it ends before it starts."""
    if end <= start:
        return 0
    first, last = start.timestamp(), end.timestamp()
    day, until = work.local_day(start), work.local_day(end)
    seconds = 0.0
    for each in {day, until}:
        for opens, closes in work.spans(each):
            seconds += max(0.0, min(closes, last) - max(opens, first))
    following = day + timedelta(days=1)
    if following < until:
        seconds += work.seconds(following, until)
    return int(seconds // 60)


def minutes_ahead(start: datetime, minutes: int, work: WorkTime) -> datetime | None:
    """Return the moment, in UTC, at which so many minutes of working time will have passed.

    None where that is more than some ten years ahead, as when nobody works on any day.
    """
    left, first = float(minutes * 60), start.timestamp()
    day = work.local_day(start)
    for _ in range(_FARTHEST):
        for opens, closes in work.spans(day):
            begin = max(opens, first)
            if closes - begin >= left and closes > begin:
                return datetime.fromtimestamp(begin + left, UTC)
            left -= max(0.0, closes - begin)
        day += timedelta(days=1)
    return None


def stored_moment(text: str | None) -> datetime | None:
    """Return a stored instant; None where there is none or only its day is known."""
    if text is None or "T" not in text:
        return None
    return datetime.fromisoformat(text)


def minutes_of(start: str | None, end: str | None, work: WorkTime) -> int | None:
    """Return the working minutes between two stored moments, None where a time of day is not known."""
    first, last = stored_moment(start), stored_moment(end)
    return None if first is None or last is None else minutes_between(first, last, work)


def read_hours(text: str) -> tuple[Span, ...]:
    """Return the spans of ``09:00-18:00`` or ``09:00-12:30,13:30-18:00`` in minutes of the day.

    Raises:
        UsageError: the text names no spans, or they overlap.
    """
    found: list[Span] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        parts = re.fullmatch(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})", part)
        if parts is None:
            raise _no_hours(text)
        opens, closes = (int(parts[i]) * 60 + int(parts[i + 1]) for i in (1, 3))
        wrong_minutes = int(parts[2]) > 59 or int(parts[4]) > 59
        if wrong_minutes or not opens < closes <= _DAY or (found and opens < found[-1][1]):
            raise _no_hours(text)
        found.append((opens, closes))
    if not found:
        raise _no_hours(text)
    return tuple(found)


def _no_hours(text: str) -> UsageError:
    return UsageError(
        say('work_hours "{text}" are no working hours', text=text), "crm config set work_hours 09:00-18:00"
    )


def read_days(text: str) -> tuple[int, ...]:
    """Return the days of the week of ``mon-fri`` or ``pzt,sal,cmt``, Monday as 0.

    Raises:
        UsageError: a word is no day of the week.
    """
    from crmcli.domain.text import fold

    names = {name: number for number, words in enumerate(_WEEKDAYS) for name in words.split()}
    found: list[int] = []
    joined = "-".join(part.strip() for part in re.split("[-–]", text))
    for part in joined.replace(",", " ").split():
        first, dash, last = (fold(piece) if piece != "-" else piece for piece in part.partition("-"))
        if first not in names or (dash and last not in names):
            raise UsageError(
                say('work_days "{text}" are no days of the week', text=text),
                "crm config set work_days mon-fri",
            )
        begin = names[first]
        count = (names[last] - begin) % 7 + 1 if dash else 1
        found += [(begin + away) % 7 for away in range(count)]
    if not found:
        raise UsageError("work_days names no day", "crm config set work_days mon-fri")
    return tuple(sorted(set(found)))
