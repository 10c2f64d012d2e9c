"""Cases: the list by what presses most, and one whole with its steps and what was said about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.activity_kinds import ACTIVITY_MARKS
from crmcli.domain.cases_due import Promise, is_late, overdue
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Duration, Fields, Flag, Instant, Ref, Text
from crmcli.domain.nouns import CASE, USER
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.domain.work_time import minutes_of
from crmcli.sql import within

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


STATUS = Choice({"open": ("○", "yellow"), "waiting": ("◌", "dim"), "resolved": ("●", "green")})
PRIORITY = Choice({"urgent": ("‼", "red"), "high": ("!", "yellow"), "normal": ("·", ""), "low": ("·", "dim")})
STEPS = Choice(
    {
        "opened": ("○", "yellow"),
        "replied": ("→", "cyan"),
        "waiting": ("◌", "dim"),
        "resolved": ("●", "green"),
        "reopened": ("↺", "red"),
    },
    "step",
)


class Deadline(Instant):
    """A moment that stands out once it has passed unanswered."""

    __slots__ = ()

    def style(self, value: Any, row: Any) -> str | None:
        """Return red for a case that is late."""
        del value
        return "red" if row.overdue else None


@frozen
class CaseRow:
    """A case in a list; ``age`` is whole days from its opening to its resolution, or to today.

    ``answer_by`` is None where nothing is promised, or where it was answered or resolved.
    """

    id: Annotated[int, Ref("CS", "no.")]
    priority: Annotated[str, PRIORITY]
    name: Annotated[str, Text("problem")]
    customer: Annotated[str | None, Text()]
    status: Annotated[str, STATUS]
    opened_at: Annotated[datetime, Instant("opened", show=ROOMY)]
    age: Annotated[int | None, Duration()]
    answer_by: Annotated[datetime | None, Deadline("answer by")]
    overdue: Annotated[bool, Flag(show=DETAIL)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    category: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    first_response_at: Annotated[datetime | None, Instant("answered", show=DETAIL)]
    resolved_at: Annotated[datetime | None, Instant("resolved", show=DETAIL)]


_RANK = "CASE r.priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 ELSE 4 END"
_LIST = View(
    CASE,
    CaseRow,
    """
SELECT r.id, r.priority, r.name, coalesce(c.name, p.name, l.name, l.company) AS customer, r.status,
  r.opened_at, NULL AS age, NULL AS answer_by, 0 AS overdue, u.name AS owner, r.category, r.channel, r.branch,
  r.first_response_at, r.resolved_at
FROM support_case r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    f"CASE WHEN r.status = 'resolved' THEN 9 ELSE {_RANK} END, "
    "CASE WHEN r.status = 'resolved' THEN '' ELSE r.opened_at END, r.resolved_at DESC, r.id",
    'no case yet: crm case open C-1 "Fatura yanlış" --priority high',
)


@frozen
class ListCases:
    """Which cases: only unresolved ones, of one owner, or those that nobody answered in time."""

    records: ListRecords
    today: date
    promise: Promise
    open: bool = False
    owner: str | None = None
    overdue: bool = False


def list_cases(db: Reader, request: ListCases) -> Listing[CaseRow]:
    """List cases: the unresolved by priority and age, then the resolved, the latest first.

    Raises:
        NotFound, Conflict: nobody of us, or several, have the owner's name.
        UsageError: overdue is asked for and no time is promised.
    """
    tests: list[tuple[str, dict[str, Any]]] = []
    if request.open:
        tests.append(("r.status <> 'resolved'", {}))
    if request.owner is not None:
        from crmcli.domain.refs import resolve

        tests.append(("r.owner_id = :owner", {"owner": resolve(db, USER, request.owner)}))
    if request.overdue:
        tests.append(within(db.engine, "r.id", "late", overdue(db, request.promise)))
    found = list_of(db, _LIST, request.records, *tests)
    return replace(found, rows=[_dated(row, request) for row in found.rows])


