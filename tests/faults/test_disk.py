"""A disk that is full or may not be written, few files, little memory: told in a line, nothing half-done."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaigns.work import customers, faults_of
from tests.faults.limits import limited
from tests.store.business import contents
from tests.support.program import Program, Result, environment


def one_error(result: Result, code: int = 1) -> str:
    """Return the line that says what failed; there is exactly one, and no traceback."""
    assert result.code == code, result.stderr
    assert result.stdout == ""
    (error,) = [line for line in result.stderr.splitlines() if line.startswith("crm: ")]
    assert "Traceback" not in result.stderr
    assert "fault of crmcli" not in error
    return error.removeprefix("crm: ")


@pytest.fixture
def crm(crm_local: Program, tmp_path: Path) -> Program:
    """The program on a local store with ten customers."""
    crm_local.ok("import", "customers", customers(tmp_path / "ten.csv", 10))
    return crm_local


KIB = 1024


@pytest.mark.parametrize("room", [0, 8, 64, 128, 300, 600])
def test_a_disk_that_fills_up_in_mid_import_stores_nothing_and_the_list_still_works(
    crm: Program, tmp_path: Path, room: int
) -> None:
    path = Path(crm.url)
    before = contents(crm.url)
    file = customers(tmp_path / "many.csv", 3000, 11)
    # Room for the file of the import's own rows beside the store's growth.
    result = limited(crm, f"FSIZE={path.stat().st_size + room * KIB}", "import", "customers", file)
    assert one_error(result).endswith("; nothing was saved")
    assert len(crm.ok("customer", "list").tsv()) == 10
    assert contents(crm.url) == before
    assert faults_of(path) == []
    crm.ok("import", "customers", file)
    assert len(contents(crm.url)["customer"]) == 3010


def test_a_full_disk_under_the_store_is_told_as_that(crm: Program, tmp_path: Path) -> None:
    size = Path(crm.url).stat().st_size
    result = limited(crm, f"FSIZE={size}", "import", "customers", customers(tmp_path / "some.csv", 300, 11))
    assert one_error(result) == f"the disk holding {crm.url} is full or failing; nothing was saved"
    assert result.stderr.splitlines()[-1] == "hint: free some space and run the command again"


@pytest.mark.parametrize("size", [0, 4, 40, 200, 400])
def test_a_disk_too_full_for_a_new_store_leaves_none(tmp_path: Path, size: int) -> None:
    crm = Program(str(tmp_path / "new.db"))
    one_error(limited(crm, f"FSIZE={size * KIB}", "customer", "add", "Işık"))
    assert crm.ok("customer", "list").tsv() == []
    crm.ok("customer", "add", "Işık")
    assert len(crm.ok("customer", "list").tsv()) == 1


def test_a_full_disk_under_the_output_leaves_no_half_of_a_file(crm: Program, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    result = limited(crm, "FSIZE=100", "customer", "list", "--output", target)
    assert "out.csv" in one_error(result)
    assert not target.exists()


def test_a_full_disk_under_standard_output_is_no_success(crm: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "crmcli", "customer", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(crm.environment()),
            check=False,
            text=True,
        )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith("crm: ")


def test_a_read_only_file_is_listed_and_not_written(crm: Program) -> None:
    path = Path(crm.url)
    path.chmod(0o400)
    before = path.read_bytes()
    assert len(limited(crm, "unprivileged=1", "customer", "list").checked().tsv()) == 10
    result = limited(crm, "unprivileged=1", "customer", "add", "Işık")
    assert one_error(result) == f"can't open {path}: attempt to write a readonly database"
    assert path.read_bytes() == before


def test_a_file_that_may_not_be_read_is_refused(crm: Program) -> None:
    path = Path(crm.url)
    path.chmod(0)
    for words in (("customer", "list"), ("customer", "add", "Işık")):
        assert one_error(limited(crm, "unprivileged=1", *words)).startswith(f"can't open {path}: ")


def test_a_read_only_folder_is_listed_from_and_not_written_to(tmp_path: Path, crm: Program) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = Path(shutil.copy(crm.url, folder / "crm.db"))
    folder.chmod(0o500)
    inside, missing = Program(str(path)), Program(str(folder / "new" / "new.db"))
    before = path.read_bytes()
    try:
        assert len(limited(inside, "unprivileged=1", "customer", "list").checked().tsv()) == 10
        result = limited(inside, "unprivileged=1", "customer", "add", "Işık")
        assert one_error(result).startswith(f"can't open {path}: ")
        assert limited(missing, "unprivileged=1", "customer", "list").checked().tsv() == []
        result = limited(missing, "unprivileged=1", "customer", "add", "Işık")
        assert one_error(result) == f"can't open {missing.url}: permission denied"
        assert path.read_bytes() == before
        assert [file.name for file in folder.iterdir()] == ["crm.db"]
    finally:
        folder.chmod(0o700)


def test_a_folder_that_may_not_be_entered_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    crm = Program(str(folder / "crm.db"))
    folder.chmod(0)
    try:
        for words in (("customer", "list"), ("customer", "add", "Işık")):
            error = one_error(limited(crm, "unprivileged=1", *words))
            assert error == f"can't open {crm.url}: permission denied"
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("handles", [8, 6, 5, 4])
def test_few_open_files_are_enough_or_told(crm: Program, handles: int) -> None:
    for words in (("customer", "list"), ("customer", "add", "Işık")):
        result = limited(crm, f"NOFILE={handles}", *words)
        assert "Traceback" not in result.stderr or handles < 5  # the interpreter itself needs some
        assert result.code == 0 or result.stderr.startswith("crm: ") or handles < 5
        if handles >= 8:
            result.checked()
    assert faults_of(Path(crm.url)) == []


def test_an_import_in_little_memory_is_done_or_told(crm: Program, tmp_path: Path) -> None:
    file = customers(tmp_path / "many.csv", 20_000, 11)
    result = limited(crm, f"AS={160 * KIB * KIB}", "import", "customers", file)
    count = len(contents(crm.url)["customer"])
    assert (result.code, count) in ((0, 20_010), (1, 10)), result.stderr
    assert "Traceback" not in result.stderr
