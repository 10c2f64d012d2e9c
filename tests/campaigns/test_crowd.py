"""Fifty people on one store for a minute, and one who holds it for as long: nobody fails, nothing is lost."""

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns import crowd
from tests.campaigns.work import faults_of
from tests.support.program import Program
from tests.support.store import raw_connection

pytestmark = pytest.mark.campaign


def test_writers_and_readers_at_once_for_a_minute_all_succeed_and_nothing_is_lost(
    crm_local: Program, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    people, seconds = rounds(8, 50), rounds(2, 60)
    crm_local.inprocess("customer", "add", "Başta").checked()
    roles = ["write" if number % 2 else "read" for number in range(people)]
    running = [crowd.start(crm_local.url, role, f"w{number}", seconds) for number, role in enumerate(roles)]
    ended = [process.communicate(timeout=900) for process in running]
    assert [errors for _, errors in ended] == [""] * people
    told = [json.loads(output) for output, _ in ended]
    added = sum(one["done"] for one in told if one["role"] == "write")
    read = sum(one["done"] for one in told if one["role"] == "read")
    longest = max(one["longest"] for one in told)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{people} writers and readers, {seconds} s: {added} changes, {read} reads, "
            f"longest wait {longest:.1f} s, failed {sum(len(one['failed']) for one in told)}"
        )
    assert [one["failed"] for one in told] == [[]] * people
    assert added > 0
    assert read > 0
    connection = raw_connection(crm_local.url)
    found = connection.execute("SELECT count(*), count(DISTINCT name) FROM customer").fetchone()
    connection.close()
    assert found == (added + 1, added + 1)
    assert faults_of(Path(crm_local.url)) == []


def test_a_store_that_another_tool_holds_is_waited_for_half_a_minute_and_then_given_up(
    crm_local: Program, rounds: Callable[[int, int], int]
) -> None:
    held = rounds(2, 60)
    crm_local.inprocess("customer", "add", "Başta").checked()
    other = sqlite3.connect(crm_local.url, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begun = time.monotonic()
    with crm_local.start("customer", "add", "Sonra") as process:
        while process.poll() is None and time.monotonic() < begun + held:
            time.sleep(0.05)
        waited = time.monotonic() - begun
        other.execute("ROLLBACK")
        other.close()
        output, errors = process.communicate(timeout=60)
    names = sorted(row["name"] for row in crm_local.inprocess("customer", "list").tsv())
    if process.returncode == 0:  # it was free in time
        assert held < 30
        assert names == ["Başta", "Sonra"]
    else:
        assert (process.returncode, output) == (6, b"")
        assert b"the store is busy" in errors
        assert 29 < waited < 60
        assert names == ["Başta"]
    crm_local.inprocess("customer", "add", "Danach").checked()
    assert faults_of(Path(crm_local.url)) == []
