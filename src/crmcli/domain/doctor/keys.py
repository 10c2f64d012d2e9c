"""Identities against the records they belong to: normal, present, and of something the record says.

A phone's normal form depends on the country that was set when it was typed: one that has the same
last seven digits is taken for right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.doctor.finding import Mend, Wrong, in_parts
from crmcli.domain.normal import emails, phones, tax_keys
from crmcli.domain.nouns import BY_NAME, PARTIES, Noun
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

_COLUMNS = {"phone": "phone", "email": "email", "tax": "tax_number"}
_TELLING = 7  # last digits by which a phone in another country's form is known again


class _Stored(NamedTuple):
    """An identity: its number, owner, kind, normal form, and the text as typed."""

    id: int
    owner: int
    kind: str
    norm: str
    value: str | None


def wrong_keys(db: Reader, region: str) -> Iterator[Wrong]:
    """Yield identities that are not those of their record's phones, e-mails and tax number."""
    for noun in PARTIES:
        known = [kind for kind, column in _COLUMNS.items() if column in db.tables[noun.table].columns]
        columns = ", ".join(_COLUMNS[kind] for kind in known)
        first = 0
        for part in in_parts(db, f"SELECT id, {columns} FROM {noun.table} WHERE id > :after ORDER BY id"):
            own = {kind: {row[0]: row[at] for row in part if row[at]} for at, kind in enumerate(known, 1)}
            stored = _stored(db, noun, first, part[-1][0])
            first = part[-1][0]
            yield from _compared(noun, own, stored, region)
        yield from _misnamed(db, noun)
    yield from _lost(db)


def _lost(db: Reader) -> Iterator[Wrong]:
    """Yield external ids of records that are not there, or of no noun."""
    # What an exchange with other stores keeps of its rows is no external id of a record.
    own = "SELECT DISTINCT noun FROM record_key WHERE noun NOT LIKE 'sync%' ORDER BY noun"
    for (name,) in db.tuples(own):
        noun = BY_NAME.get(name)
        query = "SELECT id, number FROM record_key WHERE noun = :noun"
        if noun is not None:
            query += f" AND NOT EXISTS (SELECT 1 FROM {noun.table} r WHERE r.id = record_key.number)"
        for row_id, number in db.tuples(f"{query} ORDER BY id", {"noun": name}):
            ref = noun.ref(number) if noun is not None else f"{name} {number}"
            yield Wrong(say("{ref} has a key and is not there", ref=ref), Mend("record_key", row_id, None))


def _stored(db: Reader, noun: Noun, after: int, last: int) -> list[_Stored]:
    query = (
        f"SELECT id, {noun.owner}, kind, norm, value FROM identity WHERE {noun.owner} > :after "
        f"AND {noun.owner} <= :last AND kind <> 'external' ORDER BY id"
    )
    return [_Stored(*row) for row in db.tuples(query, {"after": after, "last": last})]


def _compared(
    noun: Noun, own: dict[str, dict[int, str]], stored: Sequence[_Stored], region: str
) -> Iterator[Wrong]:
    """Yield what is wrong with the identities of some records; ``own`` is kind -> owner -> text."""
    held: set[tuple[int, str, str]] = {(key.owner, key.kind, key.norm) for key in stored}
    reached = {(owner, kind, _tail(norm)) for owner, kind, norm in held if kind == "phone"}
    for kind, texts in own.items():
        keys = [key for key in stored if key.kind == kind]
        told = [texts.get(key.owner) if key.value is None else key.value for key in keys]
        for key, text, norm in zip(keys, told, _normal(kind, told, region), strict=True):
            if norm != key.norm and not (text and _same_line(kind, key.norm, text)):
                yield _put_right(noun, key, norm, held)
        for (owner, text), norm in zip(
            texts.items(), _normal(kind, list(texts.values()), region), strict=True
        ):
            there = (owner, kind, norm) in held
            if norm and not there and (owner, kind, _tail(norm)) not in reached:
                values = {"kind": kind, "norm": norm, "noun": noun.name, noun.owner: owner}
                values["value"] = None if kind == "tax" else text
                place = say("{ref} {columns} has no key", ref=noun.ref(owner), columns=_COLUMNS[kind])
                yield Wrong(place, Mend("identity", None, values))


def _put_right(noun: Noun, key: _Stored, norm: str | None, held: set[tuple[int, str, str]]) -> Wrong:
    """Return what mends a key that is not what its text gives; ``held`` is what records have then."""
    held.discard((key.owner, key.kind, key.norm))
    place = say("{ref} {kind} key", ref=noun.ref(key.owner), kind=key.kind)
    if norm is None or (key.owner, key.kind, norm) in held:
        return Wrong(say("{place} of nothing it says", place=place), Mend("identity", key.id, None))
    held.add((key.owner, key.kind, norm))
    return Wrong(place, Mend("identity", key.id, {"norm": norm}))


def _normal(kind: str, texts: Sequence[str | None], region: str) -> list[str | None]:
    """Return the normal forms of texts; None of none."""
    plain = [text or "" for text in texts]
    if kind == "phone":
        return phones(plain, region)
    return emails(plain) if kind == "email" else tax_keys(plain)


def _same_line(kind: str, norm: str, text: str) -> bool:
    """Tell a phone's form that was made of the text in another country."""
    return kind == "phone" and _tail(norm) in "".join(filter(str.isdigit, text))


def _tail(norm: str) -> str:
    return norm.partition(";")[0][-_TELLING:]


def _misnamed(db: Reader, noun: Noun) -> Iterator[Wrong]:
    """Yield identities that say another noun than the one they belong to."""
    query = (
        f"SELECT id, {noun.owner} FROM identity WHERE {noun.owner} IS NOT NULL AND noun <> :noun ORDER BY id"
    )
    found: list[tuple[Any, ...]] = db.tuples(query, {"noun": noun.name})
    for row_id, owner in found:
        yield Wrong(
            say("{ref} key of another noun", ref=noun.ref(owner)),
            Mend("identity", row_id, {"noun": noun.name}),
        )
