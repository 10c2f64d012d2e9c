"""Opportunities: the list by stage, and one whole with its steps and what was said about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import row_named
from crmcli.domain.kinds import (
    DETAIL,
    ROOMY,
    Choice,
    Day,
    Duration,
    Fields,
    Flag,
    Instant,
    Money,
    Percent,
    Ref,
    Stage,
    Text,
    Words,
)
from crmcli.domain.nouns import OPPORTUNITY
from crmcli.domain.reason_words import LostReason
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


OUTCOME = Choice({"open": ("○", "yellow"), "won": ("●", "green"), "lost": ("✗", "red")})


@frozen
class OpportunityRow:
    """An opportunity in a list; ``probability`` is 0..1, the stage's own where none is set.

    ``close`` is the day it was closed on, of an open one the day it is expected to be.
    """

    id: Annotated[int, Ref("O", "no.")]
    name: Annotated[str, Text()]
    customer: Annotated[str | None, Text()]
    stage: Annotated[str, Stage(wrap=False)]
    outcome: Annotated[str, Text(show=DETAIL)]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    probability: Annotated[float, Percent("chance", digits=0, show=ROOMY)]
    close: Annotated[date | None, Day()]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    tags: Annotated[tuple[str, ...] | None, Words(show=ROOMY)]


_LIST = View(
    OPPORTUNITY,
    OpportunityRow,
    """
SELECT r.id, r.name, c.name AS customer, s.name AS stage, s.outcome, r.amount_minor AS amount, r.currency,
  CAST(coalesce(CASE WHEN s.outcome = 'open' THEN r.probability END, s.probability) AS double precision) / 100
  AS probability,
  coalesce(r.closed_on, r.expected_close) AS close, u.name AS owner, {tags} AS tags
FROM opportunity r JOIN stage s ON s.id = r.stage_id LEFT JOIN customer c ON c.id = r.customer_id
LEFT JOIN crm_user u ON u.id = r.owner_id
""",
    "s.position, s.id, r.expected_close IS NULL, coalesce(r.closed_on, r.expected_close), r.name_sort, r.id",
    'no opportunity yet: crm opportunity add "Showroom" --customer C-1 --amount "12.500 TL"',
    "stage",
)
_OPEN = "EXISTS (SELECT 1 FROM stage x WHERE x.id = r.stage_id AND x.outcome = 'open')"


@frozen
class ListOpportunities:
    """Which opportunities: in one stage, or only the open ones."""

    records: ListRecords
    stage: str | None = None
    open: bool = False


def list_opportunities(db: Reader, request: ListOpportunities) -> Listing[OpportunityRow]:
    """List opportunities by stage, within it by the day of closing.

    Raises:
        NotFound, Conflict: no stage, or several, have that name.
    """
    tests: list[tuple[str, dict[str, Any]]] = []
    if request.stage is not None:
        tests.append(("r.stage_id = :stage", {"stage": row_named(db, "stage", request.stage)}))
    if request.open:
        tests.append((_OPEN, {}))
    return list_of(db, _LIST, request.records, *tests)


class GivenBy(Flag):
    """Whether a person gave a probability by hand; else it is its stage's."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return who gave it."""
        del row, locale
        return say("by hand") if value else say("by its stage")


@frozen
class OpportunityRecord:
    """An opportunity whole; ``probability`` is 0..1, and ``own_probability`` says whether it was set."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    stage: Annotated[str, Stage()]
    outcome: Annotated[str, OUTCOME]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    probability: Annotated[float, Percent(digits=0)]
    own_probability: Annotated[bool, GivenBy("chance given")]
    expected_close: date | None
    closed_on: date | None
    lost_reason: Annotated[str | None, LostReason()]
    lost_note: str | None
    competitor: Annotated[int | None, Ref("CO")]
    competitor_name: str | None
    product: Annotated[int | None, Ref("PR")]
    product_name: str | None
    lead: Annotated[int | None, Ref("L", "came from")]
    owner: str | None
    source: str | None
    campaign: str | None
    branch: str | None
    note: str | None
    tags: Annotated[tuple[str, ...] | None, Words()]
    custom: Annotated[dict[str, Any] | None, Fields()]
    created_on: date | None


@frozen
class StepLine:
    """A step from a stage to the next; ``on`` is None when the day is not known."""

    on: Annotated[date | None, Day()]
    before: Annotated[str | None, Stage(named("from", "change"))]
    stage: Annotated[str, Stage(named("to", "change"))]
    by: str | None


@frozen
class DueLine:
    """A closing step of the stage it is in, or one that it took; ``done_on`` is None while it is open."""

    id: Annotated[int, Ref("CL", "no.")]
    stage: Annotated[str, Stage(wrap=False)]
    name: Annotated[str, Text("step")]
    required: bool
    done_on: Annotated[date | None, Day("done")]


@frozen
class NeedLine:
    """What is needed."""

    id: Annotated[int, Ref("ND", "no.")]
    name: Annotated[str, Text("need")]
    weight: int
    status: str
    product: str | None


@frozen
class TalkLine:
    """An activity about the opportunity."""

    id: Annotated[int, Ref("A", "no.")]
    at: Annotated[datetime, Instant("when")]
    kind: Annotated[str, Choice({})]
    subject: str | None
    minutes: Annotated[int | None, Duration(unit="minutes")]
    outcome: str | None
    user: str | None


_RECORD = View(
    OPPORTUNITY,
    OpportunityRecord,
    """
