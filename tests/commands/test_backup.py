"""``crm backup`` and ``crm restore`` as a person meets them."""

from pathlib import Path

import pytest

from crmcli.migrations import SCHEMA_VERSION
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with one customer."""
    crm_local.ok("customer", "add", "Işık Mobilya")
    return crm_local


def test_a_backup_prints_its_path_size_and_rows(crm: Program) -> None:
    (row,) = crm.inprocess("backup").checked().tsv()
    file = Path(row["backup"])
    assert file.parent == Path(crm.url).parent / "backups"
    assert int(row["bytes"]) == file.stat().st_size
    assert int(row["rows"]) > 10
    assert row["schema"] == str(SCHEMA_VERSION)
    assert len(row["sha256"]) == 64
    whole = crm.inprocess("backup", "--format", "json").checked().json()
    assert list(whole) == ["backup", "bytes", "rows", "schema", "sha256", "removed"]


def test_the_list_names_what_is_there_and_how_to_make_the_first(crm: Program) -> None:
    result = crm.inprocess("backup", "list", "--format", "plain").checked()
    assert result.stderr == "no backup yet: crm backup\n"
    crm.inprocess("backup").checked()
    (row,) = crm.inprocess("backup", "list", "--format", "json").checked().json()
    assert list(row) == ["backup", "at", "made_by", "schema", "bytes", "checksum"]
    assert (row["made_by"], row["schema"], row["checksum"]) == ("backup", SCHEMA_VERSION, True)
    assert row["at"].startswith("2026-11-21T")


def test_keep_says_how_many_it_removed(crm: Program) -> None:
    for _ in range(3):
        crm.inprocess("backup").checked()
    assert crm.inprocess("backup", "--keep", "2").checked().stderr == "2 older removed\n"
    assert len(crm.inprocess("backup", "list").checked().tsv()) == 2


@pytest.mark.parametrize(
    ("words", "code", "fact", "hint"),
    [
        (("backup", "--keep", "0"), 2, "--keep", None),
        (("backup", "list", "--keep", "2"), 2, "--keep goes with making a backup", "crm backup --keep 14"),
        (("backup", "x.db", "--keep", "2"), 2, "--keep counts the backups of a folder", "leave it out"),
        (("restore", "none.db"), 3, "there is no file none.db", "crm backup list"),
        (("restore", "."), 1, ". is a folder", None),
    ],
)
def test_a_request_that_makes_no_sense_says_what_would(
    crm: Program, words: tuple[str, ...], code: int, fact: str, hint: str | None
) -> None:
    result = crm.inprocess(*words).checked(code)
    assert fact in result.stderr.splitlines()[0]
    assert hint is None or result.stderr.splitlines()[1] == f"hint: {hint}"
    assert result.stdout == ""


def test_without_a_store_there_is_nothing_to_back_up(crm_local: Program) -> None:
    result = crm_local.inprocess("backup").checked(3)
    assert result.stderr.startswith(f"crm: there is no store at {crm_local.url}\n")
    assert not Path(crm_local.url).exists()


def test_a_restore_that_loses_changes_wants_to_be_told_so(crm: Program, tmp_path: Path) -> None:
    file = tmp_path / "before.db"
    crm.inprocess("backup", file).checked()
    crm.inprocess("customer", "add", "Ada").checked()
    result = crm.inprocess("restore", file).checked(4)
    fact, hint = result.stderr.splitlines()
    assert fact.startswith(f"crm: {crm.url} has 1 change that the backup has not, of 2026-11-21 ")
    assert fact.endswith(" UTC: they would be lost")
    assert hint == f"hint: crm restore {file} --yes"
    said = crm.inprocess("restore", file, "--yes", "--format", "json").checked().json()
    assert (said["lost"], said["rows"], said["checksum"], said["erased"]) == (1, said["rows"], True, [])
    assert [row["name"] for row in crm.inprocess("customer", "list").checked().tsv()] == ["Işık Mobilya"]
    crm.inprocess("restore", said["kept"], "--yes").checked()
    assert len(crm.inprocess("customer", "list").checked().tsv()) == 2


def test_a_restore_of_what_the_store_has_all_of_asks_nothing(crm: Program, tmp_path: Path) -> None:
    crm.inprocess("backup", tmp_path / "same.db").checked()
    crm.inprocess("restore", tmp_path / "same.db").checked()


def test_a_dry_run_checks_the_backup_and_changes_nothing(crm: Program, tmp_path: Path) -> None:
    file = tmp_path / "before.db"
    crm.inprocess("backup", file).checked()
    crm.inprocess("customer", "add", "Ada").checked()
    before = Path(crm.url).read_bytes()
    result = crm.inprocess("restore", file, "--dry-run").checked()
    assert result.tsv()[0]["lost"] == "1"
    assert result.stderr == "dry run: nothing was changed\n"
    assert Path(crm.url).read_bytes() == before
    assert not (Path(crm.url).parent / "backups").exists()


@pytest.mark.parametrize(("answer", "code", "names"), [("y\n", 0, 1), ("n\n", 4, 2), ("\n", 4, 2)])
def test_a_person_is_asked_and_only_yes_is_yes(
    crm: Program, tty_local: Terminal, tmp_path: Path, answer: str, code: int, names: int
) -> None:
    file = tmp_path / "before.db"
    crm.ok("backup", file)
    crm.ok("customer", "add", "Ada")
    result = tty_local("restore", str(file), answers=[("[y/N]", answer)])
    assert result.code == code, result.stdout
    assert len(crm.ok("customer", "list").tsv()) == names


def test_people_erased_since_and_an_older_schema_are_told(crm: Program, tmp_path: Path) -> None:
    from crmcli.db import open_store

    crm.inprocess("backup", tmp_path / "before.db").checked()
    with writing(open_store(crm.url)) as db:
        db.insert("erasure", {"noun": "customer", "number": 1, "digest": "x"})
    result = crm.inprocess("restore", tmp_path / "before.db", "--yes").checked()
    assert result.stderr == "this backup holds 1 person erased since: crm privacy erase C-1\n"
    old = Path(__file__).parents[1] / "store" / "schema" / "v1.db"
    result = crm.inprocess("restore", old, "--yes").checked()
    assert f"it has schema 1, this program needs {SCHEMA_VERSION}: crm migrate" in result.stderr.splitlines()
    crm.inprocess("migrate").checked()


def test_a_shared_store_says_which_tool_to_use(pg_url: str) -> None:
    result = Program(pg_url).inprocess("backup").checked(1)
    assert result.stderr.splitlines()[1].startswith("hint: pg_dump --format=custom --file=")
