"""Cells of a workbook as text, in the one form that the readers of columns take without guessing.

A number is plain decimal text with a point, never ``3.0`` or ``1E+05``, in the 15 digits that a
spreadsheet keeps; a whole number below 2**53 has all of its digits. A day is ``YYYY-MM-DD``, a moment
``YYYY-MM-DD HH:MM:SS`` to the nearest second, a time ``HH:MM:SS``, a duration hours, minutes and
seconds, also beyond 24 hours. Yes and no are ``yes`` and ``no``. A formula is its stored result; an
error (``#REF!``, ``#N/A``) is blank.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

ERRORS = frozenset(
    ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)
_EXACT = 2.0**53
_HALF = timedelta(milliseconds=500)
_KEPT = 1e15
"""Whole numbers from here on have more digits than a spreadsheet keeps."""


def number_text(value: float) -> str:
    """Return a number as plain decimal text; "" for what is none."""
    if not isfinite(value):
        return ""
    if value.is_integer() and -_EXACT < value < _EXACT:
        return str(int(value))
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")


def moment_text(value: datetime) -> str:
    """Return a day and a time to the nearest second."""
    try:
        return (value + _HALF).replace(microsecond=0).isoformat(" ")
    except OverflowError:
        return value.replace(microsecond=0).isoformat(" ")


def duration_text(value: timedelta) -> str:
    """Return hours, minutes and seconds: 36:00:00 for a day and a half."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    float: number_text,
    int: str,
    bool: lambda value: "yes" if value else "no",
    date: date.isoformat,
    datetime: moment_text,
    time: lambda value: value.isoformat("seconds"),
    timedelta: duration_text,
}
_NUMBERS = frozenset((float, int))


class CellTexts:
    """Turns cells into text, many rows at once, and keeps what is worth knowing of each column."""

    def __init__(self, width: int) -> None:
        """Start with nothing known of ``width`` columns."""
        self._numbers = [False] * width
        self._others = [False] * width
        self.rounded: set[int] = set()
        """Columns with whole numbers of more than 15 digits: the last ones may be zeros for digits lost."""
        self.errors = 0
        """Cells that hold the name of an error as text."""

    @property
    def numbers(self) -> frozenset[int]:
        """The columns in which every cell with a value is a number."""
        pairs = enumerate(zip(self._numbers, self._others, strict=True))
        return frozenset(at for at, (some, others) in pairs if some and not others)

    def rows(self, rows: Sequence[list[Any]]) -> list[list[str]]:
        """Return the texts of rows, which all have the width."""
        columns = [self._column(at, cells) for at, cells in enumerate(zip(*rows, strict=True))]
        return list(map(list, zip(*columns, strict=True)))

    def _column(self, at: int, cells: Sequence[Any]) -> Sequence[str]:
        """Return the texts of one column's cells."""
        kinds = set(map(type, cells))
        if kinds == {str}:
            texts: Sequence[str] = cells
        elif len(kinds) == 1:
            texts = list(map(_WRITERS[kinds.pop()], cells))
            kinds = {type(cells[0])}
        else:
            texts = [cell if type(cell) is str else _WRITERS[type(cell)](cell) for cell in cells]
        numbers = bool(kinds & _NUMBERS)
        self._numbers[at] |= numbers
        self._others[at] |= bool(kinds - _NUMBERS - {str}) or (str in kinds and _has_text(cells))
        if numbers and any(type(cell) in _NUMBERS and not -_KEPT < cell < _KEPT for cell in cells):
            self.rounded.add(at)
        if str in kinds and "#" in "".join(texts):
            wrong = [index for index, text in enumerate(texts) if text in ERRORS]
            if wrong:
                self.errors += len(wrong)
                texts = ["" if text in ERRORS else text for text in texts]
        return texts


def _has_text(cells: Sequence[Any]) -> bool:
    """Tell whether one of the cells is a text that is not blank."""
    return any(type(cell) is str and cell and not cell.isspace() for cell in cells)
