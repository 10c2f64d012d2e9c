"""What ``report channels`` adds up: orders with their margins, closed opportunities, what campaigns cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.counting import counted
from crmcli.domain.reports import figures
from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.market import channel_touches
from crmcli.domain.reports.market.attribution import Journey
from crmcli.domain.reports.market.channel_touches import Party, Touch
from crmcli.domain.reports.scope import LINE_COST, Asked, known_by, of_customers, within
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmcli.sql import Reader


class Order(NamedTuple):
    """An order in the report's currency: ``total`` is negative for a refund, ``margin`` None if unknown."""

    number: int
    customer: int
    day: str
    total: int
    margin: int | None


class Deal(NamedTuple):
    """An opportunity that was closed; ``days`` from its creation on, None where that is not known."""

    number: int
    party: Party
    day: str
    won: bool
    days: int | None


class Cost(NamedTuple):
    """What a campaign cost, in the report's currency; None when nobody knows."""

    key: str
    label: str
    amount: int | None


class Facts(NamedTuple):
    """Everything the report is made of; ``spent`` are the campaigns of the span, ``code`` the currency."""

    touches: list[Touch]
    labels: dict[str, str]
    journeys: dict[Party, Journey]
    orders: list[Order]
    deals: list[Deal]
    spent: list[Cost]
    code: str | None
    turn: Callable[[int, str, str | None], int | None]
    notes: tuple[str, ...]


_SCOPE = """FROM sales_order o WHERE o.status <> 'cancelled' AND o.customer_id IS NOT NULL
  AND {known} AND {days} AND {customers}"""
_CURRENCIES = f"SELECT o.currency, count(*) {_SCOPE} AND o.total_minor IS NOT NULL GROUP BY o.currency"
_ORDERS = f"""
SELECT o.id, o.customer_id, o.ordered_on, o.total_minor, o.currency {_SCOPE} AND o.total_minor IS NOT NULL
ORDER BY o.id
"""
_MARGINS = f"""
SELECT l.order_id, CAST(sum(l.amount_minor - {LINE_COST}) AS BIGINT)
FROM sales_order o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id
WHERE o.status <> 'cancelled' AND o.customer_id IS NOT NULL AND {{known}} AND {{days}} AND {{customers}}
GROUP BY l.order_id HAVING count(*) = count(CASE WHEN l.currency = o.currency
  AND l.amount_minor IS NOT NULL AND {LINE_COST} IS NOT NULL THEN 1 END)
"""
_LEFT_OUT = """
SELECT count(CASE WHEN o.customer_id IS NULL THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.ordered_on IS NOT NULL THEN 1 END)
FROM sales_order o WHERE o.status <> 'cancelled'
  AND (o.customer_id IS NULL OR o.ordered_on IS NULL OR o.total_minor IS NULL)
  AND (o.ordered_on IS NULL OR ({known} AND {days})) AND (o.customer_id IS NULL OR {customers})
"""
_DEALS = """
SELECT o.id, o.customer_id, o.created_on, o.closed_on, s.outcome
FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.outcome <> 'open' AND {known} AND {days} AND {customers} ORDER BY o.id
"""
_SPENT = """
SELECT {key}, g.cost_minor, g.currency, coalesce(g.starts_on, g.launched_on)
FROM campaign g WHERE {key} IS NOT NULL AND g.status IN ('launched', 'finished') AND {known} AND {days}
ORDER BY g.id
"""
_COST_KEY = {"channel": "coalesce(g.channel, g.kind)", "campaign": "g.name"}


def fetch(db: Reader, request: Asked, by: str) -> Facts:
    """Return what the span and the day hold; touches from before the span too, since they count in it."""
    touched = channel_touches.fetch(db, request, by)
    touches, notes = _asked_about(db, request, touched.all)
    customers, values = of_customers(db, "o.customer_id", request)
    days, bounds = within("o.ordered_on", request)
    asked = {**values, **bounds, "as_of": request.as_of.isoformat()}
    scope = {"known": known_by("o.ordered_on"), "days": days, "customers": customers}
    amounts = Amounts(db, request, dict(db.tuples(_CURRENCIES.format(**scope), asked)))

    def turn(amount: int, currency: str, day: str | None) -> int | None:
        if currency == amounts.code:
            return amount
        return amounts.rates.minor(amount, currency, day) if amounts.rates is not None else None

    margins = dict(db.tuples(_MARGINS.format(**scope), asked))
    orders = []
    for number, customer, day, total, currency in db.tuples(_ORDERS.format(**scope), asked):
        worth = amounts.minor(total, currency, day)
        if worth is not None:
            margin = margins.get(number)
            if margin is not None and currency is not None:
                margin = turn(margin, currency, day)
            orders.append(Order(number, customer, day, worth, margin))
    labels = dict(touched.labels)
    spent, told = _spent(db, request, by, turn)
    for one in spent:
        labels.setdefault(one.key, one.label)
    return Facts(
        touches,
        labels,
        journeys(touches),
        orders,
        _deals(db, request),
        spent,
        amounts.code,
        turn,
        (*notes, *touched.notes, *amounts.notes("order"), *_unseen(db, scope, asked), *told),
    )


