"""What of the day's list a screen holds: something of every part, more of the urgent ones. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.today.items import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 8
"""Items of one part shown at most, while other parts have any left."""


class Shown(NamedTuple):
    """A part, and how many of its items are shown."""

    part: Part
    items: int

    @property
    def lines(self) -> int:
        """The lines it takes: its items, and one that names the rest."""
        return self.items + (self.items < self.part.total)


def fitted(parts: Sequence[Part], lines: int) -> list[Shown]:
    """Return how much of each part is shown in so many lines; parts are in the order of urgency.

    Each part has at least the line that names it. Then the four most urgent get an item each, the first two
    a second one, then the others their first; what room is left goes round, the first part twice a time.
    """
    shown = [Shown(part, 0) for part in parts]
    turns = _turns(len(parts))
    for at in turns:
        one = shown[at]
        if one.items >= len(one.part.items) or one.items >= MOST:
            continue
        more = one._replace(items=one.items + 1)
        if sum(other.lines for other in shown) - one.lines + more.lines <= lines:
            shown[at] = more
    return shown


def _turns(count: int) -> list[int]:
    """Return the places of parts in the order in which they get items."""
    urgent, first = range(min(4, count)), range(min(2, count))
    rounds = [at for _ in range(MOST) for at in ((0, *range(count)) if count else ())]
    return [*urgent, *first, *range(len(urgent), count), *rounds]
