"""What is behind a row of ``report demand``: the requests, and who asks with what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, AnyRef, Money, Number, Ref, Text
from crmcli.domain.reports import steps
from crmcli.domain.results import Listing
from crmcli.said import named, say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.care.demand_facts import Wish, Worth
    from crmcli.sql import Reader


@frozen
class RequestRow:
    """A request: who asked for what, when, how much it matters to them."""

    id: Annotated[int, Ref("RQ", "no.")]
    day: Annotated[str | None, Text(wrap=False)]
    wish: str
    asker: Annotated[str | None, AnyRef("asked by")]
    weight: Annotated[int | None, Number()]
    status: Annotated[str, Text(wrap=False)]


@frozen
class AskerRow:
    """Who asks, and what it is worth; of a lead its open sales only."""

    id: Annotated[str, AnyRef("no.")]
    name: Annotated[str | None, Text()]
    revenue: Annotated[int, Money("currency")]
    open_sales: Annotated[int, Money("currency", "open sales")]
    currency: Annotated[str, Text(show=DETAIL)]


def behind(db: Reader, part: Sequence[Wish], worth: Worth) -> tuple[Listing[Any], ...]:
    """Return the sums, the requests, and who asks."""
    requests = [
        RequestRow(one.id, one.asked_on, one.name, _asker(one), one.weight, named(one.status, "choice"))
        for one in part
    ]
    customers = _names(db, "customer", sorted({one.customer for one in part if one.customer is not None}))
    leads = _names(db, "lead", sorted({one.asker for one in part if one.asker is not None}))
    revenue, sales, code = worth.revenue, worth.sales, worth.currency
    askers = [
        AskerRow(f"C-{who}", name, revenue.get(who, 0), sales.get(who, 0), code) for who, name in customers
    ]
    askers += [AskerRow(f"L-{who}", name, 0, worth.leads.get(who, 0), code) for who, name in leads]
    askers.sort(key=lambda one: (-one.revenue, -one.open_sales, one.id[0], int(one.id[2:])))
    told = (
        steps.number(say("customers who ask"), len(customers)),
        steps.number(say("leads who ask"), len(leads)),
        steps.number(say("weights added up"), sum(one.weight or 0 for one in part)),
        steps.amount(say("they spent in 365 days"), sum(one.revenue for one in askers), worth.currency),
        steps.amount(say("their open sales"), sum(one.open_sales for one in askers), worth.currency),
    )
    return (
        steps.listed(told),
        Listing(RequestRow, requests, title="requests"),
        Listing(AskerRow, askers, title="who asks"),
    )


def _asker(one: Wish) -> str | None:
    if one.customer is not None:
        return f"C-{one.customer}"
    return None if one.lead is None else f"L-{one.lead}"


_NAMES = {
    "customer": "SELECT r.id, r.name FROM customer r WHERE {test} ORDER BY r.id",
    "lead": "SELECT r.id, coalesce(r.name, r.company) FROM lead r WHERE {test} ORDER BY r.id",
}


def _names(db: Reader, table: str, numbers: Sequence[int]) -> list[tuple[int, str | None]]:
    """Return numbers and names, by number."""
    test, values = within(db.engine, "r.id", "ids", numbers)
    return [(row[0], row[1]) for row in db.tuples(_NAMES[table].format(test=test), values)]
