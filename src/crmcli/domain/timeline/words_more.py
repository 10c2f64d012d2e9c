"""What events around a sale, of care, of marketing and of what binds parties say. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from crmcli.domain.counting import counted
from crmcli.domain.timeline.words import activity
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from crmcli.domain.timeline.events import Event

_DAY = 10


def more_text(event: Event, as_of: str, zone: tzinfo) -> str:
    """Return the text of an event; see ``words.text_of``."""
    if event.source == "quote":
        return _quote(event, as_of)
    if event.source == "incident":
        return incident_text((event.title, event.detail), (event.moment, event.outcome), zone)
    return _TEXTS[event.source](event)


def joined(*parts: str | None, by: str = ", ") -> str:
    """Return the parts that say something."""
    return by.join(part for part in parts if part)


def _task_done(event: Event) -> str:
    due = (event.state or "")[:_DAY]
    late = _days(due, event.moment)
    told = (
        say(" ({counted} late)", counted=counted(late, "day"))
        if late > 0
        else say(" ({counted} early)", counted=counted(-late, "day"))
        if late
        else ""
    )
    return say("done: {activity}{told}", activity=activity(event), told=told)


def _days(start: str | None, end: str | None) -> int:
    """Return the days from one day to another, 0 where one is not known."""
    if not start or not end:
        return 0
    return (date.fromisoformat(end[:_DAY]) - date.fromisoformat(start[:_DAY])).days


def _quote(event: Event, as_of: str) -> str:
    """Return an offer's name and number, until when it held, and what became of it."""
    status, until = event.state, event.outcome
    if status in ("draft", "sent") and until and until < as_of:
        status, until = say("expired {until}", until=until), None
    valid = say("valid until {until}", until=until) if until and status in ("draft", "sent") else None
    return joined("offered: " + joined(event.detail, event.title, by=" "), valid, status)


def _decided(event: Event) -> str:
    why = joined(event.detail, event.outcome, by=": ")
    return joined(say("quote {state}: {title}", state=event.state, title=event.title), why, by=" — ")


def _delivery(event: Event) -> str:
    late = _days(event.outcome, event.moment)
    told = (
        say("{counted} late, promised {outcome}", counted=counted(late, "day"), outcome=event.outcome)
        if late > 0
        else None
    )
    return joined("delivered: " + event.title if event.title else "delivered", told)


def _payment(event: Event) -> str:
    what = "paid back" if (event.amount or 0) < 0 else "paid"
    for_order = say("for S-{state}", state=event.state) if event.state else None
    told = joined(event.detail, event.title, for_order)
    return joined(f"{what}: {told}" if told else what, event.outcome, by=" — ")


def _need(event: Event) -> str:
    covered = say("covered by {outcome}", outcome=event.outcome) if event.outcome else None
    return joined(
        say("needs: {title}", title=event.title), say("weight {detail}", detail=event.detail), covered
    )


def _case(event: Event) -> str:
    what = {"opened": "case", "waiting": "waiting for them"}.get(event.state or "", event.state or "case")
    said = dict.fromkeys((event.detail, event.outcome))  # a resolution's step tells the same twice
    return joined(f"{what}: {event.title}", joined(*said), by=" — ")


def _request(event: Event) -> str:
    return f"{'asked for' if event.state == 'open' else event.state}: {event.title}"


def incident_text(
    name: tuple[str | None, str | None], span: tuple[str | None, str | None], zone: tzinfo
) -> str:
    """Return what happened (name and kind), from when to when; no day twice, and the first not at all."""
    start, end = span
    if not end:
        return joined(*name, "lasts still")
    began, ended = _told(start, zone), _told(end, zone)
    if began[:_DAY] == ended[:_DAY] and len(ended) > _DAY:
        time = ended[_DAY + 1 :]
        passed = f"{began[_DAY + 1 :]}-{time}" if len(began) > _DAY else say("until {time}", time=time)
    else:
        passed = say("until {ended}", ended=ended)
    return joined(f"{name[0]} {passed}", name[1], _minutes(start, end))


