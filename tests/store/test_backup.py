"""Backups are whole, private and never over another file; a restore is one step and loses nothing unasked."""

import os
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crmcli import db
from crmcli.db import open_store
from crmcli.engines import backup, restore
from crmcli.engines.inspect_file import beside, sha256
from crmcli.errors import Conflict, CrmError, NotFound, Refused, UsageError
from crmcli.migrations import SCHEMA_VERSION
from tests.store.business import contents, fill
from tests.support.making import add
from tests.support.program import environment
from tests.support.store import writing

AT = "2026-11-21T10:15:00Z"
RELEASED = Path(__file__).parent / "schema" / "v1.db"


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """A populated local store."""
    fill(open_store(sqlite_url))
    return Path(sqlite_url)


def make(path: Path, target: Path | None = None, at: str = AT, keep: int | None = None) -> Path:
    return Path(db.back_up(open_store(str(path)), at, target, keep).path)


def put_back(path: Path, file: Path, accepted: int | None = None) -> str | None:
    return db.restore(open_store(str(path)), file, AT, accepted)[1]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def test_a_backup_is_the_store_private_and_with_its_checksum(path: Path) -> None:
    os.umask(0)
    before = contents(str(path))
    made = db.back_up(open_store(str(path)), AT)
    file = Path(made.path)
    assert file == path.parent / "backups" / f"crm-20261121T101500Z-v{SCHEMA_VERSION}.db"
    assert contents(str(file)) == before
    assert (mode(file.parent), mode(file), mode(beside(file))) == (0o700, 0o600, 0o600)
    assert beside(file).read_text() == f"{sha256(file)}  {file.name}\n"
    assert (made.bytes, made.version, made.sha256) == (file.stat().st_size, SCHEMA_VERSION, sha256(file))
    assert made.rows == sum(len(rows) for name, rows in before.items() if not name.startswith("sqlite_"))
    assert names(file.parent) == [file.name, f"{file.name}.sha256"]


def test_two_backups_of_one_second_have_two_names(path: Path) -> None:
    assert make(path) != make(path)
    assert len(names(path.parent / "backups")) == 4


def test_a_backup_goes_where_it_is_told_to_and_never_over_anything(path: Path, tmp_path: Path) -> None:
    file = make(path, tmp_path / "mine.db")
    assert contents(str(file)) == contents(str(path))
    whole = file.read_bytes()
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere.db")
    for there in (file, link, path):
        with pytest.raises(Refused, match="exists already"):
            make(path, there)
    with pytest.raises(Refused, match="is a name that SQLite needs"):
        make(path, path.with_name("crm.db-journal"))
    with pytest.raises(Refused, match="there is no folder"):
        make(path, tmp_path / "none" / "x.db")
    assert file.read_bytes() == whole
    assert not (tmp_path / "nowhere.db").exists()


