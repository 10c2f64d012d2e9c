"""Run the program with less than it usually has: disk, memory, open files, the right to write."""

import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.program import Program, Result, run

START = """
import ctypes, os, resource, runpy, sys
limits, sys.argv = sys.argv[1], ["crm", *sys.argv[2:]]
for word in limits.split():
    name, value = word.split("=")
    if name == "unprivileged":
        # Root writes where nobody may: without these two capabilities it is held to the file modes.
        if os.geteuid() == 0:
            for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
                assert ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0) == 0
    else:
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (int(value), int(value)))
if "unprivileged" in limits:
    os.execv(sys.executable, [sys.executable, "-m", "crmcli", *sys.argv[1:]])
runpy.run_module("crmcli", run_name="__main__", alter_sys=True)
"""


def limited(
    program: Program,
    limits: str,
    *words: str | Path,
    input: str | bytes | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Result:
    """Run the program under limits: ``FSIZE=65536``, ``NOFILE=8``, ``AS=268435456``, ``unprivileged=1``."""
    command = [sys.executable, "-c", START, limits, *map(str, words)]
    return run(command, input, program.environment(env))
