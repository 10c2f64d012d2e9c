"""Maximum likelihood in the logarithms of positive parameters, to the last digits that count.

A damped Newton search from several starts finds the best place; Newton's method on the gradient then goes on
until a step changes nothing that is shown, so that the answer does not hang on where the search began or on
the machine. Standard errors are from the inverse of the observed information, turned from the logarithm to
the parameter (delta method).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from math import exp, isfinite
from typing import Any, NamedTuple

from crmcli.errors import ExtraMissing
from crmcli.said import say

LOW, HIGH = -12.0, 12.0
"""Where logarithms of parameters are looked for; a fit at one of them is told."""
_ROOM = 224 << 20
"""Bytes that the libraries take, and a fit."""
DIGITS = 6
"""Significant digits that a fitted figure is told with."""
_STEPS = 30
_SMALL = 1e-12
_FLAT = 0.01
_WIDTH = 1e-5
_ROUNDS, _GAIN, _LONGEST, _STUCK = 200, 1e-12, 2.0, 1e12

# Returns the log-likelihood at logarithms of the parameters, and its gradient there.
Likelihood = Callable[[Any], tuple[float, Any]]


class Fit(NamedTuple):
    """A fit: parameters, log-likelihood, and the covariance of the parameters' logarithms.

    ``errors`` are standard errors, each None where the data do not tell the parameter.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float | None, ...]
    likelihood: float
    covariance: tuple[tuple[float, ...], ...]

    @property
    def at_bound(self) -> tuple[str, ...]:
        """The parameters that went as far as they were let."""
        low, high = exp(LOW + 0.01), exp(HIGH - 0.01)
        return tuple(
            name for name, value in zip(self.names, self.values, strict=True) if not low < value < high
        )


def extra() -> None:
    """See that numpy and scipy are there.

    Raises:
        ExtraMissing: they are not.
        MemoryError: there is no room for them.
    """
    # Threads would cost memory for each core and gain nothing.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    if "numpy" not in sys.modules:
        # Where memory is short the libraries hang or end the program: so it is asked for before they come.
        room = bytes(_ROOM)  # asked for, not touched
        del room
    try:
        import numpy  # noqa: F401, ICN001
        import scipy.special  # noqa: F401
    except ImportError as error:
        message = say("this report needs the extra 'analytics' (numpy, scipy)")
        raise ExtraMissing(message, "pip install 'crmcli[analytics]'") from error


def maximise(
    names: tuple[str, ...],
    likelihood: Likelihood,
    starts: Sequence[Sequence[float]],
    sample: Likelihood | None = None,
) -> Fit:
    """Return the best fit from the starts (parameters, not logarithms).

    Where ``sample``, the likelihood of a part of the data, is given, it chooses among the starts.
    """
    import numpy as np

    tried = [_searched(sample or likelihood, np.log(start)) for start in starts]
    best = tried[0]
    for one in tried[1:]:
        if one[0] > best[0] + 1e-9 * abs(best[0]):
            best = one
    place = best[1] if sample is None else _searched(likelihood, best[1])[1]
    place = _polished(likelihood, place)
    covariance, known = _uncertain(likelihood, place)
    values = [float(value) for value in np.exp(place)]
    errors = [float(value * covariance[i][i] ** 0.5) if known[i] else None for i, value in enumerate(values)]
    rows = tuple(tuple(float(cell) for cell in row) for row in covariance)
    return Fit(names, tuple(values), tuple(errors), float(likelihood(place)[0]), rows)


def _searched(likelihood: Likelihood, start: Any) -> tuple[float, Any]:
    """Return the likelihood and the place that a search uphill ends at.

    Newton's method with the curvature taken as bent downwards in every direction, shortened until it climbs;
    a parameter that would leave the range stays at its end.
    """
    import numpy as np

    place = np.clip(start, LOW, HIGH)
    value, slope = likelihood(place)
    damping = 1e-3
    for _ in range(_ROUNDS):
        free = ~(((place <= LOW) & (slope < 0)) | ((place >= HIGH) & (slope > 0)))
        if not free.any():
            break
        bend, ways = np.linalg.eigh(_curvature(likelihood, place)[np.ix_(free, free)])
        along = ways.T @ slope[free]
        before = value
        while damping < _STUCK:
            step = np.zeros_like(place)
            step[free] = np.clip(ways @ (along / (np.abs(bend) + damping)), -_LONGEST, _LONGEST)
            there = np.clip(place + step, LOW, HIGH)
            found, slope_there = likelihood(there)
            if isfinite(found) and found > value:
                place, value, slope = there, found, slope_there
                damping /= 10
                break
            damping = damping * 10 + 1e-6
        if value - before <= _GAIN * abs(value):
            break
    return value, place


def _polished(likelihood: Likelihood, place: Any) -> Any:
    """Return the place where the gradient is nought, by Newton's method.

    What is at an end of the range stays there, and nothing moves where the likelihood is flat.
    """
    import numpy as np

    best, slope = likelihood(place)
    free = (place > LOW) & (place < HIGH)
    for _ in range(_STEPS if free.any() else 0):
        bend, ways = np.linalg.eigh(_curvature(likelihood, place)[np.ix_(free, free)])
        told = bend < -_FLAT
        step = np.zeros_like(place)
        step[free] = -ways[:, told] @ ((ways.T @ slope[free])[told] / bend[told])
        there = place + step
        value, further = likelihood(there)
        if np.max(np.abs(step)) > 1 or not value >= best - 1e-9 * abs(best):
            break
        if np.any(there < LOW) or np.any(there > HIGH):
            break
        place, best, slope = there, value, further
        if np.max(np.abs(step)) < _SMALL:
            break
    return place


def _curvature(likelihood: Likelihood, place: Any) -> Any:
    """Return the matrix of second derivatives, from differences of the gradient."""
    import numpy as np

    size = len(place)
    found = np.empty((size, size))
    for i in range(size):
        away = np.zeros(size)
        away[i] = _WIDTH
        found[i] = (likelihood(place + away)[1] - likelihood(place - away)[1]) / (2 * _WIDTH)
    return (found + found.T) / 2


def _uncertain(likelihood: Likelihood, place: Any) -> tuple[Any, Any]:
    """Return the covariance of the logarithms, and of which of them the data tell.

    It is the inverse of the observed information; directions in which the likelihood is flat are none of it:
    what moves along them moves no prediction either.
    """
    import numpy as np

    information, ways = np.linalg.eigh(-_curvature(likelihood, place))
    told = information > _FLAT
    covariance = (ways[:, told] / information[told]) @ ways[:, told].T
    known = (ways[:, ~told] ** 2).sum(axis=1) < _FLAT
    return covariance, known & (place > LOW) & (place < HIGH)


def dot(one: Any, other: Any) -> float:
    """Return the sum of products of two arrays, on one processor and in one order whatever its size."""
    return float((one * other).sum())


def shown(value: float) -> float:
    """Return a fitted figure with the digits that count, so that the machine does not show."""
    return float(f"{value:.{DIGITS}g}")
