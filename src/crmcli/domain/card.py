"""The card of a record: what is known of it with all that ever happened around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Duration, Money, Text, Words
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER, Noun
from crmcli.domain.results import Listing, Record
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader

TIMED = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER)
"""Nouns that have a timeline; the others' cards are their records."""
_ON_THE_CARD = ("Contacts", "People", "Open opportunities", "Last events")
"""Sections of a brief that the record or the timeline say better."""


@frozen
class Card:
    """A record as it is shown, of which noun, as of which day; ``now`` has the zone of days."""

    record: Record[Any]
    noun: Noun
    as_of: date
    now: datetime
    lapsed_days: int = 365


@frozen
class FiguresRow:
    """What to know before calling; ``rhythm`` is the median of days between days of purchase."""

    next_step: str
    average: Annotated[int | None, Money("currency")]
    rhythm: Annotated[float | None, Duration("buys every", digits=0)]
    last_contact: Annotated[date | None, Day()]
    known_since: Annotated[date | None, Day()]
    unknown: Annotated[tuple[str, ...], Words()]
    currency: Annotated[str | None, Text(show=DETAIL)]


def card(db: Reader, request: Card) -> Record[Any]:
    """Return a record with its whole timeline, the newest first; a customer's also with what is open."""
    record, noun = request.record, request.noun
    sections = list(record.sections)
    if noun is CUSTOMER:
        sections = _of_customer(db, request)
    if noun in TIMED:
        sections.append(_timeline(db, request))
    return Record(record.item, title=record.title, sections=tuple(sections), notes=record.notes)


def _of_customer(db: Reader, request: Card) -> list[Listing[Any]]:
    """Return the sections of a customer: figures and what is open first, then those of its record."""
    from crmcli.domain.brief import CustomerBrief, customer_brief

    ref = CUSTOMER.ref(request.record.item.id)
    found = customer_brief(db, CustomerBrief(ref, request.as_of, request.now, request.lapsed_days))
    brief = found.item
    figures = FiguresRow(
        brief.next_step,
        brief.average,
        brief.rhythm,
        brief.last_contact,
        brief.known_since,
        brief.unknown,
        brief.currency,
    )
    own = [section for section in request.record.sections if section.title != "Open opportunities"]
    there = {section.title for section in own}
    beside = [
        section
        for section in found.sections
        if (section.rows or section.empty) and section.title not in (*_ON_THE_CARD, *there)
    ]
    return [Listing(FiguresRow, [figures], title=say("Before a call")), *beside, *own]


def _timeline(db: Reader, request: Card) -> Listing[Any]:
    """Return all that happened around a record, the newest first."""
    from dataclasses import replace

    from crmcli.domain.timeline import Heading, Scope, View, timeline

    number: int = request.record.item.id
    one = {request.noun.plural: (number,)}
    scope = Scope(
        customers=one.get("customers", ()),
        contacts=one.get("contacts", ()),
        leads=one.get("leads", ()),
        opportunities=one.get("opportunities", ()),
        orders=one.get("orders", ()),
    )
    heading = Heading("", say("nothing happened yet"), customer=number if request.noun is CUSTOMER else None)
    view = View(as_of=request.as_of, now=request.now, newest_first=True)
    return replace(timeline(db, scope, heading, view), title=say("Timeline"))
