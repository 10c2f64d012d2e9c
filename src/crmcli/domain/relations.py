"""Relations: what one party is to another, and that one to it, told from whichever side one looks.

``supplier/customer`` says that the first is the second's supplier and the second the first's customer;
one word (sibling, partner) is true of both. A pair has the same relation once at a time.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Fields, Ref, Text
from crmcli.domain.nouns import CONTACT, CUSTOMER, LEAD, PARTIES, RELATION, Noun
from crmcli.domain.results import Listing
from crmcli.domain.targets import Targets, matching
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of
from crmcli.errors import UsageError
from crmcli.said import say

if TYPE_CHECKING:
    from crmcli.domain.results import Record
    from crmcli.sql import Reader


class Side(NamedTuple):
    """One of the two of a relation."""

    noun: Noun
    number: int

    @property
    def ref(self) -> str:
        """Return ``C-12``."""
        return self.noun.ref(self.number)


@frozen
class RelationRow:
    """A relation: ``first`` is the ``role`` of ``other``, and ``other`` the ``other_role`` of ``first``."""

    id: Annotated[int, Ref("RL", "no.")]
    first: Annotated[str, AnyRef()]
    first_name: Annotated[str | None, Text("who")]
    role: Annotated[str, Text("is")]
    other: Annotated[str, AnyRef("of")]
    other_name: Annotated[str | None, Text("whom")]
    other_role: Annotated[str, Text("who is", show=ROOMY)]
    since: date | None
    until: date | None


@frozen
class RelationRecord:
    """A relation whole; see ``RelationRow``."""

    id: Annotated[int, Ref("RL", "no.")]
    first: Annotated[str, AnyRef()]
    first_name: Annotated[str | None, Text("who")]
    role: Annotated[str, Text("is")]
    other: Annotated[str, AnyRef("of")]
    other_name: Annotated[str | None, Text("whom")]
    other_role: Annotated[str, Text("who is")]
    since: date | None
    until: date | None
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class RelationLine:
    """What somebody is to the record one looks at."""

    id: Annotated[int, Ref("RL", "no.")]
    relation: Annotated[str, Text("is its")]
    who: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]
    since: date | None
    until: date | None
    note: Annotated[str | None, Text(show=ROOMY)]


def ref_sql(prefix: str) -> str:
    """Return the expression of a side's number as people write it."""
    cases = " ".join(
        f"WHEN r.{prefix}{noun.owner} IS NOT NULL THEN '{noun.prefix}-' || r.{prefix}{noun.owner}"
        for noun in PARTIES
    )
    return f"CASE {cases} END"


def name_sql(prefix: str) -> str:
    """Return the expression of a side's name."""
    return (
        f"coalesce((SELECT c.name FROM customer c WHERE c.id = r.{prefix}customer_id), "
        f"(SELECT p.name FROM contact p WHERE p.id = r.{prefix}contact_id), "
        f"(SELECT coalesce(d.name, d.company) FROM lead d WHERE d.id = r.{prefix}lead_id))"
    )


_SIDES = f"""{ref_sql("")} AS "first", {name_sql("")} AS first_name, r.role,
  {ref_sql("other_")} AS "other", {name_sql("other_")} AS other_name,
  coalesce(r.other_role, r.role) AS other_role, r.since, r.until"""
_LIST = View(
    RELATION,
    RelationRow,
    f"SELECT r.id, {_SIDES} FROM relation r",
    "r.until IS NOT NULL, r.id",
    'no relation yet: crm relation add C-1 C-2 --as "supplier/customer"',
)
_RECORD = View(RELATION, RelationRecord, f"SELECT r.id, {_SIDES}, r.note, r.custom FROM relation r")


def _lines(noun: Noun) -> str:
    """Return the query of a record's relations, told from its side."""
    own, other = noun.owner, f"other_{noun.owner}"
    return f"""
SELECT r.id, r.role AS relation, {ref_sql("")} AS who, {name_sql("")} AS name, r.since, r.until, r.note
FROM relation r WHERE r.{other} = :id
UNION ALL
SELECT r.id, coalesce(r.other_role, r.role), {ref_sql("other_")}, {name_sql("other_")}, r.since, r.until,
  r.note
FROM relation r WHERE r.{own} = :id ORDER BY 1
"""


def related(noun: Noun) -> Part:
    """Return the section of a record for whom it is related to."""
    return Part("Relations", RelationLine, _lines(noun))


@frozen
class ListRelations:
    """Which relations; ``of`` names one side, from which they are told then."""

    records: ListRecords
    of: str | None = None
    region: str = "TR"


def list_relations(db: Reader, request: ListRelations) -> Listing[Any]:
    """List relations, those that ended last; of one record, what the others are to it.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
    """
    if request.of is None:
        return list_of(db, _LIST, request.records)
    side = side_of(db, request.of, request.region)
    lines = db.rows(RelationLine, _lines(side.noun), {"id": side.number})
    if request.records.where:
        aimed = Targets((), request.records.where)
        like = set(matching(db, RELATION, aimed))
        lines = [line for line in lines if line.id in like]
    lines.sort(key=lambda line: (line.until is not None, line.id))
    shown = lines[: request.records.limit or None]
    return Listing(
        RelationLine,
        shown,
        title=say("Of {ref}", ref=side.ref),
        total=len(lines) if len(shown) < len(lines) else None,
        empty=say(
            '{ref} has no relation yet: crm relation add {ref} C-2 --as "supplier/customer"', ref=side.ref
        ),
    )


def show_relation(db: Reader, request: ShowRecord) -> Record[RelationRecord]:
    """Show one relation."""
    return record_of(db, _RECORD, request)


def side_of(db: Reader, text: str, region: str = "TR") -> Side:
    """Return whom a reference means: a lead, else a contact, else a customer.

    A phone that a customer shares with the contact who works there means the contact.

    Raises:
        UsageError: it is a record that is no party.
        NotFound, Conflict: see ``anyone``.
    """
    from crmcli.domain.anyone import anyone

    found = anyone(db, text, region)
    if not set(found) <= {noun.name for noun in PARTIES}:
        raise UsageError(
            say("{text} is no customer, contact or lead", text=text.strip()),
            "crm relation add C-1 P-2 --as partner",
        )
    for noun in (LEAD, CONTACT, CUSTOMER):
        if noun.name in found:
            return Side(noun, found[noun.name])
    raise AssertionError(found)
