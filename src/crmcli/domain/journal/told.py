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

OUTCOME = Choice({"reversed": ("✓", "green"), "kept": ("•", "yellow"), "refused": ("✗", "red")})
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


def left_lines(db: Writer, work: Work) -> Iterator[UndoLine]:
    """Yield what was kept and what was refused, record by record, with the reason."""
    for outcome, rows in (("kept", work.blocked), ("refused", work.refused)):
        for row, why in sorted(rows.items()):
            yield UndoLine(outcome, thing(row[0]), 1, describe(db, row), why)


def _by_kind(db: Writer, rows: Sequence[Row], said: Callable[[str], str]) -> Iterator[UndoLine]:
    for name in dict.fromkeys(table for table, _ in rows):
        ids = [row_id for table, row_id in rows if table == name]
        yield UndoLine("reversed", said(thing(name)), len(ids), _some(db, name, ids), None)


def _some(db: Writer, name: str, rows: list[int]) -> str:
    """Name the first few records; parts of records have no number to name."""
    if name not in BY_TABLE:
        return ""
    shown = ", ".join(describe(db, (name, row), short=True) for row in sorted(rows)[:NAMED_AT_MOST])
    return f"{shown} ..." if len(rows) > NAMED_AT_MOST else shown


def in_the_way(db: Writer, work: Work, *, nothing: bool = False) -> Conflict:
    """Return the error that names what was touched since; ``nothing`` else is left to take back."""
    rows = sorted((work.blocked | work.refused).items())
    told = (say("{row}: {why}", row=describe(db, row), why=why) for row, why in rows[:3])
    first = listed(told, "; ")
    more = say("; and {count} more", count=len(rows) - 3) if len(rows) > 3 else ""
    number = work.target.number
    fact, hint = (
        say("change {number} can't be taken back whole", number=number),
        f"crm undo {number} --keep-edited",
    )
    if nothing:
        table, row_id = rows[0][0]
        fact = say("nothing of change {number} can be taken back", number=number)
        hint = f"crm history {BY_TABLE[table].ref(row_id)}" if table in BY_TABLE else "crm history"
    return Conflict(
        say("{fact}: {first}{more}", fact=fact, first=first, more=more),
        hint,
        [{"record": describe(db, row), "reason": why} for row, why in rows],
    )
