"""What the columns of a sale mean: quantities in thousandths, prices of one with any decimals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crmcli.domain.kinds import Money, Number


class Quantity(Number):
    """A quantity in thousandths: 2500 is read as 2.5, by programs as the exact text."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the number with the marks of the locale."""
        return super().human(Decimal(value) / 1000, row, locale)

    def machine(self, value: Any, row: Any) -> str:
        """Return the exact number."""
        del row
        return format((Decimal(value) / 1000).normalize(), "f")


class UnitPrice(Money):
    """The price of one as exact decimal text; it may have more decimals than its currency."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the amount with its sign; one with more decimals as the number it is."""
        from crmcli.domain.money import AmountError, to_minor

        try:
            minor = to_minor(Decimal(value), getattr(row, self.currency))
        except AmountError:
            return Number().human(Decimal(value), row, locale)
        return super().human(minor, row, locale)

    def machine(self, value: Any, row: Any) -> str:
        """Return the exact text."""
        del row
        return str(value)

    def style(self, value: Any, row: Any) -> str | None:
        """Mark what is given back."""
        return super().style(Decimal(value), row)
