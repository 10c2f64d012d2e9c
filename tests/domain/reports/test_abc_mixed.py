"""``report abc`` and ``report profit`` where one part is known and another is not, or is in another money."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.money import abc, profit, sales
from tests.domain.reports.shop import customers, line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return abc.report(db, abc.Request(**{"as_of": DAY, **asked}))


def profits(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return profit.report(db, profit.Request(**{"as_of": DAY, **asked}))


@pytest.fixture
def mixed(store: Store) -> Store:
    """İzmir has a customer who pays in euro alone, one whose order has no total, and one in lira."""
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
        one, two, three, four = customers(db, "Bir", "İki", "Üç", "Dört", city="İzmir")
        (five,) = customers(db, "Beş", city="Ankara")
        masa, raf = (
            db.insert("product", {**named(name), "cost_minor": cost, "currency": "TRY"})
            for name, cost in (("Masa", 300), ("Raf", 100))
        )
        for who, total in ((one, 1000), (five, 700)):
            line(db, order(db, who, "2026-10-01", total), total, product_id=masa)
        both = order(db, two, "2026-10-02", 30, currency="EUR")
        line(db, both, 20, currency="EUR", product_id=masa)
        line(db, both, 10, currency="EUR", product_id=raf, position=2)
        line(db, order(db, three, "2026-10-03", None), None, currency=None, product_id=masa)
        line(db, order(db, four, "2026-10-04", 400), 400, product_id=raf)
        line(db, order(db, four, "2026-10-05", 5000), 5000)
    return store


def test_a_place_brings_what_is_known_of_its_customers_as_sales_tell(mixed: Store) -> None:
    found = ask(mixed, by="city")
    assert [(row.group, row.value) for row in found.rows] == [("İzmir", 6400), ("Ankara", 700)]
    with mixed.reading() as db:
        told = sales.report(db, sales.Request(as_of=DAY, by="city"))
    assert [(row.group, row.net) for row in told.rows if row.currency == "TRY"] == [
        ("İzmir", 6400),
        ("Ankara", 700),
    ]


def test_a_place_of_which_one_profit_is_unknown_has_none(mixed: Store) -> None:
    found = ask(mixed, by="city", measure="profit")
    assert [(row.group, row.value) for row in found.rows] == [("Ankara", 400)]
    assert "1 group of unknown value in no class" in found.notes


def test_a_line_without_an_amount_hides_no_other_line_of_the_product(mixed: Store) -> None:
    assert [(row.name, row.value) for row in ask(mixed, by="product").rows] == [("Masa", 1700), ("Raf", 400)]
    counted = ask(mixed, by="product", measure="orders")
    assert [(row.name, row.value) for row in counted.rows] == [("Masa", 4), ("Raf", 2)]


def test_an_order_of_two_products_is_left_out_once(mixed: Store) -> None:
    assert "1 order in EUR left out; --currency TRY turns amounts into it" in ask(mixed, by="product").notes


def test_many_lines_of_one_order_do_not_choose_the_currency(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        made = [db.insert("product", named(f"Ürün {n}")) for n in range(1, 6)]
        euros = order(db, ada, "2026-10-01", 50, currency="EUR")
        for place, number in enumerate(made, 1):
            line(db, euros, 10, currency="EUR", product_id=number, position=place)
        for _ in range(2):
            line(db, order(db, ada, "2026-10-02", 700), 700, product_id=made[0])
    found = ask(store, by="product")
    assert [(row.value, row.currency) for row in found.rows] == [(1400, "TRY")]


def test_who_is_of_unknown_profit_stands_last_and_it_is_told_how_much_it_can_be(mixed: Store) -> None:
    found = profits(mixed)
    assert [row.name for row in found.rows] == ["Bir", "Beş", "Dört", "Üç", "İki"]
    assert "3 customers of unknown profit stand last: at most 53.00 TRY" in found.notes
    assert profits(mixed, by="city").notes[0] == "1 group of unknown profit stand last"


def test_where_every_profit_is_known_or_none_nothing_is_said_of_the_order(mixed: Store) -> None:
    for where in ("name = Bir", "name = Dört"):
        assert not any("stand last" in note for note in profits(mixed, where=(where,)).notes)


def test_what_is_left_out_may_bring_more_so_the_steps_promise_no_most(mixed: Store) -> None:
    ends = []
    for asked in ({}, {"currency": "TRY"}, {"where": ("name = Bir",)}):
        bars = profits(mixed, **asked).pictures[0]
        assert isinstance(bars, Bars)
        ends.append(bars.bars[-1].label)
    assert ends == ["profit as known", "profit at most", "profit"]


def test_segments_are_those_of_the_report_in_the_same_currency(mixed: Store) -> None:
    assert None in [row.group for row in profits(mixed, by="segment").rows]
    assert None not in [row.group for row in profits(mixed, by="segment", currency="TRY").rows]
