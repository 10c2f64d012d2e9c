"""Which records a lead goes into.

A record that exists is taken without asking only where a number says so: the command line, the
lead's own customer or contact, the one customer of that contact, the opportunity's customer, an
opportunity that came from the lead. What merely looks the same is ``check``'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.conversion.candidates import Match
from crmcli.domain.conversion.check import barred, checked, refuse_other_owner, several
from crmcli.domain.conversion.facts import customers_of, held
from crmcli.domain.conversion.goals import NEW_ONE, NOTHING, Case, Goal, Goals
from crmcli.domain.conversion.request import NEW, NONE, TARGETS, wish
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.conversion.facts import Held
    from crmcli.domain.conversion.request import Wish


def decide(case: Case) -> Goals:
    """Return what a lead becomes.

    Raises:
        Conflict: it may be a record that exists already, ``details`` lists them; or numbers disagree.
        Refused: nothing says what the new record is called.
    """
    wishes = _wishes(case)
    holding: dict[str, Held] = {}
    opportunity = _opportunity(case, wishes[OPPORTUNITY.name], holding)
    contact = _contact(case, wishes[CONTACT.name], holding)
    customer = _customer(case, wishes[CUSTOMER.name], contact, holding.get(OPPORTUNITY.name))
    notes: list[str] = []
    customer, contact = checked(case, (customer, contact), holding.get(CONTACT.name), notes)
    for noun, goal in ((CUSTOMER, customer), (CONTACT, contact)):
        if goal.number and noun.name not in holding:
            holding[noun.name] = held(case.db, noun, goal.number)
    refuse_other_owner(case, customer, holding.get(OPPORTUNITY.name))
    if not (customer.wanted or contact.wanted or opportunity.wanted):
        ref = LEAD.ref(case.lead.number)
        raise Refused(say("{ref} would become nothing", ref=ref), f"crm convert {ref} --customer new")
    kept_out = barred(case, holding.get(CUSTOMER.name), notes)
    linked = _linked(case, customer, contact)
    return Goals(customer, contact, opportunity, holding, linked, kept_out, tuple(notes))


def _wishes(case: Case) -> dict[str, Wish]:
    """Return what is wanted of each target, a person's answers for this lead first."""
    region = case.wanted.request.keys.region
    chosen = {
        noun.name: wish(case.db, noun, case.answers[noun.name], region)
        for noun in TARGETS
        if noun.name in case.answers
    }
    return {**case.wanted.wishes, **chosen}


def _opportunity(case: Case, wish: Wish, holding: dict[str, Held]) -> Goal:
    """Return the opportunity: the one asked for, else the latest that came from the lead, else a new one."""
    if wish.word is not None:
        return NEW_ONE if wish.word == NEW else NOTHING
    number, why = wish.number, None
    if number is None:
        for outcome in ("open", "won"):
            own = [found.number for found in case.lead.own if found.outcome == outcome]
            if own and number is None:
                number, why = own[-1], say("it came from this lead")
    if number is None:
        return NEW_ONE
    holding[OPPORTUNITY.name] = held(case.db, OPPORTUNITY, number)
    return Goal(number=number, why=why)


def _contact(case: Case, wish: Wish, holding: dict[str, Held]) -> Goal:
    """Return the contact: the one asked for, else the lead's own, else a new one where a person is named."""
    if wish.word == NONE:
        return NOTHING
    own = case.lead.values.get("contact") if wish.word is None else None
    number = wish.number or own
    if number is not None:
        holding[CONTACT.name] = held(case.db, CONTACT, number)
        return Goal(number=number, why=None if wish.number else say("the lead is of this contact"))
    if case.lead.values.get("name"):
        return NEW_ONE
    if wish.word == NEW:
        ref = LEAD.ref(case.lead.number)
        raise Refused(say("{ref} names no person", ref=ref), f'crm lead edit {ref} --name "..."')
    return NOTHING


def _customer(case: Case, wish: Wish, contact: Goal, opportunity: Held | None) -> Goal:
    """Return the customer: the one asked for, else the one that a number says, else a new one."""
    if wish.word is not None:
        return NEW_ONE if wish.word == NEW else NOTHING
    owner = opportunity.values.get("customer") if opportunity else None
    if wish.number is not None:
        return Goal(number=wish.number)
    if opportunity is not None and owner is not None:
        return Goal(
            number=owner, why=say("{ref} is of this customer", ref=OPPORTUNITY.ref(opportunity.number))
        )
    if case.lead.values.get("customer"):
        return Goal(number=case.lead.values["customer"], why=say("the lead is of this customer"))
    return _employer(case, contact.number) if contact.number else NEW_ONE


def _employer(case: Case, contact: int) -> Goal:
    """Return the customer that a known contact is at; a new one when there is none, or another company.

    Raises:
        Conflict: the contact is at several.
    """
    from crmcli.domain.text import match_key

    found = customers_of(case.db, contact, case.wanted.request.today)
    company = case.lead.values.get("company")
    if company:
        key = match_key(company)
        found = [(number, name) for number, name in found if match_key(name) == key]
    if not found or (len(found) > 1 and case.wanted.request.on_duplicate == "create"):
        return NEW_ONE
    reason = say("{ref} is there", ref=CONTACT.ref(contact))
    if len(found) == 1:
        return Goal(number=found[0][0], why=reason)
    raise several(case, [Match(CUSTOMER.name, number, name, (reason,)) for number, name in found])


def _linked(case: Case, customer: Goal, contact: Goal) -> bool:
    if not (customer.number and contact.number):
        return False
    query = "SELECT 1 FROM customer_contact WHERE customer_id = :customer AND contact_id = :contact"
    values: Mapping[str, int] = {"customer": customer.number, "contact": contact.number}
    return case.db.value(query, values) is not None
