"""What a command loads is what makes it slow: looked at in the running program."""

from collections.abc import Callable

import pytest

from tests.support.program import Program

Modules = Callable[..., set[str]]

STORE_LAYER = {"sqlalchemy", "sqlmodel", "pydantic"}
SLOW = {*STORE_LAYER, "rich", "tabulate", "phonenumbers", "email_validator", "psycopg"}


def test_the_version_is_told_before_typer_is_loaded(modules: Modules) -> None:
    assert not modules("--version") & {"typer", "sqlite3", *SLOW}


@pytest.mark.parametrize("words", [["--help"], ["customer", "--help"]])
def test_help_loads_neither_the_store_nor_rich(modules: Modules, words: list[str]) -> None:
    assert not modules(*words) & {"sqlite3", *SLOW}


@pytest.mark.parametrize(
    "words",
    [
        ["customer", "list"],
        ["customer", "show", "C-1"],
        ["customer", "timeline", "C-1"],
        ["customer", "list", "--format", "json"],
    ],
)
def test_a_read_in_a_pipe_loads_no_heavy_library(
    modules: Modules, crm_local: Program, words: list[str]
) -> None:
    crm_local.ok("customer", "add", "Işık Mobilya")
    assert not modules(*words) & SLOW


@pytest.mark.parametrize(
    "words", [["customer", "add", "Ada Ltd."], ["log", "call", "C-1", "asked for an offer"]]
)
def test_a_write_in_a_pipe_loads_neither_the_orm_nor_rich(
    modules: Modules, crm_local: Program, words: list[str]
) -> None:
    crm_local.ok("customer", "add", "Işık Mobilya")
    assert not modules(*words) & {*STORE_LAYER, "rich", "tabulate", "psycopg"}


def test_the_first_command_on_a_new_store_loads_no_orm(modules: Modules) -> None:
    assert not modules("customer", "list") & STORE_LAYER
