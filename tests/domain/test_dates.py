"""Days and moments read from what people and programs write."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.date_order import OrderFinder
from crmcli.domain.dates import (
    AmbiguousDay,
    DayError,
    MixedOrder,
    parse_day,
    parse_instant,
    parse_when,
)

ISTANBUL = ZoneInfo("Europe/Istanbul")
NEW_YORK = ZoneInfo("America/New_York")
SLASHED = {"dmy": "{d:02}/{m:02}/{y:04}", "mdy": "{m}/{d}/{y:04}"}


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-31",
        " 2026-12-31 ",
        "2026/12/31",
        "2026.12.31",
        "20261231",
        "31.12.2026",
        "31/12/2026",
        "12/31/2026",
        "31-12-2026",
        "31 Aralık 2026",
        "31 ARALIK 2026 Perşembe",
        "31 Ara 2026",
        "31-Dec-2026",
        "Dec 31, 2026",
        "December 31st, 2026",
        "Thu, 31 Dec 2026 10:00:00 +0300",
        "2026-12-31T10:11:12.123456789+03:00",
        "20261231T101112Z",
        "2026-12-31 00:00:00",
        "31.12.2026 14:30",
        "12/31/2026, 2:30 PM",
    ],
)
def test_every_clear_way_to_write_a_day_is_read(written: str) -> None:
    assert parse_day(written) == date(2026, 12, 31)


@pytest.mark.parametrize("order", [None, "ymd", "dmy", "mdy"])
def test_no_order_changes_a_day_that_starts_with_its_year_or_has_dots(order: str | None) -> None:
    assert parse_day("2026-12-01", order) == date(2026, 12, 1)
    assert parse_day("2026/1/2", order) == date(2026, 1, 2)
    assert parse_day("1.2.2026", order) == date(2026, 2, 1)


def test_a_day_that_could_be_two_is_never_guessed() -> None:
    for written in ("1/2/2026", "12-11-2026", "01/02/2026 10:00"):
        with pytest.raises(AmbiguousDay, match="could be day/month or month/day"):
            parse_day(written)
    assert parse_day("1/2/2026", "dmy") == date(2026, 2, 1)
    assert parse_day("1/2/2026", "mdy") == date(2026, 1, 2)


def test_equal_day_and_month_are_one_day_in_any_order() -> None:
    assert parse_day("5/5/2026") == date(2026, 5, 5)


@pytest.mark.parametrize(
    ("written", "order", "year"),
    [
        ("1.2.26", "dmy", 2026),
        ("1/2/68", "dmy", 2068),
        ("2/1/69", "mdy", 1969),
        ("99-02-01", "ymd", 1999),
        ("1 Şubat 26", "dmy", 2026),
    ],
)
def test_two_digit_years_are_read_as_posix_does_once_the_order_is_known(
    written: str, order: str, year: int
) -> None:
    assert parse_day(written, order) == date(year, 2, 1)
    with pytest.raises(AmbiguousDay, match="two digits"):
        parse_day(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "yok",
        "2026-02-30",
        "2026-13-01",
        "0000-00-00",
        "31.02.2026",
        "12.31.2026",
        "31/31/2026",
        "10000-01-01",
        "29.02.2025",
        "31122026",
        "01011212",
        "45631.0",
        "45631",
        "1.2.202",
        "123/1/2026",
        "2026-1",
        "12:30",
        "31 Foo 2026",
        "31 Aralık",
        "Aralık 2026",
        "2026-12-31T25:00",
        "2026-12-31 10:61",
        "1/2.2026",
        "31 Dec Jan 2026",
        "x" * 9999,
    ],
)
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(DayError, match="is no day"):
        parse_day(written)


def test_an_impossible_day_is_named_with_the_order_it_was_read_in() -> None:
    with pytest.raises(DayError, match='"12/31/2016" is no day in the order d-m-y'):
        parse_day("12/31/2016", "dmy")


@given(st.dates())
def test_every_day_survives_every_way_to_write_it(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_day(f"{day.day}.{day.month}.{day.year:04}") == day
    assert parse_day(f"{day.year:04}/{day.month}/{day.day}") == day
    for order, form in SLASHED.items():
        assert parse_day(form.format(d=day.day, m=day.month, y=day.year), order) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_day_error(text: str) -> None:
    try:
        day = parse_day(text)
    except DayError as error:
        reason = error.message
        assert reason
    else:
        assert isinstance(day, date)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-12-31", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("2026-12-31T10:11:12Z", "2026-12-31T10:11:12Z"),
        ("2026-12-31T10:11:12.999Z", "2026-12-31T10:11:12Z"),
        ("2026-12-31T10:11:12+03:00", "2026-12-31T07:11:12Z"),
        ("2026-12-31 10:11", "2026-12-31T07:11:00Z"),
        ("2026-12-31 00:00:00", "2026-12-30T21:00:00Z"),
        ("20261231T101112Z", "2026-12-31T10:11:12Z"),
        ("12.03.2026 14:30", "2026-03-12T11:30:00Z"),
        ("3/15/2026 2:30 PM", "2026-03-15T11:30:00Z"),
        ("3/15/2026 12:05 AM", "2026-03-14T21:05:00Z"),
        ("15.03.2026 2:30 ÖS", "2026-03-15T11:30:00Z"),
        ("31 Aralık 2026 14:30:15", "2026-12-31T11:30:15Z"),
        ("Thu, 31 Dec 2026 10:00:00 -0530", "2026-12-31T15:30:00Z"),
        ("31.12.2026 10:00 UTC", "2026-12-31T10:00:00Z"),
    ],
)
def test_a_moment_is_kept_in_utc_and_a_day_stays_a_day(written: str, instant: str) -> None:
    assert parse_instant(written, None, ISTANBUL) == instant


def test_a_moment_obeys_the_order_of_its_column() -> None:
    assert parse_instant("1/2/2026 10:00", "mdy", UTC) == "2026-01-02T10:00:00Z"
    assert parse_instant("1/2/2026", "dmy", UTC) == "2026-02-01"
    with pytest.raises(AmbiguousDay):
        parse_instant("1/2/2026 10:00", None, UTC)


def test_a_local_time_that_comes_twice_is_the_first_and_a_skipped_one_moves_on() -> None:
    assert parse_instant("2026-11-01 01:30", None, NEW_YORK) == "2026-11-01T05:30:00Z"
    assert parse_instant("2026-03-08 02:30", None, NEW_YORK) == "2026-03-08T07:30:00Z"


@pytest.mark.parametrize(
    "written", ["2026-12-31 24:30", "2026-12-31 13:00 PM", "9999-12-31T23:59:59-05:00", "10:00"]
)
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(DayError):
        parse_instant(written, None, UTC)


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1)),  # noqa: DTZ001 - zoned by the next line
    st.integers(-14 * 60, 14 * 60),
)
def test_every_moment_survives_the_store(naive: datetime, offset: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    stored = parse_instant(moment.isoformat(), None, ISTANBUL)
    assert datetime.fromisoformat(stored) == moment
    assert parse_instant(stored, None, ISTANBUL) == stored


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", 21),
        ("bugün", 21),
        ("BUGÜN", 21),
        ("dün", 20),
        ("yesterday", 20),
        ("yarın", 22),
        ("2026-11-05", 5),
        ("05.11.2026", 5),
        ("5 Kasım 2026", 5),
    ],
)
def test_an_option_takes_days_said_in_words(said: str, day: int) -> None:
    assert parse_when(said, date(2026, 11, 21)) == date(2026, 11, day)


def column_order(values: list[str]) -> str | None:
    finder = OrderFinder()
    for value in values:
        finder.see(value)
    return finder.result()


def test_one_clear_date_tells_the_order_of_a_column() -> None:
    assert column_order(["1/2/2026", "13/2/2026", "3/4/2026"]) == "dmy"
    assert column_order(["1/2/2026", "2/13/2026 10:00"]) == "mdy"
    assert column_order(["97/02/13", "26/02/13"]) == "ymd"


def test_a_column_without_a_clear_date_names_its_first_unclear_one() -> None:
    finder = OrderFinder()
    for value in ("5/5/2026", "", "yok", "1/2/2026", "3/4/2026"):
        finder.see(value)
    assert (finder.result(), finder.ambiguous) == (None, "1/2/2026")


def test_a_column_that_needs_no_order_has_none() -> None:
    finder = OrderFinder()
    for value in ("2026-01-02", "2026/01/02", "1.2.2026", "3 Mart 2026", "5/5/2026", "20260102"):
        finder.see(value)
    assert (finder.result(), finder.ambiguous) == (None, None)


def test_dots_with_two_digit_years_need_no_word_from_a_person() -> None:
    assert column_order(["1.2.26", "3.4.26"]) == "dmy"


def test_slashes_with_two_digit_years_end_with_the_year_unless_that_cannot_be() -> None:
    assert column_order(["31/12/26", "01/02/26"]) == "dmy"
    assert column_order(["97/12/13", "26/02/13"]) == "ymd"


def test_dashes_with_two_digit_years_are_not_guessed() -> None:
    finder = OrderFinder()
    for value in ("26-02-13", "13/02/26"):
        finder.see(value)
    assert (finder.result(), finder.ambiguous) == (None, "26-02-13")


def test_a_column_with_both_orders_is_refused_with_two_examples() -> None:
    with pytest.raises(MixedOrder, match='"13/2/2026" and "2/13/2026" have day and month in different order'):
        column_order(["1/1/2026", "13/2/2026", "1/2/2026", "2/13/2026"])


@given(st.lists(st.dates(min_value=date(1000, 1, 1)), min_size=1), st.sampled_from(sorted(SLASHED)))
def test_a_found_order_reads_the_column_it_was_found_in(days: list[date], order: str) -> None:
    written = [SLASHED[order].format(d=day.day, m=day.month, y=day.year) for day in days]
    finder = OrderFinder()
    for text in written:
        finder.see(text)
    if finder.result() is None and finder.ambiguous is not None:
        assert any(day.day <= 12 for day in days)
        return
    assert finder.result() in (order, None)
    assert [parse_day(text, finder.result()) for text in written] == days
