"""The shared store: a PostgreSQL database, for a team of several branches.

Writers stand in one queue (an advisory lock), as they do on a local file: so numbers, undo and
conversions behave alike on both engines. Reads see one snapshot and never wait.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from crmcli.engines import faults
from crmcli.engines.asking import Asked
from crmcli.engines.faults import check_version
from crmcli.engines.rows import build
from crmcli.engines.schema import CURRENT
from crmcli.engines.secrets import connect, masked
from crmcli.engines.writing import RowWriter
from crmcli.errors import ExtraMissing, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import psycopg

    from crmcli.sql import ChangeNote, TableInfo, Values

T = TypeVar("T")

WRITERS = 0x43524D31  # the advisory lock every writer takes
LOCK_TIMEOUT = "30s"
_NAMED = re.compile(r"('(?:[^']|'')*')|(?<![:\w]):([A-Za-z_]\w*)|%")


@cache
def translated(sql: str) -> str:
    """Return SQL with ``:name`` as psycopg wants it; quoted text is left alone."""

    def swap(match: re.Match[str]) -> str:
        if match[1]:
            return match[1].replace("%", "%%")
        return f"%({match[2]})s" if match[2] else "%%"

    return _NAMED.sub(swap, sql)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn the engine's errors into errors a person can act on.

    Raises:
        ExtraMissing: psycopg is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        message = "a PostgreSQL store needs the extra 'postgres'"
        raise ExtraMissing(message, "pip install 'crmcli[postgres]'") from error
    try:
        yield
    except UnicodeEncodeError as error:
        raise faults.not_utf_8(error) from error
    except psycopg.errors.LockNotAvailable as error:
        raise faults.busy() from error
    except (
        psycopg.OperationalError,
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.ReadOnlySqlTransaction,
    ) as error:
        from crmcli.engines.postgres_errors import meant

        refused = meant(name, error)
        if refused is not None:
            raise refused from error
        lines = str(error).strip().splitlines() or [""]
        raise Refused(
            say("can't use {name}: {lines}", name=name, lines=lines[0]),
            "check the address with --db, and the server",
        ) from error
    except psycopg.errors.NumericValueOutOfRange as error:
        raise faults.too_large() from error
    except psycopg.Error as error:
        # The client's own errors (an address that is none, text with U+0000) have no diagnosis.
        said = error.diag.message_primary or masked((str(error).splitlines() or [""])[0])
        text = f"{error.diag.constraint_name or ''} {said}"
        raise faults.rule(text) or Refused(say("the store refused this: {said}", said=said)) from error


class PostgresReader(Asked):
    """See ``crmcli.sql.Reader``."""

    engine: Literal["postgres"] = "postgres"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Ask over an open connection with a transaction begun."""
        self._connection = connection

    def _ask(self, sql: str, values: Values | None) -> psycopg.Cursor[Any]:
        return self._connection.execute(translated(sql), values or {})

    def rows(self, row: type[T], sql: str, values: Values | None = None) -> list[T]:
        """Return all rows as ``row``."""
        cursor = self._ask(sql, values)
        return build(row, [column.name for column in cursor.description or ()], cursor.fetchall())

    def one(self, row: type[T], sql: str, values: Values | None = None) -> T | None:
        """Return the first row, None when there is none."""
        cursor = self._ask(sql, values)
        found = cursor.fetchone()
        names = [column.name for column in cursor.description or ()]
        return build(row, names, [found])[0] if found is not None else None

    def value(self, sql: str, values: Values | None = None) -> Any:
        """Return the first column of the first row, None when there is none."""
        found = self._ask(sql, values).fetchone()
        return found[0] if found is not None else None

    def tuples(self, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Return all rows undecoded."""
        return self._ask(sql, values).fetchall()

    @cached_property
    def tables(self) -> Mapping[str, TableInfo]:
        """Return the journaled tables, parents before children."""
        from crmcli.engines.schema import table_map

        return table_map()


class PostgresWriter(PostgresReader, RowWriter):
    """See ``crmcli.sql.Writer``."""

    def __init__(self, connection: psycopg.Connection[Any], name: str, change: int, note: ChangeNote) -> None:
        """Write over a connection whose transaction holds the writers' lock and ``change``."""
        super().__init__(connection)
        self._name = name
        self.change = change
        self.note = note
        self.wrote = False
        self._depth = 0

    def insert(self, table: str, values: Values) -> int:
        """Insert one row and return its number."""
        self.wrote = True
        filled = {**values, "created_change": self.change}
        sql = (
            f"INSERT INTO {table} ({', '.join(filled)}) "
            f"VALUES ({', '.join(':' + name for name in filled)}) RETURNING id"
        )
        return int(self.value(sql, filled))

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], same: Values | None = None
    ) -> None:
        """Insert many rows by COPY."""
        self.wrote = True
        shared = {**(same or {}), "created_change": self.change}
        named, values = ", ".join([*columns, *shared]), tuple(shared.values())
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row((*row, *values))

    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        count = self._ask(sql, values).rowcount
        self.wrote = self.wrote or count > 0
        return count

    def allocate(self, table: str, count: int) -> range:
        """Reserve numbers; writers stand in one queue, so they are consecutive."""
        sequence = f"{table}_id_seq"
        first = self.value("SELECT nextval(CAST(:sequence AS regclass))", {"sequence": sequence})
        if count > 1:
            self.value(
                "SELECT setval(CAST(:sequence AS regclass), :last)",
                {"sequence": sequence, "last": first + count - 1},
            )
        return range(first, first + count)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Open a part that is rolled back alone when it raises."""
        self._depth += 1
        name = f"part_{self._depth}"
        wrote = self.wrote
        self._ask(f"SAVEPOINT {name}", None)
        try:
            with told(self._name):
                yield
        except BaseException:
            self._ask(f"ROLLBACK TO {name}", None)
            self._ask(f"RELEASE {name}", None)
            self.wrote = wrote
            raise
        else:
            self._ask(f"RELEASE {name}", None)
        finally:
            self._depth -= 1

    def defer_references(self) -> None:
        """Let references be checked when the transaction ends."""
        self._ask("SET CONSTRAINTS ALL DEFERRED", None)

    @contextmanager
    def bulk(self, filled: Mapping[str, Collection[str]]) -> Iterator[None]:
        """Load many rows; COPY needs nothing taken away. The planner is told of them at once."""
        with self.savepoint():
            yield
        for table in filled:
            self._ask(f"ANALYZE {table}", None)


class PostgresStore:
    """A store in a PostgreSQL database; its schema is made by the first write."""

    engine: Literal["postgres"] = "postgres"

    def __init__(self, url: str) -> None:
        """Keep the address; passwords come from ~/.pgpass or PGPASSWORD rather than from it."""
        self.url = url
        self.kept = False

    @property
    def name(self) -> str:
        """What a person calls this store; never shows a password."""
        return masked(self.url).split("?")[0]

    def exists(self) -> bool:
        """Return whether the schema is there."""
        with told(self.name), self._connect() as connection:
            return self.version(connection) is not None

    @contextmanager
    def reading(self) -> Iterator[PostgresReader]:
        """Open one snapshot; a database without our schema reads as an empty store and stays as it is."""
        with told(self.name), self._connect() as connection:
            if self.version(connection) is None:
                self._begin_write(connection)
                if self.version(connection) is None:
                    self._create(connection, "1970-01-01T00:00:00Z")
                else:  # a first writer was at it
                    connection.execute("ROLLBACK")
            if connection.info.transaction_status.name == "IDLE":
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                self._check(connection)
            yield PostgresReader(connection)
            connection.execute("ROLLBACK")

    def vacuum(self) -> None:
        """Rewrite the tables without what deleted rows left behind; the server's log is its own matter."""
        with self._connect() as connection:
            connection.autocommit = True
            connection.execute("VACUUM (FULL)")

    @contextmanager
    def writing(self, note: ChangeNote, *, dry_run: bool = False) -> Iterator[PostgresWriter]:
        """Open one journaled transaction; it is kept when the block ends well and wrote something."""
        self.kept = False
        with told(self.name), self._connect() as connection:
            note = note._replace(actor=note.actor or connection.info.user)
            self._begin_write(connection)
            if self.version(connection) is None:
                self._create(connection, note.at)
            self._check(connection)
            (change,) = connection.execute(
                "INSERT INTO change (at, actor, branch, command, input_sha256) "
                "VALUES (%s, %s, %s, %s, %s) RETURNING id",
                note,
            ).fetchall()[0]
            connection.execute(translated(CURRENT), {"change": change})
            writer = PostgresWriter(connection, self.name, change, note)
            try:
                yield writer
                connection.execute("DELETE FROM current_change")
                if not dry_run and writer.wrote:
                    self._keep(connection, change)
            finally:
                if connection.info.transaction_status.name in {"INTRANS", "INERROR"}:
                    connection.execute("ROLLBACK")

    def _keep(self, connection: psycopg.Connection[Any], change: int) -> None:
        """Commit; when a signal comes in between, or the line breaks, ask the server what became of it."""
        import psycopg

        try:
            connection.execute("COMMIT")
            self.kept = True
        except psycopg.OperationalError:
            if connection.info.transaction_status.name != "UNKNOWN":
                raise  # the server refused, and is there
            from crmcli.engines.postgres_line import was_kept

            self.kept = was_kept(self, change)
            if not self.kept:
                raise
        except psycopg.Error:
            raise
        except BaseException:  # a signal
            found = connection.execute("SELECT id FROM change WHERE id = %s", (change,)).fetchone()
            self.kept = found is not None
            raise

    @contextmanager
    def _connect(self) -> Iterator[psycopg.Connection[Any]]:
        from crmcli.engines.postgres_line import patience

        connection = connect(self.url, **patience(self.url))
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def locked(self) -> Iterator[psycopg.Connection[Any]]:
        """Open a transaction that holds the writers' lock, without looking at the schema."""
        with told(self.name), self._connect() as connection:
            self._begin_write(connection)
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _begin_write(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute("BEGIN")
        connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITERS,))

    def version(self, connection: psycopg.Connection[Any]) -> int | None:
        """Return the schema's version, None when there is no schema of ours.

        Raises:
            Refused: the tables are another program's.
        """
        query = "SELECT to_regclass('meta'), to_regclass('current_change')"
        meta, current = connection.execute(query).fetchone() or (None, None)
        if meta is None:
            return None
        if current is None:
            check_version(self.name, None, 0)
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
        return int(found[0]) if found else None

    def _check(self, connection: psycopg.Connection[Any]) -> None:
        from crmcli.migrations import SCHEMA_VERSION

        check_version(self.name, self.version(connection), SCHEMA_VERSION)

    def _create(self, connection: psycopg.Connection[Any], at: str) -> None:
        """Make the schema and what every store starts with, in the transaction that was begun.

        Raises:
            Refused: there are tables of another program.
        """
        from crmcli.engines.schema import seed, statements, table_map
        from crmcli.migrations import SCHEMA_VERSION

        taken = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ANY(%s)"
        if connection.execute(taken, (list(table_map()),)).fetchone() != (0,):
            check_version(self.name, None, SCHEMA_VERSION)
        for statement in statements("postgres"):
            connection.execute(statement)
        for sql, values in seed(at):
            connection.execute(translated(sql), values)
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('schema_version', %s)", (str(SCHEMA_VERSION),)
        )
