"""``report stages``: how long opportunities stay in each stage, and which are stuck.

A stay is the time from entering a stage to leaving it; one that runs is in, as the Kaplan-Meier
estimate takes it (``stay_times``). Stays count by the day they began on; those of which no day of
entering or leaving is known are left out and told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Number, Text, stage_told
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.by_group import in_group, of_group
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.kaplan_meier import Lasting, curve
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.stage_facts import Held, Times, fetch, in_span
from crmcli.domain.reports.pipeline.stay_times import quantile, reached
from crmcli.domain.reports.pipeline.stuck import FEWEST, NINE_IN_TEN, StuckRow, is_stuck, limits, stuck_rows
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = (
    *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
    *("industry", "city", "month", "quarter", "year"),
)


@frozen
class Request(Asked):
    """Stays that began within the span; ``stuck`` lists open opportunities instead, those too long there.

    ``days`` is what too long is; None is what nine of ten won ones needed.
    """

    stuck: bool = False
    days: int | None = None


@frozen
class StageRow:
    """A stage, and the stays in it."""

    stage: Annotated[str | None, Text(), "The stage, in the order of the pipeline."]
    stays: Annotated[
        int,
        Number(),
        "Stays that began in the span and whose days are known; several of an opportunity that came back.",
    ]
    finished: Annotated[int, Number(show=ROOMY), "Stays that ended, in whatever way, by the end of the day."]
    running: Annotated[int, Number(), "Stays that had not ended by then."]
    median: Annotated[
        int | None,
        Duration(),
        "Days after which half of the stays are over, by Kaplan and Meier (1958) with those that run; "
        "blank where more than half would still run.",
    ]
    p90: Annotated[
        int | None,
        Duration("9 in 10"),
        "The same for nine of ten stays; blank where the stays that run leave it open.",
    ]
    longest: Annotated[
        int | None, Duration("longest running", show=ROOMY), "Days of the stay that has run the longest."
    ]
    stuck: Annotated[
        int | None,
        Number(),
        "Opportunities in the stage for longer than nine of ten of the won ones were, or than --days; "
        "blank where too few were won to tell.",
    ]
    mean_finished: Annotated[
        float | None,
        Duration("mean", show=DETAIL),
        "Mean days of the stays that ended: too low while others run.",
    ]


ROWS = (StageRow, of_group(StageRow), StuckRow)


class Facts(NamedTuple):
    """The stays that count, the days above which an opportunity is stuck, and what rows are told by."""

    held: list[Held]
    times: Times
    limit: dict[int, int | None]
    by: str


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell how long stays take, stage by stage; or with ``stuck`` which opportunities are there too long.

    Stages stand in their order, groups by the number of their stays, periods in time; stuck ones by
    amount, the biggest first.

    Raises:
        UsageError: the report can't be told by that, or the days are below zero.
    """
    facts = _facts(db, request)
    if request.stuck:
        return _stuck(db, request, facts)
    parts = _parts(facts)
    shown, cut = groups.cut(parts, request.limit if facts.by != "stage" else 0, "group")
    rows = [row for label, held in shown for row in _rows_of(label, held, facts)]
    return Report(
        "stages",
        StageRow if facts.by == "stage" else of_group(StageRow, facts.by),
        rows,
        say("Days in each stage")
        + (say(" by {by}", by=named(facts.by, "column")) if facts.by != "stage" else "")
        + (say(", entered{span}", span=request.span) if request.bounded else ""),
        request.as_of,
        pictures=_pictures(facts),
        empty='nothing was in a stage: crm opportunity add "100 chairs" --customer C-12',
        notes=(*cut, *_of_limits(facts, request), *facts.times.notes),
    )


def _facts(db: Reader, request: Request) -> Facts:
    if request.days is not None and request.days < 0:
        raise UsageError(
            say("--days {days} is below zero", days=request.days), "crm report stages --stuck --days 30"
        )
    by = chosen("stages", request.by or "stage", BY)
    times = fetch(db, request, by)
    own = in_span(times.held, request)
    return Facts(own, times, limits(times.held, times.stages, request.days), by)


def _stuck(db: Reader, request: Request, facts: Facts) -> Report[StuckRow]:
    """Return the list of the stuck ones."""
    rows = stuck_rows(db, facts.held, facts.times.stages, facts.limit, 0)
    shown, cut = groups.cut(rows, request.limit, "opportunity")
    return Report(
        "stages",
        StuckRow,
        shown,
        "Opportunities stuck in their stage",
        request.as_of,
        empty="no opportunity is in its stage for too long",
        notes=(*cut, *_of_limits(facts, request), *facts.times.notes),
    )


