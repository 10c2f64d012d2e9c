"""What every customer is worth within a horizon: BG/NBD for the purchases, Gamma-Gamma for the money.

Customers with the same statistics are one row of a table in canonical order; whatever is fitted or worked
out is over that table, so that neither the order of the customers nor their numbers change a bit of it.

The value is the sum over months i of (E[t_i] - E[t_(i-1)]) / (1 + discount)^(t_i / year), times what a
purchase brings. A month is 4.345 weeks, a year twelve of them; the last step may be shorter.
"""

from __future__ import annotations

from math import ceil, exp, fsum, inf, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports.value import bgnbd, gamma_gamma, purchase_counts
from crmcli.domain.reports.value.fitting import Fit, shown
from crmcli.domain.reports.value.purchase_statistics import Statistic, lacking_money
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

WEEK = 7
MONTH = 4.345
YEAR = 12 * MONTH
"""Weeks, as the published values have them."""
_WIDTH = 1e-4
_Z = 1.2815515655446004  # the normal quantile of 90 percent: ``purchase_counts.LEVEL`` lies between


class Horizon(NamedTuple):
    """How far is looked ahead, in weeks, and at which discount a year (0.1 is 10 %)."""

    weeks: float
    discount: float

    @property
    def times(self) -> tuple[float, ...]:
        """The ends of the months until the horizon, in weeks; the last is the horizon itself."""
        months = max(ceil(self.weeks / MONTH - 1e-9), 1)
        return (*(MONTH * number for number in range(1, months)), self.weeks)

    @property
    def factors(self) -> tuple[float, ...]:
        """What a purchase of each step counts."""
        return tuple((1 + self.discount) ** (-time / YEAR) for time in self.times)


def discounted(expected: Sequence[Any], factors: Sequence[float]) -> Any:
    """Return the sum of what is expected in each step, times its factor; ``expected`` is until its end."""
    before, found = 0.0, 0.0
    for until, factor in zip(expected, factors, strict=True):
        found = found + (until - before) * factor
        before = until
    return found


class Model(NamedTuple):
    """Both fits; ``spending`` None where there is none, then ``pooled`` is what a purchase brings to all.

    ``pooled`` is in minor units, None where no amount is known; ``why`` says why there is no fit.
    ``scale`` is minor units to one of the currency.
    """

    buying: Fit
    spending: Fit | None
    pooled: float | None
    why: str | None
    scale: int

    @property
    def rates(self) -> bgnbd.Parameters:
        """The parameters of BG/NBD, alpha in weeks."""
        return bgnbd.Parameters(*self.buying.values)

    @property
    def amounts(self) -> gamma_gamma.Parameters | None:
        """The parameters of Gamma-Gamma, v in whole units of the currency."""
        return None if self.spending is None else gamma_gamma.Parameters(*self.spending.values)


class Worth(NamedTuple):
    """A customer: the chance that it still buys; purchases to come, their mean and interval; six digits each.

    ``spend`` is what one brings, ``value`` what all do, discounted, ``low`` to ``high``; in minor units,
    None where no amount is known. ``variance`` of the value is None where it has no end; ``slopes`` are
    of the value by the logarithms of the parameters, those of buying before those of spending. The simple
    formula has the expected purchases, the spend and the value only.
    """

    alive: float | None
    expected: float
    least: int | None
    most: int | None
    spend: float | None
    value: float | None
    low: float | None
    high: float | None
    variance: float | None
    slopes: tuple[float, ...]


class Table:
    """The different statistics there are, in order, and which of them each customer has."""

    def __init__(self, every: Sequence[Statistic]) -> None:
        """Keep them."""
        import numpy as np

        table, which, counts = np.unique(
            np.array(every, dtype=np.int64).reshape(-1, 5), axis=0, return_inverse=True, return_counts=True
        )
        self.which: list[int] = which.reshape(-1).tolist()
        self.counts = counts
        self.money_count, self.money = table[:, 3].astype(float), table[:, 4].astype(float)
        self.facts = bgnbd.facts(table[:, :3] / np.array([1, WEEK, WEEK]))
        # Purchases of who is alive hang on x and T alone.
        self.pairs, place = np.unique(
            np.column_stack((self.facts.x, self.facts.age)), axis=0, return_inverse=True
        )
        self.place = place.reshape(-1)

    def mean(self, scale: int) -> Any:
        """Return the mean of the repeat purchases in whole units; nought of none, and of what is below."""
        import numpy as np

        known = np.maximum(self.money_count, 1)
        return np.maximum(self.money / known / scale, 0.0)


def fit(every: Sequence[Statistic], table: Table, scale: int) -> Model:
    """Fit both models; ``every`` is not too few for the first."""
    buying = bgnbd.fit_table(table.facts, table.counts)
    known = [one for one in every if one.known and one.money > 0]
    count, money = sum(one.known for one in every), sum(one.money for one in every)
    pooled = max(money / count, 0.0) if count else None
    why = lacking_money(every)
    if why is not None:
        return Model(buying, None, pooled, why, scale)
    spending = gamma_gamma.fit(gamma_gamma.facts((one.known, one.money / one.known / scale) for one in known))
    if gamma_gamma.Parameters(*spending.values).mean is None:
        return Model(
            buying, None, pooled, say("the amounts vary too much for Gamma-Gamma to have a mean"), scale
        )
    return Model(buying, spending, pooled, None, scale)


