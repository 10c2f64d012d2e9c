"""Field changes as events: the journal keeps old values, so what came after is walked back to.

The newest revision led to the row as it stands, each older one to what the next one says was there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.journal.words import DERIVED, told_label
from crmcli.domain.kinds import DASH
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.timeline.events import Event
from crmcli.said import listed, say
from crmcli.said import named as worded
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crmcli.sql import Reader

Row = dict[str, Any]

# Told by events of their own: a lead's status and loss, an opportunity's stage.
_TOLD = {
    "lead": ("status", "lost_reason_id", "lost_on", "lost_note", "customer_id", "contact_id"),
    "opportunity": ("stage_id", "closed_on", "lost_reason_id", "lost_note", "currency"),
}
# Of these only steps of the status are told, those that no column of theirs dates.
_STATUSES = {"quote": ("draft", "sent"), "need": ("open", "covered", "dropped")}
_BECAME = {
    ("quote", "draft"): say("quote reopened"),
    ("quote", "sent"): say("quote sent"),
    ("need", "open"): say("need reopened"),
    ("need", "covered"): say("need covered"),
    ("need", "dropped"): say("need dropped"),
}
_WORDS = ("status", "priority", "kind")  # of closed lists
_AT_ONCE = 500


class Step(NamedTuple):
    """What one change did to a row: the columns that differ, before and after it."""

    event: Event
    before: Row
    after: Row


def steps(revisions: Iterable[Event], current: Row) -> list[Step]:
    """Return what each change did to one row, newest first; ``current`` is the row as it stands."""
    state = dict(current)
    found = []
    newest_first = sorted(revisions, key=lambda event: -event.key)
    for _, group in groupby(newest_first, key=lambda event: event.change):
        parts = list(group)
        before: Row = {}
        for part in parts:
            before |= image(part.detail)
        before.pop("created_change", None)  # the journal's own; no field
        before = {column: old for column, old in before.items() if old != state.get(column)}
        found.append(Step(parts[-1], before, dict(state)))
        state |= before
    return found


def told(db: Reader, events: Sequence[Event]) -> list[Event]:
    """Return the events with each revision turned into what a person reads of it."""
    revisions: dict[tuple[str, int], list[Event]] = {}
    rest = []
    for event in events:
        if event.source == "revision" and event.state:
            revisions.setdefault((event.state, event.number), []).append(event)
        else:
            rest.append(event)
    made: list[Event] = []
    for table in {table for table, _ in revisions}:
        rows = _current(db, table, [number for name, number in revisions if name == table])
        taken = {number: steps(revisions[table, number], row) for number, row in rows.items()}
        named = _namer(db, table, [step for found in taken.values() for step in found])
        for number, found in taken.items():
            if table in _STATUSES:
                made += status_steps(table, found, rows[number])
                continue
            made += changes(table, found, rows[number], named)
            if table == "lead":
                made += lead_story(found, rows[number], named)
    replaced = {(event.source, event.key) for event in made}
    return [event for event in rest if (event.source, event.key) not in replaced] + made


def changes(
    table: str, found: Sequence[Step], row: Row, named: Callable[[str, Any, Row], str]
) -> list[Event]:
    """Return one event a change: ``phone: 0532… → 0533…; city: …``; a customer's need no name before it."""
    made = []
    party = None if table == "customer" else row.get("name") or row.get("company")
    for step in found:
        parts = [
            say("{label}: {old} → {new}", label=label, old=old, new=new)
            for column in sorted(step.before)
            if not column.endswith(DERIVED) and column not in _TOLD.get(table, ())
            for label, old, new in _sides(column, step, named)
        ]
        if parts:
            made.append(replace(step.event, title=listed(parts, "; "), detail=None, state=None, party=party))
    return made


def status_steps(table: str, found: Sequence[Step], row: Row) -> list[Event]:
    """Return when a quote was sent, and what became of a need."""
    made = []
    for step in found:
        old, new = step.before.get("status"), step.after.get("status")
        if old is None or old == new or new not in _STATUSES[table]:
            continue
        title = say("{what}: {name}", what=_BECAME[table, new], name=row["name"])
        made.append(
            replace(step.event, type=table, source=f"{table}_status", title=title, detail=None, state=None)
        )
    return made


