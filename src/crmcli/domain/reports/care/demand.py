"""``report demand``: what is asked for that we lack, by how many, and what those who ask are worth.

Wishes of the same name, folded, are one. Requests that are done or declined are left out unless all are
asked for. Revenue is that of the 365 days up to the day, refunds taken off, of the customers who ask
now; whoever asks for two things counts for both, and once in the total. All amounts stand in one
currency, at the rates of their days.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Number, Text
from crmcli.domain.pictures import Bar, Bars
from crmcli.domain.reports import figures
from crmcli.domain.reports.care.demand_facts import Wish, Worth, fetch_wishes, fetch_worth, grouped
from crmcli.domain.reports.groups import TRAITS, cut
from crmcli.domain.reports.scope import Asked, chosen
from crmcli.domain.results import Report
from crmcli.errors import UsageError
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from crmcli.domain.results import Listing
    from crmcli.sql import Reader

BY = ("request", "category", "channel", *TRAITS)
RANKS = ("customers", "revenue", "sales")
_MOST_BARS = 12
_REVENUE = "What those customers spent in the 365 days up to the day, refunds taken off."
_SALES = "Amounts of the open opportunities of those customers and leads."


@frozen
class Request(Asked):
    """Wishes not closed, or ``all``; ``currency`` is the one in which amounts stand; ``rank`` by what."""

    all: bool = False
    rank: str | None = None


@frozen
class DemandRow:
    """A wish: ``revenue`` and ``open_sales`` are those of the customers and leads who have it."""

    wish: Annotated[str | None, Text(), "What is asked for, in the spelling used most."]
    customers: Annotated[int, Number(), "The different customers who ask for it."]
    leads: Annotated[int, Number(), "The different leads who do and are no customers yet."]
    requests: Annotated[int, Number(show=ROOMY), "How often it was asked for."]
    weight: Annotated[int, Number(), "The weights of those requests added up; one without has none."]
    revenue: Annotated[int, Money("currency"), _REVENUE]
    open_sales: Annotated[int, Money("currency", "open sales"), _SALES]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]
    planned: Annotated[int, Number(show=ROOMY), "Requests of it that are planned."]
    last_asked: Annotated[date | None, Day("last asked", show=ROOMY), "When it was last asked for."]


@frozen
class GroupRow:
    """What is asked for in a group, and what those who ask are worth."""

    group: Annotated[str | None, Text(), "What the rows are told by; blank for requests that have none."]
    wishes: Annotated[int, Number(), "The different things that are asked for."]
    customers: Annotated[int, Number(), "The different customers who ask."]
    leads: Annotated[int, Number(), "The different leads who ask and are no customers yet."]
    requests: Annotated[int, Number(), "How often anything was asked for."]
    weight: Annotated[int, Number(show=ROOMY), "The weights of those requests added up."]
    revenue: Annotated[int, Money("currency"), _REVENUE]
    open_sales: Annotated[int, Money("currency", "open sales"), _SALES]
    currency: Annotated[str, Text(show=DETAIL), "Currency of the amounts."]


ROWS = (DemandRow, GroupRow)


def report(db: Reader, request: Request) -> Report[Any]:
    """Rank wishes by customers, then by the revenue behind them, the open sales, the leads, the weight.

    Raises:
        UsageError: the report can't be told, or ranked, by that.
    """
    by = chosen("demand", request.by or "request", BY)
    if request.rank is not None and request.rank not in RANKS:
        from crmcli.domain.near import one_of

        said = say('demand can\'t be ranked by "{rank}"', rank=request.rank)
        raise UsageError(said, one_of(request.rank, RANKS, "--rank"))
    wishes = fetch_wishes(db, request)
    worth = fetch_worth(db, request, wishes)
    rows: Sequence[Any]
    row: Any = DemandRow
    total: Any = None
    if by == "request":
        rows = demand_rows(wishes, worth, request.rank)
        total = demand_row(None, wishes, worth) if len(rows) > 1 else None
    else:
        row = figures.headed(GroupRow, by)
        rows = group_rows(db, by, wishes, worth, request.rank)
        total = group_row(None, wishes, worth) if rows else None
    shown, more = cut(list(rows), request.limit, "row")
    told = "" if by == "request" else say(" by {by}", by=named(by, "column"))
    return Report(
        "demand",
        row,
        shown,
        say(
            "What is asked for{told}{span}, in {currency}",
            told=told,
            span=request.span,
            currency=worth.currency,
        ),
        request.as_of,
        pictures=(picture(rows, request),) if sum(one.revenue > 0 for one in rows) > 1 else (),
        total=total,
        empty='nobody asked for anything: crm request add C-1 "Akşam teslimatı"',
        notes=(*more, *worth.notes),
    )


def demand_rows(wishes: Sequence[Wish], worth: Worth, rank: str | None = None) -> list[DemandRow]:
    """Return a row a wish, ranked."""
    found: dict[str, list[Wish]] = {}
    for one in wishes:
        found.setdefault(one.folded, []).append(one)
    rows = [demand_row(spelling(one.name for one in part), part, worth) for part in found.values()]
    return sorted(rows, key=lambda row: (*_order(row, rank), row.wish or ""))


def _order(row: Any, rank: str | None) -> tuple[Any, ...]:
    """Return what a wish or a group is ranked by."""
    from crmcli.domain.text import sort_key

    name = row.wish if isinstance(row, DemandRow) else row.group
    weights = [row.customers, row.revenue, row.open_sales]
    first = weights.pop(RANKS.index(rank or "customers"))
    return (name is None, -first, *(-each for each in weights), -row.leads, -row.weight, sort_key(name or ""))


def demand_row(name: str | None, part: Sequence[Wish], worth: Worth) -> DemandRow:
    """Return the row that requests make together."""
    sums = group_row(name, part, worth)
    days = [one.asked_on for one in part if one.asked_on]
    return DemandRow(
        wish=name,
        customers=sums.customers,
        leads=sums.leads,
        requests=sums.requests,
        weight=sums.weight,
        revenue=sums.revenue,
        open_sales=sums.open_sales,
        currency=sums.currency,
        planned=sum(one.status == "planned" for one in part),
        last_asked=date.fromisoformat(max(days)) if days else None,
    )


def group_rows(
    db: Reader, by: str, wishes: Sequence[Wish], worth: Worth, rank: str | None = None
) -> list[GroupRow]:
    """Return a row a group, ranked."""
    found, labels = grouped(db, by, wishes)
    rows = [(group_row(labels.get(key), part, worth), str(key)) for key, part in found.items()]
    return [row for row, _ in sorted(rows, key=lambda pair: (*_order(pair[0], rank), pair[1]))]


def group_row(name: str | None, part: Sequence[Wish], worth: Worth) -> GroupRow:
    """Return the row of a group: whoever asks for several things counts once."""
    customers = {one.customer for one in part if one.customer is not None}
    leads = {one.asker for one in part if one.asker is not None}
    return GroupRow(
        group=name,
        wishes=len({one.folded for one in part}),
        customers=len(customers),
        leads=len(leads),
        requests=len(part),
        weight=sum(one.weight or 0 for one in part),
        revenue=sum(worth.revenue.get(number, 0) for number in customers),
        open_sales=sum(worth.sales.get(number, 0) for number in customers)
        + sum(worth.leads.get(number, 0) for number in leads),
        currency=worth.currency,
    )


def spelling(names: Iterable[str]) -> str:
    """Return the most frequent spelling; of those equally frequent one in mixed letters."""
    from crmcli.domain.text import sort_key

    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return min(
        counts, key=lambda name: (-counts[name], name.isupper() or name.islower(), sort_key(name), name)
    )


def picture(rows: Sequence[Any], request: Request) -> Bars:
    """Return the picture: the revenue behind each wish or group, in the order of the rows."""
    from crmcli.domain.money import human

    bars = []
    for row in rows[:_MOST_BARS]:
        name = row.wish if isinstance(row, DemandRow) else row.group
        money = human(row.revenue, row.currency, request.language)
        told = say("{money}, {customers:,}", money=money, customers=row.customers)
        bars.append(Bar(name or "—", row.revenue, told))
    return Bars("Revenue behind it, and customers", tuple(bars))


def explain(db: Reader, request: Request, row: Any) -> tuple[Listing[Any], ...]:
    """Return the requests of a row, and who asks with what they are worth."""
    from crmcli.domain.reports.care.demand_behind import behind

    wishes = fetch_wishes(db, request)
    worth = fetch_worth(db, request, wishes)
    found: dict[Hashable, list[Wish]] = {}
    if isinstance(row, GroupRow):
        found, labels = grouped(db, request.by or "request", wishes)
        part = next(
            (part for key, part in found.items() if group_row(labels.get(key), part, worth) == row), wishes
        )
        return behind(db, part, worth)
    for one in wishes:
        found.setdefault(one.folded, []).append(one)
    parts = found.values() if row.wish is not None else ()
    return behind(
        db,
        next((part for part in parts if spelling(one.name for one in part) == row.wish), wishes),
        worth,
    )
