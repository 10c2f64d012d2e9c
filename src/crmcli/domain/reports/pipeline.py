"""``report pipeline``: opportunities that are open, by stage or otherwise; or those closed.

Amounts of different currencies are never added: each currency has rows of its own, or all are
turned into the one asked for, open ones at the rate of the report's day, closed ones at that of their
closing. Opportunities without one stand with the only currency there is, or apart when there are
several.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports import opportunities as store
from crmcli.domain.reports.opportunities import BY, Closed, Open, Stage
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.sql import Reader

Sums = TypeVar("Sums", Open, Closed)


@frozen
class Request(Asked):
    """Open opportunities expected to close in the span, or with ``closed`` those that did close.

    ``by`` is a name of ``BY``; None is stage, or owner for closed ones.
    """

    by: str | None = None
    closed: bool = False


@frozen
class OpenRow:
    """Open opportunities; ``weighted`` is the sum of amount x probability, rounded half to even.

    Amounts are None where opportunities are there and none has one. ``defaulted`` of them took the
    probability from their stage, ``unpriced`` have no amount, ``oldest`` is the earliest creation date.
    """

    group: str | None
    count: int
    amount: Annotated[int | None, Money("currency")]
    weighted: Annotated[int | None, Money("currency")]
    defaulted: Annotated[int, Number("by default", show=ROOMY)]
    unpriced: Annotated[int, Number("no amount", show=ROOMY)]
    oldest: Annotated[date | None, Day()]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class ClosedRow:
    """Closed opportunities; ``win_rate`` is won / closed, 0..1.

    ``won_value`` is the sum of the amounts won, ``average_won`` its mean over those with an amount;
    ``days_to_win`` and ``days_to_lose`` the mean days from creation to closing, of those with both in order.
    """

    group: str | None
    closed: int
    won: int
    lost: int
    win_rate: Annotated[float | None, Percent("win rate", bar=True)]
    won_value: Annotated[int | None, Money("currency", "won value")]
    average_won: Annotated[int | None, Money("currency", "average", show=ROOMY)]
    days_to_win: Annotated[float | None, Duration("to win")]
    days_to_lose: Annotated[float | None, Duration("to lose", show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]


def report(db: Reader, request: Request) -> Report[Any]:
    """Count opportunities by stage, or by ``request.by``; every open stage is there, even at zero.

    Stages stand in their order, months in time, everything else by value, the most first; the
    currency with the most opportunities first. The total is given for each currency, as the last
    row when there is one currency only.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("pipeline", request.by or ("owner" if request.closed else "stage"), BY)
    one = store.in_one(db, request)
    undated = store.count_without_day(db, request, one, closed=request.closed) if request.bounded else 0
    rates = store.told_of_rates(db, request, one, closed=request.closed)
    if request.closed:
        won_or_lost = store.fetch_closed(db, request, by, one)
        return _closed_report(won_or_lost, request, by, (*rates, *_without_day(undated, "closing date")))
    found = store.fetch_open(db, request, by, one)
    stages = store.fetch_stages(db) if by == "stage" else []
    return _open_report(found, stages, request, by, (*rates, *_without_day(undated, "expected close")))


def _open_report(
    found: list[Open], stages: list[Stage], request: Request, by: str, notes: tuple[str, ...]
) -> Report[OpenRow]:
    totals = [open_row(None, part) for part in currencies(found).values()]
    title = f"Open pipeline by {by}" + (f", expected to close{request.span}" if request.bounded else "")
    return Report(
        "pipeline",
        figures.headed(OpenRow, by),
        open_rows(found, stages, by, request.currency),
        title,
        request.as_of,
        total=totals[0] if len(totals) == 1 else None,
        empty='nothing is open: crm opportunity add "100 chairs" --customer C-12 --amount 5000',
        notes=(*_open_totals(totals), *_of_open(found, by), *notes),
    )


def _closed_report(
    found: list[Closed], request: Request, by: str, notes: tuple[str, ...]
) -> Report[ClosedRow]:
    totals = [closed_row(None, part) for part in currencies(found).values()]
    untimed = sum(one.won + one.lost - one.won_timed - one.lost_timed for one in found)
    unpriced = sum(one.won - one.priced for one in found)
    return Report(
        "pipeline",
        figures.headed(ClosedRow, by),
        closed_rows(found, by),
        f"Won and lost by {by}{request.span}",
        request.as_of,
        total=totals[0] if len(totals) == 1 else None,
        empty="nothing was won or lost: crm opportunity move O-9 Won",
        notes=(
            *_closed_totals(totals),
            *figures.left_out(unpriced, "won opportunity", "without an amount"),
            *figures.left_out(untimed, "opportunity", "without both dates in order: not in the days"),
            *notes,
        ),
    )


def open_rows(
    found: Sequence[Open], stages: Sequence[Stage], by: str, currency: str | None = None
) -> list[OpenRow]:
    """Return the rows in order; stages that have no opportunity at zero, once for each currency."""
    parts = currencies(found) or {currency: []}
    rows: list[OpenRow] = []
    for code, part in parts.items():
        have = {one.key for one in part}
        due = stages if code is not None or len(parts) == 1 else ()
        part += [_nothing(stage, code) for stage in due if stage.key not in have]
        labels = figures.told_apart({one.key: one.label for one in part}, BY[by].prefix)
        rows += [open_row(labels[one.key], [one]) for one in sorted(part, key=_open_order(by))]
    return rows


