"""The keys of records that share a number for a while: after an undo each has those of its own columns.

A merge that filled a record's phone from another one moved the key as well. When it is taken back while
the record is kept as it stands, both have the phone, and both must answer to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import BY_TABLE, Noun
from crmcli.domain.records import REACHED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.journal.work import Old, Row, Work
    from crmcli.sql import Writer

_COLUMNS = {"phone": "phone", "email": "email", "tax": "tax_number"}


def complete_keys(db: Writer, work: Work) -> None:
    """Give to records that were kept, or came back in part, the keys of their own columns."""
    parties = [(row, BY_TABLE[row[0]]) for row in _parties(work) if BY_TABLE.get(row[0]) in REACHED]
    norms = _norms(db, work) if parties else {}
    for (table, number), noun in parties:
        for kind, column in _COLUMNS.items():
            if column not in db.tables[table].columns:
                continue
            text = db.value(f"SELECT {column} FROM {table} WHERE id = :id", {"id": number})
            norm = norms.get((kind, text))
            if norm is not None and not _has(db, noun, number, kind, norm):
                values = {"kind": kind, "norm": norm, "noun": noun.name, noun.owner: number}
                db.insert("identity", values | {"value": None if kind == "tax" else text})


def _parties(work: Work) -> list[Row]:
    return sorted({*work.blocked, *work.returning()})


def _norms(db: Writer, work: Work) -> dict[tuple[str, str], str]:
    """Return (kind, text) -> normal form of the keys that the change moved or took away."""
    images: dict[Row, Mapping[str, Any]] = {old.row: old.values for old in work.deletes}
    found: dict[tuple[str, str], str] = {}
    for old in (*work.updates, *work.deletes):
        if old.table != "identity":
            continue
        key = _key(db, old)
        if key is None or key[0] not in _COLUMNS:
            continue
        kind, norm, value = key
        owners = (
            images.get((table, old.values[column]), {})
            for column, table in db.tables["identity"].references.items()
            if old.values.get(column) is not None
        )
        texts = {value, *(image.get(_COLUMNS[kind]) for image in owners)} - {None}
        found |= dict.fromkeys(((kind, text) for text in texts), norm)
    return found


def _key(db: Writer, old: Old) -> tuple[Any, ...] | None:
    """Return kind, normal form and text of a key as it was."""
    names = ("kind", "norm", "value")
    if "norm" in old.values:
        return tuple(old.values[name] for name in names)
    rows = db.tuples("SELECT kind, norm, value FROM identity WHERE id = :id", {"id": old.number})
    return rows[0] if rows else None


def _has(db: Writer, noun: Noun, number: int, kind: str, norm: str) -> bool:
    query = f"SELECT id FROM identity WHERE {noun.owner} = :owner AND kind = :kind AND norm = :norm"
    return db.value(query, {"owner": number, "kind": kind, "norm": norm}) is not None
