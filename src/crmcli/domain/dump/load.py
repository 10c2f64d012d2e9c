"""A file of the whole store loaded into a new one, numbers kept, in one change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.dump.file import DumpFile
from crmcli.domain.dump.form import SEEDED, last_number
from crmcli.domain.dump.rows import Checker, Columns
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Number
from crmcli.domain.results import Change
from crmcli.errors import Conflict, CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.dump.file import Line
    from crmcli.sql import Writer

BATCH = 2_000
BULK_FROM = 5_000
"""Rows of a table from which on its indexes are built behind them."""


@frozen
class LoadDump:
    """A file to load; ``passed`` is told how many rows were taken, each time some were."""

    file: DumpFile
    passed: Callable[[int], None] = lambda _: None


@frozen
class LoadedTable:
    """How many rows of a table were loaded."""

    table: str
    rows: Annotated[int, Number()]


def load_dump(db: Writer, request: LoadDump) -> Change[LoadedTable]:
    """Load every row of a file into a store that nobody has written to.

    The stages and lost reasons that a new store begins with become those of the file. Numbers that the
    file's store gave to records which are gone are not given again.

    Raises:
        Conflict: the store has changes of its own.
        Refused: a line doesn't fit, is missing, or is one too many; nothing is loaded.
    """
    from shlex import quote

    others = db.value("SELECT count(*) FROM change WHERE id > 1 AND id <> :this", {"this": db.change})
    if others:
        raise Conflict(
            "a whole store is loaded into a new one, and this one has changes of its own",
            f"crm --db new.db import all {quote(request.file.typed)}",
        )
    loader = _Loader(db, request)
    counts = loader.run()
    items = [LoadedTable(table, count) for table, count in counts.items() if count]
    total = sum(counts.values())
    return Change("loaded a whole store", LoadedTable, items, summary=say("Loaded {rows}", rows=_rows(total)))


class _Loader:
    """One load of one file."""

    def __init__(self, db: Writer, request: LoadDump) -> None:
        self._db = db
        self._file = request.file
        self._passed = request.passed
        self._heads = request.file.head.tables
        self._checker = Checker(db, request.file)
        unknown = self._heads.keys() - db.tables.keys()
        if unknown:
            raise self._file.broken(1, say("there is no table {unknown}", unknown=min(unknown)))

    def run(self) -> dict[str, int]:
        """Load the tables in their order; return how many rows each got."""
        counts = dict.fromkeys(self._db.tables, 0)
        waiting = dict.fromkeys(self._db.tables)
        for table, batches in self._tables():
            for passed in list(waiting):
                del waiting[passed]
                if passed == table:
                    break
                self._finish(passed, 0)
            counts[table] = self._load(table, batches)
            self._finish(table, counts[table])
        for table in waiting:
            self._finish(table, 0)
        return counts

    def _tables(self) -> Iterator[tuple[str, Iterator[list[Line]]]]:
        """Yield each table that has rows, with its rows in batches."""
        from itertools import groupby

        order = {table: at for at, table in enumerate(self._db.tables)}
        last = -1
        for table, lines in groupby(self._file.lines(), key=lambda line: line.table):
            first = next(lines)
            if table not in order:
                raise self._file.broken(first.number, say("there is no table {table}", table=table))
            if order[table] <= last:
                raise self._file.broken(
                    first.number, say("{table} must come before the tables above it", table=table)
                )
            last = order[table]
            yield table, _batches(first, lines)  # noqa: B031 - read before the next table

    def _load(self, table: str, batches: Iterator[list[Line]]) -> int:
        if table in SEEDED:
            return self._replace(table, [line for batch in batches for line in batch])
        count = 0
        with self._room(table):
            for batch in batches:
                self._insert(table, self._checker.take(batch), batch)
                count += len(batch)
                self._passed(len(batch))
        for line, name, number, column, target in self._later(table):
            try:
                with self._db.savepoint():
                    self._db.update(name, number, {column: target})
            except CrmError as error:
                raise self._file.broken(line, error.message) from error
        return count

    def _later(self, table: str) -> list[tuple[int, str, int, str, int]]:
        """Return the references within a table that had to wait for their rows."""
        self._checker.settle(table)
        later = self._checker.later[:]
        self._checker.later.clear()
        return later

    @contextmanager
    def _room(self, table: str) -> Iterator[None]:
        """Make room for the rows of a table: many have its indexes built behind them."""
        head = self._heads.get(table)
        if head is None or head.rows < BULK_FROM:
            yield
            return
        room = self._db.bulk({table: self._db.tables[table].columns})
        room.__enter__()
        try:
            yield
        except BaseException as error:
            room.__exit__(type(error), error, error.__traceback__)
            raise
        try:
            room.__exit__(None, None, None)
        except CrmError as error:
            # What an index refuses is known when it is built, without a line.
            raise Refused(
                say(
                    "{name}: {table}: {message}; nothing was loaded",
                    name=self._file.name,
                    table=table,
                    message=error.message,
                )
            ) from error

    def _insert(self, table: str, found: Columns, lines: Sequence[Line]) -> None:
        """Insert rows; what the store refuses is tried again one by one, so that its line can be named."""
        names = tuple(found)
        rows = list(zip(*found.values(), strict=True))
        try:
            with self._db.savepoint():
                self._db.insert_many(table, names, rows)
        except CrmError as error:
            if not isinstance(error, Refused | Conflict):
                raise
            for line, row in zip(lines, rows, strict=True):
                try:
                    with self._db.savepoint():
                        self._db.insert_many(table, names, [row])
                except CrmError as this:
                    raise self._file.broken(line.number, this.message) from this
            raise

    def _replace(self, table: str, lines: list[Line]) -> int:
        """Make the rows that a new store begins with those of the file."""
        found = self._checker.take(lines)
        names = list(found)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*found.values(), strict=True)]
        there = {row[0] for row in self._db.tuples(f"SELECT id FROM {table}")}
        for number in sorted(there - {row["id"] for row in rows}):
            self._db.delete(table, number)
        known = [at for at, row in enumerate(rows) if row["id"] in there]
        self._step_aside(table, [rows[at] for at in known])
        for at in known:
            self._set(table, rows[at], lines[at])
        fresh = [at for at in range(len(rows)) if at not in set(known)]
        if fresh:
            some = {name: [rows[at][name] for at in fresh] for name in names}
            self._insert(table, some, [lines[at] for at in fresh])
        self._passed(len(lines))
        return len(lines)

    def _step_aside(self, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Free the names of rows that take another one: two may swap theirs."""
        stored = dict(self._db.tuples(f"SELECT id, name_fold FROM {table}"))
        for row in rows:
            if stored[row["id"]] != row["name_fold"]:
                self._db.update(table, row["id"], {"name_fold": f"#{row['id']}"})

    def _set(self, table: str, row: dict[str, Any], line: Line) -> None:
        try:
            with self._db.savepoint():
                self._db.update(table, row["id"], {name: row[name] for name in row if name != "id"})
        except CrmError as error:
            raise self._file.broken(line.number, error.message) from error

    def _finish(self, table: str, count: int) -> None:
        """Hold a table to what the first line says of it; go on counting where its store was."""
        head = self._heads.get(table)
        if head is None:
            if count:
                raise self._file.broken(
                    1, say("it says nothing of {table}, which has {rows}", table=table, rows=_rows(count))
                )
            return
        if count != head.rows:
            raise self._file.broken(
                1,
                say(
                    "it says {rows} of {table}, the file has {count:,}",
                    rows=_rows(head.rows),
                    table=table,
                    count=count,
                ),
            )
        if not count and table in SEEDED:
            for (number,) in self._db.tuples(f"SELECT id FROM {table} ORDER BY id"):
                self._db.delete(table, number)
        if head.last < self._checker.numbers[table].last:
            raise self._file.broken(
                1, say("{table} has a number above the last one, {last}", table=table, last=head.last)
            )
        given = last_number(self._db, table)
        if head.last > given:
            self._db.allocate(table, head.last - given)


def _rows(count: int) -> str:
    return say("{count:,} row{s}", count=count, s="s" if count != 1 else "")


def _batches(first: Line, others: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield lines a batch at a time."""
    from itertools import chain, islice

    lines = chain((first,), others)
    while batch := list(islice(lines, BATCH)):
        yield batch
