"""The pictures of ``report crosssell``: the strongest rules as bars, what goes with what as a heat grid."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars, Cell, Grid
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture

BARS, SIDE = 10, 8
"""Rules among the bars, and things along a side of the grid, at most."""


def pictures(rows: Sequence[Any], *, rules: bool) -> tuple[Picture, ...]:
    """Return the bars of the first rows and, where two of a kind go together, the grid."""
    if not rows:
        return ()
    shown = rows[:BARS]
    if rules:
        bars = [
            Bar(
                row.rule,
                row.lift,
                say("{lift:.2f} x, {both:,} of {of:,}", lift=row.lift, both=row.both, of=row.of),
            )
            for row in shown
        ]
        pairs = {(row.bought[0], row.also): row for row in rows if len(row.bought) == 1}
    else:
        bars = [
            Bar(
                row.pair, row.cosine, say("{cosine:.2f}, {both:,} together", cosine=row.cosine, both=row.both)
            )
            for row in shown
        ]
        pairs = {(row.bought, row.also): row for row in rows}
        pairs |= {(also, bought): row for (bought, also), row in pairs.items()}
    drawn: tuple[Picture, ...] = (
        Bars(say("Lift, and how often") if rules else say("Likeness, and how often"), tuple(bars)),
    )
    grid = _grid(pairs)
    return (*drawn, grid) if grid is not None else drawn


def _grid(pairs: dict[tuple[str, str], Any]) -> Grid | None:
    """Return lifts of the things that are in most pairs, who buys it down and what too across."""
    down = _first(Counter(bought for bought, _ in pairs))
    across = _first(Counter(also for bought, also in pairs if bought in down))
    if len(down) < 2 or not across:
        return None
    most = max(row.lift for row in pairs.values())
    return Grid(
        title=named("Lift", "basket"),
        down="who bought",
        across="buys too",
        rows=tuple(down),
        columns=tuple(across),
        cells=tuple(tuple(_cell(pairs.get((one, other)), most) for other in across) for one in down),
    )


def _first(counts: Counter[str]) -> list[str]:
    """Return the names that occur most, ties as a reader sorts."""
    from crmcli.domain.text import sort_key

    return sorted(counts, key=lambda name: (-counts[name], sort_key(name), name))[:SIDE]


def _cell(row: Any, most: float) -> Cell:
    return Cell("", 0.0) if row is None else Cell(say("{lift:.1f}", lift=row.lift), row.lift / most)
