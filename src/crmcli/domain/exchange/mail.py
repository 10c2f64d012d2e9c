"""Mail files (.eml) and mailboxes (mbox) as activities with the people who wrote or received them.

A message is parsed once, when the file is opened; its row waits on disk. Attachments are named, not
stored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmcli.domain.exchange.mail_message import Mail, read_mail
from crmcli.domain.exchange.mail_split import is_mailbox, messages
from crmcli.domain.exchange.rejects import Reject
from crmcli.domain.exchange.source import Batch, Found, Source, SourceReport
from crmcli.domain.exchange.spool import Spool
from crmcli.domain.exchange.spooled import SpooledSource, batched
from crmcli.errors import Refused
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmcli.domain.exchange.raw import RawInput
    from crmcli.domain.exchange.source import SourceOptions

HEADER = ("external_id", "kind", "direction", "at", "subject", "body", "contact")
REJECT_LIMIT = 10_000
"""Messages of a mailbox that may be unreadable."""
_FIELD = re.compile(rb"([a-z][a-z0-9-]*)[ \t]*:(.*)")
_ENVELOPE = frozenset((b"from", b"to", b"subject", b"date", b"cc", b"sender", b"reply-to"))
_MACHINE = frozenset(
    (b"message-id", b"received", b"return-path", b"delivered-to", b"mime-version", b"dkim-signature",
     b"x-mailer", b"content-type", b"x-received", b"authentication-results", b"arc-seal", b"in-reply-to",
     b"references", b"x-mozilla-status", b"x-original-to", b"thread-topic", b"x-gmail-labels", b"x-gm-thrid")
)  # fmt: skip


def looks_like_mail(start: bytes) -> bool:
    """Tell a mail or a mailbox by how it begins; ``start`` is in lower case, without NULs.

    All lines up to a blank one must be headers, and they must name a sender or a receiver beside what
    only mail programs write; or sender, receiver, subject and date.
    """
    if is_mailbox(start):
        return True
    names: set[bytes] = set()
    lines = start.replace(b"\r\n", b"\n").split(b"\n")
    whole = lines if len(start) < 4000 else lines[:-1]
    for number, line in enumerate(whole):
        if not line.strip():
            break
        if number and line[:1] in {b" ", b"\t"}:
            continue
        found = _FIELD.match(line)
        if found is None:
            return False
        names.add(found[1])
    if {b"from", b"to", b"subject", b"date"} <= names:
        return True
    return bool(names & _MACHINE) and len(names & (_MACHINE | _ENVELOPE)) >= 3


def open_mail(raw: RawInput, options: SourceOptions) -> Source:
    """Open a mail or a mailbox as a Source of activities; ``options.own`` tells what we sent ourselves.

    Raises:
        Refused: no message in it can be read, or more than REJECT_LIMIT can't.
    """
    from hashlib import sha256

    digest = sha256()
    for chunk in raw.chunks():
        digest.update(chunk)
    rows = Spool()
    try:
        counts, rejects = _read_all(raw, frozenset(own for own in options.own if "@" in own), rows)
        mailbox = is_mailbox(raw.read(0, 4096).lstrip())
        report = SourceReport(
            name=raw.name,
            kind="mail",
            encoding=say("as each part says"),
            encoding_reason=say("read as mail: each part says its own encoding"),
            delimiter=None,
            delimiter_reason=say("a mailbox of {count}", count=_count(counts["messages"]))
            if mailbox
            else "a mail",
            size=raw.size,
            sha256=digest.hexdigest(),
        )

        def read(size: int) -> Iterator[Batch]:
            return batched(((line, list(row)) for line, row in rows), size)

        part = Source(raw, report, HEADER, read)
        found = Found({"activity": part}, tuple(rejects), tuple(_notes(counts, options)))
        source = SpooledSource(raw, report, HEADER, read, found=found)
        source.spool = rows
    except BaseException:
        rows.close()
        raise
    return source


def _read_all(raw: RawInput, own: frozenset[str], rows: Spool) -> tuple[dict[str, int], list[Reject]]:
    """Read every message into rows; return how many of what there are, and those that can't be read."""
    counts = dict.fromkeys(("messages", "cut", "html", "attachments"), 0)
    rejects: list[Reject] = []
    for message in messages(raw):
        counts["messages"] += 1
        mail = read_mail(message, own)
        if isinstance(mail, Mail):
            row = (mail.external_id, "email", mail.direction, mail.at, mail.subject, mail.body, mail.party)
            rows.add((message.line, row))
            for name in ("cut", "html", "attachments"):
                counts[name] += bool(getattr(mail, name))
            continue
        rejects.append(Reject(message.line, "", "", mail, [""] * len(HEADER)))
        if len(rejects) > REJECT_LIMIT:
            raise Refused(
                say(
                    "{name} is no mailbox that can be read: more than {reject_limit:,} messages are "
                    "broken, the first in line {line}: {reason}",
                    name=raw.name,
                    reject_limit=REJECT_LIMIT,
                    line=rejects[0].line,
                    reason=rejects[0].reason,
                )
            )
    if counts["messages"] == len(rejects):
        why = (
            say("; line {line}: {reason}", line=rejects[0].line, reason=rejects[0].reason) if rejects else ""
        )
        raise Refused(say("{name} holds no message that can be read{why}", name=raw.name, why=why))
    return counts, rejects


def _notes(counts: dict[str, int], options: SourceOptions) -> Iterator[str]:
    """Yield what a person should know, a sentence each."""
    if not any("@" in own for own in options.own):
        yield say("none of our own e-mail addresses is known: every message counts as received")
    some = {name: _count(counts[name]) for name in ("html", "attachments", "cut") if counts[name]}
    if "html" in some:
        yield say("{some} in HTML only: the text of it is kept", some=some["html"])
    if "attachments" in some:
        yield say(
            "{some} with attachments: their names are at the end of the text, they are not stored",
            some=some["attachments"],
        )
    if "cut" in some:
        yield say("{some} cut: the text is too long", some=some["cut"])


def _count(number: int) -> str:
    """Return a number of messages in words."""
    return say("{number:,} message{s}", number=number, s="" if number == 1 else "s")
