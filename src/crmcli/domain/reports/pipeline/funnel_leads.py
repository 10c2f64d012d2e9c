"""How far leads came: from lead over conversion and opportunity to a sale.

A lead with an opportunity has passed the conversion, whether or not that was recorded. Its
opportunities are those that its conversion made or that name it. It is won when one of them is, lost
when all of them are lost, and without one when it is lost itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import LEAD
from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline.funnel_facts import Moved, Mover
from crmcli.domain.reports.pipeline.lead_money import LeadMoney
from crmcli.domain.reports.scope import Asked, By, chosen, within
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal
    from crmcli.sql import Reader

PLACES = tuple(named(place, "place") for place in ("Lead", "Converted", "Opportunity", "Won"))
_CONVERTED, _DEAL, _WON = 1, 2, 3
# Over lead r and its owner u.
BY = {
    "stage": By("CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)"),
    "owner": By("u.id", "u.name", "U"),
    "team": By("u.team", "u.team"),
    "branch": By("coalesce(r.branch, u.branch)", "coalesce(r.branch, u.branch)"),
    "source": By("r.source", "r.source"),
    "campaign": By("r.campaign", "r.campaign"),
    "month": By("CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)"),
    "quarter": By("CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)"),
    "year": By("CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)"),
}
_LEADS = """
SELECT r.id, {key}, {label}, r.created_on, r.status, r.lost_on, r.amount_minor, r.currency,
  v.id, v.converted_on, v.opportunity_id
FROM lead r LEFT JOIN crm_user u ON u.id = r.owner_id LEFT JOIN conversion v ON v.lead_id = r.id
WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {days} AND {where} ORDER BY r.id
"""
_NAMING = "SELECT lead_id, id FROM opportunity WHERE lead_id IS NOT NULL"


def of_leads(db: Reader, request: Asked, by: str) -> Moved:
    """Return the leads that were created within the span.

    Raises:
        UsageError: leads can't be told by that.
    """
    from crmcli.domain.where import conditions

    how = BY[chosen("funnel --of leads", by, BY)]
    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    days, bounds = within("r.created_on", request)
    asked = {**values, **bounds, "as_of": request.as_of.isoformat()}
    rows = db.tuples(_LEADS.format(key=how.key, label=how.label, days=days, where=where), asked)
    whole = Asked(as_of=request.as_of)
    deals = {deal.id: deal for deal in store.fetch(db, whole, store.fetch_stages(db))}
    naming: dict[int, set[int]] = {}
    for lead, number in db.tuples(_NAMING):
        naming.setdefault(lead, set()).add(number)
    money = LeadMoney(db, request, {row[7] for row in rows})
    movers = []
    for row in rows:
        numbers = naming.get(row[0], set()) | ({row[10]} if row[10] is not None else set())
        own = [deals[number] for number in sorted(numbers) if number in deals]
        amount, currency = money.turned(row[6], row[7])
        movers.append(_mover(row, by, own, amount, currency, request.as_of.isoformat()))
    undated = 0
    if request.bounded:
        query = f"SELECT count(*) FROM lead r WHERE r.created_on IS NULL AND {where}"
        undated = db.value(query, values)
    notes = (*money.notes(), *figures.left_out(undated, "lead", say("without a creation date left out")))
    return Moved(movers, PLACES, notes)


def _mover(
    row: Sequence[Any], by: str, own: Sequence[Deal], amount: int | None, currency: str | None, as_of: str
) -> Mover:
    """Return how far a lead came."""
    number, key, label, created, status, lost_on, _, _, conversion, converted_on, _ = row
    if by in traits.IN_TIME:
        key = label = traits.period_of(created, by)
    known = converted_on is not None and converted_on <= as_of
    converted = known or (conversion is None and status == "converted")
    entered: list[str | None] = [created, converted_on if known else None, None, None]
    seen = {0, _CONVERTED} if converted else {0}
    furthest = _CONVERTED if converted else 0
    lost = status == "lost" and (lost_on is None or lost_on <= as_of)
    if own:
        furthest = _DEAL
        seen.add(_DEAL)
        entered[_DEAL] = _earliest(deal.created for deal in own)
        won = [deal for deal in own if deal.outcome == "won"]
        lost = all(deal.outcome == "lost" for deal in own)
        if won:
            furthest, lost = _WON, False
            entered[_WON] = _earliest(deal.due for deal in won)
    return Mover(
        number, key, label, created, furthest, lost, tuple(entered), frozenset(seen), amount, currency
    )


def _earliest(days: Iterable[str | None]) -> str | None:
    found = list(days)
    return None if None in found else min((day for day in found if day), default=None)
