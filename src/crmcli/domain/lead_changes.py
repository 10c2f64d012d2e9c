"""Leads added, edited, lost and reopened; what a lead's status may become, and how.

new, working and qualified follow each other in any order; lost needs a reason and is left by
reopening only; converted is left by undoing the conversion only.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.frozen import frozen
from crmcli.domain.given import typed
from crmcli.domain.lead import OPEN
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from crmcli.domain.readings import lines_or_none
from crmcli.domain.reason import check_note, find_reason
from crmcli.domain.records import Keys, keys_of
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer

_ONE_OF = ("name", "company", "email", "phone", "contact", "customer", "external_id")


def add_lead(db: Writer, request: AddRecord) -> Change[Touched]:
    """Add a lead; it is new and begins today unless something else is said.

    Raises:
        UsageError: nothing says who it is, a value can't be read, or the status is converted or lost.
        Conflict: another lead has the same phone, e-mail or external id.
    """
    values = typed(db, LEAD, request.given, request.context)
    if not any(values.get(field) for field in _ONE_OF):
        raise UsageError("nothing says who the lead is", 'crm lead add "Ayşe Işık" --company "Işık Mobilya"')
    if values.get("status", "new") not in OPEN:
        raise UsageError("a lead begins as new, working or qualified", "crm lead lose L-1 --reason price")
    _refuse_lost_fields(values)
    if values.get("created_on") is None:
        values.pop("created_on", None)
    number = store(db, LEAD, values, request)
    keys = Keys(request.context.region, request.context.source)
    return added(LEAD, number, values, _known_as(db, LEAD.ref(number), values, keys))


def _known_as(db: Reader, ref: str, values: Mapping[str, Any], keys: Keys) -> list[str]:
    """Return a note for each customer or contact that the lead may be already."""
    if values.get("customer") or values.get("contact"):
        return []
    from crmcli.domain.conversion.candidates import doubles

    found = doubles(db, keys_of(LEAD, values, keys), values.get("company"), known=None)
    return [
        say(
            "{told}: crm lead edit {ref} --{noun} {match} ties the lead to it",
            told=match.told(),
            ref=ref,
            noun=match.noun,
            match=match.ref,
        )
        for match in (*found.customers, *found.contacts)
    ]


def check_edit(db: Reader, number: int, values: Mapping[str, Any]) -> None:
    """Refuse an edit that has a command of its own.

    Raises:
        UsageError: the status becomes lost or converted, or what losing a lead sets is set.
        Refused: the status of a lost or converted lead is to be changed.
    """
    _refuse_lost_fields(values)
    if "status" in values:
        _check_status(db, number, values["status"])


def _refuse_lost_fields(values: Mapping[str, Any]) -> None:
    """Refuse fields that ``lead lose`` sets.

    Raises:
        UsageError: there is one.
    """
    used = [field for field in ("lost_reason", "lost_note", "lost_on") if field in values]
    if used:
        raise UsageError(
            say("{used} is set by losing a lead", used=used[0]), "crm lead lose L-1 --reason price"
        )


def _check_status(db: Reader, number: int, wanted: str) -> None:
    """Refuse a status that is not reached by an edit.

    Raises:
        UsageError: lost and converted have commands of their own.
        Refused: the lead is lost or converted.
    """
    ref = LEAD.ref(number)
    now = _status(db, number)
    if wanted == now:
        return
    if wanted == "lost":
        raise UsageError(say("{ref} is lost with a reason", ref=ref), f"crm lead lose {ref} --reason price")
    _refuse_converted(db, number, now)
    if now == "lost":
        raise Refused(say("{ref} is lost", ref=ref), f"crm lead reopen {ref}")


def _status(db: Reader, number: int) -> str:
    return str(db.value("SELECT status FROM lead WHERE id = :id", {"id": number}))


def _refuse_converted(db: Reader, number: int, status: str) -> None:
    """Refuse to change what became of a converted lead.

    Raises:
        Refused: it is converted.
    """
    if status != "converted":
        return
    rows = db.tuples(
        "SELECT customer_id, contact_id, created_change FROM conversion WHERE lead_id = :id", {"id": number}
    )
    ref = LEAD.ref(number)
    if not rows:
        raise Refused(say("{ref} is converted", ref=ref), f"crm history {ref}")
    customer, contact, change = rows[0]
    into = (
        say(" into {ref}", ref=CUSTOMER.ref(customer))
        if customer
        else say(" into {ref}", ref=CONTACT.ref(contact))
        if contact
        else ""
    )
    raise Refused(
        say("{ref} is converted{into}", ref=ref, into=into),
        say("crm undo {change} takes the conversion back, with the records it made", change=change),
    )


@frozen
class LoseLeads:
    """Leads that are lost, for a reason of the catalogue, on a day."""

    targets: Targets
    reason: str
    on: date
    today: date
    note: str | None = None


def lose_leads(db: Writer, request: LoseLeads) -> Change[Touched]:
    """Note that leads are lost and why; of one that is lost already the reason is changed.

    Raises:
        NotFound, Conflict: the reason, or a lead, is not there, or several answer.
        UsageError: the reason asks for a note, or the day is still to come.
        Refused: the lead is converted.
    """
    reason = find_reason(db, request.reason)
    first = request.targets.refs[0] if len(request.targets.refs) == 1 else "L-1"
    check_note(reason, request.note, f'crm lead lose {first} --reason "{reason.name}"')
    if request.on > request.today:
        raise UsageError(say("{on} is still to come", on=request.on), f"--on {request.today.isoformat()}")
    note = lines_or_none(request.note, "note")

    def apply(number: int) -> Steps:
        status = _status(db, number)
        _refuse_converted(db, number, status)
        values: dict[str, Any] = {"status": "lost", "lost_reason_id": reason.number}
        if note is not None or status != "lost":
            values["lost_note"] = note
        if status != "lost" or request.on != request.today:
            values["lost_on"] = request.on.isoformat()
        return steps_of(db, LEAD, number, db.update("lead", number, values))

    return on_each(db, LEAD, request.targets, apply, "lost")


@frozen
class ReopenLeads:
    """Lost leads that are worked on again."""

    targets: Targets


def reopen_leads(db: Writer, request: ReopenLeads) -> Change[Touched]:
    """Put lost leads back to work; the reason goes, and the history keeps it. Open ones stay as they are.

    Raises:
        NotFound, Conflict: no lead, or several, answer.
        Refused: the lead is converted.
    """

    def apply(number: int) -> Steps:
        status = _status(db, number)
        _refuse_converted(db, number, status)
        if status != "lost":
            return {}
        values = {"status": "working", "lost_reason_id": None, "lost_note": None, "lost_on": None}
        return steps_of(db, LEAD, number, db.update("lead", number, values))

    return on_each(db, LEAD, request.targets, apply, "reopened")
