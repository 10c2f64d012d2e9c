"""Undo: one mechanism for edits, imports, merges and conversions, and a change itself.

A change created rows (they carry its number), changed rows and deleted rows (the journal holds
their old values). Taking it back sets the old values again, puts deleted rows back and deletes
the created ones, unless a later change in force touched them or a later row refers to them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.changes import Target, origin, target
from crmcli.domain.journal.keys import complete_keys
from crmcli.domain.journal.numbers import hold_numbers_in_use, hold_unreturned, keep_unreturned_numbers
from crmcli.domain.journal.obstacles import close_over_kept, find_missing, find_references, unmet
from crmcli.domain.journal.told import (
    UndoLine,
    done_again,
    in_the_way,
    left_lines,
    removed_lines,
    restored_lines,
)
from crmcli.domain.journal.touched import find_touched
from crmcli.domain.journal.words import done
from crmcli.domain.journal.work import Old, Work, collect
from crmcli.domain.results import Change
from crmcli.errors import Conflict, NotFound, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Writer


class _TriedOut(Exception):
    """What was tried is to be forgotten."""


QUIET_ABOVE = 20_000  # created rows: beyond it an undo is not logged row by row


@frozen
class Undo:
    """Which change (None: the latest in force), and whether to leave out what was touched since."""

    number: int | None = None
    keep_edited: bool = False
    redo: bool = False


def undo(db: Writer, request: Undo) -> Change[UndoLine]:
    """Take a change back; undoing an undo is the redo.

    Raises:
        NotFound: no such change.
        Refused: it was taken back already, or can't be.
        Conflict: something was touched since and ``keep_edited`` is not set (InPart, when the rest could
            be taken back), or nothing is left to take back; nothing is changed, ``details`` names what
            is in the way.
    """
    work = _survey(db, target(db, request.number, redo=request.redo))
    if work.blocked and not request.keep_edited:
        part = _some_of_it(db, work)
        raise in_the_way(db, work, part=part, first_back=None if part else _first_back(db, work))
    close_over_kept(db, work)
    count = sum(map(len, work.created.values()))
    lines = list(removed_lines(db, work))
    _apply(db, work, quiet=count > QUIET_ABOVE)
    lines += restored_lines(db, work)
    if work.refused and not request.keep_edited and lines:
        raise in_the_way(db, work, part=True)
    if not lines and (work.blocked or work.refused):
        raise in_the_way(db, work, first_back=_first_back(db, work))
    if work.blocked:
        complete_keys(db, work)
    db.execute(
        "UPDATE change SET undoes = :target, redoable = :redoable WHERE id = :id",
        {"target": work.target.number, "redoable": int(count <= QUIET_ABOVE), "id": db.change},
    )
    lines += left_lines(db, work)
    first = origin(db, work.target)
    if first.redone:
        lines = [done_again(line) for line in lines]
    redone = say("Redid change {number} ({summary})", number=first.number, summary=done(first.summary))
    undone = say("Took back change {number} ({summary})", number=first.number, summary=done(first.summary))
    return Change(
        f"{'redid' if first.redone else 'took back'} change {first.number}",
        UndoLine,
        lines,
        summary=redone if first.redone else undone,
        exit_code=5 if work.blocked or work.refused else 0,
    )


def _survey(db: Writer, change: Target) -> Work:
    """Read what a change did and what stands in the way of taking it back."""
    work = collect(db, change)
    find_touched(db, work)
    find_references(db, work)
    find_missing(db, work)
    hold_unreturned(db, work)
    hold_numbers_in_use(db, work)
    return work


def _some_of_it(db: Writer, work: Work) -> bool:
    """Tell whether anything can be taken back with what is in the way left as it is: tried, and undone.

    Nothing is left to find out where rows go that the change made, and with very many old values a few
    that the store will not have again don't matter.
    """
    close_over_kept(db, work)
    waiting = [old for old in (*work.updates, *work.deletes) if old.row not in work.blocked]
    if next(removed_lines(db, work), None) or len(waiting) > QUIET_ABOVE:
        return True
    tried = False
    with suppress(_TriedOut), db.savepoint():
        blocked = dict(work.blocked)
        _apply(db, work, quiet=False)
        tried = next(restored_lines(db, work), None) is not None
        work.blocked, work.refused = blocked, {}
        raise _TriedOut
    return tried


def _first_back(db: Writer, work: Work) -> int | None:
    """Return the latest change that has to be taken back before this one, and can be; None without one."""
    while work.blocked:
        number = max((work.later[row] for row in work.blocked if row in work.later), default=None)
        if number is None:
            return None
        try:
            work = _survey(db, target(db, number, redo=False))
        except (NotFound, Refused):
            return None
        if not work.blocked:
            return number
    return None


def _apply(db: Writer, work: Work, *, quiet: bool) -> None:
    """Set old values again, put deleted rows back, delete what the change made.

    What is handed back to a record that returns is handed back once it is there, and what the store
    refused before that is tried again then, newest first: a rule may have stood against it so far.
    """
    db.defer_references()
    returning = work.returning()
    waiting = {old.row for old in work.updates if _refers(db, old, returning)}
    for old in work.updates:
        if old.row not in waiting:
            _set_back(db, work, old)
    waiting |= work.refused.keys()
    work.refused.clear()
    _put_back(db, work)
    for old in work.updates:
        if old.row in waiting:
            _set_back(db, work, old)
    keep_unreturned_numbers(db, work)
    _remove(db, work, quiet=quiet)


def _remove(db: Writer, work: Work, *, quiet: bool) -> None:
    """Delete what the change made and what it, an undo, had put back."""
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


def _refers(db: Writer, old: Old, rows: set[tuple[str, int]]) -> bool:
    """Tell whether the old values refer to one of some rows."""
    return any(
        (parent, old.values.get(column)) in rows for column, parent in db.tables[old.table].references.items()
    )


def _set_back(db: Writer, work: Work, old: Old) -> None:
    """Set the old values of a row again, unless it is to be left or the store refuses."""
    if old.row in work.blocked or old.row in work.refused:
        return
    why = unmet(db, work, old)
    if why is not None:
        work.refused[old.row] = why
        return
    try:
        with db.savepoint():
            db.update(old.table, old.number, old.values)
    except (Conflict, Refused) as error:
        work.refused[old.row] = error.message


def _put_back(db: Writer, work: Work) -> None:
    """Insert deleted rows as they were, and log that, so that a redo can take them out again."""
    db.execute("UPDATE current_change SET quiet = 2")
    for old in work.deletes:
        if old.row in work.blocked or old.row in work.left:
            continue
        why = unmet(db, work, old)
        if why is not None:
            work.refused[old.row] = why
            continue
        columns = [column for column in db.tables[old.table].columns if column in old.values]
        sql = (
            f"INSERT INTO {old.table} (id, {', '.join(columns)}) "
            f"VALUES (:id, {', '.join(':' + column for column in columns)})"
        )
        try:
            with db.savepoint():
                db.execute(sql, old.values | {"id": old.number})
                db.execute(
                    "INSERT INTO revision (change_id, tbl, row_id, kind) VALUES (:change, :tbl, :row, 'I')",
                    {"change": db.change, "tbl": old.table, "row": old.number},
                )
        except (Conflict, Refused) as error:
            work.refused[old.row] = error.message
    db.execute("UPDATE current_change SET quiet = 0")
