"""A team on one server: twenty write at once, it goes away, the network is slow, limits are reached."""

import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import open_store
from tests.campaigns import team
from tests.store.business import named
from tests.support.postgres import Installation, PostgresServer
from tests.support.program import Program, Result
from tests.support.store import raw_connection, writing

pytestmark = pytest.mark.campaign

PEOPLE = 20
Rounds = Callable[[int, int], int]


def prepared(url: str) -> None:
    with writing(open_store(url)) as db:
        db.insert("customer", {**named("Sayaç"), "kind": "person", "note": "0"})


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    connection = raw_connection(url)
    found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    connection.close()
    return found


def check(url: str, people: list[dict[str, Any]]) -> tuple[int, int]:
    """Hold what the store has against what the people say; return changes and those of an unknown end."""
    assert [error for person in people for error in person["wrong"]] == []
    kept = {subject for person in people for subject in person["kept"]}
    unsure = {subject for person in people for subject in person["unsure"]}
    stored = [subject for (subject,) in rows(url, "SELECT subject FROM activity")]
    assert len(stored) == len(set(stored))
    assert kept <= set(stored) <= kept | unsure
    undone, set_back = (sum(person[name] for person in people) for name in ("undone", "set_back"))
    (counter,) = rows(url, "SELECT CAST(note AS bigint) FROM customer WHERE id = 1")[0]
    assert counter == len(stored) + undone - set_back
    mine = {number for person in people for number in person["customers"]}
    there = {number for (number,) in rows(url, "SELECT id FROM customer WHERE id > 1")}
    assert mine <= there
    assert len(mine) == sum(len(person["customers"]) for person in people)
    return len(stored), len(unsure)


def test_twenty_people_write_for_a_while_and_nothing_is_lost(
    pg_url: str, rounds: Rounds, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(pg_url)
    seconds = rounds(3, 60)
    people = team.ended(team.start(pg_url, PEOPLE, seconds, undoing=True))
    assert len(people) == PEOPLE
    stored, unsure = check(pg_url, people)
    assert unsure == 0
    undone, refused, blocked = (
        sum(person[name] for person in people) for name in ("undone", "refused", "blocked")
    )
    (first, count) = rows(pg_url, "SELECT min(id), count(*) FROM change")[0]
    (last,) = rows(pg_url, "SELECT last_value FROM change_id_seq")[0]  # the last may be one that was refused
    assert count == 2 + stored + 2 * undone  # each undo is a change, and so is what it took back
    # Every gap in the numbers of changes is a change that was refused.
    assert last - first + 1 - count == refused + blocked
    (deadlocks,) = rows(pg_url, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")[
        0
    ]
    assert deadlocks == 0
    longest = max(person["longest"] for person in people)
    least = min(len(person["kept"]) for person in people)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{stored} changes of {PEOPLE} people in {seconds} s: lost 0, {refused} refused, "
            f"{undone} undone, longest wait {longest:.2f} s, least of one {least}"
        )


