"""In which order a column's dates stand: day before month, month before day, or the year first."""

from __future__ import annotations

from functools import lru_cache

from crmcli.domain.dates import MONTHS, MixedOrder, patterns
from crmcli.said import say

# Where day and month stand among the three numbers of a date.
_PLACES = {"dmy": (0, 1), "mdy": (1, 0), "ymd": (2, 1)}


@lru_cache(maxsize=4096)
def _possible_orders(first: str, mark: str, second: str, short_year: str) -> frozenset[str]:
    """Return the orders in which three numbers are a date; ``short_year`` is "" for a year of four digits."""
    if mark == ".":
        return frozenset({"dmy"} if short_year else ())
    parts = (int(first), int(second), int(short_year or 0))
    orders = {o for o, (d, m) in _PLACES.items() if 1 <= parts[d] <= 31 and 1 <= parts[m] <= MONTHS}
    return frozenset(() if parts[0] == parts[1] and not short_year else orders)


class OrderFinder:
    """Find the order of a column's dates while its values go by, once.

    ``ambiguous`` holds the first value that needs an order to be read: with no result, such a column
    needs a person's word; without one, every day of it can be read as it is. Years of two digits are
    taken to stand last where slashes part them, unless that can't be.
    """

    def __init__(self) -> None:
        """Start with every order possible."""
        self.ambiguous: str | None = None
        self._orders = frozenset(_PLACES)
        self._witness = ""
        self._dashed = False

    def see(self, text: str) -> None:
        """Take in a value; what is no date in digits says nothing.

        Raises:
            MixedOrder: this value and an earlier one can't have the same order.
        """
        if text[4:5] == "-":
            return
        found = patterns()[1].match(text.lstrip())
        if found is None or len(found[1]) > 2 or len(found[4]) not in (2, 4):
            return
        short_year = found[4] if len(found[4]) == 2 else ""
        orders = _possible_orders(found[1], found[2], found[3], short_year)
        if len(orders) > 1 and self.ambiguous is None:
            self.ambiguous = text.strip()
        if orders and not orders >= self._orders:
            if not orders & self._orders:
                both = say('"{witness}" and "{text}"', witness=self._witness, text=text.strip())
                raise MixedOrder(say("{both} have day and month in different order", both=both))
            self._orders &= orders
            self._witness = text.strip()
        self._dashed = self._dashed or (found[2] == "-" and bool(short_year))

    def result(self) -> str | None:
        """Return "dmy", "mdy" or "ymd", or None when no value told."""
        likely = self._orders if self._dashed else self._orders - {"ymd"} or self._orders
        return next(iter(likely)) if len(likely) == 1 else None