def _dated(row: CaseRow, request: ListCases) -> CaseRow:
    """Return a row with its age and until when it is to be answered."""
    end = _day(row.resolved_at) if row.resolved_at else request.today
    open_still = row.status != "resolved" and row.first_response_at is None
    opened = stored(row.opened_at)
    by = request.promise.answer_by(opened, row.priority) if open_still else None
    late = open_still and is_late(request.promise, opened, row.priority)
    return replace(row, age=max(0, (end - _day(row.opened_at)).days), answer_by=by, overdue=late)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def stored(moment: date) -> str:
    """Return a moment as it is stored."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


@frozen
class CaseRecord:
    """A case whole; ``response`` and ``resolution_time`` are minutes of working time from its opening."""

    id: Annotated[int, Ref("CS", "no.")]
    name: Annotated[str, Text("problem")]
    status: Annotated[str, STATUS]
    priority: Annotated[str, PRIORITY]
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    order: Annotated[int | None, Ref("S")]
    product: Annotated[int | None, Ref("PR")]
    product_name: str | None
    category: str | None
    channel: str | None
    branch: str | None
    owner: str | None
    opened_at: Annotated[datetime, Instant("opened")]
    first_response_at: Annotated[datetime | None, Instant("answered")]
    resolved_at: Annotated[datetime | None, Instant("resolved")]
    response: Annotated[int | None, Duration("answered after", unit="minutes")]
    resolution_time: Annotated[int | None, Duration("resolved after", unit="minutes")]
    resolution: str | None
    duplicate_of: Annotated[int | None, Ref("CS")]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class StepLine:
    """A step of a case, by whom and in which words."""

    at: Annotated[datetime, Instant("when")]
    step: Annotated[str, STEPS]
    by: str | None
    note: Annotated[str | None, Text("said")]


@frozen
class TalkLine:
    """An activity about the case."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, Choice(ACTIVITY_MARKS)]
    direction: Annotated[str | None, Text(show=ROOMY)]
    subject: str | None
    minutes: Annotated[int | None, Duration(unit="minutes")]
    user: str | None


@frozen
class RepeatLine:
    """A case that repeats this one."""

    id: Annotated[int, Ref("CS", "no.")]
    name: str
    opened_at: Annotated[datetime, Instant("opened")]


_RECORD = View(
    CASE,
    CaseRecord,
    """
SELECT r.id, r.name, r.status, r.priority, r.customer_id AS customer, c.name AS customer_name,
  r.contact_id AS contact, p.name AS contact_name, r.lead_id AS lead, r.order_id AS "order",
  r.product_id AS product, g.name AS product_name, r.category, r.channel, r.branch, u.name AS owner,
  r.opened_at, r.first_response_at, r.resolved_at, NULL AS response, NULL AS resolution_time, r.resolution,
  r.duplicate_of_id AS duplicate_of, r.note, r.custom
FROM support_case r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN product g ON g.id = r.product_id LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)
_OWN_STEP = """
UNION ALL SELECT r.{moment} AS at, '{kind}' AS step, NULL AS by, {note} AS note, 0 AS place
FROM support_case r
WHERE r.id = :id AND r.{moment} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM case_step v WHERE v.case_id = r.id AND v.kind = '{kind}')
"""
# A case that came from a file has no steps but its own moments.
_STEPS = f"""
SELECT w.at, w.step, w.by, w.note FROM (
  SELECT s.at, s.kind AS step, s.actor AS by, coalesce(s.note, a.subject) AS note, s.id AS place
  FROM case_step s LEFT JOIN activity a ON a.id = s.activity_id WHERE s.case_id = :id
  {_OWN_STEP.format(moment="opened_at", kind="opened", note="NULL")}
  {_OWN_STEP.format(moment="resolved_at", kind="resolved", note="r.resolution")}
) w ORDER BY w.at, w.place
"""
_TALKS = """
SELECT a.id, a.at, a.kind, a.direction, coalesce(a.subject, a.body) AS subject, a.minutes, u.name AS "user"
FROM activity a LEFT JOIN crm_user u ON u.id = a.user_id WHERE a.case_id = :id ORDER BY a.at, a.id
"""
_REPEATS = "SELECT d.id, d.name, d.opened_at FROM support_case d WHERE d.duplicate_of_id = :id ORDER BY d.id"


@frozen
class ShowCase:
    """One case, and when we work."""

    record: ShowRecord
    promise: Promise


def show_case(db: Reader, request: ShowCase) -> Record[CaseRecord]:
    """Show one case with its steps in order, what was said about it, and the cases that repeat it."""
    parts = (
        Part("Steps", StepLine, _STEPS),
        Part("Activities", TalkLine, _TALKS),
        Part("Duplicates", RepeatLine, _REPEATS),
    )
    found = record_of(db, _RECORD, request.record, *parts)
    item, work = found.item, request.promise.work
    opened, first, end = (
        None if moment is None else stored(moment)
        for moment in (item.opened_at, item.first_response_at, item.resolved_at)
    )
    times = {"response": minutes_of(opened, first, work), "resolution_time": minutes_of(opened, end, work)}
    return replace(found, item=replace(item, **times))
