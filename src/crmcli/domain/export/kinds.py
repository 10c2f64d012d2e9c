"""What columns of an export mean beside what they mean in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.kinds import Day, Number, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS = (":::", ";", "|", "\n", ",")
"""What an import parts the values of one cell by: the first of these that is there."""


class Several(Words):
    """Values that come back one by one when the cell is imported again, whatever is in them."""

    __slots__ = ()

    def joined(self, values: Sequence[str]) -> str:
        """Return the text of a cell: joined by ``;``, or by ``:::`` where a value has a mark of its own."""
        if any(part in value for value in values for part in _PARTS):
            return "".join(f"{value}:::" for value in values)
        return ";".join(values)


class Measured(Number):
    """A number of a custom field; what was stored before the field was declared may be text."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the number with the marks of the locale."""
        return value if isinstance(value, str) else super().human(value, row, locale)

    def machine(self, value: Any, row: Any) -> Any:
        """Return the exact number as text."""
        return value if isinstance(value, str) else super().machine(value, row)


class Dated(Day):
    """A day of a custom field; what was stored before the field was declared may be text."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the day as the locale writes it."""
        return value if isinstance(value, str) else super().human(value, row, locale)

    def machine(self, value: Any, row: Any) -> Any:
        """Return the ISO day."""
        return value if isinstance(value, str) else super().machine(value, row)
