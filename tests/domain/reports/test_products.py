"""``report products``: what is sold, what it costs, what nobody knows, what moves slowly."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.money import products, slices
from crmcli.domain.reports.money.products import Request, explain, spans
from crmcli.domain.results import Listing
from tests.domain.reports import trade
from tests.domain.reports.shop import customers, line, named, order
from tests.domain.reports.trade import DAY, Row, Trade
from tests.support.store import writing


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return products.report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


@pytest.fixture
def shop(store: Store) -> Store:
    """Three products: one of known cost, one of a dated cost, one that nobody knows the cost of."""
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        made = [
            db.insert("product", {**named(name), "category": category, "cost_minor": cost, "currency": "TRY"})
            for name, category, cost in (
                ("Masa", "Mobilya", 400),
                ("Sandalye", "Mobilya", 50),
                ("Kurulum", None, None),
            )
        ]
        db.insert(
            "price",
            {"product_id": made[1], "currency": "TRY", "valid_from": "2026-06-01", "cost_minor": 80},
        )
        first = order(db, ada, "2026-05-01", 2000)
        line(db, first, 1000, product_id=made[0], quantity_milli=2000, discount_minor=100)
        line(db, first, 300, product_id=made[1], quantity_milli=3000)
        second = order(db, ali, "2026-11-01", 1000)
        line(db, second, 200, product_id=made[1], quantity_milli=1500)
        line(db, second, 500, product_id=made[2], quantity_milli=1000)
        line(db, second, -100, product_id=made[0], quantity_milli=-500, cost_minor=-333)
        line(db, second, 50, description="nakliye")
        order(db, ali, "2026-11-02", 70)
    return store


def by_name(found: Any) -> dict[str, Any]:
    return {row.name: row for row in found.rows}


def test_units_money_cost_and_margin_of_a_product(shop: Store) -> None:
    found = ask(shop)
    masa = by_name(found)["Masa"]
    assert (masa.units, masa.orders, masa.customers, masa.revenue, masa.refunds, masa.net) == (
        1500, 1, 1, 1000, -100, 900,
    )  # fmt: skip
    # Two at 400 of the product, and what came back at its own cost.
    assert (masa.discount, masa.cost, masa.margin, masa.unknown) == (100, 800 - 333, 433, 0)
    assert masa.margin_rate == pytest.approx(433 / 900)
    assert (masa.first_sold, masa.last_sold, masa.quiet) == (date(2026, 5, 1), date(2026, 5, 1), 204)


def test_a_dated_cost_holds_from_its_day_on(shop: Store) -> None:
    sandalye = by_name(ask(shop))["Sandalye"]
    assert sandalye.cost == 3 * 50 + 120
    assert sandalye.margin == 500 - 270


def test_an_unknown_cost_stays_unknown_and_is_counted(shop: Store) -> None:
    found = ask(shop)
    bare = by_name(found)["Kurulum"]
    assert (bare.net, bare.cost, bare.margin, bare.margin_rate, bare.unknown) == (500, None, None, None, 1)
    assert (found.total.cost, found.total.margin, found.total.unknown) == (None, None, 1)
    assert "1 line whose cost nobody knows: crm product edit PR-1 --cost 100" in found.notes
    assert "1 line of no product left out" in found.notes
    assert "1 order without lines left out" in found.notes
    # Of the lines that have one: 1400 paid, 737 spent.
    assert found.total.margin_rate == pytest.approx((1400 - 737) / 1400)


def test_orders_and_customers_count_once_in_the_total(shop: Store) -> None:
    total = ask(shop).total
    assert (total.orders, total.customers, total.net, total.units) == (2, 2, 1900, 7000)
    assert total.share == total.share == 1.0
    by_category = ask(shop, by="category")
    assert (by_category.total.orders, by_category.total.customers, by_category.total.net) == (2, 2, 1900)
    mobilya = next(row for row in by_category.rows if row.group == "Mobilya")
    assert (mobilya.orders, mobilya.customers, mobilya.products, mobilya.net) == (2, 2, 2, 1400)


def test_the_trend_compares_spans_of_one_length(shop: Store) -> None:
    whole, now, before = spans(Request(as_of=DAY, since=date(2026, 11, 1), until=date(2026, 11, 20)))
    assert whole == now
    assert (now.last - now.first).days == (before.last - before.first).days == 19
    assert before.last == date(2026, 10, 31)
    row = by_name(ask(shop, since=date(2026, 6, 1), until=date(2026, 11, 30)))["Sandalye"]
    assert (row.net, row.before) == (200, 300)
    assert row.trend == pytest.approx(-1 / 3)
    assert by_name(ask(shop))["Sandalye"].before == 0


def test_what_is_on_sale_and_not_sold_is_slow(shop: Store) -> None:
    with writing(shop) as db:
        db.insert("product", {**named("Raf"), "introduced_on": "2026-11-01"})
        db.insert("product", {**named("Dolap"), "introduced_on": "2026-01-01"})
        db.insert("product", {**named("Eski"), "withdrawn_on": "2026-01-01"})
        db.insert("product", {**named("Yeni"), "introduced_on": "2027-01-01"})
    found = ask(shop)
    states = {row.name: row.state for row in found.rows}
    assert states == {
        "Masa": "slow",
        "Sandalye": "on sale",
        "Kurulum": "on sale",
        "Raf": "on sale",
        "Dolap": "slow",
    }
    assert "2 products on sale not sold for 90 days: crm report products --slow" in found.notes
    assert [row.name for row in ask(shop, slow=True).rows] == ["Dolap", "Masa"]
    assert [row.name for row in ask(shop, slow=True, slow_days=250).rows] == ["Dolap"]
    assert [row.slow for row in ask(shop, by="category", slow=True).rows] == [1, 1]


def test_only_the_products_asked_about_are_told(shop: Store) -> None:
    found = ask(shop, where=("category = Mobilya",))
    assert set(by_name(found)) == {"Masa", "Sandalye"}
    assert sum(row.share for row in found.rows) == pytest.approx(1)


def test_a_past_day_knows_only_what_was_sold_by_then(shop: Store) -> None:
    found = by_name(ask(shop, as_of=date(2026, 5, 31)))
    assert (found["Masa"].net, found["Sandalye"].cost, found["Kurulum"].net) == (1000, 150, 0)


def lines_that_count(business: Trade, since: date | None, until: date | None) -> Iterable[tuple[Row, Row]]:
    for one in business.counted(since, until):
        for told in business.lines_of(one):
            yield one, told


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("since", [None, date(2026, 3, 1)])
def test_figures_are_those_of_the_lines_themselves(store: Store, seed: int, since: date | None) -> None:
    business = trade.made(seed)
    trade.poured(store, business)
    for row in ask(store, since=since).rows:
        if row.currency is None:
            continue
        mine = [
            (one, told)
            for one, told in lines_that_count(business, since, None)
            if told["product_id"] == row.id and told["currency"] == row.currency
        ]
        known = [
            (one, told)
            for one, told in mine
            if told["amount_minor"] is not None and business.cost_of(told, one) is not None
        ]
        amounts = [told["amount_minor"] or 0 for _, told in mine]
        assert row.net == sum(amounts)
        assert row.unknown == len(mine) - len(known)
        cost = sum(business.cost_of(told, one) or 0 for one, told in known)
        assert row.cost == (None if row.unknown else cost)
        assert row.margin == (None if row.unknown else sum(amounts) - cost)
        sold = [(one, told) for one, told in mine if (told["amount_minor"] or 0) >= 0]
        assert row.orders == len({one["id"] for one, _ in sold})
        assert row.customers == len({one["customer_id"] for one, _ in sold} - {None})
        assert (row.discount or 0) == sum(told["discount_minor"] or 0 for _, told in mine)


@pytest.mark.parametrize("by", products.BY)
def test_the_lines_behind_a_row_add_up_to_it(store: Store, by: str) -> None:
    trade.poured(store, trade.made(3))
    found = ask(store, by=by)
    assert found.rows
    for row in found.rows:
        told = behind(store, row, by=by)["lines"].rows
        assert sum(one.amount or 0 for one in told) == (row.net or 0)
        if row.cost is not None:
            assert sum(one.cost or 0 for one in told) == row.cost
    one_currency = ask(store, by=by, currency="TRY")
    assert one_currency.total is not None


def test_the_lines_behind_the_total_add_up_to_it(store: Store) -> None:
    trade.poured(store, trade.made(3, currencies=("TRY",)))
    found = ask(store)
    told = behind(store, found.total)["lines"].rows
    assert sum(one.amount or 0 for one in told) == found.total.net


@pytest.mark.parametrize("by", products.BY)
def test_shares_and_margins_add_up_to_one(store: Store, by: str) -> None:
    business = trade.made(8, currencies=("TRY",))
    for one in business.lines:
        one.update(cost_minor=100, amount_minor=one["amount_minor"] or 300)
    trade.poured(store, business)
    rows = ask(store, by=by).rows
    assert sum(row.share or 0 for row in rows) == pytest.approx(1)
    assert sum(row.margin_share for row in rows if row.margin_share is not None) == pytest.approx(1)


def test_in_one_currency_every_line_is_turned_and_rounded_alone(store: Store) -> None:
    business = trade.made(2)
    trade.poured(store, business)
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2025-01-01", "rate": "50.335"})
    for row in ask(store, currency="TRY").rows:
        mine = [told for _, told in lines_that_count(business, None, None) if told["product_id"] == row.id]
        worth = sum(
            round((told["amount_minor"] or 0) * 50.335)
            if told["currency"] == "EUR"
            else told["amount_minor"] or 0
            for told in mine
        )
        assert row.net == worth


def test_neither_the_order_of_rows_nor_their_numbers_change_anything(store: Store, sqlite_url: str) -> None:
    business = trade.made(21)
    trade.poured(store, business)
    other = open_store(f"{sqlite_url}.other")
    trade.poured(other, business, seed=2)

    def told(of: Store, by: str) -> list[Any]:
        return [{**row.__dict__, "id": None} for row in ask(of, by=by).rows]

    for by in products.BY:
        assert told(store, by) == told(other, by)


def test_very_many_lines_are_added_up_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    trade.poured(store, trade.made(5, orders=90))
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2025-01-01", "rate": "50"})
    asked = [{"by": by, "currency": code} for by in products.BY for code in (None, "TRY")]
    whole = [ask(store, **each) for each in asked]
    monkeypatch.setattr(slices, "AT_A_TIME", 7)
    for each, found in zip(asked, whole, strict=True):
        parted = ask(store, **each)
        assert list(parted.rows) == list(found.rows)
        assert parted.total == found.total


def test_the_best_are_seen_as_bars(shop: Store) -> None:
    (bars,) = ask(shop, since=DAY - timedelta(days=200)).pictures
    assert isinstance(bars, Bars)
    assert [(bar.label, bar.value, bar.mark) for bar in bars.bars][:2] == [
        ("Kurulum", 5.0, 0.0),
        ("Sandalye", 2.0, 3.0),
    ]


def test_nothing_known_is_no_failure(store: Store) -> None:
    found = ask(store)
    assert (list(found.rows), found.total) == ([], None)
    assert "crm product add" in found.empty
