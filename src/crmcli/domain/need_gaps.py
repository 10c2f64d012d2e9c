"""Which needs nobody covers, how much they weigh, and which product covers which need elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Number, Percent, Text, Words
from crmcli.domain.nouns import NEED
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.views import ListRecords
    from crmcli.sql import Reader


@frozen
class GapRow:
    """Needs of one name, however it is written.

    ``open`` are those that nothing covers, ``weight`` is the sum of their weights, ``customers`` counts
    the customers and leads who have them. ``covered`` is covered / (open + covered), 0..1, and
    ``products`` are those that cover the others, the most frequent first; None when no product does.
    """

    need: Annotated[str, Text()]
    open: int
    customers: Annotated[int, Number()]
    weight: Annotated[int, Number()]
    covered: Annotated[float, Percent(digits=0, show=ROOMY)]
    products: Annotated[tuple[str, ...] | None, Words("covered elsewhere by")]


_GAPS = """
SELECT r.name_fold, min(r.name), count(CASE WHEN r.status = 'open' THEN 1 END),
  count(DISTINCT CASE WHEN r.status = 'open' THEN coalesce('C' || r.customer_id, 'L' || r.lead_id,
    'P' || r.contact_id, 'O' || r.opportunity_id) END),
  CAST(sum(CASE WHEN r.status = 'open' THEN r.weight ELSE 0 END) AS BIGINT),
  count(CASE WHEN r.status = 'covered' THEN 1 END)
FROM need r WHERE {where} GROUP BY r.name_fold
"""
_COVER = """
SELECT r.name_fold, p.name FROM need r JOIN product p ON p.id = r.product_id
WHERE r.status = 'covered' GROUP BY r.name_fold, p.id, p.name, p.name_sort
ORDER BY r.name_fold, count(*) DESC, p.name_sort, p.id
"""


def need_gaps(db: Reader, request: ListRecords) -> Listing[GapRow]:
    """List what is needed and not covered, the heaviest first, then what most customers need."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, NEED, request.where)
    covering: dict[str, list[str]] = {}
    for name, product in db.tuples(_COVER):
        covering.setdefault(name, []).append(product)
    found: list[tuple[Any, ...]] = [row for row in db.tuples(_GAPS.format(where=where), values) if row[2]]
    found.sort(key=lambda row: (-row[4], -row[3], row[0]))
    rows = [
        GapRow(
            name, still, customers, weight, covered / (still + covered), tuple(covering.get(key, ())) or None
        )
        for key, name, still, customers, weight, covered in found
    ]
    shown = rows[: request.limit or None]
    any_need = db.value("SELECT id FROM need LIMIT 1")
    empty = say("every need is covered or dropped") if any_need else say("no need yet")
    return Listing(
        GapRow,
        shown,
        title="What is needed and not covered",
        total=None if len(shown) == len(rows) else len(rows),
        empty=say('{empty}: crm need add C-1 "evening delivery" --weight 5', empty=empty),
    )
