"""What is longer than the screen goes through a pager of the person's own choice, and nothing else does."""

import shutil
import stat
import sys
from pathlib import Path

import pytest

from crmcli.output.pager import command
from tests.support.program import Program
from tests.support.terminal import Terminal

NOTHING = {"CRMCLI_PAGER": None}
LONG = ("help", "filters")
PROMPT = r"-Ps?eend; q\: leave:space\: more, q\: leave."
PROMPT_TR = r"-Ps?eson; q\: kapat:Enter, PgDn\: devam; q\: kapat."


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """Where the pager of the test writes what it was given."""
    return tmp_path / "seen"


@pytest.fixture
def pager(tmp_path: Path, seen: Path) -> str:
    """A pager: it keeps its words, LESSSECURE and the text, and shows nothing."""
    file = tmp_path / "my pager.py"
    file.write_text(
        "import os, pathlib, sys\n"
        f"pathlib.Path({str(seen)!r}).write_text(repr(sys.argv[1:]) + os.environ['LESSSECURE'] + "
        "sys.stdin.read())\n"
    )
    return f"{sys.executable} '{file}' one 'two words'"


def config(program: Program, text: str) -> None:
    """Write the person's own settings."""
    path = Path(program("config", "path").checked().stdout.strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_long_result_goes_to_the_pager_as_a_list_of_words(
    tty_local: Terminal, pager: str, seen: Path
) -> None:
    shown = tty_local(*LONG, env={**NOTHING, "PAGER": pager}).checked().stdout
    assert shown == ""
    assert seen.read_text().startswith("['one', 'two words']1Filters: ")


def test_a_short_result_stays_on_the_screen(tty_local: Terminal, pager: str, seen: Path) -> None:
    tty_local.program.ok("customer", "add", "Işık")
    shown = tty_local("customer", "list", env={**NOTHING, "PAGER": pager}).checked().stdout
    assert "Işık" in shown
    assert not seen.exists()


def test_lines_wider_than_the_screen_count_as_several(tty_local: Terminal, pager: str, seen: Path) -> None:
    tty_local("help", "exit-codes", columns=20, env={**NOTHING, "PAGER": pager}).checked()
    assert seen.exists()


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("--no-pager", *LONG), {}),
        (LONG, {"CRMCLI_PAGER": "never"}),
        (LONG, {"TERM": "dumb"}),
        (LONG, {"PAGER": ""}),
        (("customer", "list", "--format", "csv"), {}),
    ],
)
def test_there_are_ways_to_have_none(
    tty_local: Terminal, pager: str, seen: Path, words: tuple[str, ...], env: dict[str, str]
) -> None:
    shown = tty_local(*words, env={**NOTHING, "PAGER": pager, **env}).checked().stdout
    assert shown
    assert not seen.exists()


def test_in_a_pipe_there_is_none(crm_local: Program, pager: str, seen: Path) -> None:
    env = {**NOTHING, "PAGER": pager}
    assert crm_local(*LONG, env=env).checked().stdout.startswith("Filters: ")
    assert crm_local("customer", "list", "--format", "table", env=env).code == 0
    assert not seen.exists()


def test_the_variable_goes_before_the_setting_and_the_setting_before_pager(
    tty_local: Terminal, pager: str, seen: Path
) -> None:
    config(tty_local.program, f'pager = "{pager}"\n')
    tty_local(*LONG, env={**NOTHING, "PAGER": "false"}).checked()
    assert seen.read_text()
    seen.unlink()
    tty_local(*LONG, env={"CRMCLI_PAGER": "cat", "PAGER": pager}).checked()
    assert not seen.exists()


def test_always_pages_short_results_too(tty_local: Terminal, pager: str, seen: Path) -> None:
    tty_local("customer", "list", env={"CRMCLI_PAGER": "always", "PAGER": pager}).checked()
    assert not seen.exists(), "nothing to show"
    tty_local("help", env={"CRMCLI_PAGER": "always", "PAGER": pager}).checked()
    assert seen.exists()


def test_a_folder_can_name_no_program(
    tty_local: Terminal, pager: str, seen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "somebody's"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / ".crmcli.toml").write_text(f'pager = "{pager}"\n[profile.x]\npager = "{pager}"\n')
    for words in (LONG, ("--profile", "x", *LONG)):
        assert "Filters: " in tty_local(*words, env={**NOTHING, "PAGER": "cat"}).checked().stdout
    assert not seen.exists()


@pytest.mark.parametrize("gone", ["/nowhere/less", "no-such-pager --x"])
def test_a_pager_that_is_not_there_is_no_failure(tty_local: Terminal, gone: str) -> None:
    assert "Exit codes" in tty_local("help", "exit-codes", env={"CRMCLI_PAGER": gone}).checked().stdout


@pytest.mark.parametrize("broken", ["false", "sh -c 'cat >/dev/null; exit 127'", "sh -c 'kill -SEGV $$'"])
def test_a_pager_that_fails_at_once_loses_nothing(tty_local: Terminal, broken: str) -> None:
    shown = tty_local(*LONG, env={**NOTHING, "PAGER": broken}).checked().stdout
    assert shown.startswith("Filters")


