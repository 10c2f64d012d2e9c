"""The estimate against worked examples: Freireich and others, Blood 21 (1963), as textbooks print them."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.kaplan_meier import Lasting, chi_square_tail, curve, log_rank


def lasting(ended: str, running: str = "") -> list[Lasting]:
    """Times of who ended and of who is still there."""
    return [
        *(Lasting(int(one), ended=True) for one in ended.split()),
        *(Lasting(int(one), ended=False) for one in running.split()),
    ]


TREATED = lasting("6 6 6 7 10 13 16 22 23", "6 9 10 11 17 19 20 25 32 32 34 35")
PLACEBO = lasting("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23")


def test_the_published_survival_of_the_treated_is_met() -> None:
    found = {
        point.days: (point.at_risk, point.ended, round(point.survival, 4)) for point in curve(TREATED).points
    }
    assert found == {
        6: (21, 3, 0.8571),
        7: (17, 1, 0.8067),
        10: (15, 1, 0.7529),
        13: (12, 1, 0.6902),
        16: (11, 1, 0.6275),
        22: (7, 1, 0.5378),
        23: (6, 1, 0.4482),
    }


def test_the_published_medians_and_their_intervals_are_met() -> None:
    assert curve(TREATED).median() == (23, 13, None)
    assert curve(PLACEBO).median() == (8, 4, 11)


def test_where_all_end_at_once_the_median_has_no_interval() -> None:
    assert curve(lasting("365 365", "")).median() == (365, None, None)
    assert curve(lasting("10 20", "")).median()[2] is None


def test_greenwood_s_error_is_the_published_one() -> None:
    point = curve(TREATED).at(10)
    assert point is not None
    assert point.low == pytest.approx(0.503, abs=5e-4)
    assert point.high == pytest.approx(0.889, abs=5e-4)


def test_the_published_log_rank_test_is_met() -> None:
    found = log_rank({"6-MP": TREATED, "placebo": PLACEBO})
    assert found is not None
    assert (round(found.chi_square, 2), found.degrees) == (16.79, 1)
    assert found.p == pytest.approx(4.17e-5, rel=2e-3)


@pytest.mark.parametrize(
    ("value", "degrees", "tail"),
    [
        (3.841459, 1, 0.05),
        (5.991465, 2, 0.05),
        (7.814728, 3, 0.05),
        (23.209251, 10, 0.01),
        (2.167350, 7, 0.95),
    ],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value: float, degrees: int, tail: float) -> None:
    assert chi_square_tail(value, degrees) == pytest.approx(tail, rel=1e-5)
    assert chi_square_tail(0, degrees) == 1.0


def test_who_is_still_there_counts_until_the_day_itself() -> None:
    (point,) = curve(lasting("10", "10")).points
    assert (point.at_risk, point.survival) == (2, 0.5)


def test_nobody_and_nobody_gone_have_no_median() -> None:
    assert curve([]).points == ()
    assert curve(lasting("", "5 9")).median() == (None, None, None)
    assert curve(lasting("", "5 9")).longest == 9


def test_a_group_that_was_never_seen_when_somebody_ended_takes_no_part() -> None:
    both = log_rank({"6-MP": TREATED, "placebo": PLACEBO})
    assert log_rank({"6-MP": TREATED, "new": lasting("", "0 0"), "placebo": PLACEBO}) == both
    assert log_rank({"one": TREATED}) is None
    assert log_rank({"one": lasting("", "4"), "other": lasting("", "5")}) is None


TIMES = st.lists(st.builds(Lasting, st.integers(0, 40), st.booleans()), max_size=40)


@given(TIMES, st.integers(0, 9))
def test_a_curve_only_falls_and_hangs_on_no_order(times: list[Lasting], seed: int) -> None:
    found = curve(times)
    shares = [1.0, *(point.survival for point in found.points)]
    assert all(before > after >= 0 for before, after in pairwise(shares))
    assert found.ended == sum(one.ended for one in times)
    for point in found.points:
        if point.low is not None and point.high is not None:
            assert point.low <= point.survival <= point.high
    mixed = list(times)
    Random(seed).shuffle(mixed)  # noqa: S311 - a repeatable order, no secret
    assert curve(mixed) == found


@given(st.lists(st.integers(0, 40), min_size=1, max_size=40))
def test_without_anybody_still_there_it_is_the_share_that_lasts_longer(days: list[int]) -> None:
    for point in curve([Lasting(one, ended=True) for one in days]).points:
        assert point.survival == pytest.approx(sum(one > point.days for one in days) / len(days))


@given(TIMES, TIMES, TIMES)
def test_the_test_hangs_on_no_names(one: list[Lasting], two: list[Lasting], three: list[Lasting]) -> None:
    found = log_rank({"a": one, "b": two, "c": three})
    other = log_rank({"c": one, "a": two, "b": three})
    assert (found is None) == (other is None)
    if found is not None and other is not None:
        assert found.degrees == other.degrees
        assert found.chi_square == pytest.approx(other.chi_square, rel=1e-4, abs=1e-6)
