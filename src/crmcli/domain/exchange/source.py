"""Bytes to text: what a file is by its content, how it is encoded, how far it may be read.

Nothing is decoded leniently: a source is strict in one encoding from its first byte to its last, or
it is refused before a row is read.
"""

import codecs
import io
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO

from crmcli.errors import NotFound, Refused, UsageError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes in a file."""
LINE_LIMIT = 16 * 1024 * 1024
"""Characters in a line, or in one record of a JSON file: what must fit in memory at once."""
CELL_LIMIT = 65_536
"""Characters in a cell."""
COLUMN_LIMIT = 200
ROW_LIMIT = 1_048_576
BATCH = 5_000
"""Rows handed over at once."""
REJECT_COLUMNS = ("_line", "_column", "_reason")
"""The columns that a rejects file begins with; a file that begins with them is read without them."""

_CHUNK = 1024 * 1024
_MEGABYTE = 1024 * 1024

_MARKS = (  # the longer mark first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_LOOKS_LIKE = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image", None),
    (b"\xff\xd8\xff", "a JPEG image", None),
    (b"GIF8", "a GIF image", None),
    (b"%PDF", "a PDF document", None),
    (b"SQLite format 3\0", "an SQLite database", None),
    (b"PK\x03\x04", "a zip archive or an office workbook (xlsx)", "save the sheet as CSV and import that"),
    (b"\xd0\xcf\x11\xe0", "an old office document (xls)", "save the sheet as CSV and import that"),
    (b"\x1f\x8b", "a gzip archive", "unpack it with gunzip and import the result"),
    (b"BZh", "a bzip2 archive", "unpack it with bunzip2 and import the result"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it with unxz and import the result"),
    (b"BEGIN:VCARD", "a vCard file", None),
    (b"BEGIN:VCALENDAR", "a calendar file", None),
    (b"<", "XML or HTML", None),
)


class SourceOptions(NamedTuple):
    """What a person may say about a file instead of having it found out."""

    encoding: str | None = None
    delimiter: str | None = None
    records: str | None = None
    """Which list of a JSON object holds the rows; "." for the object itself."""


class Batch(NamedTuple):
    """Rows as text, with the physical line each begins on; a missing JSON value is ""."""

    lines: Sequence[int]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was found out about a file, and why."""

    name: str
    kind: str  # csv, tsv, json, jsonl
    encoding: str
    encoding_reason: str
    delimiter: str | None  # None for JSON, and for a file of one column
    delimiter_reason: str
    size: int  # bytes
    sha256: str

    def sentences(self) -> list[str]:
        """Return what to tell a person, one sentence each."""
        return [f"{self.name}: {self.encoding_reason}", f"{self.name}: {self.delimiter_reason}"]


class RawInput:
    """An input's bytes, whole and seekable: a file as it was when opened, or a spooled stream."""

    def __init__(self, file: BinaryIO, name: str) -> None:
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
        while chunk := self.read(at, min(_CHUNK, end - at)):
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
                f"{self.name} changed while it was being read",
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


class Encoded(NamedTuple):
    """The codec a whole input is valid in, with the evidence."""

    codec: str
    shown: str
    reason: str
    sha256: str
    longest_line: int  # characters


class _Undecodable(Exception):
    """A byte that the codec can't read, by its place in the file."""

    def __init__(self, at: int, byte: int) -> None:
        super().__init__()
        self.at = at
        self.byte = byte


