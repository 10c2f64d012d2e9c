"""What may stand next on a line: from the commands, closed lists and the store, and never an error."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmcli.app import App
from crmcli.cli import root
from crmcli.completing import Word, sources, words_for
from crmcli.completing.line import place_of
from crmcli.completing.shells import VARIABLE
from crmcli.db import Store
from crmcli.domain.nouns import NOUNS
from crmcli.domain.recent import recent
from tests.support.program import Program

Complete = Callable[..., list[str]]


def values(words: list[Word]) -> list[str]:
    """Return the words alone."""
    return [word.value for word in words]


@pytest.fixture
def complete(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Return the words that Tab gives behind others, on each engine: ``complete("customer", "sh")``."""
    monkeypatch.setenv("CRMCLI_DB", engine_url)
    return lambda *words: values(words_for(App([]), words[:-1], words[-1]))


@pytest.fixture
def shop(crm: Program) -> Program:
    """A store with a few records."""
    for line in (
        ("user", "add", "Berna Su", "--branch", "Kadıköy"),
        ("customer", "add", "Işık Boya", "--city", "İzmir", "--owner", "U-1"),
        ("customer", "add", "Ada Yapı", "--city", "İzmir", "--tag", "vip"),
        ("customer", "add", "Ada Ticaret", "--city", "Ankara"),
        ("lead", "add", "Işıl Koç"),
        ("opportunity", "add", "Çatı", "--customer", "C-1"),
        ("task", "add", "C-1", "Ara"),
        ("segment", "save", "Egeliler", "--where", "city=İzmir"),
        ("field", "add", "customer", "Mezhep", "--type", "choice", "--choices", "Ak,Kara"),
        ("customer", "edit", "C-2", "--note", "x"),
    ):
        crm.inprocess(*line).checked()
    return crm


@pytest.mark.usefixtures("shop")
def test_records_come_by_number_with_their_names_beside_them_the_latest_touched_first(
    engine_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_DB", engine_url)
    assert words_for(App([]), ("customer", "show"), "") == [
        Word("C-2", "Ada Yapı · İzmir"),
        Word("C-1", "Işık Boya · İzmir"),
        Word("C-3", "Ada Ticaret · Ankara"),
    ]


IN_THE_STORE: tuple[tuple[tuple[str, ...], list[str]], ...] = (
    (("customer", "show", "ış"), ["C-1"]),
    (("customer", "show", "IŞIK b"), ["C-1"]),
    (("customer", "show", "boy"), ["C-1"]),
    (("customer", "show", "ada"), ["C-2", "C-3"]),
    (("customer", "show", "c-3"), ["C-3"]),
    (("customer", "show", "C3"), ["C-3"]),
    (("customer", "show", "L-"), []),
    (("customer", "show", "%"), []),
    (("customer", "edit", "C-2", ""), ["C-1", "C-3"]),
    (("log", "call", "ış"), ["C-1", "L-1"]),
    (("lead", "show", ""), ["L-1"]),
    (("task", "done", ""), ["A-1"]),
    (("task", "reopen", ""), []),
    (("customer", "add", "X", "--owner", ""), ["U-1"]),
    (("customer", "add", "X", "--owner=b"), ["--owner=U-1"]),
    (("customer", "add", "X", "--city", "i"), ["İzmir"]),
    (("customer", "add", "X", "--tag", ""), ["vip"]),
    (("customer", "add", "X", "--custom", "M"), ["Mezhep="]),
    (("customer", "add", "X", "--custom", "Mezhep=k"), ["Mezhep=Kara"]),
    (("opportunity", "move", "O-1", "prop"), ["Proposal"]),
    (("opportunity", "edit", "O-1", "--set", "stage=prop"), ["stage=Proposal"]),
    (("opportunity", "edit", "O-1", "--set", "stag"), ["stage="]),
    (("opportunity", "list", "--where", "owner=U-1 and stage:prop"), ["owner=U-1 and stage=Proposal"]),
    (("customer", "list", "--where", "(kind=person or cit"), ["(kind=person or city="]),
    (("lead", "lose", "L-1", "--reason", "no b"), ["no budget"]),
    (("lead", "list", "--where", "reason=no b"), ['reason="no budget"']),
    (("segment", "show", ""), ["SG-1"]),
    (("branch", "show", "kad"), ["Kadıköy"]),
    (("field", "edit", "customer", ""), ["Mezhep"]),
    (("history", "O-"), ["O-1"]),
)


@pytest.mark.usefixtures("shop")
def test_what_is_in_the_store_is_offered(complete: Complete) -> None:
    assert [(line, complete(*line)) for line, _ in IN_THE_STORE] == list(IN_THE_STORE)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cust", ["customer"]),
        ("customer sh", ["show"]),
        ("--db x customer sh", ["show"]),
        ("-q customer sh", ["show"]),
        ("customer list --st", ["--status"]),
        ("customer list --status l", ["lapsed"]),
        ("customer list --status=l", ["--status=lapsed"]),
        ("customer list --status lapsed --st", []),
        ("customer list --where a=b --wh", ["--where"]),
        ("customer list --format js", ["json", "jsonl"]),
        ("customer tree C-1 --metric rev", ["revenue"]),
        ("customer timeline C-1 --type call,em", ["call,email"]),
        ("find x --in customers,con", ["customers,contacts"]),
        ("lead list --status q", ["qualified"]),
        ("order edit S-1 --status c", ["completed", "cancelled"]),
        ("order edit S-1 --set status=ca", ["status=cancelled"]),
        ("report sa", ["sales", "satisfaction"]),
        ("report sales --by q", ["quarter"]),
        ("report losses --of l", ["leads"]),
        ("config get curr", ["currency"]),
        ("config set color a", ["auto", "always"]),
        ("--color n", ["never"]),
        ("import customers x.csv --mode u", ["upsert", "update"]),
        ("import customers x.csv --map Ad=na", ["Ad=name"]),
        ("import customers x.csv --date-order d", ["dmy"]),
        ("import presets hubspot-d", ["hubspot-deals"]),
        ("rate set E", ["EUR"]),
        ("help cron", ["cron"]),
        ("help customer sho", ["show"]),
        ("today ove", ["overdue"]),
        ("customer delete -- --", []),
        ("--install-completion z", ["zsh"]),
        ("nope sh", []),
        ("customer nope sh", []),
    ],
)
def test_what_the_program_knows_itself_is_offered(line: str, found: list[str]) -> None:
    words = line.split(" ")
    assert values(words_for(App([]), words[:-1], words[-1])) == found


