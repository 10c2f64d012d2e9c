"""How alike things are by who bought them: item-item similarity over baskets, with counts.

Cosine is both / sqrt(one x other), Jaccard both / (one + other - both), over baskets with each (Linden,
Smith, York, Amazon.com Recommendations: Item-to-Item Collaborative Filtering, IEEE Internet Computing 7,
2003; Sarwar et al., Item-based collaborative filtering recommendation algorithms, WWW 10, 2001).
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.fisher import holm, rounded, tail

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence


class Pair(NamedTuple):
    """Two things: baskets with both, with each, and all of them; ``p`` corrected for all ``tests``."""

    one: int
    other: int
    both: int
    ones: int
    others: int
    baskets: int
    p: float = 1.0
    tests: int = 1

    @property
    def cosine(self) -> float:
        """Likeness, 0..1; the root of one division of whole numbers, so that equals stay equal."""
        return sqrt(self.both * self.both / (self.ones * self.others))

    @property
    def jaccard(self) -> float:
        """Share of the baskets with either that hold both, 0..1."""
        return self.both / (self.ones + self.others - self.both)

    @property
    def confidence(self) -> float:
        """Share of the baskets with the first that hold the second too."""
        return self.both / self.ones

    @property
    def lift(self) -> float:
        """Times as often as by chance."""
        return self.both * self.baskets / (self.ones * self.others)


class Affinity:
    """Which things are bought by the same: baskets looked up by what they hold, counted once a thing."""

    def __init__(self, baskets: Sequence[Collection[int]]) -> None:
        """Index the baskets."""
        self.baskets = baskets
        self.holders: dict[int, list[int]] = {}
        for place, basket in enumerate(baskets):
            for item in basket:
                self.holders.setdefault(item, []).append(place)
        self._with: dict[int, Counter[int]] = {}

    def count(self, item: int) -> int:
        """Return how many baskets hold a thing."""
        return len(self.holders.get(item, ()))

    def beside(self, item: int) -> Counter[int]:
        """Return what lies beside a thing, and in how many baskets."""
        found = self._with.get(item)
        if found is None:
            found = Counter(chain.from_iterable(self.baskets[n] for n in self.holders.get(item, ())))
            del found[item]
            self._with[item] = found
        return found

    def pair(self, one: int, other: int) -> Pair:
        """Return the counts of two things."""
        both = self.beside(one)[other]
        return Pair(one, other, both, self.count(one), self.count(other), len(self.baskets))


def similar(baskets: Sequence[Collection[int]], enough: Callable[[int], bool]) -> list[Pair]:
    """Return the pairs with ``enough`` baskets that hold both: by cosine, then counts, then items.

    Of each pair the one that fewer bought comes first, so that its buyers are who is offered the other.
    """
    index = Affinity(baskets)
    tried = list(_pairs(index, enough))
    chances = [tail(one.both, one.ones, one.others, one.baskets) for one in tried]
    found = [
        one._replace(p=rounded(p), tests=len(tried)) for one, p in zip(tried, holm(chances), strict=True)
    ]
    found.sort(key=lambda one: (-(one.both**2 / (one.ones * one.others)), -one.both, one.one, one.other))
    return found


def _pairs(index: Affinity, enough: Callable[[int], bool]) -> Iterator[Pair]:
    for one in sorted(item for item in index.holders if enough(index.count(item))):
        for other, both in index.beside(one).items():
            if enough(both) and (index.count(one), one) < (index.count(other), other):
                yield index.pair(one, other)
