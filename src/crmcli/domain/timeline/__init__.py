"""The timeline: everything that ever happened with a customer, from all kinds of records.

``sources`` asks the store, ``events`` (pure) puts each event once and in order and sums up what was
bought, ``revisions`` tells field changes, ``view`` (pure) filters, ``words`` (pure) says it, ``rows``
is what comes out. The running total is always that of the whole history, whatever is filtered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import CONTACT, CUSTOMER, USER
from crmcli.domain.results import Listing
from crmcli.domain.timeline import events
from crmcli.domain.timeline.rows import EventRow
from crmcli.domain.timeline.sources import Scope, fetch
from crmcli.domain.timeline.view import View, bounds, floor_of, keeps, types_of
from crmcli.domain.timeline.words import counted, text_of
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.timeline.events import Event, Placed
    from crmcli.sql import Reader

__all__ = ["CustomerTimeline", "Heading", "Scope", "View", "customer_timeline", "timeline"]

_LINES_AT_ONCE = 500
_LINES = """
SELECT l.order_id, coalesce(p.name, l.description), l.quantity_milli FROM order_line l
LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id IN ({orders}) ORDER BY l.order_id, l.position, l.id
"""


@dataclass(frozen=True, slots=True)
class CustomerTimeline:
    """The timeline of one customer; ``tree`` adds the customers under it."""

    ref: str
    view: View
    tree: bool = False


class Heading(NamedTuple):
    """What stands over a timeline, and what a person reads when it holds nothing."""

    title: str
    empty: str
    customer: int | None = None  # whose name need not be said


def customer_timeline(db: Reader, request: CustomerTimeline) -> Listing[EventRow]:
    """Show everything that happened with one customer, oldest first.

    Raises:
        NotFound: nobody answers to the reference, or to the view's contact or user.
        Conflict: several do.
        UsageError: a day, a length of time or a type that is none.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.view.region)
    name = db.value("SELECT name FROM customer WHERE id = :id", {"id": number})
    ref = CUSTOMER.ref(number)
    heading = Heading(f"{ref}  {name}", f'nothing happened with {ref} yet: crm log call {ref} "..."', number)
    return timeline(db, Scope(customers=(number,), tree=request.tree), request.view, heading)


def timeline(db: Reader, scope: Scope, view: View, heading: Heading) -> Listing[EventRow]:
    """Show the events of a scope; see ``View`` for which, ``EventRow`` for what they say.

    Raises:
        UsageError, NotFound, Conflict: the view names what is not there.
    """
    types = types_of(view.types)
    kept = keeps(_named(db, view), types, _contact(db, view))
    everything = history(db, scope, view, types)
    sums = events.totals(everything)
    today = view.as_of.isoformat()
    seen = [place for place in everything if place.day <= today or place.event.state == "open"]
    wanted = [place for place in seen if kept(place)]
    later = sum(map(kept, everything)) - len(wanted)
    shown = wanted[-view.limit :] if view.limit else wanted
    lines = _order_lines(db, [place.event.key for place in shown if place.event.source == "order"])
    row = _row_type(view)
    rows = [_row(row, place, sums, today, heading.customer, lines) for place in shown]
    if view.newest_first:
        rows.reverse()
    return Listing(
        row,
        rows,
        title=heading.title,
        total=len(wanted) if len(wanted) > len(rows) else None,
        group="month" if view.grouped else None,
        empty="no event is like that" if view.narrowed else heading.empty,
        notes=_notes(later, today),
    )


def history(db: Reader, scope: Scope, view: View, types: frozenset[str]) -> list[Placed]:
    """Return all that may be shown of a scope, each event once and in order."""
    found = events.distinct(fetch(db, scope, types, floor_of(bounds(view))))
    if any(event.source == "revision" for event in found):
        from crmcli.domain.timeline.revisions import told

        found = told(db, found)
    return events.placed(events.without_echoes(found), view.now.tzinfo)
