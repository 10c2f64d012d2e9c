"""Lines over two axes, in dots of braille: eight to a cell; in ASCII a sign to a cell.

Where there are several lines each has a sign of its own at its points, and the legend names both sign
and style. Stairs go level to the next point, then up or down.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from crmcli.output.canvas import Piece, clipped
from crmcli.output.pictures import line_styles
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.pictures import Chart, Line
    from crmcli.output.canvas import Canvas

LEAST_PLOT, WIDEST_PLOT = 24, 100
HEIGHT = 12
_BRAILLE = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_MARKERS, _MARKERS_ASCII = "●▲■◆○△□◇", "*+ox#@%&"
_STEP = 8


class Plot:
    """The cells of a chart: dots, the signs over them, and their styles."""

    def __init__(self, chart: Chart, width: int, height: int) -> None:
        """Find the ranges of both axes."""
        points = [point for line in chart.lines for point in finite(line)]
        xs = [x for x, _ in points] + [x for x, _ in chart.x_ticks]
        ys = [y for _, y in points] + [y for y, _ in chart.y_ticks]
        self.width, self.height = width, height
        self._x = (min(xs), max(xs)) if xs else (0.0, 1.0)
        self._y = (min(ys), max(ys)) if ys else (0.0, 1.0)
        self.dots: dict[tuple[int, int], int] = {}
        self.signs: dict[tuple[int, int], str] = {}
        self.styles: dict[tuple[int, int], str] = {}

    def column(self, x: float, parts: int = 1) -> int:
        """Return where a value stands across, in so many parts of a cell."""
        return _placed(x, self._x, self.width * parts)

    def row(self, y: float, parts: int = 1) -> int:
        """Return where a value stands from the top, in so many parts of a cell."""
        return self.height * parts - 1 - _placed(y, self._y, self.height * parts)

    def dot(self, column: int, row: int, style: str) -> None:
        """Set one dot, in eighths of cells."""
        cell = row // 4, column // 2
        self.dots[cell] = self.dots.get(cell, 0) | _DOTS[row % 4][column % 2]
        self.styles[cell] = style

    def sign(self, column: int, row: int, sign: str, style: str) -> None:
        """Set a sign in a cell; what stands there already stays."""
        if (row, column) not in self.signs:
            self.signs[row, column] = sign
            self.styles[row, column] = style

    def cell(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        found = self.signs.get((row, column))
        if found is not None:
            return found
        dots = self.dots.get((row, column))
        return chr(_BRAILLE + dots) if dots else " "


def finite(line: Line) -> list[tuple[float, float]]:
    """Return the points of a line that are numbers."""
    return [(x, y) for x, y in line.points if x - x == 0 and y - y == 0]


def draw_chart(canvas: Canvas, chart: Chart) -> None:
    """Draw the lines, both axes with their ticks, and the legend."""
    from rich.cells import cell_len

    stub = max((cell_len(canvas.safe(text)) for _, text in chart.y_ticks), default=0)
    width = min(canvas.width - stub - 2, WIDEST_PLOT)
    if width < LEAST_PLOT:
        canvas.line(
            say("the picture of {title} needs {stub} columns", title=chart.title, stub=stub + 2 + LEAST_PLOT),
            "dim",
        )
        return
    canvas.line(
        say("{title}: {down} up, {across} across", title=chart.title, down=chart.down, across=chart.across),
        "dim",
    )
    plot = Plot(chart, width, HEIGHT)
    styles = line_styles(chart.lines)
    for line, style, marker in zip(chart.lines, styles, _markers(canvas, chart), strict=True):
        _trace(plot, line, style, marker, fine=canvas.terminal.unicode)
    _draw_rows(canvas, chart, plot, stub)
    _draw_foot(canvas, chart, plot, stub)
    if len(chart.lines) > 1:
        _draw_legend(canvas, chart, stub + 2)


def _placed(value: float, span: tuple[float, float], cells: int) -> int:
    """Return the cell of a value, the ends of the span in the first and the last."""
    low, high = span
    if high <= low:
        return 0
    return min(cells - 1, max(0, round((value - low) / (high - low) * (cells - 1))))


def _markers(canvas: Canvas, chart: Chart) -> list[str]:
    """Return the sign of every line; a single one in dots needs none."""
    signs = _MARKERS if canvas.terminal.unicode else _MARKERS_ASCII
    if len(chart.lines) == 1 and canvas.terminal.unicode:
        return [""]
    return [signs[number % len(signs)] for number in range(len(chart.lines))]


def _trace(plot: Plot, line: Line, style: str, marker: str, *, fine: bool) -> None:
    """Put a line into the plot, in dots and, at its points, signs; in signs alone where not ``fine``."""
    points = finite(line)
    if not fine:
        placed = [(plot.column(x), plot.row(y)) for x, y in points]
        for column, row in _path(placed, steps=line.steps):
            plot.sign(column, row, marker, style)
        return
    dots = [(plot.column(x, 2), plot.row(y, 4)) for x, y in points]
    for column, row in _path(dots, steps=line.steps):
        plot.dot(column, row, style)
    if marker:
        last = -_STEP
        for x, y in points:
            if plot.column(x) >= last + _STEP:
                last = plot.column(x)
                plot.sign(last, plot.row(y), marker, style)


def _path(points: Sequence[tuple[int, int]], *, steps: bool) -> Iterator[tuple[int, int]]:
    """Yield every place on the way from point to point."""
    corners: list[tuple[int, int]] = []
    for point in points:
        if steps and corners:
            corners.append((point[0], corners[-1][1]))
        corners.append(point)
    if corners:
        yield corners[0]
    for (x, y), (to_x, to_y) in pairwise(corners):
        count = max(abs(to_x - x), abs(to_y - y))
        for at in range(1, count + 1):
            yield x + round((to_x - x) * at / count), y + round((to_y - y) * at / count)


def _draw_rows(canvas: Canvas, chart: Chart, plot: Plot, stub: int) -> None:
    """Draw the plot behind the axis that goes up."""
    from rich.cells import cell_len

    ticks = {plot.row(value): canvas.safe(text) for value, text in chart.y_ticks}
    plain, ticked = ("│", "┤") if canvas.terminal.unicode else ("|", "+")
    for row in range(plot.height):
        text = ticks.get(row, "")
        lead = " " * (stub - cell_len(text)) + text + " " + (ticked if row in ticks else plain)
        pieces = [Piece(lead, "dim")]
        pieces += [Piece(plot.cell(row, at), plot.styles.get((row, at), "")) for at in range(plot.width)]
        canvas.pieces(pieces)


def _draw_foot(canvas: Canvas, chart: Chart, plot: Plot, stub: int) -> None:
    """Draw the axis that goes across, and as many of its ticks as don't touch."""
    from rich.cells import cell_len

    corner, plain, ticked = ("└", "─", "┬") if canvas.terminal.unicode else ("+", "-", "+")
    axis = [plain] * plot.width
    texts, end = "", 0
    for value, tick in chart.x_ticks:
        text, at = clipped(canvas.safe(tick), plot.width, canvas.ellipsis), plot.column(value)
        start = max(0, min(at - cell_len(text) // 2, plot.width - cell_len(text)))
        if start < end:
            continue
        axis[at] = ticked
        texts += " " * (start - cell_len(texts)) + text
        end = cell_len(texts) + 2
    canvas.pieces((Piece(f"{' ' * (stub + 1)}{corner}{''.join(axis)}", "dim"),))
    if texts:
        canvas.pieces((Piece(" " * (stub + 2) + texts, "dim"),))


def _draw_legend(canvas: Canvas, chart: Chart, indent: int) -> None:
    """Name the lines, each with its sign."""
    pieces = [Piece(" " * indent)]
    for line, style, marker in zip(
        chart.lines, line_styles(chart.lines), _markers(canvas, chart), strict=True
    ):
        pieces.append(Piece(f"{marker} {canvas.safe(line.name)}   ", style))
    canvas.flow(pieces)
