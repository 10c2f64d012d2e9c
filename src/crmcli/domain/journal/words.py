"""What the journal's tables, rows and columns are called when a person reads of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.nouns import BY_NAME, BY_TABLE
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader

_THINGS = {
    "crm_user": say("user"),
    "sales_order": say("order"),
    "order_line": say("order line"),
    "customer_contact": say("link of a contact"),
    "identity": say("phone, e-mail or key"),
    "tagging": say("tag on a record"),
    "lost_reason": say("lost reason"),
    "stage_change": say("step of an opportunity"),
    "alias": say("former number"),
    "address": say("further address"),
    "distinct_pair": say("pair told apart"),
    "record_key": say("external id"),
    "account_plan": say("plan"),
    "shop_check": say("check"),
    "support_case": say("case"),
    "campaign_member": say("member of a campaign"),
    "case_step": say("step of a case"),
    "step_done": say("closing step done"),
    "incident_customer": say("customer of an incident"),
    "segment_snapshot": say("snapshot of a segment"),
    "segment_member": say("member of a snapshot"),
    "firing": say("deed of a rule or playbook"),
    "conversion": say("conversion"),
    "consent": say("consent"),
    "custom_field": say("custom field"),
    "stage": say("stage"),
    "tag": say("tag"),
}
# Beside the number of what they are a part of.
_SHORT = {
    "case_step": say("step"),
    "incident_customer": say("customer"),
    "segment_snapshot": say("snapshot"),
    "firing": say("deed"),
}
_PART_OF = {
    "case_step": ("case_id",),
    "step_done": ("opportunity_id",),
    "incident_customer": ("incident_id",),
    "firing": ("rule_id", "playbook_id"),
}
# Columns that follow from others.
DERIVED = ("_fold", "_sort")


def thing(table: str) -> str:
    """Return what one row of a table is called."""
    return _THINGS.get(table) or named(table, shown=table.replace("_", " "))


def describe(db: Reader, row: tuple[str, int], *, short: bool = False) -> str:
    """Return a row's number and name; rows without a number say whose they are."""
    table, row_id = row
    noun = BY_TABLE.get(table)
    if noun is not None:
        ref = noun.ref(row_id)
        if short:
            return ref
        name = db.value(f"SELECT {noun.label} FROM {table} r WHERE r.id = :id", {"id": row_id})
        return f"{ref} {name}" if name else ref
    owner = owner_of(db, table, row_id)
    if table == "identity" and not owner:
        return say("a phone, e-mail or id")
    if owner:
        return say("{short} of {owner}", short=_SHORT.get(table, thing(table)), owner=owner)
    if table in ("tag", "stage", "lost_reason"):
        name = db.value(f"SELECT name FROM {table} WHERE id = :id", {"id": row_id})
        if name:
            from crmcli.domain.kinds import stage_told

            return say('{thing} "{name}"', thing=thing(table), name=stage_told(name))
    return say("{thing} {row_id}", thing=thing(table), row_id=row_id)


def owner_of(db: Reader, table: str, row_id: int) -> str | None:
    """Return the number of the record that a part belongs to."""
    if table == "record_key":
        keyed = db.tuples("SELECT noun, number FROM record_key WHERE id = :id", {"id": row_id})
        return next((BY_NAME[name].ref(number) for name, number in keyed if name in BY_NAME), None)
    references = db.tables[table].references
    owners = [c for c, parent in references.items() if parent in BY_TABLE]
    if not owners:
        return None
    # What a row is a part of, before what else it names.
    owners.sort(key=lambda column: column not in _PART_OF.get(table, ()))
    found = db.tuples(f"SELECT {', '.join(owners)} FROM {table} WHERE id = :id", {"id": row_id})
    for values in found:
        for column, value in zip(owners, values, strict=True):
            if value is not None:
                return BY_TABLE[references[column]].ref(value)
    return None


def column_label(column: str) -> str:
    """Return what a column is called: the field a person types."""
    for ending in ("_id", "_minor", "_milli"):
        column = column.removesuffix(ending)
    return column.removeprefix("is_").replace("_", " ")


def told_label(column: str) -> str:
    """Return what a column is called as people read it: in their language, where that has a heading."""
    return named(column_label(column), "column")


def done(summary: str) -> str:
    """Return what a change did, as the journal keeps it: people read that in their language."""
    return named(summary, "deed")
