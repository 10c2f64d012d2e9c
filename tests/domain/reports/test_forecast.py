from datetime import date
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.pipeline import forecast
from crmcli.domain.reports.pipeline.forecast import Request
from crmcli.domain.reports.pipeline.forecast_spans import bounds, through
from crmcli.errors import UsageError
from crmcli.sql import Writer
from tests.domain.reports.shop import named, opportunity, step, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return forecast.report(db, Request(as_of=as_of, **asked))


def target(db: Writer, first: str, last: str, amount: int, **columns: Any) -> None:
    """A target of what is to be won, in minor units of TRY."""
    values = {
        "metric": "won_amount",
        "from_on": first,
        "until_on": last,
        "amount_minor": amount,
        "currency": "TRY",
    }
    db.insert("target", values | columns)


def few(store: Store) -> Store:
    """Two overdue, one today, one in December, two in February, one of no day; two won."""
    with writing(store) as db:
        opportunity(db, "New", 1000, expected_close="2026-11-20")
        opportunity(db, "New", 2000, expected_close="2025-01-01")
        opportunity(db, "Proposal", 4000, expected_close="2026-11-21")
        opportunity(db, "Proposal", 8000, expected_close="2026-12-31", probability=90)
        opportunity(db, "Qualified", 10001, expected_close="2027-02-01", probability=10)
        opportunity(db, "Qualified", None, expected_close="2027-02-02")
        opportunity(db, "New", 500)
        opportunity(db, "Won", 700, closed_on="2026-11-02")
        opportunity(db, "Won", 300, closed_on="2026-10-31")
        opportunity(db, "Lost", 9999, closed_on="2026-11-02", expected_close="2026-12-01")
    return store


def test_months_stand_in_a_row_after_what_is_overdue_and_before_what_has_no_day(store: Store) -> None:
    found = report(few(store))
    assert [
        (row.group, row.count, row.amount, row.weighted, row.won, row.expected) for row in found.rows
    ] == [
        ("overdue", 2, 3000, 300, None, 300),
        ("2026-11", 1, 4000, 2000, 700, 2700),
        ("2026-12", 1, 8000, 7200, 0, 7200),
        ("2027-01", 0, 0, 0, 0, 0),
        ("2027-02", 2, 10001, 1000, 0, 1000),
        ("no day", 1, 500, 50, None, 50),
    ]
    total = found.total
    assert (total.count, total.amount, total.weighted, total.won) == (7, 25501, 10550, 700)
    assert found.notes == (
        "2 opportunities expected to close before the day: overdue",
        "4 opportunities weighted by the default of the stage",
        "1 opportunity without an amount",
    )


def test_best_is_everything_and_commit_only_what_somebody_said(store: Store) -> None:
    rows = {row.group: row for row in report(few(store)).rows}
    assert [rows[name].best for name in ("overdue", "2026-11", "2026-12")] == [3000, 4700, 8000]
    assert [rows[name].commit for name in rows] == [None, None, 8000, 0, 0, None]
    assert {row.group: row.commit for row in report(store, commit=10).rows}["2027-02"] == 10001
    with pytest.raises(UsageError, match="--commit 101 is no percentage"):
        report(store, commit=101)


def test_a_span_is_of_the_expected_close_and_of_the_sale(store: Store) -> None:
    found = report(few(store), since=date(2026, 10, 1), until=date(2026, 12, 31), by="quarter")
    assert [(row.group, row.count, row.amount, row.won) for row in found.rows] == [
        ("overdue", 1, 1000, None),
        ("2026-Q4", 2, 12000, 1000),
    ]
    assert "1 opportunity without an expected close left out" in found.notes
    assert [row.group for row in report(store, since=date(2026, 9, 1), until=date(2026, 10, 31)).rows] == [
        "2026-09",
        "2026-10",
    ]


def test_by_anything_else_what_is_overdue_stands_in_a_column(store: Store) -> None:
    few(store)
    with writing(store) as db:
        ada, ali = users(db, "Ada", "Ali")
        for number, owner in ((1, ada), (3, ada), (4, ali), (8, ali)):
            db.update("opportunity", number, {"owner_id": owner})
    found = report(store, by="owner", since=date(2026, 11, 1), until=date(2026, 12, 31))
    assert [(row.group, row.amount, row.overdue, row.won) for row in found.rows] == [
        ("Ali", 8000, 0, 700),
        ("Ada", 5000, 1000, 0),
    ]
    assert {row.won for row in report(store, by="owner").rows} == {None}


