"""A grid: tiles shaded by weight.

With 256 colours or more a tile's background carries the weight; without, a shade sign before the
text does (``░▒▓█``, in ASCII ``.:+#``), so that nothing hangs on colour alone. A blank tile has
neither. A word or a number in a tile is never broken: where that can't be, a line says how wide the
terminal has to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.output.canvas import Piece, clipped
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.pictures import Cell, Grid
    from crmcli.output.canvas import Canvas

_WIDEST_TILE, _LEAST_TILE = 18, 6
_SHADES, _SHADES_ASCII = "░▒▓█", ".:+#"
_DARK_GROUND, _LIGHT_GROUND = (38, 42, 51), (226, 230, 238)
_HUES = {
    "": (46, 134, 200),
    "blue": (66, 112, 204),
    "cyan": (30, 144, 158),
    "green": (64, 150, 84),
    "magenta": (150, 84, 176),
    "red": (192, 70, 78),
    "yellow": (190, 146, 46),
}
_BRIGHT = 140


class Form(NamedTuple):
    """How wide tiles are and how far apart; ``glued`` puts the shade right before the text."""

    tile: int
    gap: int
    glued: bool = False


def draw_grid(canvas: Canvas, grid: Grid) -> None:
    """Draw the tiles under their headings, or say how wide the terminal has to be."""
    from rich.cells import cell_len

    stub = max((cell_len(label) for label in grid.rows), default=0)
    stub = min(stub, canvas.width // 4)
    form = _form(canvas, grid, canvas.width - stub)
    if form is None:
        needed = stub + (_longest_word(grid) + 1) * len(grid.columns) + 1
        canvas.line(
            say("the picture of {title} needs {needed} columns", title=grid.title, needed=needed), "dim"
        )
        return
    canvas.line(
        say("{title}: {down} down, {across} across", title=grid.title, down=grid.down, across=grid.across),
        "dim",
    )
    tile = form.tile
    heads = [_centred(clipped(canvas.safe(name), tile, ""), tile, "dim") for name in grid.columns]
    _draw_line(canvas, "", stub, heads, form)
    for name, cells in zip(grid.rows, grid.cells, strict=True):
        tiles = [_tile_lines(canvas, cell, form) for cell in cells]
        height = max((len(lines) for lines in tiles), default=1)
        blocks = [_block(canvas, cell, lines, tile, height) for cell, lines in zip(cells, tiles, strict=True)]
        for number in range(height):
            label = clipped(canvas.safe(name), stub, "") if number == (height - 1) // 2 else ""
            _draw_line(canvas, label, stub, [block[number] for block in blocks], form)


def _form(canvas: Canvas, grid: Grid, room: int) -> Form | None:
    """Return how the tiles stand: apart where there is room, touching where there is just enough."""
    count, word, shaded = max(len(grid.columns), 1), _longest_word(grid), not _has_backgrounds(canvas)
    apart = Form(min(_tile_width(grid), room // count - 1), 1)
    if apart.tile >= word + 2 * shaded:
        return apart
    if shaded:
        tight = Form(min(word + 1, room // count - 1), 1, glued=True)
        if tight.tile <= word:
            tight = Form(min(word + 1, (room - 1) // count), 0, glued=True)
    else:
        tight = Form(min(word + 1, (room - 1) // count), 0)
    return tight if tight.tile >= word + 1 else None


def _tile_width(grid: Grid) -> int:
    """Return the width that the longest text asks for, with a blank on either side."""
    from rich.cells import cell_len

    longest = max((cell_len(cell.text) for row in grid.cells for cell in row), default=0)
    labels = max((cell_len(label) for label in grid.columns), default=0)
    return max(_LEAST_TILE, min(longest + 2, _WIDEST_TILE), min(labels, _WIDEST_TILE))


def _longest_word(grid: Grid) -> int:
    """Return the width below which a tile would break a word."""
    from rich.cells import cell_len

    return max(
        (cell_len(word) for row in grid.cells for cell in row for word in cell.text.split()), default=1
    )


def _draw_line(canvas: Canvas, label: str, stub: int, tiles: list[Piece], form: Form) -> None:
    """Draw one line of the picture, its label to the right of the stub."""
    from rich.cells import cell_len

    line = [Piece(" " * (stub - cell_len(label)) + label + " " * (1 - form.gap), "dim")]
    for tile in tiles:
        line += (Piece(" " * form.gap), tile)
    canvas.pieces(line)


def _tile_lines(canvas: Canvas, cell: Cell, form: Form) -> list[str]:
    """Return the lines of a tile; the sign or a blank parts those of tiles that touch."""
    text = _tile_text(canvas, cell, form)
    if form.gap or not form.glued or not text:
        return canvas.wrapped(text, form.tile)
    first, *rest = canvas.wrapped(text[1:], form.tile - 1)
    return [text[0] + first, *rest]


def _tile_text(canvas: Canvas, cell: Cell, form: Form) -> str:
    """Return the text of a tile; without colours a sign for the weight leads."""
    text = canvas.safe(cell.text)
    if _has_backgrounds(canvas) or not text:
        return text
    shades = _SHADES if canvas.terminal.unicode else _SHADES_ASCII
    weight = _weight(cell)
    shade = shades[min(int(weight * len(shades)), len(shades) - 1)] if weight else " "
    return f"{shade}{'' if form.glued else ' '}{text}"


def _block(canvas: Canvas, cell: Cell, lines: list[str], width: int, height: int) -> list[Piece]:
    """Return a tile as lines of one width, its text in the middle."""
    above = (height - len(lines)) // 2
    filled = [""] * above + lines + [""] * (height - above - len(lines))
    style = cell.style or ""
    if _has_backgrounds(canvas):
        style = _background(cell, light=canvas.terminal.light) if cell.text else ""
    return [_centred(line, width, style) for line in filled]


def _centred(text: str, width: int, style: str) -> Piece:
    """Return text in the middle of a width."""
    from rich.cells import cell_len

    blank = width - cell_len(text)
    return Piece(" " * (blank - blank // 2) + text + " " * (blank // 2), style)


def _has_backgrounds(canvas: Canvas) -> bool:
    """Tell whether the terminal has enough colours for shades."""
    return canvas.terminal.colour in {"256", "truecolor"}


def _weight(cell: Cell) -> float:
    """Return a weight within 0..1."""
    return min(1.0, max(0.0, cell.weight))


def _background(cell: Cell, *, light: bool) -> str:
    """Return a style: the cell's hue mixed into the ground, the more the heavier the cell."""
    hue, weight = _HUES.get((cell.style or "").removeprefix("bold "), _HUES[""]), _weight(cell)
    ground = _LIGHT_GROUND if light else _DARK_GROUND
    red, green, blue = (round(g + (h - g) * weight) for g, h in zip(ground, hue, strict=True))
    ink = "rgb(16,18,22)" if 0.299 * red + 0.587 * green + 0.114 * blue > _BRIGHT else "rgb(240,242,246)"
    return f"{ink} on rgb({red},{green},{blue})"
