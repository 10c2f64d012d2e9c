"""Custom fields of a file brought into the form that their declarations ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crmcli.domain.custom import Hints, canonical, declared, named
from crmcli.errors import CrmError

if TYPE_CHECKING:
    from crmcli.domain.exchange.columns import ReadOptions
    from crmcli.domain.load.frame import Frame
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

Refuse = Callable[[int, str, str], None]
"""Takes the place of a row, the field, and why its value doesn't fit."""


class DeclaredFields:
    """Reads the custom fields of rows; a name that nobody declared is a text, as it is written."""

    def __init__(self, db: Reader, noun: Noun, read: ReadOptions) -> None:
        """Look up what is declared for a noun."""
        self._fields = declared(db, noun)
        self._hints = Hints(read.decimal, read.date_order)

    def settle(self, frame: Frame, refuse: Refuse) -> None:
        """Bring the values of a frame into their form; ``refuse`` hears of those that don't fit."""
        if not self._fields or "custom" not in frame.columns:
            return
        frame.columns["custom"] = [
            self._settled(place, custom, refuse) if custom else custom
            for place, custom in enumerate(frame.columns["custom"])
        ]

    def _settled(self, place: int, custom: dict[str, str], refuse: Refuse) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, text in custom.items():
            field = named(self._fields, name)
            if field is None:
                found[name] = text
                continue
            try:
                found[field.name] = canonical(field, text, self._hints)
            except CrmError as error:
                refuse(place, field.name, error.message)
        return found
