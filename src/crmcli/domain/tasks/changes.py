"""What happens to tasks: done, so that a repeating one comes again; reopened, moved, edited, deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.activity_edits import fitted
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import ACTIVITY
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.tasks.due import Calendar, due_at, local, next_at, put_off, told
from crmcli.domain.tasks.each import each_task
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer

# What the next of a repeating task takes over from the one that was done.
_KEPT = (
    *("subject", "body", "priority", "repeat", "channel", "branch", "minutes", "custom"),
    *("customer_id", "contact_id", "lead_id", "opportunity_id", "order_id", "user_id"),
    *("case_id", "plan_id", "campaign_id"),
)
_SAME = ("subject", "repeat", "customer_id", "contact_id", "lead_id", "user_id", "plan_id", "case_id")


@frozen
class DoneTasks:
    """Tasks that are done, on which day, and what came of them."""

    targets: Targets
    on: date
    calendar: Calendar
    outcome: str | None = None


def done_tasks(db: Writer, request: DoneTasks) -> Change[Touched]:
    """Mark tasks as done; each repeating one gets its next, which is told with its day."""
    from crmcli.domain.text import check_text

    outcome = check_text(request.outcome, "outcome") if request.outcome else None

    def apply(number: int) -> dict[str, tuple[Any, Any]]:
        task = _stored(db, number)
        if task["done"]:
            return {}
        on = request.on.isoformat()
        values = {"done": 1, "done_on": on} | ({"outcome": outcome} if outcome else {})
        db.update("activity", number, values)
        steps: dict[str, tuple[Any, Any]] = {"done on": (None, on)}
        if task["repeat"]:
            again, at = _again(db, task, request)
            day = told(at, request.calendar.zone)
            steps["next"] = (None, say("{again}, due {day}", again=again, day=day))
        return steps

    return each_task(db, request.targets, apply, "done")


def _again(db: Writer, task: Mapping[str, Any], request: DoneTasks) -> tuple[str, str]:
    """Make the next of a repeating task; return its number and when it is due."""
    at = next_at(task["repeat"], task["at"], request.on, request.calendar)
    kept = {name: task[name] for name in _KEPT if task[name] is not None}
    number = db.insert("activity", {"kind": "task", "done": 0, "at": at, **kept})
    return ACTIVITY.ref(number), at


def _few(notes: Sequence[str], most: int = 10) -> list[str]:
    """Return the first notes, and how many more there are."""
    more = [say("… and {count:,} more", count=len(notes) - most)] if len(notes) > most else []
    return [*notes[:most], *more]


@frozen
class OnTasks:
    """Tasks, and the calendar that days are told in."""

    targets: Targets
    calendar: Calendar


def reopen_tasks(db: Writer, request: OnTasks) -> Change[Touched]:
    """Open tasks again; one whose next was made already repeats no more, so that none comes twice."""
    notes: list[str] = []

    def apply(number: int) -> dict[str, tuple[Any, Any]]:
        task = _stored(db, number)
        if not task["done"]:
            return {}
        values: dict[str, Any] = {"done": 0, "done_on": None}
        steps: dict[str, tuple[Any, Any]] = {"done": ("yes", "no")}
        following = _following(db, task)
        if following is not None:
            values["repeat"] = None
            steps["repeat"] = (task["repeat"], None)
            was, now = ACTIVITY.ref(number), ACTIVITY.ref(following)
            notes.append(say("{now} is the next of {was} and repeats on its own", now=now, was=was))
        db.update("activity", number, values)
        return steps

    result = each_task(db, request.targets, apply, "reopened")
    return replace(result, notes=(*result.notes, *_few(notes)))


def _following(db: Reader, task: Mapping[str, Any]) -> int | None:
    """Return the open task that came after a repeating one, None when there is none."""
    if not task["repeat"]:
        return None
    same = " AND ".join(f"{name} IS NULL" if task[name] is None else f"{name} = :{name}" for name in _SAME)
    query = f"SELECT min(id) FROM activity WHERE done = 0 AND kind = 'task' AND id > :id AND {same}"
    values = {name: task[name] for name in _SAME if task[name] is not None}
    found = db.value(query, values | {"id": task["id"]})
    return None if found is None else int(found)


@frozen
class MoveTasks:
    """Tasks to put off: ``when`` as it was typed, +3d or friday."""

    targets: Targets
    when: str
    calendar: Calendar


def move_tasks(db: Writer, request: MoveTasks) -> Change[Touched]:
    """Move the day tasks are due; the time of day stays unless one is told.

    Raises:
        DayError: ``when`` is no day and no length of time.
    """
    zone = request.calendar.zone
    put_off(request.calendar.today.isoformat(), request.when, request.calendar)  # said once, not for each

    def apply(number: int) -> dict[str, tuple[Any, Any]]:
        task = _stored(db, number)
        if task["done"]:
            ref = ACTIVITY.ref(number)
            raise UsageError(say("{ref} is done", ref=ref), f"crm task reopen {ref}")
        at = put_off(task["at"], request.when, request.calendar)
        changed = db.update("activity", number, {"at": at})
        return {"due": (told(task["at"], zone), told(at, zone))} if changed else {}

    return each_task(db, request.targets, apply, "moved")


@frozen
class EditTasks:
    """Tasks to change: the fields as they were typed, ``due`` and ``repeat`` among them."""

    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    calendar: Calendar
    due: str | None = None
    repeat: str | None = None
    owner: str | None = None
    me: str = ""


def edit_tasks(db: Writer, request: EditTasks) -> Change[Touched]:
    """Change fields of tasks; an empty text empties a field.

    Raises:
        UsageError: no field is given, or a value can't be read.
    """
    from crmcli.domain.editing import edit_one
    from crmcli.domain.records import Keys

    same = dict(typed(db, ACTIVITY, request.given, request.context))
    if request.owner is not None:
        same["user"] = _owner(db, request)
    at = None if request.due is None else due_at(request.due, request.calendar)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> dict[str, tuple[Any, Any]]:
        values = dict(same) | ({} if at is None else {"at": at})
        if request.repeat is not None:
            now = at or _stored(db, number)["at"]
            values["repeat"] = _repeat(request.repeat, local(now, request.calendar.zone)[0])
        values = fitted(db, number, values, request.calendar.zone)
        steps = edit_one(db, ACTIVITY, number, values, keys)
        if "at" in steps:
            old, new = steps.pop("at")
            zone = request.calendar.zone
            steps = {"due": (told(old, zone), told(new, zone)), **steps}
        return steps

    result = each_task(db, request.targets, apply, "changed")
    notes = [] if at is None else [say("due: {told}", told=told(at, request.calendar.zone))]
    return replace(result, notes=(*result.notes, *notes))


def _owner(db: Reader, request: EditTasks) -> int | None:
    from crmcli.domain.tasks.owners import owner_of

    if not request.owner or not request.owner.strip():
        return None
    return owner_of(db, request.owner, request.me, request.context.region)


def _repeat(text: str, due: date) -> str | None:
    from crmcli.domain.tasks.repeat import canonical

    return canonical(text, due) if text.strip() else None


def delete_tasks(db: Writer, request: OnTasks) -> Change[Touched]:
    """Delete tasks; refused while other records refer to them."""
    from crmcli.domain.deleting import refuse_referred
    from crmcli.domain.removing import delete

    def apply(number: int) -> None:
        refuse_referred(db, ACTIVITY, number)
        delete(db, ACTIVITY, number)

    return each_task(db, request.targets, apply, "deleted")


def _stored(db: Reader, number: int) -> dict[str, Any]:
    """Return the columns of a task that what happens to it depends on."""
    names = ("id", "at", "done", *_KEPT)
    row = db.tuples(f"SELECT {', '.join(names)} FROM activity WHERE id = :id", {"id": number})[0]
    return dict(zip(names, row, strict=True))
