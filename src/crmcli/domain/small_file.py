"""A small file that a person wrote: a query, a plan, a map, a text. Its size has an end."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from crmcli.said import say

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 16 * 1024 * 1024  # bytes


def read_small(path: Path) -> bytes:
    """Return all of a file; a pipe is read to its end, too.

    Raises:
        OSError: it can't be read, or goes on beyond ``LARGEST``.
    """
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OSError(errno.EFBIG, say("it has more than {largest:,} bytes", largest=LARGEST))
    return data
