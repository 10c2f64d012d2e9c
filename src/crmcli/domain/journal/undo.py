"""Undo: one mechanism for edits, imports, merges and conversions, and a change itself.

A change created rows (they carry its number), changed rows and deleted rows (the journal holds
their old values). Taking it back sets the old values again, puts deleted rows back and deletes
the created ones, unless a later change in force touched them or a later row refers to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.changes import Target, later, origin, target
from crmcli.domain.journal.image import damaged, image
from crmcli.domain.journal.words import describe, thing
from crmcli.domain.kinds import Choice, Number, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Change
from crmcli.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Writer

OUTCOME = Choice({"reversed": ("✓", "green"), "kept": ("•", "yellow"), "refused": ("✗", "red")})
QUIET_ABOVE = 20_000  # created rows: beyond it an undo is not logged row by row
NAMED_AT_MOST = 5

# Rows that are a part of another: they stay when it is kept.
PARTS = ("identity", "tagging", "stage_change", "order_line")
_PART_OF = {"stage_change": ("opportunity_id",), "order_line": ("order_id",)}

Row = tuple[str, int]


@frozen
class Undo:
    """Which change (None: the latest in force), and whether to leave out what was touched since."""

    number: int | None = None
    keep_edited: bool = False
    redo: bool = False


@frozen
class UndoLine:
    """What became of a record, or of many records of one kind."""

    outcome: Annotated[str, OUTCOME]
    what: Annotated[str, Text()]
    count: Annotated[int, Number()]
    records: Annotated[str, Text("records")]
    reason: Annotated[str | None, Text()]


@dataclass(slots=True)
class _Work:
    """What a change did, and what stands in the way of taking it back."""

    target: Target
    created: dict[str, list[int]] = field(default_factory=dict)
    returned: set[Row] = field(default_factory=set)  # put back by this change, itself an undo
    updates: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)  # newest first
    deletes: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    blocked: dict[Row, str] = field(default_factory=dict)
    kept: set[Row] = field(default_factory=set)
    refused: dict[Row, str] = field(default_factory=dict)


def undo(db: Writer, request: Undo) -> Change[UndoLine]:
    """Take a change back; undoing an undo is the redo.

    Raises:
        NotFound: no such change.
        Refused: it was taken back already, or can't be.
        Conflict: something was touched since and ``keep_edited`` is not set; nothing is changed,
            ``details`` names what is in the way.
    """
    work = _collect(db, target(db, request.number, redo=request.redo))
    _find_touched(db, work)
    _find_references(db, work)
    _find_missing(db, work)
    if work.blocked and not request.keep_edited:
        raise _in_the_way(db, work)
    _close_over_kept(db, work)
    count = sum(map(len, work.created.values()))
    lines = list(_removed_lines(db, work))
    _apply(db, work, quiet=count > QUIET_ABOVE)
    if work.refused and not request.keep_edited:
        raise _in_the_way(db, work)
    lines += _restored_lines(db, work)
    if not lines and (work.blocked or work.refused):
        raise _in_the_way(db, work, nothing=True)
    db.execute(
        "UPDATE change SET undoes = :target, redoable = :redoable WHERE id = :id",
        {"target": work.target.number, "redoable": int(count <= QUIET_ABOVE), "id": db.change},
    )
    lines += [
        UndoLine("kept", thing(row[0]), 1, describe(db, row), why)
        for row, why in sorted(work.blocked.items())
    ]
    lines += [
        UndoLine("refused", thing(row[0]), 1, describe(db, row), why)
        for row, why in sorted(work.refused.items())
    ]
    first = origin(db, work.target)
    word = "redid" if first.redone else "took back"
    return Change(
        f"{word} change {first.number}",
        UndoLine,
        lines,
        summary=f"{word.capitalize()} change {first.number} ({first.summary})",
        exit_code=5 if work.blocked or work.refused else 0,
    )


def _collect(db: Writer, change: Target) -> _Work:
    """Read what the change did."""
    work = _Work(change)
    bound = {"id": change.number}
    for name in db.tables:
        rows = db.tuples(f"SELECT id FROM {name} WHERE created_change = :id", bound)
        if rows:
            work.created[name] = [row[0] for row in rows]
    query = "SELECT tbl, row_id, kind, old FROM revision WHERE change_id = :id ORDER BY id DESC"
    born: set[Row] = {(name, row) for name, rows in work.created.items() for row in rows}
    for name, row_id, kind, old in db.tuples(query, bound):
        if name not in db.tables:
            raise damaged()
        if kind == "I":
            work.returned.add((name, row_id))
        elif kind == "D":
            values = image(old)
            # A row made and removed within the change leaves nothing to put back.
            if values["created_change"] != change.number:
                work.deletes.append((name, row_id, values))
        elif (name, row_id) not in born:
            work.updates.append((name, row_id, image(old)))
    gone = {(name, row_id) for name, row_id, _ in work.deletes}
    returned_and_gone = gone & work.returned
    work.returned -= returned_and_gone
    work.deletes = [part for part in work.deletes if part[:2] not in returned_and_gone]
    return work


def _find_touched(db: Writer, work: _Work) -> None:
    """Mark the rows of the change that a later change in force altered or removed."""
    test, _ = later(db, work.target.number)
    mine = {(name, row) for name, rows in work.created.items() for row in rows}
    mine |= work.returned
    mine |= {(name, row_id) for name, row_id, _ in work.updates}
    query = f"SELECT tbl, row_id, kind, change_id, old FROM revision WHERE {test} ORDER BY id DESC"
    for name, row_id, kind, change, old in db.tuples(query):
        row = (name, row_id)
        if row in mine:
            verb = "removed" if kind == "D" else "changed"
            work.blocked[row] = f"{verb} since, by change {change}"
        elif kind == "D" and image(old)["created_change"] == work.target.number:
            work.blocked[row] = f"removed since, by change {change}"


def _find_references(db: Writer, work: _Work) -> None:
    """Mark the rows to be deleted that a later row refers to."""
    restored = {
        (name, row_id, column): value
        for name, row_id, old in reversed(work.updates)
        for column, value in old.items()
    }
    doomed = {name: set(rows) for name, rows in work.created.items()}
    for name, row_id in work.returned:
        doomed.setdefault(name, set()).add(row_id)
    for child, info in db.tables.items():
        for column, parent in info.references.items():
            if parent not in doomed:
                continue
            for row_id, pointed in _referring(db, work, child, column, parent):
                if pointed not in doomed[parent] or row_id in doomed.get(child, ()):
                    continue
                if restored.get((child, row_id, column), pointed) != pointed:
                    continue  # taking the change back turns this reference away again
                work.blocked.setdefault((parent, pointed), f"{describe(db, (child, row_id))} refers to it")


def _referring(db: Writer, work: _Work, child: str, column: str, parent: str) -> Iterator[tuple[int, int]]:
    """Yield (row, what it refers to) of the rows that refer to rows this change made."""
    number = work.target.number
    if parent in work.created:
        yield from db.tuples(
            f"SELECT c.id, c.{column} FROM {parent} p JOIN {child} c ON c.{column} = p.id "
            f"WHERE p.created_change = :change AND c.created_change <> :change ORDER BY c.id",
            {"change": number},
        )
    for name, row_id in sorted(work.returned):
        if name == parent:
            yield from db.tuples(
                f"SELECT id, {column} FROM {child} WHERE {column} = :id ORDER BY id", {"id": row_id}
            )


def _find_missing(db: Writer, work: _Work) -> None:
    """Mark the rows to be put back or set back that would refer to a row which is gone."""
    waiting = [*work.deletes, *work.updates]
    returning = {(name, row_id) for name, row_id, _ in work.deletes}
    again = True
    while again:
        again = False
        for name, row_id, old in waiting:
            if (name, row_id) in work.blocked:
                continue
            gone = _gone(db, name, old, returning)
            if gone is not None:
                work.blocked[name, row_id] = f"it needs {gone}, which is gone"
                again = (name, row_id) in returning
                returning.discard((name, row_id))


def _gone(db: Writer, name: str, old: dict[str, Any], returning: set[Row]) -> str | None:
    """Return the first record that a row's old values refer to and that is neither there nor coming back."""
    for column, parent in db.tables[name].references.items():
        value = old.get(column)
        if value is None or (parent, value) in returning:
            continue
        if db.value(f"SELECT id FROM {parent} WHERE id = :id", {"id": value}) is None:
            return describe(db, (parent, value))
    return None


