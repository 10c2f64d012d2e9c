from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.reports.kaplan_meier import Lasting, curve
from crmcli.domain.reports.pipeline import stages
from crmcli.domain.reports.pipeline.stages import Request
from crmcli.domain.reports.pipeline.stay_times import nearest_rank, quantile
from crmcli.errors import UsageError
from tests.domain.reports.histories import LOST, NEW, PROPOSAL, QUALIFIED, WON, day, keep
from tests.domain.reports.shop import opportunity, step, users
from tests.support.store import writing

AS_OF = date(2026, 11, 21)
LAST = (AS_OF - date(2026, 1, 1)).days


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return stages.report(db, Request(as_of=as_of, **asked))


def row_of(found: Any, stage: str) -> Any:
    return next(row for row in found.rows if row.stage == stage)


def few(store: Store) -> Store:
    """Three stays in New of 2, 4 and 6 days; one there for 100 days now, three for 5."""
    with writing(store) as db:
        keep(
            db,
            [
                ([(NEW, 0), (QUALIFIED, 2), (WON, 12)], 100),
                ([(NEW, 0), (LOST, 4)], 200),
                ([(NEW, 10), (PROPOSAL, 16)], 300),
                ([(NEW, LAST - 100)], 400),
                *[([(NEW, LAST - 5)], 500)] * 3,
            ],
        )
    return store


def test_stays_that_run_are_in_and_make_the_median_longer(store: Store) -> None:
    row = row_of(report(few(store)), "New")
    assert (row.stays, row.finished, row.running, row.longest) == (7, 3, 4, 100)
    assert row.mean_finished == 4.0
    # At 2 days 1 of 7 ends, at 4 one of 6, at 6 (three left the sample after 5) one of 2: .857, .714, .357
    assert (row.median, row.p90) == (6, None)


def test_every_stage_is_there_and_what_was_skipped_is_no_stay(store: Store) -> None:
    found = report(few(store))
    assert [(row.stage, row.stays) for row in found.rows] == [
        ("New", 7),
        ("Qualified", 1),
        ("Proposal", 1),
        ("Negotiation", 0),
    ]
    assert row_of(found, "Negotiation").median is None


def test_on_an_earlier_day_stays_ran_that_ended_later(store: Store) -> None:
    row = row_of(report(few(store), date(2026, 1, 4)), "New")
    assert (row.stays, row.finished, row.running, row.longest) == (2, 1, 1, 3)


def test_a_span_is_of_the_day_a_stay_began_on(store: Store) -> None:
    found = report(few(store), since=date(2026, 1, 11), until=date(2026, 1, 31))
    assert [row.stays for row in found.rows] == [1, 0, 1, 0]
    assert found.title == "Days in each stage, entered 2026-01-11 to 2026-01-31"


def test_one_that_came_back_has_two_stays(store: Store) -> None:
    with writing(store) as db:
        keep(db, [([(NEW, 0), (QUALIFIED, 3), (NEW, 8), (QUALIFIED, 9)], None)])
    row = row_of(report(store), "New")
    assert (row.stays, row.finished, row.median) == (2, 2, 1)


def test_days_that_nobody_recorded_are_left_out_and_told(store: Store) -> None:
    with writing(store) as db:
        deal = opportunity(db, "Won", 100, closed_on="2026-02-01")
        step(db, deal, None, "Won", "2026-02-01")
    found = report(store)
    assert {row.stays for row in found.rows} == {0}
    assert found.notes[-1] == "1 stay in a stage or since a day that nobody recorded left out"


def won(store: Store, *days: int) -> None:
    """So many won ones, each so many days in New, and then won."""
    with writing(store) as db:
        keep(db, [([(NEW, 0), (WON, each)], 100) for each in days])


