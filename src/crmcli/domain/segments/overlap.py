"""How much two segments have in common."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import AnyRef, Number, Percent, Text
from crmcli.domain.results import Listing
from crmcli.domain.segments.saved import members, segment_of
from crmcli.domain.segments.snapshots import names_of
from crmcli.domain.segments.views import MemberRow
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class OverlapSegments:
    """Two segments as of a day; ``members`` lists who is in both instead of counting."""

    first: str
    second: str
    as_of: date
    members: bool = False


@frozen
class OverlapRow:
    """A segment beside another: ``share`` of its own that is in both, 0..1; None where it is empty.

    ``jaccard`` is those in both of those in either (Jaccard 1901), None where both are empty.
    """

    segment: Annotated[str, AnyRef("segment")]
    name: Annotated[str, Text()]
    size: Annotated[int, Number()]
    both: Annotated[int, Number("in both")]
    only: Annotated[int, Number("only here")]
    share: Annotated[float | None, Percent()]
    jaccard: Annotated[float | None, Percent("Jaccard")]


def overlap_segments(db: Reader, request: OverlapSegments) -> Listing[Any]:
    """Compare who is in two segments: one row each.

    Raises:
        NotFound: there is no such segment.
        UsageError: they are of different nouns.
    """
    pair = [segment_of(db, ref) for ref in (request.first, request.second)]
    noun = pair[0].noun
    if pair[1].noun is not noun:
        nouns = say(
            "{one} is of {nouns}, {other} of {other_nouns}",
            one=pair[0].name,
            nouns=named(noun.plural),
            other=pair[1].name,
            other_nouns=named(pair[1].noun.plural),
        )
        raise UsageError(say("these have nobody in common: {nouns}", nouns=nouns), "crm segment list")
    sets = [set(members(db, segment, request.as_of)) for segment in pair]
    both, either = sets[0] & sets[1], sets[0] | sets[1]
    if request.members:
        names = names_of(db, pair[0], both)
        rows = [MemberRow(noun.ref(number), names.get(number)) for number in sorted(both)]
        return Listing(
            MemberRow,
            rows,
            title=say("In {one} and {other}", one=pair[0].name, other=pair[1].name),
            empty="nobody is in both",
        )
    jaccard = len(both) / len(either) if either else None
    counted = [
        OverlapRow(
            f"SG-{segment.id}",
            segment.name,
            len(found),
            len(both),
            len(found - both),
            len(both) / len(found) if found else None,
            jaccard,
        )
        for segment, found in zip(pair, sets, strict=True)
    ]
    return Listing(OverlapRow, counted)
