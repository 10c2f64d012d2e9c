"""What each of a lead's targets is: a new record, one that exists, or nothing.

A record that exists is taken without asking only where a number says so: the command line, the
lead's own customer or contact, the one customer of that contact, the opportunity's customer.
Everything else that looks the same stops the conversion, unless the request says what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.conversion.candidates import Doubles, Match, alike, doubles
from crmcli.domain.conversion.facts import customers_of, held
from crmcli.domain.conversion.request import NEW, NONE, Wanted, Wish, wish
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY, Noun
from crmcli.errors import Conflict, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crmcli.domain.conversion.facts import Held, Lead
    from crmcli.domain.records import Key
    from crmcli.sql import Reader


class Goal(NamedTuple):
    """One target: ``create`` a new record, or the ``number`` of one that exists, and why; else nothing."""

    create: bool = False
    number: int | None = None
    why: str | None = None

    @property
    def wanted(self) -> bool:
        """Whether there is such a target at all."""
        return self.create or self.number is not None


NEW_ONE = Goal(create=True)
NOTHING = Goal()


class Goals(NamedTuple):
    """A lead's targets, the existing records among them, and what a person should know."""

    customer: Goal
    contact: Goal
    opportunity: Goal
    held: Mapping[str, Held]
    linked: bool = False
    """Whether the contact is at the customer already."""
    notes: tuple[str, ...] = ()

    def of(self, target: str) -> Goal:
        """Return the goal of a target by its noun's name."""
        found: Goal = getattr(self, target)
        return found


def decide(db: Reader, lead: Lead, wanted: Wanted) -> Goals:
    """Return what a lead becomes.

    Raises:
        Conflict: it may be a record that exists already, ``details`` lists them; or numbers disagree.
        Refused: nothing says what the new record is called.
    """
    wishes = _wishes(db, lead, wanted)
    holding: dict[str, Held] = {}
    opportunity = _opportunity(db, lead, wishes[OPPORTUNITY.name], holding)
    contact = _contact(lead, wishes[CONTACT.name])
    if contact.number:
        holding[CONTACT.name] = held(db, CONTACT, contact.number)
    customer = _customer(db, lead, wishes, wanted, contact, holding.get(OPPORTUNITY.name))
    notes: list[str] = []
    customer, contact = _checked(db, lead, wanted, (customer, contact), holding, notes)
    for noun, goal in ((CUSTOMER, customer), (CONTACT, contact)):
        if goal.number and noun.name not in holding:
            holding[noun.name] = held(db, noun, goal.number)
    _check_owner(lead, customer, holding.get(OPPORTUNITY.name))
    if not (customer.wanted or contact.wanted or opportunity.wanted):
        raise Refused(f"{LEAD.ref(lead.number)} would become nothing", f"crm convert {LEAD.ref(lead.number)} --customer new")
    return Goals(customer, contact, opportunity, holding, _linked(db, customer, contact), tuple(notes))


def _linked(db: Reader, customer: Goal, contact: Goal) -> bool:
    if not (customer.number and contact.number):
        return False
    query = "SELECT 1 FROM customer_contact WHERE customer_id = :customer AND contact_id = :contact"
    return db.value(query, {"customer": customer.number, "contact": contact.number}) is not None


def _wishes(db: Reader, lead: Lead, wanted: Wanted) -> dict[str, Wish]:
    """Return what is wanted of each target, a person's answers for this lead first."""
    answers = wanted.request.answers.get(lead.number, {})
    region = wanted.request.keys.region
    nouns = {noun.name: noun for noun in (CUSTOMER, CONTACT, OPPORTUNITY)}
    chosen = {name: wish(db, nouns[name], text, region) for name, text in answers.items()}
    return {**wanted.wishes, **chosen}


