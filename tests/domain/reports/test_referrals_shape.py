"""``report referrals`` in the shape of all reports: groups, spans, currencies, pictures, explanations."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmcli.db import Store, open_store
from crmcli.domain.pictures import Bars, Tree
from crmcli.domain.reports.standing.referrals import BY, Request, explain, report
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, named, order, pour
from tests.support.store import writing

DAY = date(2026, 11, 21)


@pytest.fixture
def shop(store: Store) -> Store:
    """C-1 brought C-2 and C-3, C-3 brought C-4; C-5 alone. Two cities."""
    with writing(store) as db:
        customers(db, "Bir", city="İzmir", created_on="2026-01-01")
        customers(db, "İki", "Üç", city="Bursa", referrer_id=1, created_on="2026-02-01")
        customers(db, "Dört", city="İzmir", referrer_id=3, created_on="2026-03-01")
        customers(db, "Beş", created_on="2026-03-01")
        for who, day, total in (
            (1, "2026-01-05", 100_00),
            (2, "2026-02-05", 40_00),
            (3, "2026-03-05", 30_00),
            (4, "2026-04-05", 20_00),
            (4, "2026-05-05", -5_00),
            (5, "2026-04-05", 500_00),
        ):
            order(db, who, day, total)
        order(db, 2, "2026-04-06", 2_00, currency="EUR")
        candidate = {**named("Aday"), "created_on": "2026-05-01", "referrer_id": 3, "status": "new"}
        db.insert("lead", candidate)
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **asked}), row)}


def test_a_span_bounds_the_revenue_and_not_who_was_brought(shop: Store) -> None:
    rows = ask(shop, since=date(2026, 4, 1), until=date(2026, 4, 30)).rows
    assert (rows[0].id, rows[0].below, rows[0].own, rows[0].revenue) == (1, 3, 0, 20_00)


def test_groups_add_up_to_the_whole(shop: Store) -> None:
    for by in BY[1:]:
        found = ask(shop, by=by)
        (whole,) = ask(shop, summary=True).rows
        for name in ("customers", "referred", "referrers", "leads", "revenue"):
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name)
            assert getattr(found.total, name) == getattr(whole, name), name
        assert (found.total.rate, found.total.share) == (whole.rate, whole.share)


def test_the_rate_is_told_by_city(shop: Store) -> None:
    assert [(row.group, row.referred, row.customers, row.rate) for row in ask(shop, by="city").rows] == [
        ("Bursa", 2, 2, 1.0),
        ("İzmir", 1, 2, 0.5),
        (None, 0, 1, 0.0),
    ]


def test_amounts_are_left_out_or_turned(shop: Store) -> None:
    assert "1 order in EUR left out; --currency TRY turns them" in ask(shop).notes
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
    found = ask(shop, currency="TRY")
    assert next(row for row in found.rows if row.id == 2).own == 140_00
    assert found.rows[0].revenue == 140_00 + 30_00 + 15_00


def test_the_pictures_are_the_tree_and_who_brought_in_most(shop: Store) -> None:
    tree, bars = ask(shop, top=True).pictures
    assert isinstance(tree, Tree)
    assert [(node.depth, node.label, node.text) for node in tree.nodes] == [
        (0, "Bir", "3 below, ₺85.00"),
        (1, "Üç", "1 below, ₺15.00"),
        (2, "Dört", ""),
        (1, "İki", ""),
    ]
    assert isinstance(bars, Bars)
    assert [(bar.label, bar.value) for bar in bars.bars] == [("Bir", 85_00), ("Üç", 15_00)]
    assert [type(picture) for picture in ask(shop).pictures] == [Bars]  # the rows draw the tree


@pytest.mark.parametrize("asked", [{}, {"top": True}])
def test_what_is_behind_a_referrer_adds_up(shop: Store, asked: dict[str, Any]) -> None:
    for row in ask(shop, **asked).rows:
        parts = behind(shop, row, **asked)
        assert len(parts["brought"].rows) == row.below
        assert sum(one.revenue for one in parts["brought"].rows) == row.revenue
        orders = parts["orders of who was brought"].rows
        assert sum(one.total for one in orders if one.currency == "TRY") == row.revenue
        assert len(parts["candidates"].rows) == row.leads
        own = parts["own orders"].rows
        assert sum(one.total for one in own if one.currency == "TRY") == row.own


@pytest.mark.parametrize("asked", [{"summary": True}, {"by": "city"}, {"by": "kind"}])
def test_what_is_behind_the_whole_and_a_group_are_the_referred(shop: Store, asked: dict[str, Any]) -> None:
    found = ask(shop, **asked)
    for row in (*found.rows, *((found.total,) if found.total else ())):
        parts = behind(shop, row, **asked)
        assert len(parts["referred"].rows) == row.referred
        assert sum(one.revenue for one in parts["referred"].rows) == row.revenue


def test_rows_are_cut_and_said_so(shop: Store) -> None:
    found = ask(shop, limit=2)
    assert len(found.rows) == 2
    assert found.notes[0] == "2 of 4 customers shown; --limit 0 shows all"


TREES = st.lists(st.tuples(st.integers(0, 11), st.integers(-50, 500)), min_size=1, max_size=12)


@given(TREES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_roots_hold_all_that_was_referred(tmp_path_factory: pytest.TempPathFactory, drawn: Any) -> None:
    """A customer is brought by one before it, or by nobody: whatever the tree, nothing counts twice."""
    store = open_store(str(tmp_path_factory.mktemp("tree") / "t.db"))
    with writing(store) as db:
        people = [
            {"id": n, **named(f"c{n}"), "kind": "person", "referrer_id": by if 0 < by < n else None}
            for n, (by, _) in enumerate(drawn, 1)
        ]
        pour(db, "customer", people)
        for n, (_, total) in enumerate(drawn, 1):
            order(db, n, "2026-01-01", total)
    rows = ask(store).rows
    (whole,) = ask(store, summary=True).rows
    roots = [row for row in rows if not row.depth]
    assert sum(row.below for row in roots) == whole.referred
    assert sum(row.revenue for row in roots) == (whole.revenue or 0)
    assert len(rows) == sum(row.below + 1 for row in roots)
