"""How wide each column of a table gets, and which ones go when there is no room.

Pure arithmetic on cells of a terminal. Columns leave from the right: first those that are ROOMY,
then, when even the narrowest form of the others doesn't fit, the others; the first column stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.kinds import ROOMY

if TYPE_CHECKING:
    from collections.abc import Sequence


class Wish(NamedTuple):
    """What a column asks for: its whole width, a width it is well with, the least it can take."""

    natural: int
    well: int
    least: int
    show: int


def widths_for(wishes: Sequence[Wish], width: int, gap: int) -> list[int | None]:
    """Return the width of each column, None for one that is left out; ``gap`` stands between two."""
    kept = list(range(len(wishes)))
    for index in reversed(range(1, len(wishes))):
        if _sum([wishes[i].well for i in kept], gap) <= width:
            break
        if wishes[index].show >= ROOMY:
            kept.remove(index)
    while len(kept) > 1 and _sum([wishes[i].least for i in kept], gap) > width:
        kept.pop()
    naturals = [wishes[i].natural for i in kept]
    wells = [wishes[i].well for i in kept]
    leasts = [wishes[i].least for i in kept]
    start = wells if _sum(wells, gap) <= width else leasts
    target = naturals if start is wells else wells
    room = width - gap * (len(kept) - 1)
    found = dict(zip(kept, _grown(start, target, room), strict=True))
    return [found.get(index) for index in range(len(wishes))]


def _sum(widths: Sequence[int], gap: int) -> int:
    """Return the width of columns side by side."""
    return sum(widths) + gap * (len(widths) - 1)


def _grown(start: Sequence[int], target: Sequence[int], room: int) -> list[int]:
    """Share the room that is left, one cell at a time in turn, until each has its target."""
    if len(start) == 1:
        return [max(1, min(target[0], room))]
    got = list(start)
    left = room - sum(got)
    hungry = [i for i, width in enumerate(got) if width < target[i]]
    while left > 0 and hungry:
        share = max(1, left // len(hungry))
        for index in list(hungry):
            step = min(share, target[index] - got[index], left)
            got[index] += step
            left -= step
            if got[index] >= target[index]:
                hungry.remove(index)
    return got