def _nothing(stage: Stage, currency: str | None) -> Open:
    return Open(stage.key, stage.label, stage.position, currency, 0, None, None, 0, 0, 0, None)


def _open_order(by: str) -> Callable[[Open], tuple[Any, ...]]:
    if by == "stage":
        return lambda one: (one.position is None, one.position, one.key)
    return _order(by, lambda one: -(one.amount or 0))


def _order(by: str, weight: Callable[[Any], int]) -> Callable[[Any], tuple[Any, ...]]:
    """Return the order of rows: months in time, else the heaviest first, then by name and number."""
    from crmcli.domain.text import sort_key

    if by == "month":
        return lambda one: (one.label is None, one.label)
    return lambda one: (weight(one), one.label is None, sort_key(one.label or ""), str(one.key))


def open_row(name: str | None, part: Sequence[Open]) -> OpenRow:
    """Return the row that sums of one currency make together."""
    oldest = min((one.oldest for one in part if one.oldest), default=None)
    count, currency = sum(one.deals for one in part), part[0].currency
    nothing = 0 if not count and currency else None
    return OpenRow(
        group=name,
        count=count,
        amount=figures.added([nothing, *(one.amount for one in part)]),
        weighted=figures.per(figures.added([nothing, *(one.weighted for one in part)]), 100),
        defaulted=sum(one.defaulted for one in part),
        unpriced=sum(one.unpriced for one in part),
        oldest=date.fromisoformat(oldest) if oldest else None,
        currency=currency,
    )


def closed_rows(found: Sequence[Closed], by: str) -> list[ClosedRow]:
    """Return the rows in order."""
    order = _order(by, lambda one: -(one.value or 0))
    rows: list[ClosedRow] = []
    for part in currencies(found).values():
        labels = figures.told_apart({one.key: one.label for one in part}, BY[by].prefix)
        rows += [closed_row(labels[one.key], [one]) for one in sorted(part, key=order)]
    return rows


def closed_row(name: str | None, part: Sequence[Closed]) -> ClosedRow:
    """Return the row that sums of one currency make together."""
    won, lost = sum(one.won for one in part), sum(one.lost for one in part)
    currency = part[0].currency
    value = figures.added([0 if not won and currency else None, *(one.value for one in part)])
    return ClosedRow(
        group=name,
        closed=won + lost,
        won=won,
        lost=lost,
        win_rate=figures.share(won, won + lost),
        won_value=value,
        average_won=figures.per(value, sum(one.priced for one in part)),
        days_to_win=figures.mean(
            figures.added(one.won_days for one in part), sum(one.won_timed for one in part)
        ),
        days_to_lose=figures.mean(
            figures.added(one.lost_days for one in part), sum(one.lost_timed for one in part)
        ),
        currency=currency,
    )


def currencies(found: Sequence[Sums]) -> dict[str | None, list[Sums]]:
    """Return the sums by currency, the one with the most opportunities first."""
    weights: dict[str | None, int] = {}
    for one in found:
        weights[one.currency] = weights.get(one.currency, 0) + one.deals
    parts: dict[str | None, list[Sums]] = {code: [] for code in figures.ranked(weights)}
    for one in found:
        parts[one.currency].append(one)
    return parts


def _of_open(found: Sequence[Open], by: str) -> tuple[str, ...]:
    """Return in words what the figures of open opportunities leave out or take for granted."""
    lost_track = sum(one.deals for one in found if by == "stage" and one.key is None)
    return (
        *figures.left_out(lost_track, "opportunity", "open then at a stage that is not known: not weighted"),
        *figures.left_out(
            sum(one.defaulted for one in found), "opportunity", "weighted by the default of the stage"
        ),
        *figures.left_out(sum(one.unpriced for one in found), "opportunity", "without an amount"),
        *figures.left_out(
            sum(one.undated for one in found), "opportunity", "without a creation date counted as there"
        ),
    )


def _without_day(count: int, day: str) -> tuple[str, ...]:
    return figures.left_out(
        count, "opportunity", f"without {'an' if day[0] in 'aeiou' else 'a'} {day} left out"
    )


def _open_totals(totals: Sequence[OpenRow]) -> tuple[str, ...]:
    """Return the totals in words when there are several."""
    if len(totals) < 2:
        return ()
    return tuple(
        f"{one.currency or 'no currency'}: {figures.plural(one.count, 'opportunity')}, "
        f"{figures.money(one.amount, one.currency)}, weighted {figures.money(one.weighted, one.currency)}"
        for one in totals
    )


def _closed_totals(totals: Sequence[ClosedRow]) -> tuple[str, ...]:
    """Return the totals in words when there are several."""
    if len(totals) < 2:
        return ()
    return tuple(
        f"{one.currency or 'no currency'}: {one.won:,} won, {one.lost:,} lost, "
        f"won value {figures.money(one.won_value, one.currency)}"
        for one in totals
    )
