"""Passwords are in nothing that is shown, kept or written; a fault names no person."""

import json
import os
import sys
from pathlib import Path

import pytest

from crmcli.config import SETTINGS
from crmcli.engines.secrets import masked, passwords, without
from tests.store.business import contents
from tests.support.program import Program, Result, run_python

PASSWORD = "GizliParola1"  # noqa: S105 - of nothing
ADDRESSES = (
    f"postgresql://ayse:{PASSWORD}@localhost:1/crm",
    f"postgres://ayse:{PASSWORD}@localhost:1/crm?sslmode=require",
    f"postgresql://ayse@localhost:1/crm?password={PASSWORD}",
    f"postgresql://localhost:1/crm?user=ayse&password={PASSWORD}&connect_timeout=1",
    f"postgresql://localhost:1/crm?passw%6frd={PASSWORD}",
    f"postgresql://ayse:%47izli{PASSWORD}@localhost:1/crm",
    f"postgresql://:{PASSWORD}@localhost:1/crm",
    f"postgresql://ayse:a@{PASSWORD}@localhost:1/crm",
    f"postgresql://ayse:a/{PASSWORD}@localhost:1/crm",
    f"postgresql://ayse:{PASSWORD}#x@localhost:1/crm",
    f"postgresql://ayse:{PASSWORD}?x@localhost:1/crm",
    f"postgresql://ayse:{PASSWORD}@localhost:port/crm",
    f"postgresql://ayse:{PASSWORD}@localhost:1/crm?sslpassword={PASSWORD}",
    f"postgresql://ayse:{PASSWORD}@[::1/crm",
    f"postgresql://ayse:{PASSWORD}@localhost:1/crm?%zz=1",
)
LINES = (
    ("customer", "list"),
    ("customer", "list", "--format", "json"),
    ("customer", "add", "Acme"),
    ("customer", "add", "Acme", "--dry-run"),
    ("config", "list"),
    ("config", "list", "--origin", "--format", "json"),
    ("config", "get", "db"),
    ("doctor",),
    ("doctor", "--fix"),
    ("backup",),
    ("restore", "x.db", "--yes"),
    ("migrate",),
    ("history",),
    ("report", "sql", "select 1"),
    ("today",),
    ("nonsense",),
)


def said(result: Result) -> str:
    return result.stdout + result.stderr


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_command_shows_the_password_of_an_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setenv("CRMCLI_DB", address)
    monkeypatch.setenv("CRMCLI_DEBUG", "1")
    monkeypatch.chdir(tmp_path)
    for line in LINES:
        result = _inprocess(*line)
        assert PASSWORD not in said(result), line
        assert "a@" not in said(result), line
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path


def _inprocess(*line: str) -> Result:
    """Run a line on the store that the environment names."""
    from unittest.mock import patch

    from crmcli.engines import postgres_line

    with patch.object(postgres_line, "DOUBT_SECONDS", 0.1):
        return Bare("")(*line)


class Bare(Program):
    """The program inside this process, without a --db in front."""

    def __call__(self, *args: str, **_: object) -> Result:  # type: ignore[override]
        import io
        from contextlib import redirect_stderr, redirect_stdout

        from crmcli import notes
        from crmcli.cli import root
        from crmcli.lazy import run

        notes.configure(quiet=False)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run(list(args), root)
        return Result(tuple(args), out.getvalue(), err.getvalue(), code)


@pytest.mark.parametrize("address", ADDRESSES)
def test_masking_leaves_no_password_and_nothing_else_out(address: str) -> None:
    assert passwords(address)
    assert PASSWORD not in masked(address)
    assert PASSWORD not in without(f'could not parse "{address}": near {passwords(address)[0]}', address)
    for text in (
        "https://crm.example/a:b",
        "C:\\x",
        "name=a&b",
        "ayse@example.com",
        "postgresql://ayse@host:5432/x",
    ):
        assert masked(text) == text


def test_a_password_on_the_command_line_is_refused(crm_local: Program) -> None:
    for address in ADDRESSES:
        result = crm_local.inprocess("config", "set", "db", address)
        assert result.code == 2
        assert PASSWORD not in said(result)
        assert ".pgpass" in result.stderr
        result = Program(address).inprocess("customer", "list")
        assert (result.code, result.stdout) == (2, "")
        assert PASSWORD not in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("text", ['db = "{}"\n', '[profile.x]\ndb = "{}"\n'])
