"""``report pipeline``: opportunities that are open, by stage or otherwise; or those closed.

Amounts of different currencies are never added: each currency has rows of its own, or all are
turned into the one asked for, open ones at the rate of the report's day, closed ones at that of their
closing. Opportunities without one stand with the only currency there is, or apart when there are
several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
from crmcli.domain.reports.pipeline.pipeline_rows import ClosedRow, Open, OpenRow, closed_row, open_row, took
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

BY = (
    *("stage", "owner", "team", "branch", "manager", "product", "category", "source", "campaign"),
    *("customer", "industry", "city", "month", "quarter", "year", "band"),
)
ROWS = (OpenRow, ClosedRow)
_BARS = 12


@frozen
class Request(Asked):
    """Open opportunities expected to close in the span, or with ``closed`` those that did close.

    ``by`` is a name of ``BY``; None is stage, or owner for closed ones.
    """

    closed: bool = False


class Seen(NamedTuple):
    """The opportunities that the report counts, what they are told by, and what was left out in words."""

    deals: list[Deal]
    stages: dict[int, Stage]
    by: str
    notes: tuple[str, ...]


class Group(NamedTuple):
    """The opportunities behind a row."""

    label: str | None
    currency: str | None
    deals: list[Deal]


def report(db: Reader, request: Request) -> Report[Any]:
    """Count opportunities by stage, or by ``request.by``; every open stage is there, even at zero.

    Stages and periods stand in their order, everything else by value, the most first; the currency
    with the most opportunities first. The total is given for each currency, as the last row when there
    is one currency only.

    Raises:
        UsageError: the report can't be told by that.
    """
    seen = _seen(db, request)
    rows = [_row(group, request, seen) for group in _groups(seen, request)]
    totals = [_row(group, request, seen) for group in _totals(seen)]
    shown, cut = groups.cut(rows, request.limit, "row")
    title, empty = _words(request, seen.by)
    return Report(
        "pipeline",
        figures.headed(ClosedRow if request.closed else OpenRow, seen.by),
        shown,
        title,
        request.as_of,
        pictures=tuple(_pictures(rows, request)),
        total=totals[0] if len(totals) == 1 else None,
        empty=empty,
        notes=(
            *cut,
            *(_told(totals, request.language) if len(totals) > 1 else ()),
            *_missing(seen, request),
            *seen.notes,
        ),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how a row's figures are made, and the opportunities behind it."""
    from crmcli.domain.reports.pipeline.opportunity_listing import behind

    seen = _seen(db, request)
    candidates = [*_totals(seen), *_groups(seen, request)]
    found = next((group for group in candidates if _row(group, request, seen) == row), None)
    deals = found.deals if found else []
    steps = _closed_steps(deals, row) if request.closed else _open_steps(deals, row, seen)
    return Listing(StepRow, list(steps), title="steps"), behind(db, deals, seen.stages)


def _seen(db: Reader, request: Request) -> Seen:
    by = chosen("pipeline", request.by or ("owner" if request.closed else "stage"), BY)
    stages = store.fetch_stages(db)
    found = store.fetch(db, request, stages, traits.stored(by))
    found = [deal for deal in found if (deal.outcome != "open") == request.closed]
    found, undated = store.in_span(found, request)
    deals, notes = store.turned(db, request, found)
    day = "closing date" if request.closed else "expected close"
    return Seen(deals, stages, by, (*notes, *store.without_day(undated, day)))


def _groups(seen: Seen, request: Request) -> Iterator[Group]:
    """Yield the opportunities of each row, in order; stages that have none too, once for each currency."""
    parts = store.currencies(seen.deals) or {request.currency: []}
    key = traits.telling(seen.by, traits.stored(seen.by), seen.stages)
    for code, part in parts.items():
        found, labels = traits.grouped(part, key)
        if seen.by == "stage" and not request.closed and (code is not None or len(parts) == 1):
            for stage in seen.stages.values():
                if stage.outcome == "open" and stage.active:
                    labels.setdefault(stage.key, stage.label)
        called = traits.named(labels, seen.by)
        weights = {number: _weight(found.get(number, []), request) for number in labels}
        for number in traits.in_order(labels, seen.by, weights.__getitem__, seen.stages):
            yield Group(called[number], code, found.get(number, []))


def _weight(deals: Sequence[Deal], request: Request) -> int:
    """Return the amount that rows are ordered by: what is open, or what was won."""
    return sum(deal.amount or 0 for deal in deals if not request.closed or deal.outcome == "won")


def _totals(seen: Seen) -> list[Group]:
    return [Group(None, code, part) for code, part in store.currencies(seen.deals).items()]


def _row(group: Group, request: Request, seen: Seen) -> OpenRow | ClosedRow:
    if request.closed:
        return closed_row(group.label, group.currency, group.deals)
    return open_row(group.label, group.currency, group.deals, seen.stages)


