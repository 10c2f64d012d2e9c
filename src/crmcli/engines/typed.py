"""Lines that a person typed, kept in a private file: the history of ``crm shell``.

A line that carries a secret is never written. A file that can't be read or written is no failure.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST = 1_000
"""Lines that are offered again; twice as many in the file make it be cut."""
_LONGEST = 4_000  # characters
_PHONE = 10  # digits
_LARGEST = 1 << 24  # bytes of a file that is read
# A password in an address, a word for a secret, and commands whose words are answers or a person's data.
_SECRET = re.compile(
    r"://[^/\s@]*:[^\s@]*@|passw|\bpwd\b|secret|token|api.?key|parola|[sş]ifre|\b(?:verify|privacy)\b",
    re.IGNORECASE,
)


def secret(line: str) -> bool:
    """Return whether a line is not to be kept: it may carry a secret, or begins with a blank."""
    return line[:1].isspace() or len(line) > _LONGEST or _SECRET.search(line) is not None


def load(path: Path) -> list[str]:
    """Return the lines kept, oldest first, at most ``MOST``."""
    try:
        if path.stat().st_size > _LARGEST:
            return []
        kept = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return []
    lines = [line for line in kept if line]
    if len(lines) > 2 * MOST:
        _replace(path, lines[-MOST:])
    return lines[-MOST:]


def keep(path: Path, line: str) -> None:
    """Write a line behind the others, unless it is secret; the file and its folder are private."""
    if secret(line) or "\n" in line:
        return
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with suppress(OSError, UnicodeEncodeError):
        data = f"{line}\n".encode()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, flags, 0o600)
        try:
            if hasattr(os, "fchmod"):
                os.fchmod(handle, 0o600)
            os.write(handle, data)
        finally:
            os.close(handle)


def forget(path: Path, texts: Sequence[str]) -> None:
    """Take the lines out that hold one of the texts, with Turkish letters or without, in any case."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return
    from crmcli.domain.text import fold

    sought = [folded for text in texts if (folded := fold(text))]
    phones = [digits for text in texts if len(digits := _digits(text)) == _PHONE]

    def holds(line: str) -> bool:
        said, dialled = fold(line), _digits(line, whole=True)
        return any(text in said for text in sought) or any(phone in dialled for phone in phones)

    kept = [line for line in lines if line and not holds(line)]
    if len(kept) < sum(map(bool, lines)):
        _replace(path, kept)


def _digits(text: str, *, whole: bool = False) -> str:
    """Return the digits of a text, the last ten: a phone may be written with its country, or without."""
    digits = "".join(filter(str.isdigit, text))
    return digits if whole else digits[-_PHONE:]


def _replace(path: Path, lines: Sequence[str]) -> None:
    from crmcli.domain.small_file import replace_small

    with suppress(OSError):
        replace_small(path, "".join(f"{line}\n" for line in lines))
