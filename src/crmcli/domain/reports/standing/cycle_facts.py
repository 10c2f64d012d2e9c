"""What the store knows of every customer's life as of a day: one statement a kind of fact, no row by row.

Purchases, offers and names are as of the day; what a customer is (city, owner, tags) has no history and is
as now. Days of calls and cases are those of the zone asked for.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import baskets, maps, scored, scores
from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.buyers import Buyer, Buyers
from crmcli.domain.reports.scope import Asked, of_customers
from crmcli.domain.reports.serving import Cost, Serving, served
from crmcli.domain.reports.standing.cycle_rules import Facts

if TYPE_CHECKING:
    from crmcli.sql import Reader


class Bought(NamedTuple):
    """The orders of a customer: days of purchases as ISO text, money in the report's currency."""

    id: int
    first: str | None
    last: str | None
    orders: int
    lifetime: int | None
    revenue: int | None
    recent: int
    foreign: int


class Somebody(NamedTuple):
    """Who is classed, with the facts.

    ``paid`` and ``goods`` are what lines of a known cost brought and cost, ``refunds`` those without lines;
    ``unknown`` counts the purchases whose cost nobody knows, which are in none of them.
    """

    ref: str
    name: str | None
    facts: Facts
    unknown: int = 0
    paid: int = 0
    goods: int = 0
    refunds: int = 0

    @property
    def number(self) -> int:
        """The number of the customer or lead."""
        return int(self.ref[2:])


class World(NamedTuple):
    """Everybody, the currency of the amounts, the days they are of, what is left out in words."""

    people: list[Somebody]
    currency: str | None
    window: baskets.Window
    notes: tuple[str, ...]


_SCOPE = """FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND o.ordered_on <= :as_of AND {customers}"""
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
_RECENT = "o.ordered_on > :since AND o.ordered_on <= :last"
_CURRENCIES = f"SELECT o.currency, count(*) {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency"
_BOUGHT = f"""
SELECT o.customer_id, min(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  max(CASE WHEN {_PURCHASE} THEN o.ordered_on END), count(CASE WHEN {_PURCHASE} THEN 1 END),
  CAST(sum(CASE WHEN o.currency = :currency THEN o.total_minor END) AS BIGINT),
  CAST(sum(CASE WHEN o.currency = :currency AND {_RECENT} THEN o.total_minor END) AS BIGINT),
  count(CASE WHEN {_PURCHASE} AND {_RECENT} THEN 1 END),
  count(CASE WHEN o.currency <> :currency AND {_RECENT} THEN 1 END)
{_SCOPE} GROUP BY o.customer_id
"""
_FOREIGN = f"""
SELECT o.customer_id, o.currency, o.ordered_on, count(*), count(CASE WHEN {_RECENT} THEN 1 END),
  CAST(sum(o.total_minor) AS BIGINT)
{_SCOPE} AND o.currency <> :currency GROUP BY o.customer_id, o.currency, o.ordered_on
"""
_BARE = f"""
SELECT o.customer_id, count(CASE WHEN {_PURCHASE} THEN 1 END),
  CAST(sum(CASE WHEN o.total_minor < 0 AND o.currency = :currency THEN o.total_minor END) AS BIGINT)
{_SCOPE} AND {_RECENT} AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
GROUP BY o.customer_id
"""
_BARE_FOREIGN = f"""
SELECT o.customer_id, o.currency, o.ordered_on, CAST(sum(o.total_minor) AS BIGINT)
{_SCOPE} AND {_RECENT} AND o.total_minor < 0 AND o.currency <> :currency
  AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
GROUP BY o.customer_id, o.currency, o.ordered_on
"""
# What was closed or decided after the day stood open then.
_OFFERS = """
SELECT f.whose, count(*) FROM (
  SELECT o.{owner} AS whose FROM opportunity o JOIN stage s ON s.id = o.stage_id
  WHERE coalesce(o.created_on, '') <= :as_of AND (s.outcome = 'open' OR o.closed_on > :as_of)
  UNION ALL
  SELECT q.{owner} FROM quote q WHERE coalesce(q.quoted_on, '') <= :as_of
    AND coalesce(q.valid_until, '~') >= :as_of AND (q.status IN ('draft', 'sent') OR q.decided_on > :as_of)
) f WHERE f.whose IS NOT NULL GROUP BY f.whose
"""
_CUSTOMERS = """
SELECT c.id, c.name FROM customer c WHERE {customers} AND (c.created_on IS NULL OR c.created_on <= :as_of
  OR EXISTS (SELECT 1 FROM sales_order o WHERE o.customer_id = c.id AND o.ordered_on <= :as_of))
ORDER BY c.name_sort, c.id
"""
_LEADS = """
SELECT r.id, coalesce(r.name, r.company) FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id
WHERE coalesce(r.created_on, '') <= :as_of
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of)
  AND NOT (r.status = 'converted' AND coalesce(v.converted_on, '') <= :as_of)
ORDER BY coalesce(r.name_sort, ''), r.id
"""


