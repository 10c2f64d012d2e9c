"""Orders: purchases with their lines; a refund has a negative total, a walk-in sale no customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.frozen import frozen
from crmcli.domain.given import typed
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Fields, Money, Number, Ref, Text
from crmcli.domain.measures import Quantity, UnitPrice
from crmcli.domain.nouns import ORDER
from crmcli.domain.order_lines import currency_of, not_sold, read_lines, store_lines
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.said import listed, named, say
from crmcli.sql import days_between

if TYPE_CHECKING:
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Engine, Reader, Writer


STATUS = Choice({"open": ("○", "yellow"), "completed": ("●", "green"), "cancelled": ("✗", "red")})


@frozen
class OrderRow:
    """An order in a list; ``late`` is how many days after the promised one it came, or is overdue."""

    id: Annotated[int, Ref("S", "no.")]
    number: Annotated[str | None, Text(wrap=False)]
    ordered_on: Annotated[date | None, Day("day")]
    customer: Annotated[str | None, Text()]
    total: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    status: Annotated[str, STATUS]
    lines: Annotated[int, Number(show=ROOMY)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    late: Annotated[int | None, Duration(show=ROOMY)]
    promised_on: Annotated[date | None, Day("promised", show=ROOMY)]
    delivered_on: Annotated[date | None, Day("delivered", show=ROOMY)]
    due_on: Annotated[date | None, Day(named("due", "money"), show=DETAIL)]


_LIST = View(
    ORDER,
    OrderRow,
    """
SELECT r.id, r.number, r.ordered_on, c.name AS customer, r.total_minor AS total, r.currency, r.status,
  (SELECT count(*) FROM order_line l WHERE l.order_id = r.id) AS lines, u.name AS owner, r.branch, r.channel,
  {late} AS late, r.promised_on, r.delivered_on, r.due_on
FROM sales_order r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    "r.ordered_on IS NULL, r.ordered_on DESC, r.id DESC",
    'no order yet: crm order add C-1 --total "4.500 TL"',
)


def list_orders(db: Reader, request: ListRecords, today: date | None = None) -> Listing[OrderRow]:
    """List orders, the latest first; without ``today`` only what was delivered can be late."""
    late = days_late(db.engine, today=":today" if today else "NULL")
    view = _LIST._replace(query=_LIST.query.replace("{late}", late))
    bound = {"today": today.isoformat()} if today else {}
    found = list_of(db, view, request, *([("1 = 1", bound)] if bound else ()))
    return found if request.where else replace(found, empty=_LIST.empty)


def days_late(engine: Engine, today: str) -> str:
    """Return an expression over order ``r``: days between promise and delivery, or ``today`` without one.

    NULL where it is in time, or nothing was promised, or the order was cancelled.
    """
    came = f"coalesce(r.delivered_on, {today})"
    return (
        f"CASE WHEN r.status <> 'cancelled' AND {came} > r.promised_on "
        f"THEN {days_between(engine, 'r.promised_on', came)} END"
    )


@frozen
class OrderRecord:
    """An order whole; ``paid`` is what payments that name it come to, in its own currency."""

    id: Annotated[int, Ref("S", "no.")]
    number: str | None
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    opportunity: Annotated[int | None, Ref("O")]
    ordered_on: date | None
    status: Annotated[str, STATUS]
    total: Annotated[int | None, Money("currency")]
    net: Annotated[int | None, Money("currency", "without tax")]
    tax: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    owner: str | None
    branch: str | None
    channel: str | None
    promised_on: Annotated[date | None, Day("promised")]
    delivered_on: Annotated[date | None, Day("delivered")]
    due_on: Annotated[date | None, Day(named("due", "money"))]
    paid: Annotated[int | None, Money("currency")]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class LineRow:
    """A line of an order; the amounts are the whole line's."""

    id: Annotated[int, Ref("SL", "no.")]
    product: Annotated[str | None, Text()]
    description: Annotated[str | None, Text(show=ROOMY)]
    quantity: Annotated[int | None, Quantity()]
    unit_price: Annotated[str | None, UnitPrice("currency", "price")]
    discount: Annotated[int | None, Money("currency", show=ROOMY)]
    tax: Annotated[int | None, Money("currency", show=ROOMY)]
    amount: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", show=DETAIL)]
    currency: Annotated[str | None, Text(show=DETAIL)]


