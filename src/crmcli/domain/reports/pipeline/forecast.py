"""``report forecast``: what is expected to be won, by month of the expected close or otherwise.

Open opportunities count by the day they are expected to close on, won ones by the day they were won;
those expected before the day of the report stand in a row of their own, as do those of no day. Amounts
of different currencies are never added: each currency has rows of its own, or all are turned into the
one asked for, open ones at the rate of the report's day, won ones at that of their closing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.forecast_rows import (
    NO_DAY,
    OVERDUE,
    ForecastRow,
    Line,
    forecast_row,
    is_overdue,
)
from crmcli.domain.reports.pipeline.forecast_spans import Goals, bounds, through
from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
from crmcli.domain.reports.pipeline.pipeline_rows import Open
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Reader

BY = (
    *("month", "quarter", "year", "owner", "team", "branch", "manager", "product", "category"),
    *("source", "campaign", "customer", "industry", "city", "stage"),
)
ROWS = (ForecastRow,)
COMMIT = 80
_WHOLE = 100


@frozen
class Request(Asked):
    """Expected to close, or won, within the span; from the period of the day on where there is none.

    ``commit`` is the probability in percent from which an opportunity counts as committed, None is
    ``COMMIT``.
    """

    commit: int | None = None


class Facts(NamedTuple):
    """Open opportunities and won ones, and in words what was left out."""

    opened: list[Deal]
    won: list[Deal]
    stages: dict[int, Stage]
    by: str
    notes: tuple[str, ...]


def report(db: Reader, request: Request) -> Report[Any]:
    """Add up what is expected by month, or by ``request.by``.

    Every period is there, even at zero, from the first to the last; what is overdue stands before
    them, what has no day after them. Other groups stand by amount. A total is there when there is one
    currency only.

    Raises:
        UsageError: the report can't be told by that, or ``commit`` is no percentage.
    """
    from crmcli.domain.reports.pipeline.forecast_pictures import pictures

    facts = _facts(db, request)
    lines = list(_lines(facts, request, Goals(db, request)))
    rows = [_row(line, facts, request) for line in lines]
    totals = _totals(facts, request, lines)
    shown, cut = groups.cut(rows, request.limit if facts.by not in traits.IN_TIME else 0, "row")
    return Report(
        "forecast",
        figures.headed(ForecastRow, facts.by),
        shown,
        say("Forecast by {by}{span}", by=named(facts.by, "column"), span=request.span)
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(rows, facts.by, request.language),
        total=_row(totals[0], facts, request) if len(totals) == 1 and rows else None,
        empty='nothing is open: crm opportunity add "100 chairs" --customer C-12 --amount 5000',
        notes=(*cut, *_told(totals, facts, request), *_missing(facts, request), *facts.notes),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and the opportunities behind it: open ones, then won ones."""
    from crmcli.domain.reports.pipeline.opportunity_listing import behind

    facts = _facts(db, request)
    lines = list(_lines(facts, request, Goals(db, request)))
    candidates = [*_totals(facts, request, lines), *lines]
    line = next(one for one in candidates if _row(one, facts, request) == row)
    sums = Open(line.opened, facts.stages)
    steps = [
        StepRow(say("open opportunities"), str(row.count)),
        StepRow(say("amount x probability, together"), figures.money(row.weighted, row.currency)),
        StepRow(say("of them by the default of the stage"), str(sums.defaulted)),
        StepRow(say("won so far"), figures.money(row.won, row.currency)),
        StepRow(say("won so far + weighted"), figures.money(row.expected, row.currency)),
    ]
    listings: list[Listing[Any]] = [Listing(StepRow, steps, title="steps")]
    listings.append(behind(db, line.opened, facts.stages))
    if line.won:
        listings.append(behind(db, line.won, facts.stages, "won"))
    return tuple(listings)


def _facts(db: Reader, request: Request) -> Facts:
    if request.commit is not None and not 0 <= request.commit <= _WHOLE:
        raise UsageError(
            say("--commit {commit} is no percentage", commit=request.commit),
            "crm report forecast --commit 80",
        )
    by = chosen("forecast", request.by or "month", BY)
    stages = store.fetch_stages(db)
    found = [deal for deal in store.fetch(db, request, stages, traits.stored(by)) if deal.outcome != "lost"]
    kept, _ = store.in_span(found, request)
    undated = sum(deal.due is None and deal.outcome == "open" for deal in found) if request.bounded else 0
    if not request.bounded:
        start = _start(request, by)
        kept = [deal for deal in kept if deal.outcome == "open" or (deal.due or "") >= start]
    deals, notes = store.turned(db, request, kept)
    opened = [deal for deal in deals if deal.outcome == "open"]
    won = [deal for deal in deals if deal.outcome == "won"]
    return Facts(opened, won, stages, by, (*notes, *store.without_day(undated, "expected close")))


def _start(request: Request, by: str) -> str:
    """Return the first day of the period that the report's day is in; after all days where rows are none."""
    if by not in traits.IN_TIME:
        return "~"
    return bounds(traits.period_of(request.as_of.isoformat(), by) or "")[0].isoformat()


