"""Lines of an order as a person types them: ``product:quantity:price``, computed exactly.

A line's amount is quantity times price, rounded to the currency's minor unit, halves to even.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER_LINE, PRODUCT
from crmcli.domain.records import Keys, create, delete
from crmcli.errors import CrmError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.given import Context
    from crmcli.sql import Reader, Writer


_EXAMPLE = 'write it as --line "MM-1:2:4500" (product:quantity:price)'


class Line(NamedTuple):
    """A line to store: of a product or described in words; ``milli`` thousandths at ``price`` each."""

    product: int | None
    description: str | None
    milli: int
    price: Decimal | None
    cost: int | None
    code: str | None


def read_lines(db: Reader, lines: Sequence[str], items: Sequence[str], context: Context) -> list[Line]:
    """Read lines of products in the catalogue, and items that are in none.

    Without a quantity it is 1, without a price the catalogue's.

    Raises:
        UsageError: a line can't be read, or has no price anywhere.
        NotFound, Conflict: no product, or several, answer to the name.
    """
    found = []
    for text in lines:
        what, milli, price, code = _parts(text)
        found.append(_of_product(db, what, milli, price, code, context))
    for text in items:
        from crmcli.domain.text import check_text

        what, milli, price, code = _parts(text)
        if price is None:
            raise UsageError(f'"{what}" has no price', 'write it as --item "delivery:1:250"')
        found.append(Line(None, check_text(what, "item"), milli, price, None, code))
    return found


def currency_of(lines: Sequence[Line], named: Sequence[str | None], default: str) -> str:
    """Return the one currency of an order: what is named for it or on its lines.

    Raises:
        UsageError: they are several.
    """
    codes = sorted({code for code in (*named, *(line.code for line in lines)) if code})
    if len(codes) > 1:
        raise UsageError(
            f"one order has one currency, not {' and '.join(codes)}", "make it an order for each"
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

    missing = NotFound(f"{ORDER.ref(order)} has no line {ref}", f"crm order show {ORDER.ref(order)}")
    try:
        line = resolve(db, ORDER_LINE, ref)
    except NotFound as error:
        raise missing from error
    if db.value("SELECT order_id FROM order_line WHERE id = :id", {"id": line}) != order:
        raise missing
    delete(db, ORDER_LINE, line)


def sum_of_lines(db: Reader, order: int) -> int | None:
    """Return the sum of an order's lines with what discount and tax say, None when it has none."""
    found = db.value("SELECT sum(amount_minor) FROM order_line WHERE order_id = :id", {"id": order})
    return None if found is None else int(found)


def _parts(text: str) -> tuple[str, int, Decimal | None, str | None]:
    """Return product or words, thousandths, price and currency of a line as written."""
    from crmcli.domain.money import amount_to_minor, parse_amount, split_currency

    parts = [part.strip() for part in text.rsplit(":", 2)]
    if not parts[0] or not parts[-1]:
        raise UsageError(f'line "{text}" lacks a part', _EXAMPLE)
    try:
        milli = amount_to_minor(format(parse_amount(parts[1]), "f"), ".", 3) if len(parts) > 1 else 1000
        if len(parts) < 3:
            return parts[0], milli, None, None
        return parts[0], milli, parse_amount(parts[2]), split_currency(parts[2])[1]
    except CrmError as error:
        raise UsageError(f'line "{text}": {error.message}', error.hint or _EXAMPLE) from error


def _of_product(
    db: Reader, what: str, milli: int, price: Decimal | None, code: str | None, context: Context
) -> Line:
    """Return a line of a product, at the catalogue's price where none is given."""
    from crmcli.domain.money import from_minor
    from crmcli.domain.refs import resolve
    from crmcli.errors import NotFound

    try:
        product = resolve(db, PRODUCT, what, region=context.region)
    except NotFound as error:
        hint = f"crm product add {_quoted(what)}, or --item for what is in no catalogue"
        raise NotFound(error.message, hint) from error
    query = "SELECT price_minor, cost_minor, currency FROM product WHERE id = :id"
    own_price, cost, own_code = db.tuples(query, {"id": product})[0]
    if price is None:
        if own_price is None:
            raise UsageError(f"{PRODUCT.ref(product)} has no price", f'--line "{what}:1:4500"')
        price, code = from_minor(own_price, own_code), own_code
    # A cost in another currency says nothing about this line's profit.
    same = own_code == (code or context.currency)
    return Line(product, None, milli, price, cost if same else None, code)


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)
