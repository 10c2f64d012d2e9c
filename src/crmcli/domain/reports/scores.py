"""Scores of 1 to 5 for recency, frequency and money; 5 is best.

Quintiles: of n values in ascending order x[0] to x[n-1], four cut points part five groups, the
i-th being x[(n - 1) * i // 5]; a value's group is 1 + the number of cut points below it. A value
that occurs in the data lies above x[(n - 1) * i // 5] exactly when it lies above the quantile of
i/5 by linear interpolation (type 7 of Hyndman and Fan 1996, the default of R and NumPy), so these
are the quintiles of that definition, in whole numbers. The group of a value depends on the value
and on the set of all values only: equal values get equal scores whatever the order of the rows,
and a value that many share gets the group of the first of them, so that some scores may stay
empty. When no value lies above the first cut point there is one group.

The score of recency is 6 less the group of the days since the last purchase. Fewer than five
values give as many groups as there are values, spread over 1 to 5; one group scores 3.

Fixed thresholds: a value's group is 1 + the number of thresholds that it reaches (>=). The R
package rfm 0.3.0 scores that way, by thresholds of 1 above the quantiles; its scores differ from
quintiles for values less than 1 above a quantile.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEST = 5


class Scale(NamedTuple):
    """How values become scores: cut points (exclusive) or thresholds (inclusive), ascending."""

    cuts: tuple[Decimal | int, ...]
    fixed: bool = False

    @property
    def groups(self) -> int:
        """How many groups the scale can tell apart."""
        return len(self.cuts) + 1

    def score(self, value: int) -> int:
        """Return the score of a value of which more is better, 1 to 5."""
        group = bisect_right(self.cuts, value) if self.fixed else bisect_left(self.cuts, value)
        return spread(group, self.groups)

    def scores(self, values: Iterable[int], *, less_is_better: bool = False) -> dict[int, int]:
        """Return the score of each value."""
        if less_is_better:
            return {value: BEST + 1 - self.score(value) for value in set(values)}
        return {value: self.score(value) for value in set(values)}


def quintiles(values: Sequence[int]) -> Scale:
    """Return the scale that parts values into five groups, or into as many as there are values."""
    ordered = sorted(values)
    groups = min(BEST, len(ordered))
    cuts = tuple(ordered[(len(ordered) - 1) * i // groups] for i in range(1, groups))
    return Scale(cuts if cuts and cuts[0] < ordered[-1] else ())


def spread(group: int, groups: int) -> int:
    """Return the score of a group counted from 0: the groups lie evenly between 1 and 5.

    One group is 3, two are 1 and 5, three 1, 3 and 5, four 1, 2, 4 and 5.
    """
    if groups == 1:
        return (BEST + 1) // 2
    steps = groups - 1
    return 1 + (2 * group * (BEST - 1) + steps) // (2 * steps)


class Bins(NamedTuple):
    """Fixed thresholds by measure; None means quintiles. Money is in minor units."""

    r: Scale | None = None
    f: Scale | None = None
    m: Scale | None = None


def parse_bins(texts: Sequence[str], minor_digits: int) -> Bins:
    """Return the thresholds of ``r=30,90,180,365``, ``f=2,3,5,10`` and ``m=100,500,1000,5000``.

    Days and orders may have decimals; money has a point before its decimals.

    Raises:
        UsageError: no such measure, or not four ascending numbers.
    """
    found: dict[str, Scale] = {}
    for text in texts:
        name, _, listed = text.partition("=")
        name = name.strip().lower()
        if name not in Bins._fields:
            raise UsageError(
                say('"{text}" names no measure', text=text),
                "--bins f=2,3,5,10 with r, f or m before the sign",
            )
        found[name] = Scale(_thresholds(text, listed, minor_digits if name == "m" else 0), fixed=True)
    return Bins(**found)


def _thresholds(text: str, listed: str, digits: int) -> tuple[Decimal, ...]:
    """Return four ascending numbers, each in units of ``10 ** -digits``."""
    hint = say("four ascending numbers, each the lowest of its group: f=2,3,5,10")
    try:
        numbers = tuple(Decimal(part.strip()).scaleb(digits) for part in listed.split(","))
    except ArithmeticError as error:
        raise UsageError(say('"{text}" has something that is no number', text=text), hint) from error
    usable = len(numbers) == BEST - 1 and all(number.is_finite() for number in numbers)
    if not usable or any(a >= b for a, b in pairwise(numbers)):
        raise UsageError(say('"{text}" are not four ascending numbers', text=text), hint)
    return numbers
