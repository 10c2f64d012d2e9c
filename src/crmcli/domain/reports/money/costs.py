"""What customers brought and what their goods cost: the facts of ``report profit``, in one currency.

Of an order: revenue is its total (as in ``report sales``); the tax is what it says, or that of its lines
where they come to the total with it; a discount is what its lines say was taken off, and of an order
whose lines come to more than it without tax the difference. Its goods cost what ``lines`` says of each
line; unknown is a line without cost or amount, and a purchase without lines or total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.money.lines import LINE_COST
from crmcli.domain.reports.scope import Asked, known_by, of_customers, total, within

if TYPE_CHECKING:
    from crmcli.sql import Reader


class Worth(NamedTuple):
    """What orders brought, in minor units: ``tax`` is in the revenue, ``discount`` no more.

    ``paid`` is what lines with a known cost brought and ``cost`` that cost; ``unknown`` counts the lines
    and purchases whose cost nobody knows, ``unpaid`` is what they brought. ``left`` orders are in a
    currency that is left out. ``first`` is the day of the first purchase ever, as ISO text.
    """

    orders: int = 0
    revenue: int = 0
    discount: int = 0
    tax: int = 0
    cost: int = 0
    paid: int = 0
    unknown: int = 0
    unpaid: int = 0
    deliveries: int = 0
    left: int = 0
    first: str | None = None


_MONEY = ("revenue", "discount", "tax", "cost", "paid", "unpaid")
_COSTED = f"(l.amount_minor IS NOT NULL AND l.currency = o.currency AND ({LINE_COST}) IS NOT NULL)"
_OWN = "CASE WHEN l.currency = o.currency THEN l.{} END"
_SCOPE = f"""o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND {known_by("o.ordered_on")}
  AND {{days}} AND {{customers}}"""
_LINED = f"""
SELECT o.id, o.customer_id, o.currency, o.ordered_on, o.total_minor AS total, o.tax_minor AS own_tax,
  CASE WHEN o.delivered_on <= :as_of THEN 1 ELSE 0 END AS delivered, count(l.id) AS lined,
  count(l.id) - count(l.amount_minor) AS unpriced,
  {total(_OWN.format("amount_minor"))} AS goods, {total(_OWN.format("tax_minor"))} AS line_tax,
  {total(_OWN.format("discount_minor"))} AS off,
  {total(f"CASE WHEN {_COSTED} THEN l.amount_minor END")} AS paid,
  {total(f"CASE WHEN {_COSTED} THEN {LINE_COST} END")} AS cost,
  count(CASE WHEN l.id IS NULL OR {_COSTED} THEN NULL ELSE 1 END) AS uncosted,
  {total(f"CASE WHEN NOT {_COSTED} THEN {_OWN.format('amount_minor')} END")} AS unpaid
FROM sales_order o LEFT JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE {_SCOPE}
GROUP BY o.id, o.customer_id, o.currency, o.ordered_on, o.total_minor, o.tax_minor, o.delivered_on
"""
_TAXED = f"""
SELECT q.*, coalesce(q.own_tax, CASE WHEN q.total = q.goods + q.line_tax THEN q.line_tax END, 0) AS tax
FROM ({_LINED}) q
"""
_BARE = "w.lined = 0 AND coalesce(w.total, 0) >= 0"
_OFF_WHOLE = """CASE WHEN w.total >= 0 AND w.lined > 0 AND w.unpriced = 0 AND w.goods > w.total - w.tax
  AND w.goods <> w.total THEN w.goods - (w.total - w.tax) ELSE 0 END"""
_UNKNOWN = f"""w.uncosted + CASE WHEN {_BARE} THEN 1 ELSE 0 END
  + CASE WHEN w.lined > 0 AND w.total IS NULL THEN 1 ELSE 0 END"""
_PARTS = f"""
SELECT w.id, w.customer_id, w.currency, w.ordered_on,
  CASE WHEN coalesce(w.total, 0) >= 0 THEN 1 ELSE 0 END AS orders,
  coalesce(w.total, 0) AS revenue, coalesce(w.off, 0) + {_OFF_WHOLE} AS discount, w.tax AS tax,
  coalesce(w.cost, 0) AS cost, coalesce(w.paid, 0) AS paid, {_UNKNOWN} AS unknown,
  coalesce(w.unpaid, 0) + CASE WHEN {_BARE} THEN coalesce(w.total, 0) ELSE 0 END AS unpaid, w.delivered
