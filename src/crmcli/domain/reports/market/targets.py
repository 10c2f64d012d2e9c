"""``report targets``: what is to be reached, what was, and whether the pace is right.

Targets of one metric, currency and group are added up; of overlapping ones (a month and its quarter) each
counts. Nothing says since when a target has been set, so an earlier day knows those of today.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import TARGET
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.rates import Converter
from crmcli.domain.reports import figures
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.market.target_rows import BesideRow, GoalRow, GroupRow
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Listing, Report
from crmcli.domain.target import STATE, Measure, Stored, TargetRow, fetch, left_out, target_rows
from crmcli.domain.target_actuals import Aim, ReachedBy, reached_by
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = ("target", "metric", "owner", "branch", "product", "month", "quarter", "year")
_IN_TIME = {"month": 7, "quarter": 7, "year": 4}
BARS = 20
"""Targets at most in the picture."""


@frozen
class Request(Asked):
    """Targets whose period touches the span; with ``running`` those whose period holds the day."""

    running: bool = False


ROWS = (GoalRow, GroupRow, BesideRow)


class World(NamedTuple):
    """The targets asked about with what was reached, and what is to be told of the amounts."""

    rows: list[GoalRow]
    stored: dict[int, Stored]
    rates: dict[str, Converter]
    notes: tuple[str, ...]


def report(db: Reader, request: Request) -> Report[Any]:
    """Return targets with what was reached by the end of the day, the newest period first; or their sums.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("targets", request.by or "target", BY)
    world = reached_rows(db, request)
    rows = told(world.rows, by)
    missed = sum(row.state in ("behind", "missed") for row in world.rows)
    late = (
        (say("{missed} of {count} behind or missed", missed=missed, count=len(world.rows)),) if missed else ()
    )
    shown, rest = cut(rows, request.limit, "target" if by == "target" else "row")
    return Report(
        "targets",
        GoalRow if by == "target" else GroupRow,
        shown,
        (
            say("Targets{span}", span=request.span)
            if by == "target"
            else say("Targets by {by}{span}", by=named(by), span=request.span)
        )
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(world.rows if by == "target" else [], request.language),
        empty='no target: crm target set revenue 2026-Q4 "500.000 TL"',
        notes=(*late, *rest, *world.notes),
    )


def compare(db: Reader, request: Request, then: Request) -> Report[BesideRow]:
    """Return what was reached beside another day: the targets are the same on both."""
    by = chosen("targets", request.by or "target", BY)
    other = replace(then, since=request.since, until=request.until)
    world = reached_rows(db, request)
    now, was = ([_Standing.of(row) for row in told(one.rows, by)] for one in (world, reached_rows(db, other)))
    before = {one.key: one for one in was}
    rows = [_beside(one, before.get(one.key)) for one in now]
    shown, rest = cut(rows, request.limit, "row")
    title = say(
        "Targets{part}, beside {as_of}",
        part="" if by == "target" else say(" by {by}", by=named(by)),
        as_of=then.as_of,
    )
    empty = say("no target to set beside an earlier day")
    return Report("targets", BesideRow, shown, title, request.as_of, empty=empty, notes=(*rest, *world.notes))


class _Standing(NamedTuple):
    """What a comparison takes of a row."""

    key: tuple[str, str | None]
    target: int
    actual: int
    reached: float | None

    @classmethod
    def of(cls, row: GoalRow | GroupRow) -> _Standing:
        """Return what is compared of a row."""
        name = row.group if isinstance(row, GroupRow) else _called(row)
        return cls((name, row.currency), row.target, row.actual, row.reached)


def _called(row: GoalRow) -> str:
    return listed(filter(None, (TARGET.ref(row.id), row.metric, row.period, row.whose)), " ")


def _beside(now: _Standing, then: _Standing | None) -> BesideRow:
    name, currency = now.key
    was = None if then is None else then.actual
    return BesideRow(
        name,
        now.target,
        now.actual,
        was,
        None if was is None else now.actual - was,
        now.reached,
        None if then is None else then.reached,
        currency,
    )


def told(rows: Sequence[GoalRow], by: str) -> list[Any]:
    """Return the rows as they are told."""
    return list(rows) if by == "target" else group_rows(rows, by)


