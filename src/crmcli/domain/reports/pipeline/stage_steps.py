"""Steps between stages on one day: where they began, where they ended, and what lies between.

The order within a day is not asked for: steps form a chain, so a stage that was left once more than it
was entered is where the day began, and one that was entered once more than left is where it ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Step(NamedTuple):
    """A step on a day from a stage (None: it began) to another."""

    day: str
    before: int | None
    after: int


def ends_of(steps: Sequence[Step], rank: Mapping[int, int], known: int | None) -> tuple[int | None, int]:
    """Return the stages in which the steps of one day found and left the opportunity.

    The first is None where it began that day. A round trip ends where it began: at ``known`` where that
    is on it. Steps that form no chain are taken to reach from the earliest stage to the furthest.
    """
    if len(steps) == 1:
        return steps[0].before, steps[0].after
    balance: dict[int, int] = {}
    for step in steps:
        balance[step.after] = balance.get(step.after, 0) + 1
        if step.before is not None:
            balance[step.before] = balance.get(step.before, 0) - 1
    entered = [stage for stage, count in balance.items() if count > 0]
    if not entered:
        turn = known if known in balance and known is not None else min(balance, key=lambda one: rank[one])
        return turn, turn
    end = max(entered, key=lambda stage: rank[stage])
    if any(step.before is None for step in steps):
        return None, end
    return min((stage for stage, count in balance.items() if count < 0), key=lambda stage: rank[stage]), end


def passed(
    steps: Sequence[Step], start: int | None, end: int, rank: Mapping[int, int], opened: int
) -> list[int]:
    """Return the open stages that the steps of one day went through on the way, in their order.

    ``opened`` is how many stages are open. A stage that lies beyond the end, or not beyond the start,
    was a slip that was put right, and is none.
    """
    low = -1 if start is None or rank[start] >= opened else rank[start]
    high = min(rank[end], opened)
    between = {step.after for step in steps if low < rank[step.after] < high}
    return sorted(between, key=lambda stage: rank[stage])
