"""What stands behind a row of ``report next-purchase``: the gaps, their quartiles, the days they make."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import Money, Ref, Text
from crmcli.domain.reports.behind import orders_of
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.figures import money
from crmcli.domain.reports.value.occasions import day_of
from crmcli.domain.reports.value.purchases_behind import purchases
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.domain.reports.value.leaving import Leaver
    from crmcli.domain.reports.value.next_purchase import Due, DueRow, Request
    from crmcli.domain.reports.value.occasions import History, Occasions
    from crmcli.domain.reports.value.rhythm import Rhythm
    from crmcli.sql import Reader


@frozen
class DueBehind:
    """A customer that is due."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[str, Text()]
    expected: date | None
    amount: Annotated[int | None, Money("currency", "usually")]
    currency: Annotated[str | None, Text(wrap=False)]


def customer(db: Reader, request: Request, found: Occasions, one: Leaver) -> tuple[Listing[Any], ...]:
    """Return what is behind the row of a customer."""
    from crmcli.domain.reports.value.next_purchase import Due

    steps: list[StepRow] = []
    if one.rhythm is not None:
        steps = list(due_steps(one.history, one.rhythm, Due.of(one.history.last, one.rhythm)))
    return (
        Listing(StepRow, steps, title="steps"),
        purchases(one.history, found.currency),
        orders_of(db, request, one.history.id),
    )


def due_steps(history: History, rhythm: Rhythm, due: Due) -> Iterator[StepRow]:
    """Yield how the days are made."""
    whose = (
        say("its own")
        if rhythm.own
        else say("of all after {part}", part=say("one") if len(history.days) == 1 else say("two"))
    )
    yield StepRow(say("purchases"), say("{number:,}", number=len(history.days)))
    yield StepRow(say("gaps: how many, {whose}", whose=whose), say("{number:,}", number=rhythm.gaps))
    if rhythm.own:
        yield StepRow(say("gaps in days, ascending"), ", ".join(str(gap) for gap in sorted(history.gaps)))
    yield StepRow(say("last purchase"), say("{day}", day=day_of(history.last)))
    for name, days, day in (
        (say("from: + lower quartile"), rhythm.early, due.earliest),
        (say("expected: + median"), rhythm.gap, due.expected),
        (say("to: + upper quartile"), rhythm.late, due.latest),
    ):
        yield StepRow(say("{name}, {days:g} days", name=name, days=days), say("{day}", day=day_of(day)))


def several(rows: Sequence[DueRow], row: Any) -> tuple[Listing[Any], ...]:
    """Return the customers whose usual purchases make the sum."""
    steps = [
        StepRow(say("customers"), say("{number:,}", number=len(rows))),
        StepRow(say("a usual purchase of each: sum"), money(row.amount, row.currency)),
    ]
    listed = [
        DueBehind(each.id or 0, each.name or "", each.expected, each.amount, each.currency) for each in rows
    ]
    return Listing(StepRow, steps, title="steps"), Listing(DueBehind, listed, title="customers")
