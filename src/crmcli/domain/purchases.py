"""Where a customer stands, as SQL: totals of their orders and the status that follows from them.

A purchase is an order that was not cancelled, up to the day asked about. A refund (negative total)
is none, but counts in what was spent. ``spent`` is NULL without orders, or with several currencies.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

BOUGHT = "status <> 'cancelled' AND ordered_on <= :as_of"

_STANDING = """(
  SELECT c.*, coalesce(b.orders, 0) AS orders, b.first_order, b.last_order, b.spent, b.currency,
    CASE WHEN b.last_order IS NULL THEN 'prospect' WHEN b.last_order >= :{since} THEN 'customer'
    ELSE 'lapsed' END AS status
  FROM customer c LEFT JOIN (
    SELECT customer_id, count(CASE WHEN coalesce(total_minor, 0) >= 0 THEN 1 END) AS orders,
      min(CASE WHEN coalesce(total_minor, 0) >= 0 THEN ordered_on END) AS first_order,
      max(CASE WHEN coalesce(total_minor, 0) >= 0 THEN ordered_on END) AS last_order,
      CASE WHEN min(currency) = max(currency) THEN CAST(sum(total_minor) AS BIGINT) END AS spent,
      CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency
    FROM sales_order WHERE {bought} AND customer_id {scope} GROUP BY customer_id
  ) b ON b.customer_id = c.id WHERE c.id {scope}
)"""


def standing(scope: str = "IS NOT NULL", *, since: str = "since") -> str:
    """Return a subquery: customers with orders, first_order, last_order, spent, currency and status.

    ``scope`` is a test that follows a customer's number; ``since`` names the parameter of the first
    day of a purchase that keeps a customer one. The other parameter is ``:as_of``.
    """
    return _STANDING.format(bought=BOUGHT, scope=scope, since=since)


def status_values(as_of: date, lapsed_days: int) -> dict[str, Any]:
    """Return ``:as_of`` and ``:since``, the first day of a purchase that keeps a customer one."""
    return {"as_of": as_of.isoformat(), "since": (as_of - timedelta(days=lapsed_days)).isoformat()}
