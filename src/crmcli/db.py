"""From an address to a store: a path is a local SQLite file, ``postgresql://`` a shared database.

A store is opened by ``reading()`` (one snapshot) or ``writing()`` (one journaled transaction);
both close before anything is printed. Engines are loaded when an address asks for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crmcli.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crmcli.sql import ChangeNote, Engine, Reader, Writer

POSTGRES = ("postgresql://", "postgres://")


class Store(Protocol):
    """A place where everything is kept."""

    @property
    def engine(self) -> Engine:
        """Return which engine this is."""
        ...

    kept: bool
    """Whether the last ``writing()`` was committed; true also when Ctrl-C came right after that."""

    @property
    def name(self) -> str:
        """What a person calls this store; never shows a password."""
        ...

    def exists(self) -> bool:
        """Return whether anything was ever stored."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """Open one snapshot."""
        ...

    def writing(self, note: ChangeNote, *, dry_run: bool = False) -> AbstractContextManager[Writer]:
        """Open one journaled transaction; nothing stays of a dry run, or when the block raises."""
        ...


class Migrated(NamedTuple):
    """What was done: from and to which version, the reasons of the steps, and where the backup lies."""

    found: int
    reached: int
    reasons: tuple[str, ...]
    backup: str | None


def migrate(store: Store, at: str) -> Migrated:
    """Bring a store up to this program's schema, all pending steps or none; ``at`` names the backup.

    Raises:
        Refused: there is no store, it is none of ours, or its references don't hold.
    """
    from crmcli.engines import migrate as steps

    run = steps.migrate_sqlite if store.engine == "sqlite" else steps.migrate_postgres
    return Migrated(*run(store, at))  # type: ignore[arg-type]


def open_store(address: str) -> Store:
    """Return the store at an address; nothing is opened or made yet.

    Raises:
        UsageError: a URL of an engine that isn't known.
    """
    if address.startswith(POSTGRES):
        from crmcli.engines.postgres import PostgresStore

        return PostgresStore(address)
    from crmcli.engines.sqlite import SqliteStore

    if address.startswith("sqlite:///"):
        address = address.removeprefix("sqlite:///")
    elif "://" in address:
        engine = address.split("://")[0]
        message = f'no engine is called "{engine}"'
        raise UsageError(message, "--db takes a path or a postgresql:// address")
    return SqliteStore(Path(address).expanduser())
