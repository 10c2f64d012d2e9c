"""Times of day stay where people are, whatever the clocks do; tasks are put off from the right day."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from crmcli.domain.tasks.due import Calendar, due_at, next_at, put_off, told
from crmcli.domain.tasks.repeat import read_repeat
from crmcli.errors import UsageError

TODAY = date(2026, 11, 21)
HERE = Calendar(TODAY)


@pytest.mark.parametrize(
    ("zone", "at", "following"),
    [
        ("Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z"),  # clocks go forward on the 29th
        ("Europe/Berlin", "2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z"),  # and back on 25 October
        ("Europe/Istanbul", "2026-03-28T06:00:00Z", "2026-03-29T06:00:00Z"),  # never in Istanbul
        ("America/New_York", "2026-11-01T03:30:00Z", "2026-11-02T04:30:00Z"),
    ],
)
def test_a_task_keeps_its_hour_when_clocks_are_set(zone: str, at: str, following: str) -> None:
    calendar = Calendar(date(2026, 1, 1), ZoneInfo(zone))
    assert next_at("every day", at, date(2026, 1, 1), calendar) == following


def test_an_hour_that_clocks_skip_moves_on_that_day_alone() -> None:
    calendar = Calendar(date(2026, 1, 1), ZoneInfo("Europe/Berlin"))
    skipped = next_at("every day", "2026-03-28T01:30:00Z", date(2026, 1, 1), calendar)
    assert skipped == "2026-03-29T01:30:00Z"  # 03:30, since 02:30 is not there


def test_a_late_evening_is_on_the_day_people_live_in() -> None:
    calendar = Calendar(TODAY, ZoneInfo("Europe/Istanbul"))
    # 00:30 on Saturday the 28th in Istanbul is still Friday in UTC.
    assert next_at("every saturday", "2026-11-27T21:30:00Z", TODAY, calendar) == "2026-12-04T21:30:00Z"
    assert told("2026-11-27T21:30:00Z", calendar.zone) == "Saturday 2026-11-28 00:30"


@pytest.mark.parametrize(
    ("at", "said", "moved"),
    [
        ("2026-11-25", "+3d", "2026-11-28"),
        ("2026-11-10", "+3d", "2026-11-24"),  # overdue: from today
        ("2026-11-25", "-2d", "2026-11-23"),
        ("2026-11-25T15:00:00Z", "+1w", "2026-12-02T15:00:00Z"),
        ("2026-01-31", "+1m", "2026-12-21"),
        ("2026-11-30", "+1ay", "2026-12-30"),
        ("2026-11-25T15:00:00Z", "friday", "2026-11-27T15:00:00Z"),
        ("2026-11-25T15:00:00Z", "yarın 9:30", "2026-11-22T09:30:00Z"),
        ("2026-11-27", "+2 working days", "2026-12-01"),
    ],
)
def test_a_task_is_put_off_from_its_day_or_from_today(at: str, said: str, moved: str) -> None:
    assert put_off(at, said, HERE) == moved


@pytest.mark.parametrize("said", ["+3x", "soon", "", "+99999999d"])
def test_what_is_no_day_to_move_to_is_refused(said: str) -> None:
    with pytest.raises(UsageError):
        put_off("2026-11-25", said, HERE)


def test_without_a_day_a_task_is_due_today_and_a_repeating_one_on_its_first_day() -> None:
    assert due_at(None, HERE) == "2026-11-21"
    assert due_at(None, HERE, read_repeat("her ayın 1'i")) == "2026-12-01"
    assert due_at("friday 15:00", Calendar(TODAY, UTC)) == "2026-11-27T15:00:00Z"
