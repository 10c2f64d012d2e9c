"""A local file read as a source, and made as a target: beside its place, and moved there when it is whole."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli.engines import sqlite_bulk
from crmcli.engines.copying_rows import BATCH, numbered, selected
from crmcli.engines.sqlite import APPLICATION_ID, SqliteStore
from crmcli.engines.sqlite_errors import told
from crmcli.errors import CrmError, Refused, system_says
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.engines.copying_rows import Row, Rows

_TABLE = re.compile(r"CREATE TABLE\b")
# The file has no name yet and is synced as a whole: what protects a store in use would cost half the time.
_QUICK = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA temp_store=FILE",
    "PRAGMA cache_size=-65536",
)


class SqliteSide:
    """A store's file while it is read; see ``copying.Side``."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        """Read over a connection whose transaction has begun."""
        self.name = name
        self._connection = connection

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self._connection.execute(selected("count(*)", table)).fetchone()[0])

    def rows(self, table: str, columns: Sequence[str]) -> Rows:
        """Yield a table's rows in the order of their keys.

        Raises:
            Refused: a text is no UTF-8: the store is damaged.
        """
        query = f"{selected(', '.join(columns), table)} ORDER BY {columns[0]}"
        try:
            with told(Path(self.name)):
                cursor = self._connection.execute(query)
                while batch := cursor.fetchmany(BATCH):
                    yield batch
        except CrmError as error:
            if "decode" not in error.message:
                raise
            from shlex import quote

            message = say("{name} is damaged: a text in {table} is no UTF-8", name=self.name, table=table)
            raise Refused(message, f"crm --db {quote(self.name)} doctor") from error

    def given(self) -> Mapping[str, int]:
        """Return table -> the highest number it ever gave."""
        known = dict(self._connection.execute("SELECT name, seq FROM sqlite_sequence"))
        return {table: known.get(table, 0) for table in numbered()}


@contextmanager
def reading(store: SqliteStore) -> Iterator[tuple[SqliteSide, int | None]]:
    """Open one snapshot of a file; its version is None where nothing was ever stored."""
    if not store.exists():
        with closing(sqlite3.connect(":memory:")) as nothing:
            yield SqliteSide(store.name, nothing), None
        return
    with told(store.path), closing(store.connect()) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        yield SqliteSide(store.name, connection), store.version(connection) if tables else None


class SqliteMade(SqliteSide):
    """A new file that is being filled; see ``copying.Filled``."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        """Make the tables; what hangs on them comes last."""
        super().__init__(name, connection)
        from crmcli.engines.schema import statements

        self._later = []
        for statement in statements("sqlite"):
            if _TABLE.match(statement):
                connection.execute(statement)
            else:
                self._later.append(statement)

    def take(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Put rows into a table."""
        sqlite_bulk.insert(self._connection, table, columns, _each(rows), {})

    def finish(self, given: Mapping[str, int]) -> None:
        """Build indexes, triggers and views; check the references; go on with the numbers.

        Raises:
            Refused: a reference doesn't hold, as it doesn't in the source.
        """
        from crmcli.migrations import SCHEMA_VERSION

        connection = self._connection
        for statement in self._later:
            connection.execute(statement)
        connection.execute("DELETE FROM sqlite_sequence")
        rows = [(table, last) for table, last in given.items() if last]
        connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", rows)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        loose = connection.execute("PRAGMA foreign_key_check").fetchone()
        if loose is not None:
            raise loose_reference(loose[0])


def loose_reference(table: str) -> Refused:
    """Return the error of a source in which a reference leads nowhere."""
    message = say(
        "a reference of {table} leads nowhere in the store to copy; nothing was copied", table=table
    )
    return Refused(message, "crm doctor")


def _each(rows: Rows) -> Iterator[Row]:
    for batch in rows:
        yield from batch


@contextmanager
def making(store: SqliteStore, at: str, *, replace: bool) -> Iterator[tuple[SqliteMade, list[str]]]:
    """Fill a file beside the store's path; it gets the name when the block ends well.

    Raises:
        Conflict: something is stored there already and is not to be replaced.
        Refused: the file can't be made.
    """
    held = _changes(store)
    if held is not None and held > 1 and not replace:
        from crmcli.engines.copying import in_the_way

        raise in_the_way(store.name, held, file=True)
    place = Path(os.path.realpath(store.path))
    partial = place.with_name(f".{place.name}.{os.getpid()}.copying")
    kept: list[str] = []
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(place)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with told(store.path), closing(sqlite3.connect(partial, isolation_level=None)) as connection:
            for setting in _QUICK:
                connection.execute(setting)
            connection.execute("BEGIN")
            yield SqliteMade(store.name, connection), kept
            connection.execute("COMMIT")
        _place(store, partial, place, at, kept, there=held is not None)
    except OSError as error:
        why = system_says(error)
        message = say("{path} can't be made: {why}; nothing was copied", path=store.path, why=why)
        raise Refused(message, "check the disk") from error
    finally:
        partial.unlink(missing_ok=True)


def _changes(store: SqliteStore) -> int | None:
    """Return how many changes a file holds, None where there is none, or one without a byte.

    Raises:
        Refused: it is another program's.
    """
    if not store.path.exists() or not store.path.stat().st_size:
        return None
    with told(store.path), closing(store.connect()) as connection:
        if not connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return None
        store.version(connection)
        return int(connection.execute("SELECT count(*) FROM change").fetchone()[0])


def _place(store: SqliteStore, partial: Path, place: Path, at: str, kept: list[str], *, there: bool) -> None:
    """Sync the finished file and give it its name; what was there is backed up before."""
    from crmcli.durable import move_to_free_name

    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    if there:
        from crmcli.engines.restore import restore
        from crmcli.sql import EVERY_ROW

        _, before = restore(store, partial, at, EVERY_ROW)
        kept += [before] if before is not None else []
        return
    mine = partial.stat().st_ino
    with suppress(FileNotFoundError):
        if not place.stat().st_size:
            place.unlink()  # a file without a byte is an empty store
    try:
        move_to_free_name(partial, place)
    except KeyboardInterrupt:
        # When it has its name all is done: what is said of it must be true.
        if not place.exists() or place.stat().st_ino != mine:
            raise


def _clear(place: Path) -> None:
    """Take away what a copy left that was killed."""
    for half in place.parent.glob(f".{place.name}.*.copying*"):
        number = half.name.removeprefix(f".{place.name}.").partition(".")[0]
        if number.isdecimal() and not _lives(int(number)):
            half.unlink(missing_ok=True)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
