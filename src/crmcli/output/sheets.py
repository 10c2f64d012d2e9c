"""A sheet of a workbook: cells that hold values as a spreadsheet counts and sorts them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day, Duration, Instant, Kind, Money, Number, Percent
from crmcli.domain.results import columns_of
from crmcli.errors import Refused
from crmcli.output.cells import reference_of
from crmcli.output.delimited import field
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CELL_LIMIT = 32_767
"""UTF-16 units in a cell."""
ROW_LIMIT = 1_048_575
"""Rows of a sheet below its header."""
EXACT_DIGITS = 15
_WIDEST, _NARROWEST, _ROOM = 60, 6, 3
_FIRST_EXACT_DAY = date(1900, 3, 1)
_NUMERIC = (Number, Percent, Duration)
_UNFIT = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        """Make the formats that every workbook has."""
        self._book = book
        self._patterns: dict[str, Any] = {}
        self.header = book.add_format({"bold": True, "text_wrap": False, "bottom": 1})
        self.plain = book.add_format()
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})

    def amount(self, digits: int, currency: object) -> Any:
        """Return the format of an amount with so many decimals and, where it is a code, its currency."""
        code = currency if isinstance(currency, str) and currency.isascii() and currency.isalpha() else ""
        return self.number(digits, f" [${code}]" if len(code) == len("TRY") else "")

    def number(self, digits: int, after: str = "") -> Any:
        """Return the format of a number with the marks of thousands and so many decimals."""
        return self.of("#,##0" + ("." + "0" * digits if digits else "") + after)

    def share(self, digits: int) -> Any:
        """Return the format of a ratio shown as a percentage."""
        return self.of("0" + ("." + "0" * digits if digits else "") + "%")

    def of(self, pattern: str) -> Any:
        """Return the format of a pattern."""
        if pattern not in self._patterns:
            self._patterns[pattern] = self._book.add_format({"num_format": pattern})
        return self._patterns[pattern]


class Sheet:
    """One sheet that rows are written to, one after the other."""

    def __init__(self, sheet: Any, styles: Styles, row_type: type) -> None:
        """Take an empty sheet for rows of a type."""
        from re import compile as pattern

        self._unfit = pattern(_UNFIT)
        self._sheet = sheet
        self.styles = styles
        self._columns = columns_of(row_type)
        self._reference = reference_of(row_type)
        self._widths = [len(column.name) for column in self._columns]
        self._row: Any = None

    def write(self, rows: Iterable[Any]) -> None:
        """Write header and rows, then what needs them all: widths and filters."""
        sheet, count = self._sheet, 0
        for at, (name, _, _) in enumerate(self._columns):
            sheet.write_string(0, at, self._fit(name), self.styles.header)
        writers = [(at, name, kind, self._writer(kind)) for at, (name, kind, _) in enumerate(self._columns)]
        for count, row in enumerate(rows, 1):
            if count > ROW_LIMIT:
                raise Refused(
                    say("a sheet holds {row_limit:,} rows, not more", row_limit=ROW_LIMIT),
                    "--format csv has no limit",
                )
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

    def cell(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        """Write one value of a row where it is asked for."""
        if value is not None:
            self._writer(kind)(line, at, value, kind, row)

    def text(self, line: int, at: int, said: str, style: Any = None) -> None:
        """Write words about the table, in a style; they may be cut to what a cell holds."""
        self._sheet.write_string(line, at, self._fit(said)[: CELL_LIMIT // 2], style)

    def widths(self, *widths: int) -> None:
        """Set the widths of the first columns."""
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, width)

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
        currency = getattr(row, kind.currency, None) if isinstance(kind, Money) else None
        self._digits(line, at, text, self.styles.amount(len(text.partition(".")[2]), currency))
        self._widen(at, len(text) + len(text) // 4 + len(" TRY"))

    def _number(self, line: int, at: int, value: Any, kind: Kind, row: Any) -> None:
        """Write a number; a ratio as a percentage, a whole number without decimals."""
        digits = getattr(kind, "digits", 0)
        if isinstance(kind, Percent):
            style = self.styles.share(digits)
        elif isinstance(value, int | float):
            style = self.styles.number(0 if isinstance(value, int) else digits)
        else:
            style = None  # an exact decimal shows all its digits
        made = kind.machine(value, row)
        if isinstance(made, float):
            if made - made == 0:
                self._sheet.write_number(line, at, made, style)
                self._widen(at, len(f"{made:,.{digits}f}") + 1)
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
        self._sheet.write_datetime(line, at, value, self.styles.day)
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
            self._sheet.write_rich_string(line, at, fit[:2], self.styles.plain, fit[2:])
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
                say(
                    "{named}, column {name}: {length:,} characters, a cell of a workbook holds "
                    "{cell_limit:,}",
                    named=self._named(line),
                    name=self._columns[at].name,
                    length=length,
                    cell_limit=CELL_LIMIT,
                ),
                "--format csv has no limit",
            )

    def _named(self, line: int) -> str:
        """Return what the row being written is called: its number, else its place."""
        if self._reference is None or self._row is None:
            return say("row {line}", line=line)
        name, kind, _ = self._reference
        return field(getattr(self._row, name), kind, self._row) or say("row {line}", line=line)

    def _widen(self, at: int, width: int) -> None:
        """Make room for a text in a column of rows."""
        if at >= len(self._widths):
            return
        self._widths[at] = max(self._widths[at], width)


def _shown(match: Any) -> str:
    """Return what stands for a character that a workbook can't hold."""
    point = ord(match[0])
    if point == 0x7F:
        return "\u2421"
    return chr(0x2400 + point) if point < 0x20 else "\ufffd"
