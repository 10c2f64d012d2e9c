"""Encodings, limits and what is no table: decided before a row is read."""

import codecs
import io
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.exchange import raw
from crmcli.domain.exchange import source as source_module
from crmcli.domain.exchange.source import SourceOptions, open_source
from crmcli.errors import NotFound, Refused, UsageError
from tests.domain.exchange.conftest import Opener, lines_of, rows_of

TURKISH = "ad;şehir\nŞükrü Işık;İzmir\nÇağla Öğüt;Muğla\n"


def test_utf8_is_read_as_utf8(opened: Opener) -> None:
    source = opened(TURKISH)
    assert source.report.encoding == "UTF-8"
    assert rows_of(source)[0] == ["Şükrü Işık", "İzmir"]


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_mark_decides_and_is_no_part_of_the_first_header(opened: Opener, mark: bytes, codec: str) -> None:
    source = opened(mark + TURKISH.encode(codec))
    assert source.header == ("ad", "şehir")
    assert rows_of(source)[1] == ["Çağla Öğüt", "Muğla"]
    assert "begins with that mark" in source.report.encoding_reason


@pytest.mark.parametrize(("told", "codec"), [("utf-8", "utf-8-sig"), ("utf-16-le", "utf-16")])
def test_a_mark_is_left_out_also_when_the_encoding_is_told(opened: Opener, told: str, codec: str) -> None:
    assert opened(TURKISH.encode(codec), encoding=told).header[0] == "ad"


def test_turkish_windows_text_is_never_mojibake(opened: Opener) -> None:
    source = opened(TURKISH.encode("cp1254"))
    assert source.report.encoding == "Windows-1254"
    assert "byte 0xFE in line 1 is not UTF-8" in source.report.encoding_reason
    assert rows_of(source) == [["Şükrü Işık", "İzmir"], ["Çağla Öğüt", "Muğla"]]


def test_the_last_line_of_a_long_file_decides_the_encoding(opened: Opener) -> None:
    ascii_lines = "name,city\n" + "Smith,London\n" * 200_000
    source = opened(ascii_lines.encode() + "Şükrü,Muğla\n".encode("cp1254"))
    assert "line 200002" in source.report.encoding_reason
    assert rows_of(source)[-1] == ["Şükrü", "Muğla"]


def test_a_damaged_utf8_file_is_refused_instead_of_read_as_a_code_page(opened: Opener) -> None:
    with pytest.raises(Refused, match=r"file.csv line 4 is not valid UTF-8 \(byte 0xFF\), though most"):
        opened(TURKISH.encode() + b"bad\xff;x\n")


def test_a_utf8_file_cut_in_the_middle_of_a_letter_is_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match="line 3 is not valid UTF-8"):
        opened(TURKISH.encode()[: TURKISH.encode().rindex("ğ".encode()) + 1])


def test_bytes_that_no_known_encoding_has_are_refused_with_both_lines(opened: Opener) -> None:
    with pytest.raises(Refused, match=r"neither UTF-8 \(line 2\) nor Windows-1254 \(line 3\)") as refusal:
        opened(b"name\n\xfe\n\x81\n")
    assert refusal.value.hint is not None
    assert "--encoding" in refusal.value.hint


def test_a_told_encoding_is_kept_to(opened: Opener) -> None:
    assert rows_of(opened(b"name\n\xde\xfc\n", encoding="iso8859-9")) == [["Şü"]]
    with pytest.raises(Refused, match="line 2 is not valid utf-8"):
        opened(b"name\n\xde\xfc\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13"])
def test_an_encoding_that_is_none_is_a_usage_error(opened: Opener, name: str) -> None:
    with pytest.raises(UsageError, match=f'no encoding is called "{name}"'):
        opened("a\n", encoding=name)


@given(st.lists(st.text(alphabet="abcçğıöşüİĞ ", min_size=1), min_size=1))
def test_every_turkish_text_comes_through_both_encodings(words: list[str]) -> None:
    text = "baslik\n" + "".join(f'"{word}"\n' for word in words)
    for codec in ("utf-8", "cp1254"):
        with open_source(io.BytesIO(text.encode(codec))) as source:
            assert rows_of(source) == [[word] for word in words if word.strip()]


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "a calendar file"),
        (b"\xef\xbb\xbf\n <!DOCTYPE HTML>", "a web page"),
        (b"<TABLE><tr><td>Ad</td></tr></TABLE>", "a web page"),
    ],
)
def test_other_formats_are_named(opened: Opener, start: bytes, what: str) -> None:
    with pytest.raises(Refused, match=f"file.csv is not a CSV file: it looks like {what}"):
        opened(start)