def worth(model: Model, table: Table, horizon: Horizon) -> list[Worth]:
    """Return what each customer is worth, in the order of the statistics."""
    import numpy as np

    rates, amounts = model.rates, model.amounts
    alive, expected, value = _values(rates, amounts, model, table, horizon)
    spread = purchase_counts.spread(rates, table.facts, horizon.weeks)
    spend = _spend(amounts, model, table)
    each = None if value is None else np.divide(value, expected, out=np.zeros_like(value), where=expected > 0)
    slopes = _slopes(model, table, horizon) if value is not None else np.zeros((len(alive), 0))
    variance = _variance(model, table, expected, spread.variance, spend, each)
    kinds = [
        Worth(
            alive=shown(alive[i]),
            expected=shown(expected[i]),
            least=int(spread.low[i]),
            most=int(spread.high[i]),
            spend=None if spend is None else shown(spend[i]),
            value=None if value is None else shown(value[i]),
            low=None if each is None else shown(spread.low[i] * each[i]),
            high=None if each is None else shown(spread.high[i] * each[i]),
            variance=None if variance is None or not np.isfinite(variance[i]) else float(variance[i]),
            slopes=tuple(slopes[i].tolist()),
        )
        for i in range(len(alive))
    ]
    return [kinds[place] for place in table.which]


def _spend(amounts: gamma_gamma.Parameters | None, model: Model, table: Table) -> Any:
    """Return what a purchase brings, in minor units; None where no amount is known."""
    import numpy as np

    if amounts is None:
        return None if model.pooled is None else np.full(len(table.counts), model.pooled)
    return gamma_gamma.expected(amounts, table.money_count, table.mean(model.scale)) * model.scale


def _values(
    rates: bgnbd.Parameters,
    amounts: gamma_gamma.Parameters | None,
    model: Model,
    table: Table,
    horizon: Horizon,
) -> tuple[Any, Any, Any]:
    """Return the chances to be alive, the purchases to come, and their value."""
    alive = bgnbd.alive(rates, table.facts)
    coming = bgnbd.expected_alive(rates, table.pairs[:, 0], table.pairs[:, 1], horizon.times)
    spend = _spend(amounts, model, table)
    value = None if spend is None else alive * discounted(list(coming), horizon.factors)[table.place] * spend
    return alive, alive * coming[-1][table.place], value


def _slopes(model: Model, table: Table, horizon: Horizon) -> Any:
    """Return the slopes of the values by the logarithms of all parameters, from differences."""
    import numpy as np

    columns = []
    rates, amounts = model.rates, model.amounts
    for i in range(len(rates)):
        ends = [
            _values(_moved(rates, i, way), amounts, model, table, horizon)[2] for way in (_WIDTH, -_WIDTH)
        ]
        columns.append((ends[0] - ends[1]) / (2 * _WIDTH))
    if amounts is not None:
        whole = _values(rates, amounts, model, table, horizon)[2] / _spend(amounts, model, table)
        for i in range(len(amounts)):
            spends = [_spend(_moved(amounts, i, way), model, table) for way in (_WIDTH, -_WIDTH)]
            columns.append(whole * (spends[0] - spends[1]) / (2 * _WIDTH))
    return np.column_stack(columns)


def _moved(parameters: Any, place: int, way: float) -> Any:
    """Return the parameters with the logarithm of one of them moved."""
    values = list(parameters)
    values[place] *= exp(way)
    return type(parameters)(*values)


def _variance(model: Model, table: Table, expected: Any, counts: Any, spend: Any, each: Any) -> Any:
    """Return how the value of each customer varies; None where no amount is known.

    With N purchases that bring M each on average, M the customer's own mean: ``E[N] E[M^2] / p +
    Var(N) E[M^2] + E[N]^2 Var(M)``; discounted as the value is. Without Gamma-Gamma M is known.
    """
    import numpy as np

    if spend is None:
        return None
    discount = np.divide(each, spend, out=np.zeros_like(spend), where=spend > 0)
    if model.amounts is None:
        return counts * spend**2 * discount**2
    square = gamma_gamma.square(model.amounts, table.money_count, table.mean(model.scale)) * model.scale**2
    within = expected * square / model.amounts.p
    return (within + counts * square + expected**2 * (square - spend**2)) * discount**2


def interval(model: Model, parts: Sequence[Worth]) -> tuple[float, float] | None:
    """Return where the value of several customers together lies, four times of five; None if it has no end.

    Their values vary each on its own, and all with the parameters (delta method, where their errors are
    known); the sum is taken as normal.
    """
    total = fsum(one.value or 0.0 for one in parts)
    spread = fsum(inf if one.variance is None else one.variance for one in parts)
    columns = [fsum(column) for column in zip(*(one.slopes for one in parts), strict=True)]
    for found in (model.buying, model.spending):
        if found is not None:
            spread += _shift(found, columns[: len(found.names)])
            columns = columns[len(found.names) :]
    if spread == inf:
        return None
    reach = _Z * sqrt(max(spread, 0.0))
    return max(total - reach, 0.0), total + reach


def _shift(found: Fit, slopes: Sequence[float]) -> float:
    """Return how much the parameters' uncertainty moves a sum (variance)."""
    rows = enumerate(found.covariance)
    return fsum(slopes[i] * slopes[j] * cell for i, row in rows for j, cell in enumerate(row))
