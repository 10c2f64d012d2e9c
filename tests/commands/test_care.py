"""Cases, requests, incidents, surveys, checks and verified callers as a person or a script types them."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal

CUSTOMER = ("customer", "add", "Ayşe Işık", "--person", "--phone", "0532 123 45 67", "--city", "İzmir")
NOUNS = {
    "case": (("case", "open", "C-1", "Fatura yanlış"), "CS-1", "cases"),
    "request": (("request", "add", "C-1", "Akşam teslimatı"), "RQ-1", "requests"),
    "incident": (("incident", "add", "ATM kesintisi", "--customer", "C-1"), "IN-1", "incidents"),
    "survey": (("survey", "add", "C-1", "--nps", "9"), "SV-1", "surveys"),
    "check": (("check", "add", "Kadıköy", "--answer", "Temizlik: 4/5"), "MS-1", "checks"),
    "verify": (("verify", "add", "C-1", "--right", "city"), "VE-1", "verifications"),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_record_is_added_shown_edited_exported_deleted_and_all_of_it_undone(
    crm: Program, noun: str
) -> None:
    added, ref, plural = NOUNS[noun]
    crm.ok(*CUSTOMER)
    empty = crm.ok(noun, "list", "--format", "json").json()
    assert crm.ok(*added).tsv()[0]["id"] == ref
    assert crm.ok(noun, "list", "--where", f"id={ref}").tsv()[0]["id"] == ref
    assert crm.ok(noun, "edit", ref, "--note", "önemli").tsv()[0]["status"] == "changed"
    assert "önemli" in crm.ok(noun, "show", ref).stdout
    assert crm.ok("export", plural).tsv()[0]["note"] == "önemli"
    crm.ok(noun, "delete", ref)
    assert crm.ok(noun, "list", "--format", "json").json() == empty
    crm.ok("undo")
    assert "önemli" in crm.ok(noun, "show", ref).stdout
    crm.ok("undo")
    crm.ok("undo")
    crm.ok("undo")
    assert crm.ok(noun, "list", "--format", "json").json() == empty


@pytest.mark.parametrize("noun", NOUNS)
def test_a_dry_run_leaves_nothing_behind(crm: Program, noun: str) -> None:
    crm.ok(*CUSTOMER)
    crm.ok(*NOUNS[noun][0], "--dry-run")
    assert crm.ok(noun, "list").lines[1:] == []


@pytest.mark.parametrize("noun", NOUNS)
def test_the_branch_that_writes_stands_on_the_event(crm: Program, noun: str) -> None:
    if noun == "check":
        return
    crm.ok(*CUSTOMER)
    crm.ok("--branch", "Konak", *NOUNS[noun][0])
    assert crm.ok(noun, "list").tsv()[0]["branch"] == "Konak"


def test_an_empty_list_names_the_way_to_the_first_record(tty_local: Terminal) -> None:
    for noun in NOUNS:
        assert f"crm {noun} " in tty_local(noun, "list").checked().stdout


def test_the_moves_of_a_case_are_undone_one_by_one(crm: Program) -> None:
    crm.ok(*CUSTOMER)
    crm.ok("case", "add", "0532 123 45 67", "Fatura yanlış")
    crm.ok("case", "reply", "CS-1", "bakıyoruz", "--wait")
    crm.ok("case", "resolve", "CS-1", "yeni fatura")
    crm.ok("case", "reopen", "CS-1")
    found = []
    for _ in range(4):
        found.append(crm.ok("case", "list").tsv()[0]["status"])
        crm.ok("undo")
    assert found == ["open", "resolved", "waiting", "open"]
    assert crm.ok("activity", "list").lines[1:] == []
    assert crm("case", "show", "CS-1").code == 3


def test_cases_are_resolved_from_standard_input(crm_local: Program) -> None:
    crm_local.ok(*CUSTOMER)
    for name in ("ATM", "Kart"):
        crm_local.ok("case", "open", "C-1", name)
    refs = crm_local.ok("case", "list", "--open", "--format", "ids").stdout
    done = crm_local.ok("case", "resolve", "-", "kesinti bitti", input=refs)
    assert [row["status"] for row in done.tsv()] == ["changed", "changed"]
    assert crm_local.ok("case", "list", "--open").lines[1:] == []


def test_the_journal_holds_no_words_of_a_case_or_a_caller(crm_local: Program) -> None:
    crm_local.ok(*CUSTOMER)
    crm_local.ok("case", "open", "C-1", "Kart şifresi 1234")
    crm_local.ok("case", "resolve", "CS-1", "şifre 5678")
    crm_local.ok("verify", "add", "0532 123 45 67", "--right", "city")
    told = crm_local.ok("history", "--format", "json").stdout
    assert not any(word in told for word in ("1234", "5678", "İzmir", "Ayşe", "532"))


def test_the_bank_sees_the_outage_before_the_caller_explains(crm: Program) -> None:
    crm.ok(*CUSTOMER)
    crm.ok("customer", "add", "Deniz Mobilya", "--city", "İzmir")
    crm.ok("customer", "add", "Can Öz", "--city", "Ankara")
    crm.ok("order", "add", "C-1", "--total", "500 TL", "--set", "ordered_on=2026-11-19")
    when = ("--on", "yesterday", "--from", "15:00", "--to", "15:30")
    outage = crm.ok("incident", "add", "ATM kesintisi", *when, "--where", "city=İzmir")
    assert outage.tsv()[0]["id"] == "IN-1"
    seen = crm.ok("verify", "ask", "+90 (532) 123-45-67", "--format", "json").json()
    assert [row["answer"] for row in seen["ask"] if row["kind"] == "city"] == ["İzmir"]
    assert [row["name"] for row in seen["incidents"]] == ["ATM kesintisi"]
    assert "incidents" not in crm("verify", "ask", "C-3", "--format", "json").json()
    # A day after its end nothing belongs to it any more: 'now' would fail from 15:31 on.
    opened = crm.ok("case", "open", "C-1", "Para çekemedim", "--at", "yesterday 16:00")
    assert "IN-1 ATM kesintisi touched them: 2026-11-20 15:00 to 15:30" in opened.stderr
    touched = crm.ok("incident", "show", "IN-1", "--format", "json").json()["touched"]
    assert [(row["id"], row["cases"]) for row in touched] == [("C-1", 1), ("C-2", 0)]


def test_a_caller_is_asked_on_a_terminal(tty: Terminal, crm: Program) -> None:
    crm.ok(*CUSTOMER, "--email", "ayse@posta.com.tr", "--tax-number", "10000000146")
    asked = [("Enter:", "y\n"), ("Enter:", "\n"), ("Enter:", "y\n")]
    shown = tty("verify", "add", "C-1", answers=asked).checked().stdout
    assert "is verified: 2 right" in shown
    nobody = tty("verify", "add", "C-1", answers=[("Enter:", "\n")] * 3)
    assert (nobody.code, "nothing was kept" in nobody.stdout) == (2, True)
    wrong = tty("verify", "add", "C-1", answers=[("Enter:", key) for key in ("y\n", "n\n", "y\n")])
    assert "is not verified: 2 right, 1 wrong" in wrong.stdout
    assert [row["passed"] for row in crm.ok("verify", "list").tsv()] == ["false", "true"]


def test_a_script_says_what_was_answered(crm_local: Program) -> None:
    crm_local.ok(*CUSTOMER)
    failed = crm_local("verify", "add", "C-1")
    assert (failed.code, failed.stdout) == (2, "")
    assert "hint: crm verify add" in failed.stderr
    three = {"CRMCLI_VERIFY_QUESTIONS": "1"}
    assert "is verified" in crm_local("verify", "add", "C-1", "--right", "city", env=three).stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("case", "open", "C-9", "x"), 3, "C-9"),
        (("case", "open", "C-1", ""), 1, "name can't be empty"),
        (("case", "open", "C-1", "x", "--priority", "soon"), 2, "not one of urgent, high, normal, low"),
        (("case", "resolve", "CS-9"), 3, "no case has number CS-9"),
        (("case", "list", "--overdue"), 2, "no time to a first answer is promised"),
        (("request", "add", "C-1", "x", "--weight", "9"), 2, "--weight"),
        (("incident", "add", "x", "--from", "sometime"), 2, "sometime"),
        (("incident", "add", "x", "--where", "ctiy=İzmir"), 2, "ctiy"),
        (("incident", "affect", "IN-1"), 2, "no customer named"),
        (("survey", "add", "C-1"), 2, "nothing is answered"),
        (("survey", "add", "C-1", "--satisfaction", "7"), 2, "satisfaction is 0 to 5, not 7"),
        (("check", "add", "Kadıköy"), 2, "has answers, or points"),
        (("check", "add", "Kadıköy", "--answer", "Temizlik"), 2, "is no answer with its points"),
        (("verify", "ask", "kimse"), 3, "kimse"),
        (("report", "service", "--work-hours", "9-5"), 2, 'work_hours "9-5"'),
        (("report", "satisfaction", "--by", "mood"), 2, '"mood"'),
    ],
)
def test_what_can_t_be_done_says_so_and_changes_nothing(
    crm_local: Program, args: tuple[str, ...], code: int, said: str
) -> None:
    crm_local.ok(*CUSTOMER)
    before = crm_local.ok("history").stdout
    result = crm_local(*args)
    assert (result.code, result.stdout) == (code, "")
    assert said in result.stderr
    assert crm_local.ok("history").stdout == before


def test_a_setting_that_can_t_be_read_is_named(crm_local: Program) -> None:
    wrong = crm_local("case", "list", env={"CRMCLI_CASE_RESPONSE_HOURS": "soon=1"})
    assert (wrong.code, "case_response_hours" in wrong.stderr) == (2, True)
    wrong = crm_local("case", "list", env={"CRMCLI_WORK_HOURS": "always"})
    assert (wrong.code, "work_hours" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("report", ["demand", "satisfaction", "service", "checks"])
def test_a_report_says_the_same_on_a_terminal_and_in_a_pipe(crm: Program, tty: Terminal, report: str) -> None:
    crm.ok(*CUSTOMER)
    for added, _, _ in NOUNS.values():
        crm.ok(*added)
    (row, *_) = crm.ok("report", report).tsv()
    shown = tty("report", report).checked().stdout
    assert next(iter(row.values())) in shown


def test_wide_words_and_markup_stay_words(crm_local: Program) -> None:
    crm_local.ok(*CUSTOMER)
    name = "[red]|=1+1\u202e مشكلة 🙂 [/]"
    crm_local.ok("case", "open", "C-1", name)
    assert crm_local.ok("case", "list", "--format", "json").json()[0]["name"] == name
    assert "[red]|=1+1" in crm_local.ok("case", "list", "--format", "table").stdout
