"""A person's own query on a local store: able to read the views, and nothing else.

Opened read-only; every table, column and function that the statement touches is asked of an
authorizer while SQLite compiles it. What a view reads inside is known beforehand, column by column,
so that a part of a query which takes a view's name reads no more than the view itself.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from crmcli.domain.reports.sql import Answer, Gathered, Question
from crmcli.domain.reports.statement import number_or_text, pieces
from crmcli.domain.reports.views import VIEWS
from crmcli.engines.query_errors import FUNCTIONS, forbidden, misread, rowless, too_long
from crmcli.engines.schema import statements
from crmcli.engines.sqlite import BUSY_SECONDS
from crmcli.engines.sqlite_errors import plain, told
from crmcli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.engines.sqlite import SqliteStore

_SOURCES = ("json_each", "json_tree")  # functions that give rows
_STEPS = 1_000  # of the engine, between two looks at the clock
_GRACE = 2  # seconds after its time until a query is left behind: nothing stops it inside one function
_HEAP = 500_000_000  # bytes that the engine may hold
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 10_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 1_000_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_SETTINGS = ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=FILE")
_ACTIONS = {
    getattr(sqlite3, name): word
    for name, word in {
        "SQLITE_INSERT": "INSERT", "SQLITE_UPDATE": "UPDATE", "SQLITE_DELETE": "DELETE",
        "SQLITE_ATTACH": "ATTACH", "SQLITE_DETACH": "DETACH", "SQLITE_PRAGMA": "PRAGMA",
        "SQLITE_TRANSACTION": "BEGIN", "SQLITE_SAVEPOINT": "SAVEPOINT",
        "SQLITE_ALTER_TABLE": "ALTER", "SQLITE_REINDEX": "REINDEX", "SQLITE_ANALYZE": "ANALYZE",
    }.items()
}  # fmt: skip


class _Denied(NamedTuple):
    """What the authorizer refused: an action, a table, a function, or what is the engine's own."""

    kind: str
    name: str


def ask(store: SqliteStore, question: Question) -> Answer:
    """Return what a query over the views gives; a missing store reads as an empty one.

    It runs in a thread, so that one which hangs inside a single function can be left, also by Ctrl-C.

    Raises:
        Refused: it would write, reads anything but the views, takes too long, or is no SQL.
    """
    from threading import Thread

    ended: list[Answer | BaseException] = []

    def work() -> None:
        try:
            ended.append(_ask(store, question))
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            ended.append(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    thread.join(question.seconds + _GRACE)
    if not ended:
        raise too_long(question.seconds)
    if isinstance(ended[0], BaseException):
        raise ended[0]
    return ended[0]


def _ask(store: SqliteStore, question: Question) -> Answer:
    """Ask, with every guard in its place."""
    denied: list[_Denied] = []
    with told(store.path), _opened(store) as connection:
        inside, tables = _inside_views(connection), _tables(connection)
        _refuse_tables(question, tables)
        connection.set_authorizer(_authorizer(inside, tables, denied))
        end = monotonic() + question.seconds
        connection.set_progress_handler(lambda: monotonic() > end, _STEPS)
        try:
            return _fetched(connection, question)
        except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError, MemoryError) as error:
            raise _meant(connection, question, error, denied) from error
        finally:
            connection.set_progress_handler(None, 0)
            connection.set_authorizer(None)


def _fetched(connection: sqlite3.Connection, question: Question) -> Answer:
    """Run the query and return its rows."""
    values = {name: number_or_text(value) for name, value in question.statement.values.items()}
    cursor = connection.execute(question.statement.sql, values)
    if cursor.description is None:
        raise rowless()
    names = [column[0] for column in cursor.description]
    gathered = Gathered(question.limit)
    for row in cursor:
        gathered.add(row)
        if gathered.full:
            break
    return gathered.answer(names)


