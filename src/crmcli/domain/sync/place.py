"""A file of changes written where a person wants it: private, whole or not at all, packed by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.durable import write_private
from crmcli.errors import Refused, unwritten
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
    try:
        write_private(path, (data,), replace=force)
    except FileExistsError:
        raise Refused(say("{path} exists already", path=path), "add --force to replace it") from None
    except OSError as error:
        raise unwritten(path, error) from error
