"""Rows that a file brings: matched with what is here already, numbered, inserted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.work import PART_OF
from crmcli.domain.nouns import BY_NAME, BY_TABLE, PARTIES
from crmcli.domain.privacy.scrub import BOUGHT, OWNED, TOLD, blank
from crmcli.domain.sync.form import NATURAL, Gid, columns, forms, numbered, pointers, shared
from crmcli.domain.sync.known import told_of
from crmcli.errors import CrmError, Refused
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.sync.form import Row
    from crmcli.domain.sync.ids import Ids
    from crmcli.domain.sync.known import Known
    from crmcli.domain.sync.net import Net, Netted
    from crmcli.sql import Writer

_ERASED_ALSO = {*OWNED, "customer_contact"}
_LOOSE = frozenset(
    (
        *("customer", "contact", "lead", "opportunity", "sales_order", "order_line", "quote", "quote_line"),
        *("payment", "support_case", "request", "need", "survey", "verification", "campaign", "target"),
        *("shop_check", "activity", "crm_user"),
    )
)
"""Tables whose rows can be without what they refer to."""
_ALIKE = frozenset(("order_line", "quote_line", "address"))
"""Parts without a key: of a record that both stores have they are told apart by all they hold."""


class Incoming:
    """The rows of one file that were added there."""

    def __init__(self, db: Writer, ids: Ids, known: Known, peer: str) -> None:
        """Begin with none."""
        self._db = db
        self._ids = ids
        self._known = known
        self._peer = peer
        self._dead: set[tuple[str, int]] = set()
        self._same: dict[tuple[str, Gid], int] = {}
        self._rows: dict[str, list[tuple[int, Net]]] = {}
        self.met: list[tuple[Net, int]] = []
        """Rows that are here already, with their numbers."""
        self.stood: list[tuple[Net, int]] = []
        """Rows that are here and that stayed there, or came back, as they stand there."""
        self.revived: set[tuple[str, int]] = set()
        """Rows that were to go, and are the same as new ones: they stay."""
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []

    def levels(self, table: str) -> dict[int, int]:
        """Return number -> what the sender knew of us, of the rows of a table that were inserted."""
        return {number: one.level for number, one in self._rows.get(table, ())}

    def plan(self, rows: Netted) -> None:
        """Decide for every new row: which row here it is, or the number it gets."""
        self._dead = {
            (one.table, number)
            for one in rows.rows.values()
            if one.dead and (number := self._ids.here(one.table, one.id)) is not None
        }
        self._find_same(rows)
        by_table: dict[str, list[Net]] = {}
        for one in rows.rows.values():
            if (one.born or one.again) and not one.dead:
                by_table.setdefault(one.table, []).append(one)
        # What names a record by its number, and is no reference to it, comes behind all records.
        for table in sorted(shared(self._db), key=lambda name: bool(numbered(name))):
            found = by_table.get(table, [])
            fresh = [one for one in found if not self._is_here(one)]
            # Numbers go by the order in which the other store gave its own.
            for one, number in zip(fresh, self._allocated(table, len(fresh)), strict=True):
                self._ids.keep(table, number, one.id, came=True)
                self._known.set_there(table, number, there=True)
                self._rows.setdefault(table, []).append((number, one))

    def _allocated(self, table: str, count: int) -> range:
        return self._db.allocate(table, count) if count else range(0)

    def _find_same(self, rows: Netted) -> None:
        """Find records that both stores have under one external id."""
        for one in rows.rows.values():
            if not one.born or one.dead:
                continue
            if one.table == "identity" and one.row.get("kind") == "external":
                owners = [(c, p) for c, p in self._db.tables["identity"].references.items() if one.row.get(c)]
                for column, parent in owners:
                    query = (
                        f"SELECT {column} FROM identity WHERE kind = 'external' AND norm = :norm "
                        "AND source = :source AND noun = :noun"
                    )
                    self._note_same(parent, one.row[column], query, one.row)
            elif one.table == "record_key" and one.row.get("noun") in BY_NAME:
                table = BY_NAME[one.row["noun"]].table
                query = (
                    "SELECT number FROM record_key WHERE norm = :norm AND source = :source AND noun = :noun"
                )
                self._note_same(table, one.row["number"], query, one.row)

    def _note_same(self, table: str, gid: Gid, query: str, row: Row) -> None:
        found = self._db.value(query, {name: row.get(name) for name in ("norm", "source", "noun")})
        if found is not None and self._ids.here(table, gid) is None:
            self._same[table, gid] = found

    def _is_here(self, one: Net) -> bool:
        """Settle a row that is here, was here, or can't be; False: it is to be inserted as a new one."""
        number = self._ids.here(one.table, one.id)
        if number is not None:
            self._come_again(one, number)
            return True
        missing = self._missing(one)
        if missing is not None or self._is_erased(one):
            return True
        number = self._same.get((one.table, one.id)) or self._natural(one)
        if number is None:
            return False
        self._ids.keep(one.table, number, one.id, came=False)
        if (one.table, number) in self._dead:
            self.revived.add((one.table, number))
        self._meet(one, number)
        return True

    def _meet(self, one: Net, number: int) -> None:
        """Take a row for one that is here."""
        (self.met if one.born else self.stood).append((one, number))

    def _come_again(self, one: Net, number: int) -> None:
        """Take a row that was here once: put back under its number, unless it was merged or erased."""
        if self._known.there(one.table, number):
            self._meet(one, number)
            return
        merged = self._known.into(one.table, number) is not None
        if merged or self._missing(one) or self._is_erased(one):
            return
        other = self._natural(one)
        if other is not None:
            self._meet(one, other)
            return
        if one.id.peer == self._ids.me and self._known.removed(one.table, number) is None:
            raise Refused(
                say(
                    "the file speaks of {table} {number}, which this store never had",
                    table=one.table,
                    number=number,
                )
            )
        self._known.set_there(one.table, number, there=True)
        self._rows.setdefault(one.table, []).append((number, one))

    def _missing(self, one: Net) -> str | None:
        """Return what a row refers to and is not here; such a row is left out and told."""
        for column, parent in pointers(self._db, one.table, one.row).items():
            gid = one.row[column]
            refers = column in self._db.tables[one.table].references
            if (refers and parent == one.table) or self._known.resolve(parent, gid) is not None:
                continue
            if not refers and one.table != "record_key" and self._ids.here(parent, gid) is not None:
                continue  # the number itself is meant, also of a record that is gone
            if one.table in _LOOSE and column not in PART_OF.get(one.table, ()):
                continue
            if refers:
                self.notes.append(
                    say(
                        "a {table} is left out: what it belongs to is not here",
                        table=one.table.replace("_", " "),
                    )
                )
            return parent
        return None

    def _is_erased(self, one: Net) -> bool:
        """Tell whether a row is of a person who was erased here: then it does not come back."""
        return one.table in _ERASED_ALSO and self._of_erased(one)

    def _of_erased(self, one: Net) -> bool:
        table, row = one.table, one.row
        return any(
            BY_TABLE.get(parent) in PARTIES
            and self._known.silent(parent, self._known.resolve(parent, row[column]), self._peer, one.level)
            for column, parent in pointers(self._db, table, row).items()
        )

    def _natural(self, one: Net) -> int | None:
        """Return the row here that has the same key of its own, None where there is none."""
        row = self._translated(one)
        row |= forms(self._db, one.table, row)
        for key in NATURAL.get(one.table, ()):
            if all(row.get(name) is None for name in key):
                continue
            tests = [f"{name} = :{name}" if row.get(name) is not None else f"{name} IS NULL" for name in key]
            query = f"SELECT id FROM {one.table} WHERE {' AND '.join(tests)} ORDER BY id"
            bound = {name: row[name] for name in key if row.get(name) is not None}
            found: list[int] = [number for (number,) in self._db.tuples(query, bound)]
            free = [number for number in found if self._is_free(one, number)]
            if len(free) == 1:
                return free[0]
        return self._alike(one, row) if one.table in _ALIKE else None

    def _alike(self, one: Net, row: Row) -> int | None:
        """Return a part here that holds the same, of a record that both stores turn out to have."""
        whole = {(parent, row[c]) for c, parent in pointers(self._db, one.table, one.row).items()}
        if not whole & {(other.table, number) for other, number in self.met}:
            return None
        names = columns(self._db, one.table)
        tests = [f"{name} = :{name}" if row.get(name) is not None else f"{name} IS NULL" for name in names]
        query = f"SELECT id FROM {one.table} WHERE {' AND '.join(tests)} ORDER BY id"
        bound = {name: row[name] for name in names if row.get(name) is not None}
        taken = {number for other, number in self.met if other.table == one.table}
        found = (number for (number,) in self._db.tuples(query, bound) if number not in taken)
        return next((number for number in found if self._is_free(one, number)), None)

    def _is_free(self, one: Net, number: int) -> bool:
        """Tell whether a row here may be one of the sender's: it is no other of them that is there still."""
        at = one.table, number
        return at in self._dead or not self._ids.met(one.table, number, self._peer)

    def _translated(self, one: Net) -> Row:
        """Return a row whose references are numbers here; what is not here is empty."""
        found = pointers(self._db, one.table, one.row)
        row = {
            name: self._known.resolve(found[name], value) if name in found else value
            for name, value in one.row.items()
        }
        if one.table == "distinct_pair" and row["low"] is not None and row["high"] is not None:
            row["low"], row["high"] = sorted((row["low"], row["high"]))
        for name in ("number",) if one.table in ("alias", "erasure") else ():
            # The number itself is meant, also of a record that is gone.
            noun = BY_NAME[one.row["noun"]]
            row[name] = self._ids.here(noun.table, one.row[name])
        return row

    def insert(self) -> None:
        """Insert the rows that are new.

        Raises:
            Refused: the store won't have one.
        """
        for table in shared(self._db):
            found = self._rows.get(table)
            if not found:
                continue
            names = columns(self._db, table)
            made = []
            for number, one in found:
                row = self._translated(one)
                told = TOLD.get(table) or BOUGHT.get(table)
                people = told_of(self._db, table, row) if told else []
                if told and any(self._known.silent(*at, self._peer, one.level) for at in people):
                    row |= blank(told)
                if table == "alias" and self._is_itself(row):
                    continue
                made.append((number, {name: row.get(name) for name in names} | forms(self._db, table, row)))
            self._insert(table, made)
            self.counts[table] += len(made)

    @staticmethod
    def _is_itself(row: Row) -> bool:
        owner = BY_NAME[row["noun"]].owner
        return row["number"] == row.get(owner) or row.get(owner) is None

    def _insert(self, table: str, rows: list[tuple[int, Row]]) -> None:
        if not rows:
            return
        names = list(rows[0][1])
        try:
            with self._db.savepoint():
                values: list[Any] = [(number, *(row[name] for name in names)) for number, row in rows]
                self._db.insert_many(table, ("id", *names), values)
        except CrmError as error:
            raise Refused(
                say("the file does not fit this store: {table}: {why}", table=table, why=error.message),
                "crm sync status",
            ) from error
