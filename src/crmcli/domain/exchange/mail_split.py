"""The messages of a mail file (.eml) or mailbox (mbox), one at a time and in bounded memory.

Of headers and parts only as much is kept as a person reads: the rest of an attachment of 25 MB goes by
unseen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.exchange.raw import RawInput

PIECE = 64 * 1024
"""Bytes read at once."""
HEADER_LIMIT = 64 * 1024
"""Bytes of one header that are kept."""
PART_LIMIT = 512 * 1024
"""Bytes of one part of a message, or of its headers, that are kept."""
MESSAGE_LIMIT = 8 * 1024 * 1024
"""Bytes of a message that are kept."""
NESTING_LIMIT = 50
"""Parts of a message that hold parts or messages themselves."""

_SEPARATOR_LIMIT = 500
_SEPARATOR = re.compile(rb"From .*(?:\d{1,2}:\d{2}.*\d{4}|\d{4}.*\d{1,2}:\d{2}).*", re.DOTALL)
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_QUOTED = re.compile(rb">+From ")
_NESTING = re.compile(rb"content-type\s*:\s*(?:multipart/|message/)", re.IGNORECASE)


class Raw(NamedTuple):
    """A message as it stands: the line it begins on, its bytes, and what is odd about it."""

    line: int
    content: bytes
    cut: bool = False  # parts of it were left out
    nested: bool = False  # more than NESTING_LIMIT


class _Line(NamedTuple):
    number: int
    content: bytes  # with its end, if it has one
    begins: bool


def is_mailbox(start: bytes) -> bool:
    """Tell a mailbox by its first line, whatever the case."""
    first, _, rest = start.partition(b"\n")
    return (
        first[:5].lower() == b"from "
        and _separates(b"From " + first[5:])
        and _FIELD.match(rest.removeprefix(b">")) is not None
    )


def _separates(line: bytes) -> bool:
    """Tell a line that stands before a message of a mailbox: it names a date with a time."""
    return (
        line[:5] == b"From "
        and len(line) <= _SEPARATOR_LIMIT
        and _SEPARATOR.fullmatch(line.rstrip()) is not None
    )


def messages(raw: RawInput) -> Iterator[Raw]:
    """Yield the messages of a file in their order.

    A message of a mailbox begins at a line "From sender date" behind a blank one and before a header;
    one ">" is taken off lines such as ">From ", as mailboxes quote them.
    """
    if not is_mailbox(raw.read(0, PIECE).lstrip()):
        message = _Message(1)
        for line in _lines(raw):
            message.add(line, line.content)
        yield message.done()
        return
    message, held, blank = _Message(0), None, True
    for line in _lines(raw):
        if held is not None:
            if line.begins and _FIELD.match(line.content.removeprefix(b">")):
                if message.line:
                    yield message.done()
                message = _Message(held.number)
            else:
                message.add(held, held.content)
            held = None
        if blank and line.begins and _separates(line.content):
            held = line
        elif message.line:
            quoted = line.begins and _QUOTED.match(line.content)
            message.add(line, line.content[1:] if quoted else line.content)
        blank = line.begins and not line.content.strip()
    if message.line:
        yield message.done()


def _lines(raw: RawInput) -> Iterator[_Line]:
    """Yield the lines of a file from 1; one longer than PIECE comes in several."""
    number, begins = 1, True
    with raw.text("latin-1") as stream:
        while content := stream.buffer.readline(PIECE):
            yield _Line(number, content, begins)
            begins = content.endswith(b"\n")
            number += begins


class _Message:
    """A message that is being put together."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._kept: list[bytes] = []
        self._size = self._section = self._header = self._nested = 0
        self._in_headers = True
        self._cut = False

    def add(self, line: _Line, content: bytes) -> None:
        """Take in a line, or a piece of one."""
        if line.begins:
            if not self._kept and not content.removeprefix(b"\xef\xbb\xbf").strip():
                return
            if content[:2] == b"--":  # headers of a part, or a signature
                self._in_headers, self._section = True, 0
            elif self._in_headers and not content.strip():
                self._in_headers, self._section = False, 0
            elif self._in_headers and content[:1] not in {b" ", b"\t"}:
                self._header = 0
            self._nested += _NESTING.match(content) is not None
        self._section += len(content)
        self._header += len(content)
        if (
            self._section > PART_LIMIT
            or self._size > MESSAGE_LIMIT
            or (self._in_headers and self._header > HEADER_LIMIT)
        ):
            self._cut = True
            if content.endswith(b"\n") and self._kept and not self._kept[-1].endswith(b"\n"):
                self._kept.append(b"\n")
            return
        self._size += len(content)
        self._kept.append(content)

    def done(self) -> Raw:
        """Return the message."""
        content = b"".join(self._kept).removeprefix(b"\xef\xbb\xbf")
        return Raw(self.line, content, self._cut, self._nested > NESTING_LIMIT)
