"""Every noun can be added, changed, listed, shown, imported, exported, taken back, and seen in time."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.nouns import BY_NAME, NOUNS
from tests.nouns.table import ROWS, Row
from tests.support.program import Program

NAMES = list(ROWS)
WITH_COMMANDS = [name for name, row in ROWS.items() if not row.part]
EVENTS = [name for name, row in ROWS.items() if row.event]

BASE = (
    ("user", "add", "Elif Demir"),
    ("customer", "add", "Ada", "--phone", "0532 123 45 67"),
    ("customer", "add", "Bora"),
    ("contact", "add", "Can Öz", "--customer", "C-1"),
    ("lead", "add", "Deniz Su", "--phone", "0533 222 33 44"),
    ("product", "add", "Defter", "--sku", "D-1", "--price", "10 TL"),
    ("opportunity", "add", "Ofis", "--customer", "C-1"),
    ("order", "add", "C-1", "--number", "SP-1", "--total", "1000 TL"),
    ("campaign", "add", "Geri gel"),
    ("quote", "add", "C-2", "Kalem"),
    ("log", "call", "C-1", "ilk arama"),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with something of every noun that others refer to; made once."""
    return tmp_path_factory.mktemp("base") / "crm.db"


@pytest.fixture
def crm(base: Path, tmp_path: Path) -> Program:
    """The program on a copy of the base store."""
    if not base.exists():
        program = Program(str(base))
        for words in BASE:
            program.inprocess(*words).checked()
    return Program(str(shutil.copy(base, tmp_path / "crm.db")))


def ok(crm: Program, *words: str) -> Any:
    """Run a command that must succeed; return its result as JSON."""
    result = crm.inprocess(*words, "--format", "json").checked()
    return json.loads(result.stdout)


def filled(words: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """Return a command's words with a file that is there."""
    (folder / "a.pdf").write_bytes(b"a file")
    return tuple(word.replace("{file}", str(folder / "a.pdf")) for word in words)


def group(name: str) -> str:
    """Return the noun's group of commands."""
    return ROWS[name].group or name.replace("_", "-")


def held(crm: Program, name: str) -> list[dict[str, Any]]:
    """Return all records of a noun, as an export gives them, without their numbers."""
    found = crm.inprocess("export", BY_NAME[name].plural, "--format", "json").checked()
    rows: list[dict[str, Any]] = json.loads(found.stdout)
    return [{key: value for key, value in row.items() if key != "number"} for row in rows]


def numbers(crm: Program, name: str) -> list[str]:
    """Return the numbers of all records of a noun."""
    found = json.loads(crm.inprocess("export", BY_NAME[name].plural, "--format", "json").checked().stdout)
    return [row["number"] if "number" in row else row["id"] for row in found]


def written(folder: Path, row: Row) -> str:
    """Write a row to be imported; return the file's name."""
    header, cells = row.file
    path = folder / "rows.csv"
    quoted = ",".join(f'"{cell}"' if ";" in cell else cell for cell in cells.split(","))
    path.write_text(f"{header}\n{quoted}\n", encoding="utf-8")
    return str(path)


def test_no_noun_is_forgotten() -> None:
    assert set(ROWS) == {noun.name for noun in NOUNS}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_added_is_there_and_taken_back_it_is_not(crm: Program, tmp_path: Path, name: str) -> None:
    row, before = ROWS[name], held(crm, name)
    ok(crm, *filled(row.add, tmp_path))
    added = held(crm, name)
    assert len(added) == len(before) + 1
    shown = crm.inprocess(*(row.shown or (group(name), "show", row.ref))).checked()
    assert shown.stdout
    crm.inprocess("undo").checked()
    assert held(crm, name) == before
    crm.inprocess("redo").checked()
    assert held(crm, name) == added


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_what_is_changed_is_found_by_it_and_by_its_history(crm: Program, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    ok(crm, *filled(row.add, tmp_path))
    before = held(crm, name)
    ok(crm, *row.edit)
    assert held(crm, name) != before
    found = crm.inprocess(group(name), "list", "--where", row.where, "--format", "ids").checked()
    assert found.stdout.split() == [row.ref]
    assert row.ref in crm.inprocess(group(name), "list", "--format", "ids").checked().stdout.split()
    history = ok(crm, "history", row.ref)
    assert len(history) >= 2
    crm.inprocess("undo").checked()
    assert held(crm, name) == before


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_what_is_deleted_comes_back(crm: Program, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    ok(crm, *filled(row.add, tmp_path))
    before = held(crm, name)
    ok(crm, group(name), "delete", row.ref)
    assert len(held(crm, name)) == len(before) - 1
    crm.inprocess("undo").checked()
    assert held(crm, name) == before


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_it_takes_fields_of_ones_own(crm: Program, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    ok(crm, *filled(row.add, tmp_path))
    crm.inprocess("field", "add", name, "Renk", "--type", "choice", "--choices", "mavi,al").checked()
    ok(crm, group(name), "edit", row.ref, "--custom", "Renk=mavi")
    found = crm.inprocess(group(name), "list", "--where", "Renk=mavi", "--format", "ids").checked()
    assert found.stdout.split() == [row.ref]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_imported_once_and_taken_back(crm: Program, tmp_path: Path, name: str) -> None:
    file, plural, before = written(tmp_path, ROWS[name]), BY_NAME[name].plural, held(crm, name)
    crm.inprocess("import", plural, file).checked()
    after = held(crm, name)
    assert len(after) == len(before) + 1
    crm.inprocess("import", plural, file).checked()
    assert held(crm, name) == after
    crm.inprocess("undo")
    if held(crm, name) == after:  # the second import changed nothing, so there was nothing of it to undo
        crm.inprocess("undo").checked()
    assert held(crm, name) == before


@pytest.mark.parametrize("name", NAMES)
def test_what_is_exported_gives_the_same_when_it_is_imported_elsewhere(
    crm: Program, base: Path, tmp_path: Path, name: str
) -> None:
    plural, out = BY_NAME[name].plural, tmp_path / "out.csv"
    ok(crm, *filled(ROWS[name].add, tmp_path))
    crm.inprocess("import", plural, written(tmp_path, ROWS[name])).checked()
    crm.inprocess("export", plural, "--format", "csv", "--output", str(out)).checked()
    other = Program(str(shutil.copy(base, tmp_path / "other.db")))
    other.inprocess("import", plural, str(out)).checked()
    assert held(other, name) == held(crm, name)
    other.inprocess("import", plural, str(out)).checked()
    assert held(other, name) == held(crm, name)


@pytest.mark.parametrize("name", EVENTS)
def test_it_is_in_the_timeline(crm: Program, tmp_path: Path, name: str) -> None:
    row = ROWS[name]
    assert row.event
    ok(crm, *filled(row.add, tmp_path))
    told = ok(crm, "customer", "timeline", "C-1", "--type", row.event, "--as-of", "2026-12-31")
    assert told
    assert {event["type"] for event in told} == {row.event}
    whole = ok(crm, "customer", "timeline", "C-1", "--as-of", "2026-12-31")
    assert any(event["type"] == row.event for event in whole)


def test_what_is_in_no_timeline_is_no_ones_event() -> None:
    assert {name for name, row in ROWS.items() if row.event is None} == {
        *("customer", "product", "user", "order_line", "quote_line"),
        *("competitor", "closing_step", "price", "rate", "target", "check"),
        *("segment", "campaign", "playbook", "rule"),
    }
