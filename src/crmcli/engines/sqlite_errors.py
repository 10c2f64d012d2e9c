"""SQLite's errors in words with a way out."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmcli.engines import faults
from crmcli.errors import CrmError, Refused, system_says
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the engine's errors into errors a person can act on."""
    try:
        yield
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        meant = _meant(path, error)
        if meant is None:
            raise
        raise meant from error


def _meant(path: Path, error: Exception) -> CrmError | None:
    """Return what an error of the engine means; None for one that is not the engine's, or a fault of ours."""
    if isinstance(error, sqlite3.ProgrammingError):
        return None
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
        return moved(path)
    if isinstance(error, sqlite3.OperationalError):
        return _failure(path, str(error))
    if isinstance(error, sqlite3.IntegrityError):
        return faults.rule(str(error)) or Refused(say("the store refused this: {error}", error=error))
    if isinstance(error, sqlite3.DatabaseError):
        return faults.rule(str(error)) or _damaged(path, say(" ({error})", error=named(str(error))))
    return _of_a_value(path, error)


def _of_a_value(path: Path, error: Exception) -> CrmError | None:
    """Return what is wrong with a value on its way into the store, or out of it."""
    if isinstance(error, OverflowError):
        return faults.too_large() if "SQLite" in str(error) else None
    if isinstance(error, UnicodeEncodeError):
        return faults.not_utf_8(error)
    # The engine quotes what it can't make sense of: a schema with a damaged byte.
    return _damaged(path, "") if _from_here(error) else None


def plain(path: Path | str) -> str:
    """Return a path that SQLite takes for nothing else: ":memory:" would keep nothing, "file:" is a URI."""
    return os.path.join(".", path)  # noqa: PTH118 - pathlib leaves the "." out


def refuse_special(path: Path, mode: int) -> None:
    """Refuse what keeps nothing, and may keep us waiting for ever; a folder is SQLite's to refuse."""
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        message = say("can't open {path}: it is a device, a pipe or a socket, not a file", path=path)
        raise Refused(message, "name another file with --db")


def unusable(path: Path, error: OSError) -> Refused:
    """Return the error for what the system says of a path."""
    why = system_says(error)
    return Refused(say("can't open {path}: {why}", path=path, why=why), "check the path and its permissions")


def moved(path: Path) -> Refused:
    """Return the error for a file that is no longer the one that was opened."""
    message = say("{path} was moved or replaced while this ran; nothing was saved", path=path)
    return Refused(message, "run the command again")


def _damaged(path: Path, why: str) -> Refused:
    message = say("{path} is damaged or no crmcli store{why}", path=path, why=why)
    return Refused(message, "restore a backup, or name another store with --db")


def _failure(path: Path, text: str) -> CrmError:
    """Return what an operational error means."""
    if "locked" in text or "busy" in text:
        return faults.busy()
    if "disk is full" in text or "disk I/O" in text:
        message = say("the disk holding {path} is full or failing; nothing was saved", path=path)
        return Refused(message, "free some space and run the command again")
    if "readonly" in text or "unable to open" in text:
        return Refused(
            say("can't open {path}: {text}", path=path, text=named(text)),
            "check the path and its permissions",
        )
    return faults.rule(text) or Refused(say("the store failed: {text}", text=text))


def _from_here(error: BaseException) -> bool:
    """Return whether an error was raised by a call of the engine, not by what a change does besides."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals["__name__"].startswith("crmcli.engines.")
