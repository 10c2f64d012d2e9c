"""Odd surroundings: closed streams, pipes that end early, plain locales, strange widths, no home."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import Program, Result, environment, run
from tests.support.terminal import Terminal

NAMES = ["Işık Mobilya", "Şükrü Çağ", "İpek Gıda", "Öz Ünlü"]


@pytest.fixture
def crm(crm_local: Program) -> Program:
    """The program on a local store with Turkish names."""
    for name in NAMES:
        crm_local.inprocess("customer", "add", name).checked()
    return crm_local


def shell(crm: Program, line: str, **env: str | None) -> Result:
    """Run a line of a person's shell; ``crm`` is the program."""
    program = f"{shlex.quote(sys.executable)} -m crmcli"
    script = f'set -o pipefail; crm() {{ {program} "$@"; }}; {line}'
    return run(["bash", "-c", script], env=crm.environment(env))


def names(result: Result) -> list[str]:
    return [row["name"] for row in result.checked().tsv()]


def test_with_standard_output_closed_a_command_does_its_work(crm: Program) -> None:
    assert shell(crm, "crm customer list >&-").code == 0
    added = shell(crm, "crm customer add Yeni >&-")
    assert (added.code, added.stderr) == (0, "")
    assert "Yeni" in names(crm("customer", "list"))


def test_with_any_stream_closed_nothing_lands_in_the_store_file(crm: Program) -> None:
    for closed in (">&-", "2>&-", "<&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"):
        result = shell(crm, f"crm customer add 'Yeni {len(closed)}' {closed}")
        assert result.code == 0, closed
        assert "Traceback" not in result.stderr
    assert Path(crm.url).read_bytes().startswith(b"SQLite format 3\0")
    assert len(names(crm("customer", "list"))) >= 5
    assert shell(crm, "crm customer show Yok 2>&-").code == 3


def test_a_reader_that_goes_early_is_no_failure_and_not_spoken_of(crm: Program, tmp_path: Path) -> None:
    rows = "\n".join(["name", *(f"Müşteri {number}" for number in range(3000))])
    (tmp_path / "c.csv").write_text(rows, encoding="utf-8")
    crm.ok("import", "customers", tmp_path / "c.csv")
    for form in ("tsv", "csv", "json", "jsonl", "table", "plain", "ids"):
        result = shell(crm, f"crm customer list --limit 0 --format {form} | head -1")
        assert (result.code, result.stderr) == (0, ""), form
        assert len(result.lines) == 1, form


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "LANG": None},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["C", "POSIX", "ascii"],
)
def test_in_a_plain_locale_turkish_names_come_out_whole(crm: Program, env: dict[str, str | None]) -> None:
    assert set(names(crm("customer", "list", env=env))) == set(NAMES)
    assert {
        row["name"] for row in crm("customer", "list", "--format", "json", env=env).checked().json()
    } == set(NAMES)
    shown = crm("customer", "list", "--format", "table", env=env).checked()
    assert "Ğ" not in shown.stdout
    assert len(shown.lines) >= 4
    assert crm("find", "ışık", env=env).code in {0, 1, 3}


def test_in_a_plain_locale_a_utf_8_file_is_read_as_it_is(crm: Program, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("name\nĞölköy Şekerleme\n", encoding="utf-8")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    crm("import", "customers", tmp_path / "c.csv", env=env, check=True)
    assert "Ğölköy Şekerleme" in names(crm("customer", "list"))


@pytest.mark.parametrize("columns", ["1", "0", "-5", "abc", "", "99999", "1e3"])
def test_a_strange_width_still_gives_a_table_with_every_row(crm: Program, columns: str) -> None:
    result = crm("customer", "list", "--format", "table", env={"COLUMNS": columns}).checked()
    assert "Traceback" not in result.stderr
    assert sum("C-" in line for line in result.lines) == len(NAMES)


@pytest.mark.parametrize("columns", [1, 2, 5, 20])
def test_a_narrow_terminal_shows_every_row(crm: Program, columns: int) -> None:
    result = Terminal(crm)("customer", "list", columns=columns)
    assert result.code == 0
    assert "Traceback" not in result.stdout


@pytest.mark.parametrize("term", ["dumb", "", "unknown", None])
def test_a_dumb_terminal_gets_no_escape_sequence(crm: Program, term: str | None) -> None:
    result = Terminal(crm)("customer", "list", env={"TERM": term})
    assert result.code == 0
    assert "Işık Mobilya" in result.stdout
    if term == "dumb":
        assert "\x1b" not in result.stdout


def test_without_any_environment_it_works(crm: Program) -> None:
    path = os.pathsep.join(sys.path)
    command = [
        "env",
        "-i",
        f"PYTHONPATH={path}",
        sys.executable,
        "-m",
        "crmcli",
        "--db",
        crm.url,
        "customer",
        "list",
    ]
    assert set(names(run(command))) == set(NAMES)
    command[-2:] = ["customer", "add", "Yeni"]
    assert run(command).code == 0


@pytest.mark.parametrize("home", [None, "", "/nonexistent", "relative"])
def test_without_a_usable_home_a_named_store_works(crm: Program, home: str | None) -> None:
    env = {"HOME": home, "XDG_CONFIG_HOME": None, "XDG_DATA_HOME": None}
    assert set(names(crm("customer", "list", env=env))) == set(NAMES)


def test_the_first_command_of_a_person_makes_the_store_private_at_the_usual_place(tmp_path: Path) -> None:
    home = tmp_path / "person"
    home.mkdir()
    env: dict[str, str | None] = {
        "HOME": str(home),
        "XDG_DATA_HOME": None,
        "XDG_CONFIG_HOME": None,
        "CRMCLI_DB": None,
    }
    command = [sys.executable, "-m", "crmcli", "customer", "add", "Işık"]
    run(command, env=env).checked()
    (store,) = home.rglob("*.db")
    assert oct(store.stat().st_mode)[-3:] == "600"
    assert oct(store.parent.stat().st_mode)[-3:] == "700"


def test_two_programs_in_one_pipe_don_t_wait_for_each_other_s_lock(crm: Program) -> None:
    line = "crm customer list --format jsonl | crm import customers - --key name"
    result = shell(crm, line)
    assert result.code == 0, result.stderr


def test_standard_input_that_never_ends_a_line_is_refused_by_size_or_form(crm: Program) -> None:
    result = subprocess.run(
        ["bash", "-c", f"head -c 40000000 /dev/zero | {sys.executable} -m crmcli import customers -"],
        env=environment(crm.environment()),
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("crm: ")
    assert "Traceback" not in result.stderr
