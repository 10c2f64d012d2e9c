"""``report referrals``: trees of who brought whom, what came of it, worked out by hand."""

from datetime import date

import pytest

from crmcli.db import Store
from crmcli.domain.reports.standing.referrals import Known, Request, brought_by, ordered, report, tree_rows
from crmcli.domain.tree import Node
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, named, order
from tests.support.store import writing

DAY = date(2026, 11, 21)


def brought(db: Writer) -> None:
    """C-1 brought C-3 and C-4, C-4 brought C-5; C-2 brought nobody; two leads, one of them lost."""
    customers(db, "Bir", "Öncü", created_on="2026-01-01")
    customers(db, "İki", "Üç", referrer_id=1, created_on="2026-02-01")
    customers(db, "Dört", referrer_id=4, created_on="2026-03-01")
    order(db, 1, "2026-01-05", 100_00)
    order(db, 2, "2026-01-05", 500_00)
    order(db, 3, "2026-02-05", 40_00)
    order(db, 4, "2026-02-05", 30_00)
    order(db, 5, "2026-03-05", 20_00)
    order(db, 5, "2026-10-05", 7_00)
    order(db, 5, "2026-03-05", 99_00, status="cancelled")
    lead = {**named("Aday"), "created_on": "2026-05-01", "referrer_id": 4}
    db.insert("lead", {**lead, "status": "new"})
    reason = db.value("SELECT id FROM lost_reason WHERE needs_note = 0 ORDER BY id")
    db.insert("lead", {**lead, "status": "lost", "lost_reason_id": reason, "lost_on": "2026-06-01"})


@pytest.fixture
def told(store: Store) -> Store:
    with writing(store) as db:
        brought(db)
    return store


def test_the_tree_tells_who_brought_whom_and_what_they_brought_in(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(DAY))
    assert [(str(r.name), r.depth, r.brought, r.below, r.leads, r.own, r.revenue) for r in found.rows] == [
        ("Bir", 0, 2, 3, 0, 100_00, 97_00),
        ("Üç", 1, 1, 1, 1, 30_00, 27_00),
        ("Dört", 2, 0, 0, 0, 27_00, 0),
        ("İki", 1, 0, 0, 0, 40_00, 0),
    ]
    assert found.notes == ("3 of 5 customers were referred (60.0 %), by 2 referrers",)


def test_the_top_stand_by_what_they_brought_in(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(DAY, top=True)).rows
        assert [(row.id, row.revenue, row.share) for row in rows] == [(1, 97_00, 1.0), (4, 27_00, 27 / 97)]
        assert len(report(db, Request(DAY, top=True, limit=1)).rows) == 1


def test_the_whole_is_one_row(told: Store) -> None:
    with told.reading() as db:
        (row,) = report(db, Request(DAY, summary=True)).rows
    assert (row.customers, row.referred, row.rate, row.referrers, row.leads) == (5, 3, 0.6, 2, 1)
    assert (row.revenue, row.share) == (97_00, 97 / 697)


def test_a_day_of_the_past_knows_nothing_of_later(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(date(2026, 2, 28))).rows
        assert [(row.id, row.below, row.revenue) for row in rows] == [(1, 2, 70_00), (3, 0, 0), (4, 0, 0)]
        assert [row.leads for row in report(db, Request(date(2026, 5, 2), top=True)).rows] == [0, 2]


def test_one_customer_s_referrals_are_the_tree_below_it(told: Store) -> None:
    with told.reading() as db:
        rows = brought_by(db, (Request(DAY), "C-4", "TR")).rows
        assert [(row.id, row.depth, str(row.name.lines)) for row in rows] == [(4, 0, ""), (5, 1, "└─ ")]
        nobody = brought_by(db, (Request(DAY), "C-2", "TR"))
        assert (list(nobody.rows), nobody.empty) == (
            [],
            'C-2 brought nobody yet: crm customer add "Işık Mobilya" --referred-by C-2',
        )


def test_where_picks_who_takes_part(told: Store) -> None:
    with told.reading() as db:
        (row,) = report(db, Request(DAY, ("name=Üç",), summary=True)).rows
    assert (row.customers, row.referred, row.revenue) == (1, 1, 30_00)


def test_a_chain_may_be_deeper_than_pythons_stack() -> None:
    count = 5000
    nodes = [Node(n, n - 1 or None, f"c{n}") for n in range(1, count + 1)]
    known = Known(nodes, {}, {count: 5_00}, "TRY", (), count, 5_00)
    rows = tree_rows(known, ordered(known))
    assert (rows[0].below, rows[0].revenue, rows[-1].depth) == (count - 1, 5_00, count - 1)
