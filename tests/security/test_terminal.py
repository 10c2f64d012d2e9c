"""What is stored, typed or named by a file cannot act on a terminal, nor hide in what it shows."""

import subprocess
import sys
from pathlib import Path

import pytest

from crmcli.output.safe import safe_text
from tests.security.hostile import MARKUP, TERMINAL, harmful, hostile_store
from tests.support.program import Program, environment
from tests.support.terminal import Size, Terminal, run_on_terminal

ESCAPES = "\x1b]52;c;cm0=\x07\x1b[2J\x9b31m\u202e\u200b\U000e0041"
"""One text of several classes, where a process is needed for each."""
LISTS = (
    *("customer", "contact", "lead", "activity", "attachment", "order", "product", "user", "opportunity"),
    *("task", "case", "quote", "campaign", "segment", "plan", "payment", "competitor"),
)
SURFACES = (
    *(f"{noun} list --limit 0" for noun in LISTS),
    "tag list",
    "branch list",
    "history",
    "today",
    "dedupe scan",
    "find evil",
    "report sales --by customer --limit 0",
    "report sales --by product --limit 0",
    "report segments --limit 0",
    "report rfm --limit 0",
    "report abc --by customer --limit 0",
    "report churn --limit 0",
    "report today --limit 0",
    "report sql 'select name, city from customer_view'",
    "privacy export P-4",
    "attachment check",
)
OF_ONE = ("show", "timeline", "tree")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program on a store full of hostile names; nothing here changes it."""
    path = tmp_path_factory.mktemp("hostile") / "crm.db"
    hostile_store(str(path))
    return Program(str(path))


def words(line: str) -> list[str]:
    from shlex import split

    return split(line)


def test_there_are_35_classes() -> None:
    assert len(TERMINAL) == 35


@pytest.mark.parametrize("name", TERMINAL)
def test_every_class_is_shown_harmless_and_not_left_out(name: str) -> None:
    shown = safe_text(TERMINAL[name])
    assert harmful(shown) == []
    assert shown != TERMINAL[name]
    assert len(shown) >= len(TERMINAL[name].replace("\u0301", ""))


@pytest.mark.parametrize("format", ["table", "plain", "markdown"])
@pytest.mark.parametrize("surface", SURFACES)
def test_no_list_or_report_lets_a_name_act_on_a_terminal(shop: Program, surface: str, format: str) -> None:
    result = shop.inprocess(*words(surface), "--format", format).checked()
    assert harmful(result.stdout) == []
    assert harmful(result.stderr) == []


def test_no_record_lets_its_names_act_on_a_terminal(shop: Program) -> None:
    numbers = [row["id"] for row in shop.inprocess("customer", "list", "--format", "json").checked().json()]
    assert len(numbers) > 80
    for at, number in enumerate(numbers):
        for view in (OF_ONE[at % len(OF_ONE)], "history"):
            line = ("history", number) if view == "history" else ("customer", view, number)
            result = shop.inprocess(*line, "--format", "table").checked()
            assert harmful(result.stdout + result.stderr) == [], line


def test_markup_in_a_name_is_text(shop: Program) -> None:
    shown = shop.inprocess("customer", "list", "--limit", "0", "--format", "plain").checked().stdout
    for name in MARKUP:
        assert name in shown


def test_json_is_ascii(shop: Program) -> None:
    for format in ("json", "jsonl"):
        assert shop.inprocess("customer", "list", "--format", format).checked().stdout.isascii()


PLACES = (
    ("customer", "show", ESCAPES),
    ("customer", "list", "--where", f"{ESCAPES}=x"),
    ("customer", "list", "--where", f"city={ESCAPES}'"),
    ("customer", "list", f"--{ESCAPES}"),
    ("customer", ESCAPES),
    (ESCAPES,),
    ("find", ESCAPES),
    ("import", "customers", f"{ESCAPES}.csv"),
    ("import", "customers", "{}/given.csv", "--map", f"{ESCAPES}=name"),
    ("import", "customers", "{}/given.csv", "--encoding", ESCAPES),
    ("export", "customers", "--output", f"{{}}/{ESCAPES}/x.csv"),
    ("report", "sales", "--by", ESCAPES),
    ("report", "sales", "--period", ESCAPES),
    ("report", "sql", f"select {ESCAPES}"),
    ("report", "run", f"{ESCAPES}.toml"),
    ("task", "add", "x", "--due", ESCAPES),
    ("customer", "add", "x", "--email", ESCAPES),
    ("customer", "add", "x", "--phone", ESCAPES),
    ("opportunity", "add", "x", "--amount", ESCAPES),
    ("rule", "add", "x", ESCAPES),
    ("restore", f"{ESCAPES}.db", "--yes"),
    ("attachment", "add", "C-1", f"{ESCAPES}.pdf"),
    ("config", "get", ESCAPES),
    ("config", "set", "locale", ESCAPES),
    ("help", ESCAPES),
    ("--locale", ESCAPES, "customer", "list", "--format", "table"),
    ("undo", ESCAPES),
)


@pytest.mark.parametrize(
    "line", PLACES, ids=lambda line: " ".join(line[:3]).encode("ascii", "replace").decode()
)
def test_no_error_or_hint_repeats_what_was_typed_as_it_is(
    shop: Program, tmp_path: Path, line: tuple[str, ...]
) -> None:
    (tmp_path / "given.csv").write_text("Ad\nx\n", encoding="utf-8")
    result = shop.inprocess(*(word.replace("{}", str(tmp_path)) for word in line))
    assert result.code
    assert harmful(result.stderr) == []
    assert harmful(result.stdout) == []


def test_a_file_says_its_names_and_cells_harmlessly(shop: Program, tmp_path: Path) -> None:
    folder = tmp_path / f"f{ESCAPES}"
    folder.mkdir()
    tables = {
        "headers": f"{ESCAPES},name\nx,y\n",
        "cells": f"name,phone\nx,{ESCAPES}\n",
        "broken": f'name\n"{ESCAPES}\n',
        "wide": f"name\na,{ESCAPES}\n",
    }
    for name, text in tables.items():
        file = folder / f"{name}{ESCAPES}.csv"
        file.write_text(text, encoding="utf-8")
        for more in ((), ("--keep-unknown",), ("--rejects", str(folder / f"r{name}{ESCAPES}.csv"))):
            result = shop.inprocess("import", "customers", str(file), "--dry-run", "--format", "table", *more)
            assert harmful(result.stdout + result.stderr) == [], (name, more)


@pytest.fixture
def screen(shop: Program) -> Terminal:
    return Terminal(shop)


def test_a_real_terminal_gets_nothing_but_the_programs_own_colours(screen: Terminal) -> None:
    for line in ("customer list", "customer show C-30", "customer timeline C-30", "history", "today"):
        result = screen(*words(line), env={"PAGER": "cat"}).checked()
        assert harmful(result.stdout) == [], line


def test_a_prompt_shows_names_harmlessly(screen: Terminal) -> None:
    result = screen("merge", "C-30", "C-31", answers=(("[y/N]", "n\n"),))
    assert harmful(result.stdout) == []


def test_a_progress_bar_shows_a_files_name_harmlessly(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / f"cok{ESCAPES}.csv"
    file.write_text("name\n" + "".join(f"Ad {number}\n" for number in range(6_000)), encoding="utf-8")
    at_once = "from crmcli import __main__, notes; notes._PATIENCE_SECONDS = 0; __main__.main()"
    command = [sys.executable, "-c", at_once, "import", "customers", str(file), "--dry-run"]
    env = {"CRMCLI_DB": sqlite_url, "COLUMNS": None, "LINES": None}
    result = run_on_terminal(command, Size(), env=env)
    assert "\x1b[?25l" in result.stdout, "no bar was shown"
    assert harmful(result.stdout, bar=True) == []


def test_help_and_completion_repeat_nothing_as_it_is(shop: Program) -> None:
    for line in ((ESCAPES, "--help"), ("customer", ESCAPES, "--help"), ("help", "filters", ESCAPES)):
        result = shop.inprocess(*line)
        assert harmful(result.stdout + result.stderr) == [], line
    for shell in ("bash", "zsh", "fish"):
        asked = {
            "_CRM_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": "crm customer show Evil",
            "COMP_CWORD": "3",
        }
        asked |= {"_TYPER_COMPLETE_ARGS": "crm customer show Evil"}
        env = environment(shop.environment(dict(asked)))
        ended = subprocess.run(
            [sys.executable, "-m", "crmcli"], capture_output=True, check=False, env=env, timeout=60
        )
        marks = [c for c in harmful(ended.stdout.decode("utf-8", "surrogateescape")) if c != "'\\t'"]
        assert marks == [], (shell, ended.stdout)
