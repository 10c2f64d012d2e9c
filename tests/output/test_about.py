"""XLSX of a report: figures as a spreadsheet shows them, and a second sheet that says what they are."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
from python_calamine import CalamineWorkbook

from crmcli.domain.kinds import Duration, Money, Number, Percent
from crmcli.domain.results import Listing, Report
from crmcli.output import Settings
from crmcli.output.workbook import xlsx
from tests.output.samples import HOSTILE, TRENDS, Trend


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a report whose columns are defined."""

    month: Annotated[str, "The month."]
    orders: Annotated[int | None, "Number of purchases."]
    revenue: Annotated[int | None, Money("currency"), "Sum of totals."]
    currency: str | None
    share: Annotated[float | None, Percent(digits=2), "Of all revenue."]
    lift: Annotated[float | None, Number(digits=3), "How much likelier."]
    gap: Annotated[float | None, Duration(), "Days between two purchases."]


ROWS = (
    Line("2026-10", 1240, 123456789, "TRY", 0.123456, 1.5655, 30.42),
    Line("2026-11", 7, 500, "JPY", 0.5, 0.1, 3.0),
)
TOTAL = Line("", 1247, 123457289, "TRY", None, None, None)


def report(*notes: str, total: Line | None = TOTAL, rows: Sequence[Line] = ROWS) -> Report[Line]:
    return Report("sales", Line, rows, "Sales by month", date(2026, 11, 21), total=total, notes=notes)


def made(result: Any) -> bytes:
    return b"".join(xlsx(result, Settings()))


def sheets(result: Any) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(result)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def part(result: Any, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(made(result))).read(name).decode()


def test_the_second_sheet_has_title_day_notes_totals_and_definitions() -> None:
    found = sheets(report("6 orders left out", "EUR is left out"))
    assert list(found) == ["Sales by month", "About"]
    assert found["About"] == [
        ["report", "Sales by month", ""],
        ["as of", date(2026, 11, 21), ""],
        ["note", "6 orders left out", ""],
        ["note", "EUR is left out", ""],
        ["", "", ""],
        ["column", "total", "meaning"],
        ["month", "", "The month."],
        ["orders", 1247.0, "Number of purchases."],
        ["revenue", 1234572.89, "Sum of totals."],
        ["currency", "TRY", ""],
        ["share", "", "Of all revenue."],
        ["lift", "", "How much likelier."],
        ["gap", "", "Days between two purchases."],
    ]
    assert sheets(report(total=None))["About"][4] == ["month", "", "The month."]


def test_the_rows_have_one_header_and_no_line_of_totals_that_a_sum_would_count_twice() -> None:
    rows = sheets(report())["Sales by month"]
    assert len(rows) == 1 + len(ROWS)
    assert rows[0] == ["month", "orders", "revenue", "currency", "share", "lift", "gap"]
    assert '<autoFilter ref="A1:G3"/>' in part(report(), "xl/worksheets/sheet1.xml")
    assert "<f>" not in part(report(), "xl/worksheets/sheet1.xml")


def test_figures_are_shown_as_people_read_them_and_kept_whole() -> None:
    styles = part(report(), "xl/styles.xml")
    shown = {"#,##0", "#,##0.00 [$TRY]", "#,##0 [$JPY]", "0.00%", "#,##0.000", "#,##0.0", "yyyy-mm-dd"}
    assert set(re.findall(r'formatCode="([^"]+)"', styles)) == shown
    assert sheets(report())["Sales by month"][1][4:6] == [0.123456, 1.5655]


@pytest.mark.parametrize("currency", ["", "T", "[$=1]", "TR\n", "ŞŞŞ", None])
def test_a_currency_that_is_no_code_is_no_part_of_a_format(currency: Any) -> None:
    rows = (Line("x", 1, 500, "EUR", None, None, None),)
    assert "[$EUR]" in part(report(rows=rows), "xl/styles.xml")
    from crmcli.output.sheets import Styles

    class Book:
        """What remembers the formats asked for."""

        def add_format(self, given: dict[str, Any] | None = None) -> str:
            return str((given or {}).get("num_format"))

    assert Styles(Book()).amount(2, currency) == "#,##0.00"


def test_a_report_of_one_column_has_its_second_sheet_too() -> None:
    @dataclass(frozen=True, slots=True)
    class One:
        """A single column."""

        name: str

    found = sheets(Report("one", One, [One("a")], "About", date(2026, 11, 21)))
    assert list(found) == ["About", "About 2"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_or_note_is_text(text: str) -> None:
    result = Report("x", Line, ROWS, text, date(2026, 11, 21), notes=(text,))
    assert "<f>" not in part(result, "xl/worksheets/sheet2.xml")
    assert len(sheets(result)) == 2


def test_a_line_of_little_bars_is_its_numbers() -> None:
    assert sheets(TRENDS)["rows"][1] == ["Işık", "0;1;2;;4"]
    assert sheets(Listing(Trend, (Trend("a", (1.5, 2)),)))["rows"][1] == ["a", "1.5;2"]
