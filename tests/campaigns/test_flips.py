"""A store with a damaged byte is read as far as it goes, or refused in one line; never a traceback."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.store.business import fill
from tests.support.program import Program

pytestmark = pytest.mark.campaign

SEED = 20261121
COMMANDS = (
    ("customer", "list", "--format", "json"),
    ("customer", "show", "C-1"),
    ("customer", "timeline", "C-1", "--format", "table"),
    ("find", "mobilya"),
    ("history", "C-1"),
    ("report", "pipeline"),
    ("customer", "edit", "C-1", "--city", "Bursa"),
    ("undo",),
)
"""Each damage meets one command that reads all of the record's tables and one that writes."""


def test_a_flipped_byte_never_ends_in_a_traceback_and_always_in_an_exit_code_and_a_line(
    sqlite_url: str, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    fill(open_store(sqlite_url))
    path, program = Path(sqlite_url), Program(sqlite_url)
    whole = path.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - to be repeated
    ended, faults = Counter[int](), []
    # Most of a page of a small store is empty: where something lies is hit as often as chance allows.
    filled = [place for place, byte in enumerate(whole) if byte]
    total = rounds(200, 2000)
    for number in range(total):
        place = chance.choice(filled) if number % 4 else chance.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        path.with_name("crm.db-journal").unlink(missing_ok=True)
        for words in (COMMANDS[number % 6], COMMANDS[6 + number % 2]):
            result = program.inprocess(*words)
            where = f"byte {place} of round {number}, seed {SEED}, {' '.join(words)}"
            ended[result.code] += 1
            assert result.code in {0, 1, 3, 4, 6}, where
            assert "Traceback" not in result.stderr, where
            errors = [line for line in result.stderr.splitlines() if line.startswith(("crm: ", "{"))]
            assert len(errors) == (result.code != 0), f"{where}: {result.stderr}"
            faults += [f"{where}: {error}" for error in errors if "fault of crmcli" in error]
    assert faults == [], "\n".join(faults)
    with capsys.disabled():
        print(f"\n{total} flipped bytes, {2 * total} commands by exit code: {dict(sorted(ended.items()))}")  # noqa: T201
