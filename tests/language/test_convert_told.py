"""A conversion, the stages and the reasons of a new store, as somebody sees and types them in Turkish."""

import json
from pathlib import Path

import pytest

from crmcli.app import App
from crmcli.completing import words_for
from crmcli.domain.kinds import STAGES, stage_told
from crmcli.domain.reason_words import REASONS, reason_told
from crmcli.domain.stage_words import TURKISH
from crmcli.domain.text import fold
from crmcli.engines import schema
from crmcli.language import told
from tests.language.conftest import Asked
from tests.language.english import left_over
from tests.support.program import Program

TABLE_OF = ("--format", "table")
PLAN = """\
○ Deneme, hiçbir şey kaydedilmedi: L-1 Derya Pamuk dönüştürüldü: müşteri C-1, kişi P-1, fırsat O-1
  (10 gün sonra, temas yok)
aday  hedef         yapılacak       alan              eski  yeni
─────────────────────────────────────────────────────────────────────────────────
L-1   yeni müşteri  + oluştur       ad                —     Pamuk Pastanesi
L-1   yeni müşteri  + oluştur       tür               —     kuruluş
L-1   yeni müşteri  + oluştur       kayıt tarihi      —     21.11.2026
L-1   yeni müşteri  + oluştur       kaynak            —     Fuar
L-1   yeni kişi     + oluştur       ad                —     Derya Pamuk
L-1   yeni kişi     + oluştur       kayıt tarihi      —     21.11.2026
L-1   yeni kişi     + oluştur       kaynak            —     Fuar
L-1   yeni kişi     → ilişkilendir  müşteri           —     yeni müşteri
L-1   yeni fırsat   + oluştur       ad                —     Pamuk Pastanesi: Fuar
L-1   yeni fırsat   + oluştur       aşama             —     Yeni
L-1   yeni fırsat   + oluştur       kayıt tarihi      —     21.11.2026
L-1   yeni fırsat   + oluştur       kaynak            —     Fuar
L-1   yeni fırsat   + oluştur       tutar             —     ₺12.500,00
L-1   yeni fırsat   + oluştur       beklenen kapanış  —     22.11.2026
L-1   yeni fırsat   → ilişkilendir  müşteri           —     yeni müşteri
L-1   yeni fırsat   → ilişkilendir  kişi              —     yeni kişi
L-1   yeni fırsat   → ilişkilendir  aday              —     L-1
L-1   L-1           ✓ değiştir      durum             yeni  dönüştürüldü

Sonuçlar
aday  ad           durum           müşteri  kişi  fırsat  gün  temaslar  neden
──────────────────────────────────────────────────────────────────────────────
L-1   Derya Pamuk  ✓ dönüştürüldü  C-1      P-1   O-1      10         0  —
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Run the program in Turkish on a new store with one lead, which came ten days ago."""
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    monkeypatch.setenv("COLUMNS", "100")
    asked = Program(str(tmp_path / "crm.db")).inprocess
    lead = ("lead", "add", "Derya Pamuk", "--company", "Pamuk Pastanesi", "--source", "Fuar")
    asked(*lead, "--set", "created_on=11.11.2026").checked()
    return asked


def test_the_plan_of_a_conversion_is_turkish_to_its_last_word(shop: Asked) -> None:
    line = ("convert", "L-1", "--amount", "12.500 TL", "--close", "22.11.2026", "--dry-run")
    result = shop(*line, *TABLE_OF).checked()
    assert result.stdout == PLAN
    assert left_over(result.stdout) == []


def test_the_stored_plan_is_told_in_turkish_and_read_by_programs_in_english(shop: Asked) -> None:
    shop("convert", "L-1", "--amount", "12.500 TL").checked()
    told_lines = {
        " ".join(line.split()) for line in shop("lead", "show", "L-1", *TABLE_OF).stdout.splitlines()
    }
    for line in ("+ oluştur tür — kuruluş", "+ oluştur aşama — Yeni", "+ oluştur tutar — ₺12.500,00",
                 "✓ değiştir durum yeni dönüştürüldü"):  # fmt: skip
        assert line in told_lines
    found = json.loads(shop("lead", "show", "L-1", "--format", "json").stdout)
    plan = {(step["target"], step["field"]): step["new"] for step in found["what_went_where"]}
    assert plan["O-1", "stage"] == "New"
    assert plan["C-1", "kind"] == "organisation"
    assert plan["L-1", "status"] == "converted"


def test_what_a_lead_became_is_told_by_noun_and_number(shop: Asked) -> None:
    shop("lead", "add", "Ali").checked()
    said = shop("convert", "L-2", *TABLE_OF).checked().stdout
    assert said.startswith(
        "✓ L-2 Ali dönüştürüldü: müşteri C-1, kişi P-1, fırsat O-1 (aynı gün, temas yok)\n"
    )
    assert shop("convert", "L-2", *TABLE_OF).stdout.startswith(
        "✓ L-2 Ali zaten dönüştürülmüş: müşteri C-1, kişi P-1, fırsat O-1\n"
    )


