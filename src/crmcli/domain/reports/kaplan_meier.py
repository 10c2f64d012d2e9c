"""How long something lasts where some of it lasts still: the product-limit estimate and the log-rank test.

Survival: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of the
American Statistical Association 53 (1958). Its variance: M. Greenwood, The natural duration of cancer
(1926). Intervals on the scale log(-log S): J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis
of Failure Time Data (1980), section 1.3; of the median: R. Brookmeyer and J. Crowley, A confidence interval
for the median survival time, Biometrics 38 (1982), on the same scale. Test: N. Mantel, Evaluation of
survival data and two new rank order statistics, Cancer Chemotherapy Reports 50 (1966).

Who ends and who is still there at the same time: the ending comes first, so that those who are only seen
until then count as there.
"""

from __future__ import annotations

from collections import Counter
from math import erfc, exp, fsum, inf, lgamma, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Z = 1.959963984540054
"""Half of what 95 % of a normal distribution lie within, in standard deviations."""


class Lasting(NamedTuple):
    """How long one lasted or has lasted so far, in days, and whether it ended."""

    days: int
    ended: bool


class Point(NamedTuple):
    """At a time at which some ended: how many were there until then, how many ended, what share lasts on.

    ``low`` and ``high`` are the 95 % interval of ``survival``; None where nobody is left (no variance).
    """

    days: int
    at_risk: int
    ended: int
    survival: float
    low: float | None
    high: float | None


class Curve(NamedTuple):
    """The estimate: its points in time, how many it is of, until when anybody was seen."""

    points: tuple[Point, ...]
    size: int
    longest: int

    @property
    def ended(self) -> int:
        """How many ended."""
        return sum(point.ended for point in self.points)

    def at(self, days: int) -> Point | None:
        """Return the last point until a time; None before the first, when all last on."""
        found = None
        for point in self.points:
            if point.days > days:
                break
            found = point
        return found

    def median(self) -> tuple[int | None, int | None, int | None]:
        """Return the first time at which half or fewer last on, and its 95 % interval.

        None is a time that has not come yet, or an end that nothing tells: where nobody is left the survival
        has no interval.
        """

        def first(shares: Iterable[float | None]) -> int | None:
            below = (share is not None and share <= 0.5 + _SLACK for share in shares)
            return next((p.days for p, is_below in zip(self.points, below, strict=True) if is_below), None)

        return (
            first(point.survival for point in self.points),
            first(point.low for point in self.points),
            first(point.high for point in self.points),
        )


_SLACK = 1e-12
"""A product of ratios that should be one half may miss it by the last digit."""


def curve(times: Iterable[Lasting]) -> Curve:
    """Return the product-limit estimate; the order of ``times`` changes nothing."""
    every: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for one in times:
        every[one.days] += 1
        if one.ended:
            ended[one.days] += 1
    size = at_risk = sum(every.values())
    survival, terms = 1.0, []
    points = []
    for days in sorted(every):
        if ended[days]:
            survival *= (at_risk - ended[days]) / at_risk
            if at_risk > ended[days]:
                terms.append(ended[days] / (at_risk * (at_risk - ended[days])))
            points.append(Point(days, at_risk, ended[days], survival, *interval(survival, fsum(terms))))
        at_risk -= every[days]
    return Curve(tuple(points), size, max(every, default=0))


def interval(survival: float, greenwood: float) -> tuple[float | None, float | None]:
    """Return the 95 % interval of a survival; ``greenwood`` is the sum d / (n (n - d)).

    Six significant digits. (None, None) where survival is 0 or 1.
    """
    if not 0 < survival < 1:
        return None, None
    spread = Z * sqrt(greenwood) / abs(log(survival))
    return _rounded(survival ** exp(spread)), _rounded(survival ** exp(-spread))


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


class LogRank(NamedTuple):
    """Whether groups last alike: chi-square with its degrees of freedom, and how likely as much by chance."""

    chi_square: float
    degrees: int
    p: float


def log_rank(groups: Mapping[str, Sequence[Lasting]]) -> LogRank | None:
    """Return the log-rank test of groups; None of fewer than two, or where nobody ended.

    Six significant digits; the names of groups only set their order. A group of which nobody was seen
    when anybody ended takes no part.
    """
    excess, variance = _excess([groups[name] for name in sorted(groups)])
    told = [place for place in range(len(groups)) if variance[place][place] > _SLACK]
    if len(told) < 2:
        return None
    # The sums over all groups are zero: the last one says nothing new.
    degrees = len(told) - 1
    rest = told[:-1]
    chi_square = _quadratic([excess[i] for i in rest], [[variance[i][j] for j in rest] for i in rest])
    if chi_square is None:
        return None
    return LogRank(_rounded(chi_square), degrees, _rounded(chi_square_tail(chi_square, degrees)))


def _excess(groups: Sequence[Sequence[Lasting]]) -> tuple[list[float], list[list[float]]]:
    """Return of each group how many ended beyond what was to be expected, and the covariances."""
    every = [Counter(one.days for one in group) for group in groups]
    ended = [Counter(one.days for one in group if one.ended) for group in groups]
    at_risk = [len(group) for group in groups]
    size = range(len(groups))
    excess: list[list[float]] = [[] for _ in size]
    variance: list[list[list[float]]] = [[[] for _ in size] for _ in size]
    for days in sorted(set().union(*every)):
        whole, gone = sum(at_risk), sum(each[days] for each in ended)
        if gone:
            shares = [here / whole for here in at_risk]
            factor = gone * (whole - gone) / (whole - 1) if whole > 1 else 0.0
            for i in size:
                excess[i].append(ended[i][days] - gone * shares[i])
                for j in size:
                    variance[i][j].append(factor * shares[i] * ((i == j) - shares[j]))
        for i in size:
            at_risk[i] -= every[i][days]
    return [fsum(each) for each in excess], [[fsum(cell) for cell in row] for row in variance]


def _quadratic(vector: Sequence[float], matrix: Sequence[Sequence[float]]) -> float | None:
    """Return v' M^-1 v by Gauss' elimination with pivots; None where M has no inverse."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda line: abs(rows[line][place]))
        if abs(rows[pivot][place]) < _SLACK:
            return None
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for line in range(place + 1, size):
            factor = rows[line][place] / rows[place][place]
            for column in range(place, size + 1):
                rows[line][column] -= factor * rows[place][column]
    solved = [0.0] * size
    for place in reversed(range(size)):
        rest = fsum(rows[place][column] * solved[column] for column in range(place + 1, size))
        solved[place] = (rows[place][size] - rest) / rows[place][place]
    return fsum(a * b for a, b in zip(vector, solved, strict=True))


def chi_square_tail(value: float, degrees: int) -> float:
    """Return the probability that chi-square is at least ``value``.

    By the recurrence of the incomplete gamma function in steps of two degrees: M. Abramowitz and I. A.
    Stegun, Handbook of Mathematical Functions (1964), 26.4.4 and 26.4.5.
    """
    if value <= 0:
        return 1.0
    half = value / 2
    if half == inf:
        return 0.0
    start = erfc(sqrt(half)) if degrees % 2 else exp(-half)
    terms = [start]
    shape = 0.5 if degrees % 2 else 1.0
    while shape < degrees / 2:
        terms.append(exp(shape * log(half) - half - lgamma(shape + 1)))
        shape += 1
    return min(1.0, fsum(terms))
