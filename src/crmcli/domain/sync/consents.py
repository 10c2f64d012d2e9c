"""Statements of consent that two stores noted on the same day: the stricter one counts.

In force is the newest day, and of one day what was written down last. What a file brings is written down
last, whenever it was said: so a yes from there would win over a no of the same day from here. The no is
then noted once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.sql import Writer

_COLUMNS = (
    "channel",
    "purpose",
    "state",
    "decided_on",
    "source",
    "note",
    "customer_id",
    "contact_id",
    "lead_id",
)


def restate(db: Writer, levels: Mapping[int, int]) -> None:
    """Note refusals again that a yes among the new statements would overrule on the very same day.

    ``levels`` are the new statements with the change of ours that was known where they were made: a yes
    that was given in sight of the no is the later word.
    """
    said: set[tuple[object, ...]] = set()
    for number, level in levels.items():
        query = (
            f"SELECT n.id, {', '.join(f'n.{name}' for name in _COLUMNS)} FROM consent g JOIN consent n "
            "ON n.purpose = g.purpose AND n.decided_on = g.decided_on AND n.id < g.id "
            "AND (n.channel = g.channel OR n.channel = 'any' OR g.channel = 'any') "
            "AND coalesce(n.customer_id, 0) = coalesce(g.customer_id, 0) "
            "AND coalesce(n.contact_id, 0) = coalesce(g.contact_id, 0) "
            "AND coalesce(n.lead_id, 0) = coalesce(g.lead_id, 0) "
            "WHERE g.id = :id AND g.state = 'given' AND n.state <> 'given' AND n.created_change > :level "
            "AND n.created_change <> :change ORDER BY n.id"
        )
        bound = {"id": number, "level": level, "change": db.change}
        for _, *row in db.tuples(query, bound):
            if tuple(row) not in said:
                said.add(tuple(row))
                db.insert("consent", dict(zip(_COLUMNS, row, strict=True)))
