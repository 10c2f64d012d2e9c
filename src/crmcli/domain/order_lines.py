"""Lines of an order as a person types them: ``product:quantity:price``, computed exactly.

A line's amount is quantity times price, rounded to the currency's minor unit, halves to even.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER_LINE, PRODUCT
from crmcli.domain.records import Keys, create
from crmcli.domain.removing import delete
from crmcli.errors import CrmError, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.domain.given import Context
    from crmcli.sql import Reader, Writer


_EXAMPLE = say('write it as --line "MM-1:2:4500" (product:quantity:price)')


class Line(NamedTuple):
    """A line to store: of a product or described in words; ``milli`` thousandths at ``price`` each."""

    product: int | None
    description: str | None
    milli: int
    price: Decimal | None
    cost: int | None
    code: str | None


class Parts(NamedTuple):
    """A line as written: product or words, thousandths, the price of one and the currency beside it."""

    what: str
    milli: int
    price: Decimal | None
    code: str | None


def read_lines(
    db: Reader, lines: Sequence[str], items: Sequence[str], context: Context, on: date | None = None
) -> list[Line]:
    """Read lines of products in the catalogue, and items that are in none.

    Without a quantity it is 1, without a price the catalogue's of the day ``on``, today without.

    Raises:
        UsageError: a line can't be read, or has no price anywhere.
        NotFound, Conflict: no product, or several, answer to the name.
    """
    day = on or context.today
    found = [product_line(db, parts_of(text, context.currency), context, day) for text in lines]
    return [*found, *(item_line(parts_of(text, context.currency)) for text in items)]


def not_sold(db: Reader, lines: Sequence[Line], on: date) -> list[str]:
    """Return a warning for each product on the lines that is not sold on a day."""
    from crmcli.domain.product import not_on_sale

    products = dict.fromkeys(line.product for line in lines if line.product is not None)
    return [told for number in products if (told := not_on_sale(db, number, on)) is not None]


def currency_of(lines: Sequence[Line], named: Sequence[str | None], default: str) -> str:
    """Return the one currency of an order: what is named for it or on its lines.

    Raises:
        UsageError: they are several.
    """
    codes = sorted({code for code in (*named, *(line.code for line in lines)) if code})
    if len(codes) > 1:
        raise UsageError(
            say("all lines are in one currency, not {codes}", codes=listed(codes, say(" and "))),
            "make one for each, or write the price in the line: --line PRODUCT:NUMBER:PRICE",
        )
    return codes[0] if codes else default


def store_lines(db: Writer, order: int, lines: Sequence[Line], currency: str) -> int:
    """Store lines behind those that the order has; return the sum of their amounts."""
    from crmcli.domain.money import to_minor

    last = db.value("SELECT max(position) FROM order_line WHERE order_id = :id", {"id": order}) or 0
    total = 0
    for position, line in enumerate(lines, last + 1):
        quantity = Decimal(line.milli) / 1000
        amount = to_minor(quantity * (line.price or 0), currency, exact=False)
        total += amount
        values: dict[str, Any] = {
            "order": order,
            "position": position,
            "product": line.product,
            "description": line.description,
            "quantity": line.milli,
            "unit_price": format(line.price or Decimal(), "f"),
            "amount": amount,
            "cost": None if line.cost is None else round(quantity * line.cost),
            "currency": currency,
        }
        create(db, ORDER_LINE, {name: value for name, value in values.items() if value is not None}, Keys())
    return total


def drop_line(db: Writer, order: int, ref: str) -> None:
    """Take a line from an order.

    Raises:
        NotFound, UsageError: the order has no such line.
    """
    from crmcli.domain.nouns import ORDER
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    missing = NotFound(
        say("{record} has no line {line}", record=ORDER.ref(order), line=ref),
        f"crm order show {ORDER.ref(order)}",
    )
    try:
        line = resolve(db, ORDER_LINE, ref)
    except NotFound as error:
        raise missing from error
    if db.value("SELECT order_id FROM order_line WHERE id = :id", {"id": line}) != order:
        raise missing
    delete(db, ORDER_LINE, line)


def sums_of_lines(db: Reader, order: int) -> tuple[int | None, int]:
    """Return what an order's lines add up to, None when it has none, and the tax that stands beside them."""
    query = "SELECT sum(amount_minor), sum(tax_minor) FROM order_line WHERE order_id = :id"
    amount, tax = db.tuples(query, {"id": order})[0]
    return None if amount is None else int(amount), int(tax or 0)


