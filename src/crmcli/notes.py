"""Everything that goes to stderr: notes, warnings, hints, errors and progress.

All text is made harmless first. ``configure`` is called once at the edge: a quiet program keeps
warnings and errors and leaves the rest out. A stderr that is closed or broken is no failure.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from crmcli.output.safe import safe_text
from crmcli.output.terminal import can_animate, is_terminal, look_at, wants_colour

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.errors import CrmError

_RED, _YELLOW, _CYAN, _DIM = "1;31", "33", "36", "2"
# A bar is worth loading only for work that takes longer than this.
_PATIENCE_SECONDS = 0.4
_TURN = 0.2  # seconds
# What a file of a stranger's is quoted with in a message can't fill a screen for ever.
_LONGEST = 10_000


class _Choices:
    """What the edge asked for."""

    quiet = False
    colour = "auto"


def configure(*, quiet: bool = False, colour: str = "auto") -> None:
    """Set how much is said and whether in colour."""
    _Choices.quiet = quiet
    _Choices.colour = colour


def note(text: str) -> None:
    """Say something worth knowing; silent when quiet."""
    if not _Choices.quiet:
        _say("", text, _DIM, whole=True)


def hint(text: str) -> None:
    """Say what to do next; silent when quiet."""
    if not _Choices.quiet:
        _say("hint", text, _CYAN)


def warn(text: str) -> None:
    """Say that something is not as it should be."""
    _say("warning", text, _YELLOW)


def error(failure: CrmError, *, as_json: bool = False) -> None:
    """Say what failed and the way out: two lines for people, one JSON object for programs."""
    if as_json:
        from json import dumps

        made = {
            "error": failure.message,
            "hint": failure.hint,
            "code": int(failure.code),
            "details": failure.details,
        }
        _write(dumps(made, default=str) + "\n")
        return
    _say("crm", failure.message, _RED)
    for line in getattr(failure, "pointer", ()):
        _write(f"     {safe_text(line)}\n")
    if failure.hint:
        _say("hint", failure.hint, _CYAN)


def can_ask() -> bool:
    """Tell whether a person is there to answer a question."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def leave_line() -> None:
    """Go to a new line on a terminal, which shows ``^C`` where a person pressed it."""
    if is_terminal(sys.stderr):
        _write("\n")


def confirm(question: str) -> bool:
    """Ask a question that only a typed yes answers; without a person there the answer is no."""
    if not can_ask():
        return False
    from crmcli.language import tell

    _write(_folded(question, behind=f" [{tell('y/N')}] "))
    return typed().strip().casefold() in {"y", "yes", "e", "evet"}


def asked(question: str) -> str:
    """Ask a question and return what a person typed, without blanks around it.

    Raises:
        KeyboardInterrupt: the input ended, which is another way to walk away.
    """
    _write(_folded(question))
    answer = typed()
    if not answer:
        raise KeyboardInterrupt
    return answer.strip()


def typed() -> str:
    """Return the line that a person types on the terminal, "" at its end.

    A Ctrl-C that comes just before the reading begins would not end it: so it is waited for in turns.
    """
    with suppress(OSError, ValueError):  # no terminal of the system's, or one that select doesn't know
        from select import select

        while not select([sys.stdin], [], [], _TURN)[0]:
            pass
    return sys.stdin.readline()


class Progress:
    """How far a piece of work is; this one shows nothing."""

    def advance(self, steps: int = 1) -> None:
        """Count steps that are done."""

    def update(self, done: int) -> None:
        """Set the count of steps that are done."""


@contextmanager
def progress(total: int | None, label: str) -> Iterator[Progress]:
    """Show how far work is on a terminal's stderr, once it takes long enough to wonder.

    ``total`` None means that nobody knows how much there is. Elsewhere, and when quiet, nothing
    is shown and Rich isn't loaded.
    """
    if _Choices.quiet or not can_animate(sys.stderr):
        yield Progress()
        return
    shown = _Bar(total, label)
    try:
        yield shown
    finally:
        shown.stop()


class _Bar(Progress):
    """A progress bar that appears after a moment and goes when the work is done."""

    def __init__(self, total: int | None, label: str) -> None:
        from time import monotonic

        self._clock = monotonic
        self._begun = monotonic()
        self._total = total
        self._label = label
        self._done = 0
        self._bar: Any = None

    def advance(self, steps: int = 1) -> None:
        self.update(self._done + steps)

    def update(self, done: int) -> None:
        self._done = done
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)
        elif self._clock() - self._begun >= _PATIENCE_SECONDS:
            self._start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def _start(self) -> None:
        """Load Rich and show the bar."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        from crmcli.language import told

        seen = look_at(sys.stderr, colour=_Choices.colour)
        console = Console(
            file=sys.stderr,
            width=seen.width,
            color_system=seen.colour,  # type: ignore[arg-type]
            force_terminal=True,
            markup=False,
            emoji=False,
            highlight=False,
        )
        self._bar = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(complete_style="cyan", finished_style="cyan", style="dim"),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._bar.add_task(seen.fit(safe_text(told(self._label))), total=self._total, completed=self._done)
        self._bar.start()


def _say(lead: str, text: str, style: str, *, whole: bool = False) -> None:
    """Write one line, which a terminal gets folded; the lead alone is coloured, or the ``whole`` line."""
    from crmcli.language import told

    lead = f"{told(lead)}: " if lead else ""
    shown = _folded(text, len(lead))
    if wants_colour(sys.stderr, _Choices.colour):
        shown = f"\x1b[{style}m{shown}\x1b[0m" if whole else f"\x1b[{style}m{lead.rstrip()}\x1b[0m {shown}"
    else:
        shown = lead + shown
    _write(shown + "\n")


def out(text: str) -> None:
    """Tell on standard output, where results go: what a command does next, or did elsewhere."""
    sys.stdout.write(_folded(text, stream=sys.stdout) + "\n")
    sys.stdout.flush()


def _folded(text: str, lead: int = 0, behind: str = "", stream: Any = None) -> str:
    """Return a text harmless and in the language; on a terminal broken between words where it is too long.

    ``stream`` is where it goes, stderr without.
    """
    from crmcli.language import told

    stream = stream or sys.stderr
    said = told(text)
    shown = safe_text(said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…") + behind
    if not is_terminal(stream):
        return shown
    from crmcli.output.wrapping import wrapped

    blank = " " * (len(shown) - len(shown.rstrip(" ")))  # between a question and its answer
    return wrapped(shown.rstrip(" "), look_at(stream).width, lead=lead, said=text) + blank


def _write(text: str) -> None:
    """Write to stderr as it is now; nobody can be told that stderr itself fails."""
    stream = sys.stderr
    if stream is None:
        return
    try:
        encoding = getattr(stream, "encoding", None) or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (OSError, ValueError, LookupError):
        pass
