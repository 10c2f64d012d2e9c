"""Migrations: all pending steps or none, after a backup, exactly once, and never a store of the future."""

import json
import os
import shutil
import sqlite3
import stat
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import open_store
from crmcli.engines import migrate as engine
from crmcli.engines.backup import KEPT_BACKUPS, back_up
from crmcli.errors import CrmError, Refused
from crmcli.migrations import SCHEMA_VERSION
from crmcli.migrations.steps import Run, Step
from tests.store.business import Contents, contents, fill
from tests.store.migrating import HEAD, STEPS, killed_before, migrate, start, watch
from tests.support.postgres import PostgresServer
from tests.support.program import Program
from tests.support.store import raw_connection


@pytest.fixture
def url(engine_url: str) -> str:
    """A populated store of today's schema on each engine."""
    fill(open_store(engine_url))
    return engine_url


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """A populated local store of today's schema."""
    fill(open_store(sqlite_url))
    return Path(sqlite_url)


def value(url: str | Path, sql: str) -> Any:
    connection = raw_connection(str(url))
    found = connection.execute(sql).fetchone()[0]
    connection.close()
    return found


def version(url: str | Path) -> int:
    local = not str(url).startswith("postgres")
    return int(value(url, "PRAGMA user_version" if local else "SELECT value FROM meta"))


def sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    connection = raw_connection(str(path))
    whole = connection.execute("PRAGMA integrity_check").fetchall()
    loose = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return bool(whole == [("ok",)] and loose == [])


def backups(path: Path) -> list[Path]:
    folder = path.parent / "backups"
    return sorted(folder.iterdir()) if folder.exists() else []


def without_additions(held: Contents) -> Contents:
    """What a migrated store holds, but for the columns and the version that the steps added."""
    held = {name: rows for name, rows in held.items() if name not in ("sqlite_sequence", "meta")}
    return held | {name: [row[:-1] for row in held[name]] for name in ("customer", "tag")}


def same_as_before(held: Contents) -> Contents:
    return {name: rows for name, rows in held.items() if name not in ("sqlite_sequence", "meta")}


def test_every_row_is_still_there_and_the_version_moves(url: str) -> None:
    before = contents(url)
    found, reached, reasons, _ = migrate(url)
    assert (found, reached, reasons) == (SCHEMA_VERSION, HEAD, tuple(step.reason for step in STEPS))
    assert version(url) == HEAD
    after = contents(url)
    assert without_additions(after) == same_as_before(before)
    assert [row[-1] for row in after["customer"]] == [row[0] * 10 for row in before["customer"]]
    assert {row[-1] for row in after["tag"]} == {"red"}


def test_a_migrated_store_journals_and_guards_as_before(url: str) -> None:
    migrate(url)
    connection = raw_connection(url)
    errors: tuple[type[Exception], ...] = (sqlite3.Error, __import__("psycopg").Error)
    for statement in ("UPDATE tag SET name = 'x'", "DELETE FROM tagging", "UPDATE customer SET name = 'x'"):
        with pytest.raises(errors, match="a write outside a change"):
            connection.execute(statement)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO current_change (id, change_id) VALUES (1, 2)")
    connection.execute("UPDATE tag SET name = 'x'")
    kept = connection.execute("SELECT old FROM revision WHERE tbl = 'tag' AND kind = 'U'").fetchone()[0]
    assert "Önemli" in kept
    with pytest.raises(errors, match="colour_known"):
        connection.execute("UPDATE tag SET colour = 'pink'")
    connection.close()


def test_steps_write_rows_as_they_like_and_nothing_of_it_is_in_the_journal(url: str) -> None:
    before = contents(url)["revision"]
    migrate(url)
    assert contents(url)["revision"] == before


def test_migrating_again_changes_nothing_and_makes_no_backup(url: str) -> None:
    migrate(url)
    before = contents(url)
    assert migrate(url) == (HEAD, HEAD, (), None)
    assert contents(url) == before


def test_only_the_steps_beyond_the_version_are_run(url: str) -> None:
    migrate(url, STEPS[:1])
    assert version(url) == HEAD - 1
    assert migrate(url)[:3] == (HEAD - 1, HEAD, (STEPS[1].reason,))


def test_steps_run_in_the_order_of_their_versions(url: str) -> None:
    assert migrate(url, tuple(reversed(STEPS)))[2] == tuple(step.reason for step in STEPS)


