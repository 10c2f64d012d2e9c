"""A store that another command holds: waited for, and given up in words."""

import sqlite3
import time
from pathlib import Path

import pytest

from crmcli.engines import sqlite
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


def test_a_list_into_a_pager_holds_no_lock(crm_local: Program, other: sqlite3.Connection) -> None:
    other.close()
    with crm_local.start("customer", "list") as reading:
        assert reading.stdout is not None
        reading.stdout.readline()  # the rest is not read yet
        crm_local.ok("customer", "add", "Sonra")
        reading.communicate(timeout=30)
    assert names(crm_local) == ["Sonra", "Önce"]
