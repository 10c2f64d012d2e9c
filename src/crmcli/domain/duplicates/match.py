"""From records to pairs with their log-odds: block, compare, learn, weigh; the same every time.

It is done twice: what is the same at first sight tells how rare values really are, since the records of
one customer don't make its own name common; then all is weighed again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.duplicates.blocks import block
from crmcli.domain.duplicates.clusters import clusters
from crmcli.domain.duplicates.comparing import compare
from crmcli.domain.duplicates.levels import Pattern
from crmcli.domain.duplicates.rarity import frequencies, rarities, thinned
from crmcli.domain.duplicates.weights import Evidence, Model, learn, usual_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.duplicates.items import Item

    Rarity = Mapping[str, Mapping[str, int]]

_WORTH_KEEPING = -9.0  # log-odds under the priors below which a pair is no candidate
_RANDOM = 20_000  # pairs taken at random to see what chance alone gives
_STRANGERS = -20.0  # log-odds of a pair that was not worth comparing


class Pair(NamedTuple):
    """Two records by their positions, on which levels they agree, and the log-odds that they are one."""

    first: int
    second: int
    pattern: Pattern
    odds: float


class Matched(NamedTuple):
    """What a scan found: the pairs worth a thought, and how any other pair is weighed."""

    pairs: list[Pair]
    model: Model
    rarity: Rarity
    left_out: int  # groups that were too large

    def odds(self, a: Item, b: Item) -> float:
        """Return the log-odds that two records are one."""
        pattern = compare(a, b, self.rarity)
        return _STRANGERS if pattern is None else self.model.log_odds(pattern)


def match(items: Sequence[Item], customs: int, wanted: frozenset[int] | None = None) -> Matched:
    """Compare what is worth comparing and learn what agreement means in these records.

    ``wanted`` are positions: only pairs with one of these are looked at. ``customs`` is how many custom
    fields the records carry.
    """
    blocked = block(items, wanted)
    seen = frequencies(items, customs)
    rarity: Rarity = rarities(seen)
    usual = usual_model(len(items), customs)
    size, new = len(items), len(items) if wanted is None else len(wanted)
    every = new * (size - 1) - new * (new - 1) // 2
    pairs = list(_worth(items, blocked.pairs, rarity, usual))
    model = _learnt(items, pairs, rarity, customs, every)
    pairs = [pair._replace(odds=model.log_odds(pair.pattern)) for pair in pairs]
    first = Matched(pairs, model, rarity, blocked.left_out)
    groups = grouped(items, first, 0.0)
    if not groups:
        return first
    rarity = rarities(thinned(seen, items, groups))
    again = []
    for pair in pairs:
        pattern = compare(items[pair.first], items[pair.second], rarity)
        if pattern is not None:
            again.append(pair._replace(pattern=pattern))
    model = _learnt(items, again, rarity, customs, every)
    weighed = [pair._replace(odds=model.log_odds(pair.pattern)) for pair in again]
    return Matched(weighed, model, rarity, blocked.left_out)


def grouped(
    items: Sequence[Item], found: Matched, at_least: float, apart: Iterable[tuple[int, int]] = ()
) -> list[list[int]]:
    """Return groups of positions that are one, joined by pairs of ``at_least`` these log-odds."""
    odds = {(pair.first, pair.second): pair.odds for pair in found.pairs}
    return clusters(odds, at_least, lambda x, y: found.odds(items[x], items[y]), apart)


def _worth(items: Sequence[Item], codes: Iterable[int], rarity: Rarity, usual: Model) -> Iterable[Pair]:
    """Return the pairs that are worth keeping as the priors see it."""
    size = len(items)
    for code in codes:
        first, second = divmod(code, size)
        pattern = compare(items[first], items[second], rarity)
        if pattern is not None:
            odds = usual.log_odds(pattern)
            if odds > _WORTH_KEEPING:
                yield Pair(first, second, pattern, odds)


def _learnt(items: Sequence[Item], pairs: Iterable[Pair], rarity: Rarity, customs: int, every: int) -> Model:
    near = Counter(pair.pattern for pair in pairs)
    return learn(Evidence(near, _at_random(items, rarity), len(items), every), customs)


def _at_random(items: Sequence[Item], rarity: Rarity) -> Counter[Pattern]:
    """Return the patterns of pairs spread over all pairs, the same ones every time."""
    size = len(items)
    found: Counter[Pattern] = Counter()
    if size < 2:
        return found
    state = 1
    for _ in range(min(_RANDOM, size * (size - 1) // 2)):
        chosen = []
        for _ in range(2):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            chosen.append((state >> 33) % size)
        first, second = chosen
        if first != second:
            pattern = compare(items[first], items[second], rarity, whole=True)
            found[pattern or ()] += 1
    return found
