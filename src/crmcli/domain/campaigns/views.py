"""Campaigns as they are listed and shown."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.activity_kinds import ACTIVITY_MARKS
from crmcli.domain.campaigns.because import BECAUSE, NOTE
from crmcli.domain.campaigns.launch import PART
from crmcli.domain.campaigns.lift import returned
from crmcli.domain.campaigns.result import fetch, window_of
from crmcli.domain.campaigns.result_rows import STATUS
from crmcli.domain.consent import PURPOSE
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    AnyRef,
    Choice,
    Day,
    Fields,
    Instant,
    Money,
    Number,
    Percent,
    Ref,
    Text,
)
from crmcli.domain.nouns import CAMPAIGN
from crmcli.domain.own_words import OwnSentence
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.said import named

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader

WHOM = Choice({"customers": ("", ""), "contacts": ("", ""), "leads": ("", "")})


@frozen
class CampaignRow:
    """A campaign in a list; ``revenue`` is that of those reached in its window, ``roi`` the report's."""

    id: Annotated[int, Ref("CA", "no.")]
    name: Annotated[str, Text()]
    kind: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    status: Annotated[str, STATUS]
    channel: Annotated[str | None, Choice({}, show=ROOMY)]
    starts_on: Annotated[date | None, Day("starts", show=ROOMY)]
    ends_on: Annotated[date | None, Day("ends", show=ROOMY)]
    launched_on: Annotated[date | None, Day(show=DETAIL)]
    members: Annotated[int, Number()]
    held_out: Annotated[int, Number(show=ROOMY)]
    responses: Annotated[int, Number("answers")]
    cost: Annotated[int | None, Money("currency", show=ROOMY)]
    revenue: Annotated[int | None, Money("currency")]
    roi: Annotated[float | None, Percent("return", digits=0)]
    currency: Annotated[str | None, Text(show=DETAIL)]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]


