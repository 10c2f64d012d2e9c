"""A new quote: to a customer or a lead, for an opportunity or without one, of lines that add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.frozen import frozen
from crmcli.domain.given import typed
from crmcli.domain.nouns import LEAD, OPPORTUNITY, PRODUCT, QUOTE, split_ref
from crmcli.domain.order_lines import currency_of
from crmcli.domain.quotes.lines import store_offers, total_up
from crmcli.domain.quotes.typed import (
    Offer,
    Wanted,
    codes_of,
    percent,
    read_discount,
    read_offers,
    valid_until,
)
from crmcli.domain.targets import label
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Change
    from crmcli.domain.targets import Touched
    from crmcli.sql import Reader, Writer

_SUMS = ("net", "discount", "tax", "total")
_VERBS = {
    "status": "send",
    "version": "version",
    "replaces": "version",
    "decided_on": "accept",
    "lost_reason": "reject",
}


@frozen
class AddQuote:
    """A quote: its fields, and ``party``, whom it is made to: customer, contact or lead.

    ``discount`` is one on the whole, ``tax`` the rate of lines whose own is not told, ``usual_tax`` the
    one where neither line, option nor product says any (the setting; may be empty). A ``valid_until``
    among the fields may be a span such as 30d.
    """

    record: AddRecord
    party: str | None = None
    lines: Wanted = Wanted()
    discount: str | None = None
    tax: str | None = None
    usual_tax: str = ""


def add_quote(db: Writer, request: AddQuote) -> Change[Touched]:
    """Add a draft; its name is that of the opportunity or the first product where none is given.

    Raises:
        UsageError, Refused: a value, a line or a discount can't be read, or currencies differ.
        NotFound, Conflict: a reference names nobody, or several; the number is taken.
    """
    record, context = request.record, request.record.context
    given = dict(record.given)
    refuse_sums(given)
    valid = given.pop("valid_until", None)
    values = typed(db, QUOTE, given, context)
    values |= _party(db, request.party, values, context.region)
    known = _of_opportunity(db, values)
    ours = {"branch": db.note.branch} if db.note.branch else {}
    values = {**known, **ours, **values}
    _refuse_nobody(values)
    day = date.fromisoformat(values.get("quoted_on") or context.today.isoformat())
    if isinstance(valid, str) and valid.strip():
        values["valid_until"] = not_before(valid_until(valid, day), day)
    code = values.get("currency")
    context = context._replace(currency=code or context.currency)
    offers, notes = read_offers(db, request.lines, context, day)
    codes = [values["currency"]] if "currency" in given else []
    currency = currency_of(codes_of(offers), codes, context.currency)
    values["currency"] = currency
    values["name"] = values.get("name") or _name(db, values, offers)
    number = store(db, QUOTE, values, record)
    rated, more = rates(offers, request.tax, request.usual_tax)
    store_offers(db, number, rated, currency, read_discount(request.discount, currency))
    total_up(db, number, currency)
    if not offers:
        more = [
            say(
                "the quote has no line yet: crm quote edit {ref} --line PRODUCT:NUMBER", ref=QUOTE.ref(number)
            )
        ]
    return added(QUOTE, number, {"name": _told(db, number, values["name"], currency)}, [*notes, *more])


def refuse_sums(given: dict[str, Any]) -> None:
    """Refuse what follows from the lines, or what has a command of its own.

    Raises:
        UsageError: a field is one of these.
    """
    for name in _SUMS:
        if name in given:
            raise UsageError(
                say("the {name} of a quote follows from its lines", name=name),
                '--item "all in all:1:12000", and --discount',
            )
    for name, verb in _VERBS.items():
        if name in given:
            told = name.replace("_", " ")
            raise UsageError(
                say("the {told} of a quote is not typed", told=named(told, "column")),
                say("crm quote {verb} Q-1 sets it", verb=verb),
            )


def rates(
    offers: Sequence[Offer], tax: str | None, usual: str
) -> tuple[list[tuple[Offer, Decimal]], list[str]]:
    """Return lines with their tax rates, and what is to be said when nobody told one.

    A line's own comes first, then the option, the product's, the setting.
    """
    asked = percent(tax) if tax else None
    setting = percent(usual) if usual.strip() else None
    found, without = [], 0
    for offer in offers:
        known = [rate for rate in (offer.rate, asked, offer.of_product, setting) if rate is not None]
        without += not known
        found.append((offer, known[0] if known else Decimal()))
    if not without:
        return found, []
    lines = say("1 line has") if without == 1 else say("{without} lines have", without=without)
    return found, [
        say("{lines} no tax, since no rate is known: --tax 20, or crm config set tax_percent 20", lines=lines)
    ]


def _party(db: Reader, text: str | None, values: dict[str, Any], region: str) -> dict[str, int]:
    """Return the customer, contact or lead that is named in one word."""
    if text is None:
        return {}
    if any(values.get(name) for name in ("customer", "lead")):
        raise UsageError(
            say('"{text}" and an option both say to whom', text=text), "leave one of the two out"
        )
    found = split_ref(text.strip())
    if found is not None and found[0] is LEAD:
        from crmcli.domain.refs import resolve

        return {"lead": resolve(db, LEAD, text)}
    from crmcli.domain.anyone import anyone

    party = anyone(db, text, region)
    return {name: number for name, number in party.items() if values.get(name) is None}


def _of_opportunity(db: Reader, values: dict[str, Any]) -> dict[str, Any]:
    """Return what a quote takes over from its opportunity.

    Raises:
        UsageError: the opportunity is another customer's.
    """
    number = values.get("opportunity")
    if number is None:
        return {}
    names = ("customer", "contact", "lead", "owner", "branch", "currency")
    columns = [f"{name}_id" if name in names[:4] else name for name in names]
    row = db.tuples(f"SELECT {', '.join(columns)} FROM opportunity WHERE id = :id", {"id": number})[0]
    known = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    mine, its = values.get("customer"), known.get("customer")
    if mine and its and mine != its:
        from crmcli.domain.nouns import CUSTOMER

        raise UsageError(
            say(
                "{ref} is of {customer}, the quote to {other}",
                ref=OPPORTUNITY.ref(number),
                customer=CUSTOMER.ref(its),
                other=CUSTOMER.ref(mine),
            ),
            f"crm opportunity show {OPPORTUNITY.ref(number)}",
        )
    if mine or values.get("lead"):
        known = {name: value for name, value in known.items() if name not in ("contact", "lead")}
    return known


def _refuse_nobody(values: dict[str, Any]) -> None:
    """Refuse a quote that is made to nobody.

    Raises:
        UsageError: neither customer nor lead is named.
    """
    if values.get("customer") or values.get("lead"):
        return
    if values.get("contact"):
        from crmcli.domain.nouns import CONTACT

        ref = CONTACT.ref(values["contact"])
        raise UsageError(
            say("{ref} is at no customer, or at several", ref=ref), "say which with --customer C-1"
        )
    raise UsageError("a quote is made to a customer or a lead", "crm quote add C-12 ... or --opportunity O-9")


def not_before(day: str, start: date) -> str:
    """Return the last day of a quote.

    Raises:
        UsageError: it lies before the quote's own day.
    """
    if day < start.isoformat():
        raise UsageError(
            say("the quote would hold until {day}, before its own day {start}", day=day, start=start),
            "--valid 30d",
        )
    return day


def _name(db: Reader, values: dict[str, Any], offers: Sequence[Offer]) -> str:
    """Return what a quote is called when nobody says."""
    if values.get("opportunity"):
        return label(db, OPPORTUNITY, values["opportunity"]) or "Quote"
    for line in codes_of(offers):
        name = line.description if line.product is None else label(db, PRODUCT, line.product)
        if name:
            return name
    return "Quote"


def _told(db: Reader, number: int, name: str, currency: str) -> str:
    """Return a quote's name with what it comes to."""
    from crmcli.domain.money import human

    total = db.value("SELECT total_minor FROM quote WHERE id = :id", {"id": number})
    return name if total is None else say("{name} {total}", name=name, total=human(total, currency))
