"""The program as data: what it says of each command is what the command takes and answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmcli.cli import root
from crmcli.commands.assistant.checking import faults
from crmcli.commands.described.commands import command_of, walk
from crmcli.commands.described.parameters import argv, input_schema
from crmcli.commands.described.whole import EXIT_CODES, VERSION, document
from crmcli.errors import ExitCode
from tests.support.program import Program

BY_THEMSELVES = {"dashboard", "shell", "batch", "mcp", "demo", "help"}
"""Commands that write what they have to say themselves, or run other commands."""
TEXTS = ("document", "stream", "batch")


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The program as one document."""
    return document(root())


@pytest.fixture(scope="module")
def by_name(whole: dict[str, Any]) -> dict[str, Any]:
    """Its commands by their names."""
    return {command["name"]: command for command in whole["commands"]}


def test_the_shape_of_the_document_is_a_promise(whole: dict[str, Any]) -> None:
    """Whoever renames or removes a key raises VERSION and says so in CHANGELOG.md."""
    assert (whole["schema"], whole["version"]) == ("crmcli-program", 1) == ("crmcli-program", VERSION)
    shape = {
        "program": {"name", "version"},
        "exit_codes": {"code", "name", "meaning"},
        "options": {"program", "every_command", "commands_that_write"},
        "commands": {"name", "section", "help", "more", "example", "writes", "arguments", "results"},
        "views": {"name", "row", "columns"},
        "nouns": {
            *("name", "plural", "prefix", "number", "command", "needs_one_of", "fields", "custom_fields"),
        },
        "settings": {"name", "kind", "default", "about"},
    }
    assert set(whole) == {"schema", "version", "dialect", "formats", "error", *shape}
    for name, keys in shape.items():
        parts = whole[name] if isinstance(whole[name], list) else [whole[name]]
        assert all(set(part) == keys for part in parts), name
    fields = {"name", "type", "about", "refers_to", "choices"}
    assert all(set(field) == fields for noun in whole["nouns"] for field in noun["fields"])
    assert all(
        set(column) == {"name", "type", "about"} for view in whole["views"] for column in view["columns"]
    )
    results = [result for command in whole["commands"] for result in command["results"]]
    assert all(set(result) == {"container", "schema"} for result in results)
    properties = [one for each in whole["commands"] for one in each["arguments"]["properties"].values()]
    known = {"type", "items", "enum", "minimum", "maximum", "default", "description"}
    assert {key for one in properties for key in one} <= {*known, "x-flags", "x-argument", "x-metavar"}


def test_it_is_all_json_and_says_every_exit_code(whole: dict[str, Any]) -> None:
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert [code for code, *_ in EXIT_CODES] == [int(code) for code in ExitCode]


def test_every_command_says_what_it_answers_with(by_name: dict[str, Any]) -> None:
    unknown = []
    for name, command in by_name.items():
        rows = [result for result in command["results"] if result["container"] not in TEXTS]
        silent = not command["results"] or any(not _row(result).get("properties") for result in rows)
        if silent and name.split()[0] not in BY_THEMSELVES:
            unknown.append(name)
    assert unknown == []


