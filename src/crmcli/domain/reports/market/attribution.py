"""Whose merit an amount is: credit for it among the touches that came before. Pure; minor units, exact.

First gives all to the earliest touch, last to the latest, linear the same to each. Linear is rounded by
largest remainder (Hamilton's method), ties by name, so that all three hand out the same sum.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MODELS = ("first", "last", "linear")
NOBODY = ""
"""The key of what no touch came before."""


class Journey(NamedTuple):
    """The touches of somebody in the order they came: their days (ordinals) and whose merit each is."""

    days: Sequence[int]
    keys: Sequence[str]

    def before(self, day: int, window: int) -> Sequence[str]:
        """Return whose the touches are up to a day, that day and ``window`` days before it included.

        A window of 0 is without a beginning.
        """
        end = bisect_right(self.days, day)
        begin = bisect_left(self.days, day - window) if window else 0
        return self.keys[begin:end]


def credited(amount: int, keys: Sequence[str], model: str) -> Mapping[str, int]:
    """Return what of an amount is whose, in parts that add up to it; nobody's where there was no touch."""
    if not keys:
        return {NOBODY: amount}
    if model == "first":
        return {keys[0]: amount}
    if model == "last":
        return {keys[-1]: amount}
    count: dict[str, int] = {}
    for key in keys:
        count[key] = count.get(key, 0) + 1
    return shared(amount, count)


def shared(amount: int, weights: Mapping[str, int]) -> Mapping[str, int]:
    """Return an amount by weight, each part within one minor unit of its exact share."""
    if len(weights) == 1:
        return dict.fromkeys(weights, amount)
    whole = sum(weights.values())
    sign = -1 if amount < 0 else 1
    parts: dict[str, int] = {}
    rests: dict[str, int] = {}
    for key, weight in weights.items():
        parts[key], rests[key] = divmod(abs(amount) * weight, whole)
    left = abs(amount) - sum(parts.values())
    for key in sorted(rests, key=lambda key: (-rests[key], key))[:left]:
        parts[key] += 1
    return {key: sign * part for key, part in parts.items()}
