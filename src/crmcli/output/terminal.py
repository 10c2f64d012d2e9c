"""What the other end of a stream can show: the one place that decides it.

Order for colour: ``--color``, NO_COLOR, FORCE_COLOR, TERM=dumb, then whether a terminal is there.
Order for the width: ``--width``, COLUMNS, the terminal itself, then 80 (120 away from a terminal).
A value that makes no sense (COLUMNS=0, -5 or abc) counts as not given.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NARROWEST = 20
WIDTH_OF_A_TERMINAL = 80
WIDTH_OF_A_FILE = 120

_NEEDED = "─╭█₺…●✓—"
# What stands for typographic signs where the encoding lacks them.
_ASCII = {
    "—": "-",
    "–": "-",
    "…": "...",
    "↵": "\\n",
    "₺": "TL ",
    "€": "EUR ",
    "£": "GBP ",
    "·": "-",
    "•": "*",
    "→": "->",
    "×": "x",
    "─": "-",
    "│": "|",
    "├": "|",
    "└": "`",
    "“": '"',
    "”": '"',
    "’": "'",
    "\u00a0": " ",
    "\u202f": " ",
}


class Terminal:
    """What a stream can show.

    ``colour`` is "standard", "256", "truecolor" or None for no ANSI sequence at all; ``unicode``
    is False when the encoding lacks box characters or the lira sign, and on a dumb terminal;
    ``light`` is True when the terminal says that its background is light.
    """

    __slots__ = ("colour", "encoding", "light", "unicode", "width")

    def __init__(
        self, *, width: int, colour: str | None, encoding: str, light: bool = False, boxes: bool = True
    ) -> None:
        """Keep what was found; an unknown encoding counts as ASCII, without ``boxes`` drawings are ASCII."""
        self.width = width
        self.colour = colour
        self.encoding = encoding if _carries(encoding, "") else "ascii"
        self.unicode = boxes and _carries(self.encoding, _NEEDED)
        self.light = light

    def fit(self, text: str) -> str:
        """Return text that the encoding can carry: plain signs, and escapes for other letters."""
        if self.unicode or text.isascii():
            return text
        if not _carries(self.encoding, text):
            text = "".join(
                _ASCII.get(c, c) if not c.isascii() and not _carries(self.encoding, c) else c for c in text
            )
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)


def look_at(
    stream: Any,
    *,
    colour: str = "auto",
    width: int | None = None,
    environ: Mapping[str, str] | None = None,
) -> Terminal:
    """Find out what a stream can show."""
    environ = _known(environ)
    return Terminal(
        width=_width(stream, width, environ),
        colour=_colours(environ) if wants_colour(stream, colour, environ) else None,
        encoding=getattr(stream, "encoding", None) or "utf-8",
        light=environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"},
        boxes=environ.get("TERM") != "dumb" or not is_terminal(stream),
    )


def is_terminal(stream: Any) -> bool:
    """Tell whether a person is looking at the stream; a closed or missing one has nobody."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def wants_colour(stream: Any, choice: str = "auto", environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether ANSI sequences may be written."""
    environ = _known(environ)
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    forced = environ.get("FORCE_COLOR")
    if forced:
        return forced != "0"
    return environ.get("TERM") != "dumb" and is_terminal(stream)


def can_animate(stream: Any, environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether the cursor may be moved (a progress bar)."""
    return is_terminal(stream) and _known(environ).get("TERM") != "dumb"


def _known(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the variables to look at: those given, or the process's."""
    return os.environ if environ is None else environ  # noqa: TID251 what a terminal is stands nowhere else


def _colours(environ: Mapping[str, str]) -> str:
    """Return how many colours the terminal says it has."""
    if environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"} or "WT_SESSION" in environ:
        return "truecolor"
    return "256" if "256" in environ.get("TERM", "") else "standard"


def _width(stream: Any, wanted: int | None, environ: Mapping[str, str]) -> int:
    """Return the columns that may be filled, at least ``NARROWEST``."""
    for found in (wanted or 0, _number(environ.get("COLUMNS", "")), _columns_of(stream)):
        if found > 0:
            return max(found, NARROWEST)
    return WIDTH_OF_A_TERMINAL if is_terminal(stream) else WIDTH_OF_A_FILE


def _number(text: str) -> int:
    """Return a whole number, 0 when it isn't one."""
    try:
        return int(text)
    except ValueError:
        return 0


def _columns_of(stream: Any) -> int:
    """Ask the terminal how wide it is; 0 when there is none or it doesn't say."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (AttributeError, ValueError, OSError):
        return 0


def _carries(encoding: str, text: str) -> bool:
    """Tell whether an encoding has every character of a text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
