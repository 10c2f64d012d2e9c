"""Targets: what counts for each metric, whose, in which days, and whether the pace is right."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.editing import EditRecords
from crmcli.domain.periods import parse_period
from crmcli.domain.rate_set import SetRate, set_rate
from crmcli.domain.reports.market.targets import Request, report
from crmcli.domain.results import Change
from crmcli.domain.target import (
    ListTargets,
    ShowTarget,
    TargetRow,
    gone,
    list_targets,
    period_name,
    show_target,
)
from crmcli.domain.target_set import SetTarget, edit_targets, set_target
from crmcli.domain.targets import Targets, Touched
from crmcli.domain.views import ListRecords, ShowRecord
from crmcli.errors import Conflict, CrmError, UsageError
from tests.support.making import CONTEXT, add, edit, one
from tests.support.store import writing

ON = date(2026, 11, 15)


def target(
    store: Store, metric: str, period: str, value: str, *, replaces: bool = True, **given: str
) -> Change[Touched]:
    with writing(store) as db:
        return set_target(db, SetTarget(metric, period, value, given, CONTEXT, replaces))


def rows(store: Store, on: date = ON, *where: str) -> list[TargetRow]:
    with store.reading() as db:
        return list(list_targets(db, ListTargets(ListRecords(where), on)).rows)


def actual(store: Store, metric: str, value: str = "100", on: date = ON, **whose: Any) -> int:
    """Set a target of November, return what was reached, and take it away again."""
    target(store, metric, "2026-11", value, **whose)
    found = rows(store, on)
    assert len(found) == 1
    with writing(store) as db:
        db.delete("target", found[0].id)
    return found[0].actual


@pytest.fixture
def shop(store: Store) -> Store:
    """Two owners in two branches, and what they did in November."""
    add(store, "user", "Ayşe", branch="Ege")
    add(store, "user", "Ali", branch="Marmara")
    add(store, "product", "Masa", sku="MM-1")
    add(store, "customer", "Işık", owner="ayse", branch="Ege", created_on="2026-11-02")
    add(store, "customer", "Çınar", owner="ali", created_on="2026-10-30")
    for day, total, more in (
        ("2026-11-01", "100", {"customer": "isik"}),
        ("2026-11-15", "200", {"customer": "cinar", "branch": "Ege"}),
        ("2026-11-16", "400", {"customer": "isik"}),
        ("2026-10-31", "800", {"customer": "isik"}),
        ("2026-11-05", "-30", {"customer": "isik"}),
        ("2026-11-06", "1600", {"customer": "isik", "status": "cancelled"}),
        ("2026-11-07", "50", {"owner": "ali"}),
    ):
        add(store, "order", total=total, ordered_on=day, **more)
    for name, stage, day, owner in (
        ("a", "Won", "2026-11-10", "ayse"),
        ("b", "Won", "2026-11-20", "ayse"),
        ("c", "Lost", "2026-11-10", "ayse"),
        ("d", "Won", "2026-11-10", "ali"),
    ):
        add(
            store,
            "opportunity",
            name,
            stage=stage,
            closed_on=day,
            owner=owner,
            amount="1.000 TL",
            product="MM-1",
        )
    add(store, "lead", "Can", created_on="2026-11-03", owner="ali")
    add(store, "activity", kind="call", at="2026-11-04 10:00", user="ayse", done="yes", customer="C-1")
    add(store, "activity", kind="task", at="2026-11-05", user="ayse", done="no", customer="C-1")
    return store


@pytest.mark.parametrize(
    ("metric", "whose", "expected"),
    [
        ("revenue", {}, 32000),
        ("revenue", {"owner": "ayse"}, 7000),
        ("revenue", {"owner": "ali"}, 25000),
        ("revenue", {"branch": "Ege"}, 27000),
        ("revenue", {"owner": "ali", "branch": "Ege"}, 20000),
        ("orders", {}, 3),
        ("orders", {"owner": "ayse"}, 1),
        ("won", {}, 2),
        ("won", {"owner": "ayse"}, 1),
        ("won", {"branch": "Marmara"}, 1),
        ("won", {"product": "MM-1"}, 2),
        ("won_amount", {"owner": "ayse"}, 100000),
        ("customers", {}, 1),
        ("customers", {"owner": "ali"}, 0),
        ("leads", {}, 1),
        ("leads", {"owner": "ayse"}, 0),
        ("activities", {}, 1),
        ("activities", {"owner": "ayse"}, 1),
        ("activities", {"branch": "Ege"}, 1),
    ],
)
def test_what_counts_is_defined_metric_by_metric(
    shop: Store, metric: str, whose: dict[str, Any], expected: int
) -> None:
    assert actual(shop, metric, **whose) == expected


def test_nothing_after_the_day_counts(shop: Store) -> None:
    assert actual(shop, "revenue", on=date(2026, 11, 16)) == 72000
    assert actual(shop, "revenue", on=date(2026, 12, 31)) == 72000
    assert actual(shop, "won", on=date(2026, 11, 9)) == 0


def test_revenue_of_a_product_is_that_of_its_lines(store: Store) -> None:
    from crmcli.domain.adding import AddRecord
    from crmcli.domain.order import AddOrder, Lines, add_order

    add(store, "product", "Masa", sku="MM-1")
    with writing(store) as db:
        record = AddRecord("order", {"ordered_on": "2026-11-05"}, CONTEXT)
        add_order(db, AddOrder(record, Lines(("MM-1:2:10",), ("delivery:1:5",))))
    assert actual(store, "revenue", product="MM-1") == 2000
    assert actual(store, "revenue") == 2500
    assert actual(store, "orders", product="MM-1") == 1


def test_amounts_in_other_currencies_are_turned_at_the_rate_of_their_day(shop: Store) -> None:
    add(shop, "order", total="10 USD", ordered_on="2026-11-08")
    add(shop, "order", total="10 USD", ordered_on="2026-11-02")
    target(shop, "revenue", "2026-11", "1.000 TL")
    with writing(shop) as db:
        set_rate(db, SetRate({"currency": "USD", "day": "2026-11-05", "rate": "40"}, CONTEXT))
    with shop.reading() as db:
        found = list_targets(db, ListTargets(ListRecords(), ON))
    assert found.rows[0].actual == 32000 + 40000
    assert found.notes == (
        "amounts in USD left out: no rate in TRY of their days; crm rate set USD DAY RATE --base TRY",
    )


@pytest.mark.parametrize(
    ("goal", "on", "state"),
    [
        ("1", "2026-10-31", "to come"),
        ("1", "2026-11-15", "reached"),
        ("2", "2026-11-15", "on track"),
        ("3", "2026-11-15", "behind"),
        ("3", "2026-11-30", "missed"),
        ("1", "2027-01-01", "reached"),
    ],
)
def test_a_target_is_on_track_while_the_share_reached_is_not_below_the_days_gone(
    shop: Store, goal: str, on: str, state: str
) -> None:
    target(shop, "customers", "2026-11", goal)
    row = rows(shop, date.fromisoformat(on))[0]
    assert row.state == state
    assert row.reached == row.actual / int(goal)


def test_the_same_again_changes_it_and_add_refuses(store: Store) -> None:
    add(store, "user", "Ayşe")
    target(store, "ciro", "2026-Q4", "500.000 TL")
    assert target(store, "revenue", "2026-Ç4", "600.000 TL").items[0].status == "changed"
    assert target(store, "revenue", "2026-Q4", "1.000 TL", owner="ayse").items[0].id == "TG-2"
    assert (
        target(store, "revenue", "2026-Q4", "600.000 TL").summary
        == "TG-1 revenue 2026-Q4: ₺600,000.00 already"
    )
    with pytest.raises(Conflict, match="TG-1 is this target already"):
        target(store, "revenue", "2026-Q4", "1 TL", replaces=False)


@pytest.mark.parametrize(
    ("metric", "period", "value", "given"),
    [
        ("revenue", "2026-13", "1", {}),
        ("profit", "2026", "1", {}),
        ("revenue", "2026", "viel", {}),
        ("leads", "2026", "1,5", {}),
        ("leads", "2026", "5", {"product": "MM-1"}),
        ("leads", "2026", "", {}),
        ("", "2026", "5", {}),
    ],
)
def test_what_is_no_target_is_refused(
    store: Store, metric: str, period: str, value: str, given: dict[str, Any]
) -> None:
    add(store, "product", "Masa", sku="MM-1")
    with pytest.raises(UsageError):
        target(store, metric, period, value, **given)
    assert one(store, "SELECT count(*) FROM target") == (0,)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 800), st.integers(-10, 900))
def test_days_gone_and_names_of_periods_agree_with_counting(first: date, length: int, later: int) -> None:
    last, on = first + timedelta(days=length), first + timedelta(days=later)
    days = [first + timedelta(days=n) for n in range(length + 1)]
    assert gone(first, last, on) == sum(day <= on for day in days) / len(days)
    period = parse_period(period_name(first, last))
    assert (period.start, period.last) == (first, last)


@pytest.mark.parametrize("name", ["2026", "2026-Q4", "2026-11", "2026-11-05", "2026-11-05..2026-12-01"])
def test_a_period_keeps_the_name_it_was_given(name: str) -> None:
    period = parse_period(name)
    assert period_name(period.start, period.last) == name


def test_one_target_says_what_is_still_to_go(shop: Store) -> None:
    target(shop, "revenue", "2026-11", "1.000 TL", note="steep")
    with shop.reading() as db:
        item = show_target(db, ShowTarget(ShowRecord("TG-1"), ON)).item
    assert (item.actual, item.left, item.note, item.state) == (32000, 68000, "steep", "behind")
    edit(shop, "target", "TG-1", amount="300 TL")
    assert rows(shop)[0].state == "reached"


def test_the_report_is_of_the_day_and_the_periods_asked_about(shop: Store) -> None:
    target(shop, "leads", "2026-11", "1")
    target(shop, "leads", "2026-10", "1")
    target(shop, "leads", "2027", "5")

    def periods(**asked: Any) -> list[str]:
        with shop.reading() as db:
            return [row.period for row in report(db, Request(ON, **asked)).rows]

    assert periods() == ["2027", "2026-11", "2026-10"]
    assert periods(running=True) == ["2026-11"]
    assert periods(since=date(2026, 10, 31), until=date(2026, 11, 1)) == ["2026-11", "2026-10"]
    assert periods(where=("goal>=5",)) == ["2027"]
    with shop.reading() as db:
        assert report(db, Request(ON)).notes == ("1 of 3 behind or missed",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"metric": "revenue"}, "the target of revenue is an amount"),
        ({"amount": "5 TL"}, "an amount or a number to reach, one of the two"),
        ({"goal": ""}, "an amount or a number to reach, one of the two"),
        ({"from_on": "2027-01-01"}, "TG-1 would end on 2026-11-30, before it starts on 2027-01-01"),
        ({"product": "Masa", "metric": "leads"}, "leads are of no product"),
        ({"branch": "Ege"}, "TG-2 is this target already"),
    ],
)
def test_what_is_changed_is_still_a_target(store: Store, given: dict[str, str], said: str) -> None:
    add(store, "product", "Masa")
    target(store, "orders", "2026-11", "5")
    target(store, "orders", "2026-11", "7", branch="Ege")
    with writing(store) as db, pytest.raises(CrmError, match=said):
        edit_targets(db, EditRecords("target", Targets(("TG-1",)), given, CONTEXT))
    assert one(store, "SELECT metric, goal, branch FROM target WHERE id = 1") == ("orders", 5, None)


def test_a_target_is_changed_with_its_metric_and_value_together(store: Store) -> None:
    target(store, "orders", "2026-11", "5")
    with writing(store) as db:
        given = {"metric": "revenue", "goal": "", "amount": "1.000 TL"}
        edit_targets(db, EditRecords("target", Targets(("TG-1",)), given, CONTEXT))
    assert one(store, "SELECT metric, goal, amount_minor, currency FROM target") == (
        "revenue",
        None,
        100_000,
        "TRY",
    )
