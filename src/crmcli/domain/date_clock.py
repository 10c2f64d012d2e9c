"""Times of day as people say them: 15:30, 3pm, saat 15, akşam 7'de, noon."""

from __future__ import annotations

import re
from datetime import time

from crmcli.domain.date_words import NUMBERS, UNITS
from crmcli.domain.dates import AmbiguousDay, DayError
from crmcli.said import say

_HALF = r"(?P<half>a\.?m\.?|p\.?m\.?|oo|os)?"
_ENGLISH = "morning|afternoon|evening|night"
PARTS = (
    f"(?:this |in the |at )?(?:{_ENGLISH})|tonight|sabahi?|ogleden sonra(?:si)?|ikindi|aksami?|gece(?:si)?"
)
"""The words for parts of the day, folded: each needs an hour beside it to be a time."""
_AT = r"(?:at |saat )"
_FORMS = tuple(
    re.compile(rf"(?<![\w.:/+-]){form}(?![\w:/])", re.ASCII)
    for form in (
        rf"{_AT}?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}) ?{_HALF}",
        rf"{_AT}(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})",
        r"(?:at )?(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2}) ?(?P<half>a\.?m\.?|p\.?m\.?)",
        r"(?P<hour>[0-9]{1,2})\.(?P<minute>1[3-9]|[2-5][0-9])(?!\.)",
        r"(?:at )?(?P<hour>[0-9]{1,2}) ?(?P<half>a\.?m\.?|p\.?m\.?)",
        rf"{_AT}?(?P<hour>[0-9]{{1,2}}) (?:in the |at )?(?P<part>{_ENGLISH})",
        rf"(?P<part>{PARTS}) {_AT}?(?P<hour>[0-9]{{1,2}})(?P<later> bucuk(?:ta|da)?)?",
        rf"{_AT}(?P<hour>[0-9]{{1,2}})(?P<later> bucuk(?:ta|da)?)?",
        r"(?P<hour>[0-9]{1,2})(?P<later> bucuk(?:ta|da))",
        r"(?:at )?(?P<noon>noon|midday|ogle(?:n|ne|nde|nden|yin|ye)?)",
    )
)
_AFTERNOON = re.compile("afternoon|evening|night|ogleden sonra|ikindi|aksam|gece")
_TELL = say("write it as 03:00 or 15:00")


def take_clock(body: str) -> tuple[str, time | None]:
    """Return a folded phrase without its time of day, and that time; None when it has none.

    Raises:
        AmbiguousDay: an hour may be before or after noon.
        DayError: there is no such time, or there are two.
    """
    body = _HOUR.sub(_digits, body)
    for form in _FORMS:
        found = form.search(body)
        if found is None:
            continue
        rest = " ".join(f"{body[: found.start()]} {body[found.end() :]}".split())
        if any(other.search(rest) for other in _FORMS[:5]):
            raise DayError(say('"{body}" has two times', body=body), _TELL)
        return rest, _clock(found)
    return body, None


_WORDS = {**{word: number for word, number in NUMBERS.items() if 0 < number < 13}, "on bir": 11, "on iki": 12}
_WORDS |= {"on uc": 13, "on dort": 14, "on bes": 15, "on alti": 16, "on yedi": 17, "on sekiz": 18}
_HOUR = re.compile(
    rf"(?P<lead>\b(?:at|saat|{PARTS})) (?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
    rf"(?:de|da|te|ta)?\b(?! (?:{'|'.join(UNITS)})\b)"
)


def _digits(found: re.Match[str]) -> str:
    """Return an hour that is said in words with its digits: akşam yedide, at three."""
    return f"{found['lead']} {_WORDS[found['word']]}"


def _clock(found: re.Match[str]) -> time:
    """Return the time of a match."""
    groups = found.groupdict()
    if groups.get("noon"):
        return time(12)
    hour = int(found["hour"])
    minute = int(groups.get("minute") or (30 if groups.get("later") else 0))
    half, part = groups.get("half"), groups.get("part")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise DayError(say('"{found}" is no time of day', found=found[0].strip()), _TELL)
    if half:
        return time(hour % 12 + (12 if half == "os" or half[0] == "p" else 0), minute)
    if part and re.search("gece|night", part) and (hour == 12 or hour < 6):
        said = say('"{found}" may be in the night before or after that day', found=found[0].strip())
        raise AmbiguousDay(said, 'write it as "tomorrow 00:30"')
    if part:
        return time(hour + 12 if _AFTERNOON.search(part) and 1 <= hour < 12 else hour, minute)
    if "minute" not in groups and 1 <= hour < 12 and not re.search(rf"\b0{hour}\b", found[0]):
        raise AmbiguousDay(say('"{found}" may be before or after noon', found=found[0].strip()), _TELL)
    return time(hour, minute)
