"""A small file that a person wrote: a query, a plan, a map, settings. Its size has an end."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli.durable import sync_folder
from crmcli.errors import Busy
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST = 16 * 1024 * 1024  # bytes
WAIT = 30.0
"""Seconds for which another command that changes a file is waited for."""


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

    path = _place(path)
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


def change_small(path: Path, change: Callable[[str], str]) -> None:
    """Change what a private file says (nothing where it is not there yet); two who do so wait for each other.

    Raises:
        OSError: it can't be read or written, or something else than a file is there.
        Busy: others have been changing files of its folder for half a minute.
    """
    with _alone(_place(path)):
        replace_small(path, change(read_settled(path).decode() if path.is_file() else ""))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep others from changing a file meanwhile: its folder is locked, as the file itself gets replaced.

    Nothing is left behind, also by a command that is killed. Where folders can't be locked, nobody waits.
    """
    try:
        import fcntl

        folder = os.open(path.parent, os.O_RDONLY)
    except (ImportError, OSError):
        yield
        return
    try:
        _lock(fcntl.flock, folder, fcntl.LOCK_EX | fcntl.LOCK_NB, path)
        yield
    finally:
        os.close(folder)


def _lock(flock: Callable[[int, int], None], folder: int, how: int, path: Path) -> None:
    import time

    end = time.monotonic() + WAIT
    while True:
        try:
            flock(folder, how)
        except BlockingIOError:
            if time.monotonic() > end:
                raise Busy(
                    say("another command is changing {path}", path=path), "run the command again"
                ) from None
            time.sleep(0.01)
        except OSError:
            return  # some network folders know no locks
        else:
            return


def _place(path: Path) -> Path:
    """Return where a file really is, or will be, in a folder that is there."""
    path = Path(os.path.realpath(path))
    if path.exists():
        _expect_file(path.stat().st_mode)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _expect_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, say("it is a device, a pipe or a socket, not a file"))
