"""Taking a person out of rows and journal: fields emptied, mentions replaced, old values rewritten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import BY_TABLE, CONTACT, CUSTOMER, LEAD, Noun
from crmcli.domain.privacy.terms import ERASED, Terms
from crmcli.domain.records import name_columns
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmcli.sql import Reader, Writer

Records = dict[Noun, tuple[int, ...]]

# What tells nothing of a person once the rest is gone: needed for sums, segments and references.
_STAYS = {
    CUSTOMER: {
        "kind",
        "parent_id",
        "owner_id",
        "referrer_id",
        "branch",
        "industry",
        "country",
        "source",
        "created_on",
    },
    CONTACT: {"owner_id", "country", "source", "created_on"},
    LEAD: {
        *("status", "owner_id", "referrer_id", "contact_id", "customer_id", "lost_reason_id", "lost_on"),
        *("amount_minor", "currency", "score", "branch", "source", "campaign", "country", "created_on"),
    },
}
OWNED = ("identity", "tagging", "address", "consent")
"""Tables whose rows are the person's own and go."""
TOLD = {"activity": ("subject", "body", "outcome", "custom")}
"""What was said with or of the person, in rows that stay."""
_NAMES = {"name", "name_fold", "name_sort", "company", "number", "number_fold", "sku", "sku_fold", "norm"}
_BATCH = 10_000


def empty_fields(noun: Noun, columns: Iterable[str]) -> dict[str, Any]:
    """Return column -> value that an erased record has."""
    gone = {c: None for c in columns if c not in _STAYS[noun] and c not in ("id", "created_change")}
    return gone | ({"name_fold": "", "name_sort": ""} if noun is LEAD else name_columns(ERASED))


def erase_rows(db: Writer, records: Records) -> dict[str, int]:
    """Empty the records and delete what is theirs alone; return table -> rows touched."""
    counts: dict[str, int] = {}
    for noun, numbers in records.items():
        empty = empty_fields(noun, db.tables[noun.table].columns)
        counts[noun.table] = _emptied(db, noun.table, numbers, empty)
    for table in OWNED:
        mine = sorted(_belonging(db, table, records))
        for row_id in mine:
            db.delete(table, row_id)
        counts[table] = len(mine)
    for table, columns in TOLD.items():
        mine = sorted(_belonging(db, table, records))
        counts[table] = _emptied(db, table, mine, dict.fromkeys(columns))
    bought = {CUSTOMER: records.get(CUSTOMER, ())}
    for table in ("sales_order", "opportunity"):
        mine = sorted(_belonging(db, table, bought))
        counts[table] = _emptied(db, table, mine, {"note": None, "custom": None})
    _emptied(db, "conversion", sorted(_belonging(db, "conversion", records)), {"plan": "[]"})
    return {table: count for table, count in counts.items() if count}


def _emptied(db: Writer, table: str, rows: Iterable[int], values: Mapping[str, Any]) -> int:
    """Set the same values in several rows; return how many had others."""
    return sum(1 for row_id in rows if db.update(table, row_id, values))


def _belonging(db: Reader, table: str, records: Records) -> set[int]:
    """Return the rows of a table that refer to one of the records."""
    found: set[int] = set()
    for noun, numbers in records.items():
        if numbers and noun.owner in db.tables[table].columns:
            listed, bound = marks("n", list(numbers))
            query = f"SELECT id FROM {table} WHERE {noun.owner} IN ({listed})"
            found |= {row[0] for row in db.tuples(query, bound)}
    return found


def erase_mentions(db: Writer, terms: Terms) -> int:
    """Replace what the person is called in the free text of every row; return how many rows.

    Names of other records stay: they are others' data; so do our own people's.
    """
    count = 0
    for table in db.tables:
        if table in _OURS:
            continue
        columns = [c for c in _texts(db, table) if c not in _NAMES or (table, c) in _TITLES]
        for row_id, *cells in _all_rows(db, table, columns):
            changed = _without(columns, cells, terms)
            if changed:
                db.update(table, row_id, changed | _forms(table, changed))
                count += 1
    return count


_TITLES = {("opportunity", "name")}
_CLOSED = {"id", "created_change", "kind", "status", "direction", "state", "type", "noun", "currency"}
_OURS = {"crm_user", "custom_field", "erasure"}


def _texts(db: Reader, table: str) -> list[str]:
    """Return the columns that may hold free text."""
    return [
        column
        for column in db.tables[table].columns
        if not column.endswith(("_id", "_minor", "_milli", "_on")) and column not in _CLOSED
    ]


def _all_rows(db: Reader, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield number and cells of every row, a batch at a time."""
    last = 0
    while columns:
        query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > :last ORDER BY id LIMIT {_BATCH}"
        rows = db.tuples(query, {"last": last})
        yield from rows
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


def _without(columns: list[str], cells: list[Any], terms: Terms) -> dict[str, str]:
    """Return column -> text of the cells in which something was replaced."""
    made = {}
    for column, cell in zip(columns, cells, strict=True):
        if isinstance(cell, str) and cell:
            text = terms.erase(cell)
            if text != cell:
                made[column] = text
    return made


def _forms(table: str, changed: Mapping[str, str]) -> dict[str, str]:
    return name_columns(changed["name"]) if (table, "name") in _TITLES and "name" in changed else {}


def scrub_journal(db: Writer, records: Records, terms: Terms) -> int:
    """Rewrite old values in the journal; return how many.

    Of the person's own rows everything personal goes, of others what the person is called. Deleted
    phones, addresses and the like are taken out whole, so that no undo puts them back.
    """
    count, last = 0, 0
    query = (
        "SELECT id, tbl, row_id, old FROM revision WHERE id > :last AND old IS NOT NULL "
        f"ORDER BY id LIMIT {_BATCH}"
    )
    while rows := db.tuples(query, {"last": last}):
        for number, table, row_id, old in rows:
            text = _scrubbed(db, table, row_id, old, records)
            if text is None:
                db.execute("DELETE FROM revision WHERE id = :id", {"id": number})
            elif (text := terms.erase(text)) != old:
                db.execute("UPDATE revision SET old = :old WHERE id = :id", {"old": text, "id": number})
            else:
                continue
            count += 1
        last = rows[-1][0]
    names = ["command", "summary", "detail"]
    for number, *cells in db.tuples("SELECT id, command, summary, detail FROM change ORDER BY id"):
        for name, text in _without(names, cells, terms).items():
            db.execute(f"UPDATE change SET {name} = :text WHERE id = :id", {"text": text, "id": number})
    return count


def _scrubbed(db: Reader, table: str, row_id: int, old: str, records: Records) -> str | None:
    """Return an old row without what is personal in it, if it is one of the person's; None: take it out."""
    noun = BY_TABLE.get(table)
    if noun in records and row_id in records[noun]:
        values = image(old)
        return rendered(db.engine, values | empty_fields(noun, values))
    if table not in (*OWNED, *TOLD, "conversion"):
        return old
    values = image(old)
    if not any(values.get(one.owner) in numbers for one, numbers in records.items()):
        return old
    if table in OWNED:
        return None
    blank = {"plan": "[]"} if table == "conversion" else dict.fromkeys(TOLD[table])
    return rendered(db.engine, values | {c: v for c, v in blank.items() if c in values})


def rendered(engine: str, values: Mapping[str, Any]) -> str:
    """Return an old row as the journal's triggers write it; what ``image`` reads."""
    if engine != "sqlite":
        return json.dumps(values, ensure_ascii=False)
    return ",".join(f"{name}={_literal(value)}" for name, value in values.items())


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
