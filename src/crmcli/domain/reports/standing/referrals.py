"""``report referrals``: who brought whom, and what came of it, as of a day.

A customer was referred when another customer is its referrer. ``brought`` counts those a customer
brought itself, ``below`` those they brought as well, and so on down. Revenue is the sum of the totals of
orders that are not cancelled, refunds included, of the span and up to the day, in one currency. A lead
with a referrer that is neither lost nor converted is a candidate. Only customers like ``--where`` take part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.nouns import CUSTOMER
from crmcli.domain.pictures import Bar, Bars, Tree
from crmcli.domain.pictures import Node as Drawn
from crmcli.domain.reports import figures
from crmcli.domain.reports.baskets import before
from crmcli.domain.reports.groups import TRAITS, cut
from crmcli.domain.reports.scope import Asked, chosen, of_customers
from crmcli.domain.reports.standing import spent
from crmcli.domain.reports.standing.referral_rows import GroupRow, SummaryRow, TopRow, TreeRow
from crmcli.domain.results import Listing, Report
from crmcli.domain.tree import Node, Placed, Twig, grown
from crmcli.domain.tree_totals import rolled
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.sql import Reader

BY = ("customer", *TRAITS)
ROWS = (TreeRow, TopRow, SummaryRow, GroupRow)
EMPTY = "nobody was referred yet: crm customer edit C-2 --referred-by C-1"
_MOST_BARS = 10


@frozen
class Request(Asked):
    """``top`` lists the referrers instead of the tree, ``summary`` is the whole in one row."""

    top: bool = False
    summary: bool = False


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


def fetch(db: Reader, request: Asked) -> Known:
    """Return what the store knows of referrals."""
    day = {"as_of": request.as_of.isoformat()}
    test, values = of_customers(db, "c.id", request)
    nodes = [Node(*row) for row in db.tuples(_NODES.format(customers=test), values | day)]
    query = f"SELECT count(*) FROM customer c WHERE {_THERE.format(customers=test)}"
    customers = int(db.value(query, values | day))
    leads = dict(db.tuples(_LEADS, day))
    since = "" if request.since is None else before(request.since, 1).isoformat()
    last = min(request.until or request.as_of, request.as_of)
    found = spent.fetch(db, request, since, last.isoformat())
    return Known(nodes, leads, found.by, found.code, found.notes, customers, sum(found.by.values()))


def report(db: Reader, request: Request) -> Report[Any]:
    """Show the trees of referrals, the referrers by what they brought in, the whole, or groups.

    Raises:
        UsageError: the report can't be told by that.
    """
    by = chosen("referrals", request.by or "customer", BY)
    known = fetch(db, request)
    places = ordered(known)
    whole = summary(known, places)
    notes = (_said(whole, request.language), *known.notes) if places else known.notes
    rows = tree_rows(known, places)
    listed: Sequence[Any] = rows
    row: Any = TreeRow
    title, total = say("Who brought whom{span}", span=request.span), None
    if request.summary:
        row, listed, title, notes = (
            SummaryRow,
            [whole],
            say("Referrals{span}", span=request.span),
            known.notes,
        )
    elif by != "customer":
        from crmcli.domain.reports.standing.referral_groups import group_rows

        listed, total = group_rows(db, request, by, known, places)
        row = figures.headed(GroupRow, by)
        title = say("Referrals by {by}{span}", by=named(by, "column"), span=request.span)
    elif request.top:
        row, listed, title = TopRow, top_rows(rows, whole), say("Top referrers{span}", span=request.span)
    shown, more = cut(list(listed), request.limit, "customer" if by == "customer" else "row")
    return Report(
        "referrals",
        row,
        shown,
        title,
        request.as_of,
        pictures=pictures(request, rows, listed),
        total=total,
        empty=EMPTY,
        notes=(*more, *notes),
    )


def top_rows(rows: Sequence[TreeRow], whole: SummaryRow) -> list[TopRow]:
    """Return the referrers, the one who brought in most first."""
    from crmcli.domain.text import sort_key

    top = sorted(
        (row for row in rows if row.brought or row.leads),
        key=lambda row: (-(row.revenue or 0), -row.below, -row.leads, sort_key(row.name), row.id),
    )
    return [
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
        for row in top
    ]


def pictures(request: Request, rows: Sequence[TreeRow], listed: Sequence[Any]) -> tuple[Tree | Bars, ...]:
    """Return the pictures: the trees where the rows show none, and who brought in most."""
    if not rows:
        return ()
    if request.by not in (None, "customer") and not request.summary:
        bars = tuple(
            Bar(
                row.group or "—",
                row.rate or 0.0,
                say("{referred:,} of {customers:,}", referred=row.referred, customers=row.customers),
            )
            for row in listed
        )
        return (Bars("Referral rate", bars),)
    best = [row for row in top_rows(rows, _NOBODY) if row.revenue][:_MOST_BARS]
    found = (
        Bars("Brought in", tuple(Bar(row.name, row.revenue or 0, _money(request, row)) for row in best)),
    )
    if not (request.top or request.summary):
        return found if len(best) > 1 else ()
    tree = Tree("Who brought whom, and what came of it", tuple(_drawn(request, row) for row in rows))
    return (tree, *found) if len(best) > 1 else (tree,)


def _drawn(request: Request, row: TreeRow) -> Drawn:
    told = say("{below:,} below, {money}", below=row.below, money=_money(request, row)) if row.below else ""
    return Drawn(row.depth, str(row.name), told)


def _money(request: Request, row: TreeRow | TopRow) -> str:
    from crmcli.domain.money import human

    if row.revenue is None or row.currency is None:
        return ""
    return human(row.revenue, row.currency, request.language)


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


def _said(whole: SummaryRow, language: str) -> str:
    """Return the referral rate in words."""
    rate = "" if whole.rate is None else f" ({figures.percent(whole.rate, language, 1)})"
    return say(
        "{referred:,} of {customers} were referred{rate}, by {referrers}",
        referred=whole.referred,
        customers=figures.plural(whole.customers, "customer"),
        rate=rate,
        referrers=figures.plural(whole.referrers, "referrer"),
    )


_NOBODY = SummaryRow(0, 0, None, 0, 0, None, None, None)


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
        empty = say(
            '{said} brought nobody yet: crm customer add "Işık Mobilya" --referred-by {said}', said=said
        )
        return Listing(TreeRow, (), empty=empty)
    depth = places[start].depth
    end = next((at for at in range(start + 1, len(places)) if places[at].depth <= depth), len(places))
    inside = {place.node.number for place in places[start:end]}
    nodes = [place.node for place in places[start:end] if place.node.number in inside]
    return Listing(TreeRow, tree_rows(known, list(grown(nodes))), notes=known.notes)


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return whom a customer brought and what they bought; of the whole or a group, who was referred."""
    from crmcli.domain.reports.standing.referral_behind import below, referred

    known = fetch(db, request)
    if isinstance(row, TreeRow | TopRow):
        return below(db, request, known, row.id)
    return referred(db, request, known, row)
