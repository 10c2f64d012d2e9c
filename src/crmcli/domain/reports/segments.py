"""``report segments``: buyers by recency, frequency and money as of a day.

A buyer is a customer with a purchase on or before the day: an order that is not cancelled and
whose total is not negative. Recency is the days from the last purchase to the day, frequency the
number of purchases (several on one day are several), money the sum of all totals, refunds
included. Scores are in ``rfm``, maps from scores to segments in ``maps``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.pictures import Cell, Grid
from crmcli.domain.reports import buyers as store
from crmcli.domain.reports import figures, maps, rfm
from crmcli.domain.reports.buyers import Buyer
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.buyers import Buyers
    from crmcli.sql import Reader

TITLE = "Customer segments"
SEGMENT = Choice(
    {name: ("", rule.segment.style) for rule in maps.STANDARD for name in rule.segment[:2]}, "segment"
)


@frozen
class Request(Asked):
    """Which map (name and TOML text; the standard one without), which fixed thresholds.

    ``list`` gives the customers instead of the segments; so does ``segment``, those of one.
    """

    list: bool = False
    segment: str | None = None
    bins: tuple[str, ...] = ()
    map: tuple[str, str] | None = None


@frozen
class SegmentRow:
    """A segment; shares are of all buyers and of their revenue, 0..1.

    ``recency`` is the mean of the days since the last purchase. ``revenue`` is the sum of totals,
    refunds included, None when no order has one; ``average_order`` the mean total of the purchases
    that have one.
    """

    segment: Annotated[str | None, SEGMENT]
    customers: int
    share: Annotated[float | None, Percent(bar=True)]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    revenue_share: Annotated[float | None, Percent("of revenue", bar=True)]
    recency: Annotated[float | None, Duration(digits=0)]
    average_order: Annotated[int | None, Money("currency", "per order", show=ROOMY)]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class MemberRow:
    """A buyer in a segment; ``recency`` in days, scores 1 to 5."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    r: Annotated[int, Number("R")]
    f: Annotated[int, Number("F")]
    m: Annotated[int, Number("M")]
    segment: Annotated[str, SEGMENT]
    last_purchase: Annotated[date, Day("last bought")]
    recency: Annotated[int, Duration("ago", show=ROOMY)]
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


class Scored(NamedTuple):
    """A buyer with its scores and segment; ``days`` since the last purchase."""

    buyer: Buyer
    days: int
    r: int
    f: int
    m: int
    segment: maps.Segment


def report(db: Reader, request: Request) -> Report[Any]:
    """Sort the buyers into segments: one row a segment, or one a customer.

    Segments stand in the order of the map, empty ones too; customers by segment, then by money,
    the most first.

    Raises:
        UsageError: thresholds or a map that are none.
        NotFound: no segment of that name.
    """
    segment_map = maps.parse_map(*request.map) if request.map else maps.every_cell(maps.STANDARD)
    wanted = _wanted(segment_map, request)
    found = store.fetch(db, request)
    bins = rfm.parse_bins(request.bins, _digits(found.currency))
    scored, notes = score(found, request.as_of, bins, segment_map)
    notes = (*notes, *store.left_out(db, request, found))
    if wanted is None:
        return _summary(scored, found, segment_map, request, notes)
    members = sorted(
        (one for one in scored if one.segment in wanted),
        key=lambda one: (wanted.index(one.segment), -(one.buyer.revenue or 0), one.days, one.buyer.id),
    )
    shown = members[: request.limit or None]
    if len(shown) < len(members):
        notes = (
            f"{len(shown):,} of {figures.plural(len(members), 'customer')} shown; --limit 0 shows all",
            *notes,
        )
    title = (
        f"Customers in {wanted[0].called(request.language)}" if request.segment else "Customers by segment"
    )
    rows = _members(db, shown, found.currency, request.language)
    return Report("segments", MemberRow, rows, title, request.as_of, empty=_empty(request), notes=notes)


def score(
    found: Buyers, as_of: date, bins: rfm.Bins, segment_map: maps.SegmentMap
) -> tuple[list[Scored], tuple[str, ...]]:
    """Return every buyer with scores and segment, and what is worth knowing of the scores."""
    days = {day: (as_of - date.fromisoformat(day)).days for day in {one.last_on for one in found.buyers}}
    recency = [days[one.last_on] for one in found.buyers]
    frequency = [one.orders for one in found.buyers]
    money = [one.revenue or 0 for one in found.buyers]
    scales = (
        bins.r or rfm.quintiles(recency),
        bins.f or rfm.quintiles(frequency),
        bins.m or rfm.quintiles(money),
    )
    r = scales[0].scores(recency, less_is_better=True)
    f = scales[1].scores(frequency)
    m = scales[2].scores(money)
    cells = segment_map.cells
    scored = [
        Scored(one, days[one.last_on], a, b, c, cells[a, b, c])
        for one in found.buyers
        for a, b, c in ((r[days[one.last_on]], f[one.orders], m[one.revenue or 0]),)
    ]
    return scored, tuple(_of_scales(scales, (r, f, m), len(found.buyers)))


