"""Programs of the owner's that are called on events: asked before a change is saved, told after it.

Only the user's own settings file can name one: never ``.crmcli.toml`` in a working folder, never the
store. Programs are started as a list of words, without a shell, with a small environment, and are ended
with all they started when their time is over.
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.config import load, user_file
from crmcli.errors import Refused, UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from crmcli.domain.happened import Event, Happened, Marks
    from crmcli.domain.results import Change
    from crmcli.sql import Writer

VERSION = 1
"""Of the JSON that a hook is given."""
DEPTH = "CRMCLI_HOOK"
"""Set for a hook; a program that finds it set calls no hook itself."""
EVENTS_MOST = 10_000
SECONDS, SECONDS_MOST = 5.0, 60.0
_EVENTS = 1_000
_KEPT_OUTPUT = 64 * 1024
_LINE_MOST = 200
_PASSED_ON = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "XDG_DATA_HOME",
)
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


class Outcome(NamedTuple):
    """How a program ended: its exit code, None when it was ended or never began; what it wrote."""

    code: int | None
    said: str
    written: str = ""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether it agrees."""
        return self.code == 0


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


class Hooks:
    """The hooks of one run of the program, around one change."""

    def __init__(self, env: Mapping[str, str], own: Mapping[str, str], *, dry_run: bool) -> None:
        """Read them; ``own`` are the variables that let a hook find this very store.

        Raises:
            Refused, UsageError: see ``configured``.
        """
        self._env = {name: env[name] for name in _PASSED_ON if name in env}
        self._env |= {name: value for name, value in env.items() if name.startswith("CRMCLI_")}
        self._env |= {**own, DEPTH: "1"}
        self._hooks = configured(env)
        self._folder = str(user_file(env).parent)
        self._dry_run = dry_run
        self._marks: Marks = {}
        self._told: list[tuple[Hook, bytes]] = []

    def begin(self, db: Writer) -> None:
        """Look at the store before a change."""
        from crmcli.domain.happened import marks

        self._marks = marks(db)

    def ask(self, db: Writer, change: Change[Any]) -> tuple[str, ...]:
        """Ask the hooks that come before a change is saved; return what is to be warned of.

        Raises:
            Refused: one of them, whose word counts, does not agree.
        """
        from crmcli.domain.happened import happened

        if not db.wrote:
            return ()
        found = happened(db, self._marks)
        warnings = []
        for hook in self._hooks:
            asked = self._payload(hook, found, db, change)
            if asked is None:
                continue
            if hook.when == "after":
                self._told.append((hook, asked))
                continue
            outcome = self.call(hook, asked)
            if outcome.good:
                continue
            if hook.on_failure == "refuse":
                raise Refused(
                    say("hook {name} refuses: {why}; nothing was saved", name=hook.name, why=outcome.said),
                    "crm hook list",
                )
            warnings.append(say("warning: hook {name}: {why}", name=hook.name, why=outcome.said))
        return tuple(warnings)

    def tell(self) -> tuple[str, ...]:
        """Call the hooks that come after a change is saved; return what is to be warned of."""
        if self._dry_run:
            return ()
        told = ((hook, self.call(hook, payload)) for hook, payload in self._told)
        return tuple(
            say("warning: hook {name}: {why}; the change is saved", name=hook.name, why=outcome.said)
            for hook, outcome in told
            if not outcome.good
        )

    def every(self) -> Sequence[Hook]:
        """Return the hooks in the order of the file."""
        return self._hooks

    def _payload(self, hook: Hook, found: Happened, db: Writer, change: Change[Any]) -> bytes | None:
        """Return the JSON for a hook, None when nothing that it is for happened."""
        done = f"{db.note.command.partition(' ')[0]}.done"
        whole = [name for name in ("change", done) if hook.wants(name)]
        counts = {name: count for name, count in found.counts.items() if hook.wants(name)}
        if not whole and not counts:
            return None
        events = [event for event in found.events if hook.wants(event.event)]
        about = {
            "change": db.change,
            "at": db.note.at,
            "actor": db.note.actor,
            "branch": db.note.branch,
            "command": db.note.command,
            "summary": str(change.action),
        }
        return self.payload(hook, about, (*whole, *counts), events, counts)

    def payload(
        self,
        hook: Hook,
        about: Mapping[str, Any],
        names: Sequence[str],
        events: Sequence[Event],
        counts: Mapping[str, int],
    ) -> bytes:
        """Return what a hook is given: JSON on one line in ASCII."""
        import json

        shown = [event._asdict() for event in events[: hook.events]]
        if not hook.fields:
            shown = [{name: event[name] for name in ("event", "noun", "number", "id")} for event in shown]
        made = {
            "crmcli": VERSION,
            "hook": hook.name,
            "when": hook.when,
            "dry_run": self._dry_run,
            **about,
            "names": sorted(names),
            "counts": dict(sorted(counts.items())),
            "events": shown,
            "left_out": max(0, sum(counts.values()) - len(shown)),
        }
        return json.dumps(made).encode() + b"\n"

    def call(self, hook: Hook, payload: bytes) -> Outcome:
        """Run a hook's program; nothing it does raises."""
        return run(hook, payload, self._env, self._folder)


def run(hook: Hook, payload: bytes, env: Mapping[str, str], folder: str) -> Outcome:
    """Run a program with a text as its input, and end it with its group when its time is over."""
    import subprocess
    from threading import Thread
    from time import monotonic

    begun = monotonic()
    try:
        process = subprocess.Popen(  # noqa: S603 - a list, from the user's own settings file
            hook.run,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            cwd=folder if os.path.isdir(folder) else None,  # noqa: PTH112 - no pathlib for one question
            start_new_session=True,
        )
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        return Outcome(None, say("{program} can't be run: {why}", program=hook.run[0], why=why))
    written, errors = bytearray(), bytearray()
    threads = [
        Thread(target=_feed, args=(process.stdin, payload), daemon=True),
        Thread(target=_drain, args=(process.stdout, written), daemon=True),
        Thread(target=_drain, args=(process.stderr, errors), daemon=True),
    ]
    ended = False
    try:
        for thread in threads:
            thread.start()
        process.wait(hook.timeout)
        ended = True
    except subprocess.TimeoutExpired:
        pass
    finally:
        if not ended:
            _end(process)
    for thread in threads[1:]:
        thread.join(0.2)  # what it started and left behind may hold its output open
    seconds = monotonic() - begun
    if not ended:
        why = say("it took longer than {seconds:g} seconds", seconds=hook.timeout)
        return Outcome(None, why, _text(written), seconds)
    said = _first_line(_text(errors)) or say("it ended with exit code {code}", code=process.returncode)
    return Outcome(process.returncode, said, _text(written), seconds)


def _end(process: Any) -> None:
    """End a program and all that is in its group."""
    import signal

    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def _feed(pipe: Any, payload: bytes) -> None:
    """Write all of a text; a program that doesn't read it is no failure."""
    try:
        with pipe:
            pipe.write(payload)
    except OSError:
        pass


def _drain(pipe: Any, kept: bytearray) -> None:
    """Read to the end, and keep what comes first."""
    try:
        with pipe:
            while piece := pipe.read1(1 << 16):
                kept.extend(piece[: max(0, _KEPT_OUTPUT - len(kept))])
    except (OSError, ValueError):
        pass


def _text(written: bytearray) -> str:
    return bytes(written).decode("utf-8", "replace")


def _first_line(text: str) -> str:
    """Return the first line that holds anything, without control characters, and not too long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    return line if len(line) <= _LINE_MOST else f"{line[: _LINE_MOST - 1]}…"
