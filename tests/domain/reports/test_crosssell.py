from collections.abc import Iterable
from datetime import date
from itertools import combinations
from math import comb
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports import affinities, fisher
from crmcli.domain.reports.next_steps import crosssell
from crmcli.domain.reports.next_steps import rules_mined as mined
from crmcli.domain.reports.next_steps.crosssell import Request
from crmcli.errors import Refused, UsageError
from tests.domain.reports.market import basket, fill, products, values_of
from tests.domain.reports.shop import customers
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
Basket = tuple[int, ...]
baskets_of_few = st.lists(
    st.frozensets(st.integers(0, 6), min_size=1, max_size=5).map(lambda held: tuple(sorted(held))),
    min_size=1,
    max_size=40,
)


def report(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return crosssell.report(db, Request(as_of=AS_OF, **asked))


def explain(store: Store, row: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return crosssell.explain(db, Request(as_of=AS_OF, **asked), row)


def held(baskets: Iterable[Basket], items: Iterable[int]) -> int:
    wanted = set(items)
    return sum(wanted <= set(one) for one in baskets)


def by_force(baskets: list[Basket], least: mined.Least) -> set[tuple[Basket, int, int, int, int]]:
    """Every rule by looking at every set of items."""
    whole = len(baskets)
    items = sorted({item for one in baskets for item in one})
    found = set()
    for size in range(2, least.items + 1):
        for some in combinations(items, size):
            both = held(baskets, some)
            if not both or both < least.together or both * least.support.of < least.support.part * whole:
                continue
            for right in some:
                left = tuple(item for item in some if item != right)
                lefts = held(baskets, left)
                if both * least.confidence.of >= least.confidence.part * lefts:
                    found.add((left, right, both, lefts, held(baskets, (right,))))
    return found


@given(baskets_of_few, st.integers(1, 60), st.integers(1, 100), st.integers(1, 4), st.integers(2, 4))
def test_rules_and_their_counts_are_those_of_looking_at_every_set(
    baskets: list[Basket], support: int, confidence: int, count: int, items: int
) -> None:
    least = mined.Least(mined.Ratio(support, 100), mined.Ratio(confidence, 100), count, items)
    found = mined.rules(baskets, least)
    counts = {(one.left, one.right, one.both, one.lefts, one.rights) for one in found}
    assert counts == by_force(baskets, least)
    assert len(counts) == len(found)
    assert all(0 <= one.p <= 1 for one in found)
    lifts = [one.lift for one in found]
    assert lifts == sorted(lifts, reverse=True)


@given(baskets_of_few)
def test_likeness_is_that_of_looking_at_every_pair(baskets: list[Basket]) -> None:
    found = {(one.one, one.other): one for one in affinities.similar(baskets, lambda count: count >= 1)}
    items = sorted({item for one in baskets for item in one})
    wanted = {frozenset(pair) for pair in combinations(items, 2) if held(baskets, pair)}
    assert {frozenset(pair) for pair in found} == wanted
    for (one, other), pair in found.items():
        both, a, b = held(baskets, (one, other)), held(baskets, (one,)), held(baskets, (other,))
        assert (pair.both, pair.ones, pair.others) == (both, a, b)
        assert pair.cosine == pytest.approx(both / (a * b) ** 0.5)
        assert pair.jaccard == pytest.approx(both / (a + b - both))
        assert a <= b


def test_a_count_exactly_at_a_threshold_is_in() -> None:
    # 6 of 1,000 is .006, which no float is; 3 of 12 is .25.
    baskets = [(0, 1)] * 6 + [(0,)] * 18 + [(2,)] * 976
    least = mined.Least(mined.share_of(".006", "-"), mined.share_of("25%", "-"))
    assert [(one.left, one.right) for one in mined.rules(baskets, least)] == [((1,), 0), ((0,), 1)]
    more = mined.Least(mined.share_of(".0060001", "-"), mined.share_of(".25", "-"))
    assert mined.rules(baskets, more) == []


@pytest.mark.parametrize(
    ("text", "share"),
    [(".006", (6, 1000)), ("0,25", (25, 100)), ("2.5 %", (25, 1000)), ("%10", (10, 100)), ("1", (1, 1))],
)
def test_a_share_is_read_exactly(text: str, share: tuple[int, int]) -> None:
    assert mined.share_of(text, "--min-support") == share


@pytest.mark.parametrize("text", ["0", "1.5", "-1", "a", "", "120%", "1e-3", "½"])
def test_what_is_no_share_is_refused_with_its_option(text: str) -> None:
    with pytest.raises(UsageError) as error:
        mined.share_of(text, "--min-support")
    assert text in error.value.message
    assert error.value.hint == "crm report crosssell --min-support 0.01"


def exact(both: int, one: int, other: int, whole: int) -> float:
    ways = sum(comb(one, k) * comb(whole - one, other - k) for k in range(both, min(one, other) + 1))
    return ways / comb(whole, other)


@given(st.integers(1, 300), st.data())
def test_fisher_s_tail_is_the_sum_of_exact_probabilities(whole: int, data: st.DataObject) -> None:
    one, other = data.draw(st.integers(1, whole)), data.draw(st.integers(1, whole))
    both = data.draw(st.integers(0, min(one, other)))
    wanted = exact(both, one, other, whole) if both > 0 else 1.0
    assert fisher.tail(both, one, other, whole) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_fisher_s_published_tea_is_seventeen_in_seventy() -> None:
    # Fisher 1935: 3 of 4 cups named right, or better.
    assert fisher.tail(3, 4, 4, 8) == pytest.approx(17 / 70)
    assert fisher.tail(4, 4, 4, 8) == pytest.approx(1 / 70)


def test_a_tail_far_from_chance_is_small_and_no_error() -> None:
    assert 0.0 <= fisher.tail(4_000, 5_000, 5_000, 100_000) < 1e-300
    assert fisher.tail(1, 5_000, 5_000, 100_000) == pytest.approx(1.0)


def test_holm_multiplies_the_smallest_by_all_and_never_falls() -> None:
    # Worked by hand: .01 x 4, .02 x 3, .03 x 2 (not below .06), .5 x 1.
    assert fisher.holm([0.03, 0.01, 0.5, 0.02]) == pytest.approx([0.06, 0.04, 0.5, 0.06])
    assert fisher.holm([]) == []


PLANTED = (
    [frozenset(("Boya", "Fırça"))] * 14
    + [frozenset(("Boya",))] * 6
    + [frozenset(("Fırça",))] * 2
    + [frozenset(("Defter",))] * 38
)


def test_a_rule_says_how_many_of_how_many(store: Store) -> None:
    fill(store, PLANTED)
    found = report(store)
    row = next(row for row in found.rows if row.rule == "Boya -> Fırça")
    assert (row.both, row.of, row.also_in, row.baskets, row.customers) == (14, 20, 16, 60, 14)
    assert row.confidence == 14 / 20
    assert row.support == 14 / 60
    assert row.lift == pytest.approx(14 * 60 / (20 * 16))
    assert row.p == pytest.approx(2 * exact(14, 20, 16, 60), rel=1e-5)
    assert [row.rule for row in found.rows] == ["Fırça -> Boya", "Boya -> Fırça"]
    assert found.notes[:2] == (
        "60 baskets of an order each, 3 things in them",
        "p is corrected for the 2 tried (Holm)",
    )


def test_rows_numbers_and_their_order_change_nothing(store: Store, sqlite_url: str) -> None:
    from crmcli.db import open_store

    baskets = [*PLANTED, *(frozenset(("Boya", "Defter", "Silgi")),) * 7]
    fill(store, baskets, seed=1)
    other = open_store(sqlite_url + ".other")
    fill(other, list(reversed(baskets)), seed=2)
    for asked in ({}, {"measure": "items"}, {"basket": "customer", "max_items": 3}):
        assert values_of(report(store, **asked).rows) == values_of(report(other, **asked).rows)


def test_lift_on_two_customers_is_never_shown(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça", "Defter")
        one, two, three = customers(db, "Ada", "Ali", "Can")
        for day in range(1, 7):
            for who in (one, two):
                basket(db, who, f"2026-03-{day:02}", (made["Boya"], made["Fırça"]))
        for day in range(1, 29):
            basket(db, three, f"2026-04-{day:02}", (made["Defter"],))
    found = report(store)
    assert list(found.rows) == []
    assert "2 rules of fewer than 3 customers left out" in found.notes
    with writing(store) as db:
        basket(db, three, "2026-05-01", (made["Boya"], made["Fırça"]))
    assert [row.customers for row in report(store).rows] == [3, 3]


def test_fewer_than_five_together_are_no_rule_unless_asked_for(store: Store) -> None:
    fill(store, [frozenset("ab")] * 4 + [frozenset("c")] * 56)
    assert list(report(store).rows) == []
    assert len(report(store, min_count=4).rows) == 2


def test_what_is_given_back_cancelled_refunded_or_later_is_in_no_basket(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça")
        pair = tuple(made.values())
        who = customers(db, *(f"K{n}" for n in range(6)))
        for one in who[:5]:
            basket(db, one, "2026-03-01", pair)
        basket(db, who[5], "2026-03-01", pair, status="cancelled")
        basket(db, who[5], "2026-11-22", pair)
        basket(db, who[5], "2026-03-02", pair, total_minor=-100, currency="TRY")
        number = basket(db, who[5], "2026-03-03", (made["Boya"],))
        values = {"order_id": number, "position": 2, "product_id": made["Fırça"], "quantity_milli": -1000}
        db.insert("order_line", values)
        basket(db, None, "2026-03-04", ())
    found = report(store)
    assert {(row.both, row.baskets) for row in found.rows} == {(5, 6)}
    assert set(found.notes[-3:]) == {
        "1 cancelled order left out",
        "1 refund left out",
        "1 order without lines left out",
    }


def test_orders_without_a_day_count_unless_days_are_asked_about(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça")
        for number in range(10):
            basket(db, None, None if number % 2 else "2026-03-01", tuple(made.values()))
    assert "5 orders without a date counted as there" in report(store).notes
    assert {row.both for row in report(store).rows} == {10}
    spring = report(store, since=date(2026, 3, 1), until=date(2026, 3, 31))
    assert {row.both for row in spring.rows} == {5}
    assert "5 orders without a date left out" in spring.notes


def test_a_line_without_a_product_counts_under_its_description(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya")
        for number, text in enumerate(("Işık", "IŞIK", "ışık ", "Işık", "boya", "Işık", "Işık")):
            basket(db, None, f"2026-03-{number + 1:02}", (made["Boya"], text))
    found = report(store)
    assert {row.rule for row in found.rows} == {"Boya -> Işık", "Işık -> Boya"}
    assert {(row.both, row.baskets) for row in found.rows} == {(6, 7)}


def test_products_of_one_name_are_told_apart_and_categories_meet(store: Store) -> None:
    with writing(store) as db:
        first = db.insert(
            "product", {"name": "Masa", "name_fold": "masa", "name_sort": "masa", "category": "Ev"}
        )
        other = db.insert(
            "product", {"name": "Masa", "name_fold": "masa", "name_sort": "masa", "category": "ev "}
        )
        third = products(db, "Lamba", category="Işık")["Lamba"]
        bare = products(db, "Halı")["Halı"]
        for day in range(1, 7):
            basket(db, None, f"2026-03-{day:02}", (first, third, bare))
            basket(db, None, f"2026-04-{day:02}", (other, third))
    names = {name for row in report(store).rows for name in (*row.bought, row.also)}
    assert names == {f"Masa (PR-{first})", f"Masa (PR-{other})", "Lamba", "Halı"}
    found = report(store, by="category")
    assert {row.rule for row in found.rows} == {"Ev -> Işık", "Işık -> Ev"}
    assert {row.both for row in found.rows} == {12}
    assert "6 lines without a category left out" in found.notes


def test_all_a_customer_bought_is_one_basket(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça")
        for who in customers(db, *(f"K{n}" for n in range(6))):
            basket(db, who, "2026-03-01", (made["Boya"],))
            basket(db, who, "2026-04-01", (made["Fırça"],))
        basket(db, None, "2026-04-01", (made["Fırça"],))
    assert list(report(store).rows) == []
    found = report(store, basket="customer")
    assert {(row.both, row.baskets) for row in found.rows} == {(6, 6)}
    assert "1 order without a customer left out" in found.notes
    items = report(store, measure="items")
    assert [(row.pair, row.cosine, row.jaccard) for row in items.rows] == [("Boya + Fırça", 1.0, 1.0)]


@pytest.mark.parametrize("asked", [{}, {"measure": "items"}, {"basket": "customer"}])
def test_what_is_behind_a_row_adds_up_to_its_counts(store: Store, asked: dict[str, Any]) -> None:
    fill(store, PLANTED)
    for row in report(store, **asked).rows:
        steps, listed = explain(store, row, **asked)
        assert len(listed.rows) == row.both
        assert steps.rows[3].value == str(row.both)
        assert steps.rows[-1].value == f"{row.p:.6g}"
        assert listed.title == ("orders" if asked == {} else "customers")


def test_only_the_orders_asked_about_are_baskets(store: Store) -> None:
    with writing(store) as db:
        made = products(db, "Boya", "Fırça")
        for day in range(1, 13):
            more = {"channel": "web"} if day % 2 else {}
            basket(db, None, f"2026-03-{day:02}", tuple(made.values()), **more)
    assert {row.both for row in report(store, where=("channel=web",)).rows} == {6}


def test_little_is_said_to_be_little_and_nothing_is_no_error(store: Store) -> None:
    assert list(report(store).rows) == []
    fill(store, [frozenset("ab")] * 6)
    assert "fewer than 50 baskets: too few to rely on" in report(store).notes
    assert "2 rules with p above 0.05 may be chance" in report(store).notes


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"measure": "rule"}, '--measure "rule" is not rules or items'),
        ({"basket": "cart"}, '--basket "cart" is not order or customer'),
        ({"min_confidence": "x"}, '--min-confidence "x" is no share'),
        ({"min_count": 0}, "--min-count 0 is below 1"),
        ({"max_items": 1}, "--max-items 1 is below 2"),
    ],
)
def test_what_is_no_threshold_is_refused(store: Store, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as error:
        report(store, **asked)
    assert words in error.value.message


def test_more_sets_than_anybody_reads_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mined, "MOST_SETS", 20)
    with pytest.raises(Refused) as error:
        mined.rules([tuple(range(8))] * 5, mined.Least(mined.Ratio(1, 100), mined.Ratio(1, 100)))
    assert error.value.hint == "crm report crosssell --min-support 0.02"


def test_the_pictures_show_what_the_rows_say(store: Store) -> None:
    fill(store, [*PLANTED, *(frozenset(("Boya", "Silgi")),) * 9])
    found = report(store)
    bars, grid = found.pictures
    assert [bar.label for bar in bars.bars] == [row.rule for row in found.rows]
    assert bars.bars[0].text.endswith(f"{found.rows[0].both} of {found.rows[0].of}")
    lifts = {(row.bought[0], row.also): f"{row.lift:.1f}" for row in found.rows}
    shown = {
        (down, across): cell.text
        for down, line in zip(grid.rows, grid.cells, strict=True)
        for across, cell in zip(grid.columns, line, strict=True)
        if cell.text
    }
    assert shown == lifts
