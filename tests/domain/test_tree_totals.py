"""Totals of customers under customers: own, with all below, per currency; and who may stand under whom."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.targets import Targets
from crmcli.domain.tree import Node, grown
from crmcli.domain.tree_parents import SetParent, set_parent
from crmcli.domain.tree_totals import METRICS, SummedTree, rolled, rolled_up, summed_tree
from crmcli.errors import CrmError, Refused, UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, opportunity, order
from tests.support.making import add
from tests.support.store import raw_connection, writing

DAY = date(2026, 11, 21)


def family(db: Writer) -> None:
    """C-1 with C-2 and C-3 under it, C-4 under C-3, and C-5 alone."""
    customers(db, "Işık Holding")
    customers(db, "Işık Mobilya", "Ege Ahşap", parent_id=1)
    customers(db, "Bornova", parent_id=3)
    customers(db, "Yalnız")
    order(db, 1, "2026-01-10", 100_00)
    order(db, 2, "2026-02-10", 200_00)
    order(db, 2, "2026-03-10", -50_00)
    order(db, 3, "2025-06-10", 300_00)
    order(db, 4, "2026-04-10", 400_00)
    order(db, 4, "2026-04-11", 999_00, status="cancelled")
    order(db, 4, "2026-05-01", 70_00, currency="EUR")
    order(db, 5, "2026-05-01", 5_000_00)


@pytest.fixture
def summed(store: Store) -> Store:
    with writing(store) as db:
        family(db)
    return store


def told(store: Store, metric: str, **asked: object) -> list[tuple[str, int, int]]:
    with store.reading() as db:
        listing = summed_tree(db, SummedTree(metric, DAY, **asked))  # type: ignore[arg-type]
        return [(str(row.name), row.own, row.total) for row in listing.rows]


def test_a_parent_has_its_own_and_all_below_it_the_greatest_first(summed: Store) -> None:
    assert told(summed, "revenue") == [
        ("Işık Holding", 100_00, 950_00),
        ("Ege Ahşap", 300_00, 700_00),
        ("Bornova", 400_00, 400_00),
        ("Işık Mobilya", 150_00, 150_00),
    ]


def test_another_currency_is_left_out_and_said_and_can_be_asked_for(summed: Store) -> None:
    with summed.reading() as db:
        listing = summed_tree(db, SummedTree("revenue", DAY))
    assert listing.notes == ("70.00 EUR of 1 customer left out; --currency EUR shows it",)
    assert told(summed, "revenue", currency="EUR")[0] == ("Işık Holding", 0, 70_00)


def test_a_share_is_of_what_the_top_comes_to(summed: Store) -> None:
    with summed.reading() as db:
        rows = summed_tree(db, SummedTree("revenue", DAY, ref="C-1")).rows
    assert [row.share for row in rows] == [1.0, 700 / 950, 400 / 950, 150 / 950]


def test_days_bound_what_is_added_up(summed: Store) -> None:
    bounded = told(summed, "revenue", since=date(2026, 2, 1), until=date(2026, 4, 10))
    assert {name: total for name, _, total in bounded}["Işık Holding"] == 550_00
    assert told(summed, "orders", since=date(2026, 1, 1))[0] == ("Işık Holding", 1, 4)


def test_every_metric_is_told_on_both_engines(summed: Store) -> None:
    with writing(summed) as db:
        opportunity(db, "New", 80_00, customer_id=4)
        opportunity(db, "Won", 90_00, customer_id=4)
        db.insert(
            "payment", {"customer_id": 4, "paid_on": "2026-04-20", "amount_minor": 150_00, "currency": "TRY"}
        )
        values = {"kind": "call", "done": 1, "subject": "x", "customer_id": 2}
        db.insert("activity", {**values, "at": "2026-11-21T10:00:00Z"})
        db.insert("activity", {**values, "at": "2026-11-22"})
    tops = {metric: told(summed, metric)[0][2] for metric in METRICS}
    assert tops == {
        "revenue": 950_00,
        "orders": 5,
        "open": 80_00,
        "activities": 1,
        "cases": 0,
        "balance": 800_00,
    }


def test_what_can_t_be_added_up_is_refused(summed: Store) -> None:
    with summed.reading() as db:
        with pytest.raises(UsageError, match='a tree can\'t be told by "revenu"'):
            summed_tree(db, SummedTree("revenu", DAY))
        with pytest.raises(UsageError, match="balance is of one day"):
            summed_tree(db, SummedTree("balance", DAY, since=DAY))
        with pytest.raises(UsageError, match="open is told as it stands"):
            summed_tree(db, SummedTree("open", DAY, until=DAY))


def test_a_customer_s_record_tells_the_sums_below_it_by_currency(summed: Store) -> None:
    with summed.reading() as db:
        lines = rolled_up(db, 1, DAY).rows
        assert [(line.currency, line.customers, line.own, line.revenue) for line in lines] == [
            ("EUR", 3, 0, 70_00),
            ("TRY", 3, 100_00, 950_00),
        ]
        assert not rolled_up(db, 4, DAY).rows


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(-50, 50)), min_size=1, max_size=20))
def test_the_tops_hold_all_there_is(drawn: list[tuple[int, int]]) -> None:
    nodes = [Node(n, min(parent, n - 1) or None, str(n)) for n, (parent, _) in enumerate(drawn, 1)]
    own = {n: value for n, (_, value) in enumerate(drawn, 1)}
    places = list(grown(nodes))
    totals = rolled(places, own)
    assert sum(totals[place.node.number] for place in places if not place.depth) == sum(own.values())


def moved(store: Store, parent: str | None, *refs: str) -> list[tuple[str | None, str]]:
    with writing(store) as db:
        result = set_parent(db, SetParent(Targets(refs), parent))
    return [(item.id, item.status) for item in result.items]


def test_customers_are_put_under_one_and_taken_out_again(summed: Store) -> None:
    assert moved(summed, "C-5", "C-2", "Bornova") == [("C-2", "changed"), ("C-4", "changed")]
    assert moved(summed, "C-5", "C-2") == [("C-2", "unchanged")]
    assert moved(summed, None, "C-2") == [("C-2", "changed")]
    with summed.reading() as db:
        assert db.tuples("SELECT id, parent_id FROM customer ORDER BY id") == [
            (1, None),
            (2, None),
            (3, 1),
            (4, 5),
            (5, None),
        ]


def test_nobody_comes_to_stand_above_itself_and_the_way_is_named(summed: Store) -> None:
    with pytest.raises(Refused) as raised:
        moved(summed, "C-4", "C-1")
    assert raised.value.message == "C-1 can't stand under C-4, which stands under it: C-4 under C-3 under C-1"
    assert raised.value.hint == "crm customer set-parent C-3 --none takes C-3 out first"
    with pytest.raises(Refused, match="C-1 can't stand under itself"):
        moved(summed, "C-1", "C-1")
    assert moved(summed, "C-4", "C-5", "C-3") == [("C-5", "changed"), ("C-3", "failed")]


def test_a_long_way_is_named_by_its_ends(summed: Store) -> None:
    numbers = [add(summed, "customer", f"Zincir {number}") for number in range(9)]
    refs = [f"C-{number}" for number in numbers]
    for parent, child in pairwise(refs):
        moved(summed, parent, child)
    with pytest.raises(Refused) as raised:
        moved(summed, refs[-1], refs[0])
    way = " under ".join((*reversed(refs[-4:]), "…", refs[0]))
    assert raised.value.message.endswith(f"stands under it: {way}")
    assert raised.value.hint == f"crm customer set-parent {refs[1]} --none takes {refs[1]} out first"


def test_the_store_refuses_a_circle_whatever_writes(summed: Store, engine_url: str) -> None:
    with pytest.raises(CrmError), writing(summed) as db:
        db.update("customer", 1, {"parent_id": 4})
    connection = raw_connection(engine_url)
    try:
        with pytest.raises(Exception, match=r"cycle in customer\.parent_id|outside a change"):
            connection.execute("UPDATE customer SET parent_id = 4 WHERE id = 1")
    finally:
        connection.close()
