"""Taking a person out of the rows: fields emptied, mentions replaced. The journal is in ``past``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import BY_TABLE, CASE, CONTACT, CUSTOMER, LEAD, QUOTE, Noun
from crmcli.domain.privacy.called import TOGETHER
from crmcli.domain.privacy.terms import ERASED, Terms
from crmcli.domain.records import dump_custom, name_columns
from crmcli.domain.removing import delete
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmcli.sql import Reader, Writer

Records = dict[Noun, tuple[int, ...]]
Row = dict[str, Any]

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
OWNED = ("identity", "tagging", "address", "consent", "relation", "attachment")
"""Tables whose rows are the person's own and go."""
TOLD = {
    "activity": ("subject", "body", "outcome", "custom"),
    "support_case": ("name", "resolution", "note", "custom"),
    "case_step": ("note",),
    "survey": ("note", "custom"),
    "verification": ("asked", "note", "custom"),
    "campaign_member": ("response", "note", "custom"),
    "request": ("note", "custom"),
    "need": ("note", "custom"),
}
"""What was said with or of the person, in rows that stay."""
BOUGHT = {
    "sales_order": ("note", "custom"),
    "opportunity": ("note", "custom"),
    "quote": ("lost_note", "note", "custom"),
    "payment": ("note", "custom"),
    "wallet": ("source", "note", "custom"),
    "account_plan": ("note", "custom"),
}
"""What a customer who is the person bought or may buy: stays, without what was written beside it."""
FOR_A_FIRM = frozenset(("support_case", "request", "need"))
"""What a contact may say for a firm, whose it is then."""
AROUND = (CASE, QUOTE)
"""Nouns whose records, where they are the person's, have rows and files of their own."""
_OWNERS = tuple(f"{other}{noun.owner}" for noun in (CUSTOMER, CONTACT, LEAD) for other in ("", "other_"))
# Texts that are no running text: other records' names and keys, and what has a form to keep.
_NAMES = {"name", "name_fold", "name_sort", "company", "number", "number_fold", "sku", "sku_fold", "norm"}
_CLOSED = {
    *("id", "created_change", "kind", "status", "direction", "state", "type", "noun", "currency", "actor"),
    *("at", "birth_date", "since", "until", "expected_close", "unit_price", "sha256", "rate", "base", "day"),
    *("opened_at", "first_response_at", "resolved_at", "started_at", "ended_at", "valid_from", "valid_until"),
    *("priority", "repeat", "tax_percent", "metric", "period", "part", "key"),
}
_PARTS = tuple(noun.owner for noun in AROUND)
_TITLED = (
    "opportunity",
    "quote",
    "account_plan",
    "attachment",
    "need",
    "request",
    "support_case",
    "incident",
)
_TITLES = {(table, "name") for table in _TITLED}
_JSON = ("custom", "plan")
_OURS = {"crm_user", "custom_field", "erasure"}
BATCH = 10_000


class Called(NamedTuple):
    """What the person is called: in texts of their own, and in all others, where what is shared stays."""

    own: Terms
    others: Terms


def empty_fields(noun: Noun, columns: Iterable[str]) -> Row:
    """Return column -> value that an erased record has."""
    gone = {c: None for c in columns if c not in _STAYS[noun] and c not in ("id", "created_change")}
    return gone | ({"name_fold": "", "name_sort": ""} if noun is LEAD else name_columns(ERASED))


def around(db: Reader, records: Records) -> Records:
    """Return the cases that are the person's, and the quotes made to them."""
    found = {CASE: sorted(_told(db, "support_case", records))}
    found[QUOTE] = sorted(_belonging(db, "quote", _buying(records)))
    return {noun: tuple(numbers) for noun, numbers in found.items() if numbers}


def _buying(records: Records) -> Records:
    """Return the records by which somebody buys: a contact does for others."""
    return {noun: records[noun] for noun in (CUSTOMER, LEAD) if noun in records}


def erase_rows(db: Writer, records: Records, beside: Records) -> dict[str, int]:
    """Empty the records and delete what is theirs alone; return table -> rows touched.

    ``beside`` are their cases and quotes.
    """
    counts: dict[str, int] = {}
    for noun, numbers in records.items():
        empty = empty_fields(noun, db.tables[noun.table].columns)
        counts[noun.table] = _emptied(db, noun.table, numbers, empty)
    every = {**records, **beside}
    for table in OWNED:
        mine = sorted(_belonging(db, table, every))
        for row_id in mine:
            _delete(db, table, row_id)
        counts[table] = len(mine)
    for table, columns in TOLD.items():
        whose = {CASE: beside.get(CASE, ())} if table == "case_step" else records
        mine = sorted(_told(db, table, whose))
        counts[table] = _emptied(db, table, mine, blank(columns))
    for table, columns in BOUGHT.items():
        bought = _buying(records) if table == "quote" else {CUSTOMER: records.get(CUSTOMER, ())}
        mine = sorted(_belonging(db, table, bought))
        counts[table] = _emptied(db, table, mine, blank(columns))
    _emptied(db, "conversion", sorted(_belonging(db, "conversion", records)), {"plan": "[]"})
    return {table: count for table, count in counts.items() if count}


def blank(columns: Iterable[str]) -> Row:
    """Return column -> what an emptied one holds: nothing, but for a name."""
    named = name_columns(ERASED) if "name" in columns else {}
    return dict.fromkeys(columns) | named


