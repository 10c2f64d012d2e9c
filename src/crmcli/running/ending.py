"""A run that the system ends: SIGTERM and SIGHUP leave as little behind as Ctrl-C does."""

from __future__ import annotations

import signal

from crmcli.errors import CrmError
from crmcli.said import say

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