FROM ({_TAXED}) w
"""
_BY_CUSTOMER = f"""
SELECT v.customer_id, sum(v.orders), {", ".join(total(f"v.{name}") for name in _MONEY)}, sum(v.unknown),
  sum(v.delivered)
FROM ({_PARTS}) v WHERE v.currency = :code OR v.currency IS NULL GROUP BY v.customer_id
"""
_FOREIGN = f"""
SELECT v.customer_id, v.currency, v.ordered_on, v.orders, {", ".join(f"v.{name}" for name in _MONEY)},
  v.unknown, v.delivered
FROM ({_PARTS}) v WHERE v.currency <> :code
"""
_CURRENCIES = f"""
SELECT o.currency, count(*) FROM sales_order o WHERE {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency
"""
_LEFT = f"""
SELECT o.customer_id, o.currency, count(*), count(CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN 1 END)
FROM sales_order o WHERE {_SCOPE} AND o.currency <> :code GROUP BY 1, 2
"""
_FIRST = """
SELECT o.customer_id, min(o.ordered_on) FROM sales_order o WHERE o.customer_id IS NOT NULL
  AND o.status <> 'cancelled' AND o.ordered_on <= :as_of AND coalesce(o.total_minor, 0) >= 0 AND {customers}
GROUP BY o.customer_id
"""


class Costs(NamedTuple):
    """What each customer brought, by number; the currency of the amounts, and what turned them."""

    of: dict[int, Worth]
    amounts: Amounts

    @property
    def currency(self) -> str | None:
        """The currency of the amounts, None where there is none at all."""
        return self.amounts.code


def fetch(db: Reader, request: Asked) -> Costs:
    """Return what the customers asked about brought in the span."""
    parts, values = scope(db, request)
    records = dict(db.tuples(_CURRENCIES.format(**parts), values))
    amounts = Amounts(db, request, records)
    asked = values | {"code": amounts.code or ""}
    found: dict[int, Worth] = {}
    for number, orders, *money, unknown, delivered in db.tuples(_BY_CUSTOMER.format(**parts), asked):
        revenue, discount, tax, cost, paid, unpaid = (int(part or 0) for part in money)
        found[number] = Worth(
            int(orders), revenue, discount, tax, cost, paid, int(unknown), unpaid, int(delivered)
        )
    foreign = len(records) > 1 or (amounts.code is not None and amounts.code not in records)
    if foreign and records:
        _add_foreign(db, parts, asked, found, amounts)
    for number, first in db.tuples(_FIRST.format(customers=parts["customers"]), values):
        if number in found:
            found[number] = found[number]._replace(first=first)
        else:
            found[number] = Worth(first=first)
    return Costs(found, amounts)


def scope(db: Reader, request: Asked) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests of days and customers over order ``o``, and their values."""
    customers, values = of_customers(db, "o.customer_id", request)
    days, bounds = within("o.ordered_on", request)
    return {"customers": customers, "days": days}, {
        **values,
        **bounds,
        "as_of": request.as_of.isoformat(),
    }


def _add_foreign(
    db: Reader, parts: dict[str, str], asked: dict[str, Any], found: dict[int, Worth], amounts: Amounts
) -> None:
    """Add the orders of other currencies, each amount turned and rounded alone; or count those left out."""
    if not amounts.turns:
        for number, code, count, _ in db.tuples(_LEFT.format(**parts), asked):
            amounts.minor(0, code, None, count)
            one = found.get(number, Worth())
            found[number] = one._replace(left=one.left + count)
        return
    for number, code, day, orders, *money, unknown, delivered in db.tuples(_FOREIGN.format(**parts), asked):
        one = found.get(number, Worth())
        revenue = amounts.minor(money[0], code, day)
        if revenue is None or amounts.rates is None:
            found[number] = one._replace(left=one.left + 1)
            continue
        rates = amounts.rates
        turned = [revenue, *(rates.minor(int(part), code, day) or 0 for part in money[1:])]
        sums = {name: getattr(one, name) + part for name, part in zip(_MONEY, turned, strict=True)}
        found[number] = one._replace(
            **sums,
            orders=one.orders + orders,
            unknown=one.unknown + unknown,
            deliveries=one.deliveries + delivered,
        )
