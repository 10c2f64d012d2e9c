"""How often a customer buys by its own past: the median of the days between purchases, with quartiles.

Own from three purchases on. Who has fewer is taken for what others did after as many: the median of the
days from their first purchase to the second, or from the second to the third.
"""

from __future__ import annotations

from bisect import insort
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.value.silence import Curve, curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.domain.reports.value.occasions import History

FEWEST = 3
"""Purchases from which on a customer has a rhythm of its own."""
FLOOR = 7
"""Days below which no gap is taken to be: who bought twice in a week is not missed on the third day."""
_FEWEST_GAPS = 5
_FINE = 100
"""Silences of customers with a rhythm are counted in hundredths of the gap."""


class Rhythm(NamedTuple):
    """Days between purchases: the median and the quartiles; ``gaps`` is of how many, ``own`` of whose."""

    gap: float
    early: float
    late: float
    gaps: int
    own: bool

    @property
    def usual(self) -> float:
        """Days after which the next purchase is missed: the own median; of others, the upper quartile.

        ``FLOOR`` at the least.
        """
        return max(self.gap if self.own else self.late, FLOOR)


def quantile(ordered: Sequence[int], part: float) -> float:
    """Return a quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan 1996)."""
    place = (len(ordered) - 1) * part
    low = int(place)
    if low + 1 >= len(ordered):
        return float(ordered[low])
    return ordered[low] + (ordered[low + 1] - ordered[low]) * (place - low)


def median(ordered: Sequence[int]) -> float:
    """Return the median of ascending values: the quantile of a half, which is asked for a million times."""
    half = len(ordered) // 2
    if len(ordered) % 2:
        return float(ordered[half])
    return ordered[half - 1] + (ordered[half] - ordered[half - 1]) * 0.5


def rhythm_of(gaps: Iterable[int], *, own: bool) -> Rhythm | None:
    """Return the rhythm of gaps, None without one."""
    ordered = sorted(gaps)
    if not ordered:
        return None
    early, gap, late = (quantile(ordered, part) for part in (0.25, 0.5, 0.75))
    return Rhythm(gap, early, late, len(ordered), own)


class Habits:
    """What all buyers together tell of one: rhythms after one purchase and two, and how silences end.

    ``after`` has the curves in days by how many purchases came before; ``in_rhythm`` that of customers
    with a rhythm, a silence being measured in their usual gap before it.
    """

    def __init__(self, histories: Sequence[History], end: int) -> None:
        """Learn from the buyers as of the day ``end`` (ordinal)."""
        first: dict[int, dict[float, int]] = {1: {}, 2: {}}
        still: dict[int, dict[float, int]] = {1: {}, 2: {}}
        for one in histories:
            days = one.days[:FEWEST]
            for number in range(1, len(days)):
                gap = days[number] - days[number - 1]
                first[number][gap] = first[number].get(gap, 0) + 1
            if len(days) < FEWEST:
                number, quiet = len(days), end - one.last
                still[number][quiet] = still[number].get(quiet, 0) + 1
        self.after: dict[int, Curve | None] = {n: curve(first[n], still[n]) for n in first}
        self._cohort = {n: _cohort(counts) for n, counts in first.items()}
        self._histories, self._end = histories, end

    @cached_property
    def in_rhythm(self) -> Curve | None:
        """The curve of silences of customers with a rhythm; the dear part, for who asks."""
        ended: dict[float, int] = {}
        lasting: dict[float, int] = {}
        for one in self._histories:
            gaps = one.gaps
            if len(gaps) < 2:
                continue
            before = sorted(gaps[:2])
            for gap in gaps[2:]:
                key = _scaled(gap, median(before))
                ended[key] = ended.get(key, 0) + 1
                insort(before, gap)
            key = _scaled(self._end - one.last, median(before))
            lasting[key] = lasting.get(key, 0) + 1
        return curve(ended, lasting)

    def rhythm(self, one: History) -> Rhythm | None:
        """Return how often a customer buys; None where nobody ever came again."""
        if len(one.days) >= FEWEST:
            return rhythm_of(one.gaps, own=True)
        return self._cohort[len(one.days)] or self._cohort[1]

    def curve(self, one: History) -> Curve | None:
        """Return how silences like the customer's end."""
        return self.in_rhythm if len(one.days) >= FEWEST else self.after[len(one.days)]


def lasted(rhythm: Rhythm | None, quiet: int) -> float:
    """Return a silence of so many days as the curve of its customer measures it."""
    return _scaled(quiet, rhythm.gap) if rhythm is not None and rhythm.own else float(quiet)


def _scaled(days: int, gap: float) -> float:
    """Return a silence in usual gaps, to the hundredth."""
    return round(days * _FINE / max(gap, FLOOR)) / _FINE


def _cohort(counts: dict[float, int]) -> Rhythm | None:
    """Return the rhythm of everybody's gaps after so many purchases; None of too few."""
    gaps = [int(gap) for gap, count in counts.items() for _ in range(count)]
    return rhythm_of(gaps, own=False) if len(gaps) >= _FEWEST_GAPS else None
