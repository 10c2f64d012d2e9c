"""Cards written as vCard text and read back."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.domain.exchange.raw import open_raw
from crmcli.domain.exchange.vcard_cards import Broken, Card, read_cards
from crmcli.domain.exchange.vcard_lines import pieces, unfolded
from crmcli.domain.exchange.vcard_values import Address, CardRow, card_row
from crmcli.domain.exchange.vcard_writer import VERSIONS, WIDTH, parted_name, vcard_text
from crmcli.errors import UsageError

AYSE = CardRow(
    name="Ayşe Yılmaz",
    first_name="Ayşe",
    last_name="Yılmaz",
    org="Örnek Ltd. Şti.",
    title="Müdür; satış, ihracat",
    phones=("+905321234567", "0212 123 45 67"),
    emails=("ayse@ornek.com.tr",),
    addresses=(
        Address("work", "Bağdat Cad. No: 5, D:3", "İstanbul", "Kadıköy", "", "34710", "Türkiye"),
        Address("billing", "PK 1", "Ankara", "", "", "", "Türkiye"),
    ),
    birth_date="1980-03-22",
    note="First line\nsecond, line; with \\ all of it",
    tags=("VIP", "fair, 2026"),
    uid="P-4",
    url="https://ornek.com.tr/a,b;c",
)


def read(text: str) -> list[Card | Broken]:
    """Return the cards of a text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.vcf"
        path.write_bytes(text.encode())
        raw = open_raw(path, binary=False)
        try:
            return list(read_cards(unfolded(pieces(raw, "")), "a.vcf", told=False))
        finally:
            raw.close()


def back(card: CardRow, version: str) -> CardRow:
    """Return a card after a way through text."""
    (found,) = read(vcard_text(card, version))
    assert isinstance(found, Card)
    assert found.version == version
    return card_row(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_card_comes_back_as_it_was(version: str) -> None:
    assert back(AYSE, version) == AYSE


def test_the_text_of_a_card_is_what_other_programs_expect() -> None:
    assert vcard_text(AYSE).split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Ayşe Yılmaz",
        "N:Yılmaz;Ayşe;;;",
        "ORG:Örnek Ltd. Şti.",
        "TITLE:Müdür\\; satış\\, ihracat",
        "TEL;TYPE=PREF:+905321234567",
        "TEL:0212 123 45 67",
        "EMAIL;TYPE=PREF:ayse@ornek.com.tr",
        "ADR;TYPE=WORK;TYPE=PREF;X-EXTENDED=district:;Kadıköy;Bağdat Cad. No: 5\\,",
        "  D:3;İstanbul;;34710;Türkiye",
        "addr2.ADR:;;PK 1;Ankara;;;Türkiye",
        "addr2.X-ABLabel:billing",
        "BDAY:1980-03-22",
        "URL:https://ornek.com.tr/a,b;c",
        "CATEGORIES:VIP,fair\\, 2026",
        "NOTE:First line\\nsecond\\, line\\; with \\\\ all of it",
        "UID:P-4",
        "END:VCARD",
        "",
    ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"])
def test_no_name_can_make_a_property_or_end_the_card(version: str, end: str) -> None:
    hostile = f"Eve{end}TEL:666{end}END:VCARD{end}BEGIN:VCARD"
    card = CardRow(name=hostile, first_name=hostile, tags=(hostile,), uid=hostile, url=hostile, note=hostile)
    text = vcard_text(card, version)
    assert sum(line.startswith(("TEL", "END", "BEGIN")) for line in text.splitlines()) == 2
    assert len(read(text)) == 1
    assert back(card, version).phones == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(version: str) -> None:
    card = CardRow(name="ş" * 500, note="€uro 🙂 " * 100)
    for line in vcard_text(card, version).encode().split(b"\r\n"):
        assert len(line) <= WIDTH
        line.decode("utf-8")


@pytest.mark.parametrize(
    ("version", "day", "line"),
    [
        ("3.0", "--04-16", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-16"),
        ("4.0", "--04-16", "BDAY:--0416"),
        ("4.0", "1980-03-22", "BDAY:19800322"),
        ("4.0", "about 1800", "BDAY;VALUE=text:about 1800"),
    ],
)
def test_a_birthday_keeps_what_is_known_of_it(version: str, day: str, line: str) -> None:
    card = CardRow(name="A B", first_name="A", last_name="B", birth_date=day)
    assert line in vcard_text(card, version).split("\r\n")
    assert back(card, version) == card


@pytest.mark.parametrize("version", VERSIONS)
def test_a_company_comes_back_as_a_company(version: str) -> None:
    firm = CardRow(name="Örnek A.Ş.", company=True, url="https://ornek.com.tr")
    assert back(firm, version) == firm
    assert "X-ABShowAs:COMPANY" in vcard_text(firm, version)


def test_a_name_in_one_piece_is_parted_for_phones() -> None:
    assert "N:Yılmaz;Ayşe Nur;;;" in vcard_text(CardRow(name="Ayşe Nur Yılmaz"))
    assert "N:Pelé;;;;" in vcard_text(CardRow(name="Pelé"))


def test_another_version_is_refused() -> None:
    with pytest.raises(UsageError, match=r'no vCard version "2\.1" to write'):
        vcard_text(AYSE, "2.1")


LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n"), max_size=60).map(
    str.strip
)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40).map(str.strip)
SOME = WORDS.filter(bool)
PHONES = SOME.filter(lambda text: text[:4].lower() != "tel:").map(lambda text: " ".join(text.split()))
EMAILS = SOME.map(lambda text: "".join(text.split())).filter(lambda text: text[:7].lower() != "mailto:")
KINDS = st.sampled_from(["", "work", "home", "billing", "delivery: second"])
ADDRESSES = st.builds(Address, KINDS, LINES, WORDS, WORDS, WORDS, WORDS, WORDS).filter(
    lambda a: any(a.place())
)
CARDS = st.builds(
    CardRow,
    name=LINES.filter(bool),
    first_name=WORDS,
    last_name=WORDS,
    org=WORDS,
    title=WORDS,
    role=WORDS,
    phones=st.lists(PHONES, max_size=4, unique=True).map(tuple),
    emails=st.lists(EMAILS, max_size=4, unique=True).map(tuple),
    addresses=st.lists(ADDRESSES, max_size=3, unique_by=Address.place).map(tuple),
    birth_date=st.dates().map(str).filter(lambda day: day[:4] != "1604") | st.just("--02-29") | st.just(""),
    note=LINES,
    tags=st.lists(SOME, max_size=4, unique=True).map(tuple),
    uid=WORDS,
    url=LINES,
)


@settings(max_examples=300, deadline=None)
@given(card=CARDS, version=st.sampled_from(VERSIONS))
def test_whatever_a_card_holds_comes_back(card: CardRow, version: str) -> None:
    last, first = parted_name(card)
    expected = replace(card, first_name=first.strip(), last_name=last.strip())
    found = back(card, version)
    if found.company:  # no person's name at all, and an organisation of the same name
        return
    assert found == expected
