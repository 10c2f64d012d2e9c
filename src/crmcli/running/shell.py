"""``crm shell``: lines from a person at a prompt, or from a file, run one after another.

At a prompt nothing but ``exit``, ``quit`` and the end of the input ends it. Lines from a file stop at the
first that fails, unless they are to go on.
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from crmcli import notes
from crmcli.errors import CrmError, ExitCode, UsageError
from crmcli.output.terminal import is_terminal
from crmcli.running import Told, tell
from crmcli.running.ending import Ended
from crmcli.running.session import Session, left_off
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, BinaryIO

    from crmcli.app import App

LONGEST_LINE = 1 << 20  # bytes
_LEAVE = (["exit"], ["quit"])
_NO_FAILURE = (ExitCode.DONE, ExitCode.FOUND)
_PROFILE_OR_STORE = say("use PROFILE, or use --db PATH")


def serve(app: App, root: Any, *, keep_going: bool, history: bool) -> int:
    """Run the lines of standard input; return the exit code of the first that failed, 0 at a prompt."""
    if sys.stdin is None:
        raise UsageError("the shell reads standard input, which is closed", "crm shell < FILE")
    if is_terminal(sys.stdin):
        return _Prompted(app, root).serve(history=history)
    piped = _Piped(app, root)
    try:
        return piped.serve(sys.stdin.buffer, keep_going=keep_going)
    except (KeyboardInterrupt, Ended) as end:
        return left_off(end, kept=piped.kept)


def words_of(line: str) -> list[str]:
    """Return the words of a line, without a leading "crm"; a line that begins with # has none.

    Raises:
        UsageError: a quote is not closed.
    """
    if line.lstrip()[:1] == "#":
        return []
    if line.strip() == "?":
        return ["--help"]
    try:
        words = shlex.split(line)
    except ValueError:
        raise UsageError(
            "the closing quote is missing",
            'a quote that opens has to close: log note C-3 "Ali\'nin siparişi"',
        ) from None
    return words[1:] if words[:1] == ["crm"] else words


class _Lines:
    """What both kinds of lines share."""

    def __init__(self, app: App, root: Any, *, taken: bool) -> None:
        self._app = app
        self._session = Session(app, root, taken=taken)

    @property
    def kept(self) -> bool:
        """Whether a line has saved anything."""
        return self._session.kept

    def _run(self, line: str) -> int | None:
        """Run one line and return its exit code; None is the wish to leave.

        Nothing raises but a pipe that nobody reads any more.
        """
        try:
            words = words_of(line)
            if words in _LEAVE:
                return None
            if words[:1] == ["use"]:
                self._use(words[1:])
                return int(ExitCode.DONE)
            return self._session.run(words) if words or line.strip() == "crm" else int(ExitCode.DONE)
        except CrmError as error:
            return tell(self._app, error)

    def _use(self, words: Sequence[str]) -> None:
        """Go on with another profile or another store.

        Raises:
            UsageError: there is no such profile, or neither is named.
        """
        flags = dict(self._session.flags)
        match words:
            case ["--db", address]:
                flags["db"] = address
            case [profile] if not profile.startswith("-"):
                flags |= {"profile": profile, "db": None}
            case _:
                raise UsageError("use takes one profile or one store", _PROFILE_OR_STORE)
        before, self._session.flags = self._session.flags, flags
        try:
            _ = self._session.settings().store
        except CrmError:
            self._session.flags = before
            raise


class _Piped(_Lines):
    """Lines from a file or another program."""

    def __init__(self, app: App, root: Any) -> None:
        super().__init__(app, root, taken=True)

    def serve(self, stream: BinaryIO, *, keep_going: bool) -> int:
        """Run all lines; return the exit code of the first that failed, else 10 where something was found."""
        failed, found = 0, 0
        for number, line in self._lines(stream):
            code = self._run(line) if isinstance(line, str) else tell(self._app, line)
            if code is None:
                break
            if code == ExitCode.FOUND:
                found = code
            if code in _NO_FAILURE:
                continue
            failed = failed or code
            notes.note(say("line {number} ended with exit code {code}", number=number, code=code))
            if not keep_going or code == ExitCode.INTERRUPTED:
                return Told(code if code == ExitCode.INTERRUPTED else failed)
        return failed or found

    @staticmethod
    def _lines(stream: BinaryIO) -> Iterator[tuple[int, str | UsageError]]:
        """Yield number and text of each line; in the place of a text what is wrong with it."""
        for number, data in numbered(stream):
            if data is None:
                yield number, too_long(number)
                continue
            try:
                yield number, data.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                yield number, not_utf_8(number, error)


class _Prompted(_Lines):
    """Lines that a person types."""

    def __init__(self, app: App, root: Any) -> None:
        super().__init__(app, root, taken=False)

    def serve(self, *, history: bool) -> int:
        """Ask for lines until the person leaves; return 0."""
        from crmcli.running.editing import editor

        asking = editor(self._session, history=history)
        notes.note(say("the commands as ever, without crm; help explains, exit or Ctrl-D leaves"))
        while True:
            try:
                line = asking.line(self._prompt())
                if line is None:
                    notes.leave_line()
                    break
                asking.keep(line)
                code = self._run(line)
                if code is None:
                    break
                if code:
                    notes.note(say("exit code {code}", code=code))
            except KeyboardInterrupt:
                notes.leave_line()
        return int(ExitCode.DONE)

    def _prompt(self) -> str:
        """Return the prompt: profile, store and branch, as they stand now."""
        try:
            app = self._session.settings()
            profile = app.flags.get("profile") or app.env.get("CRMCLI_PROFILE")
            store, branch = app.store.name, app.config.get("branch")
        except CrmError:
            return "crm> "
        name = store.rstrip("/").replace("\\", "/").rpartition("/")[2]
        parts = ["crm", f"{profile}:{name}" if profile else name, *([f"@{branch}"] if branch else [])]
        return f"{' '.join(parts)}> "


def numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield number and bytes of each line, None in the place of one longer than ``LONGEST_LINE``."""
    number = 0
    while data := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(data) <= LONGEST_LINE:
            yield number, data
            continue
        while data and not data.endswith(b"\n"):
            data = stream.readline(LONGEST_LINE)
        yield number, None


def too_long(number: int) -> UsageError:
    """Return the error for a line that is longer than ``LONGEST_LINE``."""
    return UsageError(
        say("line {number} is longer than {most:,} bytes", number=number, most=LONGEST_LINE),
        "a long text comes in by a file: crm import",
    )


def not_utf_8(number: int, error: UnicodeDecodeError) -> UsageError:
    """Return the error for a line in another encoding."""
    return UsageError(
        say("line {number} is not UTF-8: byte {byte}", number=number, byte=error.start + 1),
        "iconv -f cp1254 -t utf-8 FILE | crm shell",
    )
