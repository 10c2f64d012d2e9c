"""A file of the whole store, read row by row; what is wrong with it is named by its line."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple, Self

from crmcli.domain.dump.form import Head, read_head
from crmcli.errors import NotFound, Refused, unread
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import TracebackType

LINE_LIMIT = 16 * 1024 * 1024
"""Bytes in a line: what must fit in memory at once."""


class Line(NamedTuple):
    """One row of the file."""

    number: int
    table: str
    row: dict[str, Any]


class DumpFile:
    """An open file; its first line is read."""

    def __init__(self, where: Path | BinaryIO, schema: int) -> None:
        """Open a path or a stream; ``schema`` is the version of this program's tables.

        Raises:
            NotFound: there is no such file.
            Refused: it is no file of a whole store, or one of a newer program.
        """
        self._file, self.name = _opened(where)
        self.typed = str(where) if isinstance(where, Path) else "-"
        try:
            self._lines = self._read()
            self.head: Head = read_head(self.name, next(self._lines, ""), schema)
        except BaseException:
            self._file.close()
            raise

    @property
    def sha256(self) -> str:
        """The digest of the whole file, for the journal."""
        from hashlib import file_digest

        at = self._file.tell()
        self._file.seek(0)
        digest = file_digest(self._file, "sha256").hexdigest()  # type: ignore[arg-type]
        self._file.seek(at)
        return digest

    def lines(self) -> Iterator[Line]:
        """Yield every row below the first line, once.

        Raises:
            Refused: a line is no row of a table.
        """
        for number, text in enumerate(self._lines, 2):
            if text.strip():
                yield self._row(number, text)

    def _read(self) -> Generator[str]:
        """Yield the lines as text."""
        number = 0
        while line := self._file.readline(LINE_LIMIT):
            number += 1
            if len(line) >= LINE_LIMIT:
                raise self.broken(number, say("it has more than {line_limit:,} bytes", line_limit=LINE_LIMIT))
            try:
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise self.broken(number, say("it is not UTF-8 ({reason})", reason=error.reason)) from None

    def _row(self, number: int, text: str) -> Line:
        import json

        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise self.broken(number, say("it is broken JSON")) from None
        if not isinstance(found, dict) or len(found) != 1:
            raise self.broken(number, say('it is no row, as {"customer":{"id":1, ...}}'))
        ((table, row),) = found.items()
        if not isinstance(row, dict):
            raise self.broken(number, say("{table} holds no row", table=table))
        return Line(number, table, row)

    def broken(self, line: int, why: str) -> Refused:
        """Return the refusal of a line."""
        return Refused(
            say("{name} line {line}: {why}; nothing was loaded", name=self.name, line=line, why=why),
            "export the store again",
        )

    def close(self) -> None:
        """Let the file go."""
        self._lines.close()
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _opened(where: Path | BinaryIO) -> tuple[IO[bytes], str]:
    """Open a file, or copy a stream to one without a name, so that it can be read twice."""
    if isinstance(where, Path):
        try:
            return where.open("rb"), where.name
        except FileNotFoundError:
            from crmcli.domain.exchange.near_file import hint_for

            raise NotFound(say("there is no file {where}", where=where), hint_for(where)) from None
        except OSError as error:
            raise unread(where, error) from None
    import tempfile
    from shutil import copyfileobj

    spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed by DumpFile.close
    copyfileobj(where, spool)
    spool.seek(0)
    return spool, say("standard input")
