"""What came of a campaign by name: records that responses name, or that name the campaign.

Leads and opportunities name it in words, as people type them: ``GERİ GEL``, ``geri gel``, ``CA-1`` are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.campaigns.result_rows import LinkedLine
from crmcli.domain.nouns import CAMPAIGN

if TYPE_CHECKING:
    from datetime import date

    from crmcli.sql import Reader


class Linked(NamedTuple):
    """Counts of responses and of what came of them, and the lines that tell it by currency."""

    responses: int
    counts: Mapping[str, int]
    lines: Sequence[LinkedLine]


_NAMED = """
SELECT o.currency, count(*), CAST(sum(o.amount_minor) AS BIGINT) FROM {table} o
WHERE {named} OR o.id IN (SELECT {link} FROM campaign_member
  WHERE campaign_id = :id AND {link} IS NOT NULL) GROUP BY o.currency
"""
_ORDERS = """
SELECT o.currency, count(*), CAST(sum(o.total_minor) AS BIGINT) FROM sales_order o
WHERE o.status <> 'cancelled' AND (o.campaign_id = :id OR o.id IN (SELECT order_id FROM campaign_member
  WHERE campaign_id = :id AND order_id IS NOT NULL)) GROUP BY o.currency
"""
_TOLD = (("leads", "lead", "made_lead_id"), ("opportunities", "opportunity", "opportunity_id"))
_RESPONSES = """
SELECT count(*) FROM campaign_member WHERE campaign_id = :id AND part = 'reached'
  AND (response IS NOT NULL OR responded_on IS NOT NULL)
  AND (responded_on IS NULL OR responded_on <= :as_of)
"""


def linked_to(db: Reader, number: int, name: str, as_of: date) -> Linked:
    """Return the responses until a day, and what the campaign is named for."""
    from crmcli.sql import within

    responses = db.value(_RESPONSES, {"id": number, "as_of": as_of.isoformat()})
    lines: list[LinkedLine] = []
    counts: dict[str, int] = {}

    def take(what: str, query: str, values: Mapping[str, object]) -> None:
        rows = sorted(db.tuples(query, values), key=lambda row: (row[0] is None, row[0] or ""))
        lines.extend(LinkedLine(what, count, amount, code) for code, count, amount in rows)
        counts[what] = sum(row[1] for row in rows)

    for what, table, link in _TOLD:
        listed, values = within(db.engine, "o.campaign", "names", _as_typed(db, table, number, name))
        take(what, _NAMED.format(table=table, named=listed, link=link), {"id": number, **values})
    take("orders", _ORDERS, {"id": number})
    return Linked(responses, counts, lines)


def _as_typed(db: Reader, table: str, number: int, name: str) -> list[str]:
    """Return how a campaign is called in a table, its own name at least."""
    from crmcli.domain.text import fold

    meant = {fold(name), fold(CAMPAIGN.ref(number))} - {""}
    query = f"SELECT DISTINCT campaign FROM {table} WHERE campaign IS NOT NULL"
    return sorted({name, *(text for (text,) in db.tuples(query) if fold(text) in meant)})
