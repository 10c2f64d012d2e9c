"""Numbers of records in ascending order, kept as runs: what a table has, in little memory."""

from __future__ import annotations

from bisect import bisect_right


class Numbers:
    """A growing set of numbers, each larger than all before it."""

    def __init__(self) -> None:
        """Start empty."""
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    @property
    def last(self) -> int:
        """The largest, 0 for none."""
        return self._lasts[-1] if self._lasts else 0

    def add(self, number: int) -> None:
        """Add a number larger than the last one."""
        if self._lasts and number == self._lasts[-1] + 1:
            self._lasts[-1] = number
        else:
            self._firsts.append(number)
            self._lasts.append(number)

    def __contains__(self, number: int) -> bool:
        """Tell whether a number was added."""
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]
