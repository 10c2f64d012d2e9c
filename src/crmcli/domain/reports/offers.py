"""What to offer to who has bought some things: pure counting over who bought what.

A pair is something bought and something that is not; it is sure when at least three bought both and so many
by chance have a probability below 0.05 (Fisher, one-sided), corrected by Holm for all pairs of this customer
that three bought: where purchases have nothing to do with each other, about one customer in twenty is told a
reason. A thing's score begins with the share of all buyers who have it; each sure pair adds the
share that its buyers are above that, (both + 10 x share) / (bought + 10) - share, and what they add is
divided by the root of how many things were bought. Without a sure pair the order is that of popularity.
"""

from __future__ import annotations

from math import fsum, sqrt
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports.affinities import Pair
from crmcli.domain.reports.fisher import holm, rounded, tail

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from crmcli.domain.reports.affinities import Affinity

FLOOR = 3
"""Customers who bought both, or what is just popular, at least."""
CHANCE = 0.05
STEADY = 10
"""Buyers that every pair is taken to have beside its own, of whom as many bought both as of all."""


class Offer(NamedTuple):
    """A thing to offer, its score, and the surest pair that speaks for it; None where none does."""

    item: int
    score: float
    why: Pair | None


class Move(NamedTuple):
    """Of the ``of`` who bought a thing of a category, ``moved`` bought a dearer one of it later."""

    bought: int
    item: int
    moved: int
    of: int


def offers(index: Affinity, owned: Collection[int]) -> list[Offer]:
    """Return what three have and this customer has not: by score, then by item."""
    whole = len(index.baskets)
    reasons: dict[int, list[Pair]] = {}
    for pair in sure_pairs(index, owned):
        reasons.setdefault(pair.other, []).append(pair)
    found = []
    for item in index.holders:
        if item in owned or index.count(item) < FLOOR:
            continue
        pairs = reasons.get(item, [])
        more = fsum(sorted(_above(pair) for pair in pairs)) / sqrt(len(owned) or 1)
        found.append(Offer(item, rounded(index.count(item) / whole + more), _surest(pairs)))
    return sorted(found, key=lambda one: (-one.score, one.item))


def sure_pairs(index: Affinity, owned: Collection[int]) -> list[Pair]:
    """Return the pairs of something bought with something not that are not chance; ``p`` is corrected."""
    return _sure(
        [
            index.pair(item, other)
            for item in sorted(owned)
            for other, both in index.beside(item).items()
            if both >= FLOOR and other not in owned
        ]
    )


def companions(index: Affinity, item: int) -> list[Pair]:
    """Return the things that speak for one, with it: by the share of their buyers who bought it too.

    Ties by how many did, then by thing; ``p`` is corrected for all things that three bought with it.
    """
    tried = [index.pair(other, item) for other, both in index.beside(item).items() if both >= FLOOR]
    return sorted(_sure(tried), key=lambda pair: (-pair.confidence, -pair.both, pair.one))


def _sure(tried: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that are not chance, ``p`` corrected for all that were tried."""
    chances = [tail(pair.both, pair.ones, pair.others, pair.baskets) for pair in tried]
    # Rounded first: 1 in 20 is not below 0.05, whatever the machine makes of it.
    corrected = [rounded(p) for p in holm(chances)]
    return [
        pair._replace(p=p, tests=len(tried)) for pair, p in zip(tried, corrected, strict=True) if p < CHANCE
    ]


def _above(pair: Pair) -> float:
    """Return by how much more of a thing's buyers have the other one than of all, held steady."""
    share = pair.others / pair.baskets
    return (pair.both + STEADY * share) / (pair.ones + STEADY) - share


def _surest(pairs: Sequence[Pair]) -> Pair | None:
    """Return the pair that is least likely chance, ties by share, then by what was bought."""
    return min(pairs, key=lambda pair: (pair.p, -pair.confidence, pair.one)) if pairs else None


def popular(index: Affinity, owned: Collection[int]) -> list[int]:
    """Return what is not owned and at least three have, the most bought first, ties by item."""
    items = (item for item in index.holders if item not in owned and index.count(item) >= FLOOR)
    return sorted(items, key=lambda item: (-index.count(item), item))


def moves(firsts: Sequence[Mapping[int, str]], dearer: Mapping[int, Collection[int]]) -> list[Move]:
    """Return who moved from a thing to a dearer one.

    ``firsts`` has the first day of each thing, a customer each; ``dearer`` the things to which buyers of
    a thing may move. A move is a first purchase on a later day.
    """
    of = dict.fromkeys(dearer, 0)
    moved: dict[tuple[int, int], int] = {}
    for days in firsts:
        for item in dearer.keys() & days.keys():
            of[item] += 1
            for other in dearer[item]:
                if days.get(other, "") > days[item]:
                    moved[item, other] = moved.get((item, other), 0) + 1
    found = [Move(item, other, n, of[item]) for (item, other), n in moved.items() if n >= FLOOR]
    return sorted(found, key=lambda one: (-one.moved / one.of, -one.moved, one.bought, one.item))