def test_a_spreadsheet_of_2003_is_named(opened: Opener) -> None:
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    with pytest.raises(Refused, match="is an XML spreadsheet, as Excel 2003 wrote them") as refusal:
        opened(head)
    assert "save it as XLSX" in (refusal.value.hint or "")


TWINS = [
    pytest.param("utf-8", None, id="utf-8"),
    pytest.param("utf-8-sig", None, id="utf-8 with a mark"),
    pytest.param("cp1254", None, id="cp1254"),
    pytest.param("iso8859-9", None, id="iso-8859-9"),
    pytest.param("iso8859-9", "iso-8859-9", id="iso-8859-9 told"),
    pytest.param("utf-16", None, id="utf-16 of this machine"),
    pytest.param("utf-16-le", "utf-16-le", id="utf-16-le told"),
    pytest.param("utf-16-be", "utf-16-be", id="utf-16-be told"),
    pytest.param("utf-32", None, id="utf-32"),
]
TWIN = (
    "Ünvan;İl;İlçe;Tutar;Not\r\n"
    "ŞÜKRÜ IŞIK İNŞAAT A.Ş.;İstanbul;Üsküdar;1.234,56;ğĞüÜşŞıIİiöÖçÇ âîû\r\n"
    'Çağla Öğüt;Muğla;Datça;99,90;"iki\r\nsatır; ""tırnak"""\r\n'
    "'05321234567;;;;'=1+1\r\n"
)


@pytest.mark.parametrize(("codec", "told"), TWINS)
def test_one_turkish_file_gives_the_same_rows_in_every_encoding(
    opened: Opener, codec: str, told: str | None
) -> None:
    source = opened(TWIN.encode(codec), **({"encoding": told} if told else {}))
    plain = opened(TWIN, name="plain.csv")
    assert source.header == plain.header == ("Ünvan", "İl", "İlçe", "Tutar", "Not")
    assert rows_of(source) == rows_of(plain)
    assert lines_of(source) == lines_of(plain) == [2, 3, 5]
    assert rows_of(source)[2] == ["05321234567", "", "", "", "=1+1"]


def test_utf16_of_the_other_byte_order_gives_the_same_rows(opened: Opener) -> None:
    swapped = codecs.BOM_UTF16_BE + TWIN.encode("utf-16-be")
    assert rows_of(opened(swapped)) == rows_of(opened(TWIN, name="plain.csv"))


def test_nul_bytes_are_refused(opened: Opener) -> None:
    with pytest.raises(Refused, match="holds NUL bytes"):
        opened(b"name\nA\0B\n")


def test_utf16_without_a_mark_is_read_when_told(opened: Opener) -> None:
    with pytest.raises(Refused, match="NUL") as refusal:
        opened("name\nŞükrü\n".encode("utf-16-le"))
    assert "--encoding utf-16-le" in (refusal.value.hint or "")
    assert rows_of(opened("name\nŞükrü\n".encode("utf-16-le"), encoding="utf-16-le")) == [["Şükrü"]]


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no file"):
        open_source(tmp_path / "none.csv")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="can't be read"):
        open_source(tmp_path)


@pytest.mark.parametrize("content", ["", "\n\n", "  \n"])
def test_a_file_without_a_header_is_refused(opened: Opener, content: str) -> None:
    with pytest.raises(Refused, match=r"file.csv is empty: it has no header line"):
        opened(content)


def test_a_file_above_the_limit_is_refused_before_it_is_read(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw, "FILE_LIMIT", 1024 * 1024)
    with pytest.raises(Refused, match=r"file\.csv is larger than 1 MB"):
        opened("a\n" + "x" * 1024 * 1024)


