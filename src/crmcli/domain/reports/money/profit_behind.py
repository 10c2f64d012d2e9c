"""What is behind a row of ``report profit``: the steps, and orders, lines, activities and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.reports import steps
from crmcli.domain.reports.money.profit_rows import CustomerRow, Figures, GroupRow
from crmcli.domain.reports.money.profit_sums import Result, World, fetch, together
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.explaining import StepRow
    from crmcli.domain.reports.money.profit import Request
    from crmcli.sql import Reader


def behind(db: Reader, request: Request, row: Figures) -> tuple[Listing[Any], ...]:
    """Return the steps of a row, then the records of a customer, or the customers of a group."""
    world = fetch(db, request, request.prices)
    if isinstance(row, CustomerRow) and row.id is not None:
        one = world.results[row.id]
        told = steps.listed(_steps(one, request, world.currency))
        return told, *_records(db, request, world, row.id)
    members = _members(db, request, world, row)
    told = steps.listed(_steps(together(members.values()), request, world.currency))
    from crmcli.domain.reports.money.profit import customer_rows

    rows = customer_rows(db, members, world.currency)
    return told, Listing(CustomerRow, rows, title="customers")


def _members(db: Reader, request: Request, world: World, row: Figures) -> dict[int, Result]:
    """Return the customers of a group; of the total all of them."""
    by = request.by or "customer"
    if not isinstance(row, GroupRow) or row.customers == len(world.results):
        return world.results
    from crmcli.domain.reports.money.profit import told_by

    told = told_by(db, request, by)
    return {
        number: one
        for number, one in world.results.items()
        if told.labels.get(told.of.get(number)) == row.group
    }


def _steps(one: Result, request: Request, currency: str | None) -> Iterator[StepRow]:
    """Yield the steps from the price before discounts to the profit."""
    worth = one.worth
    for name, amount in one.steps():
        yield steps.amount(_called(name, one, request), amount, currency)
        if name == "discounts":
            yield steps.amount(say("= revenue"), worth.revenue, currency)
    if worth.unknown:
        yield steps.number(say("lines and purchases whose cost is unknown"), worth.unknown)
        yield steps.amount(say("what they brought"), worth.unpaid, currency)
        yield steps.amount(say("= profit at the most"), one.most, currency)
    if worth.left:
        yield steps.number(say("orders left out, in another currency"), worth.left)
    yield steps.amount(say("= profit"), one.contribution, currency)
    net = worth.revenue - worth.tax
    if one.contribution is not None and net > 0:
        yield steps.ratio(
            say("margin = profit / (revenue - tax)"), one.contribution, net, one.contribution / net
        )


def _called(name: str, one: Result, request: Request) -> str:
    """Return a step in words."""
    unit = request.cost_currency
    told = {
        "minutes": (one.minutes, request.minute_cost),
        "deliveries": (one.worth.deliveries, request.delivery_cost),
        "cases": (one.cases, request.case_cost),
    }.get(name)
    if told is None:
        whole = name == "before discounts"
        return say("revenue before discounts") if whole else say("less {name}", name=name)
    return say("less {name}: {count} x {cost} {unit}", name=name, count=told[0], cost=told[1], unit=unit)


def _records(db: Reader, request: Request, world: World, number: int) -> Iterator[Listing[Any]]:
    """Yield the orders, lines, activities and cases of a customer, the oldest first."""
    from crmcli.domain.reports.behind import orders_of
    from crmcli.domain.reports.evidence import activities_of, cases_of
    from crmcli.domain.reports.money.lines import lines_where
    from crmcli.domain.reports.scope import known_by, within

    del world
    yield orders_of(db, request, number)
    days, bounds = within("o.ordered_on", request)
    test = f"o.customer_id = :customer AND o.status <> 'cancelled' AND {known_by('o.ordered_on')} AND {days}"
    values = {**bounds, "customer": number, "as_of": request.as_of.isoformat()}
    yield lines_where(db, test, values)
    until = min(request.until or request.as_of, request.as_of)
    yield activities_of(db, number, (request.since, until), request.zone)
    yield cases_of(db, number, (request.since, until), request.zone)
