"""Adding a record of any noun: what was typed, what follows from it, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain import nouns
from crmcli.domain.date_told import all_told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, cautions, typed
from crmcli.domain.nouns import (
    BY_NAME,
    CONTACT,
    CUSTOMER,
    LEAD,
    OPPORTUNITY,
    ORDER,
    PARTIES,
    PRODUCT,
    USER,
    Noun,
    noun_of,
)
from crmcli.domain.records import Keys, create
from crmcli.domain.results import Change
from crmcli.domain.taken import refuse_taken
from crmcli.domain.targets import Touched
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer


@frozen
class AddRecord:
    """A record to add; ``force`` adds it though another has its phone, e-mail or tax number."""

    noun: str
    given: Mapping[str, str | Sequence[str]]
    context: Context
    force: bool = False


# What a record starts with where nothing else is said.
_STARTS: dict[Noun, Callable[[Context], dict[str, Any]]] = {
    CUSTOMER: lambda context: {"kind": "organisation", "created_on": context.today.isoformat()},
    CONTACT: lambda context: {"created_on": context.today.isoformat()},
    LEAD: lambda context: {"status": "new", "created_on": context.today.isoformat()},
    OPPORTUNITY: lambda context: {"created_on": context.today.isoformat()},
    ORDER: lambda context: {"status": "completed", "ordered_on": context.today.isoformat()},
    PRODUCT: lambda _: {"active": 1},
    USER: lambda _: {"active": 1},
    nouns.COMPETITOR: lambda _: {"active": 1},
    nouns.QUOTE: lambda context: {"status": "draft", "version": 1, "quoted_on": context.today.isoformat()},
    nouns.PAYMENT: lambda context: {"paid_on": context.today.isoformat()},
    nouns.NEED: lambda context: {"status": "open", "weight": 3, "noted_on": context.today.isoformat()},
    nouns.CLOSING_STEP: lambda _: {"required": 1, "active": 1},
    nouns.PRICE: lambda context: {"valid_from": context.today.isoformat()},
    nouns.RATE: lambda context: {"day": context.today.isoformat(), "base": context.currency},
    nouns.PLAN: lambda context: {"status": "open", "created_on": context.today.isoformat()},
    nouns.WALLET: lambda context: {"estimated_on": context.today.isoformat()},
    nouns.ATTACHMENT: lambda context: {"copied": 0, "attached_on": context.today.isoformat()},
    nouns.CASE: lambda _: {"status": "open", "priority": "normal"},
    nouns.REQUEST: lambda context: {"status": "open", "asked_on": context.today.isoformat()},
    nouns.SURVEY: lambda context: {"scale": 5, "answered_on": context.today.isoformat()},
    nouns.CHECK: lambda context: {"checked_on": context.today.isoformat()},
    nouns.VERIFICATION: lambda _: {"passed": 0},
    nouns.SEGMENT: lambda _: {"noun": "customer"},
    nouns.CAMPAIGN: lambda _: {"status": "planned", "purpose": "marketing", "holdout_percent": 0},
    nouns.MEMBER: lambda _: {"part": "reached"},
    nouns.PLAYBOOK: lambda _: {"period": "once", "active": 1},
    nouns.RULE: lambda _: {"active": 1},
}


def add_record(db: Writer, request: AddRecord) -> Change[Touched]:
    """Add one record; records that it may be already are named in notes, and no more.

    Raises:
        UsageError, Refused, NotFound: a value can't be read or stored; see ``given.typed``.
        Conflict: another record has the same phone, e-mail, tax number, number or external id.
    """
    noun = BY_NAME[request.noun]
    if noun is LEAD:
        from crmcli.domain.lead_changes import add_lead

        lead = add_lead(db, request)
        told = lead.items[0]
        close = closest(db, noun, noun_of(str(told.id))[1], told.name)
        return replace(lead, notes=(*lead.notes, *close))
    values = typed(db, noun, request.given, request.context)
    number = store(db, noun, values, request)
    days = all_told_back(noun, request.given, values, request.context.zone)
    return added(noun, number, values, (*days, *closest(db, noun, number, values.get("name"))))


def closest(db: Reader, noun: Noun, number: int, name: str | None) -> Sequence[str]:
    """Return a note for each record that a new one may be."""
    if noun not in PARTIES:
        return ()
    from crmcli.domain.duplicates.nearby import close_records

    return close_records(db, noun, number, name)


def store(db: Writer, noun: Noun, values: Mapping[str, Any], request: AddRecord) -> int:
    """Store a new record with what it starts with and return its number.

    Raises:
        Conflict: see ``add_record``.
    """
    keys = Keys(request.context.region, request.context.source)
    refuse_taken(db, noun, values, keys, force=request.force)
    values = {**(_STARTS[noun](request.context) if noun in _STARTS else {}), **values}
    if noun is OPPORTUNITY:
        from crmcli.domain.opportunity_moves import begun

        return begun(db, values, keys)
    return create(db, noun, values, keys)


def added(noun: Noun, number: int, values: Mapping[str, Any], notes: Sequence[str] = ()) -> Change[Touched]:
    """Return what is told of a record that was added."""
    ref = noun.ref(number)
    name = values.get("name") or values.get("company") or values.get("number")
    return Change(
        say("added {ref}", ref=ref),
        Touched,
        [Touched(ref, name, "added")],
        summary=say("Added {ref} {name}", ref=ref, name=name) if name else say("Added {ref}", ref=ref),
        notes=(*cautions(values), *notes),
    )
