"""What a UBL invoice adds up to, and what in it does not.

``net`` is TaxExclusiveAmount, ``tax`` the tax totals in the invoice's currency, ``total``
TaxInclusiveAmount: what was sold. What remains to be paid may be less. All as the header gives them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.exchange.ubl_document import Unfit
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.exchange.ubl_document import Invoice, Line

_NOTHING = Decimal(0)


class Sums(NamedTuple):
    """The amounts of an invoice without a sign for returns; ``unit`` is the currency's smallest amount."""

    currency: str
    unit: Decimal
    lines: Decimal
    extras: Decimal
    net: Decimal
    tax: Decimal | None
    total: Decimal | None
    withheld: Decimal
    rounding: Decimal
    given: dict[str, Decimal]

    def shown(self, value: Decimal) -> str:
        """Return an amount for a person."""
        digits = max(-int(self.unit.as_tuple().exponent), 0)
        return f"{value:.{digits}f} {self.currency}".rstrip()

    def payment(self) -> str:
        """Return what is to be paid where that is not the total, "" where it is."""
        known = (
            ("paid before", self.given.get("PrepaidAmount")),
            ("withheld", self.withheld),
            ("rounded by", self.rounding),
        )
        facts = [f"{word} {self.shown(amount)}" for word, amount in known if amount]
        payable = self.given.get("PayableAmount")
        if payable is not None and payable != self.total:
            facts.append(say("to be paid {shown}", shown=self.shown(payable)))
        return ", ".join(facts)


def sums_of(invoice: Invoice) -> Sums:
    """Return what an invoice adds up to.

    Raises:
        Unfit: its amounts are in several currencies, or in none there is.
    """
    from crmcli.domain.money import minor_digits

    currency = _currency(invoice)
    code, given = invoice.currency.upper(), invoice.totals
    taxes = [tax for found, tax in invoice.taxes if not (found and code) or found == code]
    tax = sum(taxes, _NOTHING) if taxes else None
    lines = sum((each.amount for each in invoice.lines if each.amount is not None), _NOTHING)
    extras = sum((extra.amount for extra in invoice.extras), _NOTHING)
    net = given.get("TaxExclusiveAmount", lines + extras)
    total = given.get("TaxInclusiveAmount")
    if total is None:
        total = net + tax if tax is not None else given.get("PayableAmount")
    return Sums(
        currency=currency,
        unit=Decimal(1).scaleb(-minor_digits(currency)),
        lines=lines,
        extras=extras,
        net=net,
        tax=tax,
        total=total,
        withheld=sum((amount for _, amount in invoice.withheld), _NOTHING),
        rounding=given.get("PayableRoundingAmount", _NOTHING),
        given=given,
    )


def _currency(invoice: Invoice) -> str:
    """Return the currency of the invoice's amounts, "" when it names none."""
    from crmcli.domain.money import AmountError, check_currency

    told = invoice.currency.upper() or next(iter(invoice.codes), "")
    for code, at in invoice.codes.items():
        if code != told:
            raise Unfit(
                say(
                    "an amount is in {code}, the invoice in {told}: one currency is needed",
                    code=code,
                    told=told,
                ),
                at,
            )
    try:
        return check_currency(told) if told else ""
    except AmountError as error:
        raise Unfit(listed(filter(None, (error.message, error.hint)), ": "), invoice.line) from None


def contradictions(invoice: Invoice, sums: Sums) -> Iterator[str]:
    """Yield what does not add up, a sentence each; the amounts are kept as given."""
    if not sums.given:
        yield say("it has no totals: its lines make up the net, {shown}", shown=sums.shown(sums.net))
        return
    header = sums.given.get("LineExtensionAmount")
    if header is not None and header != sums.lines:
        yield say(
            "its header says {given} for the lines, they add up to {sum}",
            given=sums.shown(header),
            sum=sums.shown(sums.lines),
        )
    if sums.net != sums.lines + sums.extras:
        yield (
            say(
                "its net {net} is not the sum of its lines, allowances and charges, {sum}: it "
                "is kept as given",
                net=sums.shown(sums.net),
                sum=sums.shown(sums.lines + sums.extras),
            )
        )
    yield from _totals(sums)
    odd = [each for each in invoice.lines if not _multiplies(each, sums.unit)]
    if odd:
        where = (
            say("line {line} of the file", line=odd[0].line)
            if len(odd) == 1
            else say("{count} lines", count=len(odd))
        )
        yield say(
            "the amount of {where} is not quantity times price less discount: it is kept as given",
            where=where,
        )


def _totals(sums: Sums) -> Iterator[str]:
    """Yield what is wrong with the total and with what is to be paid."""
    total, tax, payable = sums.total, sums.tax or _NOTHING, sums.given.get("PayableAmount")
    if total is None:
        return
    if sums.withheld and sums.net + tax + sums.withheld == total:
        yield say(
            "its tax {tax} leaves out the {withheld} withheld",
            tax=sums.shown(tax),
            withheld=sums.shown(sums.withheld),
        )
    elif sums.net + tax not in (total, total - sums.rounding):
        yield (
            say(
                "its total {total} is not net {net} and tax {tax}: it is kept as given",
                total=sums.shown(total),
                net=sums.shown(sums.net),
                tax=sums.shown(tax),
            )
        )
    rest = total - sums.given.get("PrepaidAmount", _NOTHING) - sums.withheld
    if payable is not None and payable not in (rest, rest + sums.rounding):
        yield say(
            "{payable} to be paid is not what its total leaves, {rest}",
            payable=sums.shown(payable),
            rest=sums.shown(rest),
        )


def _multiplies(each: Line, unit: Decimal) -> bool:
    """Tell whether a line's amount may be quantity times price less discount: prices are often rounded."""
    if each.quantity is None or each.price is None or each.amount is None:
        return True
    digits = min(int(each.price.as_tuple().exponent), 0)
    slack = unit + abs(each.quantity / each.base) * Decimal(5).scaleb(digits - 1)
    return abs(each.quantity * each.price / each.base - each.discount - each.amount) <= slack
