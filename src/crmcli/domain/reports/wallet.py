"""``report wallet``: our share of what customers spend in a year, by the newest estimates as of a day.

The share is our revenue of the last 365 days, the day included, over the estimate, in the currency of
the estimate. Of all categories the revenue is the sum of order totals; of one category the sum of the
lines of its products. An estimate older than ``stale`` days is marked.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Money, Percent, Ref, Text
from crmcli.domain.reports import figures
from crmcli.domain.reports.baskets import before
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.results import Report

if TYPE_CHECKING:
    from crmcli.sql import Reader

YEAR = 365
STATE = Choice({"fresh": ("", ""), "stale": ("!", "yellow"), "too low": ("!", "red")}, "is", show=ROOMY)


@frozen
class Request(Asked):
    """``stale``: days after which an estimate is old; ``category`` only its estimates."""

    wallet_stale_days: str = "365"
    category: str | None = None


@frozen
class WalletRow:
    """An estimate and what we have of it; ``share`` is revenue / estimate, 0..1, above 1 when it is too low.

    ``left`` is what others sell, None when the estimate is too low to tell; ``said`` is source and day.
    """

    customer: Annotated[int | None, Ref("C", "no.")]
    name: Annotated[str | None, Text()]
    category: Annotated[str | None, Text()]
    revenue: Annotated[int, Money("currency", "with us")]
    estimate: Annotated[int, Money("currency")]
    share: Annotated[float | None, Percent()]
    left: Annotated[int | None, Money("currency", "to win", show=ROOMY)]
    state: Annotated[str | None, STATE]
    said: Annotated[str | None, Text("who says so")]
    estimated_on: Annotated[date | None, Day(show=DETAIL)]
    source: Annotated[str | None, Text(show=DETAIL)]
    currency: Annotated[str, Text(show=DETAIL)]
    number: Annotated[int | None, Ref("WA", show=DETAIL)]


class Estimate(NamedTuple):
    """An estimate as it is stored."""

    id: int
    customer: int
    name: str
    category: str | None
    amount: int
    currency: str
    day: str
    source: str | None


_ESTIMATES = """
SELECT w.id, w.customer_id, c.name, w.category, w.amount_minor, w.currency, w.estimated_on, w.source
FROM wallet w JOIN customer c ON c.id = w.customer_id
WHERE w.estimated_on <= :as_of AND {customers} ORDER BY w.estimated_on DESC, w.id DESC
"""
_OF = "o.customer_id IN (SELECT customer_id FROM wallet) AND o.status <> 'cancelled'"
_SPAN = "o.ordered_on > :since AND o.ordered_on <= :as_of"
_TOTALS = f"""
SELECT o.customer_id, o.currency, CAST(sum(o.total_minor) AS BIGINT) FROM sales_order o
WHERE {_OF} AND {_SPAN} AND o.total_minor IS NOT NULL GROUP BY o.customer_id, o.currency
"""
_LINES = f"""
SELECT o.customer_id, l.currency, p.category, CAST(sum(l.amount_minor) AS BIGINT)
FROM sales_order o JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id
WHERE {_OF} AND {_SPAN} AND l.amount_minor IS NOT NULL AND p.category IS NOT NULL
GROUP BY o.customer_id, l.currency, p.category
"""


def report(db: Reader, request: Request) -> Report[WalletRow]:
    """Compare our revenue with the newest estimate of each customer and category; the most to win first."""
    stale = before(request.as_of, int(request.wallet_stale_days))
    estimates = newest(db, request)
    revenue = _revenue(db, request)
    rows = [_row(one, revenue.get(_key(one), 0), stale) for one in estimates]
    rows.sort(key=lambda row: (-(row.left or 0), row.customer or 0, row.category or ""))
    shown = rows[: request.limit or None]
    low = sum(row.state == "too low" for row in rows)
    old = sum(row.state == "stale" for row in rows)
    notes = (
        *figures.left_out(low, "estimate", "below what we sell already: the share is above 100 %; ask anew"),
        *figures.left_out(old, "estimate", f"older than {request.wallet_stale_days} days"),
    )
    return Report(
        "wallet",
        WalletRow,
        shown,
        "Share of wallet, last 365 days",
        request.as_of,
        total=_total(rows),
        empty='no estimate yet: crm wallet set C-12 "120.000 TL" --source "müşteri söyledi"',
        notes=notes,
    )


def newest(db: Reader, request: Request) -> list[Estimate]:
    """Return the newest estimate of each customer and category."""
    from crmcli.domain.text import fold

    test, values = of_customers(db, "w.customer_id", request)
    values |= {"as_of": request.as_of.isoformat()}
    found: dict[tuple[int, str], Estimate] = {}
    for row in db.tuples(_ESTIMATES.format(customers=test), values):
        one = Estimate(*row)
        if request.category is not None and fold(one.category or "") != fold(request.category):
            continue
        if request.currency is not None and one.currency != request.currency:
            continue
        found.setdefault((one.customer, fold(one.category or "")), one)
    return list(found.values())


def _key(one: Estimate) -> tuple[int, str, str]:
    from crmcli.domain.text import fold

    return one.customer, one.currency, fold(one.category or "")


def _revenue(db: Reader, request: Request) -> dict[tuple[int, str, str], int]:
    """Return customer, currency and folded category ("" for all) -> our revenue of the year."""
    from crmcli.domain.text import fold

    since = before(request.as_of, YEAR)
    values = {"as_of": request.as_of.isoformat(), "since": since.isoformat()}
    found = {(row[0], row[1], ""): row[2] for row in db.tuples(_TOTALS, values)}
    for customer, currency, category, amount in db.tuples(_LINES, values):
        key = (customer, currency, fold(category))
        found[key] = found.get(key, 0) + amount
    return found


def _row(one: Estimate, revenue: int, stale: date) -> WalletRow:
    """Return an estimate as a row."""
    day = date.fromisoformat(one.day)
    low = revenue > one.amount
    state = "too low" if low else "stale" if day < stale else "fresh"
    return WalletRow(
        customer=one.customer,
        name=one.name,
        category=one.category,
        revenue=revenue,
        estimate=one.amount,
        share=figures.share(revenue, one.amount),
        left=None if low else one.amount - revenue,
        state=state,
        said=f"{one.source or '?'}, {one.day}{f' ({state})' if state != 'fresh' else ''}",
        estimated_on=day,
        source=one.source,
        currency=one.currency,
        number=one.id,
    )


def _total(rows: list[WalletRow]) -> Any:
    """Return the sums where all is in one currency and no category stands beside a whole wallet."""
    whole = {row.customer for row in rows if row.category is None}
    both = any(row.category is not None and row.customer in whole for row in rows)
    if len({row.currency for row in rows}) != 1 or both:
        return None
    revenue, estimate = sum(row.revenue for row in rows), sum(row.estimate for row in rows)
    return WalletRow(
        customer=None,
        name=None,
        category=None,
        revenue=revenue,
        estimate=estimate,
        share=figures.share(revenue, estimate),
        left=figures.added(row.left for row in rows),
        state=None,
        said=None,
        estimated_on=None,
        source=None,
        currency=rows[0].currency,
        number=None,
    )
