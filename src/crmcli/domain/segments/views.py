"""The list of segments with their sizes, and who is in one, as the lists of its noun show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Day, Number, Ref, Text
from crmcli.domain.nouns import BY_NAME, SEGMENT, Noun
from crmcli.domain.results import Listing
from crmcli.domain.segments.saved import Saved, inside, segment_of, size
from crmcli.domain.views import ListRecords
from crmcli.errors import CrmError
from crmcli.said import say
from crmcli.sql import EVERY_ROW, Asking

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ListSegments:
    """Which segments, with their sizes as of a day."""

    records: ListRecords
    as_of: date


@frozen
class SegmentRow:
    """A segment; ``size`` is None where its filter asks for what there is no longer.

    ``snapshots`` is how often it was frozen, ``frozen_on`` when last.
    """

    id: Annotated[int, Ref("SG", "no.")]
    name: Annotated[str, Text(wrap=False)]
    noun: Annotated[str, Choice({}, show=ROOMY)]
    size: Annotated[int | None, Number()]
    filter: Annotated[str, Text()]
    snapshots: Annotated[int, Number(show=ROOMY)]
    frozen_on: Annotated[date | None, Day("frozen", show=ROOMY)]
    note: Annotated[str | None, Text(show=DETAIL)]


_LIST = """
SELECT r.id, r.name, r.noun, r.filter, count(s.id) AS snapshots, max(s.taken_on) AS frozen_on, r.note
FROM segment r LEFT JOIN segment_snapshot s ON s.segment_id = r.id WHERE {where}
GROUP BY r.id, r.name, r.noun, r.filter, r.note, r.name_sort ORDER BY r.name_sort, r.id LIMIT :limit
"""


def list_segments(db: Reader, request: ListSegments) -> Listing[SegmentRow]:
    """List segments by name, with how many are in each; what can't be counted is told in notes."""
    from crmcli.domain.where import conditions

    where, values = conditions(db, SEGMENT, request.records.where)
    limit = request.records.limit or EVERY_ROW
    asked = values | {"limit": limit + bool(request.records.limit)}
    rows, notes = [], []
    found = db.tuples(_LIST.format(where=where), asked)
    for number, name, noun, text, snapshots, frozen_on, note in found[:limit]:
        count = None
        try:
            count = size(db, Saved(number, name, BY_NAME[noun], text), request.as_of)
        except CrmError as error:
            notes.append(error.message)
        frozen_day = date.fromisoformat(frozen_on) if frozen_on else None
        rows.append(SegmentRow(number, name, noun, count, text, snapshots, frozen_day, note))
    total = None
    if len(found) > limit:
        total = db.value(f"SELECT count(*) FROM segment r WHERE {where}", values)
    empty = say("no segment is like that") if request.records.where else _FIRST
    return Listing(SegmentRow, rows, total=total, empty=empty, notes=tuple(notes))


_FIRST = say("no segment yet: crm segment save Quiet --where 'last_order < 180 days ago'")


@frozen
class ShowSegment:
    """One segment, as of a day; ``limit`` 0 is everybody; ``snapshot`` is who was in it when frozen."""

    ref: str
    as_of: date
    limit: int = 0
    snapshot: str | None = None
    lapsed_days: int = 365
    region: str = "TR"


@frozen
class MemberRow:
    """A record in a segment."""

    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]


def show_segment(db: Reader, request: ShowSegment) -> Listing[Any]:
    """List who is in a segment, as the list of its noun shows them.

    Raises:
        NotFound: there is no such segment, or snapshot.
        UsageError: its filter asks for what there is no longer.
    """
    segment = segment_of(db, request.ref)
    condition, when = inside(segment), "" if request.snapshot is None else f", {request.snapshot}"
    if request.snapshot is not None:
        label = request.snapshot.replace('"', '""')
        condition = say('{condition} frozen "{label}"', condition=condition, label=label)
    title = f"{segment.name}{when}: {segment.filter}"
    shown = _who(db, segment.noun, condition, request)
    return replace(shown, title=title, empty=say("nobody is in {name}{when}", name=segment.name, when=when))


def _who(db: Reader, noun: Noun, condition: str, request: ShowSegment) -> Listing[Any]:
    """Return the records of a noun that are like a condition, as the noun's own list shows them."""
    asking = Asking(request.as_of, db.zone, request.lapsed_days)
    db.asking = lambda: asking
    records = ListRecords((condition,), request.limit)
    match noun.name:
        case "customer":
            from crmcli.domain.customer import ListCustomers, list_customers

            asked = ListCustomers(request.as_of, request.lapsed_days, (condition,), limit=request.limit)
            return list_customers(db, asked)
        case "contact":
            from crmcli.domain.contact import ListContacts, list_contacts

            return list_contacts(db, ListContacts(records, None, request.region))
        case "lead":
            from crmcli.domain.lead import ListLeads, list_leads

            return list_leads(db, ListLeads(request.as_of, records))
        case "opportunity":
            from crmcli.domain.opportunity import ListOpportunities, list_opportunities

            return list_opportunities(db, ListOpportunities(records))
    return _plain(db, noun, records)


def _plain(db: Reader, noun: Noun, request: ListRecords) -> Listing[MemberRow]:
    """Return number and name of the records that are like a condition."""
    from crmcli.domain.where import conditions

    test, values = conditions(db, noun, request.where)
    found = db.tuples(
        f"SELECT r.id, {noun.label} FROM {noun.table} r WHERE {test} ORDER BY r.id LIMIT :limit",
        values | {"limit": request.limit or EVERY_ROW},
    )
    rows = [MemberRow(noun.ref(number), name) for number, name in found]
    total = db.value(f"SELECT count(*) FROM {noun.table} r WHERE {test}", values) if request.limit else None
    return Listing(MemberRow, rows, total=total if total != len(rows) else None)
