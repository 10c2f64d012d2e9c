"""Very many orders a few at a time: grouped at once they are slow, since the store sorts all in memory.

Parted by what they come in the order of, what is sorted stays near. Orders are parted by their customers
(they come from the index of customers) or, with their lines, by their numbers. An order is in one slice
only, and of the first kind a customer is: so whatever is counted of them adds up over the slices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmcli.sql import Reader

AT_A_TIME = 20_000
"""Orders in a slice, about."""

Slice = tuple[str, dict[str, int]]
"""A test, and its values."""

WHOLE: list[Slice] = [("1 = 1", {})]
_ENDS = "SELECT count(*), min(o.id), max(o.id) FROM sales_order o"


def by_customer(orders: int, low: int | None, high: int | None, column: str) -> list[Slice]:
    """Return tests that part so many orders of customers ``low`` to ``high``, and those of nobody."""
    parts = _parts(orders, low, high, column)
    return parts if parts == WHOLE else [*parts, (f"{column} IS NULL", {})]


def by_order(db: Reader, column: str) -> list[Slice]:
    """Return tests that part all orders there are by their numbers."""
    orders, low, high = db.tuples(_ENDS)[0]
    return _parts(orders, low, high, column)


def _parts(orders: int, low: int | None, high: int | None, column: str) -> list[Slice]:
    many = orders // AT_A_TIME
    if many < 2 or low is None or high is None:
        return WHOLE
    size = (high - low) // many + 1
    test = f"{column} BETWEEN :slice_low AND :slice_high"
    return [
        (test, {"slice_low": first, "slice_high": first + size - 1}) for first in range(low, high + 1, size)
    ]
