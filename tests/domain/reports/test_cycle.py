"""``report cycle``: one phase and one action each, with figures where somebody costs more than it brings."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.standing.cycle import Request, report
from crmcli.domain.reports.standing.cycle_rules import ACTIONS, PHASES, Facts, Limits, decide, loses
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, line, named, opportunity, order
from tests.support.store import writing

DAY = date(2026, 11, 21)
OLD: dict[str, Any] = {
    "orders": 4,
    "first": 400,
    "quiet": 30,
    "gap": 90.0,
    "r": 3,
    "f": 3,
    "m": 3,
    "margin": 1000,
}


@pytest.mark.parametrize(
    ("facts", "phase", "action"),
    [
        (Facts(lead=True), "select", "win"),
        (Facts(), "select", "win"),
        (Facts(offers=1), "acquire", "win"),
        (Facts(**{**OLD, "first": 30, "quiet": 30, "gap": None}), "acquire", "keep"),
        (Facts(**{**OLD, "quiet": 400, "gap": None}), "keep", "win"),
        (Facts(**{**OLD, "quiet": 200}), "keep", "keep"),
        (Facts(**OLD, kinds=1, sold=4), "keep", "grow"),
        (Facts(**{**OLD, "f": 4}, kinds=1, sold=4), "deepen", "grow"),
        (Facts(**OLD, kinds=3, sold=4), "deepen", "keep"),
        (Facts(**OLD, offers=1), "deepen", "keep"),
        (Facts(**OLD), "keep", "keep"),
        (Facts(**OLD, cost=1001, minutes=60, calls=9), "keep", "get rid of"),
        (Facts(**OLD, cost=1000), "keep", "keep"),
        (Facts(**{**OLD, "margin": None}, most=2000, revenue=3000, cost=1500), "keep", "keep"),
        (Facts(**{**OLD, "margin": None}, most=2000, revenue=3000, cost=2500), "keep", "get rid of"),
        # Who is new may cost what it brings, and no more.
        (Facts(**{**OLD, "first": 30}, revenue=3000, cost=2500), "acquire", "keep"),
        (Facts(**{**OLD, "first": 30}, revenue=3000, cost=3500), "acquire", "get rid of"),
        (Facts(cost=5000), "select", "win"),
        (Facts(**OLD, cost=None), "keep", "keep"),
    ],
)
def test_a_place_follows_from_the_facts(facts: Facts, phase: str, action: str) -> None:
    told = decide(facts, Limits())
    assert (told.phase, told.action) == (phase, action)
    assert told.reason
    assert told.next


NUMBER = st.integers(0, 500)
MAYBE = st.none() | st.integers(-2000, 2000)
FACTS = st.builds(
    Facts,
    lead=st.booleans(),
    orders=st.integers(0, 9),
    first=NUMBER,
    quiet=NUMBER,
    gap=st.none() | st.floats(0, 400),
    revenue=st.integers(-1000, 5000),
    margin=MAYBE,
    most=st.integers(-1000, 5000),
    cost=st.none() | st.integers(0, 5000),
    minutes=NUMBER,
    calls=NUMBER,
    cases=st.integers(0, 9),
    offers=st.integers(0, 3),
    r=st.integers(0, 5),
    f=st.integers(0, 5),
    m=st.integers(0, 5),
    kinds=st.none() | st.integers(0, 5),
    sold=st.integers(0, 5),
)
LIMITS = st.builds(
    Limits, NUMBER, st.integers(1, 500), st.integers(1, 5), st.integers(0, 100), st.integers(1, 500)
)


@given(FACTS, LIMITS)
def test_everybody_has_one_phase_one_action_a_reason_and_a_next_step(facts: Facts, limits: Limits) -> None:
    told = decide(facts, limits)
    assert told == decide(facts, limits)
    assert told.phase in PHASES
    assert told.action in ACTIONS
    assert told.reason
    assert told.next
    assert (told.action == "get rid of") == loses(facts, limits)
    assert facts.orders or told.phase in ("select", "acquire")
    assert facts.orders or told.action == "win"


def sold(db: Writer, customer: int, day: str, amount: int, cost: int | None) -> None:
    """Insert an order of one line."""
    line(db, order(db, customer, day, amount), amount, product_id=1, cost_minor=cost)


def called(db: Writer, customer: int, times: int, minutes: int) -> None:
    """Log calls, a day each, up to the day."""
    for days in range(times):
        at = (DAY - timedelta(days=days)).isoformat()
        values = {"kind": "call", "direction": "in", "done": 1, "subject": "x", "minutes": minutes}
        db.insert("activity", {**values, "at": f"{at}T09:00:00Z", "customer_id": customer})


@pytest.fixture
def told(store: Store) -> Store:
    """C-1 calls all day; C-2 buys well; C-3 lapsed; C-4 never bought, has an offer; L-1 is new."""
    with writing(store) as db:
        customers(db, "Çok Arayan", "İyi Alan", "Giden", "Yeni Aday", created_on="2025-01-01")
        for name, category in (("Masa", "Mobilya"), ("Defter", "Kırtasiye"), ("Kalem", "Ofis")):
            db.insert("product", {**named(name), "category": category, "active": 1})
        for month in ("02", "05", "08", "11"):
            sold(db, 1, f"2026-{month}-01", 1_000_00, 700_00)
            sold(db, 2, f"2026-{month}-02", 9_000_00, 5_000_00)
        sold(db, 1, "2025-06-01", 1_000_00, 700_00)
        sold(db, 2, "2025-06-01", 1_000_00, 700_00)
        sold(db, 3, "2024-06-01", 1_000_00, 700_00)
        called(db, 1, 40, 30)
        called(db, 2, 2, 10)
        case = {**named("Bozuk"), "customer_id": 1, "status": "open", "priority": "normal"}
        db.insert("support_case", {**case, "opened_at": "2026-10-01T09:00:00Z"})
        opportunity(db, "New", 100_00, customer_id=4)
        db.insert("lead", {**named("Ali"), "status": "new", "created_on": "2026-11-01"})
    return store


def places(store: Store, **asked: Any) -> dict[str, Any]:
    with store.reading() as db:
        return {row.id: row for row in report(db, Request(DAY, **asked)).rows}


def test_the_customer_who_calls_all_day_and_costs_more_than_it_brings_comes_out_with_figures(
    told: Store,
) -> None:
    found = places(told, minute_cost="2", case_cost="100,50")
    rows = {ref: (row.phase, row.action) for ref, row in found.items()}
    assert rows == {
        "C-1": ("deepen", "get rid of") if found["C-1"].f >= 4 else ("keep", "get rid of"),
        "C-2": ("deepen", "grow") if found["C-2"].f >= 4 else ("keep", "grow"),
        "C-3": ("keep", "win"),
        "C-4": ("acquire", "win"),
        "L-1": ("select", "win"),
    }
    costly = found["C-1"]
    assert next(iter(found)) == "C-1"
    assert costly.reason == "40 calls, 20 h, 1 case: 2,500 > margin 1,200"
    assert costly.next.startswith("a cheaper channel")
    assert (costly.revenue, costly.margin, costly.cost, costly.result) == (
        4_000_00,
        1_200_00,
        2_500_50,
        -1_300_50,
    )
    assert (found["C-2"].cost, found["C-2"].result) == (40_00, 16_000_00 - 40_00)


def test_without_a_cost_nobody_is_to_be_let_go_and_it_is_said(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(DAY))
    assert "get rid of" not in {row.action for row in found.rows}
    assert "serving costs nothing yet: crm config set minute_cost 10, and case_cost" in found.notes


def test_an_unknown_cost_stays_unknown_and_is_said(told: Store) -> None:
    with writing(told) as db:
        order(db, 1, "2026-09-01", 500_00)
    with told.reading() as db:
        found = report(db, Request(DAY, minute_cost="1"))
    row = next(row for row in found.rows if row.id == "C-1")
    assert (row.margin, row.result, row.cost) == (None, None, 1_200_00)
    assert row.action != "get rid of"  # at most 4,500 less 2,800 of known cost
    assert "1 customer with purchases whose cost is unknown: their margin is unknown" in found.notes
    assert places(told, minute_cost="2")["C-1"].reason.endswith("> 1,700 at most")


def test_a_day_of_the_past_is_told_as_it_was(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(date(2025, 6, 10), minute_cost="2"))
    rows = {row.id: (row.phase, row.action) for row in found.rows}
    assert rows["C-1"] == ("acquire", "keep")
    assert "L-1" not in rows


def test_the_first_of_all_days_is_a_day_too(told: Store) -> None:
    with told.reading() as db:
        found = report(db, Request(date(1, 1, 1)))
    assert not [row for row in found.rows if row.orders or row.revenue]


def test_the_summary_counts_everybody_once(told: Store) -> None:
    with told.reading() as db:
        rows = report(db, Request(DAY, summary=True, minute_cost="2")).rows
    assert sum(row.count for row in rows) == 5
    assert sum(row.share for row in rows) == pytest.approx(1)


def test_actions_and_phases_narrow_down_and_wrong_ones_are_refused(told: Store) -> None:
    assert set(places(told, action="win")) == {"C-3", "C-4", "L-1"}
    assert set(places(told, phase="acquire")) == {"C-4"}
    assert set(places(told, where=("name~iyi",))) == {"C-2"}
    with told.reading() as db, pytest.raises(UsageError, match='there is no action "shed"'):
        report(db, Request(DAY, action="shed"))


def test_what_is_spent_in_another_currency_is_no_margin_and_cost_needs_a_rate(told: Store) -> None:
    with writing(told) as db:
        order(db, 3, "2026-10-01", 100_00, currency="EUR")
    assert places(told)["C-3"].margin is None
    with told.reading() as db:
        found = report(db, Request(DAY, currency="EUR", minute_cost="2"))
    assert next(row for row in found.rows if row.id == "C-1").cost is None
    assert any("no rate leads from it" in note for note in found.notes)
    with writing(told) as db:
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
    assert places(told, currency="EUR", minute_cost="2")["C-1"].cost == 48_00
