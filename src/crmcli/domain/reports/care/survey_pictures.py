"""Pictures of ``report satisfaction``: NPS in time, who would recommend, expected against met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars, Chart, Line
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.survey_sums import IN_TIME
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BARS = 12
_MOST_TICKS = 8
_FEWEST_POINTS = 3


def pictures(rows: Sequence[Any], total: Any, by: str, language: str) -> tuple[Chart | Bars, ...]:
    """Return the pictures of the rows: in time the trend of NPS, else the gap of each group."""
    found: list[Chart | Bars] = []
    rated = [row for row in rows if row.nps is not None]
    if by in IN_TIME and len(rated) >= _FEWEST_POINTS:
        found.append(trend(rated))
    elif by not in IN_TIME and sum(row.gap is not None for row in rows) > 1:
        found.append(gaps(rows))
    if total.promoters + total.passives + total.detractors:
        found.append(recommend(total, language))
    return tuple(found)


def trend(rated: Sequence[Any]) -> Chart:
    """Return the line of NPS, one point a period that has one."""
    step = -(-len(rated) // _MOST_TICKS)
    return Chart(
        title="NPS",
        across="period",
        down="NPS",
        lines=(Line("NPS", tuple((float(at), row.nps) for at, row in enumerate(rated))),),
        x_ticks=tuple((float(at), str(row.group)) for at, row in enumerate(rated) if at % step == 0),
        y_ticks=tuple((float(value), f"{value:+}" if value else "0") for value in (-100, -50, 0, 50, 100)),
    )


def recommend(total: Any, language: str) -> Bars:
    """Return how many would recommend us, are passive, would not."""
    rated = total.promoters + total.passives + total.detractors
    parts = (
        (say("9-10 promoters"), total.promoters, "green"),
        (say("7-8 passives"), total.passives, "yellow"),
        (say("0-6 detractors"), total.detractors, "red"),
    )
    bars = [
        Bar(
            name,
            count,
            say("{count:,} ({rate})", count=count, rate=figures.percent(count / rated, language)),
            style=style,
        )
        for name, count, style in parts
    ]
    return Bars("Would they recommend us?", tuple(bars))


def gaps(rows: Sequence[Any]) -> Bars:
    """Return what was expected and what was met, a bar from one to the other."""
    both = [row for row in rows if row.expectation is not None and row.experience is not None]
    bars = [
        Bar(
            row.group or "—",
            row.experience,
            say("{expected:.2f} → {met:.2f}", expected=row.expectation, met=row.experience),
            start=row.expectation,
            style="red" if row.experience < row.expectation else "green",
        )
        for row in both[:_MOST_BARS]
    ]
    return Bars("From what they expected to what they met, 0 to 5", tuple(bars))
