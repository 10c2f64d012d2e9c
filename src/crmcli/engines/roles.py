"""Who may do what in a shared store: three roles of the server, and what it takes to make them.

A reader reads tables and views. A writer does what commands do, and neither changes the schema, nor empties
a table, nor takes anything out of the journal. An owner does all of that: migrates, erases, copies stores in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.engines.copying_rows import table_columns
from crmcli.engines.postgres import told
from crmcli.engines.schema import statements, table_map
from crmcli.errors import NotFound, Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from crmcli.engines.postgres import PostgresStore

    Connection = psycopg.Connection[Any]

READER, WRITER, OWNER = "reader", "writer", "owner"
MAY = {READER: "read", WRITER: "read, write", OWNER: "read, write, migrate"}
_PREFIX = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_MADE = re.compile(r"CREATE (?P<kind>VIEW|FUNCTION) (?P<name>\w+)")

# What commands set of a change after its insert; who, when and what stay as they were written.
CHANGE_SET = ("summary", "detail", "undoes", "redoable")

ACTOR = """CREATE OR REPLACE FUNCTION crm_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.actor <> session_user THEN
    NEW.actor := session_user || ' (' || NEW.actor || ')';
  END IF;
  RETURN NEW;
END $$"""
_ACTS = "CREATE TRIGGER crm_actor BEFORE INSERT ON {schema}.change FOR EACH ROW EXECUTE FUNCTION crm_actor()"
"""Who logged in stands in the journal, whatever a program says; what it says stands behind that."""


class Part(NamedTuple):
    """Statements that belong together, and what they are for."""

    about: str
    statements: tuple[str, ...]


def script(store: PostgresStore, prefix: str) -> str:
    """Return the SQL that makes the roles, to be read before it is run.

    Raises:
        NotFound: there is no store yet.
        UsageError: the prefix is no name of a role.
    """
    with told(store.name), store._connect() as connection:  # noqa: SLF001 - its own engine
        found = _parts(store, connection, prefix)
    lines = [
        "-- " + say("Roles of the store {name}. Run it as a superuser, or as the owner of", name=store.name),
        "-- " + say("the tables who may make roles (CREATEROLE). Running it again changes nothing."),
    ]
    lines += ["BEGIN;"]
    for part in found:
        lines += ["", f"-- {part.about}", *(f"{statement};" for statement in part.statements)]
    people = f"-- CREATE ROLE ayse LOGIN; GRANT {prefix}_{WRITER} TO ayse;"
    lines += ["", "COMMIT;", "", "-- " + say("Then, for each person:"), people]
    return "\n".join(lines)


class Role(NamedTuple):
    """A role, and who is in it."""

    name: str
    may: str
    members: tuple[str, ...]


_MEMBERS = (
    "SELECT m.rolname FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid "
    "JOIN pg_roles m ON m.oid = a.member WHERE r.rolname = %s AND m.rolcanlogin ORDER BY m.rolname"
)


def apply(store: PostgresStore, prefix: str) -> list[Role]:
    """Make the roles and give them what they need, in one transaction; return them with who is in them.

    Raises:
        NotFound: there is no store yet.
        UsageError: the prefix is no name of a role.
        Refused: this login may not make roles, or owns none of the tables.
    """
    import psycopg

    with store.locked() as connection:
        try:
            for part in _parts(store, connection, prefix):
                for statement in part.statements:
                    connection.execute(statement.encode())
            return [
                Role(name, may, tuple(who for (who,) in connection.execute(_MEMBERS, (name,))))
                for name, may in ((f"{prefix}_{role}", may) for role, may in MAY.items())
            ]
        except psycopg.errors.InsufficientPrivilege as error:
            said = error.diag.message_primary or ""
            message = say("the roles can't be made by this login: {said}", said=said)
            way = say("crm db roles prints the SQL: let a superuser of the server run it")
            raise Refused(message, way) from error


def _parts(store: PostgresStore, connection: Connection, prefix: str) -> list[Part]:
    """Return what is to be done, in order; each statement may be run again."""
    if not _PREFIX.fullmatch(prefix):
        raise UsageError(say('"{prefix}" is no name of a role', prefix=prefix), "crm db roles --prefix crm")
    if store.version(connection) is None:
        message = say("there is no store at {name} yet", name=store.name)
        raise NotFound(message, say("the first change makes one, or crm db copy"))
    where = "SELECT quote_ident(current_database()), quote_ident(current_schema())"
    database, schema = connection.execute(where).fetchone() or ("", "")
    reader, writer, owner = (f"{prefix}_{role}" for role in (READER, WRITER, OWNER))
    records, own = list(table_map()), ["meta", "change", "revision", "current_change"]
    tables = [f"{schema}.{name}" for name in (*own, *records)]
    kinds = {kind: [f"{schema}.{name}" for name in _named(kind)] for kind in ("VIEW", "FUNCTION")}
    all_ = ", ".join([*tables, *kinds["VIEW"]])
    sequences = ", ".join(f"{schema}.{table}_id_seq" for table in table_columns() if table != "meta")
    rows = ", ".join(f"{schema}.{name}" for name in ("current_change", *records))
    return [
        Part(
            "the roles: groups without a login, each with the rights of the one before",
            (
                *(_role(name) for name in (reader, writer, owner)),
                _member(reader, writer),
                _member(writer, owner),
                _member(owner, "CURRENT_USER"),
            ),
        ),
        Part(
            "who comes in",
            (
                f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {reader}",
                f"GRANT USAGE ON SCHEMA {schema} TO {reader}",
                f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
                f"GRANT USAGE, CREATE ON SCHEMA {schema} TO {owner}",
            ),
        ),
        Part(
            "who changes the schema",
            (
                *(f"ALTER TABLE {name} OWNER TO {owner}" for name in tables),
                *(f"ALTER VIEW {name} OWNER TO {owner}" for name in kinds["VIEW"]),
                *(f"ALTER FUNCTION {name}() OWNER TO {owner}" for name in kinds["FUNCTION"]),
            ),
        ),
        Part(
            "who reads",
            (
                f"REVOKE ALL ON {all_} FROM PUBLIC, {reader}, {writer}",
                f"GRANT SELECT ON {all_} TO {reader}",
                f"GRANT SELECT ON SEQUENCE {sequences} TO {reader}",
            ),
        ),
        Part(
            "who writes: records and what is written of them, nothing of what was written before",
            (
                f"GRANT INSERT, UPDATE, DELETE ON {rows} TO {writer}",
                f"GRANT INSERT, UPDATE ({', '.join(CHANGE_SET)}) ON {schema}.change TO {writer}",
                f"GRANT INSERT ON {schema}.revision TO {writer}",
                f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {sequences} TO {writer}",
            ),
        ),
        Part(
            "who it was: the login, whatever a program says",
            (
                ACTOR,
                f"ALTER FUNCTION crm_actor() OWNER TO {owner}",
                f"DROP TRIGGER IF EXISTS crm_actor ON {schema}.change",
                _ACTS.format(schema=schema),
            ),
        ),
    ]


def _role(name: str) -> str:
    """Return the statement that makes a role unless it is there."""
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') "
        f"THEN CREATE ROLE {name} NOLOGIN; END IF; END $$"
    )


def _member(role: str, of: str) -> str:
    """Return the statement that makes a role, or whoever runs it, a member unless it is one.

    So an owner may run all of it again, after a migration, without the right to make roles.
    """
    name = of if of == "CURRENT_USER" else f"'{of}'"
    return (
        f"DO $$ BEGIN IF NOT pg_has_role({name}, '{role}', 'USAGE') THEN GRANT {role} TO {of}; END IF; END $$"
    )


def _named(kind: str) -> Iterator[str]:
    """Yield the names of the packaged views, or functions."""
    for statement in statements("postgres"):
        made = _MADE.match(statement)
        if made is not None and made["kind"] == kind:
            yield made["name"]


class Rights(NamedTuple):
    """Who this session is, and what it may do; ``guarded`` says whether the server writes who it was."""

    login: str
    read: bool
    write: bool
    own: bool
    guarded: bool

    @property
    def words(self) -> str:
        """Return the rights from the least to the most: ``read, write, migrate``."""
        if not self.read:
            return "nothing"
        return MAY[OWNER if self.own and self.write else WRITER if self.write else READER]


def rights(connection: Connection) -> Rights:
    """Return what the session may do in a store that is there."""
    query = (
        "SELECT CAST(session_user AS text), has_table_privilege('customer', 'SELECT'), "
        "has_table_privilege('customer', 'INSERT') AND has_table_privilege('change', 'INSERT') "
        "AND NOT pg_is_in_recovery(), "
        "(SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('customer')), "
        "EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'crm_actor' AND tgrelid = to_regclass('change'))"
    )
    found = connection.execute(query).fetchone()
    return Rights(*(found or ("", False, False, False, False)))
