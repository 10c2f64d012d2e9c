"""What was won and lost up to the day, opportunities or leads: what ``report losses`` counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import LEAD
from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline import stage_history as history
from crmcli.domain.reports.pipeline.funnel_facts import within
from crmcli.domain.reports.pipeline.lead_money import LeadMoney
from crmcli.domain.reports.scope import By, chosen
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

Key = tuple[Any, str | None]


class Ended(NamedTuple):
    """An opportunity or a lead that is over: on which day, how, and what it can be told by."""

    id: int
    closed: str | None
    won: bool
    amount: int | None
    currency: str | None
    by: dict[str, Key]


class Over(NamedTuple):
    """All that is over, the order of the stages by key, and in words what was left out."""

    ended: list[Ended]
    ranks: dict[Any, int]
    notes: tuple[str, ...]


def of_opportunities(db: Reader, request: Asked, names: Sequence[str]) -> Over:
    """Return the opportunities closed within the span, told by each of the names.

    The stage is the one an opportunity was closed from: the last open one that it was in, none where
    that was not recorded.
    """
    stages = store.fetch_stages(db)
    wanted = traits.stored(*names)
    found = [deal for deal in store.fetch(db, request, stages, wanted) if deal.outcome != "open"]
    found, undated = store.in_span(found, request)
    deals, notes = store.turned(db, request, found)
    tell: dict[str, Callable[[Deal], Key]] = {
        name: traits.telling(name, wanted, stages) for name in names if name != "stage"
    }
    if "stage" in names:
        steps = history.fetch_steps(db, request)
        line = history.course(stages)

        def from_stage(deal: Deal) -> Key:
            was = [
                stay.stage
                for stay in history.stays(deal, steps.get(deal.id, ()), line)
                if line.is_open(stay.stage)
            ]
            last = was[-1] if was else None
            return last, None if last is None else stages[last].label

        tell["stage"] = from_stage
    ended = [
        Ended(
            deal.id,
            deal.due,
            deal.outcome == "won",
            deal.amount,
            deal.currency,
            {name: told(deal) for name, told in tell.items()},
        )
        for deal in deals
    ]
    ranks = {stage.key: stage.rank for stage in stages.values()}
    moved = sum(not deal.settled and deal.outcome == "lost" for deal in deals)
    notes = (
        *notes,
        *store.without_day(undated, "closing date"),
        *figures.left_out(
            moved, say("lost opportunity"), say("moved since: why it was lost then is not known")
        ),
    )
    return Over(ended, ranks, notes)


_NOTHING = "CAST(NULL AS TEXT)"
# Over lead r, its owner u and the reason n.
LEADS_BY = {
    "reason": By("n.id", "n.name"),
    "source": By("r.source", "r.source"),
    "band": By(_NOTHING, _NOTHING),
    "owner": By("u.id", "u.name", "U"),
    "team": By("u.team", "u.team"),
    "branch": By("coalesce(r.branch, u.branch)", "coalesce(r.branch, u.branch)"),
    "campaign": By("r.campaign", "r.campaign"),
    "industry": By("r.industry", "r.industry"),
    "city": By("r.city", "r.city"),
    "month": By(_NOTHING, _NOTHING),
    "quarter": By(_NOTHING, _NOTHING),
    "year": By(_NOTHING, _NOTHING),
}
_LEADS = """
SELECT r.id, r.status, r.lost_on, v.converted_on, r.amount_minor, r.currency{columns}
FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id LEFT JOIN crm_user u ON u.id = r.owner_id
LEFT JOIN lost_reason n ON n.id = r.lost_reason_id
WHERE (r.created_on IS NULL OR r.created_on <= :as_of) AND {where}
  AND (r.status = 'lost' OR r.status = 'converted' OR v.id IS NOT NULL) ORDER BY r.id
"""


def of_leads(db: Reader, request: Asked, names: Sequence[str]) -> Over:
    """Return the leads lost or converted within the span, told by each of the names.

    Raises:
        UsageError: leads can't be told by one of them.
    """
    from crmcli.domain.where import conditions

    how = [LEADS_BY[chosen("losses --of leads", name, LEADS_BY)] for name in names]
    columns = "".join(f", {one.key}, {one.label}" for one in how)
    where, values = conditions(db, LEAD, request.where, as_of=request.as_of)
    as_of = request.as_of.isoformat()
    rows = db.tuples(_LEADS.format(columns=columns, where=where), {**values, "as_of": as_of})
    money = LeadMoney(db, request, {row[5] for row in rows})
    ended, undated = [], 0
    for number, status, lost_on, converted_on, amount, currency, *told in rows:
        won = status != "lost"
        day = converted_on if won else lost_on
        if day is not None and day > as_of:
            continue
        if request.bounded and not within(day, request):
            undated += day is None
            continue
        worth, code = money.turned(amount, currency)
        by: dict[str, Key] = dict(zip(names, zip(told[::2], told[1::2], strict=True), strict=True))
        for name, key in by.items():
            if name in traits.IN_TIME:
                by[name] = (traits.period_of(day, name),) * 2
            elif name == "band":
                by[name] = traits.band(worth, code)
            else:
                by[name] = traits.of_loss(name, key)
        ended.append(Ended(number, day, won, worth, code, by))
    notes = (*money.notes(), *figures.left_out(undated, "lead", say("without a closing date left out")))
    return Over(ended, {}, notes)
