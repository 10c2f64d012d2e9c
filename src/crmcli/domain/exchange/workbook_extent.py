"""How far the values of a sheet reach, from its XML in pieces and in memory of one piece."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from crmcli.errors import Refused
from crmcli.said import say

# A cell as all common programs write it; one with a value doesn't end in "/>".
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>/]*>')
_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>/]*/>')
_ANY = re.compile(rb'<(?:[^\s<>/:="]+:)?c[\s/>]')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]*t="e"')
_LONGEST = 4 * 1024 * 1024


class Extent(NamedTuple):
    """The last row and column with a value, from 1, and the cells that are not what they seem."""

    rows: int = 0
    columns: int = 0
    widest: str = ""  # the cell in the last column
    errors: int = 0  # cells that hold an error
    error_at: str = ""  # the first of them
    unsaved: int = 0  # formulas without a stored result


def column_number(letters: str) -> int:
    """Return the place of a column from its letters: A is 1, XFD 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class CellScan:
    """Looks through the XML of a sheet for its cells, by their form alone."""

    def __init__(self) -> None:
        """Start with no cell seen."""
        self._rest = b""
        self._odd = False
        self._rows: set[bytes] = {b"0"}
        self._columns: dict[bytes, bytes] = {}
        self._errors = 0
        self._error_at = ""
        self._unsaved = 0

    def see(self, piece: bytes) -> None:
        """Take in the next piece."""
        if self._odd:
            return
        data = self._rest + piece
        cut = max(data.rfind(b"<c "), 0)
        cut = cut or max(data.rfind(b"<"), 0)
        self._rest = data[cut:]
        self._look(data[:cut])
        if len(self._rest) > _LONGEST:
            self._odd = True

    def extent(self) -> Extent | None:
        """Return what was found; None when a cell is written in a way that only a parser understands."""
        if not self._odd:
            self._look(self._rest)
        if self._odd:
            return None
        last = max(self._columns, key=lambda letters: (len(letters), letters), default=b"")
        return Extent(
            max(map(int, self._rows)),
            column_number(last.decode()),
            (last + self._columns.get(last, b"")).decode(),
            self._errors,
            self._error_at,
            self._unsaved,
        )

    def _look(self, data: bytes) -> None:
        """Take in a piece that ends before a tag."""
        filled, cells = _FILLED.findall(data), len(_ANY.findall(data))
        if cells != len(filled):
            self._odd = self._odd or cells != len(filled) + len(_EMPTY.findall(data))
        if filled:
            columns, rows = zip(*filled, strict=True)
            self._rows = {max(self._rows.union(rows), key=int)}
            if not self._columns.keys() >= set(columns):
                self._columns = {**dict(filled), **self._columns}
        if b't="e"' in data and (errors := _ERROR.findall(data)):
            self._errors += len(errors)
            self._error_at = self._error_at or errors[0].decode()
        self._unsaved += data.count(b"</f></c>")


def extent_of_sheet(pieces: Iterator[bytes], broken: Refused) -> Extent:
    """Return how far a sheet reaches, by a parser: for cells without a reference, prefixes and the like.

    Raises:
        Refused: ``broken``, when it is no well-formed XML.
    """
    rows = columns = row = column = 0
    widest = ""
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, row, column, widest, inside
        name = tag.rpartition(":")[2]
        if name == "row":
            row = int(attributes.get("r", row + 1))
            column = 0
        elif name == "c":
            reference = attributes.get("r", "")
            digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
            letters = reference[: len(reference) - len(digits)]
            column = column_number(letters) if letters else column + 1
            row = int(digits) if digits else row
            inside = True
        elif inside and name in ("v", "is", "f"):
            rows = max(rows, row)
            if column > columns:
                columns, widest = column, say("column {column}", column=column)

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag.rpartition(":")[2] != "c"

    _parse(pieces, start, end, None, broken)
    return Extent(rows, columns, widest)


def extents_of_ods(pieces: Iterator[bytes], broken: Refused) -> Extent:
    """Return how far the sheets of an OpenDocument workbook reach, all of them below one another.

    Raises:
        Refused: ``broken``, when it is no well-formed XML.
    """
    total = rows = columns = row = column = last = 0
    repeated = cell = 1
    inside = valued = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal total, rows, row, column, last, repeated, cell, inside, valued
        name = tag.rpartition(":")[2]
        if name == "table":
            total, rows, row = total + rows, 0, 0
        elif name == "table-row":
            repeated = _times(attributes, "rows")
            column = last = 0
        elif name in ("table-cell", "covered-table-cell"):
            cell, inside = _times(attributes, "columns"), True
            valued = any(key.endswith(":value-type") for key in attributes)

    def end(tag: str) -> None:
        nonlocal rows, columns, row, column, last, inside
        name = tag.rpartition(":")[2]
        if name in ("table-cell", "covered-table-cell"):
            column += cell
            last = column if valued else last
            inside = False
        elif name == "table-row":
            row += repeated
            if last:
                rows, columns = row, max(columns, last)

    def text(data: str) -> None:
        nonlocal valued
        valued = valued or (inside and not data.isspace())

    _parse(pieces, start, end, text, broken)
    return Extent(total + rows, columns, say("column {columns}", columns=columns))


def _times(attributes: dict[str, str], what: str) -> int:
    """Return how often a row or a cell is repeated."""
    return next(
        (int(value) for key, value in attributes.items() if key.endswith(f":number-{what}-repeated")), 1
    )


def _parse(pieces: Iterator[bytes], start: Any, end: Any, text: Any, broken: Refused) -> None:
    """Parse XML in pieces, and nothing that its text declares."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    def refuse(*_: object) -> None:
        raise broken

    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)  # noqa: FBT003 - has no name
    except (expat.ExpatError, ValueError, LookupError):
        raise broken from None