def _close_over_kept(db: Writer, work: _Work) -> None:
    """Keep with every kept row what it refers to and its parts, as far as this change made them."""
    made = {name: set(rows) for name, rows in work.created.items()}
    waiting = [row for row in work.blocked if row[1] in made.get(row[0], ())]
    while waiting:
        name, row_id = waiting.pop()
        if (name, row_id) in work.kept:
            continue
        work.kept.add((name, row_id))
        references = db.tables[name].references
        if references:
            columns = list(references)
            query = f"SELECT {', '.join(columns)} FROM {name} WHERE id = :id"
            for values in db.tuples(query, {"id": row_id}):
                for column, value in zip(columns, values, strict=True):
                    if value in made.get(references[column], ()):
                        waiting.append((references[column], value))
        for part in PARTS:
            for column, parent in db.tables[part].references.items():
                if parent == name and column in _PART_OF.get(part, (column,)) and part in made:
                    query = f"SELECT id FROM {part} WHERE {column} = :id AND created_change = :change"
                    found = db.tuples(query, {"id": row_id, "change": work.target.number})
                    waiting += [(part, row[0]) for row in found]


def _apply(db: Writer, work: _Work, *, quiet: bool) -> None:
    """Set old values again, put deleted rows back, delete what the change made."""
    db.defer_references()
    for name, row_id, old in work.updates:
        if (name, row_id) not in work.blocked:
            try:
                with db.savepoint():
                    db.update(name, row_id, old)
            except Conflict as error:
                work.refused[name, row_id] = error.message
    _put_back(db, work)
    if quiet:
        db.execute("UPDATE current_change SET quiet = 1")
    for name in reversed(list(db.tables)):
        if name in work.created:
            kept = sorted(row_id for table, row_id in work.kept if table == name)
            listed = f" AND id NOT IN ({', '.join(map(str, kept))})" if kept else ""
            db.execute(
                f"DELETE FROM {name} WHERE created_change = :change{listed}", {"change": work.target.number}
            )
        for table, row_id in sorted(work.returned):
            if table == name and (table, row_id) not in work.blocked:
                db.delete(table, row_id)
    if quiet:
        db.execute("UPDATE current_change SET quiet = 0")


