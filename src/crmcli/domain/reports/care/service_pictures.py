"""Pictures of ``report service``: median hours, and when cases, calls and messages come in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bar, Bars, Cell, Chart, Grid, Line
from crmcli.domain.reports.care.service_facts import IN_TIME
from crmcli.domain.reports.moments import clock, in_days
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.care.service import Request
    from crmcli.domain.reports.care.service_facts import Handled
    from crmcli.domain.reports.care.service_rows import ServiceRow
    from crmcli.sql import Reader

_WEEK = {
    "en": (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun")),
    "tr": ("Pzt", "Sal", "Çar", "Per", "Cum", "Cmt", "Paz"),
}
_MOST_BARS = 12
_MOST_TICKS = 8
_FEWEST_POINTS = 3
_STEPS = 4
_CAME_IN = """
SELECT substr(a.at, 1, 16), count(*) FROM activity a
WHERE a.direction = 'in' AND a.kind IN ('call', 'email', 'message') AND length(a.at) > 10 AND {days}
GROUP BY substr(a.at, 1, 16)
"""


def pictures(
    db: Reader, request: Request, rows: Sequence[ServiceRow], whole: Sequence[Handled], by: str
) -> tuple[Chart | Bars | Grid, ...]:
    """Return the hours to answer and solution by group, and the week as things come in."""
    found: list[Chart | Bars | Grid] = []
    timed = [row for row in rows if row.resolution is not None or row.response is not None]
    if by in IN_TIME and len(timed) >= _FEWEST_POINTS:
        found.append(_chart(timed))
    elif by not in IN_TIME and sum(row.resolution is not None for row in timed) > 1:
        found.append(_bars(timed))
    week = came_in(db, request, whole)
    if week:
        found.append(grid(week, request))
    return tuple(found)


def _chart(rows: Sequence[ServiceRow]) -> Chart:
    """Return the medians in time."""
    most = max(value for row in rows for value in (row.response, row.resolution) if value is not None)
    step = -(-len(rows) // _MOST_TICKS)
    lines = tuple(
        Line(name, tuple((float(at), value) for at, value in enumerate(values) if value is not None), style)
        for name, values, style in (
            (say("to the answer"), [row.response for row in rows], "cyan"),
            (say("to the solution"), [row.resolution for row in rows], "green"),
        )
    )
    return Chart(
        title="Median working hours",
        across="opened",
        down="hours",
        lines=tuple(line for line in lines if line.points),
        x_ticks=tuple((float(at), str(row.group)) for at, row in enumerate(rows) if at % step == 0),
        y_ticks=tuple((most * part / _STEPS, _hours(most * part / _STEPS)) for part in range(_STEPS + 1)),
    )


def _hours(value: float) -> str:
    """Return a length of time in words: ``2.5 h``."""
    return say("{hours:.1f} {unit}", hours=value, unit=named("h", "unit"))


def _bars(rows: Sequence[ServiceRow]) -> Bars:
    """Return the median of each group, a mark at its 90th percentile."""
    bars = [
        Bar(row.group or "—", row.resolution, _hours(row.resolution), mark=row.resolution_90)
        for row in rows
        if row.resolution is not None
    ]
    return Bars("Median working hours to the solution, 90 % marked", tuple(bars[:_MOST_BARS]))


def came_in(db: Reader, request: Request, whole: Sequence[Handled]) -> Counter[tuple[int, int]]:
    """Return how many cases came in by weekday (Monday is 0) and hour of the zone.

    Calls, mails and messages that came in count too, unless a filter picks cases.
    """
    found: Counter[tuple[int, int]] = Counter()
    for case in whole:
        here = clock(case.opened, request.zone)
        if here is not None:
            found[here.weekday(), here.hour] += 1
    if request.where:
        return found
    last = min(request.until or request.as_of, request.as_of)
    days, values = in_days("a.at", request.since, last, request.zone)
    for minute, count in db.tuples(_CAME_IN.format(days=days), values):
        here = clock(f"{minute}:00Z", request.zone)
        if here is not None:
            found[here.weekday(), here.hour] += count
    return found


def grid(week: Counter[tuple[int, int]], request: Request) -> Grid:
    """Return the week: days down, the hours in which anything came in across."""
    names = _WEEK.get(request.language, _WEEK["en"])
    hours = range(min(hour for _, hour in week), max(hour for _, hour in week) + 1)
    most = max(week.values())
    return Grid(
        title="When cases come in" if request.where else "When cases, calls and messages come in",
        down="weekday",
        across="hour",
        rows=names,
        columns=tuple(f"{hour:02}" for hour in hours),
        cells=tuple(
            tuple(
                Cell(
                    say("{count:,}", count=week[day, hour]) if week[day, hour] else "",
                    week[day, hour] / most,
                )
                for hour in hours
            )
            for day in range(len(names))
        ),
    )
