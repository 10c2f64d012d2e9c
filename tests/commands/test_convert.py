"""``crm convert`` as a person and a script type it."""

import json
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """A store with a customer, and two leads of whom the first has the customer's phone."""
    crm.inprocess(
        "customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67", "--city", "Ankara"
    ).checked()
    words = ("--phone", "+90 532 123 45 67", "--source", "fuar", "--city", "İzmir", "--score", "80")
    crm.inprocess("lead", "add", "Ayşe Işık", "--company", "Işık Mobilya A.Ş.", *words).checked()
    crm.inprocess("lead", "add", "Ali Güneş", "--amount", "1.250 TL").checked()
    return crm


def test_a_lead_is_converted_and_told_in_one_line(shop: Program) -> None:
    row = shop.inprocess("convert", "L-2").checked().tsv()[0]
    told = {name: row[name] for name in ("lead", "name", "status", "customer", "contact", "opportunity")}
    assert told == {
        "lead": "L-2",
        "name": "Ali Güneş",
        "status": "converted",
        "customer": "C-2",
        "contact": "P-1",
        "opportunity": "O-1",
    }


def test_a_lead_that_may_be_known_stops_a_script_with_its_candidates_as_json(shop: Program) -> None:
    result = shop.inprocess("convert", "L-1", "--format", "json").checked(4)
    assert result.stdout == ""
    error = json.loads(result.stderr)
    assert error["code"] == 4
    assert error["details"] == [
        {"ref": "C-1", "name": "Işık Mobilya", "noun": "customer", "reasons": ["same phone +905321234567"]}
    ]
    assert error["hint"] == "crm convert L-1 --customer C-1  # or for new ones: --on-duplicate create"


def test_the_hint_can_be_pasted_and_the_conflicts_are_told(shop: Program) -> None:
    hint = json.loads(shop.inprocess("convert", "L-1", "--format", "json").stderr)["hint"]
    words = hint.partition("#")[0].split()[1:]
    result = shop.inprocess(*words).checked()
    assert 'C-1 city: kept "Ankara", lead had "İzmir"' in result.stderr


def test_ask_in_a_script_is_fail(shop: Program) -> None:
    assert shop.inprocess("convert", "L-1", "--on-duplicate", "ask").code == 4


def test_the_same_line_again_changes_nothing(shop: Program) -> None:
    first = shop.inprocess("convert", "L-2", "--format", "json").checked().json()
    again = shop.inprocess("convert", "L-2", "--format", "json").checked().json()
    assert first["change"] is not None
    assert again["change"] is None
    same = ("lead", "customer", "contact", "opportunity", "days", "touches")
    assert [again["items"][0][name] for name in same] == [first["items"][0][name] for name in same]
    assert shop.inprocess("convert", "L-2", "--strict").code == 4


def test_a_dry_run_prints_the_whole_plan_and_keeps_nothing(shop: Program) -> None:
    words = ("convert", "L-2", "--close", "31.12.2026", "--stage", "proposal")
    plan = shop.inprocess(*words, "--dry-run", "--format", "json").checked().json()
    assert plan["dry_run"] is True
    assert shop.inprocess("lead", "show", "L-2", "--format", "json").json()["status"] == "new"
    lines = [(line["target"], line["action"], line["field"], line["new"]) for line in plan["items"]]
    assert ("new opportunity", "create", "stage", "Proposal") in lines
    assert ("new opportunity", "create", "expected_close", "2026-12-31") in lines
    assert plan["results"][0]["status"] == "converted"
    shop.inprocess(*words).checked()
    done = shop.inprocess("lead", "show", "L-2", "--format", "json").json()["what_went_where"]
    assert [(x["action"], x["field"], x["old"]) for x in done] == [
        (x["action"], x["field"], x["old"]) for x in plan["items"]
    ]


def test_a_dry_run_in_a_pipe_is_the_plan_too(shop: Program) -> None:
    rows = shop.inprocess("convert", "L-2", "--dry-run").checked().tsv()
    assert {row["action"] for row in rows} == {"create", "link", "set"}


def test_leads_come_from_standard_input_as_ids_as_a_table_and_as_json(crm: Program) -> None:
    for name in ("Ayşe", "Ali", "Can"):
        crm.inprocess("lead", "add", name).checked()
    ids = crm.inprocess("lead", "list", "--where", "name=ayşe", "--format", "ids").stdout
    table = crm.inprocess("lead", "list", "--where", "name=ali").stdout
    lines = crm.inprocess("lead", "list", "--where", "name=can", "--format", "jsonl").stdout
    for text, lead in ((ids, "L-1"), (table, "L-2"), (lines, "L-3")):
        rows = crm.inprocess("convert", "-", "--format", "jsonl", input=text).checked().jsonl()
        assert [(row["lead"], row["status"]) for row in rows] == [(lead, "converted")]


