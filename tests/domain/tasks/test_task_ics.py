"""Calendar files: what is written is what a strict reader of RFC 5545 finds."""

import re
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.db import Store
from crmcli.domain.exchange.ical import Component, calendar_text, folded, text_line
from crmcli.domain.targets import Targets
from crmcli.domain.tasks.add import TaskValues, new_task
from crmcli.domain.tasks.changes import DoneTasks, done_tasks
from crmcli.domain.tasks.due import Calendar
from crmcli.domain.tasks.ics import TaskCalendar, rule_of, task_calendar
from crmcli.domain.tasks.repeat import next_due, read_repeat
from crmcli.domain.tasks.rows import ListTasks
from crmcli.domain.tasks.work_days import WorkDays
from crmcli.domain.views import ListRecords
from tests.support.store import writing

TODAY = date(2026, 11, 21)
HERE = Calendar(TODAY, ZoneInfo("Europe/Istanbul"))
LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
Found = list[tuple[str, list[tuple[str, str, str]]]]


def parsed(text: str) -> Found:
    """Read a calendar strictly; return its components: kind, and (name, parameters, value) of each line."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    whole: list[str] = []
    for line in lines:
        if line.startswith((" ", "\t")):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    assert (whole[0], whole[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    found: Found = []
    inside: str | None = None
    for line in whole[1:-1]:
        match = LINE.fullmatch(line)
        assert match is not None, line
        name, parameters, value = match.groups()
        if name == "BEGIN":
            assert inside is None
            inside = value
            found.append((value, []))
        elif name == "END":
            assert inside == value
            inside = None
        elif inside is not None:
            found[-1][1].append((name, parameters, value))
    return found


def unescaped(value: str) -> str:
    """Return the text of a text value; nothing that must be escaped may stand bare."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), value)


def listed(store: Store, *, events: bool = False, state: str = "all") -> Found:
    """Return the components of all tasks."""
    with store.reading() as db:
        return parsed(task_calendar(db, TaskCalendar(ListTasks(ListRecords(), HERE, state), events)).text)


def values(component: tuple[str, list[tuple[str, str, str]]]) -> dict[str, str]:
    """Return name -> value of a component's lines; each stands there once."""
    names = [name for name, _, _ in component[1]]
    assert len(names) == len(set(names))
    return {f"{name}{parameters}": value for name, parameters, value in component[1]}


def test_a_task_is_a_to_do_with_its_day(store: Store) -> None:
    body = "bring: samples; colours, and\nthe \\ price"
    with writing(store) as db:
        new_task(db, TaskValues("Çağrı, geri; ara", "2026-11-27", priority="high", body=body))
    ((kind, lines),) = listed(store)
    found = values((kind, lines))
    assert kind == "VTODO"
    assert found["UID"] == "A-1.20261121T090000Z@crmcli"
    assert found["DTSTAMP"] == found["LAST-MODIFIED"] == "20261121T090000Z"
    assert found["DUE;VALUE=DATE"] == "20261127"
    assert (found["PRIORITY"], found["STATUS"]) == ("1", "NEEDS-ACTION")
    assert unescaped(found["SUMMARY"]) == "Çağrı, geri; ara"
    assert unescaped(found["DESCRIPTION"]) == f"{body}\nA-1"


def test_a_time_is_in_utc_and_a_repeating_one_where_people_are(store: Store) -> None:
    with writing(store) as db:
        new_task(db, TaskValues("once", "2026-11-27T12:30:00Z"))
        new_task(db, TaskValues("daily", "2026-11-27T12:30:00Z", repeat="every day"))
    once, daily = (values(one) for one in listed(store))
    assert once["DUE"] == "20261127T123000Z"
    assert (daily["DTSTART"], daily["DURATION"], daily["RRULE"]) == ("20261127T153000", "PT30M", "FREQ=DAILY")
    assert "DUE" not in daily


