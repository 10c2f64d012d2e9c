"""The picture of ``report products``: the best sellers as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmcli.domain.pictures import Bar, Bars
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked

MOST_BARS = 12


def pictures(rows: Sequence[Any], request: Asked) -> tuple[Bars, ...]:
    """Return the best of the first currency as bars; the days before as marks where a span begins."""
    from crmcli.domain.money import human, minor_digits

    known = [row for row in rows if row.net and row.currency is not None]
    if not known:
        return ()
    currency = known[0].currency
    shown = [row for row in known if row.currency == currency][:MOST_BARS]
    unit = 10 ** minor_digits(currency)
    marked = request.since is not None
    bars = tuple(
        Bar(
            (getattr(row, "name", None) or getattr(row, "group", None) or "") or say("none"),
            row.net / unit,
            human(row.net, currency, request.language),
            mark=row.before / unit if marked and row.before is not None else None,
        )
        for row in shown
    )
    return (Bars(say("Net of the best, | the days before") if marked else say("Net of the best"), bars),)
