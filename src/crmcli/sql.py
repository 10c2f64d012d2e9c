"""The reader and the writer the core speaks to, and the few SQL expressions that differ by engine.

SQL text uses ``:name`` parameters and the subset that SQLite and PostgreSQL share; it never holds
a user's value. Rows come back as frozen dataclasses, decoded by their annotations.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

T = TypeVar("T")
Engine = Literal["sqlite", "postgres"]
Values = Mapping[str, Any]
EVERY_ROW = 1 << 62  # a LIMIT that leaves nothing out


class ChangeNote(NamedTuple):
    """What the journal keeps of a command: ``at`` is a UTC instant, ``command`` holds no personal value."""

    at: str
    actor: str
    branch: str | None
    command: str
    input_sha256: str | None = None


class TableInfo(NamedTuple):
    """A journaled table: its columns, and column -> table it refers to."""

    columns: tuple[str, ...]
    references: Mapping[str, str]


class Asking(NamedTuple):
    """For which day, where and how patiently a store is asked; see ``Reader``."""

    today: date
    zone: tzinfo
    lapsed_days: int


class Reader(Protocol):
    """Asks the store; sees one state from begin to end.

    ``asked_on`` is the day that relative days in filters count from, None when nobody told; ``zone`` is
    where moments are local; ``lapsed_days`` without a purchase make a customer a lapsed one. They come
    from ``asking``, which is called when one of them is asked for.
    """

    asking: Callable[[], Asking] | None

    @property
    def asked_on(self) -> date | None:
        """The day that relative days count from."""

    @property
    def zone(self) -> tzinfo:
        """Where moments are local."""

    @property
    def lapsed_days(self) -> int:
        """Days without a purchase that make a customer a lapsed one."""

    @property
    def engine(self) -> Engine:
        """Return which engine this is."""
        ...

    def rows(self, row: type[T], sql: str, values: Values = ...) -> list[T]:
        """Return all rows as ``row``; the query's columns carry the names of its fields, in order."""
        ...

    def one(self, row: type[T], sql: str, values: Values = ...) -> T | None:
        """Return the first row, None when there is none."""
        ...

    def value(self, sql: str, values: Values = ...) -> Any:
        """Return the first column of the first row, None when there is none."""
        ...

    def tuples(self, sql: str, values: Values = ...) -> list[tuple[Any, ...]]:
        """Return all rows undecoded."""
        ...

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """Return the journaled tables, parents before children."""
        ...


class Writer(Reader, Protocol):
    """Changes the store inside one journaled transaction; see ``Reader`` for questions.

    Every insert carries ``change``; updates and deletes are logged by the store's triggers.
    """

    change: int
    note: ChangeNote
    wrote: bool

    def insert(self, table: str, values: Values) -> int:
        """Insert one row and return its number; ``id`` and ``created_change`` are filled in."""
        ...

    def insert_many(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], same: Values = ...
    ) -> None:
        """Insert many rows; ``columns`` may include ``id`` (from ``allocate``), not ``created_change``.

        ``same`` holds the columns that have one value in every row.
        """
        ...

    def update(self, table: str, row_id: int, values: Values) -> dict[str, tuple[Any, Any]]:
        """Set the columns that differ; return column -> (old, new) of those, {} when none did."""
        ...

    def delete(self, table: str, row_id: int) -> None:
        """Delete one row; the store refuses when another row refers to it."""
        ...

    def execute(self, sql: str, values: Values = ...) -> int:
        """Run a statement and return how many rows it touched."""
        ...

    def allocate(self, table: str, count: int) -> range:
        """Reserve ``count`` numbers of a table; numbers are never given twice."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """Open a part that is rolled back alone when it raises; the store's refusals leave it as CrmError."""
        ...

    def defer_references(self) -> None:
        """Let references be checked when the transaction ends, not row by row."""
        ...

    def bulk(self, filled: Mapping[str, Collection[str]]) -> AbstractContextManager[None]:
        """Load very many new rows; ``filled`` is table -> the columns they fill.

        Indexes of those columns may be missing until the block ends, so nothing is looked up by them
        inside. When the block raises, the store is as it was before it.
        """
        ...


def marks(prefix: str, values: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """Return ``:p0, :p1, ...`` and its values, for an IN list; ``(NULL)`` when empty."""
    named = {f"{prefix}{number}": value for number, value in enumerate(values)}
    return ", ".join(f":{name}" for name in named) or "NULL", named


def within(engine: Engine, column: str, name: str, values: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """Return the condition that a column is one of very many values, bound as one parameter ``:name``."""
    if engine == "sqlite":
        import json

        return f"{column} IN (SELECT value FROM json_each(:{name}))", {name: json.dumps(values)}
    return f"{column} = ANY(:{name})", {name: values}


def days_between(engine: Engine, start: str, end: str) -> str:
    """Return an expression: whole days from one day or instant column to another."""
    if engine == "sqlite":
        return f"CAST(julianday(substr({end}, 1, 10)) - julianday(substr({start}, 1, 10)) AS INTEGER)"
    return f"(CAST(substr({end}, 1, 10) AS date) - CAST(substr({start}, 1, 10) AS date))"


def joined(engine: Engine, column: str, order: str) -> str:
    """Return an aggregate: the column's values in order, with U+001F between them."""
    if engine == "sqlite":
        return f"group_concat({column}, char(31))"
    return f"string_agg({column}, chr(31) ORDER BY {order})"


def json_field(engine: Engine, column: str, parameter: str) -> str:
    """Return an expression: the text of one field of a JSON object, NULL when it is not there."""
    if engine == "sqlite":
        return f"(SELECT CAST(value AS TEXT) FROM json_each({column}) WHERE key = {parameter})"
    return f"(CAST({column} AS json) ->> {parameter})"


def like(text: str) -> str:
    r"""Return text with LIKE's wildcards escaped by a backslash; use ``ESCAPE '\'``."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
