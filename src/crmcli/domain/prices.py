"""Dated prices and costs of products: what holds on a day, and how it came to that.

A dated price holds from its day until the next one of the same product and currency. Where no dated
price has begun, the price and the cost that stand with the product hold. Price and cost each have
their own history: a row that gives one leaves the other as it was.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Fields, Money, Percent, Ref, Text
from crmcli.domain.nouns import PRICE, PRODUCT
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change, Listing, Record
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer


class Priced(NamedTuple):
    """What one of a product is sold for and costs, in minor units; None where nobody has said."""

    price: int | None
    cost: int | None
    currency: str | None


def in_force(column: str, product: str, currency: str) -> str:
    """Return an expression: the dated ``column`` of a product that holds on ``:on``, NULL for none."""
    return (
        f"(SELECT x.{column} FROM price x WHERE x.product_id = {product} AND x.currency = {currency} "
        f"AND x.valid_from <= :on AND x.{column} IS NOT NULL ORDER BY x.valid_from DESC LIMIT 1)"
    )


def currency_in_force(product: str) -> str:
    """Return an expression: the currency of a product's newest price on ``:on``, NULL for none."""
    return (
        f"(SELECT x.currency FROM price x WHERE x.product_id = {product} AND x.valid_from <= :on "
        "ORDER BY x.valid_from DESC, x.id DESC LIMIT 1)"
    )


_OWN = f"""
SELECT p.price_minor, p.cost_minor, p.currency, {currency_in_force("p.id")} FROM product p WHERE p.id = :id
"""
_DATED = f"""
SELECT {in_force("price_minor", ":id", ":code")}, {in_force("cost_minor", ":id", ":code")}
"""


def price_of(db: Reader, product: int, on: date, currency: str | None = None) -> Priced:
    """Return what a product is sold for and costs on a day.

    The currency is the one asked for where the product has a price in it, else the product's own (the
    one it stands with; without one, that of its newest dated price): so who asks for euros and gets
    liras sees it from ``currency``.
    """
    rows = db.tuples(_OWN, {"id": product, "on": on.isoformat()})
    if not rows:
        return Priced(None, None, None)
    price, cost, own, newest = rows[0]
    for code in dict.fromkeys((currency, own, newest)):
        if code is None:
            continue
        dated = db.tuples(_DATED, {"id": product, "code": code, "on": on.isoformat()})[0]
        beside = (price, cost) if code == own else (None, None)
        found = [kept if new is None else new for new, kept in zip(dated, beside, strict=True)]
        if found[0] is not None or (code != currency and found[1] is not None):
            return Priced(found[0], found[1], code)
    return Priced(None, None, own or newest)


STATE = Choice({"in force": ("●", "green"), "coming": ("○", "yellow"), "past": ("·", "dim")})


@frozen
class PriceRow:
    """A dated price; ``margin`` is (price - cost) / price of the row itself, None without both."""

    id: Annotated[int, Ref("PP", "no.")]
    product: Annotated[int, Ref("PR", show=ROOMY)]
    product_name: Annotated[str, Text("name")]
    valid_from: Annotated[date, Day("from")]
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    margin: Annotated[float | None, Percent(show=ROOMY)]
    currency: Annotated[str, Text(show=DETAIL)]
    state: Annotated[str, STATE]


_MARGIN = (
    "CASE WHEN r.price_minor > 0 AND r.cost_minor IS NOT NULL "
    "THEN CAST(r.price_minor - r.cost_minor AS double precision) / r.price_minor END AS margin"
)
_LATER = """EXISTS (SELECT 1 FROM price n WHERE n.product_id = r.product_id AND n.currency = r.currency
    AND n.valid_from > r.valid_from AND n.valid_from <= :on AND n.{column} IS NOT NULL)"""
# A row is past when what it gives, price and cost, is given anew.
_STATE = f"""
CASE WHEN r.valid_from > :on THEN 'coming'
  WHEN (r.price_minor IS NULL OR {_LATER.format(column="price_minor")})
  AND (r.cost_minor IS NULL OR {_LATER.format(column="cost_minor")}) THEN 'past' ELSE 'in force' END AS state
"""
_LIST = View(
    PRICE,
    PriceRow,
    f"""
SELECT r.id, r.product_id AS product, p.name AS product_name, r.valid_from, r.price_minor AS price,
  r.cost_minor AS cost, {_MARGIN}, r.currency, {_STATE}
FROM price r JOIN product p ON p.id = r.product_id
""",
    "p.name_sort, p.id, r.currency, r.valid_from DESC, r.id",
    'no dated price yet: crm price set MM-1 "4.900 TL" --from 2027-01-01',
)


def list_on(
    db: Reader, view: View, request: ListRecords, on: date, *more: tuple[str, dict[str, Any]]
) -> Listing[Any]:
    """Return the records of a view whose query asks for the day ``:on``; see ``views.list_of``."""
    found = list_of(db, view, request, ("1 = 1", {"on": on.isoformat()}), *more)
    return found if request.where or more else replace(found, empty=view.empty)


@frozen
class ListPrices:
    """Dated prices, of one product or all, as they stand on a day."""

    records: ListRecords
    on: date
    product: str | None = None
    region: str = "TR"


def list_prices(db: Reader, request: ListPrices) -> Listing[PriceRow]:
    """List dated prices by product, the newest first.

    Raises:
        NotFound, Conflict: no product, or several, answer to the name.
    """
    from crmcli.domain.refs import resolve

    if request.product is None:
        return list_on(db, _LIST, request.records, request.on)
    number = resolve(db, PRODUCT, request.product, region=request.region)
    return list_on(db, _LIST, request.records, request.on, ("r.product_id = :product", {"product": number}))


