"""Backups of a local store: online, checked before they get their name, private, never over another.

``crm backup`` and ``crm restore`` put the moment first (crm-20261121T101500Z-v2.db) and a SHA-256
beside it; ``crm migrate`` the version (crm-v1-20261121T101500Z.db). Each removes old ones of its own only.
"""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from crmcli.durable import move_to_free_name
from crmcli.engines.inspect_file import APPLICATION, beside, glance, sha256
from crmcli.engines.sqlite import BUSY_SECONDS
from crmcli.engines.sqlite_errors import plain, told
from crmcli.errors import NotFound, Refused, UsageError, system_says
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crmcli.engines.sqlite import SqliteStore

KEPT_BACKUPS = 10
"""Backups that migrations, and that restores, leave behind in the folder."""
_NAME = r"-(?:v(?P<first>\d+)-)?(?P<at>\d{8}T\d{6}Z)(?:-v\d+)?(?P<why>-before-restore)?(?:-(?P<nth>\d+))?\.db"


class Made(NamedTuple):
    """A backup: where, its bytes, rows, schema version and SHA-256, references that don't hold in it."""

    path: str
    bytes: int
    rows: int
    version: int
    sha256: str
    loose: int
    removed: tuple[str, ...] = ()


class Kept(NamedTuple):
    """A backup that lies in the folder; ``at`` is an instant, ``made_by`` a command."""

    path: str
    at: str
    made_by: str
    version: int | None
    bytes: int
    checksum: bool


def folder_of(path: Path) -> Path:
    """Return the folder of a store's backups."""
    return path.parent / "backups"


def make(store: SqliteStore, at: str, target: Path | None = None, keep: int | None = None) -> Made:
    """Back a store up to a new file, or under its own name into a folder; keep the newest ``keep``.

    Raises:
        NotFound: nothing was stored yet.
        UsageError: ``keep`` with a file's name.
        Refused: the file is there already, can't be written, or the store is damaged.
    """
    if not store.exists():
        raise NotFound(say("there is no store at {name}", name=store.name), "the first change makes one")
    with told(store.path), closing(store.connect()) as connection:
        version = store.version(connection)
    if target is not None and not target.is_dir():
        if keep is not None:
            raise UsageError("--keep counts the backups of a folder, not of a file", "leave it out")
        return _write(store.path, _new_file(target, store.path), version)
    folder = folder_of(store.path) if target is None else target
    stem = f"{store.path.stem}-{_stamp(at)}-v{version}"
    made = _write(store.path, _free_name(folder, stem, own=target is None), version)
    if keep is None or made.loose:
        return made
    return made._replace(removed=_drop(folder, store.path.stem, "backup", keep))


def before_restore(path: Path, version: int, at: str) -> Made:
    """Back the store up that a restore is about to replace; keep the newest ten of these."""
    stem = f"{path.stem}-{_stamp(at)}-v{version}-before-restore"
    made = _write(path, _free_name(folder_of(path), stem), version, say("; nothing was restored"))
    _drop(folder_of(path), path.stem, "restore", KEPT_BACKUPS)
    return made


def back_up(path: Path, version: int, at: str) -> Path:
    """Back a store up that is about to be migrated, under its lock; keep the newest ten of these.

    Raises:
        Refused: the copy can't be made, or is not sound.
    """
    folder = folder_of(path)
    target = _free_name(folder, f"{path.stem}-v{version}-{_stamp(at)}", why=say("; nothing was migrated"))
    for half in folder.glob(f"{target.stem}*.partial"):
        half.unlink()  # of one that was killed
    copy(path, target, say("; nothing was migrated"))
    _drop(folder, path.stem, "migrate", KEPT_BACKUPS)
    return target


def _write(source: Path, path: Path, version: int, why: str = "") -> Made:
    """Copy a store to a new path with its SHA-256 beside it."""
    rows, loose = copy(source, path, why)
    digest = sha256(path)
    _write_private(beside(path), os.fsencode(f"{digest}  {path.name}\n"), why)
    return Made(str(path), path.stat().st_size, rows, version, digest, loose)


def copy(source: Path, target: Path, why: str = "") -> tuple[int, int]:
    """Copy a store to a path that is free, which it gets when it is whole and checked.

    Returns its rows, and how many of its references don't hold (as they don't in the store itself).

    Raises:
        Refused: the copy can't be made, or the store is damaged; ``why`` ends the sentence.
    """
    partial = target.with_name(f"{target.stem}.{os.getpid()}.partial")
    try:
        counted = fill(source, partial, why)
        move_to_free_name(partial, target)
    except OSError as error:
        raise _unmade(target.parent, error, why) from error
    finally:
        partial.unlink(missing_ok=True)
        partial.with_name(f"{partial.name}-journal").unlink(missing_ok=True)
    return counted


