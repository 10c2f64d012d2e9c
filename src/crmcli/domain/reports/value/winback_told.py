"""What stands behind a row of ``report winback``: the chance, the worth, past tries, the purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Percent, Ref, Text
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money, number
from crmcli.domain.reports.value.churn_told import customer as leaving_of
from crmcli.domain.reports.value.winback_campaigns import tries_of
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.value.occasions import Occasions
    from crmcli.domain.reports.value.winback import Candidate, Request, WinbackRow
    from crmcli.sql import Reader


@frozen
class CustomerBehind:
    """A customer whose figures are in the sum."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    value: Annotated[int | None, Money("currency", "a year of it")]
    chance: Annotated[float, Percent(digits=0)]
    expected: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(wrap=False)]


def customer(db: Reader, request: Request, found: Occasions, one: Candidate) -> tuple[Listing[Any], ...]:
    """Return what is behind the row of a customer."""
    steps, *rest = leaving_of(db, request, found, one.leaver)
    more = [
        StepRow(say("chance = 1 - risk"), number(one.chance)),
        StepRow(say("expected = a year of it * chance"), money(one.expected, found.currency)),
    ]
    return Listing(StepRow, [*steps.rows, *more], title="steps"), tries_of(one.tries), *rest


def several(rows: Sequence[WinbackRow], row: Any) -> tuple[Listing[Any], ...]:
    """Return the customers whose figures make the sum."""
    steps = [
        StepRow(say("customers"), say("{number:,}", number=len(rows))),
        StepRow(say("a year of them: sum"), money(row.value, row.currency)),
        StepRow(say("chance: mean"), number(row.chance)),
        StepRow(say("expected: sum"), money(row.expected, row.currency)),
    ]
    listed = [
        CustomerBehind(each.id or 0, each.name or "", each.value, each.chance, each.expected, each.currency)
        for each in rows
    ]
    return Listing(StepRow, steps, title="steps"), Listing(CustomerBehind, listed, title="customers")
