"""A command that is told to end, ends: at once, with nothing half-done, and says what was saved."""

import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.campaigns.work import customers
from tests.faults.ending import locked, names
from tests.faults.test_interrupts import until
from tests.support.program import Program, environment
from tests.support.terminal import Size, Terminal, run_on_terminal

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
SIGNALS = list(CODES)
SOON = 5.0
"""Seconds within which a command that is told to end has ended, on a machine that does much else."""


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with one customer."""
    crm_local.inprocess("customer", "add", "Önce").checked()
    return crm_local


def waits_for_locks(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process has opened the store by now: it is loaded, and waits."""
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        with suppress(OSError):  # it may be closed by now
            if link.readlink().name == "crm.db":
                return True
    return False


def end(process: "subprocess.Popen[bytes]", number: signal.Signals) -> str:
    """Send a signal and return what was said; the process must end soon, with the signal's own code."""
    process.send_signal(number)
    begun = time.monotonic()
    _, errors = process.communicate(timeout=60)
    assert time.monotonic() - begun < SOON
    assert process.returncode == CODES[number], errors
    assert b"Traceback" not in errors
    return errors.decode()


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("words", [("customer", "add", "Sonra"), ("customer", "list")], ids=["write", "read"])
def test_a_command_that_waits_for_the_store_ends_at_once_when_told_to(
    crm: Program, words: tuple[str, ...], number: signal.Signals
) -> None:
    with locked(crm.url), crm.start(*words) as process:
        until(lambda: waits_for_locks(process))
        time.sleep(0.3)
        assert process.poll() is None
        assert "nothing was saved" in end(process, number)
    assert names(crm) == ["Önce"]


@pytest.mark.parametrize(
    "words", [("doctor",), ("backup",), ("migrate",), ("restore", "{}", "--yes")], ids=" ".join
)
def test_upkeep_that_waits_for_the_store_ends_at_once_when_told_to(
    crm: Program, tmp_path: Path, words: tuple[str, ...]
) -> None:
    crm.inprocess("backup", tmp_path / "b.db").checked()
    crm.inprocess("customer", "add", "Sonra").checked()
    line = [word.replace("{}", str(tmp_path / "b.db")) for word in words]
    with locked(crm.url), crm.start(*line) as process:
        time.sleep(1.5)
        assert process.poll() is None
        end(process, signal.SIGINT)
    assert names(crm) == ["Sonra", "Önce"]


def test_ctrl_c_while_the_commit_waits_for_a_reader_saves_nothing(crm: Program) -> None:
    other = sqlite3.connect(crm.url, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM customer").fetchall()
    with crm.start("customer", "add", "Sonra") as process:
        until(Path(f"{crm.url}-journal").exists)
        time.sleep(0.5)
        assert "nothing was saved" in end(process, signal.SIGINT)
    other.close()
    assert names(crm) == ["Önce"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_in_mid_import_saves_nothing_and_says_so(
    crm: Program, tmp_path: Path, number: signal.Signals
) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        until(Path(f"{crm.url}-journal").exists)
        assert end(process, number).splitlines() == [f"crm: {number.name}: ended; nothing was saved"]
    assert not Path(f"{crm.url}-journal").exists()
    assert names(crm) == ["Önce"]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_file_that_is_being_written_goes_with_its_command(
    crm: Program, tmp_path: Path, number: signal.Signals
) -> None:
    crm.ok("import", "customers", customers(tmp_path / "many.csv", 20_000, 11))
    (tmp_path / "many.csv").unlink()
    out = tmp_path / "out"
    out.mkdir()
    with crm.start("customer", "list", "--limit", "0", "--output", out / "all.json") as process:
        until(lambda: list(out.iterdir()))
        process.send_signal(number)
        process.communicate(timeout=60)
    # It may have been done by then: whole, or not there at all.
    assert [file.name for file in out.iterdir()] in ([], ["all.json"])
    assert process.returncode == (0 if (out / "all.json").exists() else CODES[number])


@pytest.mark.parametrize("form", ["tsv", "json", "table"])
def test_ctrl_c_ends_a_report_that_nobody_reads_on(crm: Program, tmp_path: Path, form: str) -> None:
    crm.ok("import", "customers", customers(tmp_path / "many.csv", 3000, 11))
    reader, writer = os.pipe()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "crmcli", "customer", "list", "--limit", "0", "--format", form],
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            env=environment(crm.environment()),
        ) as process:
            os.close(writer)
            os.read(reader, 1)  # it writes; the rest stays in the pipe, which is full soon
            time.sleep(0.5)
            assert process.poll() is None
            end(process, signal.SIGINT)
    finally:
        os.close(reader)


