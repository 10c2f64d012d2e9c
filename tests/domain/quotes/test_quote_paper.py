"""A quote on paper: in both languages, in three forms, with anything a person may have typed in it."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.quotes.adding import AddQuote, add_quote
from crmcli.domain.quotes.as_html import as_html
from crmcli.domain.quotes.as_markdown import as_markdown, escaped
from crmcli.domain.quotes.as_text import WIDTH, as_text, wrap
from crmcli.domain.quotes.labels import words
from crmcli.domain.quotes.paper import Letterhead, Paper, PaperLine, PrintQuote, print_quote
from crmcli.domain.quotes.shown import harmless, unit_price, whole_money, wide
from crmcli.domain.quotes.spoken import amount_in_words, in_words
from crmcli.domain.quotes.typed import Wanted
from crmcli.errors import UsageError
from tests.support.making import CONTEXT, add
from tests.support.store import writing

HEAD = Letterhead(
    name="Örnek Mobilya A.Ş.",
    address="Atatürk Cad. 12\nKonak, İzmir",
    phone="0232 123 45 67",
    email="bilgi@example.com",
    tax_office="Konak",
    tax_number="1234567890",
    iban="TR33 0006 1005 1978 6457 8413 26",
)
NASTY = '<script>alert("x")</script> [x](http://a.b) | *bold* \x1b[31m & ₺ `code`'


@pytest.fixture
def shop(store: Store) -> Store:
    add(store, "customer", "Işık & Oğulları", city="İzmir", tax_number="1111111111", address="Kordon 1")
    add(store, "product", "Meşe masa", sku="MM-1", price="4.500 TL", unit="adet")
    with writing(store) as db:
        lines = Wanted(("MM-1:2:4.500:10%:20%", "Kitap:3:33,3333::1%"))
        given = {"name": "Masa takımı", "valid_until": "30d", "terms": "Peşin\n2 yıl garanti"}
        add_quote(db, AddQuote(AddRecord("quote", given, CONTEXT), "C-1", lines))
    return store


def printed(store: Store, form: str, language: str = "en", **more: Any) -> str:
    with store.reading() as db:
        return print_quote(db, PrintQuote("Q-1", form, HEAD, language, **more)).text


def test_the_text_says_all_in_turkish(shop: Store) -> None:
    assert (
        printed(shop, "text", "tr", spoken=True)
        == """\
Örnek Mobilya A.Ş.                                        TEKLİF · TASLAK
Atatürk Cad. 12                                           No: Q-1
Konak, İzmir                                              Tarih: 21.11.2026
Tel: 0232 123 45 67 · bilgi@example.com                   Geçerlilik: 21.12.2026
Konak, Vergi no 1234567890

Sayın Işık & Oğulları
    Kordon 1
    İzmir
    Vergi no 1111111111

Masa takımı

#  Açıklama                       Miktar  Birim fiyat  İskonto  KDV  Tutar (TRY)
--------------------------------------------------------------------------------
1  Meşe masa                      2 adet     4.500,00  -900,00  %20     8.100,00
2  Kitap                               3      33,3333            %1       100,00
--------------------------------------------------------------------------------
                                                           Ara toplam  ₺9.100,00
                                                              İskonto   -₺900,00
                                                            Net tutar  ₺8.200,00
                                               KDV %1 (matrah 100,00)      ₺1,00
                                            KDV %20 (matrah 8.100,00)  ₺1.620,00
                                                         Genel toplam  ₺9.821,00

Yalnız: dokuz bin sekiz yüz yirmi bir Türk lirası

Koşullar:
Peşin
2 yıl garanti

IBAN: TR33 0006 1005 1978 6457 8413 26


Teklif veren                                                     Kabul eden

Ad, tarih, imza                                                  Ad, tarih, imza
"""
    )


def test_the_text_says_all_in_english(shop: Store) -> None:
    text = printed(shop, "text", "en", spoken=True)
    for part in (
        "QUOTE · DRAFT",
        "Valid until: 2026-12-21",
        "To: Işık & Oğulları",
        "Amount (TRY)",
        "Tax 20% (on 8,100.00)  1,620.00 TRY",
        "9,821.00 TRY",
        "In words: nine thousand eight hundred and twenty-one Turkish liras",
    ):
        assert part in text


def test_the_page_holds_all_and_needs_nothing_beside_it(shop: Store) -> None:
    page = printed(shop, "html", "tr")
    for part in (
        '<html lang="tr">',
        "Işık &amp; Oğulları",
        "₺9.821,00",
        "@page",
        "size: A4",
        "Peşin\n2 yıl garanti",
    ):
        assert part in page
    assert not re.search(r"https?:|//|<script|<link|@import|url\(", page)


def test_markdown_holds_the_lines_as_a_table(shop: Store) -> None:
    text = printed(shop, "markdown")
    assert "| 1 | Meşe masa | 2 adet | 4,500.00 | -900.00 | 20% | 8,100.00 |" in text
    assert "| Total | 9,821.00 TRY |" in text


def test_what_is_ours_alone_is_on_no_paper(shop: Store) -> None:
    with writing(shop) as db:
        db.update("quote", 1, {"note": "squeeze them"})
        db.update("quote_line", 1, {"cost_minor": 123_456})
    for form in ("text", "markdown", "html"):
        paper = printed(shop, form)
        assert "squeeze" not in paper
        assert "1,234.56" not in paper


def test_a_form_that_is_none_is_refused(shop: Store) -> None:
    with pytest.raises(UsageError, match='a quote is not printed as "pdf"'):
        printed(shop, "pdf")


def paper(text: str, amount: str = "1,234.56", lines: int = 1) -> Paper:
    line = PaperLine("1", text, "2", amount, f"-{amount}", "20%", amount)
    return Paper(
        words=words("en"),
        language="en",
        head=HEAD._replace(name=text, address=text),
        title="Quote",
        facts=(("No.", text), ("Date", "2026-11-21")),
        party=(text, text),
        name=text,
        currency="TRY",
        lines=(line,) * lines,
        sums=(("Total", amount),),
        in_words=text,
        terms=text,
        discounted=True,
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(harmless)


@given(TEXTS, st.sampled_from(["1,234.56", "123,456,789,012,345.00", "9"]))
def test_no_line_is_wider_than_the_page(text: str, amount: str) -> None:
    for line in as_text(paper(text, amount)).split("\n"):
        assert wide(line) <= WIDTH or not line.isprintable()


@given(st.text(st.sampled_from("ab ığ中👍"), max_size=300), st.integers(2, 80))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(wide(line) <= width for line in lines)


class Seen(HTMLParser):
    """Keep the tags, the attributes and the text of a page."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@given(st.one_of(TEXTS, st.just(harmless(NASTY))))
