"""The stored text of any field as people read it: days, amounts, and words that are the program's own.

Where the fields of records stand under each other (a plan, a history, what changed), the column can't
say what a value is: the field beside it does. Machine formats keep the stored text.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from crmcli.domain.kinds import Text, stage_told
from crmcli.said import named, say

_DAYS = ("_on", "_close", "_until", "due", "day", "start", "end", "since")
_WORDS = ("status", "priority", "outcome", "direction")
_KINDS = frozenset(("organisation", "person"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
AS_SAID = "said"
"""In the place of a locale: numbers are written as the language of the sentence writes them."""
_AMOUNT = re.compile(r"(-?[\d.]+) ([A-Z]{3})")


class FieldValue(Text):
    """A value of the field that the row's ``field`` names."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the value by its field."""
        return value_told(str(row.field or ""), str(value), locale)


def value_told(field: str, text: str, locale: str | None = None) -> str:
    """Return a stored text as people read it; an amount stays as it is where no ``locale`` is told.

    ``AS_SAID`` is that of the sentence it stands in.
    """
    field = field.replace(" ", "_")
    if field == "stage":
        return stage_told(text)
    if field == "lost_reason":
        from crmcli.domain.reason_words import reason_told

        return reason_told(text)
    if field in _WORDS or (field == "kind" and text in _KINDS):
        return named(text, "choice")
    if field.endswith(_DAYS) and _DAY.fullmatch(text):
        from datetime import date

        with suppress(ValueError):
            return say("{day}", day=date.fromisoformat(text))
    amount = _AMOUNT.fullmatch(text) if locale and not field.startswith("custom.") else None
    return text if amount is None else _money(amount[1], amount[2], locale or "")


def _money(number: str, currency: str, locale: str) -> str:
    """Return an amount as the locale writes it; what only looks like one as it is."""
    from decimal import Decimal, InvalidOperation

    from crmcli.domain.money import currencies, human, minor_digits

    try:
        minor = Decimal(number).scaleb(minor_digits(currency)) if currency in currencies() else Decimal("0.5")
    except InvalidOperation:
        return f"{number} {currency}"
    whole = minor == minor.to_integral_value()
    return (
        human(int(minor), currency, None if locale == AS_SAID else locale)
        if whole
        else f"{number} {currency}"
    )
