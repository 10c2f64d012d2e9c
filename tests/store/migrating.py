"""Steps that no release has, and a program of its own that migrates by them, or is killed at it.

``python -m tests.store.migrating URL`` migrates and prints what it did; with a number it is killed
before that statement.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crmcli.db import open_store
from crmcli.engines.migrate import Migrated, migrate_postgres, migrate_sqlite
from crmcli.engines.postgres import PostgresStore
from crmcli.engines.sqlite import SqliteStore
from crmcli.migrations import SCHEMA_VERSION
from crmcli.migrations.steps import Run, Step
from tests.support.program import environment

ROOT = Path(__file__).parents[2]
AT = "2026-11-21T10:15:00Z"

REBUILT = """
CREATE TABLE tag_new (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_change INTEGER NOT NULL REFERENCES change (id),
  name TEXT NOT NULL CONSTRAINT has_a_name CHECK (name <> ''),
  name_fold TEXT NOT NULL,
  name_sort TEXT NOT NULL,
  colour TEXT CONSTRAINT colour_known CHECK (colour IN ('red', 'green'))
) STRICT
"""


def widen(run: Run, engine: str) -> None:
    """Add a column and fill it: a step that writes every row of a journaled table."""
    run(f"ALTER TABLE customer ADD COLUMN loyalty {'INTEGER' if engine == 'sqlite' else 'BIGINT'}")
    run("UPDATE customer SET loyalty = id * 10")
    run("CREATE INDEX ix_customer_loyalty ON customer (loyalty)")


def rebuild(run: Run, engine: str) -> None:
    """Give a table a new check: on SQLite its rows move to a new table, which takes the old one's name."""
    if engine == "sqlite":
        run(REBUILT)
        run("INSERT INTO tag_new SELECT id, created_change, name, name_fold, name_sort, 'red' FROM tag")
        run("DROP TABLE tag")
        run("ALTER TABLE tag_new RENAME TO tag")
        run("CREATE UNIQUE INDEX uq_tag_name ON tag (name_fold)")
    else:
        known = "CONSTRAINT colour_known CHECK (colour IN ('red', 'green'))"
        run(f"ALTER TABLE tag ADD COLUMN colour TEXT {known}")
        run("UPDATE tag SET colour = 'red'")


STEPS = (
    Step(SCHEMA_VERSION + 1, "customers have loyalty points", widen),
    Step(SCHEMA_VERSION + 2, "tags have colours", rebuild),
)
HEAD = SCHEMA_VERSION + 2


def migrate(url: str, steps: Sequence[Step] = STEPS) -> Migrated:
    """Migrate a store by steps."""
    store = open_store(url)
    if isinstance(store, SqliteStore):
        return migrate_sqlite(store, AT, steps)
    assert isinstance(store, PostgresStore)
    return migrate_postgres(store, AT, steps)


class Watched:
    """A connection that calls something before every statement, and keeps next to nothing in memory."""

    def __init__(self, connection: Any, before: Callable[[str], None]) -> None:
        """Wrap a connection of either engine."""
        self._connection = connection
        self._before = before
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA cache_size = 3")  # half of a change is on disk before its commit

    def execute(self, sql: Any, *values: Any) -> Any:
        self._before(sql)
        return self._connection.execute(sql, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def watch(before: Callable[[str], None]) -> None:
    """Have something called before every statement of this process' stores."""
    connect_file, connect_server = SqliteStore.connect, PostgresStore._connect
    from contextlib import contextmanager

    def connect(self: SqliteStore, *where: Any) -> Any:
        return Watched(connect_file(self, *where), before)

    @contextmanager
    def connected(self: PostgresStore) -> Any:
        with connect_server(self) as connection:
            yield Watched(connection, before)

    SqliteStore.connect = connect  # type: ignore[assignment,method-assign]
    PostgresStore._connect = connected  # type: ignore[method-assign]


def killed_before(number: int) -> Callable[[str], None]:
    """Count statements and end this process, without any farewell, before the one of that number."""
    left = number

    def count(_sql: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


def start(url: str, *arguments: str) -> "subprocess.Popen[str]":
    """Run this module in a process of its own."""
    command = [sys.executable, "-m", "tests.store.migrating", url, *arguments]
    path = os.pathsep.join([str(ROOT), *sys.path])
    env = environment({"PYTHONPATH": path})
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        watch(killed_before(int(sys.argv[2])))
    sys.stdout.write(json.dumps(migrate(sys.argv[1])) + "\n")
