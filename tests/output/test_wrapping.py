"""Sentences on a terminal are broken between words; what is pasted is not broken at all."""

from pathlib import Path

import pytest

from crmcli.output.wrapping import cells, wrapped
from crmcli.said import listed, say

LONG = "the quick brown fox jumps over the lazy dog and then goes home to sleep for a very long while"


@pytest.mark.parametrize("width", [20, 33, 40, 79, 80, 93])
def test_no_line_is_wider_than_the_screen_and_no_word_is_lost(width: int) -> None:
    lines = wrapped(LONG, width, lead=6).split("\n")
    assert max(map(len, ("      " + lines[0], *lines[1:]))) <= width
    assert " ".join(" ".join(lines).split()) == LONG
    assert all(line.startswith(" " * 6) and line[6] != " " for line in lines[1:])


def test_what_fits_is_left_as_it_is() -> None:
    assert wrapped("a  b   c", 8) == "a  b   c"
    assert wrapped("", 20) == ""


def test_without_a_lead_the_rest_stands_two_deeper_than_the_text() -> None:
    assert wrapped("moves: one two three", 12) == "moves: one\n  two three"
    assert wrapped("  moves: one two three", 14) == "  moves: one\n    two three"


@pytest.mark.parametrize(
    "command",
    [
        "crm rule add \"Champions first\" 'when a case is opened then task for owner'",
        'crm product add "Meşe masa" --sku MM-1 --price "4.500 TL"',
        "crm import orders FILE",
        "crm config set case_response_hours urgent=1,high=4,normal=9,low=27",
        "CRMCLI_DB=/tmp/a.db crm customer find acme",
        "crm campaign edit CA-1 --starts DAY",
    ],
)
@pytest.mark.parametrize(
    "text", ["{}", "nothing is there yet: {}", "do it, or {}; then go on", "say {} twice"]
)
def test_a_command_to_paste_stays_one_line(text: str, command: str) -> None:
    for width in (20, 40, 60, 80):
        assert command in wrapped(text.format(command), width, lead=6)


def test_words_behind_a_command_are_words_again() -> None:
    text = "others can read it: crm doctor --fix makes it private, which is what everybody wants to have"
    assert wrapped(text, 60).split("\n") == [
        "others can read it: crm doctor --fix makes it private, which",
        "  is what everybody wants to have",
    ]


def test_an_option_and_its_value_stay_together() -> None:
    text = "4 columns not shown: revenue, margin, cost to serve; --format csv has them all"
    assert wrapped(text, 63).split("\n") == [
        "4 columns not shown: revenue, margin, cost to serve;",
        "  --format csv has them all",
    ]


def test_a_path_is_not_broken_at_its_blanks_nor_a_name_held_together() -> None:
    path = Path("/home/ayşe/my long folder of papers/report of the year.html")
    told = say("{name} was written to {path}", name="Işık Mobilya Sanayi ve Ticaret", path=path)
    for said in (told, listed((told, " today"), "")):
        lines = wrapped(str(said), 40, said=said).split("\n")
        assert lines[:3] == ["Işık Mobilya Sanayi ve Ticaret was", "  written to", f"  {path}"]


def test_an_arrow_stands_between_its_two_words() -> None:
    assert wrapped("columns: Code -> number, City -> city", 28) == "columns: Code -> number,\n  City -> city"


def test_a_word_wider_than_the_screen_gets_a_line_of_its_own() -> None:
    word = "x" * 50
    assert wrapped(f"a {word} b", 40).split("\n") == ["a", f"  {word}", "  b"]


def test_wide_letters_count_twice_and_marks_not_at_all() -> None:
    assert cells("日本") == 4
    assert cells("é") == cells("e\u0301") == 1
    assert wrapped("日本 日本 日本", 9) == "日本 日本\n  日本"
    assert wrapped("日本 日本 日本", 14) == "日本 日本 日本"
    marked = "e\u0301" * 5
    assert wrapped(f"{marked} {marked}", 11) == f"{marked} {marked}"


def test_a_long_text_takes_no_time() -> None:
    for text in (
        "crm " * 2500,
        "crm " + "a" * 9000,
        'crm "' + "a " * 4000,
        "crm -" + "a-" * 4000,
        "'" * 9000,
    ):
        wrapped(text, 80)
