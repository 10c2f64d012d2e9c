"""How far opportunities came: what ``report funnel`` counts.

A mover is an opportunity (or a lead) with the place that it reached and the day on which it got to each
one; places count the steps of the funnel from 0, the last is won.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.pipeline import opportunities as store
from crmcli.domain.reports.pipeline import opportunity_traits as traits
from crmcli.domain.reports.pipeline import stage_history as history
from crmcli.domain.uncollected import uncollected
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
    from crmcli.domain.reports.pipeline.stage_history import Stay
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Mover(NamedTuple):
    """What moved along the funnel, under the key and label of its group.

    One that is neither at the last place nor lost is open. ``entered`` has the day on which it got to
    each place or passed it, None when not known; ``seen`` are the places that it was in.
    """

    id: int
    key: Any
    label: str | None
    began: str | None
    furthest: int
    lost: bool
    entered: tuple[str | None, ...]
    seen: frozenset[int]
    amount: int | None
    currency: str | None


class Moved(NamedTuple):
    """The movers of the period, the names of the places, and in words what was left out."""

    movers: list[Mover]
    places: tuple[str, ...]
    notes: tuple[str, ...]


@uncollected()
def of_opportunities(db: Reader, request: Asked, by: str) -> Moved:
    """Return the opportunities that entered the pipeline within the span."""
    stages = store.fetch_stages(db)
    wanted = traits.stored(by)
    deals, notes = store.turned(db, request, store.fetch(db, request, stages, wanted), keep=True)
    steps = history.fetch_steps(db, request)
    line = history.course(stages)
    known = [(deal, history.stays(deal, steps.get(deal.id, ()), line)) for deal in deals]
    used = {stay.stage for _, found in known for stay in found}
    shown = [one for one in stages.values() if one.outcome == "open" and (one.active or one.key in used)]
    way = Way(shown, stages)
    movers, undated = [], 0
    for deal, found in known:
        began = history.began(deal, found)
        if began is None and request.bounded:
            undated += 1
        elif within(began, request):
            movers.append(way.mover(deal, found, began, _group(by, deal, began)))
    blind = sum(one.lost and not one.seen for one in movers)
    notes = (
        *notes,
        *figures.left_out(undated, "opportunity", say("without a creation date left out")),
        *figures.left_out(
            blind, "opportunity", say("lost at a stage that nobody recorded: counted as lost in the first")
        ),
    )
    won = next((one.label for one in stages.values() if one.outcome == "won"), "Won")
    return Moved(movers, (*(one.label for one in shown), won), notes)


def _group(by: str, deal: Deal, began: str | None) -> tuple[Any, str | None]:
    if by == "stage":
        return None, None
    if by in traits.IN_TIME:
        name = traits.period_of(began, by)
        return name, name
    return deal.traits[0]


def within(day: str | None, request: Asked) -> bool:
    """Tell whether a day lies in the span; one that is not known lies in none."""
    if not request.bounded:
        return True
    if day is None or (request.since is not None and day < request.since.isoformat()):
        return False
    return request.until is None or day <= request.until.isoformat()


class Way:
    """The way of opportunities through the stages that are shown."""

    def __init__(self, shown: Sequence[Stage], stages: Mapping[int, Stage]) -> None:
        """Place the stages that are shown, in their order."""
        self.end = len(shown)
        self.place = {stage.key: place for place, stage in enumerate(shown)}
        self.won = {stage.key for stage in stages.values() if stage.outcome == "won"}

    def mover(
        self, deal: Deal, found: Sequence[Stay], began: str | None, group: tuple[Any, str | None]
    ) -> Mover:
        """Return how far an opportunity came; a stage that it skipped it has passed.

        One that was won and is so no longer was in every open stage.
        """
        at = [(self.place[stay.stage], stay.since) for stay in found if stay.stage in self.place]
        seen = frozenset(place for place, _ in at)
        if deal.outcome == "won":
            at.append((self.end, deal.due))
        else:
            at += [(self.end - 1, stay.since) for stay in found if stay.stage in self.won]
        furthest = max((place for place, _ in at), default=0)
        entered: list[str | None] = [began] + [None] * self.end
        for place in range(1, furthest + 1):
            days = [day for there, day in at if there >= place]
            if days and None not in days:
                entered[place] = min(day for day in days if day is not None)
        lost = deal.outcome == "lost"
        return Mover(deal.id, *group, began, furthest, lost, tuple(entered), seen, deal.amount, deal.currency)