def test_the_options_of_a_conversion_are_explained_in_turkish(shop: Asked) -> None:
    text = shop("convert", "--help").stdout.replace("'city=İzmir and", "").replace("orders > 3'", "")
    assert left_over(text) == []


def test_the_stages_that_a_store_begins_with_are_told_and_stored_in_english(shop: Asked) -> None:
    shown = shop("stage", "list", *TABLE_OF).stdout.splitlines()[2:]
    names = ["Yeni", "Nitelikli", "Teklif", "Pazarlık", "Kazanıldı", "Kaybedildi"]
    assert [line.split()[0] for line in shown] == names
    stored = json.loads(shop("stage", "list", "--format", "json").stdout)
    assert [stage["name"] for stage in stored] == [name for name, _, _ in schema.STAGES]


@pytest.mark.parametrize("typed", ["Teklif", "teklif", "Proposal", "tekl", "prop"])
def test_a_stage_may_be_typed_as_it_is_told_or_as_it_is_stored(shop: Asked, typed: str) -> None:
    shop("opportunity", "add", "Vitrin", "--stage", "Pazarlık").checked()
    shop("opportunity", "move", "O-1", typed).checked()
    assert shop("opportunity", "list", "--stage", typed, "--format", "ids").stdout == "O-1\n"
    assert shop("opportunity", "list", "--where", f"stage~{typed}", "--format", "ids").stdout == "O-1\n"
    assert "aşama: Teklif → Kazanıldı" in shop("opportunity", "win", "O-1", *TABLE_OF).stdout


def test_a_file_may_name_a_stage_as_it_is_told(shop: Asked, tmp_path: Path) -> None:
    file = tmp_path / "firsatlar.csv"
    file.write_text("Fırsat;Aşama\nVitrin;Pazarlık\nTezgâh;Qualified\n", encoding="utf-8")
    shop("import", "opportunities", str(file)).checked()
    found = json.loads(shop("opportunity", "list", "--format", "json").stdout)
    assert {row["name"]: row["stage"] for row in found} == {"Vitrin": "Negotiation", "Tezgâh": "Qualified"}


def test_a_stage_that_the_owner_renamed_is_data(shop: Asked) -> None:
    renamed = shop("stage", "edit", "Teklif", "--name", "Won over", *TABLE_OF).checked().stdout
    assert "Won over aşaması: ad Teklif → Won over" in renamed
    missing = shop("opportunity", "list", "--stage", "Teklif")
    assert missing.code == 3
    assert "Yeni, Nitelikli, Won over, Pazarlık, Kazanıldı, Kaybedildi" in missing.stderr


def test_no_stage_takes_the_name_under_which_another_is_told(shop: Asked) -> None:
    refused = shop("stage", "add", "Yeni")
    assert refused.code == 4
    assert refused.stderr.startswith("crm: Yeni aşaması zaten var")


@pytest.mark.usefixtures("in_turkish")
def test_what_is_told_can_be_typed() -> None:
    assert list(STAGES) == [name for name, _, _ in schema.STAGES]
    assert list(REASONS) == [name for name, _ in schema.LOST_REASONS]
    assert {fold(name): fold(told(stage_told(name))) for name in STAGES} == TURKISH["stage"]
    assert {fold(name): fold(told(reason_told(name))) for name in REASONS} == TURKISH["lost_reason"]


@pytest.mark.parametrize("typed", ["fiyat", "price", "fiy", "PRİCE"])
def test_a_reason_may_be_typed_as_it_is_told_or_as_it_is_stored(shop: Asked, typed: str) -> None:
    lost = shop("lead", "lose", "L-1", "--reason", typed, *TABLE_OF).checked().stdout
    assert "kayıp nedeni: — → fiyat" in " ".join(lost.split())
    assert "fiyat" in shop("lead", "show", "L-1", *TABLE_OF).stdout
    assert json.loads(shop("lead", "show", "L-1", "--format", "json").stdout)["lost_reason"] == "price"
    assert shop("lead", "list", "--where", f"lost_reason~{typed}", "--format", "ids").stdout == "L-1\n"


def test_the_reasons_of_a_new_store_are_told(shop: Asked) -> None:
    shown = shop("reason", "list", *TABLE_OF).stdout
    assert left_over(shown) == []
    assert [name for name in REASONS if name in shown] == []
    assert "nedenler: rakip, mükerrer" in shop("lead", "lose", "L-1", "--reason", "xyz").stderr


@pytest.mark.usefixtures("in_turkish")
def test_tab_offers_the_stages_as_they_are_told(shop: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    shop("opportunity", "add", "Vitrin").checked()
    monkeypatch.setenv("CRMCLI_DB", shop.__self__.url)  # type: ignore[attr-defined]
    offered = words_for(App([]), ("opportunity", "list", "--stage"), "te")
    assert [word.value for word in offered] == ["Teklif"]
