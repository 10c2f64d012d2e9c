"""The reports of care in the shape of all: groups, spans, zones, pictures, and what is behind each row."""

from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Bars, Chart, Grid
from crmcli.domain.reports.care import checks, demand, satisfaction, service, service_facts, survey_sums
from crmcli.domain.results import Listing
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import customers, lead, named, opportunity, order, users
from tests.support.store import writing

DAY = date(2026, 11, 21)
Parts = dict[str | None, Listing[Any]]


def ask(store: Store, module: Any, **asked: Any) -> Any:
    with store.reading() as db:
        return module.report(db, module.Request(**{"as_of": DAY, **asked}))


def behind(store: Store, module: Any, row: Any, **asked: Any) -> Parts:
    with store.reading() as db:
        found = module.explain(db, module.Request(**{"as_of": DAY, **asked}), row)
    return {part.title: part for part in found}


@pytest.fixture
def people(store: Store) -> Store:
    """Three customers in two cities, an owner, a saved segment; the first of them buys."""
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        customers(db, "Bir", "İki", city="İzmir", owner_id=ada)
        customers(db, "Üç", city="Bursa", branch="Bursa")
        for day in ("2026-01-10", "2026-05-10"):
            order(db, 1, day, 100_00)
        order(db, 3, "2026-06-10", 50_00)
        db.insert("segment", {**named("İzmirliler"), "noun": "customer", "filter": "city = İzmir"})
    return store


# satisfaction


@pytest.fixture
def answered(people: Store) -> Store:
    with writing(people) as db:
        for who, day, nps, said, met, topic in (
            (1, "2026-09-01", 10, 4, 5, "teslimat"),
            (1, "2026-10-01", 8, 4, 4, "fiyat"),
            (2, "2026-10-02", 3, 5, 2, "fiyat"),
            (3, "2026-11-01", 9, 3, 4, None),
            (None, "2026-11-02", 0, None, None, None),
        ):
            row = {"customer_id": who, "answered_on": day, "nps": nps, "scale": 5, "topic": topic}
            db.insert("survey", {**row, "expectation": said, "experience": met, "satisfaction": met})
    return people


COUNTS = ("answers", "promoters", "passives", "detractors", "paired")


def test_groups_of_answers_add_up_to_all(answered: Store) -> None:
    for by in [by for by in survey_sums.BY if by != "segment"]:
        found = ask(answered, satisfaction, by=by)
        for name in COUNTS:
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name), name
        assert (found.total.answers, found.total.nps) == (5, 0.0)


def test_answers_are_told_by_segment(answered: Store) -> None:
    rows = ask(answered, satisfaction, by="segment").rows
    assert [(row.group, row.answers) for row in rows] == [("İzmirliler", 3)]
    groups = {row.group for row in ask(answered, satisfaction, by="rfm").rows}
    assert len(groups - {None}) == 2


def test_the_trend_is_a_line_and_the_gap_a_bar_from_expected_to_met(answered: Store) -> None:
    chart, bars = ask(answered, satisfaction).pictures
    assert isinstance(chart, Chart)
    assert chart.lines[0].points == ((0.0, 100.0), (1.0, -50.0), (2.0, 0.0))
    assert isinstance(bars, Bars)
    assert [bar.value for bar in bars.bars] == [2, 1, 2]
    gaps, _ = ask(answered, satisfaction, by="city").pictures
    assert [(bar.label, bar.start, bar.value) for bar in gaps.bars] == [
        ("İzmir", pytest.approx(13 / 3), pytest.approx(11 / 3)),
        ("Bursa", 3.0, 4.0),
    ]


def test_what_is_behind_a_score_are_its_answers(answered: Store) -> None:
    for by in list(survey_sums.BY):
        found = ask(answered, satisfaction, by=by)
        for row in (*found.rows, found.total):
            listed = behind(answered, satisfaction, row, by=by)["answers"].rows
            assert len(listed) == row.answers
            assert sum(one.nps >= 9 for one in listed) == row.promoters
            gaps = [one.gap for one in listed if one.gap is not None]
            assert (sum(gaps) / len(gaps) if gaps else None) == row.gap


# service


def case(db: Writer, opened: str, **columns: Any) -> int:
    row = {**named("Fatura"), "priority": "normal", "status": "open", "opened_at": opened, **columns}
    return db.insert("support_case", row)


@pytest.fixture
def handled(people: Store) -> Store:
    """Four cases of the week of Monday 2 November 2026, one of them after midnight in Istanbul."""
    with writing(people) as db:
        first = {"first_response_at": "2026-11-02T10:00:00Z", "resolved_at": "2026-11-02T12:00:00Z"}
        case(db, "2026-11-02T09:00:00Z", customer_id=1, status="resolved", **first)
        case(db, "2026-11-03T09:00:00Z", customer_id=2, first_response_at="2026-11-03T17:00:00Z")
        case(db, "2026-11-19T09:00:00Z", customer_id=3, priority="urgent")
        case(db, "2026-10-31T22:30:00Z")
        done = {"kind": "call", "direction": "in", "done": 1, "subject": "x"}
        db.insert("activity", {**done, "at": "2026-11-02T09:59:59Z"})
        db.insert("activity", {**done, "at": "2026-11-02T09:15:00Z", "direction": "out"})
    return people


