"""Zips of e-invoices: every XML file in them, within limits, a bad one beside the good ones."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from crmcli.domain.exchange import ubl_collect, ubl_zip
from crmcli.domain.exchange.raw import open_raw
from crmcli.domain.exchange.source import Source, SourceOptions
from crmcli.domain.exchange.ubl import open_ubl
from crmcli.domain.exchange.ubl_zip import ubl_members
from crmcli.errors import Refused
from tests.domain.exchange.test_ubl import THEM, US, invoice, records

SECOND = invoice(number="<cbc:ID>ABC2026000000002</cbc:ID>")


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def opened(folder: Path, content: bytes, own: tuple[str, ...] = (US,)) -> Source:
    """Open a zip as e-invoices; the caller closes it."""
    path = folder / "faturalar.zip"
    path.write_bytes(content)
    raw = open_raw(path, binary=True)
    try:
        return open_ubl(raw, SourceOptions(own=own))
    except BaseException:
        raw.close()
        raise


def reasons(folder: Path, content: bytes, own: tuple[str, ...] = (US,)) -> list[str]:
    """Return why nothing in a zip is a sale of ours."""
    with opened(folder, content, own) as source:
        assert source.nouns == ()
        return [reject.reason for reject in source.found.rejects]


def test_every_invoice_in_a_zip_is_an_order(tmp_path: Path) -> None:
    invoices = {"1.xml": invoice().encode(), "2.XML": SECOND.encode()}
    with opened(tmp_path, zipped({**invoices, "1.pdf": b"%PDF", "__MACOSX/._1.xml": b"\0"})) as source:
        assert [order["number"] for order in records(source, "order")] == [
            "ABC2026000000001",
            "ABC2026000000002",
        ]
        assert source.found.rejects == ()


def test_a_bad_file_is_named_and_spoils_no_other(tmp_path: Path) -> None:
    despatch = '<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"/>'
    files = {"1.xml": invoice(), "2.xml": "<broken", "3.xml": despatch, "4.xml": "<!DOCTYPE x><x/>"}
    with opened(tmp_path, zipped(files)) as source:
        assert len(records(source, "order")) == 1
        found = [reject.reason for reject in source.found.rejects]
    assert found[0].startswith("2.xml line 1 is not well-formed XML")
    assert found[1] == "3.xml: it is a despatch advice (irsaliye), no invoice"
    assert found[2].startswith('4.xml has a DOCTYPE ("x")')


def test_a_zip_without_a_sale_of_ours_has_a_reason_for_each(tmp_path: Path) -> None:
    assert reasons(tmp_path, zipped({"1.xml": invoice(), "2.xml": SECOND}), own=(THEM,)) == [
        "1.xml: ABC2026000000001 is an invoice to us from Biz A.Ş.: purchases are not kept",
        "2.xml: ABC2026000000002 is an invoice to us from Biz A.Ş.: purchases are not kept",
    ]


def test_what_would_unpack_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ubl_zip, "UNPACKED_LIMIT", 1024 * 1024)
    bomb = zipped({"1.xml": invoice(more=" " * 2 * 1024 * 1024)})
    assert len(bomb) < 20_000
    with pytest.raises(Refused, match=r"faturalar\.zip holds more than 10,000 files or 1 MB of XML"):
        opened(tmp_path, bomb)


def test_a_zip_whose_directory_lies_gives_no_more_than_it_says(tmp_path: Path) -> None:
    text = invoice(more=" " * 2 * 1024 * 1024)
    bomb = zipped({"1.xml": text})
    size = len(text.encode()).to_bytes(4, "little")
    assert bomb.count(size) == 2
    lying = bomb.replace(size, (1000).to_bytes(4, "little"))
    assert reasons(tmp_path, lying) == ["1.xml is damaged in the zip"]


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    whole = zipped({"1.xml": invoice()})
    with pytest.raises(Refused, match=r"faturalar\.zip is a damaged zip"):
        opened(tmp_path, whole[:-30])
    assert reasons(tmp_path, whole.replace(whole[60:80], b"\0" * 20)) == ["1.xml is damaged in the zip"]


def test_a_locked_file_is_named(tmp_path: Path) -> None:
    whole = bytearray(zipped({"1.xml": invoice()}))
    for place, mark in ((6, b"PK\x03\x04"), (8, b"PK\x01\x02")):
        whole[bytes(whole).index(mark) + place] |= 1
    assert reasons(tmp_path, bytes(whole)) == ["1.xml is locked with a password"]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (zipped({"a/1.xml": invoice(), "1.html": "x"}), ["a/1.xml"]),
        (zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), []),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}), []),
        (zipped({"a.csv": "x"}), []),
        (b"PK\x03\x04 no zip", []),
    ],
    ids=["invoices", "xlsx", "ods", "other", "none"],
)
def test_a_zip_of_invoices_is_known_from_a_workbook(tmp_path: Path, content: bytes, names: list[str]) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    raw = open_raw(path, binary=True)
    assert ubl_members(raw) == names
    raw.close()


def test_a_member_whose_place_lies_before_the_file_is_damage(tmp_path: Path) -> None:
    content = bytearray(zipped({"1.xml": invoice().encode(), "2.xml": SECOND.encode()}))
    entry = content.index(b"PK\x01\x02")
    del content[entry - 8 : entry]  # so all places count from eight bytes before the file
    assert reasons(tmp_path, bytes(content)) == [f"{number}.xml is damaged in the zip" for number in (1, 2)]


@pytest.mark.parametrize("limit", ["LINES_LIMIT", "SIZE_LIMIT"])
def test_too_much_in_all_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(ubl_collect, limit, 1)
    content = zipped({"1.xml": invoice().encode(), "2.xml": SECOND.encode()})
    with pytest.raises(Refused, match=r"faturalar\.zip has .*more than"):
        opened(tmp_path, content)
