"""The local store: one SQLite file, private to its owner, safe against kills and power cuts.

Rollback journal with synchronous=EXTRA, every write BEGIN IMMEDIATE; a read takes one snapshot.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from functools import cached_property
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from crmcli.engines import sqlite_bulk
from crmcli.engines.asking import Asked
from crmcli.engines.faults import check_version
from crmcli.engines.rows import build
from crmcli.engines.schema import CURRENT
from crmcli.engines.sqlite_errors import moved, plain, refuse_special, told, unusable
from crmcli.engines.writing import RowWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crmcli.sql import ChangeNote, TableInfo, Values

T = TypeVar("T")

APPLICATION_ID = 0x43524D31  # "CRM1"
BUSY_SECONDS = 30
_TURN_SECONDS = 0.025
_HURRY_SECONDS = 0.004
_SETTINGS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


def _readable(stored: bytes) -> str:
    """Decode text of which a byte was damaged; U+FFFD marks the place."""
    return stored.decode("utf-8", "replace")


def patiently(act: Callable[[], T], seconds: float) -> T:
    """Call until the store is free, for so many seconds; the act itself doesn't wait.

    SQLite would wait inside one call, where no signal is heard. Who has waited long looks more often, so
    that in a crowd nobody's turn never comes.

    Raises:
        sqlite3.OperationalError: it was never free, or something else is wrong.
    """
    begun = monotonic()
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0)  # an error of the module itself has none
            waited = monotonic() - begun
            if code & 0xFF != sqlite3.SQLITE_BUSY or waited >= seconds:
                raise
        sleep(_HURRY_SECONDS if waited * 4 > seconds else min(_TURN_SECONDS, 0.001 + waited / 8))


def begin_write(connection: sqlite3.Connection) -> None:
    """Take the writers' lock."""
    connection.execute("PRAGMA busy_timeout=0")
    patiently(lambda: connection.execute("BEGIN IMMEDIATE"), BUSY_SECONDS)
    # A change that outgrows the memory waits for readers in mid-statement: SQLite does that itself.
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at the path from another one, None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class SqliteReader(Asked):
    """See ``crmcli.sql.Reader``."""

    engine: Literal["sqlite"] = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Ask over an open connection with a transaction begun."""
        self._connection = connection

    def _ask(self, sql: str, values: Values | None, most: int = 0) -> tuple[sqlite3.Cursor, list[Any]]:
        """Return the cursor and its rows, all or ``most``; a cell that is no UTF-8 is marked, not fatal."""
        try:
            cursor = self._connection.execute(sql, values or {})
            return cursor, cursor.fetchmany(most) if most else cursor.fetchall()
        except sqlite3.OperationalError as error:
            if "decode" not in str(error) or self._connection.text_factory is _readable:
                raise
            self._connection.text_factory = _readable
            return self._ask(sql, values, most)

    def rows(self, row: type[T], sql: str, values: Values | None = None) -> list[T]:
        """Return all rows as ``row``."""
        cursor, found = self._ask(sql, values)
        return build(row, [column[0] for column in cursor.description], found)

    def one(self, row: type[T], sql: str, values: Values | None = None) -> T | None:
        """Return the first row, None when there is none."""
        cursor, found = self._ask(sql, values, 1)
        return build(row, [column[0] for column in cursor.description], found)[0] if found else None

    def value(self, sql: str, values: Values | None = None) -> Any:
        """Return the first column of the first row, None when there is none."""
        _, found = self._ask(sql, values, 1)
        return found[0][0] if found else None

    def tuples(self, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Return all rows undecoded."""
        return self._ask(sql, values)[1]

    @cached_property
    def tables(self) -> Mapping[str, TableInfo]:
        """Return the journaled tables, parents before children."""
        from crmcli.engines.schema import table_map

        return table_map()


