"""When a task is due: as typed, as stored, as told; a time of day stays the same where people are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from crmcli.domain.tasks.repeat import Repeat, first_due, next_due, read_repeat
from crmcli.domain.tasks.work_days import USUAL, WorkDays
from crmcli.errors import UsageError
from crmcli.said import say


class Calendar(NamedTuple):
    """What days and times are counted in: the day it is, the zone of times, the working days."""

    today: date
    zone: tzinfo = UTC
    work: WorkDays = USUAL


def due_at(text: str | None, calendar: Calendar, repeat: Repeat | None = None) -> str:
    """Return when something is due as the store holds it; nothing said is the first of its days, or today.

    Raises:
        AmbiguousDay: the text could be two days or times.
        DayError: it is none.
    """
    if text is not None:
        from crmcli.domain.date_phrases import moment

        return moment(text, calendar.today, calendar.zone, calendar.work)
    day = calendar.today if repeat is None else first_due(repeat, calendar.today, calendar.work)
    return day.isoformat()


def local(at: str, zone: tzinfo) -> tuple[date, time | None]:
    """Return the day and the time of day of a stored moment where people are."""
    if "T" not in at:
        return date.fromisoformat(at), None
    moment = datetime.fromisoformat(at).astimezone(zone)
    return moment.date(), moment.time()


def stored(day: date, clock: time | None, zone: tzinfo) -> str:
    """Return a local day and time as the store holds it."""
    from crmcli.domain.date_phrases import at

    return at(day, clock, zone)


def told(at: str, zone: tzinfo) -> str:
    """Return a stored moment as it is printed back: ``Friday 2026-11-27 15:30``."""
    from crmcli.domain.date_phrases import told as in_words

    return in_words(*local(at, zone))


def next_at(repeat: str, at: str, done_on: date, calendar: Calendar) -> str:
    """Return when a repeating task is due next; its time of day is the same where people are.

    Raises:
        UsageError: the repetition can't be read, or has no next day.
    """
    day, clock = local(at, calendar.zone)
    return stored(next_due(read_repeat(repeat), day, done_on, calendar.work), clock, calendar.zone)


_AWAY = re.compile(r"\s*([+-])\s?([0-9]{1,4})\s?([^\W\d_]+(?: [^\W\d_]+)?)\s*")


def put_off(at: str, text: str, calendar: Calendar) -> str:
    """Return when a task is due that is moved: ``+3d`` from its day or from today, whichever is later.

    Any other text is read as a day of its own; the time of day stays unless one is told. ``-2d`` counts
    from the task's day.

    Raises:
        DayError: the text is no day.
    """
    from crmcli.domain.date_phrases import understand

    day, clock = local(at, calendar.zone)
    away = _AWAY.fullmatch(text)
    if away is None:
        when = understand(text, calendar.today, calendar.work)
        return stored(when.day, when.clock or clock, when.zone or calendar.zone)
    back = away[1] == "-"
    start = day if back else max(day, calendar.today)
    length = f"{away[2]} {away[3]}"
    try:
        found = understand(
            say("{length} ago", length=length) if back else say("in {length}", length=length),
            start,
            calendar.work,
        )
    except UsageError as error:
        raise type(error)(
            say('"{text}" is no length of time', text=text.strip()), "write it as +3d, +2w or +1m"
        ) from None
    return stored(found.day, clock, calendar.zone)