def _opportunity(db: Reader, lead: Lead, wish: Wish, holding: dict[str, Held]) -> Goal:
    if wish.word == NONE:
        return NOTHING
    if wish.word == NEW:
        return NEW_ONE
    number, why = wish.number, None
    if number is None:
        own = [found for found in lead.own if found.outcome == "open"] or [
            found for found in lead.own if found.outcome == "won"
        ]
        if not own:
            return NEW_ONE
        number, why = own[-1].number, "it came from this lead"
    holding[OPPORTUNITY.name] = held(db, OPPORTUNITY, number)
    return Goal(number=number, why=why)


def _contact(lead: Lead, wish: Wish) -> Goal:
    if wish.word == NONE:
        return NOTHING
    if wish.number is not None:
        return Goal(number=wish.number)
    if wish.word is None and lead.values.get("contact"):
        return Goal(number=lead.values["contact"], why="the lead is of this contact")
    if lead.values.get("name"):
        return NEW_ONE
    if wish.word == NEW:
        ref = LEAD.ref(lead.number)
        raise Refused(f"{ref} names no person", f'crm lead edit {ref} --name "..."')
    return NOTHING


def _customer(
    db: Reader,
    lead: Lead,
    wishes: Mapping[str, Wish],
    wanted: Wanted,
    contact: Goal,
    opportunity: Held | None,
) -> Goal:
    wish = wishes[CUSTOMER.name]
    if wish.word == NONE:
        return NOTHING
    if wish.number is not None:
        return Goal(number=wish.number)
    if wish.word == NEW:
        return NEW_ONE
    if opportunity is not None and opportunity.values.get("customer"):
        return Goal(number=opportunity.values["customer"], why=f"{OPPORTUNITY.ref(opportunity.number)} is of this customer")
    if lead.values.get("customer"):
        return Goal(number=lead.values["customer"], why="the lead is of this customer")
    if contact.number:
        return _employer(db, lead, contact.number, wanted)
    return NEW_ONE


def _employer(db: Reader, lead: Lead, contact: int, wanted: Wanted) -> Goal:
    """Return the customer that a known contact is at; a new one when there is none, or another company.

    Raises:
        Conflict: the contact is at several.
    """
    from crmcli.domain.text import match_key

    found = customers_of(db, contact, wanted.request.today)
    person = CONTACT.ref(contact)
    company = lead.values.get("company")
    if company:
        key = match_key(company)
        found = [(number, name) for number, name in found if match_key(name) == key]
    if not found or (len(found) > 1 and wanted.request.on_duplicate == "create"):
        return NEW_ONE
    if len(found) == 1:
        return Goal(number=found[0][0], why=f"{person} is there")
    matches = [Match(CUSTOMER.name, number, name, (f"{person} is there",)) for number, name in found]
    raise _several(lead, matches)


def _checked(
    db: Reader,
    lead: Lead,
    wanted: Wanted,
    goals: tuple[Goal, Goal],
    holding: Mapping[str, Held],
    notes: list[str],
) -> tuple[Goal, Goal]:
    """Return customer and contact after the duplicate check of those that would be new.

    Raises:
        Conflict: the lead may be a record that exists, or several.
        Refused: a new customer would have no name.
    """
    customer, contact = goals
    if not (customer.create or contact.create):
        return goals
    person = holding.get(CONTACT.name)
    found = doubles(
        db, _keys(lead, person, customer), lead.values.get("company"), known=person.number if person else None
    )
    matches = [*(found.customers if customer.create else ()), *(found.contacts if contact.create else ())]
    if matches and wanted.request.on_duplicate == "attach":
        customer = _attached(lead, customer, found.customers)
        contact = _attached(lead, contact, found.contacts)
    elif matches and not _answered(lead, wanted, customer, contact, found):
        raise _conflict(lead, matches)
    notes += [f"{LEAD.ref(lead.number)}: new, although there is {match.told()}" for match in matches if _stays(match, customer, contact)]
    if customer.create:
        name = lead.values.get("company") or lead.values.get("name") or (person.label if person else None)
        if not name:
            ref = LEAD.ref(lead.number)
            hint = f'crm lead edit {ref} --name "...", or: crm convert {ref} --customer C-1'
            raise Refused(f"{ref} has neither a name nor a company, so a new customer can't be named", hint)
        notes += _namesakes(db, lead, CUSTOMER, name, found)
    if contact.create:
        notes += _namesakes(db, lead, CONTACT, lead.values["name"], found)
    return customer, contact


