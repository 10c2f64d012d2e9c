"""Workbooks: each cell in one form, one sheet by one rule, and nothing that a hostile file can do."""

import io
import resource
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.domain.exchange import workbook_package
from crmcli.domain.exchange.raw import CHUNK
from crmcli.domain.exchange.source import Source, open_source
from crmcli.domain.exchange.workbook_cells import CellTexts, duration_text, moment_text, number_text
from crmcli.errors import Refused, UsageError
from tests.domain.exchange.conftest import Opener, lines_of, rows_of
from tests.domain.exchange.workbooks import (
    cell_xml,
    ods,
    ods_row,
    ole,
    package,
    sheet_xml,
    xls,
    xlsx,
    xlsx_of,
)

Texts = list[list[str]]


def column(opened: Opener, *values: Any) -> list[str]:
    """Return what values of a sheet's only column are read as."""
    rows = rows_of(opened(xlsx([["Ad", "x"], *([value, "x"] for value in values)])))
    return [row[0] for row in rows]


# Cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1234.56, "1234.56"),
        (1e5, "100000"),
        (1e20, "100000000000000000000"),
        (-1e-7, "-0.0000001"),
        (5321234567.0, "5321234567"),
        (7210000000001234.0, "7210000000001234"),
        (22.2222, "22.2222"),
        (2.675, "2.675"),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_a_number_is_plain_decimal_text(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(-1e300, 1e300))
def test_every_number_comes_back_to_fifteen_digits(value: float) -> None:
    text = number_text(value)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(value, rel=1e-14, abs=0)


@given(st.integers(0, 10**15 - 1), st.integers(0, 4))
def test_amounts_are_read_to_the_last_cent(minor: int, digits: int) -> None:
    from decimal import Decimal

    exact = Decimal(minor).scaleb(-digits)
    assert Decimal(number_text(float(exact))) == exact


def test_cells_are_text_in_one_form(opened: Opener) -> None:
    values = [
        True,
        False,
        date(2026, 11, 20),
        datetime(2026, 11, 20, 14, 5),  # noqa: DTZ001 - sheets know no zones
        datetime(2026, 11, 20, 23, 59, 59, 999_000),  # noqa: DTZ001
        time(8, 5),
        timedelta(hours=36, minutes=1),
        " '05321234567",
        "a\nb",
        "#REF!",
    ]
    assert column(opened, *values) == [
        "yes",
        "no",
        "2026-11-20",
        "2026-11-20 14:05:00",
        "2026-11-21 00:00:00",
        "08:05:00",
        "36:01:00",
        " '05321234567",
        "a\nb",
        "",
    ]


def test_durations_and_moments_at_their_ends() -> None:
    assert duration_text(timedelta(seconds=-90)) == "-0:01:30"
    assert moment_text(datetime.max) == "9999-12-31 23:59:59"  # noqa: DTZ901


def test_a_formula_is_its_stored_result_and_an_error_is_blank(opened: Opener) -> None:
    def formulas(sheet: Any) -> None:
        sheet.write_formula("A2", "=1+1", None, 2)
        sheet.write_formula("A3", '="Şük"&"rü"', None, "Şükrü")
        sheet.write_formula("A4", "=1/0", None, "#DIV/0!")
        sheet.write_formula("A5", "=NA()", None, "#N/A")

    blank: list[list[Any]] = [["", "x"]] * 4
    source = opened(xlsx([["Ad", "x"], *blank], more=formulas))
    assert [row[0] for row in rows_of(source)] == ["2", "Şükrü", "", ""]
    assert source.found.notes == ("file.csv: 2 cells hold an error, the first in A4: read as blank",)


def test_formulas_without_a_result_are_told(opened: Opener) -> None:
    data = f'<row r="1">{cell_xml("A1", "Ad")}</row><row r="2"><c r="A2"><f>1+1</f></c></row>'
    source = opened(xlsx_of(sheet_xml(data + f'<row r="3">{cell_xml("A3", "x")}</row>')))
    assert rows_of(source) == [["x"]]
    assert "1 formulas have no stored result" in source.found.notes[0]


