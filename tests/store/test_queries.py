"""Every name in the SQL of the program is a table, a column, or one that its query itself declares."""

import ast
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path

import pytest

import crmcli
from crmcli.models import metadata

SOURCE = Path(crmcli.__file__).parent
STATEMENT = re.compile(r"\bSELECT\b|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE \w+ SET\b")
MODULES = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if "models" not in path.parts and STATEMENT.search(path.read_text(encoding="utf-8"))
)


def words_of(text: str) -> set[str]:
    """Return the words of a text."""
    return set(text.split())


NAMED = {column.name for table in metadata.sorted_tables for column in table.columns}
TABLES = {table.name for table in metadata.sorted_tables}
FUNCTIONS = words_of("""
    abs aclexplode any array_agg avg cast char chr coalesce count current_database current_schema date
    dense_rank first_value group_concat has_table_privilege instr json_each julianday lag last_value lead
    length lower max min nextval ntile nullif percent_rank pg_advisory_xact_lock pg_database_size
    pg_encoding_to_char pg_get_constraintdef pg_get_indexdef pg_get_triggerdef pg_get_viewdef pg_has_role
    pg_is_in_recovery pg_try_advisory_lock quote quote_ident rank replace round row_number session_user
    setval strftime string_agg substr sum to_char to_date to_regclass to_regnamespace total trim unnest
    upper
""")
ENGINES_OWN = words_of("""
    bigint castfunc column_name columns conindid conname conrelid contype crm_query date datname
    definition encoding ev_action ev_class excluded grantee indexrelid indisvalid indrelid
    information_schema integer json key local lock_timeout name objid off oid on oprcode oprname
    oprnamespace pg_auth_members pg_cast pg_class pg_constraint pg_database pg_depend pg_index pg_operator
    pg_proc pg_rewrite pg_roles pg_tables pg_trigger pg_views pragma_index_info precision privilege_type
    proname pronamespace prosrc refobjid regclass relacl relkind relname relnamespace relowner rolcanlogin
    roleid rolname schemaname seq seqno sql sqlite_schema sqlite_sequence table_name table_schema
    tablename tbl_name text tgenabled tgisinternal tgname tgrelid true type value viewname
""")
DECLARED = [
    re.compile(pattern)
    for pattern in (
        r'\bAS "?([a-z_]\w*)',  # a column of a result
        r"\b([a-z_]\w*) AS \(",  # a common table
        r"\b([a-z_]\w*\([a-z_, ]+\)) AS",  # a common table with its columns
        r"\) ([a-z_]\w*)\b",  # a table made in place
        r"\b(?:FROM|JOIN) \w+ ([a-z_]\w*)",  # a table under another name
    )
]
SHORT = 2
"""Letters of the names that stand for a table within a query."""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and text of the SQL in a module; what is filled in later stands as §."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    within: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            within |= {id(part) for part in ast.walk(node)}
            text = "".join(str(p.value) if isinstance(p, ast.Constant) else "§" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within:
            text = node.value
        else:
            continue
        if id(node) not in docs and STATEMENT.search(text):
            yield node.lineno, text


def unknown(sql: str, given: AbstractSet[str]) -> set[str]:
    """Return the words of a statement that nothing declares."""
    plain = re.sub(r"'[^']*'|\{[^}]*\}|:[a-z_]\w*|%s|\\.", " § ", sql)
    words = set(re.findall(r"(?<![\w§])[a-z_][a-z0-9_]*(?![\w§])", plain))
    known = NAMED | TABLES | FUNCTIONS | ENGINES_OWN | given
    return {word for word in words - known if len(word) > SHORT}


def declared_in(sql: str) -> set[str]:
    """Return what a statement gives a name to."""
    parts = [part for pattern in DECLARED for part in pattern.findall(sql)]
    return {word for part in parts for word in re.findall(r"[a-z_]\w*", part)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_name_in_sql_exists(path: Path) -> None:
    wrong = {f"line {line}": unknown(sql, declared()) for line, sql in texts(path)}
    assert {line: words for line, words in wrong.items() if words} == {}, (
        "what the engines know stands in FUNCTIONS"
    )


@cache
def declared() -> frozenset[str]:
    """Return what any statement gives a name to: parts of queries are shared between modules."""
    return frozenset(word for path in MODULES for _, sql in texts(path) for word in declared_in(sql))


def test_a_name_that_does_not_exist_is_found() -> None:
    assert unknown("SELECT r.nmae FROM customer r WHERE r.id = :nmea", {"r"}) == {"nmae"}
    assert unknown("SELECT count(*) AS n FROM custmer", {"n"}) == {"custmer"}
