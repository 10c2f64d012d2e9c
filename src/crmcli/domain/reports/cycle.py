"""``report cycle``: where everybody stands with us, and what to do: win, keep, grow or get rid of.

Each customer and each open lead is in exactly one phase and has exactly one action, with the reason and
the next step; the rules are in ``cycle_rules``, the figures in ``cycle_facts``. Revenue, margin and the
cost to serve are of the last ``cycle_days`` days. Cost to serve is minutes logged times ``minute_cost``
plus cases opened times ``case_cost``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Duration, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.cycle_facts import Cost, Somebody, World, fetch
from crmcli.domain.reports.cycle_rules import ACTIONS, PHASES, Limits, Verdict, decide
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from crmcli.sql import Reader

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


@frozen
class Request(Asked):
    """``action`` and ``phase`` narrow down, ``summary`` counts; the rest are settings, as text."""

    action: str | None = None
    phase: str | None = None
    summary: bool = False
    minute_cost: str = "0"
    case_cost: str = "0"
    active_breadth: str = "50"
    cycle_days: str = "365"
    cycle_new_days: str = "90"
    cycle_quiet_factor: str = "2"
    cost_currency: str = "TRY"


@frozen
class CycleRow:
    """Somebody's place; amounts of the window, None where unknown; ``result`` is margin less cost."""

    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]
    phase: Annotated[str, PHASE]
    action: Annotated[str, ACTION]
    reason: Annotated[str, Text()]
    next: Annotated[str, Text("next step")]
    revenue: Annotated[int | None, Money("currency", show=ROOMY)]
    margin: Annotated[int | None, Money("currency", show=ROOMY)]
    cost: Annotated[int | None, Money("currency", "cost to serve", show=ROOMY)]
    result: Annotated[int | None, Money("currency", show=ROOMY)]
    calls: Annotated[int, Number(show=DETAIL)]
    minutes: Annotated[int, Duration(unit="minutes", show=DETAIL)]
    cases: Annotated[int, Number(show=DETAIL)]
    offers: Annotated[int, Number("open offers", show=DETAIL)]
    orders: Annotated[int, Number(show=DETAIL)]
    quiet: Annotated[int | None, Duration("last bought", show=DETAIL)]
    r: Annotated[int | None, Number("R", show=DETAIL)]
    f: Annotated[int | None, Number("F", show=DETAIL)]
    m: Annotated[int | None, Number("M", show=DETAIL)]
    breadth: Annotated[float | None, Percent(digits=0, show=DETAIL)]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class SummaryRow:
    """Those of one phase and action; ``share`` of everybody, 0..1; sums of what is known."""

    phase: Annotated[str, PHASE]
    action: Annotated[str, ACTION]
    count: int
    share: Annotated[float | None, Percent(bar=True)]
    revenue: Annotated[int | None, Money("currency")]
    cost: Annotated[int | None, Money("currency", "cost to serve")]
    currency: Annotated[str | None, Text(show=DETAIL)]


def report(db: Reader, request: Request) -> Report[Any]:
    """Class everybody: those who cost more than they bring first, then whom to keep, grow and win.

    Within an action the greatest loss, then the greatest revenue comes first.

    Raises:
        UsageError: there is no such action or phase.
    """
    for what, known in (("action", ACTIONS), ("phase", PHASES)):
        asked = getattr(request, what)
        if asked is not None and asked not in known:
            raise UsageError(f'there is no {what} "{asked}"', f"--{what} takes {', '.join(map(repr, known))}")
    limits = _limits(request)
    cost = Cost(_amount(request.minute_cost), _amount(request.case_cost), request.cost_currency)
    world = fetch(db, request, limits.days, cost)
    placed = [(one, decide(one.facts, limits)) for one in world.people]
    notes = (*world.notes, *_unknown(world))
    if request.summary:
        rows = _summary(placed, world.currency)
        return Report(
            "cycle", SummaryRow, rows, "Life with us", request.as_of, empty=_EMPTY, notes=notes
        )  # fmt: skip
    chosen = [
        (one, told)
        for one, told in placed
        if request.action in (None, told.action) and request.phase in (None, told.phase)
    ]
    chosen.sort(key=lambda pair: _order(*pair))
    shown = chosen[: request.limit or None]
    counts = ", ".join(f"{name} {sum(told.action == name for _, told in placed):,}" for name in ACTIONS)
    more = (
        (f"{len(shown):,} of {len(chosen):,} shown; --limit 0 shows all",) if len(shown) < len(chosen) else ()
    )
    return Report(
        "cycle",
        CycleRow,
        [_row(one, told, world.currency) for one, told in shown],
        f"Win, keep, grow, get rid of: last {limits.days} days",
        request.as_of,
        empty=_EMPTY if not placed else "nobody is like that",
        notes=(counts, *more, *notes) if placed else (),
    )