def reached_rows(db: Reader, request: Request) -> World:
    """Return the targets asked about, the newest period first."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, TARGET, request.where, as_of=request.as_of)
    tests = [f"({where})"]
    for test, name, day in (
        ("r.from_on <= :day AND r.until_on >= :day", "day", request.as_of if request.running else None),
        ("r.until_on >= :since", "since", request.since),
        ("r.from_on <= :until", "until", request.until),
    ):
        if day is not None:
            tests.append(test)
            values[name] = day.isoformat()
    stored, notes = in_one(db, fetch(db, " AND ".join(tests), values), request)
    rows, rates = target_rows(db, stored, request.as_of)
    found = [_goal(row) for row in rows]
    return World(found, {one.number: one for one in stored}, rates, (*notes, *left_out(rates)))


def in_one(db: Reader, stored: list[Stored], request: Request) -> tuple[list[Stored], tuple[str, ...]]:
    """Return the targets with amounts in the currency asked for, and what could not be turned.

    A target is turned at the rate of the last day of its period, or of the day of the report.
    """
    code = request.currency
    if code is None:
        return stored, ()
    from crmcli.domain.rates import converter

    rates = converter(db, code, request.as_of)
    turned: list[Stored] = []
    for one in stored:
        if one.currency is None or one.currency == code:
            turned.append(one)
            continue
        goal = rates.minor(one.goal, one.currency, min(one.last, request.as_of))
        if goal is not None:
            turned.append(one._replace(goal=goal, currency=code))
    notes = tuple(
        say(
            "{plural} in {other} left out: no rate in {code}; crm rate set {other} DAY RATE --base {code}",
            plural=figures.plural(count, "target"),
            other=other,
            code=code,
        )
        for other, count in sorted(rates.missing.items())
    )
    return turned, notes


def _goal(row: TargetRow) -> GoalRow:
    names = [name for name in TargetRow.__annotations__ if name in GoalRow.__annotations__]
    same = {name: getattr(row, name) for name in names}
    same |= {"metric": named(row.metric, "metric"), "state": named(row.state, "goal")}
    return GoalRow(**same, left=max(row.target - row.actual, 0))


def group_rows(rows: Sequence[GoalRow], by: str) -> list[GroupRow]:
    """Return the sums by group, metric and currency: periods the newest first, names as people sort them."""
    from crmcli.domain.text import sort_key

    parts: dict[tuple[str | None, str, str | None], list[GoalRow]] = {}
    for row in rows:
        parts.setdefault((_group(row, by), row.metric, row.currency), []).append(row)

    def order(key: tuple[str | None, str, str | None]) -> tuple[Any, ...]:
        whose, metric, currency = key
        return (whose is None, sort_key(whose or ""), metric, currency or "")

    keys = sorted(parts, key=order)
    if by in _IN_TIME:
        keys.sort(key=lambda key: key[0] or "", reverse=True)
    return [_summed(key, parts[key], by) for key in keys]


def _group(row: GoalRow, by: str) -> str | None:
    """Return the group of a target; one of a period stands where its last day is."""
    if by in _IN_TIME:
        from crmcli.domain.periods import quarter_of

        return quarter_of(row.until_on) if by == "quarter" else row.until_on.isoformat()[: _IN_TIME[by]]
    found: str | None = getattr(row, by)
    return found


def _summed(key: tuple[str | None, str, str | None], part: Sequence[GoalRow], by: str) -> GroupRow:
    whose, metric, currency = key
    target, actual = sum(row.target for row in part), sum(row.actual for row in part)
    name = metric if by == "metric" else listed((whose or named("all", "sum"), metric))
    return GroupRow(
        group=name,
        targets=len(part),
        met=sum(row.state == "reached" for row in part),
        target=target,
        actual=actual,
        left=sum(row.left for row in part),
        reached=figures.share(actual, target),
        metric=metric,
        whose=whose,
        currency=currency,
    )


def pictures(rows: Sequence[GoalRow], language: str) -> tuple[Bars, ...]:
    """Return what was reached of each target, with a mark where its days are."""
    shown = [row for row in rows if row.state != "to come"][:BARS]
    if not shown:
        return ()
    target = Measure("currency")
    bars = tuple(
        Bar(
            listed(filter(None, (row.metric, row.period, row.whose)), " "),
            max(row.reached or 0.0, 0.0),
            say(
                "{percent} of {target}",
                percent=figures.percent(row.reached or 0, language),
                target=target.human(row.target, row, language),
            ),
            style=STATE.style(row.state, row),
            mark=row.pace if row.state in ("on track", "behind") else None,
        )
        for row in shown
    )
    return (Bars("Reached of the target; the mark is the share of its days that are over", bars),)


def _exact(value: int, currency: str | None) -> str:
    return figures.money(value, currency) if currency else str(value)


def _number(value: float | None) -> str | None:
    return None if value is None else say("{number:.6g}", number=value)


def explain(db: Reader, request: Request, row: GoalRow | GroupRow) -> tuple[Listing[Any], ...]:
    """Return how far a target is, step by step, and the records that count; of a sum its targets."""
    world = reached_rows(db, request)
    if isinstance(row, GroupRow):
        by = request.by or "target"
        key = (row.whose, row.metric, row.currency)
        part = [one for one in world.rows if (_group(one, by), one.metric, one.currency) == key]
        return (Listing(GoalRow, part, title="targets"),)
    stored = world.stored[row.id]
    last = min(stored.last, request.as_of)
    amounts = [_exact(value, row.currency) for value in (row.actual, row.target, row.left)]
    days = (row.until_on - row.from_on).days + 1
    over = round(row.pace * days)
    steps = [
        StepRow(say("actual"), amounts[0]),
        StepRow(say("target"), amounts[1]),
        StepRow(say("reached = actual / target"), _number(row.reached)),
        StepRow(
            say("pace = days over / days"),
            say("{over} / {days} = {pace:.6g}", over=over, days=days, pace=row.pace),
        ),
        StepRow(say("to go = target - actual, not below 0"), amounts[2]),
    ]
    listings: list[Listing[Any]] = [Listing(StepRow, steps, title="steps")]
    if stored.first <= last:
        aim = Aim(stored.metric, stored.owner, stored.branch, stored.product)
        rates = world.rates.get(stored.currency) if stored.currency else None
        listings.append(Listing(ReachedBy, reached_by(db, aim, stored.first, last, rates), title="records"))
    return tuple(listings)
