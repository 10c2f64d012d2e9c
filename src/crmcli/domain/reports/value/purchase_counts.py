"""How many purchases come, not only how many are expected: the whole distribution under BG/NBD.

P. Fader, B. Hardie, K. L. Lee, "Deriving the conditional PMF of the BG/NBD model" (2007): given that it is
alive, a customer makes n purchases within t with a chance of
``NB(n) B(a, b' + n) / B(a, b') + [n > 0] B(a + 1, b' + n - 1) / B(a, b') (1 - NB(0) - ... - NB(n - 1))``
with b' = b + x and NB the negative binomial of r + x and t / (alpha + T + t). Added up from n = 0 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.value.bgnbd import alive

if TYPE_CHECKING:
    from crmcli.domain.reports.value.bgnbd import Facts, Parameters

LEVEL = 0.8
"""How many of a hundred such customers buy as often as the interval says, at least."""
_REST = 1e-7
_MOST = 4000


class Spread(NamedTuple):
    """Arrays, one value a customer: the ends of the interval, the mean and the variance."""

    low: Any
    high: Any
    mean: Any
    variance: Any


def spread(model: Parameters, one: Facts, time: float) -> Spread:
    """Return how many purchases come within ``time``: their interval, mean and variance.

    The ends are the smallest counts not exceeded with a chance of (1 - LEVEL) / 2 and of (1 + LEVEL) / 2.
    """
    import numpy as np

    size = len(one.x)
    living = alive(model, one)
    low, high = np.full(size, -1.0), np.full(size, -1.0)
    mean, square, sure = np.zeros(size), np.zeros(size), np.zeros(size)
    open_ = np.arange(size)
    chance = _Chances(model, one, time)
    for n in range(_MOST):
        share = living[open_] * chance.next(n)
        if n == 0:
            share = share + (1 - living[open_])
        sure[open_] += share
        mean[open_] += n * share
        square[open_] += n * n * share
        for ends, at in ((low, (1 - LEVEL) / 2), (high, (1 + LEVEL) / 2)):
            reached = open_[(ends[open_] < 0) & (sure[open_] >= at)]
            ends[reached] = n
        keep = 1 - sure[open_] > _REST
        if not keep.any():
            break
        if not keep.all():
            open_ = open_[keep]
            chance.keep(keep)
    last = float(_MOST)
    low, high = np.where(low < 0, last, low), np.where(high < 0, last, high)
    return Spread(low, high, mean, np.maximum(square - mean**2, 0.0))


def none(model: Parameters, one: Facts, time: float) -> Any:
    """Return the chance that each customer buys nothing within ``time``."""
    living = alive(model, one)
    return 1 - living + living * _Chances(model, one, time).next(0)


class _Chances:
    """Gives the chance of n purchases of those alive, n from 0 on, for the customers that are kept."""

    def __init__(self, model: Parameters, one: Facts, time: float) -> None:
        import numpy as np

        self._a = model.a
        self._rate = model.r + one.x
        self._stay = model.b + one.x
        since = model.alpha + one.age
        self._odds = time / (since + time)
        self._count = np.exp(self._rate * np.log(since / (since + time)))  # NB(n)
        self._before = np.zeros(len(one.x))  # NB(0) + ... + NB(n - 1)
        self._left = np.ones(len(one.x))  # B(a, b' + n) / B(a, b')

    def next(self, n: int) -> Any:
        """Return the chance of n; called with 0, 1, 2 ... in turn."""
        import numpy as np

        stopped = 0.0
        if n:
            self._before = self._before + self._count
            self._count = self._count * (self._rate + n - 1) / n * self._odds
            whole = self._a + self._stay + n - 1
            stopped = self._left * self._a / whole * np.maximum(1 - self._before, 0.0)
            self._left = self._left * (self._stay + n - 1) / whole
        return self._count * self._left + stopped

    def keep(self, mask: Any) -> None:
        """Go on with some of the customers only."""
        for name in ("_rate", "_stay", "_odds", "_count", "_before", "_left"):
            setattr(self, name, getattr(self, name)[mask])
