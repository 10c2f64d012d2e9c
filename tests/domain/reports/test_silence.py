"""How silences end and how often people buy, worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.value.leaving import CLASSES, leaver, leavers, parts
from crmcli.domain.reports.value.occasions import History, Occasions
from crmcli.domain.reports.value.rhythm import FLOOR, Habits, quantile, rhythm_of
from crmcli.domain.reports.value.silence import curve

END = date(2026, 11, 21).toordinal()


def bought(*ago: int, number: int = 1) -> History:
    """A customer that bought so many days ago, a lira each time."""
    days = sorted(END - days for days in ago)
    return History(number, days, [100] * len(days), len(days))


def test_a_curve_is_that_of_kaplan_and_meier_with_one_who_never_comes() -> None:
    found = curve({10: 2, 20: 1}, {15: 3, 30: 4})
    assert found is not None
    assert list(found.times) == [10, 20]
    assert found.left == pytest.approx(((1 - 2 / 11), (1 - 2 / 11) * (1 - 1 / 6)))
    assert (found.silences, found.ended, found.reach) == (10, 3, 20)
    assert found.lasting(9) == 1.0
    assert found.lasting(10) == found.lasting(19.9) == found.left[0]


def test_a_curve_ends_where_too_few_got() -> None:
    found = curve({1: 6, 50: 1}, {40: 3})
    assert found is not None
    assert list(found.times) == [1]
    assert found.reach == 1
    assert curve({}, {5: 100}) is None
    assert curve({5: 2}, {}) is None


def test_beyond_its_reach_a_curve_falls_as_a_power() -> None:
    found = curve({4: 20, 8: 20, 16: 20}, {16: 40})
    assert found is not None
    half, whole = found.lasting(8), found.lasting(16)
    assert found.lasting(32) == pytest.approx(whole * (whole / half))
    assert found.goes_on(8, 8) == pytest.approx(whole / half)


@given(
    st.dictionaries(st.integers(0, 400), st.integers(1, 9), max_size=20),
    st.dictionaries(st.integers(0, 400), st.integers(1, 9), max_size=20),
    st.integers(0, 900),
    st.integers(1, 900),
)
def test_chances_are_chances_and_fall_with_the_time_ahead(
    ended: dict[float, int], lasting: dict[float, int], time: int, ahead: int
) -> None:
    found = curve(ended, lasting)
    if found is not None:
        near, far = found.goes_on(time, ahead), found.goes_on(time, 2 * ahead)
        assert 0 <= far <= near <= 1


def test_quartiles_are_those_of_linear_interpolation() -> None:
    assert [quantile([10, 20, 30, 50], part) for part in (0.0, 0.25, 0.5, 0.75, 1.0)] == [
        10,
        17.5,
        25,
        35,
        50,
    ]
    assert quantile([7], 0.75) == 7
    assert rhythm_of([], own=True) is None


def test_three_purchases_make_a_rhythm_of_one_s_own() -> None:
    everybody = [bought(100, 80, 70), *(bought(200, 200 - gap, number=gap) for gap in (10, 20, 30, 40, 50))]
    habits = Habits(everybody, END)
    own, others = habits.rhythm(everybody[0]), habits.rhythm(bought(5))
    assert own is not None
    assert (own.own, own.gap, own.early, own.late) == (True, 15, 12.5, 17.5)
    assert others is not None
    assert (others.own, others.gap, others.gaps) == (False, 25, 6)  # 10, 20, 20, 30, 40, 50
    assert Habits([bought(5), bought(9)], END).rhythm(bought(5)) is None


def kind(*ago: int, factor: float = 2) -> str:
    one = bought(*ago)
    return leaver(one, Habits([one], END), END, factor, 365).kind


def test_classes_follow_the_silence_in_usual_gaps() -> None:
    every_30 = (120, 90, 60, 30)
    assert kind(*every_30) == "safe"
    assert kind(*(days + 1 for days in every_30)) == "watch"
    assert kind(*(days + 30 for days in every_30)) == "watch"
    assert kind(*(days + 31 for days in every_30)) == "at risk"
    assert kind(*(days + 91 for days in every_30)) == "lost"
    assert kind(*(days + 31 for days in every_30), factor=3) == "watch"


def test_a_steady_customer_is_not_flagged_however_slow() -> None:
    for gap in (7, 30, 180, 365):
        days = [gap * n for n in range(1, 6)]
        assert kind(*days) == "safe"
        assert kind(*(day - 1 for day in days)) == "safe"


def test_who_bought_every_other_day_is_not_missed_on_the_fifth() -> None:
    assert kind(9, 7, 5) == "safe"
    assert kind(*(FLOOR * 2 + n for n in (5, 3, 1))) == "at risk"


def test_where_nobody_ever_came_again_the_setting_decides() -> None:
    habits = Habits([bought(10)], END)
    found = [leaver(bought(ago), habits, END, 2, 100) for ago in (99, 100, 101, 201)]
    assert [one.kind for one in found] == ["safe", "watch", "at risk", "lost"]
    assert [one.risk for one in found] == [0.495, 0.5, 0.505, 1.0]
    assert "too few silences" in found[0].reason


def test_the_value_is_that_of_the_year_up_to_the_last_purchase() -> None:
    one = bought(800, 500, 436, 435, 70)
    assert leaver(one, Habits([one], END), END, 2, 365).value == 100
    one = bought(434, 70)
    assert leaver(one, Habits([one], END), END, 2, 365).value == 200
    nothing = one._replace(spent=[None, None])
    assert leaver(nothing, Habits([one], END), END, 2, 365).value is None


def test_the_longer_who_bought_once_is_quiet_the_less_it_comes_again() -> None:
    everybody = [bought(300, 300 - gap, number=gap) for gap in range(5, 100, 3)]
    everybody += [bought(300, number=1000 + n) for n in range(40)]
    habits = Habits(everybody, END)
    risks = [leaver(bought(ago), habits, END, 2, 365).risk for ago in (1, 20, 50, 90, 250)]
    assert risks == sorted(risks)
    assert risks[0] < 0.7 < risks[-1]


HISTORIES = st.lists(
    st.lists(st.integers(0, 900), min_size=1, max_size=8, unique=True), min_size=1, max_size=30
)


@given(HISTORIES)
def test_everybody_is_in_one_class_and_no_order_matters(histories: list[list[int]]) -> None:
    everybody = [bought(*ago, number=number) for number, ago in enumerate(histories)]

    def found(some: list[History]) -> dict[int, tuple[str, float, int | None]]:
        listed = leavers(Occasions(some, "TRY", END, ()), 2, 365)
        assert sum(map(len, parts(listed).values())) == len(some)
        return {one.history.id: (one.kind, one.risk, one.at_risk) for one in listed}

    first = found(everybody)
    assert first == found(everybody[::-1])
    for kind_of, risk, at_risk in first.values():
        assert kind_of in CLASSES
        assert 0 <= risk <= 1
        assert at_risk is not None
        assert at_risk >= 0
