"""A backup in the place of a local store: checked as a copy, weighed against what is there, then moved.

The store that goes is backed up before; one that is damaged is kept byte by byte. Until the last move,
which is one step of the file system, nothing has happened.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.nouns import BY_NAME
from crmcli.durable import sync_folder
from crmcli.engines import backup
from crmcli.engines.inspect_file import APPLICATION, check_sum, expect_store, glance
from crmcli.engines.sqlite import BUSY_SECONDS, begin_write, patiently
from crmcli.engines.sqlite_errors import plain, told
from crmcli.errors import Conflict, Refused, system_says, unread
from crmcli.migrations import SCHEMA_VERSION
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.engines.sqlite import SqliteStore

_SIDES = ("-journal", "-wal", "-shm")


class Weighed(NamedTuple):
    """What a restore would do: the backup's version and rows, the changes of the store it hasn't.

    ``first`` and ``last`` are the instants of these; ``damaged`` says what is wrong with the store,
    None when it can be read or isn't there. ``erased`` are people of the backup whose data the store
    was told to forget since.
    """

    version: int
    rows: int
    checksum: bool
    lost: int = 0
    first: str | None = None
    last: str | None = None
    damaged: str | None = None
    erased: tuple[str, ...] = ()


def weigh(store: SqliteStore, file: Path) -> Weighed:
    """Check a backup and say what of the present store would be lost; nothing is changed.

    Raises:
        NotFound, Refused: there is no such backup, it is damaged, or something else.
    """
    with _copied(store, _placed(store, file)) as (copy, checksum):
        return _weigh(store, copy, _state(store.path), checksum=checksum)


def restore(store: SqliteStore, file: Path, at: str, accepted: int | None) -> tuple[Weighed, str | None]:
    """Put a backup in the place of the store; return what that meant, and where the old store lies.

    ``accepted`` is how many changes somebody agreed to lose; None: nobody was asked.

    Raises:
        NotFound, Refused: there is no such backup, it is damaged, or something else.
        Conflict: the store has more changes that the backup hasn't, or is damaged and nobody was asked.
    """
    state = _state(store.path)
    with _copied(store, _placed(store, file)) as (copy, checksum), _held(store, state):
        weighed = _weigh(store, copy, state, checksum=checksum)
        if weighed.lost > (accepted or 0) or (weighed.damaged is not None and accepted is None):
            raise _in_the_way(store, file, weighed)
        kept = _put_aside(store, weighed, at)
        place = Path(os.path.realpath(store.path))
        for side in _SIDES:
            # What is left of the old store must not be played into the new one.
            place.with_name(place.name + side).unlink(missing_ok=True)
        copy.replace(place)
        sync_folder(place.parent)
    return weighed, kept


def _placed(store: SqliteStore, file: Path) -> Path:
    """Return where a backup lies: a bare name that is no file here is one of the store's folder."""
    own = backup.folder_of(store.path) / file.name
    return own if str(file) == file.name and not file.exists() and own.is_file() else file


def _in_the_way(store: SqliteStore, file: Path, weighed: Weighed) -> Conflict:
    from shlex import quote

    way = f"crm restore {quote(str(file))} --yes"
    details = {"changes": weighed.lost, "first": weighed.first, "last": weighed.last}
    if weighed.damaged is not None:
        return Conflict(
            say("{damaged}: what it had since the backup would be lost", damaged=weighed.damaged),
            way,
            details,
        )
    return Conflict(
        say("{name} has {changes}: they would be lost", name=store.name, changes=lost_words(weighed)),
        way,
        details,
    )


def lost_words(weighed: Weighed) -> str:
    """Return ``12 changes that the backup has not, 2026-11-20 09:00 to 2026-11-21 10:15 UTC``."""
    count = say(
        "{lost:,} change{s} that the backup has not", lost=weighed.lost, s="s" if weighed.lost != 1 else ""
    )
    first, last = ((at or "")[:16].replace("T", " ") for at in (weighed.first, weighed.last))
    return (
        say("{count}, of {first} UTC", count=count, first=first)
        if first == last
        else say("{count}, {first} to {last} UTC", count=count, first=first, last=last)
    )


@contextmanager
def _copied(store: SqliteStore, file: Path) -> Iterator[tuple[Path, bool]]:
    """Copy a backup beside the store and check the copy; it is gone afterwards unless it was moved.

    Raises:
        NotFound, Refused: there is no such backup, it is damaged, or something else.
    """
    expect_store(file, SCHEMA_VERSION)
    for side in _SIDES[:2]:
        beside = file.with_name(file.name + side)
        if beside.exists() and beside.stat().st_size:
            fact = say(
                "{file} has {name} beside it: it is a store in use, or was left in mid write",
                file=file,
                name=beside.name,
            )
            raise Refused(fact, f"crm --db {file} backup")
    checksum = check_sum(file)
    place = Path(os.path.realpath(store.path))
    copy = place.with_name(f".{place.name}.{os.getpid()}.restoring")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        backup.fill(file, copy, say("; nothing was changed"))
        yield copy, checksum
    except OSError as error:
        why = system_says(error)
        raise Refused(
            say("{path} can't be restored: {why}; nothing was changed", path=store.path, why=why),
            "check the disk",
        ) from error
    finally:
        copy.unlink(missing_ok=True)
        copy.with_name(f"{copy.name}-journal").unlink(missing_ok=True)


