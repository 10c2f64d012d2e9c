"""Days and times as people say them, in English and Turkish: friday, 3 gün sonra, ay sonu, yarın 15:30.

A phrase means one day or is refused; which day it was taken for is told to who typed it. A day of the
week without a word beside it is the next one after today, a day without a year the next such day. Month
ends hold: a month after 31 January is the last day of February.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo
from typing import NamedTuple

from crmcli.domain.date_anchors import day_beside
from crmcli.domain.date_clock import take_clock
from crmcli.domain.date_grammar import Now, day_of
from crmcli.domain.date_words import NUMBERS, TENS, UNITS
from crmcli.domain.dates import DayError, utc_text, written
from crmcli.domain.tasks.work_days import USUAL, WorkDays
from crmcli.said import say

_LONGEST = 60
_OF_MONTH = re.compile(r"^([0-9]{1,2})'s?[iu](?:n[ae]|nd[ae])?(?: kadar)?$")
"""A day of the month by its number alone: 25'ine kadar."""
_HINT = say('write it as 2026-12-31, 31.12, friday, "in 3 days" or "end of month"')
_DAYS = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
_YEARS = say(" in the years 1 to 9999")


class When(NamedTuple):
    """A day and, where it was told, the time of day; a time without a zone is local."""

    day: date
    clock: time | None = None
    zone: tzinfo | None = None


def understand(text: str, today: date, work: WorkDays = USUAL, *, past: bool = False) -> When:
    """Return the day, and the time where there is one, that a text means on the day ``today``.

    Raises:
        AmbiguousDay: the text could be two days.
        DayError: it is no day, or one outside the years 1 to 9999.
    """
    body = _plain(text)
    if not body or len(text.strip()) > _LONGEST:
        raise DayError(say('"{text}" is no day', text=text.strip()[:_LONGEST]), _HINT)
    try:
        return _whole(body, text) or _phrase(body, Now(today, work, past), text)
    except DayError as error:
        told_otherwise = error.hint or _HINT
        if error.message.endswith(_YEARS.removeprefix(" in")):
            raise DayError(say('"{text}" is no day{years}', text=text.strip(), years=_YEARS), _HINT) from None
        if "year of two digits" in error.message:
            told_otherwise = say("write the year in full: 31.12.2026")
        if told_otherwise.endswith(", or tell the order of dates"):
            told_otherwise = say("write it as 2026-12-31 or 31.12.2026")
        raise type(error)(error.message, told_otherwise) from None
    except (OverflowError, ValueError) as error:
        years = _YEARS if isinstance(error, OverflowError) else ""
        raise DayError(say('"{text}" is no day{years}', text=text.strip(), years=years), _HINT) from None


def moment(text: str, today: date, zone: tzinfo, work: WorkDays = USUAL, *, past: bool = False) -> str:
    """Return an instant in UTC, or a day where no time is told, as the store holds it.

    A time without a zone is local to ``zone``, a time alone is today's. With ``past`` a weekday is the last
    one, today included.

    Raises:
        AmbiguousDay: the text could be two days, or two times.
        DayError: there is no such day or time.
    """
    when = understand(text, today, work, past=past)
    return at(when.day, when.clock, when.zone or zone)


def at(day: date, clock: time | None, zone: tzinfo) -> str:
    """Return a day, or a moment that is local to ``zone``, as the store holds it.

    Raises:
        DayError: in UTC it is outside the years 1 to 9999.
    """
    return day.isoformat() if clock is None else utc_text(datetime.combine(day, clock, zone))


def told(day: date, clock: time | None = None) -> str:
    """Return a day as it is printed back to who typed it: ``Friday 2026-11-27 15:30``."""
    weekday = _DAYS[day.weekday()]
    if clock is None:
        return say("{weekday} {day}", weekday=weekday, day=day)
    return say("{weekday} {day} {clock:%H:%M}", weekday=weekday, day=day, clock=clock)


def _plain(text: str) -> str:
    """Return a text folded but for its marks, without the endings behind apostrophes."""
    from crmcli.domain.text import fold

    parts = re.split(r"([.:/+\-'’]|[\s,]+)", text.strip())
    body = "".join(" " if part.isspace() or "," in part else fold(part) or part for part in parts)
    body = " ".join(body.replace("’", "'").split())
    body = re.sub(r"\b(?:at )?([0-9]{1,2}|[a-z]+) ?o'clock\b", r"at \1", body)
    body = _OF_MONTH.sub(r"ayin \1", body)
    body = re.sub(r"(?<![.:/\d-])(?:(saat) )?([0-9]{1,2})'(?:de|da|te|ta)\b(?! *gun)", r"at \2", body)
    body = re.sub(r"'[a-z]{1,6}\b", "", body)
    return " ".join(body.split())


def _whole(body: str, text: str) -> When | None:
    """Return a day written out with its year, None when the text is something else."""
    for form in dict.fromkeys((text.strip(), body)):
        try:
            return When(*written(form, None))
        except DayError as error:
            if type(error) is not DayError:
                raise
    return None


def _phrase(body: str, now: Now, text: str) -> When:
    """Read a phrase: a time anywhere in it, words that only join, then the day."""
    rest, clock = take_clock(body)
    joined = _joined(rest)
    words = _numbers(joined)
    if clock is not None and words in ("", "bu"):
        return When(now.today, clock)
    found = day_of(words, now) or day_beside(words, now)
    if found is None:
        try:
            found = written(joined, None)[0]
        except DayError as error:
            if type(error) is not DayError:
                raise
            from crmcli.domain.date_hints import hint

            raise DayError(say('"{text}" is no day', text=text.strip()), hint(body, words, now)) from None
    return When(found, clock)


def _joined(body: str) -> str:
    """Return a phrase without the words that say nothing of the day."""
    body = re.sub(r"\b(?:working|business|work) days?\b|\bis gun(?:u|une|unde)\b", "work", body)
    body = re.sub(r"(?<!son )(?<!ilk )\b(?:gunu|gunune)\b", " ", body)
    body = re.sub(r"\b(?:(?:a|one) )?fortnight\b", "2 weeks", body)
    body = re.sub(r"\b(?:a )?couple\b", "2", body)
    body = re.sub(r"\b(?:half (?:a )?year|yarim (?:yil|sene))\b", "6 months", body)
    body = re.sub(r"\bbir (?=sonraki|onceki)", " ", body)
    body = re.sub(r"\b(?:by|until|till|due|the|of|kadar|en gec|tarihinde|tarihine)\b", " ", body)
    return re.sub(r"\bon (?=[a-z]*day\b|[0-9]|[a-z]{3} [0-9])", " ", " ".join(body.split())).strip()


def _numbers(body: str) -> str:
    """Return a phrase with its number words as digits; a word is one only where it counts something."""
    words = body.split()
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in TENS and following in NUMBERS and 0 < NUMBERS[following] < 10:
            words[at : at + 2] = [str(NUMBERS[word] + NUMBERS[following]), ""]
        elif word in NUMBERS and following in UNITS:
            words[at] = str(NUMBERS[word])
    return " ".join(word for word in words if word)