def _keys(lead: Lead, person: Held | None, customer: Goal) -> Iterable[Key]:
    """Return the keys to look for: the lead's, and its contact's where that becomes a customer."""
    from crmcli.domain.records import Key

    if person is None or not customer.create or lead.values.get("company"):
        return lead.keys
    return [*lead.keys, *(Key(kind, norm, None) for kind, norm in sorted(person.keys))]


def _attached(lead: Lead, goal: Goal, found: tuple[Match, ...]) -> Goal:
    """Return the one record that a new one would double; the goal as it is when there is none."""
    if not goal.create or not found:
        return goal
    if len(found) > 1:
        raise _several(lead, found)
    return Goal(number=found[0].number, why=", ".join(found[0].reasons))


def _answered(lead: Lead, wanted: Wanted, customer: Goal, contact: Goal, found: Doubles) -> bool:
    """Tell whether someone has decided that the doubles are new records all the same."""
    if wanted.request.on_duplicate == "create":
        return True
    answers = wanted.request.answers.get(lead.number, {})
    open_ = [(CUSTOMER.name, customer, found.customers), (CONTACT.name, contact, found.contacts)]
    return all(answers.get(name) == NEW for name, goal, matches in open_ if goal.create and matches)


def _stays(match: Match, customer: Goal, contact: Goal) -> bool:
    """Tell whether a new record is made beside a match."""
    return (customer if match.noun == CUSTOMER.name else contact).create


def _namesakes(db: Reader, lead: Lead, noun: Noun, name: str, found: Doubles) -> list[str]:
    others = (*found.customers, *found.contacts)
    return [
        f"{LEAD.ref(lead.number)}: {match.ref} {match.name} has the same name; a name alone is no match"
        for match in alike(db, noun, name, others)
    ]


def _check_owner(lead: Lead, customer: Goal, opportunity: Held | None) -> None:
    """Refuse to give an opportunity of one customer to another.

    Raises:
        Conflict: that would be done.
    """
    owner = opportunity.values.get("customer") if opportunity else None
    if opportunity is None or owner is None or not customer.wanted or customer.number == owner:
        return
    whose = f"{OPPORTUNITY.ref(opportunity.number)} is of {CUSTOMER.ref(owner)}"
    other = CUSTOMER.ref(customer.number) if customer.number else "a new customer"
    ref = LEAD.ref(lead.number)
    hint = f"crm convert {ref} --customer {CUSTOMER.ref(owner)} --opportunity {OPPORTUNITY.ref(opportunity.number)}"
    raise Conflict(f"{whose}, not of {other}", hint)


def _conflict(lead: Lead, matches: list[Match]) -> Conflict:
    """Return the error for a lead that may be known already."""
    ref = LEAD.ref(lead.number)
    first: dict[str, str] = {}
    for match in matches:
        first.setdefault(match.noun, match.ref)
    flags = " ".join(f"--{noun} {number}" for noun, number in first.items())
    return Conflict(
        f"{ref} may be {' or '.join(match.told() for match in matches)}",
        f"crm convert {ref} {flags}, or new ones all the same: crm convert {ref} --on-duplicate create",
        [match.as_dict() for match in matches],
    )


def _several(lead: Lead, matches: Iterable[Match]) -> Conflict:
    """Return the error for a lead that several records answer to."""
    found = list(matches)
    ref = LEAD.ref(lead.number)
    return Conflict(
        f"{ref} may be any of {'; '.join(match.told() for match in found)}",
        f"crm convert {ref} --{found[0].noun} {found[0].ref}",
        [match.as_dict() for match in found],
    )