def test_numbers_longer_than_a_spreadsheet_keeps_are_told(opened: Opener) -> None:
    source = opened(xlsx([["No", "Ad"], [12345678901234567890, "x"], [1, "y"]]))
    assert source.found.notes == (
        'file.csv: column "No" has numbers of more than 15 digits: a spreadsheet keeps no more',
    )


def test_columns_of_numbers_alone_need_no_decimal_mark(opened: Opener) -> None:
    rows: list[list[Any]] = [
        ["Ad", "Tutar", "Karma", "Gün", "Boş"],
        ["a", 1.5, 2.5, date(2026, 1, 2)],
        ["b", None, "3,5", None],
    ]
    assert opened(xlsx(rows)).numbers == {1}


def test_1904_dates_are_the_days_they_show(opened: Opener) -> None:
    content = xlsx(
        [["Ad", "Gün"], ["a", date(2026, 11, 20)]], default_date_format="yyyy-mm-dd", date_1904=True
    )
    assert rows_of(opened(content)) == [["a", "2026-11-20"]]


def test_rows_are_converted_column_by_column() -> None:
    texts = CellTexts(2)
    assert texts.rows([["a", 1.0], ["", True]]) == [["a", "1"], ["", "yes"]]
    assert texts.numbers == frozenset()


# Tables in sheets


def test_lines_are_the_rows_of_the_sheet_and_blank_ones_are_none(opened: Opener) -> None:
    rows = [[], [], ["Ad", "Şehir"], ["a", "b"], [], ["c", "d"], ["", ""]]
    source = opened(xlsx(rows))
    assert lines_of(source) == [4, 6]
    assert source.header == ("Ad", "Şehir")


def test_a_table_away_from_the_corner_is_read(opened: Opener) -> None:
    source = opened(xlsx([[], [], [None, None, "Ad", "Şehir"], [None, None, "a", "b"]]))
    assert source.header == ("Ad", "Şehir")
    assert rows_of(source) == [["a", "b"]]


def test_titles_and_help_around_the_names_are_told(opened: Opener) -> None:
    rows = [
        ["Müşteri listesi"],
        [],
        ["Ad", "Telefon", "Şehir"],
        ["zorunlu", "10 hane", "isteğe bağlı"],
        ["a", "0532", "b"],
    ]
    source = opened(xlsx(rows))
    assert rows_of(source) == [["a", "0532", "b"]]
    assert [note.partition(" holds")[0] for note in source.found.notes] == [
        "file.csv: line 3",
        "file.csv: line 4 explains the columns and is left out (--header 3 keeps it)",
    ]
    assert lines_of(opened(xlsx(rows), header=3)) == [4, 5]


def test_names_in_merged_cells_are_made_one(opened: Opener) -> None:
    rows = [["Ad", "Adres", "", "Not"], ["", "İl", "İlçe", ""], ["a", "Muğla", "Datça", "n"]]
    for merged in (("A1:A2", "B1:C1", "D1:D2"), ("B1:C1",)):
        source = opened(xlsx(rows, merged=merged), name=f"{len(merged)}.xlsx")
        assert source.header == ("Ad", "İl", "İlçe", "Not")
        assert rows_of(source) == [["a", "Muğla", "Datça", "n"]]
        assert "the names in lines 1 to 2 are made one" in source.found.notes[-1]


def test_the_same_name_below_two_others_needs_both(opened: Opener) -> None:
    rows = [["Ad", "Fatura", "", "Teslimat", ""], ["", "İl", "Alan", "İl", "İlçe"], ["a", "1", "2", "3", "4"]]
    source = opened(xlsx(rows, merged=["B1:C1", "D1:E1"]))
    assert source.header == ("Ad", "Fatura İl", "Fatura Alan", "Teslimat İl", "İlçe")


def test_a_name_merged_across_is_each_columns(opened: Opener) -> None:
    source = opened(xlsx([["Telefon", "", "Ad"], ["1", "2", "a"]], merged=["A1:B1"]))
    assert source.header == ("Telefon", "Telefon (2)", "Ad")
    assert rows_of(source) == [["1", "2", "a"]]


