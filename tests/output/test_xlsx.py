"""XLSX: values as a spreadsheet counts them, text that is never run, the same bytes every time."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from python_calamine import CalamineWorkbook

from crmcli.domain.kinds import Money, Ref
from crmcli.domain.results import Change, Document, Listing, Record
from crmcli.errors import Refused, UsageError
from crmcli.output import Settings, write
from crmcli.output.sheets import CELL_LIMIT
from crmcli.output.workbook import xlsx
from tests.output.samples import ACME, HOSTILE, ISIK, SHOPS, Named, Shop, Stream, named, segments


def made(result: Any) -> bytes:
    return b"".join(xlsx(result, Settings()))


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def rows(result: Any) -> list[list[Any]]:
    return next(iter(sheets(made(result)).values()))


def part(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def test_every_kind_of_value_comes_out_as_what_it_is() -> None:
    header, isik, acme = rows(SHOPS)
    assert header[:7] == ["number", "name", "status", "city", "orders", "revenue", "currency"]
    assert isik == [
        *("C-12", "Işık Mobilya", "customer", "İstanbul", 1240, 1234567.89, "TRY", 0.625),
        *(date(2026, 11, 3), "2026-11-03T21:30:00Z", 51.8, 7.5, True, "vip;ankara"),
        '{"Vergi Dairesi":"Beşiktaş","m²":120}',
    ]
    assert acme[:7] == ["C-7", 'A "quoted", tab\tand\nline | \\', "lapsed", "", 0, -5, "EUR"]
    assert acme[8:] == ["", "", "", "", False, "", ""]


@pytest.mark.parametrize("text", [t for t in HOSTILE.values() if len(t) < CELL_LIMIT], ids=repr)
def test_text_stays_the_text_it_is(text: str) -> None:
    shown = text.translate({code: 0x2400 + code for code in range(32) if code not in (9, 10, 13)})
    shown = shown.replace("\x7f", "␡").replace("\ud800", "\ufffd").replace("\ufffe", "\ufffd")
    data = made(named(text))
    assert rows(named(text))[1][1] == shown
    assert "<f>" not in part(data)
    assert "hyperlink" not in part(data)


@pytest.mark.parametrize(
    "text",
    ["<r>x</r>", "<r>&amp;</r>", "_x0041_", "00123", "1e5", "TRUE", "=1+1", "http://x", "  a  ", "a\rb"],
)
def test_what_looks_like_something_else_is_text(text: str) -> None:
    assert rows(named(text))[1][1] == text


def test_the_header_is_bold_frozen_and_filtered_and_columns_are_as_wide_as_their_text() -> None:
    data = made(named("x" * 30, "y"))
    sheet = part(data)
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in sheet
    assert '<autoFilter ref="A1:C3"/>' in sheet
    assert '<c r="A1" s="1" t="inlineStr">' in sheet
    assert "<b/>" in part(data, "xl/styles.xml")
    assert '<col min="2" max="3" width="33.7109375" customWidth="1"/>' in sheet


@dataclass(frozen=True, slots=True)
class Sale:
    """An amount beside its currency."""

    number: Annotated[int, Ref("S")]
    total: Annotated[int | None, Money("currency")]
    currency: str | None
    on: date | None


def sales(*rows: tuple[int, str, date]) -> Listing[Sale]:
    return Listing(Sale, [Sale(at, *row) for at, row in enumerate(rows, 1)])


def test_amounts_have_the_digits_of_their_currency() -> None:
    day = date(2026, 1, 1)
    data = made(sales((123456, "TRY", day), (123456, "JPY", day), (123456, "KWD", day)))
    assert [row[1] for row in rows(sales((123456, "TRY", day), (5, "JPY", day), (1, "KWD", day)))[1:]] == [
        *(1234.56, 5, 0.001)
    ]
    styles = part(data, "xl/styles.xml")
    assert 'formatCode="#,##0.000 [$KWD]"' in styles
    assert 'formatCode="#,##0 [$JPY]"' in styles
    assert 'formatCode="yyyy-mm-dd"' in styles


def test_what_a_workbook_does_not_hold_exactly_is_text() -> None:
    found = rows(sales((2**62, "TRY", date(1900, 2, 28)), (999_999_999_999_999, "TRY", date(1900, 3, 1))))
    assert found[1][1:] == ["46116860184273879.04", "TRY", "1900-02-28"]
    assert found[2][1:] == [9_999_999_999_999.99, "TRY", date(1900, 3, 1)]


def test_a_value_too_long_for_a_cell_is_refused_with_its_row_named() -> None:
    made(named("x" * CELL_LIMIT))
    with pytest.raises(Refused, match="C-2, column name: 32,768 characters, a cell of a workbook holds"):
        made(named("a", "x" * (CELL_LIMIT + 1)))
    with pytest.raises(Refused, match="32,768 characters"):
        made(named("👩" * (CELL_LIMIT // 2) + "ab"))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.output.sheets.ROW_LIMIT", 2)
    made(named("a", "b"))
    with pytest.raises(Refused, match="a sheet holds 2 rows"):
        made(named("a", "b", "c"))


def test_the_same_rows_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(SHOPS)
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert made(SHOPS) == first
    assert "2026-11-21" in part(made(segments()), "docProps/core.xml")


def test_sections_have_sheets_of_their_own_with_names_a_spreadsheet_takes() -> None:
    names = "[a]: b/c?", "x" * 40, "x" * 40, "history"
    sections = tuple(replace(SHOPS, title=title) for title in names)
    found = sheets(made(Record(ISIK, title="C-12  Işık", sections=(*sections, Listing(Shop, ())))))
    assert list(found) == ["C-12  Işık", "(a)- b-c", "x" * 31, "x" * 29 + " 2", "history 2"]
    assert list(sheets(made(Change("added C-7", Shop, [ACME])))) == ["added C-7"]
    assert rows(Listing(Shop, []))[0][0] == "number"


def test_a_workbook_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(SHOPS, Settings(output=path))
    assert path.read_bytes() == made(SHOPS)
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    write(SHOPS, Settings(format="xlsx"), pipe)
    assert pipe.buffer.getvalue() == made(SHOPS)
    write(SHOPS, Settings(output=tmp_path / "b.xlsx", excel=True))
    assert (tmp_path / "b.xlsx").read_bytes() == made(SHOPS)
    with pytest.raises(UsageError, match="nothing to read on a terminal") as caught:
        write(SHOPS, Settings(format="xlsx"), Stream(terminal=True))
    assert caught.value.hint == "--output FILE.xlsx"


@pytest.mark.parametrize(
    ("result", "format"), [(Document("text"), "xlsx"), (SHOPS, "vcard"), (Record(ISIK), "vcard")]
)
def test_what_has_no_such_form_is_refused(result: Any, format: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write(result, Settings(format=format, output=tmp_path / "a"))
    assert list(tmp_path.glob("a*")) == []


def test_a_refused_workbook_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        write(named("x" * 40_000), Settings(output=tmp_path / "a.xlsx"))
    assert sorted(tmp_path.glob("*.*")) == []


def test_many_rows_take_little_memory() -> None:
    import tracemalloc

    class Many(Sequence[Named]):
        def __len__(self) -> int:
            return 20_000

        def __getitem__(self, at: Any) -> Any:
            if at >= len(self):
                raise IndexError
            return Named(at, f"Müşteri {at}", "kısa")

    tracemalloc.start()
    for _ in xlsx(Listing(Named, Many()), Settings()):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000
