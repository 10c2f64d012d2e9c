"""The pictures of ``report churn``: what is at stake by class, and how many still come a second time."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from crmcli.domain.pictures import Bar, Bars, Chart, Line
from crmcli.domain.reports import figures
from crmcli.domain.reports.value import leaving
from crmcli.domain.reports.value.rhythm import Habits
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.value.churn import Request
    from crmcli.domain.reports.value.leaving import Leaver
    from crmcli.domain.reports.value.occasions import Occasions

_STYLES = {"safe": "green", "watch": "yellow", "at risk": "red", "lost": "dim"}
_POINTS = 60
_TICKS = 4


def pictures(people: Sequence[Leaver], found: Occasions, request: Request) -> tuple[Picture, ...]:
    """Return what is worth seeing of these buyers."""
    return (_bars(people, found.currency, request.language), *_second(found, request.language))


def _bars(people: Sequence[Leaver], currency: str | None, language: str) -> Bars:
    """Return how much is at stake in each class; how many buyers, where no amount is known."""
    from crmcli.domain.money import human, minor_digits

    bars = []
    for kind, part in leaving.parts(people).items():
        count = figures.plural(len(part), "customer")
        at_risk = figures.added(one.at_risk for one in part)
        if currency is None:
            bars.append(Bar(named(kind, "risk"), float(len(part)), count, style=_STYLES[kind]))
            continue
        scale = 10 ** minor_digits(currency)
        text = listed((human(at_risk or 0, currency, language), count))
        bars.append(Bar(named(kind, "risk"), (at_risk or 0) / scale, text, style=_STYLES[kind]))
    return Bars(say("Customers") if currency is None else say("At stake: value times risk"), tuple(bars))


def _second(found: Occasions, language: str) -> tuple[Chart, ...]:
    """Return the curve of the second purchase: who came again within so many days of the first."""
    curve = Habits(found.histories, found.end).after[1]
    if curve is None:
        return ()
    step = max(ceil(curve.reach / _POINTS), 1)
    days = [*range(0, int(curve.reach), step), int(curve.reach)]
    points = tuple((float(day), round((1 - curve.lasting(day)) * 100, 2)) for day in days)
    most = max(points[-1][1], 1.0)
    return (
        Chart(
            title="Second purchase: of 100 who bought once, so many came again",
            across="days since the first purchase",
            down="%",
            lines=(Line(say("came again"), points, steps=True),),
            x_ticks=tuple(
                (round(curve.reach * i / _TICKS), f"{round(curve.reach * i / _TICKS)}")
                for i in range(_TICKS + 1)
            ),
            y_ticks=tuple((most * i / 2, figures.percent(most * i / 200, language)) for i in range(3)),
        ),
    )
