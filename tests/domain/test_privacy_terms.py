"""What a person is called is found however it is written, and nothing else."""

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


def test_a_name_of_one_short_word_is_not_looked_for() -> None:
    found = terms(("Ada",), (), ())
    assert (found.erase("Ada geldi"), found.skipped) == ("Ada geldi", ("Ada",))
    assert terms(("Karamanoğlu",), (), ()).erase("KARAMANOĞLU geldi") == f"{ERASED} geldi"


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_stands_around_a_name_stays(before: str, after: str) -> None:
    around = (before.replace("k", ""), after.replace("k", ""))
    text = f"{around[0]} Şükrü Işık {around[1]}"
    assert "Şükrü Işık" not in ALI.erase(text)


@given(st.text(max_size=200))
def test_a_text_without_the_person_is_left_alone(text: str) -> None:
    if not any(character in text for character in "kK0123456789@"):
        assert ALI.erase(text) == text
