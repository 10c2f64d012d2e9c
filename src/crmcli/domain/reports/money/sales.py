"""``report sales``: orders, refunds and customers by period, product, owner, place or customer.

A purchase is an order that is not cancelled, on or before the day, whose total is not negative; a
refund has a negative total. By product and by category the lines of orders are added up instead.
Amounts of different currencies are never added: each currency has rows of its own, or all are
turned into the one asked for at the rates of their days. Orders without one stand with the only
currency there is, or apart when there are several. Periods stand beside those of the year before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.groups import cut
from crmcli.domain.reports.money.order_groups import BY, IN_TIME
from crmcli.domain.reports.money.order_omissions import left_out
from crmcli.domain.reports.money.order_periods import periods
from crmcli.domain.reports.money.orders import Sold, Sums
from crmcli.domain.reports.money.sales_before import Before
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader


@frozen
class Request(Asked):
    """Orders of the span; ``by`` is a name of ``BY``, None is month."""


@frozen
class SalesRow:
    """Sales of a group; amounts are None where there are orders and none has a total."""

    group: Annotated[
        str | None,
        Text(),
        "The period, product, category, user, place or customer; blank: orders that have none.",
    ]
    orders: Annotated[int, Number(), "Purchases: orders not cancelled whose total is not negative."]
    customers: Annotated[int, Number(show=ROOMY), "The different customers who made the purchases."]
    revenue: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Sum of the totals of purchases; by product and category the amounts of their lines.",
    ]
    refunds: Annotated[
        int | None,
        Money("currency", show=ROOMY),
        "Sum of the totals (lines) below zero: what was given back.",
    ]
    net: Annotated[
        int | None, Money("currency"), "Revenue and refunds added up; blank where no total is known."
    ]
    average_order: Annotated[
        int | None,
        Money("currency", "per order", show=ROOMY),
        "Revenue / the purchases that have a total, rounded half to even.",
    ]
    share: Annotated[
        float | None,
        Percent(bar=True),
        "Net / the net of all groups in the currency; blank unless that is above 0.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts."]


@frozen
class PeriodRow(SalesRow):
    """Sales of a period, beside the year before."""

    before: Annotated[
        int | None,
        Money("currency", "year before"),
        "Net of the same period of the year before, of its same days while the period still runs or is cut by"
        " the span; blank where nothing had been sold yet by its end, and for a week 53 without one.",
    ]
    growth: Annotated[
        float | None, Percent("change"), "(Net - year before) / year before; blank unless that is above 0."
    ]


ROWS = (PeriodRow, SalesRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Add up sales by month, or by ``request.by``.

    Periods stand in time, those without a sale at zero, from the first to the last with one (or to
    the ends of the span); weekdays from Monday; everything else by net, the most first. A total is
    there when there is one currency only.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("sales", request.by or "month", BY)
    sold = Sold(db, request, by)
    totals = sold.whole()
    only = totals[0].currency if len(totals) == 1 else None
    found = sold.groups(only)
    rows: Sequence[SalesRow] = sales_rows(found, totals, by, request)
    total = sales_row(None, totals[0], totals[0].net) if len(totals) == 1 else None
    notes: tuple[str, ...] = _totals(totals, request.language)
    if by in IN_TIME:
        beside = Before(sold, found, (row.group or "" for row in rows), only)
        rows = [with_before(row, beside.net(row.group, row.currency)) for row in rows]
        total, notes = _all_before(total, rows), (*notes, *beside.notes())
    elif by != "weekday":
        rows, more = cut(list(rows), request.limit, "row")
        notes = (*more, *notes)
    from crmcli.domain.reports.money.sales_pictures import pictures

    return Report(
        "sales",
        figures.headed(PeriodRow if by in IN_TIME else SalesRow, by),
        rows,
        say("Sales by {by}{span}", by=named(by), span=request.span)
        + (say(" in {currency}", currency=request.currency) if request.currency else ""),
        request.as_of,
        pictures=pictures(sold, rows),
        total=total,
        empty="nothing was sold: crm import orders FILE brings orders in",
        notes=(*notes, *left_out(sold)),
    )


def explain(db: Reader, request: Request, row: SalesRow) -> tuple[Listing[Any], ...]:
    """Return how the figures of a row are made, and the orders (lines) behind it."""
    from crmcli.domain.reports.money.sales_behind import behind

    return behind(db, request, row)


def sales_rows(found: Sequence[Sums], totals: Sequence[Sums], by: str, request: Asked) -> list[SalesRow]:
    """Return the rows in order, the currency with the most orders first."""
    whole = {one.currency: one for one in totals}
    rows: list[SalesRow] = []
    for currency in figures.ranked({one.currency: one.orders for one in totals}):
        part = [one for one in found if one.currency == currency]
        labels = labels_of(part, by)
        if by in IN_TIME:
            have = {one.key for one in part}
            # A period in which nothing of unknown value was bought says nothing beside those of a currency.
            gaps = currency is not None or len(totals) == 1
            missing = [key for key in periods(sorted(have), by, request) if key not in have] if gaps else []
            part += [Sums(key, key, currency, 0, 0, None, None, 0) for key in missing]
            labels |= {key: key for key in missing}
            part.sort(key=lambda one: str(one.key))
        elif by == "weekday":
            part.sort(key=lambda one: int(one.key))
        else:
            part = in_order(part)
        rows += [sales_row(labels[one.key], one, whole[currency].net) for one in part]
    return rows


def labels_of(part: Sequence[Sums], by: str) -> dict[Any, str | None]:
    """Return what each key of one currency is called; equal names of different records are told apart."""
    return figures.told_apart({one.key: one.label for one in part}, BY[by].prefix)


def in_order(part: Sequence[Sums]) -> list[Sums]:
    """Return sums by net, the most first, ties by orders, then by name; nobody's stand last of them."""
    from itertools import groupby

    from crmcli.domain.text import sort_key

    def weight(one: Sums) -> tuple[int, int, bool]:
        return -(one.net or 0), -one.orders, one.label is None

    ordered: list[Sums] = []
    # Few names have to be compared: only those of equals.
    for _, group in groupby(sorted(part, key=weight), weight):
        alike = list(group)
        if len(alike) > 1:
            alike.sort(key=lambda one: (sort_key(one.label or ""), str(one.key)))
        ordered += alike
    return ordered


