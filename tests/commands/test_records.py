"""Adding, changing, deleting and finding from the command line: one shape for every noun."""

import json

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal

HEADER = "id\tname\tstatus\tchanges\treason\n"

# How each noun is added and changed; the number it gets and its name.
NOUNS = [
    ("customer", ["Işık Mobilya"], ["--city", "İzmir"], "C-1", "Işık Mobilya"),
    ("contact", ["Ali Demir"], ["--title", "Müdür"], "P-1", "Ali Demir"),
    ("user", ["Ayşe Yılmaz"], ["--team", "Satış"], "U-1", "Ayşe Yılmaz"),
    ("product", ["Meşe masa"], ["--sku", "MM-1"], "PR-1", "Meşe masa"),
    ("opportunity", ["Showroom"], ["--source", "fuar"], "O-1", "Showroom"),
    ("order", ["--number", "2026-1", "--total", "5"], ["--channel", "web"], "S-1", "2026-1 ₺5.00"),
]


@pytest.mark.parametrize(("noun", "new", "edits", "ref", "name"), NOUNS)
def test_every_noun_is_added_changed_and_deleted_alike(
    crm: Program, noun: str, new: list[str], edits: list[str], ref: str, name: str
) -> None:
    added = crm.inprocess(noun, "add", *new)
    assert (added.code, added.stdout, added.stderr) == (0, f"{HEADER}{ref}\t{name}\tadded\t\t\n", "")
    edited = crm.inprocess(noun, "edit", ref, *edits, "--format", "json").checked().json()
    assert edited["items"][0]["changes"] == {edits[0].lstrip("-"): {"old": None, "new": edits[1]}}
    assert edited["change"] == 3  # the first one made the store
    row = crm.inprocess(noun, "list", "--format", "jsonl").checked().jsonl()[0]
    shown = crm.inprocess(noun, "show", ref, "--format", "json").checked().json()
    assert row["id"] == shown["id"] == ref
    deleted = crm.inprocess(noun, "delete", ref, "--format", "ids")
    assert (deleted.code, deleted.stdout) == (0, f"{ref}\n")
    assert crm.inprocess(noun, "list", "--format", "ids").stdout == ""
    gone = crm.inprocess(noun, "show", ref)
    assert (gone.code, gone.stdout) == (3, "")
    assert gone.stderr.startswith(f"crm: no {noun} has number {ref}\nhint: ")


def test_a_person_reads_one_line_of_what_was_done(tty: Terminal) -> None:
    result = tty("customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67", "--city", "İzmir")
    assert plain(result.stdout) == "✓ Added C-1 Işık Mobilya\n"
    result = tty("customer", "edit", "C-1", "--city", "", "--custom", "sector=mobilya")
    assert plain(result.stdout) == "✓ Changed C-1 Işık Mobilya: city: İzmir → —; sector: — → mobilya\n"


def plain(text: str) -> str:
    """Return what a terminal shows without its colours."""
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r\n", "\n")


def test_a_name_that_a_terminal_would_obey_is_stored_whole_and_shown_harmless(
    crm: Program, tty: Terminal
) -> None:
    for name in ("[bold]x[/bold]", "Smith [/] Sons", "=cmd()", "a\u202eb", "İIıi", "- x"):
        crm.inprocess("customer", "add", "--", name).checked()
    assert {row["name"] for row in crm.inprocess("customer", "list", "--format", "json").json()} == {
        "[bold]x[/bold]",
        "Smith [/] Sons",
        "=cmd()",
        "a\u202eb",
        "İIıi",
        "- x",
    }
    shown = plain(tty("customer", "list").stdout)
    assert "[bold]x[/bold]" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "name can't be empty"),
        ("a\nb", "holds the control character U+000A"),
        ("a\x1b[31m", "holds the control character U+001B"),
        ("x" * 10_001, "has 10,001 characters"),
    ],
)
def test_a_name_that_can_not_be_stored_is_refused_with_the_reason(
    crm_local: Program, name: str, said: str
) -> None:
    result = crm_local.inprocess("customer", "add", name)
    assert (result.code, result.stdout) == (1, "")
    assert said in result.stderr
    assert crm_local.inprocess("customer", "list", "--format", "ids").stdout == ""


