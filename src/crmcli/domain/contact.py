"""Contacts: people we talk to, and the customers they are at, with role and dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.address_lines import further_addresses
from crmcli.domain.also_known import also_known
from crmcli.domain.attachments.views import attached
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Flag, Ref, Stage, Text, Words
from crmcli.domain.merging.former import formerly
from crmcli.domain.nouns import CONTACT, CUSTOMER
from crmcli.domain.relations import related
from crmcli.domain.targets import Steps, Targets, Touched, on_each
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import NotFound
from crmcli.said import say
from crmcli.sql import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.results import Change, Listing, Record
    from crmcli.sql import Reader, Writer


@frozen
class ContactRow:
    """A contact in a list, with the customers they have not left; the role is that at the first."""

    id: Annotated[int, Ref("P", "no.")]
    name: Annotated[str, Text()]
    customers: Annotated[tuple[str, ...] | None, Words("at")]
    role: Annotated[str | None, Text(wrap=False)]
    phone: Annotated[str | None, Text(wrap=False)]
    email: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    city: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    tags: Annotated[tuple[str, ...] | None, Words(show=ROOMY)]


_LIST = """
SELECT r.id, r.name,
  (SELECT {customers} FROM customer_contact k JOIN customer c ON c.id = k.customer_id
   WHERE k.contact_id = r.id AND k.until IS NULL) AS customers,
  (SELECT k.role FROM customer_contact k WHERE k.contact_id = r.id AND k.until IS NULL
   ORDER BY k.is_primary DESC, k.id LIMIT 1) AS role,
  r.phone, r.email, r.city, u.name AS owner, {tags} AS tags
FROM contact r LEFT JOIN crm_user u ON u.id = r.owner_id
"""


@frozen
class ListContacts:
    """Which contacts; ``customer`` names one they are or were at."""

    records: ListRecords
    customer: str | None = None
    region: str = "TR"


def list_contacts(db: Reader, request: ListContacts) -> Listing[ContactRow]:
    """List contacts by name, as a Turkish reader sorts.

    Raises:
        NotFound, Conflict: no customer, or several, answer to the name.
    """
    query = _LIST.replace("{customers}", joined(db.engine, "c.name", "c.name_sort"))
    view = View(
        CONTACT, ContactRow, query, "r.name_sort, r.id", 'no contact yet: crm contact add "Ayşe Işık"'
    )
    if request.customer is None:
        return list_of(db, view, request.records)
    from crmcli.domain.refs import resolve

    at = resolve(db, CUSTOMER, request.customer, region=request.region)
    test = "EXISTS (SELECT 1 FROM customer_contact k WHERE k.contact_id = r.id AND k.customer_id = :at)"
    return list_of(db, view, request.records, (test, {"at": at}))


@frozen
class ContactRecord:
    """A contact whole."""

    id: Annotated[int, Ref("P", "no.")]
    name: str
    title: str | None
    phone: str | None
    email: str | None
    birth_date: date | None
    address: str | None
    district: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    source: str | None
    owner: str | None
    note: str | None
    tags: Annotated[tuple[str, ...] | None, Words()]
    custom: Annotated[dict[str, Any] | None, Fields()]
    created_on: date | None


@frozen
class CustomerLine:
    """A customer the contact is or was at; ``until`` is the last day there."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    role: str | None
    since: date | None
    until: date | None
    primary: Annotated[bool, Flag()]


@frozen
class DealLine:
    """An opportunity that is talked over with the contact."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    stage: Annotated[str, Stage()]
    expected_close: Annotated[date | None, Day("expected")]
    lead: Annotated[int | None, Ref("L", show=DETAIL)]


_RECORD = View(
    CONTACT,
    ContactRecord,
    """
SELECT r.id, r.name, r.title, r.phone, r.email, r.birth_date, r.address, r.district, r.city, r.region,
  r.postal_code, r.country, r.source, u.name AS owner, r.note, {tags} AS tags, r.custom, r.created_on
FROM contact r LEFT JOIN crm_user u ON u.id = r.owner_id
""",
)
_PARTS = (
    Part(
        "Customers",
        CustomerLine,
        """
