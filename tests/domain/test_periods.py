"""Periods, months and lengths of time."""

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.dates import DayError
from crmcli.domain.periods import (
    Period,
    add_months,
    ago,
    month_of,
    name_of,
    named,
    numbered,
    parse_period,
    parse_since,
    quarter_of,
)

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(3000, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
        ("2026-q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026Ç3", date(2026, 7, 1), date(2026, 10, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-02-28", date(2026, 2, 28), date(2026, 3, 1)),
        ("2026-07-01..2026-09-30", date(2026, 7, 1), date(2026, 10, 1)),
        (" 2026-07 .. 2026-Q3 ", date(2026, 7, 1), date(2026, 10, 1)),
        ("2025..2026", date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_named_period_ends_before_its_end(text: str, start: date, end: date) -> None:
    period = parse_period(text)
    assert period == Period(start, end)
    assert period.holds(start)
    assert period.holds(period.last)
    assert not period.holds(end)
    assert period.days == (end - start).days


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "26",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-02-30",
        "2026..",
        "..2026",
        "2026..2025",
        "0000",
        "9999",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(DayError):
        parse_period(text)


def test_a_day_that_a_month_lacks_becomes_its_last() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2100, 1, 31), 1) == date(2100, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    with pytest.raises(DayError):
        add_months(date(9999, 12, 1), 1)


@given(DAYS, st.integers(-2000, 2000))
def test_added_months_are_the_months_between(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == min(day.day, monthrange(moved.year, moved.month)[1])


@given(DAYS)
def test_a_day_is_in_the_month_and_the_quarter_named_after_it(day: date) -> None:
    assert parse_period(month_of(day)).holds(day)
    assert parse_period(quarter_of(day)).holds(day)


NOW = datetime(2026, 3, 31, 14, 5, tzinfo=timezone(timedelta(hours=3)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("10m", NOW - timedelta(minutes=10)),
        ("2h", NOW - timedelta(hours=2)),
        ("2 sa", NOW - timedelta(hours=2)),
        ("90d", NOW - timedelta(days=90)),
        ("90g", NOW - timedelta(days=90)),
        ("3w", NOW - timedelta(weeks=3)),
        ("1mo", NOW.replace(month=2, day=28)),
        ("6 ay", NOW.replace(year=2025, month=9, day=30)),
        ("1y", NOW.replace(year=2025)),
        ("1yıl", NOW.replace(year=2025)),
        ("2026-01-05", datetime(2026, 1, 5, tzinfo=NOW.tzinfo)),
        ("dün", datetime(2026, 3, 30, tzinfo=NOW.tzinfo)),
    ],
)
def test_since_takes_a_length_of_time_or_a_day(text: str, moment: datetime) -> None:
    assert parse_since(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "5", "5x", "m", "-5d", "1.5h", "9999y", "999999w", "soon"])
def test_since_refuses_anything_else(text: str) -> None:
    with pytest.raises(DayError):
        parse_since(text, NOW)


@pytest.mark.parametrize(
    ("days", "english", "turkish"),
    [
        (0, "today", "bugün"),
        (1, "yesterday", "dün"),
        (-1, "tomorrow", "yarın"),
        (59, "59 days ago", "59 gün önce"),
        (60, "2 months ago", "2 ay önce"),
        (729, "24 months ago", "24 ay önce"),
        (730, "2 years ago", "2 yıl önce"),
        (-5, "in 5 days", "5 gün sonra"),
        (-90, "in 3 months", "3 ay sonra"),
    ],
)
def test_distances_are_said_in_whole_units(days: int, english: str, turkish: str) -> None:
    assert ago(days) == english
    assert ago(days, "tr") == turkish


@pytest.mark.parametrize(
    "name", ["2026", "0001", "2026-01", "2026-12", "2026-Q1", "2026-Q4", "2026-W01", "2026-W53", "2020-W53"]
)
def test_a_period_s_place_gives_its_name_back(name: str) -> None:
    found = numbered(name)
    assert found is not None
    assert named(*found) == name


@pytest.mark.parametrize("name", [None, "", "2026-", "2026-W54", "2026-Q5", "Kadıköy", "20261"])
def test_what_is_no_period_has_no_place(name: str | None) -> None:
    assert numbered(name) is None


def test_periods_of_a_unit_have_places_in_a_row() -> None:
    day = date(2019, 12, 20)
    for unit in ("week", "month", "quarter", "year"):
        places = []
        for days in range(1000):
            found = numbered(name_of(unit, day + timedelta(days=days)))
            assert found is not None
            places.append(found[1])
        assert {after - before for before, after in pairwise(places)} == {0, 1}
