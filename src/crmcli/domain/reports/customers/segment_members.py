"""Buyers one by one, with their scores: the rows of ``rfm`` and of ``segments --list``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Day, Duration, Money, Number, Percent, Ref, Text
from crmcli.domain.reports import buyers as store
from crmcli.domain.reports import maps
from crmcli.errors import NotFound
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crmcli.domain.reports.scored import Scored
    from crmcli.sql import Reader

_STYLES = {name: ("", rule.segment.style) for rule in maps.STANDARD for name in rule.segment[:2]}
SEGMENT = Choice(_STYLES, "segment")
CUSTOMERS = Percent(named("share", "customers"), bar=True)
WAS, NOW = Choice(_STYLES, "was"), Choice(_STYLES, "is now")


@frozen
class MemberRow:
    """A buyer in a segment."""

    id: Annotated[int, Ref("C", "no."), "Number of the customer."]
    name: Annotated[str, Text(), "Name of the customer."]
    r: Annotated[int, Number("R"), "Score of recency, 1 to 5: a fifth of the buyers each, 5 bought last."]
    f: Annotated[int, Number("F"), "Score of frequency, 1 to 5: 5 bought most often."]
    m: Annotated[int, Number("M"), "Score of money, 1 to 5: 5 brought most."]
    segment: Annotated[str, SEGMENT, "Segment that the map gives to these scores."]
    last_purchase: Annotated[date, Day("last bought"), "Day of the last purchase."]
    recency: Annotated[
        int, Duration("ago", show=ROOMY), "Days from the last purchase to the day of the report."
    ]
    orders: Annotated[int, Number(), "Number of purchases: orders that are not cancelled and no refunds."]
    revenue: Annotated[
        int | None,
        Money("currency"),
        "Sum of the totals of purchases and refunds. Blank where none has a total.",
    ]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


Member = TypeVar("Member", bound=MemberRow)


def in_order(db: Reader, members: Iterable[Scored], segments: Sequence[maps.Segment]) -> list[Scored]:
    """Return buyers by segment, then by money, the most first, then by the last purchase and the name."""
    listed = list(members)
    sorts = store.named(db, [one.buyer.id for one in listed])
    place = {segment: number for number, segment in enumerate(segments)}
    return sorted(
        listed,
        key=lambda one: (
            place[one.segment],
            -(one.buyer.revenue or 0),
            one.days,
            sorts[one.buyer.id].sort,
            one.buyer.id,
        ),
    )


def member_rows(
    db: Reader, shown: Sequence[Scored], currency: str | None, language: str, row: type[Member]
) -> list[Member]:
    """Return the rows of buyers, in their order; ``row`` is MemberRow, or one with the cell after it."""
    names = store.named(db, [one.buyer.id for one in shown])
    make: Callable[..., Member] = row
    with_cell = row is not MemberRow
    return [
        make(
            one.buyer.id,
            names[one.buyer.id].name,
            one.r,
            one.f,
            one.m,
            one.segment.called(language),
            date.fromisoformat(one.buyer.last_on),
            one.days,
            one.buyer.orders,
            one.buyer.revenue,
            currency if one.buyer.revenue is not None else None,
            *((f"{one.r}{one.f}{one.m}",) if with_cell else ()),
        )
        for one in shown
    ]


def segment_named(name: str, segment_map: maps.SegmentMap, report: str) -> maps.Segment:
    """Return the segment of a name in English or Turkish.

    Raises:
        NotFound: there is none.
    """
    from crmcli.domain.text import fold, nearest

    def plain(text: str) -> str:
        return fold(text).replace(" ", "")

    for segment in segment_map.segments:
        if plain(name) in (plain(segment.name), plain(segment.turkish)):
            return segment
    names = [segment.name for segment in segment_map.segments]
    close = nearest(name, names)
    hint = (
        f'crm report {report} --segment "{close[0]}"'
        if close
        else say("segments are {names}", names=", ".join(names))
    )
    raise NotFound(say('no segment is called "{name}"', name=name), hint)
