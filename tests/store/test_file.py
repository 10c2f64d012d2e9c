"""The local file: private, set up for safety, and left alone when it is not a store of this program."""

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli.db import Store, open_store
from crmcli.engines import sqlite
from crmcli.engines.sqlite import APPLICATION_ID
from crmcli.errors import Busy, Conflict, ExitCode, Refused
from crmcli.migrations import SCHEMA_VERSION
from crmcli.sql import Reader
from tests.support.program import Program
from tests.support.store import raw_connection, writing


@pytest.fixture
def store(sqlite_url: str) -> Store:
    """A local store that does not exist yet."""
    return open_store(sqlite_url)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """Where the local store lies, or will."""
    return Path(sqlite_url)


def add(store: Store, word: str = "vip") -> int:
    with writing(store) as db:
        return db.insert("tag", {"name": word, "name_fold": word, "name_sort": word})


def tags(store: Store) -> list[str]:
    with store.reading() as db:
        return [name for (name,) in db.tuples("SELECT name FROM tag ORDER BY id")]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


IN_FORCE = {
    "foreign_keys": 1,
    "synchronous": 3,  # EXTRA
    "trusted_schema": 0,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "temp_store": 2,  # MEMORY
    "busy_timeout": 30_000,
    "journal_mode": "delete",
}


def in_force(db: Reader) -> dict[str, object]:
    return {name: db.value(f"PRAGMA {name}") for name in IN_FORCE}


def test_every_setting_is_in_force_when_writing_and_when_reading(store: Store) -> None:
    with writing(store) as db:
        assert in_force(db) == IN_FORCE
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
    with store.reading() as db:
        assert in_force(db) == IN_FORCE
        assert db.value("PRAGMA query_only") == 1


def test_the_file_says_whose_it_is_and_of_which_version(store: Store, sqlite_url: str) -> None:
    add(store)
    connection = raw_connection(sqlite_url)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    connection.close()


def test_file_folder_and_side_files_are_private_from_the_first_moment(tmp_path: Path) -> None:
    os.umask(0)  # the fixture of every test sets it back
    path = tmp_path / "new" / "crm.db"
    with writing(open_store(str(path))) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
        modes = {file.name: oct(mode(file)) for file in path.parent.iterdir()}
    assert modes == {"crm.db": "0o600", "crm.db-journal": "0o600"}
    assert mode(path.parent) == 0o700


def test_a_store_behind_a_link_is_made_private_where_the_link_leads(tmp_path: Path) -> None:
    os.umask(0)
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    add(open_store(str(tmp_path / "link.db")))
    assert mode(tmp_path / "real.db") == 0o600


def test_a_missing_store_reads_as_an_empty_one_and_is_not_made(store: Store, path: Path) -> None:
    with store.reading() as db:
        assert db.value("SELECT count(*) FROM customer") == 0
        assert db.value("SELECT count(*) FROM stage") > 0
    assert not path.exists()


def test_a_dry_run_on_a_missing_store_makes_none(store: Store, path: Path) -> None:
    with writing(store, dry_run=True) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
    assert not path.exists()


def test_a_file_of_zero_bytes_is_a_new_store(store: Store, path: Path) -> None:
    path.touch()
    assert tags(store) == []
    add(store)
    assert tags(store) == ["vip"]


def test_what_a_killed_first_write_leaves_is_a_new_store(store: Store, path: Path) -> None:
    connection = sqlite3.connect(path)  # pages, but no table
    connection.executescript("CREATE TABLE t (a); DROP TABLE t")
    connection.close()
    assert path.stat().st_size > 0
    assert tags(store) == []
    add(store)
    assert tags(store) == ["vip"]


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE customer (name TEXT); INSERT INTO customer VALUES ('theirs')")
    connection.close()


