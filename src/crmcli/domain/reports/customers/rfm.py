"""``report rfm``: every buyer's recency, frequency and money as of a day, their scores and the segment.

How scores and segments are made is said in ``scored``, ``scores`` and ``maps``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Text
from crmcli.domain.reports import groups
from crmcli.domain.reports.customers.segment_members import MemberRow, in_order, member_rows, segment_named
from crmcli.domain.reports.scored import ScoredAsked, empty, scoring
from crmcli.domain.results import Report
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("customer",)


@frozen
class Request(ScoredAsked):
    """``segment`` is the only one shown; scores are those among all buyers all the same."""

    segment: str | None = None


@frozen
class RfmRow(MemberRow):
    """A buyer with its scores."""

    rfm: Annotated[str, Text("RFM"), "The three scores in a row: 543 is R 5, F 4 and M 3."]


ROWS = (RfmRow,)


def report(db: Reader, request: Request) -> Report[Any]:
    """Score the buyers: a row each, by segment in the order of the map, then by money, the most first.

    Raises:
        UsageError: thresholds or a map that are none.
        NotFound: no segment of that name.
    """
    from crmcli.domain.reports.customers.segment_pictures import scores_picture

    found = scoring(db, request)
    members = found.scored
    if request.segment is not None:
        wanted = segment_named(request.segment, found.segment_map, "rfm")
        members = [one for one in members if one.segment == wanted]
    shown, notes = groups.cut(in_order(db, members, found.segment_map.segments), request.limit, "customer")
    return Report(
        "rfm",
        RfmRow,
        member_rows(db, shown, found.currency, request.language, RfmRow),
        say("Recency, frequency, money{span}", span=request.span),
        request.as_of,
        pictures=(scores_picture(members, found.segment_map, request.language),) if members else (),
        empty=empty(request),
        notes=(*notes, *found.notes),
    )


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return what a buyer was scored by, and its orders."""
    from crmcli.domain.reports.customers.segment_reasons import of_member

    return of_member(db, request, scoring(db, request), row.id)
