"""Every record of the store as one text, the same for the same records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.dump.form import Head, TableHead, columns, head_line, last_number
from crmcli.domain.export.pieces import Kept, Pieces
from crmcli.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.sql import Reader

PAGE = 5_000
"""Rows in memory at once."""


@frozen
class Dump:
    """The whole store; ``schema`` is the version of its tables."""

    schema: int


def dump(db: Reader, request: Dump) -> Pieces:
    """Return the whole store as the lines of a file; nothing of it stays in memory.

    It lies on disk, in a file without a name, until it is written: so the store is closed by then.
    """
    kept = Kept()
    heads = {
        table: TableHead(int(db.value(f"SELECT count(*) FROM {table}")), last_number(db, table))
        for table in db.tables
    }
    kept.add(head_line(Head(request.schema, heads)))
    for table in db.tables:
        for lines in _lines(db, table):
            kept.add(lines)
    return Pieces("", kept)


def _lines(db: Reader, table: str) -> Iterator[str]:
    """Yield the rows of a table, a page of lines at a time."""
    from json import JSONEncoder

    encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    names = columns(db, table)
    query = f"SELECT {', '.join(names)} FROM {table} WHERE id > :after ORDER BY id LIMIT :page"
    after = 0
    while rows := db.tuples(query, {"after": after, "page": PAGE}):
        made = (
            {name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows
        )
        yield "".join([f'{{"{table}":{encode(row)}}}\n' for row in made])
        after = rows[-1][0]
