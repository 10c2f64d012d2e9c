"""Reports on sales ahead, customers, care and offers, told in Turkish; programs hear English."""

from collections.abc import Callable

import pytest

from crmcli.domain.reports.next_steps.lead_facts import factor
from crmcli.domain.reports.pipeline.opportunities import without_amounts
from crmcli.domain.reports.standing.cycle_rules import Facts, Limits, decide
from crmcli.language import told
from crmcli.said import say
from tests.support.program import Program, Result

Asked = Callable[..., Result]
AS_OF = ("--as-of", "2026-11-21")
REPORTS = (
    *("cycle", "activity-class", "receivables", "referrals", "wallet", "deliveries", "pipeline", "forecast"),
    *("funnel", "stages", "losses", "path", "conversion", "satisfaction", "service", "demand", "checks"),
    *("crosssell", "lead-score", "look-alike"),
)


@pytest.mark.usefixtures("in_turkish")
def test_why_and_what_to_do_are_told_in_turkish() -> None:
    verdict = decide(Facts(orders=2, first=10, quiet=3, r=5, f=1, m=1), Limits())
    assert [told(text) for text in verdict] == [
        "edinme",
        "tut",
        "ilk alım 10 gün önce, 2 sipariş",
        "her şey yolunda mı sorun, ikinci satışı planlayın",
    ]
    assert tuple(verdict)[:2] == ("acquire", "keep")
    assert told(decide(Facts(lead=True, offers=1), Limits()).reason) == "aday, 1 açık teklif"


@pytest.mark.usefixtures("in_turkish")
def test_one_word_has_another_translation_in_its_place() -> None:
    verdict = decide(Facts(orders=9, first=900, quiet=300, gap=10.0), Limits())
    assert (verdict.phase, verdict.action) == ("keep", "keep")
    assert (told(verdict.phase), told(verdict.action)) == ("koruma", "tut")


@pytest.mark.usefixtures("in_turkish")
def test_a_trait_is_told_and_its_value_is_data() -> None:
    assert factor("source", "open", None) == "source=open"
    assert told(factor("source", "open", None)) == "kaynak=open"
    assert told(factor("source", "open", "other")) == "kaynak=open (other)"


@pytest.mark.usefixtures("in_turkish")
def test_what_keeps_its_place_without_an_amount_says_so() -> None:
    note = say("{plural} in {code} left out: {why}", plural="2 deals", code="EUR", why="?")
    (kept,) = without_amounts((note,))
    assert kept == "2 deals in EUR without an amount: ?"
    assert told(kept) == "EUR cinsinden 2 deals tutarsız: ?"


def test_a_screen_is_turkish_from_its_title_to_its_notes(turkish: Asked) -> None:
    said = turkish("report", "cycle", "--limit", "3", "--format", "table", *AS_OF).checked()
    assert said.lines[0].startswith("Kazan, tut, büyüt, bırak: son 365 gün")
    assert "dikeyde evre, yatayda yapılacak" in said.stdout
    assert "get rid of" not in said.stdout
    assert said.stderr.startswith("bırak ")
    assert ", kazan " in said.stderr


def test_groups_have_the_heading_and_the_words_of_the_language(turkish: Asked) -> None:
    text = turkish("report", "activity-class", "--by", "kind", "--format", "table", *AS_OF).checked().stdout
    assert text.splitlines()[0].startswith("Aktif ve pasif, tür bazında")
    assert "kuruluş" in text
    assert "kişi" in text
    assert "organisation" not in text


def test_an_explanation_is_turkish_with_its_steps(turkish: Asked) -> None:
    asked = ("report", "conversion", "--explain", "fair", "--format", "table", *AS_OF)
    text = turkish(*asked).checked().stdout
    assert "dönüşen + kaybedilen + açık" in text
    assert "kaybedildi" in text
    assert "converted" not in text


def test_help_tells_what_an_option_and_a_column_mean(turkish: Asked) -> None:
    text = turkish("report", "cycle", "--help").checked().stdout
    assert "Yalnızca bu evre. Şunlardan biri: select" in text
    assert "Only this" not in text


@pytest.mark.parametrize("name", REPORTS)
def test_programs_hear_the_same_in_any_language(
    filled_years: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for code in ("en", "tr"):
        monkeypatch.setenv("CRMCLI_LANG", code)
        said.append(
            Program(filled_years).inprocess("report", name, "--format", "json", *AS_OF).checked().stdout
        )
    assert said[0] == said[1]
