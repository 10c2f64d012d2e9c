"""Products: what we sell, since when and until when, at which price and cost, and how much was sold.

The price and the cost shown are those in force on the day; see ``prices``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Fields,
    Flag,
    Money,
    Number,
    Percent,
    Ref,
    Stage,
    Text,
)
from crmcli.domain.measures import Quantity
from crmcli.domain.nouns import PRODUCT
from crmcli.domain.prices import currency_in_force, in_force, list_on, price_of
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, record_of
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer


STATE = Choice({"on sale": ("●", "green"), "coming": ("○", "yellow"), "withdrawn": ("✗", "dim")})


@frozen
class ProductRow:
    """A product in a list; ``margin`` is (price - cost) / price, None when either is not known.

    ``state`` says whether it is sold on the day: from ``introduced_on`` to ``withdrawn_on``, both
    included, unless it is not ``active``.
    """

    id: Annotated[int, Ref("PR", "no.")]
    sku: Annotated[str | None, Text(wrap=False)]
    name: Annotated[str, Text()]
    category: Annotated[str | None, Text(wrap=False)]
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", show=ROOMY)]
    margin: Annotated[float | None, Percent(show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]
    active: Annotated[bool, Flag(show=DETAIL)]
    state: Annotated[str, STATE]
    unit: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    tax_percent: Annotated[str | None, Text(show=DETAIL)]
    introduced_on: Annotated[date | None, Day(show=DETAIL)]
    withdrawn_on: Annotated[date | None, Day(show=DETAIL)]


_MARGIN = (
    "CASE WHEN r.price_minor > 0 AND r.cost_minor IS NOT NULL "
    "THEN CAST(r.price_minor - r.cost_minor AS double precision) / r.price_minor END AS margin"
)
_STATE = """CASE WHEN r.active = 0 OR r.withdrawn_on < :on THEN 'withdrawn'
  WHEN r.introduced_on > :on THEN 'coming' ELSE 'on sale' END AS state"""
# The product as it is on the day: what is asked of its price is asked of the one in force.
_ON_DAY = f"""(
  SELECT p.id, p.created_change, p.name, p.name_fold, p.name_sort, p.sku, p.sku_fold, p.category, p.active,
    p.note, p.custom, p.unit, p.tax_percent, p.introduced_on, p.withdrawn_on, p.code AS currency,
    coalesce({in_force("price_minor", "p.id", "p.code")}, p.price_minor) AS price_minor,
    coalesce({in_force("cost_minor", "p.id", "p.code")}, p.cost_minor) AS cost_minor
  FROM (SELECT o.*, coalesce(o.currency, {currency_in_force("o.id")}) AS code FROM product o) p
) r"""
_LIST = View(
    PRODUCT,
    ProductRow,
    f"""
SELECT r.id, r.sku, r.name, r.category, r.price_minor AS price, r.cost_minor AS cost, {_MARGIN},
  r.currency, r.active, {_STATE}, r.unit, r.tax_percent, r.introduced_on, r.withdrawn_on
FROM {_ON_DAY}
""",
    "CASE WHEN r.active = 0 OR r.withdrawn_on < :on THEN 1 ELSE 0 END, r.name_sort, r.id",
    'no product yet: crm product add "Meşe masa" --sku MM-1 --price "4.500 TL"',
)


@frozen
class ListProducts:
    """Which products, as they are on a day."""

    records: ListRecords
    on: date


def list_products(db: Reader, request: ListProducts) -> Listing[ProductRow]:
    """List products by name, those not sold any longer last."""
    found = list_on(db, _LIST, request.records, request.on)
    if found.total is None or not request.records.where:
        return found
    from crmcli.domain.where import conditions

    test, values = conditions(db, PRODUCT, request.records.where)
    values["on"] = request.on.isoformat()
    return replace(found, total=db.value(f"SELECT count(*) FROM {_ON_DAY} WHERE {test}", values))


@frozen
class ProductRecord:
    """A product whole, its price and cost as they are on the day; see ``ProductRow``."""

    id: Annotated[int, Ref("PR", "no.")]
    sku: str | None
    name: str
    category: str | None
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    margin: Annotated[float | None, Percent()]
    currency: Annotated[str | None, Text(show=DETAIL)]
    state: Annotated[str, STATE]
    unit: str | None
    tax_percent: Annotated[str | None, Text("tax, percent")]
    introduced_on: date | None
    withdrawn_on: date | None
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
    stage: Annotated[str, Stage()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_RECORD = View(
    PRODUCT,
    ProductRecord,
    f"""