def _of_limits(facts: Facts, request: Request) -> tuple[str, ...]:
    """Return in words what too long is, and where that can't be told."""
    if request.days is not None:
        return (say("stuck is longer than {counted} in a stage", counted=counted(request.days, "day")),)
    known = [
        listed((stage_told(stage.label), str(facts.limit[stage.key])), " ")
        for stage in facts.times.stages
        if facts.limit[stage.key] is not None
    ]
    blind = [stage_told(stage.label) for stage in facts.times.stages if facts.limit[stage.key] is None]
    told = [
        say(
            "stuck is longer than nine of ten won opportunities needed, in days: {known}",
            known=listed(known),
        )
    ]
    few = say(
        "too few were won by way of {blind} (fewer than {fewest}) to tell who is stuck: --days N",
        blind=listed(blind),
        fewest=FEWEST,
    )
    return (*(told if known else ()), *((few,) if blind else ()))


def _parts(facts: Facts) -> list[tuple[str | None, list[Held]]]:
    """Return the groups with their stays, in order; one of all where there are none."""
    if facts.by == "stage":
        return [(None, facts.held)]
    parts: dict[Any, list[Held]] = {}
    labels: dict[Any, str | None] = {}
    for one in facts.held:
        parts.setdefault(one.key, []).append(one)
        labels[one.key] = one.label
    called = traits.named(labels, facts.by)
    order = traits.in_order(labels, facts.by, lambda key: len(parts[key]), {})
    return [(called[key], parts[key]) for key in order]


def _rows_of(label: str | None, held: Sequence[Held], facts: Facts) -> list[Any]:
    own: dict[int, list[Held]] = {stage.key: [] for stage in facts.times.stages}
    for one in held:
        own[one.stage].append(one)
    rows = [stage_row(stage.label, own[stage.key], facts.limit) for stage in facts.times.stages]
    return rows if facts.by == "stage" else in_group(rows, label, facts.by, "stage")


def stage_row(name: str, held: Sequence[Held], limit: dict[int, int | None]) -> StageRow:
    """Return the row of the stays in one stage."""
    ended = [one.days for one in held if not one.running]
    running = [one.days for one in held if one.running]
    estimate = curve(Lasting(one.days, not one.running) for one in held)
    tellable = not held or limit[held[0].stage] is not None
    return StageRow(
        stage=name,
        stays=len(held),
        finished=len(ended),
        running=len(running),
        median=quantile(estimate, 0.5),
        p90=quantile(estimate, NINE_IN_TEN / 100),
        longest=max(running, default=None),
        stuck=sum(is_stuck(one, limit) for one in held) if tellable else None,
        mean_finished=figures.mean(sum(ended), len(ended)),
    )


def _pictures(facts: Facts) -> tuple[Bars, ...]:
    """Return the medians as bars, each with a mark at nine of ten."""
    if facts.by != "stage":
        return ()
    bars = []
    for row in _rows_of(None, facts.held, facts):
        if row.median is not None:
            told = say("{days} {unit}", days=row.median, unit=named("d", "unit"))
            if row.p90 is not None:
                told += say(", 9 in 10: {p90} d", p90=row.p90)
            bars.append(Bar(row.stage, float(row.median), told, mark=_mark(row.p90)))
    return (Bars("Half of the stays are over after; the mark: nine of ten", tuple(bars)),) if bars else ()


def _mark(days: int | None) -> float | None:
    return None if days is None else float(days)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and the stays behind it."""
    from crmcli.domain.reports.pipeline.stage_listing import history_of, stays_listing

    if isinstance(row, StuckRow):
        return history_of(db, request, row)
    facts = _facts(db, request)
    wanted = facts.held
    if facts.by != "stage":
        wanted = next(held for label, held in _parts(facts) if label == row.group)
    stage = next(one for one in facts.times.stages if one.label == row.stage)
    held = [one for one in wanted if one.stage == stage.key]
    estimate = curve(Lasting(one.days, not one.running) for one in held)
    steps = [
        StepRow(say("finished + running"), f"{row.finished} + {row.running}"),
        StepRow(say("days above which one is stuck"), _text(facts.limit[stage.key])),
        StepRow(say("days of the finished, together"), str(sum(one.days for one in held if not one.running))),
    ]
    for share, step in (
        (0.5, say("half are over after")),
        (NINE_IN_TEN / 100, say("nine of ten are over after")),
    ):
        point = reached(estimate, share)
        if point is not None:
            steps.append(
                StepRow(
                    step,
                    say("{days} days: {survival:.4f} last on", days=point.days, survival=point.survival),
                )
            )
            steps.append(StepRow(say("at risk that day, of them ended"), f"{point.at_risk}, {point.ended}"))
    return Listing(StepRow, steps, title="steps"), stays_listing(db, held)


def _text(days: int | None) -> str | None:
    return None if days is None else str(days)
