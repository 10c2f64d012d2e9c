"""Parts of a file on disk while it is worked on: memory holds one part at a time."""

import marshal
import tempfile
from collections.abc import Iterator
from typing import Any

_SIZE = 8  # bytes that say how long a part is
_SMALL = 256 * 1024  # bytes of a file that needs none on disk


class Spool:
    """Parts in an unnamed temporary file, which goes when it is closed."""

    def __init__(self) -> None:
        """Open the file."""
        # A small one stays in memory: very many small files must not take a descriptor each.
        self._file = tempfile.SpooledTemporaryFile(_SMALL)  # noqa: SIM115 - closed by close()

    def add(self, part: tuple[Any, ...]) -> None:
        """Append a part, made of tuples, lists, dicts, texts and numbers."""
        packed = marshal.dumps(part)
        self._file.write(len(packed).to_bytes(_SIZE, "big"))
        self._file.write(packed)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield the parts in order; several passes may run at once."""
        at = 0
        while True:
            self._file.seek(at)
            # Whole parts are read: marshal.load would ask the file for every single value.
            size = int.from_bytes(self._file.read(_SIZE), "big")
            if not size:
                return
            part: tuple[Any, ...] = marshal.loads(self._file.read(size))  # noqa: S302 - ours
            at += _SIZE + size
            yield part

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
