"""What a task of a file must be like: its repetition is one that crm knows, and kept in its one form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Values


def task_fits(values: Values) -> str | None:
    """Bring a task's repetition into its one form, and let a day on which it was done say so.

    What is no task does not repeat. Return why a row can't be taken.
    """
    if values.get("done_on") and values.get("done") is None:
        values["done"] = 1
    elif values.get("done") == 0:
        values.pop("done_on", None)
    repeat = values.get("repeat")
    if not repeat:
        return None
    if values.get("kind", "task") != "task":
        values.pop("repeat", None)
        return None
    from datetime import date

    from crmcli.domain.tasks.repeat import canonical, read_repeat
    from crmcli.errors import UsageError

    at = values.get("at")
    try:
        values["repeat"] = canonical(repeat, date.fromisoformat(at[:10])) if at else str(read_repeat(repeat))
    except UsageError as error:
        return say("repeat: {message}; {hint}", message=error.message, hint=error.hint)
    return None
