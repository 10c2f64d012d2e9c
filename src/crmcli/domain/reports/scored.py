"""Buyers with their scores and segments: what ``segments`` and ``rfm`` share.

Recency is the days from the last purchase to the day, frequency the number of purchases (several on one
day are several), money the sum of all totals, refunds included. Scores are in ``scores``, maps from
scores to segments in ``maps``. Scores are relative to the buyers asked about.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.reports import buyers as store
from crmcli.domain.reports import figures, maps, scores
from crmcli.domain.reports.buyers import Buyer, Buyers
from crmcli.domain.reports.scope import Asked
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader


@frozen
class ScoredAsked(Asked):
    """Which map (name and TOML text; the standard one without), which fixed thresholds."""

    bins: tuple[str, ...] = ()
    map: tuple[str, str] | None = None


class Scored(NamedTuple):
    """A buyer with its scores and segment; ``days`` since the last purchase."""

    buyer: Buyer
    days: int
    r: int
    f: int
    m: int
    segment: maps.Segment


class Scales(NamedTuple):
    """What makes scores of recency, of frequency and of money."""

    r: scores.Scale
    f: scores.Scale
    m: scores.Scale


class Scoring(NamedTuple):
    """All buyers with scores, what they were scored by, and what is to be said of it."""

    scored: list[Scored]
    found: Buyers
    segment_map: maps.SegmentMap
    scales: Scales
    notes: tuple[str, ...]

    @property
    def currency(self) -> str | None:
        """The currency of all amounts."""
        return self.found.currency


def chosen_map(request: ScoredAsked) -> maps.SegmentMap:
    """Return the map asked for.

    Raises:
        UsageError: it is none.
    """
    return maps.parse_map(*request.map) if request.map else maps.every_cell(maps.STANDARD)


def scoring(db: Reader, request: ScoredAsked, main: str | None = None) -> Scoring:
    """Return the buyers with their scores; ``main`` is the currency where none is asked for.

    Raises:
        UsageError: thresholds or a map that are none.
    """
    segment_map = chosen_map(request)
    found = store.fetch(db, request, main)
    bins = scores.parse_bins(request.bins, _digits(found.currency))
    scales = scales_of(found, request.as_of, bins)
    scored, notes = _scored(found, request.as_of, scales, segment_map)
    return Scoring(scored, found, segment_map, scales, (*notes, *store.left_out(db, request, found)))


def score(
    found: Buyers, as_of: date, bins: scores.Bins, segment_map: maps.SegmentMap
) -> tuple[list[Scored], tuple[str, ...]]:
    """Return every buyer with scores and segment, and what is worth knowing of the scores."""
    return _scored(found, as_of, scales_of(found, as_of, bins), segment_map)


def scales_of(found: Buyers, as_of: date, bins: scores.Bins) -> Scales:
    """Return what makes scores: the thresholds told, else quintiles of the buyers."""
    days = _days(found, as_of)
    return Scales(
        bins.r or scores.quintiles([days[one.last_on] for one in found.buyers]),
        bins.f or scores.quintiles([one.orders for one in found.buyers]),
        bins.m or scores.quintiles([one.revenue or 0 for one in found.buyers]),
    )


def _days(found: Buyers, as_of: date) -> dict[str, int]:
    """Return how many days before ``as_of`` each last day is."""
    return {day: (as_of - date.fromisoformat(day)).days for day in {one.last_on for one in found.buyers}}


def _scored(
    found: Buyers, as_of: date, scales: Scales, segment_map: maps.SegmentMap
) -> tuple[list[Scored], tuple[str, ...]]:
    days = _days(found, as_of)
    r = scales.r.scores(days.values(), less_is_better=True)
    f = scales.f.scores(one.orders for one in found.buyers)
    m = scales.m.scores(one.revenue or 0 for one in found.buyers)
    cells = segment_map.cells
    scored = [
        Scored(one, days[one.last_on], a, b, c, cells[a, b, c])
        for one in found.buyers
        for a, b, c in ((r[days[one.last_on]], f[one.orders], m[one.revenue or 0]),)
    ]
    return scored, tuple(_of_scales(scales, (r, f, m), len(found.buyers)))


def _of_scales(scales: Scales, found: Sequence[dict[int, int]], count: int) -> list[str]:
    """Return where there are fewer groups than five, and why."""
    if not count:
        return []
    if count < scores.BEST and not all(scale.fixed for scale in scales):
        buyers, groups = figures.plural(count, "buyer"), figures.plural(count, "group")
        return [
            say(
                "{buyers}: {groups} at most instead of {best}", buyers=buyers, groups=groups, best=scores.BEST
            )
        ]
    said = []
    for name, scale, each in zip(
        (say("recency"), say("frequency"), say("money")), scales, found, strict=True
    ):
        used = sorted(set(each.values()))
        if not scale.fixed and len(used) == 1:
            said.append(
                say(
                    "{name} is too much alike to tell buyers apart: all score {used}", name=name, used=used[0]
                )
            )
        elif not scale.fixed and len(used) < scores.BEST:
            listed = ", ".join(map(str, used))
            said.append(
                say(
                    "{name} has many equal values, which share a score: the scores are {listed}",
                    name=name,
                    listed=listed,
                )
            )
    return said


def _digits(currency: str | None) -> int:
    from crmcli.domain.money import minor_digits

    return minor_digits(currency) if currency else 2


def empty(request: Asked) -> str:
    """Return what is said when there is no buyer."""
    span = request.span or say(" until {as_of}", as_of=request.as_of)
    if request.where:
        return say(
            "nobody among these customers bought anything{span}: crm import orders FILE brings orders in",
            span=span,
        )
    return say("nobody bought anything{span}: crm import orders FILE brings orders in", span=span)
