"""The steps of a playbook, a line each: ``Call and thank; +3 days; high``.

A step is what to do, then when (``+3 days``, ``iki hafta sonra`` after the start, none for the same day),
then the priority, in any order behind the first.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from crmcli.errors import UsageError
from crmcli.said import say

EXAMPLE = "Call and thank; +3 days; high"
_AFTER = re.compile(
    r"(?:in |after )?(?:(?P<digits>\d{1,4}) ?|(?P<tens>[a-z]+ )?(?P<words>[a-z]+) )(?P<unit>[^\W\d_]+)"
)
_LATER = re.compile(r" (?:later|sonra|icinde)$")
_DAYS = {"d": 1, "day": 1, "days": 1, "g": 1, "gun": 1, "w": 7, "week": 7, "weeks": 7, "hf": 7, "hafta": 7}
_MONTHS = {"mo": 1, "month": 1, "months": 1, "ay": 1, "y": 12, "year": 12, "years": 12, "yil": 12}
_MINUS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}")
_SAME = {"": 0, "today": 0, "bugun": 0, "same day": 0, "ayni gun": 0, "tomorrow": 1, "yarin": 1}
MOST_STEPS = 50
FURTHEST = 100
"""Years after the start."""


class Span(NamedTuple):
    """A length of time: whole months, then days."""

    days: int
    months: int = 0

    def after(self, day: date) -> date:
        """Return the day this long after another; the last of a month that is too short."""
        from crmcli.domain.periods import add_months

        return add_months(day, self.months) + timedelta(days=self.days)


class Step(NamedTuple):
    """A task to come: what, how long after the start, how urgent."""

    subject: str
    after: Span
    priority: str = "normal"


def span(text: str) -> Span | None:
    """Return a length of time as people write it (``+3 days``, ``2 hafta``, ``yarın``), None for none."""
    from crmcli.domain.text import fold

    if text.lstrip(" +").startswith(_MINUS):
        return None
    folded = fold(text)
    if folded in _SAME:
        return Span(_SAME[folded])
    found = _AFTER.fullmatch(_LATER.sub("", folded))
    count = None if found is None else _count(found)
    if found is None or count is None:
        return None
    unit = found["unit"]
    if unit in _DAYS:
        return Span(count * _DAYS[unit])
    return Span(0, count * _MONTHS[unit]) if unit in _MONTHS else None


def _count(found: re.Match[str]) -> int | None:
    """Return how many units a text tells, in digits or words (``iki``, ``yirmi bes``), None for no number."""
    if found["digits"]:
        return int(found["digits"])
    from crmcli.domain.date_words import NUMBERS, TENS

    last = NUMBERS.get(found["words"])
    tens = (found["tens"] or "").strip()
    if not tens or last is None:
        return last
    return NUMBERS[tens] + last if tens in TENS and 0 < last < min(NUMBERS[tens], 10) else None


def priority(text: str) -> str | None:
    """Return high, normal or low as a priority is stored, None when a text is none."""
    from crmcli.domain.exchange.fields import choices
    from crmcli.domain.exchange.words_more import TASK_PRIORITY
    from crmcli.domain.text import fold

    return choices(TASK_PRIORITY).get(fold(text))


def parse_steps(text: str) -> list[Step]:
    """Return the steps of a playbook, in their order.

    Raises:
        UsageError: a line is no step; its number and the part are told.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    steps = [_step(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not steps:
        raise UsageError("a playbook without steps does nothing", f'--step "{EXAMPLE}"')
    if len(steps) > MOST_STEPS:
        raise UsageError(
            say("{count} steps are more than {most_steps}", count=len(steps), most_steps=MOST_STEPS),
            "make two playbooks of it",
        )
    return steps


def _step(line: str, number: int) -> Step:
    """Return one step.

    Raises:
        UsageError: it does nothing, or a part of it is neither a time nor a priority.
    """
    from crmcli.domain.text import check_text

    subject, *parts = (part.strip() for part in line.split(";"))
    if not subject:
        raise UsageError(
            say("step {number} does nothing: it begins with ;", number=number), f'--step "{EXAMPLE}"'
        )
    after, urgent = None, None
    for part in parts:
        when, how = span(part), priority(part)
        if part and when is not None and after is None:
            if when.days > FURTHEST * 366 or when.months > FURTHEST * 12:
                told = say(
                    'step {number}, "{part}": more than {furthest} years after the start',
                    number=number,
                    part=part,
                    furthest=FURTHEST,
                )
                raise UsageError(told, f'--step "{EXAMPLE}"')
            after = when
        elif how is not None and urgent is None:
            urgent = how
        elif part:
            raise UsageError(
                say(
                    'step {number}, "{part}": neither a time after the start nor a priority',
                    number=number,
                    part=part,
                ),
                f'--step "{EXAMPLE}"',
            )
    return Step(
        check_text(subject, say("step {number}", number=number)), after or Span(0), urgent or "normal"
    )
