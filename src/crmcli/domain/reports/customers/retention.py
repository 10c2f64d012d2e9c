"""``report retention``: of those who first bought in a month, how many bought again so many months later.

A customer's cohort is the month (quarter, year) of the first purchase, or a trait of the customer; a cell
counts who bought in the k-th month after the own first one. A cell whose month is not over on the day of
the report is blank: it would look like a decline. Averages are over complete cells only, weighted by
customers. What counts as a purchase is said in ``first_purchases``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Flag, Money, Number, Percent, Text
from crmcli.domain.pictures import Spark
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.customers import first_purchases as store
from crmcli.domain.reports.customers.cohort_periods import FURTHEST, LENGTHS, Length
from crmcli.domain.reports.customers.cohorts import Cohort, cohorts, steps_of, together
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from crmcli.domain.reports.customers.first_purchases import Money as Amounts
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = (*LENGTHS, *store.TRAITS)
SHOWN = ("share", "count", "revenue")
PERIODS = 12
"""So many periods after the first one are in the picture."""


@frozen
class Request(Asked):
    """``cells`` gives a row a cell; ``show`` is a name of ``SHOWN``, ``periods`` how far the picture goes."""

    cells: bool = False
    show: str | None = None
    periods: int | None = None


_AFTER = (
    "Share of the cohort's customers who bought in the {} period after their first, 0 to 1. Blank: not over."
)


@frozen
class CohortRow:
    """A cohort: its customers, all they bought, and what share bought 1, 2, 3, 6 and 12 periods later."""

    cohort: Annotated[
        str | None,
        Text(wrap=False),
        "Month, quarter, year of the first purchase, or what customers are told by.",
    ]
    customers: Annotated[int, Number(), "Number of customers who first bought in it."]
    orders: Annotated[int, Number(show=ROOMY), "Number of their purchases until the day of the report."]
    after_1: Annotated[float | None, Percent("+1"), _AFTER.format("1st")]
    after_2: Annotated[float | None, Percent("+2"), _AFTER.format("2nd")]
    after_3: Annotated[float | None, Percent("+3"), _AFTER.format("3rd")]
    after_6: Annotated[float | None, Percent("+6"), _AFTER.format("6th")]
    after_12: Annotated[float | None, Percent("+12"), _AFTER.format("12th")]
    course: Annotated[
        tuple[float | None, ...],
        Spark("course", show=ROOMY),
        "Share buying in each of the last 12 periods that are over, the newest last.",
    ]
    revenue: Annotated[
        int | None, Money("currency", show=ROOMY), "Sum of the totals of their purchases and refunds."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


@frozen
class CellRow:
    """A cohort so many periods after its first one; blank where the period is not over."""

    cell: Annotated[
        str | None, Text(wrap=False), "Cohort and periods after the first: what --explain calls the row."
    ]
    cohort: Annotated[
        str | None,
        Text(show=DETAIL),
        "Month, quarter, year of the first purchase, or what customers are told by.",
    ]
    period: Annotated[
        str | None,
        Text(wrap=False),
        "Month, quarter or year that the cell is about. Blank in cohorts by trait.",
    ]
    after: Annotated[int, Number(show=ROOMY), "Periods after the first purchase's own."]
    complete: Annotated[bool, Flag(show=ROOMY), "Whether the period is over on the day of the report."]
    customers: Annotated[
        int, Number(), "Customers of the cohort; by trait, those whose period so long after is over."
    ]
    buying: Annotated[int | None, Number(), "Of those, how many bought in the period. Blank: not over."]
    share: Annotated[float | None, Percent(bar=True), "Buying over customers, 0 to 1. Blank: not over."]
    orders: Annotated[int | None, Number(show=ROOMY), "Number of their purchases in it. Blank: not over."]
    revenue: Annotated[
        int | None, Money("currency"), "Sum of the totals of purchases and refunds in it. Blank: not over."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


ROWS = (CohortRow, CellRow)
COURSE = 12
"""Periods that a row's little picture shows."""


