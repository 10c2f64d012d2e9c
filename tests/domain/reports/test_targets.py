"""``report targets``: one by one, added up, beside an earlier day, and what counts towards them."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars
from crmcli.domain.rate_set import SetRate, set_rate
from crmcli.domain.reports.market import targets
from crmcli.domain.reports.market.targets import Request
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, lead, line, named, opportunity, order, users
from tests.support.making import CONTEXT
from tests.support.store import writing

AS_OF = date(2026, 11, 15)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return targets.report(db, Request(as_of=as_of, **asked))


def explained(store: Store, row: Any, as_of: date = AS_OF, **asked: Any) -> dict[str | None, Any]:
    with store.reading() as db:
        listings = targets.explain(db, Request(as_of=as_of, **asked), row)
    return {one.title: one.rows for one in listings}


def target(db: Writer, metric: str, first: str, last: str, goal: int, **whose: Any) -> None:
    amount = metric in ("revenue", "won_amount")
    values = {"amount_minor": goal, "currency": whose.pop("currency", "TRY")} if amount else {"goal": goal}
    db.insert("target", {"metric": metric, "from_on": first, "until_on": last, **values, **whose})


@pytest.fixture
def shop(store: Store) -> Store:
    """Two owners and what they did by mid November."""
    with writing(store) as db:
        ayse, ali = users(db, "Ayşe", "Ali")
        one, two = customers(db, "Işık", "Çınar", created_on="2026-11-02", owner_id=ayse)
        product = db.insert("product", named("Masa"))
        bought = order(db, one, "2026-11-03", 600_00, owner_id=ayse)
        line(db, bought, 400_00, product_id=product)
        order(db, two, "2026-11-05", -100_00, owner_id=ayse)
        order(db, two, "2026-11-10", 10_00, currency="EUR", owner_id=ali)
        order(db, two, "2026-11-20", 900_00, owner_id=ali)
        opportunity(db, "Won", 300_00, closed_on="2026-11-04", owner_id=ayse)
        lead(db, "web", created_on="2026-11-03", owner_id=ali)
        for metric, goal in (("revenue", 1000_00), ("won_amount", 200_00)):
            target(db, metric, "2026-11-01", "2026-11-30", goal, owner_id=ayse)
        target(db, "revenue", "2026-11-01", "2026-11-30", 2000_00, owner_id=ali)
        target(db, "revenue", "2026-11-01", "2026-11-30", 800_00, product_id=product)
        target(db, "leads", "2026-10-01", "2026-12-31", 4)
        target(db, "orders", "2026-12-01", "2026-12-31", 4)
    return store


def test_each_target_stands_with_what_was_reached(shop: Store) -> None:
    found = {(row.metric, row.whose): row for row in report(shop).rows}
    ayse = found["revenue", "Ayşe"]
    assert (ayse.target, ayse.actual, ayse.left, ayse.reached, ayse.pace) == (
        1000_00,
        500_00,
        500_00,
        0.5,
        0.5,
    )
    assert ayse.state == "on track"
    won = found["won_amount", "Ayşe"]
    assert (won.actual, won.left, won.state) == (300_00, 0, "reached")
    assert (found["leads", None].currency, found["leads", None].left) == (None, 3)
    assert found["orders", None].state == "to come"


def test_the_picture_marks_the_pace(shop: Store) -> None:
    (picture,) = report(shop).pictures
    assert isinstance(picture, Bars)
    by_label = {bar.label: bar for bar in picture.bars}
    assert by_label["revenue 2026-11 Ayşe"].mark == 0.5
    assert by_label["won_amount 2026-11 Ayşe"].mark is None
    assert not any("orders" in label for label in by_label)


def test_targets_of_a_group_are_added_up_by_metric_and_currency(shop: Store) -> None:
    found = {row.group: row for row in report(shop, by="metric").rows}
    revenue = found["revenue"]
    assert (revenue.targets, revenue.target, revenue.actual) == (3, 3800_00, 500_00 + 400_00)
    assert revenue.left == 500_00 + 2000_00 + 400_00
    assert set(found) == {"revenue", "won_amount", "leads", "orders"}
    months = [row.group for row in report(shop, by="month").rows]
    assert months == ["2026-12, leads", "2026-12, orders", "2026-11, revenue", "2026-11, won_amount"]
    owners = [row.group for row in report(shop, by="owner", where=("metric = revenue",)).rows]
    assert owners == ["Ali, revenue", "Ayşe, revenue", "all, revenue"]


@pytest.mark.parametrize("by", targets.BY)
def test_groups_hold_every_target_once(shop: Store, by: str) -> None:
    rows = report(shop, by=by).rows
    assert sum(1 if by == "target" else row.targets for row in rows) == 6
    assert sum(row.actual for row in rows if row.currency == "TRY") == 500_00 + 300_00 + 400_00
    keys = [(getattr(row, "group", None) or row.id, row.currency) for row in rows]
    assert len(set(keys)) == len(keys)


def test_all_in_one_currency(shop: Store) -> None:
    with writing(shop) as db:
        set_rate(db, SetRate({"currency": "EUR", "day": "2026-11-01", "rate": "50"}, CONTEXT))
        target(db, "revenue", "2026-11-01", "2026-11-30", 10_00, currency="EUR")
        target(db, "revenue", "2026-11-01", "2026-11-30", 10_00, currency="USD")
    found = report(shop, currency="TRY")
    in_euro = next(row for row in found.rows if row.target == 500_00)
    assert (in_euro.currency, in_euro.actual) == ("TRY", 500_00 + 500_00)
    assert {row.currency for row in found.rows} == {"TRY", None}
    assert any("1 target in USD left out" in note for note in found.notes)


def test_another_day_stands_beside_it(shop: Store) -> None:
    with shop.reading() as db:
        now, then = (Request(as_of=day) for day in (AS_OF, date(2026, 11, 4)))
        found = targets.compare(db, now, then)
    row = next(row for row in found.rows if row.name.endswith("revenue 2026-11 Ayşe"))
    assert (row.actual, row.actual_then, row.change) == (500_00, 600_00, -100_00)


@pytest.mark.parametrize("by", targets.BY)
def test_what_is_behind_a_row_adds_up_to_it(shop: Store, by: str) -> None:
    for row in report(shop, by=by).rows:
        told = explained(shop, row, by=by)
        if by != "target":
            assert sum(one.actual for one in told["targets"]) == row.actual
            continue
        counted = told.get("records", ())
        if row.currency is None:
            assert len(counted) == row.actual
        else:
            assert sum(one.amount for one in counted if one.currency == row.currency) == row.actual


def test_a_word_it_cannot_be_told_by_is_refused(store: Store) -> None:
    with pytest.raises(UsageError):
        report(store, by="onwer")
