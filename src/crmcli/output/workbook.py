"""XLSX: a workbook that holds values as a spreadsheet counts and sorts them, and never runs one.

The first row is the header: bold, frozen, with filters. Amounts and other numbers are numbers,
amounts with the digits of their currency, whose code keeps its own column. Days are dates; moments
stay ISO text in UTC, since a cell has no time zone. Everything else is text, whatever it looks like.
A number of more than 15 digits and a day before March 1900 are text too: a workbook holds neither
exactly. Lists and custom fields are as in CSV; a missing value is an empty cell.

What XML can't hold is shown: control pictures (``␛``) for control characters, U+FFFD for lone
surrogates and non-characters. Line ends and tabs stay. A value too long for a cell is refused, and so
is a table too long for a sheet; nothing is cut. The same rows give the same bytes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day, Duration, Instant, Kind, Money, Number, Percent
from crmcli.domain.results import Change, Listing, Record, Report, columns_of
from crmcli.errors import Refused
from crmcli.output.cells import reference_of
from crmcli.output.delimited import field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crmcli.output import Settings

    _Table = tuple[str, type, Iterable[Any]]

CELL_LIMIT = 32_767
"""UTF-16 units in a cell."""
ROW_LIMIT = 1_048_575
"""Rows of a sheet below its header."""
EXACT_DIGITS = 15
_CHUNK = 1 << 16
_WIDEST, _NARROWEST, _ROOM = 60, 6, 3
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's moments have no zone
_FIRST_EXACT_DAY = date(1900, 3, 1)
_TABS = {"\\": "-", "/": "-", "?": "", "*": "", "[": "(", "]": ")", ":": "-"}
_TAB_LENGTH = 31
_NUMERIC = (Number, Percent, Duration)
_UNFIT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"


def xlsx(result: Any, settings: Settings) -> Iterator[bytes]:
    """Yield the bytes of a workbook: a sheet for the rows, one more for each section that has any.

    Raises:
        Refused: a value or a table is too long.
    """
    del settings
    import tempfile

    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.set_properties({"created": _moment(result)})
        styles = _Styles(book)
        taken: set[str] = set()
        try:
            for title, row_type, rows in _tables(result):
                _Sheet(book.add_worksheet(_tab(title, taken)), styles, row_type).write(rows)
        except BaseException:
            # The library never lets go of the rows of a workbook that isn't finished.
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        book.close()
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _tables(result: Any) -> list[_Table]:
    """Return title, type and rows of what is written, each a sheet."""
    match result:
        case Listing():
            return [(result.title or "rows", result.row, result.rows)]
        case Report():
            return [(result.title, result.row, result.rows)]
        case Record():
            made: list[_Table] = [(result.title or "record", type(result.item), (result.item,))]
        case Change():
            made = [(result.action, result.row, result.items)]
    return made + [(part.title or "rows", part.row, part.rows) for part in result.sections if part.rows]


def _moment(result: Any) -> datetime:
    """Return what a workbook says it was made at: the report's own day, so that it can be compared."""
    if isinstance(result, Report):
        return datetime(result.as_of.year, result.as_of.month, result.as_of.day)  # noqa: DTZ001
    return _MADE


def _tab(title: str, taken: set[str]) -> str:
    """Return a title as a sheet may be called: 31 characters, none of a path, none twice."""
    plain = "".join(_TABS.get(c, c) if c.isprintable() else " " for c in title).strip("' ") or "rows"
    name, number = plain[:_TAB_LENGTH].strip("' "), 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        mark = f" {number}"
        name = plain[: _TAB_LENGTH - len(mark)].strip("' ") + mark
    taken.add(name.casefold())
    return name


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._amounts: dict[int, Any] = {}
        self.header = book.add_format({"bold": True, "text_wrap": False})
        self.plain = book.add_format()
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.percent = book.add_format({"num_format": "0.0%"})

    def amount(self, digits: int) -> Any:
        """Return the format of an amount with so many decimals."""
        if digits not in self._amounts:
            pattern = "#,##0" + ("." + "0" * digits if digits else "")
            self._amounts[digits] = self._book.add_format({"num_format": pattern})
        return self._amounts[digits]


