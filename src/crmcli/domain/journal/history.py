"""The history of one record: who changed which field, when, from what to what.

A record that was merged into another has the history of both until then.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.field_values import FieldValue
from crmcli.domain.frozen import frozen
from crmcli.domain.journal.image import image
from crmcli.domain.journal.words import DERIVED, done, told_label
from crmcli.domain.kinds import ROOMY, AnyRef, Instant, Number, Text
from crmcli.domain.nouns import Noun, noun_of
from crmcli.domain.results import Listing
from crmcli.domain.targets import stored_text
from crmcli.errors import NotFound
from crmcli.said import named, say

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class ShowHistory:
    """A record's number."""

    ref: str


@frozen
class HistoryLine:
    """One field's step, newest first; ``old`` or ``new`` None is an empty field.

    ``record`` says whose field, where the history is of several records that are one now.
    """

    at: Annotated[datetime, Instant("when")]
    change: Annotated[int, Number()]
    who: str
    branch: Annotated[str | None, Text(show=ROOMY)]
    field: str
    old: Annotated[str | None, FieldValue(named("from", "change"))]
    new: Annotated[str | None, FieldValue(named("to", "change"))]
    record: Annotated[str | None, AnyRef("of", show=ROOMY)] = None


_REVISIONS = """
SELECT v.kind, v.old, v.change_id, c.at, c.actor, c.branch
FROM revision v JOIN change c ON c.id = v.change_id
WHERE v.tbl = :tbl AND v.row_id = :id ORDER BY v.id DESC
"""


_RECORD = say("record")
_INTO = named("merged into it", "history")


class Merger(NamedTuple):
    """A number that means another record since a change."""

    number: int
    into: int
    change: int


def show_history(db: Reader, request: ShowHistory) -> Listing[HistoryLine]:
    """Show one record's history, also of a record that is gone or was merged into another.

    Raises:
        NotFound: there never was such a record.
    """
    noun, number = noun_of(request.ref)
    ref = noun.ref(number)
    lines = _lines(db, noun, number)
    if lines is None:
        raise NotFound(say("there never was a {name} {ref}", name=noun.word, ref=ref), "crm history")
    merged = _mergers(db, noun, "number", number)
    if merged:
        return _of_both(db, noun, merged[0], lines)
    came = _mergers(db, noun, noun.owner, number)
    for merger in came:
        head = db.tuples("SELECT at, id, actor, branch FROM change WHERE id = :id", {"id": merger.change})
        lines += [
            HistoryLine(
                datetime.fromisoformat(at), change, who, branch, _RECORD, noun.ref(merger.number), _INTO
            )
            for at, change, who, branch in head
        ]
    if came:
        lines.sort(key=lambda line: -line.change)
    notes = (say("crm history {ref} shows what was before", ref=noun.ref(one.number)) for one in came)
    return Listing(HistoryLine, lines, title=say("History of {ref}", ref=ref), notes=tuple(notes))


def _mergers(db: Reader, noun: Noun, column: str, number: int) -> list[Merger]:
    """Return the numbers that mean another record: this one, or those that mean this one."""
    if noun.owner not in db.tables["alias"].references:
        return []
    query = (
        f"SELECT number, {noun.owner}, created_change FROM alias "
        f"WHERE noun = :noun AND {column} = :number ORDER BY number"
    )
    rows = db.tuples(query, {"noun": noun.name, "number": number})
    return [Merger(*row) for row in rows]


def _of_both(db: Reader, noun: Noun, merger: Merger, lines: list[HistoryLine]) -> Listing[HistoryLine]:
    """Return the history of a record that was merged and of the one it went into, up to that."""
    from dataclasses import replace

    ref, into = noun.ref(merger.number), noun.ref(merger.into)
    shown = [
        replace(line, record=ref, new=say("merged into {into}", into=into))
        if line.field == "record" and line.new == "deleted" and line.change == merger.change
        else replace(line, record=ref)
        for line in lines
    ]
    others = _lines(db, noun, merger.into) or []
    shown += [replace(line, record=into) for line in others if line.change <= merger.change]
    shown.sort(key=lambda line: -line.change)
    title = say(
        "History of {ref}, which is {into} since change {change}", ref=ref, into=into, change=merger.change
    )
    return Listing(
        HistoryLine, shown, title=title, notes=(say("crm history {into} shows what came after", into=into),)
    )


def _lines(db: Reader, noun: Noun, number: int) -> list[HistoryLine] | None:
    """Return the steps of one record, newest first, None when there never was one."""
    columns = db.tables[noun.table].columns
    found = db.tuples(f"SELECT {', '.join(columns)} FROM {noun.table} WHERE id = :id", {"id": number})
    revisions = db.tuples(_REVISIONS, {"tbl": noun.table, "id": number})
    if not found and not revisions:
        return None
    state: dict[str, Any] = dict(zip(columns, found[0], strict=True)) if found else {}
    lines: list[HistoryLine] = []
    for kind, old, change, at, who, branch in revisions:
        head = (datetime.fromisoformat(at), change, who, branch)
        if kind == "I":
            lines.append(HistoryLine(*head, _RECORD, None, named("put back", "history")))
            state = {}
            continue
        before = image(old)
        if kind == "D":
            lines.append(HistoryLine(*head, _RECORD, named("there", "history"), named("deleted", "history")))
            state = before
            continue
        lines += [
            HistoryLine(
                *head,
                told_label(column),
                _shown(db, noun, column, before[column], before.get("currency")),
                _shown(db, noun, column, state.get(column), state.get("currency")),
            )
            for column in sorted(before)
            if before[column] != state.get(column) and not column.endswith(DERIVED)
        ]
        state |= before
    return lines + _birth(db, state)


def _birth(db: Reader, state: dict[str, Any]) -> list[HistoryLine]:
    """Return the line of the change that created the record."""
    created = db.tuples(
        "SELECT at, id, actor, branch, summary FROM change WHERE id = :id",
        {"id": state.get("created_change")},
    )
    return [
        HistoryLine(
            datetime.fromisoformat(at),
            number,
            who,
            branch,
            _RECORD,
            None,
            done(summary) if summary else named("created", "history"),
        )
        for at, number, who, branch, summary in created
    ]


def _shown(db: Reader, noun: Noun, column: str, value: Any, currency: str | None) -> str | None:
    """Return a stored value as text."""
    shown = stored_text(db, noun, column, value, currency)
    return None if shown is None else str(shown)
