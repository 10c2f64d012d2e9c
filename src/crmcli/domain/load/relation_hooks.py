"""Relations of a file: what the store, or an earlier row, says already is not said again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.load.hooks import Hooks
from crmcli.domain.nouns import PARTIES
from crmcli.domain.relation_changes import Stored, same, stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Values
    from crmcli.sql import Writer


class RelationHooks(Hooks):
    """Leaves out new rows that say the same of the same two, from whichever side."""

    sifts = True

    def __init__(self, db: Writer) -> None:
        """Read the relations there are when they are first needed."""
        super().__init__(db)
        self._known: dict[frozenset[str], list[Stored]] | None = None

    def unsaid(self, rows: Sequence[Values]) -> list[bool]:
        """Return which rows say something new."""
        if self._known is None:
            self._known = {}
            for one in stored(self.db):
                self._of(one).append(one)
        kept = []
        for values in rows:
            mine = _as_stored(values)
            there = self._of(mine)
            kept.append(not any(same(mine, other) for other in there))
            if kept[-1]:
                there.append(mine)
        return kept

    def _of(self, one: Stored) -> list[Stored]:
        assert self._known is not None  # noqa: S101 - read by the caller
        return self._known.setdefault(frozenset((one.first, one.other)), [])


def _as_stored(values: Values) -> Stored:
    """Return a row as relations are compared; references are numbers by now."""

    def end(prefix: str) -> str:
        named = (noun for noun in PARTIES if values.get(f"{prefix}{noun.name}") is not None)
        return next((noun.ref(values[f"{prefix}{noun.name}"]) for noun in named), "")

    role = str(values.get("role") or "")
    told = str(values.get("other_role") or role)
    return Stored(0, end(""), role, end("other_"), told, values.get("since"), values.get("until"))
