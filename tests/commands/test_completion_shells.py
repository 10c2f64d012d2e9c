"""Completion in real shells: what Tab puts into the line is what the program is then given, and no more.

A program of the same name stands in for crm when the line is run: it writes the words that it was given.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as anything
from hypothesis import strategies as st

from crmcli.completing import Answer, Word
from crmcli.completing.scripts import SHELLS, script
from crmcli.completing.shells import (
    Asked,
    for_bash,
    for_fish,
    for_powershell,
    for_zsh,
    quoted_for_bash,
    split,
)
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
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("CRMCLI_DB", crm_local.url)
    return work


class Shell:
    """A shell on a terminal, with the script of completion read."""

    def __init__(self, name: str, folder: Path) -> None:
        """Take a shell by its name; the test is skipped where there is none."""
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"no {name} here")
        self.name, self.command = name, found
        self.script = folder / f"completion.{name}"
        self.script.write_text(script(name))

    def __call__(self, *lines: str) -> tuple[list[list[str]], str]:
        r"""Type lines, ``\t`` is Tab; return what crm was given each time, and all that was shown."""
        root = os.getuid() == 0
        options, mark, ready = {
            "bash": (("--norc", "--noprofile", "-i"), "# " if root else "$ ", "PS1=REA''DY"),
            "zsh": (("-f", "-i"), "# " if root else "% ", "PS1=REA''DY; LISTMAX=1000"),
            "fish": (("--no-config", "-i"), "", "function fish_prompt; echo -n REA''DY; end"),
        }[self.name]
        answers = [(mark, f"{ready}; . {self.script}\r")]
        answers += [("READY", f"{line}\r") for line in (*lines, "exit")]
        env = {"TERM": "xterm", "COLUMNS": None, "LINES": None}
        shown = run_on_terminal([self.command, *options], Size(200, 50), answers, env).stdout
        found = re.findall(r"GIVEN(\[.*?\])END", re.sub(r"[\r\n]+", "", shown))
        return [json.loads(text) for text in found], shown


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """Each shell in turn."""
    return Shell(request.param, tmp_path)


def test_tab_puts_in_the_word_and_nothing_else(shell: Shell, shop: Path) -> None:
    given, shown = shell(
        "crm cust\tshow C-1\t",
        "crm customer list --stat\tlap\t",
        "crm opportunity add x --stage '$(t\t",
        "crm opportunity add x --stage \\$\\(t\t",
        "crm opportunity edit O-1 --set stage=Propo\t",
        "crm customer show C-\t\t\x15crm ok",
    )
    assert given == [
        ["customer", "show", "C-1"],
        ["customer", "list", "--status", "lapsed"],
        ["opportunity", "add", "x", "--stage", EVIL],
        ["opportunity", "add", "x", "--stage", EVIL],
        ["opportunity", "edit", "O-1", "--set", "stage=Proposal"],
        ["ok"],
    ]
    assert "\x1b[31m" not in shown
    assert "Işık Boya" in shown
    assert not list(shop.iterdir())


@pytest.mark.usefixtures("shop")
def test_a_name_that_one_record_has_becomes_its_number(shell: Shell) -> None:
    given, _ = shell("crm customer show ış\t", "crm customer show 'ışık B\t")
    # fish keeps only words that begin with what is typed: there it is the name, which the program takes too.
    expected = "ışık Boya" if shell.name == "fish" else "C-1"
    assert given == [["customer", "show", expected]] * 2


@pytest.mark.usefixtures("shop")
def test_bash_leaves_a_name_that_several_have_as_it_is(tmp_path: Path) -> None:
    given, shown = Shell("bash", tmp_path)("crm customer show ad\t\t")
    assert given == [["customer", "show", "ad"]]
    assert re.search(r"C-3 +\(Ada Ticaret\)", shown)
    assert re.search(r"C-2 +\(Ada↵x y␛\[31m␇\)", shown)


def test_the_names_of_files_are_left_to_the_shell(shop: Path, shell: Shell) -> None:
    (shop / "kişiler 1.csv").touch()
    given, _ = shell("crm import customers ki\t")
    assert given == [["import", "customers", "kişiler 1.csv"]]


# The same rules without a shell.

NOTHING = Asked((), "")


def asked(typed: str, quote: str = "", *, kept: str = "", described: bool = True) -> Asked:
    """Return what a shell asks for a word that was typed so far."""
    return Asked((), typed, quote, kept, described)


@pytest.mark.parametrize(
    ("line", "words", "typed", "quote", "kept"),
    [
        ("crm cust", (), "cust", "", ""),
        ("crm customer ", ("customer",), "", "", ""),
        ("crm customer show 'Işık B", ("customer", "show"), "Işık B", "'", ""),
        (r"crm customer show Işık\ B", ("customer", "show"), "Işık B", "", ""),
        ('crm x --where "stage=Pro', ("x", "--where"), "stage=Pro", '"', ""),
        ("crm x --set stage=Pro", ("x", "--set"), "stage=Pro", "", "stage="),
        ('crm x --set stage="Pro', ("x", "--set"), "stage=Pro", '"', "stage="),
        ("crm x --format=j", ("x",), "--format=j", "", "--format="),
        ("ls; crm c", (), "c", "", ""),
        ("CRMCLI_DB=x crm c", (), "c", "", ""),
        ("crm '' a", ("",), "a", "", ""),
        ("crm x \\", ("x",), "\\", "", ""),
        (r'crm "a\b\"c', (), r'a\b"c', '"', ""),
    ],
)
def test_a_line_that_is_not_finished_is_cut_as_bash_does(
    line: str, words: tuple[str, ...], typed: str, quote: str, kept: str
) -> None:
    assert split(line, " \t\n\"'><=;|&(:") == Asked(words, typed, quote, kept)


@anything(st.text(st.characters(exclude_categories=("Cs", "Cc"))), st.sampled_from(["", "'", '"']))
def test_a_word_quoted_for_bash_is_read_as_that_word(text: str, quote: str) -> None:
    quoted = quoted_for_bash(text, quote)
    if quoted is None:
        assert (quote, "!" in text) == ('"', True)
    elif text or quote:
        read = split(f"crm {quote}{quoted}{quote}")
        assert (read.typed, read.words) == (text, ())


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_bash_itself_reads_a_quoted_word_as_that_word(quote: str) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    text = EVIL.replace("!", "") + "".join(map(chr, range(0x20, 0x7F))).replace("!", "") + "İıŞ₺"
    quoted = f"{quote}{quoted_for_bash(text, quote)}{quote}"
    assert run([bash, "-c", f"printf %s {quoted}"]).checked().stdout == text


def test_bash_is_told_of_words_only_when_it_lists_several() -> None:
    found = Answer((Word("C-3", "Işık"), Word("C-12", "a\nb")))
    assert for_bash(found, asked("C-")) == "words\nC-3   (Işık)\nC-12  (a↵b)\n"
    assert for_bash(found, asked("C-", described=False)) == "words\nC-3\nC-12\n"
    assert for_bash(Answer(found.words[:1]), asked("C-")) == "words\nC-3\n"
    assert for_bash(found, asked("ış")) == "words\nC-3   (Işık)\nC-12  (a↵b)\nış\n"


def test_bash_replaces_what_is_behind_its_break_only() -> None:
    found = Answer((Word("stage=Closed won"), Word("stage=New")))
    assert for_bash(found, asked("stage=", kept="stage=", described=False)) == "words\nClosed\\ won\nNew\n"
    assert for_bash(Answer((Word("city="),)), asked("ci")) == "words on\ncity=\n"


@pytest.mark.parametrize("write", [for_bash, for_zsh, for_fish, for_powershell])
@pytest.mark.parametrize("help", ["a\nb", "a\tb", "a\r\x1b]0;x\x07", "a\u202eb", "a\u2028b", "x" * 500])
def test_what_is_told_of_a_word_stays_on_its_line(write: Callable[[Answer, Asked], str], help: str) -> None:
    text = write(Answer((Word("C-1", help), Word("C-2", help))), asked("C-"))
    first, *lines, last = text.split("\n")
    assert (first, len(lines), last) == ("words", 2, "")
    assert all(line.replace("\t", " ").isprintable() and len(line) < 100 for line in lines)


def test_an_answer_without_words_names_what_the_shell_knows_itself() -> None:
    assert for_zsh(Answer(files="file"), NOTHING) == "files\n"
    assert for_bash(Answer(files="folder"), NOTHING) == "folders\n"
    assert for_fish(Answer(), NOTHING) == "words\n"


def test_fish_is_offered_the_rest_of_a_name_that_is_typed() -> None:
    found = Answer((Word("C-1", "Işık Boya · İzmir"), Word("C-2", "Ali Işık")))
    assert for_fish(found, asked("ış")) == "words\nışık Boya\tC-1 Işık Boya · İzmir\n"


@pytest.mark.parametrize("quote", "'\u2018\u2019\u201a\u201b")
def test_no_quote_that_powershell_knows_ends_a_word(quote: str) -> None:
    text = for_powershell(Answer((Word(f"Muş{quote};calc;{quote}", "h"),)), NOTHING)
    assert text.split("\t")[1] == f"'Muş{quote * 2};calc;{quote * 2}'"


def test_powershell_gets_words_in_its_own_quotes() -> None:
    text = for_powershell(Answer((Word("it's $(x)", "h"),)), NOTHING)
    assert text == "words\nit's $(x)\t'it''s $(x)'\th\n"


def test_no_script_evaluates_an_answer() -> None:
    for name in SHELLS:
        assert not re.search(r"\beval\b|Invoke-Expression|\biex\b", script(name))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_an_alias_completes_by_the_program_that_made_the_script(shell: str) -> None:
    program = Path(sys.executable).with_name("crm")
    assert str(program if program.is_file() else "crm") in script(shell)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_completes_an_alias_of_a_program_that_is_on_no_path(shop: Path, tmp_path: Path) -> None:
    assert shop.is_dir()
    made = script("bash")
    away = tmp_path / "away"
    (tmp_path / "bin" / "crm").rename(away)
    made = re.sub(r"\|\| crm=\S+", f"|| crm={away}", made)
    lines = f'{made}\nCOMP_LINE="crm cust"; COMP_POINT=8; COMP_TYPE=9\n_crm_complete crm cust crm\n'
    done = run(["bash", "--norc", "-c", lines + 'echo "${COMPREPLY[@]}"'], env={"PATH": "/usr/bin:/bin"})
    assert "customer" in done.stdout
