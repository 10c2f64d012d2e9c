"""Write to a store from one session, and hold a write to 20 ms of CPU.

``crm shell`` runs the same commands as a program of its own would: each opens the store, writes in one
transaction and closes it. What it saves is the start. Measured is the CPU time of the session by what one
more line costs: that of many lines less that of few, divided by their difference. Beside it stand the same
command as a process of its own, and ``crm batch``, one change each and all in one. Exits 1 when over.

    .venv/bin/python benchmarks/shell_rate.py [LINES]
"""

import argparse
import json
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LINES, FEW, RUNS = 200, 20, 3
MOST = 20.0
"""Milliseconds of CPU for one write in a session."""
TODAY = "2026-11-21"

Words = Callable[[int], list[str]]


class Case(NamedTuple):
    """A command and what it is called; ``words`` makes another one of each number."""

    name: str
    words: Words


CASES = (
    Case("log call", lambda number: ["log", "call", "C-1", f"görüşme {number}", "--minutes", "3"]),
    Case(
        "customer add",
        lambda number: [
            "customer",
            "add",
            f"Müşteri {number}",
            "--phone",
            f"0532 {number:07}",
            "--city",
            "İzmir",
        ],
    ),
)


class Spent(NamedTuple):
    """What a run took, in seconds."""

    cpu: float
    wall: float


def run(words: Sequence[str], environment: dict[str, str], lines: str = "") -> Spent:
    """Run the program once."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "crmcli", *words]
    subprocess.run(command, env=environment, input=lines.encode(), capture_output=True, check=True)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(cpu, ended - begun)


class Session:
    """Runs of many lines and of few, each with commands that none had before."""

    def __init__(self, environment: dict[str, str], many: int) -> None:
        """Begin to count the commands."""
        self._environment = environment
        self._many = many
        self._number = 0

    def next(self) -> int:
        """Return a number that no command had."""
        self._number += 1
        return self._number

    def alone(self, words: Words) -> float:
        """Return the CPU seconds of the command as a process of its own."""
        spent = [run(words(self.next()), self._environment).cpu for _ in range(2 * RUNS)]
        return statistics.median(spent)

    def inside(self, options: Sequence[str], line: Callable[[list[str]], str], words: Words) -> Spent:
        """Return what one more line costs: CPU and wall-clock seconds."""
        costs = []
        for _ in range(RUNS):
            few, many = (self._lines(options, line, words, count) for count in (FEW, self._many))
            more = self._many - FEW
            costs.append(Spent((many.cpu - few.cpu) / more, (many.wall - few.wall) / more))
        return Spent(*(statistics.median(values) for values in zip(*costs, strict=True)))

    def _lines(
        self, options: Sequence[str], line: Callable[[list[str]], str], words: Words, count: int
    ) -> Spent:
        text = "".join(f"{line(words(self.next()))}\n" for _ in range(count))
        return run(options, self._environment, text)


def main() -> int:
    """Measure each command in each way and print it; 1 when a write in a session is over the budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("lines", nargs="?", type=int, default=LINES)
    many = parser.parse_args().lines
    over = 0
    with tempfile.TemporaryDirectory() as name:
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": name, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "PYTHONPATH": str(ROOT / "src"), "CRMCLI_DB": f"{name}/crm.db", "CRMCLI_TODAY": TODAY,
        }  # fmt: skip
        session = Session(environment, many)
        run(["customer", "add", "Işık Mobilya"], environment)
        ways = (
            ("crm shell", ["shell"], shlex.join),
            ("crm batch, one change each", ["batch"], _as_json),
            ("crm batch, one change", ["batch", "--all-or-nothing"], _as_json),
        )
        print(f"{'':<14}{'':<28}{'CPU ms':>8}{'a second':>10}{'of a process':>14}")
        for case in CASES:
            alone = session.alone(case.words)
            print(f"{case.name:<14}{'a process each':<28}{alone * 1000:>8.1f}{'':>10}{1:>14.3f}", flush=True)
            for title, options, line in ways:
                spent = session.inside(options, line, case.words)
                over += spent.cpu * 1000 > MOST
                rate, ratio = 1 / max(spent.wall, 1e-6), spent.cpu / alone
                print(f"{'':<14}{title:<28}{spent.cpu * 1000:>8.1f}{rate:>10,.0f}{ratio:>14.3f}", flush=True)
    print(f"at most {MOST:.0f} ms of CPU for a write in a session{': OVER' if over else ''}")
    return 1 if over else 0


def _as_json(words: list[str]) -> str:
    return json.dumps({"argv": words})


if __name__ == "__main__":
    sys.exit(main())
