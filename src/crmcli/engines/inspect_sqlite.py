"""The health of a local store as its engine sees it: file, pages, references, schema, cells.

Nothing raises for what is found: a damaged or foreign file is a finding like any other.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from crmcli.domain.doctor.finding import FAIL, FIX, OK, RESTORE, WARN, Finding, Places, listed, named
from crmcli.engines import inspect_places
from crmcli.engines.inspect_file import expect_store
from crmcli.engines.sqlite import begin_write
from crmcli.engines.sqlite_errors import told
from crmcli.errors import CrmError
from crmcli.migrations import SCHEMA_VERSION
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.engines.sqlite import SqliteStore

_MADE = re.compile(r"CREATE (?:UNIQUE )?(?P<kind>TABLE|INDEX|TRIGGER|VIEW) (?P<name>\w+)")
_CHUNK = 5_000
_NEEDED = ("store", "pages", "schema", "cells")  # without these, content can't be read
_PARTS = {"index": "INDEX", "trigger": "TRIGGER", "view": "VIEW"}  # made of the tables: may be made anew

Shape = dict[tuple[str, str], str]


def examine(store: SqliteStore, places: Places) -> tuple[list[Finding], bool]:
    """Return what is found, and whether the store can be read by the checks of its content."""
    if not store.exists():
        return [
            Finding(
                "store",
                WARN,
                say("there is no store at {name} yet", name=store.name),
                say("the first change makes it"),
            )
        ], False
    try:
        seen = expect_store(store.path, SCHEMA_VERSION)
    except CrmError as error:
        found = [Finding("store", FAIL, error.message, RESTORE)]
        return [*found, *inspect_places.look(store.path, places)], False
    found = [Finding("store", OK, say("{name}, {bytes:,} bytes", name=store.name, bytes=seen.bytes))]
    try:
        with told(store.path), closing(store.connect()) as connection:
            connection.execute("PRAGMA query_only=ON")
            connection.execute("BEGIN")
            found += _inside(connection, seen.version)
    except CrmError as error:
        found.append(Finding("pages", FAIL, error.message, RESTORE if error.code == 1 else error.hint))
    readable = seen.version == SCHEMA_VERSION and not any(
        finding.state == FAIL and not finding.fixable and finding.check in _NEEDED for finding in found
    )
    return [*found, *inspect_places.look(store.path, places)], readable


def _inside(connection: sqlite3.Connection, version: int) -> Iterator[Finding]:
    """Yield what a connection tells; what can't be looked at any more is left out."""
    pages = _pages(connection)
    yield pages
    if version < SCHEMA_VERSION:
        needed = say(
            "schema {version}, this program needs {schema_version}",
            version=version,
            schema_version=SCHEMA_VERSION,
        )
        yield Finding("version", WARN, needed, "crm migrate")
        return
    yield Finding("version", OK, say("schema {version}", version=version))
    if pages.state == FAIL:
        return
    yield _references(connection)
    schema = _schema(connection)
    yield schema
    yield _cells(connection)
    if schema.state != FAIL or schema.fixable:
        yield _numbers(connection)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode == "wal":
        way = "sqlite3 FILE 'PRAGMA journal_mode=DELETE'"
        yield Finding("mode", WARN, "write-ahead log: another program set it; not safe on every SQLite", way)


def _pages(connection: sqlite3.Connection) -> Finding:
    """Check the structure of the file, its indexes, and the rules of its tables."""
    lines = [line for (text,) in connection.execute("PRAGMA integrity_check") for line in text.splitlines()]
    lines = [line for line in lines if not line.startswith("***")]
    if lines == ["ok"]:
        return Finding("pages", OK, say("the file is sound"))
    return Finding("pages", FAIL, say("damaged: {listed}", listed=listed(lines)), RESTORE)


def _references(connection: sqlite3.Connection) -> Finding:
    """Check that what rows refer to is there."""
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if not broken:
        return Finding("references", OK, say("every reference holds"))
    places = [
        say("{named} to a {parent} that is gone", named=named(table, row_id or 0), parent=parent)
        for table, row_id, parent, _ in broken
    ]
    return Finding("references", FAIL, listed(places), RESTORE)


def packaged() -> Shape:
    """Return what a new store has: (kind, name) -> statement, layout aside."""
    from crmcli.engines.schema import statements

    with closing(sqlite3.connect(":memory:")) as fresh:
        for statement in statements("sqlite"):
            fresh.execute(statement)
        return shape(fresh)


