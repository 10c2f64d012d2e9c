"""Taking a person out of the journal: their old rows emptied, mentions in all others replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import BY_TABLE, CUSTOMER, LEAD, PARTIES
from crmcli.domain.privacy.called import TOGETHER, holds, owned_by
from crmcli.domain.privacy.scrub import (
    BATCH,
    BOUGHT,
    FOR_A_FIRM,
    OWNED,
    TOLD,
    Called,
    Records,
    Row,
    blank,
    empty_fields,
    holding,
    is_own,
    is_text,
    is_told,
    without,
)
from crmcli.domain.privacy.terms import ERASED, Terms
from crmcli.domain.records import name_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmcli.sql import Reader, Writer


def scrub_journal(db: Writer, records: Records, called: Called) -> int:
    """Rewrite old values in the journal; return how many.

    Of the person's own rows everything personal goes, of others what the person is called. Deleted
    phones, addresses and the like are taken out whole, so that no undo puts them back.
    """
    count = 0
    for number, table, row_id, old in _looked_at(db, records, called):
        before = image(old)
        after = _scrubbed(table, row_id, before, records, called)
        if after == before:
            continue
        if after is None:
            db.execute("DELETE FROM revision WHERE id = :id", {"id": number})
        else:
            text = rendered(db.engine, after)
            db.execute("UPDATE revision SET old = :old WHERE id = :id", {"old": text, "id": number})
        count += 1
    names = ["command", "summary", "detail"]
    for number, *cells in db.tuples("SELECT id, command, summary, detail FROM change ORDER BY id"):
        for name, text in without(dict(zip(names, cells, strict=True)), called.others).items():
            db.execute(f"UPDATE change SET {name} = :text WHERE id = :id", {"text": text, "id": number})
    return count


def _looked_at(db: Reader, records: Records, called: Called) -> Iterator[tuple[int, str, int, str]]:
    """Yield the old rows that are the person's, refer to them, or may name them."""
    last = 0
    mine, refers = _own_rows(records), owned_by(records)
    query = (
        "SELECT id, tbl, row_id, old FROM revision WHERE id > :last AND old IS NOT NULL "
        f"ORDER BY id LIMIT {BATCH}"
    )
    while rows := db.tuples(query, {"last": last}):
        texts = [row[3] for row in rows]
        places = {place for place, row in enumerate(rows) if (row[1], row[2]) in mine}
        for start in range(0, len(rows), TOGETHER):
            if holds(" ".join(texts[start : start + TOGETHER]), refers):
                some = range(start, min(start + TOGETHER, len(rows)))
                places |= {place for place in some if holds(texts[place], refers)}
        for place in sorted(places | set(holding(texts, called.own))):
            yield rows[place]
        last = rows[-1][0]


def _own_rows(records: Records) -> set[tuple[str, int]]:
    return {(noun.table, number) for noun, numbers in records.items() for number in numbers}


def _scrubbed(table: str, row_id: int, values: Row, records: Records, called: Called) -> Row | None:
    """Return an old row without the person; None: it goes."""
    noun = BY_TABLE.get(table)
    if noun in PARTIES and row_id in records.get(noun, ()):
        emptied = values | {c: v for c, v in empty_fields(noun, values).items() if c in values}
        return _without(table, emptied, called.own)
    if not is_own(values, records):
        return _without(table, values, called.others)
    if table in OWNED:
        return None
    bare: dict[str, Any] = blank(_emptied(table, values, records))
    if table == "conversion":
        bare = {"plan": "[]"}
    return _without(table, values | {c: v for c, v in bare.items() if c in values}, called.own)


def _emptied(table: str, values: Row, records: Records) -> Iterable[str]:
    """Return the columns of a row that refers to the person which tell of them."""
    if table in BOUGHT:
        buyers = (CUSTOMER, LEAD) if table == "quote" else (CUSTOMER,)
        is_theirs = any(values.get(noun.owner) in records.get(noun, ()) for noun in buyers)
        return BOUGHT[table] if is_theirs else ()
    if table in FOR_A_FIRM and not is_told(values, records):
        return ()
    return TOLD.get(table, ())


def _without(table: str, values: Row, terms: Terms) -> Row | None:
    """Return an old row without what the person is called in it; None: it is a key that holds it."""
    if table in ("identity", "record_key"):
        key = values["norm"]
        found = any(pattern.search(key) for pattern in terms.patterns)
        if found or (values.get("value") and terms.erase(values["value"]) != values["value"]):
            return None
        return values
    changed: Row = dict(without({c: v for c, v in values.items() if is_text(table, c)}, terms))
    name = values.get("name")
    if "name" in changed:
        changed |= name_columns(changed["name"])
    elif name and BY_TABLE.get(table) in PARTIES and terms.is_name(name):
        changed |= name_columns(ERASED)
    return values | changed


def rendered(engine: str, values: Mapping[str, Any]) -> str:
    """Return an old row as the journal's triggers write it; what ``image`` reads."""
    if engine != "sqlite":
        return json.dumps(values, ensure_ascii=False)
    return ",".join(f"{name}={_literal(value)}" for name, value in values.items())


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
