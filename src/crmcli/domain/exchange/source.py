"""An import file as rows of text: opened by its content, with what was found out about it and why."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from crmcli.domain.exchange.encoding import Encoded, find_encoding
from crmcli.domain.exchange.raw import BINARY_FORMATS, RawInput, open_raw, refuse_other_formats
from crmcli.domain.frozen import frozen
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.exchange.rejects import Reject

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


class SourceOptions(NamedTuple):
    """What a person may say about a file instead of having it found out."""

    encoding: str | None = None
    delimiter: str | None = None
    records: str | None = None
    """Which list of a JSON object holds the rows; "." for the object itself."""
    sheet: str | None = None
    """Which sheet of a workbook, by name or by number from 1."""
    header: int | None = None
    """The line that holds the column names, from 1, where it is not found out; 0: there are no names."""
    own: tuple[str, ...] = ()
    """Who we are, in normal form: our tax numbers (which side of an invoice) and e-mail addresses."""


AS_FOUND = SourceOptions()


class Batch(NamedTuple):
    """Rows as text, with the physical line each begins on; a missing JSON value is ""."""

    lines: Sequence[int]
    rows: list[list[str]]


@frozen
class SourceReport:
    """What was found out about a file, and why."""

    name: str
    kind: str  # csv, tsv, json, jsonl, xlsx, xls, ods, vcard, ubl, mail
    encoding: str
    encoding_reason: str
    delimiter: str | None  # None for JSON, and for a file of one column
    delimiter_reason: str
    size: int  # bytes
    sha256: str
    unit: str = "line"  # what rows are numbered by; records where several stand on one line

    def sentences(self) -> list[str]:
        """Return what to tell a person, one sentence each."""
        return [listed((self.name, why), ": ") for why in (self.encoding_reason, self.delimiter_reason)]


class Found(NamedTuple):
    """What a format that is no plain table holds beside its rows.

    ``parts`` are the rows of each noun in it, ``rejects`` the pieces that are none, ``notes`` what a
    person should know of it, a sentence each.
    """

    parts: Mapping[str, "Source"] = {}
    rejects: tuple["Reject", ...] = ()
    notes: tuple[str, ...] = ()


NOTHING_MORE = Found()


class Source:
    """An open file of rows: what it is, its header, and its rows as often as they are asked for."""

    def __init__(
        self,
        raw: RawInput,
        report: SourceReport,
        header: Sequence[str],
        read: Callable[[int], Iterator[Batch]],
        numbers: frozenset[int] = frozenset(),
        found: Found = NOTHING_MORE,
    ) -> None:
        """Tie the parts together; ``numbers`` are the columns of typed numbers alone (mark: a point)."""
        self._raw = raw
        self._read = read
        self.report = report
        self.header = tuple(header)
        self.numbers = numbers
        self.found = found

    @property
    def nouns(self) -> tuple[str, ...]:
        """The nouns that the file's format holds, in the order of loading; () for any table of rows.

        The headers of their parts are names of fields, as in ``fields.NOUNS``.
        """
        return tuple(self.found.parts)

    def part(self, noun: str) -> "Source":
        """Return the rows of one noun; those of a plain table are any noun's."""
        return self.found.parts.get(noun, self)

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
                    say(
                        "{name} has more than {row_limit:,} rows", name=self.report.name, row_limit=ROW_LIMIT
                    ),
                    "split it and import the parts",
                )
            yield batch
        self._raw.check_unchanged()

    def progress(self) -> float:
        """Return the part of the file that the running pass has read, 0 to 1."""
        return self._raw.position / self._raw.size if self._raw.size else 1.0

    def close(self) -> None:
        """Let the file go."""
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(where: Path | BinaryIO, options: SourceOptions = AS_FOUND) -> Source:
    """Open a file, or a stream such as standard input, as rows of text.

    The whole input is checked for size and encoding before this returns; a stream is spooled to an
    unnamed temporary file first.

    Raises:
        NotFound: there is no such file.
        Refused: it is too large, not text, or not what it begins as.
        UsageError: an option names no encoding or no delimiter.
    """
    raw = open_raw(where, binary=options.encoding is not None)
    try:
        head = raw.read(0, 4096)
        refuse_other_formats(head, raw.name)
        other = _other_format(head, raw)
        if other is not None:
            return other(raw, options)
        return _open_text(raw, head, options)
    except BaseException:
        raw.close()
        raise


def _open_text(raw: RawInput, head: bytes, options: SourceOptions) -> Source:
    """Open a table of text: JSON by how it begins, else delimited."""
    if options.sheet is not None:
        raise UsageError(say("{name} is no workbook and has no sheets", name=raw.name), "leave --sheet out")
    encoded = find_encoding(raw, head, options.encoding)
    if _begins_as_json(raw, encoded):
        from crmcli.domain.exchange.jsonrows import open_json

        return open_json(raw, encoded, options)
    from crmcli.domain.exchange.delimited import open_delimited

    return open_delimited(raw, encoded, options)


def _other_format(head: bytes, raw: RawInput) -> Callable[[RawInput, SourceOptions], Source] | None:
    """Return the reader of a file that is no table of text, by the bytes it begins with."""
    if head.startswith(b"PK\x03\x04"):
        from crmcli.domain.exchange.ubl_zip import ubl_members

        if ubl_members(raw):
            from crmcli.domain.exchange.ubl import open_ubl

            return open_ubl
    if head.startswith(BINARY_FORMATS):
        from crmcli.domain.exchange.workbook import open_workbook

        return open_workbook
    # Line breaks and the NULs of UTF-16 aside, so that a few bytes tell.
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"").lstrip().lower()
    if re.match(rb"begin[ \t]*:[ \t]*vcard *(?:[\r\n]|$)", start):  # a cell of a table goes on with a mark
        from crmcli.domain.exchange.vcard import open_vcards

        return open_vcards
    if start.startswith(b"<") and not re.match(rb"<[^<>\r\n]*>[ \"]*[,;\t|]", start):
        from crmcli.domain.exchange.ubl import open_ubl

        return open_ubl
    from crmcli.domain.exchange.mail import looks_like_mail

    if looks_like_mail(start):
        from crmcli.domain.exchange.mail import open_mail

        return open_mail
    return None


def _begins_as_json(raw: RawInput, encoded: Encoded) -> bool:
    """Tell JSON by how it begins: an object, or a list of something; ``[Name],[City]`` is a CSV header."""
    with raw.text(encoded.codec) as stream:
        start = stream.read(4096).lstrip(" \t\r\n")
    first, rest = start[:1], start[1:].lstrip()[:1]
    return (first == "{" and rest in {'"', "}", ""}) or (first == "[" and rest in {"{", "]", '"', "["})
