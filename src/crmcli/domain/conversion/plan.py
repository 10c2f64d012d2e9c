"""The plan of one conversion: every field of every record it touches, decided without the store.

``make_plan`` is pure; ``apply`` carries out its steps and decides nothing. A record that exists
gets empty fields filled and nothing else, unless ``overwrite`` names the field.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.conversion.goals import Goals
from crmcli.domain.conversion.offers import DEAL, PERSON, TARGETS, WHO, Offer, Terms, keeper, offers
from crmcli.domain.conversion.request import custom_key
from crmcli.domain.conversion.words import same, text_of
from crmcli.domain.nouns import BY_NAME, CUSTOMER, LEAD, OPPORTUNITY
from crmcli.domain.records import Key
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.domain.conversion.facts import Lead

_KEYED = ("phone", "email", "tax_number")


class Step(NamedTuple):
    """One step: ``old`` and ``new`` as people read them, ``value`` as it is stored.

    ``target`` is customer, contact, opportunity or lead, or the number of another opportunity. A
    link's value is the target it leads to, or a key.
    """

    target: str
    action: str
    field: str | None
    old: str | None
    new: str | None
    value: Any = None
    why: str | None = None


class Plan(NamedTuple):
    """All steps of one lead, and what the record of the conversion says."""

    lead: int
    goals: Goals
    steps: tuple[Step, ...]
    converted_on: date
    days: int | None
    touches: int


def make_plan(lead: Lead, goals: Goals, terms: Terms) -> Plan:
    """Return the plan that turns a lead into its goals."""
    offered = offers(lead, goals, terms)
    steps: list[Step] = []
    for target in TARGETS:
        goal = goals.of(target)
        if not goal.wanted:
            continue
        if goal.number:
            steps.append(Step(target, "attach", None, None, goals.held[target].label, why=goal.why))
        settled = [_settled(offer, goals, terms) for offer in offered if offer.target == target]
        taken = [step for step in settled if step is not None]
        steps += [*taken, *_keys(lead, goals, target, taken, terms), *_tags(lead, goals, target)]
        steps += _links(lead, goals, target)
    steps += _own(lead, goals)
    steps.append(Step(LEAD.name, "set", "status", lead.values["status"], "converted", "converted"))
    days = max(0, (terms.today - lead.first).days) if lead.first else None
    return Plan(lead.number, goals, tuple(steps), terms.today, days, lead.touches)


def _settled(offer: Offer, goals: Goals, terms: Terms) -> Step | None:
    """Return the step an offer leads to, None when the target has the same already."""
    target, field, value = offer.target, offer.field, offer.value
    shown = f"custom.{field}" if offer.custom else field
    new = value.name if field == "stage" else text_of(field, value, terms.users)
    stored = value.number if field == "stage" else value
    if goals.of(target).create:
        return Step(target, "keep" if offer.custom else "create", shown, None, new, stored, offer.why)
    held = goals.held[target]
    kept = (held.custom if offer.custom else held.values).get(field)
    if kept in (None, ""):
        return Step(target, "keep" if offer.custom else "fill", shown, None, new, stored, offer.why)
    if same(target, field, kept, value, terms.region) or _known(held.keys, field, value, terms):
        return None
    asked = {field, custom_key(field)} if offer.custom else {field}
    action = "overwrite" if asked & terms.overwrite else "conflict"
    return Step(target, action, shown, text_of(field, kept, terms.users), new, stored)


def _known(keys: frozenset[tuple[str, str]], field: str, value: Any, terms: Terms) -> bool:
    """Tell whether a phone or address that isn't the main one is known of the record."""
    if field not in _KEYED or field in terms.overwrite:
        return False
    return any(key[:2] in keys for key in _norms({field: value}, terms.region))


def _norms(values: Mapping[str, Any], region: str) -> list[Key]:
    from crmcli.domain.records import Keys, keys_of

    return keys_of(CUSTOMER, values, Keys(region=region))


def _keys(lead: Lead, goals: Goals, target: str, taken: Sequence[Step], terms: Terms) -> Iterator[Step]:
    """Yield the phones and addresses that a customer or contact gets besides its main ones."""
    if target == DEAL:
        return
    held = goals.held.get(target)
    known = set(held.keys) if held else set()
    written = {step.field: step.value for step in taken if step.field in _KEYED and step.action != "conflict"}
    known |= {key[:2] for key in _norms(written, terms.region)}
    offered = list(lead.keys)
    if target == WHO and goals.customer.create and not lead.values.get("company") and PERSON in goals.held:
        offered += [Key(kind, norm, norm) for kind, norm in sorted(goals.held[PERSON].keys)]
    for key in offered:
        if key.kind in ("phone", "email") and key[:2] not in known:
            known.add(key[:2])
            value = Key(key.kind, key.norm, key.value or key.norm)
            yield Step(target, "link", key.kind, None, value.value, value)


def _tags(lead: Lead, goals: Goals, target: str) -> Iterator[Step]:
    """Yield the tags that a target does not have yet."""
    from crmcli.domain.text import fold

    if target != keeper("tags", goals):
        return
    held = goals.held.get(target)
    known = held.tags if held else frozenset()
    names = tuple(name for name in lead.tags if (fold(name) or name) not in known)
    if names:
        yield Step(target, "create" if held is None else "fill", "tags", None, ", ".join(names), names)


def _links(lead: Lead, goals: Goals, target: str) -> Iterator[Step]:
    """Yield how a target is tied to the others."""
    if target == PERSON and goals.customer.wanted and not goals.linked:
        yield Step(PERSON, "link", WHO, None, _told(WHO, goals), WHO)
    if target != DEAL:
        return
    held = goals.held.get(DEAL)
    for other in (WHO, PERSON):
        if goals.of(other).wanted and not (held and held.values.get(other)):
            yield Step(DEAL, "link", other, None, _told(other, goals), other)
    if not (held and held.values.get("lead")):
        yield Step(DEAL, "link", LEAD.name, None, LEAD.ref(lead.number), LEAD.name)


def _own(lead: Lead, goals: Goals) -> Iterator[Step]:
    """Yield how the lead's other opportunities are tied to what it became."""
    for own in lead.own:
        if own.number == goals.opportunity.number:
            continue
        for other, has in ((WHO, own.customer), (PERSON, own.contact)):
            if has is None and goals.of(other).wanted:
                yield Step(OPPORTUNITY.ref(own.number), "link", other, None, _told(other, goals), other)


def _told(target: str, goals: Goals) -> str:
    """Return how a target is named before it may have a number."""
    number = goals.of(target).number
    return BY_NAME[target].ref(number) if number else say("new {target}", target=named(target))
