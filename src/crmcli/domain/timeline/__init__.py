"""The timeline: everything that ever happened with a customer, from all kinds of records.

``scope`` finds whose events are meant, ``fetch`` asks the store for them by the SELECTs of ``sources``;
``events`` (pure) puts them in order and sums up what was bought and paid; ``revisions`` tells field
changes, ``view`` (pure) filters, ``words`` (pure) says it, ``rows`` is what comes out. The running total
is always that of the whole history, whatever is filtered; where only the newest are asked for, ``newest``
sees to it that only they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from crmcli.domain.counting import counted
from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CONTACT, CUSTOMER, USER
from crmcli.domain.results import Listing
from crmcli.domain.timeline import events
from crmcli.domain.timeline.events import Event, Placed
from crmcli.domain.timeline.fetch import events as gather
from crmcli.domain.timeline.fetch import parts
from crmcli.domain.timeline.rows import EventRow
from crmcli.domain.timeline.scope import Scope, resolve
from crmcli.domain.timeline.view import View, bounds, floor_of, grouped, keeps, types_of
from crmcli.domain.timeline.words import text_of
from crmcli.errors import damaged
from crmcli.said import say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

__all__ = ["CustomerTimeline", "Heading", "Picked", "Scope", "View", "customer_timeline", "pick", "timeline"]

_LINES_AT_ONCE = 500
_MONEY = frozenset(("order", "refund", "payment"))
_LINES = """
SELECT l.order_id, coalesce(p.name, l.description), l.quantity_milli FROM order_line l
LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id IN ({orders})
ORDER BY l.order_id, l.position, l.id
"""


@frozen
class CustomerTimeline:
    """The timeline of one customer; ``tree`` adds the customers under it."""

    ref: str
    view: View
    tree: bool = False


@frozen
class Heading:
    """What stands over a timeline, and what a person reads when nothing is in it.

    ``customer`` and ``party`` are whom it is about: they are not named again in each line.
    """

    title: str
    empty: str
    customer: int | None = None
    party: str | None = None


@frozen
class Picked:
    """The events that a view asks for, in order; ``later`` ones lie after its day and are not in them.

    ``earlier`` ones were counted, not read. ``totals`` and ``balances`` see ``events``.
    """

    places: list[Placed]
    totals: Mapping[int, int]
    later: int
    balances: Mapping[tuple[str, int], int]
    earlier: int


def customer_timeline(db: Reader, request: CustomerTimeline) -> Listing[EventRow]:
    """Show everything that happened with one customer, oldest first.

    Raises:
        NotFound: nobody answers to the reference, or to the view's contact or user.
        Conflict: several do.
        UsageError: a day, a length of time or a type that is none.
    """
    return timeline(db, *of_customer(db, request), request.view)


def of_customer(db: Reader, request: CustomerTimeline) -> tuple[Scope, Heading]:
    """Return the scope and the heading of one customer's timeline.

    Raises:
        NotFound: nobody answers to the reference.
        Conflict: several do.
    """
    from crmcli.domain.refs import resolve

    number = resolve(db, CUSTOMER, request.ref, region=request.view.region)
    name = db.value("SELECT name FROM customer WHERE id = :id", {"id": number})
    ref = CUSTOMER.ref(number)
    heading = Heading(
        f"{ref}  {name}", say('nothing happened with {ref} yet: crm log call {ref} "..."', ref=ref), number
    )
    return Scope(customers=(number,), tree=request.tree), heading


def timeline(db: Reader, scope: Scope, heading: Heading, view: View) -> Listing[EventRow]:
    """Show the events of a scope; see ``View`` for which, ``EventRow`` for what they say.

    Raises:
        UsageError: a day, a length of time or a type that is none.
        NotFound, Conflict: nobody, or several, answer to the view's contact or user.
    """
    picked = pick(db, scope, view, view.limit)
    shown = picked.places[-view.limit :] if view.limit else picked.places
    rows = rows_of(db, shown, picked, heading, view)
    if view.newest_first:
        rows.reverse()
    later = say(
        "{counted} after {day} not shown; --as-of takes a later day",
        counted=counted(picked.later, "event"),
        day=view.as_of,
    )
    total = len(picked.places) + picked.earlier
    return Listing(
        type(rows[0]) if rows else row_type(view),
        rows,
        title=heading.title,
        total=total if total > len(rows) else None,
        group="month" if grouped(view) else None,
        empty="no event is like that" if view.narrowed else heading.empty,
        notes=(later,) if picked.later else (),
    )


def pick(db: Reader, scope: Scope, view: View, limit: int = 0) -> Picked:
    """Return the events of a scope that a view asks for.

    With ``limit`` at least so many of the newest, where there are as many; ``earlier`` counts the rest.
    """
    types = types_of(view.types)
    kept = keeps(_with_name(db, view), types, _contact(db, view))
    zone, since = view.now.tzinfo or UTC, floor_of(bounds(view))
    found = resolve(db, scope)
    # What was bought stands beside what was paid: one is summed up with the other.
    asked = list(parts(found, types | _MONEY if types & _MONEY else types))
    wanted, earlier, sums = since, 0, events.Sums()
    if limit or since:
        from crmcli.domain.timeline.newest import Reach, before, floor

        shown = {part.source.name for part in asked if not types or not types.isdisjoint(part.source.types)}
        reach = Reach(since, {})
        if not view.narrowed_beyond_types and (not types & _MONEY or types >= _MONEY):
            reach = floor(db, [part for part in asked if part.source.name in shown], limit, view.as_of, zone)
        wanted = reach.since
        if wanted is not None:
            earlier, sums = before(db, asked, reach, shown if since is None else ())
    gathered = gather(db, found, asked, wanted)
    if any(event.source == "revision" for event in gathered):
        from crmcli.domain.timeline.revisions import told

        gathered = told(db, gathered)
    places = events.placed(events.without_echoes(gathered), zone)
    chosen = [place for place in places if kept(place)]
    day = view.as_of.isoformat()
    seen = [place for place in chosen if place.day <= day or place.event.planned]
    totals, balances = events.totals(places, sums), events.balances(places, sums)
    return Picked(seen, totals, len(chosen) - len(seen), balances, earlier)


def rows_of(
    db: Reader, shown: Sequence[Placed], picked: Picked, heading: Heading, view: View
) -> list[EventRow]:
    """Return events as rows, with the lines of the orders among them."""
    orders = [place.event for place in shown if place.event.source == "order"]
    lines = _order_lines(db, orders) if orders else {}
    row, day, zone = row_type(view, shown, picked), view.as_of.isoformat(), view.now.tzinfo or UTC
    made = []
    for place in shown:
        event, moment = place.event, place.moment
        parties = [
            event.party if event.party != heading.party else None,
            event.customer_name if event.customer != heading.customer else None,
        ]
        named = lines.get(event.key, ()) if event.source == "order" else ()
        made.append(
            row(
                when=None if moment is None else _moment(moment),
                month=place.day[:7] or None,
                type=event.type,
                direction=event.direction,
                party=", ".join(filter(None, parties)) or None,
                text=text_of(event, day, named, zone),
                amount=event.amount,
                total=picked.totals.get(event.key) if event.source == "order" else None,
                currency=None if event.amount is None else event.currency,
                ref=f"{event.noun}-{event.number}",
                who=place.who,
                channel=event.channel,
                branch=place.branch,
                minutes=event.minutes,
                customer=event.customer,
                done=not event.planned,
                balance=picked.balances.get((event.source, event.key)),
            )
        )
    return made


def row_type(view: View, shown: Sequence[Placed] = (), picked: Picked | None = None) -> type[EventRow]:
    """Return the rows' type: under a month's heading the day alone is enough.

    Where nothing was bought people see no totals; where several branches had to do with it, these.
    """
    under_months = grouped(view)
    if picked is not None and not any(_bought(place, picked) for place in shown):
        from crmcli.domain.timeline import unbought

        if len({place.branch for place in shown if place.branch}) > 1:
            return unbought.BranchRow if under_months else unbought.FlatBranchRow
        return unbought.UnboughtRow if under_months else unbought.FlatUnboughtRow
    if under_months:
        return EventRow
    from crmcli.domain.timeline.flat import FlatRow

    return FlatRow


def _bought(place: Placed, picked: Picked) -> bool:
    """Tell whether a total stands beside an event."""
    return place.event.source == "order" and place.event.key in picked.totals


def _moment(text: str) -> date:
    """Return a day, or an instant.

    Raises:
        Refused: the store holds what is neither.
    """
    try:
        return date.fromisoformat(text) if len(text) == events.DAY else datetime.fromisoformat(text)
    except ValueError:
        raise damaged("moment", text) from None


def _contact(db: Reader, view: View) -> int | None:
    """Return the contact that a view asks for."""
    if view.contact is None:
        return None
    from crmcli.domain.refs import resolve

    return resolve(db, CONTACT, view.contact, region=view.region)


def _with_name(db: Reader, view: View) -> View:
    """Return the view with the user's number (U-3) replaced by the name that events carry."""
    from crmcli.domain.nouns import split_ref

    number = split_ref(view.user) if view.user else None
    if number is None or number[0] is not USER:
        return view
    name = db.value("SELECT name FROM crm_user WHERE id = :id", {"id": number[1]})
    if name is None:
        from crmcli.errors import NotFound

        raise NotFound(say("no user has number {user}", user=view.user), "crm user list")
    return replace(view, user=name)


def _order_lines(db: Reader, orders: Sequence[Event]) -> dict[int, list[str]]:
    """Return order -> what its lines are called, with the quantity where it is not one.

    In a refund the quantity given back counts, whose sign the type tells.
    """
    from crmcli.domain.measures import Quantity

    found: dict[int, list[str]] = {}
    refunds = {event.key for event in orders if event.type == "refund"}
    for start in range(0, len(orders), _LINES_AT_ONCE):
        listed, values = marks("o", [event.key for event in orders[start : start + _LINES_AT_ONCE]])
        for order, name, milli in db.tuples(_LINES.format(orders=listed), values):
            if name:
                many = 1000 if milli is None else -milli if order in refunds else milli
                times = "" if many == 1000 else f" ×{Quantity().machine(many, None)}"
                found.setdefault(order, []).append(f"{name}{times}")
    return found
