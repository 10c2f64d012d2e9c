"""What was sold in the same period of the year before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.reports.money.order_periods import Days, days_before, days_of, year_before
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.money.orders import Sold, Sums

Nets = dict[tuple[Any, str | None], int | None]
"""Net by period and currency; None where orders have no total."""
_FIRST_DAYS = """
SELECT {currency}, min(r.ordered_on) FROM sales_order r {joins} WHERE {scope} GROUP BY 1
"""


class Before:
    """The year before of the periods that a report of sales shows.

    Without a begin of the span the sums of the report hold the years before already; only for the
    period that still runs the same days are added up again.
    """

    def __init__(self, sold: Sold, found: Sequence[Sums], names: Iterable[str], only: str | None) -> None:
        """Ask for what the periods stand beside; ``only`` is the currency of what has none."""
        request, self._by = sold.request, sold.by
        listed = sorted(set(names))
        self.until = min(request.until or request.as_of, request.as_of)
        self.days: dict[str, Days] = {}
        for name in listed:
            beside = days_before(name, self._by, request.since, self.until)
            if beside is not None:
                self.days[name] = beside
        self._cut: Nets = {}
        self._last = listed[-1] if listed else None
        self._nets: Nets = {}
        self._first: dict[str | None, date] = {}
        if not self.days:
            return
        if request.since is None:
            for one in found:
                first = days_of(one.key, self._by).first
                self._first[one.currency] = min(first, self._first.get(one.currency, date.max))
            self._nets = _nets(found)
            if self.running:
                self._cut = _nets(sold.during(self.days[self.running]).groups(only))
        else:
            self._first = _first_days(sold, self.until, only)
            ends = self.days.values()
            window = Days(min(days.first for days in ends), max(days.last for days in ends))
            self._nets = _nets(sold.during(window).groups(only))

    @property
    def running(self) -> str | None:
        """The last period, where it goes on after the last day that counts and has a year before."""
        name = self._last
        cut = name in self.days and days_of(name, self._by).last > self.until if name else False
        return name if cut else None

    def net(self, name: str | None, currency: str | None) -> int | None:
        """Return what was sold a year before a period; None where nothing is known of it."""
        days = self.days.get(name or "")
        if name is None or days is None or currency is None or days.last < self._since(currency):
            return None
        nets = self._cut if self._cut and name == self.running else self._nets
        return nets.get((year_before(name, self._by), currency), 0)

    def _since(self, currency: str) -> date:
        return self._first.get(currency, date.max)

    def notes(self) -> tuple[str, ...]:
        """Return which days the period that still runs stands beside."""
        name = self.running
        if name is None or self.days[name].last < min(self._first.values(), default=date.max):
            return ()
        days = self.days[name]
        return (
            say(
                "{name} still runs: beside it {first} to {last}", name=name, first=days.first, last=days.last
            ),
        )


def _nets(found: Iterable[Sums]) -> Nets:
    return {(one.key, one.currency): one.net for one in found}


def _first_days(sold: Sold, until: date, only: str | None) -> dict[str | None, date]:
    """Return the first day on which anything was sold in each currency, whatever the span."""
    ever = sold.during(Days(date.min, until))
    tests, values = ever.scope()
    query = _FIRST_DAYS.format(currency=sold.currency, joins=sold.line, scope=tests)
    found: dict[str | None, date] = {}
    for code, told in sold.db.tuples(query, values):
        # In one currency all of them are that one.
        currency = (code or only) if sold.one is None else sold.one.code
        day = date.fromisoformat(told)
        found[currency] = min(day, found.get(currency, day))
    return found
