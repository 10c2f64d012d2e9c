"""What of a timeline is asked for, read from what people type; and the filter it makes. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.timeline.rows import MARKS
from crmcli.domain.timeline.sources import ACTIVITY_TYPES
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmcli.domain.timeline.events import Placed

_SAME_AS = {
    "e-mail": ("email",),
    "mail": ("email",),
    "activity": ACTIVITY_TYPES,
    "sale": ("order", "refund"),
    "money": ("order", "refund", "payment"),
    "held_out": ("held-out",),
    "left_out": ("left-out",),
    "file": ("attachment",),
}
UNASKED = frozenset(("held-out", "left-out"))
"""Types that are shown only when they are asked for: nothing happened with whom a campaign left alone."""


@frozen
class View:
    """Which events, and how they stand.

    ``now`` has the zone whose days and months count. What lies after the day ``as_of`` is left out,
    but for what is planned. ``since`` and ``until`` are as people type them (a day; 90d or 10m before
    ``now``); both days belong to the period. ``types`` may hold several, parted by commas.
    ``channel``, ``branch`` and ``user`` are compared folded, ``user`` by a part of the name; ``contact``
    is any way to name one. ``limit`` 0 is all, else the newest; ``group`` is month or none.
    """

    as_of: date
    now: datetime
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    channel: str | None = None
    branch: str | None = None
    user: str | None = None
    contact: str | None = None
    limit: int = 0
    group: str = "month"
    newest_first: bool = False
    region: str = "TR"

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for but all there is."""
        return bool(self.types) or self.narrowed_beyond_types

    @property
    def narrowed_beyond_types(self) -> bool:
        """Whether events are chosen by what only they themselves can tell."""
        return any((self.since, self.until, self.channel, self.branch, self.user, self.contact))


@frozen
class Bounds:
    """The period asked for: days, ISO; ``instant`` when it begins within a day."""

    since: str | None
    instant: str | None
    until: str | None


def bounds(view: View) -> Bounds:
    """Return the period of a view.

    A length of minutes or hours begins at that instant, one of days or more with its first day.

    Raises:
        UsageError: a text is no day and no length of time, or the period ends before it begins.
    """
    since = instant = None
    if view.since is not None:
        from crmcli.domain.periods import parse_since

        start = parse_since(view.since, view.now)
        since = start.date().isoformat()
        if start.time() not in (view.now.time(), time()):
            instant = f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    until = None
    if view.until is not None:
        from crmcli.domain.dates import parse_when

        until = parse_when(view.until, view.now.date()).isoformat()
    if since and until and until < since:
        raise UsageError(
            say("--until {until} lies before --since {since}", until=until, since=since),
            f"--since {until} --until {since}",
        )
    return Bounds(since, instant, until)


def grouped(view: View) -> bool:
    """Return whether the events stand under months.

    Raises:
        UsageError: the group is neither month nor none.
    """
    if view.group not in ("month", "none"):
        raise UsageError(say('--group is month or none, not "{group}"', group=view.group), "--group month")
    return view.group == "month"


def types_of(asked: Sequence[str]) -> frozenset[str]:
    """Return the types of event that words name; none when all are meant.

    Raises:
        UsageError: there is no such type.
    """
    found: set[str] = set()
    for word in (part.strip().lower() for text in asked for part in text.split(",")):
        if not word:
            continue
        if word not in MARKS and word not in _SAME_AS:
            from crmcli.domain.text import nearest

            close = nearest(word, (*MARKS, *_SAME_AS))
            hint = f"--type {close[0]}" if close else say("types: {marks}", marks=", ".join(MARKS))
            raise UsageError(say('no event is of the type "{word}"', word=word), hint)
        found.update(_SAME_AS.get(word, (word,)))
    return frozenset(found)


def floor_of(period: Bounds) -> str | None:
    """Return the first day that the store need look at: zones may move an instant by a day."""
    if period.since is None:
        return None
    return (date.fromisoformat(period.since) - timedelta(days=1)).isoformat()


def keeps(view: View, types: frozenset[str], contact: int | None) -> Callable[[Placed], bool]:
    """Return a test for the events that a view asks for."""
    period = bounds(view)
    tests: list[Callable[[Placed], bool]] = []
    if types:
        tests.append(lambda place: place.event.type in types)
    else:
        tests.append(lambda place: place.event.type not in UNASKED)
    if period.since or period.until:
        tests.append(lambda place: _within(place, period))
    if contact is not None:
        tests.append(lambda place: place.event.contact == contact)
    if view.channel or view.branch or view.user:
        tests.append(_folded(view))
    return lambda place: all(test(place) for test in tests)


def _folded(view: View) -> Callable[[Placed], bool]:
    """Return a test for channel, branch and user."""
    from crmcli.domain.text import fold

    channel, branch, user = (fold(text) if text else None for text in (view.channel, view.branch, view.user))
    return lambda place: (
        (channel is None or fold(place.event.channel or "") == channel)
        and (branch is None or fold(place.branch or "") == branch)
        and (user is None or user in fold(place.who or ""))
    )


def _within(place: Placed, period: Bounds) -> bool:
    """Tell whether an event lies in the period; one without a day lies in none."""
    if period.since is not None:
        if period.instant is not None and place.instant:
            if place.instant < period.instant:
                return False
        elif place.day < period.since or (period.instant is not None and place.day == period.since):
            return False
    return period.until is None or "" < place.day <= period.until
