r"""The consoles printed in a document: run in order, compared with what the document prints.

A fenced block "```csv customers.csv cp1254" is a file of the folder that the consoles run in (without
an encoding: UTF-8). In a "```console" block a line "$ COMMAND" is typed on a terminal of 80 columns, and
the lines up to the next one are all that it wrote. Times of day, sizes and checksums may differ.
`python -m tests.docs.consoles docs/import.md ...` writes what is printed now into the documents.
"""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.support.terminal import Size, run_on_terminal

FENCE = re.compile(r"^```(\w+)(?: +(\S+))?(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VARYING = re.compile(
    r"(?<=-\d\d )\d\d:\d\d|(?<=\dT)\d{6}(?=Z)|\b[0-9a-f]{64}\b|\b\d{3},\d{3}\b|\b\d+(?= tables)"
)


class Step(NamedTuple):
    """A file to write (``command`` is empty) or a command, and the text that belongs to it."""

    command: str
    file: str
    encoding: str
    text: str
    start: int
    end: int


def steps(document: str) -> Iterator[Step]:
    """Find the files and commands of a document, in order; start and end are those of the text."""
    for block in FENCE.finditer(document):
        kind, file, encoding, body = block.groups()
        if file:
            yield Step("", file, encoding or "utf-8", body, block.start(4), block.end(4))
        elif kind == "console":
            for typed in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                start, end = (block.start(4) + at for at in typed.span(2))
                yield Step(typed[1], "", "", typed[2], start, end)


class Folder(NamedTuple):
    """Where a document's commands run: its files, its store, the program as ``crm``."""

    path: Path
    env: Mapping[str, str | None]

    @classmethod
    def make(cls, path: Path, env: Mapping[str, str | None]) -> "Folder":
        """Lay the folder out below ``path``."""
        (path / "bin").mkdir(parents=True)
        (path / "work").mkdir()
        program = path / "bin" / "crm"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m crmcli "$@"\n')
        program.chmod(0o755)
        fixed = {
            "CRMCLI_DB": "crm.db",
            "CRMCLI_USER": "ayse",
            "NO_COLOR": "1",
            "COLUMNS": None,
            "LINES": None,
        }
        return cls(path, {**env, **fixed})

    def written(self, step: Step) -> str:
        """Carry a step out; return what the terminal showed."""
        work = self.path / "work"
        if step.file:
            (work / step.file).write_bytes(step.text.encode(step.encoding))
            return step.text
        found = f'PATH={shlex.quote(str(self.path / "bin"))}:"$PATH"'
        script = f"{found}; cd {shlex.quote(str(work))} || exit; exec </dev/null\n{step.command}"
        shown = run_on_terminal(["bash", "-c", script], Size(80), (), self.env).stdout
        return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def matches(printed: str, shown: str) -> bool:
    """Say whether what was shown is what is printed, but for what differs at every run."""
    return VARYING.sub("", printed) == VARYING.sub("", shown)


def renewed(document: str, folder: Folder) -> str:
    """Return the document with what its commands show now; what still fits is left as it is."""
    parts, at = [], 0
    for step in steps(document):
        shown = folder.written(step)
        parts += [document[at : step.start], step.text if matches(step.text, shown) else shown]
        at = step.end
    return "".join([*parts, document[at:]])


if __name__ == "__main__":
    from tests.conftest import TODAY

    fixed = {"CRMCLI_TODAY": TODAY, "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    for path in map(Path, sys.argv[1:]):
        with TemporaryDirectory() as folder:
            made = Folder.make(Path(folder) / "docs", {**fixed, "HOME": folder, "TERM": "xterm-256color"})
            path.write_text(renewed(path.read_text("utf-8"), made), "utf-8")
