from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.scores import parse_bins, quintiles
from crmcli.errors import UsageError

VALUES = st.lists(st.integers(-1000, 1000) | st.sampled_from([1, 2, 3]), min_size=1, max_size=60)


def scored(values: Sequence[int]) -> list[int]:
    """The score of each value, in their order."""
    scores = quintiles(values).scores(values)
    return [scores[value] for value in values]


def test_ten_different_values_make_five_groups_of_two() -> None:
    assert scored(range(10)) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_less_is_better_for_recency() -> None:
    found = quintiles(range(5)).scores(range(5), less_is_better=True)
    assert [found[days] for days in range(5)] == [5, 4, 3, 2, 1]


def test_a_value_that_most_share_gets_the_group_of_the_first_of_them() -> None:
    assert scored([1, 1, 1, 1, 1, 1, 2, 2, 3, 9]) == [1, 1, 1, 1, 1, 1, 4, 4, 5, 5]


def test_values_that_are_all_the_same_score_three() -> None:
    assert scored([7] * 20) == [3] * 20


def test_values_of_which_none_is_above_the_first_cut_score_three() -> None:
    assert set(scored([6] + [7] * 58)) == {3}


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        ([5], [3]),
        ([1, 2], [1, 5]),
        ([1, 2, 3], [1, 3, 5]),
        ([1, 2, 3, 4], [1, 2, 4, 5]),
        ([2, 2, 3], [1, 1, 5]),
    ],
)
def test_fewer_than_five_values_make_fewer_groups(values: list[int], scores: list[int]) -> None:
    assert scored(values) == scores


@given(VALUES, st.randoms())
def test_scores_do_not_hang_on_the_order_of_the_values(values: list[int], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert dict(zip(values, scored(values), strict=True)) == dict(zip(mixed, scored(mixed), strict=True))


@given(VALUES)
def test_more_never_scores_less_and_scores_are_one_to_five(values: list[int]) -> None:
    ordered = sorted(values)
    scores = scored(ordered)
    assert scores == sorted(scores)
    assert set(scores) <= set(range(1, 6))


@given(st.lists(st.integers(-50, 50), min_size=5, max_size=80))
def test_the_groups_are_those_of_interpolated_quantiles(values: list[int]) -> None:
    ordered = sorted(values)

    def quantile(fifths: int) -> Fraction:
        place = Fraction((len(ordered) - 1) * fifths, 5)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (ordered[above] - ordered[below]) * (place - below)

    cuts = [quantile(fifths) for fifths in range(1, 5)]
    expected = [1 + sum(cut < value for cut in cuts) for value in values]
    one_group = max(values) <= cuts[0]
    assert scored(values) == ([3] * len(values) if one_group else expected)


@given(st.lists(st.integers(0, 10**6), min_size=100, max_size=300, unique=True))
def test_groups_of_different_values_are_of_one_size_but_for_one(values: list[int]) -> None:
    scores = scored(values)
    sizes = [scores.count(score) for score in range(1, 6)]
    assert max(sizes) - min(sizes) <= 1


def test_a_fixed_threshold_is_the_lowest_value_of_its_group() -> None:
    scale = parse_bins(["f=2,3,5,10"], 2).f
    assert scale is not None
    assert [scale.score(orders) for orders in (1, 2, 3, 4, 5, 9, 10, 99)] == [1, 2, 3, 3, 4, 4, 5, 5]


def test_fixed_amounts_are_in_the_currency_s_own_units() -> None:
    scale = parse_bins(["m=100,200.50,300,400"], 2).m
    assert scale is not None
    assert [scale.score(minor) for minor in (9999, 10000, 20049, 20050, 40000)] == [1, 2, 2, 3, 5]
    yen = parse_bins(["m=100,200,300,400"], 0).m
    assert yen is not None
    assert yen.cuts == (Decimal(100), Decimal(200), Decimal(300), Decimal(400))


def test_recency_thresholds_may_lie_between_days() -> None:
    scale = parse_bins(["r=115,181,297.4,482"], 2).r
    assert scale is not None
    days = [114, 115, 297, 298, 482]
    found = scale.scores(days, less_is_better=True)
    assert [found[day] for day in days] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x=1,2,3,4", '"x=1,2,3,4" names no measure'),
        ("2,3,5,10", '"2,3,5,10" names no measure'),
        ("f=1,2,3", '"f=1,2,3" are not four ascending numbers'),
        ("f=1,2,2,3", '"f=1,2,2,3" are not four ascending numbers'),
        ("f=1,2,3,NaN", '"f=1,2,3,NaN" are not four ascending numbers'),
        ("f=1,2,3,Infinity", '"f=1,2,3,Infinity" are not four ascending numbers'),
        ("f=1,2,3,many", '"f=1,2,3,many" has something that is no number'),
        ("f=", '"f=" has something that is no number'),
    ],
)
def test_thresholds_that_are_none_are_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_bins([text], 2)
    assert error.value.message == message
