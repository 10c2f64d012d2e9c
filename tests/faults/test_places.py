"""Odd places for a store, its settings and its output: taken as they are named, or refused in a line."""

import os
import shlex
import socket
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.ending import names, refused
from tests.faults.limits import limited
from tests.support.program import Program, Result, run


def fifo(path: Path) -> None:
    """Make a pipe that nobody writes into."""
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """Make a socket that nobody listens at."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(path))  # a socket's path is short


def device(path: Path) -> None:
    """Make a device that reads as zeros without end; one of our own, which root may lose."""
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        pytest.skip("making a device needs root")


SPECIAL = [fifo, unix_socket, device]


def shell(crm: Program, folder: Path, line: str) -> Result:
    """Run a line of a person's shell in a folder; ``crm`` is the program."""
    program = f"{shlex.quote(sys.executable)} -m crmcli"
    path = os.pathsep.join(sys.path)
    script = f'cd {shlex.quote(str(folder))}; crm() {{ timeout 30 {program} "$@"; }}; {line}'
    return run(["bash", "-c", script], env={**crm.environment(), "PYTHONPATH": path})


@pytest.mark.parametrize(
    "name", [":memory:", "file:crm.db", "file:crm.db?mode=memory", "a b%20c.db", "-x.db"]
)
def test_a_name_that_means_something_to_sqlite_is_a_name_like_any_other(tmp_path: Path, name: str) -> None:
    crm = Program(str(tmp_path / "other.db"))
    added = shell(crm, tmp_path, f"crm --db {shlex.quote(f'./{name}')} customer add Yeni")
    assert added.code == 0, added.stderr
    for named in (name, f"./{name}"):
        listed = shell(crm, tmp_path, f"crm --db={shlex.quote(named)} customer list")
        assert [row["name"] for row in listed.checked().tsv()] == ["Yeni"], named
    assert (tmp_path / name).stat().st_size > 0
    asked = shell(crm, tmp_path, f"crm --db={shlex.quote(name)} report sql 'SELECT name FROM customer_view'")
    assert asked.checked().lines == ["name", "Yeni"]
    again = shell(
        crm,
        tmp_path,
        f"crm --db={shlex.quote(name)} customer add Sonra; crm --db={shlex.quote(name)} backup b.db",
    )
    assert again.code == 0, again.stderr
    assert names(Program(str(tmp_path / name))) == ["Sonra", "Yeni"]
    assert names(Program(str(tmp_path / "b.db"))) == ["Sonra", "Yeni"]


@pytest.mark.parametrize(
    "name", ["a\nb.db", "a\tb.db", "müşteri.db", "a\udcffb.db", "'; DROP TABLE.db", "x" * 200 + ".db"]
)
def test_any_name_that_the_system_takes_holds_a_store(tmp_path: Path, name: str) -> None:
    crm = Program(str(tmp_path / name))
    crm("customer", "add", "Yeni", check=True)
    assert [row["name"] for row in crm("customer", "list").checked().tsv()] == ["Yeni"]
    query = ("report", "sql", "SELECT name FROM customer_view")
    assert crm(*query).checked().lines == ["name", "Yeni"]
    for words in (("backup",), ("doctor",), ("customer", "list", "--format", "table")):
        result = crm(*words)
        assert result.code == 0, result.stderr
        assert "Traceback" not in result.stderr
    missing = Program(str(tmp_path / f"no{name[:200]}"))("customer", "show", "C-1")
    refused(missing, 3)


