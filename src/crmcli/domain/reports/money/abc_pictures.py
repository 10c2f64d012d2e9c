"""The pictures of ``report abc``: the curve of shares cumulated, and the classes beside each other."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars, Chart, Line, Picture
from crmcli.domain.reports import figures
from crmcli.domain.reports.money.profit_pictures import thinned
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.money.abc_classes import Standing

_STYLES = {"A": "green", "B": "cyan", "C": "dim"}
_MANY = {"customer": say("customers"), "product": say("products"), "group": say("groups")}


def pictures(
    values: Sequence[int], places: Standing, classes: Sequence[Any], told: tuple[str, str, str]
) -> tuple[Picture, ...]:
    """Return curve and classes of values, the greatest first; ``told``: measure, noun, language."""
    bring = values[: bisect_left(values, 0, key=lambda value: 1 if value <= 0 else -1)]
    if not bring:
        return ()
    drawn: list[Picture] = [_classes(classes, *told)]
    if len(bring) >= 3:
        drawn.insert(0, curve(bring, places, classes, told))
    return tuple(drawn)


def curve(
    values: Sequence[int], places: Standing, classes: Sequence[Any], told: tuple[str, str, str]
) -> Chart:
    """Return the share of what is brought over how many bring it, the greatest first."""
    cumulated = [0, *accumulate(values)]
    ends: list[int] = []
    for row in classes:
        if row.abc in _STYLES:
            ends.append((ends[-1] if ends else 0) + row.count)
    points = tuple(
        (float(place), 100 * cumulated[place] / places.whole) for place in thinned(len(cumulated), *ends)
    )
    marks = sorted({0, *ends})
    heights = sorted({0.0, 100.0, *(100 * cumulated[end] / places.whole for end in ends)})
    measure, noun, language = told
    return Chart(
        say("Share of {measure} of the greatest together", measure=named(measure)),
        _MANY[noun],
        say("% of {measure}", measure=named(measure)),
        (Line(named(measure), points),),
        tuple((float(mark), say("{mark:,}", mark=mark)) for mark in marks),
        tuple((height, figures.percent(height / 100, language)) for height in heights),
    )


def _classes(classes: Sequence[Any], measure: str, noun: str, language: str) -> Bars:
    """Return the share of each class in what is brought."""
    bars = [
        Bar(
            say("{abc}: {plural}", abc=row.abc, plural=figures.plural(row.count, noun)),
            row.value_share or 0.0,
            figures.percent(row.value_share or 0.0, language, 1),
            style=_STYLES.get(row.abc),
        )
        for row in classes
        if row.count and row.abc in _STYLES
    ]
    return Bars(say("Share of {measure}", measure=named(measure)), tuple(bars))
