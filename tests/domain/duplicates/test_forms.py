"""The forms in which fields are compared: what says the same is the same, what says nothing is nothing."""

import pytest

from crmcli.domain.duplicates.forms import (
    address_forms,
    is_filler,
    mail_forms,
    name_words,
    phone_digits,
    plain,
    skeleton,
    web_domain,
)


@pytest.mark.parametrize(
    "name",
    [
        "Işık Mobilya Ltd. Şti.",
        "IŞIK MOBİLYA A.Ş.",
        "ışık mobilya san. ve tic. ltd. şti.",
        "Isik Mobilya GmbH",
        "Işık Mobilya, Inc.",
    ],
)
def test_an_organisation_is_the_same_under_every_legal_form(name: str) -> None:
    assert name_words(name, organisation=True) == ("isik", "mobilya")


def test_short_forms_of_trade_words_are_one_word() -> None:
    assert name_words("Ada İnş. Müh.", organisation=True) == name_words(
        "Ada İnşaat Mühendislik", organisation=True
    )


def test_titles_are_no_part_of_a_persons_name() -> None:
    assert name_words("Sayın Av. Ayşe Yılmaz", organisation=False) == ("ayse", "yilmaz")


@pytest.mark.parametrize("name", ["yok", "-", "N/A", "unknown", "xxx", "test", "isimsiz", "a@b.org", "..."])
def test_what_fills_a_field_is_no_name(name: str) -> None:
    assert name_words(name, organisation=False) == ()
    assert is_filler("0000")


@pytest.mark.parametrize(
    "written", ["0532 123 45 67", "+905321234567", "00905321234567", "532 123 45 67", "+905321234567;ext=12"]
)
def test_a_phone_is_the_same_however_it_is_written(written: str) -> None:
    assert phone_digits(written) == "5321234567"


@pytest.mark.parametrize("filler", ["0000", "1111111111", "0500 000 00 00", "1234567", "0532 111 11 11"])
def test_a_filler_is_no_phone(filler: str) -> None:
    assert phone_digits(filler) is None


@pytest.mark.parametrize(
    ("address", "own", "domain"),
    [
        ("ayse@isik.com.tr", "ayse@isik.com.tr", "isik.com.tr"),
        ("ayse@gmail.com", "ayse@gmail.com", None),
        ("info@isik.com.tr", None, "isik.com.tr"),
        ("Satis@Isik.com.tr", None, "isik.com.tr"),
        ("info@gmail.com", None, None),
        ("noreply@isik.com.tr", None, "isik.com.tr"),
        ("test@test.com", None, None),
        ("ayse@yok.com", None, None),
        ("-", None, None),
    ],
)
def test_a_desks_address_says_the_organisation_only(
    address: str, own: str | None, domain: str | None
) -> None:
    assert mail_forms(address) == (own, domain)


@pytest.mark.parametrize(
    "written",
    [
        "Gazi Mah. Lale Sok. No: 12",
        "Gazi Mahallesi, Lale Sokak No.12",
        "GAZİ MH. LALE SK. 12",
        "gazi mahallesi lale sokağı numara 012",
    ],
)
def test_an_address_is_the_same_however_it_is_shortened(written: str) -> None:
    assert address_forms(written) == ("gazi lale", ("12",))


@pytest.mark.parametrize(
    ("a", "b"), [("mehmet", "mehmed"), ("isik", "ishik"), ("schmidt", "smit"), ("ayse", "aise")]
)
def test_words_that_sound_alike_have_one_skeleton(a: str, b: str) -> None:
    assert skeleton(a) == skeleton(b)


def test_a_public_page_is_nobodys_domain() -> None:
    assert web_domain("https://www.isik.com.tr/tr?x=1") == "isik.com.tr"
    assert web_domain("https://facebook.com/isik") is None


def test_a_missing_text_and_a_filler_are_alike() -> None:
    assert plain(None) == plain("yok") == plain("n/a") == ""
    assert plain("Şişli") == "sisli"
