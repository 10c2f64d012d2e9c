"""Events before they are shown: each once, in order, with running totals. Pure: no store, no words.

A moment is UTC text or, when no time is known, a day; days are those of the zone asked for.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo


@frozen
class Event:
    """One event as stored; ``source`` and ``key`` tell it from all others.

    ``number`` with ``noun`` is the record it belongs to. What ``title``, ``detail``, ``outcome`` and
    ``state`` hold depends on the source; ``amount`` is in minor units. From ``recorded`` on it is
    what the journal knows: when, by whom, where and by which command the event was written.
    """

    source: str
    type: str
    noun: str
    number: int
    key: int
    moment: str | None
    change: int
    direction: str | None = None
    channel: str | None = None
    branch: str | None = None
    who: str | None = None
    customer: int | None = None
    contact: int | None = None
    party: str | None = None
    title: str | None = None
    detail: str | None = None
    outcome: str | None = None
    state: str | None = None
    minutes: int | None = None
    amount: int | None = None
    currency: str | None = None
    recorded: str = ""
    actor: str | None = None
    recorded_branch: str | None = None
    command: str = ""
    customer_name: str | None = None

    @property
    def by_hand(self) -> bool:
        """Whether a person noted it; an import says nothing of when it happened, nor by whom."""
        return not self.command.startswith(_IMPORTS)

    @property
    def planned(self) -> bool:
        """Whether it is an activity that is not done."""
        return self.source == "activity" and self.state == "open"


DAY = 10
_NAMES = tuple(field.name for field in fields(Event))
STORED = _NAMES[1 : _NAMES.index("recorded")]
_IMPORTS = ("import", "demo")
_JOURNALED = frozenset(("customer", "tag", "revision"))  # their moment is the journal's

# What comes first when nothing tells the order within a day; by source, else by type.
_RANKS = {
    name: rank
    for rank, name in enumerate(
        (
            *("lead", "contact", "activity", "conversion", "customer", "opportunity", "stage", "won"),
            *("order", "refund", "lost", "change", "contact_left"),
        )
    )
}


@frozen
class Placed:
    """An event with its place in time: the local day ("" when not known) and the best known instant.

    ``moment``, ``who`` and ``branch`` are the journal's where the event itself has none.
    """

    day: str
    instant: str
    moment: str | None
    who: str | None
    branch: str | None
    event: Event

    @property
    def order(self) -> tuple[str, str, int, str, int]:
        """What events are sorted by."""
        event = self.event
        rank = _RANKS.get(event.source, _RANKS.get(event.type, 0))
        return self.day, self.instant, rank, event.source, event.key


def distinct(events: Iterable[Event]) -> list[Event]:
    """Return each event once, the form that names a customer first."""
    found: dict[tuple[str, int], Event] = {}
    for event in events:
        known = found.get((event.source, event.key))
        if known is None or (known.customer is None and event.customer is not None):
            found[event.source, event.key] = event
    return list(found.values())


def without_echoes(events: Sequence[Event]) -> list[Event]:
    """Return the events without those that another one tells.

    A conversion tells of the customer and the contact it made. A contact that was imported without
    a date joined nobody knows when.
    """
    conversions = {event.change for event in events if event.source == "conversion"}
    return [
        event
        for event in events
        if not (event.change in conversions and event.source in ("customer", "contact"))
        and not (event.source == "contact" and event.moment is None and not event.by_hand)
    ]


def placed(events: Iterable[Event], zone: tzinfo) -> list[Placed]:
    """Return events in order: by day in ``zone``, by time, then by kind and number.

    An event of which only the day is known stands at the time it was noted when that was the same
    day, else before the others of its day. Events without a day come first.
    """
    local = _local_days(zone)
    found = [_place(event, local) for event in events]
    found.sort(key=lambda place: place.order)
    return found


def _place(event: Event, local: Callable[[str], str]) -> Placed:
    """Return an event in its place."""
    by_hand, journaled = event.by_hand, event.source in _JOURNALED
    # A purchase without a day is none of the day on which somebody typed it in.
    dated = journaled or (by_hand and event.source != "order")
    moment = event.moment or (event.recorded if dated else None)
    who = event.who or (event.actor if by_hand or journaled else None)
    branch = event.branch or (event.recorded_branch if by_hand else None)
    day, instant = "", ""
    if moment is not None and len(moment) > DAY:
        day, instant = local(moment), moment
    elif moment is not None:
        day = moment
        instant = event.recorded if event.recorded and local(event.recorded) == day else ""
    return Placed(day, instant, moment, who, branch, event)


def _local_days(zone: tzinfo) -> Callable[[str], str]:
    """Return a function from an instant to its day in ``zone``."""
    if zone is UTC:
        return lambda moment: moment[:DAY]
    return lambda moment: datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


def totals(places: Iterable[Placed]) -> dict[int, int]:
    """Return order number -> what was bought up to and with it, per currency, refunds taken off.

    Counted are orders with a day and an amount that were not cancelled; others have no total.
    """
    sums: dict[str | None, int] = {}
    found: dict[int, int] = {}
    for place in places:
        event = place.event
        if event.source != "order" or not place.day or event.amount is None or event.state == "cancelled":
            continue
        sums[event.currency] = sums.get(event.currency, 0) + event.amount
        found[event.key] = sums[event.currency]
    return found