def with_id_of_another_program(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA application_id = 7; PRAGMA user_version = 1; CREATE TABLE t (a)")
    connection.close()


def newer(path: Path) -> None:
    add(open_store(str(path)))
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()


def older(path: Path) -> None:
    add(open_store(str(path)))
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    connection.close()


def cut_in_half(path: Path) -> None:
    add(open_store(str(path)))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def garbage(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


REFUSED: list[tuple[Callable[[Path], None], str, str, ExitCode]] = [
    (foreign, "is a database of another program", "--db", ExitCode.REFUSED),
    (with_id_of_another_program, "is a database of another program", "--db", ExitCode.REFUSED),
    (newer, "was made by a newer crmcli", "pip install --upgrade crmcli", ExitCode.REFUSED),
    (older, "this program needs", "crm migrate", ExitCode.BUSY),
    (cut_in_half, "is damaged", "restore a backup", ExitCode.REFUSED),
    (garbage, "is damaged or no crmcli store", "--db", ExitCode.REFUSED),
]


@pytest.mark.parametrize(
    ("make", "told"),
    [(make, told) for make, *told in REFUSED],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.parametrize("words", [("customer", "list"), ("customer", "add", "Işık")], ids=["read", "write"])
def test_what_is_no_store_of_this_program_is_refused_and_left_as_it_is(
    crm_local: Program,
    path: Path,
    make: Callable[[Path], None],
    told: tuple[str, str, ExitCode],
    words: tuple[str],
) -> None:
    fact, way_out, code = told
    make(path)
    before = path.read_bytes()
    result = crm_local.inprocess(*words)
    error, hint = result.stderr.splitlines()
    assert result.code == code
    assert result.stdout == ""
    assert error.startswith("crm: ")
    assert fact in error
    assert str(path) in error
    assert hint.startswith("hint: ")
    assert way_out in hint
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.glob("crm.db*")] == ["crm.db"]


def test_a_folder_is_no_store(crm_local: Program, path: Path) -> None:
    path.mkdir()
    for words in (("customer", "list"), ("customer", "add", "Işık")):
        result = crm_local.inprocess(*words)
        assert (result.code, result.stderr.splitlines()[0]) == (
            1,
            f"crm: can't open {path}: unable to open database file",
        )


def test_a_path_through_a_file_or_in_a_circle_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for place in (tmp_path / "file" / "crm.db", tmp_path / "circle", tmp_path / ("x" * 300)):
        result = Program(str(place)).inprocess("customer", "add", "Işık")
        assert result.code == 1
        assert result.stderr.startswith(f"crm: can't open {place}: ")


def test_the_second_writer_waits_for_the_first_and_sees_what_it_wrote(store: Store) -> None:
    number = add(store, "0")
    begun = threading.Event()

    def second() -> None:
        begun.set()
        with writing(store) as db:
            count = int(db.value("SELECT name FROM tag WHERE id = :id", {"id": number}))
            db.update("tag", number, {"name": str(count + 1)})

    waiting = threading.Thread(target=second)
    with writing(store) as db:
        waiting.start()
        begun.wait()
        count = int(db.value("SELECT name FROM tag WHERE id = :id", {"id": number}))
        waiting.join(0.2)
        assert waiting.is_alive()
        db.update("tag", number, {"name": str(count + 1)})
    waiting.join()
    assert tags(store) == ["2"]


def test_the_lock_is_taken_before_the_first_question_is_asked(store: Store, path: Path) -> None:
    add(store)
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    with writing(store), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_store_that_stays_locked_is_busy_and_exit_code_6(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store)
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="the store is busy") as caught:
        add(store, "late")
    assert caught.value.code == ExitCode.BUSY
    other.close()
    assert tags(store) == ["vip"]


def test_a_reader_during_a_long_write_sees_the_state_before_it(store: Store) -> None:
    add(store)
    with writing(store) as db:
        db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
        assert tags(store) == ["vip"]
    assert tags(store) == ["vip", "new"]


def test_a_snapshot_stays_as_it_was_while_it_is_read(store: Store) -> None:
    add(store)
    with store.reading() as db:
        assert db.value("SELECT count(*) FROM tag") == 1
        late = threading.Thread(target=add, args=(store, "new"))  # commits when the reader has gone
        late.start()
        late.join(0.2)
        assert db.value("SELECT count(*) FROM tag") == 1
    late.join()
    assert tags(store) == ["vip", "new"]


@pytest.mark.parametrize("replace", [False, True], ids=["moved", "replaced"])
def test_a_file_moved_or_replaced_in_mid_command_is_noticed_before_anything_is_kept(
    store: Store, path: Path, *, replace: bool
) -> None:
    add(store)
    copy = path.read_bytes()
    with pytest.raises(Refused, match="was moved or replaced while this ran; nothing was saved"):  # noqa: PT012, SIM117
        with writing(store) as db:
            db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
            path.rename(path.with_name("moved.db"))
            if replace:
                path.write_bytes(copy)
    assert tags(open_store(str(path.with_name("moved.db")))) == ["vip"]


def test_a_change_that_writes_nothing_leaves_no_trace(store: Store, path: Path) -> None:
    number = add(store)
    before = path.read_bytes()
    with writing(store) as db:
        assert db.update("tag", number, {"name": "vip"}) == {}
    assert path.read_bytes() == before
    assert not store.kept


def test_a_dry_run_leaves_every_byte_as_it_was(store: Store, path: Path) -> None:
    number = add(store)
    before = path.read_bytes()
    with writing(store, dry_run=True) as db:
        db.update("tag", number, {"name": "other"})
        db.allocate("customer", 1000)
        assert db.value("SELECT name FROM tag") == "other"
    assert path.read_bytes() == before


def test_a_failed_change_leaves_every_byte_as_it_was(store: Store, path: Path) -> None:
    add(store)
    before = path.read_bytes()
    with pytest.raises(Conflict):
        add(store)
    assert path.read_bytes() == before


def interrupt() -> None:
    raise KeyboardInterrupt


def test_kept_says_whether_the_last_change_was_committed(store: Store) -> None:
    add(store)
    first = store.kept
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117
        with writing(store) as db:
            db.insert("tag", {"name": "new", "name_fold": "new", "name_sort": "new"})
            interrupt()
    assert (first, store.kept) == (True, False)
    assert tags(store) == ["vip"]


def test_a_cell_that_is_no_utf_8_is_marked_and_the_others_are_read(store: Store, path: Path) -> None:
    add(store, "önce")
    add(store, "bozuk")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"bozuk", b"boz\xffk"))
    assert tags(store) == ["önce", "boz\ufffdk"]
    add(store, "sonra")
    assert tags(store) == ["önce", "boz\ufffdk", "sonra"]


