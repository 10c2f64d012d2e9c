"""Groups of records that are one: pairs joined with care, so that one doubtful pair joins no two crowds.

Groups grow from the surest pair on. Two groups become one where all the pairs between them, taken
together, speak for it: the mean of their log-odds, each held within ``_MOST``, is above zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MOST = 8.0
_LARGEST = 60  # records of a group: more are no duplicates but a value that fills a field


def clusters(
    pairs: Mapping[tuple[int, int], float],
    at_least: float,
    between: Callable[[int, int], float],
    apart: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """Return groups of two and more, each ascending, by their first record.

    ``pairs`` is (first, second) -> log-odds; those of ``at_least`` join. ``between`` gives the log-odds
    of a pair that is not among them. Pairs ``apart`` are never in one group.
    """
    group_of: dict[int, list[int]] = {}
    told = {frozenset(pair) for pair in apart}
    for (first, second), odds in sorted(pairs.items(), key=lambda one: (-one[1], one[0])):
        if odds < at_least:
            break
        a, b = group_of.get(first, [first]), group_of.get(second, [second])
        if a is b or len(a) + len(b) > _LARGEST:
            continue
        if told and any(frozenset((x, y)) in told for x in a for y in b):
            continue
        if len(a) + len(b) > 2 and _mean(a, b, pairs, between) <= 0:
            continue
        joined = sorted(a + b)
        for member in joined:
            group_of[member] = joined
    unique = {id(group): group for group in group_of.values()}
    return sorted(unique.values())


def _mean(
    a: list[int],
    b: list[int],
    pairs: Mapping[tuple[int, int], float],
    between: Callable[[int, int], float],
) -> float:
    """Return the mean log-odds of the pairs between two groups."""
    total = 0.0
    for x in a:
        for y in b:
            pair = (x, y) if x < y else (y, x)
            odds = pairs[pair] if pair in pairs else between(*pair)
            total += max(-_MOST, min(_MOST, odds))
    return total / (len(a) * len(b))
