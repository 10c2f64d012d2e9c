"""Amounts of several currencies as one: turned into it, or those in the main one alone.

With a currency asked for, every amount is turned into it at the rate of its day. Without, amounts are in
the currency of most records, and those in others are left out. Both are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.rates import Converter
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

NO_DAY = "CAST(NULL AS TEXT)"
ITS_DAY = say("its day")


class Amounts:
    """Brings amounts into one currency, and counts what was turned and what was left out.

    ``code`` is that currency, None where there is no amount at all.
    """

    def __init__(self, db: Reader, request: Asked, records: Mapping[str | None, int]) -> None:
        """Choose the currency: the one asked for, else that of most ``records`` (currency -> how many)."""
        self.code = request.currency or next(iter(figures.ranked(records)), None)
        self.turns = request.currency is not None
        self._one: InOne | None = None
        if self.turns and self.code is not None:
            self._one = InOne(db, self.code, request.as_of, records)
        self._turned: dict[str, int] = {}
        self._left: dict[str, int] = {}

    @property
    def rates(self) -> Converter | None:
        """What turns amounts; None when nothing is turned."""
        return self._one.rates if self._one is not None else None

    def day(self, currency: str, day: str) -> str:
        """Return an expression to group amounts by: the day where its rate counts, else none."""
        return f"CASE WHEN {currency} <> :code THEN {day} END" if self.turns else NO_DAY

    def minor(self, amount: int | None, currency: str | None, day: str | None, count: int = 1) -> int | None:
        """Return an amount of ``count`` records in the one currency; None where it is left out."""
        if amount is None:
            return None
        if currency is None or currency == self.code:
            return amount
        found = None if self._one is None else self._one.rates.minor(int(amount), currency, day)
        where = self._left if found is None else self._turned
        where[currency] = where.get(currency, 0) + count
        return found

    def notes(self, noun: str, day: str = ITS_DAY) -> tuple[str, ...]:
        """Return what was turned, at the rate of which day, and what was left out, in words."""
        turned, left = (
            sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
            for found in (self._turned, self._left)
        )
        if self._one is not None:
            return (*self._one.turned(turned, noun, day), *self._one.left_out(left, noun))
        return tuple(
            say(
                "{plural} in {code} left out; --currency {into} turns them",
                plural=figures.plural(count, noun),
                code=code,
                into=self.code,
            )
            for code, count in left
        )