def test_the_backup_is_the_store_as_it_was_private_and_sound(path: Path) -> None:
    os.umask(0)
    before = contents(str(path))
    backup = migrate(str(path))[3]
    assert backup == str(path.parent / "backups" / f"crm-v{SCHEMA_VERSION}-20261121T101500Z.db")
    assert contents(backup) == before
    assert version(backup) == SCHEMA_VERSION
    assert sound(Path(backup))
    assert stat.S_IMODE(Path(backup).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(backup).parent.stat().st_mode) == 0o700
    assert backups(path) == [Path(backup)]


def test_the_newest_ten_backups_are_kept(path: Path) -> None:
    made = [back_up(path, 1, f"2026-11-{day:02}T10:15:00Z") for day in range(1, 14)]
    assert backups(path) == made[-KEPT_BACKUPS:]
    twice = back_up(path, 1, "2026-11-13T10:15:00Z")
    assert twice.name == "crm-v1-20261113T101500Z-2.db"
    assert len(backups(path)) == KEPT_BACKUPS


def test_backups_of_another_store_in_the_folder_are_left_alone(path: Path) -> None:
    other = path.with_name("other.db")
    shutil.copy(path, other)
    theirs = back_up(other, 1, "2020-01-01T00:00:00Z")
    for day in range(1, 14):
        back_up(path, 1, f"2026-11-{day:02}T10:15:00Z")
    assert theirs.exists()


def test_a_backup_that_was_killed_in_mid_copy_is_in_nobodys_way(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700)
    (folder / f"crm-v{SCHEMA_VERSION}-20261121T101500Z.partial").write_bytes(b"half")
    backup = migrate(str(path))[3]
    assert backups(path) == [Path(str(backup))]


def test_without_a_backup_nothing_is_migrated(path: Path) -> None:
    (path.parent / "backups").write_text("in the way")
    before = path.read_bytes()
    with pytest.raises(
        Refused, match=r"no backup can be made in .*backups: file exists; nothing was migrated"
    ):
        migrate(str(path))
    assert path.read_bytes() == before


def failing(statements: int, error: Exception | str) -> Step:
    """A step that fails after some statements of the real one."""

    def apply(run: Run, engine: str) -> None:
        left = statements

        def counted(sql: str) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                if isinstance(error, Exception):
                    raise error
                return run(error)
            return run(sql)

        for step in STEPS:
            step.apply(counted, engine)

    return Step(HEAD, "fails", apply)


@pytest.mark.parametrize("statements", range(5))
@pytest.mark.parametrize(
    "error", [RuntimeError("of our own"), "SELECT nonsense FROM nowhere"], ids=["python", "sql"]
)
def test_a_step_that_fails_leaves_the_old_version_whole(
    url: str, statements: int, error: Exception | str
) -> None:
    before = contents(url)
    with pytest.raises((CrmError, RuntimeError)):
        migrate(url, (failing(statements, error),))
    assert contents(url) == before
    assert version(url) == SCHEMA_VERSION
    assert migrate(url)[1] == HEAD


def orphan(run: Run, engine: str) -> None:
    """Leave rows that refer to one that is gone."""
    del engine
    run("DELETE FROM contact")


def test_broken_references_are_refused_and_nothing_is_migrated(url: str) -> None:
    before = contents(url)
    with pytest.raises(CrmError) as caught:
        migrate(url, (Step(HEAD, "breaks references", orphan),))
    assert "references of" in caught.value.message or "refer" in caught.value.message
    assert contents(url) == before
    assert version(url) == SCHEMA_VERSION