SELECT c.id, c.name, k.role, k.since, k.until, k.is_primary AS "primary"
FROM customer_contact k JOIN customer c ON c.id = k.customer_id
WHERE k.contact_id = :id ORDER BY k.until IS NOT NULL, k.until DESC, c.name_sort, c.id
""",
    ),
    Part(
        "Opportunities",
        DealLine,
        """
SELECT o.id, o.name, s.name AS stage, o.expected_close, o.lead_id AS lead
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.contact_id = :id ORDER BY s.outcome <> 'open', s.position, o.id
""",
    ),
    related(CONTACT),
    attached(CONTACT),
    further_addresses(CONTACT),
    also_known(CONTACT),
    formerly(CONTACT),
)


def show_contact(db: Reader, request: ShowRecord) -> Record[ContactRecord]:
    """Show one contact with the customers they are and were at."""
    return record_of(db, _RECORD, request, *_PARTS)


@frozen
class LinkContact:
    """Contacts and the customer they are at, from ``since`` on; a None leaves what is there."""

    targets: Targets
    customer: str
    role: str | None = None
    since: date | None = None
    primary: bool | None = None


def link_contacts(db: Writer, request: LinkContact) -> Change[Touched]:
    """Link contacts to a customer, or change the link there is; one who had left is back.

    A customer has one primary contact: the first, until another is made it.

    Raises:
        NotFound, Conflict: a contact or the customer is not there, or several answer.
    """
    from crmcli.domain.records import link_contact
    from crmcli.domain.refs import resolve

    customer = resolve(db, CUSTOMER, request.customer, region=request.targets.region)
    values = {
        "customer": customer,
        "role": request.role,
        "since": request.since and request.since.isoformat(),
    }

    def apply(contact: int) -> Steps:
        link, until = _link(db, contact, customer)
        steps: dict[str, tuple[Any, Any]] = {}
        if until is not None:
            steps["until"] = db.update("customer_contact", link, {"until": None})["until"]
        primary = None if request.primary is None else int(request.primary)
        steps |= link_contact(db, contact, values | {"primary": primary})
        if request.primary:
            for other in _other_primaries(db, contact, customer):
                db.update("customer_contact", other, {"is_primary": 0})
        return _linked(steps)

    return on_each(db, CONTACT, request.targets, apply, "linked")


def _linked(changed: Mapping[str, tuple[Any, Any]]) -> Steps:
    """Return changes of a link as people name them."""
    steps = dict(changed)
    if "is_primary" in steps:
        old, new = steps.pop("is_primary")
        steps["primary"] = ("yes" if old else "no", "yes" if new else "no")
    return steps


def _link(db: Reader, contact: int, customer: int) -> tuple[int, str | None]:
    """Return number and last day of the link there is, (0, None) when there is none."""
    found = db.tuples(
        "SELECT id, until FROM customer_contact WHERE customer_id = :customer AND contact_id = :contact "
        "ORDER BY id",
        {"customer": customer, "contact": contact},
    )
    return found[0] if found else (0, None)


def _other_primaries(db: Reader, contact: int, customer: int) -> list[int]:
    found = db.tuples(
        "SELECT id FROM customer_contact WHERE customer_id = :customer AND contact_id <> :contact "
        "AND is_primary = 1",
        {"customer": customer, "contact": contact},
    )
    return [row[0] for row in found]


@frozen
class LeaveCustomer:
    """Contacts who left a customer; ``until`` is their last day there."""

    targets: Targets
    customer: str
    until: date


def leave_customer(db: Writer, request: LeaveCustomer) -> Change[Touched]:
    """Note that contacts left a customer; the link is kept with its last day, and is primary no more.

    Raises:
        NotFound: a contact is not at that customer.
    """
    from crmcli.domain.refs import resolve

    customer = resolve(db, CUSTOMER, request.customer, region=request.targets.region)

    def apply(contact: int) -> Steps:
        link, _ = _link(db, contact, customer)
        if not link:
            who = say(
                "{contact} is not at {customer}",
                contact=CONTACT.ref(contact),
                customer=CUSTOMER.ref(customer),
            )
            raise NotFound(who, f"crm contact show {CONTACT.ref(contact)}")
        return _linked(
            db.update("customer_contact", link, {"until": request.until.isoformat(), "is_primary": 0})
        )

    return on_each(db, CONTACT, request.targets, apply, "left")
