"""The file of a new store: made private before SQLite sees it, and nothing else than a file."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from crmcli.engines.sqlite_errors import refuse_special, unusable

if TYPE_CHECKING:
    from pathlib import Path

_SIDE_FILE = len("-journal")  # bytes that SQLite adds to the name


def make(path: Path) -> bool:
    """Create folder and file private: SQLite's side files inherit the mode; return whether it was made.

    Raises:
        Refused: it can't be made, or something else than a file is there.
    """
    try:
        try:
            refuse_special(path, path.stat().st_mode)
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
    place = os.path.realpath(path)
    folder, name = os.path.split(place)
    longest = os.pathconf(folder, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    if len(os.fsencode(name)) + _SIDE_FILE > longest:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return True
