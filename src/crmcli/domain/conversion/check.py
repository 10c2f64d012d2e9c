"""Nobody twice: what stands between a lead and new records, and who owns what it goes into.

A record that exists is never taken silently: the lead stops, unless the request, or a person's
answer for this lead, says what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.conversion.candidates import Doubles, Match, alike, doubles
from crmcli.domain.conversion.goals import Case, Goal
from crmcli.domain.conversion.request import NEW, TARGETS
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.errors import Conflict, Refused
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.conversion.facts import Held, Lead
    from crmcli.domain.records import Key

_ABOVE = """
WITH RECURSIVE up (id) AS (
  SELECT id FROM customer WHERE id = :id
  UNION SELECT c.referrer_id FROM customer c JOIN up ON c.id = up.id WHERE c.referrer_id IS NOT NULL
) SELECT id FROM up
"""


def checked(case: Case, goals: tuple[Goal, Goal], person: Held | None, notes: list[str]) -> tuple[Goal, Goal]:
    """Return customer and contact after the duplicate check of those that would be new.

    ``person`` is the contact that the lead is of, if any. What a person should know is added to
    ``notes``.

    Raises:
        Conflict: the lead may be a record that exists, or several.
        Refused: a new customer would have no name.
    """
    customer, contact = goals
    if not (customer.create or contact.create):
        return goals
    found = _found(case, customer, person)
    found = Doubles(found.customers if customer.create else (), found.contacts if contact.create else ())
    matches = [*found.customers, *found.contacts]
    if matches and case.wanted.request.on_duplicate == "attach":
        customer = _attached(case, customer, found.customers)
        contact = _attached(case, contact, found.contacts)
    elif matches and not _decided(case, found):
        raise _conflict(case, matches)
    else:
        ref = LEAD.ref(case.lead.number)
        notes += [
            say("{ref}: made new, although there is {told}", ref=ref, told=match.told()) for match in matches
        ]
    _note_namesakes(case, (customer, contact), person, (matches, notes))
    return customer, contact


def _found(case: Case, customer: Goal, person: Held | None) -> Doubles:
    """Return who has the lead's keys; or its contact's, where that becomes a customer itself."""
    from crmcli.domain.records import Key

    keys: list[Key] = list(case.lead.keys)
    if person is not None and customer.create and not case.lead.values.get("company"):
        keys += [Key(kind, norm, None) for kind, norm in sorted(person.keys)]
    known = person.number if person else None
    return doubles(case.db, keys, case.lead.values.get("company"), known=known)


def _attached(case: Case, goal: Goal, found: tuple[Match, ...]) -> Goal:
    """Return the one record that a new one would double; the goal as it is when there is none."""
    if not found:
        return goal
    if len(found) > 1:
        raise several(case, found)
    return Goal(number=found[0].number, why=listed(found[0].reasons))


def _decided(case: Case, found: Doubles) -> bool:
    """Tell whether someone said that these are new records all the same."""
    if case.wanted.request.on_duplicate == "create":
        return True
    return all(case.answers.get(match.noun) == NEW for match in (*found.customers, *found.contacts))


def _note_namesakes(
    case: Case, goals: tuple[Goal, Goal], person: Held | None, told: tuple[Sequence[Match], list[str]]
) -> None:
    """Note who has the same name as a new record; a name alone is no match.

    Raises:
        Refused: a new customer would have no name.
    """
    values, (matches, notes) = case.lead.values, told
    customer, contact = goals
    names = []
    if customer.create:
        name = values.get("company") or values.get("name") or (person.label if person else None)
        if not name:
            raise _nameless(case.lead)
        names.append((CUSTOMER, name))
    if contact.create:
        names.append((CONTACT, values["name"]))
    ref = LEAD.ref(case.lead.number)
    for noun, name in names:
        for match in alike(case.db, noun, name, matches):
            notes.append(
                say(
                    "{lead}: {ref} {name} has the same name; a name alone is no match",
                    lead=ref,
                    ref=match.ref,
                    name=match.name,
                )
            )


def _nameless(lead: Lead) -> Refused:
    ref = LEAD.ref(lead.number)
    return Refused(
        say("{ref} has neither a name nor a company to call a new customer by", ref=ref),
        f'crm lead edit {ref} --company "..."',
    )


def refuse_other_owner(case: Case, customer: Goal, opportunity: Held | None) -> None:
    """Refuse to give an opportunity of one customer to another.

    Raises:
        Conflict: that would be done.
    """
    owner = opportunity.values.get("customer") if opportunity else None
    if opportunity is None or owner is None or not customer.wanted or customer.number == owner:
        return
    deal, whose = OPPORTUNITY.ref(opportunity.number), CUSTOMER.ref(owner)
    other = CUSTOMER.ref(customer.number) if customer.number else say("a new customer")
    hint = f"crm convert {LEAD.ref(case.lead.number)} --customer {whose} --opportunity {deal}"
    raise Conflict(say("{deal} is of {whose}, not of {other}", deal=deal, whose=whose, other=other), hint)


def barred(case: Case, customer: Held | None, notes: list[str]) -> frozenset[str]:
    """Return ``referrer`` where the customer would come to have brought itself, and note it."""
    referrer = case.lead.values.get("referrer")
    if referrer is None or customer is None or customer.values.get("referrer"):
        return frozenset()
    if (customer.number,) not in case.db.tuples(_ABOVE, {"id": referrer}):
        return frozenset()
    if referrer != customer.number:
        whose, brought = CUSTOMER.ref(customer.number), CUSTOMER.ref(referrer)
        notes.append(
            say(
                '{whose} referrer: kept "", lead had "{brought}", whom {whose} brought itself',
                whose=whose,
                brought=brought,
            )
        )
    return frozenset({"referrer"})


def _conflict(case: Case, matches: Sequence[Match]) -> Conflict:
    """Return the error for a lead that may be known already."""
    ref = LEAD.ref(case.lead.number)
    return Conflict(
        say(
            "{ref} may be {matches}",
            ref=ref,
            matches=listed((match.told() for match in matches), say(" or ")),
        ),
        say("{command}  # or for new ones: --on-duplicate create", command=_command(case, matches)),
        [match.as_dict() for match in matches],
    )


def several(case: Case, matches: Iterable[Match]) -> Conflict:
    """Return the error for a lead that several records answer to."""
    found = list(matches)
    return Conflict(
        say(
            "{ref} may be any of {found}",
            ref=LEAD.ref(case.lead.number),
            found=listed((match.told() for match in found), "; "),
        ),
        _command(case, found),
        [match.as_dict() for match in found],
    )


def _command(case: Case, matches: Sequence[Match]) -> str:
    """Return the command that takes the first match of each noun, with what was asked for besides."""
    first: dict[str, str] = {}
    for match in matches:
        first.setdefault(match.noun, match.ref)
    for noun in TARGETS:
        wish = case.wanted.wishes[noun.name]
        if noun.name not in first and (wish.word or wish.number):
            first[noun.name] = noun.ref(wish.number) if wish.number else str(wish.word)
    flags = "".join(f" --{noun.name} {first[noun.name]}" for noun in TARGETS if noun.name in first)
    return f"crm convert {LEAD.ref(case.lead.number)}{flags}"
