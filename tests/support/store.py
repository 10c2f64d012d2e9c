"""Open a store as the program does, for tests of the core that need no program around it."""

from contextlib import AbstractContextManager
from typing import Any

from crmcli.db import Store
from crmcli.sql import ChangeNote, Writer

NOTE = ChangeNote(at="2026-11-21T09:00:00Z", actor="tester", branch=None, command="test")
"""What the journal keeps of a change that a test makes."""


def writing(store: Store, *, dry_run: bool = False) -> AbstractContextManager[Writer]:
    """Open one journaled transaction as the tester, on the day on which all tests run."""
    return store.writing(NOTE, dry_run=dry_run)


def raw_connection(url: str) -> Any:
    """Connect past the program, as another tool would: a ``sqlite3`` or psycopg connection, to be closed.

    Statements commit as they run; what must hold whatever writes is tested through this.
    """
    if url.startswith("postgres"):
        import psycopg

        return psycopg.connect(url, autocommit=True)
    import sqlite3

    connection = sqlite3.connect(url, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
