"""BG/NBD: how often customers buy and when they stop, from when they bought.

P. Fader, B. Hardie, K. L. Lee, "Counting Your Customers the Easy Way" (Marketing Science 24, 2005). While
alive a customer buys at a rate that is Gamma(r, alpha) among customers; after each purchase it stops for
good with a chance that is Beta(a, b). Of each customer count x, the repeat purchases, t_x, when the last of
them was, and T, until when it was watched; both since its first purchase, here in weeks.

With A1..A4 of the paper's equation 6, ``L = A1 A2 (A3 + [x > 0] A4)``; sums of logarithms only. The expected
purchases are the paper's equation 10 before its integral over the chance of stopping p becomes a 2F1:
``E[Y(t) | alive] = integral of Beta(p; a, b + x) (1 - ((alpha + T) / (alpha + T + p t))^(r + x)) / p``, by
Gauss-Jacobi quadrature. The integrand is smooth, so nothing has to be caught: a = 1, where the 2F1 form
divides by zero, x in the hundreds, where its terms overflow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.value.fitting import Fit, Likelihood, dot, maximise
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = ("r", "alpha", "a", "b")
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.25, 4.0, 0.8, 2.5), (1.0, 10.0, 0.1, 1.0), (0.1, 1.0, 2.0, 4.0))
"""Where the search begins; alpha in fortieths of the mean T."""
_SAMPLE = 4000
"""Different customers that choose among the starts where there are many more."""
_FEW = 20
_NODES = (
    (2.0, (24, 24, 24)),
    (8.0, (24, 48, 48)),
    (50.0, (96, 96, 192)),
    (300.0, (96, 400, 400)),
    (float("inf"), (400, 400, 1000)),
)
"""Of the integral: up to which t / (alpha + T) so many nodes, without a repeat purchase, with a few, with
more. Six digits hold up to 300 purchases within a three-hundredth of the time ahead."""


class Parameters(NamedTuple):
    """What a fit found; ``alpha`` is in the unit of time."""

    r: float
    alpha: float
    a: float
    b: float


class Facts(NamedTuple):
    """Arrays, one value a customer: repeat purchases, when the last was, how long it was watched."""

    x: Any
    recency: Any
    age: Any


def facts(rows: Iterable[tuple[float, float, float]]) -> Facts:
    """Return (x, t_x, T) of customers as arrays.

    Raises:
        Refused: a count is no whole number, or a last purchase lies outside the time watched.
    """
    import numpy as np

    table = np.array(list(rows), dtype=float).reshape(-1, 3)
    x, recency, age = table[:, 0], table[:, 1], table[:, 2]
    refusals = (
        (~np.isfinite(table).all(axis=1), say("a value is no number")),
        ((x < 0) | (x != np.floor(x)), say("repeat purchases are no whole number")),
        ((x == 0) & (recency != 0), say("a last repeat purchase without a repeat purchase")),
        ((x > 0) & (recency <= 0), say("a repeat purchase at the time of the first")),
        (recency > age, say("the last purchase is after the end of the time watched")),
    )
    for wrong, why in refusals:
        if wrong.any():
            place = int(np.argmax(wrong))
            told = ", ".join(f"{value:g}" for value in table[place])
            raise Refused(
                say("x, t_x, T = {told}: {why}", told=told, why=why), "these three describe no customer"
            )
    return Facts(x, recency, age)


def fit(every: Facts) -> Fit:
    """Return the maximum likelihood of the four parameters; the order of the customers changes nothing."""
    import numpy as np

    table, counts = np.unique(np.column_stack(every), axis=0, return_counts=True)
    return _fit(table, counts)


def fit_table(every: Facts, counts: Any) -> Fit:
    """Return the same of customers of which each occurs ``counts`` times."""
    import numpy as np

    table, which = np.unique(np.column_stack(every), axis=0, return_inverse=True)
    return _fit(table, np.bincount(which.reshape(-1), counts))


def _fit(table: Any, counts: Any) -> Fit:
    """Return the fit of rows (x, t_x, T) in canonical order that occur so often."""
    unit = max(float(dot(counts, table[:, 2]) / counts.sum()) / 40, 1e-3)
    starts = [(r, alpha * unit, a, b) for r, alpha, a, b in STARTS]
    part = slice(None, None, len(table) // _SAMPLE) if len(table) >= 2 * _SAMPLE else None
    sample = None if part is None else _likelihood(table[part], counts[part])
    return maximise(NAMES, _likelihood(table, counts), starts, sample)


def _likelihood(table: Any, counts: Any) -> Likelihood:
    """Return the log-likelihood of rows (x, t_x, T) that occur so often."""
    import numpy as np
    from scipy.special import digamma, gammaln

    x, recency, age = (np.ascontiguousarray(table[:, i]) for i in range(3))
    weight = counts.astype(float)
    again = x > 0
    more = np.where(again, x - 1, 0)
    # Gamma functions are of x alone, which takes few different values.
    steps, which = np.unique(x, return_inverse=True)
    many = np.bincount(which, weight)

    def at(place: Any) -> tuple[float, Any]:
        r, alpha, a, b = np.exp(place)
        rates = gammaln(r + steps) - gammaln(r)
        stops = gammaln(a + b) - gammaln(b) + gammaln(b + steps) - gammaln(a + b + steps)
        still, stopped = np.log(alpha + age), np.log(alpha + recency)
        here = -(r + x) * still
        gone = np.where(again, np.log(a) - np.log(b + more) - (r + x) * stopped, -np.inf)
        either = np.logaddexp(here, gone)
        value = dot(many, rates + stops) + dot(weight, r * np.log(alpha) + either)
        left = np.exp(gone - either)
        stays = 1 - left
        both = digamma(a + b) - digamma(a + b + steps)
        slope = (
            dot(many, digamma(r + steps) - digamma(r))
            + dot(weight, np.log(alpha) - stays * still - left * stopped),
            dot(weight, r / alpha - (r + x) * (stays / (alpha + age) + left / (alpha + recency))),
            dot(many, both) + dot(weight, left) / a,
            dot(many, both + digamma(b + steps) - digamma(b)) - dot(weight, left / (b + more)),
        )
        return float(value), np.array(slope) * np.exp(place)

    return at


def alive(model: Parameters, one: Facts) -> Any:
    """Return the chance that each customer still buys; 1 before any repeat purchase, as the model has it."""
    import numpy as np

    r, alpha, a, b = model
    x, recency, age = one
    more = np.where(x > 0, x - 1, 0)
    odds = np.log(a) - np.log(b + more) + (r + x) * (np.log(alpha + age) - np.log(alpha + recency))
    with np.errstate(over="ignore"):
        return np.where(x > 0, 1 / (1 + np.exp(odds)), 1.0)


def expected_alive(model: Parameters, x: Any, age: Any, times: Sequence[float]) -> Any:
    """Return the purchases to come within each of ``times`` if alive: a row a time, a column a customer."""
    import numpy as np

    r, alpha, a, b = model
    found = np.zeros((len(times), len(x)))
    longest = max(times, default=0.0)
    often = np.where(x > _FEW, 2, np.minimum(x, 1)).astype(int)
    ahead = [longest / (alpha + age) <= up for up, _ in _NODES]
    nodes = np.select(ahead, [np.array(sizes)[often] for _, sizes in _NODES])
    for size, repeats in sorted({(int(n), float(k)) for n, k in zip(nodes, x, strict=True)}):
        mine = np.flatnonzero((nodes == size) & (x == repeats))
        chance, weight = _beta_nodes(a, b + repeats, size)
        since = (alpha + age[mine])[:, None]
        for row, time in enumerate(times):
            share = -np.expm1(-(r + repeats) * np.log1p(chance[None, :] * time / since))
            found[row, mine] = np.einsum("ij,j->i", share, weight / chance)
    return found


def expected(model: Parameters, one: Facts, time: float) -> Any:
    """Return the purchases that each customer is expected to make within ``time`` from now."""
    return alive(model, one) * expected_alive(model, one.x, one.age, [time])[0]


def expected_new(model: Parameters, times: Sequence[float]) -> list[float]:
    """Return the repeat purchases that a new customer makes within each of ``times`` (equation 9)."""
    import numpy as np

    found = expected_alive(model, np.zeros(1), np.zeros(1), list(times))
    return [float(value) for value in found[:, 0]]


def _beta_nodes(a: float, b: float, size: int) -> tuple[Any, Any]:
    """Return the nodes and weights (their sum 1) that integrate over Beta(a, b); Golub and Welsch 1969."""
    import numpy as np
    from scipy.linalg import eigh_tridiagonal

    one, other = b - 1, a - 1  # of Jacobi's polynomials on -1..1, where p is (1 + node) / 2
    n = np.arange(size, dtype=float)
    both = 2 * n + one + other
    with np.errstate(divide="ignore", invalid="ignore"):
        diagonal = (other**2 - one**2) / (both * (both + 2))
    diagonal[0] = (other - one) / (one + other + 2)
    k = n[1:]
    twice = 2 * k + one + other
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = 4 * k * (k + one) * (k + other) * (k + one + other) / (twice**2 * (twice + 1) * (twice - 1))
    if size > 1:  # 0 / 0 where one + other is -1
        beside[0] = 4 * (1 + one) * (1 + other) / ((2 + one + other) ** 2 * (3 + one + other))
    off = np.sqrt(beside)
    places, vectors = eigh_tridiagonal(diagonal, off, lapack_driver="stev")
    weight = vectors[0] ** 2
    return np.clip((1 + places) / 2, 1e-300, 1.0), weight / weight.sum()