def test_a_second_one_with_the_same_phone_names_the_first(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67").checked()
    result = crm_local.inprocess("customer", "add", "Ada", "--phone", "+905321234567")
    assert (result.code, result.stdout) == (4, "")
    assert result.stderr == (
        "crm: C-1 Işık has the phone +905321234567 already\n"
        "hint: crm customer show C-1 shows it; with --force both have it\n"
    )
    crm_local.inprocess("customer", "add", "Ada", "--phone", "+905321234567", "--force").checked()


def test_an_error_is_json_where_json_is_asked_for(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık", "--email", "a@b.org").checked()
    result = crm_local.inprocess("customer", "add", "Ada", "--email", "A@B.org", "--format", "json")
    error = json.loads(result.stderr)
    assert (result.stdout, error["code"], error["details"]) == ("", 4, [{"ref": "C-1", "label": "Işık"}])


def test_numbers_tables_and_json_lines_come_in_on_standard_input(crm_local: Program) -> None:
    for name in ("A", "B"):
        crm_local.inprocess("customer", "add", name).checked()
    for format, city in (("ids", "Van"), ("tsv", "Muş"), ("jsonl", "Ağrı")):
        listed = crm_local.inprocess("customer", "list", "--format", format).stdout
        result = crm_local.inprocess("customer", "edit", "-", "--city", city, input=listed).checked()
        assert [row["status"] for row in result.tsv()] == ["changed", "changed"]
    nobody = crm_local.inprocess("customer", "edit", "-", "--city", "x", input="")
    assert (nobody.code, nobody.stdout) == (0, HEADER)


def test_standard_input_that_names_nothing_is_a_usage_error(crm_local: Program) -> None:
    for given, said in (('{"name": 1}\n', "a line of standard input has no id"), ("{", "has no id")):
        result = crm_local.inprocess("customer", "edit", "-", "--city", "x", input=given)
        assert result.code == 2
        assert said in result.stderr
    result = crm_local("customer", "edit", "-", "--city", "x", input=b"\xff\n")
    assert (result.code, result.stderr.splitlines()[0]) == (2, "crm: standard input is not UTF-8: byte 1")


def test_a_note_comes_in_on_standard_input_with_its_lines(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "A", "--note", "-", input="bir\niki\n").checked()
    assert crm_local.inprocess("customer", "show", "C-1", "--format", "json").json()["note"] == "bir\niki"


def test_one_line_a_record_in_the_order_they_came_and_exit_5_when_some_failed(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "A").checked()
    result = crm_local.inprocess("customer", "edit", "C-9", "C-1", "--city", "İzmir")
    assert result.code == 5
    assert result.stdout.splitlines()[1:] == [
        "\t\tfailed\t\tno customer has number C-9",
        'C-1\tA\tchanged\t{"city":{"old":null,"new":"İzmir"}}\t',
    ]


def test_a_condition_takes_yes_in_a_script(crm_local: Program) -> None:
    for name, city in (("A", "İzmir"), ("B", "Bursa")):
        crm_local.inprocess("customer", "add", name, "--city", city).checked()
    words = ("customer", "edit", "--where", "city=izmir", "--set", "district=Bornova")
    refused = crm_local.inprocess(*words)
    assert (refused.code, refused.stdout) == (2, "")
    assert "add --yes" in refused.stderr
    dry = crm_local.inprocess(*words, "--dry-run", "--format", "ids")
    assert dry.stdout == "C-1\n"
    assert crm_local.inprocess(*words, "--yes", "--format", "ids").stdout == "C-1\n"
    shown = crm_local.inprocess("customer", "list", "--where", "district=bornova", "--format", "ids")
    assert shown.stdout == "C-1\n"


def test_a_person_is_asked_with_the_number_of_records(crm: Program, tty: Terminal) -> None:
    for name in ("A", "B"):
        crm.inprocess("customer", "add", name, "--city", "İzmir").checked()
    words = ("customer", "edit", "--where", "city=izmir", "--city", "Bursa")
    refused = tty(*words, answers=[("Change 2 customers? [y/N] ", "n\r")])
    assert refused.code == 1
    assert "nothing was changed" in refused.stdout
    agreed = tty(*words, answers=[("Change 2 customers? [y/N] ", "evet\r")])
    assert agreed.code == 0
    assert "✓ Changed 2 of 2 customers" in plain(agreed.stdout)


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_records_and_a_condition_exclude_each_other(crm_local: Program, verb: str) -> None:
    rest = ["--city", "x"] if verb == "edit" else []
    for words in (["C-1", "--where", "city=x"], []):
        result = crm_local.inprocess("customer", verb, *words, *rest)
        assert (result.code, result.stdout) == (2, "")


def test_a_dry_run_shows_everything_and_keeps_nothing(crm: Program) -> None:
    result = crm.inprocess(
        "customer", "add", "A", "--phone", "0532 123 45 67", "--dry-run", "--format", "json"
    )
    made = result.checked().json()
    assert (made["dry_run"], made["change"], made["items"][0]["status"]) == (True, None, "added")
    assert crm.inprocess("customer", "list", "--format", "ids").stdout == ""


def test_the_journal_keeps_no_personal_value(crm: Program) -> None:
    crm.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67", "--note", "secret").checked()
    crm.inprocess("customer", "edit", "C-1", "--email", "bilgi@isik.com.tr").checked()
    crm.inprocess("log", "call", "C-1", "secret").checked()
    told = crm.inprocess("history", "--format", "json").checked().stdout
    for value in ("Işık", "I\\u015f", "0532", "secret", "bilgi"):
        assert value not in told
    assert "added C-1" in told
    assert "logged A-1" in told


def test_who_is_in_the_way_of_a_deletion_is_named(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık").checked()
    crm_local.inprocess("log", "call", "C-1", "asked").checked()
    result = crm_local.inprocess("customer", "delete", "C-1")
    assert (result.code, result.stdout) == (4, "")
    message, hint = result.stderr.splitlines()
    assert message == "crm: C-1 Işık can't be deleted: it is named by 1 activity (A-1)"
    assert hint == "hint: crm activity list --where customer=C-1"
    words = hint.split()[2:]
    assert crm_local.inprocess(*words, "--format", "ids").stdout == "A-1\n"


def test_bytes_that_are_no_text_are_told_so(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "A").checked()
    for words in (
        ("customer", "show"),
        ("customer", "find"),
        ("find",),
        ("customer", "add"),
        ("log", "note", "C-1"),
        ("customer", "list", "--where"),
    ):
        value = "city=\udcff" if "--where" in words else "\udcff"
        result = crm_local(*words, value)
        assert (result.code, result.stdout) == (1, ""), words
        assert "is not valid UTF-8 at character" in result.stderr


def test_a_tax_number_that_fails_its_check_is_kept_and_warned_of(crm_local: Program) -> None:
    result = crm_local.inprocess("customer", "add", "A", "--tax-number", "1234567891")
    assert result.code == 0
    assert result.stderr == "tax number 1234567891 fails its check digit\n"


def test_undo_and_redo_name_the_command_they_are_about(crm: Program) -> None:
    crm.inprocess("customer", "add", "Işık Mobilya").checked()
    for word, said in (("undo", "Took back"), ("redo", "Redid"), ("undo", "Took back"), ("redo", "Redid")):
        result = crm.inprocess(word, "--format", "plain").checked()
        assert result.stdout == f"{said} change 2 (added C-1)\n"
    listed = crm.inprocess("history", "--format", "jsonl").checked().jsonl()
    assert [(row["what"], row["undoes"]) for row in listed[:2]] == [
        ("redid change 2", 5),
        ("took back change 2", 2),
    ]
