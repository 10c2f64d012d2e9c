import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.pipeline import path
from crmcli.domain.reports.pipeline.path import Request, names, runs, told
from crmcli.domain.reports.pipeline.path_facts import Step, Walk
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, lead, lost, named, opportunity, order, step
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return path.report(db, Request(as_of=as_of, **asked))


def touch(db: Writer, kind: str, at: str, **whom: Any) -> None:
    """An activity that is done."""
    db.insert("activity", {"kind": kind, "at": at, "done": 1, **whom})


def counts(found: Any) -> dict[str, tuple[int, int, int, int]]:
    return {row.path: (row.people, row.bought, row.lost, row.open) for row in found.rows}


def test_the_path_stops_at_the_first_purchase_and_runs_are_one_step(store: Store) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        for at in ("2026-01-05", "2026-01-01T08:00:00Z", "2026-01-02"):
            touch(db, "call", at, customer_id=ada)
        touch(db, "visit", "2026-01-09", customer_id=ada)
        touch(db, "call", "2026-02-01", customer_id=ada)
        order(db, ada, "2026-01-10", 100)
        order(db, ada, "2026-03-10", 100)
        touch(db, "call", "2026-01-01", customer_id=ali)
    found = report(store)
    assert counts(found) == {"call": (1, 0, 0, 1), "call x3 > visit": (1, 1, 0, 0)}
    row = next(row for row in found.rows if row.bought)
    assert (row.median_days, row.touches, row.rate, row.share) == (9.0, 4.0, 1.0, 1.0)
    assert (found.total.people, found.total.bought, found.total.rate) == (2, 1, 0.5)