SELECT r.id, r.name, r.customer_id AS customer, c.name AS customer_name, r.contact_id AS contact,
  p.name AS contact_name, s.name AS stage, s.outcome, r.amount_minor AS amount, r.currency,
  CAST(coalesce(CASE WHEN s.outcome = 'open' THEN r.probability END, s.probability) AS double precision) / 100
  AS probability,
  CASE WHEN s.outcome = 'open' AND r.probability IS NOT NULL THEN 1 ELSE 0 END AS own_probability,
  r.expected_close, r.closed_on, x.name AS lost_reason, r.lost_note, r.competitor_id AS competitor,
  k.name AS competitor_name, r.product_id AS product, g.name AS product_name, r.lead_id AS lead,
  u.name AS owner, r.source, r.campaign, r.branch, r.note,
  {tags} AS tags, r.custom, r.created_on
FROM opportunity r JOIN stage s ON s.id = r.stage_id LEFT JOIN customer c ON c.id = r.customer_id
LEFT JOIN contact p ON p.id = r.contact_id LEFT JOIN crm_user u ON u.id = r.owner_id
LEFT JOIN product g ON g.id = r.product_id LEFT JOIN lost_reason x ON x.id = r.lost_reason_id
LEFT JOIN competitor k ON k.id = r.competitor_id
""",
)
_STEPS = """
SELECT g.changed_on AS "on", f.name AS before, t.name AS stage, g.actor AS by
FROM stage_change g JOIN stage t ON t.id = g.to_stage_id LEFT JOIN stage f ON f.id = g.from_stage_id
WHERE g.opportunity_id = :id ORDER BY g.id
"""
_TALKS = """
SELECT a.id, a.at, a.kind, coalesce(a.subject, a.body) AS subject, a.minutes, a.outcome, u.name AS "user"
FROM activity a LEFT JOIN crm_user u ON u.id = a.user_id
WHERE a.opportunity_id = :id ORDER BY a.at DESC, a.id DESC
"""


_DUE = """
SELECT c.id, s.name AS stage, c.name, c.required, d.done_on
FROM opportunity o JOIN closing_step c ON 1 = 1 JOIN stage s ON s.id = c.stage_id
LEFT JOIN step_done d ON d.closing_step_id = c.id AND d.opportunity_id = o.id
WHERE o.id = :id AND (d.id IS NOT NULL OR (c.stage_id = o.stage_id AND c.active = 1))
ORDER BY s.position, s.id, c.position, c.id
"""
_NEEDS = """
SELECT n.id, n.name, n.weight, n.status, g.name AS product
FROM need n LEFT JOIN product g ON g.id = n.product_id
WHERE n.opportunity_id = :id ORDER BY n.weight DESC, n.name_sort, n.id
"""


def show_opportunity(db: Reader, request: ShowRecord) -> Record[OpportunityRecord]:
    """Show one opportunity with its stages, closing steps, needs, activities and files."""
    from crmcli.domain.attachments.views import attached

    return record_of(
        db,
        _RECORD,
        request,
        Part("Stages", StepLine, _STEPS),
        Part("Closing steps", DueLine, _DUE),
        Part("Needs", NeedLine, _NEEDS),
        Part("Activities", TalkLine, _TALKS),
        attached(OPPORTUNITY),
    )
