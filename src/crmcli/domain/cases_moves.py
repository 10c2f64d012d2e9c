"""What happens with a case: opened, answered, waiting, resolved, opened again, found to repeat another.

Every move is a step that stays; the case's own moments are those of its last opening, but for the
first answer, which is the first of all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import added, closest, store
from crmcli.domain.care import AddFor, at_of, text_or_none, told, whole
from crmcli.domain.cases_steps import add_step, case_of, move_steps, refuse_early
from crmcli.domain.date_told import all_told_back, told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import CASE
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Conflict, Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer

_VERBS = {"waiting": "set to waiting", "resolved": "resolved", "reopened": "reopened"}
_MOMENTS = ("status", "resolved_at", "first_response_at")


def open_case(db: Writer, request: AddFor) -> Change[Touched]:
    """Open a case; notes name incidents that touched the customer and cases they have open already.

    Raises:
        NotFound, Conflict: nobody answers to the name, or several.
        UsageError, Refused: a value can't be read or stored.
    """
    from crmcli.domain.incidents_near import incident_note, incidents_near

    record = whole(db, request)
    for name in _MOMENTS:
        if name in record.given:
            raise UsageError(
                say("a case is opened without its {name}", name=name),
                say("crm case {way} does that", way=_WAYS[name]),
            )
    values = {"opened_at": db.note.at} | told(typed(db, CASE, record.given, record.context))
    before = _open_cases(db, values.get("customer"))
    number = store(db, CASE, values, record)
    add_step(db, number, "opened", values["opened_at"])
    near = incidents_near(db, values.get("customer"), values["opened_at"])
    zone = record.context.zone
    notes = [*all_told_back(CASE, record.given, values, zone)]
    notes += [incident_note(incident, zone) for incident in near]
    ref = CASE.ref(number)
    notes += [
        say(
            "{ref} {name} is open for them too: crm case duplicate {new} --of {ref}",
            ref=CASE.ref(other),
            name=name,
            new=ref,
        )
        for other, name in before
    ]
    return added(CASE, number, values, (*notes, *closest(db, CASE, number, None)))


_WAYS = {"status": "resolve CS-3", "resolved_at": "resolve CS-3", "first_response_at": "reply CS-3"}


def _open_cases(db: Reader, customer: int | None) -> list[tuple[int, str]]:
    """Return number and name of a customer's unresolved cases, the newest first, three at most."""
    if customer is None:
        return []
    rows = db.tuples(
        "SELECT id, name FROM support_case WHERE customer_id = :id AND status <> 'resolved' "
        "ORDER BY opened_at DESC, id DESC LIMIT 3",
        {"id": customer},
    )
    return [(row[0], row[1]) for row in rows]


@frozen
class MoveCases:
    """Cases to set to waiting, to resolve or to reopen, with words; ``at`` as typed, None for now."""

    targets: Targets
    kind: str
    context: Context
    text: str | None = None
    at: str | None = None


def move_cases(db: Writer, request: MoveCases) -> Change[Touched]:
    """Set cases to waiting, resolve or reopen them.

    A resolution is the first answer where there was none. Reopening clears the resolution, which its
    step keeps, and what the case was said to repeat.

    Raises:
        Refused: a resolved case can't wait, and an unresolved one can't be reopened.
        UsageError: the moment lies before the opening.
    """
    at = at_of(db, request.at, request.context)
    text = text_or_none(request.text, "text")

    def apply(number: int) -> Steps:
        case = case_of(db, number)
        changes = _moved(case, number, request.kind, at, text)
        if not changes:
            return {}
        refuse_early(case, number, at, request.context.zone)
        add_step(db, number, request.kind, at, text)
        steps = steps_of(db, CASE, number, db.update("support_case", number, changes))
        return steps or {"step": (None, text)}

    result = on_each(db, CASE, request.targets, apply, _VERBS[request.kind])
    result = replace(result, notes=(*result.notes, *told_back("at", request.at, at, request.context.zone)))
    if len(result.items) != 1 or result.items[0].status != "changed":
        return result
    one = result.items[0]
    said = f": {text}" if text else ""
    verb = _VERBS[request.kind]
    done, told = named(verb, "done", verb.capitalize()), f"{one.id} {one.name}"
    return replace(result, summary=say("{verb} {told}{edits}", verb=done, told=told, edits=said))


