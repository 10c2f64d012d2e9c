"""The one Rich console: where a result for a terminal is drawn before it is written.

No markup, no emoji codes, no highlighter: text is data, and reaches the console as styled segments.
Everything drawn has passed ``safe``, which makes it harmless and lets the terminal's encoding carry
it. Columns are set side by side here and not by ``rich.table``, which costs a hundred microseconds
a cell.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from crmcli.language import cell as spoken
from crmcli.output.safe import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.output import Settings
    from crmcli.output.terminal import Terminal

_TALL = 10_000
# Two short words in brackets, (5 min), stand on one line; in between no line can break at what isn't a blank.
_BRACKETS = re.compile(r"(\([^()\s]{1,10}) ([^()\s]{1,10}\))")
_HELD = "\ue000"
_HOLDS = 22


class Piece(NamedTuple):
    """Harmless text in a style; a width and an alignment are the column's affair."""

    text: str
    style: str = ""


class Track(NamedTuple):
    """A column of a drawing: its width, and how a text that is wider or narrower is treated."""

    width: int
    right: bool = False
    wraps: bool = False
    most_lines: int | None = None


class Canvas:
    """A terminal's width, colours and signs, and what was drawn so far."""

    def __init__(self, settings: Settings, terminal: Terminal) -> None:
        """Prepare an empty canvas."""
        from rich.console import Console
        from rich.segment import Segment

        self.settings = settings
        self.terminal = terminal
        self.width = terminal.width
        self.dash = "—" if terminal.unicode else "-"
        self.ellipsis = "…" if terminal.unicode else "..."
        self.rule = "─" if terminal.unicode else "-"
        self.left_out: list[str] = []
        self._segment = Segment
        self._segments: list[Segment] = []
        self._drawn = StringIO()
        self._console = Console(
            file=self._drawn,
            width=terminal.width,
            height=_TALL,
            color_system=terminal.colour,  # type: ignore[arg-type]
            force_terminal=terminal.colour is not None,
            force_jupyter=False,
            force_interactive=False,
            legacy_windows=False,
            no_color=False,
            markup=False,
            emoji=False,
            highlight=False,
            highlighter=None,
            _environ={},
        )

    def safe(self, text: str, *, multiline: bool = False) -> str:
        """Return text that neither harms the terminal nor exceeds its encoding."""
        return self.terminal.fit(safe_text(spoken(text), multiline=multiline))

    def wrapped(self, text: str, width: int, most_lines: int | None = None) -> list[str]:
        """Return harmless text in lines no wider than ``width``; a mark says where it was cut."""
        from rich.cells import cell_len

        if "\n" not in text and len(text) <= width and cell_len(text) <= width:
            return [text]
        from rich.text import Text

        if most_lines is not None:
            text = text[: _enough(width * (most_lines + 1))]
        if "(" in text and width >= _HOLDS:
            text = _BRACKETS.sub(f"\\1{_HELD}\\2", text)
        folded = Text(text).wrap(self._console, width, overflow="fold")
        lines = [line.plain.rstrip().replace(_HELD, " ") for line in folded]
        if most_lines is None or len(lines) <= most_lines:
            return lines
        last = lines[most_lines - 1] + " " + lines[most_lines]
        return [*lines[: most_lines - 1], clipped(last, width, self.ellipsis)]

    def line(self, text: str = "", style: str = "") -> None:
        """Draw text that isn't safe yet, wrapped where it is too long."""
        for part in self.wrapped(self.safe(text, multiline=True), self.width):
            self.pieces((Piece(part, style),))

    def sentence(self, text: str, style: str = "", mark: Piece | None = None) -> None:
        """Draw a sentence that isn't safe yet, behind a ``mark``; commands in it stay whole."""
        from crmcli.output.wrapping import wrapped

        before: tuple[Piece, ...] = () if mark is None else (mark, Piece(" "))
        for part in self.safe(text, multiline=True).split("\n"):
            lines = wrapped(part, self.width, lead=len(before) and 2, said=text).split("\n")
            self.pieces((*before, Piece(lines[0], style)))
            for line in lines[1:]:
                self.pieces((Piece(line, style),))
            before = () if mark is None else (Piece("  "),)

    def pieces(self, pieces: Iterable[Piece]) -> None:
        """Draw one line of safe pieces; on a dark ground blue is the bright one, the other can't be read."""
        style_of, blue = self._console.get_style, "blue" if self.terminal.light else "bright_blue"
        for text, style in pieces:
            if text:
                self._segments.append(
                    self._segment(text, style_of(style.replace("blue", blue)) if style else None)
                )
        self._segments.append(self._segment.line())

    def flow(self, pieces: Sequence[Piece]) -> None:
        """Draw safe pieces on one line where they fit, on a line each where they don't."""
        from rich.cells import cell_len

        if sum(cell_len(piece.text) for piece in pieces) <= self.width:
            self.pieces(pieces)
            return
        for text, style in pieces:
            for part in self.wrapped(text.strip(), self.width):
                self.pieces((Piece(part, style),))

    def row(self, tracks: Sequence[Track], cells: Sequence[Piece], *, gap: int) -> None:
        """Draw safe texts side by side, as many lines high as the highest of them."""
        for line in self.row_lines(tracks, cells, gap=gap):
            self.pieces(line)

    def row_lines(self, tracks: Sequence[Track], cells: Sequence[Piece], *, gap: int) -> list[list[Piece]]:
        """Return the lines of texts side by side, each filled to the width of the tracks."""
        from rich.cells import cell_len

        blocks = [self._block(track, cell.text) for track, cell in zip(tracks, cells, strict=True)]
        lines: list[list[Piece]] = []
        for number in range(max(map(len, blocks), default=0)):
            line: list[Piece] = []
            for track, cell, block in zip(tracks, cells, blocks, strict=True):
                text = block[number] if number < len(block) else ""
                blank = " " * (track.width - cell_len(text))
                if line:
                    line.append(Piece(" " * gap))
                line.extend((Piece(blank), Piece(text, cell.style)) if track.right else
                            (Piece(text, cell.style), Piece(blank)))  # fmt: skip
            lines.append(line)
        return lines

    def _block(self, track: Track, text: str) -> list[str]:
        """Return a cell's lines."""
        if track.wraps:
            return self.wrapped(text, track.width, track.most_lines)
        return [clipped(text, track.width, self.ellipsis)]

    def finish(self) -> str:
        """Return all that was drawn, without blanks at the ends of lines."""
        from rich.segment import Segments

        self._console.print(Segments(self._segments), end="", crop=False)
        self._segments.clear()
        return "".join(f"{line.rstrip()}\n" for line in self._drawn.getvalue().split("\n")[:-1])


def clipped(text: str, cells: int, ellipsis: str) -> str:
    """Return text cut to a width in cells, with a mark where it was cut."""
    from rich.cells import cell_len, set_cell_size

    if len(text) <= cells and cell_len(text) <= cells:
        return text
    text = text[: _enough(cells)]
    if cell_len(text) <= cells:
        return text
    if cells <= len(ellipsis):
        return set_cell_size(text, cells).rstrip()
    return set_cell_size(text, cells - len(ellipsis)).rstrip() + ellipsis


def _enough(cells: int) -> int:
    """Return a count of characters that fills so many cells: at most eight marks stand on a letter."""
    return 10 * cells + 10
