"""Open opportunities that are in their stage for too long, and what too long is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Duration, Money, Ref, Text
from crmcli.domain.reports.pipeline.opportunity_listing import names
from crmcli.domain.reports.pipeline.stay_times import nearest_rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Stage
    from crmcli.domain.reports.pipeline.stage_facts import Held
    from crmcli.sql import Reader

FEWEST = 10
"""Won opportunities that were in a stage, for what nine of ten of them needed to mean anything."""
NINE_IN_TEN = 90  # percent


@frozen
class StuckRow:
    """An open opportunity that is in its stage for longer than the limit."""

    id: Annotated[int, Ref("O", "no."), "The opportunity's number."]
    name: Annotated[str, Text(), "What it is called."]
    customer: Annotated[str | None, Text(show=ROOMY), "The customer's name; blank without one."]
    stage: Annotated[str, Text(wrap=False), "The stage it is in."]
    since: Annotated[date, Day(show=ROOMY), "The day it came into the stage."]
    days: Annotated[int, Duration("there for"), "Days it is in the stage, to the day of the report."]
    limit: Annotated[
        int,
        Duration("limit"),
        "What nine of ten won opportunities needed in this stage at most (nearest rank), or --days.",
    ]
    amount: Annotated[int | None, Money("currency"), "Its amount; blank where nobody said."]
    owner: Annotated[str | None, Text(show=ROOMY, wrap=False), "Who looks after it."]
    currency: Annotated[str | None, Text(show=DETAIL), "Of the amount, ISO 4217."]


def limits(held: Iterable[Held], stages: Sequence[Stage], days: int | None) -> dict[int, int | None]:
    """Return the days above which an opportunity is stuck, by stage; None where too few were won."""
    if days is not None:
        return {stage.key: days for stage in stages}
    needed: dict[int, list[int]] = {stage.key: [] for stage in stages}
    for one in held:
        if one.deal.outcome == "won" and not one.running:
            needed[one.stage].append(one.days)
    return {
        stage: nearest_rank(known, NINE_IN_TEN) if len(known) >= FEWEST else None
        for stage, known in needed.items()
    }


def is_stuck(one: Held, limit: Mapping[int, int | None]) -> bool:
    """Tell whether a stay runs for longer than the limit of its stage."""
    most = limit[one.stage]
    return one.running and most is not None and one.days > most


def stuck_rows(
    db: Reader, held: Sequence[Held], stages: Sequence[Stage], limit: Mapping[int, int | None], most: int
) -> list[StuckRow]:
    """Return the stuck ones, the biggest amount first, currency by currency; ``most`` 0 is all."""
    found = [one for one in held if is_stuck(one, limit)]
    counts: dict[str | None, int] = {}
    for one in found:
        counts[one.deal.currency] = counts.get(one.deal.currency, 0) + 1
    labels = {stage.key: stage.label for stage in stages}

    def order(one: Held) -> tuple[object, ...]:
        code = one.deal.currency
        amount = one.deal.amount
        return (
            code is None,
            -counts[code],
            code or "",
            amount is None,
            -(amount or 0),
            -one.days,
            one.deal.id,
        )

    found.sort(key=order)
    if most:
        found = found[:most]
    called = names(db, [one.deal.id for one in found])
    rows = []
    for one in found:
        name, customer, owner = called[one.deal.id]
        rows.append(
            StuckRow(
                id=one.deal.id,
                name=name,
                customer=customer,
                stage=labels[one.stage],
                since=date.fromisoformat(one.since),
                days=one.days,
                limit=limit[one.stage] or 0,
                amount=one.deal.amount,
                owner=owner,
                currency=one.deal.currency,
            )
        )
    return rows
