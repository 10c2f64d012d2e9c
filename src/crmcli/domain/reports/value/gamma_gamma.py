"""Gamma-Gamma: what a purchase of a customer brings, from what its purchases brought so far.

P. Fader, B. Hardie, "The Gamma-Gamma Model of Monetary Value" (2013, note 025). What a purchase brings is
Gamma(p, nu) around the customer's own mean p / nu, with nu Gamma(q, v) among customers. Of each customer
count its purchases but the first, and their mean (equation 1a of the note is the likelihood, equation 5 the
expectation). Amounts are in whole units of the currency, above zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.value.fitting import Fit, Likelihood, dot, maximise
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("p", "q", "v")


class Parameters(NamedTuple):
    """What a fit found; ``v`` is in the unit of the amounts."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float | None:
        """What a purchase brings among all customers; None where q <= 1: the mean has no end."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else None


class Facts(NamedTuple):
    """Arrays, one value a customer: how many purchases, and their mean."""

    known: Any
    mean: Any


def facts(rows: Iterable[tuple[float, float]]) -> Facts:
    """Return (purchases, mean) of customers as arrays.

    Raises:
        Refused: a count or a mean is not above zero.
    """
    import numpy as np

    table = np.array(list(rows), dtype=float).reshape(-1, 2)
    wrong = ~np.isfinite(table).all(axis=1) | (table <= 0).any(axis=1)
    if wrong.any():
        count, mean = table[int(np.argmax(wrong))]
        told = say("{count:g} purchases of {mean:g} on average", count=count, mean=mean)
        raise Refused(
            say("{told}: both must be above zero", told=told), "amounts of zero say nothing of what is spent"
        )
    return Facts(table[:, 0], table[:, 1])


def fit(every: Facts) -> Fit:
    """Return the maximum likelihood of the three parameters; the order of the customers changes nothing."""
    import numpy as np

    table, counts = np.unique(np.column_stack(every), axis=0, return_counts=True)
    middle = float(dot(counts, table[:, 1]) / counts.sum())
    starts = ((1.0, 2.0, middle), (6.0, 4.0, middle / 2), (20.0, 10.0, middle / 2))
    return maximise(NAMES, _likelihood(table, counts), starts)


def _likelihood(table: Any, counts: Any) -> Likelihood:
    """Return the log-likelihood of rows (purchases, mean) that occur so often."""
    import numpy as np
    from scipy.special import digamma, gammaln

    count, mean = (np.ascontiguousarray(table[:, i]) for i in range(2))
    weight = counts.astype(float)
    whole = weight.sum()
    total = count * mean
    log_total = np.log(total)
    log_mean = np.log(mean)

    def at(place: Any) -> tuple[float, Any]:
        p, q, v = np.exp(place)
        shape = p * count
        far = np.log(v + total)
        psi = digamma(shape + q)
        value = (
            dot(weight, gammaln(shape + q) - gammaln(shape) + shape * log_total - log_mean)
            - dot(weight, (shape + q) * far)
            + whole * (q * np.log(v) - gammaln(q))
        )
        slope = (
            dot(weight, count * (psi - digamma(shape) + log_total - far)),
            dot(weight, psi - far) + whole * (np.log(v) - digamma(q)),
            whole * q / v - dot(weight, (shape + q) / (v + total)),
        )
        return float(value), np.array(slope) * np.exp(place)

    return at


def expected(model: Parameters, count: Any, mean: Any) -> Any:
    """Return what a purchase of each customer brings on average; ``count`` 0 knows nothing of its own."""
    p, q, v = model
    return p * (v + count * mean) / (p * count + q - 1)


def square(model: Parameters, count: Any, mean: Any) -> Any:
    """Return the expected square of each customer's own mean; NaN where it has no end (px + q <= 2).

    nu is Gamma(p x + q, v + x z), the mean p / nu.
    """
    import numpy as np

    p, q, v = model
    shape, scale = p * count + q, v + count * mean
    with np.errstate(divide="ignore", invalid="ignore"):
        found = p**2 * scale**2 / ((shape - 1) * (shape - 2))
    return np.where(shape > 2, found, np.nan)
