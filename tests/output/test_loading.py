"""What each format loads: a pipe pays for nothing it does not use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"rich", "tabulate", "json", "csv", "tempfile", "shutil", "unicodedata"}
SCRIPT = """
import sys, os
before = set(sys.modules)
from crmcli.output import Settings, write
from crmcli.domain.results import Listing
from tests.output.bare import Row
before |= {"rich", "tabulate", "json", "csv", "tempfile", "shutil", "unicodedata"} & set(sys.modules)
sys.stdout = open(os.devnull, "w")
write(Listing(Row, [Row(1, sys.argv[2])]), Settings(format=sys.argv[1]))
print(*sorted({m.partition(".")[0] for m in set(sys.modules) - before}), file=sys.stderr)
"""


def loaded(format: str, name: str = "Isik") -> set[str]:
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, format, name],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
    )
    return set(ended.stderr.split()) & HEAVY


@pytest.mark.parametrize(
    ("format", "modules"),
    [("tsv", set()), ("ids", set()), ("csv", {"csv"}), ("json", {"json"}), ("jsonl", {"json"})],
)
def test_a_machine_format_loads_no_more_than_its_own_module(format: str, modules: set[str]) -> None:
    assert loaded(format, "Işık") == modules


def test_plain_loads_tabulate_and_a_table_loads_rich() -> None:
    assert "rich" not in loaded("plain")
    assert "tabulate" in loaded("plain")
    assert "rich" in loaded("table")
    assert "tabulate" not in loaded("table")
