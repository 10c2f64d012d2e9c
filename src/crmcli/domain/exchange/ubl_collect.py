"""The invoices in XML files, as rows; what is in them beside invoices, named for what it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crmcli.domain.exchange.ubl_document import Invoice, Unfit
from crmcli.domain.exchange.ubl_order import Rows, rows_of
from crmcli.domain.exchange.xml_safe import Piece, Wanted, XmlReader
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

LINES_LIMIT = 100_000
"""Lines of all invoices in a file."""
SIZE_LIMIT = 64 * 1024 * 1024
"""Characters of all rows of a file: what is kept in memory."""
_SPACE = "{urn:oasis:names:specification:ubl:schema:xsd:"
_INVOICES = ("Invoice", "CreditNote")
_ENVELOPE = "StandardBusinessDocument"
_KEPT = """
AccountingCustomerParty AccountingSupplierParty AdditionalStreetName AddressLine AllowanceCharge
AllowanceChargeReason AllowanceChargeReasonCode Amount BaseQuantity BillingReference BlockName
BuildingName BuildingNumber BuyerCustomerParty ChargeIndicator CityName CitySubdivisionName CompanyID
Contact CopyIndicator Country CountrySubentity CreditNoteDocumentReference CreditNoteLine
CreditNoteTypeCode CreditedQuantity Description District DocumentCurrencyCode DueDate ElectronicMail
FamilyName FirstName ID IdentificationCode InvoiceDocumentReference InvoiceLine InvoiceTypeCode
InvoicedQuantity IssueDate Item LegalMonetaryTotal Line LineExtensionAmount Name Note Party
PartyIdentification PartyLegalEntity PartyName PartyTaxScheme PayableAmount PayableRoundingAmount
PaymentDueDate PaymentMeans PaymentTerms Person PostalAddress PostalZone PrepaidAmount Price PriceAmount
ProfileID Region RegistrationAddress RegistrationName Room SellersItemIdentification StreetName TaxAmount
TaxExclusiveAmount TaxInclusiveAmount TaxScheme TaxTotal Telephone UUID WebsiteURI WithholdingTaxTotal
"""
_ATTRIBUTES = frozenset(("currencyID", "schemeID", "unitCode"))
_OTHERS = {
    "ApplicationResponse": say("an application response (uygulama yanıtı): it answers an invoice"),
    "CrossIndustryInvoice": say("an invoice in another form (CII, as in Factur-X and ZUGFeRD)"),
    "DespatchAdvice": say("a despatch advice (irsaliye), no invoice"),
    "Order": say("an order, not yet an invoice"),
    "ReceiptAdvice": say("a receipt advice (irsaliye yanıtı), no invoice"),
}


class _TooMuch(Refused):
    """All invoices together are too much: no member of a zip alone is to blame."""


class Collected:
    """The invoices of a file as rows, and the documents that are no orders of ours."""

    def __init__(self, name: str, own: Collection[str]) -> None:
        """Start with nothing; ``name`` is the file's, ``own`` are our numbers, none if not told."""
        self._name = name
        self._own = own
        self._keys: set[str] = set()
        self._lines = self._size = 0
        self.rows: list[Rows] = []
        self.unfit: list[tuple[str, Unfit]] = []
        self.notes: list[str] = []
        self.encoding: str | None = None

    def take(self, chunks: Iterable[bytes], encoding: str | None, member: str = "") -> None:
        """Take in the bytes of an XML file; ``member`` is its name in a zip: a bad one spoils no other.

        Raises:
            Refused: it is not well-formed, not safe or too large, and no member of a zip.
        """
        reader = XmlReader(member or self._name, _WANTED, encoding)
        try:
            for invoice in self._invoices(member, reader.pieces(chunks)):
                self._settle(member, invoice)
        except Unfit as unfit:
            self.unfit.append((member, unfit))
        except Refused as error:
            if not member or isinstance(error, _TooMuch):
                raise
            self.unfit.append(("", Unfit(error.message, 1)))  # it names the member
        self.encoding = self.encoding or reader.encoding
        if not self.rows and not self.unfit:
            self.unfit.append((member, Unfit("it holds no invoice", 1)))

    def _invoices(self, member: str, pieces: Iterator[Piece]) -> Iterator[Invoice]:
        """Yield each invoice when it is whole; what doesn't fit is put aside."""
        invoice: Invoice | None = None
        for element, opens in pieces:
            if opens:
                if invoice is not None:
                    yield invoice
                invoice = Invoice(element.name, element.line) if element.name in _INVOICES else None
                if invoice is None:
                    self.unfit.append(
                        (member, Unfit(say("it is {named}", named=named(element.name)), element.line))
                    )
            elif invoice is not None:
                try:
                    invoice.take(element)
                except Unfit as unfit:
                    self.unfit.append((member, unfit))
                    invoice = None
        if invoice is not None:
            yield invoice

    def _settle(self, member: str, invoice: Invoice) -> None:
        """Make an invoice rows."""
        try:
            rows = rows_of(invoice, self._own)
        except Unfit as unfit:
            self.unfit.append((member, unfit))
            return
        if rows.key in self._keys:
            self.notes.append(
                say("{called}: it is in {name} more than once", called=invoice.called, name=self._name)
            )
            return
        self._lines += len(rows.lines)
        self._size += _size(rows)
        if self._lines > LINES_LIMIT:
            raise _TooMuch(
                say("{name} has more than {lines_limit:,} lines", name=self._name, lines_limit=LINES_LIMIT),
                "import its parts one by one",
            )
        if self._size > SIZE_LIMIT:
            most = say("{size_limit} million characters", size_limit=SIZE_LIMIT // 1024 // 1024)
            raise _TooMuch(
                say("{name} has invoices of more than {most}", name=self._name, most=most),
                "import its parts one by one",
            )
        self._keys.add(rows.key)
        self.rows.append(rows)
        self.notes += rows.notes


def _size(rows: Rows) -> int:
    """Return how many characters the rows of an invoice have."""
    parts = (rows.order, rows.customer or (), *(row for _, row in (*rows.lines, *rows.products)))
    return sum(len(cell) for part in parts for cell in part)


def named(root: str) -> str:
    """Return what a UBL document is by its root element, as people call it."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", root).lower()
    return _OTHERS.get(root) or say("a UBL document of another kind ({words})", words=words)


def _is_document(tag: str) -> bool:
    space, _, local = tag.rpartition("}")
    return space == f"{_SPACE}{local}-2"


@lru_cache(maxsize=1_000)
def _kept(tag: str) -> str | None:
    """Return the local name of an element that is kept, None of all else."""
    space, _, local = tag.rpartition("}")
    return local if space.startswith(_SPACE) and local in _KEPT.split() else None


def _check_root(tag: str, line: int) -> None:
    """Stop at XML that is neither UBL nor an envelope of it."""
    local = tag.rpartition("}")[2]
    if local == _ENVELOPE:
        return
    what = _OTHERS.get(local) or say("XML that begins with <{local}>", local=local[:40])
    raise Unfit(say("it is {what}, no UBL invoice", what=what), line)


_WANTED = Wanted(_is_document, _kept, _ATTRIBUTES, _check_root)
