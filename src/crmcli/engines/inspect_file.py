"""What a file is, told by its own first bytes: a store, a cut one, another program's, no database at all.

Nothing is opened by SQLite here, so that a file that is no store is named for what it is.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

from crmcli.engines.faults import check_version
from crmcli.errors import NotFound, Refused, unread
from crmcli.said import named, say

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION = 0x43524D31
_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_BLOCK = 1 << 20

# How files begin that are taken for a backup, and what they are.
KNOWN = (
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or a workbook"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive: unpack it first"),
    (b"\xfd7zXZ", "an XZ archive: unpack it first"),
    (b"BZh", "a bzip2 archive: unpack it first"),
    (b"PGDMP", "a dump of PostgreSQL, for pg_restore"),
    (b"--\n-- PostgreSQL", "a dump of PostgreSQL, for psql"),
    (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "a rollback journal of SQLite, not the store beside it"),
    (b"7\x7f\x06\x82", "a write-ahead log of SQLite, not the store beside it"),
    (b"7\x7f\x06\x83", "a write-ahead log of SQLite, not the store beside it"),
    (b"%PDF", "a PDF"),
    (b"<?xml", "an XML file"),
    (b"{", "JSON: crm import reads it"),
)


class Glance(NamedTuple):
    """The header of an SQLite file: whose it is, its schema version, how long it says it is."""

    application: int
    version: int
    bytes_told: int
    bytes: int


def glance(path: Path) -> Glance | None:
    """Return what the header of a file says, None when it is no SQLite file.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        return None

    def number(place: int, width: int = 4) -> int:
        return int.from_bytes(head[place : place + width], "big")

    page = number(16, 2)
    # The count of pages is kept where the counters of the header agree.
    pages = number(28) if number(24) == number(92) else 0
    return Glance(number(68), number(60), pages * (65536 if page == 1 else page), path.stat().st_size)


def expect_store(path: Path, newest: int | None = None) -> Glance:
    """Return the header of a file that is a store of ours, whole by its length, of a version we know.

    Raises:
        NotFound: there is no such file.
        Refused: it is something else (said what), cut, or of a newer program.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            # A pipe would be waited for, and what comes out of it can't be read twice.
            raise Refused(say("{path} is a device, a pipe or a socket, not a file", path=path), "name a file")
        seen = glance(path)
    except FileNotFoundError as error:
        raise NotFound(say("there is no file {path}", path=path), "crm backup list") from error
    except IsADirectoryError as error:
        raise Refused(say("{path} is a folder", path=path), say("ls {path}", path=path)) from error
    except OSError as error:
        raise unread(path, error) from error
    if seen is None:
        raise Refused(
            say("{path} is no crmcli store: it is {kind_of}", path=path, kind_of=kind_of(path)),
            "crm backup list",
        )
    if seen.application != APPLICATION:
        check_version(str(path), None, 0)
    if seen.bytes < seen.bytes_told:
        short = say(
            "{bytes:,} of {bytes_told:,} bytes are there", bytes=seen.bytes, bytes_told=seen.bytes_told
        )
        raise Refused(say("{path} is damaged: it is cut, {short}", path=path, short=short), "crm backup list")
    if newest is not None and seen.version > newest:
        check_version(str(path), seen.version, newest)
    return seen


def kind_of(path: Path) -> str:
    """Return what a file that is no SQLite file is."""
    with path.open("rb") as file:
        head = file.read(_HEADER)
    if not head:
        return say("empty")
    if head.startswith(_MAGIC):
        return say("a database cut to {count} bytes", count=len(head))
    for begin, what in KNOWN:
        if head.startswith(begin):
            return named(what)
    if b"\0" not in head:
        return say("text")
    return say("empty of anything but zeros") if not head.strip(b"\0") else say("another kind of file")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    import hashlib

    made = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            made.update(block)
    return made.hexdigest()


def beside(path: Path) -> Path:
    """Return where the SHA-256 of a backup stands."""
    return path.with_name(f"{path.name}.sha256")


def check_sum(path: Path) -> bool:
    """Compare a file with the SHA-256 beside it; return False when there is none.

    Raises:
        Refused: it isn't the file of which the SHA-256 was taken.
    """
    try:
        words = beside(path).read_bytes().split()
    except FileNotFoundError:
        return False
    if not words or words[0].lower() != sha256(path).encode():
        message = say(
            "{path} is damaged: it doesn't match {name}, written when it was made",
            path=path,
            name=beside(path).name,
        )
        raise Refused(message, "crm backup list names older ones")
    return True
