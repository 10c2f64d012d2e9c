"""``report wallet``: our part of what customers spend, by the newest estimate of each, by hand."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.standing.wallet import Request, report
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


def estimate(db: Writer, customer: int, amount: int, day: str, **columns: Any) -> int:
    values = {
        "customer_id": customer,
        "amount_minor": amount,
        "currency": "TRY",
        "estimated_on": day,
        **columns,
    }
    return db.insert("wallet", values)


@pytest.fixture
def told(store: Store) -> Store:
    with writing(store) as db:
        customers(db, "Işık", "Ege", "Can")
        for name, category in (("Defter", "Kırtasiye"), ("Kalem", "KIRTASİYE"), ("Masa", "Mobilya")):
            db.insert("product", {**named(name), "category": category, "active": 1})
        bought = order(db, 1, "2026-06-01", 1_000_00)
        for product, amount in ((1, 200_00), (2, 100_00), (3, 700_00)):
            line(db, bought, amount, product_id=product)
        order(db, 1, "2025-11-21", 9_000_00)  # a day too old
        order(db, 1, "2025-11-22", 500_00)
        order(db, 1, "2026-06-02", 77_00, currency="EUR")
        order(db, 2, "2026-06-01", 300_00)
        estimate(db, 1, 5_000_00, "2024-01-01", source="tahmin")
        estimate(db, 1, 3_000_00, "2026-05-01", source="müşteri")
        estimate(db, 1, 600_00, "2025-01-01", category="kırtasiye")
        estimate(db, 2, 200_00, "2026-05-01")
        estimate(db, 3, 100_00, "2026-12-01")  # after the day
    return store


def test_shares_are_of_the_newest_estimate_in_its_currency_and_category(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(DAY))
    assert [
        (r.customer, r.category, r.revenue, r.estimate, r.share, r.left, r.state) for r in found.rows
    ] == [
        (1, None, 1_500_00, 3_000_00, 0.5, 1_500_00, "fresh"),
        (1, "kırtasiye", 300_00, 600_00, 0.5, 300_00, "stale"),
        (2, None, 300_00, 200_00, 1.5, None, "too low"),
    ]
    assert found.rows[0].source == "müşteri"
    assert found.notes == (
        "1 estimate below what we sell already: the share is above 100 %; ask anew",
        "1 estimate older than 365 days",
        "1 order in EUR left out; --currency TRY turns them",
    )
    assert found.total is None  # a category stands beside the whole wallet it is a part of


def test_the_total_adds_up_what_may_be_added_up(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(DAY, category=""))
    assert found.total is not None
    assert (found.total.revenue, found.total.estimate, found.total.share) == (1_800_00, 3_200_00, 1800 / 3200)


def test_a_day_of_the_past_sees_the_estimate_and_the_year_of_then(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(date(2025, 12, 31), category="")).rows
    assert [(row.customer, row.revenue, row.estimate, row.state) for row in rows] == [
        (1, 9_500_00, 5_000_00, "too low")
    ]


def test_on_the_first_of_all_days_nothing_is_estimated_yet(told: Store) -> None:
    with told.reading() as db:
        assert not report(db, Request(date(1, 1, 1))).rows


def test_another_currency_is_asked_for_and_old_is_what_the_setting_says(told: Store) -> None:
    with writing(told) as db:
        estimate(db, 1, 770_00, "2026-05-01", currency="EUR", category="x")
    with told.reading() as db:
        rows = report(db, Request(DAY, currency="EUR", wallet_stale_days="10")).rows
    assert [(row.currency, row.estimate, row.state) for row in rows] == [("EUR", 770_00, "stale")]
