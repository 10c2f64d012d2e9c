"""Who bought, when last, how often and for how much, as of a day; and what that leaves out.

Amounts are of one currency: the one asked for, the only one there is, or the one of most orders.
Orders of another currency are left out whole and counted; an order without a currency (it has no
total either) counts as a purchase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import in_currency, known_by, of_customers, total
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Buyer(NamedTuple):
    """A customer who bought; amounts in minor units.

    ``revenue`` is the sum of all totals, refunds included, None when no order has one; ``bought``
    the sum of the ``priced`` purchases, those that have a total; ``unpriced`` orders have none.
    """

    id: int
    last_on: str
    orders: int
    revenue: int | None
    bought: int | None
    priced: int
    unpriced: int


class Foreign(NamedTuple):
    """What is left out in another currency."""

    currency: str
    orders: int
    customers: int


class Buyers(NamedTuple):
    """The buyers by number, the currency of their amounts, and who is left out."""

    buyers: list[Buyer]
    currency: str | None
    refunded_only: int
    foreign: tuple[Foreign, ...]


_SCOPE = "o.customer_id IS NOT NULL AND o.ordered_on <= :as_of AND o.status <> 'cancelled' AND {customers}"
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
# One pass over ix_sales_order_customer, which is in the order of the groups.
_BUYERS = f"""
SELECT o.customer_id, max(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  count(CASE WHEN {_PURCHASE} THEN 1 END), {total("o.total_minor")},
  {total("CASE WHEN o.total_minor >= 0 THEN o.total_minor END")},
  count(CASE WHEN o.total_minor >= 0 THEN 1 END), count(*) - count(o.total_minor),
  min(o.currency), max(o.currency)
FROM sales_order o WHERE {_SCOPE} AND {{currency}}
GROUP BY o.customer_id ORDER BY o.customer_id
"""
_CURRENCIES = f"""
SELECT o.currency, count(*), count(DISTINCT o.customer_id) FROM sales_order o
WHERE {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency
"""


def fetch(db: Reader, request: Asked) -> Buyers:
    """Return the buyers in one currency, by number."""
    customers, values = of_customers(db, "o.customer_id", request)
    values |= {"as_of": request.as_of.isoformat()}
    currency = request.currency
    found = _ask(db, customers, values, currency)
    used = {code for row in found for code in row[-2:] if code is not None}
    foreign: list[Foreign] = []
    if currency is not None or len(used) > 1:
        every = [Foreign(*row) for row in db.tuples(_CURRENCIES.format(customers=customers), values)]
        every.sort(key=lambda one: (-one.orders, one.currency))
        if currency is None:
            currency = every[0].currency
            found = _ask(db, customers, values, currency)
        foreign = [one for one in every if one.currency != currency]
    elif used:
        currency = used.pop()
    buyers = [Buyer(*row[:-2]) for row in found if row[2]]
    return Buyers(buyers, currency, len(found) - len(buyers), tuple(foreign))


def _ask(db: Reader, customers: str, values: dict[str, Any], currency: str | None) -> list[tuple[Any, ...]]:
    test, asked = in_currency("o.currency", currency)
    return db.tuples(_BUYERS.format(customers=customers, currency=test), values | asked)


_LEFT_OUT = f"""
SELECT count(CASE WHEN o.customer_id IS NULL AND o.status <> 'cancelled'
    AND {known_by("o.ordered_on")} THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN o.status = 'cancelled' AND coalesce(o.ordered_on, '') <= :as_of THEN 1 END)
FROM sales_order o WHERE {{customers}}
"""


def left_out(db: Reader, request: Asked, found: Buyers) -> tuple[str, ...]:
    """Return in words what the buyers and their figures leave out."""
    customers, values = of_customers(db, "o.customer_id", request)
    values |= {"as_of": request.as_of.isoformat()}
    walk_ins, undated, cancelled = db.tuples(_LEFT_OUT.format(customers=customers), values)[0]
    idle = 0 if found.foreign else _customers(db, request) - len(found.buyers) - found.refunded_only
    foreign = tuple(
        f"{figures.plural(one.orders, 'order')} in {one.currency} "
        f"of {figures.plural(one.customers, 'customer')} left out; --currency {one.currency} shows them"
        for one in found.foreign
    )
    return (
        *foreign,
        *figures.left_out(walk_ins, "order", "without a customer left out"),
        *figures.left_out(undated, "order", "without a date left out"),
        *figures.left_out(cancelled, "cancelled order", "left out"),
        *figures.left_out(found.refunded_only, "customer", "with refunds only left out"),
        *figures.left_out(
            sum(one.unpriced for one in found.buyers), "order", "without a total: a purchase, but no money"
        ),
        *figures.left_out(idle, "customer", "without a purchase in no segment"),
    )


def _customers(db: Reader, request: Asked) -> int:
    """Return how many customers are asked about."""
    customers, values = of_customers(db, "c.id", request)
    return int(db.value(f"SELECT count(*) FROM customer c WHERE {customers}", values))


MANY = 500  # more names than this are fetched all at once


def names(db: Reader, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of customers."""
    if len(ids) > MANY:
        return dict(db.tuples("SELECT id, name FROM customer"))
    listed, values = marks("i", list(ids))
    return dict(db.tuples(f"SELECT id, name FROM customer WHERE id IN ({listed})", values))
