"""Bring an older store up to this program: backup, then all pending steps in one transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from crmcli.errors import Refused
from crmcli.migrations.steps import Step, pending

if TYPE_CHECKING:
    from crmcli.engines.postgres import PostgresStore
    from crmcli.engines.sqlite import SqliteStore

KEPT_BACKUPS = 10


# found version, reached version, reasons of the steps, path of the backup
Migrated = tuple[int, int, tuple[str, ...], str | None]


def migrate_sqlite(store: SqliteStore, at: str, steps: Sequence[Step] | None = None) -> Migrated:
    """Migrate a local file; eight processes at once do it exactly once.

    Raises:
        Refused: no store of ours, a newer one, or one whose references don't hold.
    """
    if not store.exists():
        raise Refused(f"there is no store at {store.name}", "the first write makes one of the newest version")
    with closing(store.connect()) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        found = store.version(connection)
        wanted = pending(found, tuple(steps) if steps is not None else None)
        if not wanted:
            return found, found, (), None
        backup = back_up(store.path, found, at)
        connection.execute("BEGIN IMMEDIATE")
        try:
            found_now = store.version(connection)
            wanted = [step for step in wanted if step.version > found_now]
            for step in wanted:
                step.apply(connection.execute, "sqlite")
                connection.execute(f"PRAGMA user_version={step.version:d}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                message = f"{len(broken)} references of {store.name} don't hold; nothing was migrated"
                raise Refused(message, f"the backup is {backup}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        reached = store.version(connection)
    return found, reached, tuple(step.reason for step in wanted), str(backup)


def back_up(path: Path, version: int, at: str) -> Path:
    """Copy a store by SQLite's online backup, check the copy, keep the newest ten; return its path.

    Raises:
        Refused: the copy is not sound.
    """
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = at.replace("-", "").replace(":", "")
    target = folder / f"{path.stem}-v{version}-{stamp}.db"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-v{version}-{stamp}-{number}.db"
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Refused(f"the backup {target} is not sound; nothing was migrated", "check the disk")
    for old in sorted(folder.glob(f"{path.stem}-v*.db"), key=lambda file: file.stat().st_mtime)[:-KEPT_BACKUPS]:
        old.unlink()
    return target


def migrate_postgres(store: PostgresStore, at: str, steps: Sequence[Step] | None = None) -> Migrated:
    """Migrate a PostgreSQL store under the writers' lock; its backup is the server's own matter.

    Raises:
        Refused: no store of ours.
    """
    del at
    with store.locked() as connection:
        found = store.version(connection)
        if found is None:
            raise Refused(f"there is no store at {store.name}", "the first write makes one of the newest version")
        wanted = pending(found, tuple(steps) if steps is not None else None)
        for step in wanted:
            step.apply(lambda sql: connection.execute(sql), "postgres")  # type: ignore[arg-type]
            connection.execute("UPDATE meta SET value = %s WHERE key = 'schema_version'", (str(step.version),))
        reached = store.version(connection) or found
    return found, reached, tuple(step.reason for step in wanted), None

