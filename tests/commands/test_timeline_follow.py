"""What a second process writes is seen by whoever follows the timeline: the branch knows of the call."""

import json
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.support.program import Program

SOON = 5.0
"""Seconds after the writer has ended; on an idle machine it is less than one."""
WRITES = (
    (("log", "call", "C-1", "kartım çalışmadı"), "call", "kartım çalışmadı"),
    (("payment", "add", "C-1", "500 TL", "--method", "nakit"), "payment", "paid: nakit"),
    (("case", "open", "C-1", "Kart okunmuyor"), "case", "case: Kart okunmuyor"),
    (("incident", "add", "ATM", "--from", "2026-11-21", "--customer", "C-1"), "incident", "ATM, lasts still"),
    (("quote", "add", "C-1", "Yeni kart"), "quote", "offered: Yeni kart, draft"),
    (("request", "add", "C-1", "Gece şubesi"), "request", "asked for: Gece şubesi"),
    (("task", "add", "C-1", "Geri ara", "--due", "2026-11-30"), "task", "planned: Geri ara"),
    (("task", "done", "A-2"), "task", "done: Geri ara (9 days early)"),
)


@pytest.fixture
def following(crm_local: Program) -> Iterator[subprocess.Popen[bytes]]:
    """``crm customer timeline C-1 --follow`` in a process of its own."""
    crm_local.ok("customer", "add", "Ada", "--set", "kind=person")
    words = ("customer", "timeline", "C-1", "--follow", "--every", "0.1", "--format", "jsonl")
    process = crm_local.start(*words)
    yield process
    process.kill()
    process.communicate()


def test_each_kind_written_elsewhere_is_seen_soon(
    crm_local: Program, following: subprocess.Popen[bytes]
) -> None:
    assert following.stdout is not None
    assert json.loads(following.stdout.readline())["type"] == "customer"
    for words, kind, text in WRITES:
        crm_local.ok(*words)
        begun = time.monotonic()
        line = json.loads(following.stdout.readline())
        assert (line["type"], line["text"]) == (kind, text)
        assert time.monotonic() - begun < SOON
