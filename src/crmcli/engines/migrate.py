"""Bring an older store up to this program: backup, then all pending steps in one transaction."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from crmcli.engines.backup import back_up
from crmcli.engines.faults import check_version
from crmcli.engines.schema import statements
from crmcli.engines.sqlite_errors import told
from crmcli.errors import Refused
from crmcli.migrations.steps import STEPS, Step, newest, pending
from crmcli.said import say

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.engines.postgres import PostgresStore
    from crmcli.engines.sqlite import SqliteStore

_PROGRAM = re.compile(r"CREATE (?P<kind>TRIGGER|FUNCTION|VIEW) (?P<name>\w+)")

# found version, reached version, reasons of the steps, path of the backup
Migrated = tuple[int, int, tuple[str, ...], str | None]


def migrate_sqlite(store: SqliteStore, at: str, steps: Sequence[Step] = STEPS) -> Migrated:
    """Migrate a local file; of several processes at once one does it, the others find it done.

    Raises:
        Refused: no store of ours, a newer one, or one whose references don't hold.
    """
    if not store.exists():
        raise _nothing(store.name)
    from crmcli.engines.sqlite import begin_write

    with told(store.path), closing(store.connect()) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        begin_write(connection)
        try:
            found = store.version(connection)
            wanted = _wanted(store.name, found, steps)
            if not wanted:
                return found, found, (), None
            # Under the lock: it is a copy of the very rows that the steps are about to change.
            backup = back_up(store.path, found, at)
            with _without_programs(connection.execute, "sqlite", _sqlite_programs(connection)):
                for step in wanted:
                    step.apply(connection.execute, "sqlite")
            connection.execute(f"PRAGMA user_version={wanted[-1].version:d}")
            broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
            if broken:
                message = say(
                    "{broken:,} references of {name} don't hold; nothing was migrated",
                    broken=broken,
                    name=store.name,
                )
                raise Refused(message, say("the backup is {backup}", backup=backup))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    return found, wanted[-1].version, tuple(step.reason for step in wanted), str(backup)


def migrate_postgres(store: PostgresStore, at: str, steps: Sequence[Step] = STEPS) -> Migrated:
    """Migrate a PostgreSQL store under the writers' lock; its backup is the server's own matter.

    Raises:
        Refused: no store of ours, or a newer one.
    """
    del at
    with store.locked() as connection:

        def run(sql: str) -> object:
            return connection.execute(sql)

        found = store.version(connection)
        if found is None:
            raise _nothing(store.name)
        wanted = _wanted(store.name, found, steps)
        if wanted:
            programs = connection.execute(
                "SELECT 'TRIGGER', t.tgname || ' ON ' || c.relname "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(current_schema()) "
                "UNION ALL SELECT 'VIEW', c.relname FROM pg_class c "
                "WHERE c.relkind = 'v' AND c.relnamespace = to_regnamespace(current_schema())"
            ).fetchall()
            with _without_programs(run, "postgres", programs):
                for step in wanted:
                    step.apply(run, "postgres")
            run(f"UPDATE meta SET value = '{wanted[-1].version:d}' WHERE key = 'schema_version'")
    return found, max(found, newest(wanted)), tuple(step.reason for step in wanted), None


def _nothing(name: str) -> Refused:
    return Refused(
        say("there is no store at {name}", name=name), "the first write makes one of the newest version"
    )


def _wanted(name: str, found: int, steps: Sequence[Step]) -> list[Step]:
    """Return the pending steps; a store beyond the newest is refused."""
    if found > newest(steps):
        check_version(name, found, newest(steps))
    return pending(found, steps)


def _sqlite_programs(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT upper(type), name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
    ).fetchall()


@contextmanager
def _without_programs(
    run: Callable[[str], object], engine: str, programs: Sequence[tuple[str, str]]
) -> Iterator[None]:
    """Take the store's triggers and views away, and make those of the packaged schema afterwards."""
    for kind, name in programs:
        run(f"DROP {kind} {name}")
    yield
    for statement in statements(engine):
        made = _PROGRAM.match(statement)
        if made is not None:
            again = "CREATE OR REPLACE" if made["kind"] == "FUNCTION" else "CREATE"
            run(statement.replace("CREATE", again, 1))
