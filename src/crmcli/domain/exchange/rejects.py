"""Rows that were refused, and the CSV file they are written to, to be mended and imported again.

The file is the imported one's header and rows, behind three columns that say where and why; reading it
again leaves those out, and positions stay what they were. Since it is mended in a spreadsheet, cells
that one would run as a formula are guarded, and come back as they were.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from crmcli.domain.exchange.source import REJECT_COLUMNS, Source
from crmcli.domain.frozen import frozen
from crmcli.durable import move_to_free_name, sync_folder
from crmcli.errors import Refused, unwritten
from crmcli.said import named, say


@frozen
class Reject:
    """A refused row: the physical line it begins on, and the first cell that doesn't fit."""

    line: int
    column: str  # the header; "" when it is the whole row
    value: str
    reason: str  # a sentence without its full stop, with the value in it
    cells: Sequence[str]

    def sentence(self, name: str, unit: str = "line") -> str:
        """Return one line that says where and why; ``unit`` is what the file's rows are numbered by."""
        column = say(', column "{column}"', column=self.column) if self.column else ""
        place = {"unit": named(unit), "line": self.line, "column": column}
        return say("{name} {unit} {line}{column}: {reason}", name=name, **place, reason=self.reason)


class NewFile:
    """A text file that appears whole or not at all, readable by its owner only.

    It is written beside its place and moved there by ``keep``. Without ``replace`` nothing that
    exists is touched, also when it comes into being meanwhile; a symbolic link is never followed.
    """

    def __init__(self, path: Path, *, replace: bool = False, encoding: str = "utf-8") -> None:
        """Open the file beside its place.

        Raises:
            Refused: the path exists or is a link, or its folder can't be written to.
        """
        import tempfile

        if path.is_symlink() or (path.exists() and not (replace and path.is_file())):
            raise _exists(path)
        self.path = path
        self._replace = replace
        try:
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        except OSError as error:
            raise unwritten(path, error) from None
        self._beside = Path(beside)
        self.file: TextIO = os.fdopen(handle, "w", encoding=encoding, newline="")

    def keep(self) -> None:
        """Make the file durable and move it to its place."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            if self._replace:
                self._beside.replace(self.path)
                sync_folder(self.path.parent)
            else:
                move_to_free_name(self._beside, self.path)
        except FileExistsError:
            self.discard()
            raise _exists(self.path) from None
        except OSError as error:
            self.discard()
            raise unwritten(self.path, error) from None

    def discard(self) -> None:
        """Leave no trace."""
        self.file.close()
        self._beside.unlink(missing_ok=True)


def _exists(path: Path) -> Refused:
    """Return the refusal to touch what is there."""
    return Refused(
        say("{path} exists already", path=path), "name another file, or add --force-output to replace it"
    )


class _Lines:
    """Passes on the csv module's records with LF at their ends."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, record: str) -> None:
        self._file.write(record[:-2] + "\n")


class RejectsFile:
    """The rejects of one import; nothing is made when there are none.

    Use it as a context: the file is kept at a normal end and discarded on an exception.
    """

    def __init__(self, path: Path, source: Source, *, replace: bool = False) -> None:
        """Open the file, in the source's form: its delimiter, and a mark where the source had or needed one.

        Raises:
            Refused: the path exists, or its folder can't be written to.
        """
        import csv

        report = source.report
        marked = report.encoding != "UTF-8" or "mark" in report.encoding_reason
        self.count = 0
        self._file = NewFile(path, replace=replace, encoding="utf-8-sig" if marked else "utf-8")
        # A lone CR is quoted only where it is part of the line end; the file itself has LF.
        lines = _Lines(self._file.file)
        self._writer = csv.writer(lines, delimiter=report.delimiter or ",", lineterminator="\r\n")
        self._writer.writerow((*REJECT_COLUMNS, *source.header))

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write rejected rows, their cells as they were behind a guard."""
        from crmcli.domain.exchange.guards import guard

        self.count += len(rejects)
        self._writer.writerows((r.line, r.column, guard(r.reason), *map(guard, r.cells)) for r in rejects)

    def close(self, *, keep: bool = True) -> None:
        """Put the file in its place if it holds anything and is to be kept."""
        if keep and self.count:
            self._file.keep()
        else:
            self._file.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(keep=kind is None)
