"""Whom to call now: what weighs, who waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crmcli.domain.lead_next import GAPS, Facts, NextLeads, _may_be_called, points, reasons
from crmcli.domain.tasks.due import Calendar

TODAY = date(2026, 11, 21)
NOW = NextLeads(Calendar(TODAY), datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
NEW = Facts(1, "Ali", None, "0532", None, "new", None, "2026-11-21", None, 0, None, None, None, None)


def ago(days: int) -> str:
    """Return an instant so many days ago."""
    return f"{TODAY - timedelta(days=days)}T10:00:00Z"


def words(lead: Facts, hours: tuple[int, ...] = ()) -> list[str]:
    """Return the reasons that have words."""
    return [reason.words for reason in reasons(lead, NOW, hours) if reason.words]


def weight(lead: Facts, hours: tuple[int, ...] = ()) -> int:
    """Return what a lead's reasons weigh."""
    return points(reasons(lead, NOW, hours))


def test_new_and_hot_goes_before_old_and_cold() -> None:
    order = [
        NEW._replace(score=90),
        NEW,
        NEW._replace(created_on="2026-11-18"),
        NEW._replace(created_on="2026-10-01"),
        NEW._replace(touches=3, last=ago(9)),
    ]
    assert [weight(lead) for lead in order] == sorted((weight(lead) for lead in order), reverse=True)
    assert len({weight(lead) for lead in order}) == len(order)


def test_a_promise_that_is_late_goes_before_everything() -> None:
    late = NEW._replace(due="2026-11-20", task=4, subject="Call back", touches=2, last=ago(3))
    assert words(late) == ["Call back (A-4): 1 day overdue"]
    assert weight(late) > weight(NEW._replace(status="new", score=10))


@pytest.mark.parametrize(("touches", "gap"), list(enumerate(GAPS))[1:])
def test_touches_come_at_growing_distances(touches: int, gap: int) -> None:
    assert not _may_be_called(NEW._replace(touches=touches, last=ago(gap - 1)), NOW)
    assert _may_be_called(NEW._replace(touches=touches, last=ago(gap)), NOW)


def test_nobody_is_tried_twice_on_a_day_even_when_a_task_is_due() -> None:
    assert not _may_be_called(NEW._replace(touches=1, last=ago(0), due="2026-11-20", task=4), NOW)


@pytest.mark.parametrize(
    ("due", "may"),
    [
        ("2026-11-21", True),
        ("2026-11-22", False),
        ("2026-11-21T09:30:00Z", True),
        ("2026-11-21T16:00:00Z", False),
    ],
)
def test_what_was_agreed_for_later_waits_until_then(due: str, *, may: bool) -> None:
    assert _may_be_called(NEW._replace(due=due, task=4), NOW) is may


def test_the_part_of_the_day_in_which_somebody_picks_up_counts() -> None:
    assert weight(NEW, (9, 9, 14)) == weight(NEW) + 8
    assert weight(NEW, (18, 19)) == weight(NEW) - 8
    assert words(NEW, (18, 19)) == ["new today, never called", "picks up in the evening"]


def test_without_a_phone_one_is_written_to() -> None:
    assert words(NEW._replace(phone=None, email="a@b.tr"))[-1] == "no phone: write to a@b.tr"
    assert weight(NEW._replace(phone=None)) < weight(NEW)
