"""Lines of orders as ``--explain`` lists them, and what a line cost us.

A line's cost is its own; else the cost of one of its product on the day of the order (the dated one in
force, before the first the product's own) in the line's currency, times the quantity, cut to minor
units; else nobody knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Ref, Text
from crmcli.domain.measures import Quantity
from crmcli.domain.prices import in_force
from crmcli.domain.reports.figures import day
from crmcli.domain.results import Listing
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.sql import Reader

_OF_ONE = f"""coalesce({in_force("cost_minor", "l.product_id", "l.currency").replace(":on", "o.ordered_on")},
    CASE WHEN p.currency = l.currency THEN p.cost_minor END)"""
LINE_COST = f"""CASE WHEN l.cost_minor IS NOT NULL THEN l.cost_minor
  ELSE {_OF_ONE} * coalesce(l.quantity_milli, 1000) / 1000 END"""
"""What a line cost, over order ``o``, its line ``l`` and the line's product ``p``; NULL where unknown."""


@frozen
class LineBehind:
    """A line of an order; amounts are the whole line's, ``cost`` None where nobody knows it."""

    id: Annotated[int, Ref("SL", "no.")]
    order: Annotated[int, Ref("S")]
    ordered_on: Annotated[str, Text(named("ordered", "day"), wrap=False)]
    customer: Annotated[int | None, Ref("C", show=ROOMY)]
    what: Annotated[str | None, Text()]
    units: Annotated[int | None, Quantity()]
    amount: Annotated[int | None, Money("currency")]
    discount: Annotated[int | None, Money("currency", show=ROOMY)]
    cost: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_LINES = f"""
SELECT l.id, o.id, o.ordered_on, o.customer_id, coalesce(p.name, l.description), l.quantity_milli,
  l.amount_minor, l.discount_minor, {LINE_COST}, coalesce(l.currency, o.currency)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE {{test}} ORDER BY o.ordered_on, o.id, l.position, l.id
"""


def lines_where(db: Reader, test: str, values: dict[str, Any], title: str = "lines") -> Listing[LineBehind]:
    """Return the lines that pass a test over order ``o``, line ``l`` and product ``p``, by day."""
    rows = db.tuples(_LINES.format(test=test), values)
    return Listing(
        LineBehind,
        [LineBehind(number, order, day(on), *rest) for number, order, on, *rest in rows],
        title=title,
    )
