"""What people type for a quote: ``product:quantity:price:discount%:tax%``, discounts, days it holds.

The first three parts are those of an order's line. A part with a percent sign is the discount, a
second one the tax; an empty part stands for what is usual: ``masa:2::10%`` at the catalogue's price,
``masa:2:4500::10%`` with a tax of its own and no discount.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.order_lines import Line, item_line, not_sold, parts_of, product_line
from crmcli.errors import CrmError, NotFound, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.given import Context
    from crmcli.domain.quotes.sums import Discount
    from crmcli.sql import Reader

_EXAMPLE = say('write it as --line "MM-1:2:4500:10%:20%" (product:quantity:price:discount:tax)')
_ALL = Decimal(100)
_LONGEST_SPAN = 36_500
_SPAN = re.compile(r"\s*(\d{1,5})\s*([^\W\d_]+)\s*")
_UNITS = {
    **dict.fromkeys(("d", "day", "days", "g", "gun"), "days"),
    **dict.fromkeys(("w", "week", "weeks", "h", "hafta"), "weeks"),
    **dict.fromkeys(("m", "month", "months", "ay"), "months"),
}


class Offer(NamedTuple):
    """A line to offer: ``percent`` is its own discount, ``rate`` its tax; None is the usual one."""

    line: Line
    percent: Decimal
    rate: Decimal | None
    of_product: Decimal | None = None
    """The tax rate that the product itself has."""


class Wanted(NamedTuple):
    """Lines as typed: of products, and items that are in no catalogue; ``dropped`` are to be taken away."""

    products: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def read_offers(db: Reader, wanted: Wanted, context: Context, on: date) -> tuple[list[Offer], list[str]]:
    """Return the lines and what is to be said of them.

    A line that names no product but has a price is kept in words.

    Raises:
        UsageError: a line can't be read, or has no price anywhere.
        NotFound, Conflict: no product, or several, answer to the name.
    """
    found, notes = [], []
    for text in wanted.products:
        base, percent, rate = split_percents(text)
        parts = parts_of(base, context.currency)
        try:
            line = product_line(db, parts, context, on)
        except NotFound:
            if parts.price is None:
                raise
            line = item_line(parts)
            notes.append(
                say('"{description}" is no product of ours: kept in words', description=line.description)
            )
        found.append(Offer(line, percent, rate, _rate_of(db, line.product)))
    notes += not_sold(db, codes_of(found), on)
    for text in wanted.items:
        base, percent, rate = split_percents(text)
        found.append(Offer(item_line(parts_of(base, context.currency)), percent, rate))
    return found, notes


def split_percents(text: str) -> tuple[str, Decimal, Decimal | None]:
    """Return a line without its percents, its discount (0 without), and its tax, None without.

    Raises:
        UsageError: a percentage is none, or lies outside 0 and 100.
    """
    whole = text.split(":")
    parts = [part.strip() for part in whole]
    discount, tax = "", ""
    if _is_percent(parts[-1]):
        last = parts.pop()
        if len(parts) > 1 and _is_percent(parts[-1]):
            discount, tax = parts.pop(), last
        elif len(parts) > 2 and not parts[-1] and (not parts[-2] or _is_number(parts[-3])):
            tax = last
            parts.pop()
        else:
            discount = last
        if len(parts) > 2 and not parts[-1]:
            parts.pop()
    base = ":".join(whole[: len(parts)]).strip()
    return base, percent(discount, text) if discount else Decimal(), percent(tax, text) if tax else None


def _is_percent(part: str) -> bool:
    return part.startswith("%") or part.endswith("%")


def _is_number(part: str) -> bool:
    return part[:1].isdigit() or part[:1] in ("-", "−")


def percent(text: str, where: str = "") -> Decimal:
    """Return a percentage between 0 and 100, decimals allowed: ``5%``, ``%12,5``, ``20``.

    Raises:
        UsageError: it is none.
    """
    from crmcli.domain.money import AmountError, parse_amount

    told = say('line "{where}": ', where=where) if where else ""
    try:
        found = parse_amount(text.strip().strip("%").strip())
    except AmountError as error:
        raise UsageError(
            say('{told}"{text}" is no percentage', told=told, text=text), _EXAMPLE if where else "20, or 12.5"
        ) from error
    if not 0 <= found <= _ALL:
        raise UsageError(
            say("{told}{text} is not between 0 and 100 percent", told=told, text=text),
            _EXAMPLE if where else None,
        )
    return found


def read_discount(text: str | None, currency: str) -> Discount | None:
    """Return the discount on the whole: ``5%`` or an amount such as ``250 TL``.

    Raises:
        UsageError: it is neither, or an amount in another currency.
    """
    from crmcli.domain.money import split_currency
    from crmcli.domain.quotes.sums import Discount
    from crmcli.domain.readings import amount

    if text is None or not text.strip():
        return None
    if _is_percent(text.strip()):
        return Discount(percent(text))
    try:
        code = split_currency(text)[1]
        value = amount(text, currency)
    except CrmError as error:
        raise UsageError(
            say("discount: {message}", message=error.message), "--discount 5%, or --discount '250 TL'"
        ) from error
    if code not in (None, currency):
        raise UsageError(
            say("the discount is in {code}, the quote in {currency}", code=code, currency=currency),
            say("--discount in {currency}", currency=currency),
        )
    return Discount(amount=value)


def valid_until(text: str, start: date) -> str:
    """Return the last day on which a quote holds: a day, or a span from its own day (``30d``, ``2 hafta``).

    Raises:
        UsageError: it is neither.
    """
    from crmcli.domain.text import fold

    found = _SPAN.fullmatch(text)
    unit = _UNITS.get(fold(found[2])) if found else None
    if found is None or unit is None:
        from crmcli.domain.dates import parse_when

        return parse_when(text.strip(), start).isoformat()
    count = int(found[1])
    if count > _LONGEST_SPAN:
        raise UsageError(say("{text} is too long a time", text=text.strip()), "--valid 30d")
    try:
        if unit == "months":
            return _months_on(start, count).isoformat()
        return (start + timedelta(days=count * (7 if unit == "weeks" else 1))).isoformat()
    except (OverflowError, ValueError) as error:
        raise UsageError(say("{text} is too long a time", text=text.strip()), "--valid 30d") from error


def _months_on(start: date, count: int) -> date:
    """Return the same day of a later month, or that month's last one."""
    from calendar import monthrange

    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _rate_of(db: Reader, product: int | None) -> Decimal | None:
    """Return the tax rate of a product, None where none is known."""
    found = db.value("SELECT tax_percent FROM product WHERE id = :id", {"id": product}) if product else None
    return None if found is None else Decimal(found)


def codes_of(offers: Sequence[Offer]) -> list[Line]:
    """Return the lines alone, which say in which currency they are."""
    return [offer.line for offer in offers]
