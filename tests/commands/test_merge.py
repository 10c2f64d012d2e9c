"""``crm merge`` as a person and a script type it."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal

DRY_RUN = """\
○ Dry run, nothing was kept: Merged C-2 into C-1 Işık Mobilya: 1 order, 2 tags, 3 phones, e-mails and ids

Fields
field       kept            other                   result          why
──────────────────────────────────────────────────────────────────────────────────────────────────────────────
C-2
name        Işık Mobilya    ISIK MOB.               Işık Mobilya    C-1 is kept; the other goes into the note
kind        organisation    organisation            organisation    the same
email       —               a@b.example             a@b.example     only C-2 has it
phone       0532 123 45 67  0533 765 43 21          0532 123 45 67  C-1 is kept; the other stays beside it
address     İzmir           Atatürk Cad. 5, Ankara  İzmir           C-1 is kept; the other stays as a further
                                                                    address
created on  2026-11-21      2026-11-21              2026-11-21      the same

Moves
what                     count
──────────────────────────────
orders                       1
tags                         2
phones, e-mails and ids      3
"""


@pytest.fixture
def shop(crm: Program) -> Program:
    """Two customers that are one, the second with an order."""
    words = ("--phone", "0532 123 45 67", "--city", "İzmir", "--tag", "vip")
    crm.inprocess("customer", "add", "Işık Mobilya", *words).checked()
    words = ("--phone", "0533 765 43 21", "--city", "Ankara", "--set", "address=Atatürk Cad. 5")
    more = ("--email", "a@b.example", "--tag", "vip", "--tag", "bayi", "--external-id", "77")
    crm.inprocess("customer", "add", "ISIK MOB.", *words, *more).checked()
    crm.inprocess("order", "add", "C-2", "--total", "100 TL").checked()
    return crm


def test_a_dry_run_shows_each_field_with_both_values_and_why_and_keeps_nothing(shop: Program) -> None:
    before = shop.inprocess("customer", "list").stdout
    words = ("merge", "C-1", "C-2", "--dry-run", "--format", "table")
    shown = shop(*words, env={"COLUMNS": "110"})
    assert shown.checked().stdout == DRY_RUN
    assert shown.stderr == ""  # said at the top
    assert shop.inprocess("customer", "list").stdout == before


def test_a_merge_is_told_with_what_moved_and_what_differed(shop: Program) -> None:
    told = shop.inprocess("merge", "C-1", "C-2", "--yes", "--format", "json").checked().json()
    assert told["action"] == "merged C-2 into C-1"
    assert told["items"] == [
        {
            "id": "C-1",
            "name": "Işık Mobilya",
            "status": "merged",
            "gone": ["C-2"],
            "moved": {"orders": 1, "tags": 2, "keys": 3},
            "filled": ["email"],
            "differed": ["name", "phone", "address"],
            "reason": None,
        }
    ]


def test_the_journal_keeps_numbers_and_no_name(shop: Program) -> None:
    shop.inprocess("merge", "C-1", "C-2", "--yes", "--set", "name=Işık Ltd.").checked()
    last = shop.inprocess("history", "--format", "json").checked().json()[0]
    assert (last["what"], last["command"]) == ("merged C-2 into C-1", "merge C-1 C-2 --yes --set …")


def test_show_says_what_the_record_was_formerly_and_where_else_it_is(shop: Program) -> None:
    shop.inprocess("merge", "C-1", "C-2", "--yes").checked()
    shown = shop.inprocess("customer", "show", "C-2", "--format", "json").checked().json()
    assert shown["id"] == "C-1"
    assert [(line["id"], line["merged_on"]) for line in shown["formerly"]] == [("C-2", "2026-11-21")]
    assert [line["city"] for line in shown["further_addresses"]] == ["Ankara"]
    assert {line["value"] for line in shown["also_known_by"]} == {"0533 765 43 21", "77"}


def test_the_old_number_works_where_a_customer_is_named(shop: Program) -> None:
    shop.inprocess("merge", "C-1", "C-2", "--yes").checked()
    shop.inprocess("order", "add", "C-2", "--total", "50 TL").checked()
    shop.inprocess("contact", "add", "Ayşe", "--customer", "C-2").checked()
    shop.inprocess("log", "call", "C-2", "aradı").checked()
    shop.inprocess("customer", "edit", "C-2", "--city", "Bursa").checked()
    shown = shop.inprocess("customer", "show", "C-1", "--format", "json").checked().json()
    assert (shown["orders"], shown["city"]) == (2, "Bursa")
    assert [line["name"] for line in shown["contacts"]] == ["Ayşe"]


def test_the_history_of_the_old_number_is_that_of_both_up_to_the_merge(shop: Program) -> None:
    shop.inprocess("customer", "edit", "C-2", "--city", "Bursa").checked()
    shop.inprocess("merge", "C-1", "C-2", "--yes").checked()
    shop.inprocess("customer", "edit", "C-1", "--city", "Muş").checked()
    old = shop.inprocess("history", "C-2", "--format", "json").checked().json()
    told = [(line["record"], line["field"], line["new"]) for line in old]
    assert ("C-2", "record", "merged into C-1") in told
    assert ("C-2", "city", "Bursa") in told
    assert ("C-1", "record", "added C-1") in told
    assert not [line for line in told if line[2] == "Muş"]
    kept = shop.inprocess("history", "C-1", "--format", "json").checked().json()
    assert [(line["field"], line["old"], line["new"]) for line in kept][:2] == [
        ("city", "İzmir", "Muş"),
        ("email", None, "a@b.example"),
    ]
    assert ("record", "C-2", "merged into it") in [(line["field"], line["old"], line["new"]) for line in kept]


def test_undo_brings_both_back_and_redo_merges_them_again(shop: Program) -> None:
    before = [shop.inprocess("customer", "show", ref).stdout for ref in ("C-1", "C-2")]
    shop.inprocess("merge", "C-1", "C-2", "--yes").checked()
    told = shop.inprocess("undo", "--format", "json").checked().json()
    assert told["summary"] == "Took back change 5 (merged C-2 into C-1)"
    assert [shop.inprocess("customer", "show", ref).stdout for ref in ("C-1", "C-2")] == before
    shop.inprocess("redo").checked()
    assert shop.inprocess("customer", "show", "C-2").checked().stdout.splitlines()[1].startswith("C-1\t")


def test_the_kept_one_and_single_fields_can_be_chosen(shop: Program) -> None:
    words = ("--keep", "C-2", "--take", "name=C-1", "--take", "phone=C-1", "--set", "city=Manisa")
    shop.inprocess("merge", "C-1", "C-2", *words, "--yes").checked()
    shown = shop.inprocess("customer", "show", "C-1", "--format", "json").checked().json()
    assert (shown["id"], shown["name"], shown["phone"], shown["city"]) == (
        "C-2",
        "Işık Mobilya",
        "0532 123 45 67",
        "Manisa",
    )


def test_pairs_from_standard_input_are_one_change_with_a_line_each(shop: Program) -> None:
    shop.inprocess("customer", "add", "Deniz").checked()
    result = shop.inprocess("merge", "-", "--yes", input="C-1 C-2\n\nC-3,C-2\nC-9 C-1\n")
    told = [(row["id"], row["status"], row["gone"]) for row in result.checked(5).tsv()]
    assert told == [("C-1", "merged", "C-2"), ("C-3", "merged", "C-1"), ("", "failed", "C-9;C-1")]
    shop.inprocess("undo").checked()
    assert len(shop.inprocess("customer", "list").checked().tsv()) == 3


@pytest.mark.parametrize(
    ("words", "given", "code", "message", "hint"),
    [
        ("C-1 C-2", "", 2, "a merge is agreed to first, and nobody is here to ask", "add --yes to do it"),
        ("-", "C-1 C-2", 2, "a merge is agreed to first, and nobody is here to ask", "add --yes to do it"),
        ("C-1 --yes", "", 2, "a merge takes two records or more", "crm dedupe scan"),
        ("--yes", "", 2, "a merge takes two records or more", "crm dedupe scan"),
        ("Işık Deniz --yes", "", 2, "no record is named by its number", "crm find 'Işık'"),
        ("S-1 S-2 --yes", "", 2, "orders can't be merged", "customers, contacts and leads can"),
        ("C-1 P-1 --yes", "", 2, "P-1 is the number of a contact; a customer is asked for", "crm contact"),
        ("C-1 C-9 --yes", "", 3, "no customer has number C-9", "crm customer list"),
        ("C-1 C-1 --yes", "", 1, "C-1 C-1 names C-1 twice", "name the record that goes, too: crm dedupe"),
        ("C-1 C-2 --keep C-9 --yes", "", 3, "no customer has number C-9", "crm customer list"),
        ("C-1 C-2 --take fone=C-2 --yes", "", 2, 'no customer has a field "fone" to choose', "--take phone="),
        ("C-1 C-2 --take phone --yes", "", 2, '"phone" assigns nothing', "write it as --take phone=C-7"),
        ("C-1 C-2 --set citi=X --yes", "", 2, 'a customer has no field "citi"', "did you mean city"),
        ("- --yes", "", 2, "standard input names no record", "each line names the one that is kept"),
        ("- C-1 --yes", "C-1 C-2", 2, "- reads lines like C-1 C-7 and takes no other", "crm merge - --yes"),
    ],
)
def test_what_can_not_be_merged_says_why_and_the_way_out(
    shop: Program, words: str, given: str, code: int, message: str, hint: str
) -> None:
    before = shop.inprocess("customer", "list").stdout
    result = shop.inprocess("merge", *words.split(), input=given)
    assert result.code == code, result.stderr
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith(f"crm: {message}")
    assert second.startswith(f"hint: {hint}")
    assert shop.inprocess("customer", "list").stdout == before


def test_a_person_sees_what_it_comes_to_and_is_asked(shop: Program, tty: Terminal) -> None:
    said = tty("merge", "C-1", "C-2", columns=160, answers=[("[y/N]", "n\n")])
    assert said.code == 1
    assert "phone: 0532 123 45 67 | 0533 765 43 21 → 0532 123 45 67" in said.stdout
    assert "moves: 1 order, 2 tags, 3 phones, e-mails and ids" in said.stdout
    assert "cancelled; nothing was changed" in said.stdout
    assert len(shop.inprocess("customer", "list").checked().tsv()) == 2
    said = tty("merge", "C-1", "C-2", columns=160, answers=[("[y/N]", "e\n")]).checked()
    assert "Merged C-2 into C-1 Işık Mobilya" in said.stdout
    assert len(shop.inprocess("customer", "list").checked().tsv()) == 1


def test_what_a_name_holds_is_neither_markup_nor_a_command(crm_local: Program, tty_local: Terminal) -> None:
    for name in ("[bold]x[/bold] [/]", "=cmd|' /C calc'!A0"):
        crm_local.inprocess("customer", "add", name).checked()
    said = tty_local("merge", "C-1", "C-2", columns=160, answers=[("[y/N]", "y\n")]).checked()
    assert "[bold]x[/bold] [/] | =cmd|' /C calc'!A0" in said.stdout
    note = crm_local.inprocess("customer", "show", "C-1", "--format", "json").json()["note"]
    assert note == "C-2: name: =cmd|' /C calc'!A0"
