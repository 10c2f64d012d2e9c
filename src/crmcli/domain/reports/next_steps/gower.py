"""How alike a record is to a group of records, over traits of different kinds.

J. C. Gower, A general coefficient of similarity and some of its properties, Biometrics 27 (1971): a trait of
words is alike (1) or not (0), one of numbers by 1 - distance / range, all traits count the same, and one
that either of the two lacks does not count. Numbers are taken as ranks (J. Podani, Extending Gower's general
coefficient, Taxon 48, 1999), so that one giant does not make all others equal. Sets of things (what was
bought, what is needed) are alike by the cosine of what they hold and what the group holds on average.
Likeness to a group is, for each trait, the mean over those of the group who have it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from math import fsum, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST = 3
"""Records of the group that must have a trait for it to count."""


class Profile(NamedTuple):
    """What is known of a record: trait -> word, trait -> rank 0..1, trait -> the things it holds."""

    words: Mapping[str, str]
    numbers: Mapping[str, float]
    things: Mapping[str, frozenset[str]]


class Part(NamedTuple):
    """How alike one trait is, 0..1; of words ``same`` of ``of`` in the group have the same one."""

    trait: str
    value: str
    alike: float
    same: int | None
    of: int


class Group:
    """A group of records, counted so that likeness to it takes no look at each of them."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        """Count words, sort numbers, add things up."""
        self.words: dict[str, Counter[str]] = {}
        self.numbers: dict[str, list[float]] = {}
        self.things: dict[str, Counter[str]] = {}
        self.holders: Counter[str] = Counter()
        for one in profiles:
            for trait, word in one.words.items():
                self.words.setdefault(trait, Counter())[word] += 1
            for trait, number in one.numbers.items():
                self.numbers.setdefault(trait, []).append(number)
            for trait, held in one.things.items():
                self.things.setdefault(trait, Counter()).update(held)
                self.holders[trait] += 1
        self.known = {trait: sum(counts.values()) for trait, counts in self.words.items()}
        for values in self.numbers.values():
            values.sort()
        self.sums = {trait: [0.0, *accumulate(values)] for trait, values in self.numbers.items()}

    def parts(self, one: Profile, *, member: bool = False) -> list[Part]:
        """Return how alike each trait is that counts; a member of the group is not compared with itself."""
        less = int(member)
        found = []
        for trait, word in one.words.items():
            of = self.known.get(trait, 0) - less
            if of >= FEWEST:
                same = self.words[trait][word] - less
                found.append(Part(trait, word, same / of, same, of))
        for trait, number in one.numbers.items():
            of = len(self.numbers.get(trait, ())) - less
            if of >= FEWEST:
                found.append(Part(trait, f"{number:.2f}", 1 - self._away(trait, number) / of, None, of))
        for trait, held in one.things.items():
            of = self.holders[trait] - less
            if of >= FEWEST and held:
                found.append(Part(trait, f"{len(held)}", self._cosine(trait, held, less), None, of))
        return found

    def _away(self, trait: str, number: float) -> float:
        """Return the sum of the distances from a number to those of the group."""
        values, sums = self.numbers[trait], self.sums[trait]
        below = bisect_left(values, number)
        return number * below - sums[below] + (sums[-1] - sums[below]) - number * (len(values) - below)

    def _cosine(self, trait: str, held: frozenset[str], less: int) -> float:
        """Return the cosine of a set and the sum of the group's sets."""
        counts = self.things[trait]
        # The squares of all, put right for those that the record itself put in.
        own = sum((counts[thing] - less) ** 2 - counts[thing] ** 2 for thing in held) if less else 0
        square = self._square(trait) + own
        if square <= 0:
            return 0.0
        return sum(counts[thing] - less for thing in held) / sqrt(len(held) * square)

    def _square(self, trait: str) -> int:
        kept: dict[str, int] = self.__dict__.setdefault("_squares", {})
        if trait not in kept:
            kept[trait] = sum(count * count for count in self.things[trait].values())
        return kept[trait]


def likeness(parts: Iterable[Part]) -> float:
    """Return the mean over the traits that count, 0..1; 0 of none."""
    alike = sorted(part.alike for part in parts)
    return min(1.0, max(0.0, fsum(alike) / len(alike))) if alike else 0.0


def ranks(values: Iterable[float]) -> dict[float, float]:
    """Return value -> its rank among all, 0..1; equals have their middle one, one value alone 0.5."""
    ordered = sorted(values)
    last = len(ordered) - 1
    if last < 1:
        return dict.fromkeys(ordered, 0.5)
    return {
        value: (bisect_left(ordered, value) + bisect_right(ordered, value) - 1) / 2 / last
        for value in set(ordered)
    }


def between(one: Profile, other: Profile) -> tuple[float, list[str]]:
    """Return Gower's likeness of two records, and the traits of words in which they agree."""
    found: list[float] = []
    agree = []
    for trait in one.words.keys() & other.words.keys():
        same = one.words[trait] == other.words[trait]
        found.append(float(same))
        if same:
            agree.append(trait)
    found += [1 - abs(one.numbers[t] - other.numbers[t]) for t in one.numbers.keys() & other.numbers.keys()]
    for trait in one.things.keys() & other.things.keys():
        mine, theirs = one.things[trait], other.things[trait]
        if mine and theirs:
            found.append(len(mine & theirs) / sqrt(len(mine) * len(theirs)))
    return (fsum(sorted(found)) / len(found) if found else 0.0), sorted(agree)
