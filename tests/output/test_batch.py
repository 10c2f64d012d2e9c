"""Several results at once: whole files, those that stay, what is remembered, what is said."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmcli import durable, notes
from crmcli.domain.frozen import frozen
from crmcli.domain.papers import Kept, Paper
from crmcli.domain.results import Batch, Report
from crmcli.errors import Refused, UsageError
from crmcli.output import Settings
from crmcli.output.batch import write_all


@pytest.fixture(autouse=True)
def _talkative() -> Iterator[None]:
    """Let the next test of this process hear notes again."""
    yield
    notes.configure()


@frozen
class Row:
    name: str
    net: int


def report(*rows: Row, notes: tuple[str, ...] = (), exit_code: int = 0) -> Report[Any]:
    return Report("sales", Row, rows, "Sales", date(2026, 11, 22), notes=notes, exit_code=exit_code)


ONE = report(Row("Işık", 3))
EMPTY = report()


def csv(paper: Paper) -> Settings:
    return Settings(format=paper.format or "csv")


def papers_of(memory: Path) -> Any:
    return json.loads(memory.read_text(encoding="utf-8"))["papers"]


def test_each_goes_into_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "new" / "a.csv", tmp_path / "b.json"
    code = write_all(
        Batch([Paper("a", ONE, output=str(one)), Paper("b", ONE, format="json", output=str(two))]), csv
    )
    assert code == 0
    assert one.read_text(encoding="utf-8") == "name,net\nIşık,3\n"
    assert json.loads(two.read_text(encoding="utf-8"))["rows"] == [{"name": "Işık", "net": 3}]
    assert capsys.readouterr() == ("", f"a: written to {one}\nb: written to {two}\n")


def test_what_has_no_file_is_printed_one_below_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert write_all(Batch([Paper("a", ONE), Paper("b", ONE)]), csv) == 0
    assert capsys.readouterr().out == "name,net\nIşık,3\n\nname,net\nIşık,3\n"


def test_a_quiet_one_says_nothing_but_alerts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = report(Row("Işık", 3), notes=("alert: net < 9: Işık (3)", "2 orders left out"), exit_code=10)
    paper = Paper("a", told, output=str(tmp_path / "a.csv"), alerts=told.notes[:1])
    assert write_all(Batch([paper], quiet=True), csv) == 10
    assert capsys.readouterr() == ("", "warning: a: net < 9: Işık (3)\n")
    assert write_all(Batch([paper._replace(alerts=(), result=ONE)], quiet=True), csv) == 0
    assert capsys.readouterr() == ("", "")


def test_one_that_fails_leaves_the_others_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = Paper("bad", failure=UsageError("no such day", "--since 90d"))
    alarmed = Paper("b", replace(ONE, exit_code=10), output=str(tmp_path / "b.csv"), alerts=("alert: x",))
    assert write_all(Batch([failing, alarmed]), csv) == 5
    assert capsys.readouterr().err.startswith("crm: bad: no such day\nhint: --since 90d\n")
    assert (tmp_path / "b.csv").is_file()
    assert write_all(Batch([failing]), csv) == 2
    (tmp_path / "dir").mkdir()
    blocked = Paper("c", ONE, output=str(tmp_path / "dir"))
    assert write_all(Batch([blocked, alarmed]), csv) == 5
    under = Paper("d", ONE, output=str(tmp_path / "b.csv" / "x.csv"))
    assert write_all(Batch([under]), csv) == 1


def test_an_empty_one_is_silent_where_it_is_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, memory = tmp_path / "a.csv", tmp_path / "m.json"
    paper = Paper("a", EMPTY, output=str(path), silent=True, last="2026-11-22")
    assert write_all(Batch([paper], str(memory)), csv) == 0
    assert not path.exists()
    assert capsys.readouterr().err == "a: nothing to tell\n"
    assert papers_of(memory) == {"a": {"last": "2026-11-22"}}
    assert write_all(Batch([paper._replace(silent=False)]), csv) == 0
    assert path.read_text(encoding="utf-8") == "name,net\n"


def test_what_is_as_it_was_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, memory = tmp_path / "a.csv", tmp_path / "m.json"
    paper = Paper("a", ONE, output=str(path), digest="x")
    write_all(Batch([paper], str(memory)), csv)
    os.utime(path, (1, 1))
    capsys.readouterr()
    write_all(Batch([paper], str(memory), papers_of(memory)), csv)
    assert path.stat().st_mtime == 1
    assert capsys.readouterr().err == "a: as it was\n"
    write_all(Batch([paper._replace(digest="y")], str(memory), papers_of(memory)), csv)
    assert path.stat().st_mtime > 1
    path.unlink()
    write_all(Batch([paper._replace(digest="y")], str(memory), papers_of(memory)), csv)
    assert path.is_file(), "a file that is gone is written again"


def test_what_is_printed_is_left_out_when_it_is_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    memory = tmp_path / "m.json"
    paper = Paper("a", ONE, digest="x")
    write_all(Batch([paper], str(memory)), csv)
    assert capsys.readouterr().out
    write_all(Batch([paper], str(memory), papers_of(memory)), csv)
    assert capsys.readouterr().out == ""


def test_the_day_moves_only_forward_and_only_after_success(tmp_path: Path) -> None:
    memory = tmp_path / "m.json"
    known = {"a": {"last": "2026-11-20"}, "bad": {"last": "2026-11-20"}, "else": {"digest": "z"}}
    good = Paper("a", ONE, output=str(tmp_path / "a.csv"), last="2026-11-22")
    write_all(Batch([Paper("bad", failure=Refused("no"), last="2026-11-22"), good], str(memory), known), csv)
    found = papers_of(memory)
    assert {name: one.get("last") for name, one in found.items()} == {
        "a": "2026-11-22",
        "bad": "2026-11-20",
        "else": None,
    }
    write_all(Batch([good._replace(last="2026-11-01")], str(memory), found), csv)
    assert papers_of(memory)["a"]["last"] == "2026-11-22"


def test_a_failing_disk_leaves_the_old_file_and_the_old_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, memory = tmp_path / "a.csv", tmp_path / "m.json"
    path.write_text("old", encoding="utf-8")
    real = durable.write_private

    def full(place: Path, chunks: Any, *, replace: bool) -> None:
        if place == path:
            raise OSError(28, "No space left on device")
        real(place, chunks, replace=replace)

    monkeypatch.setattr(durable, "write_private", full)
    paper = Paper("a", ONE, output=str(path), last="2026-11-22", digest="x")
    assert write_all(Batch([paper], str(memory), {"a": {"last": "2026-11-20"}}), csv) == 1
    assert path.read_text(encoding="utf-8") == "old"
    assert papers_of(memory) == {"a": {"last": "2026-11-20"}}
    assert "a: " in capsys.readouterr().err


def test_only_older_files_of_the_name_go(tmp_path: Path) -> None:
    tmp_path = tmp_path / "out"
    tmp_path.mkdir()
    keep = Kept(2, r"sales\-(\d{4}-\d{2}-\d{2})\.csv")
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        (tmp_path / f"sales-{day}.csv").write_text(day, encoding="utf-8")
    for other in ("sales-2026-11-18.csv.bak", "mysales-2026-11-18.csv", "sales-notes.csv"):
        (tmp_path / other).write_text("mine", encoding="utf-8")
    (tmp_path / "sales-2026-11-17.csv").symlink_to(tmp_path / "sales-notes.csv")
    (tmp_path / "sales-2026-11-16.csv").mkdir()
    path = tmp_path / "sales-2026-11-22.csv"
    write_all(Batch([Paper("sales", ONE, output=str(path), keep=keep)]), csv)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "mysales-2026-11-18.csv",
        "sales-2026-11-16.csv",
        "sales-2026-11-17.csv",
        "sales-2026-11-18.csv.bak",
        "sales-2026-11-21.csv",
        "sales-2026-11-22.csv",
        "sales-notes.csv",
    ]


def test_the_file_just_written_stays_even_when_later_ones_are_there(tmp_path: Path) -> None:
    (tmp_path / "s-2026-12-01.csv").write_text("later", encoding="utf-8")
    path = tmp_path / "s-2026-11-22.csv"
    keep = Kept(1, r"s\-(\d{4}-\d{2}-\d{2})\.csv")
    write_all(Batch([Paper("s", ONE, output=str(path), keep=keep)]), csv)
    assert path.is_file()


def test_nothing_is_pruned_where_nothing_was_written(tmp_path: Path) -> None:
    (tmp_path / "s-2026-11-01.csv").write_text("old", encoding="utf-8")
    path = tmp_path / "s-2026-11-22.csv"
    keep = Kept(1, r"s\-(\d{4}-\d{2}-\d{2})\.csv")
    write_all(Batch([Paper("s", EMPTY, output=str(path), keep=keep, silent=True)]), csv)
    assert (tmp_path / "s-2026-11-01.csv").is_file()
