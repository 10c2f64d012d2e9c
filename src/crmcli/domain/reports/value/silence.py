"""How silences between purchases end: the curve of Kaplan and Meier over those that did and those that last.

"Nonparametric Estimation from Incomplete Observations" (JASA 53, 1958). A silence that a purchase ended is
an event, one that still lasts is censored. Each step is 1 - d / (n + 1): somebody who never comes back is
added, so that one last return does not promise everybody's. The curve reaches to where ``FEWEST`` silences,
or one of fifty, got. Beyond, it goes on as it fell over its last doubling of time, as a power: customers
differ in how often they buy, so that those still quiet are ever less likely to buy on the next day.
"""

from __future__ import annotations

from bisect import bisect_right
from math import log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FEWEST = 5
_SHARE = 50


class Curve(NamedTuple):
    """``left[i]`` of all silences last longer than ``times[i]``; ascending, all of them before the first.

    ``silences`` and ``ended`` are how many it is made from; ``reach`` is the longest that it tells of,
    ``fall`` the power with which it goes on.
    """

    times: tuple[float, ...]
    left: tuple[float, ...]
    silences: int
    ended: int
    reach: float
    fall: float

    def lasting(self, time: float) -> float:
        """Return the share of silences that last longer than ``time``."""
        if time > self.reach:
            return float(self.left[-1] * (time / self.reach) ** -self.fall)
        return _at(self.times, self.left, time)

    def goes_on(self, time: float, ahead: float) -> float:
        """Return the chance that a silence of ``time`` lasts for ``ahead`` more, 0..1."""
        return self.lasting(time + ahead) / self.lasting(time)


def _at(times: Sequence[float], left: Sequence[float], time: float) -> float:
    place = bisect_right(times, time)
    return left[place - 1] if place else 1.0


def curve(ended: Mapping[float, int], lasting: Mapping[float, int]) -> Curve | None:
    """Return the curve of silences: length -> how many; None where too few got anywhere beyond nought."""
    every = sum(ended.values()) + sum(lasting.values())
    fewest = max(FEWEST, every / _SHARE)
    risk, left, reach = every, 1.0, 0.0
    times: list[float] = []
    shares: list[float] = []
    for time in sorted({*ended, *lasting}):
        if risk < fewest:
            break
        reach = time
        over = ended.get(time, 0)
        if over:
            left *= 1 - over / (risk + 1)
            times.append(time)
            shares.append(left)
        risk -= over + lasting.get(time, 0)
    if not times or not reach:
        return None
    fall = log(_at(times, shares, reach / 2) / shares[-1]) / log(2)
    return Curve(tuple(times), tuple(shares), every, sum(ended.values()), reach, fall)
