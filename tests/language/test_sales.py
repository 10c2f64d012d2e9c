"""What sales, campaigns, rules and imports say, in Turkish; programs are told the same in any language."""

import pytest

from tests.language.conftest import Asked
from tests.language.english import left_over

TABLE_OF = ("--format", "table")


def test_the_day_s_list_is_turkish_from_its_parts_to_its_reasons(turkish: Asked) -> None:
    text = turkish("today", *TABLE_OF).checked().stdout
    assert left_over(text) == []
    assert "gecikmiş 10" in text
    assert "için açık ₺" in text
    assert "sessizleşti: ne değiştiğini sorun" in text


def test_amounts_in_a_sentence_have_the_marks_of_the_language(
    turkish: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("wallet", "set", "C-1", "120000 TRY", "--source", "müşteri söyledi", "--dry-run", *TABLE_OF)
    assert "₺120.000,00" in turkish(*line).checked().stdout
    monkeypatch.setenv("CRMCLI_LANG", "en")
    assert "₺120,000.00" in turkish(*line).checked().stdout


def test_what_was_done_is_told_behind_the_record(turkish: Asked) -> None:
    one = turkish("customer", "edit", "C-1", "--city", "Van", "--dry-run", *TABLE_OF).checked()
    assert "değişti: şehir: " in one.stdout
    assert left_over(one.stdout) == []


def test_presets_are_told_and_keep_the_names_of_products(turkish: Asked) -> None:
    text = turkish("import", "presets", *TABLE_OF).checked().stdout
    assert "HubSpot kişi listesi" in text
    assert "export of" not in text


def test_a_rule_that_cannot_be_read_is_refused_in_turkish(turkish: Asked) -> None:
    said = turkish("rule", "add", "x", "when foo then")
    assert "then ardından yapılacak bir şey yok" in said.stderr


@pytest.mark.parametrize("line", ["today", "campaign report CA-1", "target list", "import presets"])
def test_programs_are_told_the_same_in_any_language(
    turkish: Asked, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    words = (*line.split(), "--format", "json")
    told = turkish(*words).checked().stdout
    monkeypatch.setenv("CRMCLI_LANG", "en")
    assert turkish(*words).checked().stdout == told
