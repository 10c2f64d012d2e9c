"""What customers bought in a window of days: of how many kinds of product, at which cost.

A kind is a product's category (folded), or the product itself where it has none. Sold are the kinds of
the products that can be bought on the last day, and whatever was bought in the window. A line's cost is
its own, else the product's cost of one times the quantity, in the same currency; else it is unknown.
Lines in another currency are turned into the one asked for, both what was paid and what it cost.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.scope import LINE_COST

if TYPE_CHECKING:
    from crmcli.domain.reports.amounts import Amounts
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Basket:
    """What one customer bought; amounts in minor units of the currency asked for, of lines with a cost.

    ``unknown`` counts the lines whose cost nobody knows.
    """

    __slots__ = ("cost", "kinds", "paid", "unknown")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.kinds: set[str] = set()
        self.paid = 0
        self.cost = 0
        self.unknown = 0


class Baskets(NamedTuple):
    """The baskets by customer, and the kinds that are sold."""

    of: dict[int, Basket]
    sold: frozenset[str]


class Window(NamedTuple):
    """The days after ``since`` up to ``as_of``, as ISO text."""

    since: str
    as_of: str

    @classmethod
    def of(cls, as_of: date, days: int) -> Window:
        """Return the ``days`` days that end with ``as_of``."""
        return cls(before(as_of, days).isoformat(), as_of.isoformat())

    @classmethod
    def asked(cls, request: Asked, days: int) -> Window:
        """Return the span asked about, no later than the day; without its begin, ``days`` days."""
        last = min(request.until or request.as_of, request.as_of)
        if request.since is None:
            return cls.of(last, days)
        return cls(before(request.since, 1).isoformat(), last.isoformat())

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(self.since) + timedelta(days=1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromisoformat(self.as_of)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def before(day: date, days: int) -> date:
    """Return the day so many days before another; the first of all where there is none."""
    return day - timedelta(days=min(days, (day - date.min).days))


_KNOWN = f"l.currency = :currency AND l.amount_minor IS NOT NULL AND {LINE_COST} IS NOT NULL"
_LINES = f"""
SELECT o.customer_id, p.category, CASE WHEN p.category IS NULL THEN p.id END,
  CAST(sum(CASE WHEN {_KNOWN} THEN l.amount_minor END) AS BIGINT),
  CAST(sum(CASE WHEN {_KNOWN} THEN {LINE_COST} END) AS BIGINT),
  count(CASE WHEN {LINE_COST} IS NULL OR l.amount_minor IS NULL THEN 1 END)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on > :since
  AND o.ordered_on <= :as_of AND {{customers}}
GROUP BY 1, 2, 3
"""
_FOREIGN = f"""
SELECT o.customer_id, l.currency, o.ordered_on, CAST(sum(l.amount_minor) AS BIGINT),
  CAST(sum({LINE_COST}) AS BIGINT)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on > :since
  AND o.ordered_on <= :as_of AND {{customers}}
  AND l.currency <> :currency AND l.amount_minor IS NOT NULL AND {LINE_COST} IS NOT NULL
GROUP BY o.customer_id, l.currency, o.ordered_on
"""
_SOLD = """
SELECT DISTINCT p.category, CASE WHEN p.category IS NULL THEN p.id END FROM product p
WHERE p.active = 1 AND coalesce(p.introduced_on, '') <= :as_of AND coalesce(p.withdrawn_on, '~') > :as_of
"""


def fetch(
    db: Reader, window: Window, customers: tuple[str, dict[str, Any]], currency: str | None = None
) -> Baskets:
    """Return what customers bought; ``customers`` is a test over ``o.customer_id`` and its values."""
    from crmcli.domain.text import fold

    folded: dict[str, str] = {}

    def kind(category: str | None, product: int | None) -> str | None:
        if category is None:
            return None if product is None else f"#{product}"
        if category not in folded:
            folded[category] = fold(category) or category
        return folded[category]

    values = {**customers[1], "since": window.since, "as_of": window.as_of, "currency": currency or ""}
    found: dict[int, Basket] = {}
    every: set[str] = set()
    for customer, category, product, paid, cost, unknown in db.tuples(
        _LINES.format(customers=customers[0]), values
    ):
        basket = found.get(customer)
        if basket is None:
            basket = found[customer] = Basket()
        named = kind(category, product)
        if named is not None:
            basket.kinds.add(named)
            every.add(named)
        basket.paid += paid or 0
        basket.cost += cost or 0
        basket.unknown += unknown
    catalogue = {kind(*row) for row in db.tuples(_SOLD, {"as_of": window.as_of})}
    return Baskets(found, frozenset(every | {named for named in catalogue if named is not None}))


def add_foreign(
    db: Reader, held: Baskets, window: Window, customers: tuple[str, dict[str, Any]], amounts: Amounts
) -> None:
    """Add what was paid and what it cost in other currencies, turned at the rates of the days it was bought.

    What can't be turned is left out: who has such orders is known from their totals.
    """
    rates = amounts.rates
    if rates is None:
        return
    values = {**customers[1], "since": window.since, "as_of": window.as_of, "currency": amounts.code}
    for customer, currency, day, paid, cost in db.tuples(_FOREIGN.format(customers=customers[0]), values):
        turned = [rates.minor(int(part), currency, day) for part in (paid, cost)]
        if turned[0] is not None and turned[1] is not None:
            held.of[customer].paid += turned[0]
            held.of[customer].cost += turned[1]
