"""Run a line of a shell where a folder is a file system of a few kilobytes: a disk that is really full.

It is mounted in a namespace of its own, and gone with the shell. Needs root.
"""

import os
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.support.program import Program, Result, run


@cache
def _why_not() -> str | None:
    """Say why no file system can be mounted here, None where one can."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return "mounting a small file system needs root and unshare"
    tried = run(["unshare", "--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
    return None if tried.code == 0 else f"no file system can be mounted here: {tried.stderr.strip()}"


def on_a_small_disk(crm: Program, folder: Path, kilobytes: int, line: str) -> Result:
    """Run a line with ``folder`` mounted; ``crm`` is the program, ``fill N`` leaves N kilobytes free."""
    why = _why_not()
    if why is not None:
        pytest.skip(why)
    place = shlex.quote(str(folder))
    script = f"""
        mount -t tmpfs -o size={kilobytes}k,mode=700 tmpfs {place} || exit 99
        crm() {{ timeout 60 {shlex.quote(sys.executable)} -m crmcli "$@"; }}
        fill() {{
            left=$(($(df --output=avail -k {place} | tail -1) - $1))
            [ $left -le 0 ] || head -c ${{left}}k /dev/zero > {place}/filler
        }}
        {line}
    """
    command = ["unshare", "--mount", "--propagation", "private", "bash", "-c", script]
    return run(command, env={**crm.environment(), "PYTHONPATH": os.pathsep.join(sys.path)})
