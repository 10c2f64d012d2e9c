"""From an address to a store: a path is a local SQLite file, ``postgresql://`` a shared database.

A store is opened by ``reading()`` (one snapshot) or ``writing()`` (one journaled transaction);
both close before anything is printed. Engines are loaded when an address asks for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from crmcli.domain.doctor.finding import Finding, Places
    from crmcli.domain.reports.sql import Answer, Question
    from crmcli.engines.about import About
    from crmcli.engines.backup import Kept, Made
    from crmcli.engines.copying import Copied, Progress
    from crmcli.engines.copying_rows import Compared
    from crmcli.engines.postgres import PostgresStore
    from crmcli.engines.restore import Weighed
    from crmcli.engines.roles import Role
    from crmcli.engines.sqlite import SqliteStore
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


def back_up(store: Store, at: str, target: Path | None = None, keep: int | None = None) -> Made:
    """Back a local store up, checked; ``target`` is a new file or a folder, None the store's own folder.

    Raises:
        Refused: the store is a server's, is damaged, or the copy can't be made.
    """
    from crmcli.engines import backup

    return backup.make(_local(store), at, target, keep)


def backups(store: Store) -> list[Kept]:
    """Return the backups in a local store's own folder, newest first."""
    from crmcli.engines import backup

    return list(backup.listed(_local(store).path))


def weigh(store: Store, file: Path) -> Weighed:
    """Check a backup and say what a restore of it would mean; nothing is changed."""
    from crmcli.engines import restore as steps

    return steps.weigh(_local(store), file)


def restore(store: Store, file: Path, at: str, accepted: int | None = None) -> tuple[Weighed, str | None]:
    """Put a backup in the place of a local store; return what it meant, and where the old one lies.

    ``accepted`` is how many changes may be lost; None: nobody was asked.

    Raises:
        Refused: the backup is damaged or something else, or the store is a server's.
        Conflict: more changes than accepted would be lost.
    """
    from crmcli.engines import restore as steps

    return steps.restore(_local(store), file, at, accepted)


def examine(store: Store, places: Places) -> tuple[list[Finding], bool]:
    """Return what the engine finds of a store's health, and whether its content can be read.

    Nothing raises for what is found.
    """
    from crmcli.engines import inspect_places
    from crmcli.engines.sqlite import SqliteStore

    if isinstance(store, SqliteStore):
        from crmcli.engines import inspect_sqlite

        return inspect_sqlite.examine(store, places)
    from crmcli.engines import inspect_postgres

    found, readable = inspect_postgres.examine(store)  # type: ignore[arg-type]
    return [*found, inspect_places.settings(places)], readable


def mend(store: Store, places: Places, *, inside: bool) -> None:
    """Put right what is safe to: modes of files, leftovers; ``inside`` also indexes, triggers, views.

    Raises:
        Refused: a part of the schema can't be made; nothing of it was changed.
    """
    from crmcli.engines import inspect_places
    from crmcli.engines.sqlite import SqliteStore

    if isinstance(store, SqliteStore):
        from crmcli.engines import inspect_sqlite

        inspect_places.mend(store.path, places)
        if inside:
            inspect_sqlite.mend(store)
        return
    from crmcli.engines import inspect_postgres

    inspect_places.mend(None, places)
    if inside:
        inspect_postgres.mend(store)  # type: ignore[arg-type]


def ask(store: Store, question: Question) -> Answer:
    """Return what a person's own query over the views gives; it can change nothing.

    Raises:
        Refused: it would write, reads anything but the views, takes too long, or is no SQL.
    """
    from crmcli.engines.sqlite import SqliteStore

    if isinstance(store, SqliteStore):
        from crmcli.engines import query_sqlite

        return query_sqlite.ask(store, question)
    from crmcli.engines import query_postgres

    return query_postgres.ask(store, question)  # type: ignore[arg-type]


def copy(source: Store, target: Store, at: str, progress: Progress, *, replace: bool = False) -> Copied:
    """Copy a whole store to an empty one, compared before it is kept; see ``engines.copying``."""
    from crmcli.engines import copying

    return copying.copy(_either(source), _either(target), at, progress, replace=replace)


def verify(source: Store, target: Store, progress: Progress) -> tuple[Compared, ...]:
    """Compare two stores row by row; see ``engines.copying``."""
    from crmcli.engines import copying

    return copying.verify(_either(source), _either(target), progress)


def about(store: Store) -> About:
    """Return what a store is, how much it holds, and what one may do in it."""
    from crmcli.engines.about import about

    return about(_either(store))


def _either(store: Store) -> SqliteStore | PostgresStore:
    """Return the store as what it is: there are these two."""
    return store  # type: ignore[return-value]


def roles(store: Store, prefix: str) -> str:
    """Return the SQL of a shared store's roles; see ``engines.roles``."""
    from crmcli.engines.roles import script

    return script(_shared(store), prefix)


def make_roles(store: Store, prefix: str) -> list[Role]:
    """Make a shared store's roles and return them; see ``engines.roles``."""
    from crmcli.engines.roles import apply

    return apply(_shared(store), prefix)


def _shared(store: Store) -> PostgresStore:
    """Return a store that is a server's.

    Raises:
        UsageError: it is a file, whose rights are those of the file.
    """
    from crmcli.engines.postgres import PostgresStore

    if isinstance(store, PostgresStore):
        return store
    message = say("{name} is a file: roles are a server's", name=store.name)
    raise UsageError(message, "crm db roles postgresql:///crm")


def _local(store: Store) -> SqliteStore:
    """Return a store that is a local file.

    Raises:
        Refused: it is a server's, whose own tools copy it.
    """
    from crmcli.engines.sqlite import SqliteStore

    if isinstance(store, SqliteStore):
        return store
    from shlex import quote

    message = say("{name} is backed up and restored by the tools of its server", name=store.name)
    raise Refused(message, say("pg_dump --format=custom --file=crm.dump {quote}", quote=quote(store.name)))


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
        message = say('no engine is called "{engine}"', engine=engine)
        raise UsageError(message, "--db takes a path or a postgresql:// address")
    return SqliteStore(Path(address).expanduser())
