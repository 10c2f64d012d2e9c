"""The file of a local store: made private before SQLite sees it, and never a device or a pipe."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from pathlib import Path

_SIDE_FILE = len("-journal")  # bytes that SQLite adds to the name


def size(path: Path) -> int:
    """Return the bytes of the file, 0 where there is none.

    Raises:
        Refused: it can't be looked at, or is no file.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return 0
    except OSError as error:
        raise unusable(path, error) from error
    _refuse_special(path, found.st_mode)
    return found.st_size


def plain(path: Path | str) -> str:
    """Return a path that SQLite takes for nothing else: ":memory:" would keep nothing, "file:" is a URI."""
    return os.path.join(".", path)  # noqa: PTH118 - pathlib leaves the "." out


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at the path from another one, None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def make(path: Path) -> bool:
    """Create folder and file private: SQLite's side files inherit the mode; return whether it was made.

    Raises:
        Refused: it can't be made, or something else than a file is there.
    """
    try:
        try:
            _refuse_special(path, path.stat().st_mode)
        except FileNotFoundError:
            return _make(path)
    except FileExistsError:
        return False
    except OSError as error:
        raise unusable(path, error) from error
    return False


def _make(path: Path) -> bool:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Where a link leads to nothing yet, the file is made there.
    folder, name = os.path.split(os.path.realpath(path))
    longest = os.pathconf(folder, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    if len(os.fsencode(name)) + _SIDE_FILE > longest:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    place = os.path.realpath(path)
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return True


def unusable(path: Path, error: OSError) -> Refused:
    """Return the error for what the system says of a path."""
    why = (error.strerror or str(error)).lower()
    return Refused(say("can't open {path}: {why}", path=path, why=why), "check the path and its permissions")


def _refuse_special(path: Path, mode: int) -> None:
    """Refuse what keeps nothing, and may keep us waiting for ever; a folder is SQLite's to refuse."""
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        message = say("can't open {path}: it is a device, a pipe or a socket, not a file", path=path)
        raise Refused(message, "name another file with --db")