def shape(connection: sqlite3.Connection) -> Shape:
    """Return (kind, name) -> statement, layout aside."""
    query = (
        "SELECT type, name, CAST(sql AS BLOB) FROM sqlite_schema "
        "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    )
    return {
        (kind, name): " ".join(sql.decode("utf-8", "replace").split())
        for kind, name, sql in connection.execute(query).fetchall()
    }


def _schema(connection: sqlite3.Connection) -> Finding:
    """Compare tables, indexes, triggers and views with those of a new store."""
    right, found = packaged(), shape(connection)
    wrong = [key for key, sql in right.items() if found.get(key) != sql]
    words = [
        say(
            "{kind} {name} is {part}",
            kind=kind,
            name=name,
            part=say("changed") if (kind, name) in found else say("missing"),
        )
        for kind, name in wrong
    ]
    if any(kind == "table" for kind, _ in wrong):
        return Finding("schema", FAIL, listed(words), RESTORE)
    if wrong:
        return Finding("schema", FAIL, listed(words), FIX, fixable=True)
    more = [f"{kind} {name}" for kind, name in found if (kind, name) not in right]
    if more:
        return Finding(
            "schema",
            WARN,
            say("not of this program: {listed}", listed=listed(more)),
            say("look at who made it"),
        )
    return Finding(
        "schema", OK, say("{count} tables, indexes, triggers and views as they should be", count=len(right))
    )


def _cells(connection: sqlite3.Connection) -> Finding:
    """Decode every cell: a damaged byte of a text is seen by nothing else."""
    count, wrong = 0, []
    for kind, table in sorted(shape(connection)):
        if kind != "table":
            continue
        try:
            count += _read_all(connection, table)
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise
            wrong += _undecodable(connection, table)
    if wrong:
        return Finding("cells", FAIL, say("not UTF-8: {listed}", listed=listed(wrong)), RESTORE)
    return Finding("cells", OK, say("{count:,} rows can be read", count=count))


def _read_all(connection: sqlite3.Connection, table: str) -> int:
    cursor, count = connection.execute(f'SELECT * FROM "{table}"'), 0
    while part := len(cursor.fetchmany(_CHUNK)):
        count += part
    return count


def _undecodable(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the cells of a table that are no UTF-8."""
    connection.text_factory = bytes
    try:
        cursor, wrong = connection.execute(f'SELECT * FROM "{table}"'), []
        names = [column[0] for column in cursor.description]
        for row in cursor:
            wrong += [
                f"{named(table, row[0])} {name}"
                for name, cell in zip(names, row, strict=True)
                if isinstance(cell, bytes) and not _decodes(cell)
            ]
        return wrong
    finally:
        connection.text_factory = str


def _decodes(cell: bytes) -> bool:
    try:
        cell.decode()
    except UnicodeDecodeError:
        return False
    return True


def _behind(connection: sqlite3.Connection) -> list[tuple[str, int, int | None]]:
    """Return the tables whose next number was given already: name, last number, what is remembered."""
    from crmcli.engines.schema import table_map

    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    behind = []
    for table in ("change", "revision", *table_map()):
        last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        if last is not None and given.get(table, 0) < last:
            behind.append((table, last, given.get(table)))
    return behind


def _numbers(connection: sqlite3.Connection) -> Finding:
    """Check that the next number of every table is one that was never given."""
    wrong = [
        say("{table} would give {given} again", table=table, given=(given or 0) + 1)
        for table, _, given in _behind(connection)
    ]
    if wrong:
        return Finding("numbers", FAIL, listed(wrong), FIX, fixable=True)
    return Finding("numbers", OK, say("no number is given twice"))


def mend(store: SqliteStore) -> None:
    """Make indexes, triggers and views as they should be, and numbers go on after the last.

    Raises:
        Refused: one can't be made (a unique index over what is there twice); nothing was changed.
    """
    from crmcli.engines.schema import statements

    with told(store.path), closing(store.connect()) as connection:
        begin_write(connection)
        try:
            right, found = packaged(), shape(connection)
            for statement in statements("sqlite"):
                made = _MADE.match(statement)
                key = (made["kind"].lower(), made["name"]) if made is not None else ("", "")
                if key[0] in _PARTS and found.get(key) != right[key]:
                    connection.execute(f"DROP {_PARTS[key[0]]} IF EXISTS {key[1]}")
                    connection.execute(statement)
            _go_on(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def _go_on(connection: sqlite3.Connection) -> None:
    """Let the numbers of every table go on after the last one."""
    for table, last, given in _behind(connection):
        if given is None:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))
        else:
            connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last, table))
