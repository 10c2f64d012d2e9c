"""A process that changes a store over and over: ``python -m tests.campaigns.writer URL COUNT NAME``.

Every change reads a counter, writes it back one higher, and logs an activity; none may be lost.
"""

import os
import subprocess
import sys
from pathlib import Path

from crmcli.db import open_store
from crmcli.sql import ChangeNote
from tests.support.program import environment

ROOT = Path(__file__).parents[2]
COUNTER = 1
"""The customer whose score is counted up."""


def change(url: str, count: int, name: str) -> None:
    """Change the store ``count`` times, each time in a transaction of its own."""
    note = ChangeNote("2026-11-21T09:00:00Z", name, None, "count")
    for number in range(count):
        with open_store(url).writing(note) as db:
            seen = int(db.value("SELECT note FROM customer WHERE id = :id", {"id": COUNTER}))
            db.update("customer", COUNTER, {"note": str(seen + 1)})
            logged = {
                "kind": "note",
                "at": "2026-11-21",
                "subject": f"{name}-{number}",
                "customer_id": COUNTER,
            }
            db.insert("activity", logged)


def start(url: str, count: int, name: str) -> "subprocess.Popen[str]":
    """Run this module in a process of its own."""
    command = [sys.executable, "-m", "tests.campaigns.writer", url, str(count), name]
    env = environment({"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])})
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


if __name__ == "__main__":
    change(sys.argv[1], int(sys.argv[2]), sys.argv[3])
