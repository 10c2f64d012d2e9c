"""Bars as a drawing: name, figure, bar; from an axis, centred as a funnel, floating as a waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.output.page.figures import places, rule
from crmcli.output.page.words import cut, hue, lines, text, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Bar, Bars

_LEAST_BAR, _LARGEST_LABEL = 200.0, 0.3
_ROW, _THICK, _PAD, _LETTERS = 26, 18, 12, 17.5
_BELOW, _STACKED, _EDGE, _LINE = 20, 50, 2, 16


def bars(picture: Bars, room: float, *, stacked: bool = False) -> tuple[float, float, str]:
    """Return the width, the height and the drawing; ``stacked`` puts each bar below its name and figure."""
    most = room if stacked else room * _LARGEST_LABEL
    figure = max((width(bar.text[:200]) for bar in picture.bars), default=0.0)
    names = [lines(bar.label, most - (figure + _PAD if stacked else 0), 2) or [""] for bar in picture.bars]
    label = max((width(name) for parted in names for name in parted), default=0.0)
    left = 0.0 if stacked else label + figure + 2 * _PAD
    long = max(room - left - _EDGE, _LEAST_BAR)
    drawn = _funnel(picture.bars, left, long) if picture.shape == "funnel" else _scaled(picture, left, long)
    right = room if stacked else label + _PAD + figure
    parts, top = [], 0
    for bar, parted, body in zip(picture.bars, names, drawn, strict=True):
        more = _LINE * (len(parted) - 1)
        moved = f'<g transform="translate(0 {_BELOW + more})">{body}</g>' if stacked else body
        parts.append(
            f'<g transform="translate(0 {top})"><title>{text(f"{bar.label}: {bar.text}")}</title>'
            f"{_words(bar, parted, right)}{moved}</g>\n"
        )
        top += (_STACKED if stacked else _ROW) + more
    return left + long + _EDGE, top, "".join(parts)


def _words(bar: Bar, parted: Sequence[str], right: float) -> str:
    """Return a bar's name, in its lines, and its figure, which ends at ``right``."""
    red = ' class="f red"' if min(bar.value, bar.value - bar.start) < 0 else ""
    name = "".join(f'<text y="{_LETTERS + _LINE * at}">{text(line)}</text>' for at, line in enumerate(parted))
    figure = (
        f'<text{red} x="{places(right)}" y="{_LETTERS}" text-anchor="end">{text(cut(bar.text, 1500))}</text>'
    )
    return name + figure


def _funnel(found: Sequence[Bar], left: float, room: float) -> list[str]:
    """Return bars in the middle of the room."""
    most = max((bar.value for bar in found), default=0.0)
    made = []
    for bar in found:
        wide = max(1.0, room * min(1.0, max(0.0, bar.value / most))) if most > 0 and bar.value > 0 else 0.0
        made.append(_box(left + (room - wide) / 2, wide, hue(bar.style)))
    return made


def _scaled(picture: Bars, left: float, room: float) -> list[str]:
    """Return bars on one scale, with their marks and, where bars go both ways, the axis."""
    ends = [0.0]
    for bar in picture.bars:
        ends += [bar.start, bar.value] + ([bar.mark] if bar.mark is not None else [])
    low, high = min(ends), max(ends)
    unit = room / ((high - low) or 1.0)
    made = []
    for bar in picture.bars:
        first, last = sorted((bar.start, bar.value))
        moves = picture.shape == "waterfall" and bar.start != 0
        usual = (
            ("green" if bar.value >= bar.start else "red") if moves else "red" if bar.value < 0 else "blue"
        )
        wide = max(1.0, (last - first) * unit) if last > first else 0.0
        body = _box(left + (first - low) * unit, wide, hue(bar.style, usual))
        if low < 0:
            body += _upright("axis", left - low * unit)
        if bar.mark is not None:
            body += _upright("mark", left + (bar.mark - low) * unit)
        made.append(body)
    return made


def _box(left: float, wide: float, colour: str) -> str:
    """Return a bar."""
    return (
        f'<rect class="f {colour}" x="{places(left)}" y="{(_ROW - _THICK) // 2}" width="{places(wide)}" '
        f'height="{_THICK}" rx="1.5"/>'
    )


def _upright(kind: str, x: float) -> str:
    """Return an upright line."""
    return rule(kind, (x, 2), (x, _ROW - 2))
