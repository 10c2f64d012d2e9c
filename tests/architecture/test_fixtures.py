"""The fixtures keep their own promises: apart from the person, from each other, and real."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import Installation, PostgresServer, PostgresUnavailable
from tests.support.program import Result, run
from tests.support.terminal import Size, run_on_terminal


def test_no_setting_of_the_person_reaches_a_test(tmp_path: Path) -> None:
    assert Path.home() == tmp_path / "home"
    assert [name for name in os.environ if name.startswith("CRMCLI_")] == [
        "CRMCLI_TODAY",
        "CRMCLI_PAGER",
    ]
    assert time.tzname == ("UTC", "UTC")


def test_what_a_snippet_writes_comes_back_byte_for_byte(python: Callable[..., Result]) -> None:
    result = python("import sys; sys.stdout.buffer.write(b'a\\r\\n\\xff'); sys.exit(3)")
    assert (result.stdout, result.code) == ("a\r\n\udcff", 3)


def test_each_test_has_an_empty_database_that_speaks_utf_8_and_sorts_by_bytes(pg_url: str) -> None:
    with psycopg.connect(pg_url) as connection:
        connection.execute("CREATE TABLE only_here (name text)")
        found = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database"
            " WHERE datname = current_database()"
        )
        assert found.fetchone() == ("UTF8", "C")
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_the_table_of_another_test_is_not_there(pg_url: str) -> None:
    with psycopg.connect(pg_url) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_a_server_that_cannot_start_fails_and_says_what_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Installation(Path("/nowhere/bin"))
    monkeypatch.setattr("tests.support.postgres.installations", lambda: iter([nowhere]))
    with pytest.raises(PostgresUnavailable, match="/nowhere/bin"):
        PostgresServer()


def test_a_stopped_server_leaves_no_process_and_no_file() -> None:
    server = PostgresServer()
    process = server._process
    server.stop()
    assert process is not None
    assert process.returncode is not None
    assert not server.folder.exists()


def test_a_killed_test_run_leaves_no_server() -> None:
    code = "import os\nfrom tests.support.postgres import PostgresServer\n"
    code += "print(PostgresServer().folder, flush=True)\nos.kill(os.getpid(), 9)\n"
    root = str(Path(__file__).parents[2])
    folder = Path(run([sys.executable, "-c", code], env={"PYTHONPATH": root}).stdout.strip())
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert folder.name.startswith("crmpg")
    assert not folder.exists()


def test_a_program_on_the_terminal_sees_a_terminal_of_that_width() -> None:
    code = "import os, sys; print(sys.stdin.isatty(), sys.stdout.isatty(), os.get_terminal_size().columns)"
    assert run_on_terminal([sys.executable, "-c", code], Size(132)).stdout == "True True 132\r\n"


def test_answers_are_typed_when_they_are_asked_for() -> None:
    code = "a = input('first? '); b = input('second? '); print(a + b)"
    result = run_on_terminal([sys.executable, "-c", code], Size(), [("first?", "ş\n"), ("second?", "ı\n")])
    assert result.stdout.endswith("şı\r\n")


def test_ctrl_c_reaches_the_program_on_the_terminal() -> None:
    code = """
import time
try:
    print("ready", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    raise SystemExit(130)
"""
    assert run_on_terminal([sys.executable, "-c", code], Size(), [("ready", "\x03")]).code == 130
