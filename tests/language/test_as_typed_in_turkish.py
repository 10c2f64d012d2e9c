"""What a Turkish screen shows can be typed as it stands there, and what is answered is whole in Turkish."""

import pytest

from crmcli.language import told as spoken
from crmcli.said import say
from tests.support.program import Program


@pytest.fixture
def shop(crm_local: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Two customers, an order, an opportunity and a product, spoken of in Turkish."""
    crm_local.ok("customer", "add", "Işık Mobilya", "--city", "İzmir")
    crm_local.ok("customer", "add", "Deniz Çelik", "--city", "Ankara")
    crm_local.ok("order", "add", "C-1", "--total", "100")
    crm_local.ok("opportunity", "add", "Vitrin", "--customer", "C-1")
    crm_local.ok("product", "add", "Masa", "--price", "10")
    monkeypatch.setenv("CRMCLI_LANG", "tr")
    return crm_local


def told(shop: Program, *words: str, code: int = 0) -> str:
    return shop.inprocess(*words, "--format", "table").checked(code).stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        (("order", "add", "C-1", "--total", "1.500,50"), "₺1.500,50"),
        (("order", "add", "C-1", "--line", "PR-1:200"), "₺2.000,00"),
        (("order", "edit", "S-1", "--total", "1.500,50"), "₺1.500,50"),
        (("opportunity", "edit", "O-1", "--amount", "12.500,00"), "₺12.500,00"),
        (("product", "edit", "PR-1", "--price", "1.500,50"), "₺1.500,50"),
    ],
)
def test_the_line_that_says_what_was_done_writes_money_as_its_language_does(
    shop: Program, words: tuple[str, ...], amount: str
) -> None:
    assert amount in told(shop, *words)


def test_some_of_several_is_a_sentence_in_turkish(shop: Program) -> None:
    assert told(shop, "customer", "edit", "C-1", "C-999", "--city", "Muğla", code=5) == (
        "! 2 müşteri: 1 değişti, 1 başarısız"
    )


@pytest.mark.usefixtures("in_turkish")
@pytest.mark.parametrize(
    ("sentence", "turkish"),
    [
        ("all is well", "her şey yolunda"),
        ("cancelled; nothing was saved", "iptal edildi; hiçbir şey kaydedilmedi"),
        (" (mend it and import it)", " (düzeltip içe aktarın)"),
    ],
)
def test_what_ends_a_command_is_said_in_turkish(sentence: str, turkish: str) -> None:
    assert spoken(say(sentence)) == turkish


@pytest.mark.parametrize("channel", ["e-posta", "eposta", "E-Posta", "email"])
def test_consent_is_given_by_the_names_that_are_shown(shop: Program, channel: str) -> None:
    words = ("consent", "give", "C-1", "--channel", channel, "--purpose", "pazarlama")
    assert told(shop, *words) == "✓ C-1 e-posta pazarlama: verildi"


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "list", "--status", "potansiyel"),
        ("order", "edit", "S-1", "--status", "tamamlandı"),
        ("report", "sales", "--by", "ay"),
        ("report", "sales", "--by", "şehir"),
    ],
)
def test_a_word_of_a_closed_list_is_taken_as_it_is_shown(shop: Program, words: tuple[str, ...]) -> None:
    shop.inprocess(*words).checked()


def test_a_format_is_taken_as_it_is_called(shop: Program) -> None:
    shop.inprocess("customer", "list", "--format", "tablo").checked()


def test_a_word_that_is_none_names_what_is_typed_and_what_it_is_called(shop: Program) -> None:
    result = shop.inprocess("customer", "list", "--status", "foo").checked(2)
    assert "prospect (potansiyel)" in result.stderr


def test_a_language_is_called_by_its_name_and_what_is_none_is_refused(crm_local: Program) -> None:
    assert (
        crm_local.inprocess("--lang", "türkçe", "customer", "list", "--help")
        .checked()
        .stdout.startswith("Kullanım")
    )
    assert "lang is one of" in crm_local.inprocess("--lang", "turkey", "customer", "list").checked(2).stderr


@pytest.mark.parametrize("day", ["monday", "pazartesi"])
def test_a_weekday_of_what_was_done_is_the_last_one(
    shop: Program, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-22")
    shop.inprocess("log", "visit", "C-1", "x", "--at", day).checked()
    rows = shop.inprocess("activity", "list", "--where", "kind = visit").tsv()
    assert [row["at"] for row in rows] == ["2026-11-16"]


def test_ya_da_parts_conditions_as_veya_does(shop: Program) -> None:
    rows = shop.inprocess("customer", "list", "--where", "city = İzmir ya da city = Ankara").tsv()
    assert len(rows) == 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("geri", "al"), "crm undo"),
        (("help", "geri", "al"), "crm help undo"),
        (("config", "unset", "locale"), "crm config path komutunun gösterdiği dosyadan satırını çıkarın"),
        (("customer", "list", "a b", "-q"), "-q komuttan önce yazılır: crm -q customer list 'a b'"),
    ],
)
def test_a_hint_is_what_was_meant(shop: Program, words: tuple[str, ...], hint: str) -> None:
    assert shop.inprocess(*words).checked(2).stderr.splitlines()[-1] == f"ipucu: {hint}"


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("müşteri ekle", "crm customer add"),
        ("satış raporu", "crm report sales"),
        ("borçlu", "crm report receivables"),
        ("faturalar", "crm order list"),
        ("en iyi müşteriler", "crm report abc"),
    ],
)
def test_find_knows_commands_by_several_words(shop: Program, asked: str, line: str) -> None:
    result = shop.inprocess("find", asked, "--format", "table")
    assert f"şunu mu istediniz: {line}" in result.stdout + result.stderr
