"""What a store is: its engine, how much it holds, and who one is in it."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.engines.copying_rows import selected, table_columns
from crmcli.engines.sqlite import SqliteStore
from crmcli.engines.sqlite_errors import told

if TYPE_CHECKING:
    from crmcli.engines.postgres import PostgresStore

    Store = SqliteStore | PostgresStore

_HELD = "SELECT count(*), max(at), max(id) FROM change"


class About(NamedTuple):
    """Facts of a store; ``rows`` None, as all that follow, where nothing was stored yet.

    ``may`` are the rights of whoever asks; ``trip`` is the way to the server and back in milliseconds.
    """

    engine: str
    schema: int | None = None
    rows: int | None = None
    bytes: int | None = None
    changes: int | None = None
    last_change: str | None = None
    login: str | None = None
    may: str | None = None
    guarded: bool | None = None
    encoding: str | None = None
    standby: bool | None = None
    trip: float | None = None


def about(store: Store) -> About:
    """Return what a store is; it is read and nothing else.

    Raises:
        Refused: it can't be reached or opened, or is none of ours.
    """
    return _local(store) if isinstance(store, SqliteStore) else _shared(store)


def _local(store: SqliteStore) -> About:
    import sqlite3

    engine = f"SQLite {sqlite3.sqlite_version}"
    if not store.exists():
        return About(engine, may="read, write")
    with told(store.path), closing(store.connect()) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return About(engine, may="read, write")
        schema = store.version(connection)
        names = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        rows = sum(
            connection.execute(selected("count(*)", table)).fetchone()[0]
            for table in table_columns()
            if table in names
        )
        changes, last, _ = connection.execute(_HELD).fetchone()
        encoding = connection.execute("PRAGMA encoding").fetchone()[0]
    may = "read, write, migrate" if os.access(store.path, os.W_OK) else "read"
    size = store.path.stat().st_size
    return About(engine, schema, rows, size, changes, last, None, may, None, encoding)


def _shared(store: Any) -> About:
    from time import perf_counter

    from crmcli.engines.postgres import told as shared
    from crmcli.engines.roles import rights

    with shared(store.name), store._connect() as connection:  # noqa: SLF001 - its own engine
        number = connection.info.server_version
        engine = f"PostgreSQL {number // 10000}.{number % 10000}"
        version = store.version(connection)
        begun = perf_counter()
        size, encoding, standby, login = connection.execute(
            "SELECT pg_database_size(oid), pg_encoding_to_char(encoding), pg_is_in_recovery(), "
            "CAST(session_user AS text) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        trip = (perf_counter() - begun) * 1000
        if version is None:
            return About(
                engine, bytes=size, login=login, encoding=encoding, standby=standby, trip=round(trip, 1)
            )
        mine = rights(connection)
        rows = changes = last = None
        if mine.read:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            rows = _count(connection)
            changes, last, _ = connection.execute(_HELD).fetchone()
            connection.execute("ROLLBACK")
        return About(
            *(engine, version, rows, size, changes, last, login, mine.words, mine.guarded),
            *(encoding, standby, round(trip, 1)),
        )


def _count(connection: Any) -> int:
    """Return how many rows the tables hold that are there."""
    there = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    names = {name for (name,) in connection.execute(there)}
    counts = [f"({selected('count(*)', table)})" for table in table_columns() if table in names]
    return int(connection.execute(f"SELECT {' + '.join(counts)}".encode()).fetchone()[0])
