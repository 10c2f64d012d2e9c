"""Working time: nights, weekends, holidays, lunch and the days on which clocks are set."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.work_time import (
    WorkTime,
    minutes_ahead,
    minutes_between,
    minutes_of,
    read_days,
    read_hours,
)
from crmcli.errors import UsageError

ISTANBUL = ZoneInfo("Europe/Istanbul")
BERLIN = ZoneInfo("Europe/Berlin")
USUAL = WorkTime(ISTANBUL)
EVERY_HOUR = WorkTime(BERLIN, range(7), ((0, 1440),))
REPUBLIC_DAY = WorkTime(ISTANBUL, holidays=[date(2026, 10, 29)])
WITH_LUNCH = WorkTime(ISTANBUL, hours=((540, 750), (810, 1080)))


def at(text: str, zone: ZoneInfo = ISTANBUL) -> datetime:
    """A moment as it is read on a clock of the zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


# 16 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        pytest.param("2026-11-16T10:00", "2026-11-16T10:25", 25, id="within a day"),
        pytest.param("2026-11-16T10:00", "2026-11-16T10:00", 0, id="at once"),
        pytest.param("2026-11-16T10:00", "2026-11-16T09:00", 0, id="backwards"),
        pytest.param("2026-11-16T07:00", "2026-11-16T09:30", 30, id="before we open"),
        pytest.param("2026-11-16T17:30", "2026-11-16T23:00", 30, id="after we close"),
        pytest.param("2026-11-16T17:30", "2026-11-17T09:30", 60, id="over a night"),
        pytest.param("2026-11-16T20:00", "2026-11-17T08:00", 0, id="all of it at night"),
        pytest.param("2026-11-20T17:00", "2026-11-23T10:00", 120, id="over a weekend"),
        pytest.param("2026-11-21T10:00", "2026-11-22T16:00", 0, id="all of it at the weekend"),
        pytest.param("2026-11-16T09:00", "2026-11-23T09:00", 5 * 540, id="a whole week"),
        pytest.param("2026-12-31T17:00", "2027-01-01T10:00", 120, id="over the new year"),
        pytest.param("2024-02-28T09:00", "2024-03-01T09:00", 2 * 540, id="over a leap day"),
    ],
)
def test_only_working_minutes_are_counted(start: str, end: str, minutes: int) -> None:
    assert minutes_between(at(start), at(end), USUAL) == minutes


def test_a_holiday_is_no_working_day() -> None:
    span = at("2026-10-28T17:00"), at("2026-10-30T10:00")
    assert minutes_between(*span, USUAL) == 60 + 540 + 60
    assert minutes_between(*span, REPUBLIC_DAY) == 120


def test_lunch_is_no_working_time() -> None:
    assert minutes_between(at("2026-11-16T12:00"), at("2026-11-16T14:00"), WITH_LUNCH) == 60


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_day_on_which_clocks_are_set_has_the_hours_that_pass(day: str, hours: int) -> None:
    start = at(f"{day}T00:00", BERLIN)
    following = date.fromisoformat(day) + timedelta(days=1)
    assert minutes_between(start, at(f"{following}T00:00", BERLIN), EVERY_HOUR) == hours * 60


def test_office_hours_of_a_day_on_which_clocks_are_set_stay_what_they_are() -> None:
    sunday_too = WorkTime(BERLIN, range(7))
    assert minutes_between(at("2026-03-28T12:00", BERLIN), at("2026-03-30T12:00", BERLIN), sunday_too) == 1080


def test_the_day_is_that_of_the_zone() -> None:
    sunday_night = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)  # Monday 01:30 in Istanbul
    assert minutes_between(sunday_night, datetime(2026, 11, 23, 7, 0, tzinfo=UTC), USUAL) == 60


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-16T10:00", 30, "2026-11-16T10:30"),
        ("2026-11-16T17:30", 60, "2026-11-17T09:30"),
        ("2026-11-20T17:59", 1, "2026-11-20T18:00"),
        ("2026-11-20T18:00", 1, "2026-11-23T09:01"),
        ("2026-11-21T12:00", 540, "2026-11-23T18:00"),
    ],
)
def test_a_deadline_lies_so_many_working_minutes_ahead(start: str, minutes: int, end: str) -> None:
    assert minutes_ahead(at(start), minutes, USUAL) == at(end)


def test_nobody_who_never_works_has_a_deadline() -> None:
    assert minutes_ahead(at("2026-11-16T10:00"), 1, WorkTime(ISTANBUL, days=())) is None


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - the zone comes with it
    st.integers(1, 20_000),
)
def test_a_deadline_is_as_far_as_it_says(start: datetime, minutes: int) -> None:
    begin = start.replace(tzinfo=BERLIN, microsecond=0).astimezone(UTC)
    end = minutes_ahead(begin, minutes, WorkTime(BERLIN))
    assert end is not None
    assert minutes_between(begin, end, WorkTime(BERLIN)) == minutes


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-16", "2026-11-16T10:00:00Z"), ("2026-11-16T10:00:00Z", "2026-11-17"), (None, "2026-11-17")],
)
def test_where_only_the_day_is_known_no_time_is_counted(start: str | None, end: str | None) -> None:
    assert minutes_of(start, end, USUAL) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00-18:00", ((540, 1080),)),
        ("9.00 - 18.30", ((540, 1110),)),
        ("09:00-12:30, 13:30-18:00", ((540, 750), (810, 1080))),
        ("00:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_are_read(text: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert read_hours(text) == spans


@pytest.mark.parametrize(
    "text", ["", "9-18", "18:00-09:00", "09:00-25:00", "09:75-10:00", "9:00-12:00,11:00-13:00"]
)
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no working hours"):
        read_hours(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("pzt-cum", (0, 1, 2, 3, 4)),
        ("Mon, Wed, cmt", (0, 2, 5)),
        ("cumartesi - pazartesi", (0, 5, 6)),
        ("Çarşamba", (2,)),
    ],
)
def test_days_of_the_week_are_read(text: str, days: tuple[int, ...]) -> None:
    assert read_days(text) == days


@pytest.mark.parametrize("text", ["", "mon-xyz", "weekdays", "1-5"])
def test_words_that_are_no_days_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="work_days"):
        read_days(text)


@given(st.lists(st.tuples(st.integers(0, 400 * 1440), st.integers(0, 30 * 1440)), max_size=12))
def test_long_spans_are_the_sum_of_their_days_in_whatever_order_they_are_asked(
    spans: list[tuple[int, int]],
) -> None:
    asked = WorkTime(BERLIN, range(6), ((540, 750), (810, 1080)), [date(2026, 1, 1)])
    origin = datetime(2025, 11, 1, tzinfo=UTC)
    for after, length in spans:
        start = origin + timedelta(minutes=after)
        end = start + timedelta(minutes=length)
        cuts = [start, *(start + timedelta(hours=12 * n) for n in range(1, length // 720 + 1)), end]
        parts = (minutes_between(a, b, asked) for a, b in pairwise(cuts))
        assert minutes_between(start, end, asked) == sum(parts)
