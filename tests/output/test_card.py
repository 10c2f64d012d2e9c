"""A single record on a terminal."""

from dataclasses import replace

from rich.cells import cell_len

from crmcli.domain.results import Listing, Record
from tests.output.samples import ISIK, Named, lines_of, named, shown

SECTIONS = (
    Listing(Named, named("a").rows, title="Open items", total=4),
    Listing(Named, [], title="Leads", empty="no lead yet"),
    Listing(Named, [], title="Silent"),
)


def test_80_columns_hold_two_fields_abreast() -> None:
    assert shown(Record(ISIK, title="C-12 Işık Mobilya", sections=SECTIONS)) == (
        "╭─ C-12 Işık Mobilya ──────────────────────────────────────────────────────────╮\n"
        "│ no          C-12                        last order  2026-11-03               │\n"
        "│ name        Işık Mobilya                last seen   2026-11-03 21:30         │\n"
        "│ status      ● customer                  pause       51.8 d                   │\n"
        "│ city        İstanbul                    discount    7.5                      │\n"
        "│ orders      1,240                       active      yes                      │\n"
        "│ revenue     ₺1,234,567.89               tags        vip, ankara              │\n"
        "│ share       62.5 %                      other       Vergi Dairesi: Beşiktaş; │\n"
        "│                                                     m²: 120                  │\n"
        "╰──────────────────────────────────────────────────────────────────────────────╯\n"
        "\n"
        "Open items  1 of 4\n"
        "no   name  short\n"
        "────────────────\n"
        "C-1  a     a\n"
        "\n"
        "Leads\n"
        "no lead yet\n"
    )


def test_40_columns_hold_one() -> None:
    assert shown(Record(named("Işık").rows[0], title="C-1 Işık " + "x" * 50), width=40) == (
        "╭─ C-1 Işık xxxxxxxxxxxxxxxxxxxxxxxx… ─╮\n"
        "│ no     C-1                           │\n"
        "│ name   Işık                          │\n"
        "│ short  Işık                          │\n"
        "╰──────────────────────────────────────╯\n"
    )


def test_missing_fields_are_left_out() -> None:
    text = shown(Record(replace(ISIK, city=None, last=None, tags=(), fields={}, revenue=None)))
    for label in ("city", "last order", "tags", "other", "revenue", "None"):
        assert label not in text


def test_line_breaks_of_a_note_stay_and_it_stands_below() -> None:
    lines = lines_of(shown(Record(replace(ISIK, name="first\nsecond\r\nthird\x1b[2J")), width=80))
    at = next(i for i, line in enumerate(lines) if line.startswith("│ name"))
    assert [line[14:30].rstrip(" │") for line in lines[at : at + 3]] == ["first", "second", "third␛[2J"]
    assert at == len(lines) - 4


def test_a_frame_in_ascii_where_the_encoding_has_no_boxes() -> None:
    text = shown(Record(ISIK, title="C-12"), encoding="ascii", width=100)
    assert text.isascii()
    assert text.startswith("+- C-12 ---")
    assert {cell_len(line) for line in lines_of(text)} == {100}


def test_every_line_of_the_frame_is_as_wide_as_the_others() -> None:
    for width in (20, 40, 80, 120, 200):
        for name in ("日本電気株式会社 " * 9, "👩‍👩‍👧", "x" * 300, "a\nb"):
            text = shown(Record(replace(ISIK, name=name, city=name), title=name), width=width)
            assert {cell_len(line) for line in lines_of(text)} == {min(width, 120)}


def test_40000_characters_are_all_there() -> None:
    text = shown(Record(replace(ISIK, name="x" * 40_000)))
    assert text.count("x") == 40_000
