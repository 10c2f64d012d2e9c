"""The arrows between the modules hold, and no module grows past what a reader can hold."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "crmcli"
LONGEST = 400
"""Lines; a module aims at 60 to 180 and is thought over at 300."""

MODULES = sorted(path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py"))


def test_every_import_contract_is_kept() -> None:
    linter = str(Path(sys.executable).with_name("lint-imports"))
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    ended = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_longer_than_a_reader_can_hold(module: str) -> None:
    lines = len((SOURCE / module).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{module} has {lines} lines: split it"


def test_no_module_is_called_utils() -> None:
    vague = {"util", "utils", "helpers", "misc", "common"}
    assert [module for module in MODULES if Path(module).stem in vague] == []
