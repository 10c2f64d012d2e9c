"""A file of further addresses: for each row, everyone who has the number, phone or address it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.load.addresses import PARTS
from crmcli.domain.load.frame import Frame
from crmcli.domain.load.outcome import Outcome
from crmcli.domain.load.recipients import owners_of
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.domain.load.plan import Prepared
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Writer


class Places:
    """One load of one file of addresses; a known one of the kind is changed."""

    def __init__(self, db: Writer, prepared: Prepared) -> None:
        """Start with nothing written."""
        self._db = db
        self._prepared = prepared
        self._written: set[int] = set()
        self._counts = dict.fromkeys(("new", "changed", "unchanged", "repeated", "skipped"), 0)

    def run(self) -> None:
        """Write what the rows say."""
        for packed in self._prepared.spool:
            frame = Frame.unpacked(packed)
            rows = frame.rows()
            owners = owners_of(
                self._db, {row["recipient"] for row in rows}, self._prepared.options.keys.region
            )
            for line, row in zip(frame.lines, rows, strict=True):
                several = dict.fromkeys(owners.get(row["recipient"], ()))
                if not several:
                    self._reject(line, row["recipient"])
                    continue
                done = {self._write(noun, row_id, row) for noun, row_id in several}
                self._counts[next(word for word in ("new", "changed", "unchanged") if word in done)] += 1
            self._prepared.passed(len(frame))

    def _reject(self, line: int, text: str) -> None:
        header = self._prepared.mapping.header_of("recipient")
        self._prepared.rejects.append(Reject(line, header, text, say('nobody has "{text}"', text=text), ()))

    def _write(self, noun: Noun, row_id: int, row: Mapping[str, str]) -> str:
        """Write one address of a record; return what became of it."""
        given = {name: row[name] for name in PARTS if name in row}
        query = (
            f"SELECT id, {', '.join(PARTS)} FROM address WHERE {noun.owner} = :owner AND kind = :kind "
            "ORDER BY id"
        )
        known = self._db.tuples(query, {"owner": row_id, "kind": row["kind"]})
        if any(given.items() <= dict(zip(PARTS, parts, strict=True)).items() for _, *parts in known):
            return "unchanged"
        # A file may give a record several of a kind: none of them replaces another.
        older = [number for number, *_ in known if number not in self._written]
        if not older:
            self._written.add(self._db.insert("address", {"kind": row["kind"], **given, noun.owner: row_id}))
            return "new"
        self._db.update("address", older[-1], given)
        self._written.add(older[-1])
        return "changed"

    def outcome(self) -> Outcome:
        """Return what became of the rows."""
        return Outcome(self._counts, ())
