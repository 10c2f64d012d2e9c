"""A UBL invoice as rows: its customer, products, order and lines; and what a person should know of it.

Allowances and charges on the whole invoice are lines of their own, so that the lines add up to the
net. A return has all amounts and quantities the other way round. Nothing is put right: what
contradicts itself is kept as given, and said.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.ubl_document import Unfit
from crmcli.domain.exchange.ubl_party import Party
from crmcli.domain.exchange.ubl_side import is_corrected, is_return, side_of
from crmcli.domain.exchange.ubl_sums import contradictions, sums_of
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from crmcli.domain.exchange.ubl_document import Invoice, Line
    from crmcli.domain.exchange.ubl_side import Side
    from crmcli.domain.exchange.ubl_sums import Sums

ORDER_FIELDS = ("external_id", "number", "customer", "ordered_on", "total", "net", "tax", "currency", "note")
LINE_FIELDS = (
    "external_id",
    "order",
    "product",
    "description",
    "quantity",
    "unit_price",
    "discount",
    "tax",
    "amount",
    "currency",
    "custom:unit",
)
PRODUCT_FIELDS = ("external_id", "sku", "name")
AMOUNTS = frozenset(("total", "net", "tax", "quantity", "unit_price", "discount", "amount"))
_MILLI = Decimal("0.001")
_NO_UUID = say("invoices without a UUID are known again by their seller, number, day and total")
_EXACT = Context(prec=100)  # more than any sum, product or quotient of an invoice's numbers
_PRICE = Decimal("0.0000000001")  # of one unit, where the price of several doesn't part evenly


class Rows(NamedTuple):
    """An invoice as rows, with the lines of the file they begin on, and what to know of it.

    ``ours`` is the party that would be us.
    """

    key: str
    line: int
    ours: Party | None
    customer: list[str] | None
    products: list[tuple[int, list[str]]]
    order: list[str]
    lines: list[tuple[int, list[str]]]
    notes: list[str]


def rows_of(invoice: Invoice, own: Collection[str]) -> Rows:
    """Return an invoice as rows; ``own`` are our own numbers, none if they are not told.

    Raises:
        Unfit: it is no sale of ours, has neither number nor UUID, or amounts in several currencies.
    """
    side = side_of(invoice, own)
    with localcontext(_EXACT):
        return _rows(invoice, side)


def _rows(invoice: Invoice, side: Side) -> Rows:
    """Return an invoice whose side is known as rows."""
    sums = sums_of(invoice)
    customer = side.customer
    who = customer.key(invoice.supplier or customer) if customer else ""
    key, cells = _order_key(invoice, sums), _Cells(sums, side.sign)
    order = [
        key,
        invoice.number,
        who,
        invoice.day,
        *(cells.amount(value) for value in (sums.total, sums.net, sums.tax)),
        sums.currency,
        _note(invoice, sums),
    ]
    lines = list(_lines(invoice, key, cells))
    notes = [*_oddities(invoice, sums, cells), *contradictions(invoice, sums)]
    if customer is None or not who:
        notes.append(say("it names nobody who bought: the order is kept without a customer"))
    else:
        notes += filter(None, [customer.malformed()])
    return Rows(
        key=key,
        line=invoice.line,
        ours=invoice.customer if customer is invoice.supplier else invoice.supplier,
        customer=customer.row(who) if customer and who else None,
        products=[(each.line, [each.article, each.article, each.name]) for each in _articles(invoice)],
        order=order,
        lines=lines,
        # The same sentence for all: of a folder of invoices it is said once.
        notes=[
            *([] if invoice.uuid else [_NO_UUID]),
            *(listed((invoice.called, note), ": ") for note in notes),
        ],
    )


def _order_key(invoice: Invoice, sums: Sums) -> str:
    """Return what the invoice is known again by.

    Its UUID and its number, since some programs give every invoice the same UUID; without one its
    seller, number, day and total, so that it never takes another one's place.
    """
    if invoice.uuid:
        return ":".join(filter(None, (invoice.uuid.lower(), invoice.number)))
    if not invoice.number:
        raise Unfit("an invoice with neither number nor UUID can't be known again", invoice.line)
    seller = invoice.supplier.key(invoice.supplier) if invoice.supplier else ""
    total = "" if sums.total is None else _Cells(sums, 1).amount(sums.total)
    kind = "-" if is_return(invoice) else ""
    return f"{seller}|{invoice.number}|{invoice.day}|{kind}{total}"


class _Cells:
    """Writes numbers with their sign, at most as exactly as they can be kept; counts what is rounded."""

    def __init__(self, sums: Sums, sign: int) -> None:
        self.sign = sign
        self.currency = sums.currency
        self.rounded = 0
        self._unit = sums.unit

    def amount(self, value: Decimal | None) -> str:
        """Return an amount in the currency's digits."""
        if value is None:
            return ""
        return self._signed(value, value.quantize(self._unit, rounding=ROUND_HALF_EVEN))

    def quantity(self, value: Decimal | None) -> str:
        """Return a quantity in thousandths."""
        if value is None:
            return ""
        rounded = value.quantize(_MILLI, rounding=ROUND_HALF_EVEN)
        return self._signed(value, value if rounded == value else rounded)

    def _signed(self, value: Decimal, kept: Decimal) -> str:
        self.rounded += kept != value
        return format(kept * self.sign + 0, "f")  # + 0: there is no negative zero

    def price(self, each: Line) -> str:
        """Return the price of one unit, to ten decimals where that of several doesn't part evenly."""
        if each.price is None:
            return ""
        if each.base == 1:
            return format(each.price, "f")
        price = each.price / each.base
        rounded = price.quantize(_PRICE, rounding=ROUND_HALF_EVEN)
        return format(price if rounded == price else rounded, "f")


