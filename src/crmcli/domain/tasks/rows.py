"""Tasks in lists and whole: open ones by the day they are due, done ones by the day they were done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Fields, Flag, Instant, Ref, Text
from crmcli.domain.nouns import ACTIVITY
from crmcli.domain.tasks.due import Calendar, local, next_at, stored
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from datetime import tzinfo

    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader

PRIORITY = {"high": ("▲", "red"), "normal": ("·", ""), "low": ("▽", "dim")}
WHO = (
    "CASE WHEN c.name IS NOT NULL AND p.name IS NOT NULL THEN c.name || ' · ' || p.name "
    "ELSE coalesce(c.name, p.name, l.name, l.company) END"
)
FIRST = "CASE r.priority WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END"


class Repeats(Text):
    """How a task comes again."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return it in the language of the run."""
        del row, locale
        from crmcli.domain.tasks.repeat_told import repeat_told

        return repeat_told(str(value))


@frozen
class TaskRow:
    """A task in a list; ``late`` are the days since it was due, None of one that is not late or is done."""

    id: Annotated[int, Ref("A", "no.")]
    due: Annotated[datetime, Instant(named("due", "task"))]
    late: Annotated[int | None, Duration(show=ROOMY)]
    who: Annotated[str | None, Text("with", wrap=False)]
    subject: Annotated[str | None, Text()]
    priority: Annotated[str | None, Choice(PRIORITY, show=ROOMY)]
    owner: Annotated[str | None, Text("for", show=ROOMY, wrap=False)]
    repeat: Annotated[str | None, Repeats(show=ROOMY, wrap=False)]
    done_on: Annotated[date | None, Day("done", show=ROOMY)]
    done: Annotated[bool, Flag(show=DETAIL)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    contact: Annotated[int | None, Ref("P", show=DETAIL)]
    lead: Annotated[int | None, Ref("L", show=DETAIL)]
    opportunity: Annotated[int | None, Ref("O", show=DETAIL)]
    order: Annotated[int | None, Ref("S", show=DETAIL)]
    case: Annotated[int | None, Ref("CS", show=DETAIL)]
    plan: Annotated[int | None, Ref("PL", show=DETAIL)]
    campaign: Annotated[int | None, Ref("CA", show=DETAIL)]
    branch: Annotated[str | None, Text(show=DETAIL)]


_FROM = """
FROM activity r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN crm_user u ON u.id = r.user_id
"""
_LIST = f"""
SELECT r.id, r.at AS due, CAST(NULL AS bigint) AS late, {WHO} AS who, coalesce(r.subject, r.body) AS subject,
  r.priority, u.name AS owner, r.repeat, r.done_on, r.done, r.customer_id AS customer,
  r.contact_id AS contact, r.lead_id AS lead, r.opportunity_id AS opportunity, r.order_id AS "order",
  r.case_id AS "case", r.plan_id AS plan, r.campaign_id AS campaign, r.branch
{_FROM}"""
_EMPTY = say('nothing to do: crm task add C-1 "call back" --due friday')


@frozen
class ListTasks:
    """Which tasks: of ``state`` open, done or all; ``due`` by the end of this day, ``overdue`` before today.

    ``owner`` is a name, ``me`` the name that writes here.
    """

    records: ListRecords
    calendar: Calendar
    state: str = "open"
    overdue: bool = False
    due: date | None = None
    owner: str | None = None
    me: str = ""
    region: str = "TR"


def list_tasks(db: Reader, request: ListTasks) -> Listing[TaskRow]:
    """List tasks: open ones by the day they are due, the most important first; done ones latest first.

    Raises:
        NotFound, Conflict: no user, or several, are called like the owner.
    """
    order = "r.done_on DESC, r.id DESC" if request.state == "done" else f"r.at, {FIRST}, r.id"
    view = View(ACTIVITY, TaskRow, _LIST, order, _EMPTY)
    found = list_of(db, view, request.records, *tests(db, request))
    rows = [timed(row, request.calendar) for row in found.rows]
    narrowed = request.records.where or request.owner or request.overdue or request.due
    empty = say("no task is like that") if narrowed or request.state != "open" else _EMPTY
    return replace(found, rows=rows, empty=empty)


def tests(db: Reader, request: ListTasks) -> list[tuple[str, dict[str, Any]]]:
    """Return the tests that tell which activities are the tasks asked for."""
    today = request.calendar.today
    found: list[tuple[str, dict[str, Any]]] = [("r.kind = 'task'", {})]
    if request.state != "all":
        found.append((f"r.done = {int(request.state == 'done')}", {}))
    if request.overdue:
        found.append(before(today, request.calendar.zone, "late"))
    if request.due is not None:
        found.append(before(request.due + timedelta(days=1), request.calendar.zone, "until"))
    if request.owner is not None:
        from crmcli.domain.tasks.owners import owner_of

        number = owner_of(db, request.owner, request.me, request.region)
        found.append(("r.user_id = :whose", {"whose": number}))
    return found


def before(day: date, zone: tzinfo, name: str) -> tuple[str, dict[str, Any]]:
    """Return the test that an activity ``r`` is for an earlier day, where people are, than ``day``."""
    from datetime import time

    values = {
        f"{name}_day": day.isoformat(),
        f"{name}_start": stored(day, time(), zone),
        f"{name}_end": (day + timedelta(days=1)).isoformat(),
    }
    exact = f"CASE WHEN length(r.at) = 10 THEN r.at < :{name}_day ELSE r.at < :{name}_start END"
    return f"r.at < :{name}_end AND ({exact})", values


def timed(row: TaskRow, calendar: Calendar) -> TaskRow:
    """Return a row with the days it is late."""
    if row.done:
        return row
    late = (calendar.today - day_of(row.due, calendar)).days
    return replace(row, late=late if late > 0 else None)


def day_of(due: date, calendar: Calendar) -> date:
    """Return the day, where people are, of a day or an instant that was read."""
    return due.astimezone(calendar.zone).date() if isinstance(due, datetime) else due


@frozen
class TaskRecord:
    """A task whole; ``then`` is when a repeating one is due next if it is done today."""

    id: Annotated[int, Ref("A", "no.")]
    subject: str | None
    due: Annotated[datetime, Instant(named("due", "task"))]
    late: Annotated[int | None, Duration()]
    done: Annotated[bool, Flag()]
    done_on: Annotated[date | None, Day("done on")]
    priority: Annotated[str | None, Choice(PRIORITY)]
    repeat: Annotated[str | None, Repeats()]
    then: Annotated[str | None, Text()]
    owner: Annotated[str | None, Text("for")]
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    lead_name: str | None
    opportunity: Annotated[int | None, Ref("O")]
    order: Annotated[int | None, Ref("S")]
    case: Annotated[int | None, Ref("CS")]
    plan: Annotated[int | None, Ref("PL")]
    campaign: Annotated[int | None, Ref("CA")]
    minutes: Annotated[int | None, Duration(unit="minutes")]
    outcome: str | None
    channel: str | None
    branch: str | None
    body: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    ACTIVITY,
    TaskRecord,
    f"""
SELECT r.id, r.subject, r.at AS due, CAST(NULL AS bigint) AS late, r.done, r.done_on, r.priority, r.repeat,
  CAST(NULL AS text) AS "then", u.name AS owner, r.customer_id AS customer, c.name AS customer_name,
  r.contact_id AS contact, p.name AS contact_name, r.lead_id AS lead,
  coalesce(l.name, l.company) AS lead_name, r.opportunity_id AS opportunity, r.order_id AS "order",
  r.case_id AS "case", r.plan_id AS plan, r.campaign_id AS campaign, r.minutes, r.outcome, r.channel,
  r.branch, r.body, r.custom
{_FROM}""",
)


