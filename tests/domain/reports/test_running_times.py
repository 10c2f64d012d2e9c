"""Medians and percentiles with what still runs, by hand and in general."""

from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports.care.running_times import Time, median, percentile

TIMES = st.lists(st.builds(Time, st.integers(0, 50), st.booleans()), max_size=30)


def test_what_still_runs_moves_the_median_up() -> None:
    done = [Time(hours, done=True) for hours in (1, 2, 3, 4)]
    assert median(done) == 2.5
    assert median([*done, Time(100, done=False)]) == 3.0
    # Of 0.75 x 2/3 = 0.5 exactly half are done within 3: the next one is 4.
    assert median([Time(1, done=True), Time(3, done=True), *(Time(4, done=True),) * 2]) == 3.5


def test_what_ran_only_shortly_says_little() -> None:
    """One that was seen for an hour only leaves the later ones as they were among themselves."""
    seen = [Time(1, done=False), Time(2, done=True), Time(4, done=True)]
    assert (median(seen), percentile(seen, 90)) == (3.0, 4.0)


def test_a_percentile_that_nobody_reached_is_unknown() -> None:
    times = [Time(1, done=True), Time(2, done=False), Time(3, done=False)]
    assert (median(times), percentile(times, 90)) == (None, None)


@given(TIMES, st.randoms(use_true_random=False))
def test_the_order_changes_nothing(times: list[Time], random: object) -> None:
    mixed = list(times)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert (median(mixed), percentile(mixed, 90)) == (median(times), percentile(times, 90))


@given(TIMES)
def test_one_more_that_runs_never_makes_it_look_quicker(times: list[Time]) -> None:
    before, after = percentile(times, 90), percentile([*times, Time(60, done=False)], 90)
    assert after is None or (before is not None and after >= before)
