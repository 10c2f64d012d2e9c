"""Times of day as people say them: 15:30, 3pm, saat 15, akşam 7'de, noon."""

from __future__ import annotations

import re
from datetime import time

from crmcli.domain.dates import AmbiguousDay, DayError

_HALF = r"(?P<half>a\.?m\.?|p\.?m\.?|oo|os)?"
_PARTS = "this morning|this afternoon|this evening|tonight|sabah|ogleden sonra|ikindi|aksam|gece"
_AT = r"(?:at |saat )"
_FORMS = tuple(
    re.compile(rf"(?<![\w.:/+-]){form}(?![\w:/])", re.ASCII)
    for form in (
        rf"{_AT}?(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}) ?{_HALF}",
        rf"{_AT}(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})",
        r"(?P<hour>[0-9]{1,2})\.(?P<minute>1[3-9]|[2-5][0-9])(?!\.)",
        r"(?:at )?(?P<hour>[0-9]{1,2}) ?(?P<half>a\.?m\.?|p\.?m\.?)",
        rf"(?P<part>{_PARTS}) {_AT}?(?P<hour>[0-9]{{1,2}})(?P<later> bucuk(?:ta|da)?)?",
        rf"{_AT}(?P<hour>[0-9]{{1,2}})(?P<later> bucuk(?:ta|da)?)?",
        r"(?P<hour>[0-9]{1,2})(?P<later> bucuk(?:ta|da))",
        r"(?:at )?(?P<noon>noon|midday|ogle|oglen|ogleyin)",
    )
)
_AFTERNOON = frozenset(
    ("this afternoon", "this evening", "tonight", "ogleden sonra", "ikindi", "aksam", "gece")
)
_TELL = "write it as 03:00 or 15:00"


def take_clock(body: str) -> tuple[str, time | None]:
    """Return a folded phrase without its time of day, and that time; None when it has none.

    Raises:
        AmbiguousDay: an hour may be before or after noon.
        DayError: there is no such time, or there are two.
    """
    for form in _FORMS:
        found = form.search(body)
        if found is None:
            continue
        rest = " ".join(f"{body[: found.start()]} {body[found.end() :]}".split())
        if any(other.search(rest) for other in _FORMS[:4]):
            raise DayError(f'"{body}" has two times', _TELL)
        return rest, _clock(found)
    return body, None


def _clock(found: re.Match[str]) -> time:
    """Return the time of a match."""
    groups = found.groupdict()
    if groups.get("noon"):
        return time(12)
    hour = int(found["hour"])
    minute = int(groups.get("minute") or (30 if groups.get("later") else 0))
    half, part = groups.get("half"), groups.get("part")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise DayError(f'"{found[0].strip()}" is no time of day', _TELL)
    if half:
        return time(hour % 12 + (12 if half == "os" or half[0] == "p" else 0), minute)
    if part:
        return time(_of_part(hour, part), minute)
    if "minute" not in groups and 1 <= hour < 12 and not re.search(rf"\b0{hour}\b", found[0]):
        raise AmbiguousDay(f'"{found[0].strip()}" may be before or after noon', _TELL)
    return time(hour, minute)


def _of_part(hour: int, part: str) -> int:
    """Return the hour that an hour in a part of the day is; 12 at night is midnight's."""
    if part == "gece" and (hour == 12 or hour < 6):
        return hour % 12
    return hour + 12 if part in _AFTERNOON and 1 <= hour < 12 else hour
