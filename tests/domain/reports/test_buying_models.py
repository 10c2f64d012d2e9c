"""The models of buying, without a store: bounds, limits, against other ways to the same number."""

from itertools import pairwise
from math import exp, expm1, log, log1p
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaincinv, betaln, hyp2f1
from scipy.stats import invgamma, nbinom

from crmcli.domain.reports.value import bgnbd, fitting, gamma_gamma, lifetime, purchase_counts
from crmcli.domain.reports.value.purchase_statistics import Statistic

CDNOW = bgnbd.Parameters(0.2426, 4.4136, 0.7929, 2.4259)
SPEND = gamma_gamma.Parameters(6.25, 3.74, 15.44)
POSITIVE = st.floats(0.02, 50)
PARAMETERS = st.builds(bgnbd.Parameters, POSITIVE, POSITIVE, POSITIVE, POSITIVE)
CUSTOMER = st.tuples(st.integers(0, 300), st.floats(0.01, 1), st.floats(0.2, 500)).map(
    lambda one: bought(min(one[0], int(one[2] * 7)), one[1] * one[2], one[2])
)


def bought(x: int, recency: float, age: float) -> tuple[int, float, float]:
    """A customer in weeks, who buys once a day at most."""
    return (x, recency if x else 0.0, age)


@given(PARAMETERS, CUSTOMER)
def test_the_chance_to_be_alive_is_a_chance(model: bgnbd.Parameters, one: tuple[int, float, float]) -> None:
    found = float(bgnbd.alive(model, bgnbd.facts([one]))[0])
    assert 0.0 <= found <= 1.0


@given(PARAMETERS, CUSTOMER.filter(lambda one: one[0] > 0))
@settings(max_examples=60)
def test_the_chance_to_be_alive_is_that_part_of_the_likelihood(
    model: bgnbd.Parameters, one: tuple[int, float, float]
) -> None:
    """Equation 3 of the paper: still alive at T, or stopped right after the last purchase."""
    r, alpha, a, b = model
    x, recency, age = one
    still = betaln(a, b + x) - (r + x) * log(alpha + age)
    stopped = betaln(a + 1, b + x - 1) - (r + x) * log(alpha + recency)
    found = float(bgnbd.alive(model, bgnbd.facts([one]))[0])
    assert found == pytest.approx(1 / (1 + exp(min(stopped - still, 700))), rel=1e-6, abs=1e-12)


@given(PARAMETERS, st.floats(0, 500))
def test_who_bought_once_is_alive_for_sure(model: bgnbd.Parameters, age: float) -> None:
    assert float(bgnbd.alive(model, bgnbd.facts([(0, 0.0, age)]))[0]) == 1.0


@given(PARAMETERS, CUSTOMER)
def test_expected_purchases_grow_with_the_time_ahead(
    model: bgnbd.Parameters, one: tuple[int, float, float]
) -> None:
    every = bgnbd.facts([one])
    found = bgnbd.expected_alive(model, every.x, every.age, [0.5, 1.0, 4.0, 26.0, 52.0])[:, 0]
    assert np.all(found >= 0)
    assert np.all(np.diff(found) >= 0)


@given(PARAMETERS, CUSTOMER, st.floats(0.1, 300))
@settings(max_examples=60)
def test_the_quadrature_is_the_integral(
    model: bgnbd.Parameters, one: tuple[int, float, float], time: float
) -> None:
    x, _, age = one
    found = float(bgnbd.expected_alive(model, np.array([float(x)]), np.array([age]), [time])[0, 0])
    r, alpha, a, b = model
    # The mean over equal slices of the density of p, each taken at its middle.
    p = np.maximum(betaincinv(a, b + x, (np.arange(4000) + 0.5) / 4000), 1e-300)
    slices = -np.expm1(-(r + x) * np.log1p(p * time / (alpha + age))) / p
    assert found == pytest.approx(float(slices.mean()), rel=5e-3)


@pytest.mark.parametrize("x", [0, 1, 20, 21, 155, 300])
@pytest.mark.parametrize("ahead", [1.9, 7.9, 49, 299])
def test_a_long_time_ahead_of_who_buys_often_loses_no_digit(x: int, ahead: float) -> None:
    """The integral is taken over log p, in pieces."""
    r, alpha, a, b = model = bgnbd.Parameters(1.0, 1.0, 1.0, 1.0)
    age = 1.0
    time = ahead * (alpha + age)

    def density(log_p: float) -> float:
        p = exp(log_p)
        weight = exp(a * log_p + (b + x - 1) * log1p(-p) - betaln(a, b + x))
        return float(-expm1(-(r + x) * log1p(p * time / (alpha + age))) / p * weight)

    ends = (-40, -20, -15, -12, -10, -8, -6, -4, -2, -0.5, -1e-12)
    wanted = sum(quad(density, low, high, epsrel=1e-11)[0] for low, high in pairwise(ends))
    found = bgnbd.expected_alive(model, np.array([float(x)]), np.array([age]), [time])
    assert float(found[0, 0]) == pytest.approx(wanted, rel=2e-6)


