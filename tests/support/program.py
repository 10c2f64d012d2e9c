"""Run the program as a person or a script would, and say what it wrote and how it ended."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TIMEOUT = 120
"""Seconds until a run counts as hanging."""


@dataclass(frozen=True)
class Result:
    """What a run wrote, byte for byte (undecodable bytes as surrogates), and its exit code."""

    args: tuple[str, ...]
    stdout: str
    stderr: str
    code: int

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.stdout.splitlines()

    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.stdout)

    def jsonl(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.lines]

    def tsv(self) -> list[dict[str, str]]:
        """Standard output as rows of the tab-separated table it is in a pipe."""
        if not self.stdout:
            return []
        header, *rows = (line.split("\t") for line in self.stdout.removesuffix("\n").split("\n"))
        return [dict(zip(header, row, strict=True)) for row in rows]

    def checked(self, expected: int = 0) -> "Result":
        """Return this result, or fail with everything the run wrote."""
        words = " ".join(self.args)
        assert self.code == expected, f"{words}: exit {self.code}\n{self.stdout}\n{self.stderr}"
        return self


def environment(extra: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The test's environment with some variables set, or removed where the value is None."""
    merged: dict[str, str | None] = {**os.environ, **(extra or {})}
    return {name: value for name, value in merged.items() if value is not None}


def run(
    command: Sequence[str | Path],
    input: str | bytes | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Result:
    """Run a command with its output in pipes and, without ``input``, no standard input."""
    data = input.encode() if isinstance(input, str) else input
    standard_input: dict[str, Any] = {"stdin": subprocess.DEVNULL} if data is None else {"input": data}
    ended = subprocess.run(
        command, capture_output=True, check=False, env=environment(env), timeout=TIMEOUT, **standard_input
    )
    return Result(tuple(map(str, command)), _text(ended.stdout), _text(ended.stderr), ended.returncode)


def _text(written: bytes) -> str:
    return written.decode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Program:
    """The program on one store; call it with the words a person would type after ``crm``."""

    url: str
    env: Mapping[str, str | None] = field(default_factory=dict)

    def environment(self, env: Mapping[str, str | None] | None = None) -> dict[str, str | None]:
        """What a run adds to the test's environment."""
        return {"CRMCLI_DB": self.url, **self.env, **(env or {})}

    def __call__(
        self,
        *args: str | Path,
        input: str | bytes | None = None,
        env: Mapping[str, str | None] | None = None,
        check: bool = False,
    ) -> Result:
        """Run it in a process of its own; with ``check`` a failure of it fails the test."""
        command = [sys.executable, "-m", "crmcli", *map(str, args)]
        result = run(command, input, self.environment(env))
        return result.checked() if check else result

    def ok(self, *args: str | Path, input: str | bytes | None = None) -> Result:
        """Run it and fail the test unless it ends with exit code 0."""
        return self(*args, input=input, check=True)

    def start(
        self, *args: str | Path, env: Mapping[str, str | None] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start it and return at once, for tests that kill it, or run several at a time.

        Its input is empty and its output is in pipes; use it in a ``with`` and kill or wait inside.
        """
        return subprocess.Popen(
            [sys.executable, "-m", "crmcli", *map(str, args)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.environment(env)),
        )

    def inprocess(self, *args: str | Path, input: str = "") -> Result:
        """Run it inside this process: 100 ms quicker, for tests that need no process of their own.

        The environment is the test's own; the store is named by the ``--db`` that is put in front.
        """
        from crmcli import notes
        from crmcli.__main__ import main

        notes.configure(quiet=False)  # -q of an earlier run ends with its process
        words = ["crm", "--db", self.url, *map(str, args)]
        output, errors, before = _stream(), _stream(), (sys.argv, sys.stdin)
        sys.argv, sys.stdin = words, io.TextIOWrapper(io.BytesIO(input.encode()), encoding="utf-8")
        code: object = 0
        try:
            with redirect_stdout(output), redirect_stderr(errors):
                main()
        except SystemExit as ending:
            code = ending.code or 0
        finally:
            sys.argv, sys.stdin = before
        assert isinstance(code, int), code
        return Result(tuple(words), _written(output), _written(errors), int(code))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return _text(raw.getvalue())


def run_python(code: str, *args: str, env: Mapping[str, str | None] | None = None) -> Result:
    """Run a snippet in a fresh interpreter; ``args`` are its ``sys.argv[1:]``."""
    return run([sys.executable, "-c", code, *args], env=env)


LIST_MODULES = """
import atexit, os, sys

def main():
    from crmcli.__main__ import main
    sys.exit(main())

def note(*_):
    with open(os.environ["MODULES_FILE"], "w", encoding="utf-8") as file:
        file.write("\\n".join(sorted(sys.modules)))

def end(code):
    note()
    leave(code)

# A program in a hurry may end without running what atexit holds.
leave, os._exit = os._exit, end
atexit.register(note)
main()
"""


def modules_loaded_by(program: Program, *args: str, folder: Path) -> set[str]:
    """Name every module that is loaded when the program ends a run with its output in a pipe."""
    listing = folder / "modules.txt"
    env = {**program.environment(), "MODULES_FILE": str(listing)}
    run_python(LIST_MODULES, *args, env=env).checked()
    return set(listing.read_text(encoding="utf-8").splitlines())
