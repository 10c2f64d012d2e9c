"""Leads added, edited, lost and reopened; what a lead's status may become, and how.

new, working and qualified follow each other in any order; lost needs a reason and is left by
reopening only; converted is left by undoing the conversion only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, cautions, typed
from crmcli.domain.lead import OPEN
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD
from crmcli.domain.reason import check_note, find_reason
from crmcli.domain.records import Keys, create, keys_of
from crmcli.domain.results import Change
from crmcli.domain.taken import refuse_taken
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError

if TYPE_CHECKING:
    from crmcli.sql import Reader, Writer

_ONE_OF = ("name", "company", "email", "phone", "contact", "customer", "external_id")


@frozen
class AddLead:
    """A lead to add; ``force`` adds it though another lead has its phone or e-mail."""

    given: Mapping[str, str | Sequence[str]]
    context: Context
    force: bool = False


def add_lead(db: Writer, request: AddLead) -> Change[Touched]:
    """Add a lead; it is new and begins today unless something else is said.

    Raises:
        UsageError: nothing says who it is, a value can't be read, or the status is converted or lost.
        Conflict: another lead has the same phone, e-mail or external id.
    """
    values = typed(db, LEAD, request.given, request.context)
    if not any(values.get(field) for field in _ONE_OF):
        raise UsageError("nothing says who the lead is", 'crm lead add "Ayşe Işık" --company "Işık Mobilya"')
    status = values.setdefault("status", "new")
    if status not in OPEN:
        raise UsageError("a lead begins as new, working or qualified", "crm lead lose L-1 --reason price")
    _refuse_lost_fields(values)
    if values.get("created_on") is None:
        values["created_on"] = request.context.today.isoformat()
    keys = Keys(request.context.region, request.context.source)
    refuse_taken(db, LEAD, values, keys, force=request.force)
    number = create(db, LEAD, values, keys)
    ref, name = LEAD.ref(number), values.get("name") or values.get("company")
    return Change(
        f"added {ref}",
        Touched,
        [Touched(ref, name, "added")],
        summary=f"Added {ref} {name or ''}".rstrip(),
        notes=(*cautions(values), *_known_as(db, ref, values, keys)),
    )


def _known_as(db: Reader, ref: str, values: Mapping[str, Any], keys: Keys) -> list[str]:
    """Return a note for each customer or contact that the lead may be already."""
    if values.get("customer") or values.get("contact"):
        return []
    from crmcli.domain.conversion.candidates import doubles

    found = doubles(db, keys_of(LEAD, values, keys), values.get("company"), known=None)
    return [
        f"{match.told()}: crm lead edit {ref} --{match.noun} {match.ref} ties the lead to it"
        for match in (*found.customers, *found.contacts)
    ]


@frozen
class EditLeads:
    """Leads to change and the new values of their fields; an empty text empties a field."""

    targets: Targets
    given: Mapping[str, str | Sequence[str]]
    context: Context
    force: bool = False
    verb: str = "changed"


def edit_leads(db: Writer, request: EditLeads) -> Change[Touched]:
    """Set fields of one or many leads.

    Raises:
        UsageError: nothing is given, a value can't be read, or the status is one that has its command.
        Refused: the status of a lost or converted lead is to be changed.
        Conflict: another lead has the same phone, e-mail or external id.
    """
    from crmcli.domain.editing import edit_one

    if not request.given:
        raise UsageError("no field is given to change", "crm lead edit --help")
    same = None if "amount" in request.given else typed(db, LEAD, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        values = same
        if values is None:
            own = db.value("SELECT currency FROM lead WHERE id = :id", {"id": number})
            context = request.context._replace(currency=own) if own else request.context
            values = typed(db, LEAD, request.given, context)
        _refuse_lost_fields(values)
        if "status" in values:
            _check_status(db, number, values["status"])
        return edit_one(db, LEAD, number, values, keys, force=request.force)

    result = on_each(db, LEAD, request.targets, apply, request.verb)
    return replace(result, notes=cautions(same or {}))


def _refuse_lost_fields(values: Mapping[str, Any]) -> None:
    """Refuse fields that ``lead lose`` sets.

    Raises:
        UsageError: there is one.
    """
    used = [field for field in ("lost_reason", "lost_note", "lost_on") if field in values]
    if used:
        raise UsageError(f"{used[0]} is set by losing a lead", "crm lead lose L-1 --reason price")


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
        raise UsageError(f"{ref} is lost with a reason", f"crm lead lose {ref} --reason price")
    _refuse_converted(db, number, now)
    if now == "lost":
        raise Refused(f"{ref} is lost", f"crm lead reopen {ref}")


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
        raise Refused(f"{ref} is converted", f"crm history {ref}")
    customer, contact, change = rows[0]
    into = (
        f" into {CUSTOMER.ref(customer)}" if customer else f" into {CONTACT.ref(contact)}" if contact else ""
    )
    raise Refused(f"{ref} is converted{into}", f"crm undo {change}")


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
    from crmcli.domain.text import check_text

    reason = find_reason(db, request.reason)
    first = request.targets.refs[0] if len(request.targets.refs) == 1 else "L-1"
    check_note(reason, request.note, f'crm lead lose {first} --reason "{reason.name}"')
    if request.on > request.today:
        raise UsageError(f"{request.on.isoformat()} is still to come", f"--on {request.today.isoformat()}")
    note = check_text(request.note, "note", lines=True) if request.note and request.note.strip() else None

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
