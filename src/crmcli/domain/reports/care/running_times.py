"""How long something takes, those that still run included; see ``kaplan_meier``.

What still runs counts among those that have taken at least as long, and no further: so a median is of all,
not of the quick ones that are done already. Without anything running it is the usual median, and a
percentile is by nearest rank: the smallest time within which that many were done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.kaplan_meier import Lasting, curve

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEARLY = 1e-12
_HALF = 0.5


class Time(NamedTuple):
    """How long something took, or has taken so far when it is not ``done``."""

    length: int
    done: bool


def percentile(times: Iterable[Time], percent: int) -> float | None:
    """Return the smallest length within which so many percent were done; None while fewer are known to be."""
    limit = 1 - percent / 100 + _NEARLY
    points = curve(Lasting(*time) for time in times).points
    return next((float(point.days) for point in points if point.survival <= limit), None)


def median(times: Iterable[Time]) -> float | None:
    """Return the median; the mean of the middle two where exactly half were done within the first of them."""
    points = curve(Lasting(*time) for time in times).points
    for place, point in enumerate(points):
        if point.survival <= _HALF + _NEARLY:
            exactly = point.survival >= _HALF - _NEARLY and place + 1 < len(points)
            return (point.days + points[place + 1].days) / 2 if exactly else float(point.days)
    return None
