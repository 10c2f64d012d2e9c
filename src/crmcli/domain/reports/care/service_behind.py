"""What is behind a row of ``report service``: the cases with their times, the steps of one case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Duration, Flag, Ref, Text
from crmcli.domain.reports import steps
from crmcli.domain.reports.care.service import grouped
from crmcli.domain.reports.care.service_facts import Handled, fetch
from crmcli.domain.reports.care.service_rows import PERCENTILE, URGENCY, OverdueRow, ServiceRow
from crmcli.domain.reports.evidence import told
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.moments import in_days
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.care.running_times import Time
    from crmcli.domain.reports.care.service import Request
    from crmcli.sql import Reader


@frozen
class CaseRow:
    """A case: working hours to answer and solution, so far where a flag says that it still runs."""

    id: Annotated[int, Ref("CS", "no.")]
    opened: Annotated[str, Text(wrap=False)]
    problem: str
    priority: Annotated[str, URGENCY]
    response: Annotated[float | None, Duration("answer", unit="h")]
    answered: Annotated[bool, Flag()]
    resolution: Annotated[float | None, Duration("solution", unit="h")]
    resolved: Annotated[bool, Flag()]
    late: Annotated[float | None, Duration(unit="h")]


@frozen
class StepOfCase:
    """Something that happened with a case."""

    at: Annotated[str, Text(wrap=False)]
    kind: str
    note: Annotated[str | None, Text()]


_STEPS = (
    "SELECT s.at, s.kind, s.note FROM case_step s WHERE s.case_id = :number AND {by_then} ORDER BY s.at, s.id"
)


def of_group(db: Reader, request: Request, row: ServiceRow) -> tuple[Listing[Any], ...]:
    """Return how the medians of a group are made, and its cases, the oldest first."""
    by = request.by or "month"
    groups, labels = grouped(fetch(db, request, by), by)
    part = next((part for key, part in groups if labels[key] == row.group), [])
    if row.group is None and len(part) != row.opened:
        part = fetch(db, request, "month")
    told_steps = [
        *_times(_ANSWERED, [one.response for one in part], row.response, row.response_90),
        *_times(_RESOLVED, [one.resolution for one in part], row.resolution, row.resolution_90),
        steps.ratio(
            say("opened again, of those once resolved"),
            sum(one.reopened for one in part if one.once_resolved),
            sum(one.once_resolved for one in part),
            row.reopened,
        ),
        steps.number("overdue", row.overdue),
    ]
    rows = [_row(one, request.zone) for one in sorted(part, key=lambda one: (one.opened, one.id))]
    return steps.listed(told_steps), Listing(CaseRow, rows, title="cases")


_ANSWERED = (
    say("answered, with both times of day"),
    say("not answered yet, counted as at least as long"),
    say("half were answered within"),
    say("{percentile} % were answered within", percentile=PERCENTILE),
)
_RESOLVED = (
    say("resolved, with both times of day"),
    say("not resolved yet, counted as at least as long"),
    say("half were resolved within"),
    say("{percentile} % were resolved within", percentile=PERCENTILE),
)


def _times(
    told: Sequence[str], times: Sequence[Time | None], middle: float | None, most: float | None
) -> tuple[StepRow, ...]:
    known = [time for time in times if time is not None]
    return (
        steps.number(told[0], sum(time.done for time in known)),
        steps.number(told[1], sum(not time.done for time in known)),
        steps.number(told[2], middle, named("h", "unit")),
        steps.number(told[3], most, named("h", "unit")),
    )


def _row(one: Handled, zone: str) -> CaseRow:
    return CaseRow(
        one.id,
        told(one.opened, zone),
        one.name,
        one.priority,
        None if one.response is None else one.response.length / 60,
        one.answered is not None,
        None if one.resolution is None else one.resolution.length / 60,
        one.resolved is not None,
        None if one.late is None else one.late / 60,
    )


def of_case(db: Reader, request: Request, row: OverdueRow) -> tuple[Listing[Any], ...]:
    """Return what was promised of a case, and what happened with it."""
    promised = (
        StepRow(say("opened"), row.opened),
        StepRow(say("hours to an answer, by priority"), request.case_response_hours),
        StepRow(say("working days and hours"), f"{request.work_days} {request.work_hours}"),
        StepRow(say("answer by"), row.answer_by),
        steps.number("late", row.late, named("h", "unit")),
    )
    by_then, values = in_days("s.at", None, request.as_of, request.zone)
    found = db.tuples(_STEPS.format(by_then=by_then), {**values, "number": row.id})
    listed = [StepOfCase(told(at, request.zone), named(kind, "choice"), note) for at, kind, note in found]
    return steps.listed(promised), Listing(StepOfCase, listed, title="history")
