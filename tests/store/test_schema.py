"""The store is what the tables say: on both engines, in the packaged files, in every SQL text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, Index, Inspector, create_engine, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex

from crmcli.db import Store
from crmcli.engines.schema import statements, table_map
from crmcli.migrations import SCHEMA_VERSION, generate
from crmcli.migrations.steps import STEPS
from crmcli.models import metadata
from crmcli.models.triggers import UNJOURNALED, postgres_triggers, sqlite_triggers
from crmcli.models.views import VIEWS
from tests.support.store import raw_connection, writing

TABLES = metadata.sorted_tables
DIALECTS: dict[str, Any] = {"sqlite": sqlite.dialect(), "postgres": postgresql.dialect()}  # type: ignore[no-untyped-call]


@pytest.fixture
def live(store: Store, engine_url: str) -> Iterator[Connection]:
    """A connection of SQLAlchemy's to a store that the program has made."""
    with writing(store) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
    scheme = "postgresql+psycopg" if store.engine == "postgres" else "sqlite"
    engine = create_engine(f"{scheme}://", creator=lambda: raw_connection(engine_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def found(live: Connection) -> Inspector:
    """What SQLAlchemy finds in the live store."""
    return inspect(live)


def squeezed(sql: str) -> str:
    """SQL with the layout, and the brackets around the whole, taken away."""
    return re.sub(r"\s+", " ", sql).strip()


def by_name(parts: Any, *keys: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(part[key] for key in keys) for part in parts)


def test_the_live_store_has_exactly_the_tables_of_the_models(found: Inspector) -> None:
    assert set(found.get_table_names()) - {"sqlite_sequence"} == {table.name for table in TABLES}


def test_every_column_has_its_type_and_may_be_empty_as_declared(found: Inspector, live: Connection) -> None:
    def kind(column: Any) -> str:
        return str(column.compile(dialect=live.dialect)).split(" COLLATE")[0]

    for table in TABLES:
        stored = [(c["name"], kind(c["type"]), c["nullable"]) for c in found.get_columns(table.name)]
        assert stored == [(c.name, kind(c.type), bool(c.nullable)) for c in table.columns], table.name
        key = found.get_pk_constraint(table.name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key.columns], table.name


def test_every_reference_points_where_declared_and_never_cascades(found: Inspector) -> None:
    for table in TABLES:
        stored = found.get_foreign_keys(table.name)
        assert by_name(stored, "constrained_columns", "referred_table", "referred_columns") == sorted(
            ([key.parent.name], key.column.table.name, [key.column.name]) for key in table.foreign_keys
        ), table.name
        options = [option for key in stored for option in key["options"]]
        assert not {"ondelete", "onupdate"} & set(options), table.name


def test_every_index_is_there_and_unique_and_partial_as_declared(live: Connection, store: Store) -> None:
    query = (
        "SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        if store.engine == "sqlite"
        else "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE indexname NOT LIKE '%\\_pkey' "
        "AND schemaname = 'public'"
    )
    stored = {(table, name): plain_index(sql) for table, name, sql in live.execute(text(query))}
    assert stored == {
        (table.name, str(index.name)): plain_index(created(index, store.engine))
        for table in TABLES
        for index in table.indexes
    }


def created(index: Index, engine: str) -> str:
    return str(CreateIndex(index).compile(dialect=DIALECTS[engine]))


def plain_index(sql: str) -> str:
    """An index's statement as both its maker and the server would write it."""
    sql = re.sub(r"ON (\w+\.)?(\w+) USING btree", r"ON \2", squeezed(sql))
    return re.sub(r"[()\"']|::text", "", sql)


def test_every_check_is_there(found: Inspector, store: Store) -> None:
    for table in TABLES:
        stored = {c["name"]: c["sqltext"] for c in found.get_check_constraints(table.name)}
        declared = {str(c.name): str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert stored.keys() == declared.keys(), table.name
        if store.engine == "sqlite":  # PostgreSQL rewrites the text; test_rules.py tries the rules themselves
            assert {name: squeezed(sql) for name, sql in stored.items()} == declared, table.name


def test_every_trigger_is_there(live: Connection, store: Store) -> None:
    if store.engine == "sqlite":
        stored = {
            sql for (sql,) in live.execute(text("SELECT sql FROM sqlite_schema WHERE type = 'trigger'"))
        }
        assert {squeezed(sql) for sql in stored} == {squeezed(sql) for sql in sqlite_triggers()}
        return
    query = (
        "SELECT tgname, c.relname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal"
    )
    made = re.findall(r"CREATE TRIGGER (\w+) .*? ON (\w+)", "\n".join(postgres_triggers()))
    assert {tuple(row) for row in live.execute(text(query))} == set(made)


def test_every_view_is_there_and_answers(live: Connection, found: Inspector) -> None:
    assert set(found.get_view_names()) == set(VIEWS)
    for name in VIEWS:
        live.execute(text(f"SELECT * FROM {name}")).fetchall()


@pytest.mark.usefixtures("live_local")
def test_local_tables_are_strict_and_never_give_a_number_twice(sqlite_url: str) -> None:
    connection = raw_connection(sqlite_url)
    lists = {row[1]: row[5] for row in connection.execute("PRAGMA table_list") if row[2] == "table"}
    sql = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
    connection.close()
    assert {name for name, strict in lists.items() if not strict} <= {
        "sqlite_sequence",
        "sqlite_schema",
        "sqlite_temp_schema",
    }
    numbered = {name for name in sql if "AUTOINCREMENT" in sql[name]}
    assert numbered == {table.name for table in TABLES} - {"current_change", "meta"}


@pytest.fixture
def live_local(sqlite_url: str) -> None:
    """A local store that the program has made."""
    from crmcli.db import open_store

    with writing(open_store(sqlite_url)) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})


def test_text_sorts_by_bytes_on_postgres(pg_url: str) -> None:
    from crmcli.db import open_store

    with writing(open_store(pg_url)) as db:
        query = (
            "SELECT table_name, column_name FROM information_schema.columns "
            "JOIN information_schema.tables USING (table_schema, table_name) "
            "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
            "AND data_type = 'text' AND coalesce(collation_name, '') <> 'C'"
        )
        assert db.tuples(query) == []


@pytest.mark.parametrize("name", ["sqlite.sql", "postgres.sql", "tables.json"])
def test_the_packaged_schema_is_what_the_models_give(name: str) -> None:
    packaged = Path(generate.__file__).with_name(name).read_text(encoding="utf-8")
    assert packaged == generate.files()[name], "run: python -m crmcli.migrations.generate"


@pytest.mark.usefixtures("live_local")
def test_a_store_is_made_of_exactly_the_packaged_statements(sqlite_url: str) -> None:
    connection = raw_connection(sqlite_url)
    stored = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'"
    )
    assert {squeezed(sql) for (sql,) in stored} == {squeezed(sql) for sql in statements("sqlite")}
    connection.close()


def test_the_table_map_has_every_journaled_table_after_those_it_refers_to() -> None:
    seen: set[str] = set()
    for name, info in table_map().items():
        assert set(info.references.values()) <= seen | {name}
        seen.add(name)
    assert seen == {table.name for table in TABLES} - UNJOURNALED
    written = json.loads(Path(generate.__file__).with_name("tables.json").read_text(encoding="utf-8"))
    assert list(written) == list(table_map())


def test_the_newest_step_leads_to_the_version_of_the_packaged_schema() -> None:
    assert [step.version for step in STEPS] == list(range(2, SCHEMA_VERSION + 1))
