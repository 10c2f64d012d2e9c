"""``report activity-class``: who uses much of what we sell, who one thing, who nothing, as of a day.

Breadth is the kinds of product that a customer bought in the window over those sold (see ``baskets``).
``active`` bought at least ``active_breadth`` percent of them, or asks for what we lack and contributes:
brings others, answers surveys. ``passive`` bought less. ``none`` bought nothing in the window. Each
customer is in exactly one class. The window are the last ``cycle_days`` days, or the span asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import baskets, figures
from crmcli.domain.reports.circles import CIRCLES, circles
from crmcli.domain.reports.groups import cut, in_order
from crmcli.domain.reports.scope import Asked, chosen, days_of, of_customers
from crmcli.domain.reports.standing import spent
from crmcli.domain.reports.standing.activity_rows import (
    CLASS,
    CLASSES,
    CircleRow,
    ClassRow,
    CustomerRow,
    circle_row,
    class_row,
)
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer", "class", *CIRCLES)
ROWS = (CustomerRow, ClassRow, CircleRow)


@frozen
class Request(Asked):
    """``only`` lists one class, ``summary`` counts them; the settings are percent and days."""

    only: str | None = None
    summary: bool = False
    active_breadth: str = "50"
    cycle_days: str = "365"


class Use(NamedTuple):
    """What a customer does; ``kinds`` None where it bought and no line says what."""

    orders: int
    kinds: int | None
    sold: int
    requests: int
    referrals: int
    surveys: int
    last_on: str | None


_CUSTOMERS = """
SELECT c.id, c.name, b.orders, b.last_on FROM customer c LEFT JOIN (
  SELECT o.customer_id,
    count(CASE WHEN o.ordered_on > :since AND o.ordered_on <= :last THEN 1 END) AS orders,
    max(o.ordered_on) AS last_on
  FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
    AND o.ordered_on <= :as_of AND coalesce(o.total_minor, 0) >= 0 GROUP BY o.customer_id
) b ON b.customer_id = c.id
WHERE (c.created_on IS NULL OR c.created_on <= :as_of OR b.orders IS NOT NULL) AND {customers}
ORDER BY c.name_sort, c.id
"""
_COUNTS = {
    "requests": "SELECT customer_id, count(*) FROM request WHERE asked_on > :since AND asked_on <= :last "
    "AND customer_id IS NOT NULL GROUP BY customer_id",
    "referrals": "SELECT f.referrer_id, count(*) FROM ("
    "SELECT referrer_id, created_on FROM customer WHERE referrer_id IS NOT NULL UNION ALL "
    "SELECT referrer_id, created_on FROM lead WHERE referrer_id IS NOT NULL AND status <> 'converted') f "
    "WHERE f.created_on > :since AND f.created_on <= :last GROUP BY f.referrer_id",
    "surveys": "SELECT customer_id, count(*) FROM survey WHERE answered_on > :since "
    "AND answered_on <= :last AND customer_id IS NOT NULL GROUP BY customer_id",
}


def report(db: Reader, request: Request) -> Report[Any]:
    """Class every customer, count the classes, or count them by group.

    Raises:
        UsageError: there is no such class, or the report can't be told by that.
    """
    by = "class" if request.summary else chosen("activity-class", request.by or "customer", BY)
    found = classed(db, request)
    asked = [row for row in found.rows if request.only in (None, row.group)]
    days = (
        say("in {span}", span=days_of(request))
        if request.bounded
        else say("in the last {cycle_days} days", cycle_days=request.cycle_days)
    )
    notes = (
        say(
            "active from {active_breadth} % of what we sell, {days}",
            active_breadth=request.active_breadth,
            days=days,
        ),
        *found.notes,
    )
    classes = [_class_row(name, asked, found.code) for name in CLASSES]
    row: Any = CustomerRow
    rows: Sequence[Any] = asked
    total: Any = None
    title = say("Active and passive customers")
    if by == "class":
        row, rows, title = ClassRow, classes if asked else (), say("Active and passive")
        total = class_row(None, asked, len(asked), found.code)
    elif by != "customer":
        row, title = figures.headed(CircleRow, by), say("Active and passive by {by}", by=named(by, "column"))
        rows = [circle_row(name, part, found.code) for name, part in circled(db, request, by, asked)]
        total = circle_row(None, asked, found.code)
    else:
        counts = (
            say("{name} {count:,}", name=_word(name), count=sum(one.group == name for one in found.rows))
            for name in CLASSES
        )
        notes = (listed(counts), *notes)
    shown, more = cut(list(rows), request.limit, "customer" if by == "customer" else "row")
    return Report(
        "activity-class",
        row,
        shown,
        title,
        request.as_of,
        pictures=(picture(by, rows, classes),) if rows else (),
        total=total if rows else None,
        empty=_empty(request, found.rows),
        notes=(*more, *notes) if found.rows else (),
    )


def _empty(request: Request, rows: Sequence[CustomerRow]) -> str:
    """Return what is said when there is no row."""
    if not rows:
        return say('no customer yet: crm customer add "Işık Mobilya"')
    return (
        say("no customer is {only}", only=_word(request.only))
        if request.only
        else say("no customer is in a saved segment")
    )


def _word(name: str) -> str:
    """Return a class as people call it."""
    return named(name, "class")


def _class_row(name: str, rows: Sequence[CustomerRow], code: str | None) -> ClassRow:
    return class_row(_word(name), [row for row in rows if row.group == name], len(rows), code)


def picture(by: str, rows: Sequence[Any], classes: Sequence[ClassRow]) -> Bars:
    """Return the picture: how many are in each class, or which part of each group is active."""
    if by in ("customer", "class"):
        bars = [
            Bar(
                _word(str(row.group)),
                row.customers,
                say("{count:,}", count=row.customers),
                style=CLASS.marks[str(row.group)][1],
            )
            for row in classes
        ]
        return Bars("Customers by class", tuple(bars))
    bars = [
        Bar(
            row.group or "—",
            row.share or 0.0,
            say("{active:,} of {customers:,}", active=row.active, customers=row.customers),
            style="green",
        )
        for row in rows
    ]
    return Bars("Active customers", tuple(bars))


def circled(
    db: Reader, request: Request, by: str, rows: Sequence[CustomerRow]
) -> list[tuple[str | None, list[CustomerRow]]]:
    """Return the names of groups and who is in them, the largest first."""
    known = circles(db, request, by)
    found: dict[Hashable, list[CustomerRow]] = {}
    for row in rows:
        for key in known.keys(row.id):
            found.setdefault(key, []).append(row)
    ordered = in_order(known.labels, {key: len(part) for key, part in found.items()})
    return [(known.labels.get(key), found[key]) for key in ordered]


class Classed(NamedTuple):
    """Every customer with its class, the currency of the amounts, and what is to be said of them."""

    rows: list[CustomerRow]
    code: str | None
    notes: tuple[str, ...]


def classed(db: Reader, request: Request) -> Classed:
    """Return every customer with its class: active, passive, none; the broadest first, then by name.

    Raises:
        UsageError: there is no such class.
    """
    if request.only is not None and request.only not in CLASSES:
        from crmcli.domain.near import one_of

        said = say('there is no class "{only}"', only=request.only)
        raise UsageError(said, one_of(request.only, CLASSES, "--only"))
    window = baskets.Window.asked(request, int(request.cycle_days))
    days = {"since": window.since, "last": window.as_of}
    found = baskets.fetch(db, window, of_customers(db, "o.customer_id", request))
    money = spent.fetch(db, request, window.since, window.as_of)
    counts = {name: dict(db.tuples(query, days)) for name, query in _COUNTS.items()}
    test, values = of_customers(db, "c.id", request)
    values = {**values, **days, "as_of": request.as_of.isoformat()}
    rows = []
    for number, name, orders, last_on in db.tuples(_CUSTOMERS.format(customers=test), values):
        basket = found.of.get(number)
        kinds = len(basket.kinds) if basket is not None else 0
        use = Use(
            orders or 0,
            None if orders and not kinds else kinds,
            len(found.sold),
            counts["requests"].get(number, 0),
            counts["referrals"].get(number, 0),
            counts["surveys"].get(number, 0),
            last_on,
        )
        group, why = class_of(use, int(request.active_breadth))
        rows.append(
            CustomerRow(
                number,
                name,
                _word(group),
                kinds,
                use.sold,
                figures.share(use.kinds, use.sold) if use.kinds is not None else None,
                use.requests,
                use.referrals,
                use.surveys,
                why,
                money.by.get(number, 0) if money.code else None,
                money.code,
            )
        )
    rows.sort(key=lambda row: (CLASSES.index(row.group), -(row.breadth or 0)))
    return Classed(rows, money.code, money.notes)


def class_of(use: Use, percent: int) -> tuple[str, str]:
    """Return the class of a customer and why it is in it; ``percent`` of what is sold makes it active."""
    if not use.orders:
        return "none", say("last bought {last_on}", last_on=use.last_on) if use.last_on else say(
            "never bought"
        )
    said = say("bought, but no line says what")
    if use.kinds is not None:
        said = say("uses {kinds} of {sold}", kinds=use.kinds, sold=use.sold)
        if use.kinds * 100 >= percent * use.sold:
            return "active", said
    gives = [counted(use.referrals, "referral")] if use.referrals else []
    gives += [counted(use.surveys, "answered survey")] if use.surveys else []
    asks = (
        say("asked for {requests} more", requests=use.requests)
        if use.requests
        else say("asks for nothing more")
    )
    given = listed(gives, say(" and ")) if gives else say("contributes nothing")
    return "active" if use.requests and gives else "passive", listed((said, asks, given))


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return what a customer bought, asked for and gave; of a class or group, who is in it."""
    from crmcli.domain.reports.standing.activity_behind import members, of_customer

    if isinstance(row, CustomerRow):
        return of_customer(db, request, row)
    asked = [one for one in classed(db, request).rows if request.only in (None, one.group)]
    if isinstance(row, ClassRow):
        return members([one for one in asked if row.group in (None, one.group)])
    if row.group is None and row.customers == len(asked):
        return members(asked)
    parts = dict(circled(db, request, request.by or "customer", asked))
    return members(parts[row.group])
