"""A store, or settings, that another command holds: waited for, and given up in words."""

import errno
import os
import sqlite3
import time
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest

from crmcli.domain import small_file
from crmcli.engines import sqlite
from tests.campaigns.work import customers
from tests.support.program import Program


@pytest.fixture
def other(crm_local: Program) -> sqlite3.Connection:
    """Another tool's connection to a store with one customer."""
    crm_local.inprocess("customer", "add", "Önce").checked()
    return sqlite3.connect(crm_local.url, isolation_level=None)


def names(crm: Program) -> list[str]:
    rows = crm.inprocess("customer", "list", "--format", "json").checked().json()
    return sorted(row["name"] for row in rows)


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_store_that_is_locked_for_three_seconds_and_then_free_is_written(
    crm_local: Program, other: sqlite3.Connection, kind: str
) -> None:
    other.execute(f"BEGIN {kind}")
    with crm_local.start("customer", "add", "Sonra") as process:
        time.sleep(3)
        assert process.poll() is None
        other.execute("ROLLBACK")
        _, errors = process.communicate(timeout=30)
    other.close()
    assert (process.returncode, errors) == (0, b"")
    assert names(crm_local) == ["Sonra", "Önce"]


def test_a_long_read_of_another_tool_is_waited_for_before_a_commit(
    crm_local: Program, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM customer").fetchall()
    with crm_local.start("customer", "add", "Sonra") as process:
        time.sleep(1)
        assert process.poll() is None
        other.execute("COMMIT")
        process.communicate(timeout=30)
    other.close()
    assert process.returncode == 0
    assert names(crm_local) == ["Sonra", "Önce"]


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_store_that_stays_locked_is_given_up_in_words(
    crm_local: Program, other: sqlite3.Connection, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    before = Path(crm_local.url).read_bytes()
    other.execute(f"BEGIN {kind}")
    result = crm_local.inprocess("customer", "add", "Sonra")
    read = crm_local.inprocess("customer", "list")
    other.execute("ROLLBACK")
    other.close()
    assert result.code == 6
    assert result.stderr.splitlines() == [
        "crm: the store is busy: another command has held it for 30 seconds",
        "hint: run the command again",
    ]
    assert read.code == (0 if kind == "IMMEDIATE" else 6)
    assert Path(crm_local.url).read_bytes() == before
    assert names(crm_local) == ["Önce"]


def test_a_read_that_holds_on_is_not_written_over(
    crm_local: Program, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM customer").fetchall()
    assert crm_local.inprocess("customer", "add", "Sonra").code == 6
    other.close()
    assert names(crm_local) == ["Önce"]


def test_a_list_into_a_pager_holds_no_lock(
    crm_local: Program, other: sqlite3.Connection, tmp_path: Path
) -> None:
    other.close()
    crm_local.ok("import", "customers", customers(tmp_path / "many.csv", 3000, 11))
    with crm_local.start("customer", "list", "--limit", "0") as reading:
        assert reading.stdout is not None
        reading.stdout.readline()  # the rest is more than a pipe holds
        crm_local.ok("customer", "add", "Sonra")
        assert reading.poll() is None
        reading.communicate(timeout=30)
    assert len(names(crm_local)) == 3002


def test_settings_that_several_processes_set_at_once_are_all_kept(crm_local: Program, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# mine\ncurrency = "EUR"\n', encoding="utf-8")
    crm = Program(crm_local.url, {"CRMCLI_CONFIG": str(file)})
    values = {"limit": "7", "branch": "Moda", "user": "Ece", "lapsed_days": "90", "cycle_days": "60"}
    for turn in ("1", "2"):
        with ExitStack() as open_ones:
            started = [
                open_ones.enter_context(crm.start("config", "set", name, f"{value}{turn}"))
                for name, value in values.items()
            ]
            assert [process.wait(timeout=60) for process in started] == [0] * len(values)
        written = tomllib.loads(file.read_text("utf-8"))
        assert written == {"currency": "EUR", **{name: f"{value}{turn}" for name, value in values.items()}}
    assert file.read_text("utf-8").startswith("# mine\n")
    assert [path.name for path in tmp_path.glob("*settings*")] == [file.name]


def test_settings_are_written_where_folders_know_no_locks(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: int) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", none)
    monkeypatch.setenv("CRMCLI_CONFIG", str(tmp_path / "settings.toml"))
    crm_local.inprocess("config", "set", "limit", "7").checked()
    assert crm_local.inprocess("config", "get", "limit").stdout == "7\n"


def test_settings_that_another_command_never_lets_go_are_given_up_in_words(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(small_file, "WAIT", 0.05)
    monkeypatch.setenv("CRMCLI_CONFIG", str(tmp_path / "settings.toml"))
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        result = crm_local.inprocess("config", "set", "limit", "7")
    finally:
        os.close(folder)
    assert result.code == 6
    assert f"another command is changing {tmp_path / 'settings.toml'}" in result.stderr
    assert not (tmp_path / "settings.toml").exists()