@frozen
class ShowTask:
    """One task, and the day and zone it is seen from."""

    record: ShowRecord
    calendar: Calendar


def show_task(db: Reader, request: ShowTask) -> Record[TaskRecord]:
    """Show one task.

    Raises:
        NotFound, Refused: it is no activity, or another kind of one.
    """
    from crmcli.domain.tasks.each import task_named

    number = task_named(db, request.record.ref)
    found = record_of(db, _RECORD, ShowRecord(ACTIVITY.ref(number)))
    item, calendar = found.item, request.calendar
    if item.done:
        return found
    late = (calendar.today - day_of(item.due, calendar)).days
    then = _then(db, number, item.repeat, calendar) if item.repeat else None
    return replace(found, item=replace(item, late=late if late > 0 else None, then=then))


def _then(db: Reader, number: int, repeat: str, calendar: Calendar) -> str | None:
    """Return when a repeating task comes again; None when its repetition is not one crm knows."""
    from crmcli.domain.tasks.due import told

    at = db.value("SELECT at FROM activity WHERE id = :id", {"id": number})
    try:
        return told(next_at(repeat, at, calendar.today, calendar), calendar.zone)
    except UsageError:
        return None


__all__ = [
    "ListTasks",
    "ShowTask",
    "TaskRow",
    "before",
    "day_of",
    "list_tasks",
    "local",
    "show_task",
    "tests",
]
