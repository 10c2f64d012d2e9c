"""Deliveries: in time, late, overdue, to come; and the day a delivery is set."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.delivering import DeliverOrders, deliver_orders
from crmcli.domain.order import list_orders
from crmcli.domain.reports.standing.deliveries import Request, report
from crmcli.domain.results import Change
from crmcli.domain.targets import Targets
from crmcli.domain.views import ListRecords
from crmcli.errors import Refused, UsageError
from tests.support.making import CONTEXT, add, one
from tests.support.store import writing

TODAY = CONTEXT.today


def deliver(store: Store, *refs: str, on: str = "2026-11-21", told: bool = True, **more: Any) -> Change[Any]:
    with writing(store) as db:
        return deliver_orders(db, DeliverOrders(Targets(refs, **more), date.fromisoformat(on), told))


@pytest.fixture
def shop(store: Store) -> Store:
    add(store, "user", "Ayşe")
    days = {
        "2026-09-10": ("2026-09-10", "Kadıköy"),
        "2026-09-20": ("2026-09-24", "Kadıköy"),
        "2026-10-01": ("2026-09-30", ""),
        "2026-11-11": (None, "Konak"),
        "2026-12-01": (None, "Konak"),
    }
    for promised, (delivered, branch) in days.items():
        given = {"promised_on": promised, "ordered_on": "2026-09-01", "status": "open", "branch": branch}
        add(
            store,
            "order",
            total="1",
            owner="Ayşe",
            **given,
            **({"delivered_on": delivered} if delivered else {}),
        )
    add(store, "order", total="1", promised_on="2026-09-01", ordered_on="2026-09-01", status="cancelled")
    add(store, "order", total="1", ordered_on="2026-09-01")
    return store


def rows(store: Store, **asked: Any) -> list[tuple[Any, ...]]:
    with store.reading() as db:
        found = report(db, Request(as_of=asked.pop("as_of", TODAY), **asked))
    return [
        (r.group, r.promised, r.on_time, r.late, r.overdue, r.to_come, r.rate, r.days_late)
        for r in found.rows
    ]


def test_promises_by_month_branch_and_owner(shop: Store) -> None:
    assert rows(shop) == [
        ("2026-09", 2, 1, 1, 0, 0, 0.5, 4.0),
        ("2026-10", 1, 1, 0, 0, 0, 1.0, None),
        ("2026-11", 1, 0, 0, 1, 0, 0.0, 10.0),
        ("2026-12", 1, 0, 0, 0, 1, None, None),
    ]
    assert [row[:2] for row in rows(shop, by="branch")] == [("Kadıköy", 2), ("Konak", 2), (None, 1)]
    assert rows(shop, by="owner") == [("Ayşe", 5, 2, 1, 1, 1, 0.5, 7.0)]
    with pytest.raises(UsageError, match='deliveries can\'t be told by "colour"'):
        rows(shop, by="colour")


def test_the_total_and_the_span(shop: Store) -> None:
    with shop.reading() as db:
        total = report(db, Request(as_of=TODAY)).total
    assert total is not None
    assert (total.promised, total.on_time, total.late, total.overdue, total.to_come) == (5, 2, 1, 1, 1)
    assert len(rows(shop, since=date(2026, 10, 1), until=date(2026, 11, 30))) == 2


def test_what_came_later_was_not_there_yet_on_a_day(shop: Store) -> None:
    assert rows(shop, as_of=date(2026, 9, 22))[0] == ("2026-09", 2, 1, 0, 1, 0, 0.5, 2.0)


def test_a_delivery_completes_an_open_order_and_says_how_late_it_is(shop: Store) -> None:
    result = deliver(shop, "S-4")
    assert result.notes == ("S-4: 10 days late",)
    assert one(shop, "SELECT delivered_on, status FROM sales_order WHERE id = 4") == (
        "2026-11-21",
        "completed",
    )
    assert deliver(shop, "S-5").notes == ("S-5: 10 days early",)
    assert deliver(shop, "S-7").notes == ()


def test_a_day_of_delivery_stays_until_another_is_told(shop: Store) -> None:
    assert deliver(shop, "S-1", told=False).items[0].status == "unchanged"
    assert deliver(shop, "S-1", on="2026-09-11").notes == ("S-1: 1 day late",)


def test_several_are_delivered_at_once_and_those_that_can_not_be_are_named(shop: Store) -> None:
    result = deliver(shop, "S-4", "S-6", "S-9")
    assert [item.status for item in result.items] == ["changed", "failed", "failed"]
    assert result.items[1].reason == "S-6 is cancelled"


def test_many_deliveries_are_counted(shop: Store) -> None:
    for _ in range(3):
        add(shop, "order", total="1", promised_on="2026-11-21", ordered_on="2026-09-01")
    result = deliver(shop, *(f"S-{number}" for number in (1, 2, 3, 4, 5, 8, 9, 10)))
    assert result.notes == ("4 deliveries on time, 4 late",)


@pytest.mark.parametrize(
    ("ref", "on", "said"),
    [("S-6", "2026-11-21", "S-6 is cancelled"), ("S-1", "2026-08-31", "after 2026-08-31")],
)
def test_what_can_not_be_delivered_is_told(shop: Store, ref: str, on: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        deliver(shop, ref, on=on)


def test_the_list_of_orders_tells_what_is_late(shop: Store) -> None:
    with shop.reading() as db:
        late = {row.id: row.late for row in list_orders(db, ListRecords(), TODAY).rows}
        came = {row.id: row.late for row in list_orders(db, ListRecords()).rows}
    assert late == {1: None, 2: 4, 3: None, 4: 10, 5: None, 6: None, 7: None}
    assert came == {**late, 4: None}


def test_an_order_without_branch_or_owner_is_its_customers(store: Store) -> None:
    add(store, "user", "Ayşe")
    add(store, "customer", "Işık", branch="Ege", owner="Ayşe")
    add(store, "order", customer="C-1", total="1", promised_on="2026-11-01", delivered_on="2026-11-01")
    with store.reading() as db:
        by_branch, by_owner = (report(db, Request(TODAY, by=by)).rows for by in ("branch", "owner"))
    assert [(row.group, row.on_time) for row in (*by_branch, *by_owner)] == [("Ege", 1), ("Ayşe", 1)]
