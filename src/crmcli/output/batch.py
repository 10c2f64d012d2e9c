"""Several results, one after another: each into its file or to standard output, and what is remembered.

A file is there whole or as it was. What fails leaves the others alone; what was written is remembered even
when something behind it fails.
"""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmcli import notes, output
from crmcli.domain.results import Batch, Bundle, Report
from crmcli.errors import CrmError, ExitCode, Refused, unwritten
from crmcli.output import target
from crmcli.said import listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crmcli.domain.papers import Kept, Paper
    from crmcli.output import Settings

    Chosen = Callable[[Paper], Settings]
    """How a paper is written; its file is not among it."""

_PARTED = frozenset({"table", "plain", "markdown", "csv", "tsv"})
"""Formats of which two stand below each other with a blank line between."""


def write_all(batch: Batch, chosen: Chosen) -> int:
    """Write every paper and return the exit code: that of failures before that of alerts.

    Raises:
        BrokenPipeError: the reader of the pipe has gone away.
    """
    known = {name: dict(told) for name, told in batch.known.items()}
    failed: list[int] = []
    printed, blocked = False, False
    if batch.quiet:
        notes.configure(quiet=True)
    try:
        for paper in batch.papers:
            if paper.inside and blocked and paper.result is not None:
                failed.append(int(ExitCode.REFUSED))
                continue
            try:
                printed |= _one(paper, known.setdefault(paper.name, {}), chosen, batch, printed=printed)
            except CrmError as error:
                failed.append(int(error.code))
                notes.error(_named(paper, error))
                blocked |= isinstance(paper.result, Bundle)
            except BrokenPipeError:
                raise
            except OSError as error:
                failed.append(int(ExitCode.REFUSED))
                notes.error(_named(paper, unwritten(paper.output, error)))
                blocked |= isinstance(paper.result, Bundle)
    finally:
        if batch.memory is not None:
            _remember(Path(batch.memory), known)
    if failed:
        return int(ExitCode.PARTIAL) if len(failed) < len(batch.papers) else failed[0]
    return int(ExitCode.FOUND) if any(_found(paper) for paper in batch.papers) else int(ExitCode.DONE)


def _found(paper: Paper) -> bool:
    return bool(getattr(paper.result, "exit_code", 0))


def _named(paper: Paper, error: CrmError) -> CrmError:
    """Return an error that says of which paper it is."""
    named = CrmError(listed((paper.name, error.message), ": "), error.hint, error.details)
    named.code = error.code
    return named


def _one(paper: Paper, known: dict[str, str], chosen: Chosen, batch: Batch, *, printed: bool) -> bool:
    """Write a paper where it has anything new to say; return whether that was to standard output."""
    if paper.result is None:
        raise paper.failure or Refused("nothing came of it")
    for alert in paper.alerts:
        notes.warn(f"{paper.name}: {alert.removeprefix('alert: ')}")
    why = _unwritten(paper, known)
    settings = chosen(paper)
    if why is None and not paper.inside:
        if paper.output is None:
            _print(paper, settings, apart=printed)
        else:
            data = _bytes(paper, settings, quiet=batch.quiet)
            path = Path(paper.output)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.to_file((data,), path, force=True)
            why = say("written to {path}", path=path)
            if paper.keep is not None:
                _prune(path, paper.keep)
    _learn(paper, known)
    if paper.output is not None:
        _tell(paper, why)
    return paper.output is None and why is None and not paper.inside


def _unwritten(paper: Paper, known: dict[str, str]) -> str | None:
    """Return why there is nothing to write, None where there is."""
    if _is_silent(paper):
        return say("nothing to tell")
    if paper.digest is None or known.get("digest") != paper.digest:
        return None
    if paper.output is not None and not Path(known.get("file", "")).is_file():
        return None
    return say("as it was")


def _is_silent(paper: Paper) -> bool:
    """Tell whether nothing is to be written, since there are no rows, and of a bundle no parts."""
    found = paper.result
    if isinstance(found, Bundle):
        return paper.silent and not found.parts and not found.said
    return paper.silent and isinstance(found, Report) and not found.rows


def _learn(paper: Paper, known: dict[str, str]) -> None:
    """Remember the newest day; and what was written, unless nothing was to be."""
    if paper.last is not None:
        known["last"] = max(known.get("last", ""), paper.last)
    if paper.digest is not None and known.get("digest") != paper.digest:
        known["digest"] = paper.digest
        known["file"] = str(Path(paper.output).absolute()) if paper.output is not None else ""


def _print(paper: Paper, settings: Settings, *, apart: bool) -> None:
    """Write a paper to standard output."""
    if apart and (settings.format or "tsv") in _PARTED:
        target.to_stream(("\n",), sys.stdout)
    output.write(paper.result, settings)  # type: ignore[arg-type]


class _Page:
    """A stream that keeps what is written to it."""

    encoding = "utf-8"

    def __init__(self) -> None:
        from io import BytesIO

        self.buffer = BytesIO()

    def isatty(self) -> bool:
        return False

    def flush(self) -> None:
        pass


def _bytes(paper: Paper, settings: Settings, *, quiet: bool) -> bytes:
    """Return a paper as the bytes of its file."""
    page = _Page()
    with _hushed(quiet=quiet):
        output.write(paper.result, settings, page)  # type: ignore[arg-type]
    return page.buffer.getvalue()


@contextmanager
def _hushed(*, quiet: bool) -> Iterator[None]:
    """Keep back the notes of one paper, which are said behind its name."""
    notes.configure(quiet=True)
    try:
        yield
    finally:
        notes.configure(quiet=quiet)


def _tell(paper: Paper, what: str | None) -> None:
    """Say what became of a paper, and what it left out."""
    told: tuple[str, ...] = getattr(paper.result, "notes", ())
    for text in (*(note for note in told if note not in paper.alerts), what):
        if text:
            notes.note(f"{paper.name}: {text}")


def _prune(path: Path, keep: Kept) -> None:
    """Remove the oldest files of a name, never the one just written, never a link or a folder."""
    pattern = re.compile(keep.pattern)
    others: list[tuple[Any, Path]] = []
    for one in path.parent.iterdir():
        found = pattern.fullmatch(one.name)
        if found is not None and one.name != path.name and one.is_file() and not one.is_symlink():
            others.append((found.groups(), one))
    others.sort(reverse=True)
    for _, one in others[max(keep.files - 1, 0) :]:
        one.unlink(missing_ok=True)


def _remember(path: Path, known: dict[str, dict[str, str]]) -> None:
    """Write down what was written when, for the next time."""
    from json import dumps

    text = dumps({"papers": known}, ensure_ascii=False, indent=1, sort_keys=True)
    target.to_file((text, "\n"), path, force=True)
