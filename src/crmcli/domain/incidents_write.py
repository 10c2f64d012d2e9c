"""Incidents written: who is touched is found once and kept, whatever becomes of the customers later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from crmcli.domain.adding import AddRecord, added, store
from crmcli.domain.care import AddFor, at_of, is_before, is_clock, told, whole
from crmcli.domain.counting import counted
from crmcli.domain.date_told import told_back
from crmcli.domain.frozen import frozen
from crmcli.domain.given import Context, typed
from crmcli.domain.nouns import CUSTOMER, INCIDENT
from crmcli.domain.readings import moment
from crmcli.domain.targets import Steps, Targets, Touched, matching, on_each, steps_of
from crmcli.domain.tasks.due import told as in_words
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from crmcli.domain.editing import EditRecords
    from crmcli.domain.results import Change
    from crmcli.sql import Reader, Writer


@frozen
class AddIncident:
    """An incident; ``begin`` and ``end`` as typed, times of ``on`` where they name no day.

    ``touched`` are the customers, named or by a condition; ``begin`` None is now.
    """

    record: AddRecord
    touched: Targets
    begin: str | None = None
    end: str | None = None
    on: str | None = None


def add_incident(db: Writer, request: AddIncident) -> Change[Touched]:
    """Add an incident and freeze whom it touched.

    Raises:
        NotFound, Conflict: nobody answers to a customer's name, or several.
        UsageError: a moment or a condition can't be read, or the end lies before the begin.
    """
    record, context = whole(db, AddFor(request.record)), request.record.context
    start, end = span_of(request, db.note.at)
    values = typed(db, INCIDENT, record.given, context)
    values |= told({"started_at": start, "ended_at": end})
    if request.touched.where:
        values["filter"] = joined_filter(request.touched.where)
    number = store(db, INCIDENT, values, record)
    new = _touch(db, number, _customers(db, request.touched))
    change = added(INCIDENT, number, values)
    ref = INCIDENT.ref(number)
    notes = (*change.notes, *told_back("from", request.begin or request.on, start, context.zone))
    notes += told_back("to", request.end, end, context.zone)
    if not new:
        notes = (
            *notes,
            say("nobody is touched by it yet: crm incident affect {ref} --where city=İzmir", ref=ref),
        )
    return replace(
        change,
        summary=say("{summary}: {people} touched", summary=change.summary, people=_people(new)),
        notes=notes,
    )


def span_of(request: AddIncident, now: str) -> tuple[str, str | None]:
    """Return begin and end as they are stored; a time alone belongs to the day of ``on``, else to today.

    An end that is a time alone and earlier than the begin is of the next day.

    Raises:
        UsageError: one can't be read, or the end lies before the begin.
    """
    context = request.record.context
    on = None if request.on is None else moment(request.on, context)[:10]
    start = _on_day(request.begin, on, context) if request.begin is not None else on or now
    if request.end is None:
        return start, None
    if not is_clock(request.end):
        end = moment(request.end, context)
    else:
        day = on or _local_day(start, context)
        end = _on_day(request.end, day, context)
        if is_before(end, start, context.zone):
            following = datetime.fromisoformat(day) + timedelta(days=1)
            end = _on_day(request.end, following.date().isoformat(), context)
    _refuse_backwards(start, end, context.zone)
    return start, end


def _on_day(text: str, day: str | None, context: Context) -> str:
    """Return a moment, of a day when it names none."""
    return moment(f"{day} {text.strip()}" if day is not None and is_clock(text) else text, context)


def _local_day(stored: str, context: Context) -> str:
    """Return the day of a stored moment where we are."""
    if "T" not in stored:
        return stored
    return datetime.fromisoformat(stored).astimezone(context.zone).date().isoformat()


def _refuse_backwards(start: str, end: str, zone: tzinfo) -> None:
    """Refuse an end before the begin, and one that has a time where the other has none on the same day."""
    first, last = in_words(start, zone), in_words(end, zone)
    if is_before(end, start, zone):
        raise UsageError(say("the end {last} lies before the begin {first}", last=last, first=first), _SPAN)
    if end < start:
        raise UsageError(
            say(
                "of the begin {first} and the end {last} one has a time, the other none",
                first=first,
                last=last,
            ),
            _SPAN,
        )


_SPAN = say("give both a time: --from 15:00 --to 15:30")


def joined_filter(wheres: Sequence[str]) -> str:
    """Return several conditions as one that all of them make."""
    return wheres[0].strip() if len(wheres) == 1 else " and ".join(f"({where.strip()})" for where in wheres)


def _customers(db: Reader, touched: Targets) -> list[int]:
    """Return the customers that are named and those that the condition finds, each once, ascending.

    Raises:
        NotFound, Conflict: a name is nobody's, or of several.
    """
    from crmcli.domain.refs import resolve

    found = {resolve(db, CUSTOMER, ref, region=touched.region) for ref in touched.refs}
    if touched.where:
        found.update(matching(db, CUSTOMER, touched))
    return sorted(found)


def _touch(db: Writer, incident: int, customers: Sequence[int]) -> int:
    """Put customers on an incident; return how many are new on it."""
    query = "SELECT customer_id FROM incident_customer WHERE incident_id = :id"
    known = {row[0] for row in db.tuples(query, {"id": incident})}
    new = [(incident, customer) for customer in customers if customer not in known]
    if new:
        db.insert_many("incident_customer", ("incident_id", "customer_id"), new)
    return len(new)


def _people(count: int) -> str:
    return counted(count, "customer")


@frozen
class EndIncident:
    """Incidents that are over; ``at`` as typed, None for now."""

    targets: Targets
    context: Context
    at: str | None = None


def end_incident(db: Writer, request: EndIncident) -> Change[Touched]:
    """Set the end of incidents; one that has ended keeps its end unless another is named.

    Raises:
        UsageError: the end lies before the begin.
    """
    at = at_of(db, request.at, request.context)

    def apply(number: int) -> Steps:
        start, end = db.tuples("SELECT started_at, ended_at FROM incident WHERE id = :id", {"id": number})[0]
        if end is not None and request.at is None:
            return {}
        _refuse_backwards(start, at, request.context.zone)
        return steps_of(db, INCIDENT, number, db.update("incident", number, {"ended_at": at}))

    result = on_each(db, INCIDENT, request.targets, apply, "ended")
    return replace(result, notes=(*result.notes, *told_back("to", request.at, at, request.context.zone)))


def edit_incidents(db: Writer, request: EditRecords) -> Change[Touched]:
    """Set fields of incidents; a time alone is of the day on which the incident began.

    Raises:
        UsageError: the end lies before the begin, or see ``editing.edit_records``.
    """
    from crmcli.domain.editing import edit_one, edit_records
    from crmcli.domain.records import Keys

    if not {"started_at", "ended_at"} & set(request.given):
        return edit_records(db, request)
    context = request.context
    keys = Keys(context.region, context.source)

    def apply(number: int) -> Steps:
        start, end = db.tuples("SELECT started_at, ended_at FROM incident WHERE id = :id", {"id": number})[0]
        day = _local_day(start, context)
        given = dict(request.given)
        for name in ("started_at", "ended_at"):
            text = given.get(name)
            if isinstance(text, str) and is_clock(text):
                given[name] = f"{day} {text.strip()}"
        values = typed(db, INCIDENT, given, context)
        start, end = values.get("started_at", start), values.get("ended_at", end)
        if end is not None:
            _refuse_backwards(start, end, context.zone)
        return edit_one(db, INCIDENT, number, values, keys, force=request.force)

    return on_each(db, INCIDENT, request.targets, apply, request.verb)


@frozen
class Affect:
    """Incidents, and customers to put on them (``spare`` takes them off); without any, their own filter asks.

    ``touched`` says also what a customer's status is.
    """

    targets: Targets
    touched: Targets
    spare: bool = False


def affect(db: Writer, request: Affect) -> Change[Touched]:
    """Put customers on incidents, or take them off; a filter is asked anew and only adds.

    Raises:
        Refused: nobody is named and the incident has no filter.
        NotFound, Conflict: a name is nobody's, or of several.
    """
    named = bool(request.touched.refs or request.touched.where)
    same = _customers(db, request.touched) if named else []

    def apply(number: int) -> Steps:
        before = _count(db, number)
        if request.spare:
            _spare(db, number, same)
        else:
            _touch(db, number, same if named else _by_filter(db, number, request.touched))
        after = _count(db, number)
        return {} if before == after else {"customers": (before, after)}

    return on_each(db, INCIDENT, request.targets, apply, "changed")


def _spare(db: Writer, incident: int, customers: Sequence[int]) -> None:
    """Take customers off an incident."""
    wanted = set(customers)
    query = "SELECT id, customer_id FROM incident_customer WHERE incident_id = :id ORDER BY id"
    for row, customer in db.tuples(query, {"id": incident}):
        if customer in wanted:
            db.delete("incident_customer", row)


def _by_filter(db: Reader, incident: int, touched: Targets) -> list[int]:
    """Return whom an incident's own filter finds now.

    Raises:
        Refused: it has none.
    """
    found: Any = db.value("SELECT filter FROM incident WHERE id = :id", {"id": incident})
    if not found:
        ref = INCIDENT.ref(incident)
        raise Refused(
            say("{ref} has no filter to ask anew", ref=ref), f"crm incident affect {ref} --where city=İzmir"
        )
    return matching(db, CUSTOMER, replace(touched, where=(found,)))


def _count(db: Reader, incident: int) -> int:
    query = "SELECT count(*) FROM incident_customer WHERE incident_id = :id"
    return int(db.value(query, {"id": incident}))
