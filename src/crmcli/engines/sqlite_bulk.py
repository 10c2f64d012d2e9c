"""Many rows at once into SQLite: what a statement, an index or a trigger costs is paid once for many."""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

BOUND_AT_ONCE = 999
"""Values in one statement; every build of SQLite takes as many."""
_AWAITED = r"BEFORE INSERT ON \w+\s+WHEN NEW\.(\w+) IS NOT NULL\s+(?:AND|BEGIN)\b"
"""The column a trigger waits for; compiled where it is used, since every command imports this module."""


def insert(
    connection: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    same: Mapping[str, Any],
) -> None:
    """Insert rows, hundreds in a statement; ``same`` holds the columns that have one value in all of them."""
    named, shared, width = ", ".join([*same, *columns]), tuple(same.values()), len(columns)
    cells = chain.from_iterable(rows)
    most = max(1, (BOUND_AT_ONCE - len(shared)) // width) * width
    while part := tuple(islice(cells, most)):
        places = _places(len(shared), width, len(part) // width)
        connection.execute(f"INSERT INTO {table} ({named}) VALUES {places}", (*shared, *part))


@lru_cache(maxsize=64)
def _places(shared: int, width: int, count: int) -> str:
    """Return ``(?1, ?2, ?, ?), (?1, ?2, ?, ?)``: ``shared`` values of all rows, ``width`` of each one's own.

    These have no numbers: SQLite searches the list of all numbers for each.
    """
    row = ", ".join([*(f"?{number}" for number in range(1, shared + 1)), *("?" * width)])
    return ", ".join([f"({row})"] * count)


@contextmanager
def room(connection: sqlite3.Connection, filled: Mapping[str, Collection[str]]) -> Iterator[None]:
    """Drop the indexes and triggers that new rows would pay for; make them again at a normal end.

    ``filled`` is table -> the columns that rows fill. Dropped are the indexes that begin with one of
    them (the others cost nothing), the triggers that wait for another column to be filled (calling them
    costs as much as a row), and those that refuse rows of no change, which bulk loads always name.
    """
    parts = [part for table, columns in filled.items() for part in _dear(connection, table, columns)]
    for kind, name, _ in parts:
        connection.execute(f"DROP {kind} {name}")
    yield
    # Sorted in parts that fit the processor's cache, in files nobody else can open: quicker, in less memory.
    connection.execute("PRAGMA temp_store=FILE")
    try:
        for _, _, sql in parts:
            connection.execute(sql)
    finally:
        connection.execute("PRAGMA temp_store=MEMORY")


def _dear(connection: sqlite3.Connection, table: str, columns: Collection[str]) -> list[tuple[str, str, str]]:
    """Return type, name and SQL of what rows with such columns pay for."""
    query = (
        "SELECT s.type, s.name, s.sql, (SELECT name FROM pragma_index_info(s.name) WHERE seqno = 0) "
        "FROM sqlite_schema s WHERE s.tbl_name = :table AND s.sql IS NOT NULL AND s.type <> 'table'"
    )
    found = []
    for kind, name, sql, first in connection.execute(query, {"table": table}):
        awaited = re.search(_AWAITED, sql) if kind == "trigger" else None
        idle = awaited is not None and awaited[1] not in columns
        if first in columns or idle or name == f"{table}_journal_insert":
            found.append((kind, name, sql))
    return found
