"""The pictures of ``report forecast``: what each period is expected to bring, and the course of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bar, Bars, Chart, Line
from crmcli.domain.reports.pipeline.forecast_rows import NO_DAY, OVERDUE
from crmcli.domain.reports.pipeline.opportunity_traits import IN_TIME
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.pipeline.forecast_rows import ForecastRow

_BARS, _TICKS, _FEWEST = 12, 6, 3


def pictures(rows: Sequence[ForecastRow], by: str, language: str) -> tuple[Picture, ...]:
    """Return the bars of the first currency, a mark at the target; of three periods or more a chart too."""
    from crmcli.domain.money import human

    own = [row for row in rows if row.currency == rows[0].currency and row.currency]
    bars = [
        Bar(
            row.group or "—",
            float(max(row.expected, 0)),
            human(row.expected, row.currency or "", language),
            mark=None if row.target is None else float(row.target),
        )
        for row in own[:_BARS]
        if row.expected is not None
    ]
    found: list[Picture] = []
    if any(bar.value for bar in bars):
        found.append(Bars("Expected: won so far and weighted", tuple(bars)))
    periods = [row for row in own if row.group not in (OVERDUE, NO_DAY)]
    if by in IN_TIME and len(periods) >= _FEWEST and any(row.best for row in periods):
        found.append(_chart(periods, by, language))
    return tuple(found)


def _chart(rows: Sequence[ForecastRow], by: str, language: str) -> Chart:
    """Return the best case, what is expected and what was won, period by period."""
    from crmcli.domain.money import human

    names = {
        "best": named("best case", "column"),
        "expected": named("expected", "column"),
        "won": say("won so far"),
        "target": named("target", "column"),
    }
    lines = []
    for field, name in names.items():
        values = [getattr(row, field) for row in rows]
        if any(values):
            points = ((float(place), float(value)) for place, value in enumerate(values) if value is not None)
            lines.append(Line(name, tuple(points), steps=field == "target"))
    top = max(value for line in lines for _, value in line.points)
    step = -(-len(rows) // _TICKS)
    return Chart(
        title="Best case, expected and won",
        across=named(by, "column"),
        down=rows[0].currency or "",
        lines=tuple(lines),
        x_ticks=tuple((float(n), row.group or "") for n, row in enumerate(rows) if n % step == 0),
        y_ticks=tuple((value, human(round(value), rows[0].currency or "", language)) for value in (0.0, top)),
    )
