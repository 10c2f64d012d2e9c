"""Where the bytes go: a stream, or a file that is there whole or not at all.

A broken pipe comes out as BrokenPipeError, after which the stream is harmless: nothing is flushed
into it when the interpreter ends. Other failures to write are ``Refused`` with the reason.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from crmcli.errors import Refused, system_says, unwritten
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Chunks = Iterable[str] | Iterable[bytes]

_BATCH = 1 << 16


def to_stream(chunks: Chunks, stream: Any, *, encoding: str = "utf-8") -> None:
    """Write and flush text or bytes; a stream that is None (stdout was closed) takes everything.

    Raises:
        BrokenPipeError: the reader has gone away.
        Refused: the stream can't be written to (a full disk).
    """
    if stream is None:
        return
    try:
        raw = getattr(stream, "buffer", None)
        if raw is None:
            for chunk in chunks:
                stream.write(chunk)
        else:
            stream.flush()
            for data in _batches(chunks, encoding):
                _write_whole(raw, data)
            raw.flush()
        stream.flush()
    except BrokenPipeError:
        _detach(stream)
        raise
    except OSError as error:
        _detach(stream)
        why = system_says(error)
        raise Refused(say("the output can't be written: {why}", why=why)) from error


def to_file(chunks: Chunks, path: Path, *, force: bool = False) -> None:
    """Write a file of mode 0600 that appears whole or not at all; ``force`` replaces an old one.

    Raises:
        Refused: the file exists and ``force`` is off, it is a link or not a regular file, its
            folder is missing, or the disk is full.
    """
    from crmcli.durable import write_private

    check_path(path, force=force)
    try:
        write_private(path, _batches(chunks, "utf-8"), replace=force)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise unwritten(path, error) from error


def check_path(path: Path, *, force: bool = False) -> None:
    """Refuse a path that can't be written, before any work is done."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            from shlex import quote

            raise Refused(
                say("there is no folder {parent}", parent=path.parent),
                hint=say("mkdir -p {quote}", quote=quote(str(path.parent))),
            ) from None
        return
    except OSError as error:
        raise unwritten(path, error) from error
    if stat.S_ISLNK(mode):
        raise Refused(
            say("{path} is a symbolic link, and links are not followed", path=path),
            hint="name the file itself",
        )
    if not stat.S_ISREG(mode):
        raise Refused(say("{path} is not a regular file", path=path))
    if not force:
        raise _exists(path)


def _exists(path: Path) -> Refused:
    """Say that a file is in the way."""
    return Refused(say("{path} exists already", path=path), hint="add --force-output to replace it")


def _batches(chunks: Chunks, encoding: str) -> Iterator[bytes]:
    """Join small pieces of text and encode them; a lone surrogate keeps its three bytes; bytes are bytes."""
    errors = "surrogatepass" if encoding.lower().replace("_", "-").startswith("utf") else "backslashreplace"
    pieces: list[str] = []
    size = 0
    for chunk in chunks:
        if isinstance(chunk, bytes):
            yield chunk
            continue
        pieces.append(chunk)
        size += len(chunk)
        if size >= _BATCH:
            yield "".join(pieces).encode(encoding, errors)
            pieces, size = [], 0
    if pieces:
        yield "".join(pieces).encode(encoding, errors)


def _write_whole(raw: Any, data: bytes) -> None:
    """Write all bytes; an unbuffered stream may take them in parts."""
    view = memoryview(data)
    while view:
        taken = raw.write(view)
        view = view[taken if taken is not None else len(view) :]


def _detach(stream: Any) -> None:
    """Point the stream's descriptor at nothing, so that what is left in its buffer is dropped."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (AttributeError, OSError, ValueError):
        pass
