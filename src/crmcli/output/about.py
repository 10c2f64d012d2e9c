"""The second sheet of a report's workbook: what it is, what it left out, totals, and what its columns mean.

Totals stand here and not below the rows, where a filter, a pivot table or a sum would count them twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day
from crmcli.domain.results import Report, columns_of
from crmcli.output.cells import is_missing

if TYPE_CHECKING:
    from crmcli.output.sheets import Sheet

_NAME, _VALUE, _ABOUT = 24, 24, 100


def write_about(sheet: Sheet, report: Report[Any]) -> None:
    """Write title, day and notes, then a line for every column."""
    styles = sheet.styles
    sheet.text(0, 0, "report", styles.header)
    sheet.text(0, 1, report.title)
    sheet.text(1, 0, "as of", styles.header)
    sheet.cell(1, 1, report.as_of, Day(), report)
    for line, note in enumerate(report.notes, 2):
        sheet.text(line, 0, "note", styles.header)
        sheet.text(line, 1, note)
    head = len(report.notes) + 3
    for at, heading in enumerate(("column", "total", "meaning")):
        sheet.text(head, at, heading, styles.header)
    for line, column in enumerate(columns_of(report.row), head + 1):
        sheet.text(line, 0, column.name)
        value = None if report.total is None else getattr(report.total, column.name)
        if not is_missing(value):
            sheet.cell(line, 1, value, column.kind, report.total)
        sheet.text(line, 2, column.about, styles.wrapped)
    sheet.widths(_NAME, _VALUE, _ABOUT)
