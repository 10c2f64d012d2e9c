"""The leads behind a row of ``report conversion``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Day, Duration, Number, Ref, Text
from crmcli.domain.reason_words import LostReason
from crmcli.domain.reports.pipeline.opportunity_listing import day_of
from crmcli.domain.results import Listing
from crmcli.said import named

if TYPE_CHECKING:
    from collections.abc import Collection

    from crmcli.sql import Reader


@frozen
class LeadBehind:
    """A lead: what became of it, and the days and touches of its conversion."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    state: Annotated[str, Text(wrap=False)]
    created: Annotated[date | None, Day()]
    days: Annotated[int | None, Duration()]
    touches: Annotated[int | None, Number(show=ROOMY)]
    reason: Annotated[str | None, LostReason()]


def leads_listing(
    db: Reader, source: str, values: dict[str, Any], columns: tuple[str, ...], keys: Collection[Any] | None
) -> Listing[LeadBehind]:
    """Return the leads of ``source`` whose key (the first of ``columns``) is one of ``keys``, all of None.

    The other columns are state, days and touches. By number.
    """
    key, state, days, touches = columns
    query = (
        f"SELECT {key}, r.id, coalesce(r.name, r.company), {state}, r.created_on, {days}, {touches}, n.name "
        f"{source} ORDER BY r.id"
    )
    rows = []
    for group, number, name, became, created, took, touched, reason in db.tuples(query, values):
        if keys is None or group in keys:
            why = reason if became == "lost" else None
            rows.append(
                LeadBehind(number, name, named(became, "outcome"), day_of(created), took, touched, why)
            )
    return Listing(LeadBehind, rows, title="leads")