def test_a_file_that_appears_under_the_name_while_it_is_made_stays(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, fill_file = tmp_path / "mine.db", backup.fill

    def late(*arguments: object) -> tuple[int, int]:
        target.write_text("somebody's")
        return fill_file(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "fill", late)
    with pytest.raises(Refused, match="file exists"):
        make(path, target)
    assert target.read_text() == "somebody's"
    assert not list(tmp_path.glob("*.partial*"))


def test_keep_removes_older_backups_of_the_same_command_only(path: Path) -> None:
    migrated = backup.back_up(path, 1, "2020-01-01T00:00:00Z")
    replaced = backup.before_restore(path, 1, "2020-01-01T00:00:00Z")
    other = Path(shutil.copy(path, path.with_name("crm-x.db")))
    theirs = make(other, at="2020-01-01T00:00:00Z")
    stranger = path.parent / "backups" / "crm-notes.db"
    stranger.write_text("mine")
    made = [make(path, at=f"2026-11-{day:02}T10:15:00Z") for day in range(1, 6)]
    last = db.back_up(open_store(str(path)), AT, None, 2)
    assert last.removed == tuple(map(str, made[:4]))
    for file in (Path(migrated), Path(replaced.path), theirs, stranger, made[4], Path(last.path)):
        assert file.exists(), file
    assert not any(beside(file).exists() for file in made[:4])


def test_keep_with_the_name_of_a_file_is_no_request(path: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--keep counts the backups of a folder"):
        make(path, tmp_path / "x.db", keep=3)


def test_backups_are_listed_newest_first_with_the_command_that_made_them(path: Path) -> None:
    backup.back_up(path, 1, "2020-01-01T00:00:00Z")
    backup.before_restore(path, 2, "2021-01-01T00:00:00Z")
    make(path)
    (path.parent / "backups" / f"crm-20200101T000000Z-v{SCHEMA_VERSION}.db").write_text("no store")
    found = db.backups(open_store(str(path)))
    assert [(one.at, one.made_by, one.version, one.checksum) for one in found] == [
        (AT, "backup", SCHEMA_VERSION, True),
        ("2021-01-01T00:00:00Z", "restore", SCHEMA_VERSION, True),
        ("2020-01-01T00:00:00Z", "migrate", SCHEMA_VERSION, False),
        ("2020-01-01T00:00:00Z", "backup", None, False),
    ]


def test_a_running_writer_spoils_no_backup(path: Path) -> None:
    """Every change adds a tag and a reason: a backup that saw half of one would hold one only."""
    store, stop, count = open_store(str(path)), threading.Event(), 0

    def write() -> None:
        nonlocal count
        while not stop.is_set():
            count += 1
            with writing(store) as made:
                for table in ("tag", "stage"):
                    word = f"n{count}"
                    row = {"name": word, "name_fold": word, "name_sort": word}
                    more = (
                        {"position": count, "probability": 1, "outcome": "open"} if table == "stage" else {}
                    )
                    made.insert(table, row | more)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [make(path, at=f"2026-11-21T10:15:{second:02}Z") for second in range(12)]
    finally:
        stop.set()
        writer.join()
    assert count > 3
    for file in files:
        held = contents(str(file))
        words = [{row[2] for row in held[table] if row[2][1:].isdigit()} for table in ("tag", "stage")]
        assert words[0] == words[1]
        connection = sqlite3.connect(file)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()


def test_an_older_store_can_be_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    path = Path(shutil.copy(RELEASED, tmp_path / "crm.db"))
    assert make(path).name == "crm-20261121T101500Z-v1.db"


def damage(path: Path) -> None:
    """Overwrite a page in the middle of a file."""
    data = bytearray(path.read_bytes())
    for page in range(2, 40):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)


def test_a_damaged_store_is_not_backed_up_and_older_backups_stay(path: Path) -> None:
    good = make(path)
    damage(path)
    with pytest.raises(Refused, match="damaged"):
        make(path, at="2026-11-22T00:00:00Z", keep=1)
    assert names(path.parent / "backups") == [good.name, f"{good.name}.sha256"]


def test_references_that_do_not_hold_are_told_and_nothing_older_is_removed(path: Path) -> None:
    make(path)
    connection = sqlite3.connect(path)
    change = "INSERT INTO current_change (id, change_id) VALUES (1, 1)"
    connection.executescript(f"{change}; DELETE FROM contact; DELETE FROM current_change")
    connection.close()
    made = db.back_up(open_store(str(path)), "2026-11-22T00:00:00Z", None, 1)
    assert made.loose > 0
    assert made.removed == ()


def test_where_nothing_is_stored_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no store at"):
        make(tmp_path / "none.db")
    assert names(tmp_path) == ["home"]


def test_a_shared_store_names_the_servers_own_tool(pg_url: str) -> None:
    for act in (lambda s: db.back_up(s, AT), lambda s: db.restore(s, Path("x"), AT), db.backups):
        with pytest.raises(Refused, match="by the tools of its server") as caught:
            act(open_store(pg_url.replace("//", "//crm:gizli@") if "@" not in pg_url else pg_url))
        assert "gizli" not in str(caught.value.hint)
        assert str(caught.value.hint).startswith("pg_dump ")


def test_a_restore_brings_the_backup_back_and_keeps_what_was_there(path: Path) -> None:
    file, then = make(path), contents(str(path))
    number = add(open_store(str(path)), "customer", "Yeni")
    now = contents(str(path))
    kept = put_back(path, file, accepted=1)
    assert contents(str(path)) == then
    assert kept is not None
    assert contents(kept) == now
    assert mode(path) == 0o600
    assert add(open_store(str(path)), "customer", "Yeni") == number
    assert not [name for name in names(path.parent) if "restoring" in name]


def test_a_store_with_later_changes_is_not_replaced_unasked(path: Path) -> None:
    file = make(path)
    for name in ("Bir", "İki", "Üç"):
        add(open_store(str(path)), "customer", name)
    before = path.read_bytes()
    with pytest.raises(
        Conflict, match="has 3 changes that the backup has not, of 2026-11-21 09:00 UTC"
    ) as caught:
        put_back(path, file)
    assert caught.value.hint == f"crm restore {file} --yes"
    with pytest.raises(Conflict):
        put_back(path, file, accepted=2)
    assert path.read_bytes() == before
    assert [one.made_by for one in db.backups(open_store(str(path)))] == ["backup"]


def test_another_stores_backup_counts_every_change_as_lost(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    add(open_store(str(other)), "customer", "Başka")
    file = make(other)
    weighed = db.weigh(open_store(str(path)), file)
    assert weighed.lost == 2
    assert (weighed.first, weighed.last) == ("2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z")


def test_where_there_is_no_store_a_restore_makes_it(path: Path, tmp_path: Path) -> None:
    file, place = make(path), tmp_path / "new" / "crm.db"
    assert put_back(place, file) is None
    assert contents(str(place)) == contents(str(path))
    assert (mode(place), mode(place.parent)) == (0o600, 0o700)


def test_a_store_that_is_a_link_is_replaced_where_it_lies(path: Path, tmp_path: Path) -> None:
    file, link = make(path), tmp_path / "link.db"
    link.symlink_to(path)
    put_back(link, file)
    assert link.is_symlink()
    assert contents(str(path)) == contents(str(file))


def test_the_last_step_failing_leaves_the_store_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make(path)
    add(open_store(str(path)), "customer", "Yeni")
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(Refused, match="no space left on device; nothing was changed"):
        put_back(path, file, accepted=1)
    assert path.read_bytes() == before
    assert not [name for name in names(path.parent) if "restoring" in name]


@pytest.mark.parametrize(
    ("make_it", "fact"),
    [
        (lambda _: None, "there is no file"),
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: p.write_bytes(b""), "is no crmcli store: it is empty"),
        (lambda p: p.write_bytes(b"SQLite format 3\0" + b"\0" * 20), "a database cut to 36 bytes"),
        (lambda p: p.write_bytes(b"\0" * 4096), "empty of anything but zeros"),
        (lambda p: p.write_text("name;city\nAda;İzmir\n"), "it is text"),
        (lambda p: p.write_bytes(b"PK\x03\x04" + b"x" * 200), "a ZIP archive or a workbook"),
        (lambda p: p.write_bytes(b"\x1f\x8b" + b"x" * 200), "a gzip archive: unpack it first"),
        (lambda p: p.write_bytes(b"PGDMP" + b"\0" * 200), "a dump of PostgreSQL, for pg_restore"),
        (lambda p: p.write_bytes(b"\1\0" * 2500), "another kind of file"),
    ],
)
def test_what_is_no_backup_is_named_for_what_it_is(
    path: Path, tmp_path: Path, make_it: object, fact: str
) -> None:
    file, before = tmp_path / "x", path.read_bytes()
    make_it(file)  # type: ignore[operator]
    with pytest.raises((Refused, NotFound), match=fact):
        put_back(path, file)
    assert path.read_bytes() == before


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()


def test_another_programs_database_is_neither_restored_nor_replaced(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    foreign(other)
    with pytest.raises(Refused, match="database of another program"):
        put_back(path, other)
    before = other.read_bytes()
    with pytest.raises(Refused, match="is a database of another program, and stays"):
        put_back(other, make(path), accepted=1 << 60)
    assert other.read_bytes() == before


def test_a_backup_of_a_newer_program_is_refused(path: Path) -> None:
    file = make(path)
    beside(file).unlink()
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(Refused, match="was made by a newer crmcli"):
        put_back(path, file)


def test_an_older_backup_is_restored_as_it_is_and_then_migrated(path: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(RELEASED, tmp_path / "old.db"))
    weighed, _ = db.restore(open_store(str(path)), file, AT, 1 << 60)
    assert weighed.version == 1
    assert db.migrate(open_store(str(path)), AT).reached == SCHEMA_VERSION


def test_a_cut_or_damaged_backup_is_refused_and_the_store_stays(path: Path) -> None:
    file, before = make(path), path.read_bytes()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused, match=r"is damaged: it is cut, [\d,]+ of [\d,]+ bytes are there"):
        put_back(path, file)
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Refused, match=r"it doesn't match .*sha256, written when it was made"):
        put_back(path, file)
    file.write_bytes(whole)
    damage(file)
    beside(file).unlink()
    with pytest.raises(Refused, match="damaged"):
        put_back(path, file)
    assert path.read_bytes() == before
    assert names(path.parent) == ["backups", "crm.db", "home"]


