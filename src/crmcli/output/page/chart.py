"""Lines over two axes as a drawing; lines differ in colour and in dashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.output.page.figures import label, places, rule
from crmcli.output.page.words import cut, hue, text, width
from crmcli.output.pictures import line_styles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Chart, Line

_TOP, _FOOT, _PAD, _RIGHT, _WIDEST_TICK, _LINE = 10.0, 24.0, 8.0, 24.0, 160.0, 14.0
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "14 4", "4 2 2 2")
_MOST_POINTS = 1_000


class _Axes(NamedTuple):
    """The spans of both axes, where the plot begins, and the size of the drawing."""

    x: tuple[float, float]
    y: tuple[float, float]
    left: float
    wide: float
    high: float

    def across(self, value: float) -> float:
        """Return where a value stands from the left."""
        return self.left + _part(value, self.x) * (self.wide - _RIGHT - self.left)

    def down(self, value: float) -> float:
        """Return where a value stands from the top."""
        return self.high - _FOOT - _part(value, self.y) * (self.high - _FOOT - _TOP)


def chart(picture: Chart, wide: float, high: float) -> tuple[float, float, str]:
    """Return the width, the height and the drawing."""
    lines = [_finite(line) for line in picture.lines]
    xs = [x for line in lines for x, _ in line] + [value for value, _ in picture.x_ticks]
    ys = [y for line in lines for _, y in line] + [value for value, _ in picture.y_ticks]
    names = [cut(said, _WIDEST_TICK) for _, said in picture.y_ticks]
    left = max(map(width, names), default=0.0) + _PAD
    spans = [(min(found, default=0.0), max(found, default=1.0)) for found in (xs, ys)]
    axes = _Axes(spans[0], spans[1], left, wide, high)
    parts = [*_levels(picture, names, axes), *_feet(picture, axes)]
    styles = line_styles(picture.lines)
    for at, (line, style, points) in enumerate(zip(picture.lines, styles, lines, strict=True)):
        if points:
            path = " ".join(
                f"{places(axes.across(x))},{places(axes.down(y))}" for x, y in _corners(line, points)
            )
            parts.append(
                f"<g><title>{text(line.name)}</title>"
                f'<polyline class="l {hue(style)}"{_dashes(at)} points="{path}"/></g>\n'
            )
    return wide, high, "".join(parts)


def legend(picture: Chart) -> str:
    """Return the names of the lines, each with a piece of it; nothing for a single line."""
    if len(picture.lines) < 2:
        return ""
    items = [
        f'<li><svg width="28" height="8" viewBox="0 0 28 8" aria-hidden="true">'
        f'<line class="l {hue(style)}"{_dashes(at)} x1="0" x2="28" y1="4" y2="4"/></svg>'
        f"{text(line.name)}</li>\n"
        for at, (line, style) in enumerate(zip(picture.lines, line_styles(picture.lines), strict=True))
    ]
    return f'<ul class="legend">\n{"".join(items)}</ul>\n'


def _finite(line: Line) -> list[tuple[float, float]]:
    """Return the points of a line that are numbers, at most as many as can be seen."""
    points = [(x, y) for x, y in line.points if x - x == 0 and y - y == 0]
    step = -(-len(points) // _MOST_POINTS) or 1
    kept = points[::step]
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]


def _corners(line: Line, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points a line is drawn through: stairs go level first."""
    if not line.steps:
        return list(points)
    made = [points[0]]
    for x, y in points[1:]:
        made += [(x, made[-1][1]), (x, y)]
    return made


def _levels(picture: Chart, names: Sequence[str], axes: _Axes) -> list[str]:
    """Return the lines across, one a tick, with those of their texts that don't touch."""
    made, said = [], _apart([axes.down(value) for value, _ in picture.y_ticks])
    for at, ((value, _), name) in enumerate(zip(picture.y_ticks, names, strict=True)):
        down = axes.down(value)
        made.append(rule("grid", (axes.left, down), (axes.wide - _RIGHT, down)))
        if at in said:
            made.append(label(axes.left - _PAD, down + 4.5, name, "end"))
    return made


def _apart(places: Sequence[float]) -> set[int]:
    """Return which of these texts below one another can be read: the outer two, and what touches none."""
    kept: list[int] = []
    for at in sorted(range(len(places)), key=lambda at: 0 < at < len(places) - 1):
        if all(abs(places[at] - places[other]) >= _LINE for other in kept):
            kept.append(at)
    return set(kept)


def _feet(picture: Chart, axes: _Axes) -> list[str]:
    """Return the axis across, with as many of its texts as don't touch."""
    floor = axes.high - _FOOT
    made = [rule("axis", (axes.left, floor), (axes.wide - _RIGHT, floor))]
    end = float("-inf")
    for value, said in picture.x_ticks:
        name = cut(said, _WIDEST_TICK)
        half, at = width(name) / 2, axes.across(value)
        at = min(max(at, half), axes.wide - half)
        if at - half < end:
            continue
        end = at + half + _PAD
        foot = axes.across(value)
        made.append(rule("axis", (foot, floor), (foot, floor + 4)))
        made.append(label(at, axes.high - 5, name, "middle"))
    return made


def _part(value: float, span: tuple[float, float]) -> float:
    """Return how far into a span a value is, 0 to 1."""
    return (value - span[0]) / (span[1] - span[0]) if span[1] > span[0] else 0.0


def _dashes(at: int) -> str:
    """Return the dashes of a line; the first has none."""
    dashes = _DASHES[at % len(_DASHES)]
    return f' stroke-dasharray="{dashes}"' if dashes else ""