def test_a_file_of_leads_gives_a_line_each_in_its_order(shop: Program, tmp_path: Path) -> None:
    path = tmp_path / "leads.txt"
    path.write_text("L-2\nL-77\nL-1\n", encoding="utf-8")
    result = shop.inprocess("convert", path, "--format", "jsonl").checked(5)
    rows = result.jsonl()
    assert [(row["input"], row["status"]) for row in rows] == [
        ("L-2", "converted"),
        ("L-77", "failed"),
        ("L-1", "failed"),
    ]
    assert [found["ref"] for found in rows[2]["candidates"]] == ["C-1"]
    assert rows[2]["hint"].startswith("crm convert L-1 --customer C-1")


def test_all_or_nothing_takes_the_batch_back(shop: Program) -> None:
    result = shop.inprocess("convert", "L-2", "L-1", "--all-or-nothing").checked(4)
    assert [row["status"] for row in result.tsv()] == ["taken back", "failed"]
    assert shop.inprocess("lead", "list", "--status", "converted", "--format", "ids").stdout == ""


def test_a_comparison_chooses_leads(shop: Program) -> None:
    result = shop.inprocess("convert", "--where", "score>=70", "--on-duplicate", "attach").checked()
    assert [(row["lead"], row["customer"]) for row in result.tsv()] == [("L-1", "C-1")]


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        ((), 2, "crm convert LEAD; crm lead list has them"),
        (("L-99",), 3, "crm lead list"),
        (("C-1",), 2, "crm customer show C-1"),
        (("L-2", "--stage", "won"), 1, "--stage is one of New, Qualified, Proposal, Negotiation"),
        (("L-2", "--overwrite", "fone"), 2, "--overwrite phone"),
        (("L-2", "--on-duplicate", "perhaps"), 2, "--on-duplicate attach"),
        (("L-2", "--opportunity", "none", "--amount", "5"), 2, "leave --opportunity none out"),
    ],
)
def test_what_is_wrong_comes_with_what_would_do(
    shop: Program, words: tuple[str, ...], code: int, hint: str
) -> None:
    result = shop.inprocess("convert", *words).checked(code)
    assert result.stdout == ""
    assert f"hint: {hint}\n" in result.stderr


def test_an_undo_takes_a_conversion_back(shop: Program) -> None:
    number = shop.inprocess("convert", "L-2", "--format", "json").checked().json()["change"]
    shop.inprocess("undo", str(number)).checked()
    assert shop.inprocess("lead", "show", "L-2", "--format", "json").json()["status"] == "new"
    assert shop.inprocess("customer", "list", "--format", "ids").stdout == "C-1\n"


def test_the_journal_holds_no_personal_value(shop: Program) -> None:
    shop.inprocess("convert", "L-2", "--name", "Gizli İş", "--amount", "99 TL").checked()
    told = shop.inprocess("history", "--format", "json").stdout
    assert "converted L-2 into C-2, P-1, O-1" in told
    assert "Gizli" not in json.dumps(json.loads(told), ensure_ascii=False)


def test_a_person_is_asked_and_takes_the_one_that_is_there(tty_local: Terminal) -> None:
    crm = tty_local.program
    crm.inprocess("customer", "add", "Işık [bold]", "--phone", "0532 123 45 67").checked()
    crm.inprocess("lead", "add", "Ayşe", "--phone", "0532 123 45 67").checked()
    result = tty_local("convert", "L-1", answers=[("s leave the lead", "1\n")])
    assert result.code == 0
    assert "C-1 Işık [bold]: same phone +905321234567" in result.stdout
    assert "Converted L-1 Ayşe into customer C-1, contact P-1, opportunity O-1" in result.stdout


def test_a_person_may_ask_for_a_new_one(tty_local: Terminal) -> None:
    crm = tty_local.program
    crm.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67").checked()
    crm.inprocess("lead", "add", "Ayşe", "--phone", "0532 123 45 67").checked()
    result = tty_local("convert", "L-1", answers=[("s leave the lead", "x\n"), ("s leave the lead", "n\n")])
    assert "Converted L-1 Ayşe into customer C-2, contact P-1, opportunity O-1" in result.stdout


@pytest.mark.parametrize(("keys", "code"), [("s\n", 4), ("\x03", 130), ("\x04", 130)])
def test_a_person_may_leave_a_lead_or_everything_as_it_is(tty_local: Terminal, keys: str, code: int) -> None:
    crm = tty_local.program
    crm.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67").checked()
    crm.inprocess("lead", "add", "Ayşe", "--phone", "0532 123 45 67").checked()
    result = tty_local("convert", "L-1", answers=[("s leave the lead", keys)])
    assert result.code == code
    assert crm.inprocess("lead", "list", "--status", "converted", "--format", "ids").stdout == ""


def test_hostile_names_are_harmless_in_every_format(crm_local: Program) -> None:
    name = "[/] =cmd() \u202egnp"
    crm_local.inprocess("lead", "add", name, "--company", name).checked()
    for format_ in ("table", "plain", "markdown", "csv", "tsv", "json", "jsonl", "ids"):
        result = crm_local.inprocess("convert", "L-1", "--dry-run", "--format", format_).checked()
        if format_ in ("table", "plain", "markdown"):
            assert "\u202e" not in result.stdout
            assert "=cmd()" in result.stdout
