"""What the store knows for suggestions: who bought what and when first, what can be sold, what is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.prices import in_force

if TYPE_CHECKING:
    from datetime import date

    from crmcli.sql import Reader


class Sold(NamedTuple):
    """A product on a day: its price in minor units, and whether it can be bought."""

    id: int
    name: str
    category: str | None
    price: int | None
    currency: str | None
    on_sale: bool


class Needed(NamedTuple):
    """A need of the customer that nothing covers yet, and a product that covers it.

    ``times`` counts the customers whose need of that name the product covers; 0 when it is noted with
    the need itself.
    """

    product: int
    need: str
    weight: int
    times: int


_SOLD = f"""
SELECT p.id, p.name, p.category, coalesce({in_force("price_minor", "p.id", "p.currency")}, p.price_minor),
  p.currency, CASE WHEN p.active = 1 AND coalesce(p.introduced_on, '') <= :on
    AND coalesce(p.withdrawn_on, '~') > :on THEN 1 ELSE 0 END
FROM product p
"""


def products(db: Reader, on: date) -> dict[int, Sold]:
    """Return all products by number as they are on a day."""
    rows = db.tuples(_SOLD, {"on": on.isoformat()})
    return {one.id: one._replace(on_sale=bool(one.on_sale)) for one in (Sold(*row) for row in rows)}


_FIRSTS = """
SELECT o.customer_id, l.product_id, min(o.ordered_on) FROM order_line l
JOIN sales_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on <= :on
  AND coalesce(o.total_minor, 0) >= 0 AND coalesce(l.quantity_milli, 1) > 0
  AND coalesce(l.amount_minor, 0) >= 0 AND p.category IN ({categories})
GROUP BY o.customer_id, l.product_id
"""


def firsts(db: Reader, on: date, categories: list[str], but: int) -> list[dict[int, str]]:
    """Return the first day of each product of some categories, a dictionary each customer but one."""
    from crmcli.sql import marks

    if not categories:
        return []
    listed, values = marks("g", categories)
    query = _FIRSTS.format(categories=listed)
    found: dict[int, dict[int, str]] = {}
    for customer, product, day in db.tuples(query, values | {"on": on.isoformat()}):
        if customer != but:
            found.setdefault(customer, {})[product] = day
    return list(found.values())


_NEEDS = """
SELECT r.name, r.name_fold, r.weight, r.product_id FROM need r
WHERE r.customer_id = :customer AND r.status = 'open' AND coalesce(r.noted_on, '') <= :on
"""
_COVERS = """
SELECT r.name_fold, r.product_id, count(DISTINCT coalesce(r.customer_id, -r.id)) FROM need r
WHERE r.status = 'covered' AND r.product_id IS NOT NULL AND coalesce(r.noted_on, '') <= :on
GROUP BY r.name_fold, r.product_id
"""


def needed(db: Reader, customer: int, on: date) -> list[Needed]:
    """Return the products for open needs of a customer, the weightiest first, ties by name."""
    day = {"on": on.isoformat()}
    open_needs: list[tuple[Any, ...]] = db.tuples(_NEEDS, day | {"customer": customer})
    covers: dict[str, list[tuple[int, int]]] = {}
    for folded, product, times in db.tuples(_COVERS, day) if open_needs else ():
        covers.setdefault(folded, []).append((product, times))
    found = []
    for name, folded, weight, own in open_needs:
        if own is not None:
            found.append(Needed(own, name, weight, 0))
        found += [Needed(one, name, weight, times) for one, times in covers.get(folded, ()) if one != own]
    return sorted(found, key=lambda one: (-one.weight, -one.times, one.need, one.product))
