"""What the program keeps to itself: no value of a command line in the journal, no inner key on a screen."""

from crmcli.db import open_store
from tests.support.program import Program

PHONE, TCKN = "05321234567", "10000000146"


def test_the_journal_keeps_the_shape_of_a_command_and_none_of_its_values(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Gizli", "--phone", PHONE, "--set", "city=İzmir").checked()
    crm_local.inprocess("log", "call", PHONE, "sordu", "--minutes=12").checked()
    crm_local.inprocess("customer", "edit", "C-1", f"--tax-number={TCKN}", "--force").checked()
    crm_local.inprocess("undo", "4").checked()
    listed = crm_local.inprocess("history", "--format", "tsv").checked().stdout
    commands = [line.split("\t")[5] for line in listed.splitlines()[1:]]
    assert commands == [
        "undo 4",
        "customer edit C-1 --tax-number --force",
        "log call … … --minutes",
        "customer add … --phone … --set …",
    ]


def test_a_key_made_of_a_row_is_never_shown(crm_local: Program) -> None:
    rows = "company,note\nIşık,x\nIşık,x\n"
    crm_local.inprocess("import", "leads", "-", input=rows).checked()
    with open_store(crm_local.url).reading() as db:
        assert db.value("SELECT count(*) FROM identity WHERE source = '#row'") == 2
    for words in (("lead", "show", "L-1"), ("lead", "list"), ("find", "isik"), ("history", "L-1")):
        assert "#row" not in crm_local.inprocess(*words, "--format", "json").checked().stdout


def test_a_status_that_is_none_is_no_empty_list(crm_local: Program) -> None:
    refused = crm_local.inprocess("customer", "list", "--status", "laspd")
    assert (refused.code, refused.stdout) == (2, "")
    assert "hint: --status lapsed" in refused.stderr