def test_an_option_that_is_given_is_not_offered_again_unless_it_may_be_repeated() -> None:
    offered = values(words_for(App([]), ("customer", "add", "X", "--city", "Y", "--tag", "t"), "--"))
    assert "--city" not in offered
    assert {"--tag", "--owner", "--dry-run", "--help"} <= set(offered)


def test_a_line_about_a_command_is_that_of_its_help() -> None:
    assert words_for(App([]), ("customer",), "show") == [Word("show", "Show one customer whole.")]


def test_names_of_files_are_offered_where_one_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ki").mkdir()
    for name in ("kişiler.csv", ".gizli", "a\nb.csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    assert values(words_for(App([]), ("import", "customers"), "k")) == ["ki/", "kişiler.csv"]
    assert values(words_for(App([]), ("customer", "list"), "--output=k")) == [
        "--output=ki/",
        "--output=kişiler.csv",
    ]


def test_profiles_are_those_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "c.toml").write_text('[profile.istanbul]\nuser = "a"\n')
    (tmp_path / "c.toml").chmod(0o600)
    monkeypatch.setenv("CRMCLI_CONFIG", str(tmp_path / "c.toml"))
    assert values(words_for(App([]), ("--profile",), "")) == ["istanbul"]


@pytest.mark.usefixtures("shop")
def test_the_store_that_stands_on_the_line_is_asked(
    engine_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRMCLI_DB", str(tmp_path / "other.db"))
    assert values(words_for(App([]), ("--db", engine_url, "lead", "show"), "")) == ["L-1"]
    assert values(words_for(App([]), (f"--db={engine_url}", "lead", "show"), "")) == ["L-1"]
    assert values(words_for(App([]), ("lead", "show"), "")) == []


def test_records_of_every_noun_can_be_asked_for(store: Store) -> None:
    with store.reading() as db:
        for noun in NOUNS:
            for typed in ("", "a", f"{noun.prefix}-1", "Işık 1"):
                assert recent(db, [noun], typed) == [], noun


def test_a_large_store_gives_thirty_and_finds_old_ones_by_name(crm_local: Program, tmp_path: Path) -> None:
    names = "".join(f"Müşteri {number}\n" for number in range(1, 3000))
    (tmp_path / "x.csv").write_text(f"name\nZeytin Dalı\n{names}", encoding="utf-8")
    crm_local.inprocess("import", "customers", str(tmp_path / "x.csv")).checked()
    app = App([])
    app.flags["db"] = crm_local.url
    assert len(words_for(app, ("customer", "show"), "")) == 30
    assert len(words_for(app, ("customer", "show"), "müş")) == 30
    assert values(words_for(app, ("customer", "show"), "zey")) == ["C-1"]
    assert values(words_for(app, ("customer", "show"), "C-1"))[0] == "C-1"


# Nothing in the way of a Tab is ever told, waited for, or made.


def shell_asks(program: Program, *words: str, **env: str | None) -> tuple[str, str]:
    """Return what the program answers a shell, and what it says besides."""
    result = program("--", *words, env={VARIABLE: "zsh", **env}).checked()
    return result.stdout, result.stderr


def test_a_store_that_is_not_there_is_not_made(crm_local: Program) -> None:
    assert shell_asks(crm_local, "customer", "show", "") == ("words\n", "")
    assert not Path(crm_local.url).exists()
    Path(crm_local.url).touch()
    assert shell_asks(crm_local, "customer", "show", "") == ("words\n", "")
    assert Path(crm_local.url).read_bytes() == b""


def test_a_server_without_a_store_stays_without_one(pg_url: str) -> None:
    program = Program(pg_url)
    assert shell_asks(program, "customer", "show", "") == ("words\n", "")
    assert "the first change makes it" in program("doctor").stdout


def test_a_locked_store_is_not_waited_for(crm_local: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    monkeypatch.setenv("CRMCLI_DB", crm_local.url)
    with sqlite3.connect(crm_local.url, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        assert words_for(App([]), ("customer", "show"), "") == []
        assert time.monotonic() - begun < 5
        other.execute("ROLLBACK")
    other.close()
    assert values(words_for(App([]), ("customer", "show"), "")) == ["C-1"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: set_version(path, 999),
        lambda path: set_version(path, 1),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["foreign", "newer", "older", "folder"],
)
def test_a_store_that_can_not_be_read_is_no_error(crm_local: Program, spoil: Callable[[Path], Any]) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    spoil(Path(crm_local.url))
    assert shell_asks(crm_local, "customer", "show", "") == ("words\n", "")


def set_version(path: Path, version: int) -> None:
    """Make a store one of another schema."""
    with sqlite3.connect(path) as store:
        store.execute(f"PRAGMA user_version={version}")
    store.close()


def test_without_a_home_there_are_no_records_and_no_error() -> None:
    program = Program("")
    env = {"HOME": None, "XDG_DATA_HOME": None, "XDG_CONFIG_HOME": None, "CRMCLI_DB": None}
    answer, said = shell_asks(program, "cust", **env)
    assert (answer.startswith("words\ncustomer\t"), said) == (True, "")
    assert shell_asks(program, "customer", "show", "", **env) == ("words\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "nope", ""])
def test_no_line_is_an_error(crm_local: Program, shell: str) -> None:
    for words in ((), ("\udcff", "")):
        result = crm_local("--", *words, env={VARIABLE: shell})
        assert (result.code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "words", [("",), ("--", ""), ("--db", ""), ("customer", "--format"), ("\x00", "\x00"), ("-", "-")]
)
def test_no_words_are_an_error(words: tuple[str, ...]) -> None:
    for more in ("", "x", "-", "--", "=", "--x=", "\udcff"):
        words_for(App([]), words, more)


def test_live_words_load_neither_rich_nor_models(
    modules: Callable[..., set[str]], crm_local: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    crm_local.inprocess("customer", "add", "Işık").checked()
    monkeypatch.setenv(VARIABLE, "zsh")
    loaded = modules("--", "customer", "show", "ış")
    assert "crmcli.domain.recent" in loaded
    heavy = ("rich", "sqlmodel", "sqlalchemy", "pydantic", "tabulate", "phonenumbers", "json", "csv")
    assert not loaded & set(heavy)


def test_asking_writes_nothing(shop: Program, complete: Complete) -> None:
    before = shop.inprocess("history", "C-1", "--format", "json").stdout
    for words in (("customer", "show", "ış"), ("customer", "list", "--where", "ci"), ("undo", "")):
        complete(*words)
    assert shop.inprocess("history", "C-1", "--format", "json").stdout == before


# Closed lists keep up with the commands.

LISTED = re.compile(r"\b[a-z_-]+, [a-z_-]+(, [a-z_-]+)* or [a-z_-]+\.?$")


def every_command() -> list[tuple[tuple[str, ...], Any]]:
    """Return every command with its path."""
    program: Any = root()
    found: list[tuple[tuple[str, ...], Any]] = []
    for name in program.list_commands(None):
        command = program.get_command(None, name)
        if hasattr(command, "list_commands"):
            found += [((name, each), command.get_command(None, each)) for each in command.list_commands(None)]
        else:
            found.append(((name,), command))
    return found


def test_every_option_whose_help_lists_its_words_completes_them() -> None:
    missing = []
    for path, command in every_command():
        for param in command.params:
            if param.param_type_name != "option" or getattr(param, "is_flag", False):
                continue
            listed = LISTED.search(param.help or "")
            if (
                listed
                and param.metavar != "RECORD"
                and not values(words_for(App([]), (*path, param.opts[0]), ""))
            ):
                missing.append((*path, param.opts[0], param.help))
    assert missing == []


def test_every_parameter_of_every_command_can_be_completed_without_a_fault() -> None:
    program = root()
    for path, command in every_command():
        lines = [(*path, ""), (*path, "x", ""), (*path, "--")]
        lines += [
            (*path, f"{param.opts[0]}=") for param in command.params if param.param_type_name == "option"
        ]
        for line in lines:
            sources.answer(App([]), line[:-1], line[-1], program)


def test_a_place_is_found_behind_options_and_words() -> None:
    place = place_of(root(), ("--db", "x", "-q", "customer", "edit", "C-1", "--city", "Y", "-y"), "")
    assert place is not None
    assert (place.path, place.values, place.flags) == (("customer", "edit"), ("C-1",), {"db": "x"})
    assert place.options == {"city": "Y"}
    assert place.param.name == "refs"