def _of_scales(scales: Sequence[rfm.Scale], scores: Sequence[dict[int, int]], count: int) -> list[str]:
    """Return where there are fewer groups than five, and why."""
    if not count:
        return []
    if count < rfm.BEST and not all(scale.fixed for scale in scales):
        buyers, groups = figures.plural(count, "buyer"), figures.plural(count, "group")
        return [f"{buyers}: {groups} at most instead of {rfm.BEST}"]
    said = []
    for name, scale, found in zip(("recency", "frequency", "money"), scales, scores, strict=True):
        used = sorted(set(found.values()))
        if not scale.fixed and len(used) == 1:
            said.append(f"{name} is too much alike to tell buyers apart: all score {used[0]}")
        elif not scale.fixed and len(used) < rfm.BEST:
            listed = ", ".join(map(str, used))
            said.append(f"{name} has many equal values, which share a score: the scores are {listed}")
    return said


def _summary(
    scored: Sequence[Scored],
    found: Buyers,
    segment_map: maps.SegmentMap,
    request: Request,
    notes: tuple[str, ...],
) -> Report[SegmentRow]:
    """Return the segments with their counts, the picture and the total."""
    members: dict[maps.Segment, list[Scored]] = {segment: [] for segment in segment_map.segments}
    for one in scored:
        members[one.segment].append(one)
    total = summed(None, scored, found.currency)
    rows = [
        summed(segment.called(request.language), part, found.currency, total)
        for segment, part in members.items()
    ]
    return Report(
        "segments",
        SegmentRow,
        rows if scored else (),
        TITLE,
        request.as_of,
        pictures=(picture(scored, segment_map, request.language),) if scored else (),
        total=total if scored else None,
        empty=_empty(request),
        notes=notes,
    )


def summed(
    name: str | None, part: Sequence[Scored], currency: str | None, whole: SegmentRow | None = None
) -> SegmentRow:
    """Return the row of a segment; shares are of ``whole``, or 1 without one."""
    buyers = [one.buyer for one in part]
    revenue = figures.added(buyer.revenue for buyer in buyers)
    if not part and currency is not None:
        revenue = 0
    return SegmentRow(
        segment=name,
        customers=len(part),
        share=figures.share(len(part), whole.customers if whole else len(part)),
        orders=sum(buyer.orders for buyer in buyers),
        revenue=revenue,
        revenue_share=figures.share(revenue, whole.revenue if whole else revenue),
        recency=figures.mean(sum(one.days for one in part), len(part)),
        average_order=figures.per(
            figures.added(buyer.bought for buyer in buyers), sum(buyer.priced for buyer in buyers)
        ),
        currency=currency if revenue is not None else None,
    )


def picture(scored: Sequence[Scored], segment_map: maps.SegmentMap, language: str) -> Grid:
    """Return the 5 x 5 picture: recency across, frequency down, the best at the top right."""
    counts = Counter((one.r, one.f) for one in scored)
    most = max(counts.values(), default=1)
    return Grid(
        title="Customers",
        down="frequency",
        across="recency",
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
    return Cell(f"{name}{count:,}", count / most, (segment.style or None) if segment else None)


def _members(db: Reader, shown: Sequence[Scored], currency: str | None, language: str) -> list[MemberRow]:
    names = store.names(db, [one.buyer.id for one in shown])
    return [
        MemberRow(
            one.buyer.id,
            names[one.buyer.id],
            one.r,
            one.f,
            one.m,
            one.segment.called(language),
            date.fromisoformat(one.buyer.last_on),
            one.days,
            one.buyer.orders,
            one.buyer.revenue,
            currency if one.buyer.revenue is not None else None,
        )
        for one in shown
    ]


def _wanted(segment_map: maps.SegmentMap, request: Request) -> list[maps.Segment] | None:
    """Return the segments whose customers are listed, None when none are."""
    if request.segment is None:
        return list(segment_map.segments) if request.list else None
    from crmcli.domain.text import fold, nearest

    def plain(name: str) -> str:
        return fold(name).replace(" ", "")

    for segment in segment_map.segments:
        if plain(request.segment) in (plain(segment.name), plain(segment.turkish)):
            return [segment]
    names = [segment.name for segment in segment_map.segments]
    close = nearest(request.segment, names)
    hint = f'crm report segments --segment "{close[0]}"' if close else f"segments are {', '.join(names)}"
    raise NotFound(f'no segment is called "{request.segment}"', hint)


def _digits(currency: str | None) -> int:
    from crmcli.domain.money import minor_digits

    return minor_digits(currency) if currency else 2


def _empty(request: Request) -> str:
    where = " among these customers" if request.where else ""
    return f"nobody{where} bought anything until {request.as_of}: crm import orders FILE brings orders in"
