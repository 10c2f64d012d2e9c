"""The records behind a row of a report, as ``--explain`` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Ref, Text
from crmcli.domain.reports.figures import day
from crmcli.domain.reports.scope import known_by, within
from crmcli.domain.results import Listing
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


@frozen
class OrderBehind:
    """An order that counts: its day, its total (negative for a refund, None when it has none)."""

    id: Annotated[int, Ref("S", "no.")]
    ordered_on: Annotated[str, Text(named("ordered", "day"), wrap=False)]
    number: str | None
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text("currency", wrap=False)]


_ORDERS = f"""
SELECT o.id, o.ordered_on, o.number, o.total_minor, o.currency FROM sales_order o
WHERE o.status <> 'cancelled' AND {known_by("o.ordered_on")} AND {{days}} AND {{test}}
ORDER BY o.ordered_on, o.id
"""


def orders_where(
    db: Reader, request: Asked, test: str, values: dict[str, Any], title: str = "orders"
) -> Listing[OrderBehind]:
    """Return the orders of the span and day that pass a test over ``o``, by day, amounts as they are.

    Cancelled orders and those without a day are not among them.
    """
    days, bounds = within("o.ordered_on", request)
    asked = {**values, **bounds, "as_of": request.as_of.isoformat()}
    rows = db.tuples(_ORDERS.format(days=days, test=test), asked)
    return Listing(
        OrderBehind, [OrderBehind(number, day(on), *rest) for number, on, *rest in rows], title=title
    )


def orders_of(db: Reader, request: Asked, customer: int, title: str = "orders") -> Listing[OrderBehind]:
    """Return the orders of a customer within the span and day, by day, amounts as they are."""
    return orders_where(db, request, "o.customer_id = :customer", {"customer": customer}, title)
