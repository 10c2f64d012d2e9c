"""What a person is called, now and before: names, and keys with their normal forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.privacy.terms import ERASED
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

Key = tuple[str, str, str | None]
TOGETHER = 250  # texts looked through at once: most hold nothing
_COLUMNS = {"email": "email", "phone": "phone", "tax_number": "tax"}


class Called(NamedTuple):
    """Names as they were written; keys as (kind, text, normal form or None), each once."""

    names: tuple[str, ...]
    keys: tuple[Key, ...]

    @property
    def norms(self) -> set[str]:
        """Return the normal forms."""
        return {norm for _, _, norm in self.keys if norm}

    def texts(self, kind: str) -> tuple[str, ...]:
        """Return how the phones, e-mails or tax numbers are written."""
        return tuple(dict.fromkeys(text for one, text, _ in self.keys if one == kind))

    def shared(self, norms: set[str], folded: set[str]) -> frozenset[str]:
        """Return the texts whose normal form, or folded name, is among these."""
        from crmcli.domain.text import fold

        keys = [text for _, text, norm in self.keys if norm in norms]
        return frozenset((*keys, *(name for name in self.names if fold(name) in folded)))


def called(db: Reader, records: Mapping[Noun, tuple[int, ...]], region: str) -> Called:
    """Return what the records are and were called, by their rows, their keys and the journal."""
    names, keys = dict[str, None](), dict[Key, None]()
    for noun, numbers in records.items():
        listed, bound = marks("n", list(numbers))
        columns = [c for c in ("name", *_COLUMNS) if c in db.tables[noun.table].columns]
        query = f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id IN ({listed}) ORDER BY id"
        rows: list[dict[str, Any]] = [dict(zip(columns, row, strict=True)) for row in db.tuples(query, bound)]
        query = f"SELECT old FROM revision WHERE tbl = :tbl AND row_id IN ({listed}) ORDER BY id"
        rows += [image(old) for (old,) in db.tuples(query, bound | {"tbl": noun.table})]
        for row in rows:
            if row.get("name") not in (None, ERASED):
                names[row["name"]] = None
            keys |= dict.fromkeys(columns_of(row, region))
        query = f"SELECT kind, norm, value FROM identity WHERE {noun.owner} IN ({listed}) ORDER BY id"
        for kind, norm, value in (*db.tuples(query, bound), *_former(db, noun, numbers)):
            if kind != "external":
                keys |= dict.fromkeys((kind, text, norm) for text in (norm, value) if text)
    return Called(tuple(names), tuple(keys))


def columns_of(row: Mapping[str, Any], region: str) -> Iterator[Key]:
    """Yield the keys in a record's own columns."""
    from crmcli.domain import normal

    for column, kind in _COLUMNS.items():
        text = row.get(column)
        if text and kind == "email":
            yield kind, text, normal.email(text)
        elif text and kind == "phone":
            yield kind, text, normal.phone(text, region)
        elif text:
            tax = normal.tax_number(text)
            yield kind, text, tax.number if tax else None


def _former(db: Reader, noun: Noun, numbers: tuple[int, ...]) -> Iterator[tuple[str, str, str | None]]:
    """Yield kind, normal form and text of the keys they had before."""
    rows = [old for (old,) in db.tuples("SELECT old FROM revision WHERE tbl = 'identity' ORDER BY id") if old]
    wanted = owned_by({noun: numbers})
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        for old in some if holds(" ".join(some), wanted) else ():
            values = image(old)
            if values.get(noun.owner) in numbers:
                yield values["kind"], values["norm"], values.get("value")


def owned_by(records: Mapping[Noun, tuple[int, ...]]) -> tuple[str, ...]:
    """Return texts, one of which stands in each old row that refers to a record, on either engine."""
    refs = [(noun.owner, number) for noun, numbers in records.items() for number in numbers]
    return tuple(form.format(*ref) for ref in refs for form in ("{}={}", '{}": {}', '{}":{}'))


def holds(text: str, wanted: Iterable[str]) -> bool:
    """Tell whether one of the texts stands in another."""
    return any(part in text for part in wanted)