@frozen
class PriceRecord:
    """A dated price whole."""

    id: Annotated[int, Ref("PP", "no.")]
    product: Annotated[int, Ref("PR")]
    product_name: str
    valid_from: date
    price: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency")]
    margin: Annotated[float | None, Percent()]
    currency: Annotated[str, Text(show=DETAIL)]
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    PRICE,
    PriceRecord,
    f"""
SELECT r.id, r.product_id AS product, p.name AS product_name, r.valid_from, r.price_minor AS price,
  r.cost_minor AS cost, {_MARGIN}, r.currency, r.note, r.custom
FROM price r JOIN product p ON p.id = r.product_id
""",
)


def show_price(db: Reader, request: ShowRecord) -> Record[PriceRecord]:
    """Show one dated price."""
    return record_of(db, _RECORD, request)


@frozen
class SetPrice:
    """A price, a cost or both, as typed, from a day on.

    With ``replaces`` one of the same product, currency and day is changed, without it that is refused.
    """

    given: dict[str, Any]
    context: Context
    replaces: bool = True


def set_price(db: Writer, request: SetPrice) -> Change[Touched]:
    """Set what a product is sold for, or what it costs, from a day on; without a day from today.

    An amount without a currency is in the product's own.

    Raises:
        UsageError, NotFound, Conflict: a value can't be read; see ``given.typed``.
        Conflict: the day has a price already, and nothing is to be replaced.
    """
    from crmcli.domain.given import typed
    from crmcli.domain.records import Keys, create, modify
    from crmcli.domain.results import Change
    from crmcli.domain.taken import refuse_taken
    from crmcli.domain.targets import Touched, steps_of
    from crmcli.errors import UsageError

    context = request.context
    product = typed(db, PRICE, {"product": request.given["product"]}, context)["product"]
    if product is None:
        raise UsageError("no product is named", 'crm price set MM-1 "4.900 TL"')
    before = price_of(db, product, context.today)
    values = typed(db, PRICE, request.given, context._replace(currency=before.currency or context.currency))
    if values.get("price") is None and values.get("cost") is None:
        raise UsageError(
            "neither a price nor a cost is given", f'crm price set {PRODUCT.ref(product)} "4.900 TL"'
        )
    values["valid_from"] = values.get("valid_from") or context.today.isoformat()
    keys = Keys(context.region, context.source)
    known = same_day(db, product, values["currency"], values["valid_from"])
    refuse_taken(db, PRICE, values, keys, but=known or 0)
    name = str(db.value("SELECT name FROM product WHERE id = :id", {"id": product}))
    if known is None:
        number, status, steps = create(db, PRICE, values, keys), "added", None
    elif request.replaces:
        number = known
        steps = steps_of(db, PRICE, number, modify(db, PRICE, number, values, keys))
        status = "changed" if steps else "unchanged"
    else:
        raise _taken(known, name, values)
    ref = PRICE.ref(number)
    return Change(
        say("set {ref}", ref=ref) if status != "unchanged" else "set nothing",
        Touched,
        [Touched(ref, name, status, steps)],
        summary=say("{ref} {name}: {price} already", ref=ref, name=name, price=_told(values))
        if status == "unchanged"
        else say("{ref} {name}: {price}", ref=ref, name=name, price=_told(values)),
        notes=_notes(values, before, context.today),
    )


def same_day(db: Reader, product: int, currency: str, day: str) -> int | None:
    """Return the dated price of a product in a currency that begins on a day (ISO)."""
    found = db.value(
        "SELECT id FROM price WHERE product_id = :product AND currency = :code AND valid_from = :day",
        {"product": product, "code": currency, "day": day},
    )
    return None if found is None else int(found)


def _taken(known: int, name: str, values: dict[str, Any]) -> Exception:
    from crmcli.errors import Conflict

    ref = PRICE.ref(known)
    message = say(
        "{name} has a price in {currency} from {valid_from} already: {ref}",
        name=name,
        currency=values["currency"],
        valid_from=values["valid_from"],
        ref=ref,
    )
    return Conflict(message, say("crm price set changes it; crm price show {ref}", ref=ref))


def _told(values: dict[str, Any]) -> str:
    """Return ``₺4,900.00, cost ₺2,800.00 from 2027-01-01``."""
    from crmcli.domain.money import human

    parts = [human(values["price"], values["currency"])] if values.get("price") is not None else []
    if values.get("cost") is not None:
        parts.append(say("cost {amount}", amount=human(values["cost"], values["currency"])))
    return say("{parts} from {valid_from}", parts=listed(parts), valid_from=values["valid_from"])


def _notes(values: dict[str, Any], before: Priced, today: date) -> tuple[str, ...]:
    """Return what follows from a new price: that it is still to come, or below the cost."""
    from crmcli.domain.money import human

    notes = []
    code = values["currency"]
    same = before if before.currency == code else Priced(None, None, None)
    if (
        values["valid_from"] > today.isoformat()
        and values.get("price") is not None
        and same.price is not None
    ):
        notes.append(say("until then it is {amount}", amount=human(same.price, code)))
    price, cost = (
        kept if values.get(name) is None else values[name]
        for name, kept in (("price", same.price), ("cost", same.cost))
    )
    if price is not None and cost is not None and cost > price:
        notes.append(
            say(
                "the price {price} is below the cost {cost}",
                price=human(price, code),
                cost=human(cost, code),
            )
        )
    return tuple(notes)
