"""The terminal while a screen stays open: its other page, keys as they are pressed, all of it given back.

Whatever ends it (a key, an error, Ctrl-C, SIGTERM, the terminal's going away) the terminal is as before.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType, TracebackType

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
_HOME, _REST_OF_LINE, _REST_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


class Screen:
    """The terminal's other page; a context that gives the terminal back."""

    def __init__(self) -> None:
        """Note how the terminal is; nothing changes before the context is entered."""
        self._input = sys.stdin.fileno()
        self._before: Any = None
        self._suspend: Any = None
        self._shown: tuple[str, ...] = ()
        self.blank = True

    def __enter__(self) -> Self:
        """Take the terminal."""
        try:
            import termios

            self._before = termios.tcgetattr(self._input)
        except (ImportError, OSError):  # no POSIX terminal: keys come with Enter
            self._before = None
        self._take()
        if hasattr(signal, "SIGTSTP"):
            with suppress(ValueError):  # only the main thread hears signals
                self._suspend = signal.signal(signal.SIGTSTP, self._rest)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back."""
        self._give()
        if self._suspend is not None:
            signal.signal(signal.SIGTSTP, self._suspend)

    def size(self) -> tuple[int, int]:
        """Return columns and lines; those of a terminal that doesn't say are 80 and 24."""
        with suppress(OSError, ValueError):
            found = os.get_terminal_size(sys.stdout.fileno())
            if found.columns > 0 and found.lines > 0:
                return found.columns, found.lines
        return 80, 24

    def show(self, lines: Sequence[str]) -> None:
        """Draw the lines of a screen; what is already there isn't written again."""
        if tuple(lines) == self._shown:
            return
        self._shown, self.blank = tuple(lines), False
        # Cleared before it is written: behind the last cell of a line the cursor still stands on it.
        body = "\r\n".join(f"{_REST_OF_LINE}{line}" for line in lines)
        self._write(f"{_HOME}{body}{_REST_OF_SCREEN}")

    def key(self, seconds: float) -> str | None:
        """Return the key that is pressed within some seconds, "" for none; None when the terminal is gone."""
        try:
            ready, _, _ = select.select([self._input], [], [], seconds)
            if not ready:
                return ""
            pressed = os.read(self._input, 64)
        except InterruptedError:
            return ""
        except OSError:
            return None
        if not pressed:
            return None
        text = pressed.decode("utf-8", "replace")
        return text if len(text) == 1 else text[:1] if not text.startswith("\x1b") else " "

    def _take(self) -> None:
        """Turn to the other page and hear single keys; Ctrl-C and Ctrl-Z stay what they are."""
        if self._before is not None:
            import tty

            tty.setcbreak(self._input)
        self._shown, self.blank = (), True
        self._write(_ENTER)

    def _give(self) -> None:
        """Turn back, with the terminal's settings as they were."""
        self._write(_LEAVE)
        if self._before is not None:
            import termios

            with suppress(OSError, termios.error):
                termios.tcsetattr(self._input, termios.TCSADRAIN, self._before)

    def _rest(self, number: int, _frame: FrameType | None) -> None:
        """Let a person go back to the shell (Ctrl-Z), and take the terminal again afterwards."""
        self._give()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        signal.signal(number, self._rest)
        self._take()

    def _write(self, text: str) -> None:
        """Write to the terminal; one that has gone away needs nothing."""
        with suppress(OSError, ValueError):
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
            sys.stdout.flush()