class Source:
    """An open file of rows: what it is, its header, and its rows as often as they are asked for."""

    def __init__(
        self,
        raw: RawInput,
        report: SourceReport,
        header: Sequence[str],
        read: Callable[[int], Iterator[Batch]],
        numbers: frozenset[int] = frozenset(),
    ) -> None:
        """Tie the parts together; ``numbers`` are the columns that hold JSON numbers (mark: a point)."""
        self._raw = raw
        self._read = read
        self.report = report
        self.header = tuple(header)
        self.numbers = numbers

    def batches(self, size: int = BATCH) -> Iterator[Batch]:
        """Yield every row from the first, ``size`` at a time; blank lines are no rows.

        A row may have more or fewer cells than the header: that is for the reader to refuse.

        Raises:
            Refused: the file is malformed further down, has more than ROW_LIMIT rows, or changed.
        """
        count = 0
        for batch in self._read(size):
            count += len(batch.rows)
            if count > ROW_LIMIT:
                raise Refused(
                    f"{self.report.name} has more than {ROW_LIMIT:,} rows", "split it and import the parts"
                )
            yield batch
        self._raw.check_unchanged()

    def progress(self) -> float:
        """Return the part of the file that the running pass has read, 0 to 1."""
        return self._raw.position / self._raw.size if self._raw.size else 1.0

    def close(self) -> None:
        """Let the file go."""
        self._raw.close()

    def __enter__(self) -> "Source":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(where: Path | BinaryIO, options: SourceOptions = SourceOptions()) -> Source:
    """Open a file, or a stream such as standard input, as rows of text.

    The whole input is checked for size and encoding before this returns; a stream is spooled to an
    unnamed temporary file first.

    Raises:
        NotFound: there is no such file.
        Refused: it is too large, not text, or not what it begins as.
        UsageError: an option names no encoding or no delimiter.
    """
    raw = _open_raw(where, binary=options.encoding is not None)
    try:
        head = raw.read(0, 4096)
        refuse_other_formats(head, raw.name)
        encoded = _find_encoding(raw, head, options.encoding)
        if _begins_as_json(raw, encoded):
            from crmcli.domain.exchange.jsonrows import open_json

            return open_json(raw, encoded, options)
        from crmcli.domain.exchange.delimited import open_delimited

        return open_delimited(raw, encoded, options)
    except BaseException:
        raw.close()
        raise


def too_large(name: str) -> Refused:
    """Return the refusal of an input above FILE_LIMIT."""
    return Refused(
        f"{name} is larger than {FILE_LIMIT // _MEGABYTE} MB", "split it and import the parts one by one"
    )


def refuse_other_formats(head: bytes, name: str) -> None:
    """Refuse what is plainly no table of text, by the bytes it begins with."""
    if head.startswith(tuple(mark for mark, _, _ in _MARKS)):
        return
    start = head.lstrip()
    for mark, what, hint in _LOOKS_LIKE:
        if head.startswith(mark) or (mark.isascii() and start.startswith(mark)):
            raise Refused(f"{name} is not a CSV file: it looks like {what}", hint)


def _open_raw(where: Path | BinaryIO, *, binary: bool) -> RawInput:
    """Open a path, or spool what can't be read twice."""
    if not isinstance(where, Path):
        return _spooled(where, "standard input", binary=binary)
    try:
        file = where.open("rb")
    except FileNotFoundError:
        raise NotFound(f"there is no file {where}") from None
    except OSError as error:
        raise Refused(f"{where} can't be read: {(error.strerror or str(error)).lower()}") from None
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        try:
            return RawInput(file, where.name)
        except BaseException:
            file.close()
            raise
    with file:
        return _spooled(file, where.name, binary=binary)


def _spooled(stream: BinaryIO, name: str, *, binary: bool) -> RawInput:
    """Copy a stream to an unnamed temporary file; stop early at too much, and at NULs unless ``binary``."""
    import tempfile

    spool = tempfile.TemporaryFile()  # noqa: SIM115 (the RawInput closes it)
    try:
        size = 0
        while chunk := stream.read(_CHUNK):
            if not size:
                refuse_other_formats(chunk[:4096], name)
                binary = binary or chunk.startswith(tuple(mark for mark, _, _ in _MARKS))
            if not binary and b"\0" in chunk:
                raise _has_nul(name)
            size += len(chunk)
            if size > FILE_LIMIT:
                raise too_large(name)
            spool.write(chunk)
        spool.flush()
        return RawInput(spool, name)
    except BaseException:
        spool.close()
        raise


def _has_nul(name: str) -> Refused:
    """Return the refusal of a file with NUL bytes, which text has none of."""
    return Refused(
        f"{name} is not a CSV file: it holds NUL bytes",
        "if it is UTF-16 without a mark, say so: --encoding utf-16-le",
    )


