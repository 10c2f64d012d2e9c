"""What events around a sale, of care, of marketing and of what binds parties say. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from crmcli.domain.counting import counted
from crmcli.domain.timeline.words import activity, joined
from crmcli.said import listed, named, say

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


def _word(word: str | None) -> str:
    """Return a word of a closed list."""
    return named(word, "choice") if word else ""


def _day(text: str) -> date:
    return date.fromisoformat(text[:_DAY])


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
        status, until = say("expired {until}", until=_day(until)), None
    valid = say("valid until {until}", until=_day(until)) if until and status in ("draft", "sent") else None
    offered = say("offered: {what}", what=joined(event.detail, event.title, by=" "))
    return joined(offered, valid, status if status != event.state else _word(status))


def _decided(event: Event) -> str:
    why = joined(event.detail, event.outcome, by=": ")
    return joined(say("quote {state}: {title}", state=_word(event.state), title=event.title), why, by=" — ")


def _delivery(event: Event) -> str:
    late = _days(event.outcome, event.moment)
    told = (
        say("{counted} late, promised {outcome}", counted=counted(late, "day"), outcome=_day(event.outcome))
        if late > 0 and event.outcome
        else None
    )
    what = say("delivered: {title}", title=event.title) if event.title else named("delivered", "event")
    return joined(what, told)


def _payment(event: Event) -> str:
    what = say("paid back") if (event.amount or 0) < 0 else named("paid", "event")
    for_order = say("for S-{state}", state=event.state) if event.state else None
    told = joined(event.detail, event.title, for_order)
    return joined(joined(what, told, by=": "), event.outcome, by=" — ")


def _need(event: Event) -> str:
    covered = say("covered by {outcome}", outcome=event.outcome) if event.outcome else None
    return joined(
        say("needs: {title}", title=event.title), say("weight {detail}", detail=event.detail), covered
    )


def _case(event: Event) -> str:
    begun, waits = say("case"), say("waiting for them")
    what = {"": begun, "opened": begun, "waiting": waits}.get(event.state or "", _word(event.state))
    said = dict.fromkeys((event.detail, event.outcome))  # a resolution's step tells the same twice
    return joined(say("{what}: {title}", what=what, title=event.title), joined(*said), by=" — ")


def _request(event: Event) -> str:
    what = say("asked for") if event.state == "open" else _word(event.state)
    return say("{what}: {title}", what=what, title=event.title)


def incident_text(
    name: tuple[str | None, str | None], span: tuple[str | None, str | None], zone: tzinfo
) -> str:
    """Return what happened (name and kind), from when to when; no day twice, and the first not at all."""
    start, end = span
    if not end:
        return joined(*name, say("lasts still"))
    began, ended = _told(start, zone), _told(end, zone)
    if began[:_DAY] == ended[:_DAY] and len(ended) > _DAY:
        time = ended[_DAY + 1 :]
        passed = f"{began[_DAY + 1 :]}-{time}" if len(began) > _DAY else say("until {time}", time=time)
    else:
        day, clock = _day(ended), ended[_DAY + 1 :]
        passed = say("until {day} {clock}", day=day, clock=clock) if clock else say("until {day}", day=day)
    return joined(joined(name[0], passed, by=" "), name[1], _minutes(start, end))


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
    if minutes < 120:
        return say("{minutes} min", minutes=minutes)
    hours = round(minutes / 60, 1)
    shown = int(hours) if hours == int(hours) else hours
    return say("{number} {unit}", number=shown, unit=named("h", "unit"))


def survey_text(topic: str | None, scores: str, note: str | None) -> str:
    """Return an answer; ``scores`` are scale, NPS, expectation, experience and satisfaction, - for none."""
    scale, nps, expected, met, content = scores.split()
    told = [
        None if nps == "-" else f"NPS {nps}",
        None if expected == "-" else say("expected {score}/{scale}", score=expected, scale=scale),
        None if met == "-" else say("met {score}/{scale}", score=met, scale=scale),
        None if content == "-" else say("satisfaction {score}/{scale}", score=content, scale=scale),
    ]
    return joined(joined(topic, joined(*told), by=": "), note, by=" — ") or say("survey")


def _member(event: Event) -> str:
    if event.type == "campaign":
        return joined(say("campaign: {title}", title=event.title), event.detail)
    part = named(event.type, "choice", event.type.replace("-", " "))
    return joined(say("{part}: {title}", part=part, title=event.title), event.detail)


def _verification(event: Event) -> str:
    what = say("verified") if event.state == "passed" else say("could not be verified")
    from crmcli.domain.verification_asked import asked_told

    asked = listed(map(asked_told, (event.title or "").splitlines()), "; ")
    return joined(joined(what, asked, by=": "), event.detail, by=" — ")


def _plan(event: Event) -> str:
    if event.state:
        late = _days(event.outcome, event.moment)
        told = (
            say("{counted} late", counted=counted(late, "day"))
            if late > 0 and event.state == "reached"
            else None
        )
        return joined(say("plan {state}: {title}", state=_word(event.state), title=event.title), told)
    return joined(
        say("plan: {title}", title=event.title),
        say("by {day}", day=_day(event.outcome)) if event.outcome else None,
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
        else say("spends in a year with everybody")
    )
    return say("{what} ({told})", what=what, told=told) if told else what


def _consent(event: Event) -> str:
    channel = say("any channel") if event.title == "any" else _word(event.title)
    return joined(
        say(
            "{channel} for {detail}: {state}",
            channel=channel,
            detail=_word(event.detail),
            state=_word(event.state),
        ),
        event.outcome,
    )


_TEXTS: dict[str, Callable[[Event], str]] = {
    "task_done": _task_done,
    "quote_decided": _decided,
    "quote_status": lambda event: event.title or say("quote"),
    "delivery": _delivery,
    "payment": _payment,
    "need": _need,
    "need_status": lambda event: event.title or say("need"),
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
