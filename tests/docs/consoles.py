r"""The consoles printed in a document: run in order, compared with what the document prints.

A fenced block "```csv customers.csv cp1254" is a file of the folder that the consoles run in (without
an encoding: UTF-8). In a "```console" block a line "$ COMMAND" is typed on a terminal of 80 columns, and
the lines up to the next one are all that it wrote. Times of day, sizes and checksums may differ.
"<!-- on 2026-10-05 -->" sets the day for the rest of a page, "<!-- in tr -->" the language of all its
screens. The pages of a folder below docs/ are one
story, told in the order of their names after its README: they share a store and the folder's own tables.
`python -m tests.docs.consoles docs/import.md docs/stories/*.md ...` writes what is printed now into the
documents.
"""

import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.conftest import TODAY
from tests.support.terminal import Size, run_on_terminal

DOCS = Path(__file__).parents[2] / "docs"
DAY = re.compile(r"^<!-- on (\d{4}-\d\d-\d\d) -->$", re.MULTILINE)
LANGUAGE = re.compile(r"^<!-- in (\w\w) -->$", re.MULTILINE)
FENCE = re.compile(r"^```(\w+)(?: +(\S+))?(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VARYING = re.compile(
    r"(?<=-\d\d )\d\d:\d\d|(?<=\dT)\d{6}(?=Z)|\b[0-9a-f]{64}\b|\b\d{3},\d{3}\b|\b\d+(?= tables)"
    r"|(?<=\.\d{4} )\d\d:\d\d|\b\d{3}\.\d{3}\b(?!,)"
)


class Step(NamedTuple):
    """A file to write (``command`` is empty) or a command, and the text that belongs to it.

    ``days`` are those set on the page so far, the last one being that of the step; without any it is
    the day of all tests.
    """

    command: str
    file: str
    encoding: str
    text: str
    start: int
    end: int
    days: tuple[str, ...] = ()
    language: str = "en"


def steps(document: str) -> Iterator[Step]:
    """Find the files and commands of a document, in order; start and end are those of the text."""
    set_days = list(DAY.finditer(document))
    told = LANGUAGE.search(document)
    language = told[1] if told else "en"
    for block in FENCE.finditer(document):
        kind, file, encoding, body = block.groups()
        days = tuple(found[1] for found in set_days if found.end() < block.start())
        if file:
            yield Step("", file, encoding or "utf-8", body, block.start(4), block.end(4))
        elif kind == "console":
            for typed in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                start, end = (block.start(4) + at for at in typed.span(2))
                yield Step(typed[1], "", "", typed[2], start, end, days, language)


def books(documents: Iterable[Path]) -> list[list[Path]]:
    """Return the documents, each by itself, but those of a folder below docs/ together and in order."""

    def book(path: Path) -> Path:
        return path if path.resolve().parent == DOCS else path.parent

    ordered = sorted(documents, key=lambda path: (str(book(path)), path.name != "README.md", path.name))
    return [list(pages) for _, pages in groupby(ordered, book)]


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
        # A page shows the whole of what a person would leaf through.
        return cls(path, {**env, **fixed, "CRMCLI_PAGER": "never"})

    def take(self, page: Path) -> None:
        """Lay the tables that stand beside a page where its commands run."""
        if page.resolve().parent != DOCS:
            for table in page.parent.glob("*.csv"):
                shutil.copy(table, self.path / "work")

    def written(self, step: Step) -> str:
        """Carry a step out; return what the terminal showed."""
        work = self.path / "work"
        env = {**self.env, "CRMCLI_LANG": None if step.language == "en" else step.language}
        if step.days:
            env["CRMCLI_TODAY"] = step.days[-1]
        if step.file:
            (work / step.file).write_bytes(step.text.encode(step.encoding))
            return step.text
        found = f'PATH={shlex.quote(str(self.path / "bin"))}:"$PATH"'
        script = f"{found}; cd {shlex.quote(str(work))} || exit; exec </dev/null\n{step.command}"
        shown = run_on_terminal(["bash", "-c", script], Size(80), (), env).stdout
        return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def matches(printed: str, shown: str, days: Iterable[str] = ()) -> bool:
    """Say whether what was shown is what is printed, but for what differs at every run.

    In a timeline those are the times of the days on which commands ran: ``days`` and that of all tests.
    """
    lived = "|".join(rf"(?<=^{date.fromisoformat(day):%d} \w\w\w )" for day in (TODAY, *days))
    now = re.compile(rf"(?:{lived})\d\d:\d\d", re.MULTILINE)
    return now.sub("", VARYING.sub("", printed)) == now.sub("", VARYING.sub("", shown))


def renewed(document: str, folder: Folder) -> str:
    """Return the document with what its commands show now; what still fits is left as it is."""
    parts, at = [], 0
    for step in steps(document):
        shown = folder.written(step)
        same = matches(step.text, shown, step.days)
        parts += [document[at : step.start], step.text if same else shown]
        at = step.end
    return "".join([*parts, document[at:]])


if __name__ == "__main__":
    fixed = {"CRMCLI_TODAY": TODAY, "TZ": "UTC", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    for pages in books(map(Path, sys.argv[1:])):
        with TemporaryDirectory() as folder:
            made = Folder.make(Path(folder) / "docs", {**fixed, "HOME": folder, "TERM": "xterm-256color"})
            for path in pages:
                made.take(path)
                path.write_text(renewed(path.read_text("utf-8"), made), "utf-8")
