"""What both records have once is there once afterwards; undo gives each its own again."""

from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.nouns import CAMPAIGN, CASE, CUSTOMER, INCIDENT, MEMBER, PAYMENT, QUOTE, RELATION
from crmcli.sql import Writer
from tests.domain.merging.conftest import customer, merged, snapshot, take_back
from tests.support.history import make
from tests.support.store import writing

FORM = {"name": "x", "name_fold": "x", "name_sort": "x"}


def touched(db: Writer, *customers: int) -> None:
    """An incident that touched customers."""
    number = make(db, INCIDENT, name="Kesinti", started_at="2026-11-01")
    for one in customers:
        db.insert("incident_customer", {"incident_id": number, "customer_id": one})


def frozen(db: Writer, *customers: int) -> None:
    """A snapshot of a segment that holds customers."""
    segment = db.insert("segment", {**FORM, "name_fold": str(customers), "noun": "customer", "filter": "x"})
    taken = {"segment_id": segment, "taken_on": "2026-11-01", "filter": "x"}
    snapshot_id = db.insert("segment_snapshot", taken)
    for one in customers:
        db.insert("segment_member", {"snapshot_id": snapshot_id, "number": one})


@pytest.fixture
def two(store: Store) -> Store:
    """Two customers that are one, and a third, with much between them."""
    for name in ("Işık", "Işık Ltd", "Bora"):
        customer(store, name)
    with writing(store) as db:
        touched(db, 1, 2)
        touched(db, 2)
        frozen(db, 1, 2, 3)
        frozen(db, 2)
        campaign = {"status": "launched", "purpose": "news", "holdout_percent": 10}
        make(db, CAMPAIGN, name="A", **campaign)
        make(db, CAMPAIGN, name="B", **campaign)
        make(db, MEMBER, campaign=1, customer=1, part="left_out", note="no consent")
        make(db, MEMBER, campaign=1, customer=2, part="reached", sent_on="2026-11-01", response="bought")
        make(db, MEMBER, campaign=2, customer=2, part="held_out")
        make(db, RELATION, customer=1, role="branch", other_customer=2)
        make(db, RELATION, customer=1, role="Supplier", other_customer=3)
        make(db, RELATION, customer=2, role="supplier", other_customer=3)
        make(db, RELATION, customer=3, role="buyer", other_customer=2)
        playbook = {"filter": "x", "period": "month", "steps": "Ara"}
        db.insert("playbook", {**FORM, **playbook})
        for key in ("C-1/2026-11", "C-2/2026-11", "C-2/2026-10", "C-21/2026-10"):
            db.insert("firing", {"playbook_id": 1, "key": key, "fired_on": "2026-11-01", "depth": 0})
        make(db, CASE, name="Kırık", customer=2, status="open", priority="low", opened_at="2026-11-01")
        make(db, QUOTE, name="Ofis", customer=2, status="draft", version=1)
        make(db, PAYMENT, customer=2, paid_on="2026-11-01", amount=5, currency="TRY")
    return store


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    """Ask the store."""
    with store.reading() as db:
        return db.tuples(query)


def test_incidents_and_snapshots_hold_the_kept_one_once(two: Store) -> None:
    merged(two, CUSTOMER, 1, 2)
    assert rows(two, "SELECT incident_id, customer_id FROM incident_customer ORDER BY 1") == [(1, 1), (2, 1)]
    members = "SELECT snapshot_id, number FROM segment_member ORDER BY snapshot_id, number"
    assert rows(two, members) == [(1, 1), (1, 3), (2, 1)]


def test_of_two_memberships_the_one_that_was_reached_counts(two: Store) -> None:
    merged(two, CUSTOMER, 1, 2)
    query = "SELECT campaign_id, customer_id, part, sent_on, response, note FROM campaign_member ORDER BY 1"
    assert rows(two, query) == [
        (1, 1, "reached", "2026-11-01", "bought", None),
        (2, 1, "held_out", None, None, None),
    ]


def test_nobody_is_related_to_themselves_nor_twice_the_same(two: Store) -> None:
    merged(two, CUSTOMER, 1, 2)
    query = "SELECT customer_id, role, other_customer_id FROM relation ORDER BY id"
    assert rows(two, query) == [(1, "Supplier", 3), (3, "buyer", 1)]


def test_what_a_playbook_did_for_one_is_done_for_the_kept_one(two: Store) -> None:
    merged(two, CUSTOMER, 1, 2)
    keys = {key for (key,) in rows(two, "SELECT key FROM firing")}
    assert keys == {"C-1/2026-11", "C-2/2026-11", "C-1/2026-10", "C-21/2026-10"}


def test_all_else_is_handed_over(two: Store) -> None:
    change = merged(two, CUSTOMER, 1, 2)
    for table in ("support_case", "quote", "payment"):
        assert rows(two, f"SELECT customer_id FROM {table}") == [(1,)], table
    moved = change.items[0].moved or {}
    assert {"cases": 1, "quotes": 1, "payments": 1, "incidents": 2, "campaigns": 2}.items() <= moved.items()


def test_undo_gives_each_its_own_again(two: Store) -> None:
    before = snapshot(two)
    merged(two, CUSTOMER, 1, 2)
    after = snapshot(two)
    take_back(two)
    assert snapshot(two) == before
    take_back(two, redo=True)
    assert {name: len(found) for name, found in snapshot(two).items()} == {
        name: len(found) for name, found in after.items()
    }


def test_how_often_they_are_to_hear_from_us_is_filled_or_told(store: Store) -> None:
    for days in (None, 30, 7):
        customer(store, "Işık", **({} if days is None else {"cadence_days": days}))
    merged(store, CUSTOMER, 1, 2)
    assert rows(store, "SELECT cadence_days, note FROM customer WHERE id = 1") == [(30, None)]
    merged(store, CUSTOMER, 1, 3)
    ((cadence, note),) = rows(store, "SELECT cadence_days, note FROM customer WHERE id = 1")
    assert cadence == 30
    assert "7" in note
