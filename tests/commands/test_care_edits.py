"""What can't be is refused in words, whichever command says it; what was understood is told back."""

import sqlite3
from pathlib import Path

import pytest

from crmcli.domain.exchange.fields import noun as declared
from crmcli.domain.needed import is_needed
from crmcli.domain.nouns import BY_NAME
from crmcli.domain.records import column_of
from tests.support.program import Program, Result


def ok(crm: Program, *words: str) -> Result:
    """Run a command that has to succeed."""
    return crm.inprocess(*words).checked()


@pytest.fixture
def shop(crm: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Two customers, one of us, and one record of each kind about them."""
    monkeypatch.setenv("CRMCLI_ZONE", "Europe/Istanbul")
    for words in (
        ("user", "add", "Ayşe"),
        ("customer", "add", "Işık Mobilya", "--city", "İzmir"),
        ("customer", "add", "Demir", "--city", "Ankara"),
        ("case", "open", "C-1", "Fatura yanlış", "--at", "2026-11-20 10:00"),
        ("incident", "add", "Kesinti", "--from", "2026-11-20 15:00", "--to", "2026-11-20 15:30"),
        ("request", "add", "C-1", "Akşam teslimatı"),
        ("request", "add", "C-2", "AKŞAM TESLİMATI"),
        ("survey", "add", "C-1", "--experience", "7", "--scale", "10"),
        ("check", "add", "Konak", "--answer", "Temizlik: 4/5"),
        ("task", "add", "C-1", "Ara", "--due", "2026-11-27", "--repeat", "weekly"),
        ("log", "call", "C-1", "aradı"),
    ):
        crm.inprocess(*words).checked()
    return crm


REFUSED = {
    "an answer before the opening": (
        ("case", "edit", "CS-1", "--set", "first_response_at=2020-01-01"),
        "Wednesday 2020-01-01 lies before CS-1 was opened, Friday 2026-11-20 10:00",
        "crm case show CS-1",
    ),
    "a resolution of an open case": (
        ("case", "edit", "CS-1", "--set", "resolved_at=today"),
        "CS-1 is open",
        "crm case resolve CS-1",
    ),
    "a repetition that is not resolved": (
        ("case", "edit", "CS-1", "--set", "duplicate_of=CS-1"),
        "a case that repeats another is resolved by that",
        "crm case duplicate",
    ),
    "a case without its opening": (
        ("case", "edit", "CS-1", "--set", "opened_at="),
        "opened_at can't be empty",
        "give it a value",
    ),
    "an end before the begin": (
        ("incident", "edit", "IN-1", "--to", "14:00"),
        "the end Friday 2026-11-20 14:00 lies before the begin Friday 2026-11-20 15:00",
        "--to 15:30",
    ),
    "a begin with a time and an end without": (
        ("incident", "edit", "IN-1", "--to", "20.11.2026"),
        "one has a time, the other none",
        "--from 15:00",
    ),
    "a scale below a score": (
        ("survey", "edit", "SV-1", "--scale", "5"),
        "experience is 0 to 5, not 7",
        "--scale tells",
    ),
    "an answer that answers nothing": (
        ("survey", "edit", "SV-1", "--set", "experience="),
        "SV-1 would answer nothing",
        "crm survey delete SV-1",
    ),
    "points beside answers that say otherwise": (
        ("check", "edit", "MS-1", "--points", "5"),
        "points is 5, but the answers add up to 4",
        "--answer",
    ),
    "points of a new check that its answers don't add up to": (
        ("check", "add", "Konak", "--answer", "Temizlik: 4/5", "--best", "9"),
        "best is 9, but the answers add up to 5",
        "--answer",
    ),
    "a check of no branch": (
        ("check", "add", "", "--answer", "Temizlik: 4/5"),
        "branch can't be empty",
        "give it a value",
    ),
    "a closed request that is open": (
        ("request", "edit", "RQ-1", "--set", "closed_on=today"),
        "RQ-1 is open, so it was not closed",
        "crm request done RQ-1",
    ),
    "a repetition in free words": (
        ("activity", "edit", "A-1", "--set", "repeat=bla"),
        '"bla" is no repetition',
        "every 2 weeks",
    ),
    "a repetition in free words, of a task": (
        ("task", "edit", "A-1", "--set", "repeat=bla"),
        '"bla" is no repetition',
        "every 2 weeks",
    ),
    "a call that repeats": (
        ("activity", "edit", "A-2", "--set", "repeat=daily"),
        "only a task has a repeat, and A-2 is a call",
        "leave repeat out",
    ),
    "a task that is done without its next": (
        ("activity", "edit", "A-1", "--set", "done=yes"),
        "whether A-1 is done is told by its own command",
        "crm task done A-1",
    ),
    "a new task that is done": (
        ("task", "add", "Ara", "--set", "done=yes"),
        "done of a new task has its own way",
        "crm task done",
    ),
    "a task that says nothing": (
        ("task", "add", "C-1"),
        "what is to be done with C-1?",
        'crm task add C-1 "call back"',
    ),
    "working hours that are none": (
        ("config", "set", "work_hours", "abc"),
        'work_hours "abc" are no working hours',
        "09:00-18:00",
    ),
    "hours to an answer that are none": (
        ("config", "set", "case_response_hours", "sofort=1"),
        '"sofort=1" names no priority',
        "urgent=1",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cant_be_is_refused_with_a_way_out(shop: Program, what: str) -> None:
    words, message, hint = REFUSED[what]
    before = ok(shop, "export", "all").stdout
    result = shop.inprocess(*words)
    assert result.code in (1, 2), result.stdout
    assert message in result.stderr
    assert hint in result.stderr.splitlines()[-1]
    assert result.stdout == ""
    assert ok(shop, "export", "all").stdout == before


def test_a_repetition_is_kept_in_its_one_form_and_leaves_with_the_task(shop: Program) -> None:
    ok(shop, "activity", "edit", "A-1", "--set", "repeat=her cuma")
    assert ok(shop, "task", "show", "A-1", "--format", "json").json()["repeat"] == "every friday"
    ok(shop, "activity", "edit", "A-1", "--kind", "call")
    ok(shop, "activity", "edit", "A-1", "--kind", "task")
    assert ok(shop, "task", "show", "A-1", "--format", "json").json()["repeat"] is None


def test_the_steps_of_a_case_follow_its_moments(shop: Program) -> None:
    ok(shop, "case", "resolve", "CS-1", "oldu", "--at", "2026-11-20 12:00")
    ok(
        shop,
        "case",
        "edit",
        "CS-1",
        "--set",
        "opened_at=2026-11-20 09:00",
        "--set",
        "resolved_at=2026-11-20 13:00",
    )
    shown = ok(shop, "case", "show", "CS-1", "--format", "table").stdout
    assert "2026-11-20 09:00  ○ opened" in shown
    assert "2026-11-20 13:00  ● resolved" in shown
    assert "2026-11-20 12:00" in shown  # the first answer, which was not edited


def test_a_case_of_a_day_may_be_answered_in_its_first_hours(shop: Program) -> None:
    """01:30 in Istanbul is still the day before in UTC."""
    ok(shop, "case", "open", "C-1", "Gece", "--at", "2026-11-20")
    ok(shop, "case", "reply", "CS-2", "Bakıyoruz", "--at", "2026-11-20 01:30")
    refused = shop.inprocess("case", "reply", "CS-2", "Bakıyoruz", "--at", "2026-11-19 23:30")
    assert "Thursday 2026-11-19 23:30 lies before CS-2 was opened, Friday 2026-11-20" in refused.stderr


def test_a_file_may_say_so_too(shop: Program, tmp_path: Path) -> None:
    file = tmp_path / "vaka.csv"
    file.write_text(
        "Müşteri;Sorun;Açılış Tarihi;İlk Yanıt\nDemir;Gece;20.11.2026;20.11.2026 01:30\n", encoding="cp1254"
    )
    ok(shop, "import", "cases", str(file))
    file.write_text(
        "Müşteri;Sorun;Açılış Tarihi;İlk Yanıt\nDemir;Ters;20.11.2026;18.11.2026\n", encoding="cp1254"
    )
    assert "lies before opened_at" in shop.inprocess("import", "cases", str(file)).stderr


def test_an_incident_that_is_over_keeps_its_end(shop: Program) -> None:
    assert ok(shop, "incident", "end", "IN-1").tsv()[0]["status"] == "unchanged"
    ok(shop, "incident", "end", "IN-1", "2026-11-20 16:10")
    assert ok(shop, "incident", "list").tsv()[0]["ended_at"] == "2026-11-20T13:10:00Z"


def test_a_wish_is_moved_by_its_name_for_everyone(shop: Program) -> None:
    moved = ok(shop, "request", "done", "akşam teslimatı", "--everyone").tsv()
    assert [row["id"] for row in moved] == ["RQ-1", "RQ-2"]


def test_the_day_of_a_decision_follows_the_status(shop: Program) -> None:
    ok(shop, "request", "edit", "RQ-1", "--set", "status=declined")
    assert ok(shop, "request", "list", "--where", "id=RQ-1").tsv()[0]["closed_on"] == "2026-11-21"
    ok(shop, "request", "edit", "RQ-1", "--set", "status=open")
    assert ok(shop, "request", "list", "--where", "id=RQ-1").tsv()[0]["closed_on"] == ""


TOLD = {
    "log": (("log", "call", "C-1", "x", "--at", "dün 14:30"), "at: Friday 2026-11-20 14:30"),
    "case": (("case", "open", "C-1", "x", "--at", "dün 15:00"), "opened_at: Friday 2026-11-20 15:00"),
    "reply": (("case", "reply", "CS-1", "x", "--at", "dün 15:00"), "at: Friday 2026-11-20 15:00"),
    "resolve": (("case", "resolve", "CS-1", "--at", "dün 15:00"), "at: Friday 2026-11-20 15:00"),
    "incident": (
        ("incident", "add", "x", "--from", "15:00", "--to", "14:00"),
        "from: Saturday 2026-11-21 15:00\nto: Sunday 2026-11-22 14:00",
    ),
    "end": (("incident", "end", "IN-1", "dün 16:00"), "to: Friday 2026-11-20 16:00"),
    "request": (("request", "add", "C-1", "x", "--on", "dün"), "asked_on: Friday 2026-11-20"),
    "survey": (("survey", "add", "C-1", "--nps", "9", "--on", "dün"), "answered_on: Friday 2026-11-20"),
    "check": (
        ("check", "add", "Konak", "--points", "4", "--best", "5", "--on", "dün"),
        "checked_on: Friday 2026-11-20",
    ),
    "verify": (("verify", "add", "C-1", "--passed", "--at", "dün 15:00"), "at: Friday 2026-11-20 15:00"),
    "customer": (("customer", "add", "X", "--set", "created_on=dün"), "created_on: Friday 2026-11-20"),
}


@pytest.mark.parametrize("what", TOLD)
def test_the_day_that_was_understood_is_told_back(shop: Program, what: str) -> None:
    words, note = TOLD[what]
    assert note in ok(shop, *words).stderr


def test_a_day_written_out_is_not_repeated(shop: Program) -> None:
    assert ok(shop, "log", "call", "C-1", "x", "--at", "2026-11-20 14:30").stderr == ""


def test_who_passed_after_midnight_is_verified_that_day(
    shop: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok(shop, "verify", "add", "C-1", "--passed", "--at", "2026-11-21 00:30")
    shown = ok(shop, "verify", "ask", "C-1", "--format", "json").json()
    assert shown["verified_today"] is True
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-20")
    shown = ok(shop, "verify", "ask", "C-1", "--format", "json").json()
    assert shown["verified_today"] is False


def test_a_task_is_moved_back_without_further_signs(shop: Program) -> None:
    assert "Wednesday 2026-11-25" in ok(shop, "task", "move", "A-1", "-2d").stdout
    assert '"--bogus" is no day' in shop.inprocess("task", "move", "A-1", "--bogus").stderr


def test_the_first_line_of_a_task_read_from_a_pipe_is_its_subject(shop: Program) -> None:
    shop.inprocess("task", "add", "C-1", "-", input="Ara\nve sor\n").checked()
    shown = ok(shop, "task", "show", "A-3", "--format", "json").json()
    assert (shown["subject"], shown["body"]) == ("Ara", "ve sor")


def test_every_field_that_a_record_needs_is_known_as_such(sqlite_url: str) -> None:
    """The store's own columns tell: a new noun can't forget one."""
    Program(sqlite_url).inprocess("customer", "add", "x").checked()
    db = sqlite3.connect(sqlite_url)
    wrong = []
    for noun in BY_NAME.values():
        columns = {row[1]: bool(row[3]) for row in db.execute(f"PRAGMA table_info({noun.table})")}
        for field in declared(noun.name).fields:
            column = column_of(field.name, tuple(columns))
            if column in columns and columns[column] != is_needed(noun, field.name):
                wrong.append(f"{noun.name}.{field.name}")
    db.close()
    assert wrong == []
