"""crm shell: the same commands, each line a run of its own, with nothing left behind for the next."""

import os
import stat
from pathlib import Path

import pytest

from tests.support.program import Program, Result
from tests.support.terminal import Terminal

PROMPT = "crm.db> "


@pytest.fixture
def local(crm_local: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A store with two customers, named by the environment."""
    monkeypatch.setenv("CRMCLI_DB", crm_local.url)
    crm_local.inprocess("customer", "add", "Işık Mobilya", "--city", "İzmir")
    crm_local.inprocess("customer", "add", "Ada Yılmaz")
    return crm_local


def piped(program: Program, *lines: str, options: tuple[str, ...] = ()) -> Result:
    """Run lines as from a file."""
    return program.inprocess("shell", *options, input="".join(f"{line}\n" for line in lines))


def history() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "crmcli" / "shell_history"


def test_a_line_gives_what_the_command_gives_by_itself(crm: Program) -> None:
    crm.inprocess("customer", "add", "Işık Mobilya")
    alone = crm.inprocess("customer", "list", "--format", "json")
    inside = piped(crm, "customer list --format json")
    assert (inside.stdout, inside.code) == (alone.stdout, 0)
    assert piped(crm, 'crm log note C-1 "iki kelime"').checked().tsv()[0]["name"] == "iki kelime"


def test_every_line_is_a_change_of_its_own_with_the_line_in_the_journal(crm: Program) -> None:
    piped(
        crm, 'customer add "Işık Mobilya" --phone "0532 123 45 67"', "log call C-1 'aradı' --minutes 3"
    ).checked()
    rows = crm.inprocess("history", "--format", "json").json()
    assert [row["command"] for row in rows[:2]] == ["log call C-1 … --minutes …", "customer add … --phone …"]
    crm.inprocess("undo").checked()
    assert crm.inprocess("customer", "list", "--format", "ids").lines == ["C-1"]


def test_lines_from_a_file_stop_at_the_first_failure_with_its_exit_code(local: Program) -> None:
    result = piped(local, "log note C-1 bir", "log note C-99 iki", "log note C-1 üç")
    assert result.code == 3
    assert result.stderr == (
        "crm: no customer has number C-99\nhint: crm customer list\nline 2 ended with exit code 3\n"
    )
    assert len(local.inprocess("activity", "list", "--format", "ids").lines) == 1


def test_keep_going_runs_the_rest_and_ends_with_the_first_exit_code(local: Program) -> None:
    lines = ("log note C-99 bir", "nonsense", "log note C-1 üç")
    result = piped(local, *lines, options=("--keep-going",))
    assert result.code == 3
    assert "line 1 ended with exit code 3\n" in result.stderr
    assert "line 2 ended with exit code 2\n" in result.stderr
    assert len(local.inprocess("activity", "list", "--format", "ids").lines) == 1


def test_blank_lines_and_remarks_do_nothing_and_exit_ends(local: Program) -> None:
    result = piped(local, "", "  # customer add X", "quit", "customer list")
    assert (result.stdout, result.stderr, result.code) == ("", "", 0)


def test_what_was_found_is_no_failure_and_is_still_told(local: Program) -> None:
    local.inprocess("task", "add", "C-1", "Ara", "--due", "2026-11-01").checked()
    result = piped(local, "today --exit-code --format ids", "customer list --format ids")
    assert (result.code, result.lines[-2:], result.stderr) == (10, ["C-2", "C-1"], "")


@pytest.mark.parametrize("name", ["shell", "batch", "dashboard", "mcp", "crm shell"])
def test_a_session_inside_a_session_is_refused(local: Program, name: str) -> None:
    result = piped(local, name)
    word = name.removeprefix("crm ")
    assert result.stderr.startswith(f"crm: {word} can't be run from here\nhint: crm {word} --help")
    assert result.code == 2
    piped(local, f"{word} --help").checked()


def test_no_line_is_ever_a_command_of_the_system(local: Program, tmp_path: Path) -> None:
    file = tmp_path / "made"
    for line in (
        f"!touch {file}",
        f"customer list; touch {file}",
        f"customer list | tee {file}",
        f"$(touch {file})",
    ):
        assert piped(local, line).code == 2, line
    assert not file.exists()


def test_an_open_quote_is_told_with_the_way_out(local: Program) -> None:
    result = piped(local, "log note C-1 Ali'nin siparişi")
    assert result.stderr.startswith("crm: the closing quote is missing\nhint: a quote that opens has to")
    assert result.code == 2


def test_a_text_from_standard_input_is_not_taken_from_the_lines(local: Program) -> None:
    result = piped(local, "log note C-1 -", "log note C-1 kalan")
    assert result.stderr.startswith("crm: standard input holds the commands\nhint: give the text itself")
    assert result.code == 2
    assert local.inprocess("activity", "list", "--format", "ids").lines == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"log note C-1 \xfe\n", "line 1 is not UTF-8: byte 14"),
        (b"log note C-1 a\0b\n", "a word holds U+0000, which no text may"),
        (b"x" * (1 << 21) + b"\ncustomer list\n", "line 1 is longer than 1,048,576 bytes"),
    ],
)
def test_bytes_that_are_no_line_are_refused_by_their_number(local: Program, data: bytes, said: str) -> None:
    result = local("shell", input=data)
    assert result.stderr.startswith(f"crm: {said}\n")
    assert "line 1 ended with exit code 2\n" in result.stderr
    assert (result.stdout, result.code) == ("", 2)


def test_nothing_that_a_line_sets_is_left_for_the_next(local: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    before = local.inprocess("customer", "list", "--limit", "1").stderr
    lines = (
        f"--db {other} --user kim --branch Kadıköy --lang tr --locale tr -q customer add Başka",
        "customer list --limit 1",
        "customer list --help",
        "customer list --limit 1",
        "customer list --limit x",
        "log note C-1 söz",
        "log note --help",
        "log note C-1 söz --format json",
    )
    result = piped(local, *lines, options=("--keep-going",))
    assert result.stderr.count(before) == 2, "quiet, Turkish, or a text in the place of a number"
    assert "crm: invalid value for '--limit': 'x' is not a whole number\n" in result.stderr
    last = local.inprocess("history", "--format", "json").json()[0]
    assert (last["who"], last["branch"]) != ("kim", "Kadıköy")
    assert len(local.inprocess("customer", "list", "--format", "ids").lines) == 2


def test_help_in_turkish_leaves_english_help_behind_it(local: Program) -> None:
    alone = local.inprocess("customer", "add", "--help").stdout
    result = piped(local, "--lang tr customer add --help", "customer add --help", "customer add --help")
    assert result.stdout.endswith(alone * 2)
    failed = piped(local, "--lang tr customer show C-99")
    assert failed.stderr.endswith("\nline 1 ended with exit code 3\n"), "the session's own words are its own"


def test_the_day_and_the_settings_are_looked_at_anew_for_every_line(
    local: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crmcli.app import App
    from crmcli.cli import root
    from crmcli.running.session import Session

    session = Session(App([], os.environ), root())
    monkeypatch.setenv("CRMCLI_DB", local.url)
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-21")
    assert session.run(["log", "note", "C-1", "eve"]) == 0
    monkeypatch.setenv("CRMCLI_TODAY", "2026-11-22")
    assert session.run(["log", "note", "C-1", "day"]) == 0
    assert session.run(["config", "set", "currency", "EUR"]) == 0
    assert session.settings().config.get("currency") == "EUR"
    days = [row["at"][:10] for row in local.inprocess("activity", "list", "--format", "json").json()]
    assert sorted(days) == ["2026-11-21", "2026-11-22"]


def test_a_command_that_sets_a_variable_sets_it_for_itself() -> None:
    from crmcli.app import App
    from crmcli.cli import root
    from crmcli.running.session import Session

    session = Session(App([], os.environ), root())
    session.app(["today"]).env["CRMCLI_TODAY"] = "2000-01-01"
    assert os.environ["CRMCLI_TODAY"] != "2000-01-01"
    assert session.app(["today"]).env["CRMCLI_TODAY"] == os.environ["CRMCLI_TODAY"]


def test_a_field_made_by_one_line_is_known_to_the_next(local: Program) -> None:
    result = piped(
        local,
        "customer edit C-2 --custom sector=ahşap",
        "field add customer sector --type choice --choices metal,ahşap",
        "customer edit C-1 --custom sector=plastik",
        "customer list --where sector=ahşap --format ids",
        options=("--keep-going",),
    )
    assert (result.lines[-1], result.code) == ("C-2", 2), result.stderr
    assert "plastik" in result.stderr


def test_a_file_that_is_replaced_between_lines_is_the_one_that_is_read(
    local: Program, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    local.inprocess("backup", str(kept)).checked()
    result = piped(
        local,
        "customer add Üçüncü",
        f"restore {kept} --yes",
        "customer list --format ids",
        "customer add Dördüncü",
        "customer list --format ids",
    ).checked()
    listed = [line for line in result.lines if line in ("C-1", "C-2", "C-3")]
    assert listed == ["C-2", "C-1", "C-2", "C-3", "C-1"], "read, then written to, behind the restore"
    assert len(local.inprocess("customer", "list", "--format", "ids").lines) == 3


def test_no_line_locks_others_out(local: Program) -> None:
    from crmcli.app import App
    from crmcli.cli import root
    from crmcli.running.session import Session

    session = Session(App([], os.environ), root())
    for number in range(3):
        assert session.run(["log", "note", "C-1", f"burada {number}"]) == 0
        local("log", "note", "C-1", f"orada {number}").checked()
    assert len(local.inprocess("activity", "list", "--format", "ids").lines) == 6


def test_use_goes_on_with_another_store_or_profile(local: Program, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    config = Path(os.environ["XDG_CONFIG_HOME"]) / "crmcli" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[profile.work]\ndb = "{other}"\n', encoding="utf-8")
    os.environ.pop("CRMCLI_DB")
    result = piped(
        local,
        "use work",
        "customer add Başka",
        "use nowhere",
        "customer list --format ids",
        options=("--keep-going",),
    )
    assert 'crm: no profile is called "nowhere"\n' in result.stderr
    assert result.lines[-1] == "C-1"
    result = piped(local, f"use --db {other}", "customer list --format ids")
    assert result.lines == ["C-1"]
    assert piped(local, "use").stderr.startswith("crm: use takes one profile or one store\nhint: use PROFILE")


def test_how_results_are_written_is_told_by_the_line_not_the_shell(local: Program) -> None:
    result = local.inprocess("shell", "--format", "json")
    assert (result.code, result.stdout) == (2, "")


def test_at_a_prompt_keys_edit_complete_and_remember(local: Program) -> None:
    tty = Terminal(local)
    result = tty(
        "shell",
        answers=[
            (PROMPT, "cust\tli\t--format ids\n"),
            ("C-1\r\n", "customer show Işı\t--format js\t\n"),
            ('"currency": null', "\x1b[A\x1b[A\n"),  # the first line again
            ("C-1\r\n", "exit\n"),
        ],
    )
    assert result.code == 0
    assert "customer show C-1 --format json" in result.stdout.replace("\x07", "")
    kept = history()
    assert kept.read_text(encoding="utf-8").splitlines() == [
        "customer list --format ids",
        "customer show C-1 --format json",
        "customer list --format ids",
        "exit",
    ]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_ctrl_c_ends_the_line_or_the_command_and_ctrl_d_the_shell(local: Program) -> None:
    tty = Terminal(local)
    result = tty(
        "shell",
        answers=[
            (PROMPT, "customer add Yarım"),
            ("Yarım", "\x03"),
            (PROMPT, "customer timeline C-1 --follow\n"),
            ("Işık Mobilya", "\x03"),
            (PROMPT, "customer show C-99\n"),
            ("exit code 3", ""),
            (PROMPT, "\x04"),
        ],
    )
    assert (result.code, result.stdout.count("no customer has number C-99")) == (0, 1)
    assert len(local.inprocess("customer", "list", "--format", "ids").lines) == 2


def test_the_prompt_shows_profile_store_and_branch_and_nothing_a_terminal_obeys(
    local: Program, tmp_path: Path
) -> None:
    odd = tmp_path / "bad\x1b[31m.db"
    result = Terminal(local)(
        "--db", str(odd), "--branch", "Kadıköy", "shell", "--no-history", answers=[("> ", "\x04")]
    )
    assert "crm bad␛[31m.db @Kadıköy> " in result.stdout
    assert not history().exists()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("customer list", True),
        ("--db postgresql://ayse:gizli@host/crm customer list", False),
        ("config set db 'postgresql://h/crm?password=gizli'", False),
        ("verify C-1 --answer anne=Fatma", False),
        ("privacy erase C-1", False),
        (" customer list", False),
        ("customer edit C-1 --note 'wifi şifre 1234'", False),
        ("log note C-1 " + "x" * 5000, False),
    ],
)
def test_a_line_with_a_secret_is_never_kept(line: str, kept: bool, tmp_path: Path) -> None:
    from crmcli.engines import typed

    file = tmp_path / "data" / "lines"
    typed.keep(file, line)
    assert (typed.load(file) == [line]) is kept


def test_the_history_keeps_the_newest_thousand_and_follows_no_link(tmp_path: Path) -> None:
    from crmcli.engines import typed

    file = tmp_path / "lines"
    file.write_text("".join(f"line {n}\n" for n in range(2500)), encoding="utf-8")
    assert typed.load(file)[0] == "line 1500"
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1000
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    typed.keep(tmp_path / "link", "customer list")
    assert not (tmp_path / "elsewhere").exists()


def test_an_erasure_takes_a_person_out_of_the_history(local: Program) -> None:
    from crmcli.engines import typed

    file = history()
    for line in ("customer list", "customer show 'ADA yılmaz'", "find 0532 999 88 77", "find 05321112233"):
        typed.keep(file, line)
    local.inprocess("customer", "add", "Fatma Ak", "--person", "--phone", "+90 532 999 88 77").checked()
    local.inprocess("privacy", "erase", "C-3", "--yes").checked()
    assert typed.load(file) == ["customer list", "customer show 'ADA yılmaz'", "find 05321112233"]


@pytest.mark.parametrize("line", ["find 'IRMAK IŞIK'", "find 'irmak isik'", "find 'İrmak  ışık'"])
def test_an_erasure_finds_a_name_in_the_history_with_turkish_letters_or_without(
    tmp_path: Path, line: str
) -> None:
    from crmcli.engines import typed

    file = tmp_path / "alone" / "lines"
    for one in (line, "customer list"):
        typed.keep(file, one)
    typed.forget(file, ["Irmak Işık"])
    assert typed.load(file) == ["customer list"]
    assert [path.name for path in file.parent.iterdir()] == ["lines"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_setting_leaves_the_history_off(local: Program) -> None:
    local.inprocess("config", "set", "shell_history", "off").checked()
    Terminal(local)("shell", answers=[(PROMPT, "customer list\n"), (PROMPT, "\x04")])
    assert not history().exists()
