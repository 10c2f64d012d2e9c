"""Verified callers: the list, and one whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Fields, Flag, Instant, Ref, Text
from crmcli.domain.nouns import VERIFICATION
from crmcli.domain.results import Listing
from crmcli.domain.verification_asked import asked_told, read_asked
from crmcli.domain.views import ListRecords, ShowRecord, View, list_of, record_of
from crmcli.said import listed

if TYPE_CHECKING:
    from crmcli.domain.results import Record
    from crmcli.sql import Reader


class Passed(Flag):
    """Whether somebody passed: who did not stands out."""

    __slots__ = ()

    def style(self, value: Any, row: Any) -> str | None:
        """Return green for passed and red for failed."""
        del row
        return "green" if value else "red"


class Lines(Text):
    """Lines that stand in one cell."""

    __slots__ = ()

    def human(self, value: Any, row: Any, locale: str) -> str:
        """Return the lines parted by commas, ``city: right``."""
        del row, locale
        return listed([asked_told(line) for line in str(value).splitlines()])


@frozen
class VerificationRow:
    """A caller who was asked who they are; ``asked`` has a line a question, never the answers."""

    id: Annotated[int, Ref("VE", "no.")]
    at: Annotated[datetime, Instant("when")]
    who: str | None
    passed: Annotated[bool, Passed()]
    asked: Annotated[str | None, Lines()]
    user: Annotated[str | None, Text("by", show=ROOMY, wrap=False)]
    channel: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    branch: Annotated[str | None, Text(show=ROOMY, wrap=False)]
    customer: Annotated[int | None, Ref("C", show=DETAIL)]
    contact: Annotated[int | None, Ref("P", show=DETAIL)]


_FROM = """
FROM verification r LEFT JOIN customer c ON c.id = r.customer_id LEFT JOIN contact p ON p.id = r.contact_id
LEFT JOIN crm_user u ON u.id = r.user_id
"""
_LIST = View(
    VERIFICATION,
    VerificationRow,
    f"""
SELECT r.id, r.at, coalesce(c.name, p.name) AS who, r.passed, r.asked, u.name AS "user", r.channel, r.branch,
  r.customer_id AS customer, r.contact_id AS contact
{_FROM}""",
    "r.at DESC, r.id DESC",
    "nobody was verified yet: crm verify ask C-1",
)


def list_verifications(db: Reader, request: ListRecords) -> Listing[VerificationRow]:
    """List who was asked who they are, the latest first."""
    return list_of(db, _LIST, request)


@frozen
class VerificationRecord:
    """A caller who was asked who they are."""

    id: Annotated[int, Ref("VE", "no.")]
    at: Annotated[datetime, Instant("when")]
    passed: Annotated[bool, Passed()]
    customer: Annotated[int | None, Ref("C")]
    customer_name: str | None
    contact: Annotated[int | None, Ref("P")]
    contact_name: str | None
    user: Annotated[str | None, Text("by")]
    channel: str | None
    branch: str | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class AskedRow:
    """A question, and whether it was answered right."""

    question: str
    right: Annotated[bool, Passed()]


_RECORD = View(
    VERIFICATION,
    VerificationRecord,
    f"""
SELECT r.id, r.at, r.passed, r.customer_id AS customer, c.name AS customer_name, r.contact_id AS contact,
  p.name AS contact_name, u.name AS "user", r.channel, r.branch, r.note, r.custom
{_FROM}""",
)


def show_verification(db: Reader, request: ShowRecord) -> Record[VerificationRecord]:
    """Show one caller who was asked, and what they answered right."""
    found = record_of(db, _RECORD, request)
    text = db.value("SELECT asked FROM verification WHERE id = :id", {"id": found.item.id})
    asked = [AskedRow(*one) for one in read_asked(text or "")]
    who = found.item.customer_name or found.item.contact_name or ""
    title = f"{VERIFICATION.ref(found.item.id)}  {who}".rstrip()
    return replace(found, title=title, sections=(Listing(AskedRow, asked, title="Asked"),) if asked else ())
