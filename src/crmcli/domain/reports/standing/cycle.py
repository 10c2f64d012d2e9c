"""``report cycle``: where everybody stands with us, and what to do: win, keep, grow or get rid of.

Each customer and each open lead is in exactly one phase and has exactly one action, with the reason and
the next step; the rules are in ``cycle_rules``, the figures in ``cycle_facts``. Revenue, margin and the
cost to serve are of the last ``cycle_days`` days, or of the span asked about; who bought what when is as
of the day. Cost to serve is minutes logged times ``minute_cost`` plus cases opened times ``case_cost``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports import figures
from crmcli.domain.reports.circles import of_leads
from crmcli.domain.reports.groups import TRAITS, cut, groups, in_order
from crmcli.domain.reports.scope import Asked, chosen, days_of
from crmcli.domain.reports.serving import Cost
from crmcli.domain.reports.standing.cycle_facts import Somebody, World, fetch
from crmcli.domain.reports.standing.cycle_rows import (
    CycleRow,
    GroupRow,
    SummaryRow,
    cycle_row,
    group_row,
    result_of,
    summary_row,
)
from crmcli.domain.reports.standing.cycle_rules import ACTIONS, PHASES, Limits, Verdict, decide
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

Placed = tuple[Somebody, Verdict]
BY = ("customer", "phase", "action", *TRAITS)
ROWS = (CycleRow, SummaryRow, GroupRow)
_EMPTY = say('nobody is known yet: crm customer add "Işık Mobilya"')


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


def report(db: Reader, request: Request) -> Report[Any]:
    """Class everybody: those who cost more than they bring first, then whom to keep, grow and win.

    Within an action the greatest loss, then the greatest revenue comes first. Told by a group, its
    members are counted and added up.

    Raises:
        UsageError: there is no such action or phase, or the report can't be told by that.
    """
    by = chosen("cycle", request.by or "customer", BY)
    world, placed = place(db, request)
    asked = [pair for pair in placed if _is_asked(pair[1], request)]
    drawn = asked and request.action is None and request.phase is None
    days = days_of(request) or say("last {cycle_days} days", cycle_days=request.cycle_days)
    total: Any = None
    if request.summary or by != "customer":
        row, rows, total = _counted(db, asked, by, request, world.currency)
        title = (
            say("Life with us")
            if request.summary
            else say("Win, keep, grow, get rid of by {by}: {days}", by=named(by, "column"), days=days)
        )
        shown, more = cut(rows, request.limit, "row")
    else:
        asked.sort(key=lambda pair: _order(*pair))
        some, more = cut(asked, request.limit, "row")
        row, shown = CycleRow, [cycle_row(one, told, world.currency) for one, told in some]
        title = say("Win, keep, grow, get rid of: {days}", days=days)
        more = (_counts(placed), *more)
    return Report(
        "cycle",
        row,
        shown,
        title,
        request.as_of,
        pictures=(phases_and_actions(asked, world.currency, request.language),) if drawn else (),
        total=total,
        empty="nobody is like that" if placed else _EMPTY,
        notes=(*more, *world.notes, *_unknown(world)) if placed else (),
    )


def _counts(placed: Sequence[Placed]) -> str:
    """Return how many are to be got rid of, kept, grown and won."""
    return listed(
        say(
            "{action} {count:,}",
            action=named(name, "action"),
            count=sum(told.action == name for _, told in placed),
        )
        for name in ACTIONS
    )


def _counted(
    db: Reader, asked: Sequence[Placed], by: str, request: Request, currency: str | None
) -> tuple[Any, list[Any], Any]:
    """Return the row type, the rows of groups and their total."""
    rows: list[Any]
    if request.summary:
        row: Any = SummaryRow
        rows = _summary(asked, currency)
        total: Any = summary_row((None, None), [one for one, _ in asked], len(asked), currency)
    else:
        row = figures.headed(GroupRow, by)
        rows = [group_row(name, part, len(asked), currency) for name, part in grouped(db, by, asked)]
        total = group_row(None, asked, len(asked), currency)
    return row, rows if asked else [], total if asked else None


def place(db: Reader, request: Request) -> tuple[World, list[Placed]]:
    """Return what is known, and everybody with the verdict.

    Raises:
        UsageError: there is no such action or phase.
    """
    for what, known in (("action", ACTIONS), ("phase", PHASES)):
        asked = getattr(request, what)
        if asked is not None and asked not in known:
            from crmcli.domain.near import one_of

            said = say('there is no {what} "{asked}"', what=named(what, "column"), asked=asked)
            raise UsageError(said, one_of(asked, known, f"--{what}"))
    limits = limits_of(request)
    cost = Cost.read(request.minute_cost, request.case_cost, request.cost_currency)
    world = fetch(db, request, limits.days, cost)
    return world, [(one, decide(one.facts, limits)) for one in world.people]


def _is_asked(told: Verdict, request: Request) -> bool:
    return request.action in (None, told.action) and request.phase in (None, told.phase)


def limits_of(request: Request) -> Limits:
    """Return where the rules part cases."""
    return Limits(
        new_days=int(request.cycle_new_days),
        lapsed_days=request.lapsed_days,
        quiet_factor=int(request.cycle_quiet_factor),
        breadth=int(request.active_breadth),
        days=int(request.cycle_days),
    )


def _order(one: Somebody, told: Verdict) -> tuple[Any, ...]:
    result = result_of(one)
    loss = result if told.action == "get rid of" and result is not None else 0
    return (ACTIONS.index(told.action), loss, -one.facts.revenue, one.ref[0])  # ties: by name, as they came


def _summary(placed: Sequence[Placed], currency: str | None) -> list[SummaryRow]:
    """Return the counts of every phase and action that anybody is in."""
    found: dict[tuple[str, str], list[Somebody]] = {}
    for one, told in placed:
        found.setdefault((told.phase, told.action), []).append(one)
    keys = sorted(found, key=lambda key: (PHASES.index(key[0]), ACTIONS.index(key[1])))
    return [summary_row(key, found[key], len(placed), currency) for key in keys]


def grouped(db: Reader, by: str, placed: Sequence[Placed]) -> list[tuple[str | None, list[Placed]]]:
    """Return the names of groups and who is in them: phases and actions in order, others by size."""
    known: tuple[str, ...] = {"phase": PHASES, "action": ACTIONS}.get(by, ())
    if known:
        return [
            (named(name, by), [pair for pair in placed if getattr(pair[1], by) == name]) for name in known
        ]
    customers = groups(db, by)
    leads = of_leads(db, by)
    labels = dict(customers.labels)
    found: dict[Hashable, list[Placed]] = {}
    for one, told in placed:
        if one.facts.lead:
            key, text = leads.get(one.number, (None, None))
            labels.setdefault(key, text)
        else:
            key = customers.of.get(one.number)
        found.setdefault(key, []).append((one, told))
    ordered = in_order(labels, {key: len(part) for key, part in found.items()})
    return [(labels.get(key), found[key]) for key in ordered]


def phases_and_actions(placed: Sequence[Placed], currency: str | None, language: str) -> Grid:
    """Return the picture: actions across, phases down; how many, and what they brought."""
    from crmcli.domain.money import human

    found: dict[tuple[str, str], list[int]] = {}
    for one, told in placed:
        found.setdefault((told.phase, told.action), []).append(one.facts.revenue)
    most = max((len(part) for part in found.values()), default=1)

    def cell(phase: str, action: str) -> Cell:
        part = found.get((phase, action), [])
        if not part:
            return Cell("", 0.0)
        brought = f" {human(sum(part), currency, language)}" if currency and sum(part) else ""
        return Cell(f"{len(part):,}{brought}", len(part) / most)

    return Grid(
        title="How many, and what they brought",
        down="phase",
        across="action",
        rows=tuple(named(phase, "phase") for phase in PHASES),
        columns=tuple(named(action, "action") for action in ACTIONS),
        cells=tuple(tuple(cell(phase, action) for action in ACTIONS) for phase in PHASES),
    )


def _unknown(world: World) -> tuple[str, ...]:
    """Return whose margin is unknown, in words."""
    count = sum(one.facts.margin is None for one in world.people)
    return figures.left_out(
        count, "customer", say("with purchases whose cost is unknown: their margin is unknown")
    )


def compare(db: Reader, request: Request, then: Request) -> Report[Any]:
    """Tell who moved since an earlier day; of groups and of the summary, the figures of both."""
    from crmcli.domain.reports.comparing import beside
    from crmcli.domain.reports.standing.cycle_moves import moved, places

    if not request.summary and request.by in (None, "customer"):
        return moved(db, request, then)
    whole = replace(request, limit=0), replace(then, limit=0)
    now, before = (report(db, asked) for asked in whole)
    if request.summary:
        now, before = places(now), places(before)
    return beside(now, before, request.limit)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return how somebody's place follows, with orders, work and offers; of a group, who is in it."""
    from crmcli.domain.reports.standing.cycle_behind import members, of_somebody

    world, placed = place(db, request)
    asked = [pair for pair in placed if _is_asked(pair[1], request)]
    if isinstance(row, CycleRow):
        (found,) = (pair for pair in asked if pair[0].ref == row.id)
        return of_somebody(db, request, world, found)
    if isinstance(row, SummaryRow):
        place_of = (row.phase, row.action)
        part = [pair for pair in asked if place_of in ((None, None), (pair[1].phase, pair[1].action))]
    elif row.group is None and row.count == len(asked):
        part = asked
    else:
        by = request.by or "customer"
        part = next(part for name, part in grouped(db, by, asked) if name == row.group)
    return members(part, world.currency)
