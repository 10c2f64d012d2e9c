"""The table of faults: long enough, each fault once, each with a test that exists; the page is made of it."""

import ast
from functools import cache
from pathlib import Path

from tests.faults.reliability import PAGE, page
from tests.faults.table import AREAS, FAULTS

ROOT = Path(__file__).parents[2]
FEWEST = 110


@cache
def functions(file: str) -> set[str]:
    """Name the functions of a file of tests."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_fault_names_a_test_that_exists() -> None:
    missing = []
    for row in FAULTS:
        file, _, name = row.test.partition("::")
        if not (ROOT / file).is_file() or name not in functions(file) or not name.startswith("test_"):
            missing.append(f"{row.id}: {row.test}")
    assert missing == []


def test_there_are_enough_faults_and_none_comes_twice() -> None:
    assert len(FAULTS) >= FEWEST
    assert len({row.id for row in FAULTS}) == len(FAULTS)
    assert len({row.fault for row in FAULTS}) == len(FAULTS)


def test_faults_are_numbered_without_a_gap_by_their_area() -> None:
    for area in AREAS:
        assert [row.id for row in area.rows] == [f"{area.letter}{n}" for n in range(1, len(area.rows) + 1)]
    assert [area.letter for area in AREAS] == sorted({area.letter for area in AREAS})


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.faults.reliability"


def test_every_test_of_a_fault_in_this_folder_is_in_the_table() -> None:
    here = {f"tests/faults/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    told = {row.test.partition("::")[0] for row in FAULTS}
    assert here - told == {"tests/faults/test_table.py"}
