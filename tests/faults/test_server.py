"""A server that goes away in mid-command: told in a line; what is said to be saved is saved, nothing else."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crmcli.db import Store, open_store
from crmcli.engines import postgres, postgres_line
from crmcli.errors import Refused
from crmcli.sql import Writer
from tests.campaigns.test_team import restart
from tests.campaigns.work import customers
from tests.faults.ending import names, refused
from tests.support.postgres import PostgresServer
from tests.support.program import Program
from tests.support.store import writing


@pytest.fixture
def crm(pg_url: str) -> Program:
    """The program on a shared store with one customer."""
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Önce").checked()
    return crm


@pytest.fixture
def other() -> Iterator[PostgresServer]:
    """A server of the test's own, which it may kill."""
    server = PostgresServer()
    yield server
    server.stop()


def wait_for_writer(own: "psycopg.Connection[Any]") -> None:
    """Return when there is a session of the server that writes."""
    limit = time.monotonic() + 30
    writers = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    while own.execute(writers).fetchone() == (0,):
        assert time.monotonic() < limit
        time.sleep(0.005)


def end_sessions(crm: Program) -> None:
    """End every other session of the database, once there is one that writes."""
    with psycopg.connect(crm.url, autocommit=True) as own:
        wait_for_writer(own)
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


def test_a_session_that_the_server_ends_in_mid_import_saves_nothing(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        end_sessions(crm)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, b"")
    assert b"Traceback" not in errors
    assert len([line for line in errors.decode().splitlines() if line.startswith("crm: ")]) == 1
    assert names(crm) == ["Önce"]


def test_a_server_that_is_stopped_in_mid_import_is_told_and_saved_nothing(
    other: PostgresServer, tmp_path: Path
) -> None:
    crm = Program(other.url(other.create_database()))
    crm.inprocess("customer", "add", "Önce").checked()
    file = customers(tmp_path / "many.csv", 20_000, 11)
    with crm.start("import", "customers", file) as process:
        with psycopg.connect(crm.url, autocommit=True) as own:
            wait_for_writer(own)
        restart(other)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, b""), errors
    assert b"Traceback" not in errors
    assert b"fault of crmcli" not in errors
    assert len([line for line in errors.decode().splitlines() if line.startswith("crm: ")]) == 1
    assert names(crm) == ["Önce"]


def test_a_server_that_is_stopped_between_commands_is_told_in_a_line(other: PostgresServer) -> None:
    crm = Program(other.url(other.create_database()))
    crm.inprocess("customer", "add", "Önce").checked()
    other.stop()
    for words in (("customer", "list"), ("customer", "add", "Sonra"), ("undo",), ("report", "sales")):
        error = refused(crm.inprocess(*words))
        assert "postgresql:///" in error
        assert "password" not in error


class _Line:
    """A connection that breaks in the moment of the commit: before the server has heard of it, or after."""

    def __init__(self, connection: Any, then: Callable[[], None], *, heard: bool) -> None:
        self._connection, self._then, self._heard = connection, then, heard

    def execute(self, sql: Any, *values: Any) -> Any:
        if sql != "COMMIT":
            return self._connection.execute(sql, *values)
        if self._heard:
            self._connection.execute(sql)
        self._connection.close()
        self._then()
        message = "server closed the connection unexpectedly"
        raise psycopg.OperationalError(message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def break_next(
    monkeypatch: pytest.MonkeyPatch, *, heard: bool, then: Callable[[], None] = lambda: None
) -> None:
    """Break the next connection at its commit; those after it are whole."""
    real, left = psycopg.connect, [1]

    def connect(*words: Any, **settings: Any) -> Any:
        connection = real(*words, **settings)
        return _Line(connection, then, heard=heard) if left and left.pop() else connection

    monkeypatch.setattr(psycopg, "connect", connect)


def test_a_commit_whose_answer_was_lost_counts_when_the_server_kept_it(
    crm: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_next(monkeypatch, heard=True)
    added = crm.inprocess("customer", "add", "Sonra").checked()
    assert added.tsv()[0]["id"] == "C-2"
    assert names(crm) == ["Sonra", "Önce"]


def test_a_commit_that_the_server_never_heard_of_is_a_failure_and_nothing_is_saved(
    crm: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_next(monkeypatch, heard=False)
    refused(crm.inprocess("customer", "add", "Sonra"))
    assert names(crm) == ["Önce"]


def test_a_server_that_does_not_come_back_leaves_a_commit_in_doubt_and_says_so(
    other: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_line, "DOUBT_SECONDS", 0.6)
    store: Store = open_store(other.url(other.create_database()))
    with writing(store) as db:
        db.insert("tag", {"name": "a", "name_fold": "a", "name_sort": "a"})

    def lose(db: Writer) -> None:
        db.insert("tag", {"name": "b", "name_fold": "b", "name_sort": "b"})

    break_next(monkeypatch, heard=False, then=other.stop)
    with pytest.raises(Refused, match="whether it was is not known"), writing(store) as db:
        lose(db)


def test_a_server_that_stands_still_is_given_up_at_ctrl_c(
    other: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm = Program(other.url(other.create_database()))
    crm.inprocess("customer", "add", "Önce").checked()
    with psycopg.connect(crm.url) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", (0x43524D31,))
        with crm.start("customer", "add", "Sonra") as process:
            time.sleep(1.5)
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=20)
        monkeypatch.setattr(postgres, "LOCK_TIMEOUT", "200ms")  # half a minute
        assert "the store is busy" in refused(crm.inprocess("customer", "add", "Sonra"), 6)
    assert process.returncode == 130, errors
    assert names(crm) == ["Önce"]


def test_a_line_that_falls_silent_is_noticed_in_a_minute_unless_the_address_says_otherwise() -> None:
    plain = postgres_line.patience("postgresql://db/crm")
    assert plain["connect_timeout"] == 15
    assert plain["tcp_user_timeout"] == 60_000
    own = postgres_line.patience("postgresql://db/crm?connect_timeout=3&keepalives_idle=5")
    assert "connect_timeout" not in own
    assert "keepalives_idle" not in own


def test_an_address_nobody_answers_at_ends_in_a_line(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as deaf:
        place = Path(os.path.relpath(tmp_path)) / ".s.PGSQL.5432"
        deaf.bind(str(place))
        deaf.listen(1)  # it takes the call and says nothing
        crm = Program(f"postgresql:///x?host={tmp_path}&connect_timeout=2")
        answered: list[Any] = []
        asking = threading.Thread(target=lambda: answered.append(crm("customer", "list")))
        asking.start()
        asking.join(30)
    assert answered, "it hangs"
    refused(answered[0])
