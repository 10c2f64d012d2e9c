"""A member's text as a file: plain, or as a message that a mail program opens as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.campaigns.render import TextRow


def as_text(row: TextRow) -> str:
    """Return the file of a member: the subject, an empty line, the text."""
    head = f"{row.subject}\n\n" if row.subject else ""
    return f"{head}{row.text}".rstrip("\n") + "\n"


def as_message(row: TextRow, sender: str | None = None) -> bytes:
    """Return the member's text as a message that a mail program opens as a draft.

    Raises:
        UsageError: the member's e-mail is none.
    """
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    from crmcli.domain.normal import email

    norm = email(row.email) if row.email else None
    if norm is None:
        raise UsageError(say("{id} has no e-mail", id=row.id), "--as txt")
    message = EmailMessage(policy=SMTP)
    # Of a name only what a header may hold; the rest of it is in the text.
    name = " ".join("".join(c if c.isprintable() else " " for c in row.name or "").split())
    user, _, domain = norm.rpartition("@")
    message["To"] = Address(literal(name), user, domain)
    if sender:
        message["From"] = literal(sender)
    message["Subject"] = literal(row.subject or "")
    message["X-Unsent"] = "1"
    message.set_content(row.text.rstrip("\n") + "\n", cte="base64")
    return message.as_bytes()


def literal(text: str) -> str:
    """Return a text for a header in which nothing stands for a character that it isn't.

    The library reads ``=?utf-8?q?=0A?=`` wherever it stands, and writes the line end that it means.
    """
    return text.replace("=?", "= ?")
