from datetime import date, timedelta
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.pictures import Chart
from crmcli.domain.reports.customers import survival
from crmcli.domain.reports.customers.survival import AgeRow, GroupRow, Request, lasted
from crmcli.domain.reports.kaplan_meier import Lasting, curve
from crmcli.errors import UsageError
from tests.domain.reports.shop import customers, order
from tests.support.store import writing

AS_OF = date(2026, 11, 21)


def report(store: Store, as_of: date = AS_OF, **asked: Any) -> Any:
    with store.reading() as db:
        return survival.report(db, Request(as_of=as_of, **asked))


def ago(days: int) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def filled(store: Store) -> Store:
    """Bought first and last so many days ago; with a lapse of 100 days Ada and Can are gone."""
    with writing(store) as db:
        for name, city, first, last in (
            ("Ada", "İzmir", 400, 300),
            ("Can", "İzmir", 150, 150),
            ("Ece", "Ankara", 500, 10),
            ("Ali", None, 90, 90),
        ):
            (number,) = customers(db, name, city=city)
            for day in {first, last}:
                order(db, number, ago(day), 1000)
    return store


def test_a_customer_is_gone_the_day_after_the_lapse() -> None:
    assert lasted(first=0, last=50, as_of=150, lapse=100) == (150, False)
    assert lasted(first=0, last=50, as_of=151, lapse=100) == (150, True)


def test_the_curve_is_that_of_the_days(store: Store) -> None:
    found = report(filled(store), lapse=100)
    # Can is gone after 100 days of three who were seen so long, Ada after 200 of two.
    assert [(row.age, row.at_risk, row.ended, row.running) for row in found.rows] == [
        ("day 30", 4, 0, 0),
        ("day 90", 4, 0, 1),
        ("day 180", 2, 1, 0),
        ("day 365", 1, 1, 0),
        ("day 500", 1, 0, 1),
    ]
    assert [row.survival for row in found.rows] == pytest.approx([1, 1, 2 / 3, 1 / 3, 1 / 3])
    assert found.notes[0] == (
        "half of the customers stay 200 days (95 %: 100 to not seen yet); "
        "gone is who has not bought for more than 100 days"
    )


def test_each_customer_ends_in_one_row(store: Store) -> None:
    rows = report(filled(store), lapse=100).rows
    assert sum(row.ended + row.running for row in rows) == 4


def test_a_stay_longer_than_any_age_has_a_row_of_its_own(store: Store) -> None:
    with writing(store) as db:
        (old,) = customers(db, "Eski")
        order(db, old, "1986-11-21", 1000)
        order(db, old, "2026-11-01", 1000)
    found = report(store)
    assert [(row.age, row.running) for row in found.rows][-2:] == [("day 10950", 0), ("day 14610", 1)]


def test_two_who_are_gone_after_as_long_say_nothing_of_an_interval(store: Store) -> None:
    with writing(store) as db:
        for number in customers(db, "Ada", "Can"):
            order(db, number, ago(200), 1000)
    found = report(store, lapse=100)
    assert found.notes[0].startswith(
        "half of the customers stay 100 days (too few to tell its 95 % interval); gone is"
    )


def test_a_place_called_none_is_not_nowhere(store: Store) -> None:
    with writing(store) as db:
        for name, city, days in ((f"{n}{city}", city, n) for n in range(1, 7) for city in ("None", None)):
            (number,) = customers(db, name, city=city)
            order(db, number, ago(300 + 20 * days + (7 if city else 0)), 1000)
            order(db, number, ago(200 + days), 1000)
    assert report(store, lapse=100, by="city").notes[0].startswith("log-rank test")


def test_groups_are_told_apart_with_their_test(store: Store) -> None:
    found = report(filled(store), by="city", lapse=100)
    assert [(row.group, row.customers, row.ended, row.running, row.median) for row in found.rows] == [
        ("İzmir", 2, 2, 0, 100),
        ("Ankara", 1, 0, 1, None),
        (None, 1, 0, 1, None),
    ]
    assert (found.total.customers, found.total.ended, found.total.median) == (4, 2, 200)
    assert "3 groups of fewer than 5 customers not tested" in found.notes


def test_years_stand_in_time(store: Store) -> None:
    found = report(filled(store), by="year", lapse=100)
    assert [(row.group, row.customers) for row in found.rows] == [("2025", 2), ("2026", 2)]


def test_the_setting_is_the_lapse_when_nobody_says(store: Store) -> None:
    assert "more than 200 days" in report(filled(store), lapsed_days=200).notes[0]
    assert "more than 50 days" in report(store, lapsed_days=200, lapse=50).notes[0]
    with pytest.raises(UsageError, match="--lapse 0 is no number of days"):
        report(store, lapse=0)


def test_a_later_purchase_is_not_known_on_an_earlier_day(store: Store) -> None:
    early = report(filled(store), as_of=AS_OF - timedelta(days=300), lapse=100)
    # Ece, who came back later, seemed gone then.
    assert sum(row.running for row in early.rows) == 1
    assert sum(row.ended for row in early.rows) == 1


def test_the_span_bounds_the_first_purchase(store: Store) -> None:
    found = report(filled(store), since=AS_OF - timedelta(days=200), lapse=100, by="city")
    assert found.total.customers == 2
    assert found.title == "How long customers stay, by city since 2026-05-05"


def test_refunds_cancelled_orders_and_walk_ins_say_nothing_of_a_stay(store: Store) -> None:
    with writing(store) as db:
        (ada, ali) = customers(db, "Ada", "Ali")
        order(db, ada, ago(300), 1000)
        order(db, ada, ago(20), -500)
        order(db, ada, ago(10), 500, status="cancelled")
        order(db, None, ago(10), 500)
        order(db, ali, ago(10), -500)
    found = report(store, lapse=100, by="city")
    assert (found.total.customers, found.total.ended, found.total.median) == (1, 1, 100)
    assert found.notes[-3:] == (
        "1 order without a customer left out",
        "1 cancelled order left out",
        "1 customer with refunds only left out",
    )


def test_nobody_is_said_and_is_no_error(store: Store) -> None:
    found = report(store)
    assert (list(found.rows), found.pictures, found.total) == ([], (), None)
    assert found.empty.startswith("nobody bought anything until 2026-11-21")


def test_the_picture_is_stairs_that_begin_at_all(store: Store) -> None:
    (picture,) = report(filled(store), lapse=100).pictures
    assert isinstance(picture, Chart)
    assert picture.lines[0].points[0] == (0.0, 1.0)
    assert picture.lines[0].points[-1][0] == 500
    assert all(line.steps for line in picture.lines)


@pytest.mark.parametrize("by", [None, "city", "year"])
def test_every_row_can_be_explained_by_its_customers(store: Store, by: str | None) -> None:
    found = report(filled(store), lapse=100, by=by)
    request = Request(as_of=AS_OF, lapse=100, by=by)
    for row in [*found.rows, *([found.total] if found.total else [])]:
        with store.reading() as db:
            steps, factors, members = survival.explain(db, request, row)
        assert steps.title == "steps"
        assert sum(one.ended for one in members.rows) == row.ended
        assert sum(not one.ended for one in members.rows) == row.running
        if isinstance(row, AgeRow):
            assert (factors.rows[-1].survival if factors.rows else 1) == row.survival
        else:
            assert isinstance(row, GroupRow)
            times = [Lasting(one.days, one.ended) for one in members.rows]
            assert curve(times).median()[0] == row.median
