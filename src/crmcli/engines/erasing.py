"""What remains of erased data beside the rows: free pages of the file, and copies of it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from crmcli.engines.sqlite_errors import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CHUNK = 1024 * 1024


def compact(store: object) -> None:
    """Rewrite the store without what deleted rows left behind.

    Raises:
        Busy: another process keeps it open for too long.
    """
    from crmcli.engines.sqlite import SqliteStore

    if isinstance(store, SqliteStore):
        with told(store.path), closing(store.connect()) as connection:
            connection.execute("VACUUM")
        return
    from crmcli.engines.postgres import PostgresStore

    if isinstance(store, PostgresStore):
        store.vacuum()


def copies(store: object, texts: Sequence[str]) -> list[Path]:
    """Return the store's own files and its backups that hold one of the texts, as bytes, in any case."""
    from crmcli.engines.sqlite import SqliteStore

    if not isinstance(store, SqliteStore):
        return []
    needles = [
        needle for text in texts for needle in {text.encode(), text.lower().encode(), text.upper().encode()}
    ]
    return [path for path in _files(store.path) if _holds(path, needles)]


def _files(path: Path) -> Iterator[Path]:
    """Yield the file, what SQLite keeps beside it, and the backups."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal"):
        if path.with_name(name).is_file():
            yield path.with_name(name)
    folder = path.parent / "backups"
    if folder.is_dir():
        yield from sorted(file for file in folder.iterdir() if file.is_file())


def _holds(path: Path, needles: Sequence[bytes]) -> bool:
    """Return whether a file holds one of the needles; a needle over two chunks is found too."""
    longest = max(map(len, needles), default=0)
    tail = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                part = tail + chunk
                if any(needle in part for needle in needles):
                    return True
                tail = part[-longest:]
    except OSError:
        return False
    return False
