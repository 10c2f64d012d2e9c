"""A picture of a report on a terminal: each kind has a module of its own in ``drawn``.

No picture is wider than the terminal, and none needs colours or more than ASCII to be read. One that
would have to cut a number instead says in a line how wide the terminal has to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bars, Chart, Grid, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Line, Picture
    from crmcli.output.canvas import Canvas

_COLOURS = ("blue", "yellow", "green", "magenta", "cyan", "red")


def line_styles(lines: Sequence[Line]) -> list[str]:
    """Return the style of every line of a chart: its own, else a colour that no other line has."""
    taken = {line.style for line in lines}
    free = [colour for colour in _COLOURS if colour not in taken] or list(_COLOURS)
    made: list[str] = []
    for line in lines:
        if line.style is None:
            made.append(free[0])
            free = [*free[1:], free[0]]
        else:
            made.append(line.style)
    return made


def draw_picture(canvas: Canvas, picture: Picture) -> None:
    """Draw a picture that is no wider than the terminal."""
    match picture:
        case Grid():
            from crmcli.output.drawn.grid import draw_grid

            draw_grid(canvas, picture)
        case Bars():
            from crmcli.output.drawn.bars import draw_bars

            draw_bars(canvas, picture)
        case Chart():
            from crmcli.output.drawn.chart import draw_chart

            draw_chart(canvas, picture)
        case Tree():
            from crmcli.output.drawn.tree import draw_tree

            draw_tree(canvas, picture)
