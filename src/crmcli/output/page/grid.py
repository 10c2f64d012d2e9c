"""A grid as tiles: the heavier the fuller its colour; a blank one isn't drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.output.page.figures import label, places
from crmcli.output.page.words import cut, hue, lines, text, width

if TYPE_CHECKING:
    from crmcli.domain.pictures import Cell, Grid

_HEAD, _LINE, _GAP, _PAD, _TIGHT = 22, 17, 2, 8, 4
_SMALL, _LINES_OF_A_TILE, _LINES_OF_A_HEAD = 11 / 13, 4, 3
_LEAST_TILE, _WIDEST_TILE, _LARGEST_STUB = 30, 150, 0.3
# From these weights on letters are set in the opposite colour: in a dark theme, in any theme.
_HEAVY, _FULL = 0.6, 0.86


def grid(picture: Grid, room: float, *, small: bool = False) -> tuple[float, float, str]:
    """Return the width, the height and the drawing; it is wider than ``room`` where words have to be."""
    if small:
        wide, high, drawn = grid(picture, room / _SMALL)
        return wide * _SMALL, high * _SMALL, f'<g transform="scale({_SMALL:.3f})">{drawn}</g>\n'
    labels = [cut(name, room * _LARGEST_STUB) for name in picture.rows]
    stub = max(map(width, labels), default=0.0) + _PAD
    tile = _tile_width(picture, (room - stub) / max(len(picture.columns), 1))
    words = [[lines(cell.text, tile - _TIGHT, _LINES_OF_A_TILE) for cell in row] for row in picture.cells]
    heads = [lines(name, tile - _TIGHT, _LINES_OF_A_HEAD) for name in picture.columns]
    highest = max(map(len, heads), default=1)
    parts = [
        label(
            stub + at * tile + (tile - _GAP) / 2, 14 + _LINE * (highest - len(head) + number), line, "middle"
        )
        for at, head in enumerate(heads)
        for number, line in enumerate(head)
    ]
    top = float(_HEAD + _LINE * (max(highest, 1) - 1))
    for name, cells, said in zip(labels, picture.cells, words, strict=True):
        height = _LINE * max(max(map(len, said), default=1), 1) + _PAD
        parts.append(label(stub - _PAD, top + height / 2 + 4.5, name, "end"))
        for at, (cell, parted) in enumerate(zip(cells, said, strict=True)):
            if cell.text:
                parts.append(_tile(cell, parted, (stub + at * tile, top, tile - _GAP, height)))
        top += height + _GAP
    return stub + tile * len(picture.columns), top, "".join(parts)


def _tile_width(picture: Grid, room: float) -> float:
    """Return the width of every tile: of the widest text where there is room, at least of a word."""
    texts = [cell.text[:200] for row in picture.cells for cell in row]
    whole = max((width(said) for said in (*texts, *picture.columns)), default=0.0)
    word = max(
        (width(part) for said in (*texts, *picture.columns) for part in said[:200].split()), default=0.0
    )
    least = max(_LEAST_TILE, min(word, _WIDEST_TILE) + _TIGHT) + _GAP
    return max(least, min(whole + _PAD + _GAP, _WIDEST_TILE + _PAD + _GAP, room))


def _tile(cell: Cell, parted: list[str], box: tuple[float, float, float, float]) -> str:
    """Return a tile and its text, white on what is dark."""
    left, top, wide, high = box
    weight = min(1.0, max(0.0, cell.weight))
    ink = ' class="full"' if weight > _FULL else ' class="heavy"' if weight > _HEAVY else ""
    first = top + high / 2 - _LINE * (len(parted) - 1) / 2 + 4.5
    said = "".join(
        f'<text{ink} x="{places(left + wide / 2)}" y="{places(first + _LINE * at)}" text-anchor="middle">'
        f"{text(line)}</text>"
        for at, line in enumerate(parted)
    )
    return (
        f'<g><rect class="f tile {hue(cell.style)}" x="{places(left)}" y="{places(top)}" '
        f'width="{places(wide)}" height="{places(high)}" rx="2" '
        f'fill-opacity="{round(0.08 + 0.92 * weight, 2):g}"/>{said}</g>\n'
    )
