"""What is behind a row of ``report abc``: the way to its class, and the records that make its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.reports import steps
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import TRAITS, groups
from crmcli.domain.reports.money.abc import measured
from crmcli.domain.reports.money.abc_classes import Standing, parse_cuts, standing
from crmcli.domain.reports.money.abc_rows import ClassRow, GroupRow, RecordRow, in_order, rows_of
from crmcli.domain.reports.money.abc_values import Item, Values, fetch, lines_of
from crmcli.domain.reports.scope import known_by, within
from crmcli.domain.results import Listing
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.money.abc import Request
    from crmcli.sql import Reader


def behind(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the steps of a row; then its records, or the rows that are in a class or in all."""
    by = request.by or "customer"
    found = fetch(db, request, by, measured(request), request.prices)
    known = in_order(found.items)
    places = standing((item.value or 0 for item in known), parse_cuts(request.cuts))
    if isinstance(row, ClassRow) or row.abc is None:
        chosen = [item for item in known if row.abc in (None, places.places[item.value or 0].name)]
        return _whole(request, row, places, found), _rows(chosen, places, found, by)
    told = steps.listed(_steps(request, row, places, known))
    return told, *_records(db, request, row, by, found)


def _rows(items: list[Item], places: Standing, found: Values, by: str) -> Listing[Any]:
    """Return items as the rows that they are in the report."""
    made = rows_of(in_order(items), places, found.currency, by)
    kind: type[Any] = RecordRow if by in ("customer", "product") else GroupRow
    return Listing(kind, made, title="members")


def _whole(request: Request, row: Any, places: Standing, found: Values) -> Listing[StepRow]:
    """Return what a class, or all of them, come to."""
    told = [
        _amount(say("sum of all values above 0"), places.whole, found.currency),
        _amount(say("value"), row.value, found.currency),
    ]
    cuts = [say("{number:.6g} %", number=float(cut) * 100) for cut in parse_cuts(request.cuts)]
    return steps.listed([*told, StepRow(say("cuts"), listed(cuts))])


def _amount(step: str, value: int, currency: str | None) -> StepRow:
    return steps.number(step, value) if currency is None else steps.amount(step, value, currency)


def _steps(request: Request, row: Any, places: Standing, known: list[Item]) -> Iterator[StepRow]:
    """Yield the way to a class."""
    code = row.currency
    above = sum(item.value or 0 for item in known if (item.value or 0) > max(row.value, 0))
    yield _amount(say("value"), row.value, code)
    yield _amount(say("sum of all values above 0"), places.whole, code)
    if row.value > 0:
        yield steps.ratio(say("share, minor units"), row.value, places.whole, row.share)
        first, second = parse_cuts(request.cuts)
        before = steps.ratio(say("above it"), above, places.whole, above / places.whole)
        yield before
        yield steps.number(say("A while what is above is less than"), float(first) * 100, "%")
        yield steps.number(say("B while what is above is less than"), float(second) * 100, "%")
    yield StepRow(say("class"), named(row.abc, "choice"))


def _records(db: Reader, request: Request, row: Any, by: str, found: Values) -> Iterator[Listing[Any]]:
    """Yield the records that make a value."""
    if by in ("product", "category"):
        yield _lines(db, request, row, by)
    elif by == "customer":
        number = int(row.id.partition("-")[2])
        if measured(request) == "profit":
            yield from _profit(db, request, number)
        else:
            from crmcli.domain.reports.behind import orders_of

            yield orders_of(db, request, number)
    elif by in TRAITS:
        yield _members(db, request, row, by)
    del found


def _members(db: Reader, request: Request, row: Any, by: str) -> Listing[Any]:
    """Return the customers of a group with their values."""
    found = fetch(db, request, "customer", measured(request), request.prices)
    told = groups(db, by)
    members = [item for item in found.items if told.labels.get(told.of.get(item.key)) == row.group]
    places = standing((item.value or 0 for item in members if item.value is not None), parse_cuts(None))
    return _rows([item for item in members if item.value is not None], places, found, "customer")


def _profit(db: Reader, request: Request, number: int) -> Iterator[Listing[Any]]:
    """Yield what is behind the profit of a customer."""
    from dataclasses import fields, replace

    from crmcli.domain.reports.money import profit

    own = {field.name for field in fields(profit.Request)}
    given = {name: value for name, value in request.__dict__.items() if name in own}
    asked = profit.Request(**{**given, "limit": 0, "by": None})
    row = next(one for one in profit.report(db, asked).rows if one.id == number)
    for part in profit.explain(db, asked, row):
        yield replace(part, title="profit") if part.title == "steps" else part


def _lines(db: Reader, request: Request, row: Any, by: str) -> Listing[Any]:
    """Return the lines of a product or category."""
    from crmcli.domain.reports.money.lines import lines_where

    lines = lines_of(db, request, by)
    rates, turned = lines.rates()
    days, bounds = within("o.ordered_on", request)
    own = "l.product_id = :behind" if by == "product" else "p.category = :behind"
    values: dict[str, Any] = {**lines.values, **turned, **bounds}
    values["behind"] = int(row.id.partition("-")[2]) if by == "product" else row.group
    if lines.one is None and row.currency is not None:
        own += " AND coalesce(l.currency, o.currency, :told_currency) = :told_currency"
        values["told_currency"] = row.currency
    scope = f"{days} AND {known_by('o.ordered_on')} AND o.status <> 'cancelled'"
    return lines_where(db, f"{own} AND {rates} AND {lines.test} AND {scope}", values)
