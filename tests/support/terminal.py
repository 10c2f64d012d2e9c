"""Run the program on a pseudo-terminal and say what it wrote there."""

import fcntl
import os
import selectors
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.support.program import TIMEOUT, Program, Result, environment

# Seconds before Ctrl-C follows what is on the screen, as a finger would: GNU readline tells Python of
# a signal only while it waits for a key, and loses one that arrives while it still draws the last.
REACTION = 0.2

# The program gets the terminal as its controlling one, so that a typed Ctrl-C reaches it.
TAKE_TERMINAL = (
    "import fcntl, os, sys, termios\n"
    "os.setsid()\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execvp(sys.argv[1], sys.argv[1:])\n"
)


@dataclass(frozen=True)
class Size:
    """A terminal's size in characters."""

    columns: int = 80
    lines: int = 24


@dataclass(frozen=True)
class Terminal:
    """The program on a terminal: call it with the words a person would type after ``crm``."""

    program: Program

    def __call__(
        self,
        *args: str,
        columns: int = 80,
        answers: Sequence[tuple[str, str]] = (),
        env: Mapping[str, str | None] | None = None,
    ) -> Result:
        r"""Run it; all that it wrote is in ``stdout``, raw, with the terminal's CR LF.

        Args:
            args: what follows ``crm``.
            columns: width of the terminal; COLUMNS is not set, so that the width is asked for.
            answers: pairs of a text to wait for and the keys to type when it has appeared, in order;
                ``"\x03"`` is Ctrl-C, ``"\x04"`` ends the input.
            env: variables to set, or to remove where the value is None.
        """
        command = [sys.executable, "-m", "crmcli", *args]
        merged = self.program.environment(
            {"COLUMNS": None, "LINES": None, "TERM": "xterm-256color", **(env or {})}
        )
        return run_on_terminal(command, Size(columns), answers, merged)


def run_on_terminal(
    command: Sequence[str],
    size: Size,
    answers: Sequence[tuple[str, str]] = (),
    env: Mapping[str, str | None] | None = None,
) -> Result:
    """Run any command on a pseudo-terminal of a size; both of its output streams arrive in one."""
    master, slave = os.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size.lines, size.columns, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", TAKE_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment(env),
        )
    finally:
        os.close(slave)
    try:
        written = _converse(master, list(answers))
        code = process.wait(timeout=TIMEOUT)
    finally:
        os.close(master)
        process.kill()
        process.wait()
    return Result(tuple(command), written.decode("utf-8", "surrogateescape"), "", code)


def _converse(master: int, answers: list[tuple[str, str]]) -> bytes:
    """Read until the program hangs up, typing each answer once its question has appeared."""
    written, seen = bytearray(), 0
    deadline = time.monotonic() + TIMEOUT
    with selectors.DefaultSelector() as selector:
        selector.register(master, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                message = f"nothing more was written for {TIMEOUT} s after {bytes(written[-500:])!r}"
                raise TimeoutError(message)
            try:
                chunk = os.read(master, 65536)
            except OSError:  # Linux says EIO when the last holder of the terminal has gone
                chunk = b""
            if not chunk:
                break
            written += chunk
            while answers and (at := written.find(answers[0][0].encode(), seen)) >= 0:
                question, keys = answers.pop(0)
                seen = at + len(question.encode())
                if keys == "\x03":
                    time.sleep(REACTION)
                os.write(master, keys.encode())
    assert not answers, f"never asked {answers[0][0]!r}; written: {bytes(written)!r}"
    return bytes(written)
