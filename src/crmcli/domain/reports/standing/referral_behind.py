"""What is behind a row of ``report referrals``: whom somebody brought, and what those bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Money, Number, Ref, Text
from crmcli.domain.reports import steps
from crmcli.domain.reports.behind import orders_of, orders_where
from crmcli.domain.reports.standing.referral_groups import grouped
from crmcli.domain.reports.standing.referral_rows import GroupRow
from crmcli.domain.reports.standing.referrals import ordered
from crmcli.domain.results import Listing
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from crmcli.domain.reports.standing.referrals import Known, Request
    from crmcli.domain.tree import Placed
    from crmcli.sql import Reader


@frozen
class BroughtRow:
    """A customer that was brought: by whom, how deep below, and what it bought itself."""

    id: Annotated[int, Ref("C", "no.")]
    name: str
    referrer: Annotated[int | None, Ref("C", "brought by")]
    depth: Annotated[int, Number("below")]
    revenue: Annotated[int | None, Money("currency", "own revenue")]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class CandidateRow:
    """A lead that was brought and is neither lost nor converted."""

    id: Annotated[int, Ref("L", "no.")]
    name: Annotated[str | None, Text()]
    day: Annotated[str | None, Text(wrap=False)]


_CANDIDATES = """
SELECT r.id, coalesce(r.name, r.company), r.created_on FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id
WHERE r.referrer_id = :number AND (r.created_on IS NULL OR r.created_on <= :as_of)
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of)
  AND NOT (r.status = 'converted' AND coalesce(v.converted_on, '') <= :as_of)
ORDER BY r.id
"""


def below(db: Reader, request: Request, known: Known, number: int) -> tuple[Listing[Any], ...]:
    """Return the sums of all below a customer, who they are, the candidates, and the orders of both."""
    places = ordered(known)
    start = next(at for at, place in enumerate(places) if place.node.number == number)
    depth = places[start].depth
    end = next((at for at in range(start + 1, len(places)) if places[at].depth <= depth), len(places))
    under = places[start + 1 : end]
    rows = [_brought(known, place, place.depth - depth) for place in under]
    values = {"number": number, "as_of": request.as_of.isoformat()}
    candidates = [CandidateRow(*found) for found in db.tuples(_CANDIDATES, values)]
    told = (
        steps.number(say("brought itself"), sum(row.depth == 1 for row in rows)),
        steps.number(say("brought in all"), len(rows)),
        steps.amount(say("own revenue"), known.revenue.get(number, 0), known.currency),
        steps.amount(
            say("brought in: the revenue of all below"), sum(row.revenue or 0 for row in rows), known.currency
        ),
    )
    test, more = within(db.engine, "o.customer_id", "below", [row.id for row in rows])
    return (
        steps.listed(told),
        Listing(BroughtRow, rows, title="brought"),
        Listing(CandidateRow, candidates, title="candidates"),
        orders_of(db, request, number, say("own orders")),
        orders_where(db, request, test, more, say("orders of who was brought")),
    )


def referred(db: Reader, request: Request, known: Known, row: Any) -> tuple[Listing[Any], ...]:
    """Return how rate and share of the whole or a group are made, and who was referred."""
    places = ordered(known)
    by = (request.by or "customer") if isinstance(row, GroupRow) else ""
    parts = grouped(db, request, "" if by == "customer" else by, known, places)
    whole = not isinstance(row, GroupRow) or (row.group is None and row.customers == known.customers)
    inside = {one.number for name, part in parts for one in part if whole or name == row.group}
    rows = [
        _brought(known, place, place.depth)
        for place in places
        if place.node.number in inside and place.node.parent is not None
    ]
    revenue = sum(found.revenue or 0 for found in rows)
    every = sum(worth for number, worth in known.revenue.items() if whole or number in inside)
    told = [steps.ratio(say("referral rate: referred over customers"), len(rows), row.customers, row.rate)]
    if known.currency is not None:
        told += [
            steps.amount(say("revenue of the referred"), revenue, known.currency),
            steps.amount(say("revenue of all"), every, known.currency),
        ]
    return steps.listed(told), Listing(BroughtRow, rows, title="referred")


def _brought(known: Known, place: Placed, depth: int) -> BroughtRow:
    node = place.node
    own = known.revenue.get(node.number, 0) if known.currency else None
    return BroughtRow(node.number, node.name, node.parent, depth, own, known.currency)
