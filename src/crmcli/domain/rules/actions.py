"""Carrying out what a rule says: tasks, tags, owners, notes; and saying what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ACTIVITY, CASE, CONTACT, CUSTOMER, LEAD, OPPORTUNITY, ORDER, USER, Noun
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from datetime import date

    from crmcli.domain.rules.doing import Action
    from crmcli.domain.rules.events import Happening
    from crmcli.sql import Reader, Writer

_LINKED = {CASE: "case_id", OPPORTUNITY: "opportunity_id", ORDER: "order_id"}


class Done(NamedTuple):
    """What was done, in words; the task or note that was made."""

    told: str
    activity: int | None = None


def carry_out(db: Writer, action: Action, event: Happening, name: str, on: date) -> Done:
    """Do one thing for one event; ``name`` is the rule's, and the text of a task that has none.

    Raises:
        Refused: there is nobody to do it to.
        NotFound, Conflict: who is named is not there any more.
    """
    if action.kind == "task":
        return _task(db, action, event, name, on)
    if action.kind == "note":
        values = _about(event) | {
            "kind": "note",
            "at": db.note.at,
            "subject": action.text,
            "branch": db.note.branch,
        }
        number = db.insert("activity", _given(values))
        return Done(say("note {ref}", ref=ACTIVITY.ref(number)), number)
    if action.kind == "assign":
        return _assign(db, action, event)
    return _tag(db, action, event)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _about(event: Happening) -> dict[str, Any]:
    """Return the links of an activity about an event."""
    links = {"customer_id": event.customer, "contact_id": event.contact, "lead_id": event.lead}
    if event.noun in _LINKED:
        links[_LINKED[event.noun]] = event.number
    return links


def _task(db: Writer, action: Action, event: Happening, name: str, on: date) -> Done:
    """Add a task for the owner, or for who is named."""
    from crmcli.domain.rules.due import due_on

    user = event.owner if action.who is None else user_named(db, action.who)
    day = due_on(action.due, on)
    values = _about(event) | {
        "kind": "task",
        "done": 0,
        "at": day.isoformat(),
        "subject": action.text or name,
        "priority": action.priority,
        "user_id": user,
        "branch": db.note.branch,
    }
    number = db.insert("activity", _given(values))
    whose = db.value("SELECT name FROM crm_user WHERE id = :id", {"id": user}) if user else None
    told = say(
        "task {ref} for {whose}, due {day}",
        ref=ACTIVITY.ref(number),
        whose=whose or say("nobody: there is no owner"),
        day=day,
    )
    return Done(told, number)


def user_named(db: Reader, text: str) -> int:
    """Return who of us a text means.

    Raises:
        NotFound, Conflict: nobody, or several.
    """
    from crmcli.domain.refs import resolve

    return resolve(db, USER, text)


def _assign(db: Writer, action: Action, event: Happening) -> Done:
    """Give the record, or the customer of one that has no owner of its own, to somebody."""
    user = user_named(db, action.text or "")
    noun, number = event.noun, event.number
    if "owner_id" not in db.tables[noun.table].columns:
        noun, number = _party(event, say("give to anybody"))
    db.update(noun.table, number, {"owner_id": user})
    name = db.value("SELECT name FROM crm_user WHERE id = :id", {"id": user})
    return Done(say("{ref} assigned to {name}", ref=noun.ref(number), name=name))


def _tag(db: Writer, action: Action, event: Happening) -> Done:
    """Put a tag on the customer, else the contact, else the lead; or take it away."""
    from crmcli.domain.records import tag, untag

    noun, number = _party(event, say("tag"))
    text = action.text or ""
    if action.kind == "untag":
        had = untag(db, noun, number, text)
        return Done(
            say(
                "{ref} {part} tagged {text}",
                ref=noun.ref(number),
                part=say("no longer") if had else say("never was"),
                text=text,
            )
        )
    new = tag(db, noun, number, [text])
    ref = noun.ref(number)
    said = say("{ref} tagged {text}", ref=ref, text=text)
    return Done(said if new else say("{ref} is tagged {text}", ref=ref, text=text))


def _party(event: Happening, verb: str) -> tuple[Noun, int]:
    """Return whom an event is about.

    Raises:
        Refused: nobody.
    """
    whom = ((CUSTOMER, event.customer), (CONTACT, event.contact), (LEAD, event.lead))
    for noun, number in whom:
        if number is not None:
            return noun, number
    raise Refused(say("{ref} is of nobody to {verb}", ref=event.ref, verb=verb), None)
