"""safe_text: nothing that a terminal obeys gets through, and nothing vanishes unseen."""

import time
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.output.safe import JOINERS, MARKS_KEPT, safe_text
from tests.output.samples import HOSTILE

EVERYTHING = st.text(st.characters())  # surrogates and unassigned characters too


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [bold] text", "plain [bold] text"),
        ("Işık Mobilya Ltd. Şti.", "Işık Mobilya Ltd. Şti."),
        ("a\tb", "a b"),
        ("a\nb", "a↵b"),
        ("a\r\nb", "a␍↵b"),
        ("\x00\x07\x08\x1b[31m", "␀␇␈␛[31m"),
        ("a\x7fb", "a␡b"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\x85b", "a<U+0085>b"),
        ("abc\u202efdp", "abc<U+202E>fdp"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("pay\u200bpal", "pay<U+200B>pal"),
        ("\ufeffname", "<U+FEFF>name"),
        ("a\u00adb", "a<U+00AD>b"),
        ("a\u2028b\u2029c", "a<U+2028>b<U+2029>c"),
        ("\U000e0041", "<U+E0041>"),
        ("a\ud800b", "a<U+D800>b"),
        ("\ufffe\ufdd0\U0010ffff", "<U+FFFE><U+FDD0><U+10FFFF>"),
        ("s\u0327is\u0327li", "s\u0327is\u0327li"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b", "a\u00a0b"),
        ("日本", "日本"),
        ("Z" + "\u0301" * 8, "Z" + "\u0301" * 8),
        ("Z" + "\u0301" * 40 + "x", "Z" + "\u0301" * 8 + "<+32 marks>x"),
        ("Z" + "\u0301" * 9, "Z" + "\u0301" * 8 + "<+1 marks>"),
        ("", ""),
    ],
)
def test_what_could_harm_is_shown_and_the_rest_stays(text: str, shown: str) -> None:
    assert safe_text(text) == shown


def test_line_breaks_stay_where_several_lines_are_wanted() -> None:
    assert safe_text("a\nb\r\nc\td\re\x1b", multiline=True) == "a\nb\nc d␍e␛"


@given(EVERYTHING)
def test_safe_text_of_safe_text_is_the_same(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)
    once = safe_text(text, multiline=True)
    assert safe_text(once, multiline=True) == once


@given(EVERYTHING)
def test_no_character_of_a_forbidden_class_is_left(text: str) -> None:
    for character in safe_text(text):
        forbidden = category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in JOINERS
        point = ord(character)
        forbidden |= 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
        assert not forbidden, hex(point)


@given(st.text(st.characters(categories=["Mn", "Me"]), min_size=1, max_size=60))
def test_no_pile_of_marks_is_higher_than_eight(marks: str) -> None:
    run = 0
    for character in safe_text("a" + marks):
        run = run + 1 if category(character) in {"Mn", "Me"} else 0
        assert run <= MARKS_KEPT


@given(st.text(st.characters(categories=["L", "N", "P", "S"], include_characters=" ")))
def test_letters_digits_and_signs_are_never_changed(text: str) -> None:
    assert safe_text(text) == text


def test_40000_characters_take_no_time() -> None:
    begun = time.perf_counter()
    for text in (HOSTILE["long"], "ş" * 40_000, "\x1b" * 40_000, "\u0301" * 40_000):
        safe_text(text)
    assert time.perf_counter() - begun < 0.2
