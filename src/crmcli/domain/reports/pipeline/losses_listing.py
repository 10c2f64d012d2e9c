"""What was won and lost behind a row of ``report losses``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Day, Money, Ref, Text
from crmcli.domain.reason_words import LostReason
from crmcli.domain.reports.pipeline.opportunity_listing import day_of
from crmcli.domain.results import Listing
from crmcli.said import named
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.pipeline.losses_facts import Ended
    from crmcli.sql import Reader


@frozen
class DealEnded:
    """An opportunity that is over: how, when, for what reason, with what amount."""

    id: Annotated[int, Ref("O", "no.")]
    name: Annotated[str | None, Text()]
    outcome: Annotated[str, Text(wrap=False)]
    closed: Annotated[date | None, Day()]
    reason: Annotated[str | None, LostReason()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class LeadEnded:
    """A lead that is over: how, when, for what reason, with what amount."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    outcome: Annotated[str, Text(wrap=False)]
    closed: Annotated[date | None, Day()]
    reason: Annotated[str | None, LostReason()]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]


_LEADS = "SELECT r.id, coalesce(r.name, r.company) FROM lead r WHERE {among}"
_DEALS = "SELECT r.id, r.name FROM opportunity r WHERE {among}"
_CHUNK = 20_000


def ended_listing(db: Reader, ended: Sequence[Ended], *, leads: bool) -> Listing[Any]:
    """Return what is over, by day of closing, then by number; what has no day last."""
    listed = sorted(ended, key=lambda one: (one.closed is None, one.closed or "", one.id))
    numbers = [one.id for one in listed]
    names: dict[int, str | None] = {}
    for start in range(0, len(numbers), _CHUNK):
        among, values = within(db.engine, "r.id", "ids", numbers[start : start + _CHUNK])
        names |= dict(db.tuples((_LEADS if leads else _DEALS).format(among=among), values))
    row: Any = LeadEnded if leads else DealEnded
    good = "converted" if leads else "won"
    rows = [
        row(
            one.id,
            names[one.id],
            named(good if one.won else "lost", "outcome"),
            day_of(one.closed),
            None if one.won else one.by["reason"][1],
            one.amount,
            one.currency,
        )
        for one in listed
    ]
    return Listing(row, rows, title="leads" if leads else "opportunities")