def _put_back(db: Writer, work: _Work) -> None:
    """Insert deleted rows as they were, and log that, so that a redo can take them out again."""
    db.execute("UPDATE current_change SET quiet = 2")
    for name, row_id, old in work.deletes:
        if (name, row_id) in work.blocked:
            continue
        columns = [column for column in db.tables[name].columns if column in old]
        sql = (
            f"INSERT INTO {name} (id, {', '.join(columns)}) "
            f"VALUES (:id, {', '.join(':' + column for column in columns)})"
        )
        try:
            with db.savepoint():
                db.execute(sql, old | {"id": row_id})
                db.execute(
                    "INSERT INTO revision (change_id, tbl, row_id, kind) VALUES (:change, :tbl, :row, 'I')",
                    {"change": db.change, "tbl": name, "row": row_id},
                )
        except Conflict as error:
            work.refused[name, row_id] = error.message
    db.execute("UPDATE current_change SET quiet = 0")


def _removed_lines(db: Writer, work: _Work) -> Iterator[UndoLine]:
    """Yield what is removed, by kind of record, before it is done (names are still there)."""
    for name, rows in work.created.items():
        gone = [row for row in rows if (name, row) not in work.kept and (name, row) not in work.blocked]
        if gone:
            yield UndoLine("reversed", f"{thing(name)} removed", len(gone), _some(db, name, gone), None)
    returned = [row for row in sorted(work.returned) if row not in work.blocked]
    yield from _by_kind(db, returned, "removed again")


def _restored_lines(db: Writer, work: _Work) -> Iterator[UndoLine]:
    """Yield what was set back and put back, by kind of record, after it was done."""
    left = work.blocked.keys() | work.refused.keys()
    changed = dict.fromkeys((name, row_id) for name, row_id, _ in work.updates)
    restored = dict.fromkeys((name, row_id) for name, row_id, _ in work.deletes)
    yield from _by_kind(db, [row for row in changed if row not in left], "set back")
    yield from _by_kind(db, [row for row in restored if row not in left], "put back")


def _by_kind(db: Writer, rows: Sequence[Row], verb: str) -> Iterator[UndoLine]:
    for name in dict.fromkeys(table for table, _ in rows):
        ids = [row_id for table, row_id in rows if table == name]
        yield UndoLine("reversed", f"{thing(name)} {verb}", len(ids), _some(db, name, ids), None)


def _some(db: Writer, name: str, rows: list[int]) -> str:
    """Name the first few records; parts of records have no number to name."""
    if name not in BY_TABLE:
        return ""
    shown = ", ".join(describe(db, (name, row), short=True) for row in sorted(rows)[:NAMED_AT_MOST])
    return f"{shown} ..." if len(rows) > NAMED_AT_MOST else shown


def _in_the_way(db: Writer, work: _Work, *, nothing: bool = False) -> Conflict:
    """Return the error that names what was touched since; ``nothing`` else is left to take back."""
    rows = sorted((work.blocked | work.refused).items())
    first = "; ".join(f"{describe(db, row)}: {why}" for row, why in rows[:3])
    more = f"; and {len(rows) - 3} more" if len(rows) > 3 else ""
    number = work.target.number
    fact, hint = f"change {number} can't be taken back whole", f"crm undo {number} --keep-edited"
    if nothing:
        table, row_id = rows[0][0]
        fact = f"nothing of change {number} can be taken back"
        hint = f"crm history {BY_TABLE[table].ref(row_id)}" if table in BY_TABLE else "crm history"
    return Conflict(
        f"{fact}: {first}{more}",
        hint,
        [{"record": describe(db, row), "reason": why} for row, why in rows],
    )
