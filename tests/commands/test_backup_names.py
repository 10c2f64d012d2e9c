"""A backup is restored by the name that the list shows, whole, on a narrow terminal too."""

import re
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def deep(tmp_path: Path) -> Program:
    """A store with two backups whose path is longer than a line."""
    folder = tmp_path / ("long-" * 20)
    folder.mkdir(mode=0o700)
    crm = Program(str(folder / "crm.db"))
    for name in ("Ada", "Bob"):
        crm.inprocess("customer", "add", name).checked()
        crm.inprocess("backup").checked()
    return crm


def test_the_list_shows_names_whole_and_restore_takes_them(deep: Program) -> None:
    shown = Terminal(deep)("backup", "list", env={"NO_COLOR": "1"}).stdout
    names = re.findall(r"crm-\d{8}T\d{6}Z-v\d+(?:-\d+)?\.db", shown)
    assert len(names) == 2, shown
    paths = [row["backup"] for row in deep.inprocess("backup", "list", "--format", "json").checked().json()]
    assert [Path(path).name for path in paths] == names
    assert all(Path(path).is_file() for path in paths)
    deep.inprocess("restore", names[-1], "--yes").checked()
    assert len(deep.inprocess("customer", "list").checked().tsv()) == 1
    kept = Terminal(deep)("backup", "list", env={"NO_COLOR": "1"}).stdout
    assert re.search(r"crm-\d{8}T\d{6}Z-v\d+-before-restore\.db ", kept), kept


def test_a_file_of_that_name_here_comes_first(
    deep: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = Path(deep.inprocess("backup", "list", "--format", "json").checked().json()[0]["backup"]).name
    (tmp_path / name).write_text("text", encoding="utf-8")
    assert "is no crmcli store: it is text" in deep.inprocess("restore", name, "--yes").checked(1).stderr