PROMISED = {"case_response_hours": "urgent=1,normal=4"}


def test_groups_of_cases_add_up_to_all(handled: Store) -> None:
    for by in [by for by in service_facts.BY if by != "segment"]:
        found = ask(handled, service, by=by, **PROMISED)
        for name in ("opened", "resolved", "open"):
            assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name)
        assert sum(row.overdue or 0 for row in found.rows) == found.total.overdue == 2


def test_cases_are_told_by_kind_of_customer(handled: Store) -> None:
    assert [(row.group, row.opened) for row in ask(handled, service, by="segment").rows] == [
        ("İzmirliler", 2)
    ]
    assert {row.group for row in ask(handled, service, by="kind").rows} == {"organisation", None}


def test_days_and_hours_are_those_of_the_zone(handled: Store) -> None:
    assert [row.group for row in ask(handled, service).rows] == ["2026-10", "2026-11"]
    found = ask(handled, service, zone="Europe/Istanbul")
    assert [row.group for row in found.rows] == ["2026-11"]
    grid = found.pictures[-1]
    assert isinstance(grid, Grid)
    sunday = grid.cells[6][grid.columns.index("01")]
    assert sunday.text == "1"


def test_the_week_shows_when_cases_and_calls_come_in(handled: Store) -> None:
    grid = ask(handled, service).pictures[-1]
    assert grid.rows == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    assert (grid.columns[0], grid.columns[-1]) == ("09", "22")
    assert [cells[0].text for cells in grid.cells] == ["2", "1", "", "1", "", "", ""]
    assert sum(int(cell.text) for cells in grid.cells for cell in cells if cell.text) == 5
    only = ask(handled, service, where=("priority = urgent",)).pictures[-1]
    assert sum(int(cell.text) for cells in only.cells for cell in cells if cell.text) == 1


def test_what_was_promised_is_kept_or_overdue(handled: Store) -> None:
    (_, november) = ask(handled, service, **PROMISED).rows
    # Answered after 1 h and after 8 h of 4 promised; the urgent one waits still.
    assert (november.overdue, november.in_time) == (1, 1 / 3)
    assert ask(handled, service).total.overdue is None


def test_overdue_cases_are_listed_the_latest_first(handled: Store) -> None:
    found = ask(handled, service, overdue=True, **PROMISED)
    assert [(row.id, row.answer_by) for row in found.rows] == [
        (4, "2026-11-02 13:00"),
        (3, "2026-11-19 10:00"),
    ]
    assert found.rows[1].late == 8 + 9  # Thursday from ten and Friday; the day itself is a Saturday
    parts = behind(handled, service, found.rows[1], **PROMISED)
    assert {step.step: step.value for step in parts["steps"].rows}["late"] == "17 h"
    with pytest.raises(UsageError, match="no time to a first answer is promised"):
        ask(handled, service, overdue=True)


def test_what_is_behind_a_median_are_its_cases(handled: Store) -> None:
    for by in list(service_facts.BY):
        found = ask(handled, service, by=by)
        for row in (*found.rows, found.total):
            listed = behind(handled, service, row, by=by)["cases"].rows
            assert len(listed) == row.opened
            assert sum(one.resolved for one in listed) == row.resolved


# demand


@pytest.fixture
def asked_for(people: Store) -> Store:
    with writing(people) as db:
        someone = lead(db, city="Bursa")
        opportunity(db, "New", 7_00, customer_id=1)
        opportunity(db, "Won", 9_00, customer_id=1, closed_on="2026-11-10")
        opportunity(db, "New", 3_00, lead_id=someone)
        for who, brought_by, name, category, day in (
            (1, None, "Gece teslimatı", "teslimat", "2026-09-01"),
            (1, None, "Taksit", "ödeme", "2026-11-01"),
            (2, None, "Gece teslimatı", "teslimat", "2026-11-02"),
            (3, None, "Taksit", "Ödeme", "2026-11-03"),
            (None, someone, "Taksit", None, "2026-11-04"),
        ):
            row = {**named(name), "status": "open", "asked_on": day, "category": category}
            db.insert("request", {**row, "customer_id": who, "lead_id": brought_by, "weight": 1})
        row = {**named("Eski"), "status": "done", "asked_on": "2026-09-01", "closed_on": "2026-11-15"}
        db.insert("request", {**row, "customer_id": 2})
    return people


def test_the_total_counts_whoever_asks_for_two_things_once(asked_for: Store) -> None:
    found = ask(asked_for, demand)
    assert [(row.wish, row.customers, row.revenue, row.open_sales) for row in found.rows] == [
        ("Taksit", 2, 250_00, 10_00),
        ("Gece teslimatı", 2, 200_00, 7_00),
    ]
    total = found.total
    assert (total.customers, total.leads, total.requests, total.revenue) == (3, 1, 5, 250_00)


