"""Conflicts: a field that was changed on both sides. The value here stays until somebody decides.

An open one is a row of ``record_key`` (noun ``sync!/TABLE``), so it is in the journal and goes with the undo
of the file. It is over when the field holds something else than it held then: whoever changed it decided.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.journal.words import describe, told_label
from crmcli.domain.kinds import ROOMY, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Change, Listing
from crmcli.domain.sync.form import CUSTOM, OPEN, SETTLED, forms
from crmcli.domain.targets import stored_text
from crmcli.errors import Conflict, ExitCode, NotFound, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from crmcli.sql import Reader, Writer

THEIRS, OURS = "theirs", "ours"


class Clash(NamedTuple):
    """A field with two values; ``key`` is its row in ``record_key``, None while it is not written."""

    peer: str
    table: str
    number: int
    field: str
    ours: Any
    theirs: Any
    key: int | None = None


@frozen
class ConflictRow:
    """A field that both sides changed; what is here stands until somebody decides."""

    record: Annotated[str, Text()]
    field: Annotated[str, Text()]
    ours: Annotated[str | None, Text("here")]
    theirs: Annotated[str | None, Text("there")]
    peer: Annotated[str, Text(show=ROOMY)]


@frozen
class ListConflicts:
    """Those of some records, numbers as C-12; all without any."""

    refs: tuple[str, ...] = ()


@frozen
class Settle:
    """Decide conflicts, those of some records or all: ``side`` is "ours" or "theirs"."""

    side: str
    refs: tuple[str, ...] = ()


def list_conflicts(db: Reader, request: ListConflicts) -> Listing[ConflictRow]:
    """List the conflicts that are open.

    Raises:
        NotFound: a record that is named has none.
    """
    rows = shown(db, _chosen(db, request.refs))
    return Listing(ConflictRow, rows, empty="no conflict is open")


def settle(db: Writer, request: Settle) -> Change[ConflictRow]:
    """Decide conflicts; the other store learns of it with the next file.

    Raises:
        NotFound: a record that is named has none.
    """
    found = _chosen(db, request.refs)
    rows = shown(db, found)
    left = decide(db, found, request.side)
    drop_stale(db)
    count = len(found) - len(left)
    side = say("the values from there") if request.side == THEIRS else say("the values here")
    return Change(
        f"settled {count} conflicts: {request.side}",
        ConflictRow,
        rows,
        summary=say("Conflicts settled with {side}: {count}", count=count, side=side),
        notes=tuple(
            say("{record} can't have it: {why}", record=describe(db, at), why=why) for at, why in left.items()
        ),
        exit_code=int(ExitCode.PARTIAL) if left else 0,
    )


def decide(db: Writer, clashes: Sequence[Clash], side: str) -> dict[tuple[str, int], str]:
    """Settle conflicts, and note what was decided for the other store; fields of a row are set at once.

    Return the rows that the store won't have with the values from there, and why; they stay open.
    """
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for clash in clashes if side == THEIRS else ():
        rows.setdefault((clash.table, clash.number), {})[clash.field] = clash.theirs
    left: dict[tuple[str, int], str] = {}
    for (table, number), values in rows.items():
        try:
            with db.savepoint():
                put(db, table, number, values)
        except (Conflict, Refused) as error:
            left[table, number] = error.message
    for clash in clashes:
        if (clash.table, clash.number) in left:
            continue
        over, take = (clash.ours, clash.theirs) if side == THEIRS else (clash.theirs, clash.ours)
        if clash.key is not None:
            db.delete("record_key", clash.key)
        _write(db, SETTLED, clash, {"f": clash.field, "over": over, "take": take})
    return left


def keep(db: Writer, clash: Clash) -> None:
    """Write an open conflict; an older one about the same field goes."""
    for old in _stored(db):
        if (old.table, old.number, old.field, old.peer) == (
            clash.table,
            clash.number,
            clash.field,
            clash.peer,
        ):
            db.delete("record_key", old.key or 0)
    _write(db, OPEN, clash, {"f": clash.field, "ours": clash.ours, "theirs": clash.theirs})


def _write(db: Writer, kind: str, clash: Clash, told: dict[str, Any]) -> None:
    norm = json.dumps({"n": clash.number, **told, "c": db.change}, ensure_ascii=False)
    source = f"sync:{clash.peer}"
    db.insert(
        "record_key", {"noun": kind + clash.table, "number": clash.number, "source": source, "norm": norm}
    )


def put(db: Writer, table: str, number: int, values: dict[str, Any]) -> None:
    """Set fields of a row with the forms that follow from them; ``custom.NAME`` is one custom field."""
    plain = {name: value for name, value in values.items() if not name.startswith(CUSTOM)}
    own = {name.removeprefix(CUSTOM): value for name, value in values.items() if name.startswith(CUSTOM)}
    columns = db.tables[table].columns
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE id = :id"
    row = dict(zip(columns, db.tuples(query, {"id": number})[0], strict=True))
    if own:
        from crmcli.domain.records import dump_custom

        merged = {**(json.loads(row["custom"]) if row["custom"] else {}), **own}
        plain["custom"] = dump_custom({name: value for name, value in merged.items() if value is not None})
    db.update(table, number, plain | forms(db, table, {**row, **plain}))


def open_conflicts(db: Reader) -> list[Clash]:
    """Return the conflicts that nobody has decided, oldest first."""
    return [clash for clash in _stored(db) if _stands(db, clash)]


def drop_stale(db: Writer, peer: str = "", agreed: AbstractSet[tuple[str, int, str]] = frozenset()) -> None:
    """Take away conflicts that are over, and those with a peer about fields that hold the same there."""
    for clash in _stored(db):
        same = clash.peer == peer and (clash.table, clash.number, clash.field) in agreed
        if same or not _stands(db, clash):
            db.delete("record_key", clash.key or 0)


def _stored(db: Reader) -> list[Clash]:
    query = "SELECT id, noun, number, source, norm FROM record_key WHERE noun LIKE 'sync!/%' ORDER BY id"
    found = []
    for key, noun, number, source, norm in db.tuples(query):
        told = json.loads(norm)
        peer = source.partition(":")[2]
        table = noun.removeprefix(OPEN)
        found.append(Clash(peer, table, number, told["f"], told["ours"], told["theirs"], key))
    return found


def _stands(db: Reader, clash: Clash) -> bool:
    if clash.table not in db.tables:
        return False
    there, now = current(db, clash.table, clash.number, clash.field)
    return there and now == clash.ours and clash.ours != clash.theirs


def current(db: Reader, table: str, number: int, field: str) -> tuple[bool, Any]:
    """Return whether a row is there, and what a field of it holds."""
    column = "custom" if field.startswith(CUSTOM) else field
    if column not in db.tables[table].columns:
        return False, None
    rows = db.tuples(f"SELECT {column} FROM {table} WHERE id = :id", {"id": number})
    if not rows:
        return False, None
    value = rows[0][0]
    if column != field:
        value = (json.loads(value) if value else {}).get(field.removeprefix(CUSTOM))
    return True, value


def _chosen(db: Reader, refs: Sequence[str]) -> list[Clash]:
    found = open_conflicts(db)
    if not refs:
        return found
    wanted = {ref.upper() for ref in refs}
    named = [clash for clash in found if _ref(clash).upper() in wanted]
    missing = wanted - {_ref(clash).upper() for clash in named}
    if missing:
        raise NotFound(say("no conflict is open about {ref}", ref=min(missing)), "crm sync conflicts")
    return named


def _ref(clash: Clash) -> str:
    noun = BY_TABLE.get(clash.table)
    return noun.ref(clash.number) if noun else f"{clash.table}-{clash.number}"


def shown(db: Reader, clashes: Sequence[Clash]) -> list[ConflictRow]:
    """Return conflicts as people read them."""
    rows = []
    for clash in clashes:
        record = describe(db, (clash.table, clash.number))
        field = (
            clash.field.removeprefix(CUSTOM) if clash.field.startswith(CUSTOM) else told_label(clash.field)
        )
        ours, theirs = (_text(db, clash, value) for value in (clash.ours, clash.theirs))
        rows.append(ConflictRow(record, field, ours, theirs, clash.peer))
    return rows


def _text(db: Reader, clash: Clash, value: Any) -> str | None:
    noun = BY_TABLE.get(clash.table)
    if value is None or noun is None or clash.field not in db.tables[clash.table].columns:
        return None if value is None else str(value)
    currency = None
    if "currency" in db.tables[clash.table].columns:
        currency = current(db, clash.table, clash.number, "currency")[1]
    told = stored_text(db, noun, clash.field, value, currency)
    return None if told is None else str(told)
