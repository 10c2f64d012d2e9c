"""``report activity-class``: who uses much of what we sell, who one thing, who nothing, as of a day.

Breadth is the kinds of product that a customer bought in the window over those sold (see ``baskets``).
``active`` bought at least ``active_breadth`` percent of them, or asks for what we lack and contributes:
brings others, answers surveys. ``passive`` bought less. ``none`` bought nothing in the window. Each
customer is in exactly one class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Number, Percent, Ref, Text
from crmcli.domain.reports import baskets, figures
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.results import Report
from crmcli.errors import UsageError

if TYPE_CHECKING:
    from crmcli.sql import Reader

CLASSES = ("active", "passive", "none")
CLASS = Choice({"active": ("●", "green"), "passive": ("○", "yellow"), "none": ("◌", "dim")}, "class")


@frozen
class Request(Asked):
    """``only`` lists one class, ``summary`` counts them; the settings are percent and days."""

    only: str | None = None
    summary: bool = False
    active_breadth: str = "50"
    cycle_days: str = "365"


@frozen
class CustomerRow:
    """A customer and why it is in its class; ``breadth`` is bought / sold, None where no line says what."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    group: Annotated[str, CLASS]
    bought: Annotated[int, Number(show=ROOMY)]
    sold: Annotated[int, Number("of", show=ROOMY)]
    breadth: Annotated[float | None, Percent(digits=0)]
    requests: Annotated[int, Number(show=ROOMY)]
    referrals: Annotated[int, Number(show=ROOMY)]
    surveys: Annotated[int, Number(show=ROOMY)]
    why: Annotated[str, Text()]


@frozen
class ClassRow:
    """A class; ``share`` is of all customers, ``breadth`` the mean of those known, 0..1."""

    group: Annotated[str, CLASS]
    customers: int
    share: Annotated[float | None, Percent(bar=True)]
    breadth: Annotated[float | None, Percent("mean breadth")]
    requests: int
    referrals: int
    surveys: int


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
  SELECT o.customer_id, count(CASE WHEN o.ordered_on > :since THEN 1 END) AS orders,
    max(o.ordered_on) AS last_on
  FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
    AND o.ordered_on <= :as_of AND coalesce(o.total_minor, 0) >= 0 GROUP BY o.customer_id
) b ON b.customer_id = c.id
WHERE (c.created_on IS NULL OR c.created_on <= :as_of OR b.orders IS NOT NULL) AND {customers}
ORDER BY c.name_sort, c.id
"""
_COUNTS = {
    "requests": "SELECT customer_id, count(*) FROM request WHERE asked_on > :since AND asked_on <= :as_of "
    "AND customer_id IS NOT NULL GROUP BY customer_id",
    "referrals": "SELECT f.referrer_id, count(*) FROM ("
    "SELECT referrer_id, created_on FROM customer WHERE referrer_id IS NOT NULL UNION ALL "
    "SELECT referrer_id, created_on FROM lead WHERE referrer_id IS NOT NULL AND status <> 'converted') f "
    "WHERE f.created_on > :since AND f.created_on <= :as_of GROUP BY f.referrer_id",
    "surveys": "SELECT customer_id, count(*) FROM survey WHERE answered_on > :since "
    "AND answered_on <= :as_of AND customer_id IS NOT NULL GROUP BY customer_id",
}


def report(db: Reader, request: Request) -> Report[Any]:
    """Class every customer, or count the classes.

    Raises:
        UsageError: there is no such class.
    """
    if request.only is not None and request.only not in CLASSES:
        raise UsageError(f'there is no class "{request.only}"', f"--only takes {', '.join(CLASSES)}")
    rows = classed(db, request)
    summary = [_summary(name, rows) for name in CLASSES]
    notes = (
        f"active from {request.active_breadth} % of what we sell, in the last {request.cycle_days} days",
    )
    if request.summary:
        return Report(
            "activity-class", ClassRow, summary if rows else [], "Active and passive", request.as_of,
            empty=_EMPTY, notes=notes,
        )  # fmt: skip
    chosen = [row for row in rows if request.only in (None, row.group)]
    counts = ", ".join(f"{row.group} {row.customers:,}" for row in summary)
    return Report(
        "activity-class",
        CustomerRow,
        chosen[: request.limit or None],
        "Active and passive customers",
        request.as_of,
        empty=_EMPTY if not rows else f"no customer is {request.only}",
        notes=(counts, *notes, *_more(chosen, request.limit)) if rows else (),
    )


_EMPTY = 'no customer yet: crm customer add "Işık Mobilya"'


def _more(rows: list[CustomerRow], limit: int) -> tuple[str, ...]:
    if not limit or len(rows) <= limit:
        return ()
    return (f"{limit:,} of {figures.plural(len(rows), 'customer')} shown; --limit 0 shows all",)


def classed(db: Reader, request: Request) -> list[CustomerRow]:
    """Return every customer with its class: active, passive, none; the broadest first, then by name."""
    window = baskets.Window.of(request.as_of, int(request.cycle_days))
    days = {"since": window.since, "as_of": window.as_of}
    found = baskets.fetch(db, window, of_customers(db, "o.customer_id", request))
    counts = {name: dict(db.tuples(query, days)) for name, query in _COUNTS.items()}
    test, values = of_customers(db, "c.id", request)
    rows = []
    for number, name, orders, last_on in db.tuples(_CUSTOMERS.format(customers=test), values | days):
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
                group,
                kinds,
                use.sold,
                figures.share(use.kinds, use.sold) if use.kinds is not None else None,
                use.requests,
                use.referrals,
                use.surveys,
                why,
            )
        )
    rows.sort(key=lambda row: (CLASSES.index(row.group), -(row.breadth or 0)))
    return rows


def class_of(use: Use, percent: int) -> tuple[str, str]:
    """Return the class of a customer and why it is in it; ``percent`` of what is sold makes it active."""
    if not use.orders:
        return "none", f"last bought {use.last_on}" if use.last_on else "never bought"
    said = "bought, but no line says what"
    if use.kinds is not None:
        said = f"uses {use.kinds} of {use.sold}"
        if use.kinds * 100 >= percent * use.sold:
            return "active", said
    gives = [
        counted(count, what)
        for count, what in ((use.referrals, "referral"), (use.surveys, "answered survey"))
        if count
    ]
    asks = f"asked for {use.requests} more" if use.requests else "asks for nothing more"
    if use.requests and gives:
        return "active", f"{said}, {asks}, {' and '.join(gives)}"
    return "passive", f"{said}, {asks}, {' and '.join(gives) or 'contributes nothing'}"


def _summary(name: str, rows: list[CustomerRow]) -> ClassRow:
    part = [row for row in rows if row.group == name]
    known = [row.breadth for row in part if row.breadth is not None]
    return ClassRow(
        name,
        len(part),
        figures.share(len(part), len(rows)),
        sum(known) / len(known) if known else None,
        sum(row.requests for row in part),
        sum(row.referrals for row in part),
        sum(row.surveys for row in part),
    )