def edit_cases(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of cases; where a case stands is moved, not edited. Its steps follow its moments.

    Raises:
        UsageError: a status or what it repeats is given, or a moment lies before the opening; see also
            ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.records import Keys

    if "status" in request.given:
        raise UsageError("a case's status is the last of its steps", "crm case resolve CS-3, wait or reopen")
    if str(request.given.get("duplicate_of", "")).strip():
        way = "crm case duplicate CS-4 --of CS-3"
        raise UsageError("a case that repeats another is resolved by that", way)
    if not {*_MOMENTS, "opened_at"} & set(request.given):
        return edit_records(db, request)
    given = typed(db, CASE, request.given, request.context)
    keys = Keys(request.context.region, request.context.source)

    def apply(number: int) -> Steps:
        case = {**case_of(db, number), **given}
        for name in ("first_response_at", "resolved_at"):
            if case[name] is not None:
                refuse_early(case, number, case[name], request.context.zone)
        if (case["status"] == "resolved") != (case["resolved_at"] is not None):
            ref = CASE.ref(number)
            way = f"crm case reopen {ref}" if case["status"] == "resolved" else f"crm case resolve {ref}"
            raise UsageError(
                say(
                    "{ref} is {status}: a resolved case has the moment of it", ref=ref, status=case["status"]
                ),
                way,
            )
        move_steps(db, number, given)
        return edit_one(db, CASE, number, given, keys, force=request.force)

    return on_each(db, CASE, request.targets, apply, request.verb)


def _moved(case: dict[str, Any], number: int, kind: str, at: str, text: str | None) -> dict[str, Any]:
    """Return the columns that a move sets, {} when the case is like that already.

    Raises:
        Refused: the case can't go there.
    """
    ref, status = CASE.ref(number), case["status"]
    if kind == "waiting":
        if status == "resolved":
            raise Refused(say("{ref} is resolved already", ref=ref), f"crm case reopen {ref}")
        return {"status": "waiting"} if status == "open" or text else {}
    if kind == "resolved":
        if status == "resolved":
            return {"resolution": text} if text and text != case["resolution"] else {}
        resolved = {"status": "resolved", "resolved_at": at, "resolution": text or case["resolution"]}
        return resolved | ({} if case["first_response_at"] else {"first_response_at": at})
    if status == "open":
        return {}
    return {"status": "open", "resolved_at": None, "resolution": None, "duplicate_of_id": None}


@frozen
class Duplicate:
    """Cases that repeat the case ``of``."""

    targets: Targets
    of: str
    context: Context


def mark_duplicates(db: Writer, request: Duplicate) -> Change[Touched]:
    """Link cases to the one they repeat and resolve them; what repeated them repeats that one.

    Raises:
        Conflict: a case would repeat itself.
    """
    from crmcli.domain.refs import resolve

    first = _root(db, resolve(db, CASE, request.of, region=request.context.region))
    text = say("a duplicate of {ref}", ref=CASE.ref(first))

    def apply(number: int) -> Steps:
        if number == first:
            ref = CASE.ref(number)
            raise Conflict(
                say("{ref} can't repeat itself", ref=ref),
                say("crm case show {ref} lists what repeats it", ref=ref),
            )
        case = case_of(db, number)
        changes: dict[str, Any] = {"duplicate_of_id": first}
        if case["status"] != "resolved":
            changes |= {"status": "resolved", "resolved_at": db.note.at, "resolution": text}
            add_step(db, number, "resolved", db.note.at, text)
        query = "SELECT id FROM support_case WHERE duplicate_of_id = :id ORDER BY id"
        for (other,) in db.tuples(query, {"id": number}):
            db.update("support_case", other, {"duplicate_of_id": first})
        return steps_of(db, CASE, number, db.update("support_case", number, changes))

    return on_each(db, CASE, request.targets, apply, "marked as duplicate")


def _root(db: Reader, number: int) -> int:
    """Return the case that a case repeats in the end, itself when it repeats none."""
    seen = {number}
    while True:
        found = db.value("SELECT duplicate_of_id FROM support_case WHERE id = :id", {"id": number})
        if found is None or found in seen:
            return number
        seen.add(found)
        number = found
