"""The pictures of ``report losses``: where reasons and stages meet, and the win rate in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Cell, Chart, Grid, Line
from crmcli.domain.reports.by_group import NOBODY
from crmcli.domain.reports.figures import percentage
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.pipeline.losses_facts import Ended, Over

_DOWN, _ACROSS, _PERIODS = 10, 8, 12
_TICKS = 6


def pictures(over: Over, by: str, across: str) -> tuple[Picture, ...]:
    """Return the heat of what was lost by two traits, and from two months on the win rate."""
    lost = [one for one in over.ended if not one.won]
    found: list[Picture] = []
    if lost:
        found.append(_heat(lost, over, by, across))
    chart = _trend(over.ended)
    return (*found, *((chart,) if chart else ()))


def _heat(lost: Sequence[Ended], over: Over, by: str, across: str) -> Grid:
    from crmcli.domain.reports.pipeline.losses import ordered

    down, right = ordered(lost, by, over)[:_DOWN], ordered(lost, across, over)[:_ACROSS]
    places = {one.id: place for place, (_, part) in enumerate(right) for one in part}
    counts = []
    for _, part in down:
        row = [0] * len(right)
        for one in part:
            if one.id in places:
                row[places[one.id]] += 1
        counts.append(row)
    heaviest = max((count for row in counts for count in row), default=0) or 1
    return Grid(
        title="Lost",
        down=named(by, "column"),
        across=named(across, "column"),
        rows=tuple(name or NOBODY for name, _ in down),
        columns=tuple(name or NOBODY for name, _ in right),
        cells=tuple(
            tuple(Cell(say("{count:,}", count=count) if count else "", count / heaviest) for count in row)
            for row in counts
        ),
    )


def _trend(ended: Sequence[Ended]) -> Chart | None:
    """Return the win rate of each of the last months in which something was closed; of many, quarters."""
    days = [(one.closed, one.won) for one in ended if one.closed is not None]
    length = "month" if len({day[:7] for day, _ in days}) <= _PERIODS else "quarter"
    periods: dict[str, list[bool]] = {}
    for day, won in days:
        periods.setdefault(traits.period_of(day, length) or "", []).append(won)
    names = sorted(periods)[-_PERIODS:]
    if len(names) < 2:
        return None
    points = tuple(
        (float(place), sum(periods[name]) / len(periods[name])) for place, name in enumerate(names)
    )
    step = -(-len(names) // _TICKS)
    return Chart(
        title=say("Win rate by {length} of closing", length=named(length, "column")),
        across=named(length, "column"),
        down="win rate",
        lines=(Line(say("win rate"), points),),
        x_ticks=tuple((float(place), name) for place, name in enumerate(names) if place % step == 0),
        y_ticks=tuple((rate, percentage(rate)) for rate in (0.0, 0.5, 1.0)),
    )
