"""Attached files as they are listed and shown, and under the records they belong to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, AnyRef, Choice, Day, Fields, Flag, Number, Ref, Text
from crmcli.domain.nouns import (
    ATTACHMENT,
    CASE,
    CONTACT,
    CUSTOMER,
    LEAD,
    OPPORTUNITY,
    ORDER,
    QUOTE,
    Noun,
    split_ref,
)
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader

OWNERS = (CUSTOMER, CONTACT, LEAD, OPPORTUNITY, ORDER, QUOTE, CASE)
"""What files belong to."""
STATE = Choice(
    {
        "ok": ("✓", "green"),
        "missing": ("✗", "red"),
        "changed": ("!", "yellow"),
        "unreadable": ("!", "red"),
        "none": ("·", "dim"),
    }
)


class Bytes(Number):
    """A number of bytes: people read 1.2 MB."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the number in the largest unit of 1,000 that it reaches."""
        for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
            if value >= size:
                return f"{super().human(value / size, row, locale)} {unit}"
        return f"{super().human(value, row, locale)} B"


@frozen
class AttachmentRow:
    """An attached file in a list; ``copied`` says whether a copy is kept."""

    id: Annotated[int, Ref("FI", "no.")]
    whose: Annotated[str, AnyRef("of")]
    whose_name: Annotated[str | None, Text("whose")]
    name: Annotated[str, Text("file")]
    size: Annotated[int, Bytes()]
    copied: Annotated[bool, Flag("copy")]
    attached_on: Annotated[date | None, Day("on")]
    path: Annotated[str, Text(show=ROOMY)]
    sha256: Annotated[str, Text(show=DETAIL)]
    note: Annotated[str | None, Text(show=ROOMY)]


@frozen
class AttachmentRecord:
    """An attached file whole."""

    id: Annotated[int, Ref("FI", "no.")]
    name: Annotated[str, Text("file")]
    whose: Annotated[str, AnyRef("of")]
    whose_name: Annotated[str | None, Text("whose")]
    path: str
    size: Annotated[int, Bytes()]
    sha256: str
    copied: Annotated[bool, Flag("copy")]
    attached_on: date | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


_WHOSE = " ".join(f"WHEN r.{n.owner} IS NOT NULL THEN '{n.prefix}-' || r.{n.owner}" for n in OWNERS)
_NAMES = ", ".join(
    f"(SELECT {noun.label.replace('r.', 'n.')} FROM {noun.table} n WHERE n.id = r.{noun.owner})"
    for noun in OWNERS
)
_FROM = f"CASE {_WHOSE} END AS whose, coalesce({_NAMES}) AS whose_name"
_LIST = View(
    ATTACHMENT,
    AttachmentRow,
    f"""
SELECT r.id, {_FROM}, r.name, r.size, r.copied, r.attached_on, r.path, r.sha256, r.note FROM attachment r
""",
    "r.id DESC",
    "no file yet: crm attachment add C-12 sozlesme.pdf",
)
_RECORD = View(
    ATTACHMENT,
    AttachmentRecord,
    f"""
SELECT r.id, r.name, {_FROM}, r.path, r.size, r.sha256, r.copied, r.attached_on, r.branch, r.note, r.custom
FROM attachment r
""",
)


@frozen
class ListAttachments:
    """Which files; ``of`` names the record they belong to."""

    records: ListRecords
    of: str | None = None
    region: str = "TR"


def list_attachments(db: Reader, request: ListAttachments) -> Listing[AttachmentRow]:
    """List attached files, the newest first.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
        UsageError: it is a record that has no files.
    """
    if request.of is None:
        return list_of(db, _LIST, request.records)
    noun, number = owner(db, request.of, request.region)
    return list_of(db, _LIST, request.records, (f"r.{noun.owner} = :owner", {"owner": number}))


def show_attachment(db: Reader, request: ShowRecord) -> Record[AttachmentRecord]:
    """Show one attached file."""
    return record_of(db, _RECORD, request)


def owner(db: Reader, text: str, region: str = "TR") -> tuple[Noun, int]:
    """Return the record that a reference means; one that is no number is a lead, a contact or a customer.

    Raises:
        UsageError: it is a record that has no files.
        NotFound, Conflict: see ``refs.resolve`` and ``anyone``.
    """
    found = split_ref(text.strip()) if "-" in text else None
    if found is None:
        from crmcli.domain.relations import side_of

        side = side_of(db, text, region)
        return side.noun, side.number
    from crmcli.domain.refs import resolve

    if found[0] not in OWNERS:
        names = ", ".join(noun.plural for noun in OWNERS)
        raise UsageError(
            say("{text} is of a kind that has no files", text=text.strip()),
            say("these have: {names}", names=names),
        )
    return found[0], resolve(db, found[0], text, region=region)


@frozen
class FileLine:
    """A file under its record."""

    id: Annotated[int, Ref("FI", "no.")]
    name: Annotated[str, Text("file")]
    size: Annotated[int, Bytes()]
    copied: Annotated[bool, Flag("copy")]
    attached_on: Annotated[date | None, Day("on")]
    note: Annotated[str | None, Text(show=ROOMY)]


def attached(noun: Noun) -> Part:
    """Return the section of a record for its files."""
    return Part(
        "Files",
        FileLine,
        "SELECT r.id, r.name, r.size, r.copied, r.attached_on, r.note FROM attachment r "
        f"WHERE r.{noun.owner} = :id ORDER BY r.id",
    )
