"""How a task comes again, as a sentence in the language of the run; it is stored in its one English form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.tasks.repeat import LAST, Repeat, read_repeat
from crmcli.errors import UsageError
from crmcli.said import listed, named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_WEEKDAYS = (
    named("monday", "weekday"),
    named("tuesday", "weekday"),
    named("wednesday", "weekday"),
    named("thursday", "weekday"),
    named("friday", "weekday"),
    named("saturday", "weekday"),
    named("sunday", "weekday"),
)
_MONTHS = (
    named("january", "month"),
    named("february", "month"),
    named("march", "month"),
    named("april", "month"),
    named("may", "month"),
    named("june", "month"),
    named("july", "month"),
    named("august", "month"),
    named("september", "month"),
    named("october", "month"),
    named("november", "month"),
    named("december", "month"),
)
_EVERY = {
    "day": say("every day"),
    "work": say("every working day"),
    "week": say("every week"),
    "month": say("every month"),
    "year": say("every year"),
}


def repeat_told(text: str) -> str:
    """Return a stored repetition as it is told; a text that is none stays as it is."""
    try:
        made = _told(read_repeat(text))
    except UsageError:
        return text
    return made if made == text else text


def _told(repeat: Repeat) -> str:
    """Return the sentence; in English it is what is stored."""
    if repeat.after:
        return _after(repeat.unit, repeat.every)
    days = _days(repeat.weekdays)
    if repeat.unit == "week" and days and repeat.every == 1:
        return say("every {days}", days=days)
    base = _EVERY[repeat.unit] if repeat.every == 1 else _every(repeat.unit, repeat.every)
    if repeat.nth is not None:
        return _nth(base, repeat.nth, days)
    if repeat.day is not None:
        return _on_day(base, repeat.day, repeat.month)
    return say("{base} on {days}", base=base, days=days) if days else base


def _nth(base: str, nth: int, days: str) -> str:
    """Return the sentence of the first, second ... or last weekday or working day of a month."""
    if nth == LAST:
        last = say("{base} on the last {days}", base=base, days=days)
        return last if days else say("{base} on the last working day", base=base)
    suffix = _suffix(nth)
    if days:
        return say("{base} on the {nth}{suffix} {days}", base=base, nth=nth, suffix=suffix, days=days)
    return say("{base} on the {nth}{suffix} working day", base=base, nth=nth, suffix=suffix)


def _on_day(base: str, day: int, month: int | None) -> str:
    """Return the sentence of a day of the month or of the year."""
    if month is not None:
        return say("{base} on {day} {month}", base=base, day=day, month=_MONTHS[month - 1])
    if day == LAST:
        return say("{base} on the last day", base=base)
    return say("{base} on the {day}{suffix}", base=base, day=day, suffix=_suffix(day))


def _days(weekdays: Sequence[int]) -> str:
    return listed(_WEEKDAYS[day] for day in weekdays)


def _suffix(number: int) -> str:
    """Return the ending of an English ordinal number: 1st, 22nd."""
    return "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _every(unit: str, every: int) -> str:
    return {
        "day": say("every {every} days", every=every),
        "work": say("every {every} working days", every=every),
        "week": say("every {every} weeks", every=every),
        "month": say("every {every} months", every=every),
        "year": say("every {every} years", every=every),
    }[unit]


def _after(unit: str, every: int) -> str:
    s = "s" if every > 1 else ""
    return {
        "day": say("after {every} day{s}", every=every, s=s),
        "work": say("after {every} working day{s}", every=every, s=s),
        "week": say("after {every} week{s}", every=every, s=s),
        "month": say("after {every} month{s}", every=every, s=s),
        "year": say("after {every} year{s}", every=every, s=s),
    }[unit]
