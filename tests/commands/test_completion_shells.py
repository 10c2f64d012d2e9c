"""Completion in real shells: what Tab puts into the line is what the program is then given, and no more.

A program of the same name stands in for crm when the line is run: it writes the words that it was given.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

from crmcli.completing import Answer, Word
from crmcli.completing.scripts import script
from crmcli.completing.shells import Asked, for_bash, for_fish, for_powershell, for_zsh, quoted_for_bash, split
from tests.support.program import Program, run
from tests.support.terminal import Size, run_on_terminal

EVIL = "$(touch pwned) `touch pwned` \"q\" 'a' ;|&<>*~#\\ ${HOME} !x:y=z"
"""What somebody may call a stage."""

STARTER = """#!{python}
import json, os, sys
if "_CRM_COMPLETE" in os.environ:
    from crmcli.__main__ import main
    main()
else:
    print("GIVEN" + json.dumps(sys.argv[1:]) + "END")
"""


@pytest.fixture
def shop(crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program called crm, whose store has customers and stages of all kinds of names."""
    for name in ("Işık Boya", "Ada Yapı", "Ada Ticaret", EVIL):
        crm_local.inprocess("customer", "add", name).checked()
    crm_local.inprocess("stage", "add", EVIL).checked()
    with sqlite3.connect(crm_local.url) as store:  # what no command of ours would store
        store.execute("INSERT INTO current_change (id, change_id) VALUES (1, 2)")
        store.execute("UPDATE customer SET name = 'Ada\nx\ty\x1b[31m' || char(7) WHERE id = 2")
        store.execute("DELETE FROM current_change")
    store.close()
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "crm").write_text(STARTER.format(python=sys.executable))
    (folder / "crm").chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", f"{folder}:{Path('/usr/bin')}:{Path('/bin')}")
    monkeypatch.setenv("CRMCLI_DB", crm_local.url)
    for name in ("bash", "zsh", "fish"):
        (tmp_path / f"completion.{name}").write_text(script(name))
    return work


def needs(shell: str) -> str:
    """Return where a shell is; skip the test where it isn't."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"no {shell} here")
    return found


def typed(shell: str, tmp_path: Path, *lines: str) -> tuple[list[list[str]], str]:
    """Type lines, ``\\t`` is Tab, each with Enter behind it; return what crm was given each time, and all shown."""
    ready = "READY"
    start = {
        "bash": [needs("bash"), "--norc", "--noprofile", "-i"],
        "zsh": [needs("zsh"), "-f", "-i"],
        "fish": [needs("fish"), "--no-config", "-i"],
    }[shell]
    prompt = {
        "bash": f"PS1={ready[:3]}''{ready[3:]}; bind 'set bell-style none'; bind 'set page-completions off'",
        "zsh": f"PS1={ready[:3]}''{ready[3:]}; unsetopt beep; LISTMAX=1000",
        "fish": f"function fish_prompt; echo -n {ready[:3]}''{ready[3:]}; end; set -g fish_greeting",
    }[shell]
    first = {"bash": "$ ", "zsh": "% ", "fish": "> "}[shell]
    if shell == "bash":
        first = "# " if not __import__("os").getuid() else "$ "
    if shell == "zsh":
        first = "# " if not __import__("os").getuid() else "% "
    source = f"{prompt}; . {tmp_path}/completion.{shell}\r" if shell != "fish" else (
        f"{prompt}; source {tmp_path}/completion.fish\r"
    )
    answers = [(first if shell != "fish" else "", source)]
    answers += [(ready, f"{line}\r") for line in lines]
    answers.append((ready, "exit\r"))
    result = run_on_terminal(start, Size(200, 50), answers, {"TERM": "xterm", "COLUMNS": None, "LINES": None})
    found = re.findall(r"GIVEN(\[.*?\])END", re.sub(r"[\r\n]+", "", result.stdout))
    return [json.loads(text) for text in found], result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_tab_puts_in_the_word_and_nothing_else(shell: str, shop: Path, tmp_path: Path) -> None:
    given, shown = typed(
        shell,
        tmp_path,
        "crm cust\tshow C-1\t",
        "crm customer list --stat\tlap\t",
        "crm opportunity add x --stage '$(t\t",
        "crm opportunity edit O-1 --set stage=Propo\t",
        "crm customer show C-\t\x15crm ok",
    )
    assert given[0] == ["customer", "show", "C-1"]
    assert given[1] == ["customer", "list", "--status", "lapsed"]
    assert given[2] == ["opportunity", "add", "x", "--stage", EVIL]
    assert given[3] == ["opportunity", "edit", "O-1", "--set", "stage=Proposal"]
    assert not (shop / "pwned").exists()
    assert "\x1b[31m" not in shown
    assert not list(shop.iterdir())
