"""A UBL invoice or credit note as it is taken in, piece by piece: its facts and lines, as they are given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.ubl_party import Party, line, read_party
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.exchange.xml_safe import Element

LINE_NAMES = ("InvoiceLine", "CreditNoteLine")
HEADER_LIMIT = 65_536
"""Characters of all notes of one invoice."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_TEXTS = {
    "ID": "number",
    "UUID": "uuid",
    "ProfileID": "profile",
    "InvoiceTypeCode": "code",
    "CreditNoteTypeCode": "code",
    "DocumentCurrencyCode": "currency",
    "CopyIndicator": "copy",
}
_PARTIES = {
    "AccountingSupplierParty": "supplier",
    "AccountingCustomerParty": "customer",
    "BuyerCustomerParty": "buyer",
}


class Unfit(Exception):
    """Why a document is no order of ours: a sentence without its full stop, and a line of the file."""

    def __init__(self, reason: str, line: int) -> None:
        """Keep the parts."""
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Extra(NamedTuple):
    """An allowance (negative) or a charge on the whole invoice, or on one line."""

    line: int
    reason: str
    amount: Decimal


class Line(NamedTuple):
    """A line as the invoice has it; None and "" are what it doesn't say.

    ``article`` is the seller's own number of the item, ``price`` is for ``base`` units.
    """

    line: int
    article: str
    name: str
    text: str
    quantity: Decimal | None
    unit: str
    price: Decimal | None
    base: Decimal
    discount: Decimal
    tax: Decimal | None
    amount: Decimal | None


@dataclass(slots=True)
class Invoice:
    """What has been read of one invoice; amounts are as given, in ``currency``."""

    root: str
    line: int
    number: str = ""
    uuid: str = ""
    profile: str = ""
    code: str = ""
    currency: str = ""
    copy: str = ""
    day: str = ""
    due: str = ""
    notes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    supplier: Party | None = None
    customer: Party | None = None
    buyer: Party | None = None
    taxes: list[tuple[str, Decimal]] = field(default_factory=list)
    withheld: list[tuple[str, Decimal]] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)  # currency of an amount -> a line that has it

    def take(self, piece: Element) -> None:
        """Take in a child of the invoice.

        Raises:
            Unfit: an amount or a day is not written as UBL writes it.
        """
        name = piece.name
        if name in LINE_NAMES:
            self.lines.append(self._line(piece))
        elif name in _TEXTS:
            if not getattr(self, _TEXTS[name]):
                setattr(self, _TEXTS[name], line(piece.text))
        elif name in _PARTIES:
            setattr(self, _PARTIES[name], read_party(piece))
        elif name == "TaxTotal":
            self.taxes += self._amounts(piece)
        elif name == "WithholdingTaxTotal":
            self.withheld += self._amounts(piece)
        elif name == "LegalMonetaryTotal":
            for child in piece.children:
                self.totals[child.name] = self.amount(child)
        elif name == "AllowanceCharge":
            self.extras.append(self._extra(piece))
        else:
            self._days_and_notes(piece)

    def _days_and_notes(self, piece: Element) -> None:
        if piece.name == "IssueDate":
            self.day = self._day(piece)
        elif piece.name == "Note":
            if piece.text and sum(map(len, self.notes)) + len(piece.text) < HEADER_LIMIT:
                self.notes.append(piece.text)
        elif piece.name == "BillingReference":
            for kind in ("InvoiceDocumentReference", "CreditNoteDocumentReference"):
                self.references += filter(None, [line(each.value("ID")) for each in piece.all(kind)])
        else:
            due = piece if piece.name == "DueDate" else piece.find("PaymentDueDate")
            if due is not None and due.text and not self.due:
                self.due = self._day(due)

    @property
    def called(self) -> str:
        """Return what a person calls it."""
        return self.number or self.uuid or say("an invoice without a number")

    def _day(self, element: Element) -> str:
        """Return a day; the time zone behind it is left out."""
        if not element.text:
            return ""
        found = _DAY.fullmatch(element.text)
        if found is None:
            raise Unfit(
                say('{name} "{text}" is no day: YYYY-MM-DD', name=element.name, text=element.text[:40]),
                element.line,
            )
        return found[1]

    def decimal(self, element: Element) -> Decimal:
        """Return the exact number in an element."""
        if not _NUMBER.fullmatch(element.text):
            raise Unfit(
                say(
                    '{name} "{text}" is no number as UBL writes it: digits and a point',
                    name=element.name,
                    text=element.text[:40],
                ),
                element.line,
            )
        return Decimal(element.text)

    def amount(self, element: Element) -> Decimal:
        """Return the amount in an element, and remember its currency."""
        code = element.attributes.get("currencyID", "").strip().upper()
        if code:
            self.codes.setdefault(code, element.line)
        return self.decimal(element)

    def _amounts(self, piece: Element) -> list[tuple[str, Decimal]]:
        """Return the currency and the amount of each tax total: one may be in another currency."""
        return [
            (found.attributes.get("currencyID", "").strip().upper(), self.decimal(found))
            for found in piece.all("TaxAmount")
            if found.text
        ]

    def _extra(self, piece: Element) -> Extra:
        """Return an allowance or a charge, with its sign."""
        found = piece.find("Amount")
        amount = self.amount(found) if found is not None and found.text else Decimal(0)
        charge = piece.value("ChargeIndicator").lower() in ("true", "1")
        code = line(piece.value("AllowanceChargeReasonCode"))
        reason = line(piece.value("AllowanceChargeReason"))
        word = "charge" if charge else "allowance"
        return Extra(
            piece.line, reason or (f"{word} {code}" if code else word), amount if charge else -amount
        )

    def _optional(self, element: Element | None) -> Decimal | None:
        return self.decimal(element) if element is not None and element.text else None

    def _line(self, piece: Element) -> Line:
        quantity = piece.find("InvoicedQuantity") or piece.find("CreditedQuantity")
        amount, price = piece.find("LineExtensionAmount"), piece.find("Price", "PriceAmount")
        extras = [self._extra(each) for each in piece.all("AllowanceCharge")]
        taxes = [tax for each in piece.all("TaxTotal") for tax in self._amounts(each)]
        base = self._optional(piece.find("Price", "BaseQuantity"))
        return Line(
            line=piece.line,
            article=line(piece.value("Item", "SellersItemIdentification", "ID")),
            name=line(piece.value("Item", "Name")),
            text=_text(piece),
            quantity=self._optional(quantity),
            unit=quantity.attributes.get("unitCode", "").strip() if quantity is not None else "",
            price=self.amount(price) if price is not None and price.text else None,
            base=base or Decimal(1),
            discount=-sum((extra.amount for extra in extras), Decimal(0)),
            tax=sum((tax for _, tax in taxes), Decimal(0)) if taxes else None,
            amount=self.amount(amount) if amount is not None and amount.text else None,
        )


def _text(piece: Element) -> str:
    """Return what was sold: the item's name, under it what else is said of it and of the line."""
    item = piece.find("Item")
    said = [item.value("Name"), *(each.text for each in item.all("Description"))] if item else []
    parts = [line(text) for text in (*said, *(each.text for each in piece.all("Note")))]
    return "\n".join(dict.fromkeys(filter(None, parts)))
