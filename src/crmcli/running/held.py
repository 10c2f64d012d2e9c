"""A store whose one transaction stays open while several commands run: each is a part of it."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.db import Store
    from crmcli.sql import ChangeNote, Engine, Reader, Writer


class HeldStore:
    """Answers as a ``Store``; a reading sees what was written before it, kept or not.

    A part that raises is rolled back alone. Nothing is kept before the transaction itself is:
    ``dry_run`` True, where all of it is rolled back, lets later parts see what the earlier ones would do.
    """

    def __init__(self, store: Store, writer: Writer, *, dry_run: bool) -> None:
        """Keep the open transaction; what isn't said of the store here is not to be had inside it."""
        self.engine: Engine = store.engine
        self.name = store.name
        self.kept = False
        if hasattr(store, "path"):
            self.path = store.path
        self._writer = writer
        self._dry_run = dry_run

    def __getattr__(self, name: str) -> Any:
        """Refuse what asks the engine itself.

        Raises:
            Refused: always; what asks in passing (``getattr`` with a default) takes it for a "no".
        """
        raise _Inside("this can't be a part of one change", "run it by itself")

    def exists(self) -> bool:
        """Return True: the transaction has it open."""
        return True

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read inside the transaction; a query that fails leaves it as it was."""
        with self._writer.savepoint():
            yield self._writer

    @contextmanager
    def writing(self, note: ChangeNote, *, dry_run: bool = False) -> Iterator[Writer]:
        """Write a part; the change, its moment and its author are those of the whole."""
        del note
        writer = self._writer
        before, writer.wrote = writer.wrote, False
        try:
            with suppress(_TriedOut), writer.savepoint():
                yield writer
                if dry_run and not self._dry_run:
                    raise _TriedOut
        finally:
            writer.wrote = writer.wrote or before

    def whole(self) -> bool:
        """Return whether the transaction is still there: a full disk ends all of it at once."""
        found = self._writer.value("SELECT change_id FROM current_change WHERE id = 1")
        return bool(found == self._writer.change)


class _Inside(Refused, AttributeError):
    """Something was asked of the store that it hasn't while a change is open."""


class _TriedOut(Exception):
    """How a part ends of which nothing is to stay; it is no error."""