def _delete(db: Writer, table: str, row_id: int) -> None:
    """Delete a row of the person's own with its external ids."""
    noun = BY_TABLE.get(table)
    if noun is None:
        db.delete(table, row_id)
    else:
        delete(db, noun, row_id)


def _emptied(db: Writer, table: str, rows: Iterable[int], values: Mapping[str, Any]) -> int:
    """Set the same values in several rows; return how many had others."""
    return sum(1 for row_id in rows if db.update(table, row_id, values))


def _belonging(db: Reader, table: str, records: Records) -> set[int]:
    """Return the rows of a table that refer to one of the records."""
    found: set[int] = set()
    for noun, numbers in records.items():
        for column in (noun.owner, f"other_{noun.owner}"):
            if numbers and column in db.tables[table].columns:
                listed, bound = marks("n", list(numbers))
                query = f"SELECT id FROM {table} WHERE {column} IN ({listed})"
                found |= {row[0] for row in db.tuples(query, bound)}
    return found


def _told(db: Reader, table: str, records: Records) -> set[int]:
    """Return the rows of a table that tell of the person, not of a firm they spoke for."""
    found = _belonging(db, table, records)
    if table not in FOR_A_FIRM or not found:
        return found
    listed, bound = marks("f", sorted(found))
    rows = db.tuples(f"SELECT id, customer_id FROM {table} WHERE id IN ({listed})", bound)
    return {row_id for row_id, customer in rows if is_told({"customer_id": customer}, records)}


def is_told(row: Mapping[str, Any], records: Records) -> bool:
    """Tell whether a row is of no customer, or of one that is the person."""
    return row.get("customer_id") in (None, *records.get(CUSTOMER, ()))


def erase_mentions(db: Writer, records: Records, called: Called) -> int:
    """Replace what the person is called in the free text of every row; return how many rows.

    Names of other records stay: they are others' data; so do our own people's. A key that another
    program gave a mail and that holds the person's address is deleted.
    """
    count = 0
    for table, info in db.tables.items():
        if table in _OURS:
            continue
        columns = [c for c in info.columns if is_text(table, c)]
        owners = [c for c in info.columns if c in _OWNERS or c in _PARTS]
        for row in _rows_with(db, table, [*columns, *owners], called.own):
            terms = called.own if is_own(row, records) else called.others
            changed = without({c: row[c] for c in columns}, terms)
            if changed:
                db.update(table, row["id"], changed | _forms(table, changed))
                count += 1
    for table in ("identity", "record_key"):
        for row in _rows_with(db, table, ["norm"], called.own):
            if any(pattern.search(row["norm"]) for pattern in called.others.patterns):
                query = "SELECT kind FROM identity WHERE id = :id"
                if table == "record_key" or db.value(query, {"id": row["id"]}) == "external":
                    db.delete(table, row["id"])
                    count += 1
    return count


def is_text(table: str, column: str) -> bool:
    """Tell whether a column may hold running text."""
    if column in _NAMES:
        return (table, column) in _TITLES
    return column not in _CLOSED and not column.endswith(("_id", "_minor", "_milli", "_on"))


def is_own(row: Mapping[str, Any], records: Records) -> bool:
    """Tell whether a row refers to one of the records."""
    return any(
        row.get(f"{other}{noun.owner}") in numbers
        for noun, numbers in records.items()
        for other in ("", "other_")
    )


def _rows_with(db: Reader, table: str, columns: list[str], terms: Terms) -> Iterator[Row]:
    """Yield the rows in which there may be something to find."""
    last = 0
    texts = [place for place, column in enumerate(columns, 1) if not column.endswith("_id")]
    while texts:
        query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > :last ORDER BY id LIMIT {BATCH}"
        rows = db.tuples(query, {"last": last})
        told = [" \n ".join([row[place] for place in texts if isinstance(row[place], str)]) for row in rows]
        for place in holding(told, terms):
            yield dict(zip(("id", *columns), rows[place], strict=True))
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def holding(texts: list[str], terms: Terms) -> Iterator[int]:
    """Yield the places of the texts in which there may be something to find; many are looked at at once."""
    for start in range(0, len(texts), TOGETHER):
        some = texts[start : start + TOGETHER]
        if terms.may_hold(" \n ".join(some)):
            yield from (start + place for place, text in enumerate(some) if terms.may_hold(text))


def without(row: Mapping[str, Any], terms: Terms) -> dict[str, str]:
    """Return column -> text of the cells in which something was replaced; JSON stays JSON."""
    made = {}
    for column, cell in row.items():
        if isinstance(cell, str) and cell:
            text = _in_json(cell, terms) if column in _JSON else terms.erase(cell)
            if text != cell:
                made[column] = text
    return made


def _in_json(cell: str, terms: Terms) -> str:
    """Return a JSON text whose strings were looked through; one that is none as plain text."""
    try:
        old = json.loads(cell)
    except ValueError:
        return terms.erase(cell)
    new = _looked_through(old, terms)
    if new == old:
        return cell
    return dump_custom(new) or "" if isinstance(new, dict) else json.dumps(new, ensure_ascii=False)


def _looked_through(value: Any, terms: Terms) -> Any:
    if isinstance(value, str):
        return terms.erase(value)
    if isinstance(value, list):
        return [_looked_through(item, terms) for item in value]
    if isinstance(value, dict):
        return {key: _looked_through(item, terms) for key, item in value.items()}
    return value


def _forms(table: str, changed: Mapping[str, str]) -> dict[str, str]:
    return name_columns(changed["name"]) if (table, "name") in _TITLES and "name" in changed else {}
