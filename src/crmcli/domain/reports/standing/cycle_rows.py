"""Rows of ``report cycle``: somebody's place, those of a phase and action, those of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Duration, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.standing.cycle_rules import ACTIONS
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.standing.cycle_facts import Somebody
    from crmcli.domain.reports.standing.cycle_rules import Verdict

PHASE = Choice(
    {"select": ("", "dim"), "acquire": ("", "cyan"), "keep": ("", "blue"), "deepen": ("", "green")}
)
ACTION = Choice(
    {
        "get rid of": ("✗", "red"),
        "keep": ("●", "blue"),
        "grow": ("▲", "green"),
        "win": ("○", "yellow"),
    }
)
_MANY_MINUTES = 600  # from here on a reason tells hours
_PHASE_IS = "Where it stands in its life with us: select, acquire, keep or deepen."
_ACTION_IS = "What to do: get rid of, keep, grow or win."
_CODE = "Currency of the amounts."


@frozen
class CycleRow:
    """Somebody's place; amounts of the window, None where unknown; ``result`` is margin less cost."""

    id: Annotated[str, AnyRef("no."), "Number of the customer or lead."]
    name: Annotated[str | None, Text(), "Its name."]
    phase: Annotated[str, PHASE, _PHASE_IS]
    action: Annotated[str, ACTION, _ACTION_IS]
    reason: Annotated[str, Text(), "Why; amounts in it are rounded, hours from ten on."]
    next: Annotated[str, Text("next step"), "What to do next."]
    revenue: Annotated[
        int | None, Money("currency", show=ROOMY), "Sum of the totals of purchases and refunds of the days."
    ]
    margin: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "What lines brought less what they cost us, refunds taken off; blank where a cost is unknown.",
    ]
    cost: Annotated[
        int | None,
        Money("currency", "cost to serve", show=ROOMY),
        "Minutes logged times minute_cost, plus cases opened times case_cost; blank without a rate for it.",
    ]
    result: Annotated[
        int | None, Money("currency", show=ROOMY), "Margin less cost to serve; blank where either is unknown."
    ]
    calls: Annotated[int, Number(show=DETAIL), "Calls logged in the days."]
    minutes: Annotated[int, Duration(unit="minutes", show=DETAIL), "Minutes of all activities of the days."]
    cases: Annotated[int, Number(show=DETAIL), "Cases opened in the days."]
    offers: Annotated[int, Number("open offers", show=DETAIL), "Opportunities and quotes open on the day."]
    orders: Annotated[int, Number(show=DETAIL), "Purchases ever, up to the day."]
    quiet: Annotated[
        int | None, Duration("last bought", show=DETAIL), "Days since the last purchase; blank without one."
    ]
    r: Annotated[int | None, Number("R", show=DETAIL), "Score of recency, 1 to 5, as in report segments."]
    f: Annotated[int | None, Number("F", show=DETAIL), "Score of frequency, 1 to 5, as in report segments."]
    m: Annotated[int | None, Number("M", show=DETAIL), "Score of money, 1 to 5, as in report segments."]
    breadth: Annotated[
        float | None,
        Percent(digits=0, show=DETAIL),
        "Kinds of product bought over those we sell; blank where no line says what was bought.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


@frozen
class SummaryRow:
    """Those of one phase and action; ``share`` of everybody, 0..1; sums of what is known."""

    phase: Annotated[str | None, PHASE, _PHASE_IS]
    action: Annotated[str | None, ACTION, _ACTION_IS]
    count: Annotated[int, Number(), "Customers and open leads in it."]
    share: Annotated[float | None, Percent(bar=True), "Its part of all of them."]
    revenue: Annotated[int | None, Money("currency"), "Sum of their revenue of the days."]
    cost: Annotated[int | None, Money("currency", "cost to serve"), "Sum of what serving them cost."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]
    margin: Annotated[int | None, Money("currency", show=DETAIL), "Sum of their margins that are known."]
    unknown: Annotated[int, Number(show=DETAIL), "How many of them have a margin that is unknown."]


@frozen
class GroupRow:
    """Those of a group, and how many of them have which action."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for who has none."]
    count: Annotated[int, Number(), "Customers and open leads in it."]
    share: Annotated[float | None, Percent(bar=True), "Its part of all of them."]
    get_rid_of: Annotated[int, Number("✗ rid of"), "Who is to be got rid of."]
    keep: Annotated[int, Number("● keep"), "Who is to be kept."]
    grow: Annotated[int, Number("▲ grow"), "Who is to buy more."]
    win: Annotated[int, Number("○ win"), "Who is to be won, or won back."]
    revenue: Annotated[int | None, Money("currency"), "Sum of their revenue of the days."]
    margin: Annotated[int | None, Money("currency", show=ROOMY), "Sum of their margins that are known."]
    cost: Annotated[
        int | None, Money("currency", "cost to serve", show=ROOMY), "Sum of what serving them cost."
    ]
    unknown: Annotated[int, Number(show=DETAIL), "How many of them have a margin that is unknown."]
    currency: Annotated[str | None, Text(show=DETAIL), _CODE]


def result_of(one: Somebody) -> int | None:
    """Return what is left when serving is paid; None where margin or cost is unknown."""
    facts = one.facts
    return None if facts.margin is None or facts.cost is None else facts.margin - facts.cost


def cycle_row(one: Somebody, told: Verdict, currency: str | None) -> CycleRow:
    """Return somebody's place as a row."""
    facts = one.facts
    money = None if currency is None or facts.lead else currency
    bought = facts.orders > 0
    return CycleRow(
        id=one.ref,
        name=one.name,
        phase=told.phase,
        action=told.action,
        reason=reason(one, told, currency),
        next=told.next,
        revenue=facts.revenue if money else None,
        margin=facts.margin if money else None,
        cost=facts.cost if money else None,
        result=result_of(one) if money else None,
        calls=facts.calls,
        minutes=facts.minutes,
        cases=facts.cases,
        offers=facts.offers,
        orders=facts.orders,
        quiet=facts.quiet if bought else None,
        r=facts.r or None,
        f=facts.f or None,
        m=facts.m or None,
        breadth=figures.share(facts.kinds, facts.sold) if facts.kinds is not None and bought else None,
        currency=money,
    )


def reason(one: Somebody, told: Verdict, currency: str | None) -> str:
    """Return the reason; where somebody costs more than it brings, both, and the work it made."""
    facts = one.facts
    if told.action != "get rid of":
        return told.reason
    work = [counted(facts.calls, "call")] if facts.calls else []
    if facts.minutes:
        hours = facts.minutes >= _MANY_MINUTES
        work += [
            say("{hours:,} {unit}", hours=round(facts.minutes / 60), unit=named("h", "unit"))
            if hours
            else say("{minutes:,} min", minutes=facts.minutes)
        ]
    work += [counted(facts.cases, "case")] if facts.cases else []
    brings = facts.most if facts.margin is None else facts.margin
    cost, least = _rounded(facts.cost or 0, brings or 0, currency or "")
    said = (
        say("margin {least}", least=least)
        if facts.margin is not None
        else say("{least} at most", least=least)
    )
    return say("{work}: {cost} > {said}", work=listed(work), cost=cost, said=said)


def _rounded(cost: int, brings: int, currency: str) -> tuple[str, str]:
    """Return two amounts without decimals, with them where they would look alike."""
    from crmcli.domain.money import from_minor

    short = [say("{amount:,}", amount=round(from_minor(part, currency))) for part in (cost, brings)]
    if short[0] != short[1]:
        return short[0], short[1]
    return figures.money(cost, currency), figures.money(brings, currency)


def summary_row(
    place: tuple[str | None, str | None], part: Sequence[Somebody], whole: int, currency: str | None
) -> SummaryRow:
    """Return those of a phase and action as a row."""
    facts = [one.facts for one in part]
    return SummaryRow(
        phase=place[0],
        action=place[1],
        count=len(part),
        share=figures.share(len(part), whole),
        revenue=sum(one.revenue for one in facts) if currency else None,
        cost=figures.added(one.cost for one in facts) if currency else None,
        currency=currency,
        margin=figures.added(one.margin for one in facts) if currency else None,
        unknown=sum(one.margin is None for one in facts),
    )


def group_row(
    name: str | None, part: Sequence[tuple[Somebody, Verdict]], whole: int, currency: str | None
) -> GroupRow:
    """Return those of a group as a row."""
    sums = summary_row((None, None), [one for one, _ in part], whole, currency)
    many = {name: sum(told.action == name for _, told in part) for name in ACTIONS}
    return GroupRow(
        group=name,
        count=sums.count,
        share=sums.share,
        get_rid_of=many["get rid of"],
        keep=many["keep"],
        grow=many["grow"],
        win=many["win"],
        revenue=sums.revenue,
        margin=sums.margin,
        cost=sums.cost,
        unknown=sums.unknown,
        currency=currency,
    )
