"""Reports on money, customers, their value and the market, in Turkish; programs hear English."""

import pytest

from crmcli.domain.reports.explaining import told as value_of
from crmcli.domain.reports.figures import exact, left_out, percentage
from crmcli.domain.reports.money.abc_rows import ClassRow
from crmcli.domain.reports.value.churn import GroupRow
from crmcli.domain.results import columns_of
from crmcli.language import told
from crmcli.said import say
from tests.language.conftest import Asked
from tests.support.program import Program

REPORTS = (
    *("sales", "products", "abc", "profit", "segments", "rfm", "retention", "survival", "churn", "clv"),
    *("winback", "next-purchase", "today", "targets", "channels", "campaigns"),
)


def screen(turkish: Asked, *words: str) -> list[str]:
    """The lines of a report for people, blanks at their ends and empty ones left out."""
    said = turkish("report", *words, "--as-of", "2026-11-21", "--format", "table").checked()
    return [line.strip() for line in f"{said.stdout}\n{said.stderr}".splitlines() if line.strip()]


@pytest.mark.usefixtures("in_turkish")
def test_amounts_shares_and_what_is_left_out_are_written_as_in_turkish() -> None:
    assert (exact(123450, "TRY"), told(exact(123450, "TRY"))) == ("1234.50 TRY", "1234,50 TRY")
    assert (percentage(0.6325), told(percentage(0.6325))) == ("63.25 %", "%63,25")
    assert told(percentage(0.2763, rounded=True)) == "%27,6"
    (note,) = left_out(60, "order", say("without a customer left out"))
    assert note == "60 orders without a customer left out"
    assert told(note) == "60 sipariş: müşterisi olmadığı için hesaba katılmadı"


@pytest.mark.usefixtures("in_turkish")
def test_a_class_that_is_lost_is_not_a_deal_that_is() -> None:
    (heading,) = (column.label for column in columns_of(GroupRow) if column.name == "lost")
    assert (heading, told(heading, "column")) == ("lost", "kayıp")


@pytest.mark.usefixtures("in_turkish")
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


def test_a_screen_is_turkish_from_its_title_to_its_notes(turkish: Asked) -> None:
    lines = screen(turkish, "abc")
    assert lines[0] == "ABC analizi: müşteriler, ciro bazında  21.11.2026 itibarıyla"
    assert lines[1] == "En büyüklerin birlikte ciro payı: dikeyde ciro (%), yatayda müşteriler"
    assert lines[-6:] == [
        "A 63 müşteri (%27,6): %80,3; B 63 müşteri (%27,6): %14,7; C 102 müşteri (%44,7): %5,0",
        "12 müşteri: değeri bilinmediği için sınıfsız",
        "EUR cinsinden 30 sipariş hesaba katılmadı; --currency TRY çevirir",
        "60 sipariş: müşterisi olmadığı için hesaba katılmadı",
        "1 sipariş: tarihi olmadığı için hesaba katılmadı",
        "1 iptal edilmiş sipariş: dışarıda kaldı",
    ]


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("sales --by city", "Satışlar, şehir bazında"),
        ("churn --by owner", "Kayıp riski taşıyan müşteriler (sorumlu bazında)"),
        ("profit --by segment", "Kâr (segment bazında)"),
        ("retention --by quarter", "Kim yeniden aldı, ilk alım çeyreği bazında"),
        ("channels --attribution first", "Kanallar, kanal bazında, ilk temas"),
    ],
)
def test_what_a_report_is_told_by_is_told_too(turkish: Asked, words: str, title: str) -> None:
    assert screen(turkish, *words.split())[0].split("  ")[0] == title


def test_a_row_answers_to_what_is_read_and_to_what_programs_read(turkish: Asked) -> None:
    spoken = screen(turkish, "churn", "--by", "class", "--explain", "güvende")
    assert "Kayıp riski taşıyan müşteriler (sınıf bazında): güvende" in spoken[0]
    assert screen(turkish, "churn", "--by", "class", "--explain", "safe") == spoken


def test_an_explanation_writes_days_and_amounts_as_in_turkish(turkish: Asked) -> None:
    text = "\n".join(screen(turkish, "rfm", "--explain", "C-18"))
    assert "son alım 26.10.2026, 26 gün önce" in text
    assert "₺80.610,00" in text


@pytest.mark.parametrize("report", REPORTS)
def test_programs_hear_english_whatever_people_speak(
    filled_years: str, monkeypatch: pytest.MonkeyPatch, report: str
) -> None:
    def heard(code: str, *words: str) -> str:
        monkeypatch.setenv("CRMCLI_LANG", code)
        said = Program(filled_years).inprocess("report", report, *words, "--format", "json")
        return said.stdout

    for words in ((), ("--explain", "total")):
        assert heard("tr", *words) == heard("en", *words)
