"""Reports on money, customers, their value and the market, in Turkish; programs hear English."""

import json
from collections.abc import Iterator

import pytest

from crmcli import language
from crmcli.domain.reports.explaining import told as value_of
from crmcli.domain.reports.figures import exact, left_out, percentage
from crmcli.domain.reports.money.abc_rows import ClassRow
from crmcli.domain.reports.value.churn import GroupRow
from crmcli.domain.results import columns_of
from crmcli.language import Choice, told
from crmcli.said import Listener
from tests.language.conftest import Asked
from tests.support.cli import Crm

AS_OF = ("--as-of", "2026-11-22")
REPORTS = (
    *("sales", "products", "abc", "profit", "segments", "rfm", "retention", "survival", "churn", "clv"),
    *("winback", "next-purchase", "today", "targets", "channels", "campaigns"),
)


@pytest.fixture(name="speaking")
def speaking_turkish() -> Iterator[None]:
    before = Listener.language
    Listener.language = lambda: Choice("tr", {})
    yield
    Listener.language = before


@pytest.fixture(name="shop")
def small_shop(crm: Crm) -> Crm:
    crm.ok("customer", "add", "Işık Mobilya", "--city", "İzmir", "--created-on", "2026-01-05")
    crm.ok("customer", "add", "Ece Demir", "--kind", "person", "--created-on", "2026-01-05")
    crm.ok("order", "add", "C-1", "--total", "1200", "--ordered-on", "2026-11-01")
    crm.ok("order", "add", "C-1", "--total", "800", "--ordered-on", "2026-09-01")
    crm.ok("order", "add", "C-2", "--total", "50", "--ordered-on", "2026-10-01")
    return crm


def in_turkish(crm: Crm, *words: str) -> str:
    return crm.ok(*words, "--format", "table", env={"CRMCLI_LANG": "tr", "COLUMNS": "100"})


@pytest.mark.usefixtures("speaking")
def test_amounts_shares_and_what_is_left_out_are_written_as_in_turkish() -> None:
    assert (exact(123450, "TRY"), told(exact(123450, "TRY"))) == ("1234.50 TRY", "1234,50 TRY")
    assert (percentage(0.6325), told(percentage(0.6325))) == ("63.25 %", "%63,25")
    assert told(percentage(0.2763, rounded=True)) == "%27,6"
    (note,) = left_out(60, "order", "without a customer left out")
    assert note == "60 orders without a customer left out"
    assert told(note) == "60 sipariş: müşterisi olmadığı için alınmadı"


@pytest.mark.usefixtures("speaking")
def test_a_class_that_is_lost_is_not_a_deal_that_is() -> None:
    (heading,) = (column.label for column in columns_of(GroupRow) if column.name == "lost")
    assert (heading, told(heading, "column")) == ("lost", "kayıp")


@pytest.mark.usefixtures("speaking")
def test_an_exact_value_is_told_as_its_kind_says() -> None:
    row = ClassRow("zero", 1, 0.5, 0, None, 1050, "TRY")
    values = {column.name: value_of(column, row) for column in columns_of(ClassRow)}
    assert {name: told(text) for name, text in values.items() if text} == {
        "abc": "sıfır",
        "count": "1",
        "share": "%50",
        "value": "0,00 TRY",
        "least": "10,50 TRY",
        "currency": "TRY",
    }
    assert (values["share"], values["least"]) == ("50 %", "10.50 TRY")


def test_a_screen_is_turkish_from_its_title_to_its_notes(shop: Crm) -> None:
    lines = in_turkish(shop, "report", "abc", *AS_OF).splitlines()
    assert lines[0].startswith("ABC analizi: müşteriler, ciro bazında")
    assert "ciro payı" in lines
    assert lines[-1] == "A 1 müşteri (%50,0): %97,6; C 1 müşteri (%50,0): %2,4"


def test_what_a_report_is_told_by_is_told_too(shop: Crm) -> None:
    text = in_turkish(shop, "report", "sales", "--by", "city", *AS_OF)
    assert text.splitlines()[0].startswith("Satışlar, şehir bazında")
    assert in_turkish(shop, "report", "churn", "--by", "owner", *AS_OF).startswith(
        "Kayıp riski taşıyan müşteriler (sorumlu bazında)"
    )


def test_a_row_answers_to_what_is_read_and_to_what_programs_read(shop: Crm) -> None:
    spoken = in_turkish(shop, "report", "churn", "--by", "class", "--explain", "güvende", *AS_OF)
    assert "(sınıf bazında): güvende" in spoken
    assert in_turkish(shop, "report", "churn", "--by", "class", "--explain", "safe", *AS_OF) == spoken


def test_an_explanation_writes_days_and_amounts_as_in_turkish(shop: Crm) -> None:
    text = in_turkish(shop, "report", "rfm", "--explain", "C-1", *AS_OF)
    assert "son alım 01.11.2026, 21 gün önce" in text
    assert "2000,00 TRY" in text


@pytest.mark.parametrize("report", REPORTS)
def test_programs_hear_english_whatever_people_speak(shop: Crm, report: str) -> None:
    for words in ((), ("--explain", "total")):
        asked = ("report", report, *words, *AS_OF, "--format", "json")
        english, turkish = (shop.run(*asked, env={"CRMCLI_LANG": code}) for code in ("en", "tr"))
        assert turkish.stdout == english.stdout
        if english.stdout:
            json.loads(english.stdout)


def test_the_language_is_back_after_a_test() -> None:
    assert language.spoken() == "en"