def test_as_events_for_calendars_that_show_no_tasks(store: Store) -> None:
    with writing(store) as db:
        new_task(db, TaskValues("a day", "2026-11-30"))
        new_task(db, TaskValues("an hour", "2026-11-27T12:30:00Z"))
    by_name = {unescaped(values(one)["SUMMARY"]): one for one in listed(store, events=True)}
    assert {kind for kind, _ in by_name.values()} == {"VEVENT"}
    day, hour = values(by_name["a day"]), values(by_name["an hour"])
    assert (day["DTSTART;VALUE=DATE"], day["DTEND;VALUE=DATE"]) == ("20261130", "20261201")
    assert (hour["DTSTART"], hour["DURATION"]) == ("20261127T123000Z", "PT30M")


def test_the_same_tasks_give_the_same_bytes_and_a_change_is_seen(store: Store) -> None:
    with writing(store) as db:
        new_task(db, TaskValues("x", "2026-11-27"))
    assert listed(store) == listed(store)
    later = writing(store)
    with later as db:
        db.execute("UPDATE change SET at = '2026-11-22T10:00:00Z' WHERE id = :id", {"id": db.change})
        done_tasks(db, DoneTasks(Targets(("A-1",)), TODAY, HERE))
    found = values(listed(store)[0])
    assert found["UID"] == "A-1.20261121T090000Z@crmcli"
    assert (found["DTSTAMP"], found["STATUS"]) == ("20261122T100000Z", "COMPLETED")
    assert found["COMPLETED"] == "20261121T000000Z"


RULES = {
    "every day": "FREQ=DAILY",
    "every 3 days": "FREQ=DAILY;INTERVAL=3",
    "every friday": "FREQ=WEEKLY;BYDAY=FR;WKST=MO",
    "every 2 weeks on monday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=MO",
    "every month on the 15th": "FREQ=MONTHLY;BYMONTHDAY=15",
    "every month on the 31st": "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "every month on the last day": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "every 3 months on the 1st": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
    "every month on the last friday": "FREQ=MONTHLY;BYDAY=-1FR",
    "every month on the last working day": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "every year on 31 december": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
    "every year on 29 february": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
    "every working day": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "every 3 working days": None,
    "after 10 days": None,
}


@pytest.mark.parametrize("said", RULES)
def test_a_repetition_is_a_rule_where_calendars_have_one(said: str) -> None:
    assert rule_of(read_repeat(said), HERE) == RULES[said]


def test_the_rule_of_a_31st_falls_on_the_days_that_tasks_do() -> None:
    due = date(2026, 1, 31)
    for _ in range(24):
        following = next_due("every month on the 31st", due, due)
        days = [day for day in range(28, 32) if _exists(following.year, following.month, day)]
        assert following.day == days[-1]  # BYMONTHDAY=28,29,30,31;BYSETPOS=-1
        due = following


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def test_working_days_with_holidays_have_no_rule() -> None:
    calendar = Calendar(TODAY, UTC, WorkDays(holidays=frozenset((date(2026, 10, 29),))))
    assert rule_of(read_repeat("every month on the last working day"), calendar) is None


def test_a_task_moved_off_its_repetition_stands_alone(store: Store) -> None:
    with writing(store) as db:
        new_task(db, TaskValues("rent", "2026-12-02", repeat="every month on the 1st"))
    found = values(listed(store)[0])
    assert "RRULE" not in found
    assert found["DUE;VALUE=DATE"] == "20261202"


@given(st.text(max_size=300))
def test_any_text_is_folded_and_read_back(text: str) -> None:
    written = calendar_text([Component("VTODO", (text_line("SUMMARY", text),))], "x")
    ((_, ((_, _, value),)),) = parsed(written)
    kept = text.replace("\r\n", "\n").replace("\r", "")
    assert unescaped(value) == "".join(c for c in kept if c in "\n\t" or (ord(c) > 31 and ord(c) != 127))


def test_no_character_is_parted_by_a_fold() -> None:
    for piece in folded(text_line("SUMMARY", "ş" * 200)).split("\r\n "):
        assert set(piece.removeprefix("SUMMARY:")) == {"ş"}
