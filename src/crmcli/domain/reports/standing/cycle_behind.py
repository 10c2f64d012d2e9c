"""What is behind a row of ``report cycle``: how a verdict follows, and the orders, work and offers in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Money, Text
from crmcli.domain.reports import steps
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.evidence import activities_of, cases_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import added
from crmcli.domain.reports.standing.cycle_rows import ACTION, PHASE, result_of
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.standing.cycle import Placed, Request
    from crmcli.domain.reports.standing.cycle_facts import Somebody, World
    from crmcli.sql import Reader


@frozen
class MemberRow:
    """Somebody of a group, with phase and action, revenue, margin and cost to serve."""

    id: Annotated[str, AnyRef("no.")]
    name: str | None
    phase: Annotated[str, PHASE]
    action: Annotated[str, ACTION]
    revenue: Annotated[int | None, Money("currency")]
    margin: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", "cost to serve")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class OfferRow:
    """An opportunity or quote that stood open on the day."""

    id: Annotated[str, AnyRef("no.")]
    name: str
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text("currency", wrap=False)]


_OFFERS = """
SELECT 'O-' || o.id, o.name, o.amount_minor, o.currency FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.{owner} = :number AND coalesce(o.created_on, '') <= :as_of
  AND (s.outcome = 'open' OR o.closed_on > :as_of)
UNION ALL
SELECT 'Q-' || q.id, q.name, q.total_minor, q.currency FROM quote q
WHERE q.{owner} = :number AND coalesce(q.quoted_on, '') <= :as_of AND coalesce(q.valid_until, '~') >= :as_of
  AND (q.status IN ('draft', 'sent') OR q.decided_on > :as_of)
ORDER BY 1
"""


def of_somebody(db: Reader, request: Request, world: World, found: Placed) -> tuple[Listing[Any], ...]:
    """Return the steps to a verdict, then the orders, activities and cases of the days, and open offers."""
    one, told = found
    parts: list[Listing[Any]] = [
        steps.listed((*_facts(one), *_money(request, world, one), *_verdict(told.phase, told.action)))
    ]
    days = world.window.first, world.window.last
    if not one.facts.lead:
        spanned = replace(request, since=days[0], until=days[1])
        parts += [
            orders_of(db, spanned, one.number),
            activities_of(db, one.number, days, request.zone),
            cases_of(db, one.number, days, request.zone),
        ]
    owner = "lead_id" if one.facts.lead else "customer_id"
    values = {"number": one.number, "as_of": request.as_of.isoformat()}
    offers = [OfferRow(*row) for row in db.tuples(_OFFERS.format(owner=owner), values)]
    return (*parts, Listing(OfferRow, offers, title="open offers"))


def _facts(one: Somebody) -> Iterator[StepRow]:
    facts = one.facts
    yield steps.number(say("orders ever"), facts.orders)
    if facts.orders:
        yield steps.number(say("first purchase"), facts.first, say("days ago"))
        yield steps.number(say("last purchase"), facts.quiet, say("days ago"))
        yield steps.number(say("mean days between purchases, from three on"), facts.gap)
        yield StepRow(say("scores"), f"R{facts.r} F{facts.f} M{facts.m}")
        kinds = (
            say("no order line tells what was bought")
            if facts.kinds is None
            else say("{kinds} of {sold}", kinds=facts.kinds, sold=facts.sold)
        )
        yield StepRow(say("kinds of product bought in the days, of those we sell"), kinds)
    yield steps.number(say("open offers"), facts.offers)


def _money(request: Request, world: World, one: Somebody) -> Iterator[StepRow]:
    facts, code = one.facts, world.currency
    if facts.lead or code is None:
        return
    yield steps.amount(say("revenue: totals of purchases and refunds"), facts.revenue, code)
    yield steps.amount(say("paid for lines whose cost is known"), one.paid, code)
    yield steps.amount(say("less what they cost us"), -one.goods, code)
    if one.refunds:
        yield steps.amount(say("refunds without lines"), one.refunds, code)
    if one.unknown:
        yield steps.number(say("lines and orders whose cost is unknown"), one.unknown)
        yield steps.amount(say("margin at the most"), facts.most, code)
    yield steps.amount("margin", facts.margin, code)
    unit = request.cost_currency
    for step, many, cost in (
        (say("minutes logged"), facts.minutes, request.minute_cost),
        (say("cases opened"), facts.cases, request.case_cost),
    ):
        yield StepRow(step, f"{many} x {cost} {unit}")
    yield steps.amount(say("cost to serve"), facts.cost, code)
    yield steps.amount(say("margin less cost to serve"), result_of(one), code)


def _verdict(phase: str, action: str) -> Iterator[StepRow]:
    yield StepRow(named("phase", "column"), phase)
    yield StepRow(say("action, the first rule that holds"), action)


def members(part: Sequence[Placed], currency: str | None) -> tuple[Listing[Any], ...]:
    """Return the sums of a group, and who is in it by revenue, the most first."""
    facts = [one.facts for one, _ in part]
    ordered = sorted(part, key=lambda pair: (-pair[0].facts.revenue, pair[0].ref[0]))
    rows = [
        MemberRow(
            one.ref,
            one.name,
            told.phase,
            told.action,
            None if one.facts.lead else one.facts.revenue,
            None if one.facts.lead else one.facts.margin,
            None if one.facts.lead else one.facts.cost,
            None if one.facts.lead else currency,
        )
        for one, told in ordered
    ]
    sums = (
        steps.number(say("customers and leads"), len(part)),
        steps.amount(say("their revenue"), sum(one.revenue for one in facts), currency),
        steps.amount(say("their margins that are known"), added(one.margin for one in facts), currency),
        steps.amount(say("serving them cost"), added(one.cost for one in facts), currency),
    )
    return steps.listed(sums), Listing(MemberRow, rows, title="who")