def lead_story(found: Sequence[Step], row: Row, named: Callable[[str, Any, Row], str]) -> list[Event]:
    """Return a lead's losses, reopenings and other steps of its status; conversions tell themselves."""
    made = []
    latest = True
    for step in found:
        if "status" not in step.before:
            continue
        old, new = step.before["status"], step.after["status"]
        event = replace(
            step.event, type="lead", detail=None, state=None, party=row.get("name") or row.get("company")
        )
        if new == "lost":
            reason = named("lost_reason_id", step.after.get("lost_reason_id"), step.after)
            event = replace(
                event,
                type="lost",
                moment=step.after.get("lost_on"),
                detail=reason,
                outcome=step.after.get("lost_note"),
            )
            # The last loss is the one that the lead's own row speaks of.
            made.append(replace(event, source="lead_lost", key=row["id"] if latest else -event.key))
        elif old == "converted":
            made.append(_apart(event, say("conversion taken back")))
        elif old == "lost" and new != "converted":
            made.append(_apart(event, worded("reopened", "event")))
        elif new != "converted":
            became = say("status: {old} → {new}", old=worded(old, "choice"), new=worded(new, "choice"))
            made.append(_apart(event, became))
        latest = False
    return made


def _apart(event: Event, title: str) -> Event:
    """Return an event kept apart from the change of fields that the same revision tells."""
    return replace(event, source="lead_status", title=title)


def _sides(column: str, step: Step, named: Callable[[str, Any, Row], str]) -> list[tuple[str, str, str]]:
    """Return label, old and new value of a column; of custom fields those that differ."""
    from crmcli.domain.field_values import value_told

    old, new = step.before[column], step.after.get(column)
    if column == "custom":
        import json

        before, after = (json.loads(text) if text else {} for text in (old, new))
        return [
            (name, str(before.get(name, DASH)), str(after.get(name, DASH)))
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
        ]
    return [
        (
            told_label(column),
            value_told(column, named(column, old, step.after | step.before)),
            value_told(column, named(column, new, step.after)),
        )
    ]


def _current(db: Reader, table: str, numbers: Sequence[int]) -> dict[int, Row]:
    """Return number -> row as it stands."""
    columns = db.tables[table].columns
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        listed, values = marks("i", numbers[start : start + _AT_ONCE])
        query = f"SELECT id, {', '.join(columns)} FROM {table} WHERE id IN ({listed})"
        found |= {row[0]: dict(zip(("id", *columns), row, strict=True)) for row in db.tuples(query, values)}
    return found


def _namer(db: Reader, table: str, found: Sequence[Step]) -> Callable[[str, Any, Row], str]:
    """Return a function from column, value and row to text: names for references, amounts in full."""
    references = db.tables[table].references
    wanted: dict[str, set[int]] = {}
    for step in found:
        for column in references.keys() & step.before.keys():
            for value in (step.before[column], step.after.get(column)):
                if value is not None:
                    wanted.setdefault(references[column], set()).add(value)
    names = {parent: _names(db, parent, sorted(ids)) for parent, ids in wanted.items()}

    def named(column: str, value: Any, row: Row) -> str:
        if value is None:
            return DASH
        if column in references:
            return names.get(references[column], {}).get(value, str(value))
        if column.endswith("_minor") and row.get("currency"):
            from crmcli.domain.money import decimal_text

            return f"{decimal_text(value, row['currency'])} {row['currency']}"
        return worded(value, "choice") if column in _WORDS else str(value)

    return named


def _names(db: Reader, parent: str, ids: Sequence[int]) -> Mapping[int, str]:
    """Return what records referred to are called: users and reasons by name, the rest by number."""
    noun = BY_TABLE.get(parent)
    if noun is not None and parent != "crm_user":
        return {number: noun.ref(number) for number in ids}
    listed, values = marks("i", ids)
    return dict(db.tuples(f"SELECT id, name FROM {parent} WHERE id IN ({listed})", values))