@contextmanager
def _opened(store: SqliteStore) -> Iterator[sqlite3.Connection]:
    """Open a store so that nothing can be written, nor a file be made."""
    with store.reading() as db:
        # The store's own way in: it checks the version, and plays a journal back that a kill left.
        empty = not store.exists()
        del db
    target = ":memory:" if empty else f"file:{quote(os.fsencode(plain(store.path)))}?mode=ro"
    with closing(sqlite3.connect(target, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        if empty:
            for statement in statements("sqlite"):
                connection.execute(statement)
        for setting in (*_SETTINGS, f"hard_heap_limit={_HEAP:d}"):
            connection.execute(f"PRAGMA {setting}")
        for limit, most in _LIMITS.items():
            connection.setlimit(limit, most)
        connection.text_factory = lambda stored: stored.decode("utf-8", "replace")
        connection.execute("BEGIN")
        yield connection


def _inside_views(connection: sqlite3.Connection) -> dict[str, frozenset[tuple[str, str]]]:
    """Return view -> the (table, column) pairs that it reads."""
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for view in VIEWS:
        read: set[tuple[str, str]] = set()

        def note(action: int, table: Any, column: Any, *_: Any, read: set[tuple[str, str]] = read) -> int:
            if action == sqlite3.SQLITE_READ:
                read.add((table, column))
            return sqlite3.SQLITE_OK

        connection.set_authorizer(note)
        connection.execute(f"EXPLAIN SELECT * FROM {view}").close()
        found[view] = frozenset(read)
    connection.set_authorizer(None)
    return found


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the names of the tables; load what gives rows of JSON, since that looks like a write later."""
    for source in _SOURCES:
        connection.execute(f"SELECT 1 FROM {source}('[]')").close()
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return frozenset(name for (name,) in found)


def _refuse_tables(question: Question, tables: frozenset[str]) -> None:
    """Refuse a table's name after FROM: of a read without columns, SQLite doesn't tell whose it is.

    Raises:
        Refused: there is one.
    """
    before = ""
    for piece in pieces(question.statement.sql):
        name = piece.text.strip('"`[]').lower()
        if before in ("from", "join") and name in tables:
            raise forbidden(name, kind="table")
        before = piece.text.lower()


def _authorizer(
    inside: dict[str, frozenset[tuple[str, str]]], tables: frozenset[str], denied: list[_Denied]
) -> Any:
    """Return what says yes or no to each thing a statement does; what was refused is put in ``denied``."""
    within = {table for pairs in inside.values() for table, _ in pairs}

    def may_read(table: str, column: str, source: str | None) -> bool:
        if table in VIEWS or table in _SOURCES or (table, column) in inside.get(source or "", ()):
            return True
        # How many rows, no more: of a table of the views (the optimizer's doing), or of a WITH part.
        return not column and (table in within or (table not in tables and not table.startswith("sqlite_")))

    def judge(action: int, first: Any, second: Any, _database: Any, source: Any) -> int:
        refused: _Denied | None = None
        if action == sqlite3.SQLITE_READ:
            refused = None if may_read(first, second, source) else _Denied("table", str(first))
        elif action == sqlite3.SQLITE_FUNCTION:
            refused = None if str(second).lower() in FUNCTIONS else _Denied("function", str(second))
        elif first == "sqlite_master":
            refused = _Denied("engine", "")
        elif action not in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE):
            refused = _Denied("action", _ACTIONS.get(action, ""))
        if refused is None:
            return sqlite3.SQLITE_OK
        denied.append(refused)
        return sqlite3.SQLITE_DENY

    return judge


def _meant(
    connection: sqlite3.Connection, question: Question, error: Exception, denied: list[_Denied]
) -> Exception:
    """Return what an error means."""
    text = str(error)
    if denied:
        first = denied[0]
        return forbidden(first.name, kind=first.kind)
    if "interrupted" in text:
        return too_long(question.seconds)
    if isinstance(error, MemoryError) or "too big" in text or "out of memory" in text:
        return Refused("the query makes a text or a row too large", "select less of it")

    def check(prefix: str) -> str:
        try:
            connection.execute(f"EXPLAIN {prefix}").close()
        except (sqlite3.Error, sqlite3.Warning) as failed:
            return str(failed)
        return ""

    return misread(question.statement.sql, text, check)
