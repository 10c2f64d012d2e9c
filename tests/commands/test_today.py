"""``crm today`` on a screen, in a pipe, for cron; ``crm customer cadence``; ``crm lead next``."""

import re
from datetime import date, timedelta

import pytest

from crmcli.db import Store
from crmcli.domain.text import fold, sort_key
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal

TODAY = date(2026, 11, 21)
CUSTOMERS = 5000


def ago(days: int) -> str:
    """Return the day so many days before the day of the tests."""
    return (TODAY - timedelta(days=days)).isoformat()


@pytest.fixture
def business(store: Store, crm: Program) -> Program:
    """Five thousand customers with work in every part of the list."""
    names = [f"Işık Mobilya ve Dekorasyon Sanayi Ticaret {number}" for number in range(CUSTOMERS)]
    columns: tuple[str, ...]
    orders: list[tuple[object, ...]]
    with writing(store) as db:
        columns = ("name", "name_fold", "name_sort", "cadence_days", "created_on", "kind")
        db.insert_many(
            "customer",
            columns,
            [
                (name, fold(name), sort_key(name), 30 if i % 9 == 0 else None, ago(90), "organisation")
                for i, name in enumerate(names)
            ],
        )
        tasks = [("task", ago(i % 40), "Call back about the new showroom", 0, i + 1) for i in range(400)]
        tasks += [("meeting", ago(0), "Samples", 0, i + 1) for i in range(6)]
        db.insert_many("activity", ("kind", "at", "subject", "done", "customer_id"), tasks)
        cases = [(f"Broken {i}", f"broken {i}", f"broken {i}", i + 1, "high", ago(i % 5)) for i in range(12)]
        columns = ("name", "name_fold", "name_sort", "customer_id", "priority", "opened_at")
        db.insert_many("support_case", columns, cases, {"status": "open"})
        orders = [
            (1000 + i, "completed", ago(100 + 20 * k), 100000 + i, "TRY", None, None)
            for i in range(300)
            for k in range(4)
        ]
        orders += [(i + 1, "open", ago(9), 5000, "TRY", ago(3 - i), ago(2)) for i in range(30)]
        columns = ("customer_id", "status", "ordered_on", "total_minor", "currency", "promised_on", "due_on")
        db.insert_many("sales_order", columns, orders)
        columns = ("name", "name_fold", "name_sort", "customer_id", "valid_until")
        quotes: list[tuple[object, ...]] = [
            ("Offer", "offer", "offer", i + 1, ago(-(i % 6))) for i in range(20)
        ]
        db.insert_many("quote", columns, quotes, {"version": 1, "status": "sent"})
        people = [("Ali", "ali", "ali", f"1990-{11}-{21 + i % 7}") for i in range(30)]
        db.insert_many("contact", ("name", "name_fold", "name_sort", "birth_date"), people)
        stage = db.value("SELECT min(id) FROM stage WHERE outcome = 'open'")
        deals = [("Deal", "deal", "deal", i + 1, stage, ago(i)) for i in range(50)]
        columns = ("name", "name_fold", "name_sort", "customer_id", "stage_id", "expected_close")
        db.insert_many("opportunity", columns, deals)
    return crm


