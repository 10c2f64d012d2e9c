"""``crm find``: the same answer everywhere, what else may be meant for people only."""

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm_local: Program) -> Program:
    """A customer and a call."""
    crm_local.inprocess("customer", "add", "Işık Mobilya", "--phone", "0532 123 45 67").checked()
    crm_local.inprocess("log", "call", "C-1", "iade istedi, hatırlat").checked()
    return crm_local


def test_words_need_no_quotes(shop: Program) -> None:
    for words in (("mobilya", "isik"), ("0532", "123", "45", "67"), ("C-1",)):
        found = shop.inprocess("find", *words, "--format", "ids").checked()
        assert found.lines == ["C-1"], words


def test_machine_formats_have_what_people_see_and_more(shop: Program) -> None:
    found = shop.inprocess("find", "iade").checked()
    assert found.stdout.splitlines()[0] == "id\tkind\tname\tabout\tmatched\texcerpt"
    [row] = found.tsv()
    assert (row["id"], row["kind"], row["about"]) == ("A-1", "activity", "Işık Mobilya")
    assert row["matched"] in ("body", "subject")
    assert row["excerpt"] == "iade istedi, hatırlat"
    shown = shop.inprocess("find", "iade", "--format", "table").checked()
    assert shown.stdout.count("iade istedi") == 1
    shop.inprocess("customer", "edit", "C-1", "--note", "iade hakkı var").checked()
    assert "note: iade hakkı" in shop.inprocess("find", "iade", "--format", "table").checked().stdout


def test_commands_are_named_to_people_only(shop: Program) -> None:
    shown = shop.inprocess("find", "churn", "--format", "table").checked()
    assert shown.stderr == 'nothing answers to "churn"\ndid you want: crm report churn\n'
    assert shop.inprocess("find", "churn").checked().stderr == ""
    both = shop.inprocess("find", "hatirlat", "--format", "table").checked()
    assert "A-1" in both.stdout
    assert both.stderr == "did you want: crm task add\n"


@pytest.mark.parametrize("option", ["--noun", "--in"])
def test_kinds_narrow_it(shop: Program, option: str) -> None:
    assert shop.inprocess("find", "ışık", option, "lead,case", "--format", "ids").checked().lines == []
    assert shop.inprocess("find", "ışık", option, "customer", "--format", "ids").checked().lines == ["C-1"]
    wrong = shop.inprocess("find", "ışık", option, "people")
    assert wrong.code == 2
    assert wrong.stderr.startswith(
        'crm: "people" is no kind of record\nhint: --noun takes one of customers, '
    )