def test_a_change_in_progress_that_another_tool_left_behind_is_replaced(
    store: Store, sqlite_url: str
) -> None:
    add(store)
    connection = raw_connection(sqlite_url)
    connection.execute("INSERT INTO current_change (id, change_id, quiet) VALUES (1, 1, 1)")
    connection.close()
    number = add(store, "new")
    with store.reading() as db:
        assert db.value("SELECT created_change FROM tag WHERE id = :id", {"id": number}) > 1
        assert db.value("SELECT count(*) FROM current_change") == 0


def refused_write(store: Store) -> None:
    """Begin to write, and fail."""
    with writing(store) as db:
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
        raise RuntimeError


def test_a_first_write_that_is_refused_leaves_no_file_behind(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = open_store(str(folder / "crm.db"))
    with pytest.raises(RuntimeError):
        refused_write(store)
    with writing(store):
        pass
    assert list(folder.iterdir()) == []


def test_a_writer_whose_empty_file_was_taken_away_saves_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "crm.db"
    late = writing(open_store(str(path)))
    with late as db:
        path.unlink()
        with pytest.raises(RuntimeError):
            refused_write(open_store(str(path)))
        db.insert("tag", {"name": "vip", "name_fold": "vip", "name_sort": "vip"})
        with pytest.raises(Refused, match="moved or replaced"):
            late.__exit__(None, None, None)
    assert not path.exists()
