"""Rows of ``report service``: cases of a group, and one case that nobody answered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Duration, Number, Percent, Ref, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.running_times import median, percentile
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.care.service_facts import Handled

PERCENTILE = 90
URGENCY = Choice({"urgent": ("!", "red"), "high": ("!", "yellow"), "normal": ("", ""), "low": ("", "dim")})


@frozen
class ServiceRow:
    """Cases of a group; ``reopened`` is the share of those once resolved that were opened again, 0..1.

    ``response`` and ``resolution`` are medians in working hours, ``response_90`` and ``resolution_90``
    their 90th percentiles; what still runs is in all four (Kaplan and Meier 1958).
    """

    group: Annotated[str | None, Text(), "What the rows are told by; blank for cases that have none."]
    opened: Annotated[
        int,
        Number(named("opened", "count")),
        "Cases opened in the days; one that repeats another counts nowhere.",
    ]
    resolved: Annotated[int, Number(named("resolved", "count")), "Those of them that are resolved."]
    open: Annotated[int, Number(), "Those that are not: they still run."]
    response: Annotated[
        float | None,
        Duration("answer", unit="h"),
        "Median working hours to the first answer, unanswered ones included; blank until half were answered.",
    ]
    response_90: Annotated[
        float | None,
        Duration("90 %", unit="h", show=ROOMY),
        "Working hours within which 90 % were answered, unanswered cases included.",
    ]
    resolution: Annotated[
        float | None,
        Duration("solution", unit="h"),
        "Median working hours to the last resolution, open ones included; blank until half were resolved.",
    ]
    resolution_90: Annotated[
        float | None,
        Duration("90 %", unit="h", show=ROOMY),
        "Working hours within which 90 % were resolved, open cases included.",
    ]
    reopened: Annotated[
        float | None,
        Percent(named("reopened", "count"), digits=0),
        "Part of those once resolved that were opened again.",
    ]
    overdue: Annotated[
        int | None,
        Number(show=ROOMY),
        "Cases that nobody answered within case_response_hours; blank where no hours are promised.",
    ]
    in_time: Annotated[
        float | None,
        Percent("in time", show=DETAIL),
        "Part answered within case_response_hours, of those answered or overdue.",
    ]


@frozen
class OverdueRow:
    """A case that should have been answered by the end of the day."""

    id: Annotated[int, Ref("CS", "no."), "Number of the case."]
    problem: Annotated[str, Text(), "What it is."]
    customer: Annotated[str | None, Text(show=ROOMY), "Whose it is."]
    priority: Annotated[str, URGENCY, "How urgent it is: urgent, high, normal or low."]
    opened: Annotated[str, Text(wrap=False), "When it was opened, on a clock where we are."]
    answer_by: Annotated[
        str, Text("answer by", wrap=False), "Until when case_response_hours promised an answer."
    ]
    late: Annotated[float, Duration(unit="h"), "Working hours since then, up to the end of the day."]
    owner: Annotated[str | None, Text(show=ROOMY), "Who is to deal with it."]


def service_row(name: str | None, part: Sequence[Handled]) -> ServiceRow:
    """Return the row that cases make together."""
    responses = [one.response for one in part if one.response is not None]
    resolutions = [one.resolution for one in part if one.resolution is not None]
    resolved = sum(one.resolved is not None for one in part)
    once = [one for one in part if one.once_resolved]
    promised = [one for one in part if one.late is not None]
    overdue = sum(one.waiting and bool(one.late) for one in promised)
    kept = sum(not one.late and not one.waiting for one in promised)
    settled = sum(not one.waiting or bool(one.late) for one in promised)
    return ServiceRow(
        group=name,
        opened=len(part),
        resolved=resolved,
        open=len(part) - resolved,
        response=_hours(median(responses)),
        response_90=_hours(percentile(responses, PERCENTILE)),
        resolution=_hours(median(resolutions)),
        resolution_90=_hours(percentile(resolutions, PERCENTILE)),
        reopened=figures.share(sum(one.reopened for one in once), len(once)),
        overdue=overdue if promised else None,
        in_time=figures.share(kept, settled) if promised else None,
    )


def _hours(minutes: float | None) -> float | None:
    return None if minutes is None else minutes / 60
