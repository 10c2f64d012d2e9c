"""The pictures of ``report clv``: who still buys by how often and how recently, and the most valuable."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars, Cell, Grid
from crmcli.domain.reports import figures
from crmcli.domain.reports.value.occasions import WEEK
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.pictures import Picture
    from crmcli.domain.reports.value.clv import Person, Request
    from crmcli.domain.reports.value.clv_valued import Valued

MOST = 10
_OFTEN = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (None, "9+"))
_QUIET = (
    (4, say("{weeks} {w}", weeks="0-4", w=named("w", "unit"))),
    (13, say("{weeks} {w}", weeks="4-13", w=named("w", "unit"))),
    (26, say("{weeks} {w}", weeks="13-26", w=named("w", "unit"))),
    (52, say("{weeks} {w}", weeks="26-52", w=named("w", "unit"))),
    (None, say("over 52 w")),
)
"""Repeat purchases, and weeks since the last: up to which, and what it is called."""


def pictures(
    one: Valued, people: Sequence[Person], rows: Sequence[Any], request: Request
) -> tuple[Picture, ...]:
    """Return what is worth seeing of these customers; a group's rows have bars of their own."""
    grid = () if one.model is None else (_grid(people, request.language),)
    if request.by not in (None, "customer"):
        return grid
    return (*grid, *_bars(one, rows, request.language))


def _place(steps: Sequence[tuple[int | None, str]], value: float) -> int:
    return next(i for i, (up, _) in enumerate(steps) if up is None or value <= up)


def _grid(people: Sequence[Person], language: str) -> Grid:
    """Return the mean chance to still buy of repeat buyers, the most frequent on top."""
    found: dict[tuple[int, int], list[float]] = {}
    for _, statistic, worth in people:
        if statistic.x and worth.alive is not None:
            quiet = (statistic.age - statistic.recency) / WEEK
            key = _place(_OFTEN, statistic.x), _place(_QUIET, quiet)
            found.setdefault(key, []).append(worth.alive)
    down = range(len(_OFTEN) - 1, -1, -1)
    return Grid(
        title="Chance to still buy, and how many customers",
        down="again",
        across="weeks since the last purchase",
        rows=tuple(_OFTEN[i][1] for i in down),
        columns=tuple(name for _, name in _QUIET),
        cells=tuple(tuple(_cell(found.get((i, j)), language) for j in range(len(_QUIET))) for i in down),
    )


def _cell(chances: list[float] | None, language: str) -> Cell:
    if not chances:
        return Cell("", 0.0)
    mean = fsum(chances) / len(chances)
    return Cell(say("{share} ({count:,})", share=figures.percent(mean, language), count=len(chances)), mean)


def _bars(one: Valued, rows: Sequence[Any], language: str) -> tuple[Bars, ...]:
    """Return the most valuable customers; a tick stands at the high end of the interval."""
    from crmcli.domain.money import human

    code = one.found.currency
    if code is None:
        return ()
    bars = tuple(
        Bar(
            row.name or f"C-{row.id}",
            row.value / one.scale,
            human(row.value, code, language),
            mark=None if row.high is None else row.high / one.scale,
        )
        for row in rows[:MOST]
        if row.value
    )
    marked = say("; the mark: the upper end") if any(bar.mark is not None for bar in bars) else ""
    return (Bars(say("Most valuable customers{marked}", marked=marked), bars),) if bars else ()
