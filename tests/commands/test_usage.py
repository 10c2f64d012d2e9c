"""Wrong usage: a fact with what was typed in it, and a hint that helps."""

import json
import re
from pathlib import Path

import pytest

from crmcli.cli import TABLE
from tests.support.program import Program


@pytest.mark.parametrize(
    ("line", "fact", "hint"),
    [
        (
            "customer list --db x",
            "no such option: --db",
            "--db stands before the command: crm --db ... customer list",
        ),
        ("customer list -q", "no such option: -q", "-q stands before the command: crm -q customer list"),
        (
            "customer list --stauts x",
            "no such option: --stauts",
            "crm customer list --status x; crm customer list --help has them all",
        ),
        ("customer list --zzz", "no such option: --zzz", "crm customer list --help"),
        ("customer list --limit", "option '--limit' requires an argument", "crm customer list --help"),
        ("--db", "option '--db' requires an argument", "crm --help"),
        (
            "--format csv customer list",
            "no such option: --format",
            "--format stands behind the command: crm customer list --format ...",
        ),
        ("customer lst", '"crm customer" has no command "lst"', "crm customer list"),
        ("version", '"crm" has no command "version"', "crm --version"),
        ("help cronn", 'no help is about "cronn"', "crm help cron"),
        (
            "log call C-1 x --minutes on",
            "invalid value for '--minutes': 'on' is not a whole number",
            "crm log call --help",
        ),
        ("undo x", "invalid value for 'N': 'x' is not a whole number", "crm undo --help"),
        (
            "today --days 999",
            "invalid value for '--days': 999 is not between 0 and 366",
            "crm today --help",
        ),
        (
            "dashboard --every 0.01",
            "invalid value for '--every': 0.01 is not between 0.2 and 3600",
            "crm dashboard --help",
        ),
        ("history --limit -1", "invalid value for '--limit': -1 is less than 0", "crm history --help"),
        (
            "log call C-1 teklif istedi",
            '"istedi" is too much',
            "put quotes around words that belong together; crm log call --help",
        ),
        (
            "customer show",
            "CUSTOMER is missing (Number, phone, e-mail, tax number or name.)",
            "crm customer show --help",
        ),
        (
            "import customers",
            "FILE is missing (The file; - reads standard input.)",
            "crm import customers --help",
        ),
        ("history Işık", '"Işık" is no record\'s number', "crm find 'Işık'"),
        (
            "customer timeline L-1",
            "L-1 is the number of a lead; a customer is asked for",
            "crm lead show L-1",
        ),
    ],
)
def test_wrong_usage_says_what_and_the_way_out(crm_local: Program, line: str, fact: str, hint: str) -> None:
    result = crm_local.inprocess(*line.split()).checked(2)
    assert (result.stdout, result.stderr) == ("", f"crm: {fact}\nhint: {hint}\n")


@pytest.mark.parametrize("words", [["--format", "json"], ["--format=jsonl"]])
def test_wrong_usage_is_json_for_a_program_too(crm_local: Program, words: list[str]) -> None:
    result = crm_local.inprocess("customer", "list", "--stauts", "x", *words).checked(2)
    assert json.loads(result.stderr)["error"] == "no such option: --stauts"


def test_help_names_values_by_words_and_not_by_types(crm_local: Program) -> None:
    text = crm_local.inprocess("log", "call", "--help").checked().stdout
    assert "Usage: crm log call [OPTIONS] WHO TEXT\n" in text
    assert re.search(r"--minutes N  +How many minutes it took\.\n", text)
    assert not re.search(r"<\w+( range)?>|x>=", text)


@pytest.mark.parametrize(
    "group",
    sorted(set(TABLE) - {name for name, entry in TABLE.items() if entry.leaf}),
)
def test_the_line_of_a_command_is_whole_in_the_help_of_its_group(crm_local: Program, group: str) -> None:
    assert "..." not in crm_local.inprocess(group, "--help").checked().stdout.split("Commands:")[1]


def test_a_file_in_the_way_is_said_before_anything_is_done(crm_local: Program) -> None:
    crm_local.inprocess("customer", "add", "Işık Mobilya").checked()
    there = Path(crm_local.url).with_name("there.csv")
    there.touch()
    refused = crm_local.inprocess("customer", "add", "Ada Ltd.", "--output", str(there)).checked(1)
    assert refused.stderr == f"crm: {there} exists already\nhint: add --force-output to replace it\n"
    assert crm_local.inprocess("customer", "list", "--format", "ids").stdout == "C-1\n"


def test_nothing_found_in_a_store_that_is_not_there_is_told(crm_local: Program) -> None:
    there = crm_local.inprocess("customer", "list", "--format", "ids").checked()
    assert there.stderr == f"there is no store at {crm_local.url} yet; the first change makes it\n"
    crm_local.inprocess("user", "add", "Ayşe Yılmaz").checked()
    assert crm_local.inprocess("customer", "list", "--format", "ids").checked().stderr == ""


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("convert L-2 --dry-run --no-pager", "crm --no-pager convert L-2 --dry-run"),
        ("import customers a.csv -q", "crm -q import customers a.csv"),
        ("customer list --db x --limit 2", "crm --db ... customer list --limit 2"),
        ("customer list --stauts=lapsed", "crm customer list --status=lapsed"),
        ("customer list --stauts", "crm customer list --status STATUS"),
    ],
)
def test_a_hint_keeps_the_words_that_were_typed(crm_local: Program, line: str, hint: str) -> None:
    said = crm_local.inprocess(*line.split()).checked(2).stderr
    assert hint in said.replace("\n     ", " ")


def test_an_option_that_only_sounds_alike_is_not_offered(crm_local: Program) -> None:
    said = crm_local.inprocess("customer", "list", "--sort", "spent").checked(2).stderr
    assert said.endswith("hint: crm customer list --help\n")
