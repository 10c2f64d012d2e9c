"""Which target takes which of a lead's fields, before anyone looks at what is there already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.conversion.request import Stage
from crmcli.domain.conversion.words import text_of
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.conversion.facts import Lead
    from crmcli.domain.conversion.goals import Goals

WHO, PERSON, DEAL = CUSTOMER.name, CONTACT.name, OPPORTUNITY.name
TARGETS = (WHO, PERSON, DEAL)

# A lead's field -> the targets that have a field for it; all of them take it, or only the first.
_EACH = {
    "email": (WHO, PERSON),
    "phone": (WHO, PERSON),
    "source": (WHO, PERSON, DEAL),
    "owner": (WHO, PERSON, DEAL),
    "branch": (WHO, DEAL),
}
_FIRST = {
    "title": (PERSON,),
    "website": (WHO,),
    "industry": (WHO,),
    "address": (WHO, PERSON),
    "city": (WHO, PERSON),
    "country": (WHO, PERSON),
    "referrer": (WHO,),
    "campaign": (DEAL,),
    "amount": (DEAL,),
    "score": (),
    "note": (DEAL, WHO, PERSON),
}
# Where a field without a home is kept: what speaks of the deal with the deal, the rest with who it is.
_KEEPERS = {"campaign": (DEAL, WHO, PERSON), "amount": (DEAL, WHO, PERSON), "score": (DEAL, WHO, PERSON)}
# What a person's customer takes over from the contact that the lead is of.
_FROM_CONTACT = (
    *("email", "phone", "address", "city", "district", "region", "postal_code", "country", "source", "owner"),
)


class Terms(NamedTuple):
    """What a plan needs besides the lead and its targets; ``amount`` is (minor units, currency)."""

    today: date
    region: str
    users: Mapping[int, str]
    overwrite: frozenset[str] = frozenset()
    stage: Stage | None = None
    name: str | None = None
    amount: tuple[int, str] | None = None
    close: date | None = None


class Offer(NamedTuple):
    """A value that a target may take; ``custom`` where it has no field for it."""

    target: str
    field: str
    value: Any
    custom: bool = False
    why: str | None = None


def offers(lead: Lead, goals: Goals, terms: Terms) -> list[Offer]:
    """Return what a lead's fields offer to its targets, names first."""
    return [*_names(lead, goals, terms), *_fields(lead, goals, terms), *_customs(lead, goals)]


def _names(lead: Lead, goals: Goals, terms: Terms) -> Iterator[Offer]:
    """Yield what the targets are called, and what a new one starts with."""
    company, name = lead.values.get("company"), lead.values.get("name")
    today = terms.today.isoformat()
    if goals.customer.create:
        yield Offer(WHO, "name", called(lead, goals))
        yield Offer(WHO, "kind", "organisation" if company else "person")
        yield Offer(WHO, "created_on", today)
    elif goals.customer.number and (company or (name and not goals.contact.wanted)):
        yield Offer(WHO, "name", company or name)
    if goals.contact.wanted and name:
        yield Offer(PERSON, "name", name)
        if goals.contact.create:
            yield Offer(PERSON, "created_on", today)
    if goals.opportunity.create and terms.stage:
        yield Offer(DEAL, "name", terms.name or deal_name(lead, goals))
        yield Offer(DEAL, "stage", terms.stage)
        yield Offer(DEAL, "created_on", today)
    keeps = keeper("name", goals)
    if name and not goals.contact.wanted and (company or not goals.customer.wanted):
        yield Offer(keeps, "lead_name", name, custom=True)
    if company and not goals.customer.wanted:
        yield Offer(keeps, "lead_company", company, custom=True)


def called(lead: Lead, goals: Goals) -> str:
    """Return what the lead's customer is called."""
    if goals.customer.number:
        return goals.held[WHO].label
    found = lead.values.get("company") or lead.values.get("name")
    return str(found or (goals.held[PERSON].label if PERSON in goals.held else ""))


def deal_name(lead: Lead, goals: Goals) -> str:
    """Return ``Company: product`` or ``Company: source``, for a new opportunity."""
    from crmcli.domain.text import NAME_LIMIT, fold

    about = next(
        (str(value) for key, value in lead.custom.items() if fold(key) in ("product", "urun") and value), None
    )
    parts = [called(lead, goals) or LEAD.ref(lead.number), about or lead.values.get("source")]
    return ": ".join(part for part in parts if part)[:NAME_LIMIT]


def _fields(lead: Lead, goals: Goals, terms: Terms) -> Iterator[Offer]:
    """Yield the lead's fields to the targets that have them, or to one that keeps them."""
    values = dict(lead.values)
    tax = next((key.norm for key in lead.keys if key.kind == "tax"), None)
    homes = {**_EACH, **_FIRST, "tax_number": (WHO,)}
    if tax:
        values["tax_number"] = tax
    if goals.customer.wanted and not goals.contact.create:
        # Whoever was known before keeps their own source; the customer says where this one came from.
        homes["source"] = (WHO, DEAL)
    if goals.opportunity.wanted:
        values |= {"amount": terms.amount} if terms.amount else {}
        values |= {"expected_close": terms.close.isoformat()} if terms.close else {}
        homes["expected_close"] = (DEAL,)
    for field, targets in homes.items():
        value = values.get(field)
        if value is None or field in goals.barred:
            continue
        present = [target for target in targets if goals.of(target).wanted]
        if not present:
            kept = value if field == "score" else text_of(field, value, terms.users)
            yield Offer(keeper(field, goals), _kept_as(field, lead), kept, custom=True)
        for target in present if field in _EACH else present[:1]:
            yield Offer(target, field, value)
    yield from _inherited(lead, goals, values)


def _inherited(lead: Lead, goals: Goals, values: Mapping[str, Any]) -> Iterator[Offer]:
    """Yield what a person's new customer takes over from the contact, where the lead says nothing."""
    if not goals.customer.create or lead.values.get("company") or PERSON not in goals.held:
        return
    person = goals.held[PERSON]
    for field in _FROM_CONTACT:
        if field not in values and field in person.values:
            yield Offer(
                WHO, field, person.values[field], why=say("from {ref}", ref=CONTACT.ref(person.number))
            )


def _customs(lead: Lead, goals: Goals) -> Iterator[Offer]:
    """Yield the lead's custom fields."""
    for name, value in lead.custom.items():
        yield Offer(keeper("custom", goals), name, value, custom=True)


def keeper(field: str, goals: Goals) -> str:
    """Return the target that keeps a field without a home."""
    return next(target for target in _KEEPERS.get(field, (WHO, PERSON, DEAL)) if goals.of(target).wanted)


def _kept_as(field: str, lead: Lead) -> str:
    """Return the custom field's name for a lead's field; the lead's own custom fields go first."""
    return f"lead_{field}" if field in lead.custom else field
