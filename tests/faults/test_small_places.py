"""A disk, a temporary folder or a memory that is too small: told in a line, nothing half-done."""

import tempfile
from pathlib import Path

import pytest

from tests.campaigns.work import customers
from tests.faults.ending import names, refused
from tests.faults.limits import limited
from tests.faults.small import on_a_small_disk
from tests.store.business import contents
from tests.support.program import Program, Result

MEGABYTE = 1 << 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that becomes a small disk."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def parts(result: Result) -> list[str]:
    """Split what several commands wrote at the lines of dashes between them."""
    return result.stdout.split("----\n")


@pytest.mark.parametrize("free", [0, 8, 64, 300])
def test_a_store_on_a_full_disk_stays_as_it_was_and_goes_on_when_there_is_room(
    tmp_path: Path, folder: Path, free: int
) -> None:
    file = customers(tmp_path / "many.csv", 3000)
    crm = Program(str(folder / "crm.db"))
    line = f"""
        crm customer add Önce > /dev/null; sum1=$(sha256sum < {folder}/crm.db)
        fill {free}
        crm import customers {file}; echo "$?----"
        crm customer list --format ids; echo "----"
        [ "$sum1" = "$(sha256sum < {folder}/crm.db)" ] && echo same
        ls -A {folder}; echo "----"
        rm {folder}/filler; crm customer add Sonra --format ids; crm doctor --format json
    """
    result = on_a_small_disk(crm, folder, 4096, line)
    imported, listed, state, after = parts(result)
    assert imported.strip() == "1"
    assert "nothing was saved" in result.stderr
    assert "Traceback" not in result.stderr
    assert listed.splitlines() == ["C-1"]
    assert state.split() == ["same", "crm.db", "filler"]
    assert "C-2" in after
    assert '"state": "fail"' not in after


def test_a_first_store_on_a_full_disk_is_not_left_half_made(folder: Path) -> None:
    crm = Program(str(folder / "crm.db"))
    line = f"""
        fill 100; crm customer add Önce; echo "$?----"; stat -c %s {folder}/crm.db 2>/dev/null; echo "----"
        rm {folder}/filler; crm customer add Önce --format ids
    """
    result = on_a_small_disk(crm, folder, 4096, line)
    failed, left, after = parts(result)
    assert failed.strip() == "1"
    assert left.strip() in ("", "0")
    assert after.strip() == "C-1"


@pytest.mark.parametrize(
    "words",
    [
        "customer list --limit 0 --output DISK/out.csv",
        "customer list --limit 0 --output DISK/out.xlsx",
        "customer list --limit 0 --output DISK/out.json",
        "export customers --output DISK/out.csv",
        "export all DISK/out.jsonl",
        "backup DISK/out.db",
        "backup DISK",
    ],
)
def test_a_full_disk_under_an_output_leaves_no_part_of_a_file(
    crm_local: Program, tmp_path: Path, folder: Path, words: str
) -> None:
    crm_local.inprocess("import", "customers", customers(tmp_path / "many.csv", 3000)).checked()
    before = contents(crm_local.url)
    line = words.replace("DISK", str(folder))
    result = on_a_small_disk(crm_local, folder, 200, f"fill 16; crm {line}; echo ----$?; ls -A {folder}")
    shown, left = result.stdout.split("----")
    assert shown == ""
    assert left.split() == ["1", "filler"], result.stderr
    assert "Traceback" not in result.stderr
    assert contents(crm_local.url) == before


def test_a_full_disk_under_the_rejected_rows_is_a_failure_that_says_what_was_saved(
    crm_local: Program, tmp_path: Path, folder: Path
) -> None:
    good = "".join(f"Yeni {n},y{n}@ornek.example\n" for n in range(10))
    bad = "".join(f",b{n}@ornek.example{'x' * 300}\n" for n in range(300))
    (tmp_path / "some.csv").write_text(f"name,email\n{good}{bad}")
    line = f"fill 16; crm import customers {tmp_path}/some.csv --rejects {folder}/rejects.csv"
    result = on_a_small_disk(crm_local, folder, 200, f"{line}; echo ----$?; ls -A {folder}")
    assert result.stdout.split() == ["----1", "filler"], result.stderr
    (error,) = [row for row in result.stderr.splitlines() if row.startswith("crm: ")]
    saved = len(names(crm_local))
    assert saved in (0, 10)
    assert "rejects.csv can't be written" in error
    assert error.endswith("; the change itself was saved") == (saved == 10), error
    again = crm_local("import", "customers", tmp_path / "some.csv", "--rejects", tmp_path / "rejects.csv")
    assert again.code == 5
    assert len(names(crm_local)) == 10
    assert (tmp_path / "rejects.csv").read_text().count("\n") == 301


