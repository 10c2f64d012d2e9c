"""What is behind a row of ``report activity-class``: what a customer bought, asked for and gave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import baskets, steps
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import percentage
from crmcli.domain.reports.standing.activity_rows import CLASS
from crmcli.domain.results import Listing
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.standing.activity_class import Request
    from crmcli.domain.reports.standing.activity_rows import CustomerRow
    from crmcli.sql import Reader


@frozen
class BoughtRow:
    """A product that was bought in the days, and of which kind it is."""

    product: Annotated[str | None, Text()]
    category: Annotated[str | None, Text()]
    lines: int


@frozen
class GaveRow:
    """Something a customer asked for, brought or answered."""

    id: Annotated[str, AnyRef("no.")]
    day: Annotated[str | None, Text(wrap=False)]
    what: Annotated[str | None, Text()]


@frozen
class MemberRow:
    """A customer of a class or group."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    group: Annotated[str, CLASS]
    breadth: Annotated[float | None, Percent(digits=0)]
    requests: Annotated[int, Number()]
    referrals: Annotated[int, Number()]
    surveys: Annotated[int, Number()]
    revenue: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_BOUGHT = """
SELECT coalesce(p.name, l.description), p.category, count(*)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.customer_id = :customer AND o.status <> 'cancelled'
  AND o.ordered_on > :since AND o.ordered_on <= :last
GROUP BY p.id, coalesce(p.name, l.description), p.category
"""
_GAVE = {
    "requests": "SELECT 'RQ-' || r.id, r.asked_on, r.name FROM request r WHERE r.customer_id = :customer "
    "AND r.asked_on > :since AND r.asked_on <= :last ORDER BY r.asked_on, r.id",
    "referrals": "SELECT f.ref, f.day, f.name FROM (SELECT 'C-' || c.id AS ref, c.created_on AS day, c.name "
    "FROM customer c WHERE c.referrer_id = :customer UNION ALL SELECT 'L-' || l.id, l.created_on, "
    "coalesce(l.name, l.company) FROM lead l WHERE l.referrer_id = :customer AND l.status <> 'converted') f "
    "WHERE f.day > :since AND f.day <= :last ORDER BY f.day, f.ref",
    "surveys": "SELECT 'SV-' || r.id, r.answered_on, r.topic FROM survey r WHERE r.customer_id = :customer "
    "AND r.answered_on > :since AND r.answered_on <= :last ORDER BY r.answered_on, r.id",
}


def of_customer(db: Reader, request: Request, row: CustomerRow) -> tuple[Listing[Any], ...]:
    """Return how its class follows, its orders, what it bought, asked for, brought and answered."""
    from crmcli.domain.text import sort_key

    window = baskets.Window.asked(request, int(request.cycle_days))
    asked = {"customer": row.id, "since": window.since, "last": window.as_of}
    orders = orders_of(db, replace(request, since=window.first, until=window.last), row.id)
    bought = [BoughtRow(*found) for found in db.tuples(_BOUGHT, asked)]
    bought.sort(key=lambda one: (-one.lines, sort_key(one.product or ""), sort_key(one.category or "")))
    told = (
        StepRow(say("days"), say("{first} to {last}", first=window.first, last=window.last)),
        steps.number("purchases", sum((one.total or 0) >= 0 for one in orders.rows)),
        steps.ratio(say("breadth: kinds bought over kinds sold"), row.bought, row.sold, row.breadth),
        StepRow(say("active from"), percentage(int(request.active_breadth) / 100)),
        StepRow(
            say("or active: asks for more, and brings others or answers"),
            say("{requests} asked for", requests=row.requests),
        ),
        StepRow(named("class", "column"), row.group),
    )
    gave = (
        Listing(GaveRow, [GaveRow(*found) for found in db.tuples(query, asked)], title=name)
        for name, query in _GAVE.items()
    )
    return steps.listed(told), orders, Listing(BoughtRow, bought, title="bought"), *gave


def members(rows: Sequence[CustomerRow]) -> tuple[Listing[Any], ...]:
    """Return the sums of a group, and who is in it."""
    known = [row for row in rows if row.breadth is not None]
    code = next((row.currency for row in rows if row.currency), None)
    sums = [
        steps.number("customers", len(rows)),
        steps.number(say("of known breadth"), len(known)),
        steps.number(say("kinds they bought, added up"), sum(row.bought for row in known)),
        steps.number(say("kinds sold"), known[0].sold if known else None),
    ]
    if code is not None:
        sums.append(steps.amount(say("they spent"), sum(row.revenue or 0 for row in rows), code))
    who = [
        MemberRow(
            row.id,
            row.name,
            row.group,
            row.breadth,
            row.requests,
            row.referrals,
            row.surveys,
            row.revenue,
            row.currency,
        )
        for row in rows
    ]
    return steps.listed(sums), Listing(MemberRow, who, title="who")
