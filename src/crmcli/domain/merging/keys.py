"""The phones, e-mails, tax numbers and external ids of a record that goes, given to the kept one.

A key's text may stand in its record's own column alone; it is written beside the key when that column
holds another one afterwards, so that no way of writing a number is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmcli.domain.records import keys_of

if TYPE_CHECKING:
    from crmcli.domain.nouns import Noun
    from crmcli.domain.records import Keys
    from crmcli.sql import Writer

Row = Mapping[str, Any]
Mains = dict[tuple[str, str], str]


def mains(noun: Noun, row: Row, keys: Keys) -> Mains:
    """Return (kind, normal form) -> text of the phone, e-mail and tax number in a record's own columns."""
    return {
        (key.kind, key.norm): row[field]
        for field in ("phone", "email", "tax_number")
        if row.get(field)
        for key in keys_of(noun, {field: row[field]}, keys)
    }


def settle(db: Writer, noun: Noun, keep: int, before: Mains, after: Mains) -> None:
    """Write beside the kept record's own keys what its columns no longer say."""
    for row, kind, norm, _, value in _held(db, noun, keep):
        _write(db, row, value, _beside(kind, norm, value, before, after))


def move(db: Writer, noun: Noun, gone: tuple[int, Mains], keep: int, after: Mains) -> None:
    """Give the keys of one record, number and own columns, to the kept one; doubles go."""
    held = {(kind, norm, source) for _, kind, norm, source, _ in _held(db, noun, keep)}
    number, own = gone
    for row, kind, norm, source, value in _held(db, noun, number):
        if (kind, norm, source) in held:
            db.delete("identity", row)
        else:
            db.update(
                "identity", row, {noun.owner: keep, "value": _beside(kind, norm, value, own, after) or value}
            )
            held.add((kind, norm, source))


def _held(db: Writer, noun: Noun, number: int) -> list[tuple[Any, ...]]:
    query = f"SELECT id, kind, norm, source, value FROM identity WHERE {noun.owner} = :id ORDER BY id"
    return db.tuples(query, {"id": number})


def _beside(kind: str, norm: str, value: str | None, own: Mains, after: Mains) -> str | None:
    """Return the text that belongs beside a key: as the column writes it, or as the column wrote it."""
    main = after.get((kind, norm))
    if main is not None:
        return main if value is not None else None
    return value or own.get((kind, norm))


def _write(db: Writer, row: int, old: str | None, new: str | None) -> None:
    if new is not None and new != old:
        db.update("identity", row, {"value": new})
