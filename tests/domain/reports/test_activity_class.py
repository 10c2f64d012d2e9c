"""``report activity-class``: active, passive, none; each with its reason, on both engines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.standing.activity_class import Request, Use, class_of, report
from crmcli.domain.reports.standing.activity_rows import CLASSES
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (Use(0, 0, 4, 3, 3, 3, None), ("none", "never bought")),
        (Use(0, 0, 4, 0, 0, 0, "2024-01-01"), ("none", "last bought 2024-01-01")),
        (Use(1, 2, 4, 0, 0, 0, "2026-01-01"), ("active", "uses 2 of 4")),
        (
            Use(1, 1, 4, 0, 0, 0, "2026-01-01"),
            ("passive", "uses 1 of 4, asks for nothing more, contributes nothing"),
        ),
        (
            Use(1, 1, 4, 2, 0, 0, "2026-01-01"),
            ("passive", "uses 1 of 4, asked for 2 more, contributes nothing"),
        ),
        (
            Use(1, 1, 4, 0, 1, 0, "2026-01-01"),
            ("passive", "uses 1 of 4, asks for nothing more, 1 referral"),
        ),
        (
            Use(1, 1, 4, 1, 1, 2, "2026-01-01"),
            ("active", "uses 1 of 4, asked for 1 more, 1 referral and 2 answered surveys"),
        ),
        (
            Use(1, None, 4, 0, 0, 0, "2026-01-01"),
            ("passive", "bought, but no line says what, asks for nothing more, contributes nothing"),
        ),
    ],
)  # fmt: skip
def test_a_class_and_its_reason_follow_from_what_a_customer_does(use: Use, told: tuple[str, str]) -> None:
    assert class_of(use, 50) == told


COUNT = st.integers(0, 4)


USES = st.builds(Use, COUNT, st.none() | COUNT, st.integers(4, 8), COUNT, COUNT, COUNT, st.none())


@given(USES, st.integers(0, 100))
def test_everybody_is_in_one_class_with_a_reason(use: Use, percent: int) -> None:
    group, why = class_of(use, percent)
    assert group in CLASSES
    assert why
    assert (group == "none") == (use.orders == 0)


@pytest.fixture
def told(store: Store) -> Store:
    with writing(store) as db:
        customers(db, "Geniş", "Dar", "Soran", "Eski", created_on="2025-12-01")
        customers(db, "Getirilen", referrer_id=3, created_on="2026-05-01")
        products = (("Defter", "Kırtasiye"), ("Kalem", "KIRTASİYE"), ("Masa", "Mobilya"), ("Kurs", None))
        for name, category in products:
            db.insert("product", {**named(name), "category": category, "active": 1})
        db.insert("product", {**named("Yok"), "category": "Kalkan", "active": 0})
        for customer, bought in ((1, (1, 2, 4)), (2, (1, 2)), (3, (3,))):
            number = order(db, customer, "2026-03-01", 100_00)
            for product in bought:
                line(db, number, 10_00, product_id=product)
        line(db, order(db, 4, "2025-01-01", 100_00), 10_00, product_id=1)
        for day in ("2026-05-01", "2024-05-01"):
            wish = {"customer_id": 3, "status": "open", "asked_on": day}
            db.insert("request", {**named("Kitap"), **wish})
        db.insert("survey", {"customer_id": 3, "answered_on": "2026-06-01", "scale": 5, "nps": 9})
    return store


def test_customers_are_classed_by_the_kinds_they_bought_in_the_window(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(DAY))
    assert [(row.name, row.group, row.bought, row.sold, row.why) for row in found.rows] == [
        ("Geniş", "active", 2, 3, "uses 2 of 3"),
        ("Soran", "active", 1, 3, "uses 1 of 3, asked for 1 more, 1 referral and 1 answered survey"),
        ("Dar", "passive", 1, 3, "uses 1 of 3, asks for nothing more, contributes nothing"),
        ("Eski", "none", 0, 3, "last bought 2025-01-01"),
        ("Getirilen", "none", 0, 3, "never bought"),
    ]
    assert found.notes == (
        "active 2, passive 1, none 2",
        "active from 50 % of what we sell, in the last 365 days",
    )


def test_the_first_of_all_days_is_a_day_too(told: Store) -> None:
    with told.reading() as db:
        assert not [row for row in report(db, Request(date(1, 1, 1))).rows if row.group != "none"]


def test_thresholds_the_window_and_one_class_can_be_asked_for(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(DAY, only="active", active_breadth="30")).rows
        assert {row.name for row in rows} == {"Geniş", "Soran", "Dar"}
        rows = report(db, Request(DAY, only="none", cycle_days="10")).rows
        assert len(rows) == 5
        with pytest.raises(UsageError, match='there is no class "lazy"'):
            report(db, Request(DAY, only="lazy"))


def test_the_summary_counts_every_class(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(DAY, summary=True)).rows
    assert [(row.group, row.customers, row.share) for row in rows] == [
        ("active", 2, 0.4),
        ("passive", 1, 0.2),
        ("none", 2, 0.4),
    ]
