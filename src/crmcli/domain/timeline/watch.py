"""A timeline that goes on: what became known since the last look, whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.results import Listing
from crmcli.domain.timeline import CustomerTimeline, of_customer, pick, row_type, rows_of, timeline
from crmcli.domain.timeline.rows import EventRow

if TYPE_CHECKING:
    from crmcli.sql import Reader

Key = tuple[str, int]


class Look(NamedTuple):
    """What was seen: the newest change in the journal (0: none yet) and the events known."""

    change: int = 0
    known: frozenset[Key] = frozenset()


class Glance(NamedTuple):
    """What is new, None when nothing is, and the look that the next one starts from."""

    listing: Listing[EventRow] | None
    look: Look


def watch(db: Reader, request: tuple[CustomerTimeline, Look]) -> Glance:
    """Return the whole timeline at the first look, later what is new in it, oldest first.

    An event that was written late but happened earlier is new. As long as no change was written
    the events are not looked at.

    Raises:
        UsageError, NotFound, Conflict: as ``customer_timeline``.
    """
    asked, look = request
    change = int(db.value("SELECT max(id) FROM change") or 0)
    if look.change and change == look.change:
        return Glance(None, look)
    scope, heading = of_customer(db, asked)
    picked = pick(db, scope, asked.view)
    keys = frozenset((place.event.source, place.event.key) for place in picked.places)
    if not look.change:
        return Glance(timeline(db, scope, heading, asked.view), Look(change, keys))
    fresh = [place for place in picked.places if (place.event.source, place.event.key) not in look.known]
    if not fresh:
        return Glance(None, Look(change, keys))
    rows = rows_of(db, fresh, picked, heading, asked.view)
    return Glance(Listing(row_type(asked.view), rows, continued=True), Look(change, keys))
