"""On which level two values agree."""

import pytest

from crmcli.domain.duplicates.levels import (
    ALIAS,
    DIFFER,
    EXACT,
    FAR,
    MISSING,
    NEAR,
    compare_days,
    compare_phones,
    compare_streets,
    compare_texts,
    like_mails,
)
from crmcli.domain.duplicates.names import compare_names, like_words
from tests.domain.duplicates.people import item


def names(a: str, b: str, *usual: str) -> tuple[int, ...]:
    """Compare two names in a store where the words ``usual`` are well known."""
    return compare_names(item(1, a), item(2, b), {}, dict.fromkeys(usual, 1))


def test_words_are_paired_whatever_their_order() -> None:
    assert names("ayse yilmaz", "yilmaz ayse") == (EXACT, EXACT, MISSING)


def test_a_word_without_partner_is_missing_not_different() -> None:
    assert names("isik", "isik mobilya") == (EXACT, MISSING, MISSING)
    assert names("", "isik") == (MISSING, MISSING, MISSING)


def test_a_different_word_is_seen_among_many_that_are_the_same() -> None:
    assert names("ada yapi insaat sanayi", "ada yapi insaat turizm")[2] == DIFFER


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("mehmet", "mehmt", NEAR),
        ("ayse", "aysee", ALIAS),
        ("robert", "rob", ALIAS),
        ("robert", "bob", ALIAS),
        ("mehmet", "m", ALIAS),
        ("schmidt", "smit", FAR),
        ("yilmaz", "demir", DIFFER),
    ],
)
def test_words_are_alike_by_letters_by_sound_or_as_short_forms(a: str, b: str, level: int) -> None:
    assert like_words(a, b) == like_words(b, a) == level


def test_two_usual_names_are_hardly_one_with_a_slip_in_it() -> None:
    assert names("ismail kavak", "ismail kayak")[1] == NEAR
    assert names("ismail kavak", "ismail kayak", "kavak", "kayak")[1] == FAR
    assert names("ismail kaya", "ismail kara")[1] == FAR  # well known everywhere


def test_words_written_apart_or_together_are_alike() -> None:
    assert names("isik mobilya", "isikmobilya")[0] >= NEAR


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("19801231", "19801231", EXACT),
        ("19801231", "19801230", NEAR),
        ("19800405", "19800504", NEAR),
        ("19801231", "19711231", ALIAS),
        ("19800115", "19801120", FAR),
        ("19801231", "19550602", DIFFER),
        ("19801231", "", MISSING),
    ],
)
def test_days_differ_by_a_slip_a_part_or_altogether(a: str, b: str, level: int) -> None:
    assert compare_days(a, b, {}) == level


def test_one_phone_in_common_is_enough() -> None:
    assert compare_phones(("5321234567", "2121234567"), ("2121234567",), {"2121234567": 7}) == EXACT + 7
    assert compare_phones(("5321234567",), ("5321234576",), {}) == NEAR
    assert compare_phones(("5321234567",), ("5427654321",), {}) == DIFFER


@pytest.mark.parametrize(
    ("a", "b", "level"),
    [
        ("ayse.yilmaz@gmail.com", "ayse.yilmaz@isik.com.tr", ALIAS),
        ("ayse.yilmaz@isik.com", "ayse.yilmz@isik.com", NEAR),
        ("rabia6546@gmail.com", "rabia9621@gmail.com", DIFFER),
        ("ayse@isik.com", "osman@demir.net", DIFFER),
    ],
)
def test_addresses_of_namesakes_are_told_apart_by_their_numbers(a: str, b: str, level: int) -> None:
    assert like_mails(a, b) == level


def test_streets_share_words() -> None:
    assert compare_streets("gazi lale", "gazi lale", {}) == EXACT
    assert compare_streets("gazi ataturk", "ataturk", {}) == ALIAS
    assert compare_streets("menekse", "menkse", {}) == NEAR
    assert compare_streets("menekse", "cinar", {}) == DIFFER


def test_what_is_missing_says_nothing() -> None:
    assert compare_texts("", "izmir", {}) == MISSING
    assert compare_texts("izmir", "izmr", {}) == NEAR
