"""``report next-purchase --by product``: when each customer is due to buy each product again.

From the lines of orders that name a product; a line of a refund or with a quantity below zero is none. Before
three purchases of a product the rhythm is that of all its buyers after as many.
"""

from __future__ import annotations

from datetime import date
from statistics import median_low
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Duration, Number
from crmcli.domain.reports import figures
from crmcli.domain.reports.behind import orders_where
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.scope import within
from crmcli.domain.reports.value import occasions
from crmcli.domain.reports.value.leaving import LOST
from crmcli.domain.reports.value.next_purchase import Due, ReorderRow, Request, late, order, pictures, title
from crmcli.domain.reports.value.occasions import History, day_of
from crmcli.domain.reports.value.rhythm import Habits, Rhythm
from crmcli.domain.results import Listing, Report
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

_THOUSANDTHS = 1000


class Reorder(NamedTuple):
    """A customer's purchases of a product (what each brought being its quantity), and its rhythm."""

    product: int
    history: History
    rhythm: Rhythm
    due: Due


class Found(NamedTuple):
    """Those with a rhythm who are not lost; how many are lost or have none; the last day (ordinal)."""

    reorders: list[Reorder]
    lost: int
    unknown: int
    end: int


@frozen
class BoughtBehind:
    """A day on which the product was bought, the days since the one before, and how much."""

    day: date
    gap: Annotated[int | None, Duration("after")]
    quantity: Annotated[float | None, Number(digits=3)]


_LINES = """
SELECT l.product_id, o.customer_id, o.ordered_on,
  CASE WHEN count(l.quantity_milli) = count(*) THEN CAST(sum(l.quantity_milli) AS BIGINT) END
FROM order_line l JOIN sales_order o ON o.id = l.order_id
WHERE l.product_id IS NOT NULL AND o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND o.ordered_on <= :as_of AND {days} AND coalesce(o.total_minor, 0) >= 0
  AND coalesce(l.quantity_milli, 1) > 0
GROUP BY l.product_id, o.customer_id, o.ordered_on
ORDER BY l.product_id, o.customer_id, o.ordered_on
"""


def report(db: Reader, request: Request) -> Report[ReorderRow]:
    """List what is due of whom, the most overdue first, then by the expected day."""
    found = fetch(db, request)
    rows = reorder_rows(db, found, request)
    shown, rest = cut(rows, request.limit, "reorder")
    return Report(
        "next-purchase",
        ReorderRow,
        shown,
        title(say("Reorders by product"), request),
        request.as_of,
        pictures=pictures(rows, request),
        empty="nothing is due again: crm import order-lines FILE brings in what was bought",
        notes=(
            *rest,
            *figures.left_out(
                found.lost, "pair", say("of customer and product quiet for too long to be late left out")
            ),
            *figures.left_out(
                found.unknown,
                "pair",
                say("of customer and product left out: too few bought that again to tell when"),
            ),
        ),
    )


def fetch(db: Reader, request: Request) -> Found:
    """Return who buys what again, by product and customer."""
    numbers = occasions.asked(db, request)
    end = occasions.last_day(request).toordinal()
    factor = float(request.cycle_quiet_factor)
    found: list[Reorder] = []
    lost = unknown = 0
    for product, histories in _histories(db, request):
        habits = Habits(histories, end)
        for one in histories:
            if numbers is not None and one.id not in numbers:
                continue
            rhythm = habits.rhythm(one)
            if rhythm is None:
                unknown += 1
            elif end - one.last > LOST * factor * rhythm.usual:
                lost += 1
            else:
                found.append(Reorder(product, one, rhythm, Due.of(one.last, rhythm)))
    return Found(found, lost, unknown, end)


def _histories(db: Reader, request: Request) -> Iterator[tuple[int, list[History]]]:
    """Yield each product with the purchases of it by customer."""
    from itertools import groupby
    from operator import itemgetter

    days, values = within("o.ordered_on", request)
    values |= {"as_of": request.as_of.isoformat()}
    numbers: dict[str, int] = {}
    for product, lines in groupby(db.tuples(_LINES.format(days=days), values), key=itemgetter(0)):
        histories = []
        for customer, bought in groupby(lines, key=itemgetter(1)):
            one = History(customer, [], [], 0)
            for _, _, day, quantity in bought:
                if day not in numbers:
                    numbers[day] = date.fromisoformat(day).toordinal()
                one.days.append(numbers[day])
                one.spent.append(quantity)
            histories.append(one)
        yield product, histories


def reorder_rows(db: Reader, found: Found, request: Request) -> list[ReorderRow]:
    """Return a row a customer and product that is due in time."""
    labels = occasions.labels(db)
    products = {row[0]: row[1:] for row in db.tuples("SELECT id, name, name_sort FROM product")}
    end = found.end
    listed = [
        one for one in found.reorders if request.within is None or one.due.expected <= end + request.within
    ]
    listed.sort(
        key=lambda one: (
            *order(one.due, end, labels[one.history.id][1], 0),
            products[one.product][1],
            one.history.id,
            one.product,
        )
    )
    return [
        ReorderRow(
            key=f"C-{one.history.id} PR-{one.product}",
            id=one.history.id,
            name=labels[one.history.id][0],
            product=one.product,
            product_name=products[one.product][0],
            expected=day_of(one.due.expected),
            earliest=day_of(one.due.earliest),
            latest=day_of(one.due.latest),
            overdue=late(one.due, end),
            gap=one.rhythm.gap,
            basis="own" if one.rhythm.own else "others",
            last=day_of(one.history.last),
            purchases=len(one.history.days),
            quantity=_usual(one.history.spent),
        )
        for one in listed
    ]


def _usual(quantities: Sequence[int | None]) -> float | None:
    """Return the usual quantity of thousandths; None where none is known."""
    known = [each for each in quantities if each is not None]
    return median_low(known) / _THOUSANDTHS if known else None


def explain(db: Reader, request: Request, row: ReorderRow) -> tuple[Listing[Any], ...]:
    """Return how the days are made, the days on which the product was bought, and the orders."""
    from crmcli.domain.reports.value.next_purchase_told import due_steps

    (one,) = (
        each
        for each in fetch(db, request).reorders
        if (each.history.id, each.product) == (row.id, row.product)
    )
    quantities = [None if each is None else each / _THOUSANDTHS for each in one.history.spent]
    bought = [
        BoughtBehind(day_of(day), gap, quantity)
        for day, gap, quantity in zip(one.history.days, (None, *one.history.gaps), quantities, strict=True)
    ]
    test = (
        "o.customer_id = :customer AND coalesce(o.total_minor, 0) >= 0 AND EXISTS ("
        "SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.product_id = :product "
        "AND coalesce(l.quantity_milli, 1) > 0)"
    )
    return (
        Listing(StepRow, list(due_steps(one.history, one.rhythm, one.due)), title="steps"),
        Listing(BoughtBehind, bought, title="purchases"),
        orders_where(db, request, test, {"customer": one.history.id, "product": one.product}),
    )
