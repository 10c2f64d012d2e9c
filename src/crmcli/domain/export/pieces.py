"""Long texts that are written part by part, and never are in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crmcli.domain.frozen import frozen
from crmcli.domain.results import Document

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Pieces(Document):
    """A document whose text comes in ``parts``, to be read once; ``text`` itself is empty."""

    parts: Iterable[str] = ()
    notes: tuple[str, ...] = ()


class Kept:
    """Parts of text on disk, in a file without a name; gone when they were read, or nobody will."""

    def __init__(self) -> None:
        """Open the file."""
        import tempfile

        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __iter__ and __del__

    def add(self, text: str) -> None:
        """Append a text."""
        self._file.write(text.encode("utf-8", "surrogatepass"))

    def __iter__(self) -> Iterator[str]:
        """Yield the text in parts, then let it go."""
        from io import TextIOWrapper

        self._file.seek(0)
        with TextIOWrapper(self._file, "utf-8", "surrogatepass", newline="") as text:
            while part := text.read(1 << 16):
                yield part

    def __del__(self) -> None:
        """Let the file go."""
        self._file.close()
