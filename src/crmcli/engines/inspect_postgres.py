"""The health of a shared store as its server sees it; files and pages are the server's own matter."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

from crmcli.domain.doctor.finding import FAIL, FIX, OK, WARN, Finding, listed
from crmcli.engines import inspect_rights
from crmcli.engines.inspect_bodies import changed
from crmcli.engines.postgres import told
from crmcli.engines.schema import statements, table_map
from crmcli.engines.secrets import connect
from crmcli.errors import Conflict, CrmError
from crmcli.migrations import SCHEMA_VERSION
from crmcli.said import say

if TYPE_CHECKING:
    import psycopg

    from crmcli.engines.postgres import PostgresStore

    Connection = psycopg.Connection[Any]

_MADE = re.compile(
    r"CREATE (?:UNIQUE )?(?P<kind>TABLE|INDEX|TRIGGER|VIEW|FUNCTION) (?P<name>\w+)(?:.*? ON (?P<on>\w+))?",
    re.DOTALL,
)
_THERE = {
    "table": "SELECT tablename, '' FROM pg_tables WHERE schemaname = current_schema()",
    "view": "SELECT viewname, '' FROM pg_views WHERE schemaname = current_schema()",
    "index": (
        "SELECT c.relname, CASE WHEN i.indisvalid THEN '' ELSE 'not valid' END FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = to_regnamespace(current_schema())"
    ),
    "function": (
        "SELECT p.proname, '' FROM pg_proc p WHERE p.pronamespace = to_regnamespace(current_schema())"
    ),
    "trigger": (
        "SELECT t.tgname, CASE WHEN t.tgenabled = 'O' THEN '' ELSE 'switched off' END FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(current_schema())"
    ),
}


# Views with all that are made of them, step by step.
_MADE_OF = (
    "WITH RECURSIVE made(view) AS ("
    "SELECT CAST(to_regclass(n) AS oid) FROM unnest(CAST(%s AS text[])) AS g(n) UNION "
    "SELECT r.ev_class FROM made m JOIN pg_depend d ON d.refobjid = m.view "
    "JOIN pg_rewrite r ON r.oid = d.objid) "
    "SELECT CAST(CAST(view AS regclass) AS text) FROM made WHERE view IS NOT NULL ORDER BY 1"
)


def examine(store: PostgresStore) -> tuple[list[Finding], bool]:
    """Return what is found, and whether the store can be read by the checks of its content."""
    try:
        with told(store.name), closing(connect(store.url)) as connection:
            version = store.version(connection)
            if version is None:
                fact = say("there is no store at {name} yet", name=store.name)
                return [Finding("store", WARN, fact, say("the first change makes it"))], False
            found = [
                Finding(
                    "store",
                    OK,
                    say(
                        "{name}, server {server_version}",
                        name=store.name,
                        server_version=connection.info.server_version // 10000,
                    ),
                )
            ]
            found.append(_version(version))
            if version != SCHEMA_VERSION:
                return found, False
            other = changed(connection)
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            found += [_schema(connection, other), _references(connection), _numbers(connection)]
            found += inspect_rights.look(connection)
            tables = any(f.check == "schema" and f.state == FAIL and not f.fixable for f in found)
            return found, not tables
    except CrmError as error:
        return [Finding("store", FAIL, error.message, error.hint)], False


def _version(version: int) -> Finding:
    if version < SCHEMA_VERSION:
        return Finding(
            "version",
            WARN,
            say(
                "schema {version}, this program needs {schema_version}",
                version=version,
                schema_version=SCHEMA_VERSION,
            ),
            "crm migrate",
        )
    if version > SCHEMA_VERSION:
        fact = say(
            "made by a newer crmcli (schema {version}, this program knows {schema_version})",
            version=version,
            schema_version=SCHEMA_VERSION,
        )
        return Finding("version", FAIL, fact, say("pip install --upgrade crmcli"))
    return Finding("version", OK, say("schema {version}", version=version))


def _wrong(connection: Connection, other: set[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    """Return (kind, name, what is wrong, statement) of what a new store has and this one lacks.

    ``other`` are those that do something else.
    """
    there = {kind: dict(connection.execute(query).fetchall()) for kind, query in _THERE.items()}
    wrong = []
    for statement in statements("postgres"):
        made = _MADE.match(statement)
        if made is None:
            continue
        kind, name = made["kind"].lower(), made["name"]
        state = there[kind].get(name, "missing") or ("changed" if (kind, name) in other else "")
        if state:
            wrong.append((kind, name, state, statement))
    return wrong


def _columns(connection: Connection) -> list[str]:
    """Return the columns that tables lack."""
    query = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    )
    there = set(connection.execute(query).fetchall())
    wanted = [(table, column) for table, info in table_map().items() for column in info.columns]
    return [
        say("column {table}.{column} is missing", table=table, column=column)
        for table, column in wanted
        if (table, column) not in there
    ]


def _schema(connection: Connection, other: set[tuple[str, str]]) -> Finding:
    """Compare tables, columns, indexes, triggers, functions and views with those of a new store."""
    wrong = _wrong(connection, other)
    words = [
        say("{kind} {name} is {state}", kind=kind, name=name, state=state) for kind, name, state, _ in wrong
    ]
    if any(kind == "table" for kind, *_ in wrong) or _columns(connection):
        return Finding(
            "schema", FAIL, listed([*words, *_columns(connection)]), say("restore the server's own backup")
        )
    if wrong:
        return Finding("schema", FAIL, listed(words), FIX, fixable=True)
    return Finding("schema", OK, say("tables, indexes, triggers, functions and views are there"))


def _references(connection: Connection) -> Finding:
    """Check that what rows refer to is there: triggers that check it may have been switched off."""
    broken = []
    for table, info in table_map().items():
        for column, parent in {**info.references, "created_change": "change"}.items():
            query = (
                f"SELECT count(*) FROM {table} c LEFT JOIN {parent} p ON p.id = c.{column} "
                f"WHERE c.{column} IS NOT NULL AND p.id IS NULL"
            )
            (count,) = connection.execute(query).fetchone() or (0,)
            if count:
                broken.append(say("{count:,} of {table}.{column}", count=count, table=table, column=column))
    if broken:
        return Finding("references", FAIL, listed(broken), say("restore the server's own backup"))
    return Finding("references", OK, say("every reference holds"))


def _behind(connection: Connection) -> list[tuple[str, int]]:
    """Return the tables whose next number was given already, with their last one."""
    behind = []
    for table in (*table_map(), "change", "revision"):
        query = f"SELECT (SELECT max(id) FROM {table}), (SELECT last_value FROM {table}_id_seq)"
        last, given = connection.execute(query).fetchone() or (None, 0)
        if last is not None and given < last:
            behind.append((table, last))
    return behind


def _numbers(connection: Connection) -> Finding:
    """Check that the next number of every table is one that was never given."""
    behind = [
        say("{table} has {last} already", table=table, last=last) for table, last in _behind(connection)
    ]
    if behind:
        return Finding("numbers", FAIL, listed(behind), FIX, fixable=True)
    return Finding("numbers", OK, say("no number is given twice"))


def _drop_views(connection: Connection, names: list[str]) -> None:
    """Take away views of ours with those of ours that are made of them; they are made again after that.

    Raises:
        Conflict: one that somebody else made would go with them.
    """
    ours = {
        made["name"]
        for statement in statements("postgres")
        if (made := _MADE.match(statement)) is not None and made["kind"] == "VIEW"
    }
    found = [name for (name,) in connection.execute(_MADE_OF, (names,)).fetchall()]
    others = [name for name in found if name not in ours]
    if others:
        message = say(
            "{others} would go with views that are put right; nothing was changed", others=listed(others)
        )
        raise Conflict(message, say("keep its text, drop it, and make it again afterwards"))
    if found:
        connection.execute(f"DROP VIEW {', '.join(found)}")


def mend(store: PostgresStore) -> None:
    """Make indexes, triggers, functions and views as they should be, and numbers go on after the last."""
    with store.locked() as connection:
        if store.version(connection) != SCHEMA_VERSION:
            return
        other = changed(connection)
        _drop_views(connection, [name for kind, name in other if kind == "view"])
        for kind, name, state, statement in _wrong(connection, other):
            if kind == "table":
                continue
            made = _MADE.match(statement)
            table = made["on"] if made is not None else None
            if state == "switched off":
                connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
                continue
            if state == "not valid":
                connection.execute(f"DROP INDEX {name}")
            if state == "changed" and kind == "trigger":
                connection.execute(f"DROP TRIGGER {name} ON {table}")
            connection.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))
        for table, last in _behind(connection):
            connection.execute(f"SELECT setval('{table}_id_seq', {last:d})")
