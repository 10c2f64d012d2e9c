"""Periods by name, in time and beside the year before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.periods import name_of, named, place_of
from crmcli.domain.reports.money.order_periods import (
    Days,
    day_before,
    days_before,
    days_of,
    year_before,
)

BY = st.sampled_from(("month", "quarter", "year", "week"))
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS, BY)
def test_a_day_is_in_the_days_of_its_period(day: date, by: str) -> None:
    name = name_of(by, day)
    first, last = days_of(name, by)
    assert first <= day <= last
    assert named(by, place_of(name)) == name
    assert name_of(by, last + timedelta(days=1)) == named(by, place_of(name) + 1)


@given(DAYS, BY)
def test_a_period_stands_beside_the_same_one_of_the_year_before(day: date, by: str) -> None:
    name = name_of(by, day)
    before = year_before(name, by)
    if before is None:
        assert name.endswith("W53")
        return
    assert (int(before[:4]), before[4:]) == (int(name[:4]) - 1, name[4:])
    whole = days_before(name, by, None, days_of(name, by).last)
    assert whole == days_of(before, by)
    cut = days_before(name, by, day, day)
    assert cut is not None
    assert whole is not None
    assert whole.first <= cut.first <= cut.last <= whole.last


@pytest.mark.parametrize(
    ("day", "by", "before"),
    [
        (date(2026, 11, 21), "month", date(2025, 11, 21)),
        (date(2024, 2, 29), "month", date(2023, 2, 28)),
        (date(2025, 2, 28), "month", date(2024, 2, 29)),
        (date(2026, 11, 21), "week", date(2025, 11, 22)),
    ],
)
def test_the_last_day_stands_beside_the_last_and_a_weekday_beside_itself(
    day: date, by: str, before: date
) -> None:
    assert day_before(day, by) == before


def test_a_week_53_has_none_where_the_year_before_has_not() -> None:
    assert year_before("2026-W53", "week") is None
    assert year_before("2027-W52", "week") == "2026-W52"
    assert days_before("2026-W53", "week", None, date(2027, 1, 3)) is None


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert name_of("week", date(2027, 1, 3)) == "2026-W53"
    assert name_of("week", date(2025, 12, 29)) == "2026-W01"
    assert days_of("2026-W01", "week") == Days(date(2025, 12, 29), date(2026, 1, 4))


def test_a_period_that_still_runs_is_cut_on_both_sides() -> None:
    assert days_before("2026-Q4", "quarter", None, date(2026, 11, 21)) == Days(
        date(2025, 10, 1), date(2025, 11, 21)
    )
    assert days_before("2026-03", "month", date(2026, 3, 10), date(2026, 12, 31)) == Days(
        date(2025, 3, 10), date(2025, 3, 31)
    )
