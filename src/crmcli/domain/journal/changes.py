"""Changes: the list of them, which are in force, and which count as touching a row later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.words import done
from crmcli.domain.kinds import DETAIL, ROOMY, Choice, Instant, Number, Text
from crmcli.domain.results import Listing
from crmcli.errors import NotFound, Refused
from crmcli.said import say
from crmcli.sql import EVERY_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader, Writer

_FIRST = 1
STATE = Choice({"undone": ("", "dim"), "in force": ("", "")})


@frozen
class ListChanges:
    """The newest changes first; ``limit`` 0 is all; ``imports`` True shows imports only."""

    limit: int = 0
    imports: bool = False


@frozen
class ChangeLine:
    """One command that wrote."""

    change: Annotated[int, Number()]
    at: Annotated[datetime, Instant("when")]
    who: str
    branch: Annotated[str | None, Text(show=ROOMY)]
    what: Annotated[str | None, Text()]
    command: Annotated[str, Text(show=ROOMY, dim=True)]
    state: Annotated[str, STATE]
    undoes: Annotated[int | None, Number(show=ROOMY)]
    file_sha256: Annotated[str | None, Text(show=DETAIL)]


_LIST = """
SELECT c.id AS change, c.at, c.actor AS who, c.branch, c.summary AS what, c.command,
  'in force' AS state, c.undoes, c.input_sha256 AS file_sha256
FROM change c WHERE {test} ORDER BY c.id DESC LIMIT :limit
"""


def list_changes(db: Reader, request: ListChanges) -> Listing[ChangeLine]:
    """List the changes, newest first."""
    from dataclasses import replace

    test = "c.input_sha256 IS NOT NULL" if request.imports else "c.id > 1"
    rows = db.rows(ChangeLine, _LIST.format(test=test), {"limit": request.limit or EVERY_ROW})
    dead = dead_changes(db)
    shown = [
        replace(
            row,
            state="undone" if row.change in dead else row.state,
            what=row.what and done(row.what),
        )
        for row in rows
    ]
    total = db.value(f"SELECT count(*) FROM change c WHERE {test}") if request.limit else None
    return Listing(
        ChangeLine,
        shown,
        total=total if total != len(shown) else None,
        notes=(say("change 1 made the store itself"),) if _from_the_first(request, shown) else (),
        empty="nothing was imported yet: crm import customers FILE --dry-run"
        if request.imports
        else 'nothing was changed yet: crm customer add "Işık Mobilya"',
    )


def _from_the_first(request: ListChanges, shown: Sequence[ChangeLine]) -> bool:
    """Tell whether a list goes back to where it all began: a store counts its own making as change 1."""
    return bool(shown) and not request.imports and shown[-1].change == _FIRST + 1


class Target(NamedTuple):
    """The change an undo speaks of."""

    number: int
    at: str
    actor: str
    summary: str
    redoable: bool
    undoes: int | None


def dead_changes(db: Reader) -> set[int]:
    """Return the changes that were taken back and not redone."""
    dead: set[int] = set()
    for number, undoes in db.tuples(
        "SELECT id, undoes FROM change WHERE undoes IS NOT NULL ORDER BY id DESC"
    ):
        if number not in dead:
            dead.add(undoes)
    return dead


def later(db: Reader, number: int) -> tuple[str, set[int]]:
    """Return an SQL test over ``change_id`` and the neutral changes it leaves out.

    Of the changes after ``number`` those count that still have an effect: not the ones taken back,
    nor the undoes that took them back.
    """
    neutral = {dead for dead in dead_changes(db) if dead > number}
    for undo, undoes in db.tuples("SELECT id, undoes FROM change WHERE undoes > :n", {"n": number}):
        if undoes > number:
            neutral.add(undo)
    listed = ", ".join(str(change) for change in sorted(neutral)) or "0"
    return f"change_id > {number:d} AND change_id NOT IN ({listed})", neutral


def target(db: Writer, number: int | None, *, redo: bool) -> Target:
    """Return the change meant: a number, else the latest in force (for a redo: the latest undo).

    Raises:
        NotFound: no such change, or nothing to take back.
        Refused: it is taken back already, or can't be.
    """
    dead = dead_changes(db)
    if number is None:
        number = _latest(db, dead, redo=redo)
        if number is None:
            raise NotFound(
                say("there is nothing to {part}", part=say("redo") if redo else say("undo")), "crm history"
            )
    rows = db.tuples(
        "SELECT id, at, actor, coalesce(summary, command), redoable, undoes FROM change "
        "WHERE id = :id AND id < :this",
        {"id": number, "this": db.change},
    )
    if not rows:
        raise NotFound(say("there is no change {number}", number=number), "crm history")
    if number in dead:
        by = db.value("SELECT max(id) FROM change WHERE undoes = :id", {"id": number})
        raise Refused(
            say("change {number} is taken back already, by change {by}", number=number, by=by),
            f"crm undo {by}",
        )
    found_row = Target(rows[0][0], rows[0][1], rows[0][2], rows[0][3], bool(rows[0][4]), rows[0][5])
    if not found_row.redoable:
        if db.value("SELECT detail FROM change WHERE id = :id", {"id": number}) == "erasure":
            raise Refused(
                say("change {number} erased a person; that can't be taken back", number=number),
                "crm privacy list",
            )
        first, large = say("the first of a store"), say("too large to be put back from the journal")
        what = first if number == 1 else large
        hint = None if number == 1 else say("import the file again")
        raise Refused(
            say("change {number} can't be taken back: it was {what}", number=number, what=what), hint
        )
    return found_row


class Origin(NamedTuple):
    """The command that an undo, or an undo of an undo, is about; ``redone`` when it is in force again."""

    number: int
    summary: str
    redone: bool


def origin(db: Reader, change: Target) -> Origin:
    """Return the command at the beginning of a chain of undoes: itself when the change is no undo."""
    number, summary, undoes, redone = change.number, change.summary, change.undoes, False
    while undoes is not None:
        number, redone = undoes, not redone
        query = "SELECT coalesce(summary, command), undoes FROM change WHERE id = :id"
        summary, undoes = db.tuples(query, {"id": number})[0]
    return Origin(number, summary, redone)


def _latest(db: Writer, dead: set[int], *, redo: bool) -> int | None:
    """Return the latest command in force, or the latest undo in force (a redo is neither)."""
    found = db.tuples(
        "SELECT id, undoes FROM change WHERE id > 1 AND id < :this ORDER BY id", {"this": db.change}
    )
    depth: dict[int, int] = {}
    for number, undoes in found:
        depth[number] = depth.get(undoes, 0) + 1 if undoes else 0
    wanted = (number for number in depth if number not in dead)
    return max((n for n in wanted if (depth[n] % 2 == 1 if redo else depth[n] == 0)), default=None)
