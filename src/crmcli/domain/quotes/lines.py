"""Lines of a quote in the store: written as they were worked out, and worked out anew when it changes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import QUOTE, QUOTE_LINE
from crmcli.domain.quotes.sums import Asked, Priced, priced
from crmcli.domain.records import Keys, create
from crmcli.domain.removing import delete
from crmcli.errors import NotFound
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.quotes.sums import Discount
    from crmcli.domain.quotes.typed import Offer
    from crmcli.sql import Reader, Writer


class Stored(NamedTuple):
    """A line as it is stored; its discount is all that was taken off it."""

    id: int
    quantity_milli: int | None
    unit_price: str | None
    discount_minor: int | None
    tax_percent: str | None
    tax_minor: int | None
    amount_minor: int | None

    @property
    def gross(self) -> int:
        """What it was before any discount."""
        return (self.amount_minor or 0) + (self.discount_minor or 0)

    @property
    def rate(self) -> Decimal:
        """Its tax in percent."""
        return Decimal(self.tax_percent or 0)


_STORED = f"SELECT {', '.join(Stored._fields)} FROM quote_line WHERE quote_id = :id ORDER BY position, id"


def stored_lines(db: Reader, quote: int) -> list[Stored]:
    """Return the lines of a quote in order."""
    return [Stored(*row) for row in db.tuples(_STORED, {"id": quote})]


def store_offers(
    db: Writer, quote: int, offers: Sequence[tuple[Offer, Decimal]], currency: str, whole: Discount | None
) -> None:
    """Store lines, each with its tax rate, behind those that the quote has.

    A discount on the whole is spread over these lines.
    """
    from crmcli.domain.money import to_minor

    asked = []
    for offer, rate in offers:
        quantity = Decimal(offer.line.milli) / 1000
        gross = to_minor(quantity * (offer.line.price or 0), currency, exact=False)
        asked.append(Asked(gross, offer.percent, rate))
    last = db.value("SELECT max(position) FROM quote_line WHERE quote_id = :id", {"id": quote}) or 0
    found = zip(offers, priced(asked, whole), strict=True)
    for position, ((offer, rate), came_to) in enumerate(found, last + 1):
        _store(db, (quote, position, currency), offer, rate, came_to)


def _store(db: Writer, where: tuple[int, int, str], offer: Offer, rate: Decimal, came_to: Priced) -> None:
    """Store one line of a quote at a position, in a currency."""
    quote, position, currency = where
    line = offer.line
    values: dict[str, Any] = {
        "quote": quote,
        "position": position,
        "product": line.product,
        "description": line.description,
        "quantity": line.milli,
        "unit_price": format(line.price or Decimal(), "f"),
        "discount": came_to.discount or None,
        "tax_percent": rate_text(rate),
        "tax": came_to.tax,
        "amount": came_to.net,
        "cost": None if line.cost is None else round(Decimal(line.milli) / 1000 * line.cost),
        "currency": currency,
    }
    create(db, QUOTE_LINE, {name: value for name, value in values.items() if value is not None}, Keys())


def rate_text(rate: Decimal) -> str:
    """Return a rate as it is stored: ``20``, ``8.1``."""
    text = format(rate, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def reprice(db: Writer, quote: int, whole: Discount | None, rate: Decimal | None) -> None:
    """Give the lines one discount in place of all they have, or one tax rate; None leaves what is there."""
    lines = stored_lines(db, quote)
    asked = [Asked(line.gross, rate=line.rate if rate is None else rate) for line in lines]
    if whole is None:
        from crmcli.domain.quotes.sums import percent_of

        nets = [line.gross - (line.discount_minor or 0) for line in lines]
        found = [
            Priced(one.gross, one.gross - net, net, percent_of(net, one.rate))
            for one, net in zip(asked, nets, strict=True)
        ]
    else:
        found = priced(asked, whole)
    for line, ask, came_to in zip(lines, asked, found, strict=True):
        values = {
            "discount_minor": came_to.discount or None,
            "tax_percent": rate_text(ask.rate),
            "tax_minor": came_to.tax,
            "amount_minor": came_to.net,
        }
        db.update("quote_line", line.id, values)


def drop_line(db: Writer, quote: int, ref: str) -> None:
    """Take a line from a quote.

    Raises:
        NotFound, UsageError: the quote has no such line.
    """
    from crmcli.domain.refs import resolve

    missing = NotFound(
        say("{record} has no line {line}", record=QUOTE.ref(quote), line=ref),
        f"crm quote show {QUOTE.ref(quote)}",
    )
    try:
        line = resolve(db, QUOTE_LINE, ref)
    except NotFound as error:
        raise missing from error
    if db.value("SELECT quote_id FROM quote_line WHERE id = :id", {"id": line}) != quote:
        raise missing
    delete(db, QUOTE_LINE, line)


def total_up(db: Writer, quote: int, currency: str) -> dict[str, tuple[Any, Any]]:
    """Let the amounts of a quote be the sums of its lines, none where it has none; return what changed."""
    lines = stored_lines(db, quote)
    values: dict[str, Any] = dict.fromkeys(("net_minor", "discount_minor", "tax_minor", "total_minor"))
    if lines:
        net, tax = (sum(getattr(line, name) or 0 for line in lines) for name in ("amount_minor", "tax_minor"))
        taken = sum(line.discount_minor or 0 for line in lines)
        values = {
            "net_minor": net,
            "discount_minor": taken or None,
            "tax_minor": tax,
            "total_minor": net + tax,
        }
        values["currency"] = currency
    return db.update("quote", quote, values)