class _Sheet:
    """One sheet that rows are written to, one after the other."""

    def __init__(self, sheet: Any, styles: _Styles, row_type: type) -> None:
        self._sheet = sheet
        self._styles = styles
        self._columns = columns_of(row_type)
        self._reference = reference_of(row_type)
        self._widths = [len(column.name) for column in self._columns]
        self._row: Any = None

    def write(self, rows: Iterable[Any]) -> None:
        """Write header and rows, then what needs them all: widths and filters."""
        from re import compile as pattern

        self._unfit = pattern(_UNFIT)
        sheet, count = self._sheet, 0
        for at, (name, _, _) in enumerate(self._columns):
            sheet.write_string(0, at, self._fit(name), self._styles.header)
        writers = [(at, name, kind, self._writer(kind)) for at, (name, kind, _) in enumerate(self._columns)]
        for count, row in enumerate(rows, 1):
            if count > ROW_LIMIT:
                raise Refused(f"a sheet holds {ROW_LIMIT:,} rows, not more", "--format csv has no limit")
            self._row = row
            for at, name, kind, write in writers:
                value = getattr(row, name)
                if value is not None:
                    write(count, at, value, kind, row)
        sheet.freeze_panes(1, 0)
        if self._columns:
            sheet.autofilter(0, 0, count, len(self._columns) - 1)
        for at, width in enumerate(self._widths):
            sheet.set_column(at, at, max(_NARROWEST, min(width + _ROOM, _WIDEST)))

    def _writer(self, kind: Kind) -> Callable[[int, int, Any, Kind, Any], None]:
        """Return what writes a cell of a kind."""
        if isinstance(kind, Money):
            return self._amount
        if isinstance(kind, _NUMERIC):
            return self._number
        if isinstance(kind, Day) and not isinstance(kind, Instant):
            return self._day
        return self._value

    def _value(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        """Write what its own type tells: yes or no, a day, a number, or text."""
        if value.__class__ is str:
            self._text(line, at, value)
        elif value.__class__ is bool:
            self._sheet.write_boolean(line, at, value)
        elif value.__class__ is date and not isinstance(kind, Instant):
            self._day(line, at, value, kind, row)
        elif value.__class__.__name__ == "Decimal":
            self._digits(line, at, format(value, "f"), None)
        else:
            self._text(line, at, field(value, kind, row))

    def _amount(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        """Write an amount with as many decimals as its text has."""
        text = field(value, kind, row)
        self._digits(line, at, text, self._styles.amount(len(text.partition(".")[2])))

    def _number(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        """Write a number; a ratio as a percentage."""
        style = self._styles.percent if isinstance(kind, Percent) else None
        made = kind.machine(value, row)
        if isinstance(made, float):
            if made - made == 0:
                self._sheet.write_number(line, at, made, style)
        else:
            self._digits(line, at, str(made), style)

    def _digits(self, line: int, at: int, text: str, style: Any) -> None:
        """Write a decimal text as the number it is, where a workbook holds it exactly."""
        if len(text.strip("-0").replace(".", "")) > EXACT_DIGITS:
            self._text(line, at, text)
            return
        self._sheet.write_number(line, at, float(text), style)
        self._widen(at, len(text) + len(text) // 4)

    def _day(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        if value < _FIRST_EXACT_DAY:
            self._text(line, at, field(value, kind, row))
            return
        self._sheet.write_datetime(line, at, value, self._styles.day)
        self._widen(at, len("2026-12-31"))

    def _text(self, line: int, at: int, text: str) -> None:
        """Write text, never as anything else.

        Raises:
            Refused: it is longer than a cell.
        """
        if not text:
            return
        fit = text if text.isprintable() else self._fit(text)
        self._refuse_long(line, at, fit)
        if fit.startswith("<r>") and fit.endswith("</r>"):
            # The library takes this for markup of its own; in two runs it is text again.
            self._sheet.write_rich_string(line, at, fit[:2], self._styles.plain, fit[2:])
        else:
            self._sheet.write_string(line, at, fit)
        if len(fit) > self._widths[at]:
            self._widen(at, max(map(len, fit.split("\n"))))

    def _fit(self, text: str) -> str:
        """Return text with what XML can't hold shown."""
        return self._unfit.sub(_shown, text)

    def _refuse_long(self, line: int, at: int, text: str) -> None:
        """Refuse what a cell can't hold, naming the row."""
        if len(text) * 2 <= CELL_LIMIT:
            return
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        if length > CELL_LIMIT:
            raise Refused(
                f"{self._named(line)}, column {self._columns[at].name}: {length:,} characters, "
                f"a cell of a workbook holds {CELL_LIMIT:,}",
                "--format csv has no limit",
            )

    def _named(self, line: int) -> str:
        """Return what the row being written is called: its number, else its place."""
        if self._reference is None or self._row is None:
            return f"row {line}"
        name, kind, _ = self._reference
        return field(getattr(self._row, name), kind, self._row) or f"row {line}"

    def _widen(self, at: int, width: int) -> None:
        self._widths[at] = max(self._widths[at], width)


def _shown(match: Any) -> str:
    """Return what stands for a character that a workbook can't hold."""
    point = ord(match[0])
    if point == 0x7F:
        return "\u2421"
    return chr(0x2400 + point) if point < 0x20 else "\ufffd"
