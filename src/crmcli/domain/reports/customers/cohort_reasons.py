"""What is behind a cohort or one of its cells: the arithmetic, the customers, the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Ref, Text
from crmcli.domain.reports import buyers, figures, groups
from crmcli.domain.reports.behind import orders_where
from crmcli.domain.reports.customers import first_purchases as store
from crmcli.domain.reports.customers.cohort_periods import LENGTHS, Length
from crmcli.domain.reports.customers.cohorts import together
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.results import Listing
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from crmcli.domain.reports.customers.cohorts import Cohort
    from crmcli.domain.reports.customers.first_purchases import Buyer
    from crmcli.domain.reports.customers.retention import Request
    from crmcli.sql import Reader


@frozen
class BuyerBehind:
    """A customer of a cohort: first and last purchase, purchases, and what they came to."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    first_on: Annotated[str, Text("first bought", wrap=False)]
    last_on: Annotated[str, Text("last bought", wrap=False)]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(wrap=False)]


def reasons(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the steps, and the customers of a cohort or the orders of a cell."""
    from crmcli.domain.reports.customers import retention

    by = request.by or retention.BY[0]
    length = Length.of(by)
    amounts = store.money(db, request)
    found, labels, _ = retention.fetch(db, request, by, amounts)
    of = _keys(db, by, length)
    whole, members = together(None, found), store.buyers(db, request)
    if row == retention.cohort_row(whole, None, amounts.currency):
        return _steps(whole, None), _customers(db, request, members, amounts)
    one = next(one for one in found if labels[one.key] == row.cohort)
    members = [each for each in members if of(each) == one.key]
    if isinstance(row, retention.CohortRow):
        return _steps(one, None), _customers(db, request, members, amounts)
    return _steps(one, row.after), _orders(db, request, members, length, row.after)


def _keys(db: Reader, by: str, length: Length) -> Any:
    """Return a function that tells a buyer's cohort."""
    if by not in LENGTHS:
        traits = groups.groups(db, by)
        return lambda one: traits.of[one.id]
    return lambda one: start_of(one, length)


def start_of(one: Buyer, length: Length) -> int:
    """Return the number of the period of the first purchase."""
    from datetime import date

    return length.number(date.fromisoformat(one.first_on))


def _steps(one: Cohort, after: int | None) -> Listing[StepRow]:
    """Return who bought of how many in each complete cell, or in one."""
    cells = {place: cell for place, cell in one.cells.items() if after in (None, place) and cell.customers}
    steps = [
        StepRow(
            say(
                "+{place}: {buying:,} of {customers:,} bought",
                place=place,
                buying=cell.buying,
                customers=cell.customers,
            ),
            figures.percentage(cell.share or 0),
        )
        for place, cell in cells.items()
    ]
    return Listing(StepRow, steps or [StepRow(say("no period that is over"), None)], title="steps")


def _customers(
    db: Reader, request: Request, members: list[Buyer], amounts: store.Money
) -> Listing[BuyerBehind]:
    """Return the customers of a cohort by their first purchase, then by name."""
    each = {one.key[0]: one for one in store.sums(db, request, ["f.id"], amounts)}
    named = buyers.named(db, [one.id for one in members])
    rows = []
    for one in sorted(members, key=lambda one: (one.first_on, named[one.id].sort, one.id)):
        sums = each[one.id]
        known = amounts.currency if sums.revenue is not None else None
        rows.append(
            BuyerBehind(
                one.id,
                named[one.id].name,
                figures.day(one.first_on),
                figures.day(one.last_on),
                sums.orders,
                sums.revenue,
                known,
            )
        )
    return Listing(BuyerBehind, rows, title="customers")


def _orders(db: Reader, request: Request, members: list[Buyer], length: Length, after: int) -> Listing[Any]:
    """Return the orders of a cell: those of its customers so many periods after their own first."""
    from dataclasses import replace

    over = length.over(request.as_of)
    starts: dict[int, list[int]] = {}
    for one in members:
        starts.setdefault(start_of(one, length), []).append(one.id)
    tests: list[str] = []
    values: dict[str, Any] = {}
    for start, ids in sorted(starts.items()):
        if start + after <= over:
            test, more = within(db.engine, "o.customer_id", f"ids{start}", ids)
            tests.append(f"({test} AND {length.sql.format(day='o.ordered_on')} = :period{start})")
            values |= {**more, f"period{start}": start + after}
    everywhere = replace(request, since=None, until=None)
    return orders_where(db, everywhere, f"({' OR '.join(tests) or '1 = 0'})", values)
