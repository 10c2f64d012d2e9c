"""Incidents: what touched many customers at once; the list, and one whole with who it touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.activity_kinds import ACTIVITY_MARKS
from crmcli.domain.cases import PRIORITY, STATUS
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Fields, Instant, Number, Ref, Text
from crmcli.domain.nouns import INCIDENT
from crmcli.domain.results import Listing
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.domain.results import Record
    from crmcli.sql import Reader

AFTER_HOURS = 24
"""How long after its end calls and cases still belong to an incident."""


@frozen
class IncidentRow:
    """An incident in a list; ``ended_at`` is None while it lasts, ``customers`` those it touched."""

    id: Annotated[int, Ref("IN", "no.")]
    name: Annotated[str, Text("incident")]
    kind: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    started_at: Annotated[datetime, Instant(named("from", "time"))]
    ended_at: Annotated[datetime | None, Instant(named("to", "time"))]
    customers: Annotated[int, Number()]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]


_TOUCHED = "(SELECT count(*) FROM incident_customer k WHERE k.incident_id = r.id) AS customers"
_LIST = View(
    INCIDENT,
    IncidentRow,
    f"""
SELECT r.id, r.name, r.kind, r.started_at, r.ended_at, {_TOUCHED}, r.branch, r.channel
FROM incident r
""",
    "r.ended_at IS NOT NULL, r.started_at DESC, r.id DESC",
    'no incident yet: crm incident add "ATM kesintisi" --from 15:00 --to 15:30 --where city=İzmir',
)


@frozen
class ListIncidents:
    """Which incidents; only those that last, when ``open``."""

    records: ListRecords
    open: bool = False


def list_incidents(db: Reader, request: ListIncidents) -> Listing[IncidentRow]:
    """List incidents: those that last first, then the latest."""
    tests: list[tuple[str, dict[str, Any]]] = [("r.ended_at IS NULL", {})] if request.open else []
    return list_of(db, _LIST, request.records, *tests)


@frozen
class IncidentRecord:
    """An incident whole; ``filter`` is the condition that found whom it touched."""

    id: Annotated[int, Ref("IN", "no.")]
    name: Annotated[str, Text("incident")]
    kind: str | None
    started_at: Annotated[datetime, Instant(named("from", "time"))]
    ended_at: Annotated[datetime | None, Instant(named("to", "time"))]
    customers: Annotated[int, Number()]
    branch: str | None
    channel: str | None
    filter: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class TouchedCustomer:
    """A customer it touched, and how often they came to us about anything until a day after its end."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text("customer")]
    city: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    contacts: Annotated[int, Number()]
    cases: Annotated[int, Number()]


@frozen
class ContactLine:
    """A call, message or visit of somebody it touched."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, Choice(ACTIVITY_MARKS)]
    customer: str | None
    subject: str | None


@frozen
class CaseLine:
    """A case of somebody it touched."""

    id: Annotated[int, Ref("CS", "no.")]
    opened_at: Annotated[datetime, Instant("opened")]
    priority: Annotated[str, PRIORITY]
    name: Annotated[str, Text("problem")]
    customer: str | None
    status: Annotated[str, STATUS]


_RECORD = View(
    INCIDENT,
    IncidentRecord,
    f"""
SELECT r.id, r.name, r.kind, r.started_at, r.ended_at, {_TOUCHED}, r.branch, r.channel, r.filter, r.note,
  r.custom
FROM incident r
""",
)
_IN_WINDOW = "{0} >= :since AND {0} <= :until"
_CAME = (
    f"a.kind <> 'task' AND a.done = 1 AND coalesce(a.direction, 'in') = 'in' AND {_IN_WINDOW.format('a.at')}"
)
_OPENED = _IN_WINDOW.format("s.opened_at")
_CUSTOMERS = f"""
SELECT c.id, c.name, c.city,
  (SELECT count(*) FROM activity a WHERE a.customer_id = c.id AND {_CAME}) AS contacts,
  (SELECT count(*) FROM support_case s WHERE s.customer_id = c.id AND {_OPENED}) AS cases
FROM incident_customer k JOIN customer c ON c.id = k.customer_id WHERE k.incident_id = :id
ORDER BY 5 DESC, 4 DESC, c.name_sort, c.id
"""
_CONTACTS = f"""
SELECT a.id, a.at, a.kind, c.name AS customer, coalesce(a.subject, a.body) AS subject
FROM incident_customer k JOIN customer c ON c.id = k.customer_id JOIN activity a ON a.customer_id = c.id
WHERE k.incident_id = :id AND {_CAME} ORDER BY a.at, a.id
"""
_CASES = f"""
SELECT s.id, s.opened_at, s.priority, s.name, c.name AS customer, s.status
FROM incident_customer k JOIN customer c ON c.id = k.customer_id JOIN support_case s ON s.customer_id = c.id
WHERE k.incident_id = :id AND {_OPENED} ORDER BY s.opened_at, s.id
"""


def show_incident(db: Reader, request: ShowRecord) -> Record[IncidentRecord]:
    """Show one incident with who it touched, and their contacts and cases until a day after its end."""
    found = record_of(db, _RECORD, request)
    values = {"id": found.item.id, **window(found.item.started_at, found.item.ended_at)}
    parts = (
        ("Touched", TouchedCustomer, _CUSTOMERS),
        ("Contacts", ContactLine, _CONTACTS),
        ("Cases", CaseLine, _CASES),
    )
    listings = (Listing(row, db.rows(row, query, values), title=title) for title, row, query in parts)
    return replace(found, sections=tuple(listing for listing in listings if listing.rows))


def window(start: Any, end: Any) -> dict[str, str]:
    """Return ``since`` and ``until`` of what belongs to an incident; one that lasts has no end."""
    since = f"{start:%Y-%m-%dT%H:%M:%SZ}" if isinstance(start, datetime) else start.isoformat()
    if end is None:
        return {"since": since, "until": "9999"}
    if isinstance(end, datetime):
        return {"since": since, "until": f"{end + timedelta(hours=AFTER_HOURS):%Y-%m-%dT%H:%M:%SZ}"}
    return {"since": since, "until": f"{end + timedelta(days=1)}~"}
