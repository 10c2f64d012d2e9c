"""What is found without any label: doubles, not namesakes; in small stores and in large ones."""

import pytest

from crmcli.domain.duplicates.blocks import block
from crmcli.domain.duplicates.clusters import clusters
from crmcli.domain.duplicates.forms import name_words
from crmcli.domain.duplicates.items import Item
from crmcli.domain.duplicates.levels import DIFFER, EXACT, MISSING
from crmcli.domain.duplicates.match import grouped, match
from crmcli.domain.duplicates.rarity import frequencies, rarities, thinned
from crmcli.domain.duplicates.weights import Evidence, learn, usual_model
from tests.domain.duplicates.people import again, item, people


def surely(items: list[Item], least: float = 0.8) -> set[tuple[int, int]]:
    """Return the pairs of numbers with at least this probability."""
    found = match(items, 0)
    return {
        (items[pair.first].number, items[pair.second].number)
        for pair in found.pairs
        if found.model.probability(pair.pattern) >= least
    }


@pytest.mark.parametrize("count", [10, 100, 2000])
def test_a_store_without_doubles_has_none(count: int) -> None:
    assert surely(people(count)) == set()


@pytest.mark.parametrize("count", [20, 200, 2000])
def test_doubles_are_found_among_namesakes(count: int) -> None:
    singles = people(count)
    doubles = again(singles[:10], count + 1)
    expected = {(number, count + number) for number in range(1, 11)}
    found = surely(singles + doubles)
    assert found == expected


def test_the_same_records_give_the_same_answer_every_time() -> None:
    items = people(300) + again(people(300)[:20], 301)
    first, second = match(items, 0), match(items, 0)
    assert first.pairs == second.pairs
    assert first.model == second.model


def test_nothing_and_one_record_have_no_pair() -> None:
    assert match([], 0).pairs == []
    assert match(people(1), 0).pairs == []


def test_people_of_one_household_are_not_the_same() -> None:
    place = {"phones": ("2121234567",), "street": "gazi lale", "numbers": ("12",), "city": "izmir"}
    family = [item(1, "ayse kuscubasi", **place), item(2, "orhan kuscubasi", **place)]
    assert surely(family + people(200)[2:]) == set()


def test_colleagues_at_one_company_are_not_the_same() -> None:
    place = {"phones": ("2121234567",), "domains": ("isik.com.tr",), "company": "isik mobilya"}
    desk = [
        item(1, "mehmet yilmaz", **place),
        item(2, "mehmet demir", **place),
        item(3, "zeynep polat", **place),
    ]
    assert surely(desk + people(300)[3:]) == set()


def test_a_value_that_many_share_says_little() -> None:
    items = [one._replace(phones=("5000000001",)) for one in people(200)]
    level = rarities(frequencies(items, 0))["phone"]["5000000001"]
    assert usual_model(200, 0).tables[3][EXACT + level] < 0.5


def test_rare_agreement_weighs_more_than_common() -> None:
    words = [("ayse", "yilmaz")] * 50 + [("ayse", "kuscubasi")] * 2 + [("ali", "demir")] * 100
    items = [item(n, " ".join(pair)) for n, pair in enumerate(words)]
    rare = rarities(frequencies(items, 0))["name"]
    assert rare["kuscubasi"] > rare["yilmaz"] > rare["demir"]


def test_the_records_of_one_customer_do_not_make_its_name_common() -> None:
    items = [item(n, "ayse kuscubasi") for n in range(8)] + people(200)[8:]
    found = frequencies(items, 0)
    once = rarities(thinned(found, items, [list(range(8))]))["name"]["kuscubasi"]
    assert once > rarities(found)["name"]["kuscubasi"]


def test_what_is_missing_is_neutral() -> None:
    model = usual_model(1000, 0)
    nothing = (MISSING,) * 15
    assert model.log_odds(nothing) == pytest.approx(model.prior)


def test_agreement_speaks_for_and_difference_against() -> None:
    model = usual_model(1000, 0)
    base = [MISSING] * 15
    for place in range(15):
        same, other = list(base), list(base)
        same[place], other[place] = EXACT + 8, DIFFER
        assert model.log_odds(tuple(same)) > model.prior > model.log_odds(tuple(other))


def test_a_field_that_never_agrees_in_sure_pairs_loses_its_weight() -> None:
    sure = (EXACT + 9, EXACT + 9, 0, DIFFER, EXACT + 9, 0, 0, EXACT + 9, *([MISSING] * 7))
    model = learn(Evidence({sure: 500}, {(DIFFER, DIFFER, 0, DIFFER): 5000}, 2000, 1_999_000), 0)
    assert model.tables[3][DIFFER] > usual_model(2000, 0).tables[3][DIFFER]


def test_a_large_group_is_parted_and_what_is_left_out_is_counted() -> None:
    items = [item(n, "mehmet yilmaz") for n in range(100)]
    blocked = block(items)
    assert blocked.pairs == []
    assert blocked.left_out > 0
    parted = [one._replace(city=f"city{n % 4}") for n, one in enumerate(items)]
    assert len(block(parted).pairs) >= 4 * 25 * 24 // 2


def test_only_pairs_with_a_wanted_record_are_looked_at() -> None:
    items = people(100) + again(people(100)[:10], 101)
    pairs = match(items, 0, frozenset({100})).pairs
    assert pairs
    assert all(100 in (pair.first, pair.second) for pair in pairs)


def test_groups_are_joined_by_all_their_pairs_and_not_by_one() -> None:
    near = {(0, 1): 9.0, (2, 3): 9.0, (1, 2): 2.0}
    assert clusters(near, 1.0, lambda _x, _y: -8.0) == [[0, 1], [2, 3]]
    assert clusters(near, 1.0, lambda _x, _y: 1.0) == [[0, 1, 2, 3]]


def test_records_told_apart_are_never_in_one_group() -> None:
    near = {(0, 1): 9.0, (1, 2): 8.0, (0, 2): 7.0}
    assert clusters(near, 1.0, lambda _x, _y: 9.0, [(0, 2)]) == [[0, 1]]


def test_a_record_with_little_of_its_own_joins_those_it_fits() -> None:
    one = item(1, "ayse kuscubasi", phones=("5321234567",), born="19800405", city="izmir")
    items = [one, one._replace(number=2, phones=()), one._replace(number=3, born=""), *people(200)[3:]]
    assert grouped(items, match(items, 0), 1.4) == [[0, 1, 2]]


def test_a_scan_of_what_is_new_finds_what_a_whole_scan_finds_there() -> None:
    items = people(500) + again(people(500)[:20], 501)
    whole = {(p.first, p.second): p.odds for p in match(items, 0).pairs if p.second >= 500 and p.odds > 2}
    new = {(p.first, p.second): p.odds for p in match(items, 0, frozenset(range(500, 520))).pairs}
    assert whole
    assert all(new[pair] > odds - 1.5 for pair, odds in whole.items())


def test_a_name_without_end_is_compared_by_its_beginning() -> None:
    endless = item(1, "x" * 10_000)
    assert len(name_words("uzun " * 5000, organisation=False)) == 1
    assert len(name_words(" ".join(f"w{n}" for n in range(5000)), organisation=True)) <= 8
    assert surely([endless, *people(20)[1:]]) == set()