def parts_of(text: str, currency: str) -> Parts:
    """Return the parts of a line as written; ``4.500`` is read as 4500, as amounts are.

    Raises:
        UsageError: a part is missing or can't be read.
    """
    from crmcli.domain.money import amount_to_minor, parse_amount, split_currency

    parts = [part.strip() for part in text.rsplit(":", 2)]
    if not parts[0] or not parts[-1]:
        raise UsageError(say('line "{text}" lacks a part', text=text), _EXAMPLE)
    try:
        milli = amount_to_minor(format(parse_amount(parts[1]), "f"), ".", 3) if len(parts) > 1 else 1000
        if len(parts) < 3:
            return Parts(parts[0], milli, None, None)
        code = split_currency(parts[2])[1]
        return Parts(parts[0], milli, _price(parts[2], code or currency), code)
    except CrmError as error:
        raise UsageError(
            say('line "{text}": {message}', text=text, message=error.message), error.hint or _EXAMPLE
        ) from error


def _price(text: str, currency: str) -> Decimal:
    """Return the price of one; three digits behind one mark are thousands where no decimal has three."""
    from crmcli.domain.money import AmbiguousAmount, minor_digits, parse_amount

    try:
        return parse_amount(text)
    except AmbiguousAmount:
        if minor_digits(currency) > 2:
            raise
        return parse_amount(text, "," if "." in text else ".")


def item_line(parts: Parts) -> Line:
    """Return a line that is no product of ours.

    Raises:
        UsageError: it has no price.
    """
    from crmcli.domain.text import check_text

    if parts.price is None:
        raise UsageError(say('"{what}" has no price', what=parts.what), 'write it as --item "delivery:1:250"')
    return Line(None, check_text(parts.what, "item"), parts.milli, parts.price, None, parts.code)


def product_line(db: Reader, parts: Parts, context: Context, on: date) -> Line:
    """Return a line of a product, at the price of the day where none is given.

    Raises:
        UsageError: it has no price anywhere.
        NotFound, Conflict: no product, or several, answer to the name.
    """
    from crmcli.domain.money import from_minor
    from crmcli.domain.prices import price_of
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    try:
        product = resolve(db, PRODUCT, parts.what, region=context.region)
    except NotFound as error:
        hint = say(
            "crm product add {quoted}, or --item for what is in no catalogue", quoted=_quoted(parts.what)
        )
        raise NotFound(error.message, hint) from error
    price, code = parts.price, parts.code
    if price is None:
        known = price_of(db, product, on, context.currency)
        if known.price is None or known.currency is None:
            raise UsageError(
                say("{ref} has no price", ref=PRODUCT.ref(product)),
                say("write the price behind the quantity: --line PRODUCT:NUMBER:PRICE"),
            )
        price, code = from_minor(known.price, known.currency), known.currency
    cost = _cost(db, product, on, code or context.currency)
    return Line(product, None, parts.milli, price, cost, code)


def _cost(db: Reader, product: int, on: date, currency: str) -> int | None:
    """Return what one costs us; a cost in another currency says nothing about a line's profit."""
    from crmcli.domain.prices import price_of

    for found in (price_of(db, product, on, currency), price_of(db, product, on)):
        if found.cost is not None and found.currency == currency:
            return found.cost
    return None


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)