@pytest.mark.parametrize("length", [248, 256, 5000])
def test_a_name_too_long_for_the_store_and_its_journal_is_refused_and_nothing_is_made(
    tmp_path: Path, length: int
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    crm = Program(str(folder / ("x" * length)))
    assert "file name too long" in refused(crm.inprocess("customer", "add", "Yeni"))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("make", SPECIAL)
def test_a_store_that_is_no_file_is_refused_at_once_and_stays(
    tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "odd.db"
    make(place)
    before = place.lstat()
    crm = Program(str(place))
    for words in (
        ("customer", "list"),
        ("customer", "add", "Yeni"),
        ("customer", "add", "Yeni", "--dry-run"),
        ("doctor",),
        ("backup",),
        ("migrate",),
    ):
        begun = time.monotonic()
        assert "it is a device, a pipe or a socket" in refused(crm.inprocess(*words)), words
        assert time.monotonic() - begun < 10
    assert place.lstat() == before


@pytest.mark.parametrize("make", SPECIAL)
def test_an_output_or_a_backup_goes_into_no_device_and_no_pipe(
    crm_local: Program, tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crm_local.inprocess("customer", "add", "Önce").checked()
    place = tmp_path / "odd.csv"
    make(place)
    before = place.lstat()
    for words in (
        ("customer", "list", "--output", place),
        ("customer", "list", "--output", place, "--force-output"),
        ("export", "customers", "--output", place, "--force-output"),
        ("backup", place),
    ):
        refused(crm_local.inprocess(*words))
    # The time of access may move: what it is may not.
    assert place.lstat()[:4] == before[:4]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["crm.db", "home", "odd.csv"]


@pytest.mark.parametrize("make", SPECIAL)
def test_a_restore_reads_files_only(
    crm_local: Program, tmp_path: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    crm_local.inprocess("customer", "add", "Önce").checked()
    make(tmp_path / "odd.db")
    refused(crm_local.inprocess("restore", tmp_path / "odd.db", "--yes"))
    assert names(crm_local) == ["Önce"]


def test_an_output_through_a_link_is_refused_and_what_it_leads_to_stays(
    crm_local: Program, tmp_path: Path
) -> None:
    crm_local.inprocess("customer", "add", "Önce").checked()
    target = tmp_path / "precious"
    target.write_text("kept")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    for words in (
        ("customer", "list", "--output", link, "--force-output"),
        ("export", "customers", "--output", link, "--force-output"),
        ("backup", link),
    ):
        refused(crm_local.inprocess(*words))
    assert target.read_text() == "kept"
    assert link.is_symlink()


def test_in_a_folder_that_is_gone_a_store_named_whole_works_and_one_beside_it_is_refused(
    crm_local: Program, tmp_path: Path
) -> None:
    crm_local.inprocess("customer", "add", "Önce").checked()
    gone = "mkdir gone; cd gone; rmdir ../gone; "
    assert shell(crm_local, tmp_path, f"{gone}crm customer list").code == 0
    assert shell(crm_local, tmp_path, f"{gone}crm customer add Sonra").code == 0
    refused(shell(crm_local, tmp_path, f"{gone}crm --db x.db customer add Sonra"))
    assert names(crm_local) == ["Sonra", "Önce"]


def test_a_pipe_as_input_is_waited_for_without_a_lock_and_left_at_ctrl_c(
    crm_local: Program, tmp_path: Path
) -> None:
    import signal

    os.mkfifo(tmp_path / "pipe.csv")
    with crm_local.start("import", "customers", tmp_path / "pipe.csv") as process:
        time.sleep(1)
        assert process.poll() is None
        crm_local.inprocess("customer", "add", "Önce").checked()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert names(crm_local) == ["Önce"]


def test_a_pipe_as_input_is_read_to_its_end(crm_local: Program, tmp_path: Path) -> None:
    query = "echo 'SELECT count(*) AS n FROM customer_view'"
    line = f"crm import customers <(printf 'name\\nYeni\\n') && crm report sql --file <({query})"
    result = shell(crm_local, tmp_path, line)
    assert result.code == 0, result.stderr
    assert result.lines[-1] == "1"
    assert names(crm_local) == ["Yeni"]


@pytest.mark.parametrize(
    "words",
    [
        ("report", "sql", "--file"),
        ("report", "run"),
        ("import", "customers", "{csv}", "--map"),
        ("import", "customers"),
        ("import", "file"),
        ("import", "all"),
        ("attachment", "add", "C-1"),
    ],
    ids=" ".join,
)
def test_an_input_without_an_end_stops_at_a_limit(
    crm_local: Program, tmp_path: Path, words: tuple[str, ...]
) -> None:
    crm_local.inprocess("customer", "add", "Önce").checked()
    (tmp_path / "c.csv").write_text("name\nYeni\n")
    # With room for no more: what is read without a limit ends here.
    line = [word.replace("{csv}", str(tmp_path / "c.csv")) for word in words]
    result = limited(crm_local, f"AS={700 * 1024 * 1024}", *line, "/dev/zero")
    refused(result, result.code)
    assert result.code in (1, 2)
    assert "out of memory" not in result.stderr
    assert names(crm_local) == ["Önce"]