def _lines(invoice: Invoice, key: str, cells: _Cells) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines, then allowances and charges on the whole invoice."""
    number = 0
    for number, each in enumerate(invoice.lines, 1):
        yield (
            each.line,
            [
                f"{key}#{number}",
                key,
                each.article if each.name else "",
                each.text or say("line {number}", number=number),
                cells.quantity(each.quantity),
                cells.price(each),
                cells.amount(each.discount) if each.discount else "",
                cells.amount(each.tax),
                cells.amount(each.amount),
                cells.currency,
                each.unit,
            ],
        )
    extras = [extra for extra in invoice.extras if extra.amount]
    for place, extra in enumerate(extras, number + 1):
        amount = cells.amount(extra.amount)
        what = ("", extra.reason, str(cells.sign), "", "", "", amount)
        yield extra.line, [f"{key}#{place}", key, *what, cells.currency, ""]


def _articles(invoice: Invoice) -> list[Line]:
    """Return the first line of every article that the seller numbers; others are text, not products."""
    first: dict[str, Line] = {}
    for each in invoice.lines:
        if each.article and each.name:
            first.setdefault(each.article, each)
    return list(first.values())


def _note(invoice: Invoice, sums: Sums) -> str:
    """Return the order's note: the invoice's own, what it refers to, when and how much is to be paid."""
    said = list(invoice.notes)
    if invoice.references:
        verb = "takes back from" if is_return(invoice) else "refers to"
        said.append(f"{verb} {', '.join(dict.fromkeys(invoice.references))}")
    if invoice.due:
        said.append(say("due {due}", due=invoice.due))
    return "\n".join(filter(None, (*said, sums.payment())))


def _oddities(invoice: Invoice, sums: Sums, cells: _Cells) -> Iterator[str]:
    """Yield what is unusual about the invoice as a whole."""
    if not invoice.number:
        yield say("it has no number: it is known again by its UUID")
    if invoice.copy.lower() in ("true", "1"):
        yield say("it is marked as a copy")
    if is_corrected(invoice):
        which = f" ({', '.join(invoice.references)})" if invoice.references else ""
        yield say("it corrects an earlier invoice{which}, which is not taken back by it", which=which)
    if is_return(invoice) and cells.sign > 0:
        yield say("it is a return whose amounts are negative already: they are kept as given")
    elif is_return(invoice) and sums.total is not None and sums.total < 0:
        yield say(
            "it is a credit note of {shown}: taking back less than nothing, it is a sale",
            shown=sums.shown(sums.total),
        )
    if cells.rounded:
        yield say("{rounded} numbers with more decimals than can be kept were rounded", rounded=cells.rounded)
