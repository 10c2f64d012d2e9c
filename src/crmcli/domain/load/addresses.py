"""Further addresses that files tell beside a record's main one: home, delivery, billing, work, other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.fields_parts import PLACE
from crmcli.domain.exchange.imported import ADDRESS_KINDS
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Writer

PARTS = tuple(field.name for field in PLACE)
Parts = tuple[str | None, ...]


class Addresses:
    """The further addresses of customers and contacts; a record has one of a kind."""

    fields = tuple(f"{kind}.{part}" for kind in ADDRESS_KINDS for part in PARTS)

    def __init__(self, db: Writer, noun: Noun) -> None:
        """Write for records of a noun."""
        self._db = db
        self._noun = noun
        self._written = 0

    def take(self, frame: Frame, ids: Sequence[int], *, new: bool) -> None:
        """Write the addresses in the rows of a frame for the records ``ids``; a blank part stays."""
        said = self._said(frame, ids)
        if not said:
            return
        if new:
            rows = ((kind, *parts, row_id) for row_id, kind, parts in said)
            self._db.insert_many("address", ("kind", *PARTS, self._noun.owner), rows)
            self._written += len(said)
            return
        owner = self._noun.owner
        listed, values = within(self._db.engine, owner, "ids", sorted({row_id for row_id, _, _ in said}))
        query = f"SELECT {owner}, kind, id FROM address WHERE {listed} ORDER BY id DESC"
        known = {(row[0], row[1]): row[2] for row in self._db.tuples(query, values)}
        for row_id, kind, parts in said:
            given = {name: part for name, part in zip(PARTS, parts, strict=True) if part is not None}
            if (row_id, kind) in known:
                self._written += bool(self._db.update("address", known[row_id, kind], given))
            else:
                self._db.insert("address", {"kind": kind, **given, owner: row_id})
                self._written += 1

    def _said(self, frame: Frame, ids: Sequence[int]) -> list[tuple[int, str, Parts]]:
        found = []
        for kind in ADDRESS_KINDS:
            columns = [frame.columns.get(f"{kind}.{part}") for part in PARTS]
            if not any(columns):
                continue
            cells = zip(*(column or [None] * len(frame) for column in columns), strict=True)
            found += [(row_id, kind, parts) for row_id, parts in zip(ids, cells, strict=True) if any(parts)]
        return found

    def notes(self) -> list[str]:
        """Return what a person should know."""
        if not self._written:
            return []
        return [
            say(
                "{written:,} further address{s} kept beside the main one",
                written=self._written,
                s="" if self._written == 1 else "es",
            )
        ]
