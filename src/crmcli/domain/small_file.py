"""A small file that a person wrote: a query, a plan, a map, settings. Its size has an end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from crmcli.durable import sync_folder
from crmcli.said import say

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


def read_settled(path: Path) -> bytes:
    """Return all of a file that programs read unasked: nobody knows to write into a pipe for them.

    The system's empty device is an empty file: it is how people name none.

    Raises:
        OSError: it can't be read, or is a folder, a pipe or another device.
    """
    if str(path) == os.devnull:
        return b""
    _expect_file(path.stat().st_mode)
    return read_small(path)


def replace_small(path: Path, text: str) -> None:
    """Write a private file anew, whole or not at all; where a link leads to it, it stays a link.

    Raises:
        OSError: it can't be written, or something else than a file is there.
    """
    import tempfile

    path = Path(os.path.realpath(path))
    if path.exists():
        _expect_file(path.stat().st_mode)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _expect_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, say("it is a device, a pipe or a socket, not a file"))