def test_a_store_in_use_is_no_backup(path: Path, tmp_path: Path) -> None:
    file = make(path, tmp_path / "x.db")
    file.with_name("x.db-wal").write_bytes(b"pages")
    with pytest.raises(Refused, match=r"has x\.db-wal beside it"):
        put_back(path, file)


def test_a_damaged_store_is_replaced_when_told_to_and_kept_byte_by_byte(path: Path) -> None:
    file, then = make(path), contents(str(path))
    damage(path)
    broken = path.read_bytes()
    with pytest.raises(Conflict, match="is damaged"):
        put_back(path, file)
    kept = put_back(path, file, accepted=1 << 60)
    assert kept is not None
    assert Path(kept).name == "crm-20261121T101500Z-damaged.db"
    assert Path(kept).read_bytes() == broken
    assert mode(Path(kept)) == 0o600
    assert contents(str(path)) == then


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("happens", [damage, gone, emptied])
def test_a_journal_of_the_old_store_is_never_played_into_the_new_one(
    path: Path, happens: Callable[[Path], object]
) -> None:
    file, then = make(path), contents(str(path))
    happens(path)
    # Of a first write that was killed: played back, it cuts a store to nothing (512 a sector, 4096 a page).
    header = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 12 + struct.pack(">II", 512, 4096)
    path.with_name("crm.db-journal").write_bytes(header.ljust(1024, b"\0"))
    put_back(path, file, accepted=1 << 60)
    assert not path.with_name("crm.db-journal").exists()
    assert contents(str(path)) == then


