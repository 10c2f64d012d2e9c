"""Plans for key customers: a goal, by when, whose it is, and the steps to it, which are tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ALWAYS, DETAIL, ROOMY, Choice, Day, Fields, Flag, Number, Percent, Ref, Text
from crmcli.domain.nouns import CUSTOMER, PLAN
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader

STATUS = Choice({"open": ("●", "yellow"), "reached": ("✓", "green"), "dropped": ("✗", "dim")})


class Progress(Text):
    """How many of a plan's steps are done: people read ``2/5``."""

    __slots__ = ()
    align = "right"


@frozen
class PlanRow:
    """A plan in a list; ``overdue`` counts its steps that are open and past, the plan itself as one more.

    ``done`` and ``steps`` count the tasks; ``next_on`` is the day of the next open one.
    """

    id: Annotated[int, Ref("PL", "no.")]
    status: Annotated[str, STATUS]
    name: Annotated[str, Text("goal")]
    customer: Annotated[int, Ref("C")]
    customer_name: Annotated[str, Text("of")]
    progress: Annotated[str, Progress("steps")]
    due_on: Annotated[date | None, Day(named("by", "day"))]
    overdue: Annotated[int, Number(show=ALWAYS)]
    next_on: Annotated[date | None, Day("next step", show=ROOMY)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    done: Annotated[int, Number(show=DETAIL)]
    steps: Annotated[int, Number(show=DETAIL)]
    branch: Annotated[str | None, Text(show=DETAIL)]


_STEPS = "(SELECT count(*) FROM activity a WHERE a.plan_id = r.id{test})"
_ALL, _DONE = _STEPS.format(test=""), _STEPS.format(test=" AND a.done = 1")
_LATE = _STEPS.format(test=" AND a.done = 0 AND substr(a.at, 1, 10) < :today")
_NEXT = "(SELECT min(substr(a.at, 1, 10)) FROM activity a WHERE a.plan_id = r.id AND a.done = 0)"
_OVERDUE = (
    f"CASE WHEN r.status = 'open' THEN {_LATE} + CASE WHEN r.due_on < :today THEN 1 ELSE 0 END ELSE 0 END"
)
_QUERY = f"""
SELECT r.id, r.status, r.name, r.customer_id AS customer, c.name AS customer_name,
  {_DONE} || '/' || {_ALL} AS progress, r.due_on, {_OVERDUE} AS overdue, {_NEXT} AS next_on,
  u.name AS owner, {_DONE} AS done, {_ALL} AS steps, r.branch
FROM account_plan r JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.owner_id
"""
_LIST = View(
    PLAN,
    PlanRow,
    _QUERY,
    "CASE r.status WHEN 'open' THEN 0 ELSE 1 END, coalesce(r.due_on, '~'), r.id",
    'no plan yet: crm plan add C-12 "Cirosunu ikiye katla" --by 2026-12-31',
)


@frozen
class ListPlans:
    """Which plans, as of which day; ``all`` shows those reached and dropped too."""

    records: ListRecords
    today: date
    customer: str | None = None
    all: bool = False
    region: str = "TR"


def list_plans(db: Reader, request: ListPlans) -> Listing[PlanRow]:
    """List plans, the open ones first, by the day they are to be reached.

    Raises:
        NotFound, Conflict: no customer, or several, answer to the name.
    """
    tests: list[tuple[str, dict[str, Any]]] = [("1 = 1", {"today": request.today.isoformat()})]
    if request.customer is not None:
        from crmcli.domain.refs import resolve

        customer = resolve(db, CUSTOMER, request.customer, region=request.region)
        tests.append(("r.customer_id = :customer", {"customer": customer}))
    if not request.all and not request.records.where:
        tests.append(("r.status = 'open'", {}))
    return list_of(db, _LIST, request.records, *tests)


@frozen
class PlanRecord:
    """A plan whole; ``reached`` is the share of its steps that are done, 0..1."""

    id: Annotated[int, Ref("PL", "no.")]
    name: Annotated[str, Text("goal")]
    customer: Annotated[int, Ref("C")]
    customer_name: Annotated[str, Text("of")]
    status: Annotated[str, STATUS]
    progress: Annotated[str, Progress("steps")]
    reached: Annotated[float | None, Percent("done", digits=0)]
    due_on: Annotated[date | None, Day(named("by", "day"))]
    owner: str | None
    created_on: date | None
    closed_on: date | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    PLAN,
    PlanRecord,
    f"""
SELECT r.id, r.name, r.customer_id AS customer, c.name AS customer_name, r.status,
  {_DONE} || '/' || {_ALL} AS progress,
  CASE WHEN {_ALL} > 0 THEN CAST({_DONE} AS double precision) / {_ALL} END AS reached, r.due_on,
  u.name AS owner, r.created_on, r.closed_on, r.branch, r.note, r.custom
FROM account_plan r JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)


@frozen
class StepLine:
    """A step of a plan: a task."""

    id: Annotated[int, Ref("A", "no.")]
    done: Annotated[bool, Flag()]
    subject: Annotated[str | None, Text("step")]
    due: Annotated[date | None, Day(named("due", "task"))]
    user: Annotated[str | None, Text("by", wrap=False)]
    done_on: Annotated[date | None, Day(show=ROOMY)]
    outcome: Annotated[str | None, Text(show=ROOMY)]


_LINES = """
SELECT a.id, a.done, a.subject, substr(a.at, 1, 10) AS due, u.name AS "user", a.done_on, a.outcome
FROM activity a LEFT JOIN crm_user u ON u.id = a.user_id WHERE a.plan_id = :id ORDER BY a.at, a.id
"""


def show_plan(db: Reader, request: ShowRecord) -> Record[PlanRecord]:
    """Show one plan with its steps by the day they are due."""
    return record_of(db, _RECORD, request, Part("Steps", StepLine, _LINES))


@frozen
class PlanLine:
    """A plan under its customer."""

    id: Annotated[int, Ref("PL", "no.")]
    name: Annotated[str, Text("goal")]
    status: Annotated[str, STATUS]
    progress: Annotated[str, Progress("steps")]
    due_on: Annotated[date | None, Day(named("by", "day"))]
    owner: str | None


PLANS = Part(
    "Plans",
    PlanLine,
    f"""
SELECT r.id, r.name, r.status, {_DONE} || '/' || {_ALL} AS progress, r.due_on, u.name AS owner
FROM account_plan r LEFT JOIN crm_user u ON u.id = r.owner_id
WHERE r.customer_id = :id ORDER BY CASE r.status WHEN 'open' THEN 0 ELSE 1 END, r.due_on, r.id
""",
)
