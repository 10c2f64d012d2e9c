"""Ctrl-C: nothing is half-done, and what is said of it is true."""

import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli.db import Store, open_store
from tests.campaigns.work import customers, faults_of
from tests.store.business import named
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Size, run_on_terminal


@pytest.fixture
def crm(crm_local: Program, tmp_path: Path) -> Program:
    """The program on a local store with ten customers."""
    crm_local.ok("import", "customers", customers(tmp_path / "ten.csv", 10))
    return crm_local


def count(crm: Program) -> int:
    return len(crm.ok("customer", "list", "--format", "ids", "--limit", "0").lines)


def until(happened: Callable[[], object], seconds: float = 30) -> None:
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it never happened"
        time.sleep(0.0005)


def test_ctrl_c_in_mid_import_saves_nothing_and_says_so(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    journal = Path(f"{crm.url}-journal")
    with crm.start("import", "customers", file) as process:
        until(journal.exists)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == b""
    assert errors.decode().splitlines()[-1] == "crm: cancelled; nothing was saved"
    assert not journal.exists()
    assert count(crm) == 10
    assert faults_of(Path(crm.url)) == []


def test_ctrl_c_typed_at_a_terminal_during_an_import_saves_nothing(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 200_000, 11)
    program = f"{sys.executable} -m crmcli import customers {file}"
    command = ["sh", "-c", f"(sleep 0.7; echo now) & exec {program}"]
    result = run_on_terminal(command, Size(), [("now", "\x03")], crm.environment())
    assert result.code == 130
    assert "cancelled; nothing was saved" in result.stdout
    assert "Traceback" not in result.stdout
    assert count(crm) == 10


@pytest.mark.campaign
def test_ctrl_c_at_any_moment_is_told_as_it_is(crm: Program, rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(20261121)  # noqa: S311 - to be repeated
    number = count(crm)
    begun = time.perf_counter()
    crm.ok("customer", "add", "Süre")
    seconds = time.perf_counter() - begun
    number += 1
    for turn in range(rounds(15, 300)):
        with crm.start("customer", "add", f"Yeni {turn}") as process:
            # Before the program runs at all, the interpreter has its own way to end.
            time.sleep(chance.uniform(seconds * 0.5, seconds * 1.1))
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=60)
        now = count(crm)
        said = errors.decode()
        where = f"turn {turn}: {process.returncode} {said}"
        assert now - number in (0, 1), where
        if process.returncode == 0:
            assert now == number + 1, where
        elif "nothing was saved" in said:
            assert now == number, where
        elif "all was saved" in said:
            assert now == number + 1, where
        else:  # the interpreter was not there yet, or on its way out
            assert process.returncode in (130, -2, 1), where
        number = now


class _CommitThenInterrupt:
    """A connection on which Ctrl-C comes in the very moment in which the commit is done."""

    def __init__(self, connection: object) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: object) -> object:
        result = self._connection.execute(sql, *values)  # type: ignore[attr-defined]
        if sql == "COMMIT":
            raise KeyboardInterrupt
        return result

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


def test_ctrl_c_right_after_the_commit_says_that_all_was_saved(
    store: Store, engine_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(store) as db:
        db.insert("customer", {**named("a"), "kind": "person"})
    if store.engine == "sqlite":
        from crmcli.engines.sqlite import SqliteStore

        connect = SqliteStore.connect
        monkeypatch.setattr(SqliteStore, "connect", lambda *a: _CommitThenInterrupt(connect(*a)))
    else:
        import psycopg

        real = psycopg.connect
        monkeypatch.setattr(psycopg, "connect", lambda *a, **k: _CommitThenInterrupt(real(*a, **k)))
    result = Program(engine_url).inprocess("customer", "add", "Yeni")
    monkeypatch.undo()
    assert result.code == 130
    assert result.stderr.splitlines() == ["crm: cancelled; all was saved", "hint: crm undo takes it back"]
    with open_store(engine_url).reading() as db:
        assert db.value("SELECT count(*) FROM customer") == 2


def test_a_terminate_signal_leaves_the_store_as_before(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        until(Path(f"{crm.url}-journal").exists)
        process.terminate()
        process.communicate(timeout=60)
    assert process.returncode != 0
    assert count(crm) == 10
    assert faults_of(Path(crm.url)) == []


def test_a_hang_up_of_the_terminal_leaves_the_store_as_before(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        until(Path(f"{crm.url}-journal").exists)
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=60)
    assert count(crm) == 10
    assert faults_of(Path(crm.url)) == []
