"""``report funnel``: of those that entered a stage, how many got to the next, were lost, are open.

It is of one cohort, those that entered the pipeline within the span, followed to the day: so it never
grows, and in each stage entered = reached + lost + open. A stage that was skipped counts as passed; a
move to lost is no progress; a step that was taken back on its day counts for nothing. One that was won
or lost and reopened is open, in the furthest stage it was in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Money, Number, Percent, Text
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.by_group import in_group, of_group
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.funnel_facts import Moved, Mover, of_opportunities
from crmcli.domain.reports.pipeline.stage_history import between
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = (
    *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
    *("industry", "city", "month", "quarter", "year"),
)
OPPORTUNITIES, LEADS = "opportunities", "leads"


@frozen
class Request(Asked):
    """What entered within the span; ``of`` is opportunities (None) or leads.

    ``by`` is a name of ``BY``; None is stage, the whole in one funnel.
    """

    of: str | None = None


@frozen
class FunnelRow:
    """A stage, and what became of those that entered it."""

    stage: Annotated[str | None, Text(), "The stage, in the order of the pipeline; the last is won."]
    entered: Annotated[int, Number(), "Of the cohort, those that were in the stage or passed it."]
    reached: Annotated[
        int | None,
        Number(named("reached", "count")),
        "Of those entered, those that got to a later stage; lost is none.",
    ]
    rate: Annotated[
        float | None,
        Percent(named("rate", "share"), bar=True),
        "Reached / entered; blank where none entered.",
    ]
    lost: Annotated[
        int, Number(named("lost", "count")), "Of those entered, those that were lost before a later stage."
    ]
    open: Annotated[int, Number(), "Of those entered, those that are open and got to no later stage."]
    median_days: Annotated[
        float | None,
        Duration("days to next", digits=0),
        "Median days from entering the stage to a later one, of those that were in it and have both days.",
    ]
    share: Annotated[float | None, Percent("of all", show=ROOMY), "Entered / the whole cohort."]
    amount: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Sum of the amounts of those entered; blank where they are in several currencies.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amount, ISO 4217."]


ROWS = (FunnelRow, of_group(FunnelRow))


class Part(NamedTuple):
    """The movers of one group and what it is called."""

    label: str | None
    movers: list[Mover]


def report(db: Reader, request: Request) -> Report[Any]:
    """Count how far the cohort got, stage by stage; every stage is there, even at zero.

    Groups stand by the size of their cohort, periods in time. The total is the cohort itself: its
    ``reached`` are those won, its days those from the beginning to the sale.

    Raises:
        UsageError: the report can't be told by that.
    """
    moved, by = _moved(db, request)
    parts = _parts(moved, by)
    shown, cut = groups.cut(parts, request.limit if by != "stage" else 0, "group")
    rows = [row for part in shown for row in _rows_of(part, moved.places, by)]
    what = request.of or OPPORTUNITIES
    title = say("Funnel of {what}", what=named(what))
    if by != "stage":
        title += say(" by {by}", by=named(by, "column"))
    if request.bounded:
        span = request.span
        title += say(", created{span}", span=span) if what == LEADS else say(", begun{span}", span=span)
    return Report(
        "funnel",
        FunnelRow if by == "stage" else of_group(FunnelRow, by),
        rows if moved.movers or by == "stage" else (),
        title,
        request.as_of,
        pictures=(_picture(moved, what, request.language),) if moved.movers else (),
        total=_total(moved) if by == "stage" and moved.movers else None,
        empty=_EMPTY[what],
        notes=(*cut, *moved.notes, *_of_amounts(moved, request)),
    )


_EMPTY = {
    OPPORTUNITIES: say('nothing entered the pipeline: crm opportunity add "100 chairs" --customer C-12'),
    LEADS: say('no lead was created: crm lead add "Ayşe Işık" --source fair'),
}


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and the opportunities or leads behind it."""
    from crmcli.domain.reports.pipeline.funnel_listing import moved_listing

    moved, by = _moved(db, request)
    whole = row.stage is None
    part, place = Part(None, moved.movers), 0
    if not whole:
        place = moved.places.index(row.stage)
        if by != "stage":
            wanted = [one for one in _parts(moved, by) if one.label == row.group]
            part = wanted[0]
    entered = [one for one in part.movers if one.furthest >= place]
    days = _days(entered, place, len(moved.places) - 1 if whole else None)
    steps = [
        StepRow(say("reached / entered"), f"{row.reached if row.reached is not None else 0} / {row.entered}"),
        StepRow(say("reached + lost + open"), f"{row.reached or 0} + {row.lost} + {row.open}"),
        StepRow(say("days to the next, those that count, in order"), _listed(sorted(days))),
    ]
    listing = moved_listing(db, entered, moved.places, leads=request.of == LEADS)
    return Listing(StepRow, steps, title="steps"), listing


_LONGEST = 40