@pytest.mark.parametrize(
    "words",
    [
        "import customers CSV",
        "import customers - < CSV",
        "export customers --output OUT",
        "import all - < CSV",
    ],
)
def test_a_full_folder_for_temporary_files_is_named_and_nothing_is_done(
    crm_local: Program, tmp_path: Path, folder: Path, words: str
) -> None:
    crm_local.inprocess("import", "customers", customers(tmp_path / "many.csv", 3000)).checked()
    file = tmp_path / "more.csv"
    file.write_text("name,note\n" + "".join(f"Yeni {n},{'x' * 200}\n" for n in range(20_000)))
    before = contents(crm_local.url)
    line = words.replace("CSV", str(file)).replace("OUT", str(tmp_path / "out.csv"))
    # Room for Python to find the folder usable, and for no more.
    result = on_a_small_disk(crm_local, folder, 64, f"export TMPDIR={folder}; crm {line}; echo ----$?")
    assert result.stdout.split("----")[0] == "", result.stderr
    assert result.stdout.split("----")[1].strip() == "1"
    assert "Traceback" not in result.stderr
    assert "TMPDIR" in result.stderr or words.startswith("import all")
    assert contents(crm_local.url) == before
    assert not (tmp_path / "out.csv").exists()


def test_without_the_named_folder_for_temporary_files_another_is_taken(
    crm_local: Program, tmp_path: Path
) -> None:
    file = customers(tmp_path / "many.csv", 3000)
    env = {"TMPDIR": str(tmp_path / "gone"), "SQLITE_TMPDIR": str(tmp_path / "gone")}
    assert crm_local("import", "customers", "-", input=file.read_bytes(), env=env).code == 0
    assert crm_local("customer", "list", "--limit", "0", "--output", tmp_path / "o.xlsx", env=env).code == 0


def test_without_any_folder_for_temporary_files_it_is_told_and_nothing_is_done(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm_local.inprocess("customer", "add", "Önce").checked()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "gone")])
    result = crm_local.inprocess("import", "customers", "-", input="name\nYeni\n")
    assert "temporary" in refused(result)
    monkeypatch.undo()
    assert len(contents(crm_local.url)["customer"]) == 1


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with 20,000 customers and 60,000 orders."""
    path = tmp_path_factory.mktemp("big")
    crm = Program(str(path / "crm.db"))
    rows = (f"{n},Müşteri {n}" for n in range(20_000))
    (path / "c.csv").write_text("\n".join(["id,name", *rows, ""]), encoding="utf-8")
    sold = (
        f"N{n},Müşteri {n * 7919 % 20_000},{2022 + n % 4}-{n % 11 + 1:02}-{n % 28 + 1:02},{n % 977 + 1}.5,TRY"
        for n in range(60_000)
    )
    (path / "o.csv").write_text("\n".join(["number,customer,ordered_on,total,currency", *sold, ""]), "utf-8")
    crm.ok("import", "customers", path / "c.csv")
    crm.ok("import", "orders", path / "o.csv")
    return crm.url


REPORTS = [("rfm",), ("clv",), ("abc",), ("churn",), ("cycle",)]


@pytest.mark.parametrize("words", REPORTS, ids=lambda words: words[0])
def test_a_big_report_in_256_megabytes_is_whole_or_refused_in_a_line(
    big: str, words: tuple[str, ...]
) -> None:
    crm = Program(big)
    result = limited(crm, f"AS={256 * MEGABYTE}", "report", *words, "--format", "csv")
    assert "Traceback" not in result.stderr
    assert "OpenBLAS" not in result.stderr
    if result.code:
        assert "out of memory" in refused(result)
    else:
        assert len(result.lines) > 2


def test_a_list_of_everything_in_256_megabytes_is_whole(big: str) -> None:
    result = limited(
        Program(big), f"AS={256 * MEGABYTE}", "customer", "list", "--limit", "0", "--format", "json"
    )
    assert len(result.checked().json()) == 20_000


def test_twelve_open_files_are_enough_for_an_import_an_export_and_a_backup(
    crm_local: Program, tmp_path: Path
) -> None:
    file = customers(tmp_path / "some.csv", 50)
    for words in (
        ("import", "customers", file),
        ("export", "customers", "--output", tmp_path / "o.csv"),
        ("undo",),
        ("backup", tmp_path / "b.db"),
        ("report", "sales"),
        ("doctor",),
    ):
        result = limited(crm_local, "NOFILE=12", *words)
        assert result.code == 0, (words, result.stderr)
    assert names(crm_local) == names(Program(str(tmp_path / "b.db")))