def test_a_cell_merged_down_into_the_rows_joins_nothing(opened: Opener) -> None:
    rows = [["Ad", "Tutar"], ["a", 5], ["b", 6]]
    source = opened(xlsx([["Ad", "Tutar"], ["", 5], ["b", 6]], merged=["A1:A2"]))
    assert source.header == ("Ad", "Tutar")
    assert len(rows_of(source)) == len(rows) - 1


def test_the_value_of_merged_cells_is_the_first_ones(opened: Opener) -> None:
    source = opened(xlsx([["Ad", "Şehir"], ["a", "Muğla"], ["b", ""]], merged=["B2:B3"]))
    assert rows_of(source) == [["a", "Muğla"], ["b", ""]]


def test_a_header_alone_is_no_row(opened: Opener) -> None:
    assert rows_of(opened(xlsx([["Ad", "Şehir"]]))) == []


def test_a_sheet_without_names_is_refused_and_read_when_told(opened: Opener) -> None:
    content = xlsx([[1, date(2026, 1, 2)], [2, date(2026, 1, 3)]])
    with pytest.raises(
        Refused, match=r'file\.csv line 1 should hold the names of the columns, and holds "1"'
    ):
        opened(content)
    source = opened(content, header=0)
    assert source.header == ("A", "B")
    assert rows_of(source) == [["1", "2026-01-02"], ["2", "2026-01-03"]]


def test_batches_are_as_small_as_asked_and_passes_as_many_as_wanted(opened: Opener) -> None:
    source = opened(xlsx([["Ad"], *([f"n{at}"] for at in range(12))]))
    assert [len(batch.rows) for batch in source.batches(5)] == [5, 5, 2]
    assert rows_of(source) == rows_of(source)
    assert source.progress() == 1.0


def test_the_report_says_what_was_read(opened: Opener) -> None:
    content = xlsx([["Ad"], ["a"]])
    report = opened(content).report
    assert (report.kind, report.size, len(report.sha256)) == ("xlsx", len(content), 64)
    assert report.sentences() == [
        "file.csv: read as a workbook (XLSX)",
        'file.csv: sheet "Sayfa1", the first visible one with rows',
    ]


# Sheets

SHEETS = {"Kapak": [["Örnek A.Ş."]], "Gizli": [["x"], ["y"]], "Liste": [["Ad"], ["a"]], "2": [["İl"], ["b"]]}


def test_the_first_visible_sheet_with_rows_is_read_and_the_others_are_named(opened: Opener) -> None:
    source = opened(xlsx(SHEETS, hidden=["Gizli"]))
    assert rows_of(source) == [["a"]]
    assert source.report.delimiter_reason == (
        'sheet "Liste", the first visible one with rows; '
        'also there: "Kapak", "Gizli" (hidden), "2" (--sheet NAME)'
    )


@pytest.mark.parametrize(
    ("told", "rows"), [("Liste", [["a"]]), ("2", [["b"]]), ("3", [["a"]]), ("GİZLİ", [["y"]]), ("1", [])]
)
def test_a_sheet_is_told_by_name_or_number(opened: Opener, told: str, rows: Texts) -> None:
    assert rows_of(opened(xlsx(SHEETS, hidden=["Gizli"]), sheet=told)) == rows


@pytest.mark.parametrize("told", ["Yok", "9", "0", "-1", "99999999999999999999"])
def test_a_sheet_that_is_not_there_is_a_usage_error(opened: Opener, told: str) -> None:
    with pytest.raises(UsageError, match=f'has no sheet "{told}"') as error:
        opened(xlsx(SHEETS), sheet=told)
    assert error.value.hint == 'its sheets: "Kapak", "Gizli", "Liste", "2"'


def test_a_workbook_without_a_value_is_empty(opened: Opener) -> None:
    with pytest.raises(Refused, match="is empty: no visible sheet has a value"):
        opened(xlsx({"Boş": [], "Bu da": []}))
    with pytest.raises(Refused, match="is empty") as error:
        opened(xlsx({"Boş": [], "Gizli": [["a"], ["b"]]}, hidden=["Gizli"]))
    assert error.value.hint == "a hidden sheet is read when told: --sheet 'Gizli'"
    with pytest.raises(Refused, match="is empty"):
        opened(xlsx({"Boş": []}), sheet="1")


