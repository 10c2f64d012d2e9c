"""What stands under a lead's record: what it became, what went where, deals, activities, addresses, keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.activity import KINDS
from crmcli.domain.address_lines import further_addresses
from crmcli.domain.also_known import also_known
from crmcli.domain.attachments.views import attached
from crmcli.domain.conversion.rows import FieldLine
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Flag, Instant, Money, Number, Ref, Stage, Text
from crmcli.domain.merging.former import formerly
from crmcli.domain.nouns import LEAD
from crmcli.domain.relations import related
from crmcli.domain.results import Listing
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.sql import Reader

LATEST = 5  # activities shown under a lead


@frozen
class BecameLine:
    """What a lead was converted into; ``days`` and ``touches`` from the first contact until then."""

    customer: Annotated[int | None, Ref("C")]
    contact: Annotated[int | None, Ref("P")]
    opportunity: Annotated[int | None, Ref("O")]
    name: str | None
    converted_on: Annotated[date, Day("on")]
    days: Annotated[int | None, Duration("after")]
    touches: Annotated[int, Number()]
    by: str
    change: Annotated[int, Number(show=ROOMY)]
    customer_created: Annotated[bool, Flag(show=DETAIL)]
    contact_created: Annotated[bool, Flag(show=DETAIL)]
    opportunity_created: Annotated[bool, Flag(show=DETAIL)]


@frozen
class DealLine:
    """An opportunity that came from the lead, besides the one it was converted into."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    stage: Annotated[str, Stage()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class TouchLine:
    """An activity on the lead."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, KINDS]
    subject: str | None
    outcome: str | None
    user: Annotated[str | None, Text("by", show=ROOMY)]
    done: Annotated[bool, Flag(show=ROOMY)]


_BECAME = """
SELECT v.customer_id AS customer, v.contact_id AS contact, v.opportunity_id AS opportunity,
  coalesce(c.name, p.name, o.name) AS name, v.converted_on, v.days, v.touches, v.actor AS by,
  v.created_change AS change, v.customer_created, v.contact_created, v.opportunity_created
FROM conversion v LEFT JOIN customer c ON c.id = v.customer_id LEFT JOIN contact p ON p.id = v.contact_id
LEFT JOIN opportunity o ON o.id = v.opportunity_id WHERE v.lead_id = :id
"""
_DEALS = """
SELECT o.id, o.name, s.name AS stage, o.amount_minor AS amount, o.currency
FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.lead_id = :id
AND NOT EXISTS (SELECT 1 FROM conversion v WHERE v.lead_id = :id AND v.opportunity_id = o.id) ORDER BY o.id
"""
_TOUCHES = """
SELECT a.id, a.at, a.kind, coalesce(a.subject, a.body) AS subject, a.outcome, u.name AS "user", a.done
FROM activity a LEFT JOIN crm_user u ON u.id = a.user_id WHERE a.lead_id = :id
ORDER BY a.at DESC, a.id DESC LIMIT :latest
"""
_PARTS = (related(LEAD), attached(LEAD), further_addresses(LEAD), also_known(LEAD, tax=True), formerly(LEAD))


def sections(db: Reader, number: int) -> tuple[Listing[Any], ...]:
    """Return the sections that hold anything."""
    count = db.value("SELECT count(*) FROM activity WHERE lead_id = :id", {"id": number})
    touches = db.rows(TouchLine, _TOUCHES, {"id": number, "latest": LATEST})
    listings: list[Listing[Any]] = [
        Listing(BecameLine, db.rows(BecameLine, _BECAME, {"id": number}), title="Became"),
        Listing(FieldLine, _plan(db, number), title="What went where", group="target"),
        Listing(DealLine, db.rows(DealLine, _DEALS, {"id": number}), title="Opportunities"),
        Listing(TouchLine, touches, title="Latest activities", total=count if count > LATEST else None),
        *(Listing(row, db.rows(row, query, {"id": number}), title=title) for title, row, query in _PARTS),
    ]
    return tuple(listing for listing in listings if listing.rows)


def _plan(db: Reader, number: int) -> list[FieldLine]:
    """Return the steps that the lead's conversion took."""
    stored = db.value("SELECT plan FROM conversion WHERE lead_id = :id", {"id": number})
    if not stored:
        return []
    import json

    return [FieldLine(**{**line, "field": _told(line.get("field"))}) for line in json.loads(stored)]


def _told(field: str | None) -> str | None:
    """Return a field as people read it; a custom field by its own name."""
    if not field or field.startswith("custom."):
        return field
    return named(field.replace("_", " "), "column", field)
