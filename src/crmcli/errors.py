"""Exit codes and the few kinds of error; each error carries its own exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program's exit status means; documented in the README."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONFLICT = 4
    PARTIAL = 5
    BUSY = 6
    EXTRA_MISSING = 7
    FOUND = 10
    INTERRUPTED = 130


class CrmError(Exception):
    """A failure a person can act on: one line of fact and a way out.

    Attributes:
        message: one line with the user's value in it.
        hint: a command that works when pasted, or a sentence; None when there is nothing to do.
        details: further machine-readable facts for JSON (candidates, lines, lists).
    """

    code = ExitCode.REFUSED

    def __init__(self, message: str, hint: str | None = None, details: object = None) -> None:
        """Keep the parts apart, so that the edge can print or encode them."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class Refused(CrmError):
    """The request is understood and can't be carried out."""


class UsageError(CrmError):
    """The command line itself is wrong."""

    code = ExitCode.USAGE


class NotFound(CrmError):
    """No record answers to the name given."""

    code = ExitCode.NOT_FOUND


class Conflict(CrmError):
    """Several records answer, or a record in the way must be dealt with first."""

    code = ExitCode.CONFLICT


class Busy(CrmError):
    """The store is locked by another process, or needs migration."""

    code = ExitCode.BUSY


class ExtraMissing(CrmError):
    """An optional dependency is needed for this and not installed."""

    code = ExitCode.EXTRA_MISSING
