"""Panels of what waits and what comes in: the day's list, the pipeline by stage, new leads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from crmcli.domain.dashboard.asked import ROWS
from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import ROOMY, AnyRef, Day, Money, Number, Percent, Ref, Stage, Text
from crmcli.domain.results import Listing
from crmcli.said import listed, say

if TYPE_CHECKING:
    from crmcli.domain.dashboard.asked import Glance
    from crmcli.sql import Reader

NEW_DAYS = 30
"""A lead is new for so many days."""


@frozen
class ToDoRow:
    """A thing to do, and why now."""

    id: Annotated[str, AnyRef("no.")]
    what: Annotated[str, Text("what to do", wrap=False)]
    why: Annotated[str, Text(wrap=False, dim=True)]


@frozen
class StageRow:
    """An open stage: how many opportunities are in it, and what they are worth beside the richest stage."""

    stage: Annotated[str, Stage(wrap=False)]
    count: Annotated[int, Number("no.")]
    share: Annotated[float | None, Percent(bar=True)]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text()]


@frozen
class LeadRow:
    """An open lead that came in lately."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str, Text(wrap=False)]
    source: Annotated[str | None, Text(wrap=False, dim=True, show=ROOMY)]
    came: Annotated[date | None, Day()]


def to_do(db: Reader, glance: Glance) -> Listing[ToDoRow]:
    """Return what to do, the most urgent first; the notes count what there is of each part."""
    from crmcli.domain.today import work
    from crmcli.domain.today.agenda import Today, parts

    found = parts(db, Today(glance.ask, lines=ROWS))
    items = sorted((item for part in found for item in part.items), key=lambda item: -item.points)
    rows = [
        ToDoRow(item.ref, listed((item.who, item.what), ": ") if item.who else item.what, item.why)
        for item in items[:ROWS]
    ]
    counts = [f"{part.name} {part.total:,}" for part in found]
    return Listing(
        ToDoRow,
        rows,
        total=sum(part.total for part in found),
        notes=tuple(counts),
        empty="" if rows else work.nothing_due(db, glance.ask),
    )


_STAGES = """SELECT s.name, o.currency, count(o.id), sum(o.amount_minor)
FROM stage s LEFT JOIN opportunity o ON o.stage_id = s.id
WHERE s.outcome = 'open' AND (s.active = 1 OR o.id IS NOT NULL)
GROUP BY s.id, s.name, s.position, o.currency ORDER BY s.position, s.id"""


def pipeline(db: Reader, glance: Glance) -> Listing[StageRow]:
    """Return the open stages in their order; amounts in the home currency, others are named in the notes."""
    counts: dict[str, int] = {}
    sums: dict[str, int] = {}
    other: dict[str, int] = {}
    for stage, currency, count, amount in db.tuples(_STAGES):
        counts[stage] = counts.get(stage, 0) + count
        if currency == glance.currency:
            sums[stage] = sums.get(stage, 0) + int(amount or 0)
        elif amount:
            other[currency] = other.get(currency, 0) + int(amount)
    most = max(sums.values(), default=0) or max(counts.values(), default=0)
    worth = sums if any(sums.values()) else counts
    rows = [
        StageRow(stage, count, worth.get(stage, 0) / most if most else None, sums.get(stage), glance.currency)
        for stage, count in counts.items()
    ]
    open_now = sum(counts.values())
    return Listing(
        StageRow,
        rows if open_now else [],
        total=open_now,
        notes=tuple(_plus(amount, currency) for currency, amount in sorted(other.items())),
        empty=say("no open opportunity"),
    )


def _plus(amount: int, currency: str) -> str:
    """Return what stands in another currency."""
    from crmcli.domain.money import from_minor

    return say("and {amount:,} {currency}", amount=from_minor(amount, currency), currency=currency)


_LEADS = """SELECT id, coalesce(name, company, email, phone, '?'), company, source, created_on FROM lead
WHERE status IN ('new', 'working', 'qualified') AND created_on >= :since AND created_on <= :today
ORDER BY created_on DESC, id DESC LIMIT :most"""


def leads(db: Reader, glance: Glance) -> Listing[LeadRow]:
    """Return the open leads of the last weeks, the newest first."""
    since = glance.today - timedelta(days=NEW_DAYS)
    asked = {"since": since.isoformat(), "today": glance.today.isoformat(), "most": ROWS}
    rows = [
        LeadRow(
            number,
            f"{name}, {company}" if company and company != name else name,
            source,
            date.fromisoformat(came) if came else None,
        )
        for number, name, company, source, came in db.tuples(_LEADS, asked)
    ]
    empty = say("no open lead from the last {days} days", days=NEW_DAYS)
    return Listing(LeadRow, rows, total=len(rows), empty=empty)
