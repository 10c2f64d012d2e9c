"""``crm task add``: one task, or one for each of many, with what was typed read and told back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import ACTIVITY, BY_NAME, CASE, CUSTOMER, ORDER, PLAN, Noun, split_ref
from crmcli.domain.results import Change
from crmcli.domain.targets import SHOWN, Targets, Touched, matching
from crmcli.domain.tasks.add import LINKS, TaskValues, new_task
from crmcli.domain.tasks.due import Calendar, due_at, local, told
from crmcli.domain.tasks.repeat import anchored, read_repeat
from crmcli.errors import CrmError, ExitCode, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Writer

_OTHERS: tuple[Noun, ...] = (CASE, PLAN, ORDER, BY_NAME["campaign"])
"""What a task may be of besides whom ``anyone`` finds."""

_OWN_WAYS = {
    "kind": say("crm log call C-1 ... logs what is no task"),
    "at": "--due friday",
    "done": "crm task done A-1",
    "done_on": "crm task done A-1 --on yesterday",
    "repeat": '--repeat "every 2 weeks"',
    "user": "--owner ayse",
    "subject": say("the subject stands last"),
}


@frozen
class AddTasks:
    """A task as it was typed; ``targets`` names whose it is, one task each, None when it is nobody's.

    ``given`` are further fields of an activity, read as ``crm activity edit`` reads them.
    """

    subject: str
    given: Mapping[str, str | Sequence[str]]
    context: Context
    calendar: Calendar
    targets: Targets | None = None
    due: str | None = None
    repeat: str | None = None
    owner: str | None = None
    me: str = ""


def add_tasks(db: Writer, request: AddTasks) -> Change[Touched]:
    """Add one task for each record named, in that order; the day that was understood is told in a note.

    Where several are named, one that fails leaves the others done.

    Raises:
        CrmError: the one record that is named is not there, or a value can't be read.
    """
    from crmcli.domain.records import Keys

    if request.targets is None and "-" in request.subject and split_ref(request.subject.strip()):
        subject = request.subject.strip()
        raise UsageError(
            say("what is to be done with {subject}?", subject=subject), f'crm task add {subject} "call back"'
        )
    values = _values(db, request)
    keys = Keys(request.context.region, request.context.source)
    items = []
    wanted: Sequence[str | int | None] = (None,)
    if request.targets is not None:
        targets = request.targets
        wanted = matching(db, CUSTOMER, targets) if targets.where else targets.refs
    for target in wanted:
        try:
            with db.savepoint():
                party = _party(db, target, request)
                number = new_task(db, TaskValues(**{**values, **party}), keys)
        except CrmError as error:
            if len(wanted) == 1:
                raise
            items.append(Touched(str(target), None, "failed", None, error.message))
            continue
        items.append(Touched(ACTIVITY.ref(number), _told(db, values["subject"], party, wanted), "added"))
    return _summed_up(items, request, values)


def _values(db: Writer, request: AddTasks) -> dict[str, Any]:
    """Return what is the same for every task: subject, due, repetition, owner and further fields.

    Of several lines the first is the subject, the others are the text.
    """
    from crmcli.domain.tasks.owners import owner_of

    fields = typed(db, ACTIVITY, request.given, request.context)
    for name, way in _OWN_WAYS.items():
        if name in fields:
            raise UsageError(say("{name} of a new task has its own way", name=name), way)
    repeat = read_repeat(request.repeat) if request.repeat else None
    at = due_at(request.due, request.calendar, repeat)
    names = {*LINKS, "priority", "body", "branch", "channel"}
    made: dict[str, Any] = {name: fields.pop(name) for name in list(fields) if name in names}
    if repeat is not None:
        made["repeat"] = str(anchored(repeat, local(at, request.calendar.zone)[0]))
    if request.owner:
        made["user"] = owner_of(db, request.owner, request.me, request.context.region)
    subject, _, rest = request.subject.strip().partition("\n")
    if rest.strip():
        made.setdefault("body", rest.strip())
    return {"subject": subject.strip(), "at": at, "more": fields, **made}


def _party(db: Writer, target: str | int | None, request: AddTasks) -> dict[str, int]:
    """Return the links of a task to whom or what was named.

    Raises:
        NotFound, Conflict: nothing answers, or several.
    """
    from crmcli.domain.anyone import anyone
    from crmcli.domain.refs import resolve

    if target is None:
        return {}
    if isinstance(target, int):
        return {"customer": target}
    found = split_ref(target.strip()) if "-" in target else None
    if found is not None and found[0] in _OTHERS:
        return {found[0].name: resolve(db, found[0], target)}
    return anyone(db, target, request.context.region)


def _told(db: Writer, subject: str, party: Mapping[str, int], wanted: Sequence[Any]) -> str:
    """Return what a line says of a task: its subject, and of several whose it is."""
    if len(wanted) < 2 or not party:
        return subject
    from crmcli.domain.refs import named

    name, number = next(iter(party.items()))
    one = named(db, BY_NAME[name], [number])[0]
    return f"{one.ref} {one.label}: {subject}"


def _summed_up(items: Sequence[Touched], request: AddTasks, values: Mapping[str, Any]) -> Change[Touched]:
    """Return the change: what was added, the day understood, the exit code."""
    good = [item for item in items if item.status == "added"]
    failed = len(items) - len(good)
    refs = ", ".join(item.id or "" for item in good[:SHOWN])
    what = refs if len(good) <= SHOWN else say("{count} tasks", count=len(good))
    if not items:
        summary = say("No customer is like that; nothing added")
    elif len(items) == 1:
        summary = say("Added {id} {name}", id=items[0].id, name=items[0].name)
    else:
        summary = say("Added {count:,} tasks", count=len(good)) + (
            say(", {failed:,} failed", failed=failed) if failed else ""
        )
    from crmcli.domain.tasks.repeat_told import repeat_told

    again = values.get("repeat")
    repeat = [say("repeats: {repeat}", repeat=repeat_told(again))] if again else []
    code = ExitCode.DONE if not failed else ExitCode.PARTIAL if good else ExitCode.REFUSED
    return Change(
        say("added {what}", what=what) if good else "added nothing",
        Touched,
        items,
        summary=summary,
        notes=(say("due: {told}", told=told(values["at"], request.calendar.zone)), *repeat),
        exit_code=int(code),
    )