def fill(source: Path, target: Path, why: str = "") -> tuple[int, int]:
    """Copy a store by SQLite's online backup to a new, private file, and check it; see ``copy``.

    Raises:
        OSError: the file can't be made.
        Refused: the store is damaged, or the disk full.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with told(source), closing(_opened(source)) as store:
        store.execute("BEGIN")  # one snapshot: what is counted is what is copied
        counted = count_rows(store)
        with closing(_opened(target)) as made:
            try:
                store.backup(made)
            except sqlite3.OperationalError as error:
                if "full" not in str(error):
                    raise
                # The copy's disk, not the one that the store lies on.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
            # One file, whatever mode the store is in.
            made.execute("PRAGMA journal_mode=DELETE")
            sound = made.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            if not sound or count_rows(made) != counted:
                raise Refused(
                    say("{source} is damaged: its copy is not sound{why}", source=source, why=why),
                    "crm backup list",
                )
            return sum(counted.values()), len(made.execute("PRAGMA foreign_key_check").fetchall())


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(plain(path), timeout=BUSY_SECONDS, isolation_level=None)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Return table -> rows."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in names
        if not name.startswith("sqlite_")
    }


def listed(path: Path) -> Iterator[Kept]:
    """Yield the backups in a store's folder, newest first."""

    def age(one: tuple[Path, re.Match[str]]) -> tuple[str, int, str]:
        return one[1]["at"], int(one[1]["nth"] or 1), one[0].name

    for file, match in sorted(_own(folder_of(path), path.stem), key=age, reverse=True):
        seen = glance(file)
        ours = seen is not None and seen.application == APPLICATION
        at = match["at"]
        yield Kept(
            str(file),
            f"{at[:4]}-{at[4:6]}-{at[6:11]}:{at[11:13]}:{at[13:]}",
            _maker(match),
            seen.version if seen is not None and ours else None,
            file.stat().st_size,
            beside(file).exists(),
        )


def _own(folder: Path, stem: str) -> list[tuple[Path, re.Match[str]]]:
    """Return the backups of a store in a folder, with the parts of their names."""
    if not folder.is_dir():
        return []
    shape = re.compile(re.escape(stem) + _NAME)
    named = ((file, shape.fullmatch(file.name)) for file in folder.iterdir())
    return [(file, match) for file, match in named if match is not None and file.is_file()]


def _maker(match: re.Match[str]) -> str:
    """Return the command that makes backups of such a name."""
    return "migrate" if match["first"] else "restore" if match["why"] else "backup"


def _drop(folder: Path, stem: str, made_by: str, keep: int) -> tuple[str, ...]:
    """Remove all but the newest backups that a command made, with their checksums; return their paths."""
    own = [file for file, match in _own(folder, stem) if _maker(match) == made_by]
    old = sorted(own, key=lambda file: (file.stat().st_mtime_ns, file.name))[: max(0, len(own) - keep)]
    for file in old:
        file.unlink(missing_ok=True)
        beside(file).unlink(missing_ok=True)
    return tuple(map(str, old))


def _free_name(folder: Path, stem: str, *, own: bool = True, why: str = "") -> Path:
    """Return a path in a folder that no file has; the program's ``own`` folder is made, private."""
    try:
        if own:
            folder.mkdir(mode=0o700, exist_ok=True)
        target, number = folder / f"{stem}.db", 1
        while target.exists():
            number += 1
            target = folder / f"{stem}-{number}.db"
    except OSError as error:
        raise _unmade(folder, error, why) from error
    return target


def _new_file(path: Path, store: Path) -> Path:
    """Return a path where a backup may go.

    Raises:
        Refused: there is a file already, no folder, or it is one of the store's own side files.
    """
    from shlex import quote

    side = {f"{store.name}{suffix}" for suffix in ("-journal", "-wal", "-shm")}
    if path.exists() or path.is_symlink():
        raise Refused(
            say("{path} exists already, and a backup never replaces a file", path=path), "name another file"
        )
    if not path.parent.is_dir():
        raise Refused(
            say("there is no folder {parent}", parent=path.parent),
            say("mkdir -p {quote}", quote=quote(str(path.parent))),
        )
    if path.name in side and path.parent.samefile(store.parent):
        raise Refused(say("{path} is a name that SQLite needs for the store", path=path), "name another file")
    return path


def _write_private(path: Path, text: bytes, why: str) -> None:
    """Write a small file anew; the folder's names last already."""
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _unmade(path.parent, error, why) from error


def _unmade(folder: Path, error: OSError, why: str) -> Refused:
    said = system_says(error)
    return Refused(
        say("no backup can be made in {folder}: {said}{why}", folder=folder, said=said, why=why),
        "check the disk",
    )


def _stamp(at: str) -> str:
    return at.replace("-", "").replace(":", "")
