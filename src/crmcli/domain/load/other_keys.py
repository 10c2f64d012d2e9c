"""The keys that rows have in other programs than the file's: columns ``external_id:PROGRAM``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.domain.exchange.mapping import KEYS_OF
from crmcli.domain.records import KEYED, Key, Keys, add_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.load.frame import Frame
    from crmcli.domain.load.plan import Prepared
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Writer

COLUMN = "other_keys"
"""Column header -> key, of a row."""


class OtherKeys:
    """Writes these keys; a record has them whether it is new or known."""

    def __init__(self, db: Writer, noun: Noun, headers: Sequence[str]) -> None:
        """Write for records of a noun, from the columns of these names."""
        self._db = db
        self._noun = noun
        self._headers = frozenset(headers)

    @classmethod
    def of(cls, db: Writer, prepared: Prepared) -> OtherKeys | None:
        """Return the writer for a file, None where it has no such column."""
        headers = [column.field for column in prepared.mapping.custom if column.field.startswith(KEYS_OF)]
        return cls(db, prepared.noun, headers) if headers and prepared.noun in KEYED else None

    def take_from(self, frame: Frame) -> None:
        """Put the keys of a frame's rows in a column of their own."""
        customs = frame.columns.get("custom")
        if customs is None:
            return
        frame.columns[COLUMN] = [
            {name: key for name, key in (custom or {}).items() if name in self._headers} or None
            for custom in customs
        ]
        frame.columns["custom"] = [
            {name: text for name, text in (custom or {}).items() if name not in self._headers} or None
            for custom in customs
        ]

    def take(self, frame: Frame, ids: Sequence[int], *, new: bool) -> None:
        """Write the keys of the records ``ids``."""
        del new
        for row_id, keys in zip(ids, frame.columns.get(COLUMN, ()), strict=False):
            for header, text in (keys or {}).items():
                source = program(header)
                add_key(self._db, self._noun, row_id, Key("external", text, None), Keys(source=source))

    def notes(self) -> list[str]:
        """Return what a person should know."""
        return []


def program(header: str) -> str:
    """Return the program a column is of: ``external_id:hubspot:2`` are second keys of hubspot."""
    name, _, place = header.removeprefix(KEYS_OF).rpartition(":")
    return name if name and place.isdecimal() else header.removeprefix(KEYS_OF)
