"""Damaged files meet the commands that are there for them: told in a line, no traceback, nothing lost."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crmcli.db import open_store
from tests.campaigns.work import customers
from tests.faults.limits import limited
from tests.store.business import contents, fill
from tests.support.program import Program, Result

SEED = 20261121


@pytest.fixture
def shop(crm_local: Program, tmp_path: Path) -> Program:
    """The program on a populated local store that is well."""
    fill(open_store(crm_local.url))
    crm_local.inprocess("import", "customers", customers(tmp_path / "c.csv", 400)).checked()
    (tmp_path / "c.csv").unlink()
    crm_local.inprocess("doctor", "--fix").checked()
    return crm_local


def told(result: Result, where: str) -> None:
    """Check that a command ended as it may: an exit code it documents, one line of error at most."""
    assert result.code in {0, 1, 3, 4, 6}, f"{where}: {result.stderr}"
    assert "Traceback" not in result.stderr, where
    assert "fault of crmcli" not in result.stderr, f"{where}: {result.stderr}"
    errors = [line for line in result.stderr.splitlines() if line.startswith("crm: ")]
    assert len(errors) == (result.code != 0 and "doctor" not in result.args), f"{where}: {result.stderr}"


def flipped(whole: bytes, number: int, chance: random.Random) -> tuple[int, bytes]:
    """Flip a bit, mostly of a byte that holds something; return where."""
    filled = [place for place, byte in enumerate(whole) if byte]
    place = chance.choice(filled) if number % 4 else chance.randrange(len(whole))
    damaged = bytearray(whole)
    damaged[place] ^= 1 << chance.randrange(8)
    return place, bytes(damaged)


def replace(path: Path, data: bytes) -> None:
    """Put a new file in the place of a store: what a failed read left open holds its lock on the old one."""
    path.unlink()
    path.write_bytes(data)
    path.chmod(0o600)


def test_doctor_tells_of_flipped_bytes_in_findings_and_fix_makes_nothing_worse(
    shop: Program, rounds: Callable[[int, int], int], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shop.url)
    whole, held = path.read_bytes(), contents(shop.url)
    chance, seen = random.Random(SEED), Counter[str]()  # noqa: S311 - to be repeated
    total = rounds(300, 3000)
    for number in range(total):
        place, damaged = flipped(whole, number, chance)
        replace(path, damaged)
        where = f"byte {place} of round {number}, seed {SEED}"
        result = shop.inprocess("doctor", *(["--fix"] if number % 3 == 0 else []), "--format", "json")
        told(result, where)
        if result.stdout:
            items = result.json()["items"]
            assert items[0]["check"] == "store", where
            assert (result.code == 1) == any(item["state"] == "fail" for item in items), where
        seen["told" if result.code or "mended" in result.stdout else _harm(shop.url, held)] += 1
        path.with_name("crm.db-journal").unlink(missing_ok=True)
    # What is silent is a letter that became another one: no structure, no form and no key is made of it.
    assert seen["silent"] < total * 0.3, seen
    with capsys.disabled():
        print(f"\n{total} flipped bytes met crm doctor: {dict(seen)}")  # noqa: T201


def _harm(url: str, held: object) -> str:
    """Return whether a store that doctor finds well holds something else than it did."""
    return "harmless" if contents(url) == held else "silent"


def test_a_flipped_byte_never_gets_into_a_backup_unseen_nor_ends_in_a_traceback(
    shop: Program, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    file, path = tmp_path / "b.db", Path(shop.url)
    shop.inprocess("backup", file).checked()
    whole, store = file.read_bytes(), path.read_bytes()
    chance = random.Random(SEED)  # noqa: S311 - to be repeated
    for number in range(rounds(60, 600)):
        place, damaged = flipped(whole, number, chance)
        where = f"byte {place} of round {number}, seed {SEED}"
        file.write_bytes(damaged)
        result = shop.inprocess("restore", file, "--yes")
        told(result, where)
        assert result.code == 1, where  # the checksum sees every one
        assert path.read_bytes() == store, where
        replace(path, damaged)
        result = shop.inprocess("backup", tmp_path / f"of{number}.db")
        told(result, where)
        assert (tmp_path / f"of{number}.db").exists() == (result.code == 0), where
        told(shop.inprocess("report", "sql", "SELECT * FROM customer_view"), where)
        replace(path, store)
        path.with_name("crm.db-journal").unlink(missing_ok=True)
    assert not list(tmp_path.glob("*.partial*"))
    assert not list(tmp_path.glob(".*.restoring*"))


@pytest.mark.parametrize("room", [0, 4, 64, 300])
def test_a_disk_that_fills_up_during_a_backup_leaves_no_file_and_no_harm(
    shop: Program, tmp_path: Path, room: int
) -> None:
    before = contents(shop.url)
    result = limited(shop, f"FSIZE={room * 1024}", "backup", tmp_path / "b.db")
    told(result, str(room))
    assert result.code == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["crm.db", "home"]
    assert contents(shop.url) == before


@pytest.mark.parametrize("room", [0, 4, 64, 300])
def test_a_disk_that_fills_up_during_a_restore_leaves_the_store_as_it_was(
    shop: Program, tmp_path: Path, room: int
) -> None:
    shop.inprocess("backup", tmp_path / "b.db").checked()
    before = Path(shop.url).read_bytes()
    result = limited(shop, f"FSIZE={room * 1024}", "restore", tmp_path / "b.db", "--yes")
    told(result, str(room))
    assert result.code == 1
    assert Path(shop.url).read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["b.db", "b.db.sha256", "crm.db", "home"]


@pytest.mark.parametrize("words", [("backup",), ("doctor",), ("report", "sql", "SELECT 1")])
def test_where_nothing_may_be_written_it_is_said(shop: Program, words: tuple[str, ...]) -> None:
    folder = Path(shop.url).parent
    folder.chmod(0o555)
    try:
        result = limited(shop, "unprivileged=1", *words)
    finally:
        folder.chmod(0o700)
    told(result, str(words))
    assert result.code == (words[0] == "backup")
    if result.code:
        assert "permission denied" in result.stderr


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ("UPDATE activity SET at = '1000000'", "moment holds '1000000'"),
        ("UPDATE activity SET created_change = 4711", "created_change holds '4711'"),
    ],
)
def test_rows_that_another_program_spoiled_are_told_as_damage_and_no_fault(
    crm_local: Program, change: str, fact: str
) -> None:
    crm_local.inprocess("customer", "add", "Ada").checked()
    crm_local.inprocess("log", "note", "C-1", "x").checked()
    with closing(sqlite3.connect(crm_local.url)) as db:
        db.execute("PRAGMA ignore_check_constraints = 1")
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute(change)
        db.commit()
    result = crm_local.inprocess("customer", "timeline", "C-1")
    assert (result.code, result.stdout) == (1, "")
    assert f"crm: the store is damaged: {fact}\nhint: restore a backup\n" in result.stderr
