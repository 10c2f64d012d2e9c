"""Whose sale an invoice is, and whether it sells or takes back.

A sale is an invoice by us. A credit note by us takes something back. In Turkey the *buyer* writes the
return: the supplier of an invoice of type IADE is the customer who sends goods back, so an IADE to us
is a return of ours, and an IADE by us is about a purchase. Without our own numbers every invoice is
taken as ours, an IADE as one to us.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.ubl_document import Unfit
from crmcli.domain.exchange.ubl_party import Party
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection

    from crmcli.domain.exchange.ubl_document import Invoice

# UN/CEFACT 1001: what credits. 384 (corrected invoice) and 383 (debit note) do not: they are sales.
_CREDITS = frozenset(
    ("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532")
)
_PRO_FORMA = "325"
_CORRECTED = frozenset(("384", "471", "472", "473"))
_RETURNED_BY_BUYER = "IADE"  # also TEVKIFATIADE, YTBIADE
# Profiles whose accounting customer is the customs office; the one who buys is named beside it.
_BY_CUSTOMS = frozenset(("IHRACAT", "YOLCUBERABERFATURA"))


class Side(NamedTuple):
    """Who bought (or returns), None where nobody is named, and the sign of the amounts."""

    customer: Party | None
    sign: int


def is_return(invoice: Invoice) -> bool:
    """Tell whether an invoice takes back: a credit note, or a return by the buyer."""
    return invoice.root == "CreditNote" or invoice.code in _CREDITS or _by_buyer(invoice)


def is_corrected(invoice: Invoice) -> bool:
    """Tell whether it replaces an earlier invoice, with amounts of its own."""
    return invoice.code in _CORRECTED


def _by_buyer(invoice: Invoice) -> bool:
    return invoice.code.upper().endswith(_RETURNED_BY_BUYER)


def side_of(invoice: Invoice, own: Collection[str]) -> Side:
    """Return who the customer is and the sign of the amounts; ``own`` are our numbers, none if not told.

    Raises:
        Unfit: it is about a purchase of ours, about others, or sells nothing yet.
    """
    if invoice.code == _PRO_FORMA:
        raise Unfit(
            say("{called} is a pro forma invoice (325): nothing was sold yet", called=invoice.called),
            invoice.line,
        )
    supplier, customer = invoice.supplier, invoice.customer
    if invoice.buyer is not None and invoice.profile.upper() in _BY_CUSTOMS:
        customer = invoice.buyer
    if own:
        _check(invoice, own, customer)
    if not is_return(invoice):
        return Side(customer, 1)
    # Some write a return of an invoice with minus signs already; a credit note says it by its kind.
    total = invoice.totals.get("TaxInclusiveAmount", invoice.totals.get("PayableAmount", 0))
    sign = 1 if invoice.root == "Invoice" and total < 0 else -1
    return Side(supplier if _by_buyer(invoice) else customer, sign)


def _check(invoice: Invoice, own: Collection[str], customer: Party | None) -> None:
    """Refuse what is no sale of ours."""
    parties = (invoice.supplier, invoice.customer, customer)
    by_us, *to_us = (party is not None and party.is_among(own) for party in parties)
    seller = invoice.supplier.shown if invoice.supplier else say("nobody named")
    buyer = customer.shown if customer else say("nobody named")
    name = invoice.called
    if _by_buyer(invoice):
        if any(to_us):
            return
        if by_us:
            raise Unfit(
                say(
                    "{name} returns goods of ours to {buyer}: purchases are not kept", name=name, buyer=buyer
                ),
                invoice.line,
            )
    elif by_us:
        return
    elif any(to_us):
        kind = say("a credit note") if is_return(invoice) else say("an invoice")
        raise Unfit(
            say(
                "{name} is {kind} to us from {seller}: purchases are not kept",
                name=name,
                kind=kind,
                seller=seller,
            ),
            invoice.line,
        )
    known = ", ".join(sorted(own))
    raise Unfit(
        say(
            "{name} is neither from us nor to us ({known}; crm config set tax_number): "
            "{seller} invoices {buyer}",
            name=name,
            known=known,
            seller=seller,
            buyer=buyer,
        ),
        invoice.line,
    )
