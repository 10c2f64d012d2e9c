"""Stays of opportunities in open stages, with the group of each: what ``report stages`` counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline import stage_history as history
from crmcli.domain.reports.pipeline.funnel_facts import within
from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
from crmcli.domain.uncollected import uncollected
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Held(NamedTuple):
    """A stay in an open stage: since when, how many days, whether it runs, and whose it is."""

    deal: Deal
    stage: int
    since: str
    days: int
    running: bool
    key: Any
    label: str | None


class Times(NamedTuple):
    """All stays of known days, the open stages that are shown, and in words what was left out."""

    held: list[Held]
    stages: list[Stage]
    notes: tuple[str, ...]


@uncollected()
def fetch(db: Reader, request: Asked, by: str) -> Times:
    """Return the stays of the opportunities asked about, whenever they began; months by that day."""
    stages = store.fetch_stages(db)
    wanted = traits.stored(by)
    deals, notes = store.turned(db, request, store.fetch(db, request, stages, wanted), keep=True)
    steps = history.fetch_steps(db, request)
    line = history.course(stages)
    as_of = request.as_of.isoformat()
    held: list[Held] = []
    blind = 0
    for deal in deals:
        group = deal.traits[0] if wanted else (None, None)
        for stay in history.stays(deal, steps.get(deal.id, ()), line):
            if stay.stage is None or line.rank[stay.stage] >= line.opened:
                blind += stay.stage is None
                continue
            days = history.days(stay, as_of)
            if days is None or stay.since is None:
                blind += 1
                continue
            if by in traits.IN_TIME:
                name = traits.period_of(stay.since, by)
                group = name, name
            held.append(Held(deal, stay.stage, stay.since, days, stay.running, *group))
    used = {one.stage for one in held}
    shown = [one for one in stages.values() if one.outcome == "open" and (one.active or one.key in used)]
    told = figures.left_out(blind, "stay", say("in a stage or since a day that nobody recorded left out"))
    return Times(held, shown, (*notes, *told))


def in_span(held: list[Held], request: Asked) -> list[Held]:
    """Return the stays that began within the span."""
    return [one for one in held if within(one.since, request)]
