"""Tasks as a calendar file: to-dos that repeat by themselves where a calendar can say how.

A repeating task with a time has it in the time of wherever one is, so that it stays at its hour when
clocks are set; others with a time have it in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.ical import Component, Line, calendar_text, day_line, moment_line, text_line
from crmcli.domain.frozen import frozen
from crmcli.domain.results import Document
from crmcli.domain.tasks.repeat import LAST, Repeat, anchored, falls_on, read_repeat
from crmcli.domain.tasks.rows import ListTasks, list_tasks
from crmcli.errors import UsageError
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from crmcli.domain.tasks.due import Calendar
    from crmcli.domain.tasks.rows import TaskRow
    from crmcli.sql import Reader

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PRIORITY = {"high": "1", "normal": "5", "low": "9"}
_HALF_HOUR = 30  # minutes that an event takes where nobody says how many


@frozen
class TaskCalendar:
    """Which tasks; ``events`` writes them as events, since some calendars show no to-dos."""

    tasks: ListTasks
    events: bool = False


class _More(NamedTuple):
    """What a calendar tells of a task besides its row: its text, its length, when it was last changed."""

    made: str
    changed: str
    body: str | None
    minutes: int | None
    category: str | None = None


def task_calendar(db: Reader, request: TaskCalendar) -> Document:
    """Return the tasks as iCalendar text; the same store and tasks give the same bytes.

    Raises:
        NotFound, Conflict: see ``list_tasks``.
    """
    found = list_tasks(db, request.tasks).rows
    beside = _beside(db, [row.id for row in found])
    made = [_component(row, beside[row.id], request) for row in found]
    return Document(calendar_text(made, "crm tasks"))


def _beside(db: Reader, numbers: list[int]) -> dict[int, _More]:
    """Return what rows don't hold, by the number of the task."""
    if not numbers:
        return {}
    listed, values = within(db.engine, "r.id", "ids", numbers)
    query = f"""
SELECT r.id, h.at, (SELECT max(k.at) FROM revision v JOIN change k ON k.id = v.change_id
    WHERE v.tbl = 'activity' AND v.row_id = r.id) AS changed, r.body, r.minutes
FROM activity r JOIN change h ON h.id = r.created_change WHERE {listed}
"""
    return {
        number: _More(made, max(made, changed or made), body, minutes)
        for number, made, changed, body, minutes in db.tuples(query, values)
    }


def _component(row: TaskRow, more: _More, request: TaskCalendar) -> Component:
    """Return the to-do or the event of a task."""
    calendar = request.tasks.calendar
    repeat = _repeat(row, calendar)
    rule = None if repeat is None or row.done else rule_of(repeat, calendar)
    stamp = datetime.fromisoformat(more.changed)
    lines = [
        text_line("UID", f"A-{row.id}.{more.made.replace('-', '').replace(':', '')}@crmcli"),
        moment_line("DTSTAMP", stamp),
        moment_line("LAST-MODIFIED", stamp),
        *(_times_of_event if request.events else _times_of_todo)(
            row, more, calendar, repeats=rule is not None
        ),
        *([Line("RRULE", rule)] if rule else []),
        text_line("SUMMARY", f"{row.subject or 'task'}{f' · {row.who}' if row.who else ''}"),
    ]
    told = [more.body or "", f"A-{row.id}{f', for {row.owner}' if row.owner else ''}"]
    told += [say("repeats: {repeat}", repeat=row.repeat)] if row.repeat else []
    lines.append(text_line("DESCRIPTION", "\n".join(filter(None, told))))
    if row.priority:
        lines.append(Line("PRIORITY", _PRIORITY[row.priority]))
    if request.events:
        lines.append(Line("TRANSP", "TRANSPARENT"))
    elif row.done:
        lines.append(Line("STATUS", "COMPLETED"))
        if row.done_on is not None:
            midnight = datetime(row.done_on.year, row.done_on.month, row.done_on.day, tzinfo=UTC)
            lines.append(moment_line("COMPLETED", midnight))
    else:
        lines.append(Line("STATUS", "NEEDS-ACTION"))
    return Component("VEVENT" if request.events else "VTODO", tuple(lines))