def _told(moment: str | None, zone: tzinfo) -> str:
    """Return a moment in the zone, ``2026-11-21 15:30``, or a day."""
    if moment is None or len(moment) <= _DAY:
        return moment or ""
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M}"


def _minutes(start: str | None, end: str) -> str | None:
    """Return how long it took where both times are known and it was less than two days."""
    if start is None or len(start) <= _DAY or len(end) <= _DAY:
        return None
    minutes = int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() // 60)
    if minutes >= 48 * 60:
        return None
    return (
        say("{minutes} min", minutes=minutes)
        if minutes < 120
        else f"{minutes / 60:.1f} h".replace(".0 h", " h")
    )


def survey_text(topic: str | None, scores: str, note: str | None) -> str:
    """Return an answer; ``scores`` are scale, NPS, expectation, experience and satisfaction, - for none."""
    scale, nps, expected, met, content = scores.split()
    told = [None if nps == "-" else f"NPS {nps}"]
    named = (("expected", expected), ("met", met), ("satisfaction", content))
    told += [None if score == "-" else f"{name} {score}/{scale}" for name, score in named]
    return joined(joined(topic, joined(*told), by=": "), note, by=" — ") or "survey"


def _member(event: Event) -> str:
    if event.type == "campaign":
        return joined(say("campaign: {title}", title=event.title), event.detail)
    return joined(f"{event.type.replace('-', ' ')}: {event.title}", event.detail)


def _verification(event: Event) -> str:
    what = "verified" if event.state == "passed" else "could not be verified"
    asked = "; ".join((event.title or "").splitlines())
    return joined(f"{what}: {asked}" if asked else what, event.detail, by=" — ")


def _plan(event: Event) -> str:
    if event.state:
        late = _days(event.outcome, event.moment)
        told = (
            say("{counted} late", counted=counted(late, "day"))
            if late > 0 and event.state == "reached"
            else None
        )
        return joined(say("plan {state}: {title}", state=event.state, title=event.title), told)
    return joined(
        say("plan: {title}", title=event.title),
        say("by {outcome}", outcome=event.outcome) if event.outcome else None,
    )


def _relation(event: Event) -> str:
    first, other, role, back = event.title, event.detail, event.outcome, event.state
    if event.source == "relation_ended":
        return say("{first} is no longer {role} of {other}", first=first, role=role, other=other)
    return joined(
        say("{first} is {role} of {other}", first=first, role=role, other=other),
        back if back and back != role else None,
    )


def _wallet(event: Event) -> str:
    told = joined(event.detail, event.outcome)
    what = (
        say("spends in a year on {title}", title=event.title)
        if event.title
        else "spends in a year with everybody"
    )
    return f"{what} ({told})" if told else what


def _consent(event: Event) -> str:
    channel = "any channel" if event.title == "any" else event.title
    return joined(
        say("{channel} for {detail}: {state}", channel=channel, detail=event.detail, state=event.state),
        event.outcome,
    )


_TEXTS: dict[str, Callable[[Event], str]] = {
    "task_done": _task_done,
    "quote_decided": _decided,
    "quote_status": lambda event: event.title or "quote",
    "delivery": _delivery,
    "payment": _payment,
    "need": _need,
    "need_status": lambda event: event.title or "need",
    "step_done": lambda event: joined(event.title, say("{detail} done", detail=event.detail), by=": "),
    "case_step": _case,
    "case": _case,
    "case_resolved": _case,
    "request": _request,
    "request_closed": _request,
    "survey": lambda event: survey_text(event.title, event.detail or "5 - - - -", event.outcome),
    "member": _member,
    "member_answered": lambda event: joined(
        say("answered {title}", title=event.title), event.outcome, by=": "
    ),
    "verification": _verification,
    "plan": _plan,
    "plan_closed": _plan,
    "attachment": lambda event: joined(say("file: {title}", title=event.title), event.detail),
    "relation": _relation,
    "relation_ended": _relation,
    "wallet": _wallet,
    "consent": _consent,
    "merge": lambda event: say(
        "{title} was merged into {noun}-{number}", title=event.title, noun=event.noun, number=event.number
    ),
}
