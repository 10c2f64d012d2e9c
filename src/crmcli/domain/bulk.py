"""Many new records of one noun at once, a column at a time; the import's way in.

Writes exactly what ``records.create`` writes for each row, in few statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import CONTACT, LEAD, Noun
from crmcli.domain.records import COLUMNS, LINK, TAGGED, Keys, dump_custom, keys_of
from crmcli.domain.text import fold, sort_key
from crmcli.sql import marks

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

ROW_SOURCE = "#row"  # the source of keys made from a row's content
Values = Mapping[str, Any]
_NOT_COLUMNS = ("external_id", "tags", "row_key")


def create_many(db: Writer, noun: Noun, rows: Sequence[Values], keys: Keys) -> Sequence[int]:
    """Insert records; return their numbers in the order of ``rows``.

    ``row_key`` in a row is the key of a row that has no other: its content and how often it came.
    """
    if not rows:
        return ()
    ids = db.allocate(noun.table, len(rows))
    columns = stored(db, noun, rows)
    db.insert_many(noun.table, ("id", *columns), zip(ids, *columns.values(), strict=True))
    _insert_keys(db, noun, ids, rows, keys)
    if noun in TAGGED:
        _insert_tags(db, noun, ids, rows)
    if noun is CONTACT:
        _insert_links(db, ids, rows)
    return ids


def stored(db: Reader, noun: Noun, rows: Sequence[Values]) -> dict[str, list[Any]]:
    """Return column -> the values as they are stored, for every column that any row fills."""
    known = db.tables[noun.table].columns
    fields = dict.fromkeys(name for row in rows for name in row)
    made: dict[str, list[Any]] = {}
    for name in fields:
        column = COLUMNS.get(name, name)
        if name in _NOT_COLUMNS or column not in known or (noun is CONTACT and name in LINK):
            continue
        values = [row.get(name) for row in rows]
        if name == "custom":
            values = [dump_custom(value) if value else None for value in values]
        elif any(isinstance(value, tuple) for value in values):
            values = [value[0] if value else None for value in values]
        made[column] = values
    if noun is LEAD:
        people = made.get("name") or [None] * len(rows)
        firms = made.get("company") or [None] * len(rows)
        pairs = list(zip(people, firms, strict=True))
        made["name_fold"] = [fold(f"{name or ''} {firm or ''}") for name, firm in pairs]
        made["name_sort"] = [sort_key(name or firm or "") for name, firm in pairs]
    elif "name" in made:
        made["name_fold"] = [fold(name) for name in made["name"]]
        made["name_sort"] = [sort_key(name) for name in made["name"]]
    for column, form in (("sku", "sku_fold"), ("number", "number_fold")):
        if column in made and form in known:
            made[form] = [fold(value) if value else None for value in made[column]]
    return made


def _insert_keys(db: Writer, noun: Noun, ids: Sequence[int], rows: Sequence[Values], keys: Keys) -> None:
    found: list[tuple[Any, ...]] = []
    for row_id, row in zip(ids, rows, strict=True):
        for key in keys_of(noun, row, keys):
            source = keys.source if key.kind == "external" else None
            found.append((key.kind, key.norm, noun.name, source, key.value, row_id))
        if "row_key" in row:
            found.append(("external", row["row_key"], noun.name, ROW_SOURCE, None, row_id))
    if found:
        db.insert_many("identity", ("kind", "norm", "noun", "source", "value", noun.owner), found)


def _insert_tags(db: Writer, noun: Noun, ids: Sequence[int], rows: Sequence[Values]) -> None:
    wanted = {fold(name) or name: name for row in rows for name in row.get("tags") or ()}
    if not wanted:
        return
    numbers = tag_numbers(db, wanted)
    db.insert_many(
        "tagging",
        ("tag_id", noun.owner),
        [
            (number, row_id)
            for row_id, row in zip(ids, rows, strict=True)
            for number in dict.fromkeys(numbers[fold(name) or name] for name in row.get("tags") or ())
        ],
    )


def tag_numbers(db: Writer, wanted: Mapping[str, str]) -> dict[str, int]:
    """Return folded name -> tag, making those that are new; ``wanted`` is folded name -> name."""
    names, values = marks("t", list(wanted))
    numbers = dict(db.tuples(f"SELECT name_fold, id FROM tag WHERE name_fold IN ({names})", values))
    for folded, name in wanted.items():
        if folded not in numbers:
            numbers[folded] = db.insert(
                "tag", {"name": name, "name_fold": folded, "name_sort": sort_key(name)}
            )
    return numbers


def _insert_links(db: Writer, ids: Sequence[int], rows: Sequence[Values]) -> None:
    """Link new contacts to their customers; the first contact of a customer is its primary one."""
    linked = [(row_id, row) for row_id, row in zip(ids, rows, strict=True) if row.get("customer") is not None]
    if not linked:
        return
    names, values = marks("c", list({row["customer"] for _, row in linked}))
    query = f"SELECT customer_id FROM customer_contact WHERE is_primary = 1 AND customer_id IN ({names})"
    has_primary = {row[0] for row in db.tuples(query, values)}
    made = []
    for row_id, row in linked:
        customer = row["customer"]
        primary = row.get("primary")
        if primary is None:
            primary = int(customer not in has_primary)
        if primary:
            has_primary.add(customer)
        made.append((customer, row_id, row.get("role"), row.get("since"), row.get("until"), primary))
    db.insert_many(
        "customer_contact", ("customer_id", "contact_id", "role", "since", "until", "is_primary"), made
    )
