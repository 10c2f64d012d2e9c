"""Bare ``crm``: where things stand on one screen, a friendly beginning, the day's list in a pipe."""

import re
import shlex
from pathlib import Path

import pytest

from crmcli.domain.home import welcome
from tests.support.program import Program
from tests.support.store import writing
from tests.support.terminal import Terminal
from tests.support.years import fill_years

PLAIN = {"NO_COLOR": "1"}


def test_an_empty_store_shows_how_to_begin_and_its_commands_work(tty_local: Terminal, tmp_path: Path) -> None:
    program = tty_local.program
    shown = tty_local(env=PLAIN).checked().stdout.replace("\r\n", "\n")
    assert "There is nothing" in shown
    assert len(shown.splitlines()) <= 15  # the name of the store may take two lines
    lines = re.findall(r"^  crm (.*?)(?:  .*)?$", shown, re.MULTILINE)
    assert [line.split()[0] for line in lines] == ["demo", "import", "customer"]
    file = tmp_path / "list.csv"
    file.write_text("name,phone\nAda,0532 765 43 21\n")
    for line in lines[1:]:
        program.ok(*shlex.split(line.replace("FILE", str(file))))
    assert program("customer", "list", "--format", "ids").lines == ["C-1", "C-2"]
    assert not Path(program.url + "-none").exists()


def test_looking_makes_no_store(crm_local: Program, tty_local: Terminal) -> None:
    tty_local(env=PLAIN).checked()
    crm_local().checked()
    assert not Path(crm_local.url).exists()


def test_a_full_store_fits_one_screen_and_says_where_to_go_on(tty: Terminal) -> None:
    program = tty.program
    program.ok("customer", "add", "Işık [bold]Mobilya[/]")
    program.ok("customer", "add", "Ada")
    for number in range(12):
        program.inprocess("task", "add", "C-1", f"Ara {number}", "--due", "2026-11-01").checked()
    program.inprocess("lead", "add", "Ayşe").checked()
    program.inprocess("order", "add", "C-1", "--total", "900 TL").checked()
    program.inprocess("order", "add", "C-1", "--total", "12 EUR").checked()
    program.inprocess("opportunity", "add", "Masa", "--customer", "C-1", "--amount", "5000 TL").checked()
    shown = tty(env=PLAIN).checked().stdout.replace("\r\n", "\n")
    lines = shown.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    for told in (
        r"overdue +12",
        r"new leads +1",
        r"open opportunities +1",
        r"worth +₺5,000.00",
        r"orders this month +2",
        r"sold this month +₺900.00",
        r"Do first  \d of 12",
        r"Since yesterday  \d of \d+",
        r"crm today has it all; crm find NAME finds a record; crm dashboard; crm help",
    ):
        assert re.search(told, shown), (told, shown)
    assert "[bold]" in shown
    assert "customer add" not in shown, "who has customers knows how to add one"


def test_in_a_pipe_it_is_the_days_list(crm: Program) -> None:
    assert crm().checked().stdout == crm("today").checked().stdout
    crm.ok("customer", "add", "Ada")
    crm.ok("task", "add", "C-1", "Ara", "--due", "2026-11-01")
    found = crm().checked()
    assert found.stdout == crm("today").stdout
    assert len(found.tsv()) == 1


def test_three_years_of_a_shop_fit_one_screen(tty_local: Terminal) -> None:
    from crmcli.db import open_store

    with writing(open_store(tty_local.program.url)) as db:
        fill_years(db)
    shown = tty_local(env=PLAIN).checked().stdout
    assert shown.count("\r\n") <= 23
    assert "€" in shown


def test_help_stays_help(crm_local: Program) -> None:
    assert crm_local.inprocess("--help").checked().stdout.startswith("Usage: crm")
    assert crm_local.inprocess("-q").checked().stdout.startswith("part\t")


def test_a_store_that_can_not_be_read_is_told_with_its_exit_code(crm_local: Program) -> None:
    path = Path(crm_local.url)
    path.write_bytes(b"no store at all" * 100)
    result = crm_local()
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.startswith("crm: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("version", [1, 999])
def test_an_older_and_a_newer_store_are_told(crm_local: Program, version: int) -> None:
    import sqlite3

    crm_local.ok("customer", "add", "Ada")
    connection = sqlite3.connect(crm_local.url)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    bare, listed = crm_local(), crm_local("customer", "list")
    assert (bare.code, bare.stderr) == (listed.code, listed.stderr)
    assert bare.code != 0


def test_a_long_name_of_an_empty_store_has_a_line_of_its_own() -> None:
    path = "/home/leyla/" + "a-folder-of-a-long-name/" * 4 + "crm.db"
    lines = welcome(path).text.splitlines()
    assert f"  {path}" in lines
    assert max(len(line) for line in lines if path not in line) <= 80
    assert "There is nothing in crm.db yet. Begin with one of these:" in welcome("crm.db").text


def test_a_pipe_is_told_how_to_begin_where_nothing_is_stored_and_that_nothing_is_due_otherwise(
    crm_local: Program,
) -> None:
    empty = crm_local().checked()
    assert empty.stdout.startswith("part\t")
    assert "nothing is stored yet: crm demo shows an invented business" in empty.stderr
    crm_local.ok("customer", "add", "Ada")
    filled = crm_local().checked()
    assert filled.stderr.strip() == "nothing is due today, and nobody waits"
    assert "customer add" not in filled.stderr
    crm_local.ok("task", "add", "C-1", "Send the quote", "--due", "tomorrow")
    assert crm_local().checked().stderr.strip() == "nothing is due today; next: A-1, tomorrow"