@pytest.mark.parametrize("x", [0, 1, 2, 7, 29])
@pytest.mark.parametrize("time", [1.0, 39.0, 52.0])
def test_the_expectation_is_the_paper_s_where_its_2f1_can_be_had(x: int, time: float) -> None:
    r, alpha, a, b = CDNOW
    age = 38.0
    z = time / (alpha + age + time)
    series = hyp2f1(r + x, b + x, a + b + x - 1, z)
    wanted = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + time)) ** (r + x) * series)
    found = bgnbd.expected_alive(CDNOW, np.array([float(x)]), np.array([age]), [time])
    assert float(found[0, 0]) == pytest.approx(wanted, rel=1e-9)


def test_a_of_one_is_no_gap_in_the_expectation() -> None:
    around = [
        float(bgnbd.expected_alive(CDNOW._replace(a=a), np.array([3.0]), np.array([30.0]), [52.0])[0, 0])
        for a in (1 - 1e-7, 1.0, 1 + 1e-7)
    ]
    assert around == sorted(around, reverse=True)
    assert around[0] == pytest.approx(around[2], rel=1e-6)


@given(PARAMETERS, CUSTOMER, st.floats(0.5, 60))
@settings(max_examples=60)
def test_the_chances_of_each_count_add_up_to_one_and_to_the_expectation(
    model: bgnbd.Parameters, one: tuple[int, float, float], time: float
) -> None:
    every = bgnbd.facts([one])
    wanted = float(bgnbd.expected(model, every, time)[0])
    if wanted > 200:  # the tail would be cut
        return
    found = purchase_counts.spread(model, every, time)
    assert float(found.mean[0]) == pytest.approx(wanted, rel=1e-2, abs=1e-3)
    assert float(found.low[0]) <= float(found.high[0])
    assert float(found.variance[0]) >= 0


def test_the_interval_holds_four_of_five_simulated_customers() -> None:
    every = bgnbd.facts([(6, 29.0, 32.0)])
    found = purchase_counts.spread(CDNOW, every, 39.0)
    rng = np.random.default_rng(7)
    size = 20_000
    alive = rng.random(size) < float(bgnbd.alive(CDNOW, every)[0])
    rate = rng.gamma(CDNOW.r + 6, 1 / (CDNOW.alpha + 32.0), size)
    stop = rng.beta(CDNOW.a, CDNOW.b + 6, size)
    coming = rng.poisson(rate * 39.0)
    counts = np.where(alive, np.minimum(coming, rng.geometric(np.maximum(stop, 1e-12))), 0)
    assert counts.mean() == pytest.approx(float(found.mean[0]), rel=0.02)
    assert counts.var() == pytest.approx(float(found.variance[0]), rel=0.05)
    inside = ((counts >= found.low[0]) & (counts <= found.high[0])).mean()
    assert inside >= purchase_counts.LEVEL - 0.01


def simulated(seed: int, size: int) -> list[tuple[float, float, float]]:
    """Customers that buy as the model has it, watched for 20 to 60 weeks."""
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    rows = []
    for _ in range(size):
        rate, stop = rng.gammavariate(0.6, 1 / 8), rng.betavariate(1.2, 3.5)
        age = rng.randint(140, 420) / 7
        at, x, last = 0.0, 0, 0.0
        while True:
            at += rng.expovariate(rate) if rate > 0 else age + 1
            if at > age:
                break
            x, last = x + 1, at
            if rng.random() < stop:
                break
        rows.append((float(x), last, age))
    return rows


def test_a_fit_finds_the_parameters_that_made_the_data() -> None:
    found = bgnbd.fit(bgnbd.facts(simulated(3, 6000)))
    for value, error, true in zip(found.values, found.errors, (0.6, 8.0, 1.2, 3.5), strict=True):
        assert error is not None
        assert abs(value - true) < 4 * error


def test_the_gradients_are_those_of_the_likelihoods() -> None:
    rows = simulated(5, 300)
    buying = bgnbd._likelihood(np.array(sorted(set(rows))), np.ones(len(set(rows))))
    spending = gamma_gamma._likelihood(np.array([[1.0, 20.0], [3.0, 45.0], [9.0, 12.5]]), np.ones(3))
    for likelihood, place in ((buying, np.log([0.5, 6.0, 1.0, 2.0])), (spending, np.log([5.0, 3.0, 12.0]))):
        slope = likelihood(place)[1]
        for i in range(len(place)):
            step = np.zeros(len(place))
            step[i] = 1e-6
            about = (likelihood(place + step)[0] - likelihood(place - step)[0]) / 2e-6
            assert slope[i] == pytest.approx(about, rel=1e-5)


