"""``report wallet`` in the shape of all reports: groups, spans, currencies, pictures, explanations."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.standing.wallet import BY, Request, compare, explain, report
from crmcli.domain.reports.standing.wallet_rows import counted_once
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


@pytest.fixture
def shop(store: Store) -> Store:
    """Two whole wallets, one of a category only, one in euros; a category beside a whole wallet."""
    with writing(store) as db:
        customers(db, "Işık", "Ege", city="İzmir")
        customers(db, "Can", "Deniz", city="Bursa")
        for name, category in (("Defter", "Kırtasiye"), ("Masa", "Mobilya")):
            db.insert("product", {**named(name), "category": category, "active": 1})
        for who, day, amount, product in (
            (1, "2026-06-01", 1_000_00, 1),
            (1, "2026-08-01", 200_00, 2),
            (2, "2026-08-05", 300_00, 2),
            (3, "2026-09-01", 70_00, 1),
        ):
            line(db, order(db, who, day, amount), amount, product_id=product)
        order(db, 4, "2026-08-02", 10_00, currency="EUR")
        order(db, 1, "2026-08-02", 4_00, currency="EUR")
        wallets: tuple[tuple[int, int, str, str | None], ...] = (
            (1, 3_650_00, "TRY", None),
            (1, 1_095_00, "TRY", "Kırtasiye"),
            (2, 200_00, "TRY", None),
            (3, 730_00, "TRY", "kırtasiye"),
            (4, 100_00, "EUR", None),
        )
        for who, amount, currency, kind in wallets:
            row = {"customer_id": who, "amount_minor": amount, "currency": currency, "category": kind}
            db.insert("wallet", {**row, "estimated_on": "2026-05-01", "source": "sordum"})
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


def test_a_span_is_compared_with_its_part_of_a_year(shop: Store) -> None:
    found = ask(shop, since=date(2026, 8, 1), until=date(2026, 8, 10))
    row = next(row for row in found.rows if row.name == "Işık" and row.category is None)
    assert (row.revenue, row.estimate, row.share) == (200_00, 100_00, 2.0)
    assert found.title == "Share of wallet, 2026-08-01 to 2026-08-10"


def test_estimates_and_orders_are_turned_at_the_rates_of_their_days(shop: Store) -> None:
    assert "1 order in EUR left out; --currency TRY turns them" in ask(shop).notes
    with writing(shop) as db:
        for day, rate in (("2026-04-01", "40"), ("2026-08-01", "50")):
            db.insert("rate", {"currency": "EUR", "base": "TRY", "day": day, "rate": rate})
    found = ask(shop, currency="TRY")
    rows = {(row.name, row.category): row for row in found.rows}
    assert (rows["Deniz", None].estimate, rows["Deniz", None].revenue) == (4_000_00, 500_00)
    assert rows["Işık", None].revenue == 1_400_00
    assert found.notes[-2:] == (
        "1 estimate in EUR turned into TRY at the rate of its day",
        "2 orders in EUR turned into TRY at the rate of its day",
    )


def test_groups_add_up_to_each_customer_s_money_once(shop: Store) -> None:
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
    once = counted_once(ask(shop, currency="TRY").rows)
    assert len(once) == 4
    for by in BY[2:]:
        found = ask(shop, by=by, currency="TRY")
        for name in ("revenue", "estimate"):
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name)
            assert getattr(found.total, name) == sum(getattr(row, name) for row in once)


def test_currencies_are_rows_of_their_own(shop: Store) -> None:
    found = ask(shop, by="city")
    assert [(row.group, row.currency, row.customers, row.revenue, row.estimate) for row in found.rows] == [
        ("İzmir", "TRY", 2, 1_500_00, 3_850_00),
        ("Bursa", "TRY", 1, 70_00, 730_00),
        ("Bursa", "EUR", 1, 10_00, 100_00),
    ]
    assert found.total is None


def test_categories_are_told_under_one_spelling(shop: Store) -> None:
    rows = ask(shop, by="category").rows
    assert [(row.group, row.customers, row.revenue, row.currency) for row in rows] == [
        ("Kırtasiye", 2, 1_070_00, "TRY"),
        (None, 2, 1_500_00, "TRY"),
        (None, 1, 10_00, "EUR"),
    ]


def test_the_picture_marks_what_there_is(shop: Store) -> None:
    (picture,) = ask(shop).pictures
    assert isinstance(picture, Bars)
    assert [(bar.label, bar.value, bar.mark, bar.text) for bar in picture.bars] == [
        ("Işık", 1_200_00, 3_650_00, "₺1,200.00 of ₺3,650.00"),
        ("Can: kırtasiye", 70_00, 730_00, "₺70.00 of ₺730.00"),
        ("Ege", 300_00, 200_00, "₺300.00 of ₺200.00"),
    ]


def test_what_is_behind_a_share_adds_up(shop: Store) -> None:
    for row in ask(shop).rows:
        parts = behind(shop, row)
        (counts,) = (one for one in parts["estimates"].rows if one.counts)
        assert (counts.id, counts.amount) == (row.number, row.estimate)
        whole = row.category is None
        bought = [
            (one.total if whole else one.amount, one.currency)
            for one in parts["orders" if whole else "lines"].rows
        ]
        assert sum(amount for amount, code in bought if code == row.currency) == row.revenue


def test_what_is_behind_a_group_are_its_estimates(shop: Store) -> None:
    for row in ask(shop, by="city").rows:
        parts = behind(shop, row, by="city")
        assert sum(one.revenue for one in parts["estimates"].rows) == row.revenue
    bursa: dict[str, Any] = {"where": ("city=Bursa",), "currency": "TRY"}
    total = ask(shop, **bursa).total
    listed = behind(shop, total, **bursa)["estimates"].rows
    assert sum(one.estimate for one in listed) == total.estimate


def test_rows_are_cut_and_said_so(shop: Store) -> None:
    assert ask(shop, limit=1).notes[0] == "1 of 5 rows shown; --limit 0 shows all"


def test_categories_are_set_beside_themselves_on_another_day(shop: Store) -> None:
    with shop.reading() as db:
        found = compare(db, Request(DAY), Request(date(2026, 6, 30)))
    rows = {row.wallet: row for row in found.rows}
    assert (rows["C-1"].revenue, rows["C-1"].revenue_then) == (1_200_00, 1_000_00)
    assert (rows["C-1 Kırtasiye"].revenue, rows["C-1 Kırtasiye"].revenue_change) == (1_000_00, 0)
    assert rows["C-3 Kırtasiye"].revenue_change == 70_00
