"""One of a crowd on one store: ``python -m tests.campaigns.crowd URL ROLE NAME SECONDS``.

It runs commands for a while and prints, as JSON, how many succeeded, what failed, and the longest wait.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.support.program import Program, environment

ROOT = Path(__file__).parents[2]


def run(url: str, role: str, name: str, seconds: float) -> dict[str, Any]:
    """Write or read until the time is over."""
    crm, until = Program(url), time.monotonic() + seconds
    done, failed, longest, seen = 0, list[str](), 0.0, 0
    while time.monotonic() < until:
        begun = time.monotonic()
        if role == "write":
            result = crm.inprocess("customer", "add", f"{name} {done}")
            said = result.tsv()[0]["id"] if result.code == 0 else ""
            wrong = not said.startswith("C-")
        else:
            result = crm.inprocess("customer", "list", "--format", "ids", "--limit", "0")
            # What was there once is never gone: nobody deletes.
            wrong = len(result.lines) < seen
            seen = len(result.lines)
        longest = max(longest, time.monotonic() - begun)
        if result.code != 0 or wrong or "Traceback" in result.stderr:
            failed.append(f"{result.code} {result.stderr[-300:]}")
        else:
            done += 1
    return {"role": role, "done": done, "failed": failed, "longest": longest}


def start(url: str, role: str, name: str, seconds: float) -> "subprocess.Popen[str]":
    """Run this module in a process of its own."""
    command = [sys.executable, "-m", "tests.campaigns.crowd", url, role, name, str(seconds)]
    env = environment({"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])})
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


if __name__ == "__main__":
    _, address, part, called, length = sys.argv
    sys.stdout.write(json.dumps(run(address, part, called, float(length))) + "\n")