def test_references_broken_long_before_are_refused_with_the_backup_named(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = OFF")
    change = "INSERT INTO current_change (id, change_id) VALUES (1, 1)"
    connection.executescript(f"{change}; DELETE FROM contact; DELETE FROM current_change")
    connection.close()
    before = contents(str(path))
    with pytest.raises(Refused, match=r"references of .* don't hold; nothing was migrated") as caught:
        migrate(str(path))
    assert caught.value.hint is not None
    assert Path(caught.value.hint.removeprefix("the backup is ")).exists()
    assert contents(str(path)) == before


def test_a_newer_store_is_refused_untouched(url: str) -> None:
    migrate(url)
    before = contents(url)
    with pytest.raises(Refused, match=f"made by a newer crmcli \\(schema {HEAD}"):
        migrate(url, STEPS[:1])
    result = Program(url).inprocess("migrate")
    assert result.code == 1
    assert "made by a newer crmcli" in result.stderr
    assert contents(url) == before


def test_a_store_of_the_version_before_is_refused_by_every_command_but_migrate(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(url)
    monkeypatch.setattr("crmcli.migrations.SCHEMA_VERSION", HEAD)
    program = Program(url)
    for words in (("customer", "list"), ("customer", "add", "Yeni"), ("undo",)):
        result = program.inprocess(*words)
        assert result.code == 6
        assert result.stderr.splitlines()[1] == "hint: crm migrate"
    assert contents(url) == before


def test_the_command_says_what_it_did_and_where_the_backup_lies(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.migrate_sqlite, "__defaults__", (STEPS,))
    monkeypatch.setattr(engine.migrate_postgres, "__defaults__", (STEPS,))
    said = Program(url).inprocess("migrate", "--format", "json").checked().json()
    assert (said["found"], said["reached"]) == (SCHEMA_VERSION, HEAD)
    assert said["steps"] == "; ".join(step.reason for step in STEPS)
    assert (said["backup"] is None) == url.startswith("postgres")


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.touch()], ids=["missing", "empty"])
def test_where_nothing_was_stored_there_is_nothing_to_migrate(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "new.db"
    make(path)
    result = Program(str(path)).inprocess("migrate")
    assert result.code == 1
    assert result.stderr.startswith(f"crm: there is no store at {path}")


def test_a_database_of_another_program_is_not_migrated(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Refused, match="database of another program"):
        migrate(str(path))
    assert path.read_bytes() == before
    assert backups(path) == []


def test_eight_processes_at_once_migrate_once(url: str) -> None:
    before = contents(url)
    running = [start(url) for _ in range(8)]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    assert [code for _, code in ended] == [0] * 8, ended
    did = [json.loads(output) for (output, _), _ in ended]
    assert sorted(len(reasons) for _, _, reasons, _ in did) == [0] * 7 + [2]
    assert {reached for _, reached, _, _ in did} == {HEAD}
    assert without_additions(contents(url)) == same_as_before(before)
    if not url.startswith("postgres"):
        assert len(backups(Path(url))) == 1
        assert sound(Path(url))


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    """Put the engines' connections back after ``watch``."""
    from crmcli.engines.postgres import PostgresStore
    from crmcli.engines.sqlite import SqliteStore

    before = SqliteStore.connect, PostgresStore._connect
    yield
    SqliteStore.connect, PostgresStore._connect = before  # type: ignore[method-assign]


def statements_of(url: str) -> list[str]:
    """What migrating a copy of the store says to the engine, from the first statement to the last."""
    said: list[str] = []
    watch(said.append)
    migrate(url)
    return said


@pytest.mark.campaign
@pytest.mark.usefixtures("_as_it_was")
def test_a_local_migration_killed_before_any_statement_leaves_the_old_version_whole(
    path: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    before = contents(str(path))
    copy = tmp_path / "copies" / "crm.db"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    total = len(statements_of(str(copy)))
    assert total > 100
    seen = set()
    for number in [*range(0, total - 1, max(1, total // rounds(40, total))), total - 1]:
        shutil.copy(path, copy)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the child starts no thread
            child = os.fork()
        if child == 0:
            try:
                watch(killed_before(number))
                migrate(str(copy))
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -9, number
        seen.add(copy.with_name("crm.db-journal").exists())
        assert contents(str(copy)) == before, number
        assert version(copy) == SCHEMA_VERSION, number
        assert sound(copy), number
    assert seen == {False, True}  # some were killed with half of the change on disk
    assert migrate(str(copy))[:2] == (SCHEMA_VERSION, HEAD)


@pytest.mark.usefixtures("_as_it_was")
def test_a_shared_migration_killed_in_between_leaves_the_old_version_whole(
    postgres_server: PostgresServer, pg_url: str
) -> None:
    fill(open_store(pg_url))
    total = len(statements_of(pg_url))
    assert total > 60
    database = postgres_server.create_database()
    url = postgres_server.url(database)
    fill(open_store(url))
    before = contents(url)
    for number in (2, total // 3, total // 2, total * 2 // 3, total - 3, total - 1):
        process = start(url, str(number))
        process.communicate(timeout=120)
        assert process.returncode == -9
        assert contents(url) == before, number
        assert version(url) == SCHEMA_VERSION, number
    assert migrate(url)[:2] == (SCHEMA_VERSION, HEAD)
    postgres_server.drop_database(database)
