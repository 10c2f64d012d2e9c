"""Segments on two days: who moved from which to which.

Both days are scored by themselves, in one currency. Who had not bought on one of the days (or was not
among those asked about) stands as "not a buyer" there. So the customers of each segment then, and those
of each now, add up to those of the reports of the two days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Money, Number, Ref, Text
from crmcli.domain.reports import buyers as store
from crmcli.domain.reports import figures, groups
from crmcli.domain.reports.customers.segment_members import CUSTOMERS, NOW, WAS, segment_named
from crmcli.domain.reports.customers.segment_pictures import moves_picture
from crmcli.domain.reports.scored import Scored, empty, scoring
from crmcli.domain.results import Report
from crmcli.said import named as named_word
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from crmcli.domain.pictures import Grid
    from crmcli.domain.reports.customers.segments import Request
    from crmcli.domain.reports.scored import Scoring
    from crmcli.sql import Reader

NOBODY = {"en": "not a buyer", "tr": "alıcı değil"}
_WAS = "Segment on the earlier day; not a buyer: nothing bought until then, or not asked about."
_NOW = "Segment on the day of the report; not a buyer: not among those asked about any more."


@frozen
class MoveRow:
    """Customers who moved from one segment to another, or stayed."""

    was: Annotated[str | None, WAS, _WAS]
    now: Annotated[str | None, NOW, _NOW]
    customers: Annotated[int, Number(), "Number of customers who were in the one and are in the other."]
    share: Annotated[
        float | None, CUSTOMERS, "Customers over all who were in the segment on the earlier day."
    ]
    revenue_then: Annotated[
        int | None, Money("currency", "revenue then", show=ROOMY), "What they had brought by the earlier day."
    ]
    revenue: Annotated[int | None, Money("currency"), "What they have brought by the day of the report."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


@frozen
class GroupMoveRow:
    """The same within a group of customers."""

    group: Annotated[str | None, Text(), "What the customers are told by. Blank for those who have none."]
    was: Annotated[str | None, WAS, _WAS]
    now: Annotated[str | None, NOW, _NOW]
    customers: Annotated[int, Number(), "Number of customers of the group who moved so."]
    share: Annotated[float | None, CUSTOMERS, "Customers over all of the group who were in the segment then."]
    revenue_then: Annotated[
        int | None, Money("currency", "revenue then", show=ROOMY), "What they had brought by the earlier day."
    ]
    revenue: Annotated[int | None, Money("currency"), "What they have brought by the day of the report."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


@frozen
class MovedRow:
    """A customer whose segment is another one than it was."""

    id: Annotated[int, Ref("C", "no."), "Number of the customer."]
    name: Annotated[str, Text(), "Name of the customer."]
    was: Annotated[str, WAS, _WAS]
    now: Annotated[str, NOW, _NOW]
    orders: Annotated[int, Number(), "Purchases by the day of the report."]
    new_orders: Annotated[int, Number("since", show=ROOMY), "Purchases now less those on the earlier day."]
    revenue: Annotated[int | None, Money("currency"), "What the customer has brought by the day."]
    currency: Annotated[str | None, Text(show=DETAIL), "Currency of the amounts, ISO 4217."]


class Move(NamedTuple):
    """A customer on both days; None where it was no buyer."""

    id: int
    was: Scored | None
    now: Scored | None


class Moves(NamedTuple):
    """All who bought by one of the days, the names of segments in their order, the currency."""

    moves: list[Move]
    names: tuple[str, ...]
    currency: str | None
    language: str

    def place(self, one: Scored | None) -> int:
        """Return the place of a segment; that of who is no buyer is the last."""
        return len(self.names) - 1 if one is None else self.names.index(one.segment.called(self.language))


def compare(db: Reader, request: Request, then: Request) -> Report[Any]:
    """Return who moved from which segment to which: one row a pair of segments, or one a customer.

    Rows stand in the order of the map, first then, then now; pairs without anybody are left out.
    Customers by money, the most first.
    """
    from crmcli.domain.reports.customers.segments import BY, by_of

    by = by_of(request)
    now = scoring(db, request)
    found = moved(now, scoring(db, then, main=now.currency if request.currency is None else None), request)
    if request.list or request.segment is not None:
        return _listed(db, now, found, request, then)
    title = say("Customers by segment on {then} and {now}", then=then.as_of, now=request.as_of)
    if by == BY[0]:
        rows: Sequence[Any] = _pairs(found.moves, found)
        row_type: type[Any] = MoveRow
    else:
        row_type = figures.headed(GroupMoveRow, by)
        rows = [row_type(group=label, **row.__dict__) for label, row in _by_group(db, found, by)]
        title = say("{title}, by {by}", title=title, by=named_word(by))
    total = _row(None, None, found.moves, found, None)
    shown, notes = groups.cut(list(rows), request.limit, "row")
    return Report(
        "segments",
        row_type,
        shown,
        title,
        request.as_of,
        pictures=(picture(found),) if rows else (),
        total=(total if by == BY[0] else row_type(group=None, **total.__dict__)) if rows else None,
        empty=empty(request),
        notes=(*notes, *now.notes),
    )


def moved(now: Scoring, then: Scoring, request: Request) -> Moves:
    """Return every buyer of one of the days with where it stood on both, by number."""
    is_now = {one.buyer.id: one for one in now.scored}
    was = {one.buyer.id: one for one in then.scored}
    moves = [
        Move(number, was.get(number), is_now.get(number)) for number in sorted(is_now.keys() | was.keys())
    ]
    language = request.language
    names = (
        *(segment.called(language) for segment in now.segment_map.segments),
        NOBODY.get(language, NOBODY["en"]),
    )
    return Moves(moves, names, now.currency or then.currency, language)


def _pairs(moves: Iterable[Move], found: Moves) -> list[MoveRow]:
    """Return the rows of pairs with somebody, in order."""
    parts: dict[tuple[int, int], list[Move]] = {}
    from_each: dict[int, int] = {}
    for move in moves:
        place = found.place(move.was), found.place(move.now)
        parts.setdefault(place, []).append(move)
        from_each[place[0]] = from_each.get(place[0], 0) + 1
    return [
        _row(found.names[was], found.names[now], parts[was, now], found, from_each[was])
        for was, now in sorted(parts)
    ]


def _row(was: str | None, now: str | None, part: Sequence[Move], found: Moves, whole: int | None) -> MoveRow:
    before = figures.added(move.was.buyer.revenue for move in part if move.was is not None)
    after = figures.added(move.now.buyer.revenue for move in part if move.now is not None)
    known = found.currency is not None and (before is not None or after is not None)
    return MoveRow(
        was=was,
        now=now,
        customers=len(part),
        share=figures.share(len(part), len(part) if whole is None else whole),
        revenue_then=(before or 0) if known else None,
        revenue=(after or 0) if known else None,
        currency=found.currency if known else None,
    )


def _by_group(db: Reader, found: Moves, by: str) -> list[tuple[str | None, MoveRow]]:
    """Return the pairs of each group, the largest group first."""
    traits = groups.groups(db, by)
    parts: dict[Hashable, list[Move]] = {}
    for move in found.moves:
        parts.setdefault(traits.of[move.id], []).append(move)
    order = groups.in_order(traits.labels, {key: len(part) for key, part in parts.items()})
    return [(traits.labels[key], row) for key in order for row in _pairs(parts[key], found)]


def picture(found: Moves) -> Grid:
    """Return the matrix: then down, now across."""
    counts: dict[tuple[int, int], int] = {}
    for move in found.moves:
        place = found.place(move.was), found.place(move.now)
        counts[place] = counts.get(place, 0) + 1
    return moves_picture(found.names, counts)


def _listed(db: Reader, now: Scoring, found: Moves, request: Request, then: Request) -> Report[MovedRow]:
    """Return the customers who moved, or those who moved from or to the one segment asked for."""
    moves = [move for move in found.moves if found.place(move.was) != found.place(move.now)]
    title = say("Customers in another segment")
    if request.segment is not None:
        name = segment_named(request.segment, now.segment_map, "segments").called(request.language)
        here = found.names.index(name)
        moves = [move for move in moves if here in (found.place(move.was), found.place(move.now))]
        title = say("Customers from or to {name}", name=name)
    named = store.named(db, [move.id for move in moves])

    def order(move: Move) -> tuple[Any, ...]:
        revenue = (move.now or move.was or now.scored[0]).buyer.revenue or 0
        return found.place(move.was), found.place(move.now), -revenue, named[move.id].sort, move.id

    shown, notes = groups.cut(sorted(moves, key=order), request.limit, "customer")
    return Report(
        "segments",
        MovedRow,
        [_moved_row(move, named[move.id].name, found) for move in shown],
        say("{title} on {now} than on {then}", title=title, now=request.as_of, then=then.as_of)
        if request.segment is None
        else title,
        request.as_of,
        empty=say("nobody moved between {then} and {now}", then=then.as_of, now=request.as_of),
        notes=(*notes, *now.notes),
    )


def _moved_row(move: Move, name: str, found: Moves) -> MovedRow:
    orders = move.now.buyer.orders if move.now is not None else 0
    revenue = move.now.buyer.revenue if move.now is not None else None
    return MovedRow(
        id=move.id,
        name=name,
        was=found.names[found.place(move.was)],
        now=found.names[found.place(move.now)],
        orders=orders,
        new_orders=orders - (move.was.buyer.orders if move.was is not None else 0),
        revenue=revenue,
        currency=found.currency if revenue is not None else None,
    )
