"""terminal.py: colour, width and encoding, decided once."""

import io
import os
import pty
from collections.abc import Mapping

import pytest

from crmcli.output.terminal import Terminal, can_animate, is_terminal, look_at, wants_colour
from tests.output.samples import Stream


def colour(environ: Mapping[str, str], *, terminal: bool = True, choice: str = "auto") -> bool:
    return wants_colour(Stream(terminal=terminal), choice, environ)


def test_a_terminal_has_colour_and_a_pipe_has_none() -> None:
    assert colour({"TERM": "xterm"})
    assert not colour({"TERM": "xterm"}, terminal=False)


@pytest.mark.parametrize(
    "environ", [{"NO_COLOR": "1"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}]
)
def test_no_color_and_dumb_terminals_have_none(environ: dict[str, str]) -> None:
    assert not colour(environ)


def test_an_empty_no_color_counts_as_not_given() -> None:
    assert colour({"NO_COLOR": "", "TERM": "xterm"})


def test_force_color_brings_colour_into_a_pipe_and_0_takes_it_away() -> None:
    assert colour({"FORCE_COLOR": "1"}, terminal=False)
    assert not colour({"FORCE_COLOR": "0"})


def test_the_option_wins_over_every_variable() -> None:
    assert colour({"NO_COLOR": "1", "TERM": "dumb"}, terminal=False, choice="always")
    assert not colour({"FORCE_COLOR": "1"}, choice="never")


@pytest.mark.parametrize(
    ("environ", "depth"),
    [
        ({"TERM": "xterm"}, "standard"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"COLORTERM": "24bit"}, "truecolor"),
        ({}, "standard"),
        ({"TERM": "dumb"}, None),
    ],
)
def test_the_depth_of_colour_is_what_the_terminal_says(environ: dict[str, str], depth: str | None) -> None:
    assert look_at(Stream(terminal=True), environ=environ).colour == depth


@pytest.mark.parametrize(
    ("columns", "width"),
    [("100", 100), ("0", 80), ("-5", 80), ("abc", 80), ("", 80), ("1", 20), ("²", 80), (" 90 ", 90)],
)
def test_columns_counts_when_it_makes_sense(columns: str, width: int) -> None:
    assert look_at(Stream(terminal=True), environ={"COLUMNS": columns}).width == width


def test_a_pipe_is_120_wide_and_a_width_asked_for_wins() -> None:
    assert look_at(Stream(terminal=False), environ={}).width == 120
    assert look_at(Stream(terminal=False), width=60, environ={"COLUMNS": "100"}).width == 60


def test_the_terminal_itself_is_asked_for_its_width() -> None:
    master, slave = pty.openpty()
    try:
        import fcntl
        import struct
        import termios

        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 97, 0, 0))
        with os.fdopen(os.dup(slave), "w") as stream:
            assert look_at(stream, environ={}).width == 97
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
            assert look_at(stream, environ={}).width == 80
    finally:
        os.close(master)
        os.close(slave)


def test_a_missing_or_closed_stream_is_no_terminal() -> None:
    closed = io.StringIO()
    closed.close()
    assert not is_terminal(closed)
    assert look_at(closed, environ={}).width == 120
    assert not is_terminal(None)
    assert not can_animate(None)
    assert look_at(None, environ={}).width == 120


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [("utf-8", True), ("ascii", False), ("iso8859-9", False), ("cp1254", False), ("nonsense", False)],
)
def test_an_encoding_without_box_characters_gets_ascii(encoding: str, *, unicode: bool) -> None:
    assert look_at(Stream(terminal=True, encoding=encoding), environ={}).unicode is unicode


def test_letters_that_an_encoding_lacks_are_escaped_and_signs_get_plain_ones() -> None:
    ascii_only = Terminal(width=80, colour=None, encoding="ascii")
    assert ascii_only.fit("Işık — ₺1,50…") == "I\\u015f\\u0131k - TL 1,50..."
    turkish = Terminal(width=80, colour=None, encoding="cp1254")
    assert turkish.fit("Işık — ₺1,50") == "Işık — TL 1,50"
    assert turkish.fit("日本") == "\\u65e5\\u672c"


def test_a_light_background_is_known_where_the_terminal_says_so() -> None:
    assert look_at(Stream(terminal=True), environ={"COLORFGBG": "0;15"}).light
    assert not look_at(Stream(terminal=True), environ={"COLORFGBG": "15;0"}).light
    assert not look_at(Stream(terminal=True), environ={}).light