def test_a_settings_file_with_a_password_that_others_can_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text.replace("{}", ADDRESSES[0]), encoding="utf-8")
    monkeypatch.setenv("CRMCLI_CONFIG", str(file))
    for mode in (0o644, 0o640, 0o604, 0o660):
        file.chmod(mode)
        result = _inprocess(*(("--profile", "x") if "profile" in text else ()), "customer", "list")
        assert (result.code, result.stdout) == (1, ""), oct(mode)
        assert f"chmod 600 {file}" in result.stderr
        assert PASSWORD not in result.stderr
    file.chmod(0o600)
    assert "holds a password" not in _inprocess("customer", "list").stderr


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_settings_file_without_a_password_may_be_read_by_others(crm_local: Program, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('currency = "EUR"\n', encoding="utf-8")
    file.chmod(0o644)
    env = {"CRMCLI_CONFIG": str(file)}
    assert crm_local("config", "get", "currency", env=env).checked().stdout == "EUR\n"


def test_pgpass_pgpassword_and_a_service_file_let_the_program_in(
    pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server trusts its socket; what counts is that the program reads them and asks for nothing."""
    service = tmp_path / "services"
    host, name = pg_url.partition("host=")[2].partition("&")[0], pg_url.partition(":///")[2].partition("?")[0]
    service.write_text(f"[crm]\nhost={host}\nuser=crm\ndbname={name}\n", encoding="utf-8")
    passes = tmp_path / "pgpass"
    passes.write_text(f"*:*:*:crm:{PASSWORD}\n", encoding="utf-8")
    passes.chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    monkeypatch.setenv("PGPASSFILE", str(passes))
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    monkeypatch.setenv("CRMCLI_DB", "postgresql://?service=crm")
    assert _inprocess("customer", "add", "Acme").code == 0
    listed = _inprocess("customer", "list", "--format", "json")
    assert [row["name"] for row in json.loads(listed.stdout)] == ["Acme"]
    shown = said(_inprocess("config", "list")) + said(_inprocess("doctor"))
    assert PASSWORD not in shown
    monkeypatch.delenv("CRMCLI_DB")
    monkeypatch.setenv("PGSERVICE", "crm")
    monkeypatch.setenv("CRMCLI_DB", "postgresql://")
    assert "Acme" in _inprocess("customer", "list").stdout


def test_the_journal_has_options_and_numbers_and_no_value(crm: Program) -> None:
    secret = "Gizli Ayşe"  # noqa: S105
    lines = (
        (
            "customer",
            "add",
            secret,
            "--note",
            secret,
            "--email",
            "gizli@x.example",
            "--phone",
            "0532 123 45 67",
        ),
        ("customer", "add", "--note=Gizli", "--", "--gizli"),
        ("customer", "edit", "C-1", "--set", f"city={secret}"),
        ("log", "call", "0532 123 45 67", secret),
        ("customer", "delete", "C-2", "--yes"),
    )
    for line in lines:
        crm.inprocess(*line)
    rows = contents(crm.url)["change"]
    assert len(rows) >= 4
    told = " ".join(str(cell) for row in rows for cell in row).casefold()
    for word in ("gizli", "ayşe", "532", "x.example"):
        assert word not in told, told


FAULT = """
import sys
from crmcli.domain import customer
def broken(db, request):
    secret_local = "Gizli Ayşe 0532 123 45 67"
    {raising}
customer.list_customers = broken
from crmcli.__main__ import main
sys.argv = ["crm", "customer", "list", "--where", "name=Gizli", "--note=Gizli"][:5]
main()
"""
RAISING = (
    'raise KeyError("Gizli Ayşe")',
    'raise ValueError(f"no {secret_local}")',
    "return {}[secret_local]",
    "return int(secret_local)",
    "return secret_local.nothing",
    "raise RuntimeError from ValueError(secret_local)",
    "import sqlite3; raise sqlite3.ProgrammingError(secret_local)",
    "return db.value('SELECT ' || :x, {'x': secret_local})",
)


@pytest.mark.parametrize("raising", RAISING)
def test_a_fault_names_no_person_and_is_written_down_privately(
    sqlite_url: str, tmp_path: Path, raising: str
) -> None:
    code = FAULT.replace("{raising}", raising)
    for debug in (None, "1"):
        result = run_python(code, env={"CRMCLI_DB": sqlite_url, "CRMCLI_DEBUG": debug})
        assert result.code == 1
        assert "Traceback" not in said(result)
        for word in ("Gizli", "Ayşe", "0532"):
            assert word not in said(result)
    fault = tmp_path / "home/.local/share/crmcli/last-fault.txt"
    if "fault of crmcli" not in said(result):
        return  # the engine's own refusal
    text = fault.read_text(encoding="utf-8")
    assert fault.stat().st_mode & 0o077 == 0
    assert "in broken" in text
    frames = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("    "))
    for word in ("Gizli", "Ayşe", "0532", str(tmp_path)):
        assert word not in frames


def test_no_setting_but_the_address_may_hold_a_secret() -> None:
    """A new setting for a password, token or key needs a way in that is not a settings file."""
    for setting in SETTINGS:
        assert not {"password", "token", "secret", "key"} & set(setting.name.split("_")), setting.name


def test_completion_never_offers_what_a_settings_file_keeps(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'db = "{ADDRESSES[0]}"\n', encoding="utf-8")
    file.chmod(0o600)
    for shell in ("bash", "zsh", "fish"):
        for words in ("crm config set db ", "crm --db ", "crm customer show "):
            asked = {
                "_CRM_COMPLETE": f"complete_{shell}",
                "COMP_WORDS": words,
                "COMP_CWORD": str(len(words.split())),
                "_TYPER_COMPLETE_ARGS": words,
                "CRMCLI_CONFIG": str(file),
                "CRMCLI_DB": None,
            }
            result = run_python("from crmcli.__main__ import main; main()", env=asked)
            assert PASSWORD not in said(result), (shell, words, sys.argv)
