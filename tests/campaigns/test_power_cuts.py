"""The power goes at any moment: what a command told is on the disk, and the store is whole."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns import power
from tests.campaigns.disk import Disk, Write
from tests.support.program import environment

ROOT = Path(__file__).parents[2]


def cut(folder: Path, cuts: int, seconds: float, synchronous: str = "") -> Any:
    """Run the harness in a mount namespace of its own, which takes every mount with it when it ends."""
    unusable = power.usable()
    if unusable is not None:
        pytest.skip(unusable)
    command: list[str | Path] = [
        *("unshare", "--mount", "--propagation", "private", sys.executable, "-m", "tests.campaigns.power"),
        *(folder, str(cuts), str(seconds), synchronous),
    ]
    env = environment({"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])})
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=env, timeout=3600)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.campaign
def test_a_power_cut_at_any_moment_loses_nothing_that_was_told(
    tmp_path: Path, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    found = cut(tmp_path, rounds(8, 100), rounds(3, 30))
    with capsys.disabled():
        print(f"\npower cuts: {found}")  # noqa: T201
    assert found["wrong"] == []
    assert found["bad cuts"] == 0
    assert found["told"]["note"] > 0


@pytest.mark.campaign
def test_the_method_sees_what_is_lost_where_nothing_is_synced(
    tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    assert cut(tmp_path, rounds(8, 50), 3, "OFF")["bad cuts"] > 0


class _Chosen:
    """Chance that gives what it is told to."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = list(numbers)

    def randrange(self, _stop: int) -> int:
        return self._numbers.pop(0)

    def random(self) -> float:
        return 0.0


def test_what_was_flushed_is_there_after_a_cut_and_what_was_not_may_be() -> None:
    disk = Disk(bytes(2048), [Write(0, b"a"), None, Write(1, b"b" * 1024), None])
    kept, gone, torn = (_Chosen(0), _Chosen(1), _Chosen(3, 1))
    assert disk.after_cut(0, kept) == bytes(2048)  # type: ignore[arg-type]
    assert disk.after_cut(3, _Chosen(0)).rstrip(b"\0") == b"a" + b"b" * 1024  # type: ignore[arg-type]
    assert disk.after_cut(3, gone).rstrip(b"\0") == b"a"  # type: ignore[arg-type]
    assert disk.after_cut(3, torn).rstrip(b"\0") == b"a" + b"b" * 512  # type: ignore[arg-type]
    assert disk.after_cut(4, _Chosen(1)).rstrip(b"\0") == b"a" + b"b" * 1024  # type: ignore[arg-type]