_RECORD = View(
    ORDER,
    OrderRecord,
    """
SELECT r.id, r.number, r.customer_id AS customer, c.name AS customer_name, r.contact_id AS contact,
  p.name AS contact_name, r.opportunity_id AS opportunity, r.ordered_on, r.status, r.total_minor AS total,
  r.net_minor AS net, r.tax_minor AS tax, r.currency, u.name AS owner, r.branch, r.channel,
  r.promised_on, r.delivered_on, r.due_on, (SELECT CAST(sum(y.amount_minor) AS bigint) FROM payment y
    WHERE y.order_id = r.id AND y.currency = r.currency) AS paid, r.note, r.custom
FROM sales_order r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)
_LINES = """
SELECT l.id, coalesce(p.name, l.description) AS product,
  CASE WHEN p.id IS NULL THEN NULL ELSE l.description END AS description,
  l.quantity_milli AS quantity, l.unit_price, l.discount_minor AS discount, l.tax_minor AS tax,
  l.amount_minor AS amount, l.cost_minor AS cost, l.currency
FROM order_line l LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id = :id ORDER BY l.position, l.id
"""


def show_order(db: Reader, request: ShowRecord) -> Record[OrderRecord]:
    """Show one order with its lines and files."""
    from crmcli.domain.attachments.views import attached

    return record_of(db, _RECORD, request, Part("Lines", LineRow, _LINES), attached(ORDER))


@frozen
class Lines:
    """Lines to add: of products, and items that are in no catalogue."""

    products: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@frozen
class AddOrder:
    """A purchase: its fields and its lines; without a total it is the sum of the lines."""

    record: AddRecord
    lines: Lines = Lines()


def add_order(db: Writer, request: AddOrder) -> Change[Touched]:
    """Add an order with its lines; a total that is not their sum is kept and said.

    Raises:
        UsageError: a value or a line can't be read, or currencies differ.
        NotFound, Conflict: a reference names nobody, or several; the number is taken.
    """
    from crmcli.domain.money import human, split_currency

    record, context = request.record, request.record.context
    given = dict(record.given)
    first = typed(
        db, ORDER, {name: given[name] for name in ("currency", "ordered_on") if name in given}, context
    )
    codes = [first["currency"]] if first.get("currency") else []
    wished = context._replace(currency=codes[0]) if codes else context
    day = date.fromisoformat(first["ordered_on"]) if first.get("ordered_on") else context.today
    lines = read_lines(db, request.lines.products, request.lines.items, wished, day)
    total = given.get("total")
    codes.append(split_currency(total)[1] if isinstance(total, str) else None)
    currency = currency_of(lines, codes, context.currency)
    values = typed(db, ORDER, given, context._replace(currency=currency))
    if lines:
        values["currency"] = currency
    number = store(db, ORDER, values, record)
    summed = store_lines(db, number, lines, currency)
    notes = not_sold(db, lines, day)
    if lines and values.get("total") is None:
        values["total"] = summed
        db.update("sales_order", number, {"total_minor": summed})
    elif lines and values["total"] != summed:
        notes.append(mismatch(values["total"], summed, currency))
    elif not lines and values.get("total") is None:
        notes.append(
            say("the order has no total yet: crm order edit {ref} --total 4500", ref=ORDER.ref(number))
        )
    shown = human(values["total"], currency) if values.get("total") is not None else None
    name = listed([part for part in (values.get("number"), shown) if part], " ")
    return added(ORDER, number, {"name": name or None}, notes)


def mismatch(total: int | None, summed: int | None, currency: str) -> str:
    """Return the warning that a total is not the sum of the lines."""
    from crmcli.domain.money import human

    whole, parts = (human(value or 0, currency) for value in (total, summed))
    return say("the total {whole} is not the sum of the lines, {parts}", whole=whole, parts=parts)
