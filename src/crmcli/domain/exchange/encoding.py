"""The encoding an input is strictly valid in, from its first byte to its last, and how that is known."""

import codecs
from typing import NamedTuple

from crmcli.domain.exchange.raw import CHUNK, MARKS, RawInput, has_nul
from crmcli.errors import Refused, UsageError
from crmcli.said import say


class Encoded(NamedTuple):
    """The codec a whole input is valid in, with the evidence."""

    codec: str
    shown: str
    reason: str
    sha256: str
    longest_line: int  # characters


class _Undecodable(Exception):
    """A byte that the codec can't read, by its place in the file."""

    def __init__(self, at: int, byte: int) -> None:
        super().__init__()
        self.at = at
        self.byte = byte


def find_encoding(raw: RawInput, head: bytes, wanted: str | None) -> Encoded:
    """Find the codec the whole input is strictly valid in: as told, by its mark, UTF-8, then Windows-1254."""
    if wanted is not None:
        return _as_told(raw, head, wanted)
    for mark, codec, shown in MARKS:
        if head.startswith(mark):
            try:
                return _scan(raw, codec, shown, say("read as {shown}: it begins with that mark", shown=shown))
            except _Undecodable as error:
                raise _not_in(raw, error, shown) from None
    try:
        return _scan(raw, "utf-8", "UTF-8", say("read as UTF-8: all of it is valid"))
    except _Undecodable as error:
        utf8 = error
    line = _line_of(raw, utf8.at)
    if _mostly_utf8(raw):
        raise Refused(
            say(
                "{name} line {line} is not valid UTF-8 (byte 0x{byte:02X}), though most of the file is",
                name=raw.name,
                line=line,
                byte=utf8.byte,
            ),
            say("mend line {line}, or say how to read the whole file: --encoding cp1254", line=line),
        )
    try:
        reason = say(
            "read as Windows-1254 (Turkish): byte 0x{byte:02X} in line {line} is not UTF-8",
            byte=utf8.byte,
            line=line,
        )
        return _scan(raw, "cp1254", "Windows-1254", reason)
    except _Undecodable as error:
        raise Refused(
            say(
                "{name} is neither UTF-8 (line {line}) nor Windows-1254 (line {line_of})",
                name=raw.name,
                line=line,
                line_of=_line_of(raw, error.at),
            ),
            "say how it is encoded, for example: --encoding cp1252",
        ) from None


def _as_told(raw: RawInput, head: bytes, wanted: str) -> Encoded:
    """Check the encoding a person named; a mark at the start is no part of the text."""
    try:
        codec = codecs.lookup(wanted).name
        "".encode(codec)  # refuses codecs that don't make text, such as base64
    except LookupError:
        raise UsageError(
            say('no encoding is called "{wanted}"', wanted=wanted),
            "try --encoding utf-8, cp1254, iso8859-9 or utf-16",
        ) from None
    for mark, marked, _ in MARKS:
        if head.startswith(mark) and marked.startswith(codec.removesuffix("-le").removesuffix("-be")):
            codec = marked
            break
    try:
        return _scan(raw, codec, wanted, say("read as {wanted}, as told", wanted=wanted))
    except _Undecodable as error:
        raise _not_in(raw, error, wanted) from None


def _not_in(raw: RawInput, error: _Undecodable, shown: str) -> Refused:
    """Return the refusal of an input that is not valid in the encoding it should be in."""
    line = _line_of(raw, error.at) if not shown.lower().startswith(("utf-16", "utf-32")) else None
    where = say("{name} line {line}", name=raw.name, line=line) if line else raw.name
    return Refused(
        say("{where} is not valid {shown} (byte 0x{byte:02X})", where=where, shown=shown, byte=error.byte)
    )


def _scan(raw: RawInput, codec: str, shown: str, reason: str) -> Encoded:
    """Decode the whole input strictly, and measure it on the way."""
    import hashlib

    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(codec)("strict")
    at = run = longest = 0
    while True:
        chunk = raw.read(at, CHUNK)
        digest.update(chunk)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            place = at - (len(error.object) - len(chunk)) + error.start
            raise _Undecodable(place, error.object[error.start]) from None
        if "\0" in text:
            raise has_nul(raw.name)
        last = max(text.rfind("\n"), text.rfind("\r"))
        if last < 0:
            run += len(text)
        else:
            first = min((p for p in (text.find("\n"), text.find("\r")) if p >= 0), default=0)
            longest = max(longest, run + first)
            run = len(text) - last - 1
        longest = max(longest, run)
        if not chunk:
            return Encoded(codec, shown, reason, digest.hexdigest(), longest)
        at += len(chunk)


def _mostly_utf8(raw: RawInput) -> bool:
    """Tell a damaged UTF-8 file from one in a code page, where hardly a letter is valid UTF-8 by chance."""
    good = bad = 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for chunk in raw.chunks():
        text = decoder.decode(chunk)
        broken = text.count("\ufffd")
        bad += broken
        good += len(text) - len(text.encode("ascii", "ignore")) - broken
    bad += len(decoder.decode(b"", final=True))
    return good > bad


def _line_of(raw: RawInput, at: int) -> int:
    """Return the physical line, from 1, that a byte stands in; LF, CR and CRLF end lines."""
    ends, after_cr = 0, False
    for chunk in raw.chunks(at):
        ends += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        ends -= after_cr and chunk.startswith(b"\n")
        after_cr = chunk.endswith(b"\r")
    return ends + 1
