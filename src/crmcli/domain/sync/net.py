"""What a file comes to for each row: many steps of many changes made one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.sync.form import Gid, Row

if TYPE_CHECKING:
    from crmcli.domain.sync.read import Passed, SyncFile


class Step(NamedTuple):
    """A field's way: its value before the first change, after the last, and what the sender knew then."""

    was: Any
    now: Any
    level: int


class Decision(NamedTuple):
    """A conflict that was decided there: which value goes (``over``), which stays."""

    table: str
    id: Gid
    field: str
    over: Any
    take: Any


@dataclass(slots=True)
class Net:
    """One row. ``before`` it was there; ``born`` it was added; ``dead`` is the change that removed it, or 0.

    ``level`` is the change of ours that the sender knew when it touched the row last. ``again``: it
    stayed, or came back, when a file of ours was applied; ``row`` holds it for where it is gone.
    """

    table: str
    id: Gid
    before: bool
    born: bool = False
    dead: int = 0
    level: int = 0
    again: bool = False
    row: Row = field(default_factory=dict)
    sets: dict[str, Step] = field(default_factory=dict)


class Netted(NamedTuple):
    """The rows of a file by table and identity, in the order they appear, and what was decided there."""

    rows: dict[tuple[str, Gid], Net]
    decisions: list[Decision]
    steps: int


def net(file: SyncFile, after: int, me: str) -> Netted:
    """Return what the changes behind ``after`` come to; what the sender has from us is left out."""
    rows: dict[tuple[str, Gid], Net] = {}
    decisions: list[Decision] = []
    steps = 0
    for change in file.changes:
        if change.number <= after:
            continue
        steps += _take(change, me, rows, decisions)
    for key in [key for key, one in rows.items() if one.born and one.dead]:
        if rows[key].before:
            rows[key].born = False
        else:
            del rows[key]
    return Netted(rows, decisions, steps)


def _take(change: Passed, me: str, rows: dict[tuple[str, Gid], Net], decisions: list[Decision]) -> int:
    """Add the steps of one change; return how many counted."""
    count = 0
    for step in change.steps:
        if change.via == me and not step.own:
            continue
        count += 1
        if step.kind == "settle":
            ((name, (over, take)),) = step.row.items()
            decisions.append(Decision(step.table, step.id, name, over, take))
            continue
        key = step.table, step.id
        one = rows.get(key)
        if one is None:
            one = rows[key] = Net(step.table, step.id, before=step.kind != "new")
        one.level = change.level
        if step.kind == "new" and step.own and not one.born:
            one.again, one.row, one.dead = True, dict(step.row), 0
        elif step.kind == "new":
            # A row that was removed and put back was known before: then it is born once more.
            one.born, one.dead, one.row = True, 0, dict(step.row)
            one.sets.clear()
        elif step.kind == "del":
            one.dead = change.number
        elif one.born:
            one.row.update({name: now for name, (_, now) in step.row.items()})
        else:
            for name, (was, now) in step.row.items():
                first = one.sets[name].was if name in one.sets else was
                one.sets[name] = Step(first, now, change.level)
    return count
