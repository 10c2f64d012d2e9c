"""Days told by other days, by parts of a month, by words with endings; and what is proposed instead."""

from datetime import UTC, date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crmcli.app import system_zone
from crmcli.domain.date_phrases import told, understand
from crmcli.domain.dates import AmbiguousDay, DayError

TODAY = date(2026, 11, 21)  # a Saturday

SAID = """
cuma gününe kadar | Friday 2026-11-27
haftaya salı | Tuesday 2026-11-24
29 Şubat | Tuesday 2028-02-29
in two weeks | Saturday 2026-12-05
a week from monday | Monday 2026-11-30
two weeks from friday | Friday 2026-12-11
monday week | Monday 2026-11-30
a week tomorrow | Sunday 2026-11-29
a week on friday | Friday 2026-12-04
in a fortnight | Saturday 2026-12-05
in a couple of days | Monday 2026-11-23
half a year | Friday 2027-05-21
yarım yıl sonra | Friday 2027-05-21
week after next | Saturday 2026-12-05
öbür hafta | Saturday 2026-12-05
haftaya değil öbür hafta | Saturday 2026-12-05
yarın değil öbür gün | Monday 2026-11-23
seneye bugün | Sunday 2027-11-21
2 days before friday | Wednesday 2026-11-25
3 days after monday | Thursday 2026-11-26
2 working days before the end of the month | Thursday 2026-11-26
pazartesiden 2 gün sonra | Wednesday 2026-11-25
cumadan bir gün önce | Thursday 2026-11-26
ay sonundan 3 gün önce | Friday 2026-11-27
end of next month | Thursday 2026-12-31
first monday of next month | Monday 2026-12-07
gelecek ayın ilk pazartesisi | Monday 2026-12-07
last friday of the month | Friday 2026-11-27
ayın son cuması | Friday 2026-11-27
ayın ilk iş günü | Tuesday 2026-12-01
last working day of the month | Monday 2026-11-30
first monday of december | Monday 2026-12-07
aralığın son cuması | Friday 2026-12-25
beginning of december | Tuesday 2026-12-01
aralık başı | Tuesday 2026-12-01
start of may 2028 | Monday 2028-05-01
end of q1 | Wednesday 2027-03-31
q2 2027 sonu | Wednesday 2027-06-30
bir sonraki iş günü | Monday 2026-11-23
10 gün içerisinde | Tuesday 2026-12-01
yetmiş beş gün sonra | Thursday 2027-02-04
forty five days from now | Tuesday 2027-01-05
25'ine kadar | Wednesday 2026-11-25
3'ünde | Thursday 2026-12-03
end of day | Saturday 2026-11-21
mesai bitimine kadar | Saturday 2026-11-21
hafta sonuna kadar | Saturday 2026-11-28
bu akşam 8'de | Saturday 2026-11-21 20:00
cuma akşamı 8'de | Friday 2026-11-27 20:00
pazartesi sabahı 10'da | Monday 2026-11-23 10:00
akşam yedi buçukta | Saturday 2026-11-21 19:30
yarın saat on beşte | Sunday 2026-11-22 15:00
yarın saat 14'te | Sunday 2026-11-22 14:00
tomorrow evening at 8 | Sunday 2026-11-22 20:00
tomorrow 9 in the morning | Sunday 2026-11-22 09:00
friday 3.30pm | Friday 2026-11-27 15:30
15 o'clock | Saturday 2026-11-21 15:00
öğlen | Saturday 2026-11-21 12:00
yarın öğlene kadar | Sunday 2026-11-22 12:00
noon | Saturday 2026-11-21 12:00
"""
TABLE = [tuple(part.strip() for part in line.split("|")) for line in SAID.strip().splitlines()]


@pytest.mark.parametrize(("said", "means"), TABLE)
def test_a_phrase_means_one_day(said: str, means: str) -> None:
    found = understand(said, TODAY)
    assert told(found.day, found.clock) == means


def test_a_number_alone_with_an_ending_is_not_an_hour() -> None:
    assert understand("9'una kadar", TODAY).day == date(2026, 12, 9)
    with pytest.raises(AmbiguousDay, match="before or after noon"):
        understand("9'da", TODAY)


def test_the_last_such_day_is_found_where_the_past_is_asked_for() -> None:
    assert understand("last friday of the month", TODAY, past=True).day == date(2026, 10, 30)
    assert understand("ayın ilk pazartesisi", TODAY, past=True).day == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("frday", 'did you mean "friday"?'),
        ("tommorow", 'did you mean "tomorrow"?'),
        ("perşenbe", 'did you mean "persembe"?'),
        ("next wensday", 'did you mean "next wednesday"?'),
        ("tomorrow morning", "at which hour"),
        ("cuma akşamı", "at which hour"),
        ("midnight", "tomorrow 00:00"),
        ("now", "leave it out"),
        ("in 2 hours", "write the time itself"),
        ("aralık", "1 aralik"),
        ("week 48", "a day of that week"),
        ("ay ortası", "the 15th"),
        ("in a few days", "say how many days"),
        ("monday or tuesday", "write one day"),
        ("15.12.26", "write the year in full: 31.12.2026"),
        ("1/2", "write it as 2026-12-31 or 31.12.2026"),
        ("next weekend", "saturday next week"),
        ("tonight at 12", "tomorrow 00:30"),
        ("gece 2'de", "tomorrow 00:30"),
    ],
)
def test_what_means_no_day_is_refused_with_what_to_write(said: str, hint: str) -> None:
    with pytest.raises(DayError) as refused:
        understand(said, TODAY)
    assert hint in str(refused.value.hint)
    assert "tell the order" not in str(refused.value.hint)


def test_a_proposed_word_is_read() -> None:
    for word in ("friday", "tomorrow", "persembe", "1 aralik", "end of aralik", "aralik 15"):
        assert understand(word, TODAY)


def test_the_systems_zone_has_the_hours_of_summer_and_winter(tmp_path: Path) -> None:
    assert system_zone({"TZ": "America/New_York"}) == ZoneInfo("America/New_York")
    assert system_zone({"TZ": ":UTC"}) is UTC
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Istanbul")
    assert system_zone({}, str(link)) == ZoneInfo("Europe/Istanbul")
    assert system_zone({"TZ": "no/such"}) is None
    assert system_zone({}, str(tmp_path / "none")) is None
