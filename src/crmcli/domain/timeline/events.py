"""Events before they are shown: each once, in order, with running totals. Pure: no store, no words.

A moment is UTC text or, when no time is known, a day; days are those of the zone asked for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
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
        """Whether it is an activity that is not done: what is still to come, or was left undone."""
        return self.source == "activity" and self.state == "open"


DAY = 10
_IMPORTS = ("import", "demo")
_JOURNALED = frozenset(("customer", "tag", "revision", "merge"))  # their moment is the journal's
_WRITTEN = _JOURNALED | {"consent"}  # without a day they count from when they were written down

# What comes first when nothing tells the order within a day; by source, else by type.
_RANKS = {
    name: rank
    for rank, name in enumerate(
        (
            *(
                "lead",
                "contact",
                "verification",
                "incident",
                "activity",
                "task_done",
                "conversion",
                "customer",
            ),
            *("relation", "need", "plan", "opportunity", "step", "quote", "stage", "quote_decided", "won"),
            *("order", "refund", "delivery", "payment", "lost", "case_step", "case", "case_resolved"),
            *("request", "request_closed", "member", "member_answered", "survey", "wallet", "consent"),
            *("attachment", "plan_closed", "change", "merge", "relation_ended", "contact_left"),
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
    local = local_days(zone)
    found = [_place(event, local) for event in events]
    found.sort(key=lambda place: place.order)
    return found


def _place(event: Event, local: Callable[[str], str]) -> Placed:
    """Return an event in its place."""
    by_hand, journaled = event.by_hand, event.source in _JOURNALED
    # A purchase without a day is none of the day on which somebody typed it in.
    dated = event.source in _WRITTEN or (by_hand and event.source != "order")
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


def local_days(zone: tzinfo) -> Callable[[str], str]:
    """Return a function from an instant to its day in ``zone``."""
    if zone is UTC:
        return lambda moment: moment[:DAY]
    return lambda moment: datetime.fromisoformat(moment).astimezone(zone).date().isoformat()


class Sums:
    """What was bought and what was paid, by currency, in minor units."""

    __slots__ = ("bought", "paid")

    def __init__(
        self, bought: Mapping[str, int] | None = None, paid: Mapping[str, int] | None = None
    ) -> None:
        """Begin with nothing."""
        self.bought = bought or {}
        self.paid = paid or {}


_NOTHING = Sums()


def totals(places: Iterable[Placed], before: Sums = _NOTHING) -> dict[int, int]:
    """Return order number -> what was bought up to and with it, per currency, refunds taken off.

    Counted are orders with a day and an amount that were not cancelled; others have no total.
    ``before`` is what was bought before the first of the places.
    """
    sums: dict[str | None, int] = dict(before.bought.items())
    found: dict[int, int] = {}
    for place in places:
        event = place.event
        if _is_bought(place):
            sums[event.currency] = sums.get(event.currency, 0) + (event.amount or 0)
            found[event.key] = sums[event.currency]
    return found


def balances(places: Sequence[Placed], before: Sums = _NOTHING) -> dict[tuple[str, int], int]:
    """Return source and number of orders and payments -> what is owed after it: bought less paid.

    Per currency, and only in currencies in which something was ever paid; negative is paid ahead.
    """
    paid = {*before.paid, *(place.event.currency for place in places if place.event.source == "payment")}
    if not paid:
        return {}
    owed: dict[str | None, int] = {
        currency: before.bought.get(currency, 0) - before.paid.get(currency, 0)
        for currency in {*before.bought, *before.paid}
    }
    found: dict[tuple[str, int], int] = {}
    for place in places:
        event = place.event
        is_payment = event.source == "payment"
        if event.amount is None or event.currency not in paid or not (is_payment or _is_bought(place)):
            continue
        owed[event.currency] = owed.get(event.currency, 0) + (-event.amount if is_payment else event.amount)
        found[event.source, event.key] = owed[event.currency]
    return found


def _is_bought(place: Placed) -> bool:
    """Tell an order that counts: with a day and an amount, and not cancelled."""
    event = place.event
    return (
        event.source == "order"
        and bool(place.day)
        and event.amount is not None
        and event.state != "cancelled"
    )