def _asked_about(db: Reader, request: Asked, touches: list[Touch]) -> tuple[list[Touch], tuple[str, ...]]:
    """Return the touches with those asked about; leads are none of them."""
    if not request.where:
        return touches, ()
    test, values = of_customers(db, "c.id", request)
    known = {number for (number,) in db.tuples(f"SELECT c.id FROM customer c WHERE {test}", values)}
    leads = sum(isinstance(one.party, str) for one in touches)
    told = (
        (
            say(
                "{counted} with leads that are no customer left out",
                counted=counted(leads, "touch", "touches"),
            ),
        )
        if leads
        else ()
    )
    return [one for one in touches if one.party in known], told


def journeys(touches: Iterable[Touch]) -> dict[Party, Journey]:
    """Return the touches of each party, as ordinals of days and keys; they come in order."""
    days: dict[Party, list[int]] = {}
    keys: dict[Party, list[str]] = {}
    for one in touches:
        days.setdefault(one.party, []).append(ordinal(one.day))
        keys.setdefault(one.party, []).append(one.key)
    return {party: Journey(days[party], keys[party]) for party in days}


@cache
def ordinal(day: str) -> int:
    """Return the number of an ISO day."""
    from datetime import date

    return date.fromisoformat(day).toordinal()


def _deals(db: Reader, request: Asked) -> list[Deal]:
    customers, values = of_customers(db, "o.customer_id", request)
    days, bounds = within("o.closed_on", request)
    query = _DEALS.format(known=known_by("o.closed_on"), days=days, customers=customers)
    found = []
    for number, customer, created, closed, outcome in db.tuples(
        query, {**values, **bounds, "as_of": request.as_of.isoformat()}
    ):
        took = ordinal(closed) - ordinal(created) if created and created <= closed else None
        party = customer if customer is not None else f"O-{number}"
        found.append(Deal(number, party, closed, outcome == "won", took))
    return found


def _spent(
    db: Reader, request: Asked, by: str, turn: Callable[[int, str, str | None], int | None]
) -> tuple[list[Cost], tuple[str, ...]]:
    """Return what campaigns that began in the span cost, and whose cost can't be told."""
    from crmcli.domain.text import fold

    if by not in _COST_KEY:
        return [], (say("what campaigns cost is of no source: --by channel or --by campaign tells it"),)
    day = "coalesce(g.starts_on, g.launched_on)"
    days, bounds = within(day, request)
    query = _SPENT.format(key=_COST_KEY[by], known=known_by(day), days=days)
    found, foreign = [], 0
    for label, cost, currency, on in db.tuples(query, {**bounds, "as_of": request.as_of.isoformat()}):
        amount = None if cost is None or currency is None else turn(cost, currency, on)
        foreign += cost is not None and amount is None
        found.append(Cost(fold(label), label, amount))
    unknown = sum(one.amount is None for one in found) - foreign
    return found, (
        *figures.left_out(unknown, "campaign", say("without a cost: crm campaign edit CA-1 --cost 2500")),
        *figures.left_out(foreign, "campaign", say("whose cost is in another currency and can't be turned")),
    )


def _unseen(db: Reader, scope: dict[str, str], values: dict[str, Any]) -> tuple[str, ...]:
    """Return which orders are left out, in words."""
    nobodys, undated, unpriced = db.tuples(_LEFT_OUT.format(**scope), values)[0]
    return (
        *figures.left_out(nobodys, "order", say("without a customer left out")),
        *figures.left_out(undated, "order", say("without a date left out")),
        *figures.left_out(unpriced, "order", say("without a total left out")),
    )


def before(facts: Facts, party: Party, day: str, window: int) -> Sequence[str]:
    """Return whose the touches with somebody are in the window that ends with a day."""
    journey = facts.journeys.get(party)
    return () if journey is None else journey.before(ordinal(day), window)