def _find_encoding(raw: RawInput, head: bytes, wanted: str | None) -> Encoded:
    """Find the codec the whole input is strictly valid in: as told, by its mark, UTF-8, then Windows-1254."""
    if wanted is not None:
        return _as_told(raw, head, wanted)
    for mark, codec, shown in _MARKS:
        if head.startswith(mark):
            try:
                return _scan(raw, codec, shown, f"read as {shown}: it begins with that mark")
            except _Undecodable as error:
                raise _not_in(raw, error, shown) from None
    try:
        return _scan(raw, "utf-8", "UTF-8", "read as UTF-8: all of it is valid")
    except _Undecodable as error:
        utf8 = error
    line = _line_of(raw, utf8.at)
    if _mostly_utf8(raw):
        raise Refused(
            f"{raw.name} line {line} is not valid UTF-8 (byte 0x{utf8.byte:02X}), though most of the file is",
            f"mend line {line}, or say how to read the whole file: --encoding cp1254",
        )
    try:
        reason = f"read as Windows-1254 (Turkish): byte 0x{utf8.byte:02X} in line {line} is not UTF-8"
        return _scan(raw, "cp1254", "Windows-1254", reason)
    except _Undecodable as error:
        raise Refused(
            f"{raw.name} is neither UTF-8 (line {line}) nor Windows-1254 (line {_line_of(raw, error.at)})",
            "say how it is encoded, for example: --encoding cp1252",
        ) from None


def _as_told(raw: RawInput, head: bytes, wanted: str) -> Encoded:
    """Check the encoding a person named; a mark at the start is no part of the text."""
    try:
        codec = codecs.lookup(wanted).name
        "".encode(codec)  # refuses codecs that don't make text, such as base64
    except LookupError:
        raise UsageError(
            f'no encoding is called "{wanted}"', "try --encoding utf-8, cp1254, iso8859-9 or utf-16"
        ) from None
    if codec == "utf-8" and head.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    try:
        return _scan(raw, codec, wanted, f"read as {wanted}, as told")
    except _Undecodable as error:
        raise _not_in(raw, error, wanted) from None


def _not_in(raw: RawInput, error: _Undecodable, shown: str) -> Refused:
    """Return the refusal of an input that is not valid in the encoding it should be in."""
    line = _line_of(raw, error.at) if not shown.lower().startswith(("utf-16", "utf-32")) else None
    where = f"{raw.name} line {line}" if line else raw.name
    return Refused(f"{where} is not valid {shown} (byte 0x{error.byte:02X})")


def _scan(raw: RawInput, codec: str, shown: str, reason: str) -> Encoded:
    """Decode the whole input strictly, and measure it on the way."""
    import hashlib

    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(codec)("strict")
    at = run = longest = 0
    while True:
        chunk = raw.read(at, _CHUNK)
        digest.update(chunk)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            place = at - (len(error.object) - len(chunk)) + error.start
            raise _Undecodable(place, error.object[error.start]) from None
        if "\0" in text:
            raise _has_nul(raw.name)
        last = max(text.rfind("\n"), text.rfind("\r"))
        if last < 0:
            run += len(text)
        else:
            first = min((p for p in (text.find("\n"), text.find("\r")) if p >= 0), default=0)
            longest = max(longest, run + first)
            run = len(text) - last
        longest = max(longest, run)
        if not chunk:
            return Encoded(codec, shown, reason, digest.hexdigest(), longest)
        at += len(chunk)


def _mostly_utf8(raw: RawInput) -> bool:
    """Tell a damaged UTF-8 file from one in a code page, where hardly a letter is valid UTF-8 by chance."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in raw.chunks():
        text = decoder.decode(chunk)
        broken = text.count("\ufffd")
        bad += broken
        good += len(text) - len(text.encode("ascii", "ignore")) - broken
    return good > bad


def _line_of(raw: RawInput, at: int) -> int:
    """Return the physical line, from 1, that a byte stands in; LF, CR and CRLF end lines."""
    ends, after_cr = 0, False
    for chunk in raw.chunks(at):
        ends += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        ends -= after_cr and chunk.startswith(b"\n")
        after_cr = chunk.endswith(b"\r")
    return ends + 1


def _begins_as_json(raw: RawInput, encoded: Encoded) -> bool:
    """Tell JSON by how it begins: an object, or a list of something; ``[Name],[City]`` is a CSV header."""
    with raw.text(encoded.codec) as stream:
        start = stream.read(4096).lstrip("\ufeff \t\r\n")
    first, rest = start[:1], start[1:].lstrip()[:1]
    return (first == "{" and rest in {'"', "}", ""}) or (first == "[" and rest in {"{", "]", '"', "["})
