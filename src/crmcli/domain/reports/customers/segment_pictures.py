"""The pictures of segments: the 5 x 5 of recency and frequency, and groups beside segments."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports import maps
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from crmcli.domain.reports.scored import Scored


def scores_picture(scored: Sequence[Scored], segment_map: maps.SegmentMap, language: str) -> Grid:
    """Return the 5 x 5 picture: recency across, frequency down, the best at the top right."""
    counts = Counter((one.r, one.f) for one in scored)
    most = max(counts.values(), default=1)
    return Grid(
        title=say("Customers"),
        down=say("frequency"),
        across=say("recency"),
        rows=tuple(f"F{f}" for f in reversed(maps.SCORES)),
        columns=tuple(f"R{r}" for r in maps.SCORES),
        cells=tuple(
            tuple(_cell(counts[r, f], most, segment_map.flat(r, f), language) for r in maps.SCORES)
            for f in reversed(maps.SCORES)
        ),
    )


def _cell(count: int, most: int, segment: maps.Segment | None, language: str) -> Cell:
    """Return a square: the segment's name, when the cell has one, and its customers."""
    name = f"{segment.called(language)} " if segment else ""
    return Cell(
        say("{name}{count:,}", name=name, count=count),
        count / most,
        (segment.style or None) if segment else None,
    )


def groups_picture(
    down: Sequence[str], across: Sequence[str], sides: tuple[str, str], counts: Mapping[tuple[int, int], int]
) -> Grid:
    """Return a picture of counts by place down and place across; ``sides`` say what the two are.

    A square's weight is its share of its column. Where nobody is, it is blank.
    """
    wholes: Counter[int] = Counter()
    for place, count in counts.items():
        wholes[place[1]] += count

    def cell(place: tuple[int, int]) -> Cell:
        count = counts.get(place, 0)
        return Cell(say("{count:,}", count=count), count / wholes[place[1]]) if count else Cell("", 0.0)

    return _grid(say("Customers"), sides, down, across, cell)


def moves_picture(names: Sequence[str], counts: Mapping[tuple[int, int], int]) -> Grid:
    """Return of those in a segment then (down) how many percent are in which now (across, by number)."""
    wholes: Counter[int] = Counter()
    for place, count in counts.items():
        wholes[place[0]] += count

    def cell(place: tuple[int, int]) -> Cell:
        if place not in counts:
            return Cell("", 0.0)
        share = counts[place] / wholes[place[0]]
        return Cell(f"{share * 100:.0f}" if share >= 0.005 else "<1", share)

    down = [f"{number} {name}" for number, name in enumerate(names, 1)]
    across = [str(number) for number in range(1, len(names) + 1)]
    return _grid(say("% of each segment then"), (say("segment then"), say("segment now")), down, across, cell)


def _grid(
    title: str,
    sides: tuple[str, str],
    down: Sequence[str],
    across: Sequence[str],
    cell: Callable[[tuple[int, int]], Cell],
) -> Grid:
    cells = tuple(tuple(cell((line, place)) for place in range(len(across))) for line in range(len(down)))
    return Grid(title, sides[0], sides[1], tuple(down), tuple(across), cells)
