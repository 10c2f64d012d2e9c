"""``report demand``: what is asked for that we lack, by how many, and what those who ask are worth.

Wishes of the same name, folded, are one. Requests that are done or declined are left out unless all are
asked for. Revenue is that of the 365 days up to the day, refunds taken off, of the customers who ask
now; whoever asks for two things counts for both. All amounts stand in one currency, at the rates of
their days.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from crmcli.domain.frozen import frozen
from crmcli.domain.kinds import DETAIL, ROOMY, Day, Money, Number, Text
from crmcli.domain.nouns import REQUEST
from crmcli.domain.rates import Converter, converter
from crmcli.domain.reports import figures
from crmcli.domain.reports.scope import Asked
from crmcli.domain.results import Report
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crmcli.sql import Reader

REVENUE_DAYS = 365


@frozen
class Request(Asked):
    """Wishes not closed, or ``all``; ``currency`` is the one in which amounts stand."""

    all: bool = False


@frozen
class DemandRow:
    """A wish: ``revenue`` and ``open_sales`` are those of the customers and leads who have it."""

    wish: Annotated[str, Text()]
    customers: Annotated[int, Number()]
    leads: Annotated[int, Number()]
    requests: Annotated[int, Number(show=ROOMY)]
    weight: Annotated[int, Number()]
    revenue: Annotated[int, Money("currency")]
    open_sales: Annotated[int, Money("currency", "open sales")]
    currency: Annotated[str, Text(show=DETAIL)]
    planned: Annotated[int, Number(show=ROOMY)]
    last_asked: Annotated[date | None, Day("last asked", show=ROOMY)]


class Wish(NamedTuple):
    """One request as it is stored; ``customer`` may be the only one that the contact is at."""

    folded: str
    name: str
    customer: int | None
    lead: int | None
    weight: int | None
    status: str
    asked_on: str | None


_WISHES = """
SELECT r.name_fold, r.name, coalesce(r.customer_id, (
    SELECT min(k.customer_id) FROM customer_contact k WHERE k.contact_id = r.contact_id AND k.until IS NULL
    HAVING count(*) = 1)), r.lead_id, r.weight, r.status, r.asked_on
FROM request r WHERE coalesce(r.asked_on, '') <= :as_of AND {open} AND {where} ORDER BY r.id
"""
_REVENUE = """
SELECT o.customer_id, o.currency, o.ordered_on, CAST(sum(o.total_minor) AS BIGINT) FROM sales_order o
WHERE o.status <> 'cancelled' AND o.total_minor IS NOT NULL
  AND o.ordered_on > :since AND o.ordered_on <= :as_of AND {whose}
GROUP BY o.customer_id, o.currency, o.ordered_on
"""
_SALES = """
SELECT o.{column}, o.currency, CAST(sum(o.amount_minor) AS BIGINT)
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.outcome = 'open' AND o.amount_minor IS NOT NULL AND {whose} {more} GROUP BY o.{column}, o.currency
"""


def report(db: Reader, request: Request) -> Report[Any]:
    """Rank wishes by customers, then by the revenue behind them, the leads and the weight."""
    wishes = fetch_wishes(db, request)
    code = request.currency or request.home
    rates = converter(db, code, request.as_of)
    customers = sorted({one.customer for one in wishes if one.customer is not None})
    leads = sorted({one.lead for one in wishes if one.lead is not None})
    revenue = fetch_revenue(db, request, customers, rates)
    sales = fetch_sales(db, "customer_id", customers, rates), fetch_sales(db, "lead_id", leads, rates)
    rows = demand_rows(wishes, revenue, sales, code)
    notes = _left_out(rates)
    if request.limit and len(rows) > request.limit:
        shown = f"{request.limit:,} of {figures.plural(len(rows), 'row')} shown; --limit 0 shows all"
        notes, rows = (shown, *notes), rows[: request.limit]
    return Report(
        "demand",
        DemandRow,
        rows,
        f"What is asked for, in {code}",
        request.as_of,
        empty='nobody asked for anything: crm request add C-1 "Akşam teslimatı"',
        notes=notes,
    )


def _left_out(rates: Converter) -> tuple[str, ...]:
    """Return a note for each currency of which amounts could not be turned."""
    return tuple(
        f"amounts in {code} left out: no rate in {rates.base}; crm rate set {code} DAY RATE "
        f"--base {rates.base}"
        for code in sorted(rates.missing)
    )


def fetch_wishes(db: Reader, request: Request) -> list[Wish]:
    """Return the requests that are asked about, in the order they were written down."""
    from crmcli.domain.where import conditions

    where, values = conditions(
        db, REQUEST, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    opened = "1 = 1" if request.all else "r.status NOT IN ('done', 'declined')"
    query = _WISHES.format(open=opened, where=where)
    return [Wish(*row) for row in db.tuples(query, values | {"as_of": request.as_of.isoformat()})]


def fetch_revenue(db: Reader, request: Request, customers: Sequence[int], rates: Converter) -> dict[int, int]:
    """Return customer -> minor units of what they bought in the last 365 days."""
    test, values = within(db.engine, "o.customer_id", "ids", customers)
    values |= {
        "as_of": request.as_of.isoformat(),
        "since": (request.as_of - timedelta(days=REVENUE_DAYS)).isoformat(),
    }
    found: dict[int, int] = {}
    for customer, currency, day, total in db.tuples(_REVENUE.format(whose=test), values):
        found[customer] = found.get(customer, 0) + (rates.minor(total, currency, day) or 0)
    return found


def fetch_sales(db: Reader, column: str, numbers: Sequence[int], rates: Converter) -> dict[int, int]:
    """Return customer or lead -> minor units of their open opportunities; a lead's without its customer's."""
    test, values = within(db.engine, f"o.{column}", "ids", numbers)
    more = "AND o.customer_id IS NULL" if column == "lead_id" else ""
    found: dict[int, int] = {}
    for number, currency, total in db.tuples(_SALES.format(column=column, whose=test, more=more), values):
        found[number] = found.get(number, 0) + (rates.minor(total, currency, None) or 0)
    return found


def demand_rows(
    wishes: Sequence[Wish],
    revenue: Mapping[int, int],
    sales: tuple[Mapping[int, int], Mapping[int, int]],
    currency: str,
) -> list[DemandRow]:
    """Return a row a wish, ranked."""
    from crmcli.domain.text import sort_key

    groups: dict[str, list[Wish]] = {}
    for one in wishes:
        groups.setdefault(one.folded, []).append(one)
    rows = []
    for part in groups.values():
        customers = {one.customer for one in part if one.customer is not None}
        leads = {one.lead for one in part if one.lead is not None and one.customer is None}
        days = [one.asked_on for one in part if one.asked_on]
        rows.append(
            DemandRow(
                wish=_spelling(one.name for one in part),
                customers=len(customers),
                leads=len(leads),
                requests=len(part),
                weight=sum(one.weight or 0 for one in part),
                revenue=sum(revenue.get(number, 0) for number in customers),
                open_sales=sum(sales[0].get(number, 0) for number in customers)
                + sum(sales[1].get(number, 0) for number in leads),
                currency=currency,
                planned=sum(one.status == "planned" for one in part),
                last_asked=date.fromisoformat(max(days)) if days else None,
            )
        )
    return sorted(
        rows, key=lambda row: (-row.customers, -row.revenue, -row.leads, -row.weight, sort_key(row.wish))
    )


def _spelling(names: Iterable[str]) -> str:
    """Return the most frequent spelling, the first of those that are equally frequent."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name])
