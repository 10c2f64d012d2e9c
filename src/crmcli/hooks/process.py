"""A hook's program: started without a shell, fed, heard, ended with all it started when its time is over."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import system_says
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmcli.hooks.settings import Hook

_KEPT_OUTPUT = 64 * 1024
_LINE_MOST = 200


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
        why = system_says(error)
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
        why = say("it took longer than {seconds:g} s", seconds=hook.timeout)
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