def _times_of_todo(row: TaskRow, more: _More, calendar: Calendar, *, repeats: bool) -> list[Line]:
    """Return when a to-do is due; one that repeats has a start, from which it is counted, and a length."""
    due: date = row.due
    if not repeats:
        return [moment_line("DUE", _aware(due)) if isinstance(due, datetime) else day_line("DUE", due)]
    if isinstance(due, datetime):
        return [moment_line("DTSTART", _floating(due, calendar)), _length(more)]
    return [day_line("DTSTART", due), Line("DURATION", "P1D")]


def _times_of_event(row: TaskRow, more: _More, calendar: Calendar, *, repeats: bool) -> list[Line]:
    """Return the day, or the time and its length, of an event."""
    due: date = row.due
    if not isinstance(due, datetime):
        return [day_line("DTSTART", due), day_line("DTEND", due + timedelta(days=1))]
    start = _floating(due, calendar) if repeats else _aware(due)
    return [moment_line("DTSTART", start), _length(more)]


def _length(more: _More) -> Line:
    return Line("DURATION", f"PT{more.minutes or _HALF_HOUR}M")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _floating(moment: datetime, calendar: Calendar) -> datetime:
    """Return the time of day where people are, without a zone."""
    return _aware(moment).astimezone(calendar.zone).replace(tzinfo=None)


def _repeat(row: TaskRow, calendar: Calendar) -> Repeat | None:
    """Return how a task repeats; None when it doesn't, in words that are not ours, or not from its day on."""
    if not row.repeat:
        return None
    day: date = row.due
    if isinstance(row.due, datetime):
        day = _aware(row.due).astimezone(calendar.zone).date()
    try:
        repeat = anchored(read_repeat(row.repeat), day)
    except UsageError:
        return None
    return repeat if falls_on(repeat, day, calendar.work) else None


def rule_of(repeat: Repeat, calendar: Calendar) -> str | None:
    """Return the recurrence rule of a repetition, None when a calendar has no words for it.

    Working days that are counted, or holidays, and what counts from the day it was done have none.
    A 31st that is the last day of a short month is the last of the days from the 28th on.
    """
    counts_days = repeat.unit == "work" or (repeat.nth is not None and not repeat.weekdays)
    if (
        repeat.after
        or (counts_days and calendar.work.holidays)
        or (repeat.unit == "work" and repeat.every > 1)
    ):
        return None
    every = f";INTERVAL={repeat.every}" if repeat.every > 1 else ""
    working = ",".join(_DAYS[day] for day in sorted(calendar.work.days))
    if repeat.unit == "month":
        return f"FREQ=MONTHLY{every};{_in_month(repeat, working)}"
    named = ",".join(_DAYS[day] for day in repeat.weekdays)
    return {
        "day": f"FREQ=DAILY{every}",
        "work": f"FREQ=WEEKLY;BYDAY={working}",
        "week": f"FREQ=WEEKLY{every};BYDAY={named};WKST=MO",
        "year": f"FREQ=YEARLY{every};BYMONTH={repeat.month};{_month_days(repeat.day or 1, repeat.month)}",
    }[repeat.unit]


def _in_month(repeat: Repeat, working: str) -> str:
    """Return the part of a rule for the day of a month."""
    if repeat.nth is None:
        return _month_days(repeat.day or 1)
    if repeat.weekdays:
        return f"BYDAY={repeat.nth}{_DAYS[repeat.weekdays[0]]}"
    return f"BYDAY={working};BYSETPOS={repeat.nth}"


def _month_days(day: int, month: int | None = None) -> str:
    """Return the part of a rule for a day of the month that short months end before."""
    short = 28
    if day == LAST or day <= short or (month is not None and month != 2):
        return f"BYMONTHDAY={day}"
    days = ",".join(str(number) for number in range(short, day + 1))
    return f"BYMONTHDAY={days};BYSETPOS=-1"
