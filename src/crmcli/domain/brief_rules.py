"""The rules of a customer's brief, on events in order: value, rhythm, last contact, next step. Pure."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.brief_around_rules import Kept
from crmcli.domain.counting import counted
from crmcli.domain.timeline.events import Placed
from crmcli.domain.timeline.sources import ACTIVITY_TYPES
from crmcli.domain.timeline.words import activity
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Due",
    "Facts",
    "Known",
    "Placed",
    "Planned",
    "Value",
    "first_day",
    "last_talk",
    "next_birthday",
    "next_step",
    "past",
    "planned",
    "purchase_days",
    "rhythm",
    "values",
]

SILENT_DAYS = 60  # a longer silence asks for a call
CLOSING_DAYS = 30  # an expected close nearer than this is the next step
_TALKS = frozenset(("call", "email", "meeting", "visit", "message"))


class Value(NamedTuple):
    """What was bought in one currency: purchases, all that was spent, and the average purchase."""

    currency: str
    orders: int
    spent: int
    average: int | None


class Planned(NamedTuple):
    """An activity that is not done, and the day it is for."""

    day: str
    type: str
    text: str
    ref: str


class Due(NamedTuple):
    """Something open that has a day: ``days`` ahead, negative when it is overdue."""

    days: int
    type: str
    text: str
    ref: str


class Facts(NamedTuple):
    """What the next step is chosen by; None is not known, or never.

    ``touched`` names an incident of late, after which nobody has spoken with the customer yet.
    """

    due: tuple[Due, ...] = ()
    rhythm: float | None = None
    days_since_order: int | None = None
    days_since_contact: int | None = None
    cadence: Kept | None = None
    touched: str | None = None


class Known(NamedTuple):
    """What is known of a customer."""

    phone: bool
    email: bool
    tax_number: bool
    owner: bool
    city: bool
    contact: bool

    def missing(self) -> tuple[str, ...]:
        """Return the names of what is not known."""
        return tuple(
            named(field.replace("_", " "), "column")
            for field, known in zip(self._fields, self, strict=True)
            if not known
        )


def past(places: Sequence[Placed]) -> list[Placed]:
    """Return what has happened: all but activities that are not done."""
    return [place for place in places if not place.event.planned]


def planned(places: Sequence[Placed]) -> list[Planned]:
    """Return the activities that are not done, in order."""
    return [
        Planned(
            place.day,
            place.event.type,
            activity(place.event),
            f"A-{place.event.number}",
        )
        for place in places
        if place.event.planned
    ]


def _sold(places: Sequence[Placed]) -> list[Placed]:
    """Return orders and refunds that count: with a day and not cancelled."""
    return [
        place
        for place in places
        if place.event.source == "order" and place.day and place.event.state != "cancelled"
    ]


def values(places: Sequence[Placed]) -> list[Value]:
    """Return what was bought by currency, the largest number of purchases first.

    An order without an amount is a purchase that adds nothing; it has no say in the average.
    """
    sold: dict[str, list[int]] = {}
    for place in _sold(places):
        if place.event.amount is not None and place.event.currency is not None:
            sold.setdefault(place.event.currency, []).append(place.event.amount)
    found = []
    for currency, amounts in sold.items():
        bought = [amount for amount in amounts if amount >= 0]
        average = round(sum(bought) / len(bought)) if bought else None
        found.append(Value(currency, len(bought), sum(amounts), average))
    return sorted(found, key=lambda value: (-value.orders, value.currency))


def purchase_days(places: Sequence[Placed]) -> list[date]:
    """Return the days on which something was bought, each once."""
    days = {place.day for place in _sold(places) if (place.event.amount or 0) >= 0}
    return [date.fromisoformat(day) for day in sorted(days)]


def rhythm(days: Sequence[date]) -> float | None:
    """Return the median of the days between purchases, None for fewer than three days of purchase."""
    gaps = sorted((after - before).days for before, after in pairwise(days))
    if len(gaps) < 2:
        return None
    middle = len(gaps) // 2
    return float(gaps[middle]) if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2


def last_talk(places: Sequence[Placed]) -> date | None:
    """Return the day of the last call, e-mail, meeting, visit or message."""
    days = [place.day for place in places if place.day and place.event.type in _TALKS]
    return date.fromisoformat(days[-1]) if days else None


def first_day(places: Sequence[Placed]) -> date | None:
    """Return the day of the first event that has one."""
    day = next((place.day for place in places if place.day), None)
    return date.fromisoformat(day) if day else None


def next_birthday(born: date, as_of: date) -> tuple[date, int]:
    """Return the next birthday, ``as_of`` included, and the age reached; 29 February is the 28th between."""
    year = as_of.year if (as_of.month, as_of.day) <= (born.month, born.day) else as_of.year + 1
    try:
        on = born.replace(year=year)
    except ValueError:
        on = date(year, 2, 28)
        if on < as_of:
            return next_birthday(born, date(year + 1, 1, 1))
    return on, on.year - born.year


def next_step(facts: Facts) -> str:
    """Return what to do next, in words.

    In this order: an incident that nobody has spoken of yet, what is overdue, what is planned next, an
    expected close within 30 days or past, a purchase that is late by the customer's own rhythm, a cadence
    that is broken, a silence of more than 60 days, an expected close further away.
    """
    if facts.touched is not None:
        return say("speak of {touched} first", touched=facts.touched)
    activities = [due for due in facts.due if due.type in ACTIVITY_TYPES]
    closes = [due for due in facts.due if due.type not in ACTIVITY_TYPES]
    if activities:
        return _planned_words(min(activities))
    if closes and min(closes).days <= CLOSING_DAYS:
        return _closing_words(min(closes))
    since_order = facts.days_since_order
    if facts.rhythm is not None and since_order is not None and since_order > facts.rhythm:
        every, ago = counted(round(facts.rhythm), "day"), counted(since_order, "day")
        return say("buys every {every}, last {ago} ago: make an offer", every=every, ago=ago)
    return _silence(facts) or (_closing_words(min(closes)) if closes else say("nothing presses"))


def _silence(facts: Facts) -> str | None:
    """Return what to do where a customer has not heard from us for too long."""
    if facts.cadence is not None and facts.cadence.over:
        return say("is to hear from us {text}: call", text=facts.cadence.text)
    if facts.days_since_contact is None:
        return say("never spoken with: call")
    if facts.days_since_contact > SILENT_DAYS:
        return say("no contact for {counted}: call", counted=counted(facts.days_since_contact, "day"))
    return None


def _planned_words(due: Due) -> str:
    if due.days < 0:
        return say(
            "overdue by {counted}: {type}, {text} ({ref})",
            counted=counted(-due.days, "day"),
            type=named(due.type, "choice"),
            text=due.text,
            ref=due.ref,
        )
    return say(
        "{type} {ahead}: {text} ({ref})",
        type=named(due.type, "choice"),
        ahead=_ahead(due.days),
        text=due.text,
        ref=due.ref,
    )


def _closing_words(due: Due) -> str:
    if due.days < 0:
        return say(
            "was to close {counted} ago: {text}, {ref}",
            counted=counted(-due.days, "day"),
            text=due.text,
            ref=due.ref,
        )
    return say("to close {ahead}: {text}, {ref}", ahead=_ahead(due.days), text=due.text, ref=due.ref)


def _ahead(days: int) -> str:
    """Return ``today``, ``tomorrow`` or ``in 4 days``."""
    return {0: say("today"), 1: say("tomorrow")}.get(days) or say(
        "in {counted}", counted=counted(days, "day")
    )