SELECT r.id, r.sku, r.name, r.category, r.price_minor AS price, r.cost_minor AS cost, {_MARGIN},
  r.currency, CASE WHEN r.active = 0 THEN 'withdrawn' ELSE 'on sale' END AS state, r.unit, r.tax_percent,
  r.introduced_on, r.withdrawn_on, r.active, r.note,
  r.custom
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


@frozen
class DatedLine:
    """A price from a day on."""

    id: Annotated[int, Ref("PP", "no.")]
    valid_from: Annotated[date, Day("from")]
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    currency: Annotated[str, Text(show=DETAIL)]


_DATED = """
SELECT x.id, x.valid_from, x.price_minor AS price, x.cost_minor AS cost, x.currency
FROM price x WHERE x.product_id = :id ORDER BY x.currency, x.valid_from DESC, x.id
"""


def show_product(db: Reader, request: ShowRecord, on: date | None = None) -> Record[ProductRecord]:
    """Show one product with its dated prices, what was sold of it and the open opportunities for it.

    Price, cost and state are those of the day ``on``; without one those that stand with the product.
    """
    parts = (
        Part("Prices", DatedLine, _DATED),
        Part("Sold", SoldLine, _SOLD),
        Part("Open opportunities", DealLine, _DEALS),
    )
    record = record_of(db, _RECORD, request, *parts)
    if on is None:
        return record
    item: ProductRecord = record.item
    price, cost, currency = price_of(db, item.id, on)
    margin = (price - cost) / price if price and price > 0 and cost is not None else None
    state = state_on(on, item.introduced_on, item.withdrawn_on, active=item.active)
    found = replace(item, price=price, cost=cost, margin=margin, currency=currency, state=state)
    return replace(record, item=found)


def state_on(on: date, introduced: date | None, withdrawn: date | None, *, active: bool = True) -> str:
    """Return whether a product is sold on a day: on sale, coming, withdrawn."""
    if not active or (withdrawn is not None and withdrawn < on):
        return "withdrawn"
    return "coming" if introduced is not None and introduced > on else "on sale"


_DATES = "SELECT name, introduced_on, withdrawn_on, active FROM product WHERE id = :id"


def not_on_sale(db: Reader, product: int, on: date) -> str | None:
    """Return a warning where a product is not sold on a day, None where it is."""
    name, introduced, withdrawn, active = db.tuples(_DATES, {"id": product})[0]
    first, last = (date.fromisoformat(day) if day else None for day in (introduced, withdrawn))
    state = state_on(on, first, last, active=bool(active))
    told = f"{PRODUCT.ref(product)} {name}"
    if state == "withdrawn":
        return say("{told} is withdrawn", told=told) + (
            say(" since {last}", last=last) if last is not None and last < on else ""
        )
    return say("{told} is sold from {first} on", told=told, first=first) if state == "coming" else None


def edit_products(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of products; say so where a dated price holds whatever the product's own is.

    Raises:
        UsageError, NotFound, Conflict: see ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_records
    from crmcli.domain.nouns import split_ref

    changed = edit_records(db, request)
    asked = [name for name in ("price", "cost") if request.given.get(name)]
    notes = []
    for item in changed.items if asked else ():
        found = split_ref(item.id or "")
        if found is not None and item.status != "failed":
            notes += _overruled(db, found[1], asked, request.context.today)
    return replace(changed, notes=(*changed.notes, *notes))


_IN_FORCE = f"""
SELECT {in_force("price_minor", "p.id", "p.currency")}, {in_force("cost_minor", "p.id", "p.currency")},
  p.currency
FROM product p WHERE p.id = :id
"""


def _overruled(db: Reader, product: int, fields: list[str], today: date) -> list[str]:
    """Return a note for each field whose dated price holds today."""
    price, cost, currency = db.tuples(_IN_FORCE, {"id": product, "on": today.isoformat()})[0]
    from crmcli.domain.money import human

    dated: Mapping[str, int | None] = {"price": price, "cost": cost}
    ref = PRODUCT.ref(product)
    return [
        say(
            "a dated {name} holds, {amount}: crm price list {ref}",
            name=name,
            amount=human(found, currency),
            ref=ref,
        )
        for name in fields
        if (found := dated[name]) is not None
    ]
