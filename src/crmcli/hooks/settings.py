"""The hooks that the user's own settings file names, read and checked."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.config import load, user_file
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

EVENTS_MOST = 10_000
SECONDS, SECONDS_MOST = 5.0, 60.0
_EVENTS = 1_000
_KNOWN = {"on", "run", "when", "timeout", "on_failure", "fields", "events"}


class Hook(NamedTuple):
    """One hook of the settings file; ``fields`` False: it is told which record, not what it holds."""

    name: str
    on: tuple[str, ...]
    run: tuple[str, ...]
    when: str
    timeout: float
    on_failure: str
    fields: bool
    events: int

    def wants(self, event: str) -> bool:
        """Tell whether one of its patterns fits an event."""
        return any(fnmatchcase(event, pattern) for pattern in self.on)


def configured(env: Mapping[str, str]) -> list[Hook]:
    """Return the hooks of the user's settings file, in its order.

    Raises:
        Refused: others can write the file, or it is somebody else's.
        UsageError: an entry is none.
    """
    path = user_file(env)
    tables = load(path).get("hooks")
    if not tables:
        return []
    _refuse_open(path)
    if not isinstance(tables, dict) or not all(isinstance(part, dict) for part in tables.values()):
        raise _wrong(path, "hooks", say("it has no tables of hooks"))
    return [_read(path, str(name), table) for name, table in tables.items()]


def _refuse_open(path: Path) -> None:
    """Refuse a file that somebody else could put a program into."""
    if os.name != "posix":
        return
    from shlex import quote

    found = path.stat()
    if found.st_uid not in (os.geteuid(), 0):
        raise Refused(
            say("{path} names hooks and belongs to somebody else", path=path),
            "crm --no-hooks leaves them out",
        )
    if found.st_mode & 0o022:
        raise Refused(
            say("{path} names hooks, and others than its owner can write it", path=path),
            f"chmod go-w {quote(str(path))}",
        )


def _wrong(path: Path, name: str, why: str) -> UsageError:
    return UsageError(say("{path}: hook {name}: {why}", path=path, name=name, why=why), "crm hook --help")


def _read(path: Path, name: str, table: Mapping[str, Any]) -> Hook:
    """Return one entry as a hook."""
    unknown = sorted(set(table) - _KNOWN)
    if unknown:
        known = ", ".join(sorted(_KNOWN))
        raise _wrong(path, name, say("it has no {what}; there are {known}", what=unknown[0], known=known))
    when = table.get("when", "after")
    if when not in ("before", "after"):
        raise _wrong(path, name, say('when is "before" or "after"'))
    on_failure = table.get("on_failure", "refuse" if when == "before" else "warn")
    if on_failure not in ("warn", "refuse"):
        raise _wrong(path, name, say('on_failure is "warn" or "refuse"'))
    if on_failure == "refuse" and when == "after":
        raise _wrong(
            path,
            name,
            say("what is saved can't be refused any more: it needs when = {when}", when='"before"'),
        )
    run: Any = table.get("run")
    if not _words(run) or not run[0].startswith("/"):
        raise _wrong(
            path, name, say('run is a list whose first word is a whole path: ["/usr/bin/prog", "word"]')
        )
    on: Any = table.get("on", ["change"])
    if not _words(on):
        raise _wrong(path, name, say('on is a list of events: ["customer.added", "*.deleted"]'))
    timeout = table.get("timeout", SECONDS)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= SECONDS_MOST:
        raise _wrong(path, name, say("timeout is a number of seconds up to {most}", most=int(SECONDS_MOST)))
    events = table.get("events", _EVENTS)
    if isinstance(events, bool) or not isinstance(events, int) or not 0 <= events <= EVENTS_MOST:
        raise _wrong(path, name, say("events is a number up to {most}", most=EVENTS_MOST))
    fields = table.get("fields", True)
    if not isinstance(fields, bool):
        raise _wrong(path, name, say("fields is true or false"))
    return Hook(name, tuple(on), tuple(run), when, float(timeout), on_failure, fields, events)


def _words(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(w, str) and w and "\0" not in w for w in value)
    )
