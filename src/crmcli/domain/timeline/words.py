"""What an event says: one line from what is stored. Pure."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from crmcli.domain.counting import counted
from crmcli.domain.kinds import stage_told
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo

    from crmcli.domain.timeline.events import Event

SHOWN = 3  # lines of an order that are named


def text_of(event: Event, as_of: str, lines: Sequence[str] = (), zone: tzinfo = UTC) -> str:
    """Return the text of an event.

    ``lines`` are an order's; ``as_of`` tells what is still to come; times of day are those of ``zone``.
    """
    if event.source == "activity":
        return _activity(event, as_of)
    if event.source == "order":
        return _order(event, lines)
    if event.source in _TEXTS:
        return _TEXTS[event.source](event)
    from crmcli.domain.timeline.words_more import more_text

    return more_text(event, as_of, zone)


def activity(event: Event) -> str:
    """Return what was said and what came of it: ``subject: body → outcome``."""
    said = ": ".join(part for part in (event.title, event.detail) if part)
    if event.outcome:
        said = f"{said} → {event.outcome}" if said else event.outcome
    return said or named(event.type, "choice")


def _activity(event: Event, as_of: str) -> str:
    said = activity(event)
    if not event.planned:
        return said
    ahead = event.moment is not None and event.moment[:10] >= as_of
    return say("planned: {said}", said=said) if ahead else say("not done: {said}", said=said)


def _order(event: Event, lines: Sequence[str]) -> str:
    bought = ", ".join(lines[:SHOWN])
    if len(lines) > SHOWN:
        bought += say(" and {count} more", count=len(lines) - SHOWN)
    said = joined(event.title, bought or event.detail, by=": ") or named(event.type, "choice")
    if event.state not in ("cancelled", "open"):
        return said
    return say("{state}: {said}", state=named(event.state, "choice"), said=said)


def joined(*parts: str | None, by: str = ", ") -> str:
    """Return the parts that say something."""
    told = [part for part in parts if part]
    return listed(told, by) if told else ""


def _lead(event: Event) -> str:
    company = event.outcome if event.outcome != event.party else None
    return joined(say("new lead"), company, event.title, event.detail)


def _conversion(event: Event) -> str:
    days, touches = event.detail, event.outcome
    parts = [say("converted from L-{number}", number=event.number), event.title]
    parts.append(counted(int(days), "day") if days is not None else None)
    parts.append(counted(int(touches or 0), "touch", "touches"))
    return joined(*parts)


def _step(event: Event) -> str:
    if event.type == "stage":
        before, after = (stage_told(name or "—") for name in (event.detail, event.outcome))
        return listed((event.title or "", listed((before, after), " → ")), ": ")
    return _closed(event)


def _reason(name: str | None) -> str | None:
    if not name:
        return None
    from crmcli.domain.reason_words import reason_told

    return reason_told(name)


def _closed(event: Event) -> str:
    why = joined(_reason(event.detail), event.outcome, by=": ")
    return joined(event.title, why, by=" — ") or named(event.type, "choice")


def _customer(event: Event) -> str:
    imported = not event.by_hand and event.moment is None
    return joined(named("imported", "event") if imported else named("added", "event"), event.title)


_TEXTS: dict[str, Callable[[Event], str]] = {
    "lead": _lead,
    "lead_lost": _closed,
    "lead_status": lambda event: event.title or say("changed"),
    "conversion": _conversion,
    "opportunity": lambda event: say("opened: {title}", title=event.title),
    "step": _step,
    "closed": _closed,
    "contact": lambda event: (
        say("new contact, {title}", title=event.title) if event.title else say("new contact")
    ),
    "contact_left": lambda event: (
        say("left, was {title}", title=event.title) if event.title else named("left", "event")
    ),
    "customer": _customer,
    "tag": lambda event: say("tagged {title}", title=event.title),
    "revision": lambda event: event.title or say("changed"),
}
