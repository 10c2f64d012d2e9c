import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import pytest

from crmcli.domain.reports import FAMILIES, REPORTS, Entry, entry_of
from crmcli.domain.reports.columns import rows_of
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import columns_of
from tests.support.program import Result

every_report = pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)


def module_of(entry: Entry) -> Any:
    return import_module(entry.module)


def test_names_are_told_apart() -> None:
    names = [entry.name for entry in REPORTS]
    assert len(names) == len(set(names))
    assert entry_of("sales") is not None
    assert entry_of("sale") is None


@every_report
def test_a_report_s_options_are_the_fields_of_its_request(entry: Entry) -> None:
    request: type = module_of(entry).Request
    assert issubclass(request, Asked)
    assert is_dataclass(request)
    shared = {field.name for field in fields(Asked)}
    assert {field.name for field in fields(request)} - shared == {option.name for option in entry.options}


@every_report
def test_what_a_report_can_be_told_by_is_what_its_help_names(entry: Entry) -> None:
    assert set(entry.by) == set(module_of(entry).BY)


@every_report
def test_a_report_s_example_calls_it(entry: Entry) -> None:
    assert entry.example.startswith(f"crm report {entry.name} ")


@every_report
def test_every_column_of_a_report_is_defined_by_a_sentence(entry: Entry) -> None:
    for row in rows_of(entry):
        bare = [column.name for column in columns_of(row) if not column.about.endswith(".")]
        assert bare == [], f"{row.__name__} has columns without a definition"


@every_report
def test_every_report_can_explain_a_row(entry: Entry) -> None:
    assert callable(module_of(entry).explain)


def test_the_table_loads_no_report(python: Callable[..., Result]) -> None:
    code = (
        "import sys, crmcli.domain.reports as r; print('\\n'.join(m for m in sys.modules if 'crmcli' in m))"
    )
    loaded = set(python(code, env={"PYTHONPATH": ":".join(sys.path)}).checked().lines)
    table = {f"crmcli.domain.reports.{family.package}" for family in FAMILIES}
    base = {"crmcli", "crmcli.domain", "crmcli.domain.reports", "crmcli.domain.reports.entry"}
    assert loaded == table | base
