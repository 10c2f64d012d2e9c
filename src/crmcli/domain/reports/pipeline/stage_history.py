"""Where an opportunity was, from when to when: its stays in stages, rebuilt from its steps up to a day.

Stays follow each other without a gap: from the day the opportunity began to the day of the report, or
to the day it was closed on last. A stage that is not known is None, a day that is not known too. Stages
passed within one day are stays of no days; a step that was taken back on its day is none.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import OPPORTUNITY
from crmcli.domain.reports.pipeline.stage_steps import Step, ends_of, passed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmcli.domain.reports.pipeline.opportunities import Deal, Stage
    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

Raw = tuple[str | None, int | None, int]
"""A step as it is kept: day, from, to."""
_made = Step._make
Entry = tuple[int | None, str | None]
"""A stage and the day on which it was entered."""


class Stay(NamedTuple):
    """A stay in a stage from a day to a day, both None when not known; ``next`` is the stage after it.

    One that runs has no ``until`` and no ``next``.
    """

    stage: int | None
    since: str | None
    until: str | None
    next: int | None
    running: bool = False


class Course(NamedTuple):
    """The stages as the rebuilding needs them: the rank of each, and how many are open."""

    rank: dict[int, int]
    opened: int

    def is_open(self, stage: int | None) -> bool:
        """Whether it is an open stage, or one that is not known."""
        return stage is None or self.rank[stage] < self.opened


def course(stages: Mapping[int, Stage]) -> Course:
    """Return what the rebuilding needs of the stages."""
    opened = sum(stage.outcome == "open" for stage in stages.values())
    return Course({key: stage.rank for key, stage in stages.items()}, opened)


_STEPS = """
SELECT g.opportunity_id, g.changed_on, g.from_stage_id, g.to_stage_id FROM stage_change g
WHERE (g.changed_on IS NULL OR g.changed_on <= :as_of) AND {among}
"""


def fetch_steps(db: Reader, request: Asked) -> dict[int, list[Raw]]:
    """Return the steps up to the day by opportunity, in no order."""
    from crmcli.domain.where import conditions

    among, values = "1 = 1", dict[str, Any]()
    if request.where:
        test, values = conditions(db, OPPORTUNITY, request.where, as_of=request.as_of)
        among = f"g.opportunity_id IN (SELECT r.id FROM opportunity r WHERE {test})"
    found: dict[int, list[Raw]] = {}
    asked = {**values, "as_of": request.as_of.isoformat()}
    for number, day, before, after in db.tuples(_STEPS.format(among=among), asked):
        if number in found:
            found[number].append((day, before, after))
        else:
            found[number] = [(day, before, after)]
    return found


def stays(deal: Deal, steps: Sequence[Raw], line: Course) -> list[Stay]:
    """Return the stays of an opportunity in time, one at least; in the last it is on the day.

    Stays in stages that are won or lost are among them. A first step into an open stage on a day that
    is not known is one of the day it was created on; other steps of no known day tell nothing.
    """
    found = []
    stage, since = None, None
    for place, (then, day) in enumerate(_entries(deal, steps, line)):
        if place:
            found.append(Stay(stage, since, day, then))
        stage, since = then, day
    found.append(Stay(stage, since, None, None, running=True))
    return found


def _entries(deal: Deal, steps: Sequence[Raw], line: Course) -> Iterator[Entry]:
    """Yield every entry into a stage, in time."""
    here: int | None = None
    begun = False
    for day, same in _by_day(deal, steps, line):
        start, end = ends_of(same, line.rank, here)
        on = day or None
        if begun or start is not None:
            if start is not None and start != here:
                # What lies between was not recorded: it was there by now, since a day that nobody knows.
                yield start, None
                here = start
            if end != here:
                if len(same) > 1:
                    for stage in passed(same, here, end, line.rank, line.opened):
                        yield stage, on
                yield end, on
        else:
            yield from _beginning(deal, same, end, line)
        begun, here = True, end
    yield from _ending(deal, here, begun=begun)


def _beginning(deal: Deal, same: Sequence[Step], end: int, line: Course) -> Iterator[Entry]:
    """Yield the entries of the day on which an opportunity began, or was first recorded."""
    on = same[0].day or None
    born = min(deal.created, on) if deal.created and on else deal.created or on
    way = passed(same, None, end, line.rank, line.opened)
    if not way and not line.is_open(end):
        # Recorded only when it was over: where it was until then is not known.
        yield None, born
        yield end, on
        return
    first, *rest = (*way, end)
    yield first, born
    for stage in rest:
        yield stage, on


def _ending(deal: Deal, here: int | None, *, begun: bool) -> Iterator[Entry]:
    """Yield the stage in which an opportunity is on the day, where its steps don't lead there."""
    if not begun and (deal.stage is None or deal.outcome != "open"):
        yield None, deal.created
        if deal.stage is not None:
            yield deal.stage, deal.due
    elif not begun or here != deal.stage:
        yield deal.stage, deal.due if deal.outcome != "open" else None


def _by_day(deal: Deal, steps: Sequence[Raw], line: Course) -> Iterator[tuple[str, list[Step]]]:
    """Yield the steps of each day, in time; '' is the day of a beginning that nobody knows."""
    dated = []
    for day, before, after in steps:
        if day is not None:
            dated.append(_made((day, before, after)))
        elif before is None and line.is_open(after):
            dated.append(Step(deal.created or "", None, after))
    if len(dated) > 1:
        dated.sort(key=_DAY)
    for day, same in groupby(dated, key=_DAY):
        yield day, list(same)


_DAY = itemgetter(0)


def began(deal: Deal, found: Sequence[Stay]) -> str | None:
    """Return the day on which an opportunity entered the pipeline, None when nobody knows."""
    first = found[0].since
    return min(deal.created, first) if deal.created and first else deal.created or first


def days(stay: Stay, as_of: str) -> int | None:
    """Return how many days a stay took, to the day of the report where it runs; None when not known."""
    until = as_of if stay.running else stay.until
    return None if stay.since is None or until is None else between(stay.since, until)


def between(first: str, last: str) -> int:
    """Return the days from one ISO day to another."""
    return _number(last) - _number(first)


@cache
def _number(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).toordinal()
