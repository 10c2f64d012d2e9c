"""Rows of two stores side by side: the same digest on both engines, the first places where they differ.

A digest is the SHA-256 of the table's columns and of its rows in the order of their keys, each as a JSON
list in ASCII. Both engines hold text, whole numbers and nothing else, so the same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from crmcli.engines.schema import table_map

BATCH = 2_000
"""Rows that are held at a time."""
SHOWN = 3
"""Places that are named of a table."""

Row = tuple[Any, ...]
Rows = Iterator[list[Row]]

JOURNAL: Mapping[str, tuple[str, ...]] = {
    "meta": ("key", "value"),
    "change": (
        *("id", "at", "actor", "branch", "command", "summary", "detail"),
        *("part_of", "undoes", "input_sha256", "redoable"),
    ),
    "revision": ("id", "change_id", "tbl", "row_id", "kind", "old"),
}
"""The tables that the store keeps of itself; ``current_change`` is filled inside a transaction only."""

ENGINES_OWN = "schema_version"
"""The row of ``meta`` that tells PostgreSQL its schema; SQLite has its own place for that."""


@cache
def table_columns() -> Mapping[str, tuple[str, ...]]:
    """Return every table that is copied with its columns, the key first; parents before children."""
    return {**JOURNAL, **{table: info.columns for table, info in table_map().items()}}


def numbered() -> tuple[str, ...]:
    """Return the tables that give numbers."""
    return tuple(table for table in table_columns() if table != "meta")


def selected(what: str, table: str) -> str:
    """Return the query for the rows of a table that are the store's, not its engine's."""
    own = f" WHERE key <> '{ENGINES_OWN}'" if table == "meta" else ""
    return f"SELECT {what} FROM {table}{own}"


class Compared(NamedTuple):
    """A table of two stores.

    ``rows`` and ``digest`` are the first one's, ``other_rows`` and ``other_digest`` the other's; ``places``
    are the first keys that only one has, or that differ, with the column. ``last`` are the highest numbers
    ever given, None for a table without numbers.
    """

    table: str
    rows: int
    digest: str
    other_rows: int
    other_digest: str
    differing: int
    places: tuple[str, ...]
    last: int | None = None
    other_last: int | None = None

    @property
    def same(self) -> bool:
        """Whether rows, digests and the numbers given are alike."""
        alike = (self.rows, self.digest, self.last) == (self.other_rows, self.other_digest, self.other_last)
        return alike and not self.differing


class _Digest:
    """The digest and the count of one table's rows, taken batch by batch."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        from hashlib import sha256

        self._sha = sha256(f"{table} {' '.join(columns)}\n".encode())
        self.count = 0

    def add(self, batch: list[Row]) -> list[Row]:
        """Take rows in, and hand them on."""
        from json import dumps

        if batch:
            # Without the brackets of the list: where a batch ends must not show.
            self._sha.update(f"{dumps(batch, separators=(',', ':'))[1:-1]},".encode())
            self.count += len(batch)
        return batch

    def all(self, rows: Rows) -> Rows:
        """Take rows in as they pass."""
        return map(self.add, rows)

    def hex(self) -> str:
        """Return the digest of what was taken."""
        return self._sha.hexdigest()


def compared(table: str, columns: Sequence[str], rows: Rows, others: Rows) -> Compared:
    """Read a table of both stores to its end and compare every cell."""
    mine, theirs = _Digest(table, columns), _Digest(table, columns)
    found: list[str] = []
    count = 0
    for place in _differences(columns, mine.all(rows), theirs.all(others)):
        count += 1
        if len(found) < SHOWN:
            found.append(place)
    return Compared(table, mine.count, mine.hex(), theirs.count, theirs.hex(), count, tuple(found))


def _differences(columns: Sequence[str], rows: Rows, others: Rows) -> Iterator[str]:
    """Yield the places that differ: batch by batch while these are equal, then row by row."""
    while True:
        batch, other = next(rows, []), next(others, [])
        if batch != other:
            break
        if not batch:
            return
    left, right = chain(batch, chain.from_iterable(rows)), chain(other, chain.from_iterable(others))
    one, two = next(left, None), next(right, None)
    while one is not None or two is not None:
        if two is None or (one is not None and one[0] < two[0]):
            yield f"{one[0] if one else ''} only in the first"
            one = next(left, None)
        elif one is None or two[0] < one[0]:
            yield f"{two[0]} only in the second"
            two = next(right, None)
        else:
            yield from _columns_apart(columns, one, two)
            one, two = next(left, None), next(right, None)


def _columns_apart(columns: Sequence[str], one: Row, two: Row) -> Iterator[str]:
    """Yield the key of a row with the columns that differ; never a value."""
    names = [name for name, mine, other in zip(columns, one, two, strict=True) if mine != other]
    if names:
        yield f"{one[0]} {', '.join(names)}"
