"""A private file is there whole or not at all, under a name that nobody has meanwhile, and that lasts."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


def write_private(path: Path, chunks: Iterable[bytes], *, replace: bool) -> None:
    """Write a file of mode 0600 that appears whole or not at all.

    Raises:
        FileExistsError: there is one already, and ``replace`` is off.
        OSError: it can't be written.
    """
    scratch = path.parent / f".{path.name[:40]}.{os.urandom(6).hex()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:  # from before the file is there: a signal may come in between
        with os.fdopen(os.open(scratch, flags, 0o600), "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            scratch.replace(path)
            sync_folder(path.parent)
        else:
            move_to_free_name(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def move_to_free_name(finished: Path, path: Path) -> None:
    """Give a finished file its name unless somebody took it meanwhile, and make the name last.

    Raises:
        FileExistsError: somebody did.
    """
    try:
        path.hardlink_to(finished)
        finished.unlink()
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No hard links here (FAT, some network file systems): reserve the name, then replace it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        finished.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new names last through a power cut, where the system lets a folder be opened and synced.

    Never a failure: the file is whole and in its place. Without it, a power cut right after may bring back
    what was there before.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # a folder that may be written and not read; systems that open files only
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
