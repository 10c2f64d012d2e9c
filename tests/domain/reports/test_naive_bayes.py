from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.reports import fisher
from crmcli.domain.reports.next_steps import naive_bayes as bayes
from crmcli.domain.reports.next_steps.lead_calibration import Judged, tenths
from crmcli.domain.reports.next_steps.lead_model import scored
from crmcli.domain.reports.next_steps.naive_bayes import Example, Line, Seen

examples = st.lists(
    st.builds(
        Example,
        st.dictionaries(
            st.sampled_from(("source", "city", "phone")), st.sampled_from(("a", "b", "c")), max_size=3
        ),
        st.booleans(),
    ),
    min_size=6,
    max_size=60,
).filter(lambda many: 2 < sum(one.good for one in many) < len(many) - 2)


def test_a_weight_is_the_log_of_smoothed_shares() -> None:
    seen = {"source": {"fair": Seen(12, 8), "web": Seen(3, 17)}}
    learned = bayes.Learned(seen, Seen(15, 25))
    assert learned.raw("source", "fair") == pytest.approx(log((13 / 17) / (9 / 27)))
    assert learned.base == pytest.approx(log(15 / 25))
    assert learned.odds({"source": "fair"}) == pytest.approx(log(15 / 25) + log((13 / 17) / (9 / 27)))
    assert learned.odds({"source": "nobody's"}) == learned.base
    assert learned.odds({"shoe": "left"}) == learned.base


def test_rare_values_count_together_and_what_all_have_says_nothing() -> None:
    many = [
        Example({"city": city, "kind": "x"}, good)
        for city, good in zip("aaaaabcd" * 2, [True, False] * 8, strict=True)
    ]
    learned = bayes.learn(many)
    assert set(learned.seen["city"]) == {"a", bayes.OTHER}
    assert sum(learned.seen["city"][bayes.OTHER]) == 6
    assert learned.value("city", "c") == learned.value("city", "elsewhere") == bayes.OTHER
    assert "kind" not in learned.weights({"kind": "x", "city": "a"})


@given(
    examples, st.dictionaries(st.sampled_from(("source", "city", "phone", "new")), st.sampled_from("abcd"))
)
def test_base_and_points_add_up_to_a_score_that_is_a_probability(
    many: list[Example], traits: dict[str, str]
) -> None:
    learned = bayes.fitted(many)
    found = scored(learned, traits)
    assert found.base + sum(found.points.values()) == pytest.approx(found.score, abs=1e-9)
    assert 0 <= found.score <= 100
    assert 0 <= found.base <= 100
    assert found.score == pytest.approx(100 / (1 + exp(-learned.odds(traits))))
    weights = learned.weights(traits)
    assert found.points.keys() == weights.keys()
    assert all((points > 0) == (weights[trait] > 0) for trait, points in found.points.items() if points)


@given(examples, st.integers(0, 99))
def test_the_order_of_examples_changes_nothing(many: list[Example], seed: int) -> None:
    mixed = list(enumerate(many))
    Random(seed).shuffle(mixed)  # noqa: S311 - a repeatable order, no secret
    other = [one for _, one in mixed]
    assert bayes.fitted(many) == bayes.fitted(other)
    first, second = bayes.honest(many), bayes.honest(other)
    told = sorted((sorted(one.traits.items()), one.good, p) for one, p in zip(many, first, strict=True))
    again = sorted((sorted(one.traits.items()), one.good, p) for one, p in zip(other, second, strict=True))
    assert told == again


@given(examples)
def test_honest_chances_are_probabilities(many: list[Example]) -> None:
    assert all(0 <= p <= 1 for p in bayes.honest(many))


def test_no_example_is_judged_by_itself() -> None:
    # One trait, different for each: who has seen the outcome would be sure of it.
    many = [Example({"id": str(number // 5)}, number % 10 < 5) for number in range(200)]
    sure = [bayes.probability(bayes.learn(many).odds(one.traits)) for one in many]
    assert bayes.auc(sure, [one.good for one in many]) == 1.0
    noise = Random(1)  # noqa: S311 - a repeatable order, no secret
    none = [Example({"coin": noise.choice("ht")}, noise.random() < 0.3) for _ in range(400)]
    area = bayes.auc(bayes.honest(none), [one.good for one in none])
    assert area is not None
    assert 0.35 < area < 0.6


def test_the_line_puts_doubled_evidence_right() -> None:
    chance = Random(2)  # noqa: S311 - a repeatable order, no secret
    many = []
    for _ in range(2000):
        good = chance.random() < 0.5
        sign = "y" if chance.random() < (0.8 if good else 0.2) else "n"
        many.append(Example({f"copy {n}": sign for n in range(4)}, good))
    learned = bayes.fitted(many)
    assert learned.line.slope == pytest.approx(0.25, abs=0.03)
    assert bayes.probability(learned.odds({f"copy {n}": "y" for n in range(4)})) == pytest.approx(
        0.8, abs=0.03
    )


def test_a_line_that_falls_is_none_at_all() -> None:
    found = bayes.line_through([float(n) for n in range(40)], [n < 10 for n in range(40)])
    assert found == Line(fisher.rounded(log(10 / 30)), 0.0)


def test_brier_and_auc_are_those_worked_by_hand() -> None:
    chances, good = [0.9, 0.4, 0.4, 0.1], [True, False, True, False]
    assert bayes.brier(chances, good) == pytest.approx((0.01 + 0.16 + 0.36 + 0.01) / 4)
    assert bayes.auc(chances, good) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert bayes.auc([0.1, 0.2], [True, True]) is None


@given(st.lists(st.sampled_from((0.1, 0.2, 0.25, 0.3, 0.6, 0.9)), min_size=1, max_size=80))
def test_tenths_hold_everybody_once_in_order_and_equals_together(chances: list[float]) -> None:
    found = [Judged(n, p, good=True) for n, p in enumerate(sorted(chances))]
    parts = tenths(found)
    assert [one for part in parts for one in part] == found
    places: dict[float, int] = {}
    for place, part in enumerate(parts):
        for one in part:
            assert places.setdefault(one.chance, place) == place
