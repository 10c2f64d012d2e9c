"""Several command lines in one process, each as if it were a run of its own.

Commands are built once and everything is loaded once; settings, clock and store are looked at anew for
every line. What one line sets (quiet, language, environment, standard input) ends with it.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOWrapper
from signal import Signals
from typing import TYPE_CHECKING, Any

from crmcli import notes
from crmcli.app import App
from crmcli.errors import CrmError, UsageError
from crmcli.running import Cancelled, Told, carry_out
from crmcli.running.ending import Ended, EndedError
from crmcli.said import Listener, say

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping, Sequence

NESTED = frozenset({"shell", "batch", "dashboard", "mcp"})
"""Commands that take the terminal or standard input for themselves."""


class Session:
    """Runs lines with the options of the program that the session was begun with."""

    def __init__(self, app: App, root: Any, *, refused: frozenset[str] = NESTED, taken: bool = False) -> None:
        """Keep where to run: ``root`` is the program, ``refused`` are commands or groups by name.

        ``taken`` True: the lines themselves come from standard input, which no command may read then.
        """
        self.root = root
        self.flags, self._switches = _options(app, root)
        self.kept = False
        self._app = app
        self._refused = refused
        self._input = _taken() if taken else None

    def app(self, words: Sequence[str], env: MutableMapping[str, str] | None = None) -> App:
        """Return what the run of one line has around it.

        Raises:
            UsageError: a word holds U+0000, which no command line can.
        """
        if any("\0" in word for word in words):
            raise UsageError("a word holds U+0000, which no text may", "leave that character out")
        base = [f"--{name}={value}" for name, value in self.flags.items() if value is not None]
        surroundings = dict(self._app.env if env is None else env)
        made = App(
            [*self._switches, *base, *words], surroundings, run_line=lambda more: self.run(more, surroundings)
        )
        made.allow = lambda path: self.allow(made, path)
        return made

    def settings(self) -> App:
        """Return what a line without options of its own would have around it; it is not run."""
        made = App([], dict(self._app.env))
        made.flags = {**self._app.flags, **self.flags}
        return made

    def run(self, words: Sequence[str], env: MutableMapping[str, str] | None = None) -> int:
        """Run one line, write what it gives, and return its exit code."""
        app = self.app(words, env)
        try:
            with self.apart():
                return carry_out(app, lambda: self.root)
        finally:
            self.note_kept(app)

    def note_kept(self, app: App) -> None:
        """Remember that a line's change was saved, however the line ended."""
        self.kept = self.kept or ("store" in vars(app) and app.store.kept)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Keep what a line sets for the whole process from the lines behind it."""
        before = sys.stdin
        if self._input is not None:
            sys.stdin = self._input
        try:
            yield
        finally:
            sys.stdin = before
            notes.configure(quiet=self._app.quiet)
            Listener.language = self._app.language

    def allow(self, app: App, path: str) -> None:
        """Refuse a command that has no place in this session, before it does anything.

        Raises:
            UsageError: it is one of them.
        """
        del app
        group, _, rest = path.partition(" ")
        name = " ".join(filter(None, (self.root.aliases.get(group, group), rest)))
        if name in self._refused or name.partition(" ")[0] in self._refused:
            raise UsageError(
                say("{name} can't be run from here", name=name),
                say("crm {name} --help has what it takes by itself", name=name),
            )


def left_off(end: BaseException, *, kept: bool) -> int:
    """Say that a session was ended from outside between two lines; return the exit code.

    Raises:
        BaseException: what ended it, where nothing was saved: then that is told as ever.
    """
    if not kept:
        raise end
    if isinstance(end, Ended):
        failure: CrmError = EndedError(end.number, kept=False)
        name = Signals(end.number).name
        failure.message = say("{name}: ended; what was saved before stays saved", name=name)
    else:
        notes.leave_line()
        failure = Cancelled(say("cancelled; what was saved before stays saved"))
    failure.hint = "crm history"
    notes.error(failure)
    return Told(failure.code)


def _options(app: App, root: Any) -> tuple[dict[str, str | None], list[str]]:
    """Return the options of the program that stand before the session's own command, and its switches."""
    parser = root.make_parser(root.context_class(root, info_name="crm"))
    given, _, order = parser.parse_args(list(app.argv))
    switches = [param.opts[0] for param in order if param.is_flag]
    return {param.name: given[param.name] for param in order if not param.is_flag}, switches


class _Taken(RawIOBase):
    """Standard input that holds the commands: no command can have it for a text."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        del buffer
        raise UsageError("standard input holds the commands", "give the text itself, or name a file")


def _taken() -> TextIOWrapper:
    return TextIOWrapper(BufferedReader(_Taken()), encoding="utf-8")
