"""The lines of a vCard file put together again: unfolded, soft breaks joined, pictures passed over.

Memory is bounded whatever the file holds: of a line that is not wanted, and of one that never ends,
only the beginning is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crmcli.domain.exchange.raw import RawInput

PIECE = 64 * 1024
"""Bytes read at once."""
VALUE_LIMIT = 1024 * 1024
"""Bytes of one property."""
BINARY = frozenset(("PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN", "THUMBNAIL"))
"""Properties whose values are never kept."""

_NAME = re.compile(rb"\s*(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9_-]+)\s*[:;]")
_BASE64 = re.compile(rb"^[^:]*;\s*(?:ENCODING\s*=\s*)?\"?(?:B|BASE64)\"?\s*[:;]", re.IGNORECASE)
_MARK = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A property as one line: where it begins, its bytes, and what became of them."""

    number: int
    content: bytes
    dropped: bool = False  # a picture or the like: only what stands before its value is kept
    overlong: bool = False  # more than VALUE_LIMIT: cut


def pieces(raw: RawInput, codec: str) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each line's number from 1, its bytes without the line end, and whether they begin it.

    A line longer than PIECE comes in several pieces. ``codec`` is "" for bytes as they are; else the
    text is given as UTF-8. A lone CR ends a line only where the file has no LF near its start.
    """
    head = raw.read(0, PIECE)
    old = b"\r" in head and b"\n" not in head
    if not codec and not old:
        with raw.text("latin-1") as stream:
            yield from _numbered(iter(lambda: stream.buffer.readline(PIECE), b""))
    else:
        with raw.text(codec or "latin-1") as stream:
            back = "utf-8" if codec else "latin-1"
            yield from _numbered(part.encode(back) for part in _any_ends(stream.readline))


def _any_ends(readline: Callable[[int], str]) -> Iterator[str]:
    """Yield pieces of lines that may end in LF, CR or CRLF; every end comes out as LF."""
    after_cr = False
    while text := readline(PIECE):
        if not (after_cr and text == "\n"):
            yield text[:-1].removesuffix("\r") + "\n" if text[-1] in "\r\n" else text
        after_cr = text.endswith("\r")


def _numbered(parts: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Number lines that come in parts of at most PIECE bytes."""
    number, begins = 1, True
    for part in parts:
        ends = part.endswith(b"\n")
        yield number, (part[:-1].removesuffix(b"\r") if ends else part), begins
        begins = ends
        number += ends


def unfolded(parts: Iterable[tuple[int, bytes, bool]]) -> Iterator[Line]:
    """Yield the properties of a file, each put together from its lines; blank lines are left out.

    A line that begins with a blank goes on the one before. vCard 2.1 keeps that blank, later
    versions don't; so the version is looked for on the way.
    """
    open_line: _Open | None = None
    keep_blank = False
    for number, part, begins in parts:
        if open_line is not None and (not begins or part[:1] in {b" ", b"\t"} or open_line.goes_on(part)):
            blank = begins and not keep_blank and part[:1] in {b" ", b"\t"} and not open_line.broken_softly
            open_line.add(part[1:] if blank else part, begins=begins)
            continue
        if open_line is not None:
            yield open_line.line()
            open_line = None
        content = part.removeprefix(_MARK)
        if not content.strip():
            continue
        open_line = _Open(number, content)
        if open_line.name == b"VERSION":
            keep_blank = content.strip().endswith(b"2.1")
    if open_line is not None:
        yield open_line.line()


class _Open:
    """A line that may go on."""

    def __init__(self, number: int, content: bytes) -> None:
        self.number = number
        found = _NAME.match(content)
        self.name = found[1].upper() if found else b""
        binary = self.name.decode("ascii") in BINARY or _BASE64.match(content) is not None
        self._dropped = binary
        self._overlong = False
        head, colon, rest = content.partition(b":")
        self._quoted = not binary and b"quoted-printable" in head.lower()
        self.broken_softly = self._quoted and rest.endswith(b"=")
        self._content = bytearray(head[:PIECE] + colon if binary else content)

    def goes_on(self, part: bytes) -> bool:
        """Tell a line that belongs to this one though it doesn't begin with a blank."""
        return self.broken_softly or (self._dropped and bool(part) and b":" not in part)

    def add(self, part: bytes, *, begins: bool) -> None:
        """Take in what follows."""
        if self._dropped:
            return
        if self.broken_softly and begins:
            del self._content[-1]
        self.broken_softly = self._quoted and part.endswith(b"=")
        if len(self._content) + len(part) > VALUE_LIMIT:
            self._overlong = True
        else:
            self._content += part

    def line(self) -> Line:
        """Return the whole line."""
        return Line(self.number, bytes(self._content), self._dropped, self._overlong)
