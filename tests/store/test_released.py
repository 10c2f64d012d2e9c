"""Every released version's store, made by that version, is taken over whole by today's program."""

import shutil
from pathlib import Path

import pytest

from crmcli.db import migrate, open_store
from crmcli.engines.schema import table_map
from crmcli.migrations import SCHEMA_VERSION
from tests.store.business import AWKWARD, contents, digest, fill
from tests.support.program import Program
from tests.support.store import raw_connection

FOLDER = Path(__file__).parent / "schema"
RELEASED = sorted(FOLDER.glob("v*.db"), key=lambda path: int(path.stem[1:]))
NAMES = [path.stem for path in RELEASED]
MAKE = "run: python -m tests.store.schema.make"


@pytest.fixture(params=RELEASED, ids=NAMES)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a released version's store."""
    return Path(shutil.copy(request.param, tmp_path / "crm.db"))


def expected(request: pytest.FixtureRequest) -> str:
    name = request.node.callspec.id
    return (FOLDER / f"{name}.sha256").read_text(encoding="ascii").strip()


def schema(path: Path) -> set[tuple[str, str]]:
    """Every table, index and trigger, with its statement, layout aside."""
    connection = raw_connection(str(path))
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {(name, " ".join(sql.split())) for name, sql in rows}


def test_every_version_has_its_store() -> None:
    assert [f"v{number}" for number in range(1, SCHEMA_VERSION + 1)] == NAMES, MAKE


def test_a_released_store_holds_what_its_digest_says(released: Path, request: pytest.FixtureRequest) -> None:
    assert digest(contents(str(released))) == expected(request)


def test_todays_program_reads_every_row_of_a_released_store(
    released: Path, request: pytest.FixtureRequest
) -> None:
    before = contents(str(released))
    columns = {table: len(rows[0]) for table, rows in before.items() if rows}
    migrate(open_store(str(released)), "2026-11-21T10:15:00Z")
    after = contents(str(released))
    held = {table: [row[: columns.get(table, 0)] for row in after[table]] for table in columns}
    held |= {table: after[table] for table, rows in before.items() if not rows}
    assert digest(held) == expected(request)


def test_a_migrated_store_has_the_schema_of_a_new_one(released: Path, tmp_path: Path) -> None:
    migrate(open_store(str(released)), "2026-11-21T10:15:00Z")
    fresh = tmp_path / "fresh.db"
    fill(open_store(str(fresh)))
    assert schema(released) == schema(fresh), MAKE


def shape(url: str) -> set[tuple[str, ...]]:
    """Every column, index, trigger, view and check of a PostgreSQL store."""
    connection = raw_connection(url)
    queries = (
        """SELECT 'column', table_name, column_name, data_type, is_nullable, ordinal_position::text
           FROM information_schema.columns WHERE table_schema = 'public'""",
        "SELECT 'index', tablename, indexdef, '', '', '' FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT 'trigger', tgrelid::regclass::text, tgname, '', '', ''
           FROM pg_trigger WHERE NOT tgisinternal""",
        """SELECT 'check', conrelid::regclass::text, pg_get_constraintdef(oid), '', '', ''
           FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    )
    found = {row for query in queries for row in connection.execute(query).fetchall()}
    connection.close()
    return found


def test_a_migrated_store_has_the_schema_of_a_new_one_on_a_server_too(pg_url: str) -> None:
    fill(open_store(pg_url))
    fresh = shape(pg_url)
    connection = raw_connection(pg_url)
    connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for statement in (FOLDER / "v1.postgres.sql").read_text(encoding="utf-8").split(";\n--\n"):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (key, value) VALUES ('schema_version', '1')")
    connection.close()
    migrate(open_store(pg_url), "2026-11-21T10:15:00Z")
    assert shape(pg_url) == fresh


def test_todays_commands_work_on_a_released_store(released: Path) -> None:
    crm = Program(str(released))
    crm.inprocess("migrate").checked()
    rows = crm.inprocess("customer", "list", "--format", "json").checked().json()
    assert {row["name"] for row in rows} == set(AWKWARD)
    assert "C-1" in crm.inprocess("customer", "timeline", "C-1").checked().stdout
    crm.inprocess("history", "C-1").checked()
    crm.inprocess("customer", "add", "Yeni").checked()
    crm.inprocess("undo").checked()
    crm.inprocess("undo", "3").checked()  # what a change of that time deleted and changed comes back
    assert crm.inprocess("activity", "list", "--format", "json").checked().json()[0]


def test_the_store_of_today_is_made_by_todays_program(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    fill(open_store(str(path)))
    assert digest(contents(str(path))) == (FOLDER / f"v{SCHEMA_VERSION}.sha256").read_text().strip(), MAKE


def test_released_stores_are_small_and_hold_every_table(released: Path) -> None:
    held = contents(str(released))
    assert all(held[table] for table in table_map() if table in held)
    assert released.stat().st_size < 2**21
