"""The purchases behind a row, as ``--explain`` lists them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Duration, Money, Text
from crmcli.domain.reports.value.occasions import day_of
from crmcli.domain.results import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.value.occasions import History


@frozen
class PurchaseBehind:
    """A purchase: its day (of a week, the Monday), the days since the one before, what it brought."""

    day: date
    gap: Annotated[int | None, Duration("after")]
    amount: Annotated[int | None, Money("currency")]
    counts: Annotated[str | None, Text("counts as")]
    currency: Annotated[str | None, Text(wrap=False)]


def purchases(
    one: History, currency: str | None, counts: Sequence[str | None] | None = None
) -> Listing[PurchaseBehind]:
    """Return the purchases of a customer in time, each with what it counts as."""
    said = counts or [None] * len(one.days)
    rows = [
        PurchaseBehind(day_of(day), gap, amount, text, currency if amount is not None else None)
        for day, gap, amount, text in zip(one.days, (None, *one.gaps), one.spent, said, strict=True)
    ]
    return Listing(PurchaseBehind, rows, title="purchases")
