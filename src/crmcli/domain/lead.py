"""Leads: who may become a customer; the list, and one whole with what became of it.

An open lead is new, working or qualified; a converted one has a record of its conversion, a lost
one a reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Duration,
    Fields,
    Instant,
    Money,
    Number,
    Ref,
    Text,
    Words,
)
from crmcli.domain.nouns import LEAD
from crmcli.domain.reason_words import LostReason
from crmcli.domain.results import Listing, Record
from crmcli.domain.views import ListRecords, View, known_status, list_of, with_tags

if TYPE_CHECKING:
    from crmcli.sql import Reader

OPEN = ("new", "working", "qualified")
STATUS = Choice(
    {
        "new": ("○", "yellow"),
        "working": ("◐", "cyan"),
        "qualified": ("●", "blue"),
        "converted": ("✓", "green"),
        "lost": ("✗", "red"),
    }
)


@frozen
class ListLeads:
    """Which leads, and on which day the open ones are that old; ``status`` open is the open ones."""

    as_of: date
    records: ListRecords = ListRecords()
    status: str | None = None


@frozen
class LeadRow:
    """A lead in a list; without a name of its own it has that of its contact.

    ``days`` it has been open, from the day it began until it was converted or lost, else until
    ``as_of``; None when that day is not known.
    """

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    company: Annotated[str | None, Text()]
    status: Annotated[str, STATUS]
    source: Annotated[str | None, Text(wrap=False)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    created_on: Annotated[date | None, Day("since", show=ROOMY)]
    days: Annotated[int | None, Duration("open")]
    score: Annotated[int | None, Number()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    phone: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    email: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    city: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    tags: Annotated[tuple[str, ...] | None, Words(show=ROOMY)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    contact: Annotated[int | None, Ref("P", show=DETAIL)]
    opportunity: Annotated[int | None, Ref("O", show=DETAIL)]


_FROM = """
FROM lead r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN conversion v ON v.lead_id = r.id
"""
_LIST = """
SELECT r.id, coalesce(r.name, p.name) AS name, r.company, r.status, r.source, u.name AS owner, r.created_on,
  {days} AS days, r.score, r.amount_minor AS amount, r.currency, r.phone, r.email, r.city, {tags} AS tags,
  coalesce(v.customer_id, r.customer_id) AS customer, coalesce(v.contact_id, r.contact_id) AS contact,
  v.opportunity_id AS opportunity
"""
_END = "coalesce(v.converted_on, r.lost_on, CAST(:as_of AS TEXT))"


def list_leads(db: Reader, request: ListLeads) -> Listing[LeadRow]:
    """List leads by name, as a Turkish reader sorts.

    Raises:
        UsageError: there is no such status.
    """
    query = _LIST.replace("{days}", _days(db)) + _FROM
    empty = 'no lead yet: crm lead add "Ayşe Işık" --company "Işık Mobilya" --source fuar'
    view = View(LEAD, LeadRow, query, "r.name_sort, r.id", empty)
    bound = ("1 = 1", {"as_of": request.as_of.isoformat()})
    tests = [] if request.status is None else [_in_status(request.status)]
    listing = list_of(db, view, request.records, bound, *tests)
    # The day is bound by a test that holds for all, so an unfiltered list has to say so itself.
    return listing if tests or request.records.where else replace(listing, empty=empty)


def _in_status(text: str) -> tuple[str, dict[str, Any]]:
    """Return the test for a status; open is any that is neither converted nor lost."""
    wanted = known_status(LEAD, text, ("open", *STATUS.marks))
    if wanted == "open":
        return "r.status NOT IN ('converted', 'lost')", {}
    return "r.status = :status", {"status": wanted}


def _days(db: Reader) -> str:
    """Return an expression: how many days a lead has been open."""
    from crmcli.sql import days_between

    return days_between(db.engine, "r.created_on", _END)


@frozen
class ShowLead:
    """One lead, by anything it is called; an open one's age is as of a day."""

    ref: str
    as_of: date
    region: str = "TR"


@frozen
class LeadRecord:
    """A lead whole; ``activities`` are all that were logged on it, ``touches`` those that are done."""

    id: Annotated[int, Ref("L", "no.")]
    name: str | None
    company: str | None
    title: str | None
    status: Annotated[str, STATUS]
    lost_reason: Annotated[str | None, LostReason()]
    lost_note: str | None
    lost_on: date | None
    source: str | None
    campaign: str | None
    owner: str | None
    score: Annotated[int | None, Number()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    phone: str | None
    email: str | None
    website: str | None
    industry: str | None
    address: str | None
    city: str | None
    country: str | None
    customer: Annotated[int | None, Ref("C", "of customer")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P", "of contact")]
    contact_name: str | None
    referrer: Annotated[int | None, Ref("C", "brought by")]
    referrer_name: str | None
    branch: str | None
    note: str | None
    tags: Annotated[tuple[str, ...] | None, Words()]
    custom: Annotated[dict[str, Any] | None, Fields()]
    created_on: date | None
    days: Annotated[int | None, Duration("open")]
    activities: Annotated[int, Number()]
    touches: Annotated[int, Number()]
    last_activity: Annotated[datetime | None, Instant("last activity")]


_RECORD = """
SELECT r.id, r.name, r.company, r.title, r.status, x.name AS lost_reason, r.lost_note, r.lost_on, r.source,
  r.campaign, u.name AS owner, r.score, r.amount_minor AS amount, r.currency, r.phone, r.email, r.website,
  r.industry, r.address, r.city, r.country, r.customer_id AS customer, c.name AS customer_name,
  r.contact_id AS contact, p.name AS contact_name, r.referrer_id AS referrer, f.name AS referrer_name,
  r.branch, r.note, {tags} AS tags, r.custom, r.created_on, {days} AS days,
  (SELECT count(*) FROM activity a WHERE a.lead_id = r.id) AS activities,
  (SELECT count(*) FROM activity a WHERE a.lead_id = r.id AND a.done = 1) AS touches,
  (SELECT max(a.at) FROM activity a WHERE a.lead_id = r.id) AS last_activity
"""
_JOINS = """
LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN customer f ON f.id = r.referrer_id
LEFT JOIN lost_reason x ON x.id = r.lost_reason_id WHERE r.id = :id
"""


def show_lead(db: Reader, request: ShowLead) -> Record[LeadRecord]:
    """Show one lead with what became of it, its activities and how else it is known.

    Raises:
        NotFound, Conflict: no lead, or several, answer.
    """
    from crmcli.domain.lead_sections import sections
    from crmcli.domain.refs import resolve

    number = resolve(db, LEAD, request.ref, region=request.region)
    query = with_tags(db, LEAD, _RECORD.replace("{days}", _days(db))) + _FROM + _JOINS
    item = db.one(LeadRecord, query, {"id": number, "as_of": request.as_of.isoformat()})
    assert item is not None  # noqa: S101 - resolved in this snapshot
    name = item.name or item.company or item.contact_name or ""
    return Record(item, title=f"{LEAD.ref(number)}  {name}".rstrip(), sections=sections(db, number))
