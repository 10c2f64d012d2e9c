"""Events before they are shown: each once, in order, with running totals. Pure: no store, no words.

A moment is UTC text or, when no time is known, a day; days are those of the zone asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo


class Event(NamedTuple):
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
STORED = Event._fields[1 : Event._fields.index("recorded")]
_IMPORTS = ("import", "demo")
_JOURNALED = frozenset(("customer", "tag", "revision"))  # their moment is the journal's

# What comes first when nothing tells the order within a day.
_RANKS = {
    "lead": 0,
    "conversion": 2,
    "customer": 3,
    "contact": 4,
    "opportunity": 5,
    "stage": 6,
    "won": 7,
    "order": 8,
    "refund": 9,
    "lost": 10,
    "change": 11,
}
_ACTIVITY_RANK = 1


class Placed(NamedTuple):
    """An event with its place in time: the local day ("" when not known) and the best known instant."""

    day: str
    instant: str
    event: Event

    @property
    def order(self) -> tuple[str, str, int, str, int]:
        """What events are sorted by."""
        event = self.event
        return self.day, self.instant, _RANKS.get(event.type, _ACTIVITY_RANK), event.source, event.key


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


def settled(event: Event) -> Event:
    """Return an event with what the journal knows where the record itself says nothing."""
    moment, who, branch = event.moment, event.who, event.branch
    if moment is None and (event.by_hand or event.source in _JOURNALED):
        moment = event.recorded
    if event.by_hand:
        who, branch = who or event.actor, branch or event.recorded_branch
    elif event.source in _JOURNALED:
        who = who or event.actor
    if (moment, who, branch) == (event.moment, event.who, event.branch):
        return event
    return event._replace(moment=moment, who=who, branch=branch)


def placed(events: Iterable[Event], zone: tzinfo) -> list[Placed]:
    """Return events in order: by day in ``zone``, by time, then by kind and number.

    An event of which only the day is known stands at the time it was noted when that was the same
    day, else before the others of its day. Events without a day come first.
    """
    local = _local_days(zone)
    found = []
    for event in map(settled, events):
        moment = event.moment
        if moment is None:
            found.append(Placed("", "", event))
        elif len(moment) > DAY:
            found.append(Placed(local(moment), moment, event))
        else:
            same = event.recorded and local(event.recorded) == moment
            found.append(Placed(moment, event.recorded if same else "", event))
    found.sort(key=lambda place: place.order)
    return found


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