def plain(text: str) -> list[str]:
    """Return lines without colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r", "").splitlines()


def test_a_business_of_5000_customers_fits_a_screen_and_says_what_to_do_first(business: Program) -> None:
    lines = plain(Terminal(business)("today", columns=80).stdout)
    assert len(lines) <= 23  # and the prompt
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("Do first: CS-5 Işık Mobilya ve Dekoras…: Broken 4 (high, waits 4 days)")
    text = "\n".join(lines)
    counts = {"overdue": 390, "cases": 12, "today": 10, "planned": 6, "quotes": 20, "birthdays": 30}
    for part, count in counts.items():
        assert f"{part} {count}" in text
    assert "crm task list --overdue" in text
    for part in ("deliveries", "payments", "cadence", "quiet", "stuck"):
        assert re.search(rf"{part} [0-9]+", text)
    commands = re.findall(r"\+[0-9,]+ +(crm .*)", text)
    assert commands
    for command in commands:
        business.inprocess(*command.split()[1:]).checked()


def test_a_pipe_has_all_of_it(business: Program) -> None:
    rows = business.inprocess("today").checked().tsv()
    assert sum(row["part"] == "overdue" for row in rows) == 390
    assert not any(row["id"].startswith("+") for row in rows)


def test_cron_learns_that_something_is_overdue(crm: Program) -> None:
    crm.inprocess("task", "add", "a", "--due", "today").checked()
    assert crm.inprocess("today", "--exit-code").code == 0
    crm.inprocess("task", "add", "b", "--due", "yesterday").checked()
    late = crm.inprocess("today", "--exit-code")
    assert late.code == 10
    assert [row["id"] for row in late.tsv()] == ["A-2", "A-1"]
    assert crm.inprocess("today").code == 0


def test_the_day_is_another_one_when_asked(crm: Program) -> None:
    crm.inprocess("task", "add", "a", "--due", "31.12.2026").checked()
    assert crm.inprocess("today", "--format", "ids").stdout == ""
    rows = crm.inprocess("today", "--as-of", "2027-01-02", "--format", "json").checked().json()
    assert [(row["id"], row["late"]) for row in rows] == [("A-1", 2)]
    assert crm.inprocess("today", "--days", "60", "--format", "ids").stdout == "A-1\n"


def test_the_list_is_a_calendar_too(crm: Program) -> None:
    crm.inprocess("task", "add", "Çağrı, geri", "--due", "yesterday").checked()
    text = crm.inprocess("today", "--ics").checked().stdout
    assert "SUMMARY:Çağrı\\, geri" in text
    assert "DTSTART;VALUE=DATE:20261121" in text


def test_a_cadence_is_set_listed_when_broken_and_taken_off(crm: Program) -> None:
    for name in ("Işık", "Demir"):
        crm.inprocess("customer", "add", name).checked()
    assert "no customer has a cadence yet" in crm.inprocess("customer", "cadence", "--format", "plain").stderr
    changed = crm.inprocess("customer", "cadence", "C-1", "C-2", "aylık", "--format", "json").checked().json()
    assert [item["changes"]["cadence"]["new"] for item in changed["items"]] == ["every 30 days"] * 2
    crm.inprocess("log", "call", "C-2", "hello", "--at", "2027-01-01").checked()
    rows = crm.inprocess("customer", "cadence", "--as-of", "2027-01-10", "--format", "json").checked().json()
    assert [(row["id"], row["silent"], row["over"]) for row in rows] == [("C-1", 50, 20)]
    kept = crm.inprocess("customer", "cadence", "--all", "--as-of", "2027-01-10", "--format", "ids").stdout
    assert kept == "C-1\nC-2\n"
    crm.inprocess("customer", "cadence", "C-1", "off").checked()
    assert crm.inprocess("customer", "cadence", "--as-of", "2027-01-10", "--format", "ids").stdout == ""
    assert crm.inprocess("customer", "cadence", "C-1").code == 2
    assert crm.inprocess("customer", "cadence", "C-1", "soon").code == 2


def test_whom_to_call_now_and_why(crm: Program) -> None:
    crm.inprocess("lead", "add", "Hot", "--phone", "0532 000 00 01", "--score", "90").checked()
    crm.inprocess("lead", "add", "Late", "--phone", "0532 000 00 02").checked()
    crm.inprocess("lead", "add", "Later", "--phone", "0532 000 00 03").checked()
    crm.inprocess("task", "add", "L-2", "Call back", "--due", "2 gün önce").checked()
    crm.inprocess("task", "add", "L-3", "Call back", "--due", "next week").checked()
    result = crm.inprocess("lead", "next", "--format", "json").checked()
    assert [(row["id"], row["why"]) for row in result.json()] == [
        ("L-2", "Call back (A-1): 2 days overdue"),
        ("L-1", "new today, never called; hot: score 90"),
    ]
    assert result.stderr == "1 open lead wait: tried today, or to be called on a later day\n"
    crm.inprocess("log", "call", "L-1", "no answer").checked()
    assert crm.inprocess("lead", "next", "--limit", "1", "--format", "ids").stdout == "L-2\n"


def test_who_refused_calls_is_not_called(crm: Program) -> None:
    crm.inprocess("lead", "add", "No", "--phone", "0532 000 00 01").checked()
    crm.inprocess("consent", "refuse", "L-1", "--channel", "phone").checked()
    result = crm.inprocess("lead", "next")
    assert (result.tsv(), result.stderr) == ([], "1 lead left out: no calls wanted\n")