_EMPTY = 'nobody is known yet: crm customer add "Işık Mobilya"'


def _limits(request: Request) -> Limits:
    return Limits(
        new_days=int(request.cycle_new_days),
        lapsed_days=request.lapsed_days,
        quiet_factor=int(request.cycle_quiet_factor),
        breadth=int(request.active_breadth),
        days=int(request.cycle_days),
    )


def _amount(text: str) -> Decimal:
    from crmcli.domain.money import parse_amount

    return Decimal(parse_amount(text, "," if "," in text else "."))


def _order(one: Somebody, told: Verdict) -> tuple[Any, ...]:
    result = _result(one)
    loss = result if told.action == "get rid of" and result is not None else 0
    return (ACTIONS.index(told.action), loss, -one.facts.revenue, one.ref[0], int(one.ref[2:]))


def _result(one: Somebody) -> int | None:
    """Return what is left when serving is paid; None where margin or cost is unknown."""
    facts = one.facts
    return None if facts.margin is None or facts.cost is None else facts.margin - facts.cost


def _row(one: Somebody, told: Verdict, currency: str | None) -> CycleRow:
    """Return somebody's place as a row."""
    facts = one.facts
    money = None if currency is None or facts.lead else currency
    bought = facts.orders > 0
    return CycleRow(
        id=one.ref,
        name=one.name,
        phase=told.phase,
        action=told.action,
        reason=_reason(one, told, currency),
        next=told.next,
        revenue=facts.revenue if money else None,
        margin=facts.margin if money else None,
        cost=facts.cost if money else None,
        result=_result(one) if money else None,
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


def _reason(one: Somebody, told: Verdict, currency: str | None) -> str:
    """Return the reason, with its figures where somebody costs more than it brings."""
    facts = one.facts
    if told.action != "get rid of":
        return told.reason
    work = [counted(facts.calls, "call")] if facts.calls else []
    work += [f"{facts.minutes:,} min"] if facts.minutes else []
    work += [counted(facts.cases, "case")] if facts.cases else []
    brings = f"margin {figures.money(facts.margin, currency)}"
    if facts.margin is None:
        brings = f"{figures.money(facts.most, currency)} at most (margin unknown)"
    return f"{', '.join(work)}: {figures.money(facts.cost, currency)} {currency} > {brings}"


def _summary(placed: list[tuple[Somebody, Verdict]], currency: str | None) -> list[SummaryRow]:
    """Return the counts of every phase and action that anybody is in."""
    groups: dict[tuple[str, str], list[Somebody]] = {}
    for one, told in placed:
        groups.setdefault((told.phase, told.action), []).append(one)
    keys = sorted(groups, key=lambda key: (PHASES.index(key[0]), ACTIONS.index(key[1])))
    return [
        SummaryRow(
            phase,
            action,
            len(groups[phase, action]),
            figures.share(len(groups[phase, action]), len(placed)),
            sum(one.facts.revenue for one in groups[phase, action]) if currency else None,
            figures.added(one.facts.cost for one in groups[phase, action]) if currency else None,
            currency,
        )
        for phase, action in keys
    ]


def _unknown(world: World) -> tuple[str, ...]:
    """Return whose margin is unknown, in words."""
    count = sum(one.facts.margin is None for one in world.people)
    return figures.left_out(
        count, "customer", "with purchases whose cost is unknown: their margin is unknown"
    )