def test_one_change_taken_back_by_two_at_once_is_taken_back_once(pg_url: str, rounds: Rounds) -> None:
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Işık").checked()
    for number in range(rounds(2, 30)):
        crm.inprocess("customer", "edit", "C-1", "--city", f"şehir {number}").checked()
        change = str(rows(pg_url, "SELECT max(id) FROM change")[0][0])
        running = [crm.start("undo", change) for _ in range(2)]
        results = []
        for process in running:
            with process:
                output, errors = process.communicate(timeout=60)
            results.append(Result(("undo",), output.decode(), errors.decode(), process.returncode))
        (other,) = [result for result in results if result.code]
        assert f"change {change}" in other.stderr
        assert rows(pg_url, "SELECT city FROM customer") == [(None,)]
        assert rows(pg_url, f"SELECT count(*) FROM change WHERE undoes = {change}") == [(1,)]


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that this test may stop and start."""
    server = PostgresServer()
    yield server
    server.stop()


def restart(server: PostgresServer) -> None:
    """Stop a server as an administrator does, clients or not, and start it again."""
    number = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    binaries = Path(f"/proc/{number}/exe").readlink().parent
    supervisor = server._process
    assert supervisor is not None
    os.kill(number, signal.SIGINT)
    supervisor.wait(timeout=30)
    os.killpg(supervisor.pid, signal.SIGKILL)  # what would tidy up after it
    assert supervisor.stdin is not None
    supervisor.stdin.close()
    server._launch(Installation(binaries))


def test_a_server_that_is_restarted_in_the_middle_loses_nothing_it_had_confirmed(
    own_server: PostgresServer, rounds: Rounds, capsys: pytest.CaptureFixture[str]
) -> None:
    url = own_server.url(own_server.create_database())
    prepared(url)
    people = team.start(url, 6, rounds(4, 60))
    for _ in range(rounds(1, 8)):
        time.sleep(2)
        restart(own_server)
    stored, unsure = check(url, team.ended(people))
    assert stored > 0
    with capsys.disabled():
        print(f"\n{stored} changes around restarts: lost 0, {unsure} cut off")  # noqa: T201


def test_connections_cut_by_the_server_lose_nothing_it_had_confirmed(pg_url: str, rounds: Rounds) -> None:
    prepared(pg_url)
    people = team.start(pg_url, 6, rounds(2, 30))
    connection = raw_connection(pg_url)
    cut = 0
    while people.poll() is None:
        cut += connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).rowcount
        time.sleep(0.1)
    connection.close()
    stored, _ = check(pg_url, team.ended(people))
    assert stored > 0
    assert cut > 0


def one_error(result: Result, code: int) -> str:
    lines = result.checked(code).stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["crm", "hint"], result.stderr
    return lines[0]


@pytest.fixture
def crm_shared(pg_url: str) -> Program:
    crm = Program(pg_url)
    crm.inprocess("customer", "add", "Işık").checked()
    return crm


def test_no_connection_left_is_busy_and_worth_another_try(
    crm_shared: Program, postgres_server: PostgresServer
) -> None:
    crm_shared.inprocess("db", "roles", "--apply").checked()
    postgres_server.execute("CREATE ROLE dar LOGIN CONNECTION LIMIT 1", "GRANT crm_writer TO dar")
    url = crm_shared.url.replace("user=crm", "user=dar")
    held = raw_connection(url)
    for words in (("customer", "list"), ("customer", "add", "Yeni")):
        assert "has no connection left" in one_error(Program(url).inprocess(*words), 6)
    held.close()
    deadline = time.monotonic() + 10
    while Program(url).inprocess("customer", "add", "Yeni", "--force").code:
        assert time.monotonic() < deadline
    postgres_server.execute("REVOKE crm_writer FROM dar", "DROP ROLE dar")


def test_a_time_limit_of_the_server_is_said_and_nothing_is_half_written(crm_shared: Program) -> None:
    held = raw_connection(crm_shared.url)
    held.execute("ALTER DATABASE " + held.info.dbname + " SET statement_timeout = '200ms'")
    held.execute("BEGIN")
    held.execute("SELECT pg_advisory_xact_lock(1129467185)")
    said = one_error(crm_shared.inprocess("customer", "add", "Yeni"), 1)
    assert "after its statement_timeout; nothing was saved" in said
    held.execute("ROLLBACK")
    held.close()
    crm_shared.inprocess("customer", "add", "Yeni").checked()
    assert len(crm_shared.inprocess("customer", "list").checked().tsv()) == 2


def test_a_standby_is_read_from_and_refused_as_a_place_to_write(crm_shared: Program) -> None:
    connection = raw_connection(crm_shared.url)
    connection.execute("ALTER DATABASE " + connection.info.dbname + " SET default_transaction_read_only = on")
    connection.close()
    assert len(crm_shared.inprocess("customer", "list").checked().tsv()) == 1
    assert crm_shared.inprocess("report", "sales").checked().stdout
    query = ("report", "sql", "SELECT count(*) AS n FROM customer_view")
    for words in (("customer", "add", "Yeni"), ("undo",), query):
        assert "is read only: a standby" in one_error(crm_shared.inprocess(*words), 1)
    nothing = crm_shared.inprocess("migrate").checked().tsv()  # it is up to date: nothing is to be written
    assert [(row["found"] == row["reached"], row["steps"]) for row in nothing] == [(True, "")]
    assert crm_shared.inprocess("doctor").code == 0


def test_a_standby_of_an_older_version_is_not_migrated(crm_shared: Program) -> None:
    connection = raw_connection(crm_shared.url)
    connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
    connection.execute("ALTER DATABASE " + connection.info.dbname + " SET default_transaction_read_only = on")
    connection.close()
    assert "is read only: a standby" in one_error(crm_shared.inprocess("migrate"), 1)


class SlowRoad:
    """A socket before the server's own that keeps every answer back for a while, and counts the answers."""

    def __init__(self, server: Path, here: Path, delay: float) -> None:
        """Stand at a place of its own before a server."""
        self.trips, self._delay, self._server = 0, delay, str(server / ".s.PGSQL.5432")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(here / ".s.PGSQL.5432"))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            threading.Thread(target=self._carry, args=(client, server, 0.0), daemon=True).start()
            threading.Thread(target=self._carry, args=(server, client, self._delay), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, delay: float) -> None:
        with suppress(OSError):  # whoever goes away first
            while part := one.recv(65536):
                if delay:
                    self.trips += 1
                    time.sleep(delay)
                other.sendall(part)
        other.close()

    def close(self) -> None:
        self._listener.close()


def test_on_a_slow_network_commands_take_a_known_number_of_trips(
    crm_shared: Program, postgres_server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="yol") as folder:
        road = SlowRoad(postgres_server.socket, Path(folder), 0.03)
        far = Program(crm_shared.url.replace(str(postgres_server.socket), folder))
        told = []
        for most, words in (
            (14, ("customer", "list")),
            (40, ("customer", "add", "Şule Kaya")),
            (30, ("log", "call", "C-1", "uzaktan")),
            (45, ("today",)),
        ):
            road.trips = 0
            far(*words).checked()
            told.append(f"{' '.join(words[:2])} {road.trips}")
            assert road.trips <= most, words
        road.close()
    with capsys.disabled():
        print(f"\nanswers of the server a command: {', '.join(told)}")  # noqa: T201
