"""A file of changes written where a person wants it: private, whole or not at all, packed by its name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crmcli.durable import move_to_free_name, sync_folder
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_file(path: Path, lines: Iterable[str], *, force: bool) -> None:
    """Write the lines, packed when the name ends in ``.gz``.

    Raises:
        Refused: the file is there and ``force`` is off, or it can't be written.
    """
    data = "".join(lines).encode()
    if path.suffix == ".gz":
        import gzip

        data = gzip.compress(data, mtime=0)
    scratch = path.parent / f".{path.name[:40]}.{os.urandom(6).hex()}.tmp"
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(scratch, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            scratch.replace(path)
            sync_folder(path.parent)
        else:
            move_to_free_name(scratch, path)
    except FileExistsError:
        raise Refused(say("{path} exists already", path=path), "add --force to replace it") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Refused(say("{path} can't be written: {why}", path=path, why=why)) from error
    finally:
        scratch.unlink(missing_ok=True)
