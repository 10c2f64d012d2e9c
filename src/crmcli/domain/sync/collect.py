"""What changes did, row by row, read back from the journal: the newest state, undone step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.journal.image import image
from crmcli.domain.sync.form import Row, columns, shared
from crmcli.errors import Refused
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.sql import Reader

_PAGE = 2_000
NEW, SET, DEL = "new", "set", "del"


class Op(NamedTuple):
    """One step of one row: ``row`` its values (new) or those that changed (set), ``was`` before that."""

    change: int
    kind: str
    table: str
    number: int
    row: Row
    was: Row


def collect(db: Reader, since: int) -> list[Op]:
    """Return what all changes after ``since`` did, in the order of the changes.

    Raises:
        Refused: one of them took back so many rows that the journal doesn't hold them.
    """
    _refuse_unlogged(db, since)
    names = {table: columns(db, table) for table in shared(db)}
    query = "SELECT change_id, tbl, row_id, kind, old FROM revision WHERE change_id > :since ORDER BY id DESC"
    steps = [step for step in db.tuples(query, {"since": since}) if step[1] in names]
    made = [_made(db, table, names[table], steps, since) for table in names]
    found = [op for ops in made for op in ops]
    order = {table: at for at, table in enumerate(names)}
    # Within a change parents come first, what goes goes last; a row's own steps keep their order.
    found.sort(key=lambda op: (op.change, op.kind == DEL, order[op.table]))
    return found


def _made(
    db: Reader, table: str, names: Sequence[str], steps: Sequence[tuple[int, str, int, str, str]], since: int
) -> list[Op]:
    """Return the steps of one table's rows, oldest first."""
    mine = [step for step in steps if step[1] == table]
    state = _states(db, table, names, [step[2] for step in mine], since)
    found: list[Op] = []
    for change, _, number, kind, old in mine:
        after = state.get(number)
        if kind != "U" and after is not None:
            # Put back by an undo, or inserted anew under its number.
            at = change if kind == "I" else after["created_change"]
            found.append(Op(at, NEW, table, number, _shown(names, after), {}))
        if kind == "I":
            state[number] = None
            continue
        before = image(old)
        if kind == "D":
            found.append(Op(change, DEL, table, number, {}, _shown(names, before)))
        elif after is not None:
            altered = [name for name in names if before.get(name) != after.get(name)]
            if altered:
                row, was = ({name: one.get(name) for name in altered} for one in (after, before))
                found.append(Op(change, SET, table, number, row, was))
        state[number] = before
    for number, born in state.items():
        if born is not None and born["created_change"] > since:
            found.append(Op(born["created_change"], NEW, table, number, _shown(names, born), {}))
    found.reverse()
    if table == "record_key":
        return [op for op in found if not str((op.row or op.was).get("noun", "")).startswith("sync")]
    return _dated(db, found) if table == "consent" else found


def _dated(db: Reader, ops: list[Op]) -> list[Op]:
    """Give a statement of consent without a day the day it was written down: it counts from then."""
    made = []
    for op in ops:
        if op.kind == NEW and op.row.get("decided_on") is None:
            at = db.value("SELECT at FROM change WHERE id = :id", {"id": op.change})
            made.append(op._replace(row={**op.row, "decided_on": at[:10]}))
        else:
            made.append(op)
    return made


def _shown(names: Sequence[str], row: Row) -> Row:
    return {name: row[name] for name in names if row.get(name) is not None}


def _states(
    db: Reader, table: str, names: Sequence[str], numbers: Sequence[int], since: int
) -> dict[int, Row | None]:
    """Return the rows of a table that were made or altered since, as they are now; None: gone."""
    asked = ("id", "created_change", *names)
    select = f"SELECT {', '.join(asked)} FROM {table} WHERE"
    state: dict[int, Row | None] = dict.fromkeys(numbers)
    for row in _rows(db, select, sorted(state)):
        state[row[0]] = dict(zip(asked, row, strict=True))
    for row in db.tuples(f"{select} created_change > :since ORDER BY id DESC", {"since": since}):
        state[row[0]] = dict(zip(asked, row, strict=True))
    return state


def _rows(db: Reader, select: str, numbers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(numbers), _PAGE):
        test, bound = within(db.engine, "id", "ids", list(numbers[start : start + _PAGE]))
        yield from db.tuples(f"{select} {test}", bound)


def _refuse_unlogged(db: Reader, since: int) -> None:
    """Refuse to go over a change that took back rows without a word about each.

    Raises:
        Refused: there is one, and the rows may be known elsewhere.
    """
    query = (
        "SELECT id, undoes FROM change WHERE undoes IS NOT NULL AND redoable = 0 "
        "AND id > :since AND undoes <= :since ORDER BY id LIMIT 1"
    )
    for number, undone in db.tuples(query, {"since": since}):
        raise Refused(
            say(
                "change {number} took back change {undone} with more rows than the journal keeps",
                number=number,
                undone=undone,
            ),
            "give the other store a whole new copy: crm backup",
        )
