"""Demand, satisfaction, service and checks, each worked out by hand."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.care import checks, demand, running_times, satisfaction, service
from crmcli.domain.reports.care.running_times import Time
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, lead, named, opportunity, order, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def ask(store: Store, module: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return module.report(db, module.Request(**{"as_of": AS_OF, **asked}))


def rows(store: Store, module: Any, *names: str, **asked: Any) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in ask(store, module, **asked).rows]


def wish(db: Writer, name: str, **columns: Any) -> None:
    db.insert("request", {**named(name), "status": "open", "asked_on": "2026-11-01", **columns})


def test_demand_ranks_by_customers_and_the_revenue_behind_them(store: Store) -> None:
    with writing(store) as db:
        ada, bora, can = customers(db, "Ada", "Bora", "Can")
        contact = db.insert("contact", named("Ada'nın satın almacısı"))
        db.insert("customer_contact", {"customer_id": ada, "contact_id": contact})
        order(db, ada, "2026-01-10", 100_00)
        order(db, ada, "2025-11-21", 999_00)  # a year ago to the day: outside
        order(db, ada, "2025-11-22", 1_00)
        order(db, ada, "2026-02-01", 500_00, status="cancelled")
        order(db, bora, "2026-03-01", 50_00)
        order(db, bora, "2026-03-02", -20_00)
        order(db, can, "2026-04-01", 900_00)
        opportunity(db, "New", 7_00, customer_id=ada)
        opportunity(db, "Won", 8_00, customer_id=ada, closed_on="2026-02-02")
        wish(db, "Akşam teslimatı", customer_id=ada, weight=4)
        wish(db, "akşam teslimatı", contact_id=contact, weight=1)
        wish(db, "AKŞAM TESLİMATI", customer_id=bora, status="planned", asked_on="2026-11-05")
        wish(db, "Taksit", customer_id=can, weight=5)
        wish(db, "Hediye paketi", lead_id=lead(db))
        wish(db, "Kapıda ödeme", customer_id=can, status="done")
        wish(db, "Yarın sorulacak", customer_id=can, asked_on="2026-11-22")
    found = rows(
        store,
        demand,
        "wish",
        "customers",
        "leads",
        "requests",
        "weight",
        "revenue",
        "open_sales",
        currency="TRY",
    )
    assert found == [
        ("Akşam teslimatı", 2, 0, 3, 5, 131_00, 7_00),
        ("Taksit", 1, 0, 1, 5, 900_00, 0),
        ("Hediye paketi", 0, 1, 1, 0, 0, 0),
    ]
    assert [name for (name,) in rows(store, demand, "wish", currency="TRY", all=True)] == [
        "Akşam teslimatı",
        "Taksit",
        "Kapıda ödeme",
        "Hediye paketi",
    ]
    assert rows(store, demand, "wish", currency="TRY", where=("weight = 5",)) == [("Taksit",)]


def test_demand_turns_foreign_amounts_and_names_what_it_can_t(store: Store) -> None:
    with writing(store) as db:
        (ada,) = customers(db, "Ada")
        order(db, ada, "2026-01-10", 10_00, currency="EUR")
        order(db, ada, "2026-01-10", 10_00, currency="USD")
        db.insert("rate", {"currency": "EUR", "base": "TRY", "day": "2026-01-01", "rate": "50"})
        wish(db, "Taksit", customer_id=ada)
    found = ask(store, demand, currency="TRY")
    assert [row.revenue for row in found.rows] == [500_00]
    assert found.notes == ("amounts in USD left out: no rate in TRY; crm rate set USD DAY RATE --base TRY",)


def answer(db: Writer, day: str, **scores: Any) -> None:
    db.insert("survey", {"answered_on": day, "scale": 5, **scores})


@pytest.fixture
def answered(store: Store) -> Store:
    """Ten answers in October (5 of 9-10, 3 of 0-6: NPS 20), two in November (NPS -50)."""
    with writing(store) as db:
        (ada,) = customers(db, "Ada", city="İzmir")
        for nps in (10, 10, 9, 9, 9, 8, 7, 6, 3, 0):
            answer(db, "2026-10-05", nps=nps, topic="teslimat")
        answer(db, "2026-11-02", nps=7, expectation=4, experience=5, satisfaction=4, customer_id=ada)
        answer(db, "2026-11-03", nps=6, expectation=5, experience=2, satisfaction=3, topic="fiyat")
        answer(db, "2026-11-04", scale=10, expectation=8, experience=9, satisfaction=8)
        answer(db, "2026-12-01", nps=0)
    return store


def test_nps_is_the_share_of_9_and_10_less_that_of_0_to_6(answered: Store) -> None:
    found = rows(answered, satisfaction, "group", "answers", "nps", "promoters", "detractors", "trend")
    assert found == [("2026-10", 10, 20.0, 5, 3, None), ("2026-11", 3, -50.0, 0, 1, -70.0)]
    whole = ask(answered, satisfaction).total
    assert (whole.answers, whole.nps) == (13, 100 * (5 - 4) / 12)


def test_satisfaction_is_experience_less_expectation_on_one_scale(answered: Store) -> None:
    (_, november) = ask(answered, satisfaction).rows
    assert november.expectation == pytest.approx((4 + 5 + 8 / 2) / 3)
    assert november.experience == pytest.approx((5 + 2 + 9 / 2) / 3)
    assert november.gap == pytest.approx((1 - 3 + 0.5) / 3)
    assert november.content == pytest.approx(1 / 3)
    assert ask(answered, satisfaction).notes == ("scores of 1 answer brought to a scale of 5",)


def test_satisfaction_is_told_by_anything(answered: Store) -> None:
    assert rows(answered, satisfaction, "group", "answers", by="topic") == [
        ("teslimat", 10),
        ("fiyat", 1),
        (None, 2),
    ]
    assert rows(answered, satisfaction, "group", "answers", by="quarter") == [("2026-Q4", 13)]
    with writing(answered) as db:
        db.insert("segment", {**named("İzmirliler"), "noun": "customer", "filter": "city = İzmir"})
        db.insert("segment", {**named("Ankaralılar"), "noun": "customer", "filter": "city = Ankara"})
    assert rows(answered, satisfaction, "group", "answers", by="segment") == [("İzmirliler", 1)]


def test_an_answer_without_scores_has_no_nps(store: Store) -> None:
    with writing(store) as db:
        answer(db, "2026-11-02", note="güzel")
    assert rows(store, satisfaction, "nps", "gap", "content", "expectation") == [(None, None, None, None)]


@pytest.fixture
def handled(store: Store) -> Store:
    """Ten cases of Monday 2 November at nine, resolved after one to ten hours of working time."""

    def insert(db: Writer, **columns: Any) -> int:
        row = {**named("Fatura"), "priority": "normal", "status": "open", "opened_at": "2026-11-02T09:00:00Z"}
        return db.insert("support_case", {**row, **columns})

    with writing(store) as db:
        (ayse,) = users(db, "Ayşe", active=1)
        for hours in range(1, 9):
            end = f"2026-11-02T{9 + hours:02}:00:00Z"
            insert(db, status="resolved", first_response_at=end, resolved_at=end, owner_id=ayse)
        for end in ("2026-11-02T18:00:00Z", "2026-11-03T10:00:00Z"):
            number = insert(db, status="resolved", resolved_at=end)
            for kind in ("resolved", "reopened", "resolved"):
                db.insert("case_step", {"case_id": number, "kind": kind, "at": end})
        insert(db, branch="Kadıköy")
        insert(db, status="resolved", resolved_at="2026-11-03", opened_at="2026-11-02")
        insert(db, status="resolved", resolved_at="2026-11-02T10:00:00Z", duplicate_of_id=1)
        insert(db, opened_at="2026-10-31T23:30:00Z")
    return store


NAMES = ("group", "opened", "resolved", "open", "response", "resolution", "resolution_90", "reopened")


def test_service_counts_working_hours_to_an_answer_and_a_solution(handled: Store) -> None:
    found = ask(handled, service)
    assert rows(handled, service, *NAMES) == [
        ("2026-10", 1, 0, 1, None, None, None, None),
        ("2026-11", 12, 11, 1, 6.0, 6.0, 10.0, 2 / 11),
    ]
    assert found.notes == (
        "1 case repeating another left out",
        "1 resolved case without a time of day: not in the times",
        "2 cases still open: in the times, as having taken at least as long",
    )


def test_service_stands_as_of_its_day(handled: Store) -> None:
    (_, november) = rows(handled, service, "opened", "resolved", "open", as_of=date(2026, 11, 2))
    assert november == (12, 9, 3)


def test_service_is_told_by_anything_and_by_the_hours_we_work(handled: Store) -> None:
    assert rows(handled, service, "group", "opened", by="owner") == [("Ayşe", 8), (None, 5)]
    (_, november) = rows(handled, service, "resolution_90", work_hours="09:00-13:00")
    assert november == (5.0,)  # the tenth of eleven, one of which is open


def test_service_keeps_to_the_days_asked_for(handled: Store) -> None:
    span = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
    assert rows(handled, service, "group", "opened", **span) == [("2026-11", 12)]


@pytest.mark.parametrize(
    ("ordered", "median", "p90"),
    [
        ((), None, None),
        ((7,), 7.0, 7.0),
        ((1, 2), 1.5, 2.0),
        (tuple(range(1, 11)), 5.5, 9.0),
        (tuple(range(1, 12)), 6.0, 10.0),
    ],
)
def test_percentiles_are_by_nearest_rank(
    ordered: tuple[int, ...], median: float | None, p90: float | None
) -> None:
    times = [Time(length, done=True) for length in ordered]
    assert (running_times.median(times), running_times.percentile(times, 90)) == (median, p90)


@pytest.fixture
def looked_at(store: Store) -> Store:
    """Two checks of Kadıköy, one of Beşiktaş without answers."""
    with writing(store) as db:
        for branch, day, points, best, answers in (
            ("Kadıköy", "2026-10-01", 9, 10, "Karşılama: 4/5\nTemizlik: 5/5"),
            ("Kadıköy", "2026-11-01", 4, 10, "karşılama: 1/5\nTemizlik: 3/5"),
            ("Beşiktaş", "2026-11-02", 45, 50, None),
        ):
            row = {"branch": branch, "checked_on": day, "points": points, "best": best}
            db.insert("shop_check", row | ({"answers": answers} if answers else {}))
    return store


def test_checks_tell_where_to_look_first(looked_at: Store) -> None:
    found = rows(looked_at, checks, "group", "checks", "score", "worst", "weakest")
    assert found == [("Kadıköy", 2, 0.65, 0.4, "Karşılama"), ("Beşiktaş", 1, 0.9, 0.9, None)]


def test_checks_are_told_question_by_question(looked_at: Store) -> None:
    found = ask(looked_at, checks, by="question")
    assert [(row.group, row.checks, row.score) for row in found.rows] == [
        ("Karşılama", 2, 0.5),
        ("Temizlik", 2, 0.8),
    ]
    assert found.notes == ("1 check without answers left out",)


@pytest.mark.parametrize("module", [demand, satisfaction, service, checks])
def test_an_empty_store_gives_an_empty_report_with_the_way_to_the_first_row(
    store: Store, module: Any
) -> None:
    found = ask(store, module)
    assert (list(found.rows), found.total) == ([], None)
    assert "crm " in found.empty