def _listed(days: Sequence[int]) -> str | None:
    """Return days as text, the middle ones left out where they are many."""
    if len(days) > _LONGEST:
        return say(
            "{first}, ... {count} in all ..., {last}",
            first=_listed(days[:3]),
            count=len(days),
            last=_listed(days[-3:]),
        )
    return ", ".join(map(str, days)) or None


def _moved(db: Reader, request: Request) -> tuple[Moved, str]:
    by = chosen("funnel", request.by or "stage", BY)
    if request.of not in (None, OPPORTUNITIES, LEADS):
        raise UsageError(say('funnel has no "{of}"', of=request.of), "--of takes opportunities or leads")
    if request.of == LEADS:
        from crmcli.domain.reports.pipeline.funnel_leads import of_leads

        return of_leads(db, request, by), by
    return of_opportunities(db, request, by), by


def _parts(moved: Moved, by: str) -> list[Part]:
    """Return the groups in order; one of all where there are none."""
    if by == "stage":
        return [Part(None, moved.movers)]
    parts: dict[Any, list[Mover]] = {}
    labels: dict[Any, str | None] = {}
    for one in moved.movers:
        parts.setdefault(one.key, []).append(one)
        labels[one.key] = one.label
    called = traits.named(labels, by)
    order = traits.in_order(labels, by, lambda key: len(parts[key]), {})
    return [Part(called[key], parts[key]) for key in order]


def _rows_of(part: Part, places: Sequence[str], by: str) -> list[Any]:
    rows = [funnel_row(name, place, part.movers, len(places) - 1) for place, name in enumerate(places)]
    return rows if by == "stage" else in_group(rows, part.label, by, "stage")


def funnel_row(name: str, place: int, movers: Sequence[Mover], end: int) -> FunnelRow:
    """Return the row of a place; ``end`` is the last one, from which nothing is reached."""
    entered = [one for one in movers if one.furthest >= place]
    here = [one for one in entered if one.furthest == place]
    lost = sum(one.lost for one in here)
    last = place == end
    reached = len(entered) - len(here)
    amount, currency = _amount(entered)
    return FunnelRow(
        stage=name,
        entered=len(entered),
        reached=None if last else reached,
        rate=None if last else figures.share(reached, len(entered)),
        lost=lost,
        open=0 if last else len(here) - lost,
        median_days=figures.median(_counted(_days(entered, place))),
        share=figures.share(len(entered), len(movers)),
        amount=amount,
        currency=currency,
    )


def _total(moved: Moved) -> FunnelRow:
    """Return the cohort as a whole: those won of all that entered."""
    end = len(moved.places) - 1
    won = sum(one.furthest == end for one in moved.movers)
    lost = sum(one.lost for one in moved.movers)
    count = len(moved.movers)
    amount, currency = _amount(moved.movers)
    days = figures.median(_counted(_days(moved.movers, 0, end)))
    rate, share = figures.share(won, count), figures.share(count, count)
    return FunnelRow(None, count, won, rate, lost, count - won - lost, days, share, amount, currency)


def _days(movers: Sequence[Mover], place: int, to: int | None = None) -> list[int]:
    """Return the days from entering a place to the next (or to ``to``), where both are known."""
    following = place + 1 if to is None else to
    pairs = (
        (one.entered[place], one.entered[following])
        for one in movers
        if one.furthest >= following < len(one.entered) and (to is not None or place in one.seen)
    )
    return [between(first, then) for first, then in pairs if first and then and first <= then]


def _counted(days: Sequence[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for day in days:
        counts[day] = counts.get(day, 0) + 1
    return counts


def _amount(movers: Sequence[Mover]) -> tuple[int | None, str | None]:
    """Return the sum of the amounts and their currency, nothing where there are several."""
    codes = {one.currency for one in movers if one.amount is not None}
    if len(codes) != 1:
        return None, None
    return figures.added(one.amount for one in movers), codes.pop()


def _of_amounts(moved: Moved, request: Request) -> tuple[str, ...]:
    codes = sorted({str(one.currency) for one in moved.movers if one.amount is not None})
    if len(codes) < 2:
        return ()
    return (
        say(
            "amounts in {codes} are not added up: --currency {home} turns them",
            codes=", ".join(codes),
            home=request.home,
        ),
    )


def _picture(moved: Moved, what: str, language: str) -> Bars:
    """Return the funnel: those entered, and their share of the cohort."""
    count = len(moved.movers)
    bars = []
    for place, name in enumerate(moved.places):
        entered = sum(one.furthest >= place for one in moved.movers)
        rate = figures.percent(entered / count, language, 1)
        bars.append(Bar(name, float(entered), say("{entered:,}  {rate}", entered=entered, rate=rate)))
    title = say("{what} that got so far", what=named(what, shown=what.capitalize()))
    return Bars(title, tuple(bars), shape="funnel")
