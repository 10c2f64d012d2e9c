"""Fisher's exact test of one 2 x 2 table, one-sided, and its correction for many tests at once.

The probability that at least so many of a thing's buyers bought the other one too if neither had to do
with the other: the upper tail of the hypergeometric distribution (R. A. Fisher, Statistical Methods for
Research Workers, 1934, section 21.02). Correction: S. Holm, A simple sequentially rejective multiple test
procedure, Scandinavian Journal of Statistics 6 (1979); it holds whatever hangs on whatever.
"""

from __future__ import annotations

from math import exp, fsum, lgamma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENOUGH = 1e-17
"""A term so small beside the sum does not change it any more."""


def tail(both: int, one: int, other: int, whole: int) -> float:
    """Return P(at least ``both`` of ``one`` among ``other`` of ``whole``), 0..1.

    0.0 stands for what is below the smallest number a float has.
    """
    low, high = max(0, one + other - whole), min(one, other)
    if both <= low:
        return 1.0
    if both > high:
        return 0.0
    mode = (one + 1) * (other + 1) // (whole + 2)
    if both > mode:
        return min(1.0, _sum(both, one, other, whole, step=1))
    return max(0.0, 1.0 - _sum(both - 1, one, other, whole, step=-1))


def _sum(start: int, one: int, other: int, whole: int, *, step: int) -> float:
    """Return the sum of the probabilities from ``start`` on, away from the most probable."""
    term = exp(_log(start, one, other, whole))
    terms = [term]
    largest = term
    k = start
    rest = whole - one - other
    while term > largest * _ENOUGH:
        if step > 0:
            term *= (one - k) * (other - k) / ((k + 1) * (rest + k + 1))
        else:
            term *= k * (rest + k) / ((one - k + 1) * (other - k + 1))
        if term <= 0.0:
            break
        k += step
        terms.append(term)
    return fsum(terms)


def _log(k: int, one: int, other: int, whole: int) -> float:
    """Return the logarithm of the probability of exactly ``k``."""
    return _choose(one, k) + _choose(whole - one, other - k) - _choose(whole, other)


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def holm(values: Sequence[float]) -> list[float]:
    """Return the corrected probabilities in the order of ``values``, 1 at most."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [1.0] * len(values)
    worst = 0.0
    for place, number in enumerate(order):
        worst = max(worst, min(1.0, (len(values) - place) * values[number]))
        found[number] = worst
    return found


def rounded(value: float) -> float:
    """Return a number to 6 significant digits: what is beyond them is the machine's."""
    return float(f"{value:.6g}")
