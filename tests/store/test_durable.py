"""A finished file gets its name only while nobody has it, with and without hard links."""

import os
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.sync.place import write_file
from crmcli.durable import move_to_free_name
from crmcli.errors import Refused


@pytest.fixture(params=["links", "no links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the file ``done``, on a disk with hard links and on one without (FAT)."""

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)
    place = tmp_path / "stick"
    place.mkdir()
    (place / "done").write_text("whole")
    return place


def test_a_finished_file_moves_to_a_free_name(folder: Path) -> None:
    move_to_free_name(folder / "done", folder / "there")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"there": "whole"}


def test_a_name_that_was_taken_meanwhile_stays_its_owners(folder: Path) -> None:
    (folder / "there").write_text("theirs")
    with pytest.raises(FileExistsError):
        move_to_free_name(folder / "done", folder / "there")
    assert (folder / "there").read_text() == "theirs"
    assert (folder / "done").read_text() == "whole"


def test_a_file_of_changes_is_written_on_a_stick_without_hard_links(folder: Path) -> None:
    path = folder / "changes.jsonl"
    write_file(path, ["{}\n"], force=False)
    assert path.read_text() == "{}\n"
    with pytest.raises(Refused, match="exists already"):
        write_file(path, ["[]\n"], force=False)
    assert sorted(path.name for path in folder.iterdir()) == ["changes.jsonl", "done"]
