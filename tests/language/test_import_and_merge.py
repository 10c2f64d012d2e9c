"""Imports, merges, undo and the first screen in Turkish: whole sentences, one noun after a number."""

from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """Two customers that may be one, told in Turkish."""
    words = ("--phone", "0532 123 45 67", "--tag", "vip")
    crm_local.ok("customer", "add", "Işık Mobilya", *words)
    crm_local.ok("customer", "add", "Işık Mobilya Ltd", "--phone", "0533 765 43 21", "--tag", "bayi")
    crm_local.ok("order", "add", "C-2", "--total", "100 TL")
    return Program(crm_local.url, {"CRMCLI_LANG": "tr", "COLUMNS": "100"})


def test_how_a_file_is_read_is_told_in_turkish_words(shop: Program, tmp_path: Path) -> None:
    path = tmp_path / "siparisler.csv"
    path.write_text('No;Müşteri;Tarih;Toplam\nF1;Yeni A.Ş.;25/12/2025;"1.234,50"\n', encoding="utf-8")
    told = shop("import", "orders", path, "--create", "customers", "--dry-run").checked().stderr
    assert "sütun ayırıcı: noktalı virgül; başlıkta 4 sütun var, ilk satırların tamamında da öyle" in told
    assert "ondalık işareti virgül, " in told
    assert "tarihlerin sırası gün/ay/yıl, " in told
    assert "bu arada oluşturulan: 1 müşteri\n" in told


def test_why_a_row_is_refused_is_told_and_the_option_stays_what_it_is(shop: Program, tmp_path: Path) -> None:
    path = tmp_path / "siparisler.csv"
    path.write_text("order number,customer,total\nF1,Yok,100\n", encoding="utf-8")
    refused = shop("import", "orders", path)
    assert '"Yok" adıyla kayıtlı müşteri yok; --create customers oluşturur' in refused.stderr
    assert "answers" in Program(shop.url)("import", "orders", path).stderr


def test_what_a_merge_moves_is_counted_in_singulars_and_keys_are_called_what_they_are(shop: Program) -> None:
    told = shop("merge", "C-1", "C-2", "--dry-run", "--format", "table").checked().stdout
    assert "1 sipariş, 1 etiket, 1 telefon, e-posta ya da dış numara" in told.replace("\n  ", " ")
    assert "anahtar" not in told
    assert "telefon, e-posta ve dış numaralar" in told
    assert "organisation" not in told


def test_the_first_screen_and_the_history_tell_what_was_done(shop: Program) -> None:
    screen = Terminal(shop)().checked().stdout
    assert "C-2 eklendi" in screen
    assert "added" not in screen
    told = shop("history", "--format", "table").checked()
    assert "C-1 eklendi" in told.stdout
    assert told.stderr.endswith("1. değişiklik veri deposunun kendisini oluşturdu\n")


def test_a_history_says_what_came_before_its_first_line_and_only_where_it_shows_it(shop: Program) -> None:
    english = Program(shop.url)
    assert english.ok("history").stderr == "change 1 made the store itself\n"
    assert "change 1" not in english.ok("history", "--limit", "1").stderr
    assert "change 1" not in english.ok("import", "list").stderr


def test_what_stops_an_undo_is_told(shop: Program) -> None:
    refused = shop("undo", "3")
    assert refused.code == 4
    assert "4. değişiklik geri alınmadan 3. değişiklik geri alınamıyor" in refused.stderr
    assert "S-1" in refused.stderr
    assert refused.stderr.endswith("ipucu: crm undo 4\n")


def test_a_scan_names_the_command_for_the_first_pair(shop: Program) -> None:
    told = shop("dedupe", "scan").checked().stderr
    assert "ilki için: crm merge C-1 C-2 --dry-run ya da crm dedupe distinct C-1 C-2" in told
    shop.ok("merge", "C-1", "C-2", "--dry-run")
    shop.ok("dedupe", "distinct", "C-1", "C-2")
    assert "ilki için" not in shop("dedupe", "scan").checked().stderr
