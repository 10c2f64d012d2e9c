"""``report segments``: buyers by recency, frequency and money as of a day.

A buyer is a customer with a purchase in the span, on or before the day: an order that is not cancelled
and whose total is not negative. What is scored and how is said in ``scored``, the maps in ``maps``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Duration, Money, Number, Percent, Text
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.customers.segment_members import (
    CUSTOMERS,
    SEGMENT,
    MemberRow,
    in_order,
    member_rows,
    segment_named,
)
from crmcli.domain.reports.customers.segment_pictures import groups_picture, scores_picture
from crmcli.domain.reports.customers.segments_moved import GroupMoveRow, MovedRow, MoveRow, compare
from crmcli.domain.reports.scored import ScoredAsked, Scoring, chosen_map, empty, score, scoring
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from crmcli.domain.pictures import Grid
    from crmcli.domain.reports import maps
    from crmcli.domain.reports.scored import Scored
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

__all__ = ["BY", "ROWS", "MemberRow", "Request", "SegmentRow", "compare", "explain", "report", "score"]

TITLE = say("Customer segments")
BY = ("segment", *groups.TRAITS)
SEEN = 6
"""So many groups are in the picture: the largest."""
SINCE = Duration(named("recency", "days"), digits=0)


@frozen
class Request(ScoredAsked):
    """``list`` gives the customers instead of the segments; so does ``segment``, those of one."""

    list: bool = False
    segment: str | None = None


@frozen
class SegmentRow:
    """A segment, and what share it has of all buyers and of their revenue."""

    segment: Annotated[str | None, SEGMENT, "Segment that the map gives to scores of recency and frequency."]
    customers: Annotated[int, Number(), "Number of buyers in the segment."]
    share: Annotated[float | None, CUSTOMERS, "Customers over all buyers."]
    orders: Annotated[int, Number(), "Number of purchases: orders that are not cancelled and no refunds."]
    revenue: Annotated[
        int | None,
        Money("currency"),
        "Sum of the totals of purchases and refunds. Blank where none has a total.",
    ]
    revenue_share: Annotated[
        float | None,
        Percent("of revenue", bar=True),
        "Revenue over that of all buyers. Blank where that is not above zero.",
    ]
    recency: Annotated[
        float | None, SINCE, "Mean of the days from the last purchase to the day of the report."
    ]
    average_order: Annotated[
        int | None, Money("currency", "per order", show=ROOMY), "Mean total of the purchases that have one."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


@frozen
class GroupRow:
    """A segment within a group of customers; shares are of the group's buyers and of their revenue."""

    group: Annotated[str | None, Text(), "What the customers are told by. Blank for those who have none."]
    segment: Annotated[str | None, SEGMENT, "Segment that the map gives to scores among all buyers."]
    label: Annotated[str | None, Text(show=DETAIL), "Group and segment: what --explain calls the row."]
    customers: Annotated[int, Number(), "Number of buyers of the group in the segment."]
    share: Annotated[float | None, CUSTOMERS, "Customers over all buyers of the group."]
    orders: Annotated[int, Number(), "Number of their purchases."]
    revenue: Annotated[
        int | None,
        Money("currency"),
        "Sum of the totals of purchases and refunds. Blank where none has a total.",
    ]
    revenue_share: Annotated[
        float | None, Percent("of revenue", bar=True, show=ROOMY), "Revenue over that of the group."
    ]
    recency: Annotated[
        float | None, SINCE, "Mean of the days from the last purchase to the day of the report."
    ]
    average_order: Annotated[
        int | None, Money("currency", "per order", show=ROOMY), "Mean total of the purchases that have one."
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


ROWS = (SegmentRow, GroupRow, MemberRow, MoveRow, GroupMoveRow, MovedRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Sort the buyers into segments: one row a segment, one a group and segment, or one a customer.

    Segments stand in the order of the map, empty ones too; groups by their buyers, the most first;
    customers by segment, then by money, the most first.

    Raises:
        UsageError: thresholds or a map that are none; customers are listed and grouped at once.
        NotFound: no segment of that name.
    """
    found = scoring(db, request)
    by = by_of(request)
    if request.list or request.segment is not None:
        return _listed(db, found, request)
    if by != BY[0]:
        return _grouped(db, found, request, by)
    total = summed(None, found.scored, found.currency)
    rows = [
        summed(segment.called(request.language), part, found.currency, total)
        for segment, part in _parts(found).items()
    ]
    shown, notes = groups.cut(rows if found.scored else [], request.limit, "segment")
    pictures = (scores_picture(found.scored, found.segment_map, request.language),)
    return Report(
        "segments",
        SegmentRow,
        shown,
        TITLE + request.span,
        request.as_of,
        pictures=pictures if found.scored else (),
        total=total if found.scored else None,
        empty=empty(request),
        notes=(*notes, *found.notes),
    )


def by_of(request: Request) -> str:
    """Return what the rows stand for.

    Raises:
        UsageError: customers are listed and grouped at once.
    """
    by = request.by or BY[0]
    if by != BY[0] and (request.list or request.segment is not None):
        raise UsageError(
            say("customers are listed one by one, not by {by}", by=named(by)),
            say("--where '{by}=...' lists those of one {by}", by=by),
        )
    return by


def _parts(found: Scoring) -> dict[maps.Segment, list[Scored]]:
    """Return the buyers of each segment."""
    parts: dict[maps.Segment, list[Scored]] = {segment: [] for segment in found.segment_map.segments}
    for one in found.scored:
        parts[one.segment].append(one)
    return parts


def _listed(db: Reader, found: Scoring, request: Request) -> Report[MemberRow]:
    """Return the customers, or those of one segment."""
    members, title = found.scored, say("Customers by segment")
    if request.segment is not None:
        wanted = segment_named(request.segment, found.segment_map, "segments")
        members = [one for one in members if one.segment == wanted]
        title = say("Customers in {called}", called=wanted.called(request.language))
    ordered = in_order(db, members, found.segment_map.segments)
    shown, notes = groups.cut(ordered, request.limit, "customer")
    rows = member_rows(db, shown, found.currency, request.language, MemberRow)
    notes = (*notes, *found.notes)
    return Report(
        "segments", MemberRow, rows, title + request.span, request.as_of, empty=empty(request), notes=notes
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


def _grouped(db: Reader, found: Scoring, request: Request, by: str) -> Report[Any]:
    """Return the segments of each group, those with somebody in them."""
    traits = groups.groups(db, by)
    members: dict[Hashable, list[Scored]] = {}
    for one in found.scored:
        members.setdefault(traits.of[one.buyer.id], []).append(one)
    order = groups.in_order(traits.labels, {key: len(part) for key, part in members.items()})
    segments = found.segment_map.segments
    rows: list[GroupRow] = []
    for key in order:
        whole = summed(None, members[key], found.currency)
        for segment in segments:
            part = [one for one in members[key] if one.segment == segment]
            if part:
                row = summed(segment.called(request.language), part, found.currency, whole)
                rows.append(_group_row(traits.labels[key], row))
    shown, notes = groups.cut(rows, request.limit, "row")
    row_type = figures.headed(GroupRow, by)
    return Report(
        "segments",
        row_type,
        [row_type(**row.__dict__) for row in shown],
        say("{title} by {by}{span}", title=TITLE, by=named(by), span=request.span),
        request.as_of,
        pictures=(_groups_picture(members, order[:SEEN], traits.labels, segments, request),) if rows else (),
        total=row_type(**_group_row(None, summed(None, found.scored, found.currency)).__dict__)
        if rows
        else None,
        empty=empty(request),
        notes=(*notes, *found.notes),
    )


def _group_row(group: str | None, row: SegmentRow) -> GroupRow:
    label = " ".join(name for name in (group, row.segment) if name)
    return GroupRow(group=group, label=label or None, **row.__dict__)


def _groups_picture(
    members: dict[Hashable, list[Scored]],
    order: Sequence[Hashable],
    labels: dict[Hashable, str | None],
    segments: Sequence[maps.Segment],
    request: Request,
) -> Grid:
    """Return how many of the largest groups are in which segment, shaded by share of the group."""
    counts: dict[tuple[int, int], int] = {}
    for across, key in enumerate(order):
        for one in members[key]:
            place = segments.index(one.segment), across
            counts[place] = counts.get(place, 0) + 1
    names = [segment.called(request.language) for segment in segments], [labels[key] or "—" for key in order]
    return groups_picture(*names, (say("segment"), named(request.by or "")), counts)


def aliases(request: Request, row: Any) -> Iterator[str]:
    """Yield the names of a row's segment in either language, alone and behind its group."""
    if not isinstance(row, SegmentRow | GroupRow):
        return
    for segment in chosen_map(request).segments:
        if row.segment == segment.called(request.language):
            for name in segment[:2]:
                yield from (name, f"{getattr(row, 'group', None) or ''} {name}")


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return what the customers of a row were scored by, and who they are; of one customer the orders."""
    from crmcli.domain.reports.customers import segment_reasons

    found = scoring(db, request)
    if isinstance(row, MemberRow):
        return segment_reasons.of_member(db, request, found, row.id)
    by, group = request.by or BY[0], getattr(row, "group", None)
    members = found.scored
    if row.segment is not None:
        members = [one for one in members if one.segment.called(request.language) == row.segment]
        if by != BY[0]:
            traits = groups.groups(db, by)
            members = [one for one in members if traits.labels[traits.of[one.buyer.id]] == group]
    return segment_reasons.of_segment(db, request, found, row.segment, members)
