"""Pictures of a mail, made of the cells of tables: the one thing that every mail program shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bars, Chart, Grid, Tree
from crmcli.output.page.words import hue, text
from crmcli.output.pictures import line_styles
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Bar, Cell, Line, Picture

_TABLE = '<table cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:0 0 16px">\n'
_SOFT = "color:#5a6470;font-size:12px"
_INKS = {
    "blue": (47, 116, 184),
    "cyan": (21, 120, 138),
    "dim": (90, 100, 112),
    "green": (47, 125, 69),
    "magenta": (138, 74, 165),
    "red": (179, 50, 63),
    "yellow": (138, 100, 16),
}
_BAR, _HIGH, _COLUMNS = 240, 60, 24
_FULL = 0.86


def mail_figure(picture: Picture) -> str:
    """Return a picture under its title."""
    match picture:
        case Grid():
            aside, made = (
                say("{down} down, {across} across", down=picture.down, across=picture.across),
                _grid(picture),
            )
        case Bars():
            aside, made = "", _bars(picture)
        case Chart():
            aside, made = (
                say("{down} up, {across} across", down=picture.down, across=picture.across),
                _chart(picture),
            )
        case Tree():
            aside, made = "", _tree(picture)
    said = f' <span style="{_SOFT}">{text(aside)}</span>' if aside else ""
    return f'<p style="margin:0 0 6px"><b>{text(picture.title)}</b>{said}</p>\n{made}'


def _mixed(colour: str, weight: float) -> str:
    """Return a colour on white, the fuller the heavier."""
    parts = (round(255 + (part - 255) * weight) for part in _INKS[colour])
    return "#" + "".join(f"{part:02x}" for part in parts)


def _grid(picture: Grid) -> str:
    """Return tiles; there are many, so that each is as short as can be."""
    heads = "".join(f"<td>{text(name)}</td>" for name in picture.columns)
    rows = [f'<tr align="center" style="{_SOFT}"><td></td>{heads}</tr>\n']
    for name, cells in zip(picture.rows, picture.cells, strict=True):
        head = f'<td align="right" style="{_SOFT}">{text(name)}</td>'
        rows.append(f'<tr align="center">{head}{"".join(map(_tile, cells))}</tr>\n')
    return f'<table cellpadding="5" cellspacing="1" style="margin:0 0 16px">\n{"".join(rows)}</table>\n'


def _tile(cell: Cell) -> str:
    """Return a tile; one without text stays blank."""
    if not cell.text:
        return "<td></td>"
    weight = 0.08 + 0.92 * min(1.0, max(0.0, cell.weight))
    ink = ' style="color:#ffffff"' if weight > _FULL else ""
    return f'<td bgcolor="{_mixed(hue(cell.style), weight)}"{ink}>{text(cell.text[:100])}</td>'


def _bars(picture: Bars) -> str:
    """Return a row for every bar: its name, its figure, what is left blank, and the bar."""
    rows = "".join(
        f'<tr><td style="padding:3px 12px 3px 0">{text(bar.label[:100])}</td>'
        f'<td align="right" style="padding:3px 12px 3px 0;white-space:nowrap">{text(bar.text[:100])}</td>'
        f"<td>{_strip(cells)}</td></tr>\n"
        for bar, cells in zip(picture.bars, _spans(picture), strict=True)
    )
    return f"{_TABLE}{rows}</table>\n"


def _spans(picture: Bars) -> list[list[tuple[int, str]]]:
    """Return for every bar its cells from the left: how wide, and which colour or none."""
    bars = picture.bars
    if picture.shape == "funnel":
        most = max((bar.value for bar in bars), default=0.0) or 1.0
        wide = [round(min(1.0, max(0.0, bar.value / most)) * _BAR) for bar in bars]
        return [[((_BAR - one) // 2, ""), (one, hue(bar.style))] for bar, one in zip(bars, wide, strict=True)]
    ends = [0.0] + [end for bar in bars for end in (bar.start, bar.value)]
    low, high = min(ends), max(ends)
    unit = _BAR / ((high - low) or 1.0)
    made = []
    for bar in bars:
        first, last = sorted((bar.start, bar.value))
        left = round((first - low) * unit)
        long = max(round((last - low) * unit) - left, 1 if last > first else 0)
        made.append([(left, ""), (long, _colour(bar, floats=picture.shape == "waterfall"))])
    return made


def _colour(bar: Bar, *, floats: bool) -> str:
    """Return the colour of a bar: its own, or the one that says where it goes."""
    if floats and bar.start:
        return hue(bar.style, "green" if bar.value >= bar.start else "red")
    return hue(bar.style, "red" if bar.value < 0 else "blue")


def _strip(cells: Sequence[tuple[int, str]]) -> str:
    """Return cells side by side."""
    made = "".join(
        f'<td width="{wide}"{_ground(colour)} style="width:{wide}px;height:12px;font-size:1px">&nbsp;</td>'
        for wide, colour in cells
        if wide
    )
    return f'<table cellpadding="0" cellspacing="0"><tr>{made}</tr></table>' if made else ""


def _ground(colour: str) -> str:
    """Return the attribute that colours a cell."""
    return f' bgcolor="{_mixed(colour, 1.0)}"' if colour else ""


def _chart(picture: Chart) -> str:
    """Return little columns for every line, as high as the line is there; the axes are said in words."""
    lines = [[(x, y) for x, y in line.points if x - x == 0 and y - y == 0] for line in picture.lines]
    xs = [x for points in lines for x, _ in points] or [0.0]
    ys = [y for points in lines for _, y in points] + [y for y, _ in picture.y_ticks]
    low, high = min([0.0, *ys]), max([0.0, *ys])
    rows = []
    for line, style, points in zip(picture.lines, line_styles(picture.lines), lines, strict=True):
        colour = _mixed(hue(style), 1.0)
        heights = [
            None if y is None else max(1, round((y - low) / ((high - low) or 1.0) * _HIGH))
            for y in _sampled(line, points, (min(xs), max(xs)))
        ]
        columns = "".join(_column(height, colour) for height in heights)
        rows.append(
            f'<tr><td style="padding-right:12px;vertical-align:bottom">{text(line.name[:60])}</td>'
            f"{columns}</tr>\n"
        )
    said = _ticks(picture)
    return f'{_TABLE}{"".join(rows)}</table>\n<p style="margin:-8px 0 16px;{_SOFT}">{text(said)}</p>\n'


def _ticks(picture: Chart) -> str:
    """Return what the ends of both axes are."""
    ends = [
        say("{name}: {first} to {last}", name=name, first=ticks[0][1], last=ticks[-1][1])
        for name, ticks in ((picture.across, picture.x_ticks), (picture.down, picture.y_ticks))
        if ticks
    ]
    return listed(ends, "; ")


def _sampled(
    line: Line, points: Sequence[tuple[float, float]], span: tuple[float, float]
) -> list[float | None]:
    """Return the height of a line at places as far apart as each other; None where it isn't."""
    made: list[float | None] = []
    at = 0
    for place in range(_COLUMNS):
        x = span[0] + (span[1] - span[0]) * place / (_COLUMNS - 1)
        while at + 1 < len(points) and points[at + 1][0] <= x:
            at += 1
        if not points or x < points[0][0] or (at + 1 == len(points) and x > points[at][0]):
            made.append(None)
        elif line.steps or at + 1 == len(points):
            made.append(points[at][1])
        else:
            (x1, y1), (x2, y2) = points[at], points[at + 1]
            made.append(y1 + (y2 - y1) * (x - x1) / ((x2 - x1) or 1.0))
    return made


def _column(height: int | None, colour: str) -> str:
    """Return one little column."""
    if height is None:
        return "<td></td>"
    return (
        f'<td valign="bottom" style="padding:6px 1px 0 0">'
        f'<div style="width:6px;height:{height}px;background-color:{colour};font-size:1px">&nbsp;</div></td>'
    )


def _tree(picture: Tree) -> str:
    """Return the nodes, each as far from the left as it is deep."""
    rows = "".join(
        f'<tr><td style="padding:1px 12px 1px {min(node.depth, 20) * 18}px">{text(node.label[:100])}</td>'
        f'<td align="right" style="{_SOFT}">{text(node.text[:100])}</td></tr>\n'
        for node in picture.nodes
    )
    return f"{_TABLE}{rows}</table>\n"
