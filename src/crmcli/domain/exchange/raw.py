"""The bytes of an input: a file as it was when opened, or a stream spooled to where it can be read twice.

What is plainly no table of text is refused by its first bytes, what is too large by its size.
"""

import codecs
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TextIO

from crmcli.errors import NotFound, Refused, unread
from crmcli.said import say

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes in a file."""
CHUNK = 1024 * 1024
MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAVE_AGAIN = say("open it in a spreadsheet, save it as XLSX and import that")
_WEB_PAGE = (say("a web page (HTML), which some programs save for spreadsheets"), _SAVE_AGAIN)
_LOOKS_LIKE = (
    (b"\x89PNG\r\n\x1a\n", say("a PNG image"), None),
    (b"\xff\xd8\xff", say("a JPEG image"), None),
    (b"GIF87a", say("a GIF image"), None),
    (b"GIF89a", say("a GIF image"), None),
    (b"%PDF-", say("a PDF document"), None),
    (b"SQLite format 3\0", say("an SQLite database"), None),
    (b"\x1f\x8b", say("a gzip archive"), say("unpack it with gunzip and import the result")),
    *(
        (b"BZh%d1AY&SY" % level, say("a bzip2 archive"), say("unpack it with bunzip2 and import the result"))
        for level in range(1, 10)
    ),
    (b"\xfd7zXZ\0", say("an xz archive"), say("unpack it with unxz and import the result")),
    (b"BEGIN:VCALENDAR\r", say("a calendar file"), None),
    (b"BEGIN:VCALENDAR\n", say("a calendar file"), None),
    (b"<!doctype html", *_WEB_PAGE),
    (b"<html", *_WEB_PAGE),
    (b"<table", *_WEB_PAGE),
    (b"<meta", *_WEB_PAGE),
    (b"<style", *_WEB_PAGE),
)
_SHEET_OF_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
BINARY_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What workbooks begin with; PK also begins other archives."""


class RawInput:
    """An input's bytes, whole and seekable: a file as it was when opened, or a spooled stream."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Take over an open, seekable file; refuse it above FILE_LIMIT."""
        self.file = file
        self.name = name
        self.position = 0
        status = os.fstat(file.fileno())
        self.size = status.st_size
        self._modified = status.st_mtime_ns
        if self.size > FILE_LIMIT:
            raise too_large(name)

    def read(self, at: int, length: int) -> bytes:
        """Return up to ``length`` bytes from ``at``, nothing beyond the size the file was opened with."""
        length = min(length, self.size - at)
        if length <= 0:
            return b""
        self.file.seek(at)
        self.position = at
        return self.file.read(length)

    def chunks(self, stop: int | None = None) -> Iterator[bytes]:
        """Yield the bytes up to ``stop``, in order."""
        at, end = 0, self.size if stop is None else stop
        while chunk := self.read(at, min(CHUNK, end - at)):
            yield chunk
            at += len(chunk)

    def text(self, encoding: str) -> TextIO:
        """Return a reader from the start; line ends are left as they are."""
        return io.TextIOWrapper(
            io.BufferedReader(_Window(self), 256 * 1024), encoding, errors="strict", newline=""
        )

    def check_unchanged(self) -> None:
        """Refuse a file that was written to since it was opened."""
        status = os.fstat(self.file.fileno())
        if status.st_size != self.size or status.st_mtime_ns != self._modified:
            raise Refused(
                say("{name} changed while it was being read", name=self.name),
                "wait until it is complete, or import a copy of it",
            )

    def close(self) -> None:
        """Let the file go."""
        self.file.close()


class _Window(io.RawIOBase):
    """A reader of its own over a RawInput, so that a file can be read more than once."""

    def __init__(self, source: RawInput) -> None:
        super().__init__()
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        data = self._source.read(self._at, len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def too_large(name: str) -> Refused:
    """Return the refusal of an input above FILE_LIMIT."""
    return Refused(
        say("{name} is larger than {file_limit} MB", name=name, file_limit=FILE_LIMIT // CHUNK),
        "split it and import the parts one by one",
    )


def refuse_other_formats(head: bytes, name: str) -> None:
    """Refuse what is plainly no table of text, by the bytes it begins with."""
    head = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith(tuple(mark for mark, _, _ in MARKS)):
        return
    start = head.lstrip()
    for mark, what, hint in _LOOKS_LIKE:
        begins = start[: len(mark)].lower() if mark.startswith(b"<") else start
        if head.startswith(mark) or (mark.isascii() and begins.startswith(mark)):
            raise Refused(say("{name} is not a CSV file: it looks like {what}", name=name, what=what), hint)
    if start.startswith(b"<") and _SHEET_OF_2003 in start:
        raise Refused(say("{name} is an XML spreadsheet, as Excel 2003 wrote them", name=name), _SAVE_AGAIN)


def open_raw(where: Path | BinaryIO, *, binary: bool) -> RawInput:
    """Open a path, or spool what can't be read twice."""
    if not isinstance(where, Path):
        return _spooled(where, "standard input", binary=binary)
    if "\0" in str(where):
        raise Refused("the name of a file holds the character U+0000", "name another file")
    try:
        file = where.open("rb")
    except FileNotFoundError:
        from crmcli.domain.exchange.near_file import hint_for

        raise NotFound(say("there is no file {where}", where=where), hint_for(where)) from None
    except OSError as error:
        raise unread(where, error) from None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        try:
            return RawInput(file, where.name)
        except BaseException:
            file.close()
            raise
    with file:
        return _spooled(file, where.name, binary=binary)


def _spooled(stream: BinaryIO, name: str, *, binary: bool) -> RawInput:
    """Copy a stream to an unnamed temporary file."""
    import tempfile

    spool = tempfile.TemporaryFile()  # noqa: SIM115 (the RawInput closes it)
    try:
        _copy(stream, spool, name, binary=binary)
        return RawInput(spool, name)
    except BaseException:
        spool.close()
        raise


def _copy(stream: BinaryIO, spool: IO[bytes], name: str, *, binary: bool) -> None:
    """Copy a stream; stop early at too much, and at NULs unless ``binary``."""
    size = 0
    while chunk := stream.read(CHUNK):
        if not size:
            refuse_other_formats(chunk[:4096], name)
            binary = binary or chunk.startswith((*BINARY_FORMATS, *(mark for mark, _, _ in MARKS)))
        if not binary and b"\0" in chunk:
            raise has_nul(name)
        size += len(chunk)
        if size > FILE_LIMIT:
            raise too_large(name)
        spool.write(chunk)
    spool.flush()


def has_nul(name: str) -> Refused:
    """Return the refusal of a file with NUL bytes, which text has none of."""
    return Refused(
        say("{name} is not a CSV file: it holds NUL bytes", name=name),
        "if it is UTF-16 without a mark, say so: --encoding utf-16-le",
    )
