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
_EVENTS = re.compile(r"((?:BEFORE|AFTER) )(.*?)(?= ON )")
_FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = to_regnamespace(current_schema())"
_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid, true) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = to_regnamespace(current_schema())"
)
_VIEWS = "SELECT viewname, definition FROM pg_views WHERE schemaname = current_schema()"
_OURS = "SELECT pg_get_viewdef('pg_temp.crm_asked')"


def changed(connection: Connection) -> set[tuple[str, str]]:
    """Return kind and name of what is there and does something else than it would in a new store.

    A transaction that is open may write. On a standby views are not looked at: nothing can be made there.
    """
    there = {
        "function": dict(connection.execute(_FUNCTIONS).fetchall()),
        "trigger": {name: _plain(text) for name, text in connection.execute(_TRIGGERS).fetchall()},
        "view": dict(connection.execute(_VIEWS).fetchall()),
    }
    found, asked = set(), []
    for statement in statements("postgres"):
        made = _MADE.match(statement)
        kind, name = (made["kind"].lower(), made["name"]) if made is not None else ("", "")
        if name not in there.get(kind, {}):
            continue
        if kind == "view":
            asked.append((name, statement))
        elif there[kind][name] != (statement.split("$$")[1] if kind == "function" else _plain(statement)):
            found.add((kind, name))
    return found | {("view", name) for name in _other(connection, asked, there["view"])}


def _plain(text: str) -> str:
    """Return the statement of a trigger without layout and schema, its events in one order."""
    words = " ".join(text.split()).rstrip(";")
    words = _EVENTS.sub(lambda match: match[1] + " OR ".join(sorted(match[2].split(" OR "))), words, count=1)
    return re.sub(r"(?<= ON )\w+\.|(?<=FUNCTION )\w+\.(?=\w+\()", "", words)


def _other(connection: Connection, asked: list[tuple[str, str]], views: dict[str, str]) -> list[str]:
    """Return the views that are not those of a new store."""
    import psycopg

    other = []
    with suppress(psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege):
        for name, statement in asked:
            ours = statement.replace(f"CREATE VIEW {name} ", "CREATE TEMP VIEW crm_asked ", 1)
            try:
                with connection.transaction(force_rollback=True):
                    connection.execute(ours.encode())
                    (definition,) = connection.execute(_OURS).fetchone() or ("",)
            except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
                definition = ""  # what it is made of is missing, or another view is changed
            if definition != views[name]:
                other.append(name)
    return other