def test_a_fit_hangs_on_no_order() -> None:
    rows = simulated(11, 500)
    other = list(rows)
    Random(1).shuffle(other)  # noqa: S311 - repeatable, no secret
    assert bgnbd.fit(bgnbd.facts(rows)) == bgnbd.fit(bgnbd.facts(other))


def test_what_the_data_do_not_tell_is_at_the_end_of_its_range_and_has_no_error() -> None:
    rng = Random(2)  # noqa: S311 - repeatable, no secret
    rows = []
    for _ in range(400):
        days = sorted(rng.sample(range(1, 400), 12))
        rows.append((12.0, days[-1] / 7, 60.0))
    found = bgnbd.fit(bgnbd.facts(rows))
    assert found.at_bound
    assert None in found.errors
    chances = bgnbd.alive(bgnbd.Parameters(*found.values), bgnbd.facts(rows))
    assert float(chances.min()) > 0.99


def test_who_spent_like_nobody_is_drawn_to_the_mean_and_less_the_more_it_bought() -> None:
    mean = SPEND.mean
    assert mean is not None
    once, often = (float(gamma_gamma.expected(SPEND, count, 200.0)) for count in (1.0, 50.0))
    assert mean < once < often < 200
    assert float(gamma_gamma.expected(SPEND, 0.0, 0.0)) == pytest.approx(mean)


def test_no_spending_model_has_a_mean_without_end() -> None:
    assert gamma_gamma.Parameters(6.0, 1.0, 15.0).mean is None


STATISTIC = st.tuples(
    st.integers(0, 12), st.integers(1, 300), st.integers(0, 60), st.integers(1, 50_000)
).map(lambda one: Statistic(one[0], one[1] if one[0] else 0, one[1] + one[2], one[0], one[0] * one[3]))


@settings(max_examples=20)
@given(st.lists(STATISTIC, min_size=60, max_size=120), st.randoms(use_true_random=False))
def test_nobody_s_worth_hangs_on_the_order_of_the_customers(every: list[Statistic], rng: Random) -> None:
    horizon = lifetime.Horizon(52.0, 0.1)

    def worth(some: list[Statistic]) -> list[lifetime.Worth]:
        table = lifetime.Table(some)
        return lifetime.worth(lifetime.fit(some, table, 100), table, horizon)

    places = list(range(len(every)))
    rng.shuffle(places)
    first, other = worth(every), worth([every[place] for place in places])
    assert [first[place] for place in places] == other
    for one in first:
        assert one.alive is not None
        assert 0 <= one.alive <= 1
        if one.value is not None:
            assert one.value >= 0


def test_six_digits_count() -> None:
    assert fitting.shown(1234567.89) == 1234570.0
    assert fitting.shown(0.000123456789) == 0.000123457
    assert fitting.shown(0.0) == 0.0


@pytest.mark.parametrize(("x", "age", "time"), [(0, 30.0, 52.0), (3, 30.0, 52.0), (40, 80.0, 26.0)])
def test_where_nobody_stops_the_interval_is_that_of_the_negative_binomial(
    x: int, age: float, time: float
) -> None:
    model = bgnbd.Parameters(0.8, 6.0, 1e-9, 5.0)
    one = bgnbd.facts([(x, age * 0.9 if x else 0.0, age)])
    found = purchase_counts.spread(model, one, time)
    since = model.alpha + age
    counts = nbinom(model.r + x, since / (since + time))
    assert (found.low[0], found.high[0]) == (counts.ppf(0.1), counts.ppf(0.9))
    assert found.mean[0] == pytest.approx(counts.mean(), rel=1e-4)
    assert found.variance[0] == pytest.approx(counts.var(), rel=1e-3)


@pytest.mark.parametrize(("count", "mean"), [(0, 0.0), (2, 40.0), (25, 12.5)])
def test_the_square_of_a_mean_is_that_of_its_inverse_gamma(count: int, mean: float) -> None:
    p, q, v = SPEND
    means = invgamma(p * count + q, scale=p * (v + count * mean))
    found = gamma_gamma.square(SPEND, np.array([float(count)]), np.array([mean]))
    assert float(found[0]) == pytest.approx(means.moment(2), rel=1e-9)
    assert float(gamma_gamma.expected(SPEND, count, mean)) == pytest.approx(means.mean(), rel=1e-9)
