"""What functions, triggers and views of a shared store do, compared with those of a new one.

A server keeps a function's text as it was given, a trigger's in words of its own that can be foretold, a
view's as a tree. So each view is made once more, for the session only, and the server describes both.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crmcli.engines.schema import statements

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

_MADE = re.compile(r"CREATE (?P<kind>TRIGGER|VIEW|FUNCTION) (?P<name>\w+)")
_FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(current_schema())"
_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(current_schema())"
)
_VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()"
_OURS = "SELECT pg_get_viewdef('pg_temp.crm_asked')"


def changed(connection: Connection) -> set[tuple[str, str]]:
    """Return kind and name of what is there and does something else than it would in a new store.

    The connection has no transaction open. On a standby views are not looked at: nothing can be made there.
    """
    functions = dict(connection.execute(_FUNCTIONS).fetchall())
    triggers = {name: _plain(text) for name, text in connection.execute(_TRIGGERS).fetchall()}
    views = dict(connection.execute(_VIEWS).fetchall())
    found, asked = set(), []
    for statement in statements("postgres"):
        made = _MADE.match(statement)
        if made is None:
            continue
        kind, name = made["kind"].lower(), made["name"]
        if kind == "function" and name in functions and functions[name] != statement.split("$$")[1]:
            found.add((kind, name))
        elif kind == "trigger" and name in triggers and triggers[name] != _plain(statement):
            found.add((kind, name))
        elif kind == "view" and name in views:
            asked.append((name, statement))
    return found | {("view", name) for name in _other(connection, asked, views)}


def _plain(text: str) -> str:
    """Return the statement of a trigger without layout, schema, and the word before an old-style call."""
    words = " ".join(text.split()).rstrip(";")
    return re.sub(r"(?<= ON )\w+\.|(?<=FUNCTION )\w+\.(?=\w+\()", "", words)


def _other(connection: Connection, asked: list[tuple[str, str]], views: dict[str, str]) -> list[str]:
    """Return the views that are not those of a new store."""
    import psycopg

    other = []
    with suppress(psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege):
        for name, statement in asked:
            connection.execute("BEGIN")
            try:
                ours = statement.replace(f"CREATE VIEW {name} ", "CREATE TEMP VIEW crm_asked ", 1)
                connection.execute(ours.encode())
                (definition,) = connection.execute(_OURS).fetchone() or ("",)
                if definition != views[name]:
                    other.append(name)
            except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
                other.append(name)  # what it is made of is missing, or another view is changed
            finally:
                connection.execute("ROLLBACK")
    return other
