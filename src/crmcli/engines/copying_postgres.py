"""A PostgreSQL database read as a source, and filled as a target by COPY, in one transaction each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crmcli.engines.copying_rows import BATCH, ENGINES_OWN, numbered, selected, table_columns
from crmcli.engines.postgres import told
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import psycopg

    from crmcli.engines.copying_rows import Row, Rows
    from crmcli.engines.postgres import PostgresStore

    Connection = psycopg.Connection[Any]

# A copy of years may take longer than a command may; nobody waits for it but the one who started it.
_PATIENT = ("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")

_HERE = "relnamespace = to_regnamespace(current_schema())"
_REFERENCES = (
    "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k "
    f"JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f' AND c.{_HERE} ORDER BY c.relname, k.conname"
)
_INDEXES = (
    "SELECT x.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i "
    "JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid "
    f"WHERE c.{_HERE} AND c.relname = ANY(%s) "
    "AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY x.relname"
)


class PostgresSide:
    """A database while it is read; see ``copying.Side``."""

    def __init__(self, store: PostgresStore, connection: Connection) -> None:
        """Read over a connection whose transaction has begun."""
        self.name = store.name
        self._connection = connection

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self._one(selected("count(*)", table)))

    def _one(self, sql: str) -> Any:
        found = self._connection.execute(sql.encode()).fetchone()
        return found[0] if found is not None else None

    def rows(self, table: str, columns: Sequence[str]) -> Rows:
        """Yield a table's rows in the order of their keys, by a cursor of the server."""
        query = f"{selected(', '.join(columns), table)} ORDER BY {columns[0]}"
        with told(self.name), self._connection.cursor(name="crm_rows") as cursor:
            cursor.execute(query.encode())
            while batch := cursor.fetchmany(BATCH):
                yield batch

    def given(self) -> Mapping[str, int]:
        """Return table -> the highest number it ever gave: a sequence knows whether its value was given."""
        last = "CASE WHEN is_called THEN last_value ELSE last_value - 1 END"
        return {table: int(self._one(f"SELECT {last} FROM {table}_id_seq")) for table in numbered()}


def is_one_database(source: PostgresStore, target: PostgresStore) -> bool:
    """Tell whether two addresses lead to one database: a lock taken over the one is felt over the other."""
    from secrets import randbits

    asked = "SELECT pg_try_advisory_lock(%s)"
    key = randbits(62)
    with told(source.name), source._connect() as one:  # noqa: SLF001 - its own engine
        one.execute(asked.encode(), (key,))
        with told(target.name), target._connect() as other:  # noqa: SLF001
            found = other.execute(asked.encode(), (key,)).fetchone()
            return found is not None and not found[0]


@contextmanager
def reading(store: PostgresStore) -> Iterator[tuple[PostgresSide, int | None]]:
    """Open one snapshot of a database; its version is None where nothing was ever stored."""
    with told(store.name), store._connect() as connection:  # noqa: SLF001 - its own engine
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for setting in _PATIENT:
            connection.execute(setting.encode())
        yield PostgresSide(store, connection), store.version(connection)
        connection.execute("ROLLBACK")


class PostgresMade(PostgresSide):
    """A database that is being filled; see ``copying.Filled``.

    What each row would pay for is taken away and made again at the end: references, indexes, triggers.
    """

    def __init__(self, store: PostgresStore, connection: Connection) -> None:
        """Take away what new rows would pay for, and the rows that a new store begins with."""
        super().__init__(store, connection)
        tables = list(table_columns())
        self._references = connection.execute(_REFERENCES.encode()).fetchall()
        self._indexes = connection.execute(_INDEXES.encode(), (tables,)).fetchall()
        self._run(f"TRUNCATE {', '.join(table for table in tables if table != 'meta')}")
        self._run(f"DELETE FROM meta WHERE key <> '{ENGINES_OWN}'")
        for table, name, _ in self._references:
            self._run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in self._indexes:
            self._run(f"DROP INDEX {name}")
        for table in tables:
            self._run(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def _run(self, sql: str) -> None:
        self._connection.execute(sql.encode())

    def take(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Put rows into a table by COPY.

        Raises:
            Refused: a text holds what PostgreSQL can't store.
        """
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as copy,
        ):
            for batch in rows:
                try:
                    for row in batch:
                        copy.write_row(row)
                except Exception as error:
                    raise _unstorable(table, columns, batch) or error from error

    def finish(self, given: Mapping[str, int]) -> None:
        """Make again what was taken away, go on with the numbers, and let the planner know the tables.

        Raises:
            Refused: a reference doesn't hold, as it doesn't in the source.
        """
        import psycopg

        for table, last in given.items():
            self._run(f"SELECT setval('{table}_id_seq', {max(last, 1):d}, {'true' if last else 'false'})")
        for _, made in self._indexes:
            self._run(made)
        for table, name, made in self._references:
            try:
                self._run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}")
            except psycopg.errors.ForeignKeyViolation as error:
                from crmcli.engines.copying_sqlite import loose_reference

                raise loose_reference(table) from error
        for table in table_columns():
            self._run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            self._run(f"ANALYZE {table}")


def _unstorable(table: str, columns: Sequence[str], batch: Sequence[Row]) -> Refused | None:
    """Return what is wrong with a row that can't be written, None when it is something else."""
    for row in batch:
        for name, cell in zip(columns, row, strict=True):
            if isinstance(cell, str) and "\0" in cell:
                message = say(
                    "{table} {key}, {column} holds a NUL character, which PostgreSQL can't store",
                    table=table,
                    key=row[0],
                    column=name,
                )
                return Refused(message, "crm doctor")
    return None


@contextmanager
def making(store: PostgresStore) -> Iterator[PostgresMade]:
    """Fill a database in one transaction, which is committed when the block ends well.

    Raises:
        Conflict: something is stored there already.
        Busy: it was made by an older program, or somebody writes in it.
        Refused: it holds tables of another program, or is none of ours to fill.
    """
    from crmcli.engines.copying import fit, in_the_way

    with told(store.name), store._connect() as connection:  # noqa: SLF001 - its own engine
        store._begin_write(connection)  # noqa: SLF001
        for setting in _PATIENT:
            connection.execute(setting.encode())
        version = store.version(connection)
        if version is None:
            store._create(connection, "1970-01-01T00:00:00Z")  # noqa: SLF001
        else:
            fit(store, version)
            (held,) = connection.execute("SELECT count(*) FROM change").fetchone() or (0,)
            if held > 1:
                raise in_the_way(store.name, held, file=False)
        yield PostgresMade(store, connection)
        _commit(connection)


def _commit(connection: Connection) -> None:
    """Commit; a Ctrl-C in between changes nothing when the server has done it."""
    try:
        connection.execute("COMMIT")
    except KeyboardInterrupt:
        if connection.info.transaction_status.name != "IDLE":
            raise
        found = connection.execute("SELECT count(*) FROM change").fetchone()
        if found is None or found[0] == 0:
            raise