def _row(result: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = result["schema"]
    if result["container"] == "listing":
        schema = schema["items"]
    elif result["container"] in ("report", "change"):
        schema = schema["properties"]["rows" if result["container"] == "report" else "items"]["items"]
    return schema


def test_every_option_that_is_told_says_what_it_is_for(by_name: dict[str, Any]) -> None:
    silent = {
        f"{name} --{option}"
        for name, command in by_name.items()
        for option, schema in command["arguments"]["properties"].items()
        if not schema.get("description")
    }
    assert silent == set()


def test_what_is_marked_as_writing_has_a_dry_run(crm_local: Program, by_name: dict[str, Any]) -> None:
    for name in ("customer add", "undo", "order delete", "customer list", "report sales", "find"):
        shown = crm_local.inprocess(*name.split(), "--help").checked().stdout
        assert ("--dry-run" in shown) == by_name[name]["writes"], name


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A store with something of everything."""
    folder = tmp_path_factory.mktemp("schema")
    env = {"HOME": str(folder), "CRMCLI_TODAY": "2026-11-21", "CRMCLI_CONFIG": str(folder / "none.toml")}
    program = Program(str(folder / "crm.db"), env)
    program.ok("demo", "--language", "tr", "--keep", program.url)
    return program


ANSWERED = (
    *("customer list", "contact list", "lead list", "opportunity list", "order list", "product list"),
    *("activity list", "user list", "task list", "case list", "quote list", "payment list", "survey list"),
    *("customer show C-1", "order show S-1", "opportunity show O-1", "lead show L-1", "case show CS-1"),
    *("quote show Q-1", "contact show P-1", "product show PR-1", "customer brief C-1", "customer tree C-1"),
    *("customer timeline C-1", "find isik", "today", "history C-1", "tag list", "segment list", "stage list"),
    *("report sales", "report segments", "report churn", "report pipeline", "report receivables"),
    *("customer add Deneme", "task add Ara --due today", "log call C-1 Deneme", "export customers"),
    *("rate show EUR", "import list", "field list", "campaign list", "relation list", "wallet list"),
)


@pytest.mark.parametrize("line", ANSWERED)
def test_what_a_command_answers_is_what_its_schema_says(
    business: Program, by_name: dict[str, Any], line: str
) -> None:
    words = line.split()
    name = " ".join(words[:2]) if " ".join(words[:2]) in by_name else words[0]
    dry = ["--dry-run"] if by_name[name]["writes"] else []
    said = business.inprocess(*words, *dry, "--format", "json").checked().json()
    schemas = [result["schema"] for result in by_name[name]["results"] if result["container"] not in TEXTS]
    assert any(faults(schema, said) == [] for schema in schemas), [faults(s, said)[:3] for s in schemas]


def test_amounts_name_the_column_of_their_currency(by_name: dict[str, Any]) -> None:
    row = _row(by_name["order list"]["results"][0])["properties"]
    assert row["total"]["x-currency"] == "currency" in row
    assert row["id"]["pattern"] == r"^S-\d+$"


def test_an_export_has_the_columns_that_are_told(business: Program, by_name: dict[str, Any]) -> None:
    for plural in ("customers", "orders", "cases", "campaigns"):
        header = business.inprocess("export", plural, "--format", "tsv").checked().lines[0].split("\t")
        told = _row(by_name[f"export {plural}"]["results"][0])["properties"]
        assert [name for name in header if not name.startswith("custom:")] == list(told)


def test_the_custom_fields_of_a_store_are_told_with_it(business: Program) -> None:
    said = business.inprocess("schema", "--json", "--store").checked().json()
    nouns = {noun["name"]: noun for noun in said["nouns"]}
    assert nouns["customer"]["custom_fields"] == [
        {"name": "Teslimat günü", "type": "choice", "choices": ["Salı", "Perşembe", "Cuma"]}
    ]
    assert document(root())["nouns"][0]["custom_fields"] is None


def test_one_command_is_told_alone(crm_local: Program) -> None:
    said = crm_local.inprocess("schema", "customer", "add", "--json").checked().json()
    assert [command["name"] for command in said["commands"]] == ["customer add"]
    assert said["commands"][0]["arguments"]["required"] == ["name"]
    listed = crm_local.inprocess("schema", "customer").checked()
    assert "customer add\ttrue\tchange" in listed.stdout


def test_a_mistyped_command_is_told_with_the_nearest(crm_local: Program) -> None:
    said = crm_local.inprocess("schema", "customer", "ad").checked(2)
    assert said.stderr.splitlines() == [
        'crm: no command is called "customer ad"',
        "hint: crm schema customer add",
    ]


def test_no_store_is_needed(crm_local: Program) -> None:
    crm_local.inprocess("schema", "customer", "--json").checked()
    assert not Path(crm_local.url).exists()


@given(st.text(min_size=1).filter(lambda text: "\0" not in text), st.lists(st.text(min_size=1), max_size=3))
def test_any_text_reaches_the_command_as_it_is(name: str, phones: list[str]) -> None:
    (found,) = walk(root(), ("customer", "add"))
    words = argv(found.command, {"name": name, "phone": phones, "person": True})
    context = found.command.make_context("add", words, resilient_parsing=False)
    assert context.params["name"] == name
    assert list(context.params["phone"] or ()) == phones
    assert context.params["person"] is True


def test_the_words_of_a_report_are_told() -> None:
    (found,) = walk(root(), ("report", "churn"))
    properties = command_of(found)["arguments"]["properties"]
    assert properties["only"]["enum"] == ["safe", "watch", "at risk", "lost"]
    assert properties["by"]["enum"][0] == "customer"
    assert "enum" not in input_schema(found.command)["properties"]["by"]