class SqliteWriter(SqliteReader, RowWriter):
    """See ``crmcli.sql.Writer``."""

    def __init__(self, connection: sqlite3.Connection, path: Path, change: int, note: ChangeNote) -> None:
        """Write over a connection whose IMMEDIATE transaction holds ``change``."""
        super().__init__(connection)
        self._path = path
        self.change = change
        self.note = note
        self.wrote = False
        self._depth = 0

    def insert(self, table: str, values: Values) -> int:
        """Insert one row and return its number."""
        self.wrote = True
        filled = {**values, "created_change": self.change}
        sql = f"INSERT INTO {table} ({', '.join(filled)}) VALUES ({', '.join(':' + name for name in filled)})"
        number = self._connection.execute(sql, filled).lastrowid
        assert number is not None  # noqa: S101 - an INSERT always sets it
        return number

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], same: Values | None = None
    ) -> None:
        """Insert many rows."""
        self.wrote = True
        shared = {**(same or {}), "created_change": self.change}
        sqlite_bulk.insert(self._connection, table, columns, rows, shared)

    def execute(self, sql: str, values: Values | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        count = self._connection.execute(sql, values or {}).rowcount
        self.wrote = self.wrote or count > 0
        return count

    def allocate(self, table: str, count: int) -> range:
        """Reserve numbers: AUTOINCREMENT remembers the highest ever given, also explicit ones."""
        last = self.value("SELECT seq FROM sqlite_sequence WHERE name = :table", {"table": table})
        first = (last or 0) + 1
        if last is None:
            self._connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, count))
        else:
            self._connection.execute(
                "UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last + count, table)
            )
        return range(first, first + count)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Open a part that is rolled back alone when it raises."""
        self._depth += 1
        name = f"part_{self._depth}"
        wrote = self.wrote
        self._connection.execute(f"SAVEPOINT {name}")
        try:
            with told(self._path):
                yield
        except BaseException:
            # A full disk ends the whole transaction: then there is no part to roll back.
            if self._connection.in_transaction:
                self._connection.execute(f"ROLLBACK TO {name}")
                self._connection.execute(f"RELEASE {name}")
            self.wrote = wrote
            raise
        else:
            self._connection.execute(f"RELEASE {name}")
        finally:
            self._depth -= 1

    def defer_references(self) -> None:
        """Let references be checked when the transaction ends."""
        self._connection.execute("PRAGMA defer_foreign_keys=ON")

    @contextmanager
    def bulk(self, filled: Mapping[str, Collection[str]]) -> Iterator[None]:
        """Take what every new row would pay for away, and put it back behind the rows."""
        with self.savepoint(), sqlite_bulk.room(self._connection, filled):
            yield


class SqliteStore:
    """A store in a local file; missing until the first write."""

    engine: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.kept = False
        self.made = False  # whether this run made the file

    @property
    def name(self) -> str:
        """What a person calls this store."""
        return str(self.path)

    def exists(self) -> bool:
        """Return whether anything was ever stored."""
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise unusable(self.path, error) from error
        refuse_special(self.path, found.st_mode)
        return found.st_size > 0

    @contextmanager
    def reading(self) -> Iterator[SqliteReader]:
        """Open one snapshot; a missing store reads as an empty one and is not made."""
        with told(self.path), closing(self._snapshot()) as connection:
            yield SqliteReader(connection)

    def _snapshot(self) -> sqlite3.Connection:
        """Begin to read; where nothing was stored yet, an empty store in memory."""
        found = patiently(self._read_file, BUSY_SECONDS) if self.exists() else None
        if found is not None:
            return found
        connection = self.connect(":memory:")
        connection.execute("BEGIN")
        self._create(connection, "1970-01-01T00:00:00Z")
        return connection

    def _read_file(self) -> sqlite3.Connection | None:
        """Begin to read the file; None when nothing is in it: its first write was killed."""
        connection = self.connect(None, 0.0)
        try:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            if self._check(connection):
                connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    @contextmanager
    def writing(self, note: ChangeNote, *, dry_run: bool = False) -> Iterator[SqliteWriter]:
        """Open one journaled transaction; it is kept when the block ends well and wrote something."""
        self.kept = False
        with told(self.path):
            connection, file = self._begun(dry_run=dry_run)
            try:
                if not self._check(connection):
                    self._create(connection, note.at)
                cursor = connection.execute(
                    "INSERT INTO change (at, actor, branch, command, input_sha256) VALUES (?, ?, ?, ?, ?)",
                    note,
                )
                change = cursor.lastrowid or 0
                connection.execute(CURRENT, {"change": change})
                writer = SqliteWriter(connection, self.path, change, note)
                yield writer
                connection.execute("DELETE FROM current_change")
                if not dry_run and writer.wrote:
                    self._keep(connection, file)
            finally:
                if connection.in_transaction:
                    self._unmake(file)
                    connection.execute("ROLLBACK")
                connection.close()

    def _begun(self, *, dry_run: bool) -> tuple[sqlite3.Connection, tuple[int, int] | None]:
        """Connect and take the writers' lock; return what tells the file from another one, too.

        The file is made before, and known by then: one that takes its place during a long wait is not it.
        """
        from crmcli.engines.store_file import make

        nothing = dry_run and not self.exists()
        if not nothing:
            self.made = make(self.path) or self.made
        file = identity(self.path)
        target = ":memory:" if nothing else None
        connection = patiently(lambda: self.connect(target, 0.0), BUSY_SECONDS)
        try:
            begin_write(connection)
        except BaseException:
            connection.close()
            raise
        return connection, file

    def _unmake(self, file: tuple[int, int] | None) -> None:
        """Take an empty file away again: a write that was refused leaves nothing behind.

        Called while the transaction still holds the file, so that nobody else can have filled it;
        another process that waits for it finds out before it commits; see ``_keep``.
        """
        if file is not None and identity(self.path) == file and not self.exists():
            self.path.unlink(missing_ok=True)

    def _keep(self, connection: sqlite3.Connection, file: tuple[int, int] | None) -> None:
        """Commit, unless the file at the path is no longer the one that was opened.

        Raises:
            Refused: it was moved or replaced.
        """
        if identity(self.path) != file:
            raise moved(self.path)
        connection.execute("PRAGMA busy_timeout=0")
        failed = False
        try:
            patiently(lambda: connection.execute("COMMIT"), BUSY_SECONDS)
        except sqlite3.Error:
            failed = True  # a full disk ends the transaction, too
            raise
        finally:
            # Also when Ctrl-C comes in between: what is said of it must be true.
            self.kept = not failed and not connection.in_transaction

    def connect(self, target: Path | str | None = None, patience: float | None = None) -> sqlite3.Connection:
        """Open the file, or another one, with the store's settings; the caller begins and closes."""
        if patience is None:
            connection = patiently(lambda: self.connect(target, 0.0), BUSY_SECONDS)
            connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")
            return connection
        place = target if target == ":memory:" else plain(target or self.path)
        connection = sqlite3.connect(place, timeout=patience, isolation_level=None)
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection

    def version(self, connection: sqlite3.Connection) -> int:
        """Return the schema version of a store of ours.

        Raises:
            Refused: it is a database of another program.
        """
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            check_version(self.name, None, 0)
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _check(self, connection: sqlite3.Connection) -> bool:
        """Return True for a store of this version, False for an empty file; refuse anything else."""
        from crmcli.migrations import SCHEMA_VERSION

        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if application == APPLICATION_ID and version == SCHEMA_VERSION:
            return True
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if (application, version, tables) == (0, 0, 0):
            return False
        check_version(self.name, version if application == APPLICATION_ID else None, SCHEMA_VERSION)
        return True

    def _create(self, connection: sqlite3.Connection, at: str) -> None:
        """Make the schema and what every store starts with, in the transaction that was begun."""
        from crmcli.engines.schema import seed, statements
        from crmcli.migrations import SCHEMA_VERSION

        for statement in statements("sqlite"):
            connection.execute(statement)
        for sql, values in seed(at):
            connection.execute(sql, values)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
