"""Changes as the lines of a file that another store applies.

JSON lines. First what the file is, then per change one line about it and one for each row it touched, last
a digest of all before it. References are identities: a number is the sender's own row, ``"ankara:17"``
another store's.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.sync.collect import DEL, NEW, Op, collect
from crmcli.domain.sync.form import FORMAT, SETTLED, STAYED, VERSION, Gid, columns, pointers
from crmcli.domain.sync.ids import Ids
from crmcli.domain.sync.peers import Peers, first_changes, mark
from crmcli.errors import NotFound
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.sync.form import Row
    from crmcli.sql import Reader

_ENCODE = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


@frozen
class Export:
    """Changes after ``since``, None: what ``to``, or any peer, lacks; ``schema`` is the tables' version."""

    schema: int
    since: int | None = None
    to: str | None = None


@frozen
class Exported:
    """What a file holds: ``lines`` are its text, ``rows`` how many steps of rows."""

    name: str
    since: int
    until: int
    changes: int
    rows: int
    lines: tuple[str, ...]


def export(db: Reader, request: Export) -> Exported:
    """Return the changes of this store as the lines of a file.

    Raises:
        Refused: the store has no name, or its journal can't tell what happened.
        NotFound: there is no such peer.
    """
    return _Writer(db, request).run()


