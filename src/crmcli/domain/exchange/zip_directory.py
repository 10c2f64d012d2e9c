"""The directory of a zip archive, opened only when it is small: the reader of zips holds it in memory."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, ZipFile

from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.exchange.raw import RawInput

DIRECTORY_LIMIT = 8 * 1024 * 1024
"""Bytes of a directory: room for more files than are ever read."""
_TAIL = 64 * 1024 + 22  # the end of the directory, and the longest comment behind it
_LARGE = 20 + 56  # what stands before it in an archive with numbers of 64 bits


def open_zip(raw: RawInput) -> ZipFile:
    """Open an archive to be read.

    Raises:
        BadZipFile: it is none, or its directory is larger than DIRECTORY_LIMIT.
    """
    tail = raw.read(max(raw.size - _TAIL - _LARGE, 0), _TAIL + _LARGE)
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) >= at + 16:
        size = struct.unpack_from("<I", tail, at + 12)[0]
        if at >= _LARGE and tail[at - 20 : at - 16] == b"PK\x06\x07":
            size = struct.unpack_from("<Q", tail, at - _LARGE + 40)[0]
        if size > DIRECTORY_LIMIT:
            raise BadZipFile(say("its directory has {size:,} bytes", size=size))
    file: BinaryIO = raw.file  # type: ignore[assignment]
    file.seek(0)
    return ZipFile(file)