def _words(request: Request, by: str) -> tuple[str, str]:
    """Return the title, and what stands there when there is no row."""
    by_word = named(by, "column")
    if request.closed:
        return say("Won and lost by {by}{span}", by=by_word, span=request.span), say(
            "nothing was won or lost: crm opportunity move O-9 Won"
        )
    title = say("Open pipeline by {by}", by=by_word) + (
        say(", expected to close{span}", span=request.span) if request.bounded else ""
    )
    return title, say('nothing is open: crm opportunity add "100 chairs" --customer C-12 --amount 5000')


def _missing(seen: Seen, request: Request) -> tuple[str, ...]:
    """Return in words what the figures leave out or take for granted."""
    if request.closed:
        won = [deal for deal in seen.deals if deal.outcome == "won"]
        untimed = sum(took(deal) is None for deal in seen.deals)
        unpriced = sum(deal.amount is None for deal in won)
        return (
            *figures.left_out(unpriced, say("won opportunity"), say("without an amount")),
            *figures.left_out(untimed, "opportunity", say("without both dates in order: not in the days")),
        )
    sums = Open(seen.deals, seen.stages)
    lost_track = sum(deal.stage is None for deal in seen.deals)
    return (
        *figures.left_out(
            lost_track, "opportunity", say("open then at a stage that is not known: not weighted")
        ),
        *figures.left_out(sums.defaulted, "opportunity", say("weighted by the default of the stage")),
        *figures.left_out(sums.unpriced, "opportunity", say("without an amount")),
        *figures.left_out(sums.undated, "opportunity", say("without a creation date counted as there")),
    )


def _told(totals: Sequence[Any], language: str) -> tuple[str, ...]:
    """Return the totals of several currencies in words."""
    return tuple(
        say("{currency}: {told}", currency=one.currency or say("no currency"), told=_sums(one, language))
        for one in totals
    )


def _sums(one: Any, language: str) -> str:
    """Return the total of a currency in words."""
    if isinstance(one, ClosedRow):
        return say(
            "{won:,} won, {lost:,} lost, won value {amount}",
            won=one.won,
            lost=one.lost,
            amount=figures.amount(one.won_value, one.currency, language),
        )
    return say(
        "{plural}, {amount}, weighted {weighted}",
        plural=figures.plural(one.count, "opportunity"),
        amount=figures.amount(one.amount, one.currency, language),
        weighted=figures.amount(one.weighted, one.currency, language),
    )


def _open_steps(deals: Sequence[Deal], row: OpenRow, seen: Seen) -> Iterator[StepRow]:
    sums = Open(deals, seen.stages)
    yield StepRow(say("open opportunities"), str(sums.count))
    yield StepRow(say("with an amount"), str(sums.count - sums.unpriced))
    yield StepRow(say("their amounts together"), figures.money(row.amount, row.currency))
    yield StepRow(
        say("weighted by a probability of their own"), str(sums.count - sums.unpriced - sums.defaulted)
    )
    yield StepRow(say("weighted by the default of the stage"), str(sums.defaulted))
    yield StepRow(say("amount x probability, together"), figures.money(row.weighted, row.currency))


def _closed_steps(deals: Sequence[Deal], row: ClosedRow) -> Iterator[StepRow]:
    won = [deal for deal in deals if deal.outcome == "won"]
    yield StepRow(say("won / closed"), f"{row.won} / {row.closed}")
    yield StepRow(say("amounts won, together"), figures.money(row.won_value, row.currency))
    yield StepRow(say("of won ones with an amount"), str(sum(deal.amount is not None for deal in won)))
    for outcome, step in (
        ("won", say("days to closing of those won / how many")),
        ("lost", say("days to closing of those lost / how many")),
    ):
        days = [took(deal) for deal in deals if deal.outcome == outcome]
        known = [one for one in days if one is not None]
        yield StepRow(step, f"{sum(known)} / {len(known)}")


def _pictures(rows: Sequence[Any], request: Request) -> Iterator[Bars]:
    """Yield the bars of the first currency: amounts open or won, by row."""
    from crmcli.domain.money import human

    name = "won_value" if request.closed else "amount"
    first = [row for row in rows if row.currency == rows[0].currency][:_BARS]
    bars = []
    for row in first:
        amount = getattr(row, name)
        if amount is None or row.currency is None:
            continue
        count = (
            say("{won:,} of {closed:,}", won=row.won, closed=row.closed)
            if request.closed
            else say("{count:,}", count=row.count)
        )
        text = listed((human(amount, row.currency, request.language), count))
        bars.append(Bar(row.group or "—", float(max(amount, 0)), text))
    if any(bar.value for bar in bars):
        yield Bars(
            "Won value, and how many were won" if request.closed else "Open amount and count", tuple(bars)
        )
