"""Cohorts: customers who began together, or are alike, and what share of them bought how much later.

Pure arithmetic over sums of the store. A cell is what a cohort did so many periods after its first one.
It is complete when that period is over for all who are in it: of a cohort by period that is one period;
of one by trait only those count whose own period so long after the first is over.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.customers.cohort_periods import FURTHEST
from crmcli.domain.reports.customers.first_purchases import Sums

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cell(NamedTuple):
    """So many of the ``customers`` bought; ``revenue`` in minor units, None where nothing has a total."""

    customers: int
    buying: int
    orders: int
    revenue: int | None

    @property
    def share(self) -> float | None:
        """Buying over customers, None of none."""
        return figures.share(self.buying, self.customers)


class Cohort(NamedTuple):
    """A cohort whole: its customers, and its complete cells by the periods since the first.

    ``last`` is the farthest period after the first that is over or has begun.
    """

    key: Hashable
    customers: int
    orders: int
    revenue: int | None
    cells: Mapping[int, Cell]
    last: int


class Step(NamedTuple):
    """What the customers of a group who began in ``start`` did ``after`` so many periods."""

    group: Any
    start: int
    after: int
    sums: Sums


def steps_of(sums: Iterable[Sums], *, by_period: bool) -> tuple[list[Step], int]:
    """Return sums as steps, and how many sums lie before their customers' first purchase.

    The key of a sum is start * ``FURTHEST`` + period, after the trait where cohorts are no periods.
    """
    steps, before = [], 0
    for one in sums:
        *trait, both = one.key
        start, period = divmod(both, FURTHEST)
        if period < start:
            before += 1
        else:
            steps.append(Step(start if by_period else trait[0], start, period - start, one))
    return steps, before


def cohorts(steps: Iterable[Step], over: int, here: int) -> dict[Hashable, Cohort]:
    """Return the cohorts of steps; ``over`` is the last period that is over, ``here`` the day's own."""
    parts: dict[Hashable, dict[int, dict[int, Sums]]] = {}
    for step in steps:
        parts.setdefault(step.group, {}).setdefault(step.start, {})[step.after] = step.sums
    return {key: cohort(key, starts, over, here) for key, starts in parts.items()}


def cohort(key: Hashable, starts: Mapping[int, Mapping[int, Sums]], over: int, here: int) -> Cohort:
    """Return a cohort of customers who began in ``starts``; the size of each is who bought in it."""
    every = [sums for later in starts.values() for sums in later.values()]
    return Cohort(
        key,
        sum(later[0].buying for later in starts.values()),
        sum(one.orders for one in every),
        figures.added(one.revenue for one in every),
        {after: _cell(starts, after, over) for after in range(over - min(starts) + 1)},
        here - min(starts),
    )


def _cell(starts: Mapping[int, Mapping[int, Sums]], after: int, over: int) -> Cell:
    complete = [later for start, later in starts.items() if start + after <= over]
    found = [later[after] for later in complete if after in later]
    return Cell(
        sum(later[0].buying for later in complete),
        sum(one.buying for one in found),
        sum(one.orders for one in found),
        figures.added(one.revenue for one in found),
    )


def together(key: Hashable, found: Iterable[Cohort]) -> Cohort:
    """Return all cohorts as one: each cell over those cohorts alone of which it is complete."""
    listed = list(found)
    last = max((one.last for one in listed), default=0)
    cells = {}
    for after in range(last + 1):
        part = [one.cells[after] for one in listed if after in one.cells]
        if part:
            cells[after] = Cell(
                sum(cell.customers for cell in part),
                sum(cell.buying for cell in part),
                sum(cell.orders for cell in part),
                figures.added(cell.revenue for cell in part),
            )
    return Cohort(
        key,
        sum(one.customers for one in listed),
        sum(one.orders for one in listed),
        figures.added(one.revenue for one in listed),
        cells,
        last,
    )
