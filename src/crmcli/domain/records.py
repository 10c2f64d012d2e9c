"""Records as people give them (field -> typed value) written to their tables.

The one way in for ``add``, ``edit``, the import of single rows and conversion: it fills the
folded and sorting forms, keeps ``identity`` and ``tagging`` in step, and merges custom fields.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import (
    CONTACT,
    CUSTOMER,
    LEAD,
    NOUNS,
    OPPORTUNITY,
    PARTIES,
    Noun,
)
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

Typed = Mapping[str, Any]

# Field -> column where the names differ. References come as the other record's number.
COLUMNS = {
    "parent": "parent_id",
    "owner": "owner_id",
    "referrer": "referrer_id",
    "manager": "manager_id",
    "customer": "customer_id",
    "contact": "contact_id",
    "lead": "lead_id",
    "opportunity": "opportunity_id",
    "order": "order_id",
    "product": "product_id",
    "user": "user_id",
    "stage": "stage_id",
    "lost_reason": "lost_reason_id",
    "amount": "amount_minor",
    "price": "price_minor",
    "cost": "cost_minor",
    "total": "total_minor",
    "discount": "discount_minor",
    "net": "net_minor",
    "tax": "tax_minor",
    "quantity": "quantity_milli",
    "primary": "is_primary",
    "case": "case_id",
    "plan": "plan_id",
    "quote": "quote_id",
    "campaign": "campaign_id",
    "competitor": "competitor_id",
    "replaces": "replaces_id",
    "duplicate_of": "duplicate_of_id",
    "made_lead": "made_lead_id",
    "other_customer": "other_customer_id",
    "other_contact": "other_contact_id",
    "other_lead": "other_lead_id",
}


def column_of(field: str, known: Collection[str]) -> str:
    """Return the column that a field fills in a table of the columns ``known``.

    A lead's campaign and a product's price are what they are called where the table says so.
    """
    column = COLUMNS.get(field, field)
    return column if column in known else field


# What a contact says of its customer belongs to the link between them.
LINK = ("customer", "role", "since", "until", "primary")
TAGGED = {CUSTOMER, CONTACT, LEAD, OPPORTUNITY}
REACHED = frozenset(PARTIES)  # nouns with phones, e-mails and tax numbers in identity
KEYED = frozenset(NOUNS)


class Keys(NamedTuple):
    """How keys are read: the country of phones without one, the source of external ids."""

    region: str = "TR"
    source: str = "default"


class Key(NamedTuple):
    """One identity: its kind, normal form, and the value as typed."""

    kind: str
    norm: str
    value: str | None


def create(db: Writer, noun: Noun, values: Typed, keys: Keys) -> int:
    """Insert a record with its identities and tags; return its number."""
    row = columns_for(db, noun, values)
    row_id = db.insert(noun.table, row)
    for key in keys_of(noun, values, keys):
        add_key(db, noun, row_id, key, keys)
    tag(db, noun, row_id, values.get("tags") or ())
    if noun is CONTACT and values.get("customer") is not None:
        link_contact(db, row_id, values)
    return row_id


def modify(db: Writer, noun: Noun, row_id: int, values: Typed, keys: Keys) -> dict[str, tuple[Any, Any]]:
    """Set the fields given (None empties one); return field column -> (old, new) of what changed.

    Phones, e-mails and tax numbers replace the main one and are added to the identities; the
    former main ones are taken out of them. Tags are added. Custom fields are merged.
    """
    row = columns_for(db, noun, values, row_id)
    changed = db.update(noun.table, row_id, row) if row else {}
    for column, kind in (("phone", "phone"), ("email", "email"), ("tax_number", "tax")):
        if column in changed and changed[column][0] is not None and noun in REACHED:
            old = {**values, column: changed[column][0]}
            for key in keys_of(noun, {column: old[column]}, keys):
                drop_key(db, noun, row_id, kind, key.norm)
    for key in keys_of(noun, values, keys):
        if add_key(db, noun, row_id, key, keys):
            changed.setdefault(say("{kind} key", kind=key.kind), (None, key.norm))
    added = tag(db, noun, row_id, values.get("tags") or ())
    if added:
        changed["tags"] = (None, ", ".join(added))
    if noun is CONTACT and values.get("customer") is not None:
        changed |= link_contact(db, row_id, values)
    return changed


def columns_for(db: Reader, noun: Noun, values: Typed, row_id: int | None = None) -> dict[str, Any]:
    """Return column -> value for a new row, or for a change of ``row_id``."""
    from crmcli.domain.text import fold, sort_key

    known = db.tables[noun.table].columns
    row: dict[str, Any] = {}
    for field, value in values.items():
        if field in ("external_id", "tags", "custom") or (noun is CONTACT and field in LINK):
            continue
        column = column_of(field, known)
        if column in known:
            row[column] = value[0] if isinstance(value, tuple) and value else value or None
            if isinstance(value, int):
                row[column] = value
    if values.get("custom"):
        row["custom"] = _merged(db, noun, row_id, values["custom"])
    if noun is LEAD:
        row |= _lead_forms(db, row, row_id)
    elif row.get("name"):
        row |= {"name_fold": fold(row["name"]), "name_sort": sort_key(row["name"])}
    for column, folded in (("sku", "sku_fold"), ("number", "number_fold")):
        if column in row and folded in known:
            row[folded] = fold(row[column]) if row[column] else None
    return row


def _lead_forms(db: Reader, row: Mapping[str, Any], row_id: int | None) -> dict[str, Any]:
    """Return the forms of a lead's name and company together."""
    from crmcli.domain.text import fold, sort_key

    if row_id is not None and not {"name", "company"} & set(row):
        return {}
    old: tuple[Any, ...] = (None, None)
    if row_id is not None:
        old = db.tuples("SELECT name, company FROM lead WHERE id = :id", {"id": row_id})[0]
    name, company = row.get("name", old[0]), row.get("company", old[1])
    return {
        "name_fold": fold(f"{name or ''} {company or ''}"),
        "name_sort": sort_key(name or company or ""),
    }


