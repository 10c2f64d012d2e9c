"""What is behind a row of ``report sales``: the arithmetic, and every order or line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.behind import orders_where
from crmcli.domain.reports.money.order_groups import IN_TIME, stored_key
from crmcli.domain.reports.money.order_periods import days_before
from crmcli.domain.reports.money.orders import Sold
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.reports.explaining import StepRow
    from crmcli.domain.reports.money.sales import SalesRow
    from crmcli.domain.reports.scope import Asked
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

_ALL = object()
_IN = "IN (SELECT {id} FROM sales_order r {joins} WHERE {scope} AND {test})"


def behind(db: Reader, request: Asked, row: SalesRow) -> tuple[Listing[Any], ...]:
    """Return the steps and the orders of a row; by product and category its lines."""
    by = request.by or "month"
    sold = Sold(db, request, by)
    totals = sold.whole()
    only = totals[0].currency if len(totals) == 1 else None
    key = _key(sold, row, only, whole=sold.whole())
    test, values = _test(sold, key, row.currency, only)
    tests, bound = sold.scope()
    parts = {"joins": sold.joins() if key is not _ALL else sold.line, "scope": tests, "test": test}
    asked = {**bound, **values}
    listed: Listing[Any]
    if sold.how.lines:
        from crmcli.domain.reports.money.lines import lines_where

        listed = lines_where(db, "l.id " + _IN.format(id="l.id", **parts), asked)
    else:
        # The span is part of the inner test already.
        listed = orders_where(db, sold.request, "o.id " + _IN.format(id="r.id", **parts), asked)
    net = next((one.net for one in totals if one.currency == row.currency), None)
    told = steps.listed(_steps(sold, row, net))
    return told, *_turned(sold, asked, parts), listed


def _key(sold: Sold, row: SalesRow, only: str | None, whole: Any) -> Any:
    """Return the key of a row's group; everything for the total."""
    from crmcli.domain.reports.money.sales import labels_of, sales_row

    if row.group is None and len(whole) == 1:
        total = sales_row(None, whole[0], whole[0].net)
        if all(getattr(total, name) == getattr(row, name) for name in total.__dict__):
            return _ALL
    if sold.by in IN_TIME:
        return stored_key(sold.by, row.group)
    labels = labels_of([one for one in sold.groups(only) if one.currency == row.currency], sold.by)
    return next((key for key, label in labels.items() if label == row.group), None)


def _test(sold: Sold, key: Any, currency: str | None, only: str | None) -> tuple[str, dict[str, Any]]:
    """Return the test that an order (a line) belongs to a row, and its values."""
    tests, values = ["1 = 1"], {}
    if key is None:
        tests.append(f"{sold.key()} IS NULL")
    elif key is not _ALL:
        tests.append(f"{sold.key()} = :behind")
        values["behind"] = key
    if sold.one is None and only is None:
        if currency is None:
            tests.append(f"{sold.currency} IS NULL")
        else:
            tests.append(f"{sold.currency} = :told_currency")
            values["told_currency"] = currency
    return " AND ".join(tests), values


def _steps(sold: Sold, row: SalesRow, net: int | None) -> Iterator[StepRow]:
    """Yield how the figures of a row are made."""
    what = say("lines") if sold.how.lines else say("totals")
    yield steps.number(say("purchases"), row.orders)
    yield steps.amount(say("revenue: {what} of 0 and more added up", what=what), row.revenue, row.currency)
    yield steps.amount(say("refunds: {what} below 0 added up", what=what), row.refunds, row.currency)
    yield steps.amount(say("net = revenue + refunds"), row.net, row.currency)
    yield steps.amount(say("net of all groups"), net, row.currency)
    yield steps.ratio(say("share = net / net of all groups, minor units"), row.net, net, row.share)
    was = getattr(row, "before", None)
    if was is not None and row.group is not None:
        request = sold.request
        until = min(request.until or request.as_of, request.as_of)
        days = days_before(row.group, sold.by, request.since, until)
        yield steps.amount(
            say("year before: net of {first} to {last}", first=days.first, last=days.last) if days else "",
            was,
            row.currency,
        )
        growth = getattr(row, "growth", None)
        yield steps.ratio(
            say("change = (net - year before) / year before"), (row.net or 0) - was, was, growth
        )


_BY_CURRENCY = """
SELECT {currency}, r.ordered_on, {amount}, count(*) FROM sales_order r {joins}
WHERE {scope} AND {test} AND {currency} <> :one_code AND {amount} IS NOT NULL
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def _turned(sold: Sold, values: dict[str, Any], parts: dict[str, str]) -> tuple[Listing[Any], ...]:
    """Return how amounts of other currencies were turned, day by day and amount by amount."""
    if sold.one is None or not any(sold.one.first.values()):
        return ()
    query = _BY_CURRENCY.format(currency=sold.currency, amount=sold.amount, **parts)
    rows = []
    for code, day, amount, count in sold.db.tuples(query, values):
        worth = (sold.one.rates.minor(amount, code, day) or 0) * count
        found = sold.one.rates.rate(code, day)
        since = say(" at the rate of {since}", since=found.since) if found else ""
        what = say(
            "{day}: {many}{told}{since}",
            day=date.fromisoformat(day),
            many=f"{count} x " if count > 1 else "",
            told=figures.exact(amount, code),
            since=since,
        )
        rows.append(steps.amount(what, worth, sold.one.code))
    from dataclasses import replace

    return (replace(steps.listed(rows), title="turned"),) if rows else ()
