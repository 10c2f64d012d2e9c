"""Making tasks: the one way in for commands, plans, playbooks and rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import ACTIVITY
from crmcli.domain.records import Keys, create
from crmcli.domain.tasks.repeat import canonical
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

LINKS = ("customer", "contact", "lead", "opportunity", "order", "case", "plan", "campaign")
"""What a task may belong to; each field holds the number of a record."""
PRIORITIES = ("high", "normal", "low")
# What the record a task belongs to brings with it, where nothing else is said.
_BRINGS = {
    "plan": ("account_plan", ("customer",)),
    "case": ("support_case", ("customer", "contact", "lead")),
    "order": ("sales_order", ("customer",)),
    "opportunity": ("opportunity", ("customer",)),
}
_OWNED = (("customer", "customer"), ("lead", "lead"), ("opportunity", "opportunity"), ("contact", "contact"))


@frozen
class TaskValues:
    """A task to be: ``at`` is the day or the UTC instant it is due, references are numbers of records.

    ``user`` None leaves it to the one of us who writes, else to who looks after whom it is about.
    ``branch`` None is the branch that writes.
    """

    subject: str
    at: str
    customer: int | None = None
    contact: int | None = None
    lead: int | None = None
    opportunity: int | None = None
    order: int | None = None
    case: int | None = None
    plan: int | None = None
    campaign: int | None = None
    user: int | None = None
    priority: str | None = None
    repeat: str | None = None
    body: str | None = None
    branch: str | None = None
    channel: str | None = None
    more: Mapping[str, Any] | None = None
    """Further fields of an activity as ``records.create`` takes them: custom, external_id, minutes."""


def new_task(db: Writer, values: TaskValues, keys: Keys = Keys()) -> int:  # noqa: B008 - a constant
    """Add an open task and return its number, A-12 without the letter.

    A plan, a case, an order or an opportunity brings its customer. The repetition may be any text that
    ``repeat.read_repeat`` reads; it is kept in its one form.

    Raises:
        UsageError: no such priority, no repetition, or no moment.
        Refused: the subject is empty, or holds what can't be stored.
    """
    from crmcli.domain.text import check_text

    if values.priority is not None and values.priority not in PRIORITIES:
        raise UsageError(
            say(
                'priority "{priority}" is none of {priorities}',
                priority=values.priority,
                priorities=", ".join(PRIORITIES),
            ),
            "leave it out for a normal one",
        )
    links = whole(db, {name: getattr(values, name) for name in LINKS})
    fields: dict[str, Any] = {
        **(values.more or {}),
        "kind": "task",
        "done": 0,
        "subject": check_text(values.subject, "subject"),
        "at": _moment(values.at),
        "priority": values.priority,
        "repeat": _repeat(values),
        "body": values.body,
        "branch": values.branch or db.note.branch,
        "channel": values.channel,
        "user": values.user if values.user is not None else whose(db, links),
        **links,
    }
    return create(db, ACTIVITY, {name: value for name, value in fields.items() if value is not None}, keys)


def whole(db: Reader, links: Mapping[str, int | None]) -> dict[str, int]:
    """Return whom and what a task belongs to, with what these bring along."""
    found = {name: number for name, number in links.items() if number is not None}
    for name, (table, brought) in _BRINGS.items():
        if name not in found:
            continue
        columns = ", ".join(f"{one}_id" for one in brought)
        rows = db.tuples(f"SELECT {columns} FROM {table} WHERE id = :id", {"id": found[name]})
        for one, number in zip(brought, rows[0] if rows else (), strict=False):
            if number is not None:
                found.setdefault(one, number)
    return found


def whose(db: Writer, links: Mapping[str, int]) -> int | None:
    """Return who of us a task is for: who writes, else who looks after the customer, lead or deal."""
    from crmcli.domain.tasks.owners import user_called

    writer = user_called(db, db.note.actor)
    if writer is not None:
        return writer
    for name, table in _OWNED:
        if name in links:
            owner = db.value(f"SELECT owner_id FROM {table} WHERE id = :id", {"id": links[name]})
            if owner is not None:
                return int(owner)
    return None


def _moment(at: str) -> str:
    """Return a stored moment as it is.

    Raises:
        UsageError: it is neither a day nor an instant.
    """
    from datetime import datetime

    try:
        _ = datetime.fromisoformat(at) if at.endswith("Z") else date.fromisoformat(at)
    except ValueError:
        raise UsageError(
            say('"{at}" is no stored moment', at=at), "YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ"
        ) from None
    return at


def _repeat(values: TaskValues) -> str | None:
    if not values.repeat:
        return None
    return canonical(values.repeat, date.fromisoformat(values.at[:10]))