class _Writer:
    """One file in the making."""

    def __init__(self, db: Reader, request: Export) -> None:
        self._db = db
        self._schema = request.schema
        self._peers = Peers(db)
        self._me = self._peers.named()
        self._ids = Ids(db, self._me)
        self._since, self._skipped = self._begin(request)

    def _begin(self, request: Export) -> tuple[int, str | None]:
        """Return from where to export, and whose own changes are left out."""
        known = self._peers.known()
        if request.to is not None and request.to not in known:
            raise NotFound(say("no file of {peer} was applied yet", peer=request.to), "crm sync export FILE")
        to = request.to or (known[0] if len(known) == 1 else None)
        if request.since is not None:
            return request.since, to if request.since else request.to
        acked = [self._peers.acked(peer) for peer in ([to] if to else known)]
        since = min(acked, default=0)
        return since, to if since else request.to

    def run(self) -> Exported:
        """Return the file."""
        heads = self._db.tuples(
            "SELECT id, at, actor FROM change WHERE id > :since ORDER BY id", {"since": self._since}
        )
        until = heads[-1][0] if heads else self._since
        ops: dict[int, list[str]] = {}
        steps = collect(self._db, self._since)
        last = {(op.table, op.number): op.kind for op in steps}
        gone = {at for at, kind in last.items() if kind == DEL}
        for op in steps:
            via, at = self._peers.via(op.change), (op.table, op.number)
            own = via is not None and op.kind == NEW and at not in gone and not self._ids.came(*at)
            if own:
                op = op._replace(row=self._now(*at))  # noqa: PLW2901 - as it stands, with all since then
            if via is None or via != self._skipped or own:
                ops.setdefault(op.change, []).append(_ENCODE(self._line(op, own=own)))
        for change, kept in self._kept():
            ops.setdefault(change, []).append(_ENCODE(kept))
        for change, settled in self._settled():
            ops.setdefault(change, []).append(_ENCODE(settled))
        lines = [_ENCODE(self._head(until, len(ops), sum(map(len, ops.values()))))]
        level: dict[str, int] = {}
        for number, at, actor in heads:
            now = self._peers.level(number)
            if number in ops or now != level:
                about: dict[str, Any] = {"change": number, "at": at, "actor": actor}
                about["mark"] = mark(self._peers.store, number, at, actor)
                if now != level:
                    about["applied"] = level = now
                via = self._peers.via(number)
                lines.append(_ENCODE(about | ({"via": via} if via else {})))
                lines += ops.get(number, ())
        rows = sum(map(len, ops.values()))
        return Exported(self._me, self._since, until, len(ops), rows, tuple(self._closed(lines)))

    def _head(self, until: int, changes: int, rows: int) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "schema": self._schema,
            "peer": self._me,
            "store": self._peers.store,
            "first": first_changes(self._db),
            "since": self._since,
            "until": until,
            "marks": [self._mark(self._since), self._mark(until)],
            "applied": {peer: last.until for peer in self._peers.known() if (last := self._peers.last(peer))},
            "changes": changes,
            "rows": rows,
        } | ({"to": self._skipped} if self._skipped else {})

    def _mark(self, number: int) -> str:
        """Return the mark of the last change up to a number, "" before the first."""
        found = self._db.tuples(
            "SELECT id, at, actor FROM change WHERE id <= :number ORDER BY id DESC LIMIT 1",
            {"number": number},
        )
        return mark(self._peers.store, *found[0]) if found else ""

    @staticmethod
    def _closed(lines: list[str]) -> Iterator[str]:
        """Yield the lines and the digest of all of them."""
        digest = sha256()
        for line in lines:
            digest.update(f"{line}\n".encode())
            yield f"{line}\n"
        yield _ENCODE({"lines": len(lines), "sha256": digest.hexdigest()}) + "\n"

    def _line(self, op: Op, *, own: bool) -> dict[str, Any]:
        """Return one step as it stands in the file."""
        made: dict[str, Any] = {op.kind: op.table, "id": self._gid(op.table, op.number)}
        if op.kind == NEW:
            made["row"] = self._translated(op.table, op.row)
        elif op.kind != DEL:
            noun = self._noun(op)
            was, now = (self._translated(op.table, {**row, **noun}) for row in (op.was, op.row))
            made["row"] = {name: [was.get(name), now.get(name)] for name in op.row}
        return made | ({"own": 1} if own else {})

    def _noun(self, op: Op) -> Row:
        """Return the noun of a row whose numbers mean records of it."""
        if "noun" not in self._db.tables[op.table].columns or "noun" in op.row:
            return {}
        noun = self._db.value(f"SELECT noun FROM {op.table} WHERE id = :id", {"id": op.number})
        return {"noun": noun} if noun in BY_NAME else {}

    def _translated(self, table: str, row: Row) -> Row:
        """Return a row whose references are identities."""
        found = pointers(self._db, table, row)
        return {
            name: self._gid(found[name], value) if name in found and value is not None else value
            for name, value in row.items()
        }

    def _gid(self, table: str, number: int) -> int | str:
        gid: Gid = self._ids.of(table, number)
        return gid.number if gid.peer == self._me else f"{gid.peer}:{gid.number}"

    def _kept(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (change, line) of the rows that another store removed, and that were kept here."""
        query = (
            "SELECT created_change, noun, number FROM record_key "
            "WHERE noun LIKE 'sync^/%' AND created_change > :since ORDER BY id"
        )
        for change, noun, number in self._db.tuples(query, {"since": self._since}):
            table = noun.removeprefix(STAYED)
            row = self._now(table, number)
            if row:
                yield change, self._line(Op(change, NEW, table, number, row, {}), own=True)

    def _now(self, table: str, number: int) -> Row:
        """Return a row as it stands, {} where it is gone."""
        names = columns(self._db, table)
        query = f"SELECT {', '.join(names)} FROM {table} WHERE id = :id"
        for values in self._db.tuples(query, {"id": number}):
            return {name: value for name, value in zip(names, values, strict=True) if value is not None}
        return {}

    def _settled(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (change, line) of the conflicts that a person decided here."""
        query = (
            "SELECT created_change, noun, number, norm FROM record_key "
            "WHERE noun LIKE 'sync=/%' AND created_change > :since ORDER BY id"
        )
        for change, noun, number, norm in self._db.tuples(query, {"since": self._since}):
            table, told = noun.removeprefix(SETTLED), json.loads(norm)
            field, over, take = told["f"], told["over"], told["take"]
            parent = self._db.tables[table].references.get(field)
            if parent is not None:
                over, take = (None if value is None else self._gid(parent, value) for value in (over, take))
            yield (
                change,
                {
                    "settle": table,
                    "id": self._gid(table, number),
                    "field": field,
                    "over": over,
                    "take": take,
                    "own": 1,
                },
            )
