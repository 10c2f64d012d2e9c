"""``report today``: the day's list as a report, with what each thing is worth."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.rate_set import SetRate, set_rate
from crmcli.domain.reports.market import today
from crmcli.domain.reports.market.today_items import WHAT, Request
from crmcli.domain.tasks.due import Calendar
from crmcli.domain.today.agenda import PARTS, Today
from crmcli.domain.today.agenda import today as gather
from crmcli.domain.today.items import Ask
from crmcli.errors import NotFound, UsageError
from tests.domain.reports.shop import customers, opportunity, order, users
from tests.support.making import CONTEXT
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return today.report(db, Request(as_of=as_of, **asked))


def explained(store: Store, row: Any, **asked: Any) -> dict[str | None, Any]:
    with store.reading() as db:
        return {one.title: one.rows for one in today.explain(db, Request(as_of=AS_OF, **asked), row)}


@pytest.fixture
def shop(store: Store) -> Store:
    """Two late tasks, one without a customer, a late delivery, a stuck opportunity."""
    with writing(store) as db:
        ayse, ali = users(db, "Ayşe", "Ali")
        isik, cinar = customers(db, "Işık", "Çınar", city="İzmir", created_on="2026-01-01")
        db.execute("UPDATE customer SET city = 'Ankara' WHERE id = :id", {"id": cinar})
        common = {"kind": "task", "done": 0}
        db.insert(
            "activity", {**common, "subject": "Ara", "at": "2026-11-19", "customer_id": isik, "user_id": ayse}
        )
        db.insert(
            "activity", {**common, "subject": "Fiş", "at": "2026-11-20", "user_id": ali, "priority": "high"}
        )
        order(db, cinar, "2026-11-01", 900_00, promised_on="2026-11-18", owner_id=ali)
        opportunity(
            db, "New", 50_00, currency="EUR", customer_id=isik, owner_id=ayse, expected_close="2026-11-01"
        )
    return store


def test_it_is_what_the_days_list_says(shop: Store) -> None:
    found = report(shop)
    with shop.reading() as db:
        whole = gather(db, Today(Ask(Calendar(AS_OF)))).rows
    assert [(row.id, row.part, row.why, row.points) for row in found.rows] == [
        (row.id, row.part, row.why, row.points) for row in whole
    ]
    assert len(found.rows) == 4
    assert "4 of 4 past their day" in found.notes


def test_orders_and_opportunities_have_their_amounts(shop: Store) -> None:
    assert {row.id: (row.amount, row.currency) for row in report(shop).rows if row.amount is not None} == {
        "S-1": (900_00, "TRY"),
        "O-1": (50_00, "EUR"),
    }
    assert any("1 amount in EUR left out" in note for note in report(shop, currency="TRY").notes)
    with writing(shop) as db:
        set_rate(db, SetRate({"currency": "EUR", "day": "2026-11-01", "rate": "50"}, CONTEXT))
    worth = {row.id: (row.amount, row.currency) for row in report(shop, currency="TRY").rows}
    assert worth["O-1"] == (2500_00, "TRY")


def test_days_are_counted_to_the_day_of_the_report(shop: Store) -> None:
    late = {row.id: row.late for row in report(shop, date(2026, 11, 25)).rows}
    assert (late["A-1"], late["S-1"]) == (6, 7)


def test_only_one_of_us_some_parts_or_some_customers(shop: Store) -> None:
    assert {row.id for row in report(shop, owner="ali").rows} == {"A-2", "S-1"}
    assert {row.id for row in report(shop, owner="me", user="Ayşe").rows} == {"A-1", "O-1"}
    assert {row.id for row in report(shop, only=("overdue",)).rows} == {"A-1", "A-2"}
    izmir = report(shop, where=("city = İzmir",))
    assert {row.id for row in izmir.rows} == {"A-1", "O-1"}
    assert "1 item of no customer left out" in izmir.notes
    assert {row.id for row in report(shop, since=date(2026, 11, 19)).rows} == {"A-1", "A-2"}


def test_groups_name_what_comes_first(shop: Store) -> None:
    found = {row.group: row for row in report(shop, by="owner").rows}
    assert {name: (row.items, row.late, row.most_late) for name, row in found.items()} == {
        "Ali": (2, 2, 3),
        "Ayşe": (2, 2, 20),
    }
    assert found["Ali"].first == "A-2"
    assert [row.group for row in report(shop, by="day").rows] == [
        "2026-11-01",
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
    ]
    assert {row.group: row.items for row in report(shop, by="customer").rows} == {
        "Işık": 2,
        "Çınar": 1,
        None: 1,
    }


@pytest.mark.parametrize("by", today.BY)
def test_what_is_behind_a_row_adds_up_to_it(shop: Store, by: str) -> None:
    for row in report(shop, by=by).rows:
        told = explained(shop, row, by=by)
        if by == "item":
            assert [one.part for one in told["part"]] == [row.part]
            assert ("orders" in told) == (row.customer is not None)
        else:
            assert len(told["items"]) == row.items


def test_every_part_of_the_list_is_defined() -> None:
    assert list(WHAT) == list(PARTS)


def test_nothing_to_do_is_said(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.pictures, found.empty) == ([], (), "nothing is due, and nobody waits")


def test_who_or_what_there_is_not_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        report(store, owner="Veli")
    with pytest.raises(UsageError):
        report(store, only=("overdeu",))
