"""Orders: lines computed exactly, totals that follow them, refunds, one currency."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.adding import AddRecord
from crmcli.domain.measures import Quantity, UnitPrice
from crmcli.domain.order import AddOrder, Lines, add_order, list_orders, show_order
from crmcli.domain.order_editing import EditOrder, edit_order
from crmcli.domain.order_lines import Line, currency_of, read_lines
from crmcli.domain.product import SoldLine, show_product
from crmcli.domain.results import Change, columns_of
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, NotFound, UsageError
from tests.support.making import CONTEXT, add, one
from tests.support.store import writing


def order(store: Store, *lines: str, items: tuple[str, ...] = (), **given: str) -> Change[Touched]:
    with writing(store) as db:
        return add_order(db, AddOrder(AddRecord("order", given, CONTEXT), Lines(lines, items)))


def change(store: Store, *lines: str, drop: tuple[str, ...] = (), **given: str) -> Change[Touched]:
    with writing(store) as db:
        return edit_order(db, EditOrder(Targets(("S-1",)), given, CONTEXT, Lines(lines, (), drop)))


def changed(store: Store, ref: str, *lines: str, **given: str) -> Change[Touched]:
    with writing(store) as db:
        return edit_order(db, EditOrder(Targets((ref,)), given, CONTEXT, Lines(lines)))


def total(store: Store) -> tuple[Any, ...]:
    return one(store, "SELECT total_minor, currency FROM sales_order ORDER BY id DESC")


@pytest.fixture
def shop(store: Store) -> Store:
    """A customer, a table at 4.500 TL that costs 2.800, a chair at 950, a book in euro."""
    add(store, "customer", "Işık")
    add(store, "product", "Meşe masa", sku="MM-1", price="4.500 TL", cost="2800")
    add(store, "product", "Sandalye", sku="S 1", price="950")
    add(store, "product", "Katalog", price="10 EUR")
    add(store, "product", "Ölçü")
    return store


def test_the_total_is_the_sum_of_the_lines(shop: Store) -> None:
    result = order(
        shop, "MM-1:2", "sandalye:4:900,50", items=("delivery:1:250",), customer="isik", number="2026-1"
    )
    assert total(shop) == (1_285_200, "TRY")
    assert result.summary == "Added S-1 2026-1 ₺12,852.00"
    assert result.notes == ()
    with shop.reading() as db:
        record = show_order(db, ShowRecord("2026-1"))
    lines = record.sections[0].rows
    assert [(line.product, line.quantity, line.unit_price, line.amount) for line in lines] == [
        ("Meşe masa", 2000, "4500.00", 900_000),
        ("Sandalye", 4000, "900.50", 360_200),
        ("delivery", 1000, "250", 25_000),
    ]
    assert [line.cost for line in lines] == [560_000, None, None]


def test_a_total_that_is_not_the_sum_is_kept_and_said(shop: Store) -> None:
    result = order(shop, "MM-1", total="4000")
    assert total(shop) == (400_000, "TRY")
    assert result.notes == ("the total ₺4,000.00 is not the sum of the lines, ₺4,500.00",)


def test_an_order_may_lack_a_customer_and_lines(shop: Store) -> None:
    assert order(shop, total="-500").notes == ()
    assert total(shop) == (-50_000, "TRY")
    assert order(shop).notes == ("the order has no total yet: crm order edit S-2 --total 4500",)


def test_a_refund_has_negative_lines(shop: Store) -> None:
    order(shop, "MM-1:-1")
    assert total(shop) == (-450_000, "TRY")


def test_quantities_have_three_decimals_and_prices_any(shop: Store) -> None:
    order(shop, "ölçü:2,1250:10.3333")
    assert total(shop) == (2_196, "TRY")  # 21.95826...


@pytest.mark.parametrize(
    ("price", "english", "turkish"),
    [
        ("4500.00", "₺4,500.00", "₺4.500,00"),
        ("-900.5", "-₺900.50", "-₺900,50"),
        ("10.3333", "10.3333", "10,3333"),
    ],
)
def test_a_price_of_one_is_read_like_an_amount_where_it_is_one(
    price: str, english: str, turkish: str
) -> None:
    kind, line = UnitPrice("code"), Line(None, None, 0, None, None, "TRY")
    assert (kind.human(price, line, "en"), kind.human(price, line, "tr")) == (english, turkish)
    assert kind.machine(price, line) == price


@given(st.integers(-(10**9), 10**9))
def test_a_quantity_is_told_exactly(milli: int) -> None:
    assert Decimal(Quantity().machine(milli, None)) * 1000 == milli


def test_one_order_has_one_currency(shop: Store) -> None:
    order(shop, "katalog:3")
    assert total(shop) == (3_000, "EUR")
    order(shop, "ölçü:1:5 USD", total="$5")
    assert total(shop) == (500, "USD")
    for words in (("katalog", "MM-1"), ("katalog:1:5 USD", "MM-1")):
        with pytest.raises(UsageError, match="all lines are in one currency, not"):
            order(shop, *words)
    with pytest.raises(UsageError, match="not EUR and TRY"):
        order(shop, "katalog", total="10 TL")
    with pytest.raises(UsageError, match="not EUR and USD"):
        order(shop, "katalog", currency="$")


def test_a_cost_in_another_currency_is_no_cost_of_the_line(shop: Store) -> None:
    order(shop, "MM-1:1:100 USD")
    assert one(shop, "SELECT cost_minor, amount_minor, currency FROM order_line") == (None, 10_000, "USD")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "lacks a part"),
        (":2:3", "lacks a part"),
        ("MM-1:2:", "lacks a part"),
        ("MM-1:two", 'line "MM-1:two": "two" is not an amount'),
        ("MM-1:1,0005", "has more decimals"),
        ("MM-1:2,125", '"2,125" could be 2125 or 2.125'),
        ("ölçü", "PR-4 has no price"),
    ],
)
def test_a_line_that_can_not_be_read_is_refused_with_its_text(shop: Store, line: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        order(shop, line)
    assert said in caught.value.message
    assert caught.value.hint


def test_three_digits_behind_one_mark_are_thousands_as_in_every_amount(shop: Store) -> None:
    order(shop, "MM-1:1:1.250")
    assert total(shop) == (125_000, "TRY")
    with pytest.raises(UsageError, match="could be 1250 or"):
        order(shop, "ölçü:1:1.250 KWD")


def test_lines_of_an_order_with_tax_beside_them_keep_net_tax_and_total_together(shop: Store) -> None:
    order(shop, "MM-1:1:100", "MM-1:1:50")
    with writing(shop) as db:
        db.update("order_line", 1, {"tax_minor": 2_000})
        db.update("sales_order", 1, {"net_minor": 15_000, "tax_minor": 2_000, "total_minor": 17_000})
    result = change(shop, "MM-1:1:10", drop=("SL-2",))
    assert result.notes == ()
    assert one(shop, "SELECT net_minor, tax_minor, total_minor FROM sales_order") == (11_000, 2_000, 13_000)


def test_a_line_of_an_unknown_product_shows_two_ways_out(shop: Store) -> None:
    with pytest.raises(NotFound, match='no product answers to "lamba"') as caught:
        order(shop, "lamba:1:5")
    assert caught.value.hint == "crm product add lamba, or --item for what is in no catalogue"


def test_an_item_needs_a_price_and_may_hold_colons(shop: Store) -> None:
    with pytest.raises(UsageError, match='"delivery" has no price'):
        order(shop, items=("delivery:1",))
    order(shop, items=("delivery: İzmir:1:5",))
    assert one(shop, "SELECT description FROM order_line") == ("delivery: İzmir",)


def test_the_number_of_an_order_is_not_given_twice(shop: Store) -> None:
    order(shop, total="5", number="A-7/1")
    with pytest.raises(Conflict, match="S-1 A-7/1 has the number a 7 1 already"):
        order(shop, total="5", number="a 7 1")


def test_a_total_that_was_the_sum_of_the_lines_follows_them(shop: Store) -> None:
    order(shop, "MM-1:2", items=("delivery:1:250",))
    result = change(shop, "sandalye:1", drop=("SL-2",))
    assert total(shop) == (995_000, "TRY")
    assert result.items[0].changes == {
        "total": ("9250.00 TRY", "9950.00 TRY"),
        "new line 1": (None, "sandalye:1"),
        "SL-2": ("line", None),
    }
    with shop.reading() as db:
        rows = show_order(db, ShowRecord("S-1")).sections[0].rows
    assert [row.product for row in rows] == ["Meşe masa", "Sandalye"]


def test_another_total_is_kept_and_the_difference_said(shop: Store) -> None:
    order(shop, "MM-1", total="4000")
    result = change(shop, "sandalye")
    assert total(shop) == (400_000, "TRY")
    assert result.notes == ("the total ₺4,000.00 is not the sum of the lines, ₺5,450.00",)
    assert change(shop, "sandalye", total="6400").notes == ()


def test_an_order_without_a_total_gets_one_with_its_first_lines(shop: Store) -> None:
    order(shop)
    change(shop, "MM-1")
    assert total(shop) == (450_000, "TRY")


def test_a_line_of_another_order_is_not_dropped(shop: Store) -> None:
    order(shop, "MM-1")
    order(shop, "MM-1")
    with pytest.raises(NotFound, match="S-1 has no line SL-2"):
        change(shop, drop=("SL-2",))


def test_orders_are_listed_with_the_latest_first_and_the_dateless_last(shop: Store) -> None:
    for day in ("1.1.2026", "2.1.2026", ""):
        order(shop, total="5", ordered_on=day, customer="isik")
    with shop.reading() as db:
        rows = list_orders(db, ListRecords()).rows
    assert [(row.id, row.customer, row.lines) for row in rows] == [
        (2, "Işık", 0),
        (1, "Işık", 0),
        (3, "Işık", 0),
    ]


def test_a_product_tells_what_was_sold_in_each_currency_without_what_was_cancelled(shop: Store) -> None:
    order(shop, "MM-1:2", customer="isik")
    order(shop, "MM-1:-1", customer="isik")
    order(shop, "MM-1:5", status="cancelled")
    order(shop, "MM-1:1:100 USD")
    with shop.reading() as db:
        record = show_product(db, ShowRecord("mm-1"))
    sold = record.sections[0].rows
    assert [(line.orders, line.customers, line.revenue, line.currency) for line in sold] == [
        (2, 1, 450_000, "TRY"),
        (1, 0, 10_000, "USD"),
    ]
    kind = next(column.kind for column in columns_of(SoldLine) if column.name == "quantity")
    assert [kind.machine(line.quantity, line) for line in sold] == ["1", "1"]
    assert record.item.margin == pytest.approx(1_700 / 4_500)


def test_lines_say_their_currency_only_where_it_is_written(shop: Store) -> None:
    with shop.reading() as db:
        lines = read_lines(db, ["ölçü:1:5"], ["x:1:5 EUR"], CONTEXT)
    assert [line.code for line in lines] == [None, "EUR"]
    assert currency_of([], [], "TRY") == "TRY"
    assert currency_of([Line(None, "x", 1000, None, None, "USD")], [None], "TRY") == "USD"


def test_a_line_of_what_is_not_on_sale_on_the_orders_day_is_said(store: Store) -> None:
    add(store, "customer", "Işık")
    add(store, "product", "Eski", price="10", withdrawn_on="2026-01-31")
    made = order(store, "Eski:1", customer="C-1")
    assert made.notes == ("PR-1 Eski is withdrawn since 2026-01-31",)
    assert order(store, "Eski:1", customer="C-1", ordered_on="2026-01-31").notes == ()
    assert changed(store, "S-1", "Eski:1").notes == made.notes
    assert changed(store, "S-2", "Eski:1").notes == ()


def test_a_line_added_later_has_the_price_of_the_orders_day(store: Store) -> None:
    add(store, "customer", "Işık")
    add(store, "product", "Masa", price="10")
    add(store, "price", product="Masa", price="20", valid_from="2026-11-01")
    order(store, "Masa:1", customer="C-1", ordered_on="2026-10-31")
    changed(store, "S-1", "Masa:1")
    assert one(store, "SELECT total_minor FROM sales_order") == (2_000,)


def test_payments_of_an_order_that_changes_hands_are_named(store: Store) -> None:
    add(store, "customer", "Işık")
    add(store, "customer", "Deniz")
    order(store, customer="C-1", total="10")
    add(store, "payment", order="S-1", customer="C-1", amount="4 TL", paid_on="2026-11-01")
    assert changed(store, "S-1", customer="C-2").notes == (
        "PY-1 for S-1 stays with who paid, on account: crm payment edit PY-1 --customer C-2",
    )
    assert changed(store, "S-1", customer="C-1").notes == ()


def test_files_of_an_order_are_shown_with_it(shop: Store) -> None:
    order(shop, "MM-1:1", customer="C-1")
    file = {"name": "plan.pdf", "path": "/tmp/plan.pdf", "sha256": "0" * 64, "size": 10, "copied": 0}  # noqa: S108
    with writing(shop) as db:
        db.insert("attachment", {**file, "name_fold": "plan.pdf", "name_sort": "plan.pdf", "order_id": 1})
    with shop.reading() as db:
        record = show_order(db, ShowRecord("S-1"))
    assert [part.title for part in record.sections] == ["Lines", "Files"]


def test_an_empty_list_of_orders_says_how_to_begin(store: Store) -> None:
    with store.reading() as db:
        fresh = list_orders(db, ListRecords(), CONTEXT.today).empty or ""
        assert fresh.startswith("no order yet: crm order add")
        assert list_orders(db, ListRecords(("total > 5",)), CONTEXT.today).empty == "no order is like that"
