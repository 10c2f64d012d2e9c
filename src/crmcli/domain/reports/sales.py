"""``report sales``: orders, refunds and customers by period, product, owner, place or customer.

A purchase is an order that is not cancelled, on or before the day, whose total is not negative; a
refund has a negative total. By product and by category the lines of orders are added up instead.
Amounts of different currencies are never added: each currency has rows of its own, or all are
turned into the one asked for at the rates of their days. Orders without one stand with the only
currency there is, or apart when there are several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Percent, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports import orders as store
from crmcli.domain.reports.orders import BY, Sums
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmcli.sql import Reader

IN_TIME = ("month", "quarter", "year")
MOST_PERIODS = 1200  # a longer row of periods comes from a mistyped day


@frozen
class Request(Asked):
    """Orders of the span; ``by`` is a name of ``BY``, None is month."""

    by: str | None = None


@frozen
class SalesRow:
    """Sales of a group: ``net`` is revenue + refunds (negative); ``share`` is of all net, 0..1.

    Amounts are None where there are orders and none has a total. ``orders`` counts purchases,
    ``customers`` the different ones who made them; ``average_order`` is revenue over the purchases
    that have a total.
    """

    group: str | None
    orders: int
    customers: Annotated[int, Number(show=ROOMY)]
    revenue: Annotated[int | None, Money("currency", show=ROOMY)]
    refunds: Annotated[int | None, Money("currency", show=ROOMY)]
    net: Annotated[int | None, Money("currency")]
    average_order: Annotated[int | None, Money("currency", "per order")]
    share: Annotated[float | None, Percent(bar=True)]
    currency: Annotated[str | None, Text(show=DETAIL)]


def report(db: Reader, request: Request) -> Report[Any]:
    """Add up sales by month, or by ``request.by``.

    Periods stand in time, those without a sale at zero, from the first to the last with one (or to
    the ends of the span); everything else by net, the most first. A total is there when there is
    one currency only.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("sales", request.by or "month", BY)
    one = store.in_one(db, request, by)
    totals = store.fetch_whole(db, request, by, one)
    found = store.fetch(db, request, by, totals[0].currency if len(totals) == 1 else None, one)
    rows = sales_rows(found, totals, by, request)
    notes = _totals(totals)
    if request.limit and len(rows) > request.limit and by not in IN_TIME:
        notes = (
            f"{request.limit:,} of {figures.plural(len(rows), 'row')} shown; --limit 0 shows all",
            *notes,
        )
        rows = rows[: request.limit]
    return Report(
        "sales",
        figures.headed(SalesRow, by),
        rows,
        f"Sales by {by}{request.span}" + (f" in {request.currency}" if request.currency else ""),
        request.as_of,
        total=sales_row(None, totals[0], totals[0].net) if len(totals) == 1 else None,
        empty="nothing was sold: crm import orders FILE brings orders in",
        notes=(*notes, *store.left_out(db, request, by, one)),
    )


def sales_rows(found: Sequence[Sums], totals: Sequence[Sums], by: str, request: Request) -> list[SalesRow]:
    """Return the rows in order, the currency with the most orders first."""
    whole = {one.currency: one for one in totals}
    rows: list[SalesRow] = []
    for currency in figures.ranked({one.currency: one.orders for one in totals}):
        part = [one for one in found if one.currency == currency]
        labels = figures.told_apart({one.key: one.label for one in part}, BY[by].prefix)
        if by in IN_TIME:
            have = {one.key for one in part}
            missing = [key for key in periods(sorted(have), by, request) if key not in have]
            part += [Sums(key, key, currency, 0, 0, None, None, 0) for key in missing]
            labels |= {key: key for key in missing}
            part.sort(key=lambda one: str(one.key))
        else:
            part.sort(key=_by_net)
        rows += [sales_row(labels[one.key], one, whole[currency].net) for one in part]
    return rows


def _by_net(one: Sums) -> tuple[Any, ...]:
    from crmcli.domain.text import sort_key

    return (-(one.net or 0), -one.orders, one.label is None, sort_key(one.label or ""), str(one.key))


def sales_row(name: str | None, one: Sums, net: int | None) -> SalesRow:
    """Return the row of a group; ``net`` is what its share is of."""
    known = one.currency is not None and (one.net is not None or not one.orders)
    revenue, refunds = (one.revenue or 0, one.refunds or 0) if known else (None, None)
    return SalesRow(
        group=name,
        orders=one.orders,
        customers=one.customers,
        revenue=revenue,
        refunds=refunds,
        net=figures.added((revenue, refunds)),
        average_order=figures.per(one.revenue, one.priced),
        share=figures.share(figures.added((revenue, refunds)), net),
        currency=one.currency,
    )


def periods(have: Sequence[str], by: str, request: Request) -> list[str]:
    """Return every period of the span, or from the first to the last that is there.

    Periods are written 2026-07, 2026-Q3 or 2026. [] when there are too many to be meant.
    """
    if not have:
        return []
    first, last = have[0], have[-1]
    if request.since is not None:
        first = _spelt(request.since, by)
    if request.until is not None:
        last = _spelt(min(request.until, request.as_of), by)
    numbers = range(_number(first), _number(last) + 1)
    return [_name(number, by) for number in numbers] if len(numbers) <= MOST_PERIODS else []


def _spelt(day: date, by: str) -> str:
    """Return the name of the period that a day belongs to."""
    from crmcli.domain.periods import month_of, quarter_of

    if by == "quarter":
        return quarter_of(day)
    return month_of(day) if by == "month" else month_of(day)[:4]


def _number(name: str) -> int:
    """Return a period's place among all of its length."""
    year = int(name[:4])
    if "Q" in name:
        return year * 4 + int(name[-1]) - 1
    return year * 12 + int(name[5:]) - 1 if len(name) > len("2026") else year


def _name(number: int, by: str) -> str:
    """Return the name of the period in a place."""
    if by == "year":
        return f"{number:04}"
    if by == "quarter":
        return f"{number // 4:04}-Q{number % 4 + 1}"
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _totals(totals: Sequence[Sums]) -> tuple[str, ...]:
    """Return the totals in words when there are several."""
    if len(totals) < 2:
        return ()
    return tuple(
        f"{one.currency or 'no currency'}: {figures.plural(one.orders, 'order')}, "
        f"net {figures.money(one.net, one.currency)}"
        for one in totals
    )
