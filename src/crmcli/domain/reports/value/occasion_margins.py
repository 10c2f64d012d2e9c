"""What the purchases of a day brought after the cost of the goods, as SQL.

The margin of an order is its lines' amounts less their cost: the line's own, else the product's cost of one
times the quantity, in the same currency. It is known where every line has both in the order's currency;
a refund without lines is taken off whole.
"""

from __future__ import annotations

from crmcli.domain.reports.scope import LINE_COST, total

_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
_UNKNOWN = "k.margin IS NULL OR k.unknown > 0 OR (o.currency IS NOT NULL AND k.currency <> o.currency)"
_MARGIN = f"CASE WHEN NOT ({_UNKNOWN}) THEN k.margin WHEN o.total_minor < 0 THEN o.total_minor END"

# A day with one purchase whose margin is not known has no known margin.
MARGINS = f"""
SELECT o.customer_id, o.ordered_on, count(CASE WHEN {_PURCHASE} THEN 1 END), count(*),
  CASE WHEN count(CASE WHEN {_PURCHASE} AND ({_UNKNOWN}) THEN 1 END) = 0
    THEN {total(f"CASE WHEN {_PURCHASE} THEN {_MARGIN} END")} END,
  {total(f"CASE WHEN o.total_minor < 0 THEN {_MARGIN} END")},
  min(coalesce(o.currency, k.currency)), max(coalesce(o.currency, k.currency))
FROM sales_order o LEFT JOIN (
  SELECT l.order_id, {total(f"l.amount_minor - ({LINE_COST})")} AS margin,
    count(CASE WHEN l.amount_minor IS NULL OR ({LINE_COST}) IS NULL THEN 1 END)
      + CASE WHEN min(l.currency) <> max(l.currency) THEN 1 ELSE 0 END AS unknown,
    max(l.currency) AS currency
  FROM order_line l LEFT JOIN product p ON p.id = l.product_id GROUP BY l.order_id
) k ON k.order_id = o.id
WHERE o.customer_id IS NOT NULL AND o.ordered_on <= :as_of AND o.status <> 'cancelled' AND {{days}}
GROUP BY o.customer_id, o.ordered_on{{more}}
ORDER BY o.customer_id, o.ordered_on
"""
