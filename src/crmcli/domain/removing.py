"""Removing a record with what is a part of it: keys, tags, links, lines, steps, members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import ACTIVITY, BY_TABLE, CONTACT, CUSTOMER, Noun
from crmcli.domain.records import REACHED, TAGGED

if TYPE_CHECKING:
    from crmcli.sql import Writer

_RECORDS = ("order_line", "quote_line", "campaign_member")
"""Parts that are records themselves, with keys of their own."""
OWN_PARTS = {
    "opportunity": (("step_done", "opportunity_id"), ("stage_change", "opportunity_id")),
    "order": (("order_line", "order_id"),),
    "quote": (("quote_line", "quote_id"),),
    "case": (("case_step", "case_id"),),
    "incident": (("incident_customer", "incident_id"),),
    "segment": (("segment_snapshot", "segment_id"),),
    "campaign": (("campaign_member", "campaign_id"),),
    "playbook": (("firing", "playbook_id"),),
    "rule": (("firing", "rule_id"),),
}
"""Noun -> tables and columns of the rows that are a part of its records, and go with them."""
LOOSE = (("firing", "activity_id"), ("case_step", "activity_id"))
"""References that only say what came of something: emptied when that goes."""


def _delete_snapshot(db: Writer, row_id: int) -> None:
    """Delete a snapshot with its members."""
    query = "SELECT id FROM segment_member WHERE snapshot_id = :id ORDER BY id"
    for (found,) in db.tuples(query, {"id": row_id}):
        db.delete("segment_member", found)
    db.delete("segment_snapshot", row_id)


def delete(db: Writer, noun: Noun, row_id: int) -> None:
    """Delete a record with its own keys, tags, addresses, consents and links; refused while others refer."""
    for table, column in _dependants(noun):
        if column == "number":
            query, values = f"SELECT id FROM {table} WHERE noun = :noun AND number = :id", {"noun": noun.name}
        else:
            query, values = f"SELECT id FROM {table} WHERE {column} = :id", {}
        for (found,) in db.tuples(f"{query} ORDER BY id", {**values, "id": row_id}):
            if table in _RECORDS:
                delete(db, BY_TABLE[table], found)
            elif table == "segment_snapshot":
                _delete_snapshot(db, found)
            else:
                db.delete(table, found)
    for table, column in LOOSE if noun is ACTIVITY else ():
        for (found,) in db.tuples(f"SELECT id FROM {table} WHERE {column} = :id ORDER BY id", {"id": row_id}):
            db.update(table, found, {column: None})
    db.delete(noun.table, row_id)


def _dependants(noun: Noun) -> list[tuple[str, str]]:
    """Return the tables, with the column, of the rows that go with a record."""
    found = [(noun.keyed, noun.owner if noun.keyed == "identity" else "number")]
    found += OWN_PARTS.get(noun.name, ())
    if noun in TAGGED:
        found.append(("tagging", noun.owner))
    if noun in REACHED:
        found += [(table, noun.owner) for table in ("address", "consent", "alias")]
    if noun in (CUSTOMER, CONTACT):
        found.append(("customer_contact", noun.owner))
    return found