# Other formats


def test_an_old_workbook_is_read(opened: Opener) -> None:
    source = opened(xls({(0, 0): "Ad", (0, 1): "Tutar", (1, 0): "Şükrü", (1, 1): 12.5}))
    assert (source.report.kind, source.header) == ("xls", ("Ad", "Tutar"))
    assert rows_of(source) == [["Şükrü", "12.5"]]


def test_an_open_document_is_read(opened: Opener) -> None:
    rows = (
        ods_row("Ad", "Tutar", "Gün") + ods_row("Şükrü", 12.5, date(2026, 1, 2)) + ods_row("b", "", "#REF!")
    )
    source = opened(ods({"Sayfa": rows + ods_row("", repeated=1_000_000)}))
    assert source.report.kind == "ods"
    assert source.numbers == {1}
    assert rows_of(source) == [["Şükrü", "12.5", "2026-01-02"], ["b", "", ""]]


def test_standard_input_may_be_a_workbook() -> None:
    with open_source(io.BytesIO(xlsx([["Ad"], ["a"]]))) as source:
        assert rows_of(source) == [["a"]]


PACKAGES = [
    (
        package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}),
        "it looks like a Word document",
    ),
    (package({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}), r"a binary workbook \(XLSB\)"),
    (package({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "a presentation"),
    (package({"mimetype": "application/vnd.oasis.opendocument.text"}), "an OpenDocument text"),
    (package({"Index/Document.iwa": "x"}), "an Apple document"),
    (package({"a.csv": "a", "b.csv": "b"}), "it is a zip archive with a.csv, b.csv"),
    (package({f"{at}.csv": "a" for at in range(9)}), "with 0.csv, 1.csv, 2.csv and 6 more"),
    (ole({"WordDocument": b"x"}), "it looks like a Word document"),
    (ole({"Contents": b"x"}), "it looks like an old office document"),
]


@pytest.mark.parametrize(("content", "what"), PACKAGES)
def test_what_is_no_workbook_is_named(opened: Opener, content: bytes, what: str) -> None:
    with pytest.raises(Refused, match=rf"file\.csv is no workbook.*{what}"):
        opened(content)


@pytest.mark.parametrize(
    "content", [ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), xls({(0, 0): "Ad"}, locked=True)]
)
def test_a_workbook_behind_a_password_is_named(opened: Opener, content: bytes) -> None:
    with pytest.raises(Refused, match=r"file\.csv is protected by a password") as error:
        opened(content)
    assert "without the password" in (error.value.hint or "")


GOOD = xlsx([["Ad", "Şehir"], *([f"n{at}", "Muğla"] for at in range(50))])


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04junk", GOOD[:500], GOOD[:-100], b"\xd0\xcf\x11\xe0", xls({(0, 0): "Ad"})[:900]],
)
def test_a_damaged_workbook_is_named(opened: Opener, content: bytes) -> None:
    with pytest.raises(Refused, match=r"file\.csv is damaged: it begins as a workbook"):
        opened(content)


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_any_damage_is_a_refusal_or_the_same_rows(at: int, noise: bytes) -> None:
    content = GOOD[:at] + noise + GOOD[at + len(noise) :]
    with suppress(Refused), open_source(io.BytesIO(content)) as source:
        assert len(rows_of(source)) == 50


@settings(max_examples=60)
@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
def test_any_damage_to_an_old_workbook_is_rows_or_a_refusal(at: int, noise: bytes) -> None:
    whole = xls({(row, 0): f"Ad {row}" for row in range(20)})
    content = whole[:8] + (whole[8:at] + noise + whole[at + len(noise) :] if at > 8 else whole[8:])
    with suppress(Refused), open_source(io.BytesIO(content)) as source:
        assert all(isinstance(cell, str) for row in rows_of(source) for cell in row)


# Limits


