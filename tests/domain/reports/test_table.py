import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib import import_module

import pytest

from crmcli.domain.reports import REPORTS, Entry
from crmcli.domain.reports.scope import Asked
from tests.support.program import Result

SPLIT = {"days": {"since", "until"}}


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_a_report_s_options_are_the_fields_of_its_request(entry: Entry) -> None:
    request: type = import_module(entry.module).Request
    assert issubclass(request, Asked)
    assert is_dataclass(request)
    own = {name for option in entry.options for name in SPLIT.get(option.kind, {option.name})}
    shared = {"as_of", "where", "language", "lapsed_days", "currency", "limit"}
    assert {field.name for field in fields(request)} - own <= shared
    assert own <= {field.name for field in fields(request)}


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_what_a_report_can_be_told_by_is_what_its_help_names(entry: Entry) -> None:
    choices = {option.name: option.choices for option in entry.options}.get("by", ())
    known = getattr(import_module(entry.module), "BY", {})
    assert choices == tuple(known)


@pytest.mark.parametrize("entry", REPORTS, ids=lambda entry: entry.name)
def test_a_report_s_example_calls_it(entry: Entry) -> None:
    assert entry.example.startswith(f"crm report {entry.name} ")


def test_the_table_loads_no_report(python: Callable[..., Result]) -> None:
    code = (
        "import sys, crmcli.domain.reports; print([m for m in sys.modules if m.startswith('crmcli.domain.')])"
    )
    assert (
        python(code, env={"PYTHONPATH": ":".join(sys.path)}).checked().stdout == "['crmcli.domain.reports']\n"
    )
