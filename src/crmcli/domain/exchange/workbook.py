"""Workbooks (XLSX, XLS, ODS) as rows of text: one sheet of them, read once and kept as text on disk.

The sheet is the first visible one with two rows or more, or the one told; hidden sheets are read only
when told. Of merged cells the first one has the value; names of columns that are merged, or stand in
two rows, are made one. A thousand rows without a value end the table. What of this applied
is told in ``Source.found.notes``.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from crmcli.domain.exchange.heading import SAMPLE_ROWS, find_heading, header_row
from crmcli.domain.exchange.raw import RawInput
from crmcli.domain.exchange.source import (
    BATCH,
    CELL_LIMIT,
    Batch,
    Found,
    Source,
    SourceOptions,
    SourceReport,
)
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.exchange.spooled import SpooledSource
from crmcli.domain.exchange.workbook_cells import CellTexts
from crmcli.domain.exchange.workbook_names import Merge, join_names, moved
from crmcli.domain.exchange.workbook_package import ALL_SHEETS, Package, check_extent, open_package
from crmcli.domain.exchange.workbook_sheets import Sheet, choose_sheet, open_book, read_rows
from crmcli.errors import Refused, UsageError
from crmcli.said import listed, say

EMPTY_ROWS = 1_000
"""Rows without a value that end a table."""


def open_workbook(raw: RawInput, options: SourceOptions) -> Source:
    """Open a workbook as a Source; its line numbers are the row numbers of the sheet.

    Raises:
        Refused: it is damaged, encrypted, no workbook, too large, or has no row of names.
        UsageError: it has no such sheet, or no such row of names.
    """
    package = _package(raw)
    book = open_book(raw)
    sheet = choose_sheet(book, raw.name, package, options.sheet)
    spool = Spool()
    try:
        reader = _reader(raw.name, sheet, options.header)
        for rows in reader.pieces():
            spool.add(rows)
    except BaseException:
        spool.close()
        raise
    report = SourceReport(
        name=raw.name,
        kind=package.kind,
        encoding="",
        encoding_reason=say("read as a workbook ({kind})", kind=package.kind.upper()),
        delimiter=None,
        delimiter_reason=sheet.reason,
        size=raw.size,
        sha256=_digest(raw),
    )
    del book, sheet
    notes = tuple(listed((raw.name, note), ": ") for note in reader.notes)
    return _KeptSource(raw, report, reader, spool, Found(notes=notes))


def _reader(name: str, sheet: Sheet, told: int | None) -> "_Reader":
    """Begin to read the sheet; refusals name the file."""
    try:
        return _Reader(name, sheet, told)
    except (Refused, UsageError) as error:
        if error.message.startswith(name):
            raise
        raise type(error)(listed((name, error.message), " "), error.hint) from None


class _KeptSource(SpooledSource):
    """A Source whose rows are kept on disk until it is closed."""

    def __init__(
        self, raw: RawInput, report: SourceReport, reader: "_Reader", spool: Spool, found: Found
    ) -> None:
        self.spool = spool
        self._total = reader.count
        super().__init__(raw, report, reader.header, self._batches, reader.numbers, found)

    def _batches(self, size: int) -> Iterator[Batch]:
        """Yield the rows, at most ``size`` at a time."""
        done = 0
        for lines, rows in self.spool:
            for at in range(0, len(rows), size):
                done += len(rows[at : at + size])
                self._raw.position = self._raw.size * done // self._total
                yield Batch(lines[at : at + size], rows[at : at + size])


class _Reader:
    """Reads a sheet once: its names, its rows as text, and what to tell of them."""

    def __init__(self, name: str, chosen: Sheet, told: int | None) -> None:
        """Find the row of names.

        Raises:
            Refused: there is none, or a cell is too large.
            UsageError: no row begins where it was told.
        """
        self._name = name
        self._chosen = chosen
        self._width = chosen.sheet.width
        rows = read_rows(chosen.sheet.iter_rows(), name)
        self._numbered: Iterator[tuple[int, list[Any]]] = enumerate(rows, 1)
        self._texts = CellTexts(self._width)
        self._blank = 0
        self._last = 0  # the last row with a value
        self._ended = False
        self.count = 0
        lines, cells = self._next(max(SAMPLE_ROWS, told or 0) + SAMPLE_ROWS)
        if not lines:
            raise Refused(say("{name} is empty: its sheet has no row of names", name=name))
        below, self.header, self.notes = _names(
            lines, cells, chosen.sheet.merged_cell_ranges or [], told, self
        )
        self._waiting = lines[below:], cells[below:]

    @property
    def numbers(self) -> frozenset[int]:
        """The columns of numbers alone."""
        return self._texts.numbers

    @property
    def first_column(self) -> int:
        """The place of the first column with a value in the sheet, from 0."""
        return (self._chosen.sheet.start or (0, 0))[1]

    def pieces(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """Yield the rows below the names with their lines; afterwards the notes are complete."""
        lines, cells = self._waiting
        while lines or not self._ended:
            if lines:
                rows = self._texts.rows(cells)
                self._check(lines, rows)
                self.count += len(rows)
                yield lines, rows
            lines, cells = self._next(BATCH)
        self._tell()

    def _next(self, most: int) -> tuple[list[int], list[list[Any]]]:
        """Return the next rows that have a value, with their numbers."""
        lines: list[int] = []
        cells: list[list[Any]] = []
        for number, row in self._numbered:
            if row.count("") == self._width:
                self._blank += bool(self._last)
                if self._blank == EMPTY_ROWS:
                    break
                continue
            self._blank = 0
            self._last = number
            lines.append(number)
            cells.append(row)
            if len(lines) == most:
                return lines, cells
        self._ended = True
        self._numbered = iter(())
        return lines, cells

    def _check(self, lines: list[int], rows: list[list[str]]) -> None:
        """Refuse a cell that is too large."""
        if max(map(len, chain.from_iterable(rows))) <= CELL_LIMIT:
            return
        line = next(line for line, row in zip(lines, rows, strict=True) if max(map(len, row)) > CELL_LIMIT)
        raise Refused(
            say(
                "{name} line {line}: a cell of more than {cell_limit:,} characters",
                name=self._name,
                line=line,
                cell_limit=CELL_LIMIT,
            )
        )

    def _tell(self) -> None:
        """Note what a person should know of the cells."""
        extent, texts, end = self._chosen.extent, self._texts, self._chosen.sheet.end
        if errors := extent.errors or texts.errors:
            place = say(", the first in {error_at}", error_at=extent.error_at) if extent.error_at else ""
            self.notes.append(
                say(
                    "{errors:,} cell{part} an error{place}: read as blank",
                    errors=errors,
                    part=say("s hold") if errors > 1 else say(" holds"),
                    place=place,
                )
            )
        if extent.unsaved:
            self.notes.append(
                say(
                    "{unsaved:,} formulas have no stored result and are read as blank (save the file "
                    "in a spreadsheet first)",
                    unsaved=extent.unsaved,
                )
            )
        for at in sorted(texts.rounded):
            name = self.header[at] or f"#{at + 1}"
            self.notes.append(
                say(
                    'column "{name}" has numbers of more than 15 digits: a spreadsheet keeps no more',
                    name=name,
                )
            )
        if end is not None and end[0] + 1 > self._last:
            self.notes.append(
                say(
                    "{empty_rows:,} rows without a value end the table at line {last}: what stands "
                    "further down, to line {end:,}, is left out",
                    empty_rows=EMPTY_ROWS,
                    last=self._last,
                    end=end[0] + 1,
                )
            )


def _names(
    lines: list[int], cells: list[list[Any]], merges: Sequence[Merge], told: int | None, reader: _Reader
) -> tuple[int, list[str], list[str]]:
    """Return the place at which the rows begin, the names of the columns, and what to tell of them."""
    rows = CellTexts(len(cells[0])).rows(cells)
    at = header_row(rows, certain=True)[0] if told is None else lines.index(told) if told in lines else None
    joined, depth = rows, 0
    if at is not None:
        joined, depth = join_names(rows, lines, at, [moved(merge, reader.first_column) for merge in merges])
    kept = lines[: (at or 0) + 1] + lines[(at or 0) + 1 + depth :]
    heading = find_heading(joined, kept, told, certain=True)
    notes = list(heading.notes)
    if depth and at is not None:
        notes.append(
            say(
                "the names in lines {first} to {last} are made one, since cells are merged",
                first=lines[at],
                last=lines[at + depth],
            )
        )
    return heading.rows_at + depth, heading.names, notes


def _package(raw: RawInput) -> Package:
    """Check the file before it is read whole."""
    if raw.read(0, 2) == b"PK":
        package = open_package(raw)
        if package.kind == "ods":
            check_extent(
                say("{name}: its sheets, or one of them,", name=raw.name), package.extents[ALL_SHEETS]
            )
        return package
    from crmcli.domain.exchange.workbook_ole import check_ole

    check_ole(raw)
    return Package("xls", {})


def _digest(raw: RawInput) -> str:
    """Return the SHA-256 of the file."""
    from hashlib import sha256

    digest = sha256()
    for chunk in raw.chunks():
        digest.update(chunk)
    return digest.hexdigest()
