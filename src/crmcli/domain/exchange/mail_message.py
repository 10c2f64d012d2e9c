"""One message as an activity: who, when, about what, and its text.

Headers are read by the older of the two ways of Python's email package: the newer one takes minutes
for a header made to take long, and fails on malformed ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain import normal
from crmcli.domain.exchange.mail_text import clean, cut, decoded, text_of_html
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from email.message import Message

    from crmcli.domain.exchange.mail_split import Raw

ID_LIMIT = 500
SUBJECT_LIMIT = 1_000
NAMES_LIMIT = 50
"""Attachments that are named."""
_NAME_LIMIT = 200
_ADDRESS = r"(?<![^\s<>,;:\"'()\[\]])[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+"
_YEARS = range(1970, 9999)
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


class Mail(NamedTuple):
    """A message as an activity; what a person should know of it behind that."""

    external_id: str
    direction: str  # in, out
    at: str  # UTC
    subject: str
    body: str
    party: str  # the other side's e-mail address
    cut: bool
    html: bool
    attachments: int


def read_mail(raw: Raw, own: Collection[str]) -> Mail | str:
    """Return a message as an activity, or why it is none; ``own`` are our addresses in normal form."""
    if raw.nested:
        return say("the message holds messages or parts within parts without end")
    from email import message_from_bytes

    try:
        message = message_from_bytes(raw.content)
        return _mail(message, own, cut_before=raw.cut)
    except _BROKEN as error:
        return say("the message can't be read: {name}", name=type(error).__name__)


def _mail(message: Message, own: Collection[str], *, cut_before: bool) -> Mail | str:
    senders = [a for name in ("from", "sender", "return-path", "reply-to") for a in _addresses(message, name)]
    if not senders:
        return say("the message names no sender")
    sent = senders[0] in own
    receivers = [a for name in ("to", "cc", "bcc", "delivered-to") for a in _addresses(message, name)]
    party = next((a for a in receivers if a not in own), None) if sent else senders[0]
    if party is None:
        return say("the message is from us to nobody but us")
    at = _at(message)
    if at is None:
        return say("the message has no date that can be read{shown}", shown=_shown(_first(message, "date")))
    subject = " ".join(_text(_first(message, "subject")).split())[:SUBJECT_LIMIT]
    parts = _Parts()
    parts.take(message)
    text, was_cut = cut("\n\n".join(parts.texts).strip())
    names = parts.names[:NAMES_LIMIT]
    if len(parts.names) > NAMES_LIMIT:
        names.append(say("and {count} more", count=len(parts.names) - NAMES_LIMIT))
    listed = say("Attachments: {names}", names=", ".join(names)) if names else ""
    body = "\n\n".join(filter(None, (text, listed)))
    return Mail(
        external_id=_id(message) or _digest(at, senders[0], party, subject, body),
        direction="out" if sent else "in",
        at=at,
        subject=subject,
        body=body,
        party=party,
        cut=was_cut or (cut_before and not names),
        html=parts.html,
        attachments=len(parts.names),
    )


def _all(message: Message, name: str) -> list[str]:
    """Return the headers of a name as they are written; bytes that are no ASCII in whatever encoding fits."""
    # Not get_all: it puts a sign for every byte that is no ASCII.
    found = [str(value) for key, value in message.raw_items() if key.lower() == name]
    return [decoded(value.encode("utf-8", "surrogateescape"), "") for value in found]


def _first(message: Message, name: str) -> str:
    return next(iter(_all(message, name)), "")


def _text(written: str) -> str:
    """Return a header as text, its encoded words read."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    try:
        found = decode_header(written)
    except (HeaderParseError, ValueError):
        found = [(written, None)]
    parts = [part if isinstance(part, str) else _word(part, charset) for part, charset in found]
    return clean("".join(parts)).strip()


def _word(part: bytes, charset: str | None) -> str:
    """Return a part of a header; one without a charset may be text that decode_header has escaped."""
    if charset is None:
        try:
            return part.decode("raw-unicode-escape")
        except ValueError:
            return part.decode("latin-1")
    return decoded(part, charset)


