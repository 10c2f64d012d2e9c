"""What is exchanged: tables, columns, what tells two rows to be the same, and what belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.dump.form import columns as portable
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.records import name_key
from crmcli.domain.text import fold, sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.sql import Reader

Row = dict[str, Any]

FORMAT, VERSION = "crmcli-sync", 1
CUSTOM = "custom."
"""Before the name of one custom field, where it is told like a column."""
OPEN, SETTLED, STAYED, KEY = "sync!/", "sync=/", "sync^/", "sync/"
"""Beginnings of ``record_key.noun``: an open conflict, a settled one, a row that was removed elsewhere and
stayed here, the identity of a row."""
_OURS_ALONE = frozenset(("rule", "playbook", "firing", "segment_snapshot", "segment_member"))
"""Each store has its own rules and snapshots; what rules did to records is exchanged."""
_NUMBERS = {
    "alias": ("number",),
    "erasure": ("number",),
    "record_key": ("number",),
    "distinct_pair": ("low", "high"),
}
"""Columns that hold the number of a record of the noun beside them, and are no reference."""
_PARTY = ("customer_id", "contact_id", "lead_id")
_IDENTITY = (*_PARTY, "user_id", "product_id", "opportunity_id", "order_id", "order_line_id", "activity_id")
_BY_NAME = ("competitor", "lost_reason", "segment", "stage", "tag", "campaign", "crm_user")

NATURAL: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(_BY_NAME, (("name_fold",),)),
    "custom_field": (("noun", "name_fold"),),
    "closing_step": (("stage_id", "name_fold"),),
    "product": (("sku_fold",), ("sku_fold", "name_fold")),
    "rate": (("currency", "base", "day"),),
    "price": (("product_id", "currency", "valid_from"),),
    "incident_customer": (("incident_id", "customer_id"),),
    "customer_contact": (("customer_id", "contact_id"),),
    "alias": (("noun", "number"),),
    "erasure": (("noun", "number"),),
    "conversion": (("lead_id",),),
    "step_done": (("opportunity_id", "closing_step_id"),),
    "tagging": (("tag_id", *_PARTY, "opportunity_id"),),
    "campaign_member": (("campaign_id", *_PARTY),),
    "distinct_pair": (("noun", "low", "high"),),
    "record_key": (("norm", "noun", "source"),),
    "identity": (("kind", "norm", "source", *_IDENTITY),),
}
"""Table -> columns that only one row has: two stores that each wrote such a row mean the same one."""

_LOST = ("lost_reason_id", "lost_note")
TOGETHER: Mapping[str, tuple[frozenset[str], ...]] = {
    "lead": (
        frozenset(("status", *_LOST, "lost_on", "customer_id", "contact_id")),
        frozenset(("amount_minor", "currency")),
    ),
    "opportunity": (
        frozenset(("stage_id", "closed_on", "probability", *_LOST)),
        frozenset(("amount_minor", "currency")),
    ),
    "quote": (
        frozenset(("status", "decided_on", "order_id", *_LOST)),
        frozenset(("net_minor", "discount_minor", "tax_minor", "total_minor", "currency")),
    ),
    "support_case": (frozenset(("status", "resolved_at", "resolution", "duplicate_of_id")),),
    "sales_order": (frozenset(("total_minor", "net_minor", "tax_minor", "currency")),),
    "product": (frozenset(("price_minor", "cost_minor", "currency")),),
    "activity": (frozenset(("done", "done_on", "at")),),
    "target": (frozenset(("amount_minor", "goal", "currency")), frozenset(("from_on", "until_on"))),
    "wallet": (frozenset(("amount_minor", "currency")),),
    "payment": (frozenset(("amount_minor", "currency")),),
    "incident": (frozenset(("started_at", "ended_at")),),
    "campaign": (
        frozenset(("starts_on", "ends_on", "status", "launched_on")),
        frozenset(("cost_minor", "currency")),
    ),
    "order_line": (
        frozenset(
            ("amount_minor", "discount_minor", "tax_minor", "cost_minor", "currency", "quantity_milli")
        ),
    ),
    "customer_contact": (frozenset(("since", "until")),),
    "relation": (frozenset(("since", "until")),),
}
"""Columns that mean one thing together: a conflict about one is a conflict about all of them."""

_FOLDED_WHOLE = ("tag", "stage", "lost_reason", "custom_field")


class Gid(NamedTuple):
    """A row everywhere: the store that made it, and its number there."""

    peer: str
    number: int


def shared(db: Reader) -> list[str]:
    """Return the tables that are exchanged, parents before children."""
    return [table for table in db.tables if table not in _OURS_ALONE]


def columns(db: Reader, table: str) -> tuple[str, ...]:
    """Return the columns of a table that are exchanged."""
    return tuple(column for column in portable(db, table) if column != "id")


def pointers(db: Reader, table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Return column -> table of what a row refers to, also by a noun and a number."""
    found = {
        column: parent
        for column, parent in db.tables[table].references.items()
        if row.get(column) is not None
    }
    noun = BY_NAME.get(str(row.get("noun")))
    if noun is not None:
        found |= {column: noun.table for column in _NUMBERS.get(table, ()) if row.get(column) is not None}
    return found


def numbered(table: str) -> tuple[str, ...]:
    """Return the columns that hold a record's number and are no reference."""
    return _NUMBERS.get(table, ())


def forms(db: Reader, table: str, row: Mapping[str, Any]) -> Row:
    """Return the folded and sorting forms of a row that has all its columns."""
    known = db.tables[table].columns
    made: Row = {}
    if table == "lead":
        name, company = row.get("name"), row.get("company")
        made["name_fold"] = fold(f"{name or ''} {company or ''}")
        made["name_sort"] = sort_key(name or company or "")
    elif "name_fold" in known:
        name = row.get("name") or ""
        made["name_fold"] = name_key(name) if table in _FOLDED_WHOLE else fold(name)
        made["name_sort"] = sort_key(name)
    for column, form in (("sku", "sku_fold"), ("number", "number_fold")):
        if form in known:
            made[form] = fold(row[column]) if row.get(column) else None
    return made
