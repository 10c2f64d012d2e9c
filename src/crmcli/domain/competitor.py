"""Competitors: who else sells, and how often opportunities are won from them and lost to them.

Against a competitor are the opportunities that name it; an opportunity counts by the outcome of the
stage it is in.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Fields, Flag, Money, Number, Percent, Ref, Text
from crmcli.domain.nouns import COMPETITOR
from crmcli.domain.opportunity import OUTCOME
from crmcli.domain.reason_words import LostReason
from crmcli.domain.views import ListRecords, Part, ShowRecord, View, list_of, record_of

if TYPE_CHECKING:
    from crmcli.domain.results import Listing, Record
    from crmcli.sql import Reader


@frozen
class CompetitorRow:
    """A competitor in a list; ``win_rate`` is won / (won + lost), 0..1, None when nothing is decided."""

    id: Annotated[int, Ref("CO", "no.")]
    name: Annotated[str, Text()]
    won: Annotated[int, Number()]
    lost: Annotated[int, Number()]
    open: Annotated[int, Number()]
    win_rate: Annotated[float | None, Percent("win rate", bar=True)]
    website: Annotated[str | None, Text(show=ROOMY)]
    active: Annotated[bool, Flag(show=ROOMY)]


_AGAINST = """
FROM competitor r LEFT JOIN (
  SELECT o.competitor_id, count(CASE WHEN s.outcome = 'won' THEN 1 END) AS won,
    count(CASE WHEN s.outcome = 'lost' THEN 1 END) AS lost,
    count(CASE WHEN s.outcome = 'open' THEN 1 END) AS open
  FROM opportunity o JOIN stage s ON s.id = o.stage_id WHERE o.competitor_id IS NOT NULL
  GROUP BY o.competitor_id
) d ON d.competitor_id = r.id
"""
_COUNTS = """coalesce(d.won, 0) AS won, coalesce(d.lost, 0) AS lost, coalesce(d.open, 0) AS open,
  CASE WHEN d.won + d.lost > 0 THEN CAST(d.won AS double precision) / (d.won + d.lost) END AS win_rate"""
_LIST = View(
    COMPETITOR,
    CompetitorRow,
    f"SELECT r.id, r.name, {_COUNTS}, r.website, r.active {_AGAINST}",
    "r.active DESC, coalesce(d.won, 0) + coalesce(d.lost, 0) DESC, r.name_sort, r.id",
    'no competitor yet: crm competitor add "Rakip Mobilya"',
)


def list_competitors(db: Reader, request: ListRecords) -> Listing[CompetitorRow]:
    """List competitors, those met most often first, those gone from the market last."""
    return list_of(db, _LIST, request)


@frozen
class CompetitorRecord:
    """A competitor whole."""

    id: Annotated[int, Ref("CO", "no.")]
    name: str
    website: str | None
    won: Annotated[int, Number("won from them")]
    lost: Annotated[int, Number("lost to them")]
    open: Annotated[int, Number("open against them")]
    win_rate: Annotated[float | None, Percent("win rate")]
    strengths: str | None
    weaknesses: str | None
    active: bool
    note: str | None
    custom: Annotated[dict[str, Any] | None, Fields()]


@frozen
class AmountLine:
    """What was won from a competitor and lost to it in one currency; None without any amount."""

    currency: Annotated[str | None, Text(show=DETAIL)]
    won: Annotated[int | None, Money("currency")]
    lost: Annotated[int | None, Money("currency")]
    open: Annotated[int | None, Money("currency")]


@frozen
class ReasonLine:
    """Why opportunities were lost to a competitor."""

    reason: Annotated[str | None, LostReason()]
    lost: Annotated[int, Number()]


@frozen
class AgainstLine:
    """An opportunity against a competitor; ``close`` is the day of closing, expected of an open one."""

    id: Annotated[int, Ref("O", "no.")]
    name: str
    customer: str | None
    outcome: Annotated[str, OUTCOME]
    amount: Annotated[int | None, Money("currency")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    close: Annotated[date | None, Day()]
    reason: Annotated[str | None, LostReason()]


_RECORD = View(
    COMPETITOR,
    CompetitorRecord,
    f"""
SELECT r.id, r.name, r.website, {_COUNTS}, r.strengths, r.weaknesses, r.active, r.note, r.custom
{_AGAINST}""",
)
_SUM = "CAST(sum(CASE WHEN s.outcome = '{outcome}' THEN o.amount_minor END) AS BIGINT) AS {outcome}"
_AMOUNTS = f"""
SELECT o.currency, {", ".join(_SUM.format(outcome=outcome) for outcome in ("won", "lost", "open"))}
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE o.competitor_id = :id AND o.amount_minor IS NOT NULL GROUP BY o.currency
ORDER BY count(*) DESC, o.currency
"""
_REASONS = """
SELECT x.name AS reason, count(*) AS lost
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN lost_reason x ON x.id = o.lost_reason_id
WHERE o.competitor_id = :id AND s.outcome = 'lost' GROUP BY x.id, x.name ORDER BY count(*) DESC, x.name
"""
_DEALS = """
SELECT o.id, o.name, c.name AS customer, s.outcome, o.amount_minor AS amount, o.currency,
  coalesce(o.closed_on, o.expected_close) AS close, x.name AS reason
FROM opportunity o JOIN stage s ON s.id = o.stage_id LEFT JOIN customer c ON c.id = o.customer_id
LEFT JOIN lost_reason x ON x.id = o.lost_reason_id
WHERE o.competitor_id = :id
ORDER BY s.outcome <> 'open', coalesce(o.closed_on, o.expected_close) DESC, o.id DESC
"""


def show_competitor(db: Reader, request: ShowRecord) -> Record[CompetitorRecord]:
    """Show one competitor with what was won from it and lost to it, and why."""
    return record_of(
        db,
        _RECORD,
        request,
        Part("Amounts", AmountLine, _AMOUNTS),
        Part("Reasons", ReasonLine, _REASONS),
        Part("Opportunities", AgainstLine, _DEALS),
    )
