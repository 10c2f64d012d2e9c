"""Pictures of every kind on a terminal: whole, in Unicode and ASCII, in colour and not, at any width."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from crmcli.domain.pictures import Bar, Bars, Cell, Chart, Line, Node, Picture, Tree
from tests.output.samples import (
    BARS,
    COHORTS,
    HOSTILE,
    PICTURES,
    STAIRS,
    TREE,
    WATERFALL,
    hostile,
    lines_of,
    pictured,
    shown,
)

WHOLE = {
    "bars": """\
Net by month, | the target
January                   ₺120,000.50          │███████████████████┃██▉
February                       ₺30.00          │▏                ┃
March                     -₺42,000.00  ████████│
Işık Mobilya ve Aksesuar   ₺65,000.00          │████████████▍┃
Sanayi A.Ş.
""",
    "funnel": """\
Leads to customers
Lead               400  ████████████████████████████████████████████████
Qualified  210  52.5 %             ██████████████████████████
Won           2  1.0 %                          ▏
Kept          0  0.0 %
""",
    "waterfall": """\
From revenue to profit
Revenue     ₺100       │████████████████████████████████████████████████
Goods       -₺60       │                   ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
Service     -₺50  ▒▒▒▒▒│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒
Given back   ₺25  █████│███████▎
Profit       ₺15       │███████▎
""",
    "stairs": """\
Still customers: share up, months across
100 % ┤●⠭⡉⠉⠉⠉⠉⠉⠉⠉⠉⡇
      │  ⠈⠢⣀      ⡇
      │     ⠑⢄⡀   ●⠒⠒⠒⠒⠒⠒⠒⠒⠒⢲
      │       ⠈⠢⣀           ⢸
      │          ⠑⢄         ⢸
 50 % ┤            ⠉⠢⡀      ●⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀
      │              ⠈⠑⢄                          ⡇
      │                 ⠉⠢⡀                       ⡇
      │                   ⠈⠒▲⣀⡀                   ⡇
      │                       ⠈⠉⠉⠉⠒⠒⠒⠢⠤⠤⠤⢄⣀⣀⣀     ●⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⢤
      │                                      ⠉⠉⠉⠑⠒▲                    ⢸
  0 % ┤                                                                ●
      └┬────────────────────┬─────────────────────┬────────────────────┬
       0                   12                    24                   36
       ● 2024   ▲ 2025
""",
    "arch": """\
Profit: profit up, customers across
₺100 ┤                        ⣀⡠⠤⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠒⠒⠤⢄⣀
     │                    ⣀⠤⠒⠉                  ⠉⠒⠤⣀
     │                 ⣀⠔⠊                          ⠑⠢⣀
     │              ⢀⠔⠊                                ⠑⠢⡀
     │            ⡠⠊⠁                                    ⠈⠑⢄
     │          ⡠⠊                                          ⠑⢄
     │        ⡠⠊                                              ⠑⢄
     │      ⡠⠊                                                  ⠑⢄
     │    ⢀⠜                                                      ⠣⡀
     │   ⡠⠊                                                        ⠑⢄
     │ ⢀⠜                                                            ⠣⡀
  ₺0 ┤⡠⠃                                                              ⠘⢄
     └┬────────────────────────────────────────────────────────────────┬
      0                                                      all of them
""",
    "tree": """\
Referrals
Işık Mobilya  4 · ₺1,200
├─ Acme                2
│  ├─ Deep
│  └─ Deeper           1
└─ Beta                1
Gamma
└─ Delta
""",
    "cohorts": """\
Cohorts: first bought down, months later across
           0       1       2
2026-01 █ 100 %  ▒ 48 %  ░ 7 %
2026-02 █ 100 %    0 %
2026-03 █ 100 %
""",
}
IN_ASCII = {
    "bars": """\
Net by month, | the target
January               TL 120,000.50        |#############!##
February                   TL 30.00        |#          !
March                 -TL 42,000.00  ######|
I\\u015f\\u0131k         TL 65,000.00        |#########!
Mobilya ve Aksesu...
""",
    "funnel": """\
Leads to customers
Lead               400  ####################################
Qualified  210  52.5 %           ##################
Won           2  1.0 %                    |
Kept          0  0.0 %
""",
    "waterfall": """\
