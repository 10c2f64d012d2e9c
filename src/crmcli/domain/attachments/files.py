"""The bytes of attached files: hashed, copied, handed out and checked, a piece at a time.

Only regular files are opened: a folder, a device or a pipe is refused before a byte is read.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from crmcli.domain.text import excerpt
from crmcli.errors import CrmError, NotFound, Refused, system_says, unwritten
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 1 << 20
_HASH = re.compile(r"[0-9a-f]{64}")


class Measured(NamedTuple):
    """A file as it was: absolute path, hash of its bytes, bytes, whether a copy is kept and was made now."""

    path: str
    sha256: str
    size: int
    copied: bool = False
    new: bool = False


def measure(path: str, folder: Path | None = None) -> Measured:
    """Hash a file; with ``folder`` keep a copy there, named by the hash.

    Raises:
        NotFound: there is no such file.
        Refused: it is no regular file, or can't be read or copied.
    """
    if not path.strip():
        raise NotFound("no file is named", "crm attachment add C-12 sozlesme.pdf")
    where = os.path.abspath(os.path.expanduser(path))  # noqa: PTH100, PTH111 - as typed, links kept
    with opened(where) as file:
        if folder is None:
            return Measured(where, *_copied(file, None))
        with _room(folder) as (beside, out):
            sha256, size = _copied(file, out)
            out.flush()
            os.fsync(out.fileno())
            kept = folder / sha256
            new = not kept.exists()
            if new:
                beside.replace(kept)
            return Measured(where, sha256, size, copied=True, new=new)


def forget(measured: Measured, folder: Path) -> None:
    """Take a copy away that was made just now."""
    if measured.new:
        (folder / measured.sha256).unlink(missing_ok=True)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a regular file to read.

    Raises:
        NotFound: there is none.
        Refused: it is something else, or can't be read.
    """
    import stat

    try:
        # Without O_NONBLOCK the opening of a pipe would wait for somebody to write.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise NotFound(say("there is no file {path}", path=path), "check the path") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        what = say("a folder") if stat.S_ISDIR(mode) else say("no regular file")
        raise Refused(say("{path} is {what}", path=path, what=what), "name a file")
    with os.fdopen(handle, "rb") as file:
        try:
            yield file
        except OSError as error:
            raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> Refused:
    why = system_says(error)
    return Refused(
        say("{excerpt} can't be read: {why}", excerpt=excerpt(path, 200), why=why),
        "check the path and its permissions",
    )


def _copied(file: BinaryIO, out: BinaryIO | None) -> tuple[str, int]:
    """Return hash and size of a file's bytes, written to ``out`` on the way."""
    from hashlib import sha256

    digest, size = sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
        if out is not None:
            out.write(piece)
    return digest.hexdigest(), size


@contextmanager
def _room(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a private file in a private folder, which is gone at the end unless it was renamed.

    Raises:
        Refused: nothing can be written there.
    """
    import tempfile

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".")
    except OSError as error:
        raise unwritten(folder, error) from error
    try:
        with os.fdopen(handle, "wb") as out:
            yield Path(name), out
    finally:
        with suppress(OSError):
            Path(name).unlink()


def copy_of(sha256: str, folder: Path) -> Path | None:
    """Return where the copy of a file is, None when there is none; a hash that is none names nothing."""
    if not _HASH.fullmatch(sha256):
        return None
    path = folder / sha256
    return path if path.is_file() and not path.is_symlink() else None


def complete(values: dict[str, Any]) -> str | None:
    """Fill in name, hash and size of an imported file; return why it can't be taken.

    A row with both hash and size is taken at its word, the file may be elsewhere.
    """
    path = values["path"] = os.path.abspath(os.path.expanduser(str(values["path"])))  # noqa: PTH100, PTH111
    values.setdefault("name", Path(path).name or path)
    sha256 = str(values.get("sha256") or "").strip().lower()
    if sha256 and not _HASH.fullmatch(sha256):
        return say('"{sha256}" is no SHA-256: 64 digits and letters a to f', sha256=values["sha256"])
    if sha256 and values.get("size") is not None:
        values["sha256"] = sha256
        return None
    try:
        found = measure(path)
    except CrmError as error:
        return say("{message}; or give both sha256 and size", message=error.message)
    if sha256 and sha256 != found.sha256:
        return say("{path} has another SHA-256 than the row says", path=path)
    values["sha256"], values["size"] = found.sha256, found.size
    return None


def state(path: str, sha256: str, size: int) -> str:
    """Return whether a file is still what it was: ok, missing, changed or unreadable."""
    try:
        with opened(path) as file:
            if os.fstat(file.fileno()).st_size != size:
                return "changed"
            return "ok" if _copied(file, None)[0] == sha256 else "changed"
    except NotFound:
        return "missing"
    except Refused:
        return "unreadable"


def hand_out(source: str, target: Path, sha256: str, *, force: bool) -> int:
    """Write a file's bytes to a new place and return how many; nothing is left there when it fails.

    Raises:
        Refused: the bytes are others than were attached, or the target is there or can't be written.
    """
    import tempfile

    if target.exists() and not force:
        raise Refused(say("{target} is there already", target=target), "name another file, or add --force")
    with opened(source) as file:
        try:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}."[:40])
        except OSError as error:
            raise unwritten(target, error) from error
        try:
            with os.fdopen(handle, "wb") as out:
                found, size = _copied(file, out)
            if found != sha256:
                raise Refused(
                    say("{source} is not what was attached: it has changed since", source=source),
                    "crm attachment check",
                )
            Path(name).replace(target)
            return size
        finally:
            with suppress(OSError):
                Path(name).unlink()
