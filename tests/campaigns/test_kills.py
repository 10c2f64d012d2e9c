"""A program killed at any moment leaves the store as before or as after, and nothing it said is lost."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.campaigns.work import Job, faults_of, fresh, jobs, state
from tests.support.postgres import PostgresServer
from tests.support.program import Program

pytestmark = pytest.mark.campaign

SEED = 20261121


@dataclass
class Killer:
    """Starts commands and kills them: anywhere in their run, or once they have begun to write."""

    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)

    def kill(self, program: Program, words: tuple[str, ...], seconds: float, journal: Path | None) -> bool:
        """Run a command and kill it; return whether it had told its result."""
        with program.start(*words) as process:
            if journal is not None:
                self._wait_for(process.poll, journal, seconds * 3)
                time.sleep(self.chance.uniform(0, seconds / 2))
            else:
                time.sleep(self.chance.uniform(0, seconds * 1.05))
            process.kill()
            output, _ = process.communicate()
            self.seen["ended"] += process.returncode == 0
            assert process.returncode in (0, -9)
            return bool(output) or process.returncode == 0

    @staticmethod
    def _wait_for(ended: Callable[[], int | None], journal: Path, patience: float) -> None:
        limit = time.monotonic() + patience
        while not journal.exists() and ended() is None and time.monotonic() < limit:
            time.sleep(0.0005)


@dataclass
class Outcome:
    """A job done without being killed: how long it takes, and the store before and after it."""

    seconds: float
    before: str
    after: str


def undisturbed(job: Job, path: Path) -> Outcome:
    fresh(job, path)
    before = state(path)
    begun = time.perf_counter()
    Program(str(path)).ok(*job.words)
    return Outcome(time.perf_counter() - begun, before, state(path))


def test_a_killed_command_leaves_the_local_store_as_before_or_as_after(
    tmp_path: Path, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    todo = jobs(tmp_path)
    path = tmp_path / "crm.db"
    program, journal = Program(str(path)), tmp_path / "crm.db-journal"
    known = {name: undisturbed(job, path) for name, job in todo.items()}
    killer = Killer(random.Random(SEED))  # noqa: S311 - to be repeated
    total = rounds(40, 1000)
    for number in range(total):
        name = list(todo)[number % len(todo)]
        job, outcome = todo[name], known[name]
        fresh(job, path)
        told = killer.kill(program, job.words, outcome.seconds, journal if number % 3 else None)
        killer.seen["hot journal"] += journal.exists()
        killer.seen["told"] += told
        where = f"round {number}, {name}, seed {SEED}"
        left = state(path)
        assert left in (outcome.before, outcome.after), where
        killer.seen["after" if left == outcome.after else "before"] += 1
        assert not told or left == outcome.after, f"{where}: what was told is lost"
        assert faults_of(path) == [] if path.exists() else left == "nothing", where
        if number % 7 == 0 and left == outcome.before:
            program.ok(*job.words)
            assert state(path) == outcome.after, f"{where}: the next run"
    with capsys.disabled():
        print(f"\n{total} kills of local commands: {dict(killer.seen)}, lost 0")  # noqa: T201
    assert killer.seen["before"] > 0
    assert killer.seen["after"] > 0


def test_a_killed_command_leaves_the_shared_store_as_before_or_as_after(
    postgres_server: PostgresServer,
    tmp_path: Path,
    rounds: Callable[[int, int], int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    todo = jobs(tmp_path)
    base = postgres_server.create_database()
    url = postgres_server.url(base)
    crm = Program(url)
    crm.ok("import", "customers", tmp_path / "c1.csv")
    crm.ok("import", "leads", tmp_path / "l.csv")
    killer = Killer(random.Random(SEED))  # noqa: S311 - to be repeated
    total, names = rounds(8, 200), ["import customers", "convert ten leads", "edit", "import opportunities"]
    known: dict[str, Outcome] = {}
    for number in range(total + len(names)):
        name = names[number % len(names)]
        copy = postgres_server.create_database(base)
        place = postgres_server.url(copy)
        program = Program(place)
        if name not in known:
            begun, before = time.perf_counter(), state(place)
            program.ok(*todo[name].words)
            known[name] = Outcome(time.perf_counter() - begun, before, state(place))
        else:
            outcome = known[name]
            told = killer.kill(program, todo[name].words, outcome.seconds, None)
            with open_store(place).reading():  # the killed one's transaction has ended when this one begins
                pass
            left = settled(place, outcome)
            where = f"round {number}, {name}, seed {SEED}"
            assert left in (outcome.before, outcome.after), where
            assert not told or left == outcome.after, f"{where}: what was told is lost"
            killer.seen["after" if left == outcome.after else "before"] += 1
        postgres_server.drop_database(copy)
    with capsys.disabled():
        print(f"\n{total} kills of shared commands: {dict(killer.seen)}, lost 0")  # noqa: T201


def settled(url: str, outcome: Outcome) -> str:
    """Return the state of a shared store once the server has noticed that its client is gone."""
    from crmcli.engines.postgres import WRITERS
    from tests.support.store import raw_connection

    del outcome
    connection = raw_connection(url)
    connection.execute("SELECT pg_advisory_lock(%s)", (WRITERS,))
    connection.close()
    return state(url)
