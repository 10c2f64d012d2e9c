"""The rows of ``report pipeline``: what opportunities of one group and currency make together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline.opportunity_listing import chance, day_of
from crmcli.domain.reports.pipeline.stage_history import between
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal, Stage


@frozen
class OpenRow:
    """Open opportunities of a group, in one currency."""

    group: Annotated[str | None, Text(), "What the row stands for; blank where nobody said."]
    count: Annotated[int, Number(), "Opportunities open at the end of the day."]
    amount: Annotated[
        int | None, Money("currency"), "Sum of their amounts; blank where none of them has one."
    ]
    weighted: Annotated[
        int | None,
        Money("currency"),
        "Sum of amount x probability, rounded once; an unset probability is its stage's default.",
    ]
    defaulted: Annotated[
        int,
        Number("by default", show=ROOMY),
        "Of them with an amount and no probability but their stage's default.",
    ]
    unpriced: Annotated[int, Number("no amount", show=ROOMY), "Of them without an amount."]
    oldest: Annotated[date | None, Day(), "The earliest day that one of them was created on."]
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amounts, ISO 4217; blank where there is none."]


@frozen
class ClosedRow:
    """Closed opportunities of a group, in one currency."""

    group: Annotated[str | None, Text(), "What the row stands for; blank where nobody said."]
    closed: Annotated[int, Number(), "Opportunities won or lost."]
    won: Annotated[int, Number(), "Of them won."]
    lost: Annotated[int, Number(named("lost", "count")), "Of them lost."]
    win_rate: Annotated[float | None, Percent("win rate", bar=True), "Won / closed."]
    won_value: Annotated[
        int | None, Money("currency", "won value"), "Sum of the amounts won; blank where none is known."
    ]
    average_won: Annotated[
        int | None,
        Money("currency", "average", show=ROOMY),
        "Mean of the amounts won, of those that have one.",
    ]
    days_to_win: Annotated[
        float | None,
        Duration(named("to win", "days")),
        "Mean days from creation to closing of those won, of both days known.",
    ]
    days_to_lose: Annotated[float | None, Duration("to lose", show=ROOMY), "The same of those lost."]
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amounts, ISO 4217; blank where there is none."]


class Open:
    """Sums over open opportunities; ``weighted`` in hundredths of minor units, None as ``amount`` is.

    ``defaulted`` took the probability of their stage, ``undated`` have no creation date.
    """

    __slots__ = ("amount", "count", "defaulted", "oldest", "undated", "unpriced", "weighted")

    def __init__(self, deals: Sequence[Deal], stages: Mapping[int, Stage]) -> None:
        """Add up."""
        priced = [deal for deal in deals if deal.amount is not None]
        weights = [
            (deal.amount or 0) * percent for deal in priced if (percent := chance(deal, stages)) is not None
        ]
        self.count = len(deals)
        self.amount = figures.added(deal.amount for deal in priced)
        self.weighted = sum(weights) if weights else None
        self.defaulted = sum(deal.chance is None and deal.stage is not None for deal in priced)
        self.unpriced = len(deals) - len(priced)
        self.undated = sum(deal.created is None for deal in deals)
        self.oldest = min((deal.created for deal in deals if deal.created), default=None)


def open_row(
    name: str | None, currency: str | None, deals: Sequence[Deal], stages: Mapping[int, Stage]
) -> OpenRow:
    """Return the row of open opportunities of one currency; of none at all amounts are zero."""
    sums = Open(deals, stages)
    nothing = 0 if not deals and currency else None
    return OpenRow(
        group=name,
        count=sums.count,
        amount=figures.added((nothing, sums.amount)),
        weighted=figures.per(figures.added((nothing, sums.weighted)), 100),
        defaulted=sums.defaulted,
        unpriced=sums.unpriced,
        oldest=day_of(sums.oldest),
        currency=currency,
    )


def took(deal: Deal) -> int | None:
    """Return the days from creation to closing, None where either is not known or they are not in order."""
    if deal.created is None or deal.due is None or deal.due < deal.created:
        return None
    return between(deal.created, deal.due)


def closed_row(name: str | None, currency: str | None, deals: Sequence[Deal]) -> ClosedRow:
    """Return the row of closed opportunities of one currency."""
    won = [deal for deal in deals if deal.outcome == "won"]
    lost = [deal for deal in deals if deal.outcome == "lost"]
    value = figures.added([0 if not won and currency else None, *(deal.amount for deal in won)])
    return ClosedRow(
        group=name,
        closed=len(deals),
        won=len(won),
        lost=len(lost),
        win_rate=figures.share(len(won), len(deals)),
        won_value=value,
        average_won=figures.per(value, sum(deal.amount is not None for deal in won)),
        days_to_win=_mean_days(won),
        days_to_lose=_mean_days(lost),
        currency=currency,
    )


def _mean_days(deals: Sequence[Deal]) -> float | None:
    known = [days for deal in deals if (days := took(deal)) is not None]
    return figures.mean(sum(known), len(known))