def test_leaving_early_is_silent(tty_local: Terminal, tmp_path: Path) -> None:
    names = "name\n" + "".join(f"Işık Mobilya {number} {'x' * 200}\n" for number in range(3000))
    (tmp_path / "names.csv").write_text(names, encoding="utf-8")
    tty_local.program.ok("-q", "import", "customers", str(tmp_path / "names.csv"))
    env = {"CRMCLI_PAGER": f"{sys.executable} -c 'input()'"}
    shown = tty_local("-q", "customer", "list", "--limit", "0", env=env).checked().stdout
    assert shown == ""


def test_ctrl_c_belongs_to_the_pager(tty_local: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "pager.py"
    file.write_text(
        "import signal, sys\n"
        "def heard(*_): print('left', flush=True); sys.exit(0)\n"
        "signal.signal(signal.SIGINT, heard)\n"
        "sys.stdin.read()\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()\n"
    )
    env = {"CRMCLI_PAGER": f"{sys.executable} {file}"}
    shown = tty_local(*LONG, env=env, answers=[("ready", "\x03")]).checked().stdout
    assert "left" in shown
    assert "cancelled" not in shown


def test_a_command_line_with_an_open_quote_is_refused(crm_local: Program) -> None:
    result = crm_local.inprocess("config", "set", "pager", "less 'x")
    assert result.code == 2
    assert result.stderr == "crm: pager is no command line: less 'x\nhint: crm config set pager 'less -S'\n"


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_shows_colours_and_leaves_short_results(tty_local: Terminal, tmp_path: Path) -> None:
    less = tmp_path / "less"
    less.write_text(f"#!/bin/sh\necho \"$@\" > '{tmp_path}/words'\ncat > /dev/null\n")
    less.chmod(less.stat().st_mode | stat.S_IXUSR)
    words = tmp_path / "words"
    for env, expected in (
        ({"PAGER": f"{less} -r"}, f"{PROMPT} -r -FRX"),
        ({"PAGER": f"{less} -S", "LESS": "-i"}, "-S -R"),
        ({"CRMCLI_PAGER": str(less)}, f"{PROMPT} -FRX"),
        ({"CRMCLI_PAGER": str(less), "CRMCLI_LANG": "tr"}, f"{PROMPT_TR} -FRX"),
    ):
        tty_local(*LONG, env={**NOTHING, **env}).checked()
        assert words.read_text().strip() == expected
    shown = tty_local(*LONG, env={**NOTHING}, answers=[("space: more, q: leave", "q")]).checked().stdout
    assert "\x1b[?1049h" not in shown, "the screen is not cleared"


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_says_in_the_language_which_keys_there_are_and_where_the_end_is(tty_local: Terminal) -> None:
    env = {**NOTHING, "CRMCLI_LANG": "tr"}
    tty_local(
        *LONG, env=env, answers=[("Enter, PgDn: devam; q: kapat", "G"), ("son; q: kapat", "q")]
    ).checked()


def test_a_prompt_that_less_could_not_show_stays_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmcli.language.told", lambda text: f"boşluk {text}")
    assert command(["less"], {}) == ["less", PROMPT, "-FRX"]
    monkeypatch.setattr("crmcli.language.told", lambda _: "100% a.b?c")
    assert command(["less"], {})[1] == r"-Ps?e100\% a\.b\?c:100\% a\.b\?c."


def test_long_help_goes_through_the_pager_and_short_help_does_not(
    tty_local: Terminal, pager: str, seen: Path
) -> None:
    env = {**NOTHING, "PAGER": pager}
    assert "Usage: crm tag list" in tty_local("tag", "list", "--help", env=env).checked().stdout
    assert not seen.exists()
    for words in (("customer", "add", "--help"), ("--help",), ("help", "customer", "add")):
        assert tty_local(*words, env=env).checked().stdout == ""
        assert "Usage: crm" in seen.read_text()
        seen.unlink()
    assert "Usage: crm" in tty_local("--no-pager", "--help", env=env).checked().stdout
    assert not seen.exists()


@pytest.mark.parametrize(
    ("env", "wanted"), [({}, "utf-8"), ({"LESSCHARSET": "dos"}, "dos"), ({"PYTHONIOENCODING": "cp1254"}, "")]
)
def test_less_knows_the_text_is_utf_8_whatever_the_locale(
    tty_local: Terminal, tmp_path: Path, env: dict[str, str], wanted: str
) -> None:
    less = tmp_path / "less"
    less.write_text(f"#!/bin/sh\nprintf %s \"$LESSCHARSET\" > '{tmp_path}/charset'\ncat > /dev/null\n")
    less.chmod(less.stat().st_mode | stat.S_IXUSR)
    tty_local(*LONG, env={**NOTHING, "LANG": "en_US.UTF-8", "PAGER": str(less), **env}).checked()
    assert (tmp_path / "charset").read_text() == wanted
