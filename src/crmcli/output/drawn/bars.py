"""Bars below each other: from an axis to either side, centred as a funnel, or floating as a waterfall.

A bar's name stands at its left, then its figure, then the bar, whose end is exact to an eighth of a cell.
What floats and falls has a sign of its own, so that nothing hangs on colour alone; in ASCII a bar is
``#``, a rising one ``+``, a falling one ``-``, a mark ``!``.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from crmcli.output.canvas import Piece
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Bar, Bars
    from crmcli.output.canvas import Canvas

LEAST_BAR, WIDEST_BAR = 10, 72
GAP = 2
_LINES_OF_A_NAME = 2
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL, _HALF_RIGHT, _FALLING, _MARK, _AXIS = "█", "▐", "▒", "┃", "│"


class Scale(NamedTuple):
    """Values to cells: ``low`` stands at the left edge, ``high`` at the right one."""

    low: float
    high: float
    cells: int

    def at(self, value: float) -> float:
        """Return where a value stands, in cells from the left, 0 to ``cells``."""
        if self.high <= self.low:
            return 0.0
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low))) * self.cells


def draw_bars(canvas: Canvas, picture: Bars) -> None:
    """Draw the bars under their title, or say how wide the terminal has to be."""
    from rich.cells import cell_len

    labels = [canvas.safe(bar.label) for bar in picture.bars]
    texts = [canvas.safe(bar.text) for bar in picture.bars]
    figure = max(map(cell_len, texts), default=0)
    label = max(map(cell_len, labels), default=0)
    room = canvas.width - figure - 2 * GAP - LEAST_BAR
    label = min(label, max(room, 0), max(canvas.width // 3, 8))
    if label < min(8, max(map(cell_len, labels), default=0)):
        needed = figure + 2 * GAP + LEAST_BAR + 8
        canvas.line(
            say("the picture of {title} needs {needed} columns", title=picture.title, needed=needed), "dim"
        )
        return
    canvas.line(picture.title, "dim")
    width = min(canvas.width - label - figure - 2 * GAP, WIDEST_BAR)
    for bar, name, text, drawn in zip(
        picture.bars, labels, texts, _bodies(canvas, picture, width), strict=True
    ):
        first, *rest = canvas.wrapped(name, label, _LINES_OF_A_NAME) or [""]
        lead = first + " " * (label - cell_len(first) + GAP + figure - cell_len(text))
        canvas.pieces((Piece(lead), Piece(text, _text_style(bar)), Piece(" " * GAP), *drawn))
        for line in rest:
            canvas.pieces((Piece(line),))


def _text_style(bar: Bar) -> str:
    """Return the style of a figure: what is below nothing stands out."""
    return "red" if min(bar.value, bar.value - bar.start) < 0 else ""


def _bodies(canvas: Canvas, picture: Bars, width: int) -> list[list[Piece]]:
    """Return the pieces of every bar."""
    if picture.shape == "funnel":
        most = max((bar.value for bar in picture.bars), default=0)
        return [_centred(canvas, bar, most, width) for bar in picture.bars]
    scale = _scale(picture.bars, width)
    floats = picture.shape == "waterfall"
    return [_drawn(canvas, bar, scale, floats=floats) for bar in picture.bars]


def _scale(bars: Sequence[Bar], cells: int) -> Scale:
    """Return a scale on which every bar and mark fits, and nothing stands at the edge of a cell."""
    values = [0.0]
    for bar in bars:
        values += [bar.start, bar.value]
        if bar.mark is not None:
            values.append(bar.mark)
    low, high = min(values), max(values)
    if low < 0 < high:
        # A whole number of cells on either side of the axis, at least one.
        cells -= 1  # the axis has one of its own
        left = min(cells - 1, max(1, round(cells * -low / (high - low))))
        unit = max(-low / left, high / (cells - left))
        return Scale(-unit * left, unit * (cells - left), cells)
    return Scale(low, high, cells)


def _centred(canvas: Canvas, bar: Bar, most: float, width: int) -> list[Piece]:
    """Return a bar of a funnel, as much to the left of the middle as to its right."""
    share = min(1.0, max(0.0, bar.value / most)) if most > 0 else 0.0
    half = round(share * (width // 2))
    sign = _FULL if canvas.terminal.unicode else "#"
    if not half and bar.value > 0:
        thin = "|" if not canvas.terminal.unicode else "▏"
        return [Piece(" " * (width // 2)), Piece(thin, bar.style or "blue")]
    return [Piece(" " * (width // 2 - half)), Piece(sign * (2 * half), bar.style or "blue")]


def _drawn(canvas: Canvas, bar: Bar, scale: Scale, *, floats: bool) -> list[Piece]:
    """Return a bar on the scale, with its mark and, where bars go both ways, the axis."""
    low, high = sorted((bar.start, bar.value))
    rising, moves = bar.value >= bar.start, floats and bar.start != 0
    style = bar.style or (("green" if rising else "red") if moves else "red" if bar.value < 0 else "blue")
    signs = _signs(canvas, scale.at(low), scale.at(high), _sign(canvas, moves=moves, rising=rising))
    pieces = [Piece(sign, style) for sign in signs]
    if bar.mark is not None:
        place = min(int(scale.at(bar.mark)), scale.cells - 1)
        pieces += [Piece(" ")] * (place + 1 - len(pieces))
        pieces[place] = Piece(_MARK if canvas.terminal.unicode else "!", "bold")
    if scale.low < 0 < scale.high:
        axis = round(scale.at(0.0))
        pieces += [Piece(" ")] * (axis - len(pieces))
        pieces.insert(axis, Piece(_AXIS if canvas.terminal.unicode else "|", "dim"))
    return [Piece("".join(one.text for one in run), style) for style, run in groupby(pieces, _style_of)]


def _style_of(piece: Piece) -> str:
    """Return a piece's style."""
    return piece.style


def _sign(canvas: Canvas, *, moves: bool, rising: bool) -> str:
    """Return what a bar is filled with."""
    if not canvas.terminal.unicode:
        return ("+" if rising else "-") if moves else "#"
    return _FALLING if moves and not rising else _FULL


def _signs(canvas: Canvas, start: float, end: float, sign: str) -> list[str]:
    """Return one sign for every cell up to the end of a bar; what is there is never invisible."""
    if not canvas.terminal.unicode or sign != _FULL:
        first, last = round(start), round(end)
        if first == last and end > start:
            first, last = min(first, int(start)), min(first, int(start)) + 1
        return [" "] * first + [sign] * (last - first)
    first, rest = divmod(round(start * 2), 2)
    whole, eighths = divmod(round(end * 8), 8)
    signs = [" "] * first
    if rest:
        signs.append(_HALF_RIGHT)
    signs += [_FULL] * (whole - len(signs))
    if eighths and len(signs) == whole:
        signs.append(_EIGHTHS[eighths])
    if end > start and not "".join(signs).strip():
        signs = [" "] * int(start) + [_EIGHTHS[1]]
    return signs
