"""Products: what we sell, at which price and cost, and how much of it was sold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Fields, Flag, Money, Number, Percent, Ref, Text
from crmcli.domain.measures import Quantity
from crmcli.domain.nouns import PRODUCT
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


@frozen
class ProductRow:
    """A product in a list; ``margin`` is (price - cost) / price, None when either is not known."""

    id: Annotated[int, Ref("PR", "no.")]
    sku: Annotated[str | None, Text(wrap=False)]
    name: Annotated[str, Text()]
    category: Annotated[str | None, Text(wrap=False)]
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", show=ROOMY)]
    margin: Annotated[float | None, Percent(show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]
    active: Annotated[bool, Flag(show=ROOMY)]


_MARGIN = (
    "CASE WHEN r.price_minor > 0 AND r.cost_minor IS NOT NULL "
    "THEN CAST(r.price_minor - r.cost_minor AS double precision) / r.price_minor END AS margin"
)
_LIST = View(
    PRODUCT,
    ProductRow,
    f"""
SELECT r.id, r.sku, r.name, r.category, r.price_minor AS price, r.cost_minor AS cost, {_MARGIN},
  r.currency, r.active
FROM product r
""",
    "r.active DESC, r.name_sort, r.id",
    'no product yet: crm product add "Meşe masa" --sku MM-1 --price "4.500 TL"',
)


def list_products(db: Reader, request: ListRecords) -> Listing[ProductRow]:
    """List products by name, those not sold any longer last."""
    return list_of(db, _LIST, request)


@frozen
class ProductRecord:
    """A product whole."""

    id: Annotated[int, Ref("PR", "no.")]
    sku: str | None
    name: str
    category: str | None
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    margin: Annotated[float | None, Percent()]
    currency: Annotated[str | None, Text(show=DETAIL)]
    active: bool
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class SoldLine:
    """What was sold of a product in one currency, refunds taken off; cancelled orders don't count.

    ``quantity`` is None when no line says how many; ``revenue`` when none says for how much.
    """

    orders: Annotated[int, Number()]
    customers: Annotated[int, Number()]
    quantity: Annotated[int | None, Quantity()]
    revenue: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    first_sold: date | None
    last_sold: date | None


@frozen
class DealLine:
    """An open opportunity for the product."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    customer: str | None
    stage: str
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_RECORD = View(
    PRODUCT,
    ProductRecord,
    f"""
SELECT r.id, r.sku, r.name, r.category, r.price_minor AS price, r.cost_minor AS cost, {_MARGIN},
  r.currency, r.active, r.note, r.custom
FROM product r
""",
)
_SOLD = """
SELECT count(DISTINCT o.id) AS orders, count(DISTINCT o.customer_id) AS customers,
  CAST(sum(l.quantity_milli) AS bigint) AS quantity, CAST(sum(l.amount_minor) AS bigint) AS revenue,
  l.currency, min(o.ordered_on) AS first_sold, max(o.ordered_on) AS last_sold
FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE l.product_id = :id AND o.status <> 'cancelled' GROUP BY l.currency ORDER BY l.currency
"""
_DEALS = """
SELECT o.id, o.name, c.name AS customer, s.name AS stage, o.amount_minor AS amount, o.currency
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
WHERE o.product_id = :id AND s.outcome = 'open' ORDER BY s.position DESC, o.id
"""


def show_product(db: Reader, request: ShowRecord) -> Record[ProductRecord]:
    """Show one product with what was sold of it and the open opportunities for it."""
    sold = Part("Sold", SoldLine, _SOLD)
    return record_of(db, _RECORD, request, sold, Part("Open opportunities", DealLine, _DEALS))
