"""Funnel, stages and losses beside a calculation without SQL, over random ways through the stages.

One step a day at most, so that nothing is to be said about the order within a day.
"""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import NamedTuple

import pytest

from crmcli.db import Store
from crmcli.domain.reports.pipeline import funnel, losses, stages
from tests.domain.reports.histories import FIRST, LOST, NEW, PROPOSAL, QUALIFIED, STAGES, WON, keep
from tests.support.store import writing

OPEN = tuple(key for key, stage in STAGES.items() if stage.outcome == "open")
END = len(OPEN)
Way = list[tuple[int, int]]


class Stay(NamedTuple):
    """Days in a stage, and whether it still runs."""

    days: int
    running: bool


def random_ways(chance: Random) -> Iterator[tuple[Way, int | None]]:
    for _ in range(chance.randrange(1, 40)):
        way = [(chance.choice((NEW, NEW, QUALIFIED, PROPOSAL)), chance.randrange(90))]
        for _ in range(chance.randrange(7)):
            there = chance.choice([stage for stage in STAGES if stage != way[-1][0]])
            way.append((there, way[-1][1] + chance.choice((1, 2, 5, 30))))
        yield way, chance.choice((None, 100, 2000))


def furthest(way: Way) -> int:
    """The place that somebody got to; one that was won and is so no longer was in every open stage."""
    seen = [stage for stage, _ in way]
    if seen[-1] == WON:
        return END
    return max([END - 1 if stage == WON else stage - 1 for stage in seen if stage != LOST], default=0)


def stays(way: Way, stage: int, today: int) -> Iterator[Stay]:
    for place, (there, day) in enumerate(way):
        if there == stage:
            running = place + 1 == len(way)
            yield Stay((today if running else way[place + 1][1]) - day, running)


def kaplan_meier(found: list[Stay], left: Fraction) -> int | None:
    """The first day on which no more than a share is left."""
    share = Fraction(1)
    for day in sorted({stay.days for stay in found if not stay.running}):
        ended = sum(stay.days == day and not stay.running for stay in found)
        share *= 1 - Fraction(ended, sum(stay.days >= day for stay in found))
        if share <= left:
            return day
    return None


@pytest.mark.parametrize("seed", range(6))
def test_the_reports_say_what_plain_counting_says(store: Store, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a repeatable order, no secret
    made = list(random_ways(chance))
    with writing(store) as db:
        keep(db, made)
    today = chance.choice((40, 80, 300))
    as_of = FIRST + timedelta(days=today)
    known = [([step for step in way if step[1] <= today], amount) for way, amount in made]
    known = [(way, amount) for way, amount in known if way]
    with store.reading() as db:
        far = funnel.report(db, funnel.Request(as_of=as_of)).rows
        long = stages.report(db, stages.Request(as_of=as_of)).rows
        lost = losses.report(db, losses.Request(as_of=as_of, by="stage")).rows

    for place, row in enumerate(far):
        entered = [(way, amount) for way, amount in known if furthest(way) >= place]
        ended = [way for way, _ in entered if furthest(way) == place]
        gone = sum(way[-1][0] == LOST for way in ended)
        assert (row.entered, row.lost) == (len(entered), gone)
        assert row.open == (0 if place == END else len(ended) - gone)
        assert (row.amount or 0) == sum(amount or 0 for _, amount in entered)

    for stage, row in zip(OPEN, long, strict=True):
        found = [stay for way, _ in known for stay in stays(way, stage, today)]
        running = [stay.days for stay in found if stay.running]
        assert (row.stays, row.running, row.longest) == (len(found), len(running), max(running, default=None))
        assert (row.median, row.p90) == tuple(kaplan_meier(found, Fraction(left, 10)) for left in (5, 1))

    was: dict[str, int] = {}
    for way, _ in known:
        if way[-1][0] == LOST:
            label = STAGES[[stage for stage, _ in way if stage in OPEN][-1]].label
            was[label] = was.get(label, 0) + 1
    told: dict[str, int] = {}
    for row in lost:
        told[str(row.group)] = told.get(str(row.group), 0) + row.lost
    assert {label: count for label, count in told.items() if count} == was