def test_demand_keeps_to_its_days_and_to_what_was_open_then(asked_for: Store) -> None:
    assert [row.wish for row in ask(asked_for, demand, until=date(2026, 9, 30)).rows] == ["Gece teslimatı"]
    then = ask(asked_for, demand, as_of=date(2026, 11, 9))
    assert "Eski" in {row.wish for row in then.rows}
    assert then.rows[0].open_sales == 7_00 + 9_00 + 3_00


def test_groups_of_those_who_ask_add_up_to_all(asked_for: Store) -> None:
    for by in [by for by in demand.BY if by not in ("request", "category", "channel")]:
        found = ask(asked_for, demand, by=by)
        for name in ("customers", "leads", "requests", "weight", "revenue", "open_sales"):
            if by == "branch":
                assert found.total.requests == sum(row.requests for row in found.rows)
            else:
                assert sum(getattr(row, name) for row in found.rows) == getattr(found.total, name), name


def test_wishes_are_told_by_category_and_ranked_by_what_counts(asked_for: Store) -> None:
    rows = ask(asked_for, demand, by="category").rows
    assert [(row.group, row.wishes, row.customers, row.revenue) for row in rows] == [
        ("Ödeme", 1, 2, 250_00),
        ("teslimat", 1, 2, 200_00),
        (None, 1, 0, 0),
    ]
    assert [row.group for row in ask(asked_for, demand, by="city", rank="sales").rows] == ["İzmir", "Bursa"]
    with pytest.raises(UsageError, match="can't be ranked by"):
        ask(asked_for, demand, rank="luck")


def test_what_is_behind_a_wish_are_its_requests_and_who_asks(asked_for: Store) -> None:
    for by in ["request", "category", "city", "owner"]:
        found = ask(asked_for, demand, by=by)
        for row in (*found.rows, found.total):
            parts = behind(asked_for, demand, row, by=by)
            assert len(parts["requests"].rows) == row.requests
            assert sum(one.revenue for one in parts["who asks"].rows) == row.revenue
            assert sum(one.open_sales for one in parts["who asks"].rows) == row.open_sales


def test_the_picture_of_demand_is_the_revenue_behind_it(asked_for: Store) -> None:
    (bars,) = ask(asked_for, demand).pictures
    assert [(bar.label, bar.value) for bar in bars.bars] == [("Taksit", 250_00), ("Gece teslimatı", 200_00)]


# checks


@pytest.fixture
def looked_at(store: Store) -> Store:
    with writing(store) as db:
        for branch, day, points, best, answers in (
            ("Kadıköy", "2026-10-01", 9, 10, "Karşılama: 4/5\nTemizlik: 5/5"),
            ("Kadıköy", "2026-11-01", 4, 10, "karşılama: 1/5\nTemizlik: 3/5"),
            ("Beşiktaş", "2026-11-02", 3, 5, "Temizlik: 3/5"),
        ):
            row = {"branch": branch, "checked_on": day, "points": points, "best": best, "answers": answers}
            db.insert("shop_check", row)
    return store


def test_points_of_groups_add_up_to_all(looked_at: Store) -> None:
    for by in list(checks.BY):
        found = ask(looked_at, checks, by=by)
        assert (sum(row.points for row in found.rows), sum(row.best for row in found.rows)) == (16, 25)
        assert (found.total.points, found.total.best) == (16, 25)


def test_the_heat_is_the_score_of_each_question_in_each_branch(looked_at: Store) -> None:
    (grid,) = ask(looked_at, checks).pictures
    assert isinstance(grid, Grid)
    assert (grid.rows, grid.columns) == (("Karşılama", "Temizlik"), ("Beşiktaş", "Kadıköy"))
    assert [[cell.text for cell in cells] for cells in grid.cells] == [["", "50 %"], ["60 %", "80 %"]]
    assert grid.cells[1][1].weight == 0.8


def test_what_is_behind_a_score_of_a_branch_are_its_checks(looked_at: Store) -> None:
    for by in list(checks.BY):
        found = ask(looked_at, checks, by=by)
        for row in (*found.rows, found.total):
            listed = behind(looked_at, checks, row, by=by)["checks"].rows
            assert len(listed) == row.checks
            assert (sum(one.points for one in listed), sum(one.best for one in listed)) == (
                row.points,
                row.best,
            )


@pytest.mark.parametrize(
    ("module", "by"), [(checks, "branch"), (demand, "request"), (satisfaction, "topic"), (service, "owner")]
)
def test_rows_are_cut_and_said_so(looked_at: Store, module: Any, by: str) -> None:
    with writing(looked_at) as db:
        customers(db, "Bir", "İki")
        users(db, "Ada")
        for who in (1, 2):
            db.insert("request", {**named(f"x{who}"), "customer_id": who, "status": "open"})
            db.insert("survey", {"answered_on": "2026-11-01", "scale": 5, "topic": f"t{who}", "nps": 9})
        case(db, "2026-11-02T09:00:00Z", owner_id=1)
        case(db, "2026-11-02T09:00:00Z")
    found = ask(looked_at, module, by=by, limit=1)
    assert len(found.rows) == 1
    assert found.notes[0] == "1 of 2 rows shown; --limit 0 shows all"
