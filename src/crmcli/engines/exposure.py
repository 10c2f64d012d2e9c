"""A store that others on the machine can read: said once, then left to ``crm doctor``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 200
"""Stores remembered; then the oldest are forgotten."""


def is_new(path: Path, memory: Path) -> bool:
    """Tell whether this was not said of a store with this mode yet, and remember that it is now."""
    from crmcli.domain.small_file import read_settled, replace_small

    found = path.stat()
    line = f"{found.st_mode & 0o777:o} {os.path.realpath(path)}".encode("utf-8", "backslashreplace").decode()
    try:
        known = read_settled(memory).decode("utf-8", "replace").splitlines() if memory.exists() else []
        if line in known:
            return False
        replace_small(memory, "\n".join([*known, line][-_MOST:]) + "\n")
    except OSError:
        return False  # what can't be remembered would be said at every start
    return True
