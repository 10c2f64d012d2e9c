"""Dated prices: what holds on a day, in which currency, and what a new one replaces."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.editing import EditRecords
from crmcli.domain.prices import ListPrices, Priced, SetPrice, list_prices, price_of, set_price
from crmcli.domain.product import (
    ListProducts,
    edit_products,
    list_products,
    not_on_sale,
    show_product,
    state_on,
)
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, NotFound, Refused, UsageError
from tests.support.making import CONTEXT, add, edit
from tests.support.store import writing

TODAY = date(2026, 11, 21)


def price(store: Store, text: str | None = None, *, replaces: bool = True, **given: Any) -> Change[Touched]:
    fields = {"product": given.pop("product", "MM-1"), **({"price": text} if text else {}), **given}
    with writing(store) as db:
        return set_price(db, SetPrice(fields, CONTEXT, replaces))


def at(store: Store, on: date, currency: str | None = None, product: int = 1) -> Priced:
    with store.reading() as db:
        return price_of(db, product, on, currency)


@pytest.fixture
def table(store: Store) -> Store:
    """A product that stands with a price and a cost of its own."""
    add(store, "product", "Meşe masa", sku="MM-1", price="4.500 TL", cost="2.800 TL")
    return store


def test_the_product_s_own_price_holds_where_no_dated_one_has_begun(table: Store) -> None:
    price(table, "4.900 TL", valid_from="2027-01-01")
    assert at(table, date(2026, 12, 31)) == (450000, 280000, "TRY")
    assert at(table, date(2027, 1, 1)) == (490000, 280000, "TRY")
    assert at(table, date(2031, 1, 1)).price == 490000


def test_price_and_cost_have_their_own_history(table: Store) -> None:
    price(table, cost="3.000", valid_from="2026-06-01")
    price(table, "4.700", valid_from="2026-09-01")
    assert at(table, date(2026, 7, 1)) == (450000, 300000, "TRY")
    assert at(table, date(2026, 9, 1)) == (470000, 300000, "TRY")


def test_an_amount_without_a_currency_is_in_the_product_s_own(store: Store) -> None:
    add(store, "product", "Chair", sku="MM-1", price="100 EUR")
    price(store, "120", valid_from="2026-11-01")
    assert at(store, TODAY) == (12000, None, "EUR")


def test_who_asks_for_another_currency_gets_it_or_sees_that_there_is_none(table: Store) -> None:
    assert at(table, TODAY, "EUR") == (450000, 280000, "TRY")
    price(table, "150 EUR", valid_from="2026-11-01")
    assert at(table, TODAY, "EUR") == (15000, None, "EUR")
    assert at(table, TODAY) == (450000, 280000, "TRY")
    assert at(table, date(2026, 10, 31), "EUR").currency == "TRY"


def test_a_product_that_stands_without_a_price_takes_the_currency_of_its_newest(store: Store) -> None:
    add(store, "product", "Chair", sku="MM-1")
    assert at(store, TODAY) == (None, None, None)
    price(store, "120 USD", valid_from="2026-11-01")
    assert at(store, TODAY) == (12000, None, "USD")
    assert at(store, TODAY, product=7) == (None, None, None)


def test_the_same_day_again_replaces_it_and_add_refuses(table: Store) -> None:
    assert price(table, "4.900").items[0].status == "added"
    changed = price(table, "5.000")
    assert (changed.items[0].id, changed.items[0].status) == ("PP-1", "changed")
    assert changed.action == "set PP-1"
    assert price(table, "5.000").summary == "PP-1 Meşe masa: ₺5,000.00 from 2026-11-21 already"
    with pytest.raises(Conflict, match="has a price in TRY from 2026-11-21 already: PP-1"):
        price(table, "6.000", replaces=False)


def test_a_cost_alone_leaves_the_price_of_the_day(table: Store) -> None:
    price(table, "4.900", cost="3.000")
    price(table, cost="3.100")
    assert at(table, TODAY) == (490000, 310000, "TRY")


def test_what_follows_from_a_price_is_said(table: Store) -> None:
    assert price(table, "4.900", valid_from="2027-01-01").notes == ("until then it is ₺4,500.00",)
    assert price(table, "2.000").notes == ("the price ₺2,000.00 is below the cost ₺2,800.00",)


def test_a_price_of_nothing_is_refused(table: Store) -> None:
    with pytest.raises(UsageError, match="neither a price nor a cost"):
        price(table)
    with pytest.raises(NotFound):
        price(table, "5", product="yok")
    with pytest.raises(Refused, match="product can't be empty"):
        price(table, "5", product="")
    price(table, "4.900", valid_from="2026-11-01")
    price(table, "5.000", valid_from="2026-11-02")
    with pytest.raises(Conflict):
        edit(table, "price", "PP-2", valid_from="2026-11-01")


def test_a_list_says_which_is_in_force(table: Store) -> None:
    for day, amount in (("2026-01-01", "4.600"), ("2026-11-01", "4.900"), ("2027-01-01", "5.200")):
        price(table, amount, valid_from=day)
    price(table, cost="3.000", valid_from="2026-02-01")
    with table.reading() as db:
        rows = list_prices(db, ListPrices(ListRecords(), TODAY, "meşe")).rows
        assert list_prices(db, ListPrices(ListRecords(), TODAY)).rows == rows
    assert [(str(row.valid_from), row.state) for row in rows] == [
        ("2027-01-01", "coming"),
        ("2026-11-01", "in force"),
        ("2026-02-01", "in force"),
        ("2026-01-01", "past"),
    ]


def test_an_empty_list_shows_the_way_to_the_first(store: Store) -> None:
    with store.reading() as db:
        assert "crm price set" in (list_prices(db, ListPrices(ListRecords(), TODAY)).empty or "")
        assert "crm product add" in (list_products(db, ListProducts(ListRecords(), TODAY)).empty or "")


def test_products_are_listed_with_the_price_of_the_day_and_found_by_it(table: Store) -> None:
    price(table, "4.900 TL", valid_from="2027-01-01")
    for on, expected in ((TODAY, 450000), (date(2027, 1, 1), 490000)):
        with table.reading() as db:
            row = list_products(db, ListProducts(ListRecords(), on)).rows[0]
            shown = show_product(db, ShowRecord("MM-1"), on)
            found = list_products(db, ListProducts(ListRecords(("price>=4900",)), on)).rows
        assert (row.price, shown.item.price) == (expected, expected)
        assert row.margin == shown.item.margin == (expected - 280000) / expected
        assert bool(found) == (expected == 490000)
    assert shown.sections[0].title == "Prices"


def test_a_total_counts_by_the_price_of_the_day(table: Store) -> None:
    add(table, "product", "Chair", price="5.000 TL")
    price(table, "4.900 TL", valid_from="2027-01-01")
    with table.reading() as db:
        found = list_products(db, ListProducts(ListRecords(("price>=4900",), 1), date(2027, 1, 1)))
    assert (len(found.rows), found.total) == (1, 2)


def test_a_new_own_price_that_a_dated_one_overrules_is_said(table: Store) -> None:
    def change(**given: str) -> tuple[str, ...]:
        with writing(table) as db:
            return edit_products(db, EditRecords("product", Targets(("MM-1",)), given, CONTEXT)).notes

    assert change(price="4.600") == ()
    price(table, "4.900", valid_from="2026-11-01")
    assert change(price="4.700") == ("a dated price holds, ₺4,900.00: crm price list PR-1",)
    assert change(cost="2.000") == ()


@pytest.mark.parametrize(
    ("introduced", "withdrawn", "active", "state"),
    [
        (None, None, True, "on sale"),
        (None, None, False, "withdrawn"),
        (1, None, True, "coming"),
        (0, None, True, "on sale"),
        (None, 0, True, "on sale"),
        (None, -1, True, "withdrawn"),
        (-5, -1, True, "withdrawn"),
    ],
)
def test_a_product_is_sold_from_its_first_to_its_last_day(
    introduced: int | None, withdrawn: int | None, active: bool, state: str
) -> None:
    first, last = (None if days is None else TODAY + timedelta(days=days) for days in (introduced, withdrawn))
    assert state_on(TODAY, first, last, active=active) == state


def test_what_is_not_sold_is_marked_in_the_list_last_and_warned_of(table: Store) -> None:
    add(table, "product", "Ahşap sandalye", withdrawn_on="2026-11-20", tax_percent="20", unit="adet")
    add(table, "product", "Zigon", introduced_on="2026-12-01")
    with table.reading() as db:
        rows = list_products(db, ListProducts(ListRecords(), TODAY)).rows
        warned = [not_on_sale(db, number, TODAY) for number in (1, 2, 3)]
    assert [(row.name, row.state) for row in rows] == [
        ("Meşe masa", "on sale"),
        ("Zigon", "coming"),
        ("Ahşap sandalye", "withdrawn"),
    ]
    assert (rows[2].unit, rows[2].tax_percent) == ("adet", "20")
    assert warned == [
        None,
        "PR-2 Ahşap sandalye is withdrawn since 2026-11-20",
        "PR-3 Zigon is sold from 2026-12-01 on",
    ]


@settings(max_examples=15)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 999), st.booleans()), max_size=8),
    st.integers(0, 21),
)
def test_the_newest_that_has_begun_decides(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, bool]], asked: int
) -> None:
    store = open_store(str(tmp_path_factory.mktemp("prices") / "crm.db"))
    add(store, "product", "Masa", sku="MM-1", price="7 TL", cost="6 TL")
    begin = date(2026, 1, 1)
    expected: dict[str, dict[int, int]] = {"price": {-1: 700}, "cost": {-1: 600}}
    for day, amount, of_price in steps:
        field = "price" if of_price else "cost"
        terms: dict[str, Any] = {field: f"{amount} TL"}
        price(store, valid_from=(begin + timedelta(days=day)).isoformat(), **terms)
        expected[field][day] = amount * 100
    found = at(store, begin + timedelta(days=asked))
    for kept, value in zip((found.price, found.cost), expected.values(), strict=True):
        assert kept == value[max(day for day in value if day <= asked)]
