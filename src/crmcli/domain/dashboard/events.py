"""The panel of what happened last, over all branches and kinds of record."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.dashboard.asked import ROWS
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Choice, Instant, Money, Text, stage_told
from crmcli.domain.results import Listing
from crmcli.domain.timeline.rows import MARKS
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.dashboard.asked import Glance
    from crmcli.sql import Reader


@frozen
class NewestRow:
    """An event: when, of which kind, with whom and what, where, and what it brought."""

    when: Annotated[datetime | date, Instant()]
    kind: Annotated[str, Choice(MARKS)]
    what: Annotated[str, Text(wrap=False)]
    branch: Annotated[str | None, Text(wrap=False, dim=True, show=ROOMY)]
    amount: Annotated[int | None, Money("currency", show=ROOMY)]
    currency: Annotated[str | None, Text()]


# Each gives: when, kind, who, what, branch, amount, currency, its change. The first two come by their index;
# of the others the table is looked through, and joins wait for the few rows that are taken.
_SOURCES = (
    """SELECT r.at, r.kind, coalesce(c.name, o.name, l.name, l.company, p.name), r.subject,
      coalesce(r.branch, h.branch), NULL, NULL, r.created_change
    FROM activity r JOIN change h ON h.id = r.created_change LEFT JOIN customer c ON c.id = r.customer_id
    LEFT JOIN opportunity o ON o.id = r.opportunity_id LEFT JOIN lead l ON l.id = r.lead_id
    LEFT JOIN contact p ON p.id = r.contact_id
    WHERE r.done = 1 AND r.kind <> 'task' AND r.at <= :now ORDER BY r.at DESC, r.id DESC LIMIT :most""",
    """SELECT r.ordered_on, CASE WHEN r.total_minor < 0 THEN 'refund' ELSE 'order' END, c.name, r.number,
      coalesce(r.branch, h.branch), r.total_minor, r.currency, r.created_change
    FROM sales_order r JOIN change h ON h.id = r.created_change LEFT JOIN customer c ON c.id = r.customer_id
    WHERE r.ordered_on <= :today ORDER BY r.ordered_on DESC, r.id DESC LIMIT :most""",
    """SELECT r.paid_on, 'payment', c.name, r.method, coalesce(r.branch, h.branch), r.amount_minor,
      r.currency, r.created_change
    FROM payment r JOIN change h ON h.id = r.created_change LEFT JOIN customer c ON c.id = r.customer_id
    WHERE r.id IN (SELECT id FROM payment WHERE paid_on <= :today
      ORDER BY paid_on DESC, id DESC LIMIT :most)""",
    """SELECT r.opened_at, 'case', coalesce(c.name, l.name, l.company, p.name), r.name,
      coalesce(r.branch, h.branch), NULL, NULL, r.created_change
    FROM support_case r JOIN change h ON h.id = r.created_change LEFT JOIN customer c ON c.id = r.customer_id
    LEFT JOIN lead l ON l.id = r.lead_id LEFT JOIN contact p ON p.id = r.contact_id
    WHERE r.id IN (SELECT id FROM support_case WHERE opened_at <= :now
      ORDER BY opened_at DESC, id DESC LIMIT :most)""",
    """SELECT r.created_on, 'lead', coalesce(r.name, r.company), r.source, coalesce(r.branch, h.branch),
      r.amount_minor, r.currency, r.created_change
    FROM lead r JOIN change h ON h.id = r.created_change
    WHERE r.id IN (SELECT id FROM lead WHERE created_on <= :today
      ORDER BY created_on DESC, id DESC LIMIT :most)""",
    """SELECT r.changed_on, CASE WHEN r.from_stage_id IS NULL THEN 'opportunity'
      WHEN s.outcome = 'open' THEN 'stage' ELSE s.outcome END,
      coalesce(c.name, o.name), s.name, coalesce(o.branch, h.branch), o.amount_minor, o.currency,
      r.created_change
    FROM stage_change r JOIN change h ON h.id = r.created_change JOIN opportunity o ON o.id = r.opportunity_id
    JOIN stage s ON s.id = r.to_stage_id LEFT JOIN customer c ON c.id = o.customer_id
    WHERE r.id IN (SELECT id FROM stage_change WHERE changed_on <= :today
      ORDER BY changed_on DESC, id DESC LIMIT :most)""",
)


def events(db: Reader, glance: Glance) -> Listing[NewestRow]:
    """Return what happened last, the newest first; of one day what was written last."""
    values = {"now": glance.now, "today": glance.today.isoformat(), "most": ROWS}
    found: list[tuple[Any, ...]] = []
    for source in _SOURCES:
        asked = {name: value for name, value in values.items() if f":{name}" in source}
        found += db.tuples(source, asked)
    found.sort(key=lambda row: (str(row[0])[:10], row[7], str(row[0])), reverse=True)
    return Listing(NewestRow, [_row(row) for row in found[:ROWS]], empty=say("nothing has happened yet"))


def _row(row: tuple[Any, ...]) -> NewestRow:
    """Return an event as a row."""
    when, kind, who, what, branch, amount, currency, _ = row
    moment: datetime | date = (
        date.fromisoformat(when) if len(when) == len("2026-12-31") else datetime.fromisoformat(when)
    )
    stages = ("opportunity", "stage", "won", "lost")
    what = stage_told(what or "") if kind in stages else what
    told = listed(filter(None, (who, what)), ": ") or kind
    return NewestRow(moment, kind, told, branch, amount, currency)
