"""What is longer than the screen goes through a pager, which is a program of the person's own choice.

A pager is started without a shell and gets the text on its standard input. One that is left early is no
failure: the result was given. One that isn't there or fails at once is none either: the terminal gets it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LINES = 24
_AT_ONCE = 1.0
"""Seconds in which nobody has read a screen: a pager that has failed by then has shown nothing."""


class Paged:
    """A terminal that keeps what is written to it, and passes it on when it is flushed.

    ``words`` is the pager's command line; ``always`` takes it for short results, too.
    """

    def __init__(
        self, terminal: Any, words: Sequence[str], env: Mapping[str, str], *, always: bool = False
    ) -> None:
        """Keep where the text goes in the end."""
        self._terminal = terminal
        self._words = words
        self._env = env
        self._always = always
        self._held: list[bytes] = []
        self.encoding = terminal.encoding
        self.buffer = self

    def isatty(self) -> bool:
        """Say that a person is looking."""
        return True

    def fileno(self) -> int:
        """Return the terminal's descriptor, which says how wide it is."""
        return int(self._terminal.fileno())

    def write(self, data: bytes) -> int:
        """Keep encoded text."""
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Show what was kept: on the terminal itself where it has room for it."""
        data = b"".join(self._held)
        self._held.clear()
        if not data:
            self._terminal.flush()
            return
        tall = self._always or _rows(data, self.encoding, *self._size()) > self._size()[1] - 1
        if not (tall and show(data, self._words, _env(self._env, self.encoding))):
            from crmcli.output.target import to_stream

            to_stream((data,), self._terminal)

    def _size(self) -> tuple[int, int]:
        """Return columns and lines of the terminal."""
        try:
            columns, lines = os.get_terminal_size(self._terminal.fileno())
        except (OSError, ValueError):
            return 0, _LINES
        return columns, lines or _LINES


def command(words: Sequence[str], env: Mapping[str, str], *, always: bool = False) -> list[str]:
    """Return the command line of a pager: ``less`` shows colours, and nothing else that a terminal obeys.

    It says which keys there are, leaves short results and all that was seen on the screen, unless LESS says
    what the person wants; a prompt among the person's own ``words`` goes before ours.
    """
    if not words or os.path.basename(words[0]) not in ("less", "less.exe"):  # noqa: PTH119 - a word
        return list(words)
    if env.get("LESS"):
        return [*words, "-R"]
    return [words[0], _prompt(), *words[1:], "-RX" if always else "-FRX"]


def _prompt() -> str:
    """Return the option for what ``less`` says at the bottom, another at the end (less(1), PROMPTS)."""
    end, more = map(_plain, (say("end; q: leave"), say("space: more, q: leave")))
    return f"-Ps?e{end}:{more}."


def _plain(text: str) -> str:
    """Return a text in the language as it stands in a prompt of ``less``, in which some signs mean something.

    Letters beyond ASCII come out as rubbish there, whatever the locale (less 590): then it stays English.
    """
    from crmcli.language import told

    text = told(text) if told(text).isascii() else str(text)
    return "".join(f"\\{sign}" if sign in "?:.%\\$" else sign for sign in text)


def _env(env: Mapping[str, str], encoding: str) -> Mapping[str, str]:
    """Tell ``less`` that the text is UTF-8: a locale that this machine doesn't have makes it show bytes."""
    return {"LESSCHARSET": "utf-8", **env} if encoding.lower() in ("utf-8", "utf8") else env


def show(data: bytes, words: Sequence[str], env: Mapping[str, str]) -> bool:
    """Let a pager show encoded text and wait for its end; False when there is none, or it fails at once."""
    import signal
    import subprocess
    import threading
    import time

    # Ctrl-C is the pager's to understand; ignored outright, the pager would inherit that.
    ours = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, lambda *_: None) if ours else None
    begun = time.monotonic()
    try:
        pager = subprocess.Popen(list(words), stdin=subprocess.PIPE, env={**env, "LESSSECURE": "1"})  # noqa: S603 - no shell; the person's own words
    except (OSError, ValueError):
        return False
    else:
        _feed(pager, data)
        left = pager.returncode in (0, -signal.SIGINT, 128 + signal.SIGINT)
        return left or time.monotonic() - begun > _AT_ONCE
    finally:
        if ours:
            signal.signal(signal.SIGINT, before)


def _feed(pager: Any, data: bytes) -> None:
    """Write the text and wait; what ends us ends the pager."""
    try:
        try:
            with pager.stdin:
                pager.stdin.write(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it was left early
        pager.wait()
    except BaseException:
        pager.terminate()
        pager.wait()
        raise


def _rows(data: bytes, encoding: str, columns: int, most: int) -> int:
    """Return the lines that a text takes on a screen so wide, counted until there are more than ``most``."""
    if columns <= 0 or data.count(b"\n") > most:
        return data.count(b"\n")
    import re

    text = re.sub(r"\x1b\[[0-9;]*m", "", data.decode(encoding, "replace"))
    return sum(max(1, -(-len(line) // columns)) for line in text.splitlines())
