"""A glance into a store for what is only convenient to know: never waits long, writes or makes anything.

Whatever stands in the way (no store, a lock, another schema, a foreign file) is the end of the glance, not
an error to tell.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crmcli.sql import Reader

PATIENCE_SECONDS = 0.3
"""How long a lock is waited for, and how long one question may take."""
_CONNECT_SECONDS = 2
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""


@contextmanager
def peeking(store: Any) -> Iterator[Reader]:
    """Open one snapshot of a store that is there and is of this program's schema.

    Raises:
        CrmError, OSError, sqlite3.Error, psycopg.Error: it can't be read now; nobody needs to be told.
    """
    path: Path | None = getattr(store, "path", None)
    if path is None:
        with _of_server(store) as reader:
            yield reader
        return
    with closing(_read_only(path)) as connection:
        from crmcli.engines.sqlite import SqliteReader

        yield SqliteReader(connection)


def _read_only(path: Path) -> Any:
    """Return a connection that can't write, not even roll back what a killed writer left."""
    import sqlite3

    from crmcli.engines.sqlite import APPLICATION_ID
    from crmcli.migrations import SCHEMA_VERSION

    _must_be("filled", "filled" if path.stat().st_size else "empty")
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE_SECONDS, isolation_level=None
    )
    try:
        end = monotonic() + PATIENCE_SECONDS
        connection.set_progress_handler(lambda: monotonic() > end, _STEPS)
        for setting in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        found = tuple(
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        _must_be((APPLICATION_ID, SCHEMA_VERSION), found)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _of_server(store: Any) -> Iterator[Reader]:
    """Open a snapshot of a shared store; the server ends what takes too long."""
    from crmcli.engines.postgres import PostgresReader
    from crmcli.engines.secrets import connect
    from crmcli.migrations import SCHEMA_VERSION

    with closing(connect(store.url, connect_timeout=_CONNECT_SECONDS)) as connection:
        connection.execute(f"SET statement_timeout = {int(PATIENCE_SECONDS * 1000)}")
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _must_be(SCHEMA_VERSION, store.version(connection))
        yield PostgresReader(connection)


def _must_be(wanted: object, found: object) -> None:
    """Refuse what is no store of this program's schema; nobody reads the message."""
    if found != wanted:
        raise Refused("no store to look into")
