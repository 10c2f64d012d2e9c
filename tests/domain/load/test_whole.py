"""What an import leaves behind: all of it, or a store that is byte for byte what it was."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store, open_store
from crmcli.domain.bulk import create_many
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.journal.undo import Undo, undo
from crmcli.domain.load import apply, outcome
from crmcli.errors import Refused
from tests.domain.load.conftest import Importer, meaning
from tests.support.store import writing

Look = Callable[..., list[tuple[Any, ...]]]
HEADER = "id,name,e-mail,phone,city,tax number,tags\n"
FILES = [
    ("user", "id,name,manager\n1,Ayşe,2\n2,Can,\n"),
    ("customer", f"{HEADER}1,Işık,a@b.com,0532 123 45 67,,1234567890,vip\n2,Ada,,,,,\n1,Işık,,,İzmir,,b\n"),
    ("contact", "id,name,customer,tags\n1,Ali,Işık,x\n2,Veli,2,\n"),
    ("lead", "id,name,company,status,owner\n1,Ali,Işık,new,Can\n2,Veli,,working,1\n"),
    ("product", "name,sku,price\nMasa,M1,12.50\nDolap,M2,\n"),
    ("order", "number,customer,ordered_on,total\nS1,Işık,2026-01-05,\n,,2026-01-05,3\n,,2026-01-05,3\n"),
    ("order_line", "order,product,quantity,unit_price\nS1,M1,2,12.50\nS1,M1,2,12.50\n"),
    ("activity", "kind,at,customer,user\ncall,2026-01-05 10:00,Işık,Can\nnote,2026-01-06,Ada,\n"),
    ("opportunity", "id,customer,product,stage\n1,Işık,M1,New\n2,,,Won\n"),
]


def dump(path: str) -> list[tuple[Any, ...]]:
    """The schema of a local store: every statement as it is kept."""
    connection = sqlite3.connect(path)
    try:
        query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.fixture(params=["as a rule", "in bulk"])
def room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Load small files as they are loaded as a rule, and as large ones are."""
    if request.param == "in bulk":
        monkeypatch.setattr(apply, "BULK_FROM", 1)
    way: str = request.param
    return way


@pytest.fixture
def local(sqlite_url: str, tmp_path: Path) -> Importer:
    """Import into a local store that exists already."""
    importing = Importer(open_store(sqlite_url), tmp_path)
    importing("customer", "name\nBir\n")
    return importing


@pytest.mark.usefixtures("room")
def test_every_noun_comes_in_and_comes_in_once(importing: Importer, snapshot: Any) -> None:
    for noun, rows in FILES:
        done = importing(noun, rows)
        assert done.counts["new"] == 2 + (noun == "order"), noun
    before = snapshot()
    for noun, rows in FILES:
        assert set(importing(noun, rows).counts) <= {"unchanged", "repeated"}, noun
    assert snapshot() == before