def _merged(db: Reader, noun: Noun, row_id: int | None, custom: Mapping[str, Any]) -> str | None:
    """Return the custom fields with ``custom`` merged in, as canonical JSON; '' or None takes one out."""
    import json

    old: dict[str, Any] = {}
    if row_id is not None:
        stored = db.value(f"SELECT custom FROM {noun.table} WHERE id = :id", {"id": row_id})
        old = json.loads(stored) if stored else {}
    merged = {name: value for name, value in {**old, **custom}.items() if value not in (None, "")}
    return dump_custom(merged)


def dump_custom(custom: Mapping[str, Any]) -> str | None:
    """Return custom fields as they are stored: JSON with sorted keys, None when there are none."""
    import json

    return json.dumps(custom, ensure_ascii=False, sort_keys=True) if custom else None


def keys_of(noun: Noun, values: Typed, keys: Keys) -> list[Key]:
    """Return the identities that the values give a record; a phone or address that is none gives none."""
    from crmcli.domain import normal

    found: list[Key] = []
    if noun in REACHED:
        for text in _several(values.get("phone")):
            norm = normal.phone(text, keys.region)
            found += [Key("phone", norm, text)] if norm else []
        for text in _several(values.get("email")):
            norm = normal.email(text)
            found += [Key("email", norm, text)] if norm else []
        if values.get("tax_number"):
            tax = normal.tax_number(values["tax_number"])
            found += [Key("tax", tax.number, None)] if tax and tax.usable else []
    if noun in KEYED and values.get("external_id"):
        found.append(Key("external", str(values["external_id"]).strip(), None))
    return list(dict.fromkeys(found))


def _several(value: Any) -> Sequence[str]:
    if not value:
        return ()
    return value if isinstance(value, tuple | list) else (value,)


