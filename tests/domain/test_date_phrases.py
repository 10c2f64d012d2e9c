"""Days and times as people say them, in English and Turkish, each on one fixed day."""

from datetime import UTC, date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.domain.date_phrases import When, moment, told, understand
from crmcli.domain.date_words import NUMBERS, UNITS, months, weekdays
from crmcli.domain.dates import AmbiguousDay, DayError, parse_when
from crmcli.domain.tasks.work_days import WorkDays

TODAY = date(2026, 11, 21)  # a Saturday

SAID = """
today | 2026-11-21
bugün | 2026-11-21
BUGÜN | 2026-11-21
tomorrow | 2026-11-22
yarın | 2026-11-22
day after tomorrow | 2026-11-23
the day after tomorrow | 2026-11-23
öbür gün | 2026-11-23
yesterday | 2026-11-20
dün | 2026-11-20
evvelsi gün | 2026-11-19
in 3 days | 2026-11-24
3 gün sonra | 2026-11-24
İki gün sonra | 2026-11-23
on gün sonra | 2026-12-01
on beş gün içinde | 2026-12-06
in two weeks | 2026-12-05
2 weeks | 2026-12-05
2 hafta sonra | 2026-12-05
a week ago | 2026-11-14
in a month | 2026-12-21
bir ay sonra | 2026-12-21
next month | 2026-12-21
gelecek ay | 2026-12-21
next week | 2026-11-28
gelecek hafta | 2026-11-28
haftaya | 2026-11-28
next year | 2027-11-21
seneye | 2027-11-21
friday | 2026-11-27
Fri | 2026-11-27
on friday | 2026-11-27
by friday | 2026-11-27
next friday | 2026-11-27
this friday | 2026-11-27
cuma | 2026-11-27
cumaya | 2026-11-27
Cuma'ya kadar | 2026-11-27
cuma günü | 2026-11-27
gelecek cuma | 2026-11-27
önümüzdeki pazartesi | 2026-11-23
saturday | 2026-11-28
bu cumartesi | 2026-11-21
last friday | 2026-11-20
geçen cuma | 2026-11-20
friday next week | 2026-11-27
haftaya salı | 2026-11-24
weekend | 2026-11-28
hafta sonu | 2026-11-28
end of month | 2026-11-30
end of the month | 2026-11-30
ay sonu | 2026-11-30
ay sonuna kadar | 2026-11-30
ayın son günü | 2026-11-30
end of next month | 2026-12-31
gelecek ay sonu | 2026-12-31
aralık sonu | 2026-12-31
end of february | 2027-02-28
end of february 2028 | 2028-02-29
end of year | 2026-12-31
yıl sonu | 2026-12-31
çeyrek sonu | 2026-12-31
beginning of next month | 2026-12-01
ay başı | 2026-12-01
gelecek ay başı | 2026-12-01
yılbaşı | 2027-01-01
next quarter | 2027-01-01
gelecek çeyrek | 2027-01-01
31.12.2026 | 2026-12-31
31.12.2026'ya kadar | 2026-12-31
31.12 | 2026-12-31
31.12'de | 2026-12-31
01.11 | 2027-11-01
31/12 | 2026-12-31
12/31 | 2026-12-31
29.02 | 2028-02-29
29 Şubat | 2028-02-29
31 Aralık | 2026-12-31
31 Aralık'a kadar | 2026-12-31
31 aralık 2026 | 2026-12-31
31 Aralık Perşembe | 2026-12-31
5 Aralık'ta | 2026-12-05
Dec 31 | 2026-12-31
Dec 31, 2026 | 2026-12-31
31st of December | 2026-12-31
2026-12-31 | 2026-12-31
ayın 15'i | 2026-12-15
the 15th | 2026-12-15
gelecek ayın 5'i | 2026-12-05
ayın 31'i | 2026-11-30
+3d | 2026-11-24
+2w | 2026-12-05
+1m | 2026-12-21
30d | 2026-12-21
90d ago | 2026-08-23
90 gün önce | 2026-08-23
1 yıl önce | 2025-11-21
3 iş günü sonra | 2026-11-25
in 3 working days | 2026-11-25
in two business days | 2026-11-24
next working day | 2026-11-23
15:30 | 2026-11-21 15:30
15.30 | 2026-11-21 15:30
yarın 15:30 | 2026-11-22 15:30
yarın saat 15.30 | 2026-11-22 15:30
friday at 3pm | 2026-11-27 15:00
3:30 pm tomorrow | 2026-11-22 15:30
cuma 15'te | 2026-11-27 15:00
akşam 7'de | 2026-11-21 19:00
yarın sabah 9'da | 2026-11-22 09:00
öğleden sonra 3'te | 2026-11-21 15:00
saat 15 buçukta | 2026-11-21 15:30
tomorrow noon | 2026-11-22 12:00
31 Aralık 15:30 | 2026-12-31 15:30
10.12 15:30 | 2026-12-10 15:30
2026-12-31 15:30 | 2026-12-31 15:30
"""
TABLE = [tuple(part.strip() for part in line.split("|")) for line in SAID.strip().splitlines()]


