"""``report sales`` beside the year before, by week and weekday, explained to the order, as pictures."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars, Grid
from crmcli.domain.reports.money import sales, slices
from crmcli.domain.reports.money.order_groups import BY
from crmcli.domain.reports.money.sales import Request, explain
from crmcli.domain.results import Listing
from tests.domain.reports import trade
from tests.domain.reports.shop import customers, line, named, order, users
from tests.domain.reports.trade import DAY, Trade
from tests.support.store import writing

EVERY = tuple(BY)


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return sales.report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


def net(trade_of: Trade, key: Any, code: str | None = None) -> dict[Any, int]:
    """Worked out anew: the net of the orders that count, by what ``key`` says of an order."""
    nets: dict[Any, int] = defaultdict(int)
    for one in trade_of.counted():
        if code in (None, one["currency"]):
            nets[key(one)] += one["total_minor"] or 0
    return nets


@pytest.fixture
def years(store: Store) -> Store:
    """Sales of two years, the last day in the middle of a month."""
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        for day, total in (
            ("2024-11-10", 1000),
            ("2024-11-30", 9000),
            ("2025-01-15", 400),
            ("2025-11-05", 2000),
            ("2025-11-25", 7000),
            ("2026-01-20", 300),
            ("2026-11-21", 3000),
        ):
            order(db, ada, day, total)
    return store


def beside(found: Any) -> dict[str, tuple[int | None, int | None]]:
    return {row.group: (row.net, row.before) for row in found.rows}


def test_a_month_stands_beside_the_one_of_the_year_before(years: Store) -> None:
    found = ask(years)
    told = beside(found)
    assert told["2025-11"] == (9000, 10000)
    assert told["2026-01"] == (300, 400)
    assert told["2026-02"] == (0, 0)
    assert next(row.growth for row in found.rows if row.group == "2026-01") == pytest.approx(-0.25)
    assert next(row.growth for row in found.rows if row.group == "2026-02") is None


def test_the_year_before_is_blank_where_nothing_was_sold_yet(years: Store) -> None:
    told = beside(ask(years))
    assert told["2024-11"] == (10000, None)
    assert told["2025-01"] == (400, None)
    assert ask(years).total.before is None


def test_a_month_that_still_runs_stands_beside_the_same_days(years: Store) -> None:
    found = ask(years)
    assert beside(found)["2026-11"] == (3000, 2000)
    assert "2026-11 still runs: beside it 2025-11-01 to 2025-11-21" in found.notes
    assert beside(ask(years, as_of=date(2026, 11, 30)))["2026-11"] == (3000, 9000)


def test_a_span_stands_beside_the_same_span_of_the_year_before(years: Store) -> None:
    found = ask(years, since=date(2026, 1, 16), until=date(2026, 11, 30))
    told = beside(found)
    assert told["2026-01"] == (300, 0)
    assert told["2026-11"] == (3000, 2000)
    assert found.total.before == 2000
    assert found.total.growth == pytest.approx(3300 / 2000 - 1)
    # The first day of all is in the middle of the month that stands beside.
    assert beside(ask(years, since=date(2025, 11, 1), until=date(2025, 11, 30)))["2025-11"] == (9000, 10000)
    assert beside(ask(years, by="year", since=date(2026, 1, 1)))["2026"] == (3300, 2400)


def test_the_year_before_knows_currencies_apart(years: Store) -> None:
    with writing(years) as db:
        order(db, None, "2025-11-05", 50, currency="EUR")
        order(db, None, "2026-11-05", 70, currency="EUR")
    rows = {(row.group, row.currency): row.before for row in ask(years).rows}
    assert rows["2026-11", "EUR"] == 50
    assert rows["2026-11", "TRY"] == 2000
    assert rows["2026-02", "TRY"] == 0
    assert rows["2026-02", "EUR"] is None


def test_weeks_and_weekdays_are_those_of_the_calendar(store: Store) -> None:
    with writing(store) as db:
        order(db, None, "2025-12-29", 100)
        order(db, None, "2026-01-04", 200)
        order(db, None, "2026-01-05", 400)
    assert [(row.group, row.net) for row in ask(store, by="week").rows] == [
        ("2026-W01", 300),
        ("2026-W02", 400),
    ]
    assert [(row.group, row.net) for row in ask(store, by="weekday").rows] == [
        ("Monday", 500),
        ("Sunday", 200),
    ]
    assert [row.group for row in ask(store, by="weekday", language="tr").rows] == ["Pazartesi", "Pazar"]


def test_sales_are_told_by_manager_team_and_channel(store: Store) -> None:
    with writing(store) as db:
        (boss,) = users(db, "Şef")
        (ada,) = users(db, "Ada", manager_id=boss, team="Batı")
        one, two = customers(db, "Bir", "İki")
        order(db, one, "2026-10-01", 100, owner_id=ada, channel="web")
        order(db, two, "2026-10-02", 30)
    told = {
        by: {row.group: row.net for row in ask(store, by=by).rows} for by in ("manager", "team", "channel")
    }
    assert told["manager"] == {"Şef": 100, None: 30}
    assert told["team"] == {"Batı": 100, None: 30}
    assert told["channel"] == {"web": 100, None: 30}


@pytest.mark.parametrize("seed", range(3))
def test_sums_are_those_of_the_rows_themselves(store: Store, seed: int) -> None:
    business = trade.made(seed)
    trade.poured(store, business)
    for by, key in (
        ("month", lambda one: one["ordered_on"][:7]),
        ("weekday", lambda one: date.fromisoformat(one["ordered_on"]).strftime("%A")),
        ("customer", lambda one: one["customer_id"] and f"Müşteri {one['customer_id']}"),
        (
            "city",
            lambda one: one["customer_id"] and business.customers[one["customer_id"] - 1]["city"],
        ),
    ):
        for code in ("TRY", "EUR"):
            found = {row.group: row.net or 0 for row in ask(store, by=by).rows if row.currency == code}
            expected = net(business, key, code)
            assert {name: amount for name, amount in found.items() if amount} == {
                name: amount for name, amount in expected.items() if amount
            }


@pytest.mark.parametrize("by", EVERY)
def test_the_records_behind_a_row_add_up_to_it(store: Store, by: str) -> None:
    trade.poured(store, trade.made(7))
    found = ask(store, by=by)
    for row in found.rows:
        parts = behind(store, row, by=by)
        assert parts["steps"].rows
        if "lines" in parts:
            amounts = [one.amount for one in parts["lines"].rows]
            assert len({one.order for one in parts["lines"].rows if (one.amount or 0) >= 0}) == row.orders
        else:
            amounts = [one.total for one in parts["orders"].rows]
            assert sum((amount or 0) >= 0 for amount in amounts) == row.orders
        assert sum(amount or 0 for amount in amounts if (amount or 0) > 0) == (row.revenue or 0)
        assert sum(amount or 0 for amount in amounts if (amount or 0) < 0) == (row.refunds or 0)


@pytest.mark.parametrize("by", ["month", "category"])
def test_the_records_behind_the_total_add_up_to_it(store: Store, by: str) -> None:
    trade.poured(store, trade.made(11, currencies=("TRY",)))
    found = ask(store, by=by)
    parts = behind(store, found.total, by=by)
    if by == "month":
        assert sum(one.total or 0 for one in parts["orders"].rows) == found.total.net
    else:
        assert sum(one.amount or 0 for one in parts["lines"].rows) == found.total.net


def test_what_was_turned_is_told_amount_by_amount(store: Store) -> None:
    with writing(store) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50.35"})
        order(db, None, "2026-10-01", 33, currency="EUR")
        order(db, None, "2026-10-01", 33, currency="EUR")
        order(db, None, "2026-10-02", 100)
    found = ask(store, currency="TRY")
    # Each is rounded alone: 16.62 twice, and not 33.23.
    assert found.total.net == 2 * 1662 + 100
    (told,) = behind(store, found.rows[0], currency="TRY")["turned"].rows
    assert told.step == "2026-10-01: 2 x 0.33 EUR at the rate of 2026-01-01"
    assert told.value == "33.24 TRY"
    by_customer = ask(store, currency="TRY", by="channel")
    assert sum(row.net for row in by_customer.rows) == found.total.net


@pytest.mark.parametrize("plain", [False, True])
def test_very_many_orders_are_added_up_in_parts(
    store: Store, monkeypatch: pytest.MonkeyPatch, *, plain: bool
) -> None:
    business = trade.made(5, orders=90)
    if plain:  # every order with a total from 0 on, in one currency: a query of its own
        for one in business.orders:
            one.update(total_minor=abs(one["total_minor"] or 0), currency="TRY")
    trade.poured(store, business)
    whole = {by: ask(store, by=by) for by in EVERY}
    monkeypatch.setattr(slices, "AT_A_TIME", 7)
    for by in EVERY:
        parted = ask(store, by=by)
        assert list(parted.rows) == list(whole[by].rows)
        assert parted.total == whole[by].total


def test_neither_the_order_of_rows_nor_their_numbers_change_anything(store: Store, sqlite_url: str) -> None:
    from crmcli.db import open_store

    business = trade.made(13)
    trade.poured(store, business)
    other = open_store(f"{sqlite_url}.other")
    trade.poured(other, business, seed=4)
    for by in EVERY:
        assert list(ask(other, by=by).rows) == list(ask(store, by=by).rows)


def test_periods_are_seen_as_bars_with_the_year_before_as_marks(years: Store) -> None:
    (bars,) = ask(years, by="year").pictures
    assert isinstance(bars, Bars)
    assert [(bar.label, bar.value, bar.mark) for bar in bars.bars] == [
        ("2024", 100.0, None),
        ("2025", 94.0, 100.0),
        ("2026", 33.0, 24.0),
    ]
    assert bars.bars[2].text == "₺33.00"


def test_weekdays_are_seen_as_heat_by_month(years: Store) -> None:
    (grid,) = ask(years, by="weekday").pictures
    assert isinstance(grid, Grid)
    assert grid.rows[0] == "Monday"
    assert grid.columns[-1] == "11"
    assert grid.cells[5][-1].text == "30"
    assert grid.cells[5][-1].weight == 1.0


def test_products_of_an_order_are_behind_it(store: Store) -> None:
    with writing(store) as db:
        table = db.insert("product", named("Masa"))
        number = order(db, None, "2026-10-01", 500)
        line(db, number, 300, product_id=table, cost_minor=100)
        line(db, number, 200, description="nakliye")
    row = ask(store, by="product").rows[0]
    (told,) = behind(store, row, by="product")["lines"].rows
    assert (told.order, told.what, told.amount, told.cost) == (number, "Masa", 300, 100)


def test_a_running_month_alone_stands_beside_its_days_of_the_year_before(store: Store) -> None:
    # The year before has one currency, the month two: what is beside it is still of its own currency.
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2025-11-05", 5000)
        order(db, ada, "2025-11-25", 700)
        order(db, ada, "2026-11-03", 8000)
        order(db, ada, "2026-11-04", 900, currency="EUR")
    asked = Request(as_of=date(2026, 11, 21), since=date(2026, 11, 1), until=date(2026, 11, 30))
    with store.reading() as db:
        rows = {row.currency: row for row in sales.report(db, asked).rows}
    assert (rows["TRY"].net, rows["TRY"].before) == (8000, 5000)
    assert rows["EUR"].before is None
