"""What of a timeline is asked for: types, periods, and who, where and over what."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crmcli.domain.timeline.events import Event, placed
from crmcli.domain.timeline.view import View, bounds, grouped, keeps, types_of
from crmcli.errors import UsageError

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def view(**given: Any) -> View:
    return View(as_of=NOW.date(), now=NOW, **given)


def kept(asked: View, moment: str | None, **given: Any) -> bool:
    """Tell whether a view keeps a call of a moment, that was noted long after."""
    fixed: dict[str, Any] = {"command": "import", "recorded": "2030-01-01T00:00:00Z"}
    event = Event("activity", "call", "A", 1, 1, moment, 1, **{**fixed, **given})
    return keeps(asked, types_of(asked.types), None)(placed([event], UTC)[0])


def test_types_come_apart_at_commas_and_add_up() -> None:
    assert types_of(["call, order", "refund"]) == {"call", "order", "refund"}


def test_activity_is_all_that_is_logged() -> None:
    assert types_of(["activity"]) == {"call", "email", "meeting", "visit", "message", "note", "task"}


def test_an_unknown_type_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        types_of(["meting"])
    assert caught.value.message == 'no event is of the type "meting"'
    assert caught.value.hint == "--type meeting"


def test_a_group_is_month_or_none() -> None:
    assert grouped(view(group="month"))
    assert not grouped(view(group="none"))
    with pytest.raises(UsageError, match='--group is month or none, not "week"'):
        grouped(view(group="week"))


def test_both_ends_of_a_period_belong_to_it() -> None:
    asked = view(since="2026-11-01", until="10.11.2026")
    days = ("2026-10-31", "2026-11-01", "2026-11-10T23:59:59Z", "2026-11-11")
    assert [kept(asked, day) for day in days] == [False, True, True, False]


def test_ninety_days_begin_with_the_whole_day() -> None:
    asked = view(since="90d")
    assert [kept(asked, day) for day in ("2026-08-22", "2026-08-23", "2026-08-23T00:00:00Z")] == [
        False,
        True,
        True,
    ]


def test_ten_minutes_begin_ten_minutes_ago() -> None:
    asked = view(since="10m")
    times = ("2026-11-21T14:19:59Z", "2026-11-21T14:20:00Z", "2026-11-21T14:30:00Z")
    assert [kept(asked, time) for time in times] == [False, True, True]


def test_a_day_noted_within_the_ten_minutes_is_within_them() -> None:
    asked = view(since="10m")
    assert kept(asked, "2026-11-21", recorded="2026-11-21T14:25:00Z")
    assert not kept(asked, "2026-11-21", recorded="2026-11-21T14:00:00Z")
    assert not kept(asked, "2026-11-21")


def test_what_has_no_day_is_in_no_period() -> None:
    assert kept(view(), None)
    assert not kept(view(since="1999-01-01"), None)
    assert not kept(view(until="2030-01-01"), None)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="--until 2026-01-01 lies before --since 2026-02-01"):
        bounds(view(since="2026-02-01", until="2026-01-01"))


@pytest.mark.parametrize(("option", "value"), [("since", "soon"), ("until", "5x")])
def test_what_is_no_day_is_refused(option: str, value: str) -> None:
    with pytest.raises(UsageError, match=value):
        bounds(view(**{option: value}))


def test_channel_branch_and_user_are_compared_folded() -> None:
    told = {"channel": "E-Posta", "branch": "İZMİR", "who": "Elif Işık"}
    assert kept(view(channel="e-posta", branch="izmir", user="ışık"), "2026-11-20", **told)
    assert not kept(view(branch="Ankara"), "2026-11-20", **told)
    assert not kept(view(channel="telefon"), "2026-11-20", **told)
    assert not kept(view(user="Can"), "2026-11-20", **told)


def test_a_contact_keeps_only_what_was_with_them() -> None:
    calls = [Event("activity", "call", "A", n, n, "2026-11-20", 1, contact=n) for n in (1, 2)]
    test = keeps(view(), frozenset(), 2)
    assert [test(place) for place in placed(calls, UTC)] == [False, True]


def test_a_view_that_asks_for_nothing_special_is_not_narrowed() -> None:
    assert not view().narrowed
    assert view(types=("call",)).narrowed
    assert not View(as_of=date(2020, 1, 1), now=NOW, limit=3).narrowed
