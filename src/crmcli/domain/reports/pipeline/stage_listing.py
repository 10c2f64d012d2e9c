"""The stays behind a row of ``report stages``, and the way of one opportunity through the stages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, Day, Duration, Flag, Ref, Text
from crmcli.domain.reports.explaining import StepRow
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import stage_history as history
from crmcli.domain.reports.pipeline.opportunity_listing import day_of, names
from crmcli.domain.results import Listing
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.pipeline.stage_facts import Held
    from crmcli.domain.reports.pipeline.stuck import StuckRow
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


@frozen
class StayBehind:
    """A stay of an opportunity in the stage: since when, how many days, whether it runs."""

    id: Annotated[int, Ref("O", "no.")]
    name: Annotated[str, Text()]
    customer: Annotated[str | None, Text(show=ROOMY)]
    since: Annotated[date, Day()]
    days: Annotated[int, Duration()]
    running: Annotated[bool, Flag()]


@frozen
class StayInStage:
    """A stay of one opportunity: stage, since when, how many days; blank where nobody recorded it."""

    stage: Annotated[str | None, Text()]
    since: Annotated[date | None, Day()]
    days: Annotated[int | None, Duration()]
    running: Annotated[bool, Flag()]


def stays_listing(db: Reader, held: Sequence[Held]) -> Listing[StayBehind]:
    """Return the stays, the longest first, then by number and day."""
    called = names(db, sorted({one.deal.id for one in held}))
    rows = [
        StayBehind(
            one.deal.id, *called[one.deal.id][:2], date.fromisoformat(one.since), one.days, one.running
        )
        for one in sorted(held, key=lambda one: (-one.days, one.deal.id, one.since))
    ]
    return Listing(StayBehind, rows, title="stays")


def history_of(db: Reader, request: Asked, row: StuckRow) -> tuple[Listing[Any], ...]:
    """Return why an opportunity is stuck, and its way through the stages until now."""
    stages = store.fetch_stages(db)
    deal = next(one for one in store.fetch(db, request, stages) if one.id == row.id)
    steps = history.fetch_steps(db, request).get(row.id, [])
    as_of = request.as_of.isoformat()
    found = [
        StayInStage(
            None if stay.stage is None else stages[stay.stage].label,
            day_of(stay.since),
            history.days(stay, as_of),
            stay.running,
        )
        for stay in history.stays(deal, steps, history.course(stages))
    ]
    why = [
        StepRow(say("days in the stage"), str(row.days)),
        StepRow(say("days above which one is stuck there"), str(row.limit)),
    ]
    return Listing(StepRow, why, title="steps"), Listing(StayInStage, found, title="stages")
