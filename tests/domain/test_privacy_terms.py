"""What a person is called is found however it is written, and nothing else."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.privacy.terms import ERASED, terms

ALI = terms(("Şükrü Işık",), ("ali@işık.com.tr",), ("0532 987 65 43", "+905329876543"), ("10000000146",))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Şükrü Işık aradı", "[erased] aradı"),
        ("ŞÜKRÜ IŞIK'ın işi", "[erased]'ın işi"),
        ("sukru isik; Işık, Şükrü", "[erased]; [erased]"),
        ("Şükrü yarın, Işık dün", "Şükrü yarın, Işık dün"),  # neither alone
        ("Şükrüler Işıkgiller", "Şükrüler Işıkgiller"),
        ("yaz: ALI@IŞIK.COM.TR", "yaz: [erased]"),
        ("yaz: Ali@işık.com.tr!", "yaz: [erased]!"),
        ("0532 9876543, +90 (532) 987-65-43, 5329876543", "[erased], [erased], [erased]"),
        ("905329876543", "[erased]"),
        ("15329876543999", "15329876543999"),
        ("TCKN 10000000146.", "TCKN [erased]."),
        ("110000000146", "110000000146"),
    ],
)
def test_a_person_is_found_in_text(text: str, left: str) -> None:
    assert ALI.erase(text) == left


def test_a_name_of_one_word_is_not_looked_for_in_texts_about_others() -> None:
    found = terms(("Ada",), (), ())
    assert (found.erase("Ada geldi"), found.skipped) == ("Ada geldi", ("Ada",))
    assert terms(("Yıldız",), (), ()).erase("YILDIZ geldi") == "YILDIZ geldi"


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_around_a_name_stays(before: str, after: str) -> None:
    around = (before.replace("k", ""), after.replace("k", ""))
    text = f"{around[0]} Şükrü Işık {around[1]}"
    assert "Şükrü Işık" not in ALI.erase(text)


@given(st.text(max_size=200))
def test_a_text_without_the_person_is_left_alone(text: str) -> None:
    if not any(character in text for character in "kK0123456789@"):
        assert ALI.erase(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "oali@işık.com.tr",
        "x.ali@işık.com.tr",
        "ali@işık.com.tr.ru",
        "ali@işık.com.trk",
        "+ali@işık.com.tr",
        "ali-ali@işık.com.tr",
    ],
)
def test_a_longer_address_is_somebody_elses(text: str) -> None:
    assert ALI.erase(text) == text


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "Şükrü Işık"),
        "Şük\u00adrü Işık",
        "Şükrü\nIşık",
        "Şükrü\u00a0IŞIK",
        "ALİ@IŞIK.COM.TR",
        "al\u0131@işık.com.tr",
        "+90\u2011532\u2011987\u201165\u201143",
        "0532  987 - 65 43",
    ],
)
def test_a_person_is_found_however_a_text_is_composed(text: str) -> None:
    assert ALI.erase(text) == ERASED
    assert ALI.may_hold(json.dumps({"x": text}))
    assert ALI.may_hold(json.dumps({"x": text}, ensure_ascii=False))


def test_a_phone_from_abroad_is_found_as_it_is_dialled_at_home() -> None:
    berlin = terms((), (), ("+493090182099",))
    assert berlin.erase("030 901 820-99, 0049 30 90182099, +49 30 90182099") == ", ".join([ERASED] * 3)


def test_the_number_of_a_switchboard_is_not_that_of_one_desk() -> None:
    desk = terms((), (), ("+902121234567;ext=208",))
    assert desk.erase("0212 123 45 67") == "0212 123 45 67"
    assert desk.erase("0212 123 45 67 dahili 208") == ERASED