def test_a_change_that_is_under_way_while_the_store_is_replaced_is_not_kept(path: Path) -> None:
    file = make(path)

    def write() -> None:
        with writing(open_store(str(path))) as made:
            # As if it had waited for the lock that the restore held: it has the old file open.
            shutil.copy(file, path.with_name("copy"))
            path.with_name("copy").replace(path)
            made.insert("tag", {"name": "x", "name_fold": "x", "name_sort": "x"})

    with pytest.raises(Refused, match="was moved or replaced while this ran"):
        write()
    assert contents(str(path)) == contents(str(file))


def test_a_restore_waits_for_no_writer_for_ever(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = make(path)
    monkeypatch.setattr("crmcli.engines.sqlite.BUSY_SECONDS", 0.1)
    with writing(open_store(str(path)), dry_run=True) as held:
        held.insert("tag", {"name": "x", "name_fold": "x", "name_sort": "x"})
        with pytest.raises(CrmError, match="the store is busy"):
            put_back(path, file)


@pytest.fixture
def forgetful(path: Path) -> tuple[Path, Path]:
    """A store that was told to forget two people since its backup, and that backup."""
    file = make(path)
    with writing(open_store(str(path))) as made:
        made.insert("erasure", {"noun": "contact", "number": 1, "digest": "x"})
        made.insert("erasure", {"noun": "customer", "number": 4, "digest": "x"})
        made.insert("erasure", {"noun": "customer", "number": 4711, "digest": "never in the backup"})
    return path, file


def test_people_who_were_erased_since_are_named(forgetful: tuple[Path, Path]) -> None:
    path, file = forgetful
    assert db.weigh(open_store(str(path)), file).erased == ("P-1", "C-4")
    now, then = sqlite3.connect(path), sqlite3.connect(file)
    assert restore.erased_since(now, then) == [("contact", 1), ("customer", 4)]
    assert restore.erased_since(then, now) == []
    old = sqlite3.connect(RELEASED)  # of a version that had no erasures
    assert restore.erased_since(old, then) == []
    assert ("contact", 1) in restore.erased_since(now, old)
    for connection in (now, then, old):
        connection.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from crmcli import db
from crmcli.engines import backup, restore
import sqlite3
left = int(sys.argv[2])

def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

SEEN = {"open", "os", "sqlite3", "shutil"}
sys.addaudithook(lambda event, args: count() if event.split(".")[0] in SEEN else None)
db.restore(db.open_store(sys.argv[1]), Path(sys.argv[3]), "2026-11-21T10:15:00Z", 1 << 60)
"""


def test_a_restore_killed_anywhere_leaves_the_old_store_or_the_new_one(path: Path, tmp_path: Path) -> None:
    file, then = make(path, tmp_path / "b.db"), contents(str(path))
    add(open_store(str(path)), "customer", "Yeni")
    now, whole = contents(str(path)), path.read_bytes()
    seen = set()
    for steps in range(0, 60, 3):
        path.write_bytes(whole)
        command = [sys.executable, "-c", KILLED, str(path), str(steps), str(file)]
        ended = subprocess.run(command, env=environment(), capture_output=True, check=False, timeout=60)
        held = contents(str(path))
        assert held in (then, now), steps
        seen.add(held == then)
        if ended.returncode == 0:
            break
    assert False in seen
    assert ended.returncode == 0
    assert contents(str(path)) == then
