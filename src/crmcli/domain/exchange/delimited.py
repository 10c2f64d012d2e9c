"""Rows of CSV and TSV files: the delimiter found by content, quotes kept to strictly, lines counted.

Cells come out exactly as the file has them, but for the apostrophe that ``guards`` takes off: not in
crm's own plain CSV, which never puts one on. A quote that is never closed refuses the file, since
nothing after it can be told apart. Blank cells beyond the header are cut off, any other row of the
wrong width is left to the caller.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TextIO

from crmcli.domain.exchange.encoding import Encoded
from crmcli.domain.exchange.guards import unguard_rows
from crmcli.domain.exchange.heading import SAMPLE_ROWS, find_heading, header_row
from crmcli.domain.exchange.line_numbers import last_quote, line_numbers
from crmcli.domain.exchange.raw import RawInput
from crmcli.domain.exchange.source import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    LINE_LIMIT,
    REJECT_COLUMNS,
    Batch,
    Found,
    Source,
    SourceOptions,
    SourceReport,
)
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

if TYPE_CHECKING:
    from _csv import Reader

_NAMES = {",": say("commas"), ";": say("semicolons"), "\t": say("tabs"), "|": say("vertical bars")}
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "bar": "|"}
_NEVER = "\x1f"  # parts the cells of a file that has one column
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 100
_BESIDE = ("custom:", "external_id:")
_OWN_NAME = "number"
"""A column of every file that crm writes."""


class Dialect(NamedTuple):
    """How the cells of a file are parted."""

    delimiter: str
    spaced: bool  # blanks after a delimiter come before a quote
    preface: int  # lines to leave out at the start: Excel's "sep=;"
    reason: str


def open_delimited(raw: RawInput, encoded: Encoded, options: SourceOptions) -> Source:
    """Open a CSV or TSV file as a Source.

    Raises:
        Refused: it is empty, has too many columns, or a line longer than LINE_LIMIT.
        UsageError: ``options.delimiter`` is no single character.
    """
    if encoded.longest_line > LINE_LIMIT:
        raise Refused(
            say(
                "{name} is not a CSV file: it has a line of {longest_line:,} characters",
                name=raw.name,
                longest_line=encoded.longest_line,
            )
        )
    with raw.text(encoded.codec) as stream:
        dialect = find_dialect(stream.read(_SAMPLE), _delimiter(options.delimiter), options.header)
    table = _Table(raw, encoded.codec, dialect)
    header, notes = table.header(options.header)
    one = dialect.delimiter == _NEVER
    report = SourceReport(
        name=raw.name,
        kind="tsv" if dialect.delimiter == "\t" else "csv",
        encoding=encoded.shown,
        encoding_reason=encoded.reason,
        delimiter=None if one else dialect.delimiter,
        delimiter_reason=dialect.reason,
        size=raw.size,
        sha256=encoded.sha256,
    )
    return Source(raw, report, header, table.batches, found=Found(notes=notes))


def find_dialect(sample: str, told: str | None = None, header: int | None = None) -> Dialect:
    """Find how cells are parted from the start of a file.

    A delimiter counts only if it parts the header, which is the first row, stands below a title, or
    is the line told by ``header``; of those, the one that gives most rows the header's width is taken,
    then the one that leaves fewest stray quotes, then the widest.
    """
    lines = list(StringIO(sample, newline=""))
    if len(sample) >= _SAMPLE and len(lines) > 1:
        del lines[-1]  # cut anywhere
    first = lines[0].strip().lower() if lines else ""
    preface = 0
    if first.startswith("sep=") and len(first) <= len("sep=x"):
        preface = 1
        said = first[len("sep=") :] or "\t"
        del lines[0]
        if told is None:
            return Dialect(
                said,
                _spaced(lines, said),
                preface,
                say('{between}: line 1 says "sep="', between=_between(said)),
            )
    if told is not None:
        return Dialect(told, _spaced(lines, told), preface, say("{between}, as told", between=_between(told)))
    if header:
        del lines[: header - 1 - preface]
    best, score = None, (0.0, 0, 0)
    for delimiter in _NAMES:
        fit = _fit(lines, delimiter, spaced=False)
        if fit is not None and (best is None or fit > score):
            best, score = delimiter, fit
    if best is None:
        return Dialect(
            _NEVER, spaced=False, preface=preface, reason=say("one column: the header has no delimiter")
        )
    even, _, width = score
    columns = say("{between}: the header has {width} columns", between=_between(best), width=width)
    reason = (
        say("{columns}, and so have all of the first rows", columns=columns)
        if even == 1
        else say("{columns}, and so have {even:.0%} of the first rows", columns=columns, even=even)
    )
    return Dialect(best, _spaced(lines, best), preface, reason)


def _delimiter(told: str | None) -> str | None:
    """Return the character that a person named."""
    if told is None:
        return None
    delimiter = _WORDS.get(told.lower(), told)
    if len(delimiter) != 1 or delimiter in '"\r\n\0' or delimiter.isalnum():
        raise UsageError(
            say('"{told}" can\'t part cells', told=told), "say one character: --delimiter ';' (or tab)"
        )
    return delimiter


def _between(delimiter: str) -> str:
    """Return the finding in words."""
    return say("cells are separated by {names}", names=_NAMES.get(delimiter, f'"{delimiter}"'))


def _fit(lines: Sequence[str], delimiter: str, *, spaced: bool) -> tuple[float, int, int] | None:
    """Judge a delimiter: the share of rows as wide as the header, minus stray quotes, the width.

    None when it doesn't part the header.
    """
    reader = csv.reader(iter(lines), delimiter=delimiter, skipinitialspace=spaced)
    try:
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if any(row)]
    except csv.Error:
        return None
    if not rows:
        return None
    at = header_row(rows[:SAMPLE_ROWS], certain=False)[0] if len(rows[0]) < max(map(len, rows)) else 0
    del rows[:at]
    width = len(rows[0])
    if width == 1:
        return None
    even = sum(len(row) == width for row in rows)
    stray = sum('"' in cell for row in rows for cell in row)
    return even / len(rows), -stray, width


def _spaced(lines: Sequence[str], delimiter: str) -> bool:
    """Tell whether quotes stand after a delimiter and a blank, as in ``a, "b, c"``."""
    if f'{delimiter} "' not in "".join(lines):
        return False
    plain, spaced = _fit(lines, delimiter, spaced=False), _fit(lines, delimiter, spaced=True)
    return plain is not None and spaced is not None and spaced > plain


class _Table:
    """A delimited file as rows with their line numbers; each pass opens a reader of its own."""

    def __init__(self, raw: RawInput, codec: str, dialect: Dialect) -> None:
        self._raw = raw
        self._codec = codec
        self._dialect = dialect
        self._drop = 0
        self._above = 0  # rows above the first one that counts, blank ones among them
        self._width = 0
        self._guarded = True
        self._escaped = False  # crm's own TSV: no quotes, four characters written as two

    def header(self, told: int | None) -> tuple[list[str], tuple[str, ...]]:
        """Return the names of the columns, without those a rejects file adds, and what to tell of them."""
        rows, lines, places = self._sample(told)
        name = self._raw.name
        if not rows:
            raise Refused(say("{name} is empty: it has no header line", name=name))
        try:
            names, below, notes = find_heading(rows, lines, told)
        except Refused as refusal:
            raise Refused(listed((name, refusal.message), " "), refusal.hint) from None
        if len(names) > COLUMN_LIMIT:
            raise Refused(
                say(
                    "{name} has {count:,} columns, the limit is {column_limit}",
                    name=name,
                    count=len(names),
                    column_limit=COLUMN_LIMIT,
                )
            )
        self._above = places[below - 1] + 1 if below else 0
        if tuple(names[: len(REJECT_COLUMNS)]) == REJECT_COLUMNS:
            self._drop = len(REJECT_COLUMNS)
        elif self._codec == "utf-8" and self._dialect.delimiter == "\t" and names[0] == _OWN_NAME:
            self._escaped = _own_names(names)
            self._guarded = not self._escaped
            names = [*map(_unescaped, names)] if self._escaped else names
        else:
            self._guarded = not (_OWN_NAME in names and _own_names(names) and self._plain)
        self._width = len(names) - self._drop
        return names[self._drop :], tuple(listed((name, note), ": ") for note in notes)

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows below the header."""
        preface = self._dialect.preface
        with self._raw.text(self._codec) as stream:
            reader = self._reader(stream)
            try:
                deque(islice(reader, self._above), maxlen=0)
            except csv.Error as error:
                raise self._malformed(error) from None
            while True:
                before = reader.line_num
                try:
                    rows = list(islice(reader, size))
                except csv.Error as error:
                    raise self._malformed(error) from None
                if not rows:
                    return
                lines = line_numbers(rows, before + 1 + preface, reader.line_num + preface)
                yield self._batch(lines, rows)

    def _batch(self, lines: Sequence[int], rows: list[list[str]]) -> Batch:
        """Leave out what a rejects file adds, blank cells beyond the header, and rows without a value."""
        if self._drop:
            rows = [row[self._drop :] for row in rows]
        kept = [any(row) and (len(row) > 1 or not row[0].isspace()) for row in rows]
        if not all(kept):
            lines = [line for line, keep in zip(lines, kept, strict=True) if keep]
            rows = [row for row, keep in zip(rows, kept, strict=True) if keep]
        width = self._width
        if max(map(len, rows), default=0) > width:
            rows = [row if any(row[width:]) else row[:width] for row in rows]
        if self._guarded:
            unguard_rows(rows)
        if self._escaped:
            rows = [[_unescaped(cell) if "\\" in cell else cell for cell in row] for row in rows]
        return Batch(lines, rows)

    def _sample(self, told: int | None) -> tuple[list[list[str]], list[int], list[int]]:
        """Return the first rows that have a value, their lines, and their places among all rows."""
        rows: list[list[str]] = []
        lines: list[int] = []
        places: list[int] = []
        preface = self._dialect.preface
        with self._raw.text(self._codec) as stream:
            reader = self._reader(stream)
            for place in range(max(told or 0, SAMPLE_ROWS) + SAMPLE_ROWS):
                line = reader.line_num + preface + 1
                try:
                    row = next(reader, None)
                except csv.Error as error:
                    if rows:
                        break  # told when the rows are read
                    raise self._malformed(error) from None
                if row is None or (len(rows) >= SAMPLE_ROWS and line > (told or 0)):
                    break
                if any(cell.strip() for cell in row):
                    rows.append(row)
                    lines.append(line)
                    places.append(place)
        return rows, lines, places

    @property
    def _plain(self) -> bool:
        """Whether a file has the form of crm's own CSV that alters no value: no mark, no semicolons."""
        return self._codec == "utf-8" and self._dialect.delimiter in (",", _NEVER)

    def _reader(self, stream: TextIO) -> "Reader":
        """Return a strict reader that stands behind the preface."""
        for _ in range(self._dialect.preface):
            stream.readline()
        csv.field_size_limit(CELL_LIMIT)
        if self._escaped:
            return csv.reader(stream, delimiter="\t", strict=True, quoting=csv.QUOTE_NONE)
        return csv.reader(
            stream, delimiter=self._dialect.delimiter, strict=True, skipinitialspace=self._dialect.spaced
        )

    def _malformed(self, error: csv.Error) -> Refused:
        """Say what is wrong with the record that a pass stopped at; found by reading once more."""
        preface = self._dialect.preface
        start = preface + 1
        with self._raw.text(self._codec) as stream:
            reader = self._reader(stream)
            try:
                for _ in reader:
                    start = reader.line_num + preface + 1
            except csv.Error as same:
                error = same
        with self._raw.text(self._codec) as stream:
            opened, ended = last_quote(
                islice(stream, start - 1, None), start, self._dialect.delimiter, spaced=self._dialect.spaced
            )
        name, words = self._raw.name, str(error)
        if opened is None:
            what = (
                say("a cell of more than {cell_limit:,} characters", cell_limit=CELL_LIMIT)
                if "larger" in words
                else words
            )
            return Refused(say("{name} line {start}: {what}", name=name, start=start, what=what))
        if "expected after" in words:
            return Refused(
                say(
                    "{name} line {opened}: text goes on after the quote that closes the cell opened here",
                    name=name,
                    opened=opened,
                ),
                'double a quote that belongs to the text: ""',
            )
        if ended is not None:
            return Refused(
                say(
                    "{name} line {start}: a cell of more than {cell_limit:,} characters",
                    name=name,
                    start=start,
                    cell_limit=CELL_LIMIT,
                )
            )
        within = say(" within {cell_limit:,} characters", cell_limit=CELL_LIMIT) if "larger" in words else ""
        return Refused(
            say(
                "{name} line {opened}: the quote that opens here is not closed{within}",
                name=name,
                opened=opened,
                within=within,
            ),
            say('close it in line {opened}, or double it if it belongs to the text: ""', opened=opened),
        )


def _unescaped(text: str) -> str:
    """Undo what crm's own TSV writes as two characters: backslash, tab, LF, CR."""
    plain = text.replace("\\\\", "\0")
    for mark, character in (("\\t", "\t"), ("\\n", "\n"), ("\\r", "\r")):
        plain = plain.replace(mark, character)
    return plain.replace("\0", "\\")


def _own_names(names: Sequence[str]) -> bool:
    """Tell column names as crm writes them."""
    return all(
        (name.isidentifier() and name.isascii() and name == name.lower()) or name.startswith(_BESIDE)
        for name in names
    )
