"""Records that a file names again: what its rows say is compared with what is stored, and differs or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.bulk import stored
from crmcli.domain.load.frame import Frame, Values, columns_of
from crmcli.domain.nouns import CONTACT
from crmcli.domain.records import LINK, REACHED, TAGGED, modify
from crmcli.domain.text import fold
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.load.hooks import Hooks
    from crmcli.domain.load.plan import Prepared
    from crmcli.sql import Writer

_PRICE = "unit_price"


class Known:
    """Changes records to what rows say; what a row leaves blank stays."""

    def __init__(self, db: Writer, prepared: Prepared, hooks: Hooks) -> None:
        """Change records of the file's noun."""
        self._db = db
        self._noun = prepared.noun
        self._keys = prepared.options.keys
        self._hooks = hooks
        self.changed = 0
        self.unchanged = 0

    def take(self, frame: Frame, ids: Sequence[int]) -> None:
        """Change the records ``ids``, each there once, where the frame's rows say something new."""
        if not ids:
            return
        rows: list[Values] | None = None
        if self._hooks.reads:
            rows = frame.rows()
            current = self._current(("id", *self._hooks.reads), ids)
            for values, row_id in zip(rows, ids, strict=True):
                self._hooks.for_known(row_id, values, current[row_id])
            frame.columns = columns_of(rows)
        places = sorted(set(self._differing(frame, ids)))
        self.unchanged += len(ids) - len(places)
        for place in places:
            values = rows[place] if rows is not None else frame.row(place)
            changed = modify(self._db, self._noun, ids[place], values, self._keys)
            self._hooks.changed(ids[place], changed)
            self.changed += bool(changed)
            self.unchanged += not changed

    def _current(self, columns: Sequence[str], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        listed, values = within(self._db.engine, "id", "ids", sorted(ids))
        query = f"SELECT {', '.join(columns)} FROM {self._noun.table} WHERE {listed}"
        return {row[0]: dict(zip(columns, row, strict=True)) for row in self._db.tuples(query, values)}

    def _differing(self, frame: Frame, ids: Sequence[int]) -> Iterator[int]:
        """Yield the places of rows that say something that is not stored, some several times."""
        yield from self._columns(frame, ids)
        yield from self._identities(frame, ids)
        if self._noun in TAGGED and any(frame.columns.get("tags", ())):
            yield from self._tags(frame.columns["tags"], ids)
        if self._noun is CONTACT and any(frame.columns.get("customer", ())):
            yield from self._links(frame, ids)

    def _columns(self, frame: Frame, ids: Sequence[int]) -> Iterator[int]:
        new = stored(self._db, self._noun, frame)
        if not new:
            return
        listed, values = within(self._db.engine, "id", "ids", sorted(ids))
        query = f"SELECT id, {', '.join(new)} FROM {self._noun.table} WHERE {listed}"
        found = {row[0]: row for row in self._db.tuples(query, values)}
        _, *old = zip(*(found[row_id] for row_id in ids), strict=True)
        for name, mine, theirs in zip(new, new.values(), old, strict=True):
            for place, (value, before) in enumerate(zip(mine, theirs, strict=True)):
                if value is None or value == before or (name == _PRICE and _same_number(value, before)):
                    continue
                if name != "custom" or not _holds(before, frame.columns["custom"][place]):
                    yield place

    def _identities(self, frame: Frame, ids: Sequence[int]) -> Iterator[int]:
        kinds = [kind for kind in frame.norms if kind == "external" or self._noun in REACHED]
        if not kinds:
            return
        owner = self._noun.owner
        listed, values = within(self._db.engine, owner, "ids", sorted(ids))
        query = (
            f"SELECT {owner}, kind, norm FROM {self._noun.keys} k WHERE {listed} "
            "AND (kind <> 'external' OR source = :source)"
        )
        held = set(self._db.tuples(query, {**values, "source": self._keys.source}))
        for kind in kinds:
            places, norms, _ = frame.norms[kind]
            for place, norm in zip(places, norms, strict=True):
                if (ids[place], kind, norm) not in held:
                    yield place

    def _tags(self, tags: Sequence[Sequence[str] | None], ids: Sequence[int]) -> Iterator[int]:
        owner = self._noun.owner
        listed, values = within(self._db.engine, f"g.{owner}", "ids", sorted(ids))
        query = f"SELECT g.{owner}, t.name_fold FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE {listed}"
        held = set(self._db.tuples(query, values))
        form_of = {name: fold(name) or name for several in tags for name in several or ()}
        for place, several in enumerate(tags):
            if any((ids[place], form_of[name]) not in held for name in several or ()):
                yield place

    def _links(self, frame: Frame, ids: Sequence[int]) -> Iterator[int]:
        listed, values = within(self._db.engine, "contact_id", "ids", sorted(ids))
        query = (
            "SELECT contact_id, customer_id, role, since, until, is_primary FROM customer_contact "
            f"WHERE {listed}"
        )
        held = {(row[0], row[1]): row[1:] for row in self._db.tuples(query, values)}
        several = [frame.columns.get(name) or [None] * len(frame) for name in LINK]
        for place, link in enumerate(zip(*several, strict=True)):
            if link[0] is not None:
                old = held.get((ids[place], link[0]))
                if old is None or any(a is not None and a != b for a, b in zip(link, old, strict=True)):
                    yield place


def _same_number(one: str, other: str | None) -> bool:
    """Tell 925 and 925.00, which a workbook writes for it."""
    from decimal import Decimal

    return other is not None and Decimal(one) == Decimal(other)


def _holds(before: str | None, custom: Values) -> bool:
    """Return whether stored custom fields have the values of some already."""
    import json

    old = json.loads(before) if before else {}
    return all(old.get(name) == value for name, value in custom.items())
