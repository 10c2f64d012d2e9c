"""Waiting for a store that another command holds: in short turns, so that Ctrl-C ends it at once.

SQLite waits inside one call, and a signal is heard when that call returns: half a minute later.
"""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Done = TypeVar("Done")

TURN_SECONDS = 0.25
_KIND = 0xFF  # the primary code is the last byte of an extended one


def patiently(act: Callable[[], Done], seconds: float) -> Done:
    """Call until the store is free, for so many seconds; the act itself waits no longer than a turn.

    Raises:
        sqlite3.OperationalError: it was never free, or something else is wrong.
    """
    limit = monotonic() + seconds
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0)  # an error of the module itself has none
            if code & _KIND != sqlite3.SQLITE_BUSY or monotonic() >= limit:
                raise
