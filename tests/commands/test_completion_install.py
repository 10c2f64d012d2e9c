"""``--install-completion`` and ``--show-completion``: told, idempotent, and easy to undo."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from crmcli.completing.scripts import SHELLS, script
from tests.support.program import Program


@pytest.fixture
def home() -> Path:
    """The home folder of the test."""
    return Path(os.environ["HOME"])


def files_in(folder: Path) -> dict[str, str]:
    """Return path -> text of the files in a folder."""
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("shell", "start"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_a_line_is_put_at_the_end_of_the_start_file_once(
    crm_local: Program, home: Path, shell: str, start: str
) -> None:
    (home / start).write_bytes(b"# mine, \xfe not UTF-8\nalias x=y")
    first = crm_local.inprocess("--install-completion", shell).checked()
    again = crm_local.inprocess("--install-completion", shell).checked()
    put = home / ".local/share/crmcli" / f"completion.{shell}"
    assert put.read_text() == script(shell)
    lines = (home / start).read_bytes().splitlines()
    assert lines[:2] == [b"# mine, \xfe not UTF-8", b"alias x=y"]
    assert lines[2:] == [f"[ -r {put} ] && . {put}  # completion of crm".encode()]
    assert first.lines[:2] == [f"wrote {put}", f"added one line at the end of {home / start}"]
    assert again.lines[:2] == [f"{put} is as it should be", f"{home / start} reads it already"]
    assert first.lines[2] == again.lines[2]
    assert first.lines[2:4] == [f"a new {shell} completes crm; to undo it:", f"  rm {put}"]


def test_fish_loads_a_file_for_each_name_of_the_program(crm_local: Program, home: Path) -> None:
    told = crm_local.inprocess("--install-completion", "fish").checked().lines
    folder = home / ".config/fish/completions"
    assert set(files_in(folder)) == {"crm.fish", "crmcli.fish"}
    assert told[-2].endswith("to undo it:")
    for name in shlex.split(told[-1])[1:]:
        Path(name).unlink()
    assert not files_in(folder)


def test_the_shell_that_calls_is_meant_when_none_is_named(crm_local: Program, home: Path) -> None:
    # A process of its own: its parent is no shell, whoever runs the tests.
    assert crm_local("--show-completion", env={"SHELL": "/usr/bin/zsh"}).checked().stdout == script("zsh")
    assert not files_in(home)


@pytest.mark.parametrize(
    ("words", "code", "fact", "hint"),
    [
        (
            ("--install-completion", "bsah"),
            2,
            'there is no completion for "bsah"',
            "crm --install-completion bash",
        ),
        (
            ("--install-completion", "powershell"),
            1,
            "PowerShell's profile",
            "crm --show-completion powershell",
        ),
    ],
)
def test_what_can_not_be_done_is_refused_and_nothing_is_written(
    crm_local: Program, home: Path, words: tuple[str, ...], code: int, fact: str, hint: str
) -> None:
    refused = crm_local.inprocess(*words).checked(code)
    assert fact in refused.stderr
    assert f"hint: {hint}" in refused.stderr
    assert not files_in(home)


def test_a_start_file_that_can_not_be_written_is_told(crm_local: Program, home: Path) -> None:
    (home / ".bashrc").mkdir()
    refused = crm_local.inprocess("--install-completion", "bash").checked(1)
    assert f"{home / '.bashrc'} can't be written" in refused.stderr


@pytest.mark.parametrize("shell", [*SHELLS, "pwsh"])
def test_a_script_is_shown_for_every_shell_and_completes_both_names(crm_local: Program, shell: str) -> None:
    text = crm_local.inprocess("--show-completion", shell).checked().stdout
    assert re.search(r"\bcrm\b", text)
    assert re.search(r"\bcrmcli\b", text)
