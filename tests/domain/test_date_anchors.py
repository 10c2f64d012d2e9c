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
cuma gününe kadar | Friday 27.11.2026
haftaya salı | Tuesday 24.11.2026
29 Şubat | Tuesday 29.02.2028
in two weeks | Saturday 05.12.2026
a week from monday | Monday 30.11.2026
two weeks from friday | Friday 11.12.2026
monday week | Monday 30.11.2026
a week tomorrow | Sunday 29.11.2026
a week on friday | Friday 04.12.2026
in a fortnight | Saturday 05.12.2026
in a couple of days | Monday 23.11.2026
half a year | Friday 21.05.2027
yarım yıl sonra | Friday 21.05.2027
week after next | Saturday 05.12.2026
öbür hafta | Saturday 05.12.2026
haftaya değil öbür hafta | Saturday 05.12.2026
yarın değil öbür gün | Monday 23.11.2026
seneye bugün | Sunday 21.11.2027
2 days before friday | Wednesday 25.11.2026
3 days after monday | Thursday 26.11.2026
2 working days before the end of the month | Thursday 26.11.2026
pazartesiden 2 gün sonra | Wednesday 25.11.2026
cumadan bir gün önce | Thursday 26.11.2026
ay sonundan 3 gün önce | Friday 27.11.2026
end of next month | Thursday 31.12.2026
first monday of next month | Monday 07.12.2026
gelecek ayın ilk pazartesisi | Monday 07.12.2026
last friday of the month | Friday 27.11.2026
ayın son cuması | Friday 27.11.2026
ayın ilk iş günü | Tuesday 01.12.2026
last working day of the month | Monday 30.11.2026
first monday of december | Monday 07.12.2026
aralığın son cuması | Friday 25.12.2026
beginning of december | Tuesday 01.12.2026
aralık başı | Tuesday 01.12.2026
start of may 2028 | Monday 01.05.2028
end of q1 | Wednesday 31.03.2027
q2 2027 sonu | Wednesday 30.06.2027
bir sonraki iş günü | Monday 23.11.2026
10 gün içerisinde | Tuesday 01.12.2026
yetmiş beş gün sonra | Thursday 04.02.2027
forty five days from now | Tuesday 05.01.2027
25'ine kadar | Wednesday 25.11.2026
3'ünde | Thursday 03.12.2026
end of day | Saturday 21.11.2026
mesai bitimine kadar | Saturday 21.11.2026
hafta sonuna kadar | Saturday 28.11.2026
bu akşam 8'de | Saturday 21.11.2026 20:00
cuma akşamı 8'de | Friday 27.11.2026 20:00
pazartesi sabahı 10'da | Monday 23.11.2026 10:00
akşam yedi buçukta | Saturday 21.11.2026 19:30
yarın saat on beşte | Sunday 22.11.2026 15:00
yarın saat 14'te | Sunday 22.11.2026 14:00
tomorrow evening at 8 | Sunday 22.11.2026 20:00
tomorrow 9 in the morning | Sunday 22.11.2026 09:00
friday 3.30pm | Friday 27.11.2026 15:30
15 o'clock | Saturday 21.11.2026 15:00
öğlen | Saturday 21.11.2026 12:00
yarın öğlene kadar | Sunday 22.11.2026 12:00
noon | Saturday 21.11.2026 12:00
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
