"""The value of a customer without a model: mean purchase x purchases a year x years looked ahead.

Purchases a year are those so far over the years since the first, one year at least: who bought twice last
week is no customer of a hundred purchases. Who has been quiet for longer than ``lapsed_days`` counts as gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.value.fitting import shown
from crmcli.domain.reports.value.lifetime import YEAR, Horizon, Worth, discounted
from crmcli.domain.reports.value.occasions import values_of

if TYPE_CHECKING:
    from crmcli.domain.reports.value.occasions import History

DAYS = 365.25


class Parts(NamedTuple):
    """What is multiplied: the mean purchase in minor units (None: unknown), purchases a year, years."""

    mean: float | None
    yearly: float
    years: float
    discount: float

    @property
    def worth(self) -> Worth:
        """The value."""
        expected = self.yearly * self.years
        value = None if self.mean is None else self.mean * expected * self.discount
        spend = None if self.mean is None else shown(self.mean)
        worth = None if value is None else shown(value)
        return Worth(None, shown(expected), None, None, spend, worth, None, None, None, ())


def parts(one: History, end: int, horizon: Horizon, lapsed_days: int) -> Parts:
    """Return the factors of a customer's value as of the day ``end`` (ordinal)."""
    known = values_of(one)
    mean = max(sum(known) / len(known), 0.0) if known else None
    yearly = len(one.days) / max((end - one.first) / DAYS, 1.0)
    gone = end - one.last > lapsed_days
    evenly = [time / horizon.weeks for time in horizon.times]
    discount = float(discounted(evenly, horizon.factors))
    return Parts(mean, yearly, 0.0 if gone else horizon.weeks / YEAR, discount)
