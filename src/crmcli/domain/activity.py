"""Activities: the calls, messages, meetings, visits, notes and tasks that were logged."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.activity_kinds import ACTIVITY_MARKS, WAYS
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Duration, Fields, Flag, Instant, Ref, Text
from crmcli.domain.nouns import ACTIVITY
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


KINDS = Choice(ACTIVITY_MARKS)


@frozen
class ActivityRow:
    """An activity in a list; ``who`` are the names of those it was with."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, KINDS]
    direction: Annotated[str | None, Choice(WAYS, show=ROOMY)]
    who: Annotated[str | None, Text("with")]
    subject: Annotated[str | None, Text()]
    outcome: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    minutes: Annotated[int | None, Duration(unit="minutes", show=ROOMY)]
    user: Annotated[str | None, Text("by", show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    contact: Annotated[int | None, Ref("P", show=DETAIL)]
    lead: Annotated[int | None, Ref("L", show=DETAIL)]
    opportunity: Annotated[int | None, Ref("O", show=DETAIL)]
    order: Annotated[int | None, Ref("S", show=DETAIL)]


_FROM = """
FROM activity r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN crm_user u ON u.id = r.user_id
"""
_LIST = View(
    ACTIVITY,
    ActivityRow,
    """
SELECT r.id, r.at, r.kind, r.direction,
  CASE WHEN c.name IS NOT NULL AND p.name IS NOT NULL THEN c.name || ' · ' || p.name
  ELSE coalesce(c.name, p.name, l.name, l.company) END AS who,
  coalesce(r.subject, r.body) AS subject, r.outcome, r.minutes, u.name AS "user", r.channel, r.branch,
  r.customer_id AS customer, r.contact_id AS contact, r.lead_id AS lead, r.opportunity_id AS opportunity,
  r.order_id AS "order"
"""
    + _FROM,
    "r.at DESC, r.id DESC",
    'nothing logged yet: crm log call C-1 "asked for an offer"',
)


@frozen
class ListActivities:
    """Which activities; ``since`` is the first day, of which the store knows UTC."""

    records: ListRecords
    since: date | None = None


def list_activities(db: Reader, request: ListActivities) -> Listing[ActivityRow]:
    """List activities, the latest first."""
    if request.since is None:
        return list_of(db, _LIST, request.records)
    return list_of(db, _LIST, request.records, ("r.at >= :since", {"since": request.since.isoformat()}))


@frozen
class ActivityRecord:
    """An activity whole."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, KINDS]
    direction: Annotated[str | None, Choice(WAYS)]
    channel: str | None
    branch: str | None
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    lead: Annotated[int | None, Ref("L")]
    lead_name: str | None
    opportunity: Annotated[int | None, Ref("O")]
    order: Annotated[int | None, Ref("S")]
    user: Annotated[str | None, Text("by")]
    minutes: Annotated[int | None, Duration(unit="minutes")]
    outcome: str | None
    subject: str | None
    body: str | None
    done: Annotated[bool, Flag()]
    custom: Annotated[dict[str, Any] | None, Fields()]


_RECORD = View(
    ACTIVITY,
    ActivityRecord,
    """
SELECT r.id, r.at, r.kind, r.direction, r.channel, r.branch, r.customer_id AS customer,
  c.name AS customer_name, r.contact_id AS contact, p.name AS contact_name, r.lead_id AS lead,
  coalesce(l.name, l.company) AS lead_name, r.opportunity_id AS opportunity, r.order_id AS "order",
  u.name AS "user", r.minutes, r.outcome, r.subject, r.body, r.done, r.custom
"""
    + _FROM,
)


def show_activity(db: Reader, request: ShowRecord) -> Record[ActivityRecord]:
    """Show one activity."""
    return record_of(db, _RECORD, request)
