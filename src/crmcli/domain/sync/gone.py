"""Rows that went: removed there, removed here. What one side still uses stays, or comes back.

Someone who removes a record has seen it as it was then; who edits it, or logs a call with it, has seen it
later. So use goes before removal, on both sides alike.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.words import describe
from crmcli.domain.merging.links import relink
from crmcli.domain.nouns import BY_TABLE, PARTIES, Noun
from crmcli.domain.removing import LOOSE
from crmcli.domain.sync.form import STAYED, pointers, shared
from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.sync.form import Gid
    from crmcli.domain.sync.ids import Ids
    from crmcli.domain.sync.known import At, Known, Touched
    from crmcli.domain.sync.net import Net, Netted
    from crmcli.sql import Writer

_NAMED = 20


class Gone:
    """What goes with one file, and what comes back."""

    def __init__(self, db: Writer, ids: Ids, known: Known, touched: Touched, peer: str) -> None:
        """Begin with nothing."""
        self._peer = peer
        self._db = db
        self._ids = ids
        self._known = known
        self._touched = touched
        self.removed: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.notes: list[str] = []
        self._stayed: list[Net] = []
        self._told: set[At] = set()

    def put_back(self, rows: Netted) -> None:
        """Put back what was removed here and the sender altered, or refers to anew."""
        for one in rows.rows.values():
            if one.dead:
                continue
            if one.sets and not one.born:
                self._wanted(one.table, one.id)
            values = one.row if one.born else {name: step.now for name, step in one.sets.items()}
            for column, parent in self._db.tables[one.table].references.items():
                gid: Gid | None = values.get(column)
                if gid is not None and (parent, gid) not in rows.rows:
                    self._wanted(parent, gid)

    def _wanted(self, table: str, gid: Gid) -> None:
        number = self._ids.here(table, gid)
        if number is None or self._known.resolve(table, gid) is not None or self._known.erased(table, number):
            return
        if self._revive((table, number), set()):
            record = describe(self._db, (table, number))
            if len(self.notes) < _NAMED:
                self.notes.append(
                    say("{record} was removed here and is used there: it is back", record=record)
                )

    def _revive(self, at: At, passed: set[At]) -> bool:
        """Insert a row as it was when it was removed, with what went with it; return whether it is there."""
        table, number = at
        if self._known.there(table, number):
            return True
        found = self._known.removed(table, number)
        if found is None or at in passed or self._known.into(table, number) is not None:
            return False
        passed.add(at)
        change, row = found
        for column, parent in self._db.tables[table].references.items():
            value = row.get(column)
            if value is not None and not self._revive((parent, value), passed):
                row[column] = self._known.into(parent, value)
        try:
            with self._db.savepoint():
                values = {name: value for name, value in row.items() if name != "created_change"}
                self._db.insert(table, values | {"id": number})
        except CrmError:
            return False
        self._known.set_there(table, number, there=True)
        for part in self._known.removed_with(change, at):
            self._revive(part, passed)
        return True

    def remove(self, rows: Netted, stay: set[At]) -> list[Net]:
        """Remove what the sender removed, but for what is used here; return what stays for that.

        What is in ``stay`` is left alone.
        """
        doomed: dict[At, Net] = {}
        for one in rows.rows.values():
            number = self._ids.here(one.table, one.id) if one.dead else None
            if (
                number is not None
                and self._known.there(one.table, number)
                and (one.table, number) not in stay
            ):
                doomed[one.table, number] = one
        self._hand_over(doomed)
        for at in [at for at, one in doomed.items() if self._touched.last(at) > one.level]:
            if at in doomed and not self._merged(at):
                self._keep(at, doomed)
        while True:
            used = next((at for at in doomed if self._is_used(at, doomed)), None)
            if used is None:
                break
            self._keep(used, doomed)
        for table in reversed(list(self._db.tables)):
            for at in sorted(at for at in doomed if at[0] == table):
                self._db.delete(*at)
                self._known.set_there(*at, there=False)
                self.removed[table] += 1
        return self._stayed

    def _tell(self, at: At) -> None:
        """Let the next file say how a row stands here."""
        if at not in self._told:
            self._told.add(at)
            key = {"noun": STAYED + at[0], "number": at[1], "source": f"sync:{self._peer}"}
            self._db.insert("record_key", key | {"norm": f"{at[1]} {self._db.change}"})

    def _merged(self, at: At) -> bool:
        return self._known.into(*at) is not None

    def _keep(self, at: At, doomed: dict[At, Net]) -> None:
        """Let a row stay with what the sender removed in the same change and refers to it."""
        one = doomed.pop(at)
        self._stayed.append(one)
        self._tell(at)
        self.kept[at[0]] += 1
        if BY_TABLE.get(at[0]) is not None and len(self.notes) < _NAMED:
            record = describe(self._db, at)
            self.notes.append(say("{record} was removed there and is used here: it stays", record=record))
        for other, its in list(doomed.items()):
            if its.dead == one.dead and other in doomed and self._refers(other, at):
                self._keep(other, doomed)

    def _refers(self, at: At, to: At) -> bool:
        row = self._known.row(*at)
        return any(
            parent == to[0] and row[column] == to[1]
            for column, parent in pointers(self._db, at[0], row).items()
        )

    def _is_used(self, at: At, doomed: dict[At, Net]) -> bool:
        """Tell whether a row that stays refers to one that is to go; what may be loosened is."""
        for child, info in self._db.tables.items():
            for column, parent in info.references.items():
                if parent != at[0]:
                    continue
                query = f"SELECT id FROM {child} WHERE {column} = :id ORDER BY id"
                for (number,) in self._db.tuples(query, {"id": at[1]}):
                    if (child, number) in doomed:
                        continue
                    if (child, column) in LOOSE:
                        self._db.update(child, number, {column: None})
                        continue
                    return True
        return False

    def _hand_over(self, doomed: dict[At, Net]) -> None:
        """Give what this store knows of records that were merged there to the ones they went into."""
        for table, number in list(doomed):
            noun = BY_TABLE.get(table)
            into = self._known.into(table, number)
            if noun is not None and noun in PARTIES and into is not None and self._known.there(table, into):
                self._move_keys(noun, number, into, doomed)
                self._untie(table, number, into)
                self._relink(noun, number, into)
                for at in [at for at in doomed if not self._is_there(at)]:
                    del doomed[at]

    def _relink(self, noun: Noun, number: int, into: int) -> None:
        """Hand over what refers to a record; what of it was altered besides is told in the next file."""
        last = self._db.value("SELECT max(id) FROM revision") or 0
        relink(self._db, noun, number, into)
        query = (
            "SELECT DISTINCT tbl, row_id FROM revision WHERE id > :last AND change_id = :change "
            "AND kind = 'U' ORDER BY tbl, row_id"
        )
        exchanged = set(shared(self._db))
        for table, row in self._db.tuples(query, {"last": last, "change": self._db.change}):
            if table in exchanged and self._is_there((table, row)):
                self._tell((table, row))

    def _untie(self, table: str, number: int, into: int) -> None:
        """Let nobody stand above himself once two records are one: the link that closes the ring goes."""
        for column, parent in self._db.tables[table].references.items():
            at: int | None = into if parent == table else None
            passed: set[int] = set()
            while at is not None and at not in passed:
                passed.add(at)
                above = self._db.value(f"SELECT {column} FROM {table} WHERE id = :id", {"id": at})
                if above == number:
                    self._db.update(table, at, {column: None})
                at = above

    def _is_there(self, at: At) -> bool:
        query = f"SELECT id FROM {at[0]} WHERE id = :id"
        there = self._db.value(query, {"id": at[1]}) is not None
        self._known.set_there(*at, there=there)
        return there

    def _move_keys(self, noun: Noun, number: int, into: int, doomed: dict[At, Net]) -> None:
        query = f"SELECT id, kind, norm, source FROM identity WHERE {noun.owner} = :id ORDER BY id"
        held: set[tuple[Any, ...]] = {tuple(row[1:]) for row in self._db.tuples(query, {"id": into})}
        for row, *key in self._db.tuples(query, {"id": number}):
            if ("identity", row) in doomed:
                continue
            if tuple(key) in held:
                self._db.delete("identity", row)
            else:
                self._db.update("identity", row, {noun.owner: into})
                held.add(tuple(key))
