from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.pipeline.funnel_facts import Way
from crmcli.domain.reports.pipeline.stage_history import Stay, began, between, days, stays
from tests.domain.reports.histories import (
    LINE,
    LOST,
    NEGOTIATION,
    NEW,
    PROPOSAL,
    QUALIFIED,
    STAGES,
    WON,
    day,
    deal_of,
    walked,
    ways,
)

LAST = 400
AS_OF = day(LAST)
WAY = Way([stage for stage in STAGES.values() if stage.outcome == "open"], STAGES)


def stages_of(found: list[Stay]) -> list[int | None]:
    return [stay.stage for stay in found]


def made(*way: tuple[int, int]) -> list[Stay]:
    steps = walked(*way)
    return stays(deal_of(steps), steps, LINE)


def test_a_stay_lasts_until_the_next_and_the_last_one_runs() -> None:
    assert made((NEW, 0), (PROPOSAL, 10)) == [
        Stay(NEW, day(0), day(10), PROPOSAL),
        Stay(PROPOSAL, day(10), None, None, running=True),
    ]


def test_a_step_taken_back_on_its_day_never_was() -> None:
    assert stages_of(made((NEW, 0), (NEGOTIATION, 9), (NEW, 9), (QUALIFIED, 12))) == [NEW, QUALIFIED]
    assert stages_of(made((PROPOSAL, 0), (NEW, 0))) == [NEW]


def test_a_step_taken_back_later_was() -> None:
    assert stages_of(made((NEW, 0), (NEGOTIATION, 9), (NEW, 10))) == [NEW, NEGOTIATION, NEW]


def test_a_round_trip_of_one_day_leaves_it_where_it_was() -> None:
    assert stages_of(made((NEW, 0), (PROPOSAL, 5), (NEW, 9), (PROPOSAL, 9), (WON, 20))) == [
        NEW,
        PROPOSAL,
        WON,
    ]


def test_what_was_passed_within_a_day_is_a_stay_of_no_days() -> None:
    found = made((NEW, 0), (QUALIFIED, 0), (PROPOSAL, 0), (LOST, 0))
    assert stages_of(found) == [NEW, QUALIFIED, PROPOSAL, LOST]
    assert [days(stay, AS_OF) for stay in found[:3]] == [0, 0, 0]


def test_a_sale_recorded_only_when_it_was_over_was_nobody_knows_where() -> None:
    steps = [(day(30), None, WON)]
    assert stays(deal_of(steps, created=day(0)), steps, LINE) == [
        Stay(None, day(0), day(30), WON),
        Stay(WON, day(30), None, None, running=True),
    ]


def test_what_began_before_its_first_step_counts_from_its_creation() -> None:
    steps = [(day(30), None, NEW)]
    found = stays(deal_of(steps, created=day(10)), steps, LINE)
    assert found == [Stay(NEW, day(10), None, None, running=True)]


def test_a_beginning_of_no_known_day_is_the_creation() -> None:
    for created in (day(10), None):
        deal = deal_of([(None, None, NEW)], created=created)
        assert stays(deal, [(None, None, NEW)], LINE) == [Stay(NEW, created, None, None, running=True)]


def test_a_gap_in_the_record_makes_days_unknown_and_not_wrong() -> None:
    steps = [(day(0), None, NEW), (day(20), PROPOSAL, NEGOTIATION)]
    found = stays(deal_of(steps), steps, LINE)
    assert found == [
        Stay(NEW, day(0), None, PROPOSAL),
        Stay(PROPOSAL, None, day(20), NEGOTIATION),
        Stay(NEGOTIATION, day(20), None, None, running=True),
    ]
    assert [days(stay, AS_OF) for stay in found] == [None, None, LAST - 20]


def test_without_a_step_only_the_stage_is_known() -> None:
    opened = deal_of(walked((PROPOSAL, 3)))
    assert stays(opened, [], LINE) == [Stay(PROPOSAL, None, None, None, running=True)]
    assert began(opened, stays(opened, [], LINE)) == day(3)
    closed = deal_of(walked((LOST, 9)), created=day(3))
    assert stages_of(stays(closed, [], LINE)) == [None, LOST]


@given(ways())
def test_stays_follow_the_steps_day_by_day(way: list[tuple[int, int]]) -> None:
    """The stage at the end of each day is the last that was entered by then."""
    found = made(*way)
    for number in {number for _, number in way}:
        truth = [stage for stage, on in way if on <= number][-1]
        told = [stay.stage for stay in found if stay.since is not None and stay.since <= day(number)][-1]
        assert told == truth


@given(ways())
def test_stays_partition_the_time_from_the_beginning_to_the_day(way: list[tuple[int, int]]) -> None:
    found = made(*way)
    assert found[0].since == day(way[0][1])
    assert all(one.until == two.since and one.next == two.stage for one, two in pairwise(found))
    assert [stay.running for stay in found] == [False] * (len(found) - 1) + [True]
    assert sum(days(stay, AS_OF) or 0 for stay in found) == LAST - way[0][1]


@given(ways(), st.integers(0, 1000))
def test_the_order_of_the_rows_changes_nothing(way: list[tuple[int, int]], seed: int) -> None:
    steps = walked(*way)
    mixed = list(steps)
    Random(seed).shuffle(mixed)  # noqa: S311 - a repeatable order, no secret
    assert stays(deal_of(steps), mixed, LINE) == stays(deal_of(steps), steps, LINE)


@given(ways())
def test_who_got_further_passed_every_stage_before(way: list[tuple[int, int]]) -> None:
    steps = walked(*way)
    deal = deal_of(steps)
    found = stays(deal, steps, LINE)
    mover = WAY.mover(deal, found, began(deal, found), (None, None))
    assert mover.furthest == WAY.end if way[-1][0] == WON else mover.furthest < WAY.end
    known = mover.entered[: mover.furthest + 1]
    assert None not in known
    assert list(known) == sorted(one for one in known if one)
    assert set(mover.entered[mover.furthest + 1 :]) <= {None}
    assert mover.lost == (way[-1][0] == LOST)


def test_what_was_won_and_reopened_was_in_every_open_stage_and_is_not_won() -> None:
    steps = walked((NEW, 0), (WON, 5), (QUALIFIED, 9))
    deal = deal_of(steps)
    mover = WAY.mover(deal, stays(deal, steps, LINE), day(0), (None, None))
    assert mover.furthest == WAY.end - 1
    assert not mover.lost


@pytest.mark.parametrize(
    ("first", "last", "between_them"), [("2026-02-28", "2026-03-01", 1), ("2024-02-28", "2024-03-01", 2)]
)
def test_days_are_those_of_the_calendar(first: str, last: str, between_them: int) -> None:
    assert between(first, last) == between_them
