"""Who asks for what we lack, and what those who ask are worth, as of a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import REQUEST
from crmcli.domain.rates import Converter, converter
from crmcli.domain.reports.circles import of_leads
from crmcli.domain.reports.groups import TRAITS, groups
from crmcli.domain.reports.scope import total
from crmcli.domain.reports.scope import within as in_days
from crmcli.said import say
from crmcli.sql import within

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from crmcli.domain.reports.care.demand import Request
    from crmcli.sql import Reader

REVENUE_DAYS = 365


class Wish(NamedTuple):
    """One request as it is stored; ``customer`` may be the only one that the contact is at."""

    id: int
    folded: str
    name: str
    customer: int | None
    lead: int | None
    weight: int | None
    status: str
    asked_on: str | None
    category: str | None
    branch: str | None
    channel: str | None

    @property
    def asker(self) -> int | None:
        """The lead who asks, where it is no customer yet."""
        return self.lead if self.customer is None else None


class Worth(NamedTuple):
    """What customers bought, and the open sales of customers and of leads, by their numbers."""

    revenue: dict[int, int]
    sales: dict[int, int]
    leads: dict[int, int]
    currency: str
    notes: tuple[str, ...]


_WISHES = """
SELECT r.id, r.name_fold, r.name, coalesce(r.customer_id, (
    SELECT min(k.customer_id) FROM customer_contact k WHERE k.contact_id = r.contact_id AND k.until IS NULL
    HAVING count(*) = 1)), r.lead_id, r.weight, r.status, r.asked_on, r.category, r.branch, r.channel
FROM request r WHERE coalesce(r.asked_on, '') <= :as_of AND {open} AND {days} AND {where} ORDER BY r.id
"""
# What was done or declined after the day was open then.
_OPEN = "(r.status NOT IN ('done', 'declined') OR r.closed_on > :as_of)"
_REVENUE = f"""
SELECT o.customer_id, o.currency, o.ordered_on, {total("o.total_minor")} FROM sales_order o
WHERE o.status <> 'cancelled' AND o.total_minor IS NOT NULL
  AND o.ordered_on > :since AND o.ordered_on <= :as_of AND {{whose}}
GROUP BY o.customer_id, o.currency, o.ordered_on
"""
_SALES = f"""
SELECT o.{{column}}, o.currency, {total("o.amount_minor")}
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE coalesce(o.created_on, '') <= :as_of AND (s.outcome = 'open' OR o.closed_on > :as_of)
  AND o.amount_minor IS NOT NULL AND {{whose}} {{more}} GROUP BY o.{{column}}, o.currency
"""


def fetch_wishes(db: Reader, request: Request) -> list[Wish]:
    """Return the requests that are asked about, in the order they were written down."""
    from crmcli.domain.where import conditions

    where, values = conditions(
        db, REQUEST, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    days, bounds = in_days("r.asked_on", request)
    query = _WISHES.format(open="1 = 1" if request.all else _OPEN, days=days, where=where)
    return [Wish(*row) for row in db.tuples(query, {**values, **bounds, "as_of": request.as_of.isoformat()})]


def fetch_worth(db: Reader, request: Request, wishes: Sequence[Wish]) -> Worth:
    """Return what those who ask are worth, all amounts in one currency."""
    rates = converter(db, request.currency or request.home, request.as_of)
    customers = sorted({one.customer for one in wishes if one.customer is not None})
    leads = sorted({one.asker for one in wishes if one.asker is not None})
    return Worth(
        _revenue(db, request, customers, rates),
        _sales(db, request, "customer_id", customers, rates),
        _sales(db, request, "lead_id", leads, rates),
        rates.base,
        tuple(
            say(
                "amounts in {code} left out: no rate in {base}; crm rate set {code} DAY RATE --base {base}",
                code=code,
                base=rates.base,
            )
            for code in sorted(rates.missing)
        ),
    )


def _revenue(db: Reader, request: Request, customers: Sequence[int], rates: Converter) -> dict[int, int]:
    """Return customer -> minor units of what they bought in the last 365 days."""
    test, values = within(db.engine, "o.customer_id", "ids", customers)
    since = request.as_of - timedelta(days=min(REVENUE_DAYS, request.as_of.toordinal() - 1))
    values |= {"as_of": request.as_of.isoformat(), "since": since.isoformat()}
    found: dict[int, int] = {}
    for customer, currency, day, paid in db.tuples(_REVENUE.format(whose=test), values):
        found[customer] = found.get(customer, 0) + (rates.minor(paid, currency, day) or 0)
    return found


def _sales(
    db: Reader, request: Request, column: str, numbers: Sequence[int], rates: Converter
) -> dict[int, int]:
    """Return customer or lead -> minor units of their open opportunities; a lead's without its customer's."""
    test, values = within(db.engine, f"o.{column}", "ids", numbers)
    values["as_of"] = request.as_of.isoformat()
    more = "AND o.customer_id IS NULL" if column == "lead_id" else ""
    found: dict[int, int] = {}
    for number, currency, amount in db.tuples(_SALES.format(column=column, whose=test, more=more), values):
        found[number] = found.get(number, 0) + (rates.minor(amount, currency, None) or 0)
    return found


def grouped(
    db: Reader, by: str, wishes: Sequence[Wish]
) -> tuple[dict[Hashable, list[Wish]], dict[Hashable, str | None]]:
    """Return the requests of each group, and what the groups are called."""
    found: dict[Hashable, list[Wish]] = {}
    labels: dict[Hashable, str | None] = {None: None}
    if by not in TRAITS or by == "branch":
        from crmcli.domain.text import fold

        for one in wishes:
            text: Any = getattr(one, by)
            key = None if text is None else fold(text)
            labels[key] = text if labels.get(key) is None else min(str(labels[key]), text)
            found.setdefault(key, []).append(one)
        return found, labels
    traits, leads = groups(db, by), of_leads(db, by)
    labels |= traits.labels
    for one in wishes:
        named: Hashable = traits.of.get(one.customer) if one.customer is not None else None
        if one.asker is not None:
            named, label = leads.get(one.asker, (None, None))
            labels.setdefault(named, label)
        found.setdefault(named, []).append(one)
    return found, labels
