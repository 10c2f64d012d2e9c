"""The rows of stores that exchange, told by their identities: which are the same, where they differ."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from crmcli.db import open_store
from crmcli.domain.nouns import BY_NAME, PARTIES
from crmcli.domain.sync.conflicts import open_conflicts
from crmcli.domain.sync.form import CUSTOM, NATURAL, Gid, columns, pointers, shared
from crmcli.domain.sync.ids import Ids
from crmcli.sql import Reader

At = tuple[str, int]
OWN_NUMBERS = ("alias", "erasure", "distinct_pair")
"""Tables about numbers that only one of the stores ever gave."""


def rows_of(url: str) -> dict[str, set[tuple[Any, ...]]]:
    """Return all that a store holds, number by number, but for what it notes about exchanges."""
    with open_store(url).reading() as db:
        return {table: set(_plain(db, table)) for table in shared(db)}


def _plain(db: Reader, table: str) -> Iterator[tuple[Any, ...]]:
    names = columns(db, table)
    yield from db.tuples(f"SELECT id, {', '.join(names)} FROM {table}")


class Twins:
    """A store as it stands: its rows, what they are called elsewhere, and its open conflicts."""

    def __init__(self, url: str, name: str) -> None:
        """Read all of it."""
        self.name = name
        self.rows: dict[At, dict[str, Any]] = {}
        self.refers: dict[At, dict[str, str]] = {}
        with open_store(url).reading() as db:
            self.ids = Ids(db, name)
            self.clashes = {(c.table, c.number, c.field) for c in open_conflicts(db)}
            for table in shared(db):
                names = columns(db, table)
                query = f"SELECT id, {', '.join(names)} FROM {table}"
                for number, *values in db.tuples(query):
                    row = dict(zip(names, values, strict=True))
                    if table == "record_key" and row["noun"].startswith("sync"):
                        continue
                    self.rows[table, number] = row
                    self.refers[table, number] = pointers(db, table, row)
            query = "SELECT noun, number, customer_id, contact_id, lead_id FROM alias"
            self.former = {
                (BY_NAME[noun].table, number): (BY_NAME[noun].table, next(one for one in into if one))
                for noun, number, *into in db.tuples(query)
                if any(into)
            }

    def check(self) -> None:
        """Fail where a number or an identity means two things."""
        for noun in PARTIES:
            both = {at for at in self.former if at[0] == noun.table} & self.rows.keys()
            assert not both, f"{self.name}: {both}"
        seen: dict[tuple[str, Gid], int] = {}
        for table, number in self.rows:
            gid = self.ids.of(table, number)
            other = seen.setdefault((table, gid), number)
            assert other == number, f"{self.name}: {table} {other} and {number} are both {gid}"

    def find(self, table: str, gid: Gid) -> int | None:
        """Return the number here of a row that is there, or what it was merged into."""
        number = self.ids.here(table, gid)
        if number is None or (table, number) in self.rows:
            return number
        into = self.former.get((table, number))
        return into[1] if into is not None else None

    def lost(self, before: Sequence["Twins"], after: Sequence["Twins"]) -> Iterator[str]:
        """Yield the rows here that nobody had removed and that are missing at one of the stores now."""
        for (table, number), row in self.rows.items():
            if table in NATURAL and table != "product":
                continue  # known everywhere by a key of its own
            gid = self.ids.of(table, number)
            for store in before:
                known = store.ids.here(table, gid)
                if known is not None and (table, known) not in store.rows:
                    break
            else:
                for store in after:
                    if store.find(table, gid) is None:
                        yield f"{store.name} lost {table} {gid} of {self.name}: {row}"

    def differences(self, other: "Twins") -> list[str]:
        """Return where two stores differ and neither says so."""
        return [*self._against(other), *(line for line in other._against(self, fields=False))]

    def _against(self, other: "Twins", *, fields: bool = True) -> Iterator[str]:
        for (table, number), row in self.rows.items():
            if table in OWN_NUMBERS:
                continue
            gid = self.ids.of(table, number)
            there = other.ids.here(table, gid)
            if there is None or (table, there) not in other.rows:
                yield f"{self.name} has and {other.name} lacks {table} {gid}: {row}"
                continue
            if not fields:
                continue
            for name, ours, yours in self._fields((table, number), other, (table, there)):
                listed = (table, number, name) in self.clashes or (table, there, name) in other.clashes
                if ours != yours and not listed:
                    yield f"{table} {gid} {name}: {self.name} {ours!r}, {other.name} {yours!r}: {row}"

    def _fields(self, at: At, other: "Twins", there: At) -> Iterator[tuple[str, Any, Any]]:
        row, theirs = self.rows[at], other.rows[there]
        for name, ours in row.items():
            yours = theirs[name]
            if name == "custom":
                one, two = (json.loads(value) if value else {} for value in (ours, yours))
                for field in sorted({*one, *two}):
                    yield CUSTOM + field, one.get(field), two.get(field)
                continue
            parent = self.refers[at].get(name)
            yield name, ours if parent is None else other.ids.here(parent, self.ids.of(parent, ours)), yours
