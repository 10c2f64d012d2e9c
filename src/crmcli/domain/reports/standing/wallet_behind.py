"""What is behind a row of ``report wallet``: the estimates, and what was bought from us."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Flag, Money, Percent, Ref, Text
from crmcli.domain.reports import figures, steps
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.standing.wallet_facts import YEAR, estimates_of
from crmcli.domain.results import Listing, Report
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.standing.wallet import Request
    from crmcli.domain.reports.standing.wallet_facts import Wallets
    from crmcli.domain.reports.standing.wallet_rows import WalletRow
    from crmcli.sql import Reader


@frozen
class EstimateRow:
    """An estimate of a year as it was said; the newest of its category counts."""

    id: Annotated[int, Ref("WA", "no.")]
    day: Annotated[date, Day()]
    category: Annotated[str | None, Text()]
    amount: Annotated[int, Money("currency")]
    source: Annotated[str | None, Text()]
    counts: Annotated[bool, Flag()]
    currency: Annotated[str, Text(show=DETAIL)]


@frozen
class LineRow:
    """A line of an order that is of the category."""

    id: Annotated[int, Ref("S", "order")]
    ordered_on: Annotated[str, Text("ordered", wrap=False)]
    product: Annotated[str | None, Text()]
    amount: Annotated[int, Money("currency")]
    currency: Annotated[str, Text("currency", wrap=False)]


@frozen
class MemberRow:
    """An estimate that is part of a sum."""

    customer: Annotated[int | None, Ref("C", "no.")]
    name: Annotated[str | None, Text()]
    category: Annotated[str | None, Text()]
    revenue: Annotated[int, Money("currency", "with us")]
    estimate: Annotated[int, Money("currency")]
    share: Annotated[float | None, Percent()]
    currency: Annotated[str, Text(show=DETAIL)]


_LINES = """
SELECT o.id, o.ordered_on, p.name, p.category, l.amount_minor, l.currency
FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id
WHERE o.customer_id = :customer AND o.status <> 'cancelled' AND o.ordered_on > :since
  AND o.ordered_on <= :last AND l.amount_minor IS NOT NULL AND p.category IS NOT NULL
ORDER BY o.ordered_on, o.id, l.position, l.id
"""


def of_customer(db: Reader, request: Request, found: Wallets, row: WalletRow) -> tuple[Listing[Any], ...]:
    """Return how the share of an estimate is made, all estimates, and the orders or the lines."""
    number = row.customer or 0
    estimates = [
        EstimateRow(
            one.id,
            date.fromisoformat(one.day),
            one.category,
            one.amount,
            one.source,
            one.id == row.number,
            one.currency,
        )
        for one in estimates_of(db, number, request.as_of)
    ]
    code = row.currency
    year = next(one.amount for one in found.estimates if one.id == row.number)
    told = [
        StepRow(
            say("days"),
            say(
                "{first} to {last}, {days} of them",
                first=found.window.first,
                last=found.window.last,
                days=found.window.days,
            ),
        ),
        steps.amount(say("spent with us in the days"), row.revenue, code),
        steps.amount(say("estimate of a year"), year, code),
    ]
    if found.window.days != YEAR:
        told.append(
            steps.amount(
                say("its part for {days} of {year} days", days=found.window.days, year=YEAR),
                row.estimate,
                code,
            )
        )
    told += [
        StepRow(
            say("share"),
            say(
                "{part} / {whole} = {told}",
                part=figures.money(row.revenue, code),
                whole=figures.money(row.estimate, code),
                told=say("none") if row.share is None else figures.percentage(row.share),
            ),
        ),
        steps.amount(say("to win"), row.left, code)
        if row.left is not None
        else StepRow(say("to win"), say("not known")),
    ]
    listing: Listing[Any]
    if row.category is None:
        listing = orders_of(db, replace(request, since=found.window.first, until=found.window.last), number)
    else:
        listing = _lines(db, found, number, row.category)
    return steps.listed(told), Listing(EstimateRow, estimates, title="estimates"), listing


def _lines(db: Reader, found: Wallets, customer: int, category: str) -> Listing[LineRow]:
    from crmcli.domain.text import fold

    asked = {"customer": customer, "since": found.window.since, "last": found.window.as_of}
    rows = [
        LineRow(number, day, product, amount, currency)
        for number, day, product, kind, amount, currency in db.tuples(_LINES, asked)
        if fold(kind) == fold(category)
    ]
    return Listing(LineRow, rows, title="lines")


def members(rows: Sequence[WalletRow]) -> tuple[Listing[Any], ...]:
    """Return the sums of estimates, and the estimates."""
    told = [steps.number("estimates", len(rows))]
    for code in dict.fromkeys(row.currency for row in rows):
        part = [row for row in rows if row.currency == code]
        told.append(steps.amount(say("spent with us"), sum(row.revenue for row in part), code))
        told.append(steps.amount("estimated", sum(row.estimate for row in part), code))
    listed = [
        MemberRow(row.customer, row.name, row.category, row.revenue, row.estimate, row.share, row.currency)
        for row in rows
    ]
    return steps.listed(told), Listing(MemberRow, listed, title="estimates")


@frozen
class NamedRow:
    """An estimate whose first column tells it apart from all others."""

    wallet: Annotated[str | None, Text(), "Number of the customer, and the category."]
    name: Annotated[str | None, Text(), "Name of the customer."]
    revenue: Annotated[int, Money("currency", "with us"), "What they spent with us in the days."]
    estimate: Annotated[int, Money("currency"), "What they are thought to spend in as many days."]
    share: Annotated[float | None, Percent(), "Spent with us over the estimate."]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


def spelt(*reports: Report[Any]) -> dict[str, str]:
    """Return how the categories of reports are written, by their folded names."""
    from crmcli.domain.text import fold

    found: dict[str, str] = {"": ""}
    for row in (row for report in reports for row in report.rows):
        text = row.category or ""
        found[fold(text)] = min(found.get(fold(text), text), text)
    return found


def told_apart(found: Report[Any], spelling: dict[str, str]) -> Report[Any]:
    """Return the report with rows that can be told apart by their first column."""
    from crmcli.domain.text import fold

    def row(one: WalletRow) -> NamedRow:
        category = spelling[fold(one.category or "")]
        text = None if one.customer is None else f"C-{one.customer} {category}".strip()
        return NamedRow(text, one.name, one.revenue, one.estimate, one.share, one.currency)

    total = None if found.total is None else row(found.total)
    return replace(found, row=NamedRow, rows=[row(one) for one in found.rows], total=total)
