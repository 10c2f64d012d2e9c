"""``report profit``: what is left of customers when goods and service are paid, and who costs more.

Profit here is the contribution of a customer: revenue less tax, cost of goods and cost to serve. Revenue
is the net of ``report sales``, discounts taken off already. An unknown cost stays unknown: then there is
no profit, only what it is at the most, and the share of the revenue whose cost is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import figures
from crmcli.domain.reports.buyers import named
from crmcli.domain.reports.groups import TRAITS, Groups, cut, groups
from crmcli.domain.reports.money.profit_rows import CustomerRow, Figures, GroupRow, customer_row, group_row
from crmcli.domain.reports.money.profit_sums import Prices, Result, World, fetch, together
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.said import named as named_word
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", *TRAITS, "segment")
ROWS = (CustomerRow, GroupRow)


@frozen
class Request(Asked):
    """``shed`` only those who cost more than they bring; the rest are settings, as text."""

    shed: bool = False
    minute_cost: str = "0"
    case_cost: str = "0"
    delivery_cost: str = "0"
    cycle_new_days: str = "90"
    cost_currency: str = "TRY"

    @property
    def prices(self) -> Prices:
        """What serving costs."""
        return Prices(self.minute_cost, self.case_cost, self.delivery_cost, self.cost_currency)


def report(db: Reader, request: Request) -> Report[Any]:
    """Tell what is left of customers or of groups of them, the most first, unknown profits last.

    With ``shed`` only those who cost more than they bring, the worst first: customers who have bought,
    and whose profit (where that is unknown, the most it can be) is below nothing; who is new is granted
    the cost of goods, as in ``report cycle``.

    Raises:
        UsageError: a cost is no amount, or the report can't be told by that.
    """
    by = chosen("profit", request.by or "customer", BY)
    world = fetch(db, request, request.prices)
    whole = together(world.results.values())
    results = world.results
    notes: tuple[str, ...] = ()
    if by == "customer":
        if request.shed:
            results, notes = shed(world, request)
        rows: list[Any] = customer_rows(db, results, world.currency)
    else:
        rows = group_rows(db, request, world, by)
        if request.shed:
            rows = [row for row in rows if row.most is not None and row.most < 0]
    if request.shed:
        rows.sort(key=lambda row: row.contribution if row.contribution is not None else row.most)
    else:
        notes = _unsure(rows, by)
    shown, more = cut(rows, request.limit, "customer" if by == "customer" else "group")
    from crmcli.domain.reports.money.profit_pictures import pictures

    return Report(
        "profit",
        CustomerRow if by == "customer" else figures.headed(GroupRow, by),
        shown,
        (say("Who costs more than they bring") if request.shed else say("Profit"))
        + ("" if by == "customer" else say(" by {by}", by=named_word(by)))
        + request.span
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=() if request.shed else pictures(world, whole, request.language),
        total=total_row(whole, by, world.currency) if world.results and not request.shed else None,
        empty="nobody costs more than they bring" if request.shed else _EMPTY,
        notes=(*more, *notes, *unknown(world, whole), *world.notes),
    )


_EMPTY = say("nobody bought anything or was served: crm import orders FILE brings orders in")


def _unsure(rows: Sequence[Figures], by: str) -> tuple[str, ...]:
    """Return where rows of unknown profit stand, and the most that any of them can be."""
    unsure = [row for row in rows if row.contribution is None]
    told = [row for row in unsure if row.most is not None]
    if len(unsure) == len(rows):
        return ()
    most = (
        say(
            ": at most {money} {currency}",
            money=figures.money(told[0].most, told[0].currency),
            currency=told[0].currency,
        )
        if told
        else ""
    )
    return figures.left_out(
        len(unsure),
        "customer" if by == "customer" else "group",
        say("of unknown profit stand last{most}", most=most),
    )


def explain(db: Reader, request: Request, row: Figures) -> tuple[Listing[Any], ...]:
    """Return the steps to a profit, and every order, line, activity and case behind it."""
    from crmcli.domain.reports.money.profit_behind import behind

    return behind(db, request, row)


def total_row(whole: Result, by: str, currency: str | None) -> Any:
    """Return the row of everybody."""
    if by == "customer":
        return CustomerRow(id=None, name=None, **_figures(whole, currency))
    return group_row(None, whole, currency)


def _figures(whole: Result, currency: str | None) -> dict[str, Any]:
    from crmcli.domain.reports.money.profit_rows import figures_of

    return figures_of(whole, currency)


def customer_rows(db: Reader, results: dict[int, Result], currency: str | None) -> list[CustomerRow]:
    """Return customers, the most profit first; of unknown profit the most it can be, behind the others."""
    names = named(db, list(results))

    def place(number: int) -> tuple[Any, ...]:
        one = results[number]
        told = one.contribution if one.contribution is not None else one.most
        return (one.contribution is None, told is None, -(told or 0), names[number].sort, number)

    return [
        customer_row(number, names[number].name, results[number], currency)
        for number in sorted(results, key=place)
    ]


def group_rows(db: Reader, request: Request, world: World, by: str) -> list[GroupRow]:
    """Return the groups of customers, in the same order."""
    from crmcli.domain.text import sort_key

    told = told_by(db, request, by)
    parts: dict[Hashable, list[Result]] = {}
    for number, one in world.results.items():
        parts.setdefault(told.of.get(number), []).append(one)
    rows = [group_row(told.labels.get(key), together(part), world.currency) for key, part in parts.items()]

    def place(row: GroupRow) -> tuple[Any, ...]:
        known = row.contribution if row.contribution is not None else row.most
        unnamed = row.group is None
        return (row.contribution is None, known is None, -(known or 0), unnamed, sort_key(row.group or ""))

    return sorted(rows, key=place)


def told_by(db: Reader, request: Asked, by: str) -> Groups:
    """Return which group each customer is in: a trait, or the segment on the day (by ``report segments``)."""
    if by in TRAITS:
        return groups(db, by)
    from crmcli.domain.reports.scored import ScoredAsked, scoring

    asked = ScoredAsked(
        as_of=request.as_of,
        where=request.where,
        lapsed_days=request.lapsed_days,
        currency=request.currency,
    )
    named_by = {one.buyer.id: one.segment.called(request.language) for one in scoring(db, asked).scored}
    return Groups(dict(named_by), {name: name for name in named_by.values()})


def shed(world: World, request: Request) -> tuple[dict[int, Result], tuple[str, ...]]:
    """Return who costs more than they bring, and who costs without having bought yet, in words."""
    from datetime import date

    new_days = int(request.cycle_new_days)
    found: dict[int, Result] = {}
    others, their_cost = 0, 0
    for number, one in world.results.items():
        if one.worth.first is None:
            others += bool(one.serving)
            their_cost += one.serving or 0
            continue
        if one.most is None:
            continue
        new = (request.as_of - date.fromisoformat(one.worth.first)).days <= new_days
        loses = (one.serving or 0) > one.worth.revenue if new else one.most < 0
        if loses:
            found[number] = one
    if not others:
        return found, ()
    cost = figures.exact(their_cost, world.currency)
    return found, (
        say(
            "{plural} who never bought cost {cost} to serve: not among these",
            plural=figures.plural(others, "customer"),
            cost=cost,
        ),
    )


def unknown(world: World, whole: Result) -> tuple[str, ...]:
    """Return whose profit is unknown, and how much of the cost of goods is known."""
    bare = sum(one.worth.unknown > 0 for one in world.results.values())
    left = sum(one.worth.left > 0 for one in world.results.values())
    worth = whole.worth
    covered = figures.share(worth.paid, worth.paid + worth.unpaid)
    share = say("none") if covered is None else figures.percentage(covered, rounded=True)
    notes = figures.left_out(
        bare,
        "customer",
        say("bought what nobody knows the cost of: it is known of {share} of the revenue", share=share),
    )
    told = figures.left_out(left, "customer", say("bought in a currency left out: their profit is unknown"))
    return (*notes, *told)
