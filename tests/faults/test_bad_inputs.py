"""Bad inputs of every kind: each gets one clear line, loses nothing, and shows no traceback."""

import re
from pathlib import Path

import pytest

from tests.faults.bad_inputs import CASES, Case, lay_out
from tests.store.business import contents
from tests.support.program import Program


@pytest.fixture
def shop(sqlite_url: str) -> Program:
    """A store with two customers, a contact and a lead."""
    crm = Program(sqlite_url)
    for line in (("customer", "Acme"), ("customer", "Işık"), ("contact", "Ali Demir"), ("lead", "Ayşe Öz")):
        crm.inprocess(line[0], "add", line[1]).checked()
    return crm


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_bad_input_is_told_and_changes_nothing(shop: Program, case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    lay_out(case, folder)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    before = contents(shop.url)
    argv = [word.replace("{}", str(folder)).replace("{store}", shop.url) for word in case.argv]
    result = shop.inprocess(*argv, input=case.typed)
    assert "Traceback" not in result.stderr
    assert "fault of crmcli" not in result.stderr
    told = [line for line in result.stderr.splitlines() if line.startswith("crm: ")]
    assert told, result
    assert re.search(case.says, told[0]), told[0]
    assert len(told[0]) < 1000
    assert (result.code, result.stdout if case.argv[0] != "--db" else "") == (case.code, "")
    assert contents(shop.url) == before
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_there_are_enough_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
