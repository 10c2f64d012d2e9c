"""Changing what was logged: what only a task has stays with tasks, in the one form in which it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.nouns import ACTIVITY
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.domain.targets import Steps, Touched
    from crmcli.sql import Reader, Writer

_OF_TASKS = ("kind", "done", "done_on", "repeat", "priority")


def edit_activities(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of activities.

    Raises:
        UsageError: see ``fitted`` and ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.given import typed
    from crmcli.domain.records import Keys
    from crmcli.domain.targets import on_each

    if not set(_OF_TASKS) & set(request.given):
        return edit_records(db, request)
    given = typed(db, ACTIVITY, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        values = fitted(db, number, given, request.context.zone)
        return edit_one(db, ACTIVITY, number, values, keys, force=request.force)

    return on_each(db, ACTIVITY, request.targets, apply, request.verb)


def fitted(db: Reader, number: int, given: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Return the values to set in an activity: a repetition in its one form, and what a new kind takes away.

    Raises:
        UsageError: a repetition can't be read, what is no task gets what only tasks have, or a task is
            said to be done, which would not make its next.
    """
    from crmcli.domain.tasks.due import local
    from crmcli.domain.tasks.repeat import canonical

    names = ("at", "done", "done_on", "kind")
    row = db.tuples(f"SELECT {', '.join(names)} FROM activity WHERE id = :id", {"id": number})[0]
    before = dict(zip(names, row, strict=True))
    now = {**before, **given}
    ref, values = ACTIVITY.ref(number), dict(given)
    if now["kind"] != "task":
        for name in ("repeat", "priority", "done_on"):
            if given.get(name) is not None:
                said = say(
                    "only a task has a {name}, and {ref} is a {kind}",
                    name=name.replace("_", " "),
                    ref=ref,
                    kind=now["kind"],
                )
                raise UsageError(said, say("leave {name} out", name=name))
        return values | (dict.fromkeys(("repeat", "priority", "done_on")) if before["kind"] == "task" else {})
    day = local(now["at"], zone)[0]
    if before["kind"] == "task" and now["done"] != before["done"]:
        way = f"crm task done {ref}" if now["done"] else f"crm task reopen {ref}"
        raise UsageError(say("whether {ref} is done is told by its own command", ref=ref), way)
    if now["done_on"] is not None and not now["done"]:
        raise UsageError(say("{ref} is not done", ref=ref), f"crm task done {ref} --on DAY")
    if now["done"] and now["done_on"] is None:
        values["done_on"] = day.isoformat()
    if given.get("repeat"):
        values["repeat"] = canonical(given["repeat"], day)
    return values