_COUNT = "(SELECT count(*) FROM campaign_member m WHERE m.campaign_id = r.id AND m.part = '{part}')"
_LIST = View(
    CAMPAIGN,
    CampaignRow,
    f"""
SELECT r.id, r.name, r.kind, r.status, r.channel, r.starts_on, r.ends_on, r.launched_on,
  {_COUNT.format(part="reached")} AS members, {_COUNT.format(part="held_out")} AS held_out,
  (SELECT count(*) FROM campaign_member m WHERE m.campaign_id = r.id
    AND (m.response IS NOT NULL OR m.responded_on IS NOT NULL)) AS responses,
  r.cost_minor AS cost, CAST(NULL AS bigint) AS revenue, CAST(NULL AS double precision) AS roi,
  r.currency, u.name AS owner
FROM campaign r LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    "CASE r.status WHEN 'launched' THEN 1 WHEN 'planned' THEN 2 ELSE 3 END, "
    "coalesce(r.starts_on, r.launched_on) DESC, r.id DESC",
    "no campaign yet: crm campaign plan \"Geri gel\" --where 'status = lapsed' --channel email --holdout 20",
)


@frozen
class ListCampaigns:
    """Which campaigns; revenue and return as of a day."""

    records: ListRecords
    as_of: date


def list_campaigns(db: Reader, request: ListCampaigns) -> Listing[CampaignRow]:
    """List campaigns: those that run, those planned, those that are over; the latest first."""
    from dataclasses import replace

    found = list_of(db, _LIST, request.records)
    return replace(found, rows=[_with_return(db, row, request.as_of) for row in found.rows])


def _with_return(db: Reader, row: CampaignRow, as_of: date) -> CampaignRow:
    """Return a launched campaign with its revenue and return; in its own currency, else the commonest."""
    from dataclasses import replace

    days = {name: getattr(row, name) for name in ("starts_on", "ends_on", "launched_on")}
    texts = {name: day.isoformat() if day else None for name, day in days.items()}
    window = window_of(texts | {"status": row.status}, as_of)
    if window is None or not window.begun:
        return row
    facts = fetch(db, row.id, window)
    codes = facts.currencies()
    if not codes or (facts.cost is not None and codes[0] != facts.currency):
        return row
    found = facts.lift(codes[0])
    cost = facts.cost if codes[0] == facts.currency else None
    revenue = facts.group("reached", codes[0]).total
    return replace(row, revenue=revenue, roi=returned(found.incremental, cost), currency=codes[0])


@frozen
class CampaignRecord:
    """A campaign whole."""

    id: Annotated[int, Ref("CA", "no.")]
    name: str
    kind: str | None
    status: Annotated[str, STATUS]
    channel: Annotated[str | None, Choice({})]
    purpose: Annotated[str, PURPOSE]
    filter: str | None
    holdout: Annotated[int, Number("held out, percent")]
    starts_on: date | None
    ends_on: date | None
    launched_on: date | None
    cost: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    product: Annotated[int | None, Ref("PR")]
    product_name: str | None
    owner: str | None
    branch: str | None
    subject: str | None
    body: str | None
    note: Annotated[str | None, NOTE]
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class PartRow:
    """How many customers, contacts or leads are in a part, and why."""

    part: Annotated[str, PART]
    whom: Annotated[str, WHOM]
    why: Annotated[str | None, OwnSentence(*BECAUSE.sentences, values=BECAUSE.values)]
    members: Annotated[int, Number()]


@frozen
class AnswerLine:
    """A member's response."""

    on: Annotated[date | None, Day()]
    who: Annotated[str, AnyRef()]
    name: str | None
    response: Annotated[str | None, Text(named("response", "answer"))]
    came_of_it: str | None


@frozen
class DoneLine:
    """An activity of the campaign."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, Choice(ACTIVITY_MARKS)]
    subject: str | None
    user: str | None


_RECORD = View(
    CAMPAIGN,
    CampaignRecord,
    """
SELECT r.id, r.name, r.kind, r.status, r.channel, r.purpose, r.filter, r.holdout_percent AS holdout,
  r.starts_on, r.ends_on, r.launched_on, r.cost_minor AS cost, r.currency, r.product_id AS product,
  g.name AS product_name, u.name AS owner, r.branch, r.subject, r.body, r.note, r.custom
FROM campaign r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN product g ON g.id = r.product_id
""",
)
_PARTS = """
SELECT m.part, CASE WHEN m.customer_id IS NOT NULL THEN 'customers'
    WHEN m.contact_id IS NOT NULL THEN 'contacts' ELSE 'leads' END AS whom,
  CASE WHEN m.part = 'left_out' THEN m.note WHEN c.status = 'planned' THEN 'listed for the launch' END AS why,
  count(*) AS members
FROM campaign_member m JOIN campaign c ON c.id = m.campaign_id WHERE m.campaign_id = :id GROUP BY 1, 2, 3
ORDER BY min(CASE m.part WHEN 'reached' THEN 1 WHEN 'held_out' THEN 2 ELSE 3 END), 3, 2
"""
_ANSWERS = """
SELECT r.responded_on AS "on", CASE WHEN r.customer_id IS NOT NULL THEN 'C-' || r.customer_id
  WHEN r.contact_id IS NOT NULL THEN 'P-' || r.contact_id ELSE 'L-' || r.lead_id END AS who,
  coalesce(c.name, p.name, l.name, l.company) AS name, r.response,
  CASE WHEN r.order_id IS NOT NULL THEN 'S-' || r.order_id
    WHEN r.opportunity_id IS NOT NULL THEN 'O-' || r.opportunity_id
    WHEN r.made_lead_id IS NOT NULL THEN 'L-' || r.made_lead_id END AS came_of_it
FROM campaign_member r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN lead l ON l.id = r.lead_id
WHERE r.campaign_id = :id AND (r.response IS NOT NULL OR r.responded_on IS NOT NULL)
ORDER BY r.responded_on DESC, r.id
"""
_DONE = """
SELECT a.id, a.at, a.kind, coalesce(a.subject, a.body) AS subject, u.name AS "user"
FROM activity a LEFT JOIN crm_user u ON u.id = a.user_id
WHERE a.campaign_id = :id ORDER BY a.at DESC, a.id DESC
"""


def show_campaign(db: Reader, request: ShowRecord) -> Record[CampaignRecord]:
    """Show one campaign with its audience by part, the answers and its activities."""
    parts = Part("Audience", PartRow, _PARTS)
    answers, done = Part("Answers", AnswerLine, _ANSWERS), Part("Activities", DoneLine, _DONE)
    return record_of(db, _RECORD, request, parts, answers, done)
