"""From an address to a store: a path is a local SQLite file, ``postgresql://`` a shared database.

A store is opened by ``reading()`` (one snapshot) or ``writing()`` (one journaled transaction);
both close before anything is printed. Engines are loaded when an address asks for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from crmcli.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crmcli.sql import ChangeNote, Engine, Reader, Writer

POSTGRES = ("postgresql://", "postgres://")


class Store(Protocol):
    """A place where everything is kept."""

    engine: Engine

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
