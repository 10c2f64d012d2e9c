"""A run that the system ends: SIGTERM and SIGHUP leave as little behind as Ctrl-C does."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from crmcli.errors import CrmError
from crmcli.said import say

if TYPE_CHECKING:
    from types import FrameType

_SHELLS = 128
"""What a shell adds to the number of the signal that ended a program."""


class Ended(BaseException):
    """The system asked the program to end; nothing but a clean-up comes after this."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__(number)
        self.number = number


class EndedError(CrmError):
    """What is said of it, with the exit code that says which signal it was."""

    def __init__(self, number: int, *, kept: bool) -> None:
        """Say what was saved."""
        name = signal.Signals(number).name
        saved = say("{name}: ended; all was saved", name=name)
        lost = say("{name}: ended; nothing was saved", name=name)
        super().__init__(saved if kept else lost, "crm undo takes it back" if kept else None)
        self.code = _SHELLS + number  # type: ignore[assignment]


def hear() -> list[signal.Signals]:
    """Let the signals be raised as ``Ended``, once; return those that ``leave`` gives back.

    What is ignored (nohup) stays ignored, and whoever runs this inside another program keeps its own way.
    """
    heard: list[signal.Signals] = []
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            try:
                signal.signal(number, _raise)
            except ValueError:  # only the main thread may
                break
            heard.append(number)
    return heard


def leave(heard: list[signal.Signals]) -> None:
    """Give the signals back to the system."""
    for number in heard:
        signal.signal(number, signal.SIG_DFL)


def _raise(number: int, _frame: FrameType | None) -> None:
    """End the command; whoever asks again is not made to wait."""
    signal.signal(number, signal.SIG_DFL)
    raise Ended(number)