def report(db: Reader, request: Request) -> Report[Any]:
    """Return a row a cohort, or a cell; the total is the average over complete cells.

    Periods stand in time; groups of a trait by customers, the most first.

    Raises:
        UsageError: there is no such thing to be shown.
    """
    if request.show is not None and request.show not in SHOWN:
        from crmcli.domain.near import one_of

        said = say('"{show}" is nothing to show', show=request.show)
        raise UsageError(said, one_of(request.show, SHOWN, "--show"))
    by = request.by or BY[0]
    length = Length.of(by)
    amounts = store.money(db, request)
    found, labels, notes = fetch(db, request, by, amounts)
    whole = together(None, found)
    rows: Sequence[Any]
    if request.cells:
        row_type: type[Any] = CellRow
        rows = [row for one in found for row in cell_rows(one, labels[one.key], length, by, amounts.currency)]
        total = None
    else:
        row_type = CohortRow
        rows = [cohort_row(one, labels[one.key], amounts.currency) for one in found]
        total = cohort_row(whole, None, amounts.currency)
    shown, cut = groups.cut(list(rows), request.limit, "row")
    from crmcli.domain.reports.customers.cohort_picture import picture

    names = [(labels[one.key], one) for one in found]
    return Report(
        "retention",
        row_type,
        shown,
        say(
            "Who bought again, by {part}{span}",
            part=_FIRST[by] if by in LENGTHS else named(by),
            span=request.span,
        ),
        request.as_of,
        pictures=(picture(names, whole, request, length, amounts.currency),) if found else (),
        total=total if found else None,
        empty=say(
            "nobody first bought anything{span}: crm import orders FILE brings orders in",
            span=request.span or say(" until {as_of}", as_of=request.as_of),
        ),
        notes=(*cut, *notes),
    )


_FIRST = {
    "month": say("month of the first purchase"),
    "quarter": say("quarter of the first purchase"),
    "year": say("year of the first purchase"),
}


def fetch(
    db: Reader, request: Request, by: str, amounts: Amounts
) -> tuple[list[Cohort], dict[Hashable, str | None], tuple[str, ...]]:
    """Return the cohorts in their order, what they are called, and what is to be said."""
    length = Length.of(by)
    # One whole number as the key: sorting a million rows by two texts takes twice as long.
    keys = [f"f.began * {FURTHEST} + {length.sql.format(day='o.ordered_on')}"]
    if by not in LENGTHS:
        keys.insert(0, store.TRAITS[by])
    sums = store.sums(db, request, keys, amounts, began=length.sql)
    steps, before = steps_of(sums, by_period=by in LENGTHS)
    over, here = length.over(request.as_of), length.number(request.as_of)
    found = cohorts(steps, over, here)
    labels: dict[Hashable, str | None] = {key: length.called(int(str(key))) for key in found if by in LENGTHS}
    order: list[Hashable] = sorted(labels, key=str)
    if by not in LENGTHS:
        labels = groups.groups(db, by).labels
        order = groups.in_order(labels, {key: one.customers for key, one in found.items()})
    return (
        [found[key] for key in order],
        labels,
        (
            *amounts.notes,
            *(
                (say("{called} is not over: its cells are blank", called=length.called(here)),)
                if here > over and found
                else ()
            ),
            *figures.left_out(before, "period", say("with refunds before the first purchase left out")),
            *store.left_out(db, request, refunds=amounts.refunds or request.bounded),
            *figures.left_out(
                sum(one.unpriced for one in sums), "order", say("without a total: a purchase, but no money")
            ),
        ),
    )


def cohort_row(one: Cohort, name: str | None, currency: str | None) -> CohortRow:
    """Return the row of a cohort."""
    shares = {after: cell.share for after, cell in one.cells.items() if cell.customers}
    return CohortRow(
        cohort=name,
        customers=one.customers,
        orders=one.orders,
        after_1=shares.get(1),
        after_2=shares.get(2),
        after_3=shares.get(3),
        after_6=shares.get(6),
        after_12=shares.get(12),
        course=tuple(shares.get(after) for after in sorted(shares)[1:][-COURSE:]),
        revenue=one.revenue,
        currency=currency if one.revenue is not None else None,
    )


def cell_rows(
    one: Cohort, name: str | None, length: Length, by: str, currency: str | None
) -> Iterator[CellRow]:
    """Yield the rows of a cohort's cells, the period of the day among them though it is not over."""
    for after in range(one.last + 1):
        cell = one.cells.get(after)
        start = one.key if by in LENGTHS else None
        revenue = None if cell is None else cell.revenue
        if cell is not None and revenue is None and currency is not None and not cell.orders:
            revenue = 0
        yield CellRow(
            cell=f"{name or ''}+{after}",
            cohort=name,
            period=length.called(int(str(start)) + after) if start is not None else None,
            after=after,
            complete=cell is not None,
            customers=one.customers if cell is None and by in LENGTHS else cell.customers if cell else 0,
            buying=None if cell is None else cell.buying,
            share=None if cell is None else cell.share,
            orders=None if cell is None else cell.orders,
            revenue=revenue,
            currency=currency if revenue is not None else None,
        )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the cells behind a row, and its customers; of one cell its orders."""
    from crmcli.domain.reports.customers.cohort_reasons import reasons

    return reasons(db, request, row)
