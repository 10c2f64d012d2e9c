"""What happens to a store while a command waits for it or works on it: noticed before anything is kept."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaigns.work import customers
from tests.faults.ending import locked, names
from tests.faults.test_interrupts import until
from tests.faults.test_signals import waits_for_locks
from tests.support.program import Program, Result


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with one customer."""
    crm_local.inprocess("customer", "add", "Önce").checked()
    return crm_local


def meanwhile(crm: Program, happens: Callable[[sqlite3.Connection], None], *words: str) -> Result:
    """Start a command that has to wait, let something happen, and return how the command ended."""
    with locked(crm.url, "IMMEDIATE") as other, crm.start(*words) as process:
        until(lambda: waits_for_locks(process))
        time.sleep(0.3)
        happens(other)
        if other.in_transaction:
            other.execute("COMMIT")
        output, errors = process.communicate(timeout=60)
    return Result(words, output.decode(), errors.decode(), process.returncode)


def refused(result: Result, code: int, said: str) -> None:
    """Check that a command was refused in one line."""
    assert (result.code, result.stdout) == (code, ""), result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("way", ["deleted", "renamed", "replaced"])
def test_a_store_that_goes_while_a_command_waits_is_noticed_and_nothing_is_saved(
    crm: Program, tmp_path: Path, way: str
) -> None:
    path = Path(crm.url)

    def happens(_: sqlite3.Connection) -> None:
        if way == "deleted":
            path.unlink()
            return
        path.rename(tmp_path / "moved.db")
        if way == "replaced":
            shutil.copy(tmp_path / "moved.db", path)

    result = meanwhile(crm, happens, "customer", "add", "Sonra")
    refused(result, 1, "was moved or replaced while this ran; nothing was saved")
    if way != "deleted":
        assert names(Program(str(tmp_path / "moved.db"))) == ["Önce"]
    assert names(crm) == (["Önce"] if way == "replaced" else [])


@pytest.mark.parametrize(("version", "code"), [(99, 1), (1, 6)], ids=["newer", "older"])
def test_a_store_that_another_version_changed_while_this_one_waited_is_left_alone(
    crm: Program, version: int, code: int
) -> None:
    def happens(other: sqlite3.Connection) -> None:
        other.execute(f"PRAGMA user_version={version}")

    for words in (("customer", "add", "Sonra"), ("customer", "edit", "C-1", "--city", "İzmir")):
        with closing(sqlite3.connect(crm.url)) as own:
            ours = own.execute("PRAGMA user_version").fetchone()[0]
        result = meanwhile(crm, happens, *words)
        assert (result.code, result.stdout) == (code, ""), result.stderr
        assert "Traceback" not in result.stderr
        with closing(sqlite3.connect(crm.url, isolation_level=None)) as own:
            assert own.execute("PRAGMA user_version").fetchone() == (version,)
            own.execute(f"PRAGMA user_version={ours}")
    assert names(crm) == ["Önce"]


def test_another_tool_that_writes_while_a_command_waits_is_seen_and_nothing_is_lost(crm: Program) -> None:
    result = meanwhile(crm, lambda _: None, "customer", "add", "Sonra")
    assert result.code == 0
    assert names(crm) == ["Sonra", "Önce"]


def test_the_journal_of_a_killed_command_is_played_back_by_whoever_comes_next(
    crm: Program, tmp_path: Path
) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        until(Path(f"{crm.url}-journal").exists)
        process.kill()
        process.communicate()
    assert Path(f"{crm.url}-journal").exists()
    assert names(crm) == ["Önce"]
    crm.inprocess("customer", "add", "Sonra").checked()
    assert not Path(f"{crm.url}-journal").exists()
    assert names(crm) == ["Sonra", "Önce"]


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.0001, 0.01, 0.5, 0.9999])
def test_a_store_that_is_cut_is_told_and_a_restore_brings_it_back(crm: Program, share: float) -> None:
    crm.inprocess("backup").checked()
    path = Path(crm.url)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    before = path.read_bytes()
    for words in (("customer", "list"), ("customer", "edit", "C-1", "--city", "x"), ("doctor",), ("undo",)):
        result = crm.inprocess(*words)
        assert "Traceback" not in result.stderr, words
        assert "fault of crmcli" not in result.stderr, words
        # Nothing at all is a new store; everything else is damage.
        assert result.code in ((1,) if share else (0, 3)), (words, result)
    assert path.exists() == bool(share) or not path.stat().st_size
    assert not share or path.read_bytes() == before
    backup = next((path.parent / "backups").glob("*.db"))
    crm.inprocess("restore", backup, "--yes").checked()
    assert names(crm) == ["Önce"]
