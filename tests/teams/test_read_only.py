"""A store that a person only reads: by the flag, by a profile; nothing in it changes."""

from pathlib import Path

import pytest

from tests.support.program import Program


@pytest.fixture
def local(crm_local: Program) -> Program:
    crm_local.inprocess("customer", "add", "Işık", "--set", "kind=person").checked()
    crm_local.inprocess("customer", "add", "Şule", "--set", "kind=person").checked()
    return crm_local


WRITES = (
    ("customer", "add", "Yeni"),
    ("customer", "edit", "C-1", "--city", "Van"),
    ("undo",),
    ("migrate",),
    ("merge", "C-1", "C-2", "--yes"),
    ("import", "customers", "-"),
    ("privacy", "erase", "C-1", "--yes"),
)


@pytest.mark.parametrize("words", WRITES, ids=" ".join)
def test_whatever_would_change_the_store_is_refused(local: Program, words: tuple[str, ...]) -> None:
    before = Path(local.url).read_bytes()
    result = local.inprocess("--read-only", *words, input="name\nAli\n")
    assert f"crm: {local.url} is only read here, says --read-only" in result.checked(1).stderr
    assert Path(local.url).read_bytes() == before


def test_reading_and_dry_runs_go_on(local: Program) -> None:
    before = Path(local.url).read_bytes()
    assert len(local.inprocess("--read-only", "customer", "list").checked().tsv()) == 2
    local.inprocess("--read-only", "customer", "edit", "C-1", "--city", "Van", "--dry-run").checked()
    assert Path(local.url).read_bytes() == before


def test_a_profile_may_be_one_that_only_reads(local: Program, tmp_path: Path) -> None:
    settings = tmp_path / "c.toml"
    settings.write_text(f'[profile.bak]\ndb = "{local.url}"\nread_only = "yes"\n', encoding="utf-8")
    env = {"CRMCLI_CONFIG": str(settings), "CRMCLI_DB": None}
    assert len(local("--profile", "bak", "customer", "list", env=env).checked().tsv()) == 2
    said = local("--profile", "bak", "customer", "add", "Yeni", env=env).checked(1).stderr
    assert f"is only read here, says {settings} [profile.bak]" in said


def test_copies_and_restores_are_changes_too(local: Program, tmp_path: Path) -> None:
    copy = tmp_path / "kopya.db"
    local.inprocess("--read-only", "db", "copy", local.url, str(copy)).checked(1)
    assert not copy.exists()
    backup = tmp_path / "yedek.db"
    local.inprocess("backup", str(backup)).checked()
    local.inprocess("--read-only", "restore", str(backup), "--yes").checked(1)
