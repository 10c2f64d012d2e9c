"""The rows of ``report products``, and how they are made of sums."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.measures import Quantity
from crmcli.domain.reports import figures

if TYPE_CHECKING:
    from crmcli.domain.reports.money.product_sums import Sold, Sums

STATE = Choice(
    {"on sale": ("●", "green"), "slow": ("!", "yellow"), "coming": ("○", "cyan"), "withdrawn": ("✗", "dim")},
    show=ROOMY,
)


@frozen
class Figures:
    """What is told of a product or a category in one currency."""

    units: Annotated[int | None, Quantity(), "Quantities of the lines added up; blank where no line has one."]
    orders: Annotated[int, Number(show=ROOMY), "Orders with a line of it that is no refund."]
    customers: Annotated[int, Number(show=ROOMY), "The different customers of these orders."]
    revenue: Annotated[int | None, Money("currency", show=ROOMY), "Sum of the lines' amounts of 0 and more."]
    refunds: Annotated[int | None, Money("currency", show=ROOMY), "Sum of the lines' amounts below 0."]
    net: Annotated[
        int | None, Money("currency"), "Revenue and refunds added up; blank where no line has an amount."
    ]
    share: Annotated[
        float | None, Percent(bar=True), "Net / the net of all rows in the currency; blank unless above 0."
    ]
    discount: Annotated[
        int | None, Money("currency", show=ROOMY), "What was taken off the lines, as far as they say."
    ]
    cost: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "What the lines cost us: their own cost, else the product's of the order's day times the quantity;"
        " blank where a line's is unknown.",
    ]
    margin: Annotated[int | None, Money("currency"), "Net - cost; blank where a line's cost is unknown."]
    margin_rate: Annotated[
        float | None,
        Percent("margin %", show=ROOMY),
        "(Amounts - cost) / amounts of the lines whose cost is known.",
    ]
    margin_share: Annotated[
        float | None, Percent("of margin", show=ROOMY), "Margin / the margins of all rows that have one."
    ]
    unknown: Annotated[
        int, Number("cost unknown", show=DETAIL), "Lines whose cost, or whose amount, nobody knows."
    ]
    first_sold: Annotated[date | None, Day(show=DETAIL), "The first day of a sale, whatever the span."]
    last_sold: Annotated[
        date | None, Day("last sold on", show=ROOMY), "The last day of a sale, whatever the span."
    ]
    quiet: Annotated[int | None, Duration("last sold"), "Days from the last sale to the day of the report."]
    before: Annotated[
        int | None,
        Money("currency", show=DETAIL),
        "Net of as many days before the span; without --since of the 90 days before the last 90.",
    ]
    trend: Annotated[
        float | None,
        Percent("trend", digits=0),
        "(Net of the span, without --since of the last 90 days, less before) / before; blank unless above 0.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class _Product:
    id: Annotated[int | None, Ref("PR", "no."), "Number of the product; blank in the total."]
    name: Annotated[str | None, Text(), "Its name."]


@frozen
class ProductRow(Figures, _Product):
    """A product."""

    state: Annotated[
        str | None,
        STATE,
        "On sale on the day of the report; slow: on sale, and not sold for --slow-days; coming: introduced"
        " later; withdrawn.",
    ]
    category: Annotated[str | None, Text(show=DETAIL), "Its category."]


@frozen
class _Category:
    group: Annotated[str | None, Text("category"), "The category; blank: products that have none."]


@frozen
class CategoryRow(Figures, _Category):
    """The products of a category."""

    products: Annotated[int, Number(show=ROOMY), "Its products that were sold in the span or are on sale."]
    slow: Annotated[int, Number(show=ROOMY), "Its products on sale that have not been sold for --slow-days."]


def figures_of(
    one: Sums, sold: Sold | None, trend: tuple[int | None, int | None], day: date, currency: str | None
) -> dict[str, Any]:
    """Return the figures of a row, shares still to come; ``trend`` is the net of now and of before."""
    nothing = not one.unpriced and one.net is None and currency is not None
    net = 0 if nothing else one.net
    cost = one.known_cost if net is not None else None
    last = date.fromisoformat(sold.last) if sold is not None and sold.last else None
    first = date.fromisoformat(sold.first) if sold is not None and sold.first else None
    now, before = trend
    rising = None if before is None or before <= 0 or now is None else (now - before) / before
    known = one.paid is not None and one.cost is not None
    return {
        "units": one.units,
        "orders": one.orders,
        "customers": one.customers,
        "revenue": None if net is None else one.revenue or 0,
        "refunds": None if net is None else one.refunds or 0,
        "net": net,
        "share": None,
        "discount": one.discount,
        "cost": cost,
        "margin": None if net is None or cost is None else net - cost,
        "margin_rate": figures.share((one.paid or 0) - (one.cost or 0), one.paid) if known else None,
        "margin_share": None,
        "unknown": one.unknown,
        "first_sold": first,
        "last_sold": last,
        "quiet": (day - last).days if last is not None else None,
        "before": before,
        "trend": rising,
        "currency": currency,
    }
