"""A whole store copied to another one, of either engine, row by row and byte for byte.

Everything goes along: the journal, the revisions, what was frozen, the numbers that were given. The source
is read in one snapshot, the target filled in one transaction and compared with the source before it is kept.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crmcli.engines.copying_rows import Compared, Rows, compared, table_columns
from crmcli.engines.faults import check_version
from crmcli.engines.sqlite import SqliteStore, identity
from crmcli.errors import Busy, Conflict, CrmError, NotFound, Refused, UsageError
from crmcli.migrations import SCHEMA_VERSION
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from crmcli.engines.copying_rows import Row
    from crmcli.engines.postgres import PostgresStore

    Store = SqliteStore | PostgresStore
    Progress = Callable[[int | None, str], AbstractContextManager["Bar"]]


class Bar(Protocol):
    """Shows how far a piece of work is."""

    def advance(self, steps: int = 1) -> None:
        """Count steps that are done."""


class Side(Protocol):
    """One store while it is copied or compared: a snapshot of the source, the transaction on the target."""

    name: str

    def count(self, table: str) -> int:
        """Return how many rows a table has; ``meta`` without what tells an engine its schema."""
        ...

    def rows(self, table: str, columns: Sequence[str]) -> Rows:
        """Yield a table's rows in the order of their keys, ``BATCH`` at a time."""
        ...

    def given(self) -> Mapping[str, int]:
        """Return table -> the highest number it ever gave, 0 for none."""
        ...


class Filled(Side, Protocol):
    """A store in making."""

    def take(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Put rows into a table that has none."""
        ...

    def finish(self, given: Mapping[str, int]) -> None:
        """Build what was left for the end: indexes, references, triggers, the next numbers."""
        ...


class Copied(NamedTuple):
    """What a copy is: its tables with rows and digests, and where the store lies that it replaced."""

    tables: tuple[Compared, ...]
    kept: str | None


def copy(source: Store, target: Store, at: str, progress: Progress, *, replace: bool = False) -> Copied:
    """Copy a whole store to one that is empty; ``replace`` backs up what a file holds first.

    Raises:
        UsageError: both are one store.
        NotFound: there is no store to copy.
        Busy: the source is of an older program, or somebody holds the target.
        Conflict: the target holds something.
        Refused: the source is damaged or of a newer program, or the target can't hold it; it stays empty.
    """
    _told_apart(source, target)
    with _read(source) as origin, _made(target, at, replace=replace) as (made, kept):
        total = sum(origin.count(table) for table in table_columns())
        with progress(total, say("copying")) as bar:
            for table, columns in table_columns().items():
                made.take(table, columns, _counted(origin.rows(table, columns), bar))
            made.finish(origin.given())
        with progress(total, say("comparing")) as bar:
            tables = tuple(_each(origin, made, bar))
        _same(origin, made, tables)
    return Copied(tables, kept[0] if kept else None)


def verify(source: Store, target: Store, progress: Progress) -> tuple[Compared, ...]:
    """Compare two stores row by row, each read in one snapshot.

    Raises:
        UsageError: both are one store.
        NotFound, Busy, Refused: one of them is not there, older, newer or damaged.
    """
    _told_apart(source, target)
    with _read(source) as one, _read(target) as other:
        total = sum(one.count(table) for table in table_columns())
        with progress(total, say("comparing")) as bar:
            return tuple(_each(one, other, bar))


def _each(one: Side, other: Side, bar: Bar) -> Iterator[Compared]:
    """Compare the tables of two stores; the numbers that were given count as one more of a table."""
    given, theirs = one.given(), other.given()
    for table, columns in table_columns().items():
        found = compared(table, columns, _counted(one.rows(table, columns), bar), other.rows(table, columns))
        yield found._replace(last=given.get(table), other_last=theirs.get(table))


def _same(origin: Side, made: Side, tables: Sequence[Compared]) -> None:
    """Refuse a copy that differs from its source: nothing of it is kept."""
    wrong = [found for found in tables if not found.same]
    if wrong:
        raise Refused(
            say(
                "the copy of {source} differs from it in {tables}; {target} stays as it was",
                source=origin.name,
                tables=", ".join(found.table for found in wrong),
                target=made.name,
            ),
            "crm doctor",
        )


def _counted(rows: Rows, bar: Bar) -> Iterator[list[Row]]:
    for batch in rows:
        yield batch
        bar.advance(len(batch))


def _told_apart(source: Store, target: Store) -> None:
    """Refuse to copy a store to itself.

    Raises:
        UsageError: it is one file, or one database, by whatever names.
        Refused: a server can't be reached.
    """
    if isinstance(source, SqliteStore) and isinstance(target, SqliteStore):
        import os

        same = os.path.realpath(source.path) == os.path.realpath(target.path)
        same = same or (source.exists() and identity(source.path) == identity(target.path))
    elif isinstance(source, SqliteStore) or isinstance(target, SqliteStore):
        same = False
    else:
        from crmcli.engines.copying_postgres import is_one_database

        same = is_one_database(source, target)
    if same:
        raise UsageError(say("{name} is named twice", name=source.name), say("name two stores"))


@contextmanager
def _read(store: Store) -> Iterator[Side]:
    """Open one snapshot of a store of this program's version.

    Raises:
        NotFound: nothing was ever stored there.
        Busy, Refused: it is older, newer, or none of ours.
    """
    if isinstance(store, SqliteStore):
        from crmcli.engines.copying_sqlite import reading as opened
    else:
        from crmcli.engines.copying_postgres import reading as opened  # type: ignore[assignment]
    with opened(store) as (side, version):  # type: ignore[arg-type]
        if version is None:
            raise NotFound(say("there is no store at {name}", name=store.name), "crm db info")
        fit(store, version)
        yield side


def fit(store: Store, version: int) -> None:
    """Refuse a store of another version; the way out names the store itself.

    Raises:
        Busy: it is older.
        Refused: it is newer.
    """
    from shlex import quote

    try:
        check_version(store.name, version, SCHEMA_VERSION)
    except Busy as error:
        raise Busy(error.message, f"crm --db {quote(store.name)} migrate") from error


@contextmanager
def _made(store: Store, at: str, *, replace: bool) -> Iterator[tuple[Filled, list[str]]]:
    """Open the transaction that fills a target; it is kept when the block ends well.

    The list gets the path of what was there before.
    """
    if isinstance(store, SqliteStore):
        from crmcli.engines.copying_sqlite import making

        with making(store, at, replace=replace) as made:
            yield made
        return
    if replace:
        raise UsageError(
            say("--replace is for files: a shared store is never replaced"),
            say("name a new database, which createdb makes"),
        )
    from crmcli.engines.copying_postgres import making as shared

    with shared(store) as filled:
        yield filled, []


def in_the_way(name: str, changes: int, *, file: bool) -> CrmError:
    """Return the error of a target that holds something."""
    way = (
        "add --replace: what is there is backed up first"
        if file
        else "name a new database, which createdb makes"
    )
    message = say("{name} is not empty: it holds {changes:,} changes", name=name, changes=changes)
    return Conflict(message, way, {"changes": changes})
