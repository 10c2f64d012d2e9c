"""What a later change touched of what an earlier one did.

Taking back goes by row: a row that was edited since is left as it is. The exception is whom a row
belongs to, since that depends on no other column: where the change, or what came later, did nothing
but hand a row to another customer, contact or lead, the columns of the change alone are set back.
So an order that a merge moved, and whose amount was corrected since, goes back with its new amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.image import image
from crmcli.domain.journal.numbers import meant_by
from crmcli.domain.journal.work import Old, Row, Work
from crmcli.domain.nouns import PARTIES
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.sql import Writer

_PARTIES = frozenset(noun.table for noun in PARTIES)


def find_touched(db: Writer, work: Work) -> None:
    """Mark the rows of the change that a later change in force altered or removed."""
    made = {(name, row) for name, rows in work.created.items() for row in rows} | work.returned
    changed = {old.row for old in work.updates}
    query = f"SELECT tbl, row_id, kind, change_id, old FROM revision WHERE {work.after} ORDER BY id DESC"
    for name, row_id, kind, change, old in db.tuples(query):
        row = (name, row_id)
        ours = row in made or row in changed
        if row in work.blocked:
            continue  # the newest says how it stands, and is to be taken back first
        if not ours and not (kind == "D" and image(old)["created_change"] == work.target.number):
            continue
        gone = say("removed since, by change {change}", change=change)
        there = say("changed since, by change {change}", change=change)
        work.blocked[row], work.later[row] = gone if kind == "D" else there, change
    _set_apart(db, work, [row for row in work.blocked if row in changed and row not in made])
    _release_numbers(db, work)


def _set_apart(db: Writer, work: Work, rows: list[Row]) -> None:
    """Let go of the rows of which only whom they belong to is set back, or was altered since."""
    found = {row: columns for row in rows if (columns := _apart(db, work, row))}
    for row in found:
        del work.blocked[row]
    if found:
        work.updates = [
            Old(*old.row, {name: value for name, value in old.values.items() if name in found[old.row]})
            if old.row in found
            else old
            for old in work.updates
        ]


def _apart(db: Writer, work: Work, row: Row) -> set[str]:
    """Return the columns the change altered, when what came later altered others; else nothing."""
    name, row_id = row
    query = (
        "SELECT change_id, kind, old FROM revision "
        "WHERE tbl = :tbl AND row_id = :row AND change_id >= :change ORDER BY id"
    )
    steps = db.tuples(query, {"tbl": name, "row": row_id, "change": work.target.number})
    columns = db.tables[name].columns
    now = db.tuples(f"SELECT {', '.join(columns)} FROM {name} WHERE id = :id", {"id": row_id})
    after: dict[str, Any] = dict(zip(columns, now[0], strict=True)) if now else {}
    ours: set[str] = set()
    theirs: set[str] = set()
    for change, kind, old in reversed(steps):
        if kind == "I":
            continue
        before = image(old)
        altered = {column for column, value in before.items() if value != after.get(column)}
        after = before
        if change == work.target.number:
            ours |= altered
        elif change not in work.neutral:
            if kind == "D":
                return set()
            theirs |= altered
    whose = {column for column, parent in db.tables[name].references.items() if parent in _PARTIES}
    return ours if not ours & theirs and (ours <= whose or theirs <= whose) else set()


def _release_numbers(db: Writer, work: Work) -> None:
    """Let go of the numbers of records that come back, also when a later merge handed them on."""
    returning = work.returning()
    for number in work.created.get("alias", ()):
        if ("alias", number) in work.blocked and meant_by(db, number) in returning:
            del work.blocked["alias", number]
