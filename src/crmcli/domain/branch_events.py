"""What happened at a branch: which records are events, when, and the latest of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.branches import EVENTS, ListBranches, list_branches, moment_of, named
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Choice, Instant, Money, Text
from crmcli.domain.nouns import BY_TABLE
from crmcli.domain.results import Listing, Record
from crmcli.sql import EVERY_ROW

if TYPE_CHECKING:
    from crmcli.sql import Reader


@frozen
class BranchRecord:
    """A branch whole; see ``BranchRow``."""

    branch: str
    customers: int
    users: int
    activities: int
    orders: int
    revenue: Annotated[int | None, Money("currency")]
    cases: int
    payments: int
    checks: int
    others: int
    last: Annotated[datetime | date | None, Instant("last event")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class EventLine:
    """Something that happened at a branch."""

    when: Annotated[datetime | date | None, Instant()]
    kind: Annotated[str, Choice({})]
    id: Annotated[str, AnyRef("no.")]
    about: Annotated[str | None, Text()]
    customer: Annotated[str | None, AnyRef()]
    customer_name: Annotated[str | None, Text("whose")]


@frozen
class ShowBranch:
    """A branch, as of a day, with so many of its latest events (0 for all)."""

    name: str
    as_of: date
    limit: int = 20
    currency: str | None = None


def show_branch(db: Reader, request: ShowBranch) -> Record[BranchRecord]:
    """Show one branch with the latest events there, the newest first.

    Raises:
        NotFound, Conflict: see ``named``.
    """
    name = named(db, request.name)
    listing = list_branches(db, ListBranches(request.as_of, request.currency))
    row = next(row for row in listing.rows if row.branch == name)
    item = BranchRecord(**row.__dict__)
    events = _events(db, name, request)
    sections = (Listing(EventLine, events, title="Latest"),) if events else ()
    return Record(item, title=name, sections=sections, notes=listing.notes)


def _events(db: Reader, name: str, request: ShowBranch) -> list[EventLine]:
    """Return the latest events of a branch."""
    selects = []
    for table, (when, about) in EVENTS.items():
        noun = BY_TABLE[table]
        columns = db.tables[table].columns
        customer = "r.customer_id" if "customer_id" in columns else "r.id" if table == "customer" else "NULL"
        kind = "r.kind" if table == "activity" else f"'{noun.name}'"
        selects.append(
            f"SELECT {when} AS moment, {kind} AS kind, '{noun.prefix}-' || r.id AS ref, {about} AS about, "
            f"CAST({customer} AS BIGINT) AS customer FROM {table} r "
            f"WHERE r.branch = :branch AND substr({when}, 1, 10) <= :as_of"
        )
    query = (
        "SELECT e.moment, e.kind, e.ref, e.about, 'C-' || e.customer, c.name "
        f"FROM ({' UNION ALL '.join(selects)}) e LEFT JOIN customer c ON c.id = e.customer "
        "ORDER BY e.moment DESC, e.ref LIMIT :limit"
    )
    values = {"branch": name, "as_of": request.as_of.isoformat(), "limit": request.limit or EVERY_ROW}
    return [EventLine(moment_of(row[0]), *row[1:]) for row in db.tuples(query, values)]