def test_stages_quotes_campaigns_and_leads_are_steps_too(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        number = lead(db, "fair", customer_id=ada, created_on="2026-01-01")
        touch(db, "message", "2026-01-02", lead_id=number, channel="WhatsApp")
        deal = opportunity(db, "Won", 100, customer_id=ada, closed_on="2026-02-20")
        step(db, deal, None, "New", "2026-01-03")
        step(db, deal, "New", "Proposal", "2026-01-04")
        step(db, deal, "Proposal", "Won", "2026-02-20")
        quote = {"customer_id": ada, "version": 1, **named("Teklif")}
        db.insert("quote", {**quote, "status": "sent", "quoted_on": "2026-01-04"})
        db.insert("quote", {**quote, "status": "draft", "quoted_on": "2026-01-05"})
        campaign = db.insert(
            "campaign", {**named("Bahar"), "status": "launched", "purpose": "marketing", "holdout_percent": 0}
        )
        member = {"campaign_id": campaign, "customer_id": ada, "part": "reached"}
        db.insert("campaign_member", {**member, "sent_on": "2026-01-06", "responded_on": "2026-01-07"})
        touch(db, "note", "2026-01-08", customer_id=ada)
    found = report(store, length=9)
    assert list(counts(found)) == ["lead > whatsapp > New > Proposal > quote > campaign > campaign reply"]
    assert (found.rows[0].bought, found.rows[0].median_days, found.rows[0].touches) == (1, 50.0, 3.0)
    assert list(counts(report(store, length=2))) == ["lead > whatsapp > ..."]
    assert list(counts(report(store, by="first"))) == ["lead"]
    assert list(counts(report(store, by="last"))) == ["campaign reply"]


def test_who_lost_every_opportunity_and_never_bought_is_lost(store: Store) -> None:
    with writing(store) as db:
        one, two, three = customers(db, "Bir", "İki", "Üç")
        for customer, stages in ((one, ("Lost",)), (two, ("Lost", "New")), (three, ("Lost", "Won"))):
            touch(db, "call", "2026-01-01", customer_id=customer)
            for stage in stages:
                opportunity(
                    db, stage, 1, customer_id=customer, closed_on="2026-02-01" if stage != "New" else None
                )
        lost(db, "fair", "price", "2026-03-01")
        lead(db, "fair")
    assert counts(report(store)) == {"call": (3, 1, 1, 1), "lead": (2, 0, 1, 1)}
    assert counts(report(store, date(2026, 1, 31))) == {"call": (3, 0, 0, 3), "lead": (2, 0, 0, 2)}


def test_an_order_counts_before_a_sale_and_cancelled_ones_and_refunds_don_t(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        touch(db, "call", "2026-01-01", customer_id=ada)
        order(db, ada, "2026-01-05", 100, status="cancelled")
        order(db, ada, "2026-01-06", -100)
        order(db, ada, "2026-01-21", None)
        opportunity(db, "Won", 1, customer_id=ada, closed_on="2026-01-11")
    assert report(store).rows[0].median_days == 20.0


def test_who_bought_with_nothing_before_is_told(store: Store) -> None:
    with writing(store) as db:
        ada, _ = customers(db, "Ada", "Nobody")
        order(db, ada, "2026-01-05", 100)
    found = report(store)
    assert counts(found) == {"nothing recorded": (1, 1, 0, 0)}
    assert found.notes == ("1 customer bought with nothing recorded before",)
    assert (found.rows[0].median_days, found.rows[0].touches) == (None, 0.0)


def test_counts_of_a_run_can_be_left_out(store: Store) -> None:
    with writing(store) as db:
        for place, customer in enumerate(customers(db, "Ada", "Ali", "Can")):
            for day in range(place + 1):
                touch(db, "call", f"2026-01-0{day + 1}", customer_id=customer)
    assert set(counts(report(store))) == {"call", "call x2", "call x3"}
    assert counts(report(store, uncounted=True)) == {"call x2+": (2, 0, 0, 2), "call": (1, 0, 0, 1)}


def test_the_day_of_a_touch_is_that_of_the_zone(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        touch(db, "call", "2026-01-05T22:30:00Z", customer_id=ada)
        order(db, ada, "2026-01-05", 100)
    assert list(counts(report(store))) == ["call"]
    assert list(counts(report(store, zone="Europe/Istanbul"))) == ["nothing recorded"]


def test_a_span_is_of_the_first_step_and_a_filter_of_customers(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada", city="İzmir")
        (ali,) = customers(db, "Ali", city="Bursa")
        touch(db, "call", "2026-01-05", customer_id=ada)
        touch(db, "call", "2026-02-05", customer_id=ali)
        lead(db, "fair")
    assert report(store, since=date(2026, 1, 2), until=date(2026, 1, 31)).total.people == 1
    found = report(store, where=("city=Bursa",))
    assert found.total.people == 1
    assert found.notes == ("1 lead of no customer left out by the filter",)
    with pytest.raises(UsageError, match="--length 0 is no path"):
        report(store, length=0)


def test_paths_stand_by_frequency_and_their_shares_add_up(store: Store) -> None:
    with writing(store) as db:
        for place, customer in enumerate(customers(db, *"abcdef")):
            touch(
                db,
                ("call", "email", "visit")[place % 3 if place < 5 else 0],
                "2026-01-01",
                customer_id=customer,
            )
            if place % 2:
                order(db, customer, "2026-01-02", 1)
    found = report(store)
    assert [(row.path, row.people) for row in found.rows] == [("call", 3), ("email", 2), ("visit", 1)]
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert [node.label for node in found.pictures[0].nodes] == ["everybody", "call", "email", "visit"]
    assert found.pictures[0].nodes[0].text == "6, bought 3 (50 %)"
    assert report(store, limit=1).notes[0] == "1 of 3 paths shown; --limit 0 shows all"


@pytest.mark.parametrize("by", ["path", "first", "last"])
def test_every_row_is_explained_by_the_people_on_it(store: Store, by: str) -> None:
    with writing(store) as db:
        ada, ali = customers(db, "Ada", "Ali")
        touch(db, "call", "2026-01-01", customer_id=ada)
        touch(db, "email", "2026-01-02", customer_id=ada)
        order(db, ada, "2026-01-05", 100)
        order(db, ali, "2026-01-05", 100)
        lost(db, "fair", "price", "2026-03-01")
    found = report(store, by=by)
    with store.reading() as db:
        for row in [*found.rows, found.total]:
            _, people = path.explain(db, Request(as_of=AS_OF, by=by), row)
            outcomes = [one.outcome for one in people.rows]
            assert len(outcomes) == row.people
            assert [outcomes.count(name) for name in ("bought", "lost", "open")] == [
                row.bought,
                row.lost,
                row.open,
            ]


def test_nobody_touched_is_said_and_no_failure(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())


@given(st.lists(st.sampled_from(("call", "email", "New"))), st.integers(1, 6))
def test_runs_hold_every_step_once_and_never_repeat(kinds: list[str], length: int) -> None:
    steps = [Step("2026-01-01", 2, "", 0, kind) for kind in kinds]
    walk = Walk(("C", 1), steps, "open", None)
    found = runs(walk)
    assert [name for name, count in found for _ in range(count)] == kinds
    assert all(one[0] != two[0] for one, two in itertools.pairwise(found))
    shown = told(walk, length, uncounted=False).split(" > ")
    assert len(shown) <= length + 1
    if kinds:
        assert shown[: len(found)] == names(walk, uncounted=False)[:length] + ["..."] * (len(found) > length)
