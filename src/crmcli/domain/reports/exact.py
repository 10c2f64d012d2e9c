"""Text of an explanation: exact for programs, in the form of the report's own cells for people."""

from __future__ import annotations

from typing import Any

from crmcli.domain.kinds import Choice, Kind, Percent, Text
from crmcli.said import Said, listed, named, say

AMOUNT, WITH_CODE, SHARE = "{amount:f}", "{amount} {currency}", "{number:.4g} %"


class Exact(Text):
    """A text that holds amounts and shares: ``1234.50 TRY``, of which people read ``₺1,234.50``."""

    __slots__ = ()

    def people(self, value: Said, locale: str) -> str:
        """Return it with each amount, share and figure in it as a cell of the report shows it."""
        return _shown(value, locale)


def figure(text: str | None, kind: Kind, value: Any, row: Any) -> str | None:
    """Return the exact text of a value of a row, which keeps what people read instead: its cell."""
    return None if text is None else say("{text}", text=text, kind=kind, value=value, row=row)


def _shown(text: Said, locale: str) -> str:
    values: Any = text.values
    if text.parts:
        return listed((_part(part, locale) for part in text.parts), "")
    if "kind" in values:
        return _cell(values["kind"], values["value"], values["row"], locale)
    if text.sentence == WITH_CODE and isinstance(values["amount"], Said):
        return _shown(values["amount"], locale)
    if text.sentence == AMOUNT and "currency" in values:
        from crmcli.domain.money import human, to_minor

        amount, currency = values["amount"], str(values["currency"])
        return human(to_minor(amount, currency), currency, locale)
    if text.sentence == SHARE:
        return Percent().human(values["number"] / 100, None, locale)
    return (
        say(text.sentence, **{name: _part(value, locale) for name, value in values.items()})
        if values
        else text
    )


def _part(part: Any, locale: str) -> Any:
    return _shown(part, locale) if isinstance(part, Said) else part


def _cell(kind: Any, value: Any, row: Any, locale: str) -> str:
    """Return a cell: its own words are told where it stands, those of a choice are a choice's."""
    if isinstance(value, Said):
        return value
    shown: str = kind.human(value, row, locale)
    return named(shown, "choice") if isinstance(kind, Choice) else shown
