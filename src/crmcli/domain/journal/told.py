"""What a person reads of an undo: what was reversed, what was kept, what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.words import describe, thing
from crmcli.domain.kinds import Choice, Number, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.errors import Conflict
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crmcli.domain.journal.work import Row, Work
    from crmcli.sql import Writer

OUTCOME = Choice(
    {
        "reversed": ("✓", "green"),
        "done again": ("✓", "green"),
        "kept": ("•", "yellow"),
        "refused": ("✗", "red"),
    }
)
NAMED_AT_MOST = 5


@frozen
class UndoLine:
    """What became of a record, or of many records of one kind."""

    outcome: Annotated[str, OUTCOME]
    what: Annotated[str, Text()]
    count: Annotated[int, Number()]
    records: Annotated[str, Text("records")]
    reason: Annotated[str | None, Text()]


def removed_lines(db: Writer, work: Work) -> Iterator[UndoLine]:
    """Yield what is removed, by kind of record, before it is done (names are still there)."""
    for name, rows in work.created.items():
        gone = [row for row in rows if (name, row) not in work.kept and (name, row) not in work.blocked]
        gone = _told(db, name, gone)
        if gone:
            yield UndoLine(
                "reversed", say("{thing} removed", thing=thing(name)), len(gone), _some(db, name, gone), None
            )
    returned = [row for row in sorted(work.returned) if row not in work.blocked]
    yield from _by_kind(db, returned, lambda thing: say("{thing} removed again", thing=thing))


def restored_lines(db: Writer, work: Work) -> Iterator[UndoLine]:
    """Yield what was set back and put back, by kind of record, after it was done."""
    left = work.blocked.keys() | work.refused.keys() | work.left
    changed = dict.fromkeys(old.row for old in work.updates)
    restored = dict.fromkeys(old.row for old in work.deletes)
    set_back = [row for row in changed if row not in left]
    put_back = [row for row in restored if row not in left]
    yield from _by_kind(db, set_back, lambda thing: say("{thing} set back", thing=thing))
    yield from _by_kind(db, put_back, lambda thing: say("{thing} put back", thing=thing))


def done_again(line: UndoLine) -> UndoLine:
    """Return a line of a redo: what an undo had reversed is done again."""
    from dataclasses import replace

    return replace(line, outcome="done again") if line.outcome == "reversed" else line


def left_lines(db: Writer, work: Work) -> Iterator[UndoLine]:
    """Yield what was kept and what was refused, record by record, with the reason."""
    for outcome, rows in (("kept", work.blocked), ("refused", work.refused)):
        for row, why in sorted(rows.items()):
            yield UndoLine(outcome, thing(row[0]), 1, describe(db, row), why)


def _by_kind(db: Writer, rows: Sequence[Row], said: Callable[[str], str]) -> Iterator[UndoLine]:
    for name in dict.fromkeys(table for table, _ in rows):
        ids = _told(db, name, [row_id for table, row_id in rows if table == name])
        if ids:
            yield UndoLine("reversed", said(thing(name)), len(ids), _some(db, name, ids), None)


def _told(db: Writer, name: str, rows: list[int]) -> list[int]:
    """Leave out which row is which in another store: that goes with the row and is nothing to tell."""
    if name != "record_key" or not rows:
        return rows
    query = "SELECT id FROM record_key WHERE noun LIKE 'sync%' AND id BETWEEN :low AND :high"
    ours = {row[0] for row in db.tuples(query, {"low": min(rows), "high": max(rows)})}
    return [row for row in rows if row not in ours]


def _some(db: Writer, name: str, rows: list[int]) -> str:
    """Name the first few records; parts of records have no number to name."""
    if name not in BY_TABLE:
        return ""
    shown = ", ".join(describe(db, (name, row), short=True) for row in sorted(rows)[:NAMED_AT_MOST])
    return f"{shown} ..." if len(rows) > NAMED_AT_MOST else shown


class InPart(Conflict):
    """A change that can't be taken back whole; with ``keep_edited`` the rest of it can."""


def in_the_way(db: Writer, work: Work, *, first_back: int | None = None, part: bool = False) -> Conflict:
    """Return the error that names what stands in the way.

    ``part`` of the change can be taken back all the same; else ``first_back`` is the change to be taken
    back before it, where there is such a one.
    """
    rows = sorted((work.blocked | work.refused).items())
    told = (say("{row}: {why}", row=describe(db, row), why=why) for row, why in rows[:3])
    first = listed(told, "; ")
    more = say("; and {count} more", count=len(rows) - 3) if len(rows) > 3 else ""
    number = work.target.number
    if part:
        fact = say("change {number} can't be taken back whole", number=number)
        hint = f"crm undo {number} --keep-edited"
    elif first_back:
        fact = say(
            "change {number} can't be taken back before change {first}", number=number, first=first_back
        )
        hint = f"crm undo {first_back}"
    else:
        table, row_id = rows[0][0]
        fact = say("nothing of change {number} can be taken back", number=number)
        hint = f"crm history {BY_TABLE[table].ref(row_id)}" if table in BY_TABLE else "crm history"
    return (InPart if part else Conflict)(
        say("{fact}: {first}{more}", fact=fact, first=first, more=more),
        hint,
        [{"record": describe(db, row), "reason": why} for row, why in rows],
    )
