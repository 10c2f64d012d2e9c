"""What is left of customers: what they brought, less tax, goods and what serving them cost, exactly.

Shared by ``report profit`` and ``report abc --measure profit``. The cost to serve is reckoned by
``serving``; beside it each delivered order of the span costs what a delivery costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.buyers import uncounted
from crmcli.domain.reports.money import costs
from crmcli.domain.reports.money.costs import Worth
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.reports.serving import Cost, Serving, served
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crmcli.sql import Reader

EVER = 10_000_000
"""More days than there are: a window without a begin."""


class Prices(NamedTuple):
    """What a minute, a case and a delivery cost, as they were told, in one currency."""

    minute: str = "0"
    case: str = "0"
    delivery: str = "0"
    currency: str = "TRY"


class Result(NamedTuple):
    """A customer, or several: the sums and what serving took; costs None where no rate is known."""

    worth: Worth
    minutes: int = 0
    cases: int = 0
    minutes_cost: int | None = 0
    deliveries_cost: int | None = 0
    cases_cost: int | None = 0
    customers: int = 1
    unsure: int = 0

    @property
    def serving(self) -> int | None:
        """What serving cost."""
        parts = (self.minutes_cost, self.deliveries_cost, self.cases_cost)
        return None if None in parts else sum(part or 0 for part in parts)

    @property
    def most(self) -> int | None:
        """What is left if unknown costs are nothing; None where not even that is known."""
        if self.serving is None or self.worth.left:
            return None
        return self.worth.revenue - self.worth.tax - self.worth.cost - self.serving

    @property
    def contribution(self) -> int | None:
        """What is left; None where a cost is unknown or orders are left out."""
        return None if self.worth.unknown else self.most

    def steps(self) -> list[tuple[str, int]]:
        """Return what makes the contribution (at the most), each step with its sign; they add up to it."""
        worth = self.worth
        return [
            (say("before discounts"), worth.revenue + worth.discount),
            (say("discounts"), -worth.discount),
            (say("tax"), -worth.tax),
            (say("cost of goods"), -worth.cost),
            (say("minutes"), -(self.minutes_cost or 0)),
            (say("deliveries"), -(self.deliveries_cost or 0)),
            (say("cases"), -(self.cases_cost or 0)),
        ]


class World(NamedTuple):
    """The results by customer, the currency, and what is left out in words."""

    results: dict[int, Result]
    currency: str | None
    notes: tuple[str, ...]


def fetch(db: Reader, request: Asked, prices: Prices) -> World:
    """Return what is left of the customers who bought, or were served, in the span.

    Raises:
        UsageError: a cost is no amount.
    """
    from crmcli.domain.reports.baskets import Window

    found = costs.fetch(db, request)
    calls, cases = served(db, Window.asked(request, EVER), request.zone)
    whose, values = of_customers(db, "c.id", request)
    asked = {row[0] for row in db.tuples(f"SELECT c.id FROM customer c WHERE {whose}", values)}
    reckoner = _Reckoner(db, prices, found.currency, request.as_of)
    results: dict[int, Result] = {}
    for number in sorted(asked):
        worth = found.of.get(number, Worth())
        minutes, opened = calls.get(number, (0, 0))[1] or 0, cases.get(number, 0)
        if _bought(worth) or minutes or opened:
            results[number] = reckoner.result(worth, minutes, opened)
    notes = (*found.amounts.notes("order"), *uncounted(db, request), *reckoner.notes())
    return World(results, found.currency, notes)


def _bought(worth: Worth) -> bool:
    """Tell whether there is an order in the span: a purchase, a refund, or one that is left out."""
    return bool(
        worth.orders or worth.revenue or worth.unknown or worth.left or worth.paid or worth.deliveries
    )


class _Reckoner:
    """Works out what serving costs."""

    def __init__(self, db: Reader, prices: Prices, currency: str | None, as_of: date) -> None:
        cost = Cost.read(prices.minute, prices.case, prices.currency)
        # A delivery stands where a case does: so it is reckoned and turned in the same way.
        delivery = Cost.read("0", prices.delivery, prices.currency)
        self._serving = Serving(db, cost, currency, as_of)
        self._delivering = Serving(db, delivery, currency, as_of)
        self._free = not (cost.minute or cost.case or delivery.case)
        self._delivers = bool(delivery.case)

    def result(self, worth: Worth, minutes: int, cases: int) -> Result:
        """Return what is left; the parts are rounded so that their sum is."""
        both, spoken = self._serving.minor(minutes, cases), self._serving.minor(minutes, 0)
        opened = None if both is None or spoken is None else both - spoken
        delivered = self._delivering.minor(0, worth.deliveries)
        return Result(worth, minutes, cases, spoken, delivered, opened)

    def notes(self) -> tuple[str, ...]:
        """Return what a person should know of the cost."""
        if self._free:
            return (
                say("serving costs nothing yet: crm config set minute_cost 10, and case_cost, delivery_cost"),
            )
        notes = self._serving.notes()
        if self._delivers and notes and notes == self._delivering.notes():
            return notes
        told_free = [note for note in notes if "costs nothing yet" not in note]
        return (*told_free, *(self._delivering.notes() if self._delivers else ()))


def together(results: Iterable[Result]) -> Result:
    """Return several results as one: ``unsure`` counts those whose contribution is unknown."""
    listed = list(results)
    worth = [one.worth for one in listed]
    sums = {name: sum(getattr(one, name) for one in worth) for name in Worth._fields if name != "first"}

    def added(name: str) -> int | None:
        parts = [getattr(one, name) for one in listed]
        return None if None in parts else sum(parts)

    return Result(
        Worth(**sums),
        sum(one.minutes for one in listed),
        sum(one.cases for one in listed),
        added("minutes_cost"),
        added("deliveries_cost"),
        added("cases_cost"),
        customers=len(listed),
        unsure=sum(one.contribution is None for one in listed),
    )
