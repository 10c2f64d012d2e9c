"""What this store knows of the rows of a file, and what it did to them since the sender last heard of us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.journal.image import image
from crmcli.domain.nouns import BY_NAME, BY_TABLE, PARTIES
from crmcli.domain.privacy.scrub import BOUGHT, FOR_A_FIRM
from crmcli.domain.sync.collect import DEL, NEW, collect
from crmcli.domain.sync.form import pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.sync.form import Gid, Row
    from crmcli.domain.sync.ids import Ids
    from crmcli.domain.sync.peers import Peers
    from crmcli.sql import Reader

At = tuple[str, int]


class Touched:
    """What changes of our own did after a change: which fields of which rows, and what was referred to."""

    def __init__(self, db: Reader, peers: Peers, peer: str, since: int) -> None:
        """Read the journal; what came with that peer's files is none of ours."""
        self.fields: dict[At, dict[str, int]] = {}
        self.rows: dict[At, int] = {}
        uses: dict[At, dict[str, tuple[At, int]]] = {}
        for op in collect(db, since):
            if peers.via(op.change) == peer:
                continue
            at = op.table, op.number
            if op.kind == DEL:
                self.rows.pop(at, None)
                uses.pop(at, None)
                continue
            self.rows[at] = op.change
            if op.kind != NEW:
                self.fields.setdefault(at, {}).update(dict.fromkeys(op.row, op.change))
            found = uses.setdefault(at, {})
            for column, parent in db.tables[op.table].references.items():
                if op.row.get(column) is not None:
                    found[column] = (parent, op.row[column]), op.change
        self.uses: dict[At, int] = {}
        """Row -> the last change of ours that refers to it, in a row that is there still."""
        for found in uses.values():
            for to, change in found.values():
                self.uses[to] = max(change, self.uses.get(to, 0))

    def field(self, at: At, column: str) -> int:
        """Return the last change of ours that altered a field, 0 for none."""
        return self.fields.get(at, {}).get(column, 0)

    def last(self, at: At) -> int:
        """Return the last change of ours that altered a row, or referred to it anew."""
        return max(self.rows.get(at, 0), self.uses.get(at, 0))


class Known:
    """Rows here: whether they are there, what they became."""

    def __init__(self, db: Reader, ids: Ids) -> None:
        """Ask over one transaction."""
        self._db = db
        self._ids = ids
        self._there: dict[At, bool] = {}
        self._erased: dict[At, tuple[int, int]] = {
            (BY_NAME[noun].table, number): (row, change)
            for row, noun, number, change in db.tuples("SELECT id, noun, number, created_change FROM erasure")
        }

    def there(self, table: str, number: int) -> bool:
        """Tell whether a row is there."""
        at = table, number
        if at not in self._there:
            query = f"SELECT id FROM {table} WHERE id = :id"
            self._there[at] = self._db.value(query, {"id": number}) is not None
        return self._there[at]

    def set_there(self, table: str, number: int, *, there: bool) -> None:
        """Remember that a row came or went."""
        self._there[table, number] = there

    def erased(self, table: str, number: int | None) -> bool:
        """Tell whether a person was erased here."""
        return (table, number) in self._erased

    def silent(self, table: str, number: int | None, peer: str, level: int) -> bool:
        """Tell whether a person was erased here, and a peer that knew ``level`` of us had not heard of it."""
        found = self._erased.get((table, number)) if number is not None else None
        return found is not None and found[1] > level and not self._ids.met("erasure", found[0], peer)

    def into(self, table: str, number: int) -> int | None:
        """Return the record that a merged one is now, None where it was not merged."""
        noun = BY_TABLE.get(table)
        if noun not in PARTIES:
            return None
        query = f"SELECT {noun.owner} FROM alias WHERE noun = :noun AND number = :number"
        found: int | None = self._db.value(query, {"noun": noun.name, "number": number})
        return found

    def resolve(self, table: str, gid: Gid) -> int | None:
        """Return the number of the row that an identity means here; None where there is none (any more)."""
        number = self._ids.here(table, gid)
        if number is None:
            return None
        return number if self.there(table, number) else self.into(table, number)

    def row(self, table: str, number: int) -> Row:
        """Return a row that is there."""
        columns = self._db.tables[table].columns
        query = f"SELECT {', '.join(columns)} FROM {table} WHERE id = :id"
        return dict(zip(columns, self._db.tuples(query, {"id": number})[0], strict=True))

    def removed(self, table: str, number: int) -> tuple[int, dict[str, Any]] | None:
        """Return the change that removed a row, and the row as it was; None where nothing is left of it."""
        query = (
            "SELECT change_id, old FROM revision WHERE tbl = :tbl AND row_id = :row AND kind = 'D' "
            "ORDER BY id DESC LIMIT 1"
        )
        for change, old in self._db.tuples(query, {"tbl": table, "row": number}):
            return change, image(old)
        return None

    def removed_with(self, change: int, at: At) -> list[At]:
        """Return the rows that a change removed and that referred to one row."""
        query = "SELECT tbl, row_id, old FROM revision WHERE change_id = :change AND kind = 'D' ORDER BY id"
        found = []
        for table, number, old in self._db.tuples(query, {"change": change}):
            if table in self._db.tables:
                row = image(old)
                refers = pointers(self._db, table, row)
                if any(parent == at[0] and row[column] == at[1] for column, parent in refers.items()):
                    found.append((table, number))
        return found


def told_of(db: Reader, table: str, row: Mapping[str, Any]) -> list[At]:
    """Return the people whom the text of a row tells of, as an erasure understands it.

    What a contact says for a firm is the firm's; what was bought is the buyer's.
    """
    if table == "case_step":
        columns = ("customer_id", "contact_id", "lead_id")
        query = f"SELECT {', '.join(columns)} FROM support_case WHERE id = :id"
        found = db.tuples(query, {"id": row.get("case_id")})
        return told_of(db, "support_case", dict(zip(columns, found[0], strict=True))) if found else []
    asked = ["customer_id", "contact_id", "lead_id"]
    if table in FOR_A_FIRM and row.get("customer_id") is not None:
        asked = ["customer_id"]
    elif table in BOUGHT:
        asked = ["customer_id", "lead_id"] if table == "quote" else ["customer_id"]
    return [(column.removesuffix("_id"), row[column]) for column in asked if row.get(column) is not None]
