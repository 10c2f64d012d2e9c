"""Fuzz readers and languages: ``python -m tests.fuzz.run [SECONDS] [NAME...]``.

Each gets its time in a process of its own, which may not grow by more than 512 MB. What breaks a rule is
written to the folder of findings (FUZZ_FINDINGS, else the temporary folder) with what it did; made small
and mended, it goes into the corpus under a name that says what it is.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.fuzz.house import MEGABYTES, Finding, House, limits
from tests.fuzz.languages import LANGUAGES
from tests.fuzz.mutate import Mutator
from tests.fuzz.readers import READERS
from tests.fuzz.target import Target

TARGETS = {target.name: target for target in (*READERS, *LANGUAGES)}
_HANGING = 60
"""Seconds without an answer after which a process is given up: something inside one call hangs."""


def fuzz(
    target: Target, seconds: float, random: Random, most: int = 10**12
) -> tuple[int, int, dict[str, bytes]]:
    """Try inputs for a time, the seeds first; return how many, how many outcomes, and what broke a rule."""
    findings: dict[str, bytes] = {}
    with House() as house:
        seeds = target.inputs(house)
        mutator = Mutator(seeds, target.words, random, target.longest, typed=target.typed, inner=target.inner)
        begun, count = time.monotonic(), 0
        while count < len(seeds) or (time.monotonic() - begun < seconds and count < most):
            data = seeds[count] if count < len(seeds) else mutator.next()
            count += 1
            _current(data)
            try:
                with limits():
                    outcome = target.attempt(house, data)
            except Finding as error:
                findings.setdefault(str(error), data)
                house.repair()
                continue
            mutator.learn(data, outcome)
    return count, mutator.learnt, findings


def _current(data: bytes) -> None:
    """Keep the input where it is found when the process dies of it."""
    place = os.environ.get("FUZZ_CURRENT")
    if place:
        Path(place).write_bytes(data)


def _work(name: str, seconds: float, seed: int, answers: "multiprocessing.Queue[object]") -> None:
    """Fuzz one target and say what was found."""
    room = _size() + MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (room, resource.RLIM_INFINITY))
    # What the program says to people is not for this one's reader.
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    answers.put(fuzz(TARGETS[name], seconds, Random(seed)))  # noqa: S311 - no secret


def _size() -> int:
    """Return the bytes of this process's address space."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 1024 * 1024 * 1024
    return pages * resource.getpagesize() + 256 * 1024 * 1024


def _one(name: str, seconds: float, folder: Path) -> tuple[str, int]:
    """Fuzz one target in a process of its own; return its line of the table and how many findings."""
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[object] = context.Queue()
    room = Path("/dev/shm") if Path("/dev/shm").is_dir() else folder  # noqa: S108 - only this name is written
    current = room / f"fuzz-{os.getpid()}-{name}.current"
    os.environ["FUZZ_CURRENT"] = str(current)
    seed = int(os.environ.get("FUZZ_SEED", "0")) or int(time.time())
    process = context.Process(target=_work, args=(name, seconds, seed, answers))
    begun = time.monotonic()
    process.start()
    found: object = None
    while found is None and time.monotonic() - begun < seconds + _HANGING:
        try:
            found = answers.get(timeout=1)
        except Exception:  # noqa: BLE001 - an empty queue, or a broken one
            if not process.is_alive():
                break
    process.kill()
    process.join()
    if not isinstance(found, tuple):
        data = current.read_bytes() if current.exists() else b""
        found = (0, 0, {f"the process ended or hung (exit code {process.exitcode})": data})
    current.unlink(missing_ok=True)
    count, learnt, findings = found
    for said, data in findings.items():
        path = folder / f"{name}-{sha256(data).hexdigest()[:8]}"
        path.write_bytes(data)
        _tell(f"  {name}: {said}\n    {path}")
    return f"{name:12} {count:>9,} {learnt:>9,} {len(findings):>9,}", len(findings)


def _tell(line: str) -> None:
    """Write a line at once: a run is long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: list[str]) -> int:
    """Run and print a table; 1 when something was found."""
    seconds = float(words.pop(0)) if words and words[0].replace(".", "").isdigit() else 60.0
    names = words or list(TARGETS)
    folder = Path(os.environ.get("FUZZ_FINDINGS") or tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    _tell(f"{'':12} {'inputs':>9} {'outcomes':>9} {'findings':>9}")
    total = 0
    for name in names:
        line, found = _one(name, seconds, folder)
        _tell(line)
        total += found
    _tell(f"findings in {folder}" if total else "nothing found")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
