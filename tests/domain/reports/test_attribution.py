"""Credit among touches: exact, whichever way it is given."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.market.attribution import MODELS, NOBODY, Journey, credited, shared

amounts = st.integers(-(10**12), 10**12)
keys = st.lists(st.sampled_from("abcdefg"), max_size=12)


def test_first_last_and_linear_by_hand() -> None:
    touches = ["fair", "mail", "mail", "call"]
    assert credited(1000, touches, "first") == {"fair": 1000}
    assert credited(1000, touches, "last") == {"call": 1000}
    assert credited(1000, touches, "linear") == {"fair": 250, "mail": 500, "call": 250}


def test_what_is_left_goes_to_the_largest_remainder_then_by_name() -> None:
    assert shared(100, {"b": 1, "a": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert shared(-100, {"b": 1, "a": 1, "c": 1}) == {"a": -34, "b": -33, "c": -33}
    assert shared(10, {"a": 5, "b": 1}) == {"a": 8, "b": 2}


def test_without_a_touch_it_is_nobodys() -> None:
    assert [credited(70, [], model) for model in MODELS] == [{NOBODY: 70}] * 3


@given(amounts, keys)
def test_each_way_hands_out_exactly_the_same(amount: int, touches: list[str]) -> None:
    assert {sum(credited(amount, touches, model).values()) for model in MODELS} == {amount}


@given(amounts, keys.filter(bool))
def test_a_linear_part_is_within_one_unit_of_its_share(amount: int, touches: list[str]) -> None:
    for key, part in credited(amount, touches, "linear").items():
        assert abs(part - Fraction(amount * touches.count(key), len(touches))) < 1


@given(amounts, keys, st.randoms(use_true_random=False))
def test_linear_does_not_hang_on_the_order(amount: int, touches: list[str], random: object) -> None:
    mixed = list(touches)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert credited(amount, mixed, "linear") == credited(amount, touches, "linear")


def test_a_window_has_its_first_and_its_last_day() -> None:
    journey = Journey([10, 20, 20, 30], ["a", "b", "c", "d"])
    assert list(journey.before(20, 10)) == ["a", "b", "c"]
    assert list(journey.before(20, 9)) == ["b", "c"]
    assert list(journey.before(9, 90)) == []
    assert list(journey.before(99, 0)) == ["a", "b", "c", "d"]