def _addresses(message: Message, name: str) -> Iterator[str]:
    """Yield the addresses in all headers of a name, in normal form."""
    import re
    from email.utils import getaddresses

    for text in _all(message, name):
        try:
            found = [address for _, address in getaddresses([text])]
        except _BROKEN:
            found = []
        known = [form for form in map(normal.email, found) if form]
        yield from known or filter(None, map(normal.email, re.findall(_ADDRESS, text)[:100]))


def _at(message: Message) -> str | None:
    """Return when a message was sent, in UTC: by its date, else by when it was received."""
    moment = _moment(_first(message, "date"))
    if moment is None:
        moment = _moment(_first(message, "received").rpartition(";")[2])
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _moment(header: str) -> datetime | None:
    """Return a moment in UTC; one without a zone is in UTC already."""
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(_text(header))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _shown(header: str) -> str:
    """Return what a header says, for a message."""
    from crmcli.domain.text import excerpt

    return f': "{excerpt(_text(header))}"' if header else ""


def _id(message: Message) -> str:
    """Return the message's own id without its brackets, "" where it has none."""
    text = "".join(_text(_first(message, "message-id")).split()).removeprefix("<").removesuffix(">")
    return text if len(text) <= ID_LIMIT else ""


def _digest(*parts: str) -> str:
    """Return an id made of what a message says: the same whenever it is read."""
    from hashlib import sha256

    return f"sha256:{sha256(chr(0).join(parts).encode()).hexdigest()[:40]}"


class _Parts:
    """The texts of a message, and the names of what is attached to it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.names: list[str] = []
        self.html = False

    def take(self, part: Message) -> None:
        """Take in a part and those within it."""
        # Asked of a text, get_payload would decode it by whatever charset the part names.
        payload: Any = part.get_payload() if part.is_multipart() else None
        kind = part.get_content_type()
        if isinstance(payload, list) and part.get_content_maintype() == "message":
            inner = next(iter(payload), None)
            subject = _text(_first(inner, "subject")) if inner is not None else ""
            self.names.append(
                _file_name(part) or (f"{subject[:_NAME_LIMIT]}.eml" if subject else "message.eml")
            )
        elif isinstance(payload, list):
            self._take_all(payload, alternative=kind == "multipart/alternative")
        elif _is_text(part, kind):
            self._take_text(part, html=kind == "text/html")
        else:
            name = _file_name(part)
            if name or part.get_content_disposition() == "attachment":
                self.names.append(name or kind)

    def _take_all(self, payload: list[Message], *, alternative: bool) -> None:
        """Take in parts; of alternatives the first plain text, else the first of all."""
        if not alternative:
            for part in payload:
                self.take(part)
            return
        found = []
        for part in payload:
            inner = _Parts()
            inner.take(part)
            self.names += inner.names
            if any(inner.texts):
                found.append(inner)
        best = next((inner for inner in found if not inner.html), found[0] if found else None)
        if best is not None:
            self.texts += best.texts
            self.html = self.html or best.html

    def _take_text(self, part: Message, *, html: bool) -> None:
        """Take in a text."""
        content = part.get_payload(decode=True)
        charset = part.get_content_charset() or ""
        text = clean(decoded(content if isinstance(content, bytes) else b"", charset))
        text = clean(text_of_html(text)) if html else text
        self.html = self.html or (html and bool(text))
        if text.strip():
            self.texts.append("\n".join(line.rstrip() for line in text.strip().split("\n")))


def _is_text(part: Message, kind: str) -> bool:
    """Tell a part that a person reads as the message."""
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return False
    return kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"


def _file_name(part: Message) -> str:
    """Return the name of an attachment, without a folder before it."""
    name = " ".join(_text(part.get_filename() or "").split())
    return name.replace("\\", "/").rpartition("/")[2][:_NAME_LIMIT]