def test_an_endless_stream_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"a,b\n" * (size // 4)

    monkeypatch.setattr(raw, "FILE_LIMIT", 8 * 1024 * 1024)
    with pytest.raises(Refused, match="standard input is larger than 8 MB"):
        open_source(Endless())  # type: ignore[arg-type]


def test_a_device_of_zeros_is_refused_at_its_first_bytes() -> None:
    with pytest.raises(Refused, match="NUL"):
        open_source(Path("/dev/zero"))


def test_a_named_pipe_is_read_as_often_as_needed(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("name,city\nA,B\n",))
    writer.start()
    with open_source(pipe) as source:
        writer.join()
        assert rows_of(source) == rows_of(source) == [["A", "B"]]


def test_a_stream_is_called_standard_input() -> None:
    with open_source(io.BytesIO(b"name\nA\n")) as source:
        assert source.report.name == "standard input"


def test_a_file_that_grows_while_it_is_read_is_refused_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("name\nA\n")
    with open_source(path) as source:
        batches = source.batches()
        assert next(batches).rows == [["A"]]
        with path.open("a") as file:
            file.write("B\n")
        with pytest.raises(Refused, match=r"log\.csv changed while it was being read"):
            next(batches)


def test_too_many_rows_are_refused(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "ROW_LIMIT", 3)
    with pytest.raises(Refused, match="has more than 3 rows"):
        rows_of(opened("name\nA\nB\nC\nD\n"))


def test_the_report_knows_the_bytes(opened: Opener) -> None:
    import hashlib

    source = opened("name\nA\n")
    assert source.report.size == 7
    assert source.report.sha256 == hashlib.sha256(b"name\nA\n").hexdigest()
    assert source.report.sentences()[0] == "file.csv: read as UTF-8: all of it is valid"


def test_progress_ends_at_one(opened: Opener) -> None:
    source = opened("name\n" + "A\n" * 300_000)
    seen = [source.progress() for _ in source.batches()]
    assert seen == sorted(seen)
    assert seen[0] < seen[-1] <= 1.0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("a,b\n1,2\n", "csv"),
        ("a\tb\n1\t2\n", "tsv"),
        ('[{"a": 1}]', "json"),
        ('{"a": 1}\n{"a": 2}\n', "jsonl"),
        ("[Name],[City]\nA,B\n", "csv"),
        ("{braces},x\n1,2\n", "csv"),
    ],
)
def test_the_kind_is_what_the_content_says(opened: Opener, content: str, kind: str) -> None:
    assert opened(content, name="misleading.txt").report.kind == kind


def test_options_default_to_nothing_told() -> None:
    assert SourceOptions() == (None, None, None, None, None, ())


def test_memory_does_not_grow_with_the_file(opened: Opener) -> None:
    import tracemalloc

    source = opened("name,email,city\n" + "".join(f"N{i},u{i}@x.org,İzmir\n" for i in range(100_000)))
    tracemalloc.start()
    count = sum(len(batch.rows) for batch in source.batches())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert peak < 8 * 1024 * 1024


PIECES = st.sampled_from(
    [
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\t",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b'"a"',
        b"1",
        b"\xc5\x9f",
        b"\xfe",
        b"e9",
        b" ",
    ]
)


@given(st.lists(PIECES, max_size=40).map(b"".join) | st.binary(max_size=60))
def test_any_bytes_are_rows_or_a_refusal(content: bytes) -> None:
    with suppress(Refused), open_source(io.BytesIO(content)) as source:
        assert all(isinstance(cell, str) for row in rows_of(source) for cell in row)
        assert source.header


@pytest.mark.parametrize(
    "first",
    ["<ad>", "BEGIN:VCARD", "BEGIN:VCALENDAR kodu", "From", "From 2024", "%PDF indirimi", "GIF8 kodu", "BZh"],
)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_a_table_however_its_first_cell_begins(opened: Opener, first: str, mark: str) -> None:
    source = opened(f"{first}{mark}şehir\nŞükrü{mark}İzmir\n<b>x</b>{mark}BEGIN:VCARD\n")
    assert source.report.kind in ("csv", "tsv")
    assert source.header == (first, "şehir")
    assert rows_of(source) == [["Şükrü", "İzmir"], ["<b>x</b>", "BEGIN:VCARD"]]


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n", " \r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_card_is_a_card_whatever_stands_before_it(opened: Opener, before: str, codec: str) -> None:
    card = "begin:vcard\r\nversion:3.0\r\nfn:Şükrü\r\nn:;Şükrü\r\nend:vcard\r\n"
    assert opened((before + card).encode(codec)).report.kind == "vcard"
