"""Rows of ``report wallet``: an estimate with our share of it, and the estimates of a group."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import figures
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.standing.wallet_facts import Estimate

STATE = Choice({"fresh": ("", ""), "stale": ("!", "yellow"), "too low": ("!", "red")}, "is", show=ROOMY)


@frozen
class WalletRow:
    """An estimate and what we have of it; ``share`` is revenue / estimate, 0..1, above 1 when it is too low.

    ``left`` is what others sell, None when the estimate is too low to tell; ``said`` is source and day.
    """

    KEYS = ("customer", "category", "currency")
    customer: Annotated[int | None, Ref("C", "no."), "Number of the customer."]
    name: Annotated[str | None, Text(), "Its name."]
    category: Annotated[str | None, Text(), "What the estimate is of; blank for all they buy."]
    revenue: Annotated[
        int,
        Money("currency", "with us"),
        "What they spent with us in the days: order totals, of a category its lines.",
    ]
    estimate: Annotated[
        int, Money("currency"), "What they are thought to spend in as many days, with whomsoever."
    ]
    share: Annotated[
        float | None, Percent(bar=True), "Spent with us over the estimate; above 100 % it is too low."
    ]
    left: Annotated[
        int | None,
        Money("currency", "to win", show=ROOMY),
        "The estimate less what is spent with us; blank where the estimate is too low.",
    ]
    state: Annotated[str | None, STATE, "Whether the estimate is fresh, stale or too low."]
    said: Annotated[str | None, Text("who says so"), "Source and day of the estimate."]
    estimated_on: Annotated[date | None, Day(show=DETAIL), "Day of the estimate."]
    source: Annotated[str | None, Text(show=DETAIL), "Where the estimate comes from."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]
    number: Annotated[int | None, Ref("WA", show=DETAIL), "Number of the estimate."]


@frozen
class GroupRow:
    """Estimates of a group, each customer's money once."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for who has none."]
    customers: Annotated[int, Number(), "Customers with an estimate."]
    revenue: Annotated[int, Money("currency", "with us"), "What they spent with us in the days."]
    estimate: Annotated[
        int, Money("currency"), "What they are thought to spend; a whole wallet holds its categories."
    ]
    share: Annotated[float | None, Percent(bar=True), "Spent with us over the estimates."]
    left: Annotated[
        int | None, Money("currency", "to win"), "What is left of the estimates that are not too low."
    ]
    stale: Annotated[int, Number(show=ROOMY), "Estimates that are older than wallet_stale_days."]
    low: Annotated[int, Number("too low", show=ROOMY), "Estimates below what they spend with us."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


def wallet_row(one: Estimate, revenue: int, stale: date) -> WalletRow:
    """Return an estimate as a row."""
    day = date.fromisoformat(one.day)
    estimate = one.amount if one.part is None else one.part
    low = revenue > estimate
    state = "too low" if low else "stale" if day < stale else "fresh"
    return WalletRow(
        customer=one.customer,
        name=one.name,
        category=one.category,
        revenue=revenue,
        estimate=estimate,
        share=figures.share(revenue, estimate),
        left=None if low else estimate - revenue,
        state=state,
        said=_said(one.source, day, state),
        estimated_on=day,
        source=one.source,
        currency=one.currency,
        number=one.id,
    )


def _said(source: str | None, day: date, state: str) -> str:
    """Return who gave the estimate and when, and what is the matter with it."""
    found = say("{source}, {day}", source=source, day=day) if source else say("{day}", day=day)
    return found if state == "fresh" else say("{found} ({state})", found=found, state=named(state, "choice"))


def counted_once(rows: Sequence[WalletRow]) -> list[WalletRow]:
    """Return the rows without categories that stand beside a whole wallet, which holds them."""
    whole = {(row.customer, row.currency) for row in rows if row.category is None}
    return [row for row in rows if row.category is None or (row.customer, row.currency) not in whole]


def total_row(rows: list[WalletRow]) -> WalletRow | None:
    """Return the sums where all is in one currency and no category stands beside a whole wallet."""
    if len({row.currency for row in rows}) != 1 or len(counted_once(rows)) < len(rows):
        return None
    sums = group_row(None, rows)
    return WalletRow(
        customer=None,
        name=None,
        category=None,
        revenue=sums.revenue,
        estimate=sums.estimate,
        share=sums.share,
        left=sums.left,
        state=None,
        said=None,
        estimated_on=None,
        source=None,
        currency=sums.currency,
        number=None,
    )


def group_row(name: str | None, part: Sequence[WalletRow]) -> GroupRow:
    """Return the sums of rows of one currency."""
    revenue, estimate = sum(row.revenue for row in part), sum(row.estimate for row in part)
    return GroupRow(
        name,
        len({row.customer for row in part}),
        revenue,
        estimate,
        figures.share(revenue, estimate),
        figures.added(row.left for row in part),
        sum(row.state == "stale" for row in part),
        sum(row.state == "too low" for row in part),
        part[0].currency,
    )