def _lines(facts: Facts, request: Request, goals: Goals) -> Iterator[Line]:
    """Yield what the rows are made of, in order, currency by currency."""
    parts = store.currencies([*facts.opened, *facts.won])
    for code, part in parts.items():
        opened = [deal for deal in part if deal.outcome == "open"]
        won = [deal for deal in part if deal.outcome == "won"]
        if facts.by in traits.IN_TIME:
            yield from _in_time(facts.by, code, opened, won, request, goals)
        else:
            yield from _in_groups(facts, code, opened, won, request, goals)


def _in_time(
    by: str, code: str | None, opened: list[Deal], won: list[Deal], request: Request, goals: Goals
) -> Iterator[Line]:
    as_of = request.as_of.isoformat()
    late = [deal for deal in opened if is_overdue(deal, as_of)]
    ahead: dict[str, list[Deal]] = {}
    done: dict[str, list[Deal]] = {}
    for deal in opened:
        if deal.due is not None and deal.due >= as_of:
            ahead.setdefault(traits.period_of(deal.due, by) or "", []).append(deal)
    for deal in won:
        done.setdefault(traits.period_of(deal.due, by) or "", []).append(deal)
    if late:
        yield Line(OVERDUE, code, late, None, None)
    have = sorted({*ahead, *done})
    if have or request.bounded:
        ends = [request.since or request.as_of, request.until]
        names = [*have, *(traits.period_of(day.isoformat(), by) or "" for day in ends if day is not None)]
        for name in through(min(names), max(names), by) or have:
            goal = goals.of_all(*bounds(name), code)
            yield Line(name, code, ahead.get(name, []), done.get(name, []), goal)
    nowhere = [deal for deal in opened if deal.due is None]
    if nowhere:
        yield Line(NO_DAY, code, nowhere, None, None)


def _in_groups(
    facts: Facts, code: str | None, opened: list[Deal], won: list[Deal], request: Request, goals: Goals
) -> Iterator[Line]:
    key = traits.telling(facts.by, traits.stored(facts.by), facts.stages)
    groups_of, labels = traits.grouped([*opened, *won], key)
    called = traits.named(labels, facts.by)

    def weight(one: Any) -> int:
        return sum(deal.amount or 0 for deal in groups_of[one])

    for one in traits.in_order(labels, facts.by, weight, facts.stages):
        part = groups_of[one]
        own = [deal for deal in part if deal.outcome == "won"] if request.bounded else None
        goal = goals.of_group(facts.by, one, request, code)
        yield Line(called[one], code, [deal for deal in part if deal.outcome == "open"], own, goal)


def _totals(facts: Facts, request: Request, lines: list[Line]) -> list[Line]:
    """Return the line of all of each currency; its target is that of its periods where all have one."""
    found = []
    for code, part in store.currencies([*facts.opened, *facts.won]).items():
        own = [line for line in lines if line.currency == code and line.label not in (OVERDUE, NO_DAY)]
        goals = [line.target for line in own]
        known = [goal for goal in goals if goal is not None]
        goal = sum(known) if known and len(known) == len(goals) else None
        in_time = facts.by in traits.IN_TIME or request.bounded
        won = [deal for deal in part if deal.outcome == "won"] if in_time else None
        found.append(Line(None, code, [deal for deal in part if deal.outcome == "open"], won, goal))
    return found


def _row(line: Line, facts: Facts, request: Request) -> ForecastRow:
    commit = COMMIT if request.commit is None else request.commit
    return forecast_row(line, facts.stages, commit, request.as_of.isoformat())


def _told(totals: list[Line], facts: Facts, request: Request) -> tuple[str, ...]:
    """Return the totals in words when there are several."""
    if len(totals) < 2:
        return ()
    rows = [_row(line, facts, request) for line in totals]
    return tuple(
        say(
            "{currency}: {plural}, {amount}, weighted {weighted}",
            currency=one.currency or say("no currency"),
            plural=figures.plural(one.count, "opportunity"),
            amount=figures.amount(one.amount, one.currency, request.language),
            weighted=figures.amount(one.weighted, one.currency, request.language),
        )
        for one in rows
    )


def _missing(facts: Facts, request: Request) -> tuple[str, ...]:
    """Return in words what the figures leave out or take for granted."""
    sums = Open(facts.opened, facts.stages)
    lost_track = sum(deal.stage is None for deal in facts.opened)
    late = sum(is_overdue(deal, request.as_of.isoformat()) for deal in facts.opened)
    unpriced = sum(deal.amount is None for deal in facts.won)
    return (
        *figures.left_out(late, "opportunity", say("expected to close before the day: overdue")),
        *figures.left_out(
            lost_track, "opportunity", say("open then at a stage that is not known: not weighted")
        ),
        *figures.left_out(sums.defaulted, "opportunity", say("weighted by the default of the stage")),
        *figures.left_out(sums.unpriced, "opportunity", say("without an amount")),
        *figures.left_out(unpriced, say("won opportunity"), say("without an amount")),
    )