def test_targets_stand_beside_their_period_or_are_made_up_of_its_parts(store: Store) -> None:
    with writing(store) as db:
        few_months = (("2026-10-01", "2026-10-31", 100), ("2026-11-01", "2026-11-30", 200))
        for first, last, amount in (*few_months, ("2026-12-01", "2026-12-31", 300)):
            target(db, first, last, amount)
        (ada,) = users(db, "Ada")
        target(db, "2026-10-01", "2026-12-31", 77, owner_id=ada)
        opportunity(db, "New", 1000, expected_close="2026-12-31", owner_id=ada)
        opportunity(db, "Won", 500, closed_on="2026-10-05")
    assert [(row.group, row.target) for row in report(store).rows] == [("2026-11", 200), ("2026-12", 300)]
    assert report(store).total.target == 500
    quarter = {"since": date(2026, 10, 1), "until": date(2026, 12, 31)}
    assert [row.target for row in report(store, by="quarter", **quarter).rows] == [600]
    assert [(row.group, row.target) for row in report(store, by="owner", **quarter).rows] == [
        ("Ada", 77),
        (None, None),
    ]
    assert report(store, by="year").rows[0].target is None
    assert report(store).pictures[0].bars[0].mark == 200.0


def test_currencies_stand_apart_or_are_turned(store: Store) -> None:
    with writing(store) as db:
        opportunity(db, "Proposal", 1000, expected_close="2026-12-01")
        opportunity(db, "Proposal", 3000, expected_close="2026-12-01")
        opportunity(db, "Proposal", 100, expected_close="2026-12-01", currency="USD")
        opportunity(db, "Won", 100, closed_on="2026-11-02", currency="USD")
        for on, rate in (("2026-11-01", "40"), ("2026-11-10", "42")):
            db.insert("rate", {"currency": "USD", "base": "TRY", "day": on, "rate": rate})
    found = report(store)
    assert [(row.group, row.currency, row.amount) for row in found.rows if row.count] == [
        ("2026-12", "TRY", 4000),
        ("2026-12", "USD", 100),
    ]
    assert found.total is None
    turned = report(store, currency="TRY")
    assert [(row.group, row.amount, row.won) for row in turned.rows] == [
        ("2026-11", 0, 4000),
        ("2026-12", 8200, 0),
    ]


def test_a_past_day_knows_nothing_of_later_steps(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Won", 1000, closed_on="2026-06-01", expected_close="2026-07-15")
        step(db, deal, None, "New", "2026-01-01")
        step(db, deal, "New", "Proposal", "2026-05-01")
        step(db, deal, "Proposal", "Won", "2026-06-01")
    for day, weighted in (("2026-04-30", 100), ("2026-05-31", 500)):
        rows = report(store, date.fromisoformat(day)).rows
        assert [(row.group, row.weighted) for row in rows if row.count] == [("2026-07", weighted)]
    assert [(row.group, row.won) for row in report(store, date(2026, 6, 1)).rows] == [("2026-06", 1000)]


@pytest.mark.parametrize(
    "asked",
    [{}, {"by": "quarter"}, {"by": "stage"}, {"by": "month", "since": date(2026, 1, 1)}, {"by": "owner"}],
)
def test_every_row_is_explained_by_its_opportunities(store: Store, asked: dict[str, Any]) -> None:
    few(store)
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        db.update("opportunity", 1, {"owner_id": ada})
        db.insert("product", named("Masa"))
    found = report(store, **asked)
    with store.reading() as db:
        for row in [*found.rows, found.total]:
            _, opened, *won = forecast.explain(db, Request(as_of=AS_OF, **asked), row)
            assert len(opened.rows) == row.count
            assert sum(one.amount or 0 for one in opened.rows) == (row.amount or 0)
            exact = sum((one.amount or 0) * round(one.probability * 100) for one in opened.rows)
            assert abs(exact - 100 * (row.weighted or 0)) <= 50
            assert sum(one.amount or 0 for listing in won for one in listing.rows) == (row.won or 0)


def test_periods_run_through_the_turn_of_the_year() -> None:
    assert through("2026-11", "2027-02", "month") == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert through("2026-Q4", "2027-Q1", "quarter") == ["2026-Q4", "2027-Q1"]
    assert through("2026", "2027", "year") == ["2026", "2027"]
    assert through("0026-01", "2026-01", "month") == []
    assert bounds("2026-Q4") == (date(2026, 10, 1), date(2026, 12, 31))
    assert bounds("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))


def test_nothing_open_is_said_and_no_failure(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.total, found.pictures) == ([], None, ())
    assert found.empty is not None
