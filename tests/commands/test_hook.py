"""Programs of the owner's that are asked before a change is saved, and told after it."""

import json
import os
import stat
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program, Result
from tests.support.terminal import Terminal

LISTEN = "#!/bin/sh\ncat >> {told}\n"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's settings file."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("CRMCLI_CONFIG", str(path))
    return path


class Hooks:
    """Hooks made of shell scripts, and what they were told."""

    def __init__(self, folder: Path, settings: Path) -> None:
        """Begin with none."""
        self.folder = folder
        self.settings = settings
        self.told_to = folder / "told.jsonl"

    def add(self, name: str, script: str, **more: Any) -> Path:
        """Write a program and its entry."""
        program = self.folder / f"{name}.sh"
        program.write_text(script.format(told=self.told_to), encoding="utf-8")
        program.chmod(0o700)
        entry = {"on": ["*"], "run": [str(program)], **more}
        lines = [f"[hooks.{name}]", *(f"{key} = {json.dumps(value)}" for key, value in entry.items()), ""]
        with self.settings.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines))
        self.settings.chmod(0o600)
        return program

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the listening ones were told so far."""
        if not self.told_to.exists():
            return []
        return [json.loads(line) for line in self.told_to.read_text("utf-8").splitlines()]

    def names(self) -> list[str]:
        """The events of all that was told, in their order."""
        return [event["event"] for told in self.told for event in told["events"]]


@pytest.fixture
def hooks(tmp_path: Path, settings: Path) -> Hooks:
    """Write hooks and hear what they are told."""
    return Hooks(tmp_path, settings)


def test_a_hook_is_told_what_a_record_was_and_what_it_is(crm: Program, hooks: Hooks) -> None:
    hooks.add("tell", LISTEN, on=["customer.*"])
    crm.inprocess("--branch", "İzmir", "customer", "add", "Işık", "--city", "Muş").checked()
    crm.inprocess("customer", "edit", "C-1", "--city", "İzmir").checked()
    crm.inprocess("customer", "delete", "C-1").checked()
    added, changed, deleted = hooks.told
    kept = {"name": "Işık", "kind": "organisation", "created_on": "2026-11-21"}
    event = {"noun": "customer", "number": 1, "id": "C-1"}
    assert added["events"] == [
        {"event": "customer.added", **event, "before": None, "after": kept | {"city": "Muş"}}
    ]
    assert changed["events"][0]["before"]["city"] == "Muş"
    assert changed["events"][0]["after"]["city"] == "İzmir"
    assert (deleted["events"][0]["event"], deleted["events"][0]["after"]) == ("customer.deleted", None)
    assert (added["change"], added["branch"], added["dry_run"]) == (2, "İzmir", False)
    # The command is told as the journal keeps it: without what it was about.
    assert added["command"] == "customer add … --city …"


def test_every_way_of_writing_is_told(crm: Program, hooks: Hooks, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("name,city\nIşık,Muş\nÇınar,İzmir\n", encoding="utf-8")
    hooks.add("tell", LISTEN)
    crm.inprocess("import", "customers", table).checked()
    assert hooks.told[-1]["names"] == ["change", "customer.added", "import.done"]
    assert hooks.told[-1]["counts"]["customer.added"] == 2
    crm.inprocess("lead", "add", "Ece").checked()
    crm.inprocess("convert", "L-1").checked()
    assert {"lead.converted", "contact.added"} <= set(hooks.told[-1]["names"])
    crm.inprocess("undo").checked()
    assert {"undo.done", "contact.deleted", "lead.changed"} <= set(hooks.told[-1]["names"])
    crm.inprocess("opportunity", "add", "Masa", "--customer", "C-1").checked()
    crm.inprocess("opportunity", "win", "Masa").checked()
    assert "opportunity.won" in hooks.told[-1]["names"]
    crm.inprocess("tag", "add", "vip", "C-1").checked()
    assert hooks.told[-1]["events"][0] == {
        "event": "customer.tagged",
        "noun": "customer",
        "number": 1,
        "id": "C-1",
        "before": None,
        "after": {"tag": "vip", "customer": "C-1"},
    }
    crm.inprocess("merge", "C-2", "C-1", "--yes").checked()
    assert "customer.merged" in hooks.told[-1]["names"]
    crm.inprocess("undo").checked()
    assert {"customer.added", "undo.done"} <= set(hooks.told[-1]["names"])


def test_a_hook_may_refuse_and_nothing_is_saved(crm: Program, hooks: Hooks) -> None:
    script = "#!/bin/sh\ngrep -q Kara || exit 0\nprintf '\\n  no \\033[31mKara\\n here' >&2\nexit 3\n"
    hooks.add("veto", script, on=["customer.added"], when="before")
    crm.inprocess("customer", "add", "Işık").checked()
    refused = crm.inprocess("customer", "add", "Kara")
    assert (refused.code, refused.stdout) == (1, "")
    assert refused.stderr.splitlines() == [
        "crm: hook veto refuses: no �[31mKara; nothing was saved",
        "hint: crm hook list",
    ]
    assert [row["name"] for row in crm.inprocess("customer", "list").tsv()] == ["Işık"]
    assert len(crm.inprocess("history").tsv()) == 1


def test_a_hook_whose_word_does_not_count_only_warns(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("advice", "#!/bin/sh\necho hm >&2\nexit 1\n", when="before", on_failure="warn")
    result = crm_local.inprocess("customer", "add", "Işık").checked()
    assert result.stderr == "warning: hook advice: hm\n"


def test_what_comes_after_never_fails_what_is_saved(crm_local: Program, hooks: Hooks, tmp_path: Path) -> None:
    hooks.add("fails", "#!/bin/sh\nexit 7\n")
    hooks.add("gone", "#!/bin/sh\n").unlink()
    result = crm_local.inprocess("customer", "add", "Işık").checked()
    gone = f"{tmp_path}/gone.sh can't be run: no such file or directory"
    assert result.stderr.splitlines() == [
        "warning: hook fails: it ended with exit code 7; the change is saved",
        f"warning: hook gone: {gone}; the change is saved",
    ]


def test_a_hook_that_can_not_run_refuses_when_its_word_counts(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("veto", "#!/bin/sh\n", when="before").unlink()
    assert crm_local.inprocess("customer", "add", "Işık").code == 1
    crm_local.inprocess("--no-hooks", "customer", "add", "Işık").checked()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_hook_that_takes_too_long_is_ended_with_all_it_started(
    crm_local: Program, hooks: Hooks, tmp_path: Path, when: str
) -> None:
    alive = tmp_path / "alive"
    script = f"#!/bin/sh\n(sleep 1.5; touch {alive}) &\nsleep 30\n"
    hooks.add("slow", script, when=when, timeout=0.3)
    begun = time.monotonic()
    result = crm_local.inprocess("customer", "add", "Işık")
    assert time.monotonic() - begun < 10
    assert result.code == (1 if when == "before" else 0)
    assert "it took longer than 0.3 s" in result.stderr
    time.sleep(1.6)
    assert not alive.exists()


def test_a_hook_that_reads_nothing_or_writes_without_end_is_no_trouble(
    crm_local: Program, hooks: Hooks, tmp_path: Path
) -> None:
    table = tmp_path / "many.csv"
    table.write_text("name\n" + "".join(f"Customer {n} {'x' * 300}\n" for n in range(900)), encoding="utf-8")
    hooks.add("deaf", "#!/bin/sh\nexit 0\n", when="before")
    hooks.add("loud", "#!/bin/sh\nhead -c 3000000 /dev/zero\nhead -c 3000000 /dev/zero >&2\n")
    assert crm_local.inprocess("import", "customers", table).checked().stderr.count("warning") == 0


def test_an_import_is_one_call_and_what_has_no_room_is_counted(
    crm: Program, hooks: Hooks, tmp_path: Path
) -> None:
    table = tmp_path / "many.csv"
    table.write_text("name\n" + "".join(f"Customer {n}\n" for n in range(40)), encoding="utf-8")
    hooks.add("tell", LISTEN, on=["customer.added"], events=3)
    crm.inprocess("import", "customers", table).checked()
    (told,) = hooks.told
    assert ([event["id"] for event in told["events"]], told["left_out"]) == (["C-1", "C-2", "C-3"], 37)
    assert told["counts"] == {"customer.added": 40}


def test_more_rows_than_are_looked_at_are_counted_all_the_same(
    crm_local: Program, hooks: Hooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crmcli.domain.happened.MOST", 10)
    table = tmp_path / "many.csv"
    table.write_text("name\n" + "".join(f"Customer {n}\n" for n in range(40)), encoding="utf-8")
    hooks.add("tell", LISTEN, on=["customer.*"])
    crm_local.inprocess("import", "customers", table).checked()
    (told,) = hooks.told
    assert (told["counts"], len(told["events"]), told["left_out"]) == ({"customer.added": 40}, 10, 30)


def test_a_dry_run_asks_and_tells_nobody(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("ask", LISTEN, when="before")
    hooks.add("tell", "#!/bin/sh\ntouch {told}.after\n")
    crm_local.inprocess("customer", "add", "Işık", "--dry-run").checked()
    assert [told["dry_run"] for told in hooks.told] == [True]
    assert not Path(f"{hooks.told_to}.after").exists()


def test_what_changes_nothing_is_told_to_nobody(crm_local: Program, hooks: Hooks) -> None:
    crm_local.inprocess("customer", "add", "Işık", "--city", "Muş").checked()
    hooks.add("tell", LISTEN)
    crm_local.inprocess("customer", "edit", "C-1", "--city", "Muş").checked()
    crm_local.inprocess("customer", "list").checked()
    assert hooks.told == []


def test_only_what_the_settings_say_leaves_the_store(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("tell", LISTEN, fields=False)
    crm_local.inprocess("customer", "add", "Işık", "--phone", "0532 123 45 67").checked()
    assert hooks.told[0]["events"] == [
        {"event": "customer.added", "noun": "customer", "number": 1, "id": "C-1"}
    ]
    assert "Işık" not in json.dumps(hooks.told, ensure_ascii=False)


def test_a_hook_that_calls_crm_sets_off_no_further_hook(crm_local: Program, hooks: Hooks) -> None:
    script = f'#!/bin/sh\ncat >> {{told}}\n{sys.executable} -m crmcli log note C-1 "seen by a hook"\n'
    hooks.add("again", script, timeout=30)
    crm_local.inprocess("customer", "add", "Işık").checked()
    assert len(hooks.told) == 1
    # It found the very store that it was called for.
    assert crm_local.inprocess("activity", "list").tsv()[0]["subject"] == "seen by a hook"


def test_a_hook_that_calls_crm_has_the_same_settings_file(
    crm_local: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CRMCLI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    file = tmp_path / "settings" / "crmcli" / "config.toml"
    file.parent.mkdir(parents=True)
    hooks = Hooks(tmp_path, file)
    hooks.add("where", f"#!/bin/sh\n{sys.executable} -m crmcli config path > {{told}}\n", timeout=30)
    crm_local.inprocess("customer", "add", "Işık").checked()
    assert str(file) in hooks.told_to.read_text("utf-8")


def test_a_hook_knows_little_of_the_surroundings(
    crm_local: Program, hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "s3cr3t")
    monkeypatch.setenv("PGPASSWORD", "s3cr3t")
    hooks.add("tell", "#!/bin/sh\nenv > {told}\n")
    crm_local.inprocess("customer", "add", "Işık").checked()
    seen = hooks.told_to.read_text("utf-8")
    assert "s3cr3t" not in seen
    assert f"CRMCLI_DB={crm_local.url}" in seen
    assert "CRMCLI_HOOK=1" in seen


def test_a_working_folder_names_no_hook(
    crm_local: Program, hooks: Hooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks.add("tell", LISTEN)
    place = tmp_path / "from a stranger"
    place.mkdir()
    hooks.settings.rename(place / ".crmcli.toml")
    monkeypatch.chdir(place)
    crm_local.inprocess("customer", "add", "Işık").checked()
    assert hooks.told == []
    assert crm_local.inprocess("hook", "list").tsv() == []


def test_a_settings_file_that_others_can_write_names_no_hook(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("tell", LISTEN)
    for mode in (0o660, 0o602):
        hooks.settings.chmod(mode)
        refused = crm_local.inprocess("customer", "add", "Işık")
        assert (refused.code, "others than its owner can write it" in refused.stderr) == (1, True)
        assert f"hint: chmod go-w {hooks.settings}" in refused.stderr
    assert hooks.told == []
    assert not Path(crm_local.url).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_settings_file_of_somebody_else_names_no_hook(crm_local: Program, hooks: Hooks) -> None:
    hooks.add("tell", LISTEN)
    os.chown(hooks.settings, 12345, -1)
    refused = crm_local.inprocess("customer", "add", "Işık")
    assert (refused.code, "belongs to somebody else" in refused.stderr) == (1, True)


WRONG: Mapping[str, tuple[dict[str, Any], str]] = {
    "a path that is none": ({"run": ["tell"]}, "whole path"),
    "a command line": ({"run": "/bin/cat"}, "whole path"),
    "no program": ({"run": []}, "whole path"),
    "a word that is unknown": ({"shell": True}, "it has no shell"),
    "another time": ({"when": "later"}, '"before" or "after"'),
    "too long": ({"timeout": 600}, "up to 60"),
    "no time": ({"timeout": True}, "up to 60"),
    "what is saved is refused": ({"on_failure": "refuse"}, "can't be refused any more"),
    "another answer": ({"on_failure": "cry"}, '"warn" or "refuse"'),
    "too many": ({"events": 1_000_000}, "up to 10000"),
    "no events": ({"on": "change"}, "list of events"),
    "half of the fields": ({"fields": "some"}, "true or false"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_entry_that_is_none_is_named(crm_local: Program, hooks: Hooks, name: str) -> None:
    entry, why = WRONG[name]
    hooks.add("wrong", LISTEN, **entry)
    refused = crm_local.inprocess("customer", "add", "Işık")
    assert (refused.code, refused.stdout) == (2, "")
    assert f"{hooks.settings}: hook wrong: " in refused.stderr
    assert why in refused.stderr


def test_the_hooks_there_are_can_be_seen(tty_local: Terminal, hooks: Hooks) -> None:
    shown = tty_local("hook", "list")
    assert "no hook yet: a table [hooks.NAME] in" in shown.stderr + shown.stdout
    assert str(hooks.settings) in shown.stderr + shown.stdout
    hooks.add("tell", LISTEN, on=["lead.converted", "*.deleted"])
    rows = tty_local.program.inprocess("hook", "list", "--format", "json").json()
    assert rows[0]["on"] == ["lead.converted", "*.deleted"]
    assert (rows[0]["name"], rows[0]["when"], rows[0]["timeout"]) == ("tell", "after", 5.0)


def test_a_hook_can_be_tried_and_nothing_changes(crm: Program, hooks: Hooks) -> None:
    hooks.add("answers", "#!/bin/sh\ncat > /dev/null\necho fine\n", on=["customer.*"])
    hooks.add("refuses", "#!/bin/sh\necho no >&2; exit 2\n", on=["customer.*"], when="before")
    crm.inprocess("--no-hooks", "customer", "add", "Işık", "--city", "Muş").checked()
    first, second = crm.inprocess("hook", "test", "customer.changed").checked().json()
    assert (first["hook"], first["exit"], first["wrote"]) == ("answers", 0, "fine\n")
    assert first["given"]["dry_run"] is True
    assert first["given"]["events"][0]["after"]["city"] == "Muş"
    assert (second["hook"], second["exit"], second["said"]) == ("refuses", 2, "no")
    assert "exit" not in crm.inprocess("hook", "test", "customer.added", "--show").json()[0]
    assert len(crm.inprocess("history").tsv()) == 1
    assert crm.inprocess("hook", "test", "order.added").code == 3


def test_without_a_hook_nothing_of_it_is_loaded(modules: Callable[..., set[str]]) -> None:
    loaded = modules("customer", "add", "Işık")
    assert not {name for name in loaded if name.startswith("crmcli.hooks")}
    assert "crmcli.domain.happened" not in loaded


def test_what_a_hook_is_given_lies_in_no_file(crm_local: Program, hooks: Hooks, tmp_path: Path) -> None:
    hooks.add("quiet", "#!/bin/sh\nexit 0\n")
    result: Result = crm_local.inprocess("customer", "add", "Işık Mobilya").checked()
    assert result.stderr == ""
    held = [path for path in tmp_path.rglob("*") if path.is_file() and b"Mobilya" in path.read_bytes()]
    assert held == [Path(crm_local.url)]
    assert stat.S_IMODE(held[0].stat().st_mode) == 0o600