@contextmanager
def _held(store: SqliteStore, state: str | None) -> Iterator[None]:
    """Keep other writers out of the present store; one that is damaged can't be held, nor be written.

    Raises:
        Busy: another command holds it.
    """
    if state is not None or not store.exists():
        yield
        return
    with told(store.path), closing(store.connect()) as connection:
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            connection.execute("PRAGMA journal_mode=DELETE")
        begin_write(connection)
        yield
        connection.execute("ROLLBACK")


def _state(path: Path) -> str | None:
    """Return what is wrong with the store that is there, None when it can be read, or is none yet.

    Raises:
        Refused: it is another program's database, or no database: it is not ours to replace.
    """
    try:
        if not path.exists() or not path.stat().st_size:
            return None
        seen = glance(path)
    except OSError as error:
        raise unread(path, error) from error
    if seen is not None and seen.application not in (APPLICATION, 0):
        raise Refused(
            say("{path} is a database of another program, and stays", path=path),
            "name another store with --db",
        )
    try:
        with closing(sqlite3.connect(plain(path), timeout=0)) as connection:
            count = "SELECT count(*) FROM sqlite_schema"
            tables = patiently(lambda: connection.execute(count).fetchone()[0], BUSY_SECONDS)
            if seen is not None and seen.application == 0 and tables:
                message = say("{path} is a database of another program, and stays", path=path)
                raise Refused(message, "name another store with --db")
            connection.execute("SELECT id, at, actor, command FROM change").fetchall()
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            with told(path):
                raise
        return say("{path} is damaged ({error})", path=path, error=error)
    except (sqlite3.Error, UnicodeError) as error:
        return say("{path} is damaged ({error})", path=path, error=error)
    return (
        None if sound == "ok" else say("{path} is damaged ({error})", path=path, error=sound.splitlines()[0])
    )


def _weigh(store: SqliteStore, copy: Path, state: str | None, *, checksum: bool) -> Weighed:
    """Compare a backup's copy with the store that is there."""
    with told(copy), closing(sqlite3.connect(plain(copy))) as then:
        found = Weighed(_version(then), sum(backup.count_rows(then).values()), checksum)
        if state is not None or not store.exists():
            return found._replace(damaged=state)
        with told(store.path), closing(store.connect()) as now:
            store.version(now)
            lost = _lost(now, then)
            erased = tuple(BY_NAME[noun].ref(number) for noun, number in erased_since(now, then))
    if not lost:
        return found._replace(erased=erased)
    return found._replace(lost=len(lost), first=min(lost), last=max(lost), erased=erased)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _lost(now: sqlite3.Connection, then: sqlite3.Connection) -> list[str]:
    """Return when the store's changes were made that the backup hasn't: those after the last common one."""
    query = "SELECT id, at, actor, command FROM change ORDER BY id"
    common = 0
    for mine, theirs in zip(now.execute(query), then.execute(query), strict=False):
        if mine != theirs:
            break
        common = mine[0]
    return [at for (at,) in now.execute("SELECT at FROM change WHERE id > ?", (max(common, 1),))]


def erased_since(now: sqlite3.Connection, then: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return noun and number of the records that a store was told to forget and a backup of it still holds.

    ``now`` is the store, ``then`` the backup; either may be of a version that had no erasures.
    """
    query = "SELECT noun, number FROM erasure"
    forgotten = set(now.execute(query)) if _has(now, "erasure") else set()
    already = set(then.execute(query)) if _has(then, "erasure") else set()
    return [
        (noun, number)
        for noun, number in sorted(forgotten - already)
        if noun in BY_NAME
        and then.execute(f"SELECT 1 FROM {BY_NAME[noun].table} WHERE id = ?", (number,)).fetchone()
    ]


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    return connection.execute(query, (table,)).fetchone() is not None


def _put_aside(store: SqliteStore, weighed: Weighed, at: str) -> str | None:
    """Back the present store up; return where it lies, None when nothing was stored."""
    if not store.exists():
        return None
    if weighed.damaged is None:
        with told(store.path), closing(store.connect()) as connection:
            version = store.version(connection)
        return backup.before_restore(store.path, version, at).path
    folder = backup.folder_of(store.path)
    folder.mkdir(mode=0o700, exist_ok=True)
    stem, number = f"{store.path.stem}-{at.replace('-', '').replace(':', '')}-damaged", 1
    while (target := folder / f"{stem}{f'-{number}' if number > 1 else ''}.db").exists():
        number += 1
    for side in ("", *_SIDES):
        source = store.path.with_name(store.path.name + side)
        if source.exists():
            kept = target.with_name(target.name + side)
            os.close(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            shutil.copyfile(source, kept)
    return str(target)
