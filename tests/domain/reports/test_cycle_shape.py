"""``report cycle`` in the shape of all reports: spans, groups, currencies, zones, pictures, explanations."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Grid
from crmcli.domain.reports.standing import cycle
from crmcli.domain.reports.standing.cycle import BY, Request, compare, explain, report
from crmcli.domain.reports.standing.cycle_behind import MemberRow
from crmcli.domain.reports.standing.cycle_facts import Somebody
from crmcli.domain.reports.standing.cycle_rows import reason
from crmcli.domain.reports.standing.cycle_rules import ACTIONS, PHASES, Facts, Limits, decide
from crmcli.domain.results import Listing
from tests.domain.reports.shop import customers, lead, line, named, opportunity, order, users
from tests.support.store import writing

DAY = date(2026, 11, 21)
COSTS = {"minute_cost": "2", "case_cost": "100"}


@pytest.fixture
def shop(store: Store) -> Store:
    """Four customers in two cities, a lead in one of them; work that costs, one foreign order."""
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        one, two = customers(db, "Bir", "İki", city="İzmir", owner_id=ada, created_on="2025-01-01")
        three, _ = customers(db, "Üç", "Dört", city="Bursa", created_on="2025-01-01")
        db.insert("product", {**named("Masa"), "category": "Mobilya", "active": 1})
        for who, day, amount, cost in (
            (one, "2026-02-01", 1_000_00, 700_00),
            (one, "2026-08-01", 2_000_00, 900_00),
            (two, "2026-09-01", 500_00, 400_00),
            (three, "2025-01-15", 900_00, 100_00),
        ):
            line(db, order(db, who, day, amount), amount, product_id=1, cost_minor=cost)
        bought = order(db, three, "2026-10-01", 10_00, currency="EUR")
        line(db, bought, 10_00, product_id=1, cost_minor=4_00, currency="EUR")
        for at, minutes in (("2026-07-31T22:30:00Z", 50), ("2026-08-02", 10), ("2026-09-01T08:00:00Z", 7)):
            done = {"kind": "call", "direction": "in", "done": 1, "subject": "x", "customer_id": one}
            db.insert("activity", {**done, "at": at, "minutes": minutes})
        case = {**named("Bozuk"), "customer_id": two, "status": "open", "priority": "normal"}
        db.insert("support_case", {**case, "opened_at": "2026-09-05T09:00:00Z"})
        opportunity(db, "New", 100_00, customer_id=4)
        lead(db, city="Bursa")
    return store


def ask(store: Store, **asked: Any) -> Any:
    with store.reading() as db:
        return report(db, Request(**{"as_of": DAY, **COSTS, **asked}))


def behind(store: Store, row: Any, **asked: Any) -> dict[str | None, Listing[Any]]:
    with store.reading() as db:
        return {part.title: part for part in explain(db, Request(**{"as_of": DAY, **COSTS, **asked}), row)}


def test_a_span_bounds_what_was_bought_and_done(shop: Store) -> None:
    whole = {row.id: row for row in ask(shop).rows}
    assert (whole["C-1"].revenue, whole["C-1"].minutes) == (3_000_00, 67)
    august = {"since": date(2026, 8, 1), "until": date(2026, 8, 31)}
    found = {row.id: row for row in ask(shop, **august).rows}
    assert (found["C-1"].revenue, found["C-1"].margin, found["C-1"].minutes) == (2_000_00, 1_100_00, 10)
    assert (found["C-2"].revenue, found["C-2"].cases) == (0, 0)
    assert found["C-1"].orders == 2  # where it stands is as of the day
    assert ask(shop, **august).title == "Win, keep, grow, get rid of: 2026-08-01 to 2026-08-31"


def test_days_are_those_of_the_zone(shop: Store) -> None:
    august = {"since": date(2026, 8, 1), "until": date(2026, 8, 31)}
    (row,) = (row for row in ask(shop, zone="Europe/Istanbul", **august).rows if row.id == "C-1")
    assert (row.calls, row.minutes) == (2, 60)


def test_other_currencies_are_left_out_or_turned_at_the_rate_of_the_day(shop: Store) -> None:
    bare = ask(shop)
    assert "1 order in EUR left out; --currency TRY turns them" in bare.notes
    assert next(row for row in bare.rows if row.id == "C-3").margin is None
    with writing(shop) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-10-01", "rate": "50"})
    found = ask(shop, currency="TRY")
    row = next(row for row in found.rows if row.id == "C-3")
    assert (row.revenue, row.margin, row.currency) == (500_00, 300_00, "TRY")
    assert "1 order in EUR turned into TRY at the rate of its day" in found.notes


def test_groups_add_up_to_everybody(shop: Store) -> None:
    for by in [by for by in BY if by != "customer"]:
        found = ask(shop, by=by)
        everybody = ask(shop).rows
        for name in ("count", "get_rid_of", "keep", "grow", "win", "revenue", "cost", "unknown"):
            assert sum(getattr(row, name) or 0 for row in found.rows) == getattr(found.total, name)
        assert found.total.count == len(everybody) == 5
        assert found.total.revenue == sum(row.revenue or 0 for row in everybody)
        assert sum(row.share for row in found.rows) == pytest.approx(1)
        for row in found.rows:
            assert row.count == row.get_rid_of + row.keep + row.grow + row.win


def test_a_lead_is_in_the_group_of_its_own_city(shop: Store) -> None:
    assert {row.group: row.count for row in ask(shop, by="city").rows} == {"Bursa": 3, "İzmir": 2}


def test_the_picture_has_everybody_once(shop: Store) -> None:
    (picture,) = ask(shop).pictures
    assert isinstance(picture, Grid)
    assert (picture.rows, picture.columns) == (PHASES, ACTIONS)
    counts = [int(cell.text.split()[0]) for cells in picture.cells for cell in cells if cell.text]
    assert sum(counts) == 5


def test_what_is_behind_a_customer_adds_up_to_its_figures(shop: Store) -> None:
    for row in ask(shop).rows:
        parts = behind(shop, row)
        steps = {step.step: step.value for step in parts["steps"].rows}
        assert (steps["phase"], steps["action, the first rule that holds"]) == (row.phase, row.action)
        if row.id.startswith("L-"):
            continue
        assert sum(one.total for one in parts["orders"].rows if one.currency == "TRY") == row.revenue
        assert sum(one.minutes or 0 for one in parts["activities"].rows) == row.minutes
        assert len(parts["cases"].rows) == row.cases
        assert len(parts["open offers"].rows) == row.offers
    costly = behind(shop, next(row for row in ask(shop).rows if row.id == "C-1"))
    steps = {step.step: step.value for step in costly["steps"].rows}
    assert steps["margin"] == "1400.00 TRY"
    assert (steps["minutes logged"], steps["cost to serve"]) == ("67 x 2 TRY", "134.00 TRY")


@pytest.mark.parametrize("asked", [{"summary": True}, {"by": "city"}, {"by": "action"}])
def test_what_is_behind_a_group_are_its_members(shop: Store, asked: dict[str, Any]) -> None:
    found = ask(shop, **asked)
    for row in (*found.rows, found.total):
        parts = behind(shop, row, **asked)
        assert parts["who"].row is MemberRow
        assert len(parts["who"].rows) == row.count
        assert sum(one.revenue or 0 for one in parts["who"].rows) == row.revenue


def test_a_reason_is_short_and_tells_apart_what_rounds_alike() -> None:
    facts = Facts(orders=9, first=900, margin=120_000, cost=120_040, calls=3, minutes=599, cases=1)
    told = decide(facts, Limits())
    assert reason(Somebody("C-1", "x", facts), told, "TRY") == (
        "3 calls, 599 min, 1 case: 1200.40 > margin 1200.00"
    )
    longer = facts._replace(minutes=6000, cost=250_000)
    assert reason(Somebody("C-1", "x", longer), told, "TRY") == "3 calls, 100 h, 1 case: 2,500 > margin 1,200"


def test_what_nobody_can_turn_makes_nobody_a_loss() -> None:
    facts = Facts(orders=9, first=900, margin=None, most=None, cost=9_000_00)
    assert decide(facts, Limits()).action != "get rid of"


def test_the_order_of_the_rows_in_the_store_changes_nothing(shop: Store) -> None:
    assert ask(shop, limit=2).rows == ask(shop).rows[:2]
    assert "2 of 5 rows shown; --limit 0 shows all" in ask(shop, limit=2).notes
    assert cycle.ROWS[0] is ask(shop).row


def test_who_moved_stands_beside_an_earlier_day(shop: Store) -> None:
    day = date(2026, 7, 1)
    with shop.reading() as db:
        found: Any = compare(db, Request(DAY), Request(day))
    now = {row.id: (row.phase, row.action) for row in ask(shop, minute_cost="0", case_cost="0").rows}
    then = {
        row.id: (row.phase, row.action) for row in ask(shop, as_of=day, minute_cost="0", case_cost="0").rows
    }
    moved = {ref for ref in {*now, *then} if now.get(ref) != then.get(ref)}
    assert {row.id for row in found.rows} == moved
    for row in found.rows:
        assert (row.phase, row.action) == now.get(row.id, (None, None))
        assert (row.phase_then, row.action_then) == then.get(row.id, (None, None))
    (grid,) = found.pictures
    assert sum(int(cell.text) for cells in grid.cells for cell in cells if cell.text) == len({*now, *then})


def test_phases_and_actions_are_set_beside_those_of_the_other_day(shop: Store) -> None:
    asked = [Request(day, summary=True) for day in (DAY, date(2026, 7, 1))]
    with shop.reading() as db:
        found: Any = compare(db, *asked)
        counts = {f"{row.phase}, {row.action}": row.count for row in report(db, asked[0]).rows}
    assert {row.place: row.count for row in found.rows if row.count is not None} == counts
    assert found.total.count - found.total.count_change == found.total.count_then
