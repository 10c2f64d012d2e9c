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
        from crmcli.said import Said, named

        super().__init__(message)
        # What is told keeps its translation within another sentence, too.
        self.message = message if isinstance(message, Said) else named(message)
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


def unread(path: object, error: Exception, hint: str | None = None) -> Refused:
    """Return the error for a file that can't be read, or that holds no UTF-8, with what the system says."""
    from crmcli.said import say

    why = say("it is not UTF-8") if isinstance(error, UnicodeError) else system_says(error)
    way = hint or say("check the path and its permissions")
    return Refused(say("{path} can't be read: {why}", path=path, why=why), way)


def damaged(name: str, value: object) -> Refused:
    """Return the error of a stored value that can't be what it is, in a store that somebody changed."""
    from crmcli.said import say

    return Refused(
        say("the store is damaged: {name} holds {value!r}", name=name, value=str(value)[:60]),
        "restore a backup",
    )


def unwritten(path: object, error: Exception, hint: str | None = None) -> Refused:
    """Return the error for a file or a folder that can't be written, with what the system says."""
    import errno

    from crmcli.said import say

    full = getattr(error, "errno", None) in (errno.ENOSPC, getattr(errno, "EDQUOT", None))
    way = say("make room, and run the command again") if full else say("check the path and its permissions")
    return Refused(say("{path} can't be written: {why}", path=path, why=system_says(error)), hint or way)


def system_says(error: BaseException) -> str:
    """Return what the system says of an error, as the end of a sentence: no such file or directory."""
    from crmcli.said import named

    return named((getattr(error, "strerror", None) or str(error)).lower())
