"""Custom fields of a file brought into the form that their declarations ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crmcli.domain.custom import Hints, canonical, declared, named
from crmcli.domain.exchange.mapping import CUSTOM
from crmcli.domain.nouns import BY_NAME
from crmcli.errors import CrmError

if TYPE_CHECKING:
    from crmcli.domain.load.frame import Frame
    from crmcli.domain.load.plan import Prepared
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

Refuse = Callable[[int, str, str], None]
"""Takes the place of a row, the field, and why its value doesn't fit."""


def declared_types(db: Reader, noun: str) -> dict[str, str]:
    """Return folded name -> type of what is declared for a noun, {} for what has no custom fields."""
    found = BY_NAME.get(noun)
    return {name: field.type for name, field in declared(db, found).items()} if found else {}


class DeclaredFields:
    """Reads the custom fields of rows; a name that nobody declared is a text, as it is written."""

    def __init__(self, db: Reader, noun: Noun, prepared: Prepared) -> None:
        """Look up what is declared for a noun."""
        read, mapping = prepared.read, prepared.mapping
        self._fields = declared(db, noun)
        self._hints = Hints(read.decimal, read.date_order)
        self._header_of = mapping.header_of
        forms = prepared.formats.columns if prepared.formats else {}
        self._hints_of = {
            column.field.removeprefix(CUSTOM): Hints(form.decimal, form.order)
            for column in mapping.custom
            if (form := forms.get(column.at)) is not None
        }

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
                found[field.name] = canonical(field, text, self._hints_of.get(name, self._hints))
            except CrmError as error:
                header = self._header_of(CUSTOM + name)
                refuse(place, header.removeprefix(CUSTOM), error.message)
        return found
