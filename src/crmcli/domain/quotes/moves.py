"""What becomes of a quote: sent, rejected with a reason, opened again. Accepting is beside this."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import ORDER, QUOTE
from crmcli.domain.quotes.versions import newer
from crmcli.domain.targets import Steps, Targets, Touched, on_each, steps_of
from crmcli.errors import Refused, UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer

LOGGED = ("email", "message", "visit", "meeting", "call", "note")


class State(NamedTuple):
    """What a move has to know of a quote."""

    status: str
    valid_until: str | None
    replaces: int | None
    order: int | None
    total: int | None
    name: str


def state_of(db: Reader, number: int) -> State:
    """Return how a quote stands."""
    query = "SELECT status, valid_until, replaces_id, order_id, total_minor, name FROM quote WHERE id = :id"
    return State(*db.tuples(query, {"id": number})[0])


@frozen
class SendQuotes:
    """Quotes that went out on a day; ``log`` is the kind of activity that is kept of it, None for none.

    A day after ``today`` is refused where that is given.
    """

    targets: Targets
    on: date
    log: str | None = None
    today: date | None = None


def send_quotes(db: Writer, request: SendQuotes) -> Change[Touched]:
    """Mark drafts as sent; the version before each, unless it was decided, is replaced.

    Raises:
        Refused: it is no draft, has no line, would have expired already, or its last version is accepted.
        UsageError: what it is to be logged as is no kind of activity; the day is still to come.
    """
    refuse_to_come(request.on, request.today)
    if request.log is not None and request.log not in LOGGED:
        from crmcli.domain.near import one_of

        said = say('"{log}" is not logged', log=request.log)
        raise UsageError(said, one_of(request.log, LOGGED, "--log"))
    notes: list[str] = []

    def apply(number: int) -> Steps:
        state, ref, day = state_of(db, number), QUOTE.ref(number), request.on.isoformat()
        if state.status == "sent":
            return {}
        if state.status != "draft":
            way = "version" if state.status == "rejected" else "show"
            raise Refused(
                say("{ref} is {status}", ref=ref, status=named(state.status, "choice")),
                f"crm quote {way} {ref}",
            )
        refuse_empty(ref, state.total)
        if state.valid_until is not None and state.valid_until < day:
            raise Refused(
                say("{ref} holds until {valid_until} only", ref=ref, valid_until=state.valid_until),
                _longer(ref, request.on),
            )
        notes.extend(take_place(db, number, state.replaces))
        if request.log is not None:
            _log(db, number, request.log, day)
        return steps_of(db, QUOTE, number, db.update("quote", number, {"status": "sent", "quoted_on": day}))

    return replace(on_each(db, QUOTE, request.targets, apply, "sent"), notes=tuple(notes))


def refuse_to_come(on: date, today: date | None) -> None:
    """Refuse a day on which nothing can have become of a quote yet.

    Raises:
        UsageError: it is after ``today``.
    """
    if today is not None and on > today:
        raise UsageError(say("{on} is still to come", on=on), f"--on {today}")


def refuse_empty(ref: str, total: int | None) -> None:
    """Refuse to send or accept what nobody can read an amount from.

    Raises:
        Refused: the quote has no total.
    """
    if total is None:
        raise Refused(say("{ref} has no line", ref=ref), f"crm quote edit {ref} --line PRODUCT:NUMBER")


def _longer(ref: str, on: date) -> str:
    """Return the command that lets a quote hold for thirty days from a day: 30d counts from its own."""
    return f"crm quote edit {ref} --valid {min(on, date.max - timedelta(30)) + timedelta(30)}"


def take_place(db: Writer, number: int, old: int | None) -> list[str]:
    """Let the version before a quote be replaced; one that was rejected stays what it is.

    Raises:
        Refused: it is accepted: one deal would be made twice.
    """
    if old is None:
        return []
    status = state_of(db, old).status
    if status == "accepted":
        told = say(
            "{old}, which {quote} is a version of, is accepted", old=QUOTE.ref(old), quote=QUOTE.ref(number)
        )
        raise Refused(told, "make another quote: crm quote add ...")
    if status not in ("sent", "draft"):
        return []
    db.update("quote", old, {"status": "replaced"})
    return [say("{ref} is replaced", ref=QUOTE.ref(old))]


def _log(db: Writer, number: int, kind: str, day: str) -> None:
    """Keep an activity of a quote that went out, with whom it went to."""
    from crmcli.domain.nouns import ACTIVITY
    from crmcli.domain.records import Keys, create

    names = ("customer", "contact", "lead", "opportunity")
    columns = ", ".join(f"{name}_id" for name in names)
    *party, name, branch = db.tuples(
        f"SELECT {columns}, name, branch FROM quote WHERE id = :id", {"id": number}
    )[0]
    values: dict[str, Any] = {
        field: value for field, value in zip(names, party, strict=True) if value is not None
    }
    values |= {"kind": kind, "at": day if day != db.note.at[:10] else db.note.at, "direction": "out"}
    values |= {"subject": f"{QUOTE.ref(number)} {name}", "branch": branch or db.note.branch, "done": 1}
    create(db, ACTIVITY, {field: value for field, value in values.items() if value is not None}, Keys())


@frozen
class RejectQuotes:
    """Quotes that the customer does not want, since when and why."""

    targets: Targets
    on: date
    reason: str | None
    note: str | None = None
    today: date | None = None


def reject_quotes(db: Writer, request: RejectQuotes) -> Change[Touched]:
    """Mark quotes as rejected, with the reason.

    Raises:
        UsageError: no reason is given, or it asks for a note; the day is still to come.
        NotFound, Conflict, Refused: there is no such reason, or several, or it is retired.
        Refused: the quote was accepted or replaced.
    """
    from shlex import quote

    from crmcli.domain.readings import lines_or_none
    from crmcli.domain.reason import check_note, find_reason

    refuse_to_come(request.on, request.today)
    if not (request.reason or "").strip():
        raise UsageError("a rejected quote needs a reason", "--reason price; crm reason list names them")
    reason = find_reason(db, request.reason or "")
    check_note(reason, request.note, f"crm quote reject ... --reason {quote(reason.name)}")
    note = lines_or_none(request.note, "note")

    def apply(number: int) -> Steps:
        status = state_of(db, number).status
        if status in ("accepted", "replaced"):
            raise Refused(
                say("{ref} is {status}", ref=QUOTE.ref(number), status=named(status, "choice")),
                f"crm quote show {QUOTE.ref(number)}",
            )
        values = {"status": "rejected", "lost_reason_id": reason.number, "lost_note": note}
        if status != "rejected":
            values["decided_on"] = request.on.isoformat()
        return steps_of(db, QUOTE, number, db.update("quote", number, values))

    return on_each(db, QUOTE, request.targets, apply, "rejected")


@frozen
class ReopenQuotes:
    """Quotes that are open again after all."""

    targets: Targets
    today: date


def reopen_quotes(db: Writer, request: ReopenQuotes) -> Change[Touched]:
    """Take quotes that were decided back to sent; the reason and the tie to a cancelled order go.

    Raises:
        Refused: it was replaced, a newer version went out, or its order stands.
    """
    notes: list[str] = []

    def apply(number: int) -> Steps:
        state, ref = state_of(db, number), QUOTE.ref(number)
        if state.status in ("draft", "sent"):
            return {}
        if state.status == "replaced":
            raise Refused(say("{ref} was replaced by a newer version", ref=ref), f"crm quote show {ref}")
        later = newer(db, number)
        if later is not None and state_of(db, later).status != "draft":
            raise Refused(
                say("{ref} is a newer version", ref=QUOTE.ref(later)), f"crm quote show {QUOTE.ref(later)}"
            )
        if state.order is not None and _stands(db, state.order):
            order = ORDER.ref(state.order)
            raise Refused(
                say("{ref} became {order}, which stands", ref=ref, order=order),
                say("crm order cancel {order}, or crm undo", order=order),
            )
        if state.valid_until is not None and state.valid_until < request.today.isoformat():
            notes.append(
                say(
                    "{ref} held until {valid_until}: {longer}",
                    ref=ref,
                    valid_until=state.valid_until,
                    longer=_longer(ref, request.today),
                )
            )
        gone = dict.fromkeys(("decided_on", "lost_reason_id", "lost_note", "order_id"))
        return steps_of(db, QUOTE, number, db.update("quote", number, {"status": "sent", **gone}))

    return replace(on_each(db, QUOTE, request.targets, apply, "reopened"), notes=tuple(notes))


def _stands(db: Reader, order: int) -> bool:
    return bool(db.value("SELECT status FROM sales_order WHERE id = :id", {"id": order}) != "cancelled")
