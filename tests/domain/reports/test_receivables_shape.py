"""``report receivables`` in the shape of all reports: groups, spans, currencies, pictures, explanations."""

from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.standing.receivables import AGES, BY, Request, explain, report
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, order
from tests.support.store import writing

DAY = date(2026, 11, 21)
SUMS = ("not_due", "days_30", "days_60", "days_90", "older", "credit", "balance")


def ago(days: int) -> str:
    return (DAY - timedelta(days=days)).isoformat()


@pytest.fixture
def shop(store: Store) -> Store:
    """Four customers of two cities: two owe lira, one euros, one is owed; a walk-in sale with a due day."""
    with writing(store) as db:
        customers(db, "Bir", "İki", city="İzmir")
        customers(db, "Üç", "Dört", city="Bursa")
        for who, days, total, currency in (
            (1, -10, 100_00, "TRY"),
            (1, 20, 200_00, "TRY"),
            (1, 95, 50_00, "TRY"),
            (2, 40, 400_00, "TRY"),
            (3, 70, 10_00, "EUR"),
            (None, 5, 30_00, "TRY"),
        ):
            order(db, who, ago(max(days, 0)), total, currency=currency, due_on=ago(days))
        for who, amount, currency in ((2, 150_00, "TRY"), (4, 60_00, "TRY")):
            row = {"customer_id": who, "amount_minor": amount, "currency": currency, "paid_on": ago(1)}
            db.insert("payment", row)
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


def test_a_span_is_of_the_days_it_is_due(shop: Store) -> None:
    found = ask(shop, since=DAY - timedelta(days=50), until=DAY)
    assert [(row.customer, row.days_30, row.days_60, row.credit, row.balance) for row in found.rows] == [
        ("İki", 0, 250_00, 0, 250_00),
        ("Bir", 200_00, 0, 0, 200_00),
        (None, 30_00, 0, 0, 30_00),
    ]
    assert "1 credit left out: due on no day" in found.notes


def test_what_is_owed_is_turned_at_the_rate_of_the_report_s_day(shop: Store) -> None:
    with writing(shop) as db:
        for day, rate in (("2026-01-01", "40"), (ago(1), "50")):
            db.insert("rate", {"currency": "EUR", "base": "TRY", "day": day, "rate": rate})
    found = ask(shop, currency="TRY")
    assert {row.customer: row.balance for row in found.rows}["Üç"] == 500_00
    assert found.total.balance == sum(row.balance for row in found.rows)
    assert "1 account in EUR turned into TRY at the rate of the report's day" in found.notes
    euros = ask(shop, currency="EUR")
    assert {row.customer: row.balance for row in euros.rows}["Bir"] == 2_00 + 4_00 + 1_00


def test_what_can_not_be_turned_is_left_out_and_said(shop: Store) -> None:
    found = ask(shop, currency="TRY")
    assert "Üç" not in {row.customer for row in found.rows}
    assert any(note.startswith("1 account in EUR left out: no rate in TRY") for note in found.notes)


def test_groups_add_up_in_each_currency(shop: Store) -> None:
    for by in BY[2:]:
        customers_ = ask(shop).rows
        rows = ask(shop, by=by).rows
        for code in ("TRY", "EUR"):
            for name in SUMS:
                assert sum(getattr(row, name) for row in rows if row.currency == code) == sum(
                    getattr(row, name) for row in customers_ if row.currency == code
                )
        one = ask(shop, by=by, where=("city=İzmir",))
        assert one.total.balance == sum(row.balance for row in one.rows) == 600_00


def test_ages_hold_all_that_is_open(shop: Store) -> None:
    rows = [row for row in ask(shop, by="age").rows if row.currency == "TRY"]
    assert [(row.group, row.orders, row.customers, row.open) for row in rows] == [
        ("not due", 1, 1, 100_00),
        ("1-30 d", 2, 2, 230_00),
        ("31-60 d", 1, 1, 250_00),
        ("61-90 d", 0, 0, 0),
        ("over 90 d", 1, 1, 50_00),
    ]
    assert sum(row.share for row in rows) == pytest.approx(1)
    total = ask(shop, by="age", where=("city=İzmir",)).total
    assert (total.orders, total.customers, total.open) == (4, 2, 600_00)


def test_the_picture_is_what_is_open_by_age(shop: Store) -> None:
    (picture,) = ask(shop).pictures
    assert isinstance(picture, Bars)
    assert [bar.label for bar in picture.bars] == list(AGES)
    assert sum(bar.value for bar in picture.bars) == 630_00


def test_what_is_behind_an_account_adds_up(shop: Store) -> None:
    for row in ask(shop).rows:
        parts = behind(shop, row)
        assert sum(one.open for one in parts["open"].rows) - row.credit == row.balance
        if row.id is not None:
            assert sum(line.amount for line in parts["orders and payments"].rows) == row.balance


@pytest.mark.parametrize("asked", [{"by": "age"}, {"by": "city"}])
def test_what_is_behind_a_group_adds_up(shop: Store, asked: dict[str, Any]) -> None:
    for row in ask(shop, **asked).rows:
        parts = behind(shop, row, **asked)
        if asked["by"] == "age":
            assert len(parts["open"].rows) == row.orders
            assert sum(one.open for one in parts["open"].rows) == row.open
        else:
            assert sum(one.balance for one in parts["who"].rows) == row.balance
    izmir = {"where": ("city=İzmir",)}
    total = ask(shop, **izmir).total
    assert sum(one.balance for one in behind(shop, total, **izmir)["who"].rows) == total.balance