def test_too_long_is_longer_than_nine_of_ten_of_the_won_ones_were(store: Store) -> None:
    won(store, *range(1, 11))
    with writing(store) as db:
        keep(db, [([(NEW, LAST - 9)], 100), ([(NEW, LAST - 10)], 900), ([(NEW, LAST - 30)], 500)])
        keep(db, [([(NEW, LAST - 90)], None)])
    found = report(store, stuck=True)
    assert [(row.amount, row.days, row.limit, row.stage) for row in found.rows] == [
        (900, 10, 9, "New"),
        (500, 30, 9, "New"),
        (None, 90, 9, "New"),
    ]
    assert row_of(report(store), "New").stuck == 3
    assert row_of(report(store), "Qualified").stuck == 0
    assert report(store, stuck=True, limit=1).notes[0] == "1 of 3 opportunities shown; --limit 0 shows all"


def test_with_few_won_nobody_is_called_stuck_unless_the_days_are_given(store: Store) -> None:
    won(store, *range(1, 10))
    with writing(store) as db:
        keep(db, [([(NEW, LAST - 90)], 100)])
    found = report(store, stuck=True)
    assert list(found.rows) == []
    assert row_of(report(store), "New").stuck is None
    assert "too few were won by way of New, Qualified, Proposal, Negotiation" in found.notes[0]
    assert [row.limit for row in report(store, stuck=True, days=89).rows] == [89]
    assert not report(store, stuck=True, days=90).rows
    with pytest.raises(UsageError, match="--days -1 is below zero"):
        report(store, days=-1)


def test_stuck_ones_of_several_currencies_stand_apart(store: Store) -> None:
    with writing(store) as db:
        for currency, amount in (("TRY", 10), ("TRY", 30), ("USD", 99)):
            deal = opportunity(db, "New", amount, currency=currency, created_on=day(0))
            step(db, deal, None, "New", day(0))
    found = report(store, stuck=True, days=1)
    assert [(row.currency, row.amount) for row in found.rows] == [("TRY", 30), ("TRY", 10), ("USD", 99)]


def test_groups_have_stages_of_their_own(store: Store) -> None:
    few(store)
    with writing(store) as db:
        (ada,) = users(db, "Ada")
        db.update("opportunity", 1, {"owner_id": ada})
    found = report(store, by="owner")
    assert [(row.group, row.stage, row.stays) for row in found.rows if row.stays] == [
        (None, "New", 6),
        (None, "Proposal", 1),
        ("Ada", "New", 1),
        ("Ada", "Qualified", 1),
    ]
    assert {row.group for row in report(store, by="month").rows} == {"2026-01", "2026-08", "2026-11"}


@pytest.mark.parametrize("asked", [{}, {"by": "month"}])
def test_every_row_is_explained_by_its_stays(store: Store, asked: dict[str, Any]) -> None:
    found = report(few(store), **asked)
    with store.reading() as db:
        for row in found.rows:
            _, listing = stages.explain(db, Request(as_of=AS_OF, **asked), row)
            assert len(listing.rows) == row.stays
            assert sum(one.running for one in listing.rows) == row.running


def test_a_stuck_one_is_explained_by_its_way(store: Store) -> None:
    few(store)
    found = report(store, stuck=True, days=99)
    with store.reading() as db:
        (row,) = [row for row in found.rows if row.stage == "Proposal"]
        _, way = stages.explain(db, Request(as_of=AS_OF, stuck=True, days=99), row)
    assert [(one.stage, one.days, one.running) for one in way.rows] == [
        ("New", 6, False),
        ("Proposal", LAST - 16, True),
    ]


def estimate(ended: list[int], running: list[int]) -> Any:
    return curve([*(Lasting(one, True) for one in ended), *(Lasting(one, False) for one in running)])


@given(st.lists(st.integers(0, 50), min_size=1))
def test_without_a_running_stay_quantiles_are_those_of_the_list(ended: list[int]) -> None:
    for percent in (10, 50, 90, 100):
        assert quantile(estimate(ended, []), percent / 100) == nearest_rank(ended, percent)


@given(st.lists(st.integers(0, 50), min_size=1), st.lists(st.integers(0, 50)))
def test_a_running_stay_never_makes_the_median_shorter(ended: list[int], running: list[int]) -> None:
    longer = [one + 60 for one in running]
    before, after = (quantile(estimate(ended, part), 0.5) for part in ([], longer))
    assert before is not None
    assert after is None or after >= before