def test_nothing_a_person_wrote_is_markup(text: str) -> None:
    usual, seen = Seen(), Seen()
    usual.feed(as_html(paper("plain")))
    seen.feed(as_html(paper(text)))
    assert seen.tags <= usual.tags
    assert seen.names <= usual.names


def test_what_a_person_wrote_is_shown_as_it_is() -> None:
    seen = Seen()
    seen.feed(as_html(paper(harmless(NASTY))))
    assert seen.text.count(harmless(NASTY)) >= 4


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a | b", r"a \| b"),
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("[a](http://b)", r"\[a\](http://b)"),
        ("<b>", r"\<b\>"),
        ("- a", r"\- a"),
        ("# a", r"\# a"),
        ("1. a", r"1\. a"),
        ("1.234,56", "1.234,56"),
        ("-5.00", "-5.00"),
        ("a\nb", "a b"),
        ("---", r"\---"),
    ],
)
def test_markdown_leaves_text_as_it_is(text: str, plain: str) -> None:
    assert escaped(text) == plain


def test_markdown_rows_have_the_cells_of_their_heading() -> None:
    text = as_markdown(paper(harmless(NASTY), lines=3))
    rows = [line for line in text.split("\n") if line.startswith(("| 1 ", "| # "))]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}


def test_what_a_screen_obeys_is_on_no_paper() -> None:
    assert harmless("a\x1b[31mb\u202ec\nd\x07") == "a[31mbc\nd"


@pytest.mark.parametrize(
    ("number", "english", "turkish"),
    [
        (0, "zero", "sıfır"),
        (1, "one", "bir"),
        (10, "ten", "on"),
        (19, "nineteen", "on dokuz"),
        (21, "twenty-one", "yirmi bir"),
        (100, "one hundred", "yüz"),
        (101, "one hundred and one", "yüz bir"),
        (999, "nine hundred and ninety-nine", "dokuz yüz doksan dokuz"),
        (1_000, "one thousand", "bin"),
        (1_001, "one thousand one", "bin bir"),
        (2_345, "two thousand three hundred and forty-five", "iki bin üç yüz kırk beş"),
        (11_000, "eleven thousand", "on bir bin"),
        (1_000_000, "one million", "bir milyon"),
        (1_001_000, "one million one thousand", "bir milyon bin"),
        (-7, "minus seven", "eksi yedi"),
        (10**18, "one quintillion", "bir kentilyon"),
    ],
)
def test_numbers_in_words(number: int, english: str, turkish: str) -> None:
    assert (in_words(number, "en"), in_words(number, "tr")) == (english, turkish)


@pytest.mark.parametrize(
    ("minor", "currency", "english", "turkish"),
    [
        (100, "TRY", "one Turkish lira", "bir Türk lirası"),
        (250, "TRY", "two Turkish liras and fifty kuruş", "iki Türk lirası elli kuruş"),
        (101, "EUR", "one euro and one cent", "bir avro bir sent"),
        (-5, "USD", "minus zero US dollars and five cents", "eksi sıfır ABD doları beş sent"),
        (1234, "CHF", "twelve CHF 34/100", "on iki CHF 34/100"),
        (12, "JPY", "twelve JPY", "on iki JPY"),
        (1500, "KWD", "one KWD 500/1000", "bir KWD 500/1000"),
    ],
)
def test_amounts_in_words(minor: int, currency: str, english: str, turkish: str) -> None:
    assert (amount_in_words(minor, currency, "en"), amount_in_words(minor, currency, "tr")) == (
        english,
        turkish,
    )


@pytest.mark.parametrize(
    ("minor", "currency", "english", "turkish"),
    [
        (123_456, "TRY", "1,234.56 TRY", "₺1.234,56"),
        (-123_456, "EUR", "-1,234.56 EUR", "-€1.234,56"),
        (1234, "JPY", "1,234 JPY", "JPY 1.234"),
    ],
)
def test_amounts_as_each_language_writes_them(minor: int, currency: str, english: str, turkish: str) -> None:
    assert (whole_money(minor, currency, "en"), whole_money(minor, currency, "tr")) == (english, turkish)


@pytest.mark.parametrize(
    ("price", "currency", "text"),
    [
        ("4500", "TRY", "4,500.00"),
        ("0.125", "TRY", "0.125"),
        ("10.50", "TRY", "10.50"),
        ("1000", "JPY", "1,000"),
    ],
)
def test_the_price_of_one_has_the_decimals_it_needs(price: str, currency: str, text: str) -> None:
    assert unit_price(price, currency, "en") == text
