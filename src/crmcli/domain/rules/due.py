"""When a rule's task is due, counted from the day the rule fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def due_on(text: str | None, today: date) -> date:
    """Return the day that is meant: today without one, ``in 2 days``, ``tomorrow``, ``2 hafta sonra``, a day.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return today
    from crmcli.domain.dates import parse_when
    from crmcli.domain.playbooks.steps import span

    found = span(text)
    return found.after(today) if found is not None else parse_when(text, today)
