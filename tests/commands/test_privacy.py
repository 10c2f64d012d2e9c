"""``crm privacy`` from the command line: what is erased is nowhere in the bytes of any file."""

from pathlib import Path

import pytest

from tests.support.program import Program

TRACES = [
    text.encode()
    for text in ("Şükrü", "Çağlayan", "sukru caglayan", "caglayan.com.tr", "9876543", "987 65 43", "Göztepe")
]


@pytest.fixture
def known(crm: Program) -> Program:
    """A person with a past: edited, called, deleted and undone."""
    return made(crm)


@pytest.fixture
def local(sqlite_url: str) -> Program:
    """The same in a local file."""
    return made(Program(sqlite_url))


def made(crm: Program) -> Program:
    for line in (
        ("customer", "add", "Acme"),
        (
            *("contact", "add", "Şükrü Çağlayan", "--customer", "C-1", "--email", "sukru@caglayan.com.tr"),
            *("--phone", "0532 987 65 43", "--custom", "takım=Göztepe", "--note", "x" * 5000 + "Çağlayan"),
        ),
        ("log", "call", "P-1", "Şükrü Çağlayan aradı, 0532 987 65 43"),
        ("contact", "edit", "P-1", "--note", "kısa"),
        ("activity", "delete", "A-1"),
        ("undo",),
        ("consent", "give", "P-1", "--source", "Göztepe şubesi"),
        ("order", "add", "C-1", "--total", "500 TL", "--note", "Şükrü Çağlayan ödeyecek"),
    ):
        crm.inprocess(*line).checked()
    return crm


def files(crm: Program) -> list[Path]:
    return [path for path in Path(crm.url).parent.rglob("*") if path.is_file()]


def traces(paths: list[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, trace) for path in paths for trace in TRACES if trace in path.read_bytes()]


def test_after_an_erasure_no_file_of_the_store_nor_a_new_backup_holds_the_person(local: Program) -> None:
    assert traces(files(local))
    local.inprocess("privacy", "erase", "P-1", "--yes").checked()
    assert traces(files(local)) == []
    local.inprocess("backup").checked()
    assert len(files(local)) > 1
    assert traces(files(local)) == []
    total = local.inprocess("customer", "show", "C-1", "--format", "json").checked().json()
    assert (total["spent"], total["orders"]) == ("500.00", 1)


def test_a_backup_that_still_holds_the_person_is_named(local: Program) -> None:
    local.inprocess("backup").checked()
    backup = next(path for path in files(local) if path.parent.name == "backups" and path.suffix == ".db")
    result = local.inprocess("privacy", "erase", "P-1", "--yes").checked()
    assert str(backup) in result.stderr


def test_without_a_yes_nothing_is_erased(known: Program) -> None:
    result = known.inprocess("privacy", "erase", "P-1")
    assert (result.code, result.stdout) == (2, "")
    assert "add --yes" in result.stderr
    known.inprocess("privacy", "erase", "P-1", "--dry-run").checked()
    assert known.inprocess("contact", "show", "P-1", "--format", "json").json()["name"] == "Şükrü Çağlayan"


def test_an_erasure_says_that_it_is_for_good(known: Program) -> None:
    known.inprocess("privacy", "erase", "P-1", "--yes").checked()
    result = known.inprocess("undo")
    assert result.code == 1
    assert "erased a person" in result.stderr
    rows = known.inprocess("privacy", "list", "--format", "json").checked().json()
    assert [row["record"] for row in rows] == ["P-1"]
