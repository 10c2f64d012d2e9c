"""A grid as a picture: shades by background, by sign, or a line that says what it needs."""

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.style import Style

from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.results import Report
from tests.output.samples import Segment, lines_of, segments, shown


@pytest.fixture(autouse=True)
def _forget_styles() -> None:
    """Rich keeps the codes of a style from its first use; a process has one terminal, a test many."""
    Style.parse.cache_clear()


def grid_of(report: Report[Segment]) -> Grid:
    (picture,) = report.pictures
    assert isinstance(picture, Grid)
    return picture


def with_texts(report: Report[Segment], text: str, style: str | None = None) -> Report[Segment]:
    grid = grid_of(report)
    cells = tuple(tuple(Cell(text, cell.weight, style) for cell in row) for row in grid.cells)
    return replace(report, pictures=(replace(grid, cells=cells),))


def test_256_colours_shade_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(segments(), colour="always", width=60)
    tiles = re.findall(r"\x1b\[38;5;\d+;48;5;(\d+)m", text)
    assert len(tiles) == 6
    assert len(set(tiles)) == 3
    assert "░" not in text
    Style.parse.cache_clear()
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert len(set(re.findall(r"48;2;(\d+;\d+;\d+)m", shown(segments(), colour="always")))) == 5


def test_weight_zero_is_the_ground_and_weight_one_the_hue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    for style, hue in ((None, "46;134;200"), ("green", "64;150;84"), ("bold red", "192;70;78")):
        report = with_texts(segments(), "5", style)
        cells = ((Cell("a", 0.0, style), Cell("b", 1.0, style), Cell("c", 7.0, style)),)
        picture = replace(grid_of(report), rows=("R",), cells=cells)
        text = shown(replace(report, pictures=(picture,)), colour="always")
        assert re.findall(r"48;2;(\d+;\d+;\d+)m", text) == ["38;42;51", hue, hue]


def test_a_light_terminal_gets_light_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert "48;2;226;230;238" in shown(segments(), colour="always")


def test_few_colours_get_shade_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "▓ 12" in shown(segments(), colour="always")


def test_tiles_of_a_row_are_equally_high_and_words_stay_whole() -> None:
    text = shown(with_texts(segments(), "Potential loyalists 126"), width=66)
    assert lines_of(text)[4:6] == [
        "R2       Potential        ░ Potential        ▒ Potential",
        "      loyalists 126      loyalists 126      loyalists 126",
    ]


def test_a_picture_that_would_break_a_number_says_what_it_needs() -> None:
    text = shown(with_texts(segments(), "123,456,789,012"), width=40)
    assert "the picture of customers needs 51\ncolumns" in text
    assert "123" not in text
    assert "123,456,789,012" in shown(with_texts(segments(), "123,456,789,012"), width=51)


def test_tiles_without_colours_touch_where_there_is_just_enough_room_and_their_words_do_not() -> None:
    told = shown(with_texts(segments(), "Kaybedilmemeli and more 12"), width=48)
    assert lines_of(told)[4:6] == [
        "R2  Kaybedilmemeli░Kaybedilmemeli▒Kaybedilmemeli",
        "     and more 12    and more 12    and more 12",
    ]


def test_a_pipe_gets_no_picture_unless_a_table_is_asked_for() -> None:
    assert "recency" not in shown(segments(), terminal=False)
    assert "recency" in shown(segments(), terminal=False, format="table")


@pytest.mark.parametrize("text", ["日本", "a\x1b[31m", "[bold]", "\u202e", ""])
def test_texts_of_tiles_are_harmless_and_fit(text: str) -> None:
    for width in (20, 40, 80):
        made = shown(with_texts(segments(), text), width=width)
        assert all(c.isprintable() or c == "\n" for c in made)
        assert max(map(cell_len, lines_of(made))) <= width
