"""A store copied whole: every row, the journal and the numbers, from either engine to either engine."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import copy, open_store, verify
from crmcli.domain.journal.undo import Undo, undo
from crmcli.engines import copying, copying_rows
from crmcli.engines.copying_rows import compared, table_columns
from crmcli.errors import Busy, Conflict, NotFound, Refused, UsageError
from crmcli.models import metadata
from crmcli.notes import progress
from tests.store.business import AWKWARD, Contents, contents, fill, named
from tests.support.program import Program
from tests.support.store import raw_connection, writing

AT = "2026-11-21T09:00:00Z"
ENGINES = ("sqlite", "postgres")
Making = Callable[[str], str]


def copied(source: str, target: str, **options: Any) -> Any:
    return copy(open_store(source), open_store(target), AT, progress, **options)


def held(url: str) -> Contents:
    """All that a store holds; what tells an engine its schema and its numbers is the engine's own."""
    found = contents(url)
    found["meta"] = [row for row in found["meta"] if row[0] != "schema_version"]
    return {name: rows for name, rows in found.items() if not name.startswith("sqlite_")}


def is_empty(url: str) -> bool:
    if not url.startswith("postgres"):
        folder = Path(url).parent
        return not any(folder.glob(f"*{Path(url).name}*"))
    connection = raw_connection(url)
    (tables,) = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    connection.close()
    return bool(tables == 0)


def has_begun(url: str) -> bool:
    """Tell whether a copy is on its way into a store."""
    if not url.startswith("postgres"):
        return any(half.stat().st_size for half in Path(url).parent.glob(f".{Path(url).name}.*.copying"))
    connection = raw_connection(url)
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query LIKE 'COPY customer %'"
    )
    (copies,) = connection.execute(query).fetchone()
    connection.close()
    return bool(copies)


@pytest.fixture
def full(place: Making, request: pytest.FixtureRequest) -> str:
    """The small business with awkward values in every table."""
    url = place(getattr(request, "param", "sqlite"))
    fill(open_store(url))
    return url


def test_every_table_and_column_of_the_models_is_copied() -> None:
    named_in_models = {
        table.name: {column.name for column in table.columns}
        for table in metadata.sorted_tables
        if table.name != "current_change"
    }
    assert {table: set(columns) for table, columns in table_columns().items()} == named_in_models
    assert all(columns[0] in ("id", "key") for columns in table_columns().values())


@pytest.mark.parametrize(("full", "engine"), list(product(ENGINES, ENGINES)), indirect=["full"])
def test_every_row_comes_through_whole_and_old_changes_can_be_taken_back(
    full: str, engine: str, place: Making
) -> None:
    target = place(engine)
    made = copied(full, target)
    assert held(target) == held(full)
    assert made.kept is None
    assert {t.table for t in made.tables if not t.rows} <= {"meta", "revision"}
    assert all(found.same for found in verify(open_store(full), open_store(target), progress))
    before = held(target)["customer"]
    with writing(open_store(target)) as db:  # the second change of the source: edits and deletes
        undo(db, Undo(number=3))
    with writing(open_store(full)) as db:
        undo(db, Undo(number=3))
    assert held(target)["customer"] == held(full)["customer"] != before


@pytest.mark.parametrize("engine", ENGINES)
def test_new_numbers_go_on_where_the_old_ones_were_and_none_comes_twice(
    full: str, engine: str, place: Making
) -> None:
    with writing(open_store(full)) as db:
        last = db.insert("customer", {**named("Son"), "kind": "person"})
    with writing(open_store(full)) as db:
        db.delete("customer", last)
    target = place(engine)
    copied(full, target)
    for url in (full, target):
        with writing(open_store(url)) as db:
            assert db.insert("customer", {**named("Yeni"), "kind": "person"}) == last + 1
            assert db.insert("competitor", named("İlk rakip")) == db.value("SELECT max(id) FROM competitor")
    assert held(target) == held(full)