From revenue to profit
Revenue     TL 100      |###################################
Goods       -TL 60      |              ---------------------
Service     -TL 50  ----|--------------
Given back   TL 25  ++++|+++++
Profit       TL 15      |#####
""",
    "stairs": """\
Still customers: share up, months across
100 % +**********
      |  ++     *
      |    ++   *********
      |      ++         *
      |        ++       *
 50 % +          ++     *******************
      |            ++                     *
      |              ++                   *
      |                ++++++             *
      |                      +++++++++    ******************
      |                               +++++                *
  0 % +                                                    *
      ++----------------+-----------------+----------------+
       0               12                24               36
       * 2024   + 2025
""",
    "arch": """\
Profit: profit up, customers across
TL 100 +                    *************
       |                 ***             **
       |               **                  ***
       |            ***                       **
       |          **                            ***
       |        **                                 *
       |      **                                    **
       |     *                                        *
       |    *                                          *
       |   *                                            *
       | **                                              **
  TL 0 +*                                                  *
       ++--------------------------------------------------+
        0                                        all of them
""",
    "tree": """\
Referrals
I\\u015f\\u0131k Mobilya  4 - TL 1,200
|- Acme                            2
|  |- Deep
|  `- Deeper                       1
`- Beta                            1
Gamma
`- Delta
""",
    "cohorts": """\
Cohorts: first bought down, months later across
           0       1       2
2026-01 # 100 %  : 48 %  . 7 %
2026-02 # 100 %    0 %
2026-03 # 100 %
""",
}


@pytest.fixture(autouse=True)
def _forget_styles() -> None:
    """Rich keeps the codes of a style from its first use; a process has one terminal, a test many."""
    Style.parse.cache_clear()


def drawn(*pictures: Picture, **choices: Any) -> str:
    """Return pictures as a terminal shows them, without the report's title."""
    return shown(pictured(*pictures), **choices).split("\n", 2)[2].strip("\n") + "\n"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_drawn_whole(name: str) -> None:
    assert drawn(PICTURES[name], width=72) == WHOLE[name]


@pytest.mark.parametrize("name", PICTURES)
def test_an_encoding_without_boxes_gets_the_same_in_ascii(name: str) -> None:
    text = drawn(PICTURES[name], width=60, encoding="ascii")
    assert text == IN_ASCII[name]
    assert text.isascii()


def test_a_dumb_terminal_gets_ascii_drawings_and_whole_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    text = drawn(TREE, width=60)
    assert lines_of(text)[1:3] == ["Işık Mobilya  4 · ₺1,200", "|- Acme                2"]
    assert "├" in drawn(TREE, terminal=False, format="table")


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("width", [20, 30, 40, 60, 80, 140])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_picture_fits_or_says_what_it_needs(name: str, width: int, encoding: str) -> None:
    text = drawn(PICTURES[name], width=width, encoding=encoding)
    assert max(map(cell_len, lines_of(text))) <= width
    needed = re.search(r"needs (\d+) columns", " ".join(text.split()))
    if needed:
        assert width < int(needed[1]) <= 80
        assert "needs" not in drawn(PICTURES[name], width=int(needed[1]), encoding=encoding)


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("ground", ["15;0", "0;15"])
@pytest.mark.parametrize("term", ["xterm", "xterm-256color"])
def test_colours_change_no_sign_but_shades(
    name: str, ground: str, term: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORFGBG", ground)
    monkeypatch.setenv("TERM", term)
    text = drawn(PICTURES[name], width=72, colour="always")
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert plain != text
    if PICTURES[name] is not COHORTS or term == "xterm":
        assert [line.rstrip() for line in lines_of(plain)] == lines_of(WHOLE[name])


def test_falling_bars_negative_bars_and_lines_are_told_apart_by_style_too() -> None:
    floating = drawn(WATERFALL, width=72, colour="always")
    assert re.findall(r"\x1b\[(\d+)m *[█▒]", floating) == ["94", "31", "31", "31", "32", "32", "94"]
    both_ways = drawn(BARS, width=72, colour="always")
    assert re.findall(r"\x1b\[(\d+)m[█▏]", both_ways) == ["94", "94", "94", "31", "32"]
    assert {"94", "31"} <= set(re.findall(r"\x1b\[(\d+)m[●▲⠀-⣿]", drawn(STAIRS, colour="always")))


def test_blue_is_the_bright_one_unless_the_ground_is_light(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[34m" not in drawn(BARS, width=72, colour="always")
    monkeypatch.setenv("COLORFGBG", "0;15")
    light = drawn(BARS, width=72, colour="always")
    assert "\x1b[34m" in light
    assert "\x1b[94m" not in light


def test_a_blank_square_has_no_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    text = drawn(COHORTS, colour="always")
    assert [line.count("48;2") for line in lines_of(text)] == [0, 0, 3, 2, 1]


def test_tiles_touch_where_there_is_just_enough_room() -> None:
    hours = tuple(map(str, range(24)))
    cells = tuple(Cell(hour, 1.0) for hour in hours)
    grid = replace(COHORTS, rows=("Mon",), columns=hours, cells=(cells,))
    assert "needs" not in drawn(grid, width=80, colour="always")
    assert "needs" in drawn(grid, width=60, colour="always")
    assert "█23" in drawn(grid, width=120)


def test_a_bar_that_is_there_is_never_invisible() -> None:
    tiny = Bars("t", (Bar("a", 1e9, "1"), Bar("b", 1e-3, "2"), Bar("c", 0, "3")))
    assert [line[-1] for line in lines_of(drawn(tiny, width=40))[1:]] == ["█", "▏", "3"]
    assert [line[-1] for line in lines_of(drawn(tiny, width=40, encoding="ascii"))[1:]] == ["#", "#", "3"]


def test_a_long_name_is_cut_before_a_figure_is() -> None:
    bars = Bars("t", (Bar("x" * 200, 1, "₺1,234,567,890.00"),))
    assert "₺1,234,567,890.00" in drawn(bars, width=40)
    assert "…" in drawn(bars, width=40)
    tree = Tree("t", (Node(0, "x" * 200, "₺1,234.00"), Node(1, "y" * 200)))
    assert "₺1,234.00" in drawn(tree, width=30)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_hostile_texts_are_harmless_and_fit(text: str, encoding: str) -> None:
    for picture in hostile(text[:2_000]):
        made = drawn(picture, width=60, encoding=encoding)
        assert all(c.isprintable() or c in "\n\u200c\u200d" for c in made)
        assert max(map(cell_len, lines_of(made))) <= 60


FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(
    st.lists(st.tuples(FINITE, FINITE, st.none() | FINITE), max_size=6),
    st.sampled_from(["bars", "funnel", "waterfall"]),
    st.integers(20, 140),
)
def test_any_bars_fit(found: list[tuple[float, float, float | None]], shape: str, width: int) -> None:
    bars = tuple(Bar("a", value, "1", start=start, mark=mark) for value, start, mark in found)
    for encoding in ("utf-8", "ascii"):
        text = drawn(Bars("t", bars, shape), width=width, encoding=encoding)
        assert max(map(cell_len, lines_of(text))) <= width


@given(st.lists(st.lists(st.tuples(FINITE, FINITE), max_size=8), max_size=9), st.booleans())
def test_any_lines_fit(found: list[list[tuple[float, float]]], steps: bool) -> None:
    lines = tuple(Line("a", tuple(sorted(points)), steps=steps) for points in found)
    for encoding in ("utf-8", "ascii"):
        text = drawn(Chart("t", "x", "y", lines, ((0, "0"),), ((0, "0"),)), width=60, encoding=encoding)
        assert max(map(cell_len, lines_of(text))) <= 60


def test_what_is_no_number_and_what_is_empty_draws_nothing_and_fails_nothing() -> None:
    line = Line("a", ((0, float("nan")), (float("inf"), 1), (1, 1)))
    for picture in (
        Chart("t", "x", "y", (line,), (), ()),
        Chart("t", "x", "y", (), (), ()),
        Bars("t", ()),
        Bars("t", (), "funnel"),
        Tree("t", ()),
        replace(COHORTS, rows=(), columns=(), cells=()),
    ):
        assert drawn(picture).startswith(("t", "Cohorts"))
