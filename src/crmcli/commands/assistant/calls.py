"""A tool's call as the command line that a person would type, run inside this process.

What a command would write goes into memory and comes back as data; a failure comes back as its line and
hint. Nothing reads the server's input or writes to its output meanwhile.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmcli.app import App

_WELL = (ExitCode.DONE, ExitCode.PARTIAL, ExitCode.FOUND)
_HANDED_ON = ("db", "profile", "user", "branch")


class Said(NamedTuple):
    """What a command line gave: data, what was said beside it, and the error where it failed."""

    data: Any
    notes: tuple[str, ...] = ()
    error: dict[str, Any] | None = None


def run(app: App, words: Sequence[str]) -> Said:
    """Run a command line with ``--format json`` on the server's own store."""
    assert app.run_line is not None  # noqa: S101 - the program sets it; only bare tests don't
    options = [f"--{name}={value}" for name in _HANDED_ON if (value := app.flags.get(name)) is not None]
    switches = {"--read-only": app.flags.get("read_only") == "yes", "--no-hooks": app.no_hooks}
    options += [name for name, on in switches.items() if on]
    output, errors = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8")
    with _nobody_to_ask(), redirect_stdout(output), redirect_stderr(errors):
        try:
            code = app.run_line([*options, *words])
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else int(ExitCode.REFUSED)
    written, said = _text(output), _text(errors).splitlines()
    if code not in _WELL:
        return Said(None, error=_failure(said, code))
    try:
        data = loads(written) if written.strip() else None
    except JSONDecodeError:
        data = {"text": written}
    return Said(data, tuple(line for line in said if line.strip()))


def _failure(said: Sequence[str], code: int) -> dict[str, Any]:
    """Return the error of a command as an object, whatever else was said before it."""
    for line in reversed(said):
        try:
            found = loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "error" in found:
            return found
    text = "\n".join(said).strip() or f"the command ended with exit code {code}"
    return {"error": text, "hint": None, "code": code}


@contextmanager
def _nobody_to_ask() -> Iterator[None]:
    """Give commands an empty standard input: the messages that wait in the real one are not theirs."""
    before = sys.stdin
    sys.stdin = TextIOWrapper(BytesIO(), "utf-8")
    try:
        yield
    finally:
        sys.stdin = before


def _text(stream: TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, BytesIO)  # noqa: S101 - made above
    return raw.getvalue().decode("utf-8", "replace")
