"""The curve of who stays, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Chart, Line
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.kaplan_meier import Curve

LINES = 6
"""So many groups are drawn: the first ones."""
STYLES = ("green", "blue", "yellow", "magenta", "red", "cyan")
YEAR, HALF = 365, 182


def picture(whole: Curve, curves: Sequence[tuple[str | None, Curve]]) -> Chart:
    """Return the curve with its 95 % interval, or one a group."""
    if curves:
        shown = curves[:LINES]
        lines = tuple(
            Line(name or "—", _points(one), style, steps=True)
            for (name, one), style in zip(shown, STYLES, strict=False)
        )
        longest = max((one.longest for _, one in shown), default=0)
    else:
        ends = [(point, point.low, point.high) for point in whole.points]
        low = [(0.0, 1.0), *((float(p.days), a) for p, a, _ in ends if a is not None)]
        high = [(0.0, 1.0), *((float(p.days), b) for p, _, b in ends if b is not None)]
        lines = (
            Line(say("stay"), _points(whole), "green", steps=True),
            Line(say("95 %: from"), tuple(low), "dim", steps=True),
            Line(say("95 %: to"), tuple(high), "dim", steps=True),
        )
        longest = whole.longest
    step = YEAR if longest > 2 * YEAR else HALF if longest > YEAR else 30
    return Chart(
        title="Share of customers who stay",
        across="days since the first purchase",
        down="share",
        lines=lines,
        x_ticks=tuple((float(day), say("{day:,}", day=day)) for day in range(0, longest + 1, step)),
        y_ticks=tuple((share / 4, say("{number:.4g} %", number=share * 25)) for share in range(5)),
    )


def _points(one: Curve) -> tuple[tuple[float, float], ...]:
    """Return the curve from all at the beginning to the longest seen."""
    points = [(0.0, 1.0), *((float(point.days), point.survival) for point in one.points)]
    if points[-1][0] < one.longest:
        points.append((float(one.longest), points[-1][1]))
    return tuple(points)
