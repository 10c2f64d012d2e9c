"""Leads counted by what became of them: what ``report conversion`` asks the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import LEAD
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, By, total, within
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader

_QUARTER = "substr(r.created_on, 1, 4) || '-Q' || ((CAST(substr(r.created_on, 6, 2) AS INTEGER) + 2) / 3)"
# Over lead r and its owner u.
BY = {
    "source": By("r.source", "r.source"),
    "owner": By("u.id", "u.name", "U"),
    "team": By("u.team", "u.team"),
    "branch": By("coalesce(r.branch, u.branch)", "coalesce(r.branch, u.branch)"),
    "campaign": By("r.campaign", "r.campaign"),
    "industry": By("r.industry", "r.industry"),
    "city": By("r.city", "r.city"),
    "month": By("substr(r.created_on, 1, 7)", "substr(r.created_on, 1, 7)"),
    "quarter": By(_QUARTER, _QUARTER),
    "year": By("substr(r.created_on, 1, 4)", "substr(r.created_on, 1, 4)"),
}


class Leads(NamedTuple):
    """Leads alike in group, state and days until conversion; ``touches`` is a sum over ``recorded``."""

    key: Any
    label: str | None
    state: str
    days: int | None
    leads: int
    touches: int | None
    recorded: int


class Lost(NamedTuple):
    """Lost leads alike in group and reason."""

    key: Any
    label: str | None
    reason: str | None
    leads: int


FROM = """
FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id LEFT JOIN crm_user u ON u.id = r.owner_id
LEFT JOIN lost_reason n ON n.id = r.lost_reason_id
WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {days} AND {where}
"""
# A lead may be imported as converted, without a record of how.
_CONVERTED = "(v.converted_on <= :as_of OR (v.id IS NULL AND r.status = 'converted'))"
_LOST = "(r.status = 'lost' AND (r.lost_on IS NULL OR r.lost_on <= :as_of))"
STATE = f"CASE WHEN {_CONVERTED} THEN 'converted' WHEN {_LOST} THEN 'lost' ELSE 'open' END"
DAYS = f"CASE WHEN {_CONVERTED} THEN v.days END"
TOUCHES = f"CASE WHEN {_CONVERTED} THEN v.touches END"
_LEADS = f"""
SELECT {{key}}, {{label}}, {STATE}, {DAYS}, count(*), {total(TOUCHES)}, count({TOUCHES})
{FROM} GROUP BY 1, 2, 3, 4
"""
_REASONS = f"SELECT {{key}}, {{label}}, n.name, count(*) {FROM} AND {_LOST} GROUP BY 1, 2, 3"


def fetch_leads(db: Reader, request: Asked, by: str) -> list[Leads]:
    """Return counts of leads by group, state and days, in no order."""
    found, values = parts(db, request)
    query = _LEADS.format(key=BY[by].key, label=BY[by].label, **found)
    return [Leads(*row) for row in db.tuples(query, values)]


def fetch_lost(db: Reader, request: Asked, by: str | None) -> list[Lost]:
    """Return counts of lost leads by group and reason, in no order."""
    found, values = parts(db, request)
    nothing = "CAST(NULL AS TEXT)"
    key, label = (BY[by].key, BY[by].label) if by else (nothing, nothing)
    return [Lost(*row) for row in db.tuples(_REASONS.format(key=key, label=label, **found), values)]


def parts(db: Reader, request: Asked) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests that narrow the leads down, and their values."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    days, bounds = within("r.created_on", request)
    return {"where": where, "days": days}, {**values, **bounds, "as_of": request.as_of.isoformat()}


def left_out(db: Reader, request: Asked) -> tuple[str, ...]:
    """Return in words what becomes of leads that nobody dated."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    undated = db.value(f"SELECT count(*) FROM lead r WHERE r.created_on IS NULL AND {where}", values)
    rest = (
        say("without a creation date left out")
        if request.bounded
        else say("without a creation date counted as there")
    )
    return figures.left_out(undated, "lead", rest)
