"""``report abc``: classes that are disjoint, complete and the same whatever order things come in."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Bars, Chart
from crmcli.domain.reports.money import abc
from crmcli.domain.reports.money.abc import BY, Request, explain
from crmcli.domain.reports.money.abc_classes import CLASSES, parse_cuts, standing
from crmcli.domain.reports.money.abc_values import MEASURES
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from tests.domain.reports import trade
from tests.domain.reports.shop import customers, line, named, order
from tests.domain.reports.trade import DAY
from tests.support.store import writing

VALUES = st.lists(st.integers(-1000, 1000) | st.sampled_from((0, 5, 100)), max_size=40)
CUTS = (Fraction(4, 5), Fraction(19, 20))


def slowly(values: list[int], cuts: tuple[Fraction, Fraction]) -> dict[int, str]:
    """Worked out anew: the share of all that is greater decides."""
    whole = sum(value for value in values if value > 0)
    found = {}
    for value in values:
        above = sum(other for other in values if other > value)
        if value < 0:
            found[value] = "negative"
        elif value == 0:
            found[value] = "zero"
        else:
            part = Fraction(above, whole)
            found[value] = "A" if part < cuts[0] else "B" if part < cuts[1] else "C"
    return found


@given(VALUES)
def test_every_value_is_in_one_class_and_the_greatest_in_a(values: list[int]) -> None:
    found = standing(values, CUTS)
    assert {value: place.name for value, place in found.places.items()} == slowly(values, CUTS)
    assert set(found.places) == set(values)
    assert {place.name for place in found.places.values()} <= set(CLASSES)
    if values and max(values) > 0:
        assert found.places[max(values)].name == "A"


@given(VALUES, st.randoms())
def test_the_order_of_values_makes_no_difference(values: list[int], chance: Random) -> None:
    mixed = list(values)
    chance.shuffle(mixed)
    assert standing(mixed, CUTS) == standing(values, CUTS)


@given(VALUES)
def test_classes_follow_each_other_and_shares_come_to_the_whole(values: list[int]) -> None:
    found = standing(values, CUTS)
    ordered = [found.places[value].name for value in sorted(set(values), reverse=True)]
    assert ordered == sorted(ordered, key=CLASSES.index)
    gains = [value for value in values if value > 0]
    assert found.whole == sum(gains)
    if gains:
        assert found.places[min(gains)].cumulated == found.whole


def test_who_crosses_a_cut_is_in_the_class_before_it() -> None:
    told = standing([90, 5, 5], CUTS).places
    assert [told[value].name for value in (90, 5)] == ["A", "B"]
    exactly = standing([80, 15, 5], CUTS).places
    assert [exactly[value].name for value in (80, 15, 5)] == ["A", "B", "C"]


def test_equals_share_the_class_of_the_first_of_them() -> None:
    assert {place.name for place in standing([10] * 10, CUTS).places.values()} == {"A"}


@pytest.mark.parametrize("text", ["80", "95,80", "0,95", "80,101", "a,b", "80,95,99", "1/0,5", "80,80"])
def test_cuts_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_cuts(text)
    assert error.value.hint == "--cuts 80,95"


def test_cuts_may_have_decimals() -> None:
    assert parse_cuts("70.5, 90") == (Fraction(705, 1000), Fraction(9, 10))
    assert parse_cuts("80;100") == (Fraction(4, 5), Fraction(1))


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return abc.report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


@pytest.fixture
def shop(store: Store) -> Store:
    """Customers who bring much, as much as each other, little, nothing, less than nothing, or who knows."""
    with writing(store) as db:
        for name, totals, city in (
            ("Büyük", (7000, 1000), "İzmir"),
            ("Bir", (500,), "Ankara"),
            ("İki", (500,), "Ankara"),
            ("Küçük", (150,), None),
            ("Sıfır", (200, -200), "İzmir"),
            ("Eksi", (-300,), "İzmir"),
            ("Bilinmez", (None,), "Bursa"),
        ):
            (number,) = customers(db, name, city=city)
            for total in totals:
                order(db, number, "2026-10-01", total)
        customers(db, "Hiç")
        order(db, None, "2026-10-01", 999)
    return store


def test_customers_are_sorted_by_what_they_bring(shop: Store) -> None:
    found = ask(shop)
    assert [(row.id, row.name, row.abc, row.value) for row in found.rows] == [
        ("C-1", "Büyük", "A", 8000),
        ("C-2", "Bir", "B", 500),
        ("C-3", "İki", "B", 500),
        ("C-4", "Küçük", "C", 150),
        ("C-5", "Sıfır", "zero", 0),
        ("C-6", "Eksi", "negative", -300),
    ]
    assert [row.cumulated for row in found.rows[:4]] == pytest.approx(
        [8000 / 9150, 9000 / 9150, 9000 / 9150, 1]
    )
    assert [row.share for row in found.rows[4:]] == [None, None]
    assert (found.total.value, found.total.share) == (8850, None)
    assert found.notes == (
        (
            "A 1 customer (16.7 %): 87.4 %; B 2 customers (33.3 %): 10.9 %; C 1 customer (16.7 %): 1.6 %; "
            "zero 1 customer (16.7 %); negative 1 customer (16.7 %)"
        ),
        "1 customer of unknown value in no class",
        "1 order without a customer left out",
    )


def test_the_classes_are_counted(shop: Store) -> None:
    found = ask(shop, summary=True)
    assert [(row.abc, row.count, row.value, row.least) for row in found.rows] == [
        ("A", 1, 8000, 8000),
        ("B", 2, 1000, 500),
        ("C", 1, 150, 150),
        ("zero", 1, 0, 0),
        ("negative", 1, -300, -300),
    ]
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert sum(row.value_share or 0 for row in found.rows) == pytest.approx(1)
    assert (found.total.count, found.total.value) == (6, 8850)


def test_other_cuts_make_other_classes(shop: Store) -> None:
    assert [row.abc for row in ask(shop, cuts="50,90").rows[:4]] == ["A", "B", "B", "C"]
    assert [row.abc for row in ask(shop, cuts="98,100").rows[:4]] == ["A", "A", "A", "B"]


def test_purchases_can_be_what_counts(shop: Store) -> None:
    found = ask(shop, measure="orders")
    assert [(row.name, row.value) for row in found.rows][:2] == [("Büyük", 2), ("Bilinmez", 1)]
    assert found.rows[0].currency is None
    assert found.total.value == 7


def test_places_are_sorted_too(shop: Store) -> None:
    found = ask(shop, by="city")
    assert [(row.group, row.value) for row in found.rows] == [("İzmir", 7700), ("Ankara", 1000)]
    assert "1 customer without a city left out: 1.50 TRY" in found.notes
    assert "1 group of unknown value in no class" in found.notes


def test_a_measure_that_is_none_is_refused(shop: Store) -> None:
    with pytest.raises(UsageError) as error:
        ask(shop, measure="gain")
    assert error.value.hint == "--measure takes one of revenue, profit, orders"


def test_the_curve_and_the_classes_are_seen(shop: Store) -> None:
    curve, bars = ask(shop).pictures
    assert isinstance(curve, Chart)
    assert curve.lines[0].points[0] == (0.0, 0.0)
    assert curve.lines[0].points[-1] == (4.0, 100.0)
    assert curve.x_ticks == ((0.0, "0"), (1.0, "1"), (3.0, "3"), (4.0, "4"))
    assert isinstance(bars, Bars)
    assert [bar.label for bar in bars.bars] == ["A: 1 customer", "B: 2 customers", "C: 1 customer"]


def test_products_and_categories_are_sorted_by_their_lines(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada", city="İzmir")
        (ali,) = customers(db, "Ali")
        made = [
            db.insert("product", {**named(name), "category": category, "cost_minor": cost, "currency": "TRY"})
            for name, category, cost in (
                ("Masa", "Mobilya", 700),
                ("Raf", "Mobilya", None),
                ("Boya", None, 1),
            )
        ]
        number = order(db, ada, "2026-10-01", 1300)
        line(db, number, 1000, product_id=made[0])
        line(db, number, 300, product_id=made[1])
        line(db, order(db, ali, "2026-10-02", 5000), 5000, product_id=made[2])
    found = ask(store, by="product")
    assert [(row.id, row.name, row.value) for row in found.rows] == [
        ("PR-3", "Boya", 5000), ("PR-1", "Masa", 1000), ("PR-2", "Raf", 300),
    ]  # fmt: skip
    profit = ask(store, by="product", measure="profit")
    assert [(row.name, row.value) for row in profit.rows] == [("Boya", 4999), ("Masa", 300)]
    assert "1 product of unknown value in no class" in profit.notes
    by_category = ask(store, by="category")
    assert [(row.group, row.value) for row in by_category.rows] == [("Mobilya", 1300)]
    assert "products without a category left out: 50.00 TRY" in by_category.notes
    of_one_city = ask(store, by="product", where=("city = İzmir",))
    assert [row.name for row in of_one_city.rows] == ["Masa", "Raf"]


@pytest.mark.parametrize("seed", range(3))
def test_values_are_those_of_the_orders_themselves(store: Store, seed: int) -> None:
    business = trade.made(seed)
    trade.poured(store, business)
    sums: dict[int, int] = defaultdict(int)
    counts: dict[int, int] = defaultdict(int)
    known = set()
    for one in business.counted(date(2025, 3, 1), date(2026, 8, 31)):
        who = one["customer_id"]
        if who is not None:
            counts[who] += (one["total_minor"] or 0) >= 0
            if one["currency"] == "TRY":
                sums[who] += one["total_minor"]
                known.add(who)
    span = {"since": date(2025, 3, 1), "until": date(2026, 8, 31)}
    found = ask(store, **span)
    assert {int(row.id[2:]): row.value for row in found.rows} == {who: sums[who] for who in known}
    orders = ask(store, measure="orders", **span)
    assert {int(row.id[2:]): row.value for row in orders.rows} == {who: n for who, n in counts.items() if n}


def test_in_one_currency_every_order_is_turned_and_rounded_alone(store: Store) -> None:
    business = trade.made(4)
    trade.poured(store, business)
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2025-01-01", "rate": "50.335"})
    sums: dict[int, int] = defaultdict(int)
    for one in business.counted():
        if one["customer_id"] is not None and one["total_minor"] is not None:
            rate = Fraction("50.335") if one["currency"] == "EUR" else 1
            sums[one["customer_id"]] += round(one["total_minor"] * rate)
    assert {int(row.id[2:]): row.value for row in ask(store, currency="TRY").rows} == sums


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", BY)
def test_what_is_behind_a_row_adds_up_to_it(store: Store, by: str, measure: str) -> None:
    business = trade.made(9, currencies=("TRY",))
    for one in business.lines:
        one.update(cost_minor=one["cost_minor"] or 10, amount_minor=one["amount_minor"] or 100)
    trade.poured(store, business)
    asked = {"by": by, "measure": measure, "minute_cost": "1"}
    found = ask(store, **asked)
    for row in found.rows:
        parts = behind(store, row, **asked)
        assert ("class", row.abc) in [(step.step, step.value) for step in parts["steps"].rows]
        if by in ("product", "category") and measure == "revenue":
            assert sum(one.amount for one in parts["lines"].rows) == row.value
        elif by in ("product", "category") and measure == "profit":
            assert sum(one.amount - one.cost for one in parts["lines"].rows) == row.value
        elif by == "customer" and measure == "revenue":
            assert sum(one.total or 0 for one in parts["orders"].rows) == row.value
        elif by == "customer" and measure == "orders":
            assert sum((one.total or 0) >= 0 for one in parts["orders"].rows) == row.value
        elif by not in ("product", "category", "customer"):
            assert sum(one.value for one in parts["members"].rows) == row.value
    if found.total is not None:
        members = behind(store, found.total, **asked)["members"].rows
        assert sum(one.value for one in members) == found.total.value


def test_the_members_of_a_class_are_behind_it(shop: Store) -> None:
    row = ask(shop, summary=True).rows[1]
    members = behind(shop, row, summary=True)["members"].rows
    assert [(one.name, one.value) for one in members] == [("Bir", 500), ("İki", 500)]


def test_neither_the_order_of_rows_nor_their_numbers_change_anything(store: Store, sqlite_url: str) -> None:
    business = trade.made(17)
    trade.poured(store, business)
    other = open_store(f"{sqlite_url}.other")
    trade.poured(other, business, seed=3)

    def told(of: Store, **asked: Any) -> list[Any]:
        return [{**row.__dict__, "id": None} for row in ask(of, **asked).rows]

    for by in BY:
        for measure in MEASURES:
            assert told(store, by=by, measure=measure) == told(other, by=by, measure=measure)


def test_nothing_sold_is_no_failure(store: Store) -> None:
    found = ask(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