@pytest.mark.parametrize(("said", "means"), TABLE)
def test_a_phrase_means_one_day(said: str, means: str) -> None:
    found = understand(said, TODAY)
    clock = f" {found.clock:%H:%M}" if found.clock else ""
    assert f"{found.day}{clock}" == means


def test_the_table_holds_at_least_sixty_phrases() -> None:
    assert len(TABLE) >= 60
    assert len({said for said, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(
    ("today", "said", "means"),
    [
        (date(2026, 1, 31), "in a month", date(2026, 2, 28)),
        (date(2028, 1, 31), "bir ay sonra", date(2028, 2, 29)),
        (date(2028, 2, 29), "next year", date(2029, 2, 28)),
        (date(2026, 8, 31), "gelecek çeyrek", date(2026, 10, 1)),
        (date(2026, 12, 31), "ay başı", date(2027, 1, 1)),
        (date(2026, 2, 1), "ay sonu", date(2026, 2, 28)),
        (date(2026, 11, 27), "friday", date(2026, 12, 4)),
        (date(2026, 11, 27), "this friday", date(2026, 11, 27)),
        (date(2026, 12, 31), "31.12", date(2026, 12, 31)),
        (date(2026, 11, 27), "in 1 working day", date(2026, 11, 30)),
    ],
)
def test_month_ends_leap_days_and_week_ends_hold(today: date, said: str, means: date) -> None:
    assert parse_when(said, today) == means


REFUSED = (
    *("", "'", "+", "-3", "3", "29", "a", "on", "ay", "next", "aralık", "soon bla", "every day", "in 3"),
    *("at 3", "friday at 3", "cuma 3'te", "1/2", "end of week", "beginning of month", "before friday"),
    *(
        "32.12",
        "30 şubat",
        "31.13",
        "25:00",
        "13pm",
        "00:60",
        "10:00 11:00",
        "in 99999 years",
        "friday 31.12",
    ),
    *("in 2 hours", "2 saat sonra", "٣ days", "½ days", "cuma cumartesi"),
)


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_unknown_or_open_is_refused_with_a_way_out(said: str) -> None:
    with pytest.raises(DayError) as refused:
        understand(said, TODAY)
    assert refused.value.hint


def test_an_hour_that_may_be_before_or_after_noon_is_named() -> None:
    with pytest.raises(AmbiguousDay, match='"at 3" may be before or after noon'):
        understand("friday at 3", TODAY)


def test_a_day_of_the_week_that_is_another_one_is_told() -> None:
    with pytest.raises(DayError, match=r"31\.12\.2026 is a Thursday"):
        understand("friday 31.12", TODAY)


def test_looking_back_an_open_day_is_the_last_one() -> None:
    said = {
        "friday": "2026-11-20",
        "saturday": "2026-11-21",
        "01.11": "2026-11-01",
        "ayın 15'i": "2026-11-15",
    }
    assert {text: parse_when(text, TODAY, past=True).isoformat() for text in said} == said


def test_holidays_and_own_working_days_are_counted() -> None:
    work = WorkDays((0, 1, 2, 3, 4, 5), frozenset((date(2026, 11, 23),)))
    assert parse_when("in 2 working days", TODAY, work) == date(2026, 11, 25)


def test_times_are_local_where_they_are_typed() -> None:
    zone = ZoneInfo("Europe/Istanbul")
    assert moment("yarın 15:30", TODAY, zone) == "2026-11-22T12:30:00Z"
    assert moment("yarın", TODAY, zone) == "2026-11-22"
    assert moment("2026-12-31T15:30:00Z", TODAY, zone) == "2026-12-31T15:30:00Z"


def test_what_was_understood_is_told_with_its_day_of_the_week() -> None:
    assert told(date(2026, 11, 27)) == "Friday 2026-11-27"
    assert told(date(2026, 11, 27), time(15, 30)) == "Friday 2026-11-27 15:30"


SMALL = "in ago sonra önce next gelecek last end of sonu başı at saat pm kadar by iş günü 'te / - '"
FIGURES = "3 31 31.12 15:30 +3d 99999 2026"
WORDS = sorted({*weekdays(), *months(), *UNITS, *NUMBERS, *SMALL.split(), *FIGURES.split()})


@given(st.one_of(st.text(max_size=70), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)))
def test_any_text_is_a_day_or_the_one_documented_error(text: str) -> None:
    hint: str | None = "none is needed"
    try:
        assert isinstance(understand(text, TODAY), When)
        moment(text, TODAY, UTC)
    except DayError as error:
        hint = error.hint
    assert hint


@given(st.dates(date(1900, 1, 1), date(9000, 1, 1)), st.integers(0, 999))
def test_days_counted_from_a_day_are_so_far_away(today: date, count: int) -> None:
    assert parse_when(f"in {count} days", today) == today + timedelta(days=count)
    assert parse_when(f"{count} gün önce", today) == today - timedelta(days=count)