def memory() -> float:
    """Return the largest resident set of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bomb() -> bytes:
    """Return a workbook of half a megabyte that unpacks to 200 MB of rows."""
    content = io.BytesIO()
    frame = sheet_xml("|").split("|")
    shell = zipfile.ZipFile(io.BytesIO(xlsx_of("")))
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in shell.infolist():
            if "sheet1" not in info.filename:
                archive.writestr(info.filename, shell.read(info))
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            member.write(frame[0].encode())
            for _ in range(800):
                member.write(b"<row><c><v>1</v></c></row>" * 10_000)
            member.write(frame[1].encode())
    return content.getvalue()


def test_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused(opened: Opener) -> None:
    content = bomb()
    assert len(content) < 1024 * 1024
    before = memory()
    with pytest.raises(Refused, match=r"file\.csv unpacks to 198 MB, 3?4?\d\d times its size"):
        opened(content)
    assert memory() - before < 20


def test_a_directory_that_lies_about_its_sizes_is_refused(opened: Opener) -> None:
    content = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    before = memory()
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(Refused, match="is damaged"):
        opened(bytes(content))
    assert memory() - before < 20


def test_a_package_larger_than_the_limit_is_refused(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_package, "UNPACKED_LIMIT", 2000)
    with pytest.raises(Refused, match="unpacks to 0 MB, the limit is 0"):
        opened(GOOD)


CORNERS = [
    (f'<row r="1048576">{cell_xml("XFD1048576", "x")}</row>', "column 16384, beyond 200 columns"),
    (
        f'<row r="1">{cell_xml("A1", "x")}</row><row r="9">{cell_xml("GR1048576", "x")}</row>',
        "spans 1,048,576 rows",
    ),
    ("<row r='1'><c\tr = 'A1'><v>1</v></c><c r='XFD9'><v>1</v></c></row>", "column 16384"),
    (
        "<row><c r='A1'><v>1</v></c></row><row r='1048576'>" + "<c><v>1</v></c>" * 200 + "</row>",
        "1,048,576 rows",
    ),
    (
        f'<row r="1">{cell_xml("A1", "x")}</row><row r="2">{cell_xml("A9999999", "x")}</row>',
        "more than 1,048,576",
    ),
]


@pytest.mark.parametrize(("data", "what"), CORNERS)
def test_a_cell_in_the_last_corner_costs_nothing(opened: Opener, data: str, what: str) -> None:
    before = memory()
    with pytest.raises(Refused, match=f'file.csv: sheet "Sayfa1" .*{what}'):
        opened(xlsx_of(sheet_xml(data)))
    assert memory() - before < 20


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (xls({(0, 0): "a", (65_535, 255): "b"}), "column 256"),
        (xls({(0, 0): "a", (65_535, 199): "b"}), "spans 65,536 rows and 200 columns"),
        (ods({"A": ods_row("a") + ods_row(*"abcdefghi", repeated=1_048_575)}), "more than 8,388,608 cells"),
        (
            ods({"A": ods_row("a").replace("cell ", 'cell table:number-columns-repeated="16384" ')}),
            "column 16384",
        ),
    ],
)
def test_corners_of_other_workbooks_cost_nothing_either(opened: Opener, content: bytes, what: str) -> None:
    with pytest.raises(Refused, match=what):
        opened(content)


def test_styled_cells_without_a_value_are_nothing(opened: Opener) -> None:
    data = f'<row r="1">{cell_xml("A1", "Ad")}<c r="XFD1" s="0"/><c r="XFC1" s="0"></c></row>'
    assert rows_of(opened(xlsx_of(sheet_xml(f'{data}<row r="2">{cell_xml("A2", "x")}</row>')))) == [["x"]]


def test_a_thousand_empty_rows_end_the_table_and_what_follows_is_told(opened: Opener) -> None:
    data = "".join(f'<row r="{at}">{cell_xml(f"A{at}", "x")}</row>' for at in (1, 2, 1002, 2003, 1_048_576))
    source = opened(xlsx_of(sheet_xml(data)))
    assert lines_of(source) == [2, 1002]
    note = "1,000 rows without a value end the table at line 1002"
    left_out = "what stands further down, to line 1,048,576, is left out"
    assert source.found.notes == (f"file.csv: {note}: {left_out}",)


def test_a_prefix_before_every_element_changes_nothing(opened: Opener) -> None:
    data = (
        '<x:row r="1"><x:c r="A1" t="str"><x:v>Ad</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>'
    )
    assert rows_of(opened(xlsx_of(sheet_xml(data, prefix="x")))) == [["1"]]


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_xml_with_a_doctype_is_refused(opened: Opener, member: str) -> None:
    evil = (
        '<?xml version="1.0"?><!-- <x> --><!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet>&lol;</worksheet>'
    )
    content = xlsx_of(sheet_xml(""), **{member: evil})
    with pytest.raises(Refused, match=rf"file\.csv: {member} holds a DOCTYPE"):
        opened(content)
    with pytest.raises(Refused, match=r"content\.xml holds a DOCTYPE"):
        opened(ods({"A": ods_row("a")}, head='<!DOCTYPE x [<!ENTITY y "z">]>'))


HUGE = 9_007_199_254_740_992


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", "XL/SHAREDSTRINGS.XML"])
@pytest.mark.parametrize(
    "strings",
    [
        f'<sst uniqueCount="{HUGE}">',
        f'<sst count="1" uniqueCount = "000{HUGE}">',
        f"<worksheet><sst uniqueCount='{HUGE}'>",
        f'<sst {" " * (CHUNK - 12)}uniqueCount="{HUGE}">',
        f'<sst uniqueCount{" " * 1000}="{HUGE}">',
        f'<sst uniqueCount={" " * 1000}"{HUGE}">',
        f'<sst uniqueCount="{"0" * 1000}{HUGE}">',
    ],
)
def test_a_workbook_that_promises_more_texts_than_it_holds_does_not_end_the_process(
    opened: Opener, member: str, strings: str
) -> None:
    content = xlsx_of(sheet_xml(f'<row r="1">{cell_xml("A1", "a")}</row>'), **{member: strings + "</sst>"})
    with pytest.raises(Refused, match="is damaged"):
        opened(content)


def test_a_workbook_may_promise_as_many_texts_as_it_holds(opened: Opener) -> None:
    strings = f'<sst uniqueCount="300">{"<si/>" * 299}<si><t>son</t></si></sst>'
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>299</v></c></row>' for at in (1, 2))
    assert rows_of(opened(xlsx_of(sheet_xml(rows), **{"xl/sharedStrings.xml": strings}))) == [["son"]]


def test_xml_in_an_encoding_that_is_none_is_damage(opened: Opener) -> None:
    content = xlsx_of(
        sheet_xml("<row/>"), **{"xl/workbook.xml": '<?xml version="1.0" encoding="UTF-9"?><x/>'}
    )
    with pytest.raises(Refused, match=r"is (damaged|empty)"):
        opened(content)


def test_a_sheet_that_hides_from_the_check_is_refused(opened: Opener) -> None:
    data = f'<row r="1">{cell_xml("A1", "a")}</row><row r="1048576">{cell_xml("GR1048576", "x")}</row>'
    with pytest.raises(Refused, match="is damaged"):
        opened(xlsx_of("x" + sheet_xml(data)))


def test_a_cell_too_large_is_refused_with_its_line(opened: Opener) -> None:
    data = f'<row r="1">{cell_xml("A1", "Ad")}</row><row r="2">{cell_xml("A2", "x" * 1024 * 1024)}</row>'
    with pytest.raises(Refused, match=r"file\.csv line 2: a cell of more than 65,536 characters"):
        opened(xlsx_of(sheet_xml(data)))


def test_rows_are_kept_on_disk_and_not_in_memory(opened: Opener) -> None:
    import tracemalloc

    source = opened(xlsx([["Ad", "Şehir"], *([f"n{at}", "Muğla"] for at in range(30_000))]))
    tracemalloc.start()
    count = sum(len(batch.rows) for batch in source.batches())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 30_000
    assert peak < 8 * 1024 * 1024


def test_a_closed_source_lets_its_rows_go(opened: Opener) -> None:
    source: Source = opened(GOOD)
    source.close()
    with pytest.raises(ValueError, match="closed file"):
        rows_of(source)


@pytest.mark.parametrize("where", ["names", "book", "small", "table"])
def test_a_chain_that_runs_in_a_circle_is_damage(opened: Opener, where: str) -> None:
    content = bytearray(xls({(row, 0): f"Ad {row}" for row in range(400)}))
    allocation, names = 512, 1024
    if where == "names":
        struct.pack_into("<I", content, allocation + 4 * 1, 1)
    elif where == "book":
        struct.pack_into("<I", content, allocation + 4 * 21, 2)
    elif where == "small":  # a small stream beside the book, in sectors that follow one another for ever
        size, (first,) = len(content) // 512 - 1, struct.unpack_from("<I", content, names + 128 + 116)
        struct.pack_into("<I", content, 60, size)
        struct.pack_into("<I", content, allocation + 4 * size, 0xFFFFFFFE)
        struct.pack_into("<III", content, names + 128 + 116, first, len(content), 0)
        content[names + 256 : names + 384] = content[names + 128 : names + 256]
        struct.pack_into("<II", content, names + 256 + 116, 0, 64)
        content += struct.pack("<I", 0) + b"\xff" * 508
    else:
        size = len(content) // 512 - 1
        content += struct.pack("<128I", *[0] * 127, size)
        struct.pack_into("<II", content, 68, size, 1)
    with pytest.raises(Refused, match="is damaged"):
        opened(bytes(content))


@pytest.mark.parametrize(
    "which", ["two sheets of a name", "a member twice", "two members but for their case"]
)
def test_no_second_sheet_of_a_name_hides_how_far_the_first_one_reaches(opened: Opener, which: str) -> None:
    far = sheet_xml(f'<row r="1048576">{cell_xml("XFD1048576", "x")}</row>')
    near = sheet_xml(f'<row r="1">{cell_xml("A1", "Ad")}</row>')
    if which == "two sheets of a name":
        book = zipfile.ZipFile(io.BytesIO(xlsx_of(far)))
        names = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
        first, relations = (book.read(name).decode() for name in names)
        sheet = '<sheet name="Sayfa1" sheetId="1" r:id="rId1"/>'
        first = first.replace(sheet, sheet + sheet.replace("1", "2").replace("Sayfa2", "Sayfa1"))
        end = relations[relations.index("<Relationship ") : relations.rindex("</")]
        relations = relations.replace(end, end + end.replace("rId1", "rId2").replace("sheet1", "sheet2"))
        parts = {names[0]: first, names[1]: relations, "xl/worksheets/sheet2.xml": near}
        content = xlsx_of(far, **parts)
    elif which == "a member twice":
        whole = io.BytesIO(xlsx_of(far))
        with zipfile.ZipFile(whole, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/worksheets/sheet1.xml", near)
        content = whole.getvalue()
    else:
        content = xlsx_of(far, **{"xl/worksheets/Sheet1.xml": near})
    with pytest.raises(Refused, match="beyond 200 columns"):
        opened(content)


@pytest.mark.parametrize("large", [False, True])
def test_a_zip_whose_directory_fills_the_memory_is_not_opened(opened: Opener, *, large: bool) -> None:
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, *[0] * 4, 0, 0) + b"a"
    directory = entry * 200_000
    start, size = 30, 0xFFFFFFFF if large else len(directory)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, size, start, 0)
    if large:
        whole = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(directory), start)
        end = whole + struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(directory), 1) + end
    with pytest.raises(Refused, match="is damaged"):
        opened(b"PK\x03\x04" + bytes(26) + directory + end)


def test_what_the_reader_says_of_its_own_failure_is_not_heard(
    opened: Opener, capfd: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(xls({(row, 0): f"Ad {row}" for row in range(20)}))
    book = content.index(struct.pack("<HH", 0x0085, 6 + 8))
    struct.pack_into("<I", content, book + 4, 12_842)  # where the sheet begins: far behind the end
    with pytest.raises(Refused, match="is damaged"):
        opened(bytes(content))
    assert capfd.readouterr().err == ""
