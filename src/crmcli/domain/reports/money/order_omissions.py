"""What a report of orders leaves out, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import known_by
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.money.orders import Sold

_OF = "FROM sales_order r WHERE {currency} AND {where}"
_UNDATED = f"SELECT count(*) {_OF} AND r.ordered_on IS NULL AND r.status <> 'cancelled'"
_CANCELLED = f"""
SELECT count(*) {_OF} AND r.status = 'cancelled' AND (r.ordered_on IS NULL OR ({{days}}))
  AND coalesce(r.ordered_on, '') <= :as_of
"""
_UNPRICED = f"""
SELECT count(*) {_OF} AND r.total_minor IS NULL AND r.status <> 'cancelled' AND {{days}}
  AND {known_by("r.ordered_on")}
"""
_FOREIGN = f"""
SELECT r.currency, count(CASE WHEN {{currency}} THEN 1 END), count(CASE WHEN NOT {{currency}} THEN 1 END)
FROM sales_order r
WHERE r.status <> 'cancelled' AND {known_by("r.ordered_on")} AND {{days}} AND {{where}}
  AND r.currency <> :one_code
GROUP BY r.currency ORDER BY count(*) DESC, r.currency
"""
_WITHOUT_LINES = f"""
SELECT count(*) FROM sales_order r
WHERE {{days}} AND {{currency}} AND {{where}} AND r.status <> 'cancelled' AND {known_by("r.ordered_on")}
  AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = r.id)
"""


def left_out(sold: Sold) -> tuple[str, ...]:
    """Return in words what the sums leave out, and what was turned into another currency."""
    parts, values = sold.parts()
    counts = [sold.db.value(query.format(**parts), values) for query in (_UNDATED, _CANCELLED)]
    notes: tuple[str, ...] = ()
    if sold.one is not None:
        foreign = sold.db.tuples(_FOREIGN.format(**parts), values)
        notes = (
            *sold.one.turned(((code, count) for code, count, _ in foreign), "order", say("its day")),
            *sold.one.left_out(((code, count) for code, _, count in foreign if count), "order"),
        )
    bare = unpriced = 0
    if sold.how.lines:
        bare = sold.db.value(_WITHOUT_LINES.format(**parts), values)
    elif sold.kinds is None or not sold.kinds.plain:
        unpriced = sold.db.value(_UNPRICED.format(**parts), values)
    return (
        *notes,
        *figures.left_out(counts[0], "order", say("without a date left out")),
        *figures.left_out(counts[1], say("cancelled order"), say("left out")),
        *figures.left_out(unpriced, "order", say("without a total: a purchase, but no money")),
        *figures.left_out(bare, "order", say("without lines left out")),
    )
