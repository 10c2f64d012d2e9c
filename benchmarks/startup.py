"""Count what short commands cost, and compare with a bare interpreter and a two-command Typer program.

Instructions by ``valgrind --tool=callgrind``, which are the same on any load; without valgrind the
median CPU time of several runs, which is not. Exits 1 when a ratio is over its budget.

    .venv/bin/python benchmarks/startup.py [--cpu]
"""

import itertools
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.terminal import Size, run_on_terminal  # noqa: E402 - found by the line above

PYTHON = sys.executable
STARTER = """import sys
from crmcli.__main__ import main
if __name__ == '__main__':
    sys.argv[0] = sys.argv[0].removesuffix('.exe')
    sys.exit(main())
"""
"""What pip 26 installs as ``crm``; pip before 25 adds an import of ``re``, 15 M instructions."""

TWO_COMMANDS = str(ROOT / "benchmarks" / "two_commands.py")
RUNS = 15
"""How often a command is run when CPU time is all there is."""

COMPLETION = {"_CRM_COMPLETE": "bash"}
"""What a shell's script sets when Tab is pressed; the line stands behind ``--``."""


@dataclass(frozen=True)
class Case:
    """One command to measure and what it may cost.

    ``against`` is the name of the case it is divided by, ``budget`` the largest quotient allowed.
    In its words ``{crm}`` is the program's starter and ``{n}`` another number in every run, so that
    each write stores something new.
    """

    name: str
    command: tuple[str, ...]
    against: str = ""
    budget: float = 0.0
    terminal: bool = False
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a case cost, in millions of instructions or in milliseconds, and its ratio."""

    case: Case
    cost: float
    ratio: float | None

    @property
    def over(self) -> bool:
        """Tell whether the ratio exceeds its budget."""
        return self.ratio is not None and self.ratio > self.case.budget


def crm(name: str, *words: str, against: str = "", budget: float = 0.0, terminal: bool = False) -> Case:
    """Make a case of a command of the program."""
    return Case(name, (PYTHON, "{crm}", *words), against, budget, terminal)


def completion(name: str, line: str, against: str, budget: float) -> Case:
    """Make a case of what a shell asks when Tab is pressed behind a line."""
    asked = crm(name, "--", "63", line, " =:", against=against, budget=budget)
    return Case(**{**vars(asked), "env": tuple(COMPLETION.items())})


def cases() -> Iterator[Case]:
    """List what is measured: first the yardsticks, then the program."""
    yield Case("python -c pass", (PYTHON, "-c", "pass"))
    yield Case("two commands", (PYTHON, TWO_COMMANDS, "hello", "Ada"))
    yield Case("two commands --help", (PYTHON, TWO_COMMANDS, "--help"))
    yield crm("crm --version", "--version", against="python -c pass", budget=1.5)
    yield crm("crm --help", "--help", against="two commands --help", budget=1.2)
    yield completion("completion", "crm cust", against="two commands --help", budget=1.2)
    for terminal, budget, where in ((False, 1.4, "pipe"), (True, 2.2, "terminal")):
        for words in (("list",), ("show", "C-1"), ("timeline", "C-1")):
            name = f"customer {words[0]}, {where}"
            yield crm(name, "customer", *words, against="two commands", budget=budget, terminal=terminal)
    yield completion("complete", "crm customer show ış", against="customer list, pipe", budget=1.1)
    add = ("customer", "add", "Ada Ticaret {n}", "--email", "bilgi{n}@ada.example", "--phone", "0533 123 {n}")
    yield crm("customer add", *add, against="two commands", budget=1.8)
    call = ("log", "call", "C-1", "asked for an offer", "--minutes", "12")
    yield crm("log call", *call, against="two commands", budget=1.8)


def prepare_store(folder: Path) -> dict[str, str]:
    """Make the starter and a small store, and the environment in which every case finds them."""
    (folder / "crm").write_text(STARTER, encoding="utf-8")
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT / "src"),
        "CRMCLI_DB": str(folder / "crm.db"),
        "CRMCLI_TODAY": "2026-11-21",
    }
    for number in range(1, 21):
        contact = ("--email", f"satis{number}@isik.example", "--phone", f"0532 765 43 {number:02}")
        run_once(crm("a customer", "customer", "add", f"Işık Mobilya {number}", *contact), environment)
    for number in range(1, 6):
        run_once(crm("a call", "log", "call", "C-1", f"call {number}", "--minutes", "5"), environment)
    return environment


def instructions_in(log: str) -> int:
    """Find the count in what callgrind says at its end.

    Raises:
        ValueError: callgrind said no count.
    """
    found = re.search(r"Collected\s*:\s*(\d+)", log)
    if not found:
        message = f"callgrind gave no count: {log[-500:]}"
        raise ValueError(message)
    return int(found[1])


NUMBERS = itertools.count(1000)


def run_once(case: Case, environment: dict[str, str], tool: tuple[str, ...] = ()) -> None:
    """Run a command where its case wants it: with its output in a pipe, or on a terminal.

    Raises:
        RuntimeError: the command failed, so that its cost means nothing.
    """
    number, starter = str(next(NUMBERS)), str(Path(environment["HOME"]) / "crm")
    words = (word.replace("{n}", number).replace("{crm}", starter) for word in case.command)
    command = (*tool, *words)
    if case.terminal:
        wanted: dict[str, str | None] = dict.fromkeys(os.environ)
        result = run_on_terminal(command, Size(), env={**wanted, "TERM": "xterm-256color", **environment})
        code, said = result.code, result.stdout
    else:
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        code, said = ended.returncode, ended.stdout + ended.stderr
    if code != 0:
        message = f"{case.name}: exit {code}\n{said}"
        raise RuntimeError(message)


def millions_of_instructions(case: Case, environment: dict[str, str]) -> float:
    """Count a case under callgrind, in millions; exact, so once is enough."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        tool = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}")
        run_once(case, environment, tool)
        return instructions_in(log.read_text(encoding="utf-8")) / 1e6


def milliseconds(case: Case, environment: dict[str, str]) -> float:
    """Return the median CPU time of several runs, user and system."""
    taken = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run_once(case, environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(taken) * 1000


def judge(wanted: list[Case], cost_of: Callable[[Case], float]) -> Iterator[Verdict]:
    """Measure the cases in order; a yardstick comes before what is divided by it."""
    costs: dict[str, float] = {}
    for case in wanted:
        costs[case.name] = cost = cost_of(case)
        yield Verdict(case, cost, cost / costs[case.against] if case.against else None)


def line(verdict: Verdict) -> str:
    """Write a verdict as one line of the table."""
    case = verdict.case
    start = f"{case.name:<28}{verdict.cost:>9.1f}"
    if verdict.ratio is None:
        return start
    mark = "OVER" if verdict.over else "ok"
    return f"{start}{verdict.ratio:>8.2f} x {case.against:<20} at most {case.budget:<4} {mark}"


def main() -> int:
    """Measure, print a line for each case and return 1 when a budget is exceeded."""
    counted = shutil.which("valgrind") is not None and "--cpu" not in sys.argv
    measure = millions_of_instructions if counted else milliseconds
    print("million instructions (callgrind)" if counted else f"ms of CPU time, median of {RUNS}")
    over = False
    with tempfile.TemporaryDirectory() as folder:
        environment = prepare_store(Path(folder))

        def cost_of(case: Case) -> float:
            merged = {**environment, **dict(case.env)}
            run_once(case, merged)  # bytecode is compiled before it counts
            return measure(case, merged)

        for verdict in judge(list(cases()), cost_of):
            print(line(verdict), flush=True)
            over = over or verdict.over
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
