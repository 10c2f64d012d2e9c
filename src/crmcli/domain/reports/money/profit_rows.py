"""The rows of ``report profit``, made of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import figures

if TYPE_CHECKING:
    from crmcli.domain.reports.money.profit_sums import Result


@frozen
class Figures:
    """What is left of a customer or of several, in one currency."""

    orders: Annotated[int, Number(show=DETAIL), "Purchases of the span: no refunds, not cancelled."]
    revenue: Annotated[
        int | None, Money("currency"), "Totals of purchases and refunds added up: the net of report sales."
    ]
    discount: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "What was taken off before: what lines say, and what their sum is above an order's total without"
        " tax. It is in the revenue no more.",
    ]
    tax: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Tax in the revenue: what orders say, else that of lines which come to the total with it.",
    ]
    cost: Annotated[
        int | None,
        Money("currency", "goods", show=ROOMY),
        "Cost of goods: a line's own, else its product's of the day times the quantity; blank where a"
        " line's, or a purchase without lines', is unknown.",
    ]
    known_cost: Annotated[
        int | None, Money("currency", show=DETAIL), "Cost of goods of the lines whose cost is known."
    ]
    coverage: Annotated[
        float | None,
        Percent("cost known", digits=0),
        "Share of the lines' amounts, and totals of purchases without lines, whose cost is known.",
    ]
    serving: Annotated[
        int | None,
        Money("currency", "to serve"),
        "Minutes logged x minute_cost + orders delivered x delivery_cost + cases opened x case_cost, at the"
        " rate of the day of the report; blank without one.",
    ]
    contribution: Annotated[
        int | None,
        Money("currency", "profit"),
        "Revenue - tax - cost of goods - cost to serve; blank where a cost is unknown or orders of another"
        " currency are left out.",
    ]
    margin: Annotated[
        float | None,
        Percent("margin", show=ROOMY),
        "Profit / (revenue - tax); blank where that is not above 0.",
    ]
    most: Annotated[
        int | None,
        Money("currency", "at most"),
        "Profit if everything of unknown cost had cost nothing.",
    ]
    minutes: Annotated[int, Duration(unit="minutes", show=DETAIL), "Minutes logged with what was done."]
    deliveries: Annotated[int, Number(show=DETAIL), "Orders of the span delivered by the day."]
    cases: Annotated[int, Number(show=DETAIL), "Cases opened."]
    unknown: Annotated[
        int, Number("cost unknown", show=DETAIL), "Lines, and purchases without lines, of unknown cost."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class _Customer:
    id: Annotated[int | None, Ref("C", "no."), "Number of the customer; blank in the total."]
    name: Annotated[str | None, Text(), "Its name."]


@frozen
class CustomerRow(Figures, _Customer):
    """What is left of a customer."""


@frozen
class _Group:
    group: Annotated[str | None, Text(), "What the customers have in common; blank: those who have none."]
    customers: Annotated[int, Number(show=ROOMY), "Customers who bought or were served in the span."]


@frozen
class GroupRow(Figures, _Group):
    """What is left of several customers."""

    unsure: Annotated[int, Number("unsure", show=DETAIL), "Customers of these whose own profit is unknown."]


def figures_of(one: Result, currency: str | None) -> dict[str, Any]:
    """Return the figures of a row; without a currency no amount is known."""
    worth = one.worth
    known = currency is not None
    money = {
        "revenue": worth.revenue,
        "discount": worth.discount,
        "tax": worth.tax,
        "cost": None if worth.unknown or worth.left else worth.cost,
        "known_cost": worth.cost,
        "serving": one.serving,
        "contribution": one.contribution,
        "most": one.most,
    }
    return {
        "orders": worth.orders,
        **{name: amount if known else None for name, amount in money.items()},
        "coverage": figures.share(worth.paid, worth.paid + worth.unpaid),
        "margin": figures.share(one.contribution, worth.revenue - worth.tax) if known else None,
        "minutes": one.minutes,
        "deliveries": worth.deliveries,
        "cases": one.cases,
        "unknown": worth.unknown,
        "currency": currency,
    }


def customer_row(number: int, name: str, one: Result, currency: str | None) -> CustomerRow:
    """Return the row of a customer."""
    return CustomerRow(id=number, name=name, **figures_of(one, currency))


def group_row(group: str | None, one: Result, currency: str | None) -> GroupRow:
    """Return the row of a group."""
    made = figures_of(one, currency)
    return GroupRow(group=group, customers=one.customers, unsure=one.unsure, **made)
