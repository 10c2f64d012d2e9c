"""XLSX: a workbook that holds values as a spreadsheet counts and sorts them, and never runs one.

The first row is the header: bold, frozen, with filters. Amounts and other numbers are numbers, shown
with the marks of thousands, amounts with the digits and the code of their currency, which keeps its own
column too. Days are dates; moments stay ISO text in UTC, since a cell has no time zone. Everything else
is text, whatever it looks like. A report has a second sheet that says what it is: see ``about``.
A number of more than 15 digits and a day before March 1900 are text too: a workbook holds neither
exactly. Lists and custom fields are as in CSV; a missing value is an empty cell.

What XML can't hold is shown: control pictures (``␛``) for control characters, U+FFFD for lone
surrogates and non-characters. Line ends and tabs stay. A value too long for a cell is refused, and so
is a table too long for a sheet; nothing is cut. The same rows give the same bytes.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from crmcli.domain.results import Change, Listing, Record, Report
from crmcli.output.sheets import Sheet, Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.output import Settings

    _Table = tuple[str, type, Iterable[Any]]

_CHUNK = 1 << 16
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's moments have no zone
_TABS = {"\\": "-", "/": "-", "?": "", "*": "", "[": "(", "]": ")", ":": "-"}
_TAB_LENGTH = 31


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
        styles = Styles(book)
        taken: set[str] = set()
        try:
            for title, row_type, rows in _tables(result):
                Sheet(book.add_worksheet(_tab(title, taken)), styles, row_type).write(rows)
            if isinstance(result, Report):
                from crmcli.output.about import write_about

                write_about(Sheet(book.add_worksheet(_tab("About", taken)), styles, result.row), result)
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
