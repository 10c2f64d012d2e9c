"""Whether the roles of a shared store have what they need: what was made anew is nobody's to use yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.doctor.finding import OK, WARN, Finding, listed
from crmcli.domain.reports.views import VIEWS
from crmcli.engines.copying_rows import table_columns
from crmcli.said import say

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

# Who was given a right on a table, its owner aside.
_GIVEN = (
    "SELECT DISTINCT CAST(CAST(a.grantee AS regrole) AS text) FROM pg_class c, aclexplode(c.relacl) a "
    "WHERE c.oid = to_regclass(%s) AND a.privilege_type = %s AND a.grantee NOT IN (0, c.relowner) ORDER BY 1"
)
_ACTOR = "SELECT 1 FROM pg_trigger WHERE tgname = 'crm_actor' AND tgrelid = to_regclass('change')"
_APPLY = "crm db roles --apply"


def look(connection: Connection) -> list[Finding]:
    """Return what is found of the roles' rights; nothing where nobody was given any."""
    wrong = []
    for right in ("SELECT", "INSERT"):
        for (role,) in connection.execute(_GIVEN, ("customer", right)).fetchall():
            wrong += [
                say("{role} has no right to {right} in {table}", role=role, right=right, table=table)
                for table in _lacking(connection, role, right)
            ]
    given = connection.execute(_GIVEN, ("customer", "INSERT")).fetchone()
    if given is None:
        return []
    if connection.execute(_ACTOR).fetchone() is None:
        wrong.append(say("the journal takes anybody's word for who wrote"))
    if wrong:
        return [Finding("rights", WARN, listed(wrong), _APPLY)]
    return [Finding("rights", OK, say("roles may do what they are for"))]


def _lacking(connection: Connection, role: str, right: str) -> list[str]:
    """Return the tables, and views where it reads, in which a role has not the right it has in others."""
    tables = [table for table in table_columns() if not (table == "meta" and right == "INSERT")]
    if right == "SELECT":
        tables += VIEWS
    query = (
        "SELECT t FROM unnest(CAST(%s AS text[])) WITH ORDINALITY AS n(t, at) "
        "WHERE to_regclass(t) IS NOT NULL AND NOT has_table_privilege(CAST(%s AS name), t, %s) ORDER BY at"
    )
    found = connection.execute(query, (tables, role.strip('"'), right)).fetchall()
    return [table for (table,) in found]
