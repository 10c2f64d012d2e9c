"""Fields of rows that both stores have: what changed on one side only is taken, the rest is a conflict.

Changed on both sides means: we altered the field in a change that the sender had not got when it altered it,
and what is here now is neither what the sender began with nor what it came to.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.words import describe
from crmcli.domain.nouns import BY_TABLE, PARTIES
from crmcli.domain.privacy.scrub import BOUGHT, TOLD, empty_fields
from crmcli.domain.sync.conflicts import OURS, THEIRS, Clash, current, decide, open_conflicts, put
from crmcli.domain.sync.form import CUSTOM, TOGETHER, Gid, columns, numbered
from crmcli.domain.sync.known import told_of
from crmcli.domain.sync.net import Step
from crmcli.errors import Conflict, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.sync.apply import Apply
    from crmcli.domain.sync.form import Row
    from crmcli.domain.sync.ids import Ids
    from crmcli.domain.sync.known import Known, Touched
    from crmcli.domain.sync.net import Decision, Net
    from crmcli.sql import Writer

_GONE = object()
LAST = 1 << 60


class Fields:
    """Merges the fields of one file."""

    def __init__(self, db: Writer, known: Known, ids: Ids, touched: Touched, request: Apply) -> None:
        """Begin with nothing changed."""
        self._db = db
        self._known = known
        self._ids = ids
        self._touched = touched
        self._request = request
        self._picks = dict(request.picks)
        self.changed: Counter[str] = Counter()
        self.clashes: list[Clash] = []
        self.agreed: set[tuple[str, int, str]] = set()
        """Fields that hold the same on both sides: no conflict about them is open any more."""
        self.notes: list[str] = []

    def merge(self, one: Net) -> None:
        """Merge what the sender altered of a row that it did not add."""
        if not one.sets or one.born:
            return
        number = self._ids.here(one.table, one.id)
        if number is None:
            return
        if not self._known.there(one.table, number):
            into = self._known.into(one.table, number)
            if into is not None:
                record = describe(self._db, (one.table, into))
                self.notes.append(
                    say("what was changed of a record that is {record} here is left out", record=record)
                )
            return
        self._merge(one.table, number, one.sets)

    def meet(self, one: Net, number: int, *, again: bool) -> None:
        """Merge a row that both stores added: what is empty here is filled.

        ``again``: the sender removed it and added it anew, so that all it holds counts.
        """
        at = one.table, number
        sets: dict[str, Step] = {}
        row = self._known.row(*at)
        for name, value in one.row.items():
            if name in row and (value is not None or one.table == "activity"):
                # Nobody began with anything: two different values are a conflict.
                sets[name] = Step(row[name] if row[name] is None else _GONE, value, LAST if again else -1)
        if one.table not in ("erasure", "alias"):
            self._merge(one.table, number, sets)

    def adopt(self, one: Net, number: int) -> None:
        """Take a row as it came back there, but for what was altered here since, or is in conflict."""
        at = one.table, number
        row = self._known.row(*at)
        both = (*open_conflicts(self._db), *self.clashes)
        clashing = {clash.field.partition(".")[0] for clash in both if (clash.table, clash.number) == at}
        free = (
            name
            for name in columns(self._db, one.table)
            if name not in {*one.sets, *clashing} and self._touched.field(at, name) <= one.level
        )
        sets = {name: Step(row[name], one.row.get(name), one.level) for name in free}
        self._merge(one.table, number, sets)

    def _merge(self, table: str, number: int, sets: dict[str, Step]) -> None:
        row = self._known.row(table, number)
        takes, clashes = self._compared(table, number, row, sets)
        if clashes:
            for group in TOGETHER.get(table, ()):
                if group & clashes.keys():
                    clashes |= {name: takes.pop(name) for name in group & takes.keys()}
        settled = {name: side for name in clashes if (side := self._side(table, number, name)) is not None}
        takes |= {name: clashes[name] for name, side in settled.items() if side == THEIRS}
        refused = self._put(table, number, takes)
        for name, theirs in {**clashes, **(takes if refused else {})}.items():
            ours = _field(row, name)
            clash = Clash(self._request.file.peer, table, number, name, ours, theirs)
            if name in settled and not (refused and name in takes):
                decide(self._db, [clash], OURS) if settled[name] == OURS else self._decided(clash)
            else:
                self.clashes.append(clash)

    def _decided(self, clash: Clash) -> None:
        """Note that the sender's value was taken, for the sender's own list of conflicts."""
        decide(self._db, [clash._replace(ours=clash.theirs, theirs=clash.ours)], OURS)

    def _side(self, table: str, number: int, name: str) -> str | None:
        return self._picks.get((table, number, name)) or self._request.side

    def _compared(
        self, table: str, number: int, row: Row, sets: dict[str, Step]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return field -> value of what is taken, and of what is a conflict."""
        takes: dict[str, Any] = {}
        clashes: dict[str, Any] = {}
        told = self._telling(table, number, row)
        for column, step in sets.items():
            if column in told and self._is_silent(table, number, row, step.level):
                continue
            for name, was, now in self._parts(table, row, column, step):
                here = _field(row, name)
                if now == here:
                    self.agreed.add((table, number, name))
                if now == here or now is _GONE:
                    continue
                ours = step.level < 0 or self._touched.field((table, number), column) > step.level
                (clashes if ours and here != was else takes)[name] = now
        return takes, clashes

    def _parts(self, table: str, row: Row, column: str, step: Step) -> list[tuple[str, Any, Any]]:
        """Return (field, was, now) in this store's numbers; custom fields one by one."""
        if column == "custom":
            was, now = (json.loads(value) if isinstance(value, str) else {} for value in (step.was, step.now))
            if step.was is _GONE:
                was = dict.fromkeys(now, _GONE)
            names = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
            return [(CUSTOM + name, was.get(name), now.get(name)) for name in names]
        return [(column, self._here(table, row, column, step.was), self._here(table, row, column, step.now))]

    def _here(self, table: str, row: Row, column: str, value: Any) -> Any:
        """Return a value whose reference is a number here; one that is not here is ``_GONE``."""
        if not isinstance(value, Gid):
            return value
        parent = self._db.tables[table].references.get(column)
        if parent is None and column in numbered(table):
            from crmcli.domain.nouns import BY_NAME

            parent = BY_NAME[row["noun"]].table
        found = self._known.resolve(parent, value) if parent else None
        return _GONE if found is None else found

    def _telling(self, table: str, number: int, row: Row) -> frozenset[str]:
        """Return the columns that an erasure empties."""
        noun = BY_TABLE.get(table)
        if noun is not None and noun in PARTIES and self._known.erased(table, number):
            return frozenset(empty_fields(noun, row))
        return frozenset((*TOLD.get(table, ()), *BOUGHT.get(table, ())))

    def _is_silent(self, table: str, number: int, row: Row, level: int) -> bool:
        """Tell whether they stay empty, since the sender had not heard that the person is erased."""
        peer = self._request.file.peer
        people = [(table, number), *told_of(self._db, table, row)]
        return any(self._known.silent(*at, peer, level) for at in people)

    def _put(self, table: str, number: int, takes: dict[str, Any]) -> bool:
        """Set fields; return whether the store refuses them together with what is here."""
        if not takes:
            return False
        try:
            with self._db.savepoint():
                put(self._db, table, number, takes)
        except (Conflict, Refused):
            return True
        self.changed[table] += 1
        return False

    def settle(self, decisions: Sequence[Decision]) -> None:
        """Take decisions of the sender: its values, where those that it decided against still stand."""
        rows: dict[tuple[str, int], dict[str, tuple[Any, Any]]] = {}
        for decision in decisions:
            number = self._ids.here(decision.table, decision.id)
            if number is None or not self._known.there(decision.table, number):
                continue
            over, take = decision.over, decision.take
            if not decision.field.startswith(CUSTOM):
                row = self._known.row(decision.table, number)
                over, take = (
                    self._here(decision.table, row, decision.field, value) for value in (over, take)
                )
            _, here = current(self._db, decision.table, number, decision.field)
            if here == take:
                self.agreed.add((decision.table, number, decision.field))
            elif here == over and take is not _GONE:
                rows.setdefault((decision.table, number), {})[decision.field] = here, take
        for (table, number), found in rows.items():
            refused = self._put(table, number, {name: take for name, (_, take) in found.items()})
            kept = [
                one
                for one in self.clashes
                if (one.table, one.number) != (table, number) or one.field not in found
            ]
            if refused:
                peer = self._request.file.peer
                kept += [Clash(peer, table, number, name, here, take) for name, (here, take) in found.items()]
            self.clashes = kept


def _field(row: Row, name: str) -> Any:
    """Return what a field holds; ``custom.NAME`` is one custom field."""
    if not name.startswith(CUSTOM):
        return row.get(name)
    own = row.get("custom")
    return (json.loads(own) if own else {}).get(name.removeprefix(CUSTOM))
