"""``crm lead`` and ``crm reason`` as a person and a script type them."""

import json

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def leads(crm: Program) -> Program:
    """A store with three leads."""
    crm.inprocess("user", "add", "Ali Kaya").checked()
    crm.inprocess(
        *("lead", "add", "Ayşe Işık", "--company", "Işık Mobilya", "--phone", "0532 123 45 67"),
        *("--source", "fuar", "--score", "80", "--amount", "1.250 TL", "--tag", "vip", "--owner", "ali"),
    ).checked()
    crm.inprocess("lead", "add", "--company", "Güneş Tekstil", "--email", "info@gunes.com").checked()
    crm.inprocess("lead", "add", "Can").checked()
    return crm


def test_a_list_in_a_pipe_is_a_whole_table(leads: Program) -> None:
    result = leads.inprocess("lead", "list").checked()
    assert result.tsv()[0] == {
        "id": "L-1",
        "name": "Ayşe Işık",
        "company": "Işık Mobilya",
        "status": "new",
        "source": "fuar",
        "owner": "Ali Kaya",
        "created_on": "2026-11-21",
        "days": "0",
        "score": "80",
        "amount": "1250.00",
        "currency": "TRY",
        "phone": "0532 123 45 67",
        "tags": "vip",
        **dict.fromkeys(("email", "city", "customer", "contact", "opportunity"), ""),
    }


def test_a_list_on_a_terminal_fits_and_says_the_same(leads: Program) -> None:
    table = Terminal(leads)("lead", "list", "--status", "open", columns=80)
    assert table.code == 0
    assert "○ new" in table.stdout
    assert "₺1,250.00" in table.stdout
    assert max(len(line) for line in table.stdout.split("\r\n") if "\x1b" not in line) <= 80


def test_a_lead_is_shown_whole_as_json(leads: Program) -> None:
    leads.inprocess("convert", "L-1").checked()
    shown = leads.inprocess("lead", "show", "0532 123 45 67", "--format", "json").checked().json()
    assert shown["id"] == "L-1"
    assert shown["amount"] == "1250.00"
    assert shown["became"][0]["customer"] == "C-1"
    assert shown["became"][0]["converted_on"] == "2026-11-21"
    assert {
        "target": "C-1",
        "action": "create",
        "field": "tags",
        "old": None,
        "new": "vip",
        "why": None,
    } in shown["what_went_where"]


def test_leads_are_found_edited_assigned_and_deleted(leads: Program) -> None:
    assert [row["id"] for row in leads.inprocess("lead", "find", "isik").checked().tsv()] == ["L-1"]
    leads.inprocess("lead", "edit", "L-1", "L-2", "--status", "qualified", "--city", "İzmir").checked()
    leads.inprocess("lead", "assign", "L-2", "L-3", "--to", "ali").checked()
    rows = leads.inprocess("lead", "list").tsv()
    assert [(row["id"], row["status"], row["city"], row["owner"]) for row in rows] == [
        ("L-1", "qualified", "İzmir", "Ali Kaya"),
        ("L-3", "new", "", "Ali Kaya"),
        ("L-2", "qualified", "İzmir", "Ali Kaya"),
    ]
    leads.inprocess("lead", "assign", "L-2", "--to", "").checked()
    leads.inprocess("lead", "delete", "L-3").checked()
    assert [(row["id"], row["owner"]) for row in leads.inprocess("lead", "list").tsv()] == [
        ("L-1", "Ali Kaya"),
        ("L-2", ""),
    ]


def test_leads_are_lost_and_reopened(leads: Program) -> None:
    words = ("lead", "lose", "L-1", "L-2", "--reason", "price", "--note", "pahalı", "--on", "yesterday")
    rows = leads.inprocess(*words).checked().tsv()
    assert [(row["id"], row["status"]) for row in rows] == [("L-1", "changed"), ("L-2", "changed")]
    shown = leads.inprocess("lead", "show", "L-1", "--format", "json").json()
    assert (shown["status"], shown["lost_reason"], shown["lost_note"], shown["lost_on"]) == (
        "lost",
        "price",
        "pahalı",
        "2026-11-20",
    )
    refused = leads.inprocess("convert", "L-1").checked(1)
    assert refused.stderr == "crm: L-1 is lost\nhint: crm lead reopen L-1\n"
    leads.inprocess("lead", "reopen", "L-1").checked()
    assert leads.inprocess("lead", "show", "L-1", "--format", "json").json()["status"] == "working"


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("lose", "L-1", "--reason", "other"), 2, 'crm lead lose L-1 --reason "other" --note "..."'),
        (("lose", "L-1", "--reason", "pirce"), 3, "did you mean price?"),
        (("lose", "L-1"), 2, "crm lead lose --help"),
        (("list", "--status", "nwe"), 2, "--status new"),
        (("edit", "L-1", "--status", "lost"), 2, "crm lead lose L-1 --reason price"),
        (("edit", "L-1"), 2, "crm lead edit --help"),
        (("add",), 2, 'crm lead add "Ayşe Işık" --company "Işık Mobilya"'),
        (("show", "nobody"), 3, "crm lead list"),
    ],
)
def test_what_is_wrong_comes_with_what_would_do(
    leads: Program, words: tuple[str, ...], code: int, hint: str
) -> None:
    result = leads.inprocess("lead", *words).checked(code)
    assert result.stdout == ""
    assert f"hint: {hint}\n" in result.stderr


def test_a_converted_lead_says_how_it_is_taken_back(leads: Program) -> None:
    change = leads.inprocess("convert", "L-1", "--format", "json").json()["change"]
    result = leads.inprocess("lead", "lose", "L-1", "--reason", "price", "--format", "json").checked(1)
    assert json.loads(result.stderr)["hint"].startswith(f"crm undo {change} takes the conversion back")


def test_reasons_are_listed_added_renamed_and_retired(crm: Program) -> None:
    crm.inprocess("reason", "add", "Kullanılmış aldı", "--needs-note").checked()
    crm.inprocess("reason", "edit", "price", "--name", "fiyat").checked()
    crm.inprocess("reason", "retire", "timing").checked()
    rows = {row["name"]: row for row in crm.inprocess("reason", "list").checked().tsv()}
    assert rows["Kullanılmış aldı"]["needs_note"] == "true"
    assert "fiyat" in rows
    assert rows["timing"]["active"] == "false"


def test_a_dry_run_of_losing_keeps_nothing(leads: Program) -> None:
    leads.inprocess("lead", "lose", "L-1", "--reason", "price", "--dry-run").checked()
    assert leads.inprocess("lead", "show", "L-1", "--format", "json").json()["status"] == "new"