def test_a_digest_is_the_same_on_both_engines_however_the_rows_are_parted(
    full: str, place: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = place("postgres")
    for found in copied(full, target).tables:
        assert (found.digest, found.rows) == (found.other_digest, found.other_rows)
    whole = {t.table: t.digest for t in verify(open_store(full), open_store(target), progress)}
    for module in ("copying_sqlite", "copying_postgres"):
        monkeypatch.setattr(f"crmcli.engines.{module}.BATCH", 3)
    parted = {t.table: t.digest for t in verify(open_store(target), open_store(full), progress)}
    assert parted == whole


def test_what_differs_is_named_by_number_and_column_and_never_by_value(full: str, place: Making) -> None:
    target = place("postgres")
    copied(full, target)
    with writing(open_store(target)) as db:
        db.update("customer", 2, {"city": "Gizli"})
        db.insert("customer", {**named("Çok gizli"), "kind": "person"})
    crm = Program(full)
    result = crm.inprocess("db", "verify", full, target, "--format", "json").checked(1)
    rows = {row["table"]: row for row in result.json()}
    assert rows["customer"]["state"] == "differs"
    assert rows["customer"]["places"] == ["2 city", "13 only in the second", "last number 12 and 13"]
    assert rows["lead"]["state"] == "same"
    assert {name for name, row in rows.items() if row["state"] == "differs"} == {
        "change",
        "customer",
        "revision",
    }
    assert "izli" not in result.stdout + result.stderr
    assert "change, revision, customer differ" in result.stderr


ONE, TWO = (1, "a"), (2, "b")


@pytest.mark.parametrize(
    ("rows", "others", "count", "places"),
    [
        ([[ONE, TWO]], [[ONE], [TWO]], 0, ()),
        ([[ONE]], [[ONE, TWO]], 1, ("2 only in the second",)),
        ([[ONE, TWO]], [[TWO]], 1, ("1 only in the first",)),
        ([], [[ONE]], 1, ("1 only in the second",)),
        ([[ONE, TWO]], [[(1, "x"), (2, None)]], 2, ("1 name", "2 name")),
        ([[(n, "a") for n in range(9)]], [[]], 9, tuple(f"{n} only in the first" for n in range(3))),
    ],
)
def test_rows_are_compared_wherever_batches_end(
    rows: Any, others: Any, count: int, places: tuple[str, ...]
) -> None:
    found = compared("t", ("id", "name"), iter(rows), iter(others))
    assert (found.differing, found.places) == (count, places)
    assert found.same == (count == 0)


def test_a_number_is_not_taken_for_its_text() -> None:
    assert not compared("t", ("id", "n"), iter([[(1, 1)]]), iter([[(1, "1")]])).same
    assert not compared("t", ("id", "n"), iter([[(1, None)]]), iter([[(1, "")]])).same


@pytest.mark.parametrize("engine", ENGINES)
def test_a_target_that_holds_something_is_left_as_it_is(full: str, engine: str, place: Making) -> None:
    target = place(engine)
    with writing(open_store(target)) as db:
        db.insert("customer", {**named("Dolu"), "kind": "person"})
    before = held(target)
    with pytest.raises(Conflict, match="is not empty: it holds 2 changes") as told:
        copied(full, target)
    assert ("--replace" in str(told.value.hint)) == (engine == "sqlite")
    assert held(target) == before


def test_a_database_prepared_and_not_used_yet_is_filled_and_keeps_its_rights(
    full: str, place: Making
) -> None:
    target = place("postgres")
    with writing(open_store(target)) as db:
        db.wrote = True  # a store, and nothing in it
    connection = raw_connection(target)
    connection.execute("DELETE FROM change WHERE id > 1")
    Program(target).inprocess("db", "roles", "--apply").checked()
    connection.execute("GRANT SELECT ON customer TO PUBLIC")
    copied(full, target)
    assert held(target) == held(full)
    query = "SELECT has_table_privilege('pg_monitor', 'customer', 'SELECT')"
    assert connection.execute(query).fetchone() == (True,)
    connection.close()


def test_a_file_is_replaced_only_with_a_backup_of_what_it_held(full: str, place: Making) -> None:
    target = place("sqlite")
    crm = Program(target)
    crm.inprocess("customer", "add", "Eski").checked()
    before = held(target)
    result = crm.inprocess("db", "copy", full, target, "--replace").checked()
    assert held(target) == held(full)
    (kept,) = (Path(target).parent / "backups").glob("*.db")
    assert str(kept) in result.stderr
    assert held(str(kept)) == before
    assert Path(target).stat().st_mode & 0o777 == 0o600


def test_a_shared_store_is_never_replaced(full: str, place: Making) -> None:
    with pytest.raises(UsageError, match="a shared store is never replaced"):
        copied(full, place("postgres"), replace=True)


def test_a_store_is_not_copied_to_itself(full: str, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(full)
    with pytest.raises(UsageError, match="named twice"):
        copied(full, str(link))
    other = tmp_path / "other.db"
    other.hardlink_to(full)
    with pytest.raises(UsageError, match="named twice"):
        copied(full, str(other), replace=True)


def test_a_database_is_one_by_whatever_address_it_is_reached(full: str, place: Making) -> None:
    url = place("postgres")
    copied(full, url)
    before = contents(url)
    for act in (copied, lambda one, two: verify(open_store(one), open_store(two), progress)):
        with pytest.raises(UsageError, match="named twice"):
            act(url, f"{url}&application_name=x")
    assert contents(url) == before


def test_what_is_not_there_is_not_copied(place: Making) -> None:
    target = place("postgres")
    with pytest.raises(NotFound, match="there is no store at"):
        copied(place("sqlite"), target)
    with pytest.raises(NotFound, match="there is no store at"):
        copied(target, place("sqlite"))
    assert is_empty(target)


@pytest.mark.parametrize(("version", "error"), [(2, Busy), (99, Refused)])
def test_a_store_of_another_version_names_its_own_migration(
    full: str, place: Making, version: int, error: type[Exception]
) -> None:
    connection = sqlite3.connect(full)
    connection.execute(f"PRAGMA user_version={version}")
    connection.close()
    target = place("sqlite")
    with pytest.raises(error) as told:
        copied(full, target)
    if error is Busy:
        assert told.value.hint == f"crm --db {full} migrate"  # type: ignore[attr-defined]
    assert is_empty(target)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_copy_that_fails_at_its_end_leaves_the_target_empty(
    full: str, engine: str, place: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differs(*args: Any) -> Any:
        return compared(*args)._replace(other_digest="") if args[0] == "identity" else compared(*args)

    monkeypatch.setattr(copying, "compared", differs)
    target = place(engine)
    with pytest.raises(Refused, match="differs from it in identity"):
        copied(full, target)
    assert is_empty(target)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_source_is_named_and_the_target_stays_empty(full: str, engine: str, place: Making) -> None:
    connection = sqlite3.connect(full)
    connection.execute("INSERT INTO current_change VALUES (1, 1, 0)")
    connection.execute("UPDATE customer SET note = CAST(x'ff' AS TEXT) WHERE id = 7")
    connection.commit()
    connection.close()
    target = place(engine)
    with pytest.raises(Refused, match=f"{full} is damaged: a text in customer is no UTF-8"):
        copied(full, target)
    assert is_empty(target)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reference_that_leads_nowhere_is_refused(full: str, engine: str, place: Making) -> None:
    connection = sqlite3.connect(full)
    connection.execute("INSERT INTO current_change VALUES (1, 1, 0)")
    connection.execute("UPDATE customer SET parent_id = 999 WHERE id = 7")
    connection.commit()
    connection.close()
    target = place(engine)
    with pytest.raises(Refused, match="a reference of customer leads nowhere"):
        copied(full, target)
    assert is_empty(target)


def test_a_text_that_postgresql_cannot_hold_is_named(full: str, place: Making) -> None:
    connection = sqlite3.connect(full)
    connection.execute("INSERT INTO current_change VALUES (1, 1, 0)")
    connection.execute("UPDATE customer SET note = 'a' || char(0) || 'b' WHERE id = 7")
    connection.commit()
    connection.close()
    target = place("postgres")
    with pytest.raises(Refused, match="customer 7, note holds a NUL character"):
        copied(full, target)
    assert is_empty(target)


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_leaves_the_target_empty(engine: str, place: Making) -> None:
    source, target = place("sqlite"), place(engine)
    with writing(open_store(source)) as db:
        rows = ((f"Müşteri {n}", f"m{n}", f"m{n}", "person", "x" * 200) for n in range(60_000))
        db.insert_many("customer", ("name", "name_fold", "name_sort", "kind", "note"), rows)
    with Program(source).start("db", "copy", source, target) as process:
        while process.poll() is None and not has_begun(target):
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, b"nothing was saved" in errors) == (130, True), errors
    assert is_empty(target)


def test_addresses_are_written_as_people_write_them_and_hold_no_password(full: str, tmp_path: Path) -> None:
    crm = Program(full)
    crm.inprocess("db", "copy", f"sqlite:{full}", f"sqlite:{tmp_path / 'yeni.db'}").checked()
    address = "postgresql://ayse:gizli@127.0.0.1:1/crm?connect_timeout=1"
    for words in (("copy", full, address), ("verify", address, full), ("info", address), ("roles", address)):
        result = crm.inprocess("db", *words).checked(2)
        assert "gizli" not in result.stdout + result.stderr
    assert crm.inprocess("db", "roles", full).checked(2).stderr.startswith(f"crm: {full} is a file")


def test_rows_are_held_a_batch_at_a_time(full: str, place: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[int] = []
    add = copying_rows._Digest.add

    def watched(self: Any, batch: list[Any]) -> list[Any]:
        longest.append(len(batch))
        return add(self, batch)

    monkeypatch.setattr(copying_rows._Digest, "add", watched)
    monkeypatch.setattr("crmcli.engines.copying_sqlite.BATCH", 4)
    copied(full, place("sqlite"))
    assert max(longest) == 4 < len(AWKWARD)


def test_a_store_is_described(full: str, place: Making) -> None:
    target = place("postgres")
    copied(full, target)
    crm = Program(full)
    one, other = (
        crm.inprocess("db", "info", url, "--format", "json").checked().json() for url in (full, target)
    )
    for name in ("schema", "rows", "changes", "last_change", "may"):
        assert one[name] == other[name], name
    assert (one["login"], other["login"], other["guarded"], other["standby"]) == (None, "crm", False, False)
    empty = crm.inprocess("db", "info", place("postgres")).checked()
    assert "nothing was stored there yet" in empty.stderr
