"""Names of the files that a run writes: ``sales-{date}.html``, and which others have that name.

{date} is the day of the report, {week} its ISO week (2026-W47), {month} its month, {name} what the report
is called in the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.papers import Kept
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import date

_PLACE = re.compile(r"\{([^{}]*)\}")
_FORMS = {"date": r"(\d{4}-\d{2}-\d{2})", "week": r"(\d{4}-W\d{2})", "month": r"(\d{4}-\d{2})"}
PLACES = (*_FORMS, "name")


def filled(pattern: str, name: str, day: date) -> str:
    """Return the name of a file.

    Raises:
        UsageError: it asks for what there is not.
    """
    year, week, _ = day.isocalendar()
    values = {
        "date": day.isoformat(),
        "week": f"{year:04}-W{week:02}",
        "month": day.isoformat()[:7],
        "name": name,
    }

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            hint = say(
                "names of files know {places}", places=", ".join("{" + place + "}" for place in PLACES)
            )
            raise UsageError(say('"{pattern}" asks for {found}', pattern=pattern, found=found[0]), hint)
        return values[found[1]]

    return _PLACE.sub(value, pattern)


def dated(pattern: object) -> bool:
    """Return whether each day, week or month has a file of its own by this name."""
    last = str(pattern or "").replace("\\", "/").rpartition("/")[2]
    return any(found[1] in _FORMS for found in _PLACE.finditer(last))


def kept(pattern: str, name: str, count: int) -> Kept:
    """Return how many files of that name stay, and how to tell them from others.

    Raises:
        UsageError: nothing in the name tells one run's file from another's.
    """
    folder, slash, last = pattern.replace("\\", "/").rpartition("/")
    if not dated(last):
        raise UsageError(
            say(
                'keep = {count} needs a day in the name of the file, not "{pattern}"',
                count=count,
                pattern=pattern,
            ),
            'output = "sales-{date}.html"',
        )
    if any(found[1] in _FORMS for found in _PLACE.finditer(folder + slash)):
        raise UsageError(
            say(
                'keep = {count} looks in one folder, and "{pattern}" has a new one each time',
                count=count,
                pattern=pattern,
            ),
            "put {date} into the file's name alone",
        )
    parts = [
        re.escape(piece) if place % 2 == 0 else _FORMS.get(piece, re.escape(name))
        for place, piece in enumerate(_PLACE.split(last))
    ]
    return Kept(count, "".join(parts))
