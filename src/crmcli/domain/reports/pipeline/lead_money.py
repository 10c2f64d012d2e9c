"""Amounts of leads in the currency asked for, at the rate of the report's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.pipeline import opportunities as store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class LeadMoney:
    """Turns the amounts of leads, and counts what it turned and what it could not."""

    def __init__(self, db: Reader, request: Asked, found: AbstractSet[str | None]) -> None:
        """Turn amounts of the currencies ``found`` into ``request.currency``, none where that is None."""
        known = found - {None}
        self.only = request.currency or (next(iter(known)) if len(known) == 1 else None)
        self.on = request.as_of.isoformat()
        self.one = InOne(db, request.currency, request.as_of, known) if request.currency else None
        self.good: dict[str, int] = {}
        self.bad: dict[str, int] = {}

    def turned(self, amount: int | None, currency: str | None) -> tuple[int | None, str | None]:
        """Return an amount as it counts and its currency; no amount where there is no rate."""
        if self.one is None or amount is None or currency is None or currency == self.one.code:
            return amount, currency or self.only
        first = self.one.first.get(currency)
        if first is None or first > self.on:
            self.bad[currency] = self.bad.get(currency, 0) + 1
            return None, self.one.code
        self.good[currency] = self.good.get(currency, 0) + 1
        return self.one.rates.minor(amount, currency, self.on), self.one.code

    def notes(self) -> tuple[str, ...]:
        """Return in words what was turned, and what has no amount for want of a rate."""
        if self.one is None:
            return ()
        lost = self.one.left_out(_by_count(self.bad), "lead")
        return (
            *self.one.turned(_by_count(self.good), "lead", store.RATE_OF[False]),
            *store.without_amounts(lost),
        )


def _by_count(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
