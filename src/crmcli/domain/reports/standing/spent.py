"""What customers spent within some days, in one currency: sums of orders, refunds taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.scope import of_customers, total

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Spent(NamedTuple):
    """Customer -> minor units of ``code`` (None without any amount); ``notes`` tell of other currencies."""

    by: dict[int, int]
    code: str | None
    notes: tuple[str, ...]


_SCOPE = """FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND o.ordered_on > :since AND o.ordered_on <= :last AND o.total_minor IS NOT NULL AND {customers}"""
_CURRENCIES = f"SELECT o.currency, count(*) {_SCOPE} GROUP BY o.currency"
_SUMS = f"""
SELECT o.customer_id, o.currency, {{day}}, {total("o.total_minor")}, count(*) {_SCOPE} GROUP BY 1, 2, 3
"""


def fetch(db: Reader, request: Asked, since: str, last: str) -> Spent:
    """Return what the customers asked about spent after the day ``since`` and up to ``last``, both ISO."""
    customers, values = of_customers(db, "o.customer_id", request)
    values = {**values, "since": since, "last": last}
    counts = dict(db.tuples(_CURRENCIES.format(customers=customers), values))
    amounts = Amounts(db, request, counts)
    query = _SUMS.format(customers=customers, day=amounts.day("o.currency", "o.ordered_on"))
    if amounts.turns:
        values["code"] = amounts.code
    found: dict[int, int] = {}
    for customer, currency, day, paid, count in db.tuples(query, values):
        worth = amounts.minor(paid, currency, day, count)
        if worth is not None:
            found[customer] = found.get(customer, 0) + worth
    return Spent(found, amounts.code, amounts.notes("order"))