def test_a_large_load_stores_what_a_small_one_stores(
    importing: Importer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for noun, rows in FILES:
        importing(noun, rows)
    monkeypatch.setattr(apply, "BULK_FROM", 1)
    other = open_store(str(tmp_path / "other.db"))
    for noun, rows in FILES:
        Importer(other, tmp_path, {"batch": 1})(noun, rows)
    with store.reading() as db, other.reading() as same:
        assert meaning(same) == meaning(db)


@pytest.mark.usefixtures("room")
def test_a_dry_run_counts_what_the_run_counts(importing: Importer, snapshot: Any) -> None:
    for noun, rows in FILES:
        before = snapshot()
        dry = importing(noun, rows, dry_run=True)
        assert snapshot() == before, noun
        real = importing(noun, rows)
        assert (dry.result.items, dry.result.notes) == (real.result.items, real.result.notes)


@pytest.mark.usefixtures("room")
def test_a_dry_run_leaves_the_file_byte_for_byte(local: Importer, sqlite_url: str) -> None:
    before = Path(sqlite_url).read_bytes()
    rows = HEADER + "".join(f"{n},Ad {n},a{n}@b.com,0532 12{n:05},,,x\n" for n in range(3000))
    assert local("customer", rows, dry_run=True).counts == {"new": 3000}
    assert Path(sqlite_url).read_bytes() == before


@pytest.mark.usefixtures("room")
def test_the_schema_is_the_same_after_an_import(local: Importer, sqlite_url: str) -> None:
    before = dump(sqlite_url)
    for noun, rows in FILES:
        local(noun, rows)
    assert dump(sqlite_url) == before


@pytest.mark.usefixtures("room")
def test_a_failed_import_leaves_the_file_byte_for_byte(
    local: Importer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Path(sqlite_url).read_bytes()
    with pytest.raises(Refused):
        local("customer", HEADER + "1,Işık,,,,,\n2,Ada,,,,,\n3,,,,,,\n")
    monkeypatch.setattr(apply.Loader, "finish", interrupted)
    for batch in (1, 5000):
        with pytest.raises(KeyboardInterrupt):
            local("customer", FILES[1][1], batch=batch)
    assert Path(sqlite_url).read_bytes() == before


def interrupted(*_: object) -> None:
    """Stand for a person who presses Ctrl-C."""
    raise KeyboardInterrupt


def test_an_interrupted_bulk_load_leaves_nothing(
    local: Importer, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "BULK_FROM", 1)
    before, seen = Path(sqlite_url).read_bytes(), []
    create = create_many

    def stop_at_the_second(*args: Any, **named: Any) -> Any:
        seen.append(1)
        return create(*args, **named) if len(seen) == 1 else interrupted()

    monkeypatch.setattr(apply, "create_many", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        local("customer", FILES[1][1], batch=1)
    assert len(seen) == 2
    assert Path(sqlite_url).read_bytes() == before


@pytest.mark.usefixtures("room")
def test_one_undo_takes_an_import_back(importing: Importer, store: Store, snapshot: Any) -> None:
    importing("customer", "id,name,city\n1,Işık,Bursa\n")
    for noun, rows in FILES:
        before = snapshot()
        change = importing(noun, rows, batch=1).change
        assert snapshot() != before
        with writing(store) as db:
            undo(db, Undo(change))
        assert snapshot() == before
        importing(noun, rows)


def test_a_spool_gives_back_what_it_took() -> None:
    spool = Spool()
    try:
        parts = [([1, 2], {"name": ["Işık", None]}), ([], {}), ([3], {"tags": [("a", "b")]})]
        for part in parts:
            spool.add(part)
        assert list(spool) == parts
        assert list(spool) == parts
    finally:
        spool.close()


def test_lists_of_rejects_are_cut_for_people(importing: Importer) -> None:
    rows = "number,customer\n" + "".join(f"{n},nobody {n}\n" for n in range(30))
    done = importing("order", rows, rejects=True)
    [section] = done.result.sections
    assert (len(section.rows), section.total, done.counts) == (outcome.SHOWN, 30, {"rejected": 30})


def test_it_is_told_how_far_a_load_is(store: Store, tmp_path: Path) -> None:
    seen: list[int] = []
    importing = Importer(store, tmp_path, {"batch": 2}, seen.append)
    importing("customer", "name\n" + "".join(f"Ad {n}\n" for n in range(5)))
    assert seen == [2, 2, 1]


def test_the_look_of_the_rows_tells_the_key(importing: Importer, look: Look) -> None:
    importing("order", "ordered_on,total\n2026-01-01,10\n")
    [(norm, source)] = look("SELECT norm, source FROM identity")
    assert source == "#row"
    assert norm.endswith(":1")


def test_a_bulk_load_keeps_the_rules_of_the_columns_it_fills(store: Store) -> None:
    names = ("name", "name_fold", "name_sort", "status", "lost_reason_id")
    with writing(store) as db:
        other = db.value("SELECT id FROM lost_reason WHERE needs_note = 1")
        with pytest.raises(Refused, match="needs a note"), db.bulk({"lead": set(names)}):
            db.insert_many("lead", names, [("Ali", "ali", "ali", "lost", other)])
