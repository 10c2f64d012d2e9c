"""``report referrals``: who brought whom, and what came of it, as of a day.

A customer was referred when another customer is its referrer. ``brought`` counts those a customer
brought itself, ``below`` those they brought as well, and so on down. Revenue is the sum of the totals of
orders that are not cancelled, refunds included, up to the day, in one currency. A lead with a referrer
that is neither lost nor converted is a candidate. Only customers like ``--where`` take part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, Money, Number, Percent, Ref, Text
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.results import Listing, Report
from crmcli.domain.tree import Branch, Node, Placed, Twig, grown
from crmcli.domain.tree_totals import one_currency, rolled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

EMPTY = "nobody was referred yet: crm customer edit C-2 --referred-by C-1"


@frozen
class Request(Asked):
    """``top`` lists the referrers instead of the tree, ``summary`` is the whole in one row."""

    top: bool = False
    summary: bool = False


@frozen
class TreeRow:
    """A customer in the tree of referrals; ``revenue`` is that of all below it, not its own."""

    id: Annotated[int, Ref("C", "no.")]
    name: Annotated[Twig, Branch()]
    brought: Annotated[int, Number()]
    below: Annotated[int, Number("in all")]
    leads: Annotated[int, Number("candidates")]
    own: Annotated[int | None, Money("currency", "own revenue")]
    revenue: Annotated[int | None, Money("currency", "brought in")]
    currency: Annotated[str | None, Text(show=DETAIL)]
    depth: Annotated[int, Number(show=DETAIL)]
    referrer: Annotated[int | None, Ref("C", show=DETAIL)]


@frozen
class TopRow:
    """A customer who brought others; ``share`` is of the revenue of all who were referred, 0..1.

    Shares may add up to more than 1: who brought somebody who brought others is credited with both.
    """

    id: Annotated[int, Ref("C", "no.")]
    name: str
    brought: Annotated[int, Number()]
    below: Annotated[int, Number("in all")]
    leads: Annotated[int, Number("candidates")]
    own: Annotated[int | None, Money("currency", "own revenue")]
    revenue: Annotated[int | None, Money("currency", "brought in")]
    share: Annotated[float | None, Percent(bar=True)]
    currency: Annotated[str | None, Text(show=DETAIL)]


@frozen
class SummaryRow:
    """All referrals: ``rate`` is referred / customers, ``share`` their part of all revenue, 0..1."""

    customers: int
    referred: int
    rate: Annotated[float | None, Percent()]
    referrers: int
    leads: Annotated[int, Number("candidates")]
    revenue: Annotated[int | None, Money("currency", "of referred")]
    share: Annotated[float | None, Percent("of revenue")]
    currency: Annotated[str | None, Text(show=DETAIL)]


class Known(NamedTuple):
    """What the store knows: the nodes by name, leads and revenue by customer, and the whole."""

    nodes: list[Node]
    leads: dict[int, int]
    revenue: dict[int, int]
    currency: str | None
    notes: tuple[str, ...]
    customers: int
    all_revenue: int


_THERE = "(c.created_on IS NULL OR c.created_on <= :as_of) AND {customers}"
_NODES = f"""
SELECT c.id, c.referrer_id, c.name FROM customer c
WHERE {_THERE} AND (c.referrer_id IS NOT NULL OR c.id IN (
  SELECT referrer_id FROM customer WHERE referrer_id IS NOT NULL
  UNION SELECT referrer_id FROM lead WHERE referrer_id IS NOT NULL))
ORDER BY c.name_sort, c.id
"""
_LEADS = """
SELECT r.referrer_id, count(*) FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id
WHERE r.referrer_id IS NOT NULL AND (r.created_on IS NULL OR r.created_on <= :as_of)
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of)
  AND NOT (r.status = 'converted' AND coalesce(v.converted_on, '') <= :as_of)
GROUP BY r.referrer_id
"""
_REVENUE = """
SELECT o.customer_id, o.currency, CAST(sum(o.total_minor) AS BIGINT), count(*) FROM sales_order o
WHERE o.status <> 'cancelled' AND o.ordered_on <= :as_of AND o.total_minor IS NOT NULL AND {customers}
  AND o.customer_id IS NOT NULL