def fetch(db: Reader, request: Asked, days: int, cost: Cost) -> World:
    """Return everybody asked about; open leads too, unless ``--where`` picks customers."""
    window = baskets.Window.asked(request, days)
    of_orders = of_customers(db, "o.customer_id", request)
    day = {"as_of": request.as_of.isoformat()}
    records = dict(db.tuples(_CURRENCIES.format(customers=of_orders[0]), of_orders[1] | day))
    amounts = Amounts(db, request, records)
    bought, bare = _bought(db, of_orders, window, day, amounts)
    held = baskets.fetch(db, window, of_orders, amounts.code)
    baskets.add_foreign(db, held, window, of_orders, amounts)
    if not amounts.turns:
        for code, count in records.items():
            amounts.minor(0, code, None, count)
    calls, cases = served(db, window, request.zone)
    offers = dict(db.tuples(_OFFERS.format(owner="customer_id"), day))
    found = _scores(list(bought.values()), request.as_of, amounts.code)
    serving = Serving(db, cost, amounts.code, request.as_of)
    people = []
    own, more = of_customers(db, "c.id", request)
    for number, name in db.tuples(_CUSTOMERS.format(customers=own), more | day):
        one, basket = bought.get(number), held.of.get(number)
        made = _margin(one, basket, bare.get(number))
        minutes = calls.get(number, (0, 0))[1] or 0
        kinds = len(basket.kinds) if basket is not None else 0
        r, f, m = found.get(number, (0, 0, 0))
        facts = Facts(
            orders=one.orders if one else 0,
            revenue=(one.revenue or 0) if one else 0,
            margin=None if made.unknown else made.paid - made.goods + made.refunds,
            most=None if one and one.foreign else ((one.revenue or 0) if one else 0) - made.goods,
            cost=serving.minor(minutes, cases.get(number, 0)),
            minutes=minutes,
            calls=calls.get(number, (0, 0))[0],
            cases=cases.get(number, 0),
            offers=offers.get(number, 0),
            r=r,
            f=f,
            m=m,
            kinds=None if one and one.recent and not kinds else kinds,
            sold=len(held.sold),
        )
        people.append(Somebody(f"C-{number}", name, _dated(facts, one, request.as_of), *made))
    if not request.where:
        people += _leads(db, day)
    return World(people, amounts.code, window, (*amounts.notes("order"), *serving.notes()))


def _bought(
    db: Reader,
    whose: tuple[str, dict[str, Any]],
    window: baskets.Window,
    day: dict[str, str],
    amounts: Amounts,
) -> tuple[dict[int, Bought], dict[int, tuple[int, int]]]:
    """Return by customer what it bought, and of orders without lines how many and their refunds."""
    asked = {**whose[1], **day, "since": window.since, "last": window.as_of, "currency": amounts.code or ""}
    bought = {row[0]: Bought(*row) for row in db.tuples(_BOUGHT.format(customers=whose[0]), asked)}
    bare = {row[0]: (row[1], row[2] or 0) for row in db.tuples(_BARE.format(customers=whose[0]), asked)}
    if not amounts.turns:
        return bought, bare
    left: dict[int, int] = {}
    foreign = db.tuples(_FOREIGN.format(customers=whose[0]), asked)
    for number, code, on, count, recent, total in foreign:
        worth = amounts.minor(total, code, on, count)
        one = bought[number]
        if worth is None:
            left[number] = left.get(number, 0) + recent
            continue
        bought[number] = one._replace(
            lifetime=(one.lifetime or 0) + worth, revenue=(one.revenue or 0) + (worth if recent else 0)
        )
    for number in {row[0] for row in foreign}:
        bought[number] = bought[number]._replace(foreign=left.get(number, 0))
    for number, code, on, total in db.tuples(_BARE_FOREIGN.format(customers=whose[0]), asked):
        worth = amounts.rates.minor(total, code, on) if amounts.rates is not None else None
        bare[number] = bare[number][0], bare[number][1] + (worth or 0)
    return bought, bare


def _scores(bought: list[Bought], as_of: date, currency: str | None) -> dict[int, tuple[int, int, int]]:
    """Return the scores of who bought: quintiles, see ``scores``."""
    buyers = [
        Buyer(one.id, one.last, one.orders, one.lifetime, None, 0, 0)
        for one in bought
        if one.orders and one.last is not None
    ]
    placed, _ = scored.score(
        Buyers(buyers, currency, 0, ()), as_of, scores.Bins(), maps.every_cell(maps.STANDARD)
    )
    return {one.buyer.id: (one.r, one.f, one.m) for one in placed}


def _dated(facts: Facts, one: Bought | None, as_of: date) -> Facts:
    """Return the facts with the days since the first and the last purchase, and between them."""
    if one is None or not one.orders or one.first is None or one.last is None:
        return facts
    first, last = date.fromisoformat(one.first), date.fromisoformat(one.last)
    gap = (last - first).days / (one.orders - 1) if one.orders >= 3 else None
    return facts._replace(first=(as_of - first).days, quiet=(as_of - last).days, gap=gap)


class _Made(NamedTuple):
    """How a margin is made; see ``Somebody``."""

    unknown: int
    paid: int
    goods: int
    refunds: int


def _margin(one: Bought | None, basket: baskets.Basket | None, bare: tuple[int, int] | None) -> _Made:
    """Return how the margin of the window is made; a refund without lines is taken off whole."""
    without, refunds = bare or (0, 0)
    unknown = without + (one.foreign if one else 0) + (basket.unknown if basket is not None else 0)
    paid, goods = (basket.paid, basket.cost) if basket is not None else (0, 0)
    return _Made(unknown, paid, goods, refunds)


def _leads(db: Reader, day: dict[str, str]) -> list[Somebody]:
    """Return the leads that are open on the day."""
    offers = dict(db.tuples(_OFFERS.format(owner="lead_id"), day))
    return [
        Somebody(f"L-{number}", name, Facts(lead=True, margin=0, offers=offers.get(number, 0)))
        for number, name in db.tuples(_LEADS, day)
    ]