def sales_row(name: str | None, one: Sums, net: int | None) -> SalesRow:
    """Return the row of a group; ``net`` is what its share is of."""
    known = one.currency is not None and (one.net is not None or not one.orders)
    revenue, refunds = (one.revenue or 0, one.refunds or 0) if known else (None, None)
    own = figures.added((revenue, refunds))
    return SalesRow(
        name,
        one.orders,
        one.customers,
        revenue,
        refunds,
        own,
        figures.per(one.revenue, one.priced),
        figures.share(own, net),
        one.currency,
    )


def with_before(row: SalesRow, was: int | None) -> PeriodRow:
    """Return a row beside the net of the year before, None where nothing is known of it."""
    growth = None
    if was is not None and was > 0 and row.net is not None:
        growth = (row.net - was) / was
    return PeriodRow(**row.__dict__, before=was, growth=growth)


def _all_before(total: SalesRow | None, rows: Sequence[Any]) -> PeriodRow | None:
    """Return the total beside the year before of all rows, blank where one of them has none."""
    if total is None:
        return None
    known = [row.before for row in rows]
    return with_before(total, None if None in known or not known else sum(known))


def _totals(totals: Sequence[Sums], language: str) -> tuple[str, ...]:
    """Return the totals in words when there are several."""
    if len(totals) < 2:
        return ()
    return tuple(
        say(
            "{currency}: {plural}, net {amount}",
            currency=one.currency or say("no currency"),
            plural=figures.plural(one.orders, "order"),
            amount=figures.amount(one.net, one.currency, language),
        )
        for one in totals
    )