GROUP BY o.customer_id, o.currency
"""


def fetch(db: Reader, request: Asked) -> Known:
    """Return what the store knows of referrals."""
    day = {"as_of": request.as_of.isoformat()}
    test, values = of_customers(db, "c.id", request)
    nodes = [Node(*row) for row in db.tuples(_NODES.format(customers=test), values | day)]
    query = f"SELECT count(*) FROM customer c WHERE {_THERE.format(customers=test)}"
    customers = int(db.value(query, values | day))
    leads = dict(db.tuples(_LEADS, day))
    bought, more = of_customers(db, "o.customer_id", request)
    found = [tuple(row) for row in db.tuples(_REVENUE.format(customers=bought), more | day)]
    currency, notes = one_currency(found, request.currency)
    revenue = {row[0]: row[2] for row in found if row[1] == currency}
    return Known(nodes, leads, revenue, currency, notes, customers, sum(revenue.values()))


def report(db: Reader, request: Request) -> Report[Any]:
    """Show the trees of referrals, the referrers by what they brought in, or the whole in one row."""
    known = fetch(db, request)
    places = ordered(known)
    whole = summary(known, places)
    notes = (_said(whole), *known.notes) if places else known.notes
    if request.summary:
        return Report("referrals", SummaryRow, [whole], "Referrals", request.as_of, notes=known.notes)
    rows = tree_rows(known, places)
    if not request.top:
        title = "Who brought whom"
        return Report("referrals", TreeRow, rows, title, request.as_of, empty=EMPTY, notes=notes)
    top = sorted(
        (row for row in rows if row.brought or row.leads),
        key=lambda row: (-(row.revenue or 0), -row.below, -row.leads, row.id),
    )
    shown = [
        TopRow(
            row.id,
            str(row.name),
            row.brought,
            row.below,
            row.leads,
            row.own,
            row.revenue,
            figures.share(row.revenue, whole.revenue),
            row.currency,
        )
        for row in top[: request.limit or None]
    ]
    return Report("referrals", TopRow, shown, "Top referrers", request.as_of, empty=EMPTY, notes=notes)


def ordered(known: Known) -> list[Placed]:
    """Return the nodes depth first, those that brought in most before their brothers."""
    brought = _brought(known, list(grown(known.nodes)))
    nodes = sorted(known.nodes, key=lambda node: -brought[node.number][1])
    return list(grown(nodes))


def _brought(known: Known, places: Sequence[Placed]) -> dict[int, tuple[int, int]]:
    """Return customer -> how many stand below it, and their revenue."""
    counts = rolled(places, {place.node.number: 1 for place in places})
    sums = rolled(places, known.revenue)
    return {number: (counts[number] - 1, sums[number] - known.revenue.get(number, 0)) for number in counts}


def tree_rows(known: Known, places: Sequence[Placed]) -> list[TreeRow]:
    """Return places as rows."""
    brought = _brought(known, places)
    direct: dict[int | None, int] = {}
    for place in places:
        if place.depth:
            direct[place.node.parent] = direct.get(place.node.parent, 0) + 1
    return [
        TreeRow(
            id=place.node.number,
            name=Twig(place.node.name, place.lines),
            brought=direct.get(place.node.number, 0),
            below=brought[place.node.number][0],
            leads=known.leads.get(place.node.number, 0),
            own=known.revenue.get(place.node.number, 0) if known.currency else None,
            revenue=brought[place.node.number][1] if known.currency else None,
            currency=known.currency,
            depth=place.depth,
            referrer=place.node.parent,
        )
        for place in places
    ]


def summary(known: Known, places: Sequence[Placed]) -> SummaryRow:
    """Return the whole: who has a referrer counts, whether that one takes part or not."""
    referred = [place.node.number for place in places if place.node.parent is not None]
    revenue = sum(known.revenue.get(number, 0) for number in referred) if known.currency else None
    return SummaryRow(
        customers=known.customers,
        referred=len(referred),
        rate=figures.share(len(referred), known.customers),
        referrers=len({place.node.parent for place in places if place.node.parent is not None}),
        leads=sum(known.leads.get(place.node.number, 0) for place in places),
        revenue=revenue,
        share=figures.share(revenue, known.all_revenue),
        currency=known.currency,
    )


def _said(whole: SummaryRow) -> str:
    """Return the referral rate in words."""
    rate = "" if whole.rate is None else f" ({whole.rate * 100:.1f} %)"
    return (
        f"{whole.referred:,} of {figures.plural(whole.customers, 'customer')} were referred{rate}, "
        f"by {figures.plural(whole.referrers, 'referrer')}"
    )


def brought_by(db: Reader, asked: tuple[Request, str, str]) -> Listing[TreeRow]:
    """Show the tree of referrals below one customer.

    Raises:
        NotFound, Conflict: nobody, or several, answer to the reference.
    """
    from crmcli.domain.refs import resolve

    request, ref, region = asked
    number = resolve(db, CUSTOMER, ref, region=region)
    known = fetch(db, request)
    places = ordered(known)
    start = next((at for at, place in enumerate(places) if place.node.number == number), None)
    if start is None:
        said = CUSTOMER.ref(number)
        empty = f'{said} brought nobody yet: crm customer add "Işık Mobilya" --referred-by {said}'
        return Listing(TreeRow, (), empty=empty)
    depth = places[start].depth
    end = next((at for at in range(start + 1, len(places)) if places[at].depth <= depth), len(places))
    inside = {place.node.number for place in places[start:end]}
    nodes = [place.node for place in places[start:end] if place.node.number in inside]
    return Listing(TreeRow, tree_rows(known, list(grown(nodes))), notes=known.notes)
