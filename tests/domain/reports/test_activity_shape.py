"""``report activity-class`` in the shape of all reports: groups, spans, money, explanations."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.reports.standing.activity_class import BY, Request, explain, report
from crmcli.domain.reports.standing.activity_rows import CLASSES
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, line, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


@pytest.fixture
def shop(store: Store) -> Store:
    """Five customers of three cities; one broad, one narrow, one old, one foreign, one idle."""
    with writing(store) as db:
        customers(db, "Geniş", "Dar", city="İzmir", created_on="2025-12-01")
        customers(db, "Eski", "Uzak", city="Bursa", created_on="2025-01-01")
        customers(db, "Boş", referrer_id=3, created_on="2026-05-01")
        for name, category in (("Defter", "Kırtasiye"), ("Masa", "Mobilya"), ("Kurs", None)):
            db.insert("product", {**named(name), "category": category, "active": 1})
        for customer, day, bought in ((1, "2026-03-01", (1, 2)), (2, "2026-04-01", (1,))):
            number = order(db, customer, day, 100_00)
            for product in bought:
                line(db, number, 10_00, product_id=product)
        order(db, 1, "2026-04-01", -20_00)
        line(db, order(db, 3, "2025-01-01", 100_00), 10_00, product_id=1)
        order(db, 4, "2026-06-01", 5_00, currency="EUR")
        for who, day in ((2, "2026-05-01"), (3, "2026-05-02")):
            db.insert("request", {**named("Kitap"), "customer_id": who, "status": "open", "asked_on": day})
        db.insert("survey", {"customer_id": 1, "answered_on": "2026-06-01", "scale": 5, "nps": 9})
        db.insert("segment", {**named("İzmirliler"), "noun": "customer", "filter": "city = İzmir"})
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


def test_everybody_is_in_one_class_and_groups_add_up(shop: Store) -> None:
    everybody = ask(shop).rows
    assert len(everybody) == 5
    for by in BY[2:]:
        found = ask(shop, by=by)
        assert found.total.customers == 5
        assert found.total.active + found.total.passive + found.total.none == 5
        if by == "segment":
            continue
        for name in ("customers", "active", "passive", "none", "requests", "referrals", "surveys", "revenue"):
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name), (by, name)


def test_classes_are_told_by_city_and_by_what_customers_are(shop: Store) -> None:
    rows = ask(shop, by="city").rows
    assert [(row.group, row.customers, row.active, row.passive, row.none) for row in rows] == [
        ("Bursa", 2, 0, 1, 1),
        ("İzmir", 2, 1, 1, 0),
        (None, 1, 0, 0, 1),
    ]
    assert [(row.group, row.customers) for row in ask(shop, by="segment").rows] == [("İzmirliler", 2)]
    assert sum(row.customers for row in ask(shop, by="rfm").rows) == 5


def test_classes_are_rows_of_their_own(shop: Store) -> None:
    found = ask(shop, by="class")
    assert [(row.group, row.customers) for row in found.rows] == [("active", 1), ("passive", 2), ("none", 2)]
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert (found.total.customers, found.total.revenue) == (5, 180_00)


def test_a_span_takes_the_place_of_the_window(shop: Store) -> None:
    march = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
    rows = {row.name: row for row in ask(shop, **march).rows}
    assert (rows["Geniş"].group, rows["Geniş"].revenue, rows["Geniş"].surveys) == ("active", 100_00, 0)
    assert {row.group for name, row in rows.items() if name != "Geniş"} == {"none"}
    assert "in 2026-03-01 to 2026-03-31" in ask(shop, **march).notes[1]


def test_amounts_are_turned_when_asked_for(shop: Store) -> None:
    assert "1 order in EUR left out; --currency TRY turns them" in ask(shop).notes
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
    found = ask(shop, currency="TRY")
    assert {row.name: row.revenue for row in found.rows}["Uzak"] == 250_00
    assert "1 order in EUR turned into TRY at the rate of its day" in found.notes


def test_the_picture_counts_everybody_once(shop: Store) -> None:
    (picture,) = ask(shop).pictures
    assert isinstance(picture, Bars)
    assert [bar.label for bar in picture.bars] == list(CLASSES)
    assert sum(bar.value for bar in picture.bars) == 5


def test_what_is_behind_a_customer_are_the_records_it_was_counted_by(shop: Store) -> None:
    for row in ask(shop).rows:
        parts = behind(shop, row)
        assert len(parts["requests"].rows) == row.requests
        assert len(parts["referrals"].rows) == row.referrals
        assert len(parts["surveys"].rows) == row.surveys
        assert sum(one.total or 0 for one in parts["orders"].rows if one.currency == "TRY") == row.revenue
        steps = {step.step: step.value for step in parts["steps"].rows}
        assert steps["class"] == row.group


@pytest.mark.parametrize("asked", [{"by": "class"}, {"by": "city"}, {"by": "segment"}, {"summary": True}])
def test_what_is_behind_a_group_are_its_members(shop: Store, asked: dict[str, Any]) -> None:
    found = ask(shop, **asked)
    for row in (*found.rows, found.total):
        who = behind(shop, row, **asked)["who"].rows
        assert len(who) == row.customers
        assert sum(one.revenue for one in who) == row.revenue


def test_only_so_many_rows_are_shown(shop: Store) -> None:
    found = ask(shop, limit=2)
    assert len(found.rows) == 2
    assert found.notes[0] == "2 of 5 customers shown; --limit 0 shows all"
