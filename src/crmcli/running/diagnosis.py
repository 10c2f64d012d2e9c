"""Where a fault of the program was, written down for whoever mends it: places and types, no values.

A message may quote a name or a phone: only those are kept that the language makes of the program's own
words. Of locals nothing is written. The file is private all the same.
"""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crmcli.app import App

FILE = "last-fault.txt"
_OWN_WORDS = (
    TypeError,
    AttributeError,
    NameError,
    ImportError,
    IndexError,
    RecursionError,
    NotImplementedError,
)
"""Errors whose messages hold names of the program's own and types, no values."""
_LEFT_OUT = "(its message is left out: it may hold a value)"
_PARTS = 3
"""Parts of a file's path that are told: the rest is where things lie on this machine."""


def written(app: App, error: BaseException) -> str:
    """Write down where a fault was; return what to tell of it."""
    from crmcli.config import folder
    from crmcli.domain.small_file import replace_small
    from crmcli.errors import CrmError

    try:
        path = folder("data") / FILE
        replace_small(path, "".join(_lines(app, error)))
    except (OSError, CrmError):
        return say("where it was can't be written down; please report it")
    return _told(path)


def _told(path: Path) -> str:
    return say("{path} says where, without any value: please report it with that", path=path)


def _lines(app: App, error: BaseException) -> Iterator[str]:
    """Yield the account: versions, the command without values, and the errors from the first on."""
    from platform import platform

    from crmcli import __version__

    yield f"crmcli {__version__}, Python {sys.version.split()[0]}, {platform()}\n"
    yield f"command: {app._command()}\n"  # noqa: SLF001 - as the journal has it
    for one in _chain(error):
        message = str(one).splitlines()[0][:300] if type(one) in _OWN_WORDS and str(one) else _LEFT_OUT
        yield f"\n{type(one).__module__}.{type(one).__qualname__}: {message}\n"
        for frame in traceback.extract_tb(one.__traceback__):
            place = "/".join(frame.filename.replace("\\", "/").split("/")[-_PARTS:])
            yield f"  {place}:{frame.lineno} in {frame.name}\n    {frame.line or ''}\n"


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error and those it came from, the first one first."""
    found: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in found:
        found.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return found[::-1]