def test_a_reader_beside_a_terminal_that_leaves_early_is_no_failure_and_nothing_is_said(
    crm: Program, tmp_path: Path
) -> None:
    crm.ok("import", "customers", customers(tmp_path / "many.csv", 3000, 11))
    program = f"{shlex.quote(sys.executable)} -m crmcli"
    line = f"{program} customer list --limit 0 | head -3; echo ${{PIPESTATUS[0]}}"
    shown = run_on_terminal(["bash", "-c", line], Size(), (), crm.environment())
    assert shown.lines[-1] == "0"
    assert len(shown.lines) == 4


@pytest.mark.parametrize(
    ("keys", "left"), [("\x03", 2), ("\x04", 2), ("n\n", 2), ("\n", 2), ("y\n", 1)], ids=repr
)
def test_at_a_question_only_a_yes_changes_anything(crm: Program, keys: str, left: int) -> None:
    crm.inprocess("customer", "add", "Sonra").checked()
    asked = Terminal(crm)("merge", "C-1", "C-2", answers=[("[y/N]", keys)])
    assert (asked.code == 0) == (left == 1), asked.stdout
    assert asked.code == 130 or keys != "\x03"
    assert "Traceback" not in asked.stdout
    assert len(names(crm)) == left


def test_a_hang_up_is_ignored_by_a_command_that_nohup_started(crm: Program) -> None:
    with locked(crm.url) as other:
        line = f'trap "" HUP; exec {shlex.quote(sys.executable)} -m crmcli customer add Sonra'
        with subprocess.Popen(
            ["bash", "-c", line],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(crm.environment()),
        ) as process:
            until(lambda: waits_for_locks(process))
            process.send_signal(signal.SIGHUP)
            time.sleep(0.5)
            assert process.poll() is None
            other.execute("ROLLBACK")
            process.communicate(timeout=60)
    assert process.returncode == 0
    assert names(crm) == ["Sonra", "Önce"]


def test_two_ctrl_c_in_a_row_end_as_one(crm: Program) -> None:
    with locked(crm.url), crm.start("customer", "add", "Sonra") as process:
        until(lambda: waits_for_locks(process))
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT), errors
    assert b"Traceback" not in errors
    assert names(crm) == ["Önce"]


def test_a_command_that_is_stopped_in_mid_write_goes_on_and_others_wait(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 5_000, 11)
    with crm.start("import", "customers", file) as process:
        until(Path(f"{crm.url}-journal").exists)
        process.send_signal(signal.SIGSTOP)
        with crm.start("customer", "add", "Sonra") as other:
            until(lambda: waits_for_locks(other))
            time.sleep(0.5)
            assert other.poll() is None
            process.send_signal(signal.SIGCONT)
            process.communicate(timeout=60)
            other.communicate(timeout=60)
    assert (process.returncode, other.returncode) == (0, 0)
    assert len(names(crm)) == 5_002


def test_a_signal_before_the_program_is_there_leaves_everything_as_it_was(crm: Program) -> None:
    for number in SIGNALS:
        for pause in (0.0, 0.01, 0.05):
            with crm.start("customer", "list") as process:
                time.sleep(pause)
                process.send_signal(number)
                process.communicate(timeout=60)
            assert process.returncode in (-number, CODES[number], 0, 1)
    assert names(crm) == ["Önce"]
