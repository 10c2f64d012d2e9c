"""What is run, read and believed: only what the person at the keyboard set; what is made is private."""

import os
import stat
from pathlib import Path

import pytest

from crmcli.config import PROJECT_FILE, SETTINGS, Config
from crmcli.errors import Refused
from tests.support.program import Program
from tests.support.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and owners are POSIX's")
PROGRAMS = [setting.name for setting in SETTINGS if setting.trusted_only]


def test_the_settings_that_name_programs_are_known_as_such() -> None:
    assert set(PROGRAMS) >= {"pager", "opener"}
    for setting in SETTINGS:
        words = ("program", "command", "shows pages with", "run")
        assert setting.trusted_only or not any(word in setting.help.casefold().split() for word in words), (
            setting.name
        )


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("profile", [None, "x"])
def test_the_file_of_the_working_folder_names_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, profile: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    head = f"[profile.{profile}]\n" if profile else ""
    Path(PROJECT_FILE).write_text(f'{head}{name} = "/bin/evil"\ncurrency = "EUR"\n', encoding="utf-8")
    config = Config({"HOME": str(tmp_path)}, {"profile": profile})
    assert config.get("currency") == "EUR"
    assert config.find(name).origin == "default"
    assert "evil" not in config.get(name)


def test_nothing_of_the_working_folder_is_run(crm_local: Program, tmp_path: Path) -> None:
    """Names of programs in a settings file, and programs that lie there under usual names."""
    crm_local.inprocess("customer", "add", "Acme").checked()
    witness = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch {witness}\n"
    for name in ("evil", "less", "more", "xdg-open", "open", "sh", "python3", "psql", "vi"):
        (tmp_path / name).write_text(script, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    tables = "".join(
        f'[hooks.{when}]\non = ["*"]\nrun = ["{tmp_path}/evil"]\nwhen = "{when}"\n'
        for when in ("before", "after")
    )
    evil = tmp_path / "evil"
    (tmp_path / PROJECT_FILE).write_text(
        f'pager = "{evil}"\nopener = "{evil}"\neditor = "{evil}"\n{tables}', encoding="utf-8"
    )
    where = os.getcwd()  # noqa: PTH109
    os.chdir(tmp_path)
    try:
        env = {"PATH": os.environ["PATH"], "LINES": "5"}
        Terminal(crm_local)("customer", "list", env=env)
        crm_local.inprocess("customer", "add", "Yeni").checked()
        crm_local.inprocess("open", "C-1", "--print")
        crm_local.inprocess("customer", "list", "--limit", "0").checked()
    finally:
        os.chdir(where)
    assert not witness.exists()


def test_a_settings_file_that_another_may_have_left_there_is_not_read(
    crm_local: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / PROJECT_FILE
    file.write_text('currency = "EUR"\n', encoding="utf-8")
    file.chmod(0o666)
    result = crm_local.inprocess("config", "get", "currency")
    assert (result.code, result.stdout) == (1, "")
    assert "is not read" in result.stderr
    file.chmod(0o644)
    assert crm_local.inprocess("config", "get", "currency").checked().stdout == "EUR\n"
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(Refused, match="another user's"):
        Config({}, {}).get("currency")


def _store_of_everything(crm: Program, folder: Path) -> None:
    """Run what writes files, each into the folder or beside the store."""
    os.umask(0)
    (folder / "in.csv").write_text("name,phone\nİki,0532 765 43 21\nÜç,abc\n", encoding="utf-8")
    (folder / "in.txt").write_text("x", encoding="utf-8")
    (folder / "run.toml").write_text(
        '[run]\nmemory = "seen.json"\n'
        '[[report]]\nname = "sales"\nif_changed = true\noutput = "sales-{date}.html"\n',
        encoding="utf-8",
    )
    out = str(folder)
    lines = (
        ("customer", "add", "Bir", "--email", "bir@x.example"),
        ("customer", "list", "--output", f"{out}/list.csv"),
        ("customer", "list", "--output", f"{out}/list.xlsx"),
        ("customer", "list", "--output", f"{out}/list.html"),
        ("customer", "list", "--output", f"{out}/list.eml"),
        ("export", "customers", f"{out}/cards.vcf"),
        ("export", "customers", f"{out}/customers.json"),
        ("export", "all", f"{out}/store.jsonl"),
        (
            "import",
            "customers",
            f"{out}/in.csv",
            "--rejects",
            f"{out}/rejects.csv",
            "--save-map",
            f"{out}/map.toml",
        ),
        ("backup",),
        ("backup", f"{out}/copy.db"),
        ("attachment", "add", "C-1", f"{out}/in.txt", "--copy"),
        ("attachment", "get", "FI-1", f"{out}/out.txt"),
        ("open", "C-1", "--output", f"{out}/card.html"),
        ("open", "C-1", "--print"),
        ("report", "run", f"{out}/run.toml", "--out", f"{out}/reports"),
        ("task", "add", "Ara", "--due", "tomorrow"),
        ("task", "list", "--ics", "--output", f"{out}/tasks.ics"),
        ("campaign", "plan", "K", "--where", "orders = 0", "--channel", "email", "--body", "Merhaba {name}"),
        ("campaign", "launch", "CA-1"),
        ("campaign", "render", "CA-1", "--out", f"{out}/texts"),
        ("quote", "add", "C-1", "x", "--item", "a:1:5"),
        ("quote", "print", "Q-1", "--as", "html", "--output", f"{out}/quote.html"),
        ("config", "set", "currency", "EUR"),
        ("demo", "--out", f"{out}/demo.db"),
    )
    for line in lines:
        crm.inprocess(*line)


def test_whatever_is_written_is_private_under_any_umask(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir()
    given = {"in.csv", "in.txt", "run.toml"}
    _store_of_everything(Program(str(home / "data" / "crm.db")), out)
    written = [path for path in (*out.rglob("*"), *home.rglob("*")) if path.name not in given]
    assert len([path for path in written if path.is_file()]) >= 15, written
    # Folders of the desktop's own, where there were none: they hold others' files.
    bases = {
        home / ".config",
        home / ".local",
        home / ".local/share",
        home / ".cache",
        home / ".cache/crmcli",
        home / ".local/state",
    }
    for path in written:
        if path in bases:
            continue
        mode = stat.S_IMODE(path.lstat().st_mode)
        assert mode & 0o077 == 0, f"{oct(mode)} {path.relative_to(tmp_path)}"


def test_a_store_that_others_can_read_is_warned_of_once(sqlite_url: str) -> None:
    crm = Program(sqlite_url)
    crm.inprocess("customer", "add", "Acme").checked()
    assert "others can read" not in crm.inprocess("customer", "list").stderr
    Path(sqlite_url).chmod(0o644)
    assert "others can read" in crm.inprocess("customer", "list").checked().stderr
    assert "others can read" not in crm.inprocess("customer", "list").stderr
    assert "others can read" not in crm.inprocess("customer", "add", "Yeni").stderr
    Path(sqlite_url).chmod(0o666)
    assert "others can read" in crm.inprocess("-q", "customer", "list").checked().stderr
    assert "others may read" in crm.inprocess("doctor", "--format", "plain").stdout
    crm.inprocess("doctor", "--fix")
    assert Path(sqlite_url).stat().st_mode & 0o077 == 0
