"""XML that would harm or never end: one line, in bounded memory, and nothing taken from elsewhere."""

import tracemalloc
from pathlib import Path

import pytest

from crmcli.domain.exchange import xml_safe
from crmcli.domain.exchange.source import SourceOptions, open_source
from crmcli.domain.exchange.xml_safe import DEPTH_LIMIT, ELEMENT_LIMIT, PIECE_LIMIT, TEXT_LIMIT
from crmcli.errors import Refused, UsageError
from tests.domain.exchange.conftest import Opener
from tests.domain.exchange.test_ubl import US, invoice, invoice_line, records, unfit

MB = 1024 * 1024
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))


def refused(opened: Opener, content: str | bytes, **options: object) -> Refused:
    """Return why a file is refused."""
    with pytest.raises(Refused) as caught:
        opened(content, "a.xml", **options)
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    "declared",
    [
        "<!DOCTYPE Invoice>",
        '<!DOCTYPE Invoice SYSTEM "http://example.com/x.dtd">',
        '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE Invoice [<!ENTITY l0 "lol">{LAUGHS}]>',
    ],
    ids=["bare", "remote", "external", "laughs"],
)
def test_a_doctype_is_refused_by_its_name(opened: Opener, declared: str) -> None:
    error = refused(opened, declared + invoice().replace("Kalem", "&l9;"))
    assert error.message == (
        'a.xml has a DOCTYPE ("Invoice"): such XML is not read, since it can name other files and grow '
        "without bound"
    )
    assert error.hint == "no e-invoice has one: ask for the file as it was sent"


def test_an_entity_that_nobody_declared_is_refused(opened: Opener) -> None:
    error = refused(opened, invoice().replace("Kalem", "&kalem;"))
    assert "is not well-formed XML: undefined entity" in error.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (invoice()[:-10], "is not well-formed XML"),
        (invoice().replace("</cac:Party>", "", 1), "is not well-formed XML: mismatched tag"),
        (invoice() + "<more/>", "is not well-formed XML: junk after document element"),
        (invoice().replace("xmlns:cac", "xmlns:dac"), "is not well-formed XML: unbound prefix"),
        (invoice().replace("Kalem", "Kal\x01em"), "is not well-formed XML: not well-formed (invalid token)"),
        ('<?xml version="1.0" encoding="klingon"?>' + invoice(), 'its encoding "klingon" can\'t be read'),
        ('<?xml version="1.0" encoding="shift_jis"?>' + invoice(), 'its encoding "shift_jis" can\'t be read'),
        ("<", "is not well-formed XML: unclosed token"),
    ],
    ids=["cut", "tag", "junk", "prefix", "control", "klingon", "sjis", "one byte"],
)
def test_what_is_not_well_formed_is_said_with_its_line(opened: Opener, content: str, message: str) -> None:
    assert message in refused(opened, content).message


def test_an_encoding_that_there_is_not_is_a_wrong_option(opened: Opener) -> None:
    with pytest.raises(UsageError, match='no encoding is called "klingon"'):
        opened(invoice(), "a.xml", encoding="klingon")


def test_elements_may_not_be_nested_without_end(opened: Opener) -> None:
    deep = "<x>" * 100 + "</x>" * 100
    assert (
        f"elements are nested deeper than {DEPTH_LIMIT} levels" in refused(opened, invoice(more=deep)).message
    )


def test_a_million_elements_are_refused(opened: Opener) -> None:
    many = "<x>" + "<y/>" * 1_000_000 + "</x>"
    assert (
        f"more than {ELEMENT_LIMIT:,} elements in one document" in refused(opened, invoice(more=many)).message
    )


def test_a_million_elements_in_what_is_no_invoice_are_not_even_read(opened: Opener) -> None:
    source = opened("<x>" + "<y/>" * 1_000_000 + "</x>", "a.xml")
    assert unfit(source) == "it is XML that begins with <x>, no UBL invoice"


def test_one_party_may_not_be_endless(opened: Opener) -> None:
    names = "<cac:PartyName/>" * (PIECE_LIMIT + 1)
    text = invoice(customer=f"<cac:Party>{names}</cac:Party>")
    assert (
        f"more than {PIECE_LIMIT:,} elements in one AccountingCustomerParty" in refused(opened, text).message
    )


def test_a_text_of_a_megabyte_is_refused_where_it_would_be_kept(opened: Opener) -> None:
    error = refused(opened, invoice(lines=invoice_line(item=f"<cbc:Name>{'x' * MB}</cbc:Name>")))
    assert error.message.endswith(f": Name has more than {TEXT_LIMIT:,} characters")


def test_many_long_texts_are_refused_together(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_safe, "KEPT_LIMIT", MB)
    notes = f"<cbc:Note>{'x' * 60_000}</cbc:Note>" * 20
    assert "more than 1 million characters of text" in refused(opened, invoice(more=notes)).message


@pytest.mark.parametrize(
    "long",
    [f"<!-- {'x' * 3 * MB} -->", f"<?x {'x' * 3 * MB}?>", f'<x y="{"x" * 3 * MB}"/>'],
    ids=["comment", "instruction", "attribute"],
)
def test_what_the_parser_must_hold_whole_may_not_be_long(opened: Opener, long: str) -> None:
    assert "one tag or comment is longer than 1 MB" in refused(opened, invoice(more=long)).message


def test_attached_files_are_passed_over_however_large(opened: Opener) -> None:
    attached = f"""<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>
    <cbc:EmbeddedDocumentBinaryObject>{"QUJD" * MB}</cbc:EmbeddedDocumentBinaryObject>
    </cac:Attachment></cac:AdditionalDocumentReference>"""
    source = opened(invoice(more=attached), "a.xml", own=(US,))
    assert records(source, "order")[0]["number"] == "ABC2026000000001"


def test_memory_stays_bounded_whatever_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    head, tail = invoice(more="\x02").split("\x02")
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for _ in range(60):
            file.write(f"<cac:Signature>{'<x>y</x>' * 1000}{'z' * MB}</cac:Signature>")
        file.write(tail)
    assert path.stat().st_size > 60 * MB
    tracemalloc.start()
    try:
        with open_source(path, SourceOptions(own=(US,))) as source:
            assert records(source, "order")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 * MB
