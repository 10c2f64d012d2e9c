"""A person's own query on a shared store: able to read the views, and nothing else.

The server parses it first, as a view of the session that is thrown away at once: its parse tree names
every relation and function by number, and each must be one of ours, or harmless. Then it runs on its
own, as one statement of a read-only transaction with a time limit.
"""

from __future__ import annotations

import re
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING, Any

from crmcli.domain.reports.sql import Answer, Gathered, Question
from crmcli.domain.reports.statement import place
from crmcli.domain.reports.views import VIEWS
from crmcli.engines.postgres import told, translated
from crmcli.engines.query_errors import FUNCTIONS, HELP, forbidden, too_long, unknown
from crmcli.engines.schema import statements
from crmcli.engines.secrets import connect, masked
from crmcli.errors import CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    import psycopg

    from crmcli.engines.postgres import PostgresStore

    Connection = psycopg.Connection[Any]

_BEFORE, _AFTER = "CREATE TEMP VIEW crm_query AS SELECT 1 AS one WHERE EXISTS (\n", "\n)"
# What a parse tree says of the functions that are called, also by aggregates, windows and operators.
_CALLED = re.compile(r":(?:funcid|aggfnoid|winfnoid|opfuncid|opno) (\d+)")
_READ = re.compile(r":relid (\d+)")
_PART, _LARGEST_PART = 50, 20_000  # rows


def ask(store: PostgresStore, question: Question) -> Answer:
    """Return what a query over the views gives; a database without our schema reads as an empty store.

    Raises:
        Refused: it would write, reads anything but the views, takes too long, or is no SQL.
    """
    import psycopg

    with store.reading():
        pass  # the store's own way in: it checks the version
    with told(store.name), closing(connect(store.url)) as connection:
        sql = _bound(connection, question)
        new = store.version(connection) is None
        connection.execute("BEGIN")
        if new:
            for statement in statements("postgres"):
                connection.execute(statement)
        connection.execute(f"SET LOCAL statement_timeout = '{question.seconds:d}s'")
        try:
            _judge(connection, sql)
            if not new:
                connection.execute("ROLLBACK")
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                connection.execute(f"SET LOCAL statement_timeout = '{question.seconds:d}s'")
            return _fetched(connection, sql, question)
        except psycopg.Error as error:
            if "CREATE VIEW" in str(error):  # a server that is only read can't judge a query: told as that
                raise
            raise _meant(error, sql, question) from error
        finally:
            connection.execute("ROLLBACK")


def _bound(connection: Connection, question: Question) -> str:
    """Return the query with its values put in as literals, quoted by the driver: no view has parameters."""
    import psycopg

    cursor = psycopg.ClientCursor(connection)
    return cursor.mogrify(translated(question.statement.sql), dict(question.statement.values))


def _run(connection: Connection, sql: str) -> Any:
    """Run a text that can only be one statement: the server refuses several in this protocol."""
    import psycopg

    result = connection.pgconn.exec_params(sql.encode(), [])
    if result.status not in (psycopg.pq.ExecStatus.TUPLES_OK, psycopg.pq.ExecStatus.COMMAND_OK):
        raise psycopg.errors.error_from_result(result, encoding="utf-8")
    return result


def _judge(connection: Connection, sql: str) -> None:
    """Have the query parsed, and refuse what it may not touch.

    Raises:
        Refused: a relation that is none of the views, or a function that is not known as harmless.
    """
    _run(connection, f"{_BEFORE}{sql}{_AFTER}")
    query = (
        "SELECT CAST(ev_action AS text) FROM pg_rewrite "
        "WHERE ev_class = CAST('pg_temp.crm_query' AS regclass)"
    )
    (tree,) = connection.execute(query).fetchone() or ("",)
    relations = {int(number) for number in _READ.findall(tree)} - {0}
    named = connection.execute(
        "SELECT c.relname, c.relnamespace = to_regnamespace(current_schema()) AND c.relkind = 'v' "
        "FROM pg_class c WHERE c.oid = ANY(%s) AND c.oid <> CAST('pg_temp.crm_query' AS regclass)",
        (list(relations),),
    ).fetchall()
    for name, ours in named:
        if not ours or name not in VIEWS:
            raise forbidden(name, kind="table")
    called = {int(number) for number in _CALLED.findall(tree)} - {0}
    for name, builtin, operator in connection.execute(
        "SELECT p.proname, p.pronamespace = to_regnamespace('pg_catalog'), "
        "EXISTS (SELECT 1 FROM pg_operator o WHERE o.oprcode = p.oid) "
        "OR EXISTS (SELECT 1 FROM pg_cast t WHERE t.castfunc = p.oid) FROM pg_proc p WHERE p.oid = ANY(%s)",
        (list(called),),
    ).fetchall():
        if not builtin or not (operator or name in FUNCTIONS):
            raise forbidden(name, kind="function")
    foreign = connection.execute(
        "SELECT o.oprname FROM pg_operator o "
        "WHERE o.oid = ANY(%s) AND o.oprnamespace <> to_regnamespace('pg_catalog')",
        (list(called),),
    ).fetchone()
    if foreign is not None:
        raise forbidden(foreign[0], kind="function")


def _fetched(connection: Connection, sql: str, question: Question) -> Answer:
    """Run the query by a cursor of the server, so that no more rows come than are wanted.

    They come in parts: the server keeps the rows of a part on its disk until the part is whole.
    """
    end = monotonic() + question.seconds
    _run(connection, f"DECLARE crm_rows NO SCROLL CURSOR FOR\n{sql}")
    gathered, part = Gathered(question.limit), _PART
    while True:
        cursor = connection.execute(f"FETCH FORWARD {part:d} FROM crm_rows")
        names = [column.name for column in cursor.description or ()]
        if not names:
            raise Refused("the query names no column", HELP)
        rows = cursor.fetchall()
        for row in rows:
            gathered.add(row)
            if gathered.full:
                break
        if gathered.full or len(rows) < part:
            return gathered.answer(names)
        if monotonic() > end:
            raise too_long(question.seconds)
        part = min(2 * part, _LARGEST_PART) if gathered.small else part


def _meant(error: Any, sql: str, question: Question) -> CrmError:
    """Return what an error of the server means."""
    state, said = error.sqlstate or "", error.diag.message_primary or masked(str(error).splitlines()[0])
    start = max(int(error.diag.statement_position or 1) - 1 - len(_BEFORE), 0)
    name = re.search(r'"([^"]+)"|(?:column|function) ([\w.]+)', said)
    found = (name[1] or name[2]).rpartition(".")[2] if name is not None else ""
    if state == "57014":
        return too_long(question.seconds)
    kind = {"42P01": "table", "42703": "column", "42883": "function"}.get(state)
    if kind is not None and found and "operator" not in said:
        return unknown(sql, kind, found)
    if state == "42601":
        if "end of input" in said or start >= len(sql):
            return Refused("the query ends too early", HELP)
        return Refused(
            say("the query is no SQL at {place}: {said}", place=place(sql, start), said=said), HELP
        )
    if state in ("25006", "2F003"):
        return forbidden(said, kind="server")
    where = say(" at {place}", place=place(sql, start)) if error.diag.statement_position else ""
    return Refused(
        say("the query failed{where}: {said}", where=where, said=said), error.diag.message_hint or HELP
    )
