"""Screens of people in Turkish: timelines, reasons, undo, health, what is wrong with a filter."""

import re

import pytest

from crmcli.domain.journal.deeds import SENTENCES, deed
from crmcli.language import Catalogue
from tests.language.conftest import Asked

ASKED = (
    "customer timeline C-3",
    "customer show C-3",
    "customer brief C-3",
    "lead next",
    "lead show L-20",
    "dedupe scan",
    "history",
    "doctor",
    "find çelik",
    "activity list --limit 20",
)


def test_a_timeline_tells_in_turkish_what_happened(turkish: Asked) -> None:
    said = turkish("customer", "timeline", "C-3", "--format", "table").stdout
    assert "eklendi, fair" in said
    assert "teslimat: NPS 10, beklenti 4/5, karşılanan 5/5" in said
    assert "ödendi: transfer, S-3 için (borç yok)" in said
    assert "ödendi: transfer, S-5 için (borç ₺697,50)" in said
    assert "teslim edildi: F00005" in said
    assert "giden görüşme" in said


def test_the_reasons_for_a_call_are_told(turkish: Asked) -> None:
    # Who comes first, and "picks up in the morning", depend on the hour of the day.
    said = " ".join(turkish("lead", "next", "--limit", "0", "--format", "json").stdout.split())
    assert re.search(r"\d touch(es)?, the last [\d,]+ days ago; no phone and no e-mail", said)
    shown = turkish("lead", "next", "--limit", "0", "--format", "markdown").stdout
    assert re.search(r"\d temas, sonuncusu [\d.]+ gün önce; telefon da e-posta da yok", shown)


def test_what_two_records_share_is_told(turkish: Asked) -> None:
    assert "bir ad ötekini içeriyor, aynı şehir" in turkish("dedupe", "scan", "--format", "table").stdout


def test_what_is_wrong_with_a_filter_is_told(turkish: Asked) -> None:
    said = turkish("customer", "list", "--where", "last_order~3").stderr
    assert said.startswith('crm: "last_order" bir gün; ~ onda parça aramaz (12. sütun)')
    assert 'etkinlikler için "xyz" alanı yok' in turkish("activity", "list", "--where", "xyz=3").stderr


@pytest.mark.parametrize("line", ASKED)
def test_machine_formats_stay_english(turkish: Asked, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    for form in ("json", "csv"):
        monkeypatch.setenv("CRMCLI_LANG", "tr")
        told = turkish(*line.split(), "--format", form).stdout
        monkeypatch.setenv("CRMCLI_LANG", "en")
        assert turkish(*line.split(), "--format", form).stdout == told


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("added C-12", "C-12 eklendi"),
        ("changed 40 customers", "40 müşteri değişti"),
        ("merged C-7, C-9 into C-1", "C-7, C-9, C-1 ile birleştirildi"),
        ("took back change 17", "17. değişiklik geri alındı"),
        (
            "imported 1,200 new, 3 changed customers from a.csv",
            "a.csv içe aktarıldı: 1.200 yeni, 3 değişen müşteri",
        ),
        (
            "imported 3 new, 0 changed quote-lines, 1 new, 0 changed campaigns from a.csv",
            "a.csv içe aktarıldı: 3 yeni, 0 değişen teklif satırı, 1 yeni, 0 değişen kampanya",
        ),
        ("declined RQ-1", "RQ-1 reddedildi"),
        ("converted L-1, L-2 and 5 more", "L-1, L-2 ve 5 tane daha dönüştürüldü"),
        (
            "won O-1, O-2, O-2 forced past open steps",
            "O-1, O-2 (açık adımlara rağmen: O-2) kazanıldı",
        ),
        ("CL-2 done for O-4", "O-4 için CL-2 yapıldı"),
        ("something nobody wrote", "something nobody wrote"),
    ],
)
def test_what_the_journal_keeps_is_told(stored: str, told: str) -> None:
    catalogue = Catalogue.of("tr")
    assert catalogue is not None

    def found(text: str, context: str) -> str | None:
        return catalogue.find(f"{context}\x04{text}") or catalogue.find(text)

    assert deed(stored, found) == told


def test_every_deed_is_like_itself() -> None:
    for sentence in SENTENCES:
        text = sentence.replace("{count}", "3").replace("{number}", "4").replace("{verb}", "added")
        text = text.replace("{new}", "1").replace("{changed}", "2")

        def found(said: str, _context: str, own: str = sentence) -> str | None:
            return said if said == own else None

        assert deed(text, found) == text