def add_key(db: Writer, noun: Noun, row_id: int, key: Key, keys: Keys) -> bool:
    """Add an identity unless the record has it; return whether it was new."""
    source = keys.source if key.kind == "external" else None
    stored = db.value(
        f"SELECT id FROM {noun.keys} k WHERE {noun.owner} = :owner AND kind = :kind AND norm = :norm "
        "AND coalesce(source, '') = :source",
        {"owner": row_id, "kind": key.kind, "norm": key.norm, "source": source or ""},
    )
    if stored is not None:
        return False
    row: dict[str, Any] = {"norm": key.norm, "noun": noun.name, "source": source}
    if noun.keyed == "identity":
        row |= {"kind": key.kind, "value": key.value, noun.owner: row_id}
    else:
        row |= {"number": row_id}
    db.insert(noun.keyed, row)
    return True


def drop_key(db: Writer, noun: Noun, row_id: int, kind: str, norm: str) -> None:
    """Take an identity from a record."""
    found = db.value(
        f"SELECT id FROM {noun.keys} k WHERE {noun.owner} = :owner AND kind = :kind AND norm = :norm",
        {"owner": row_id, "kind": kind, "norm": norm},
    )
    if found is not None:
        db.delete(noun.keyed, found)


def name_key(name: str) -> str:
    """Return what tells a tag, a stage or a reason from others: its folded name, if that holds anything."""
    from crmcli.domain.text import fold

    return fold(name) or name


def name_columns(name: str) -> dict[str, str]:
    """Return the columns that the name of a tag, a stage or a reason fills."""
    from crmcli.domain.text import sort_key

    return {"name": name, "name_fold": name_key(name), "name_sort": sort_key(name)}


def tag(db: Writer, noun: Noun, row_id: int, names: Sequence[str]) -> list[str]:
    """Put tags on a record, making those that are new; return the ones it did not have."""
    added = []
    for name in dict.fromkeys(name.strip() for name in names if name.strip()):
        tag_id = db.value("SELECT id FROM tag WHERE name_fold = :fold", {"fold": name_key(name)})
        if tag_id is None:
            tag_id = db.insert("tag", name_columns(name))
        query = f"SELECT id FROM tagging WHERE tag_id = :tag AND {noun.owner} = :owner"
        if db.value(query, {"tag": tag_id, "owner": row_id}) is None:
            db.insert("tagging", {"tag_id": tag_id, noun.owner: row_id})
            added.append(name)
    return added


def untag(db: Writer, noun: Noun, row_id: int, name: str) -> bool:
    """Take a tag from a record; return whether it had it."""
    found = db.value(
        f"SELECT g.id FROM tagging g JOIN tag t ON t.id = g.tag_id "
        f"WHERE t.name_fold = :fold AND g.{noun.owner} = :owner",
        {"fold": name_key(name), "owner": row_id},
    )
    if found is not None:
        db.delete("tagging", found)
    return found is not None


def link_contact(db: Writer, contact: int, values: Typed) -> dict[str, tuple[Any, Any]]:
    """Link a contact to a customer, or change the link there is; the first of a customer is primary."""
    customer = values["customer"]
    given = {COLUMNS.get(name, name): values[name] for name in LINK[1:] if values.get(name) is not None}
    link = db.value(
        "SELECT id FROM customer_contact WHERE customer_id = :customer AND contact_id = :contact",
        {"customer": customer, "contact": contact},
    )
    if link is not None:
        return db.update("customer_contact", link, given) if given else {}
    if "is_primary" not in given:
        query = "SELECT count(*) FROM customer_contact WHERE customer_id = :customer AND is_primary = 1"
        given["is_primary"] = int(db.value(query, {"customer": customer}) == 0)
    db.insert("customer_contact", {"customer_id": customer, "contact_id": contact, **given})
    return {"customer": (None, CUSTOMER.ref(customer))}
