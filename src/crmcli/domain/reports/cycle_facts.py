"""What the store knows of every customer's life as of a day: one statement a kind of fact, no row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import baskets, maps, rfm, segments
from crmcli.domain.reports.buyers import Buyer, Buyers
from crmcli.domain.reports.cycle_rules import Facts
from crmcli.domain.reports.figures import ranked
from crmcli.domain.reports.scope import Asked, of_customers

if TYPE_CHECKING:
    from crmcli.sql import Reader


class Cost(NamedTuple):
    """What serving costs: of a minute and of a case, in ``currency``."""

    minute: Decimal
    case: Decimal
    currency: str


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
    """Who is classed, with the facts; ``margin_unknown`` counts the purchases whose cost nobody knows."""

    ref: str
    name: str | None
    facts: Facts
    margin_unknown: int


class World(NamedTuple):
    """Everybody, the currency of the amounts, what is left out in words."""

    people: list[Somebody]
    currency: str | None
    notes: tuple[str, ...]


_SCOPE = """FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND o.ordered_on <= :as_of AND {customers}"""
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
_CURRENCIES = f"SELECT o.currency, count(*) {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency"
_BOUGHT = f"""
SELECT o.customer_id, min(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  max(CASE WHEN {_PURCHASE} THEN o.ordered_on END), count(CASE WHEN {_PURCHASE} THEN 1 END),
  CAST(sum(CASE WHEN o.currency = :currency THEN o.total_minor END) AS BIGINT),
  CAST(sum(CASE WHEN o.currency = :currency AND o.ordered_on > :since THEN o.total_minor END) AS BIGINT),
  count(CASE WHEN {_PURCHASE} AND o.ordered_on > :since THEN 1 END),
  count(CASE WHEN o.currency <> :currency AND o.ordered_on > :since THEN 1 END)
{_SCOPE} GROUP BY o.customer_id
"""
_BARE = f"""
SELECT o.customer_id, count(CASE WHEN {_PURCHASE} THEN 1 END),
  CAST(sum(CASE WHEN o.total_minor < 0 AND o.currency = :currency THEN o.total_minor END) AS BIGINT)
{_SCOPE} AND o.ordered_on > :since AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id)
GROUP BY o.customer_id
"""
_SERVED = """
SELECT a.customer_id, count(CASE WHEN a.kind = 'call' THEN 1 END), CAST(sum(a.minutes) AS BIGINT)
FROM activity a WHERE a.customer_id IS NOT NULL AND a.done = 1 AND substr(a.at, 1, 10) > :since
  AND substr(a.at, 1, 10) <= :as_of GROUP BY a.customer_id
"""
_CASES = """
SELECT customer_id, count(*) FROM support_case WHERE customer_id IS NOT NULL
  AND substr(opened_at, 1, 10) > :since AND substr(opened_at, 1, 10) <= :as_of GROUP BY customer_id
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
ORDER BY c.id
"""
_LEADS = """
SELECT r.id, coalesce(r.name, r.company) FROM lead r LEFT JOIN conversion v ON v.lead_id = r.id
WHERE coalesce(r.created_on, '') <= :as_of
  AND NOT (r.status = 'lost' AND coalesce(r.lost_on, '') <= :as_of)
  AND NOT (r.status = 'converted' AND coalesce(v.converted_on, '') <= :as_of)
ORDER BY r.id
"""


def fetch(db: Reader, request: Asked, days: int, cost: Cost) -> World:
    """Return everybody asked about; open leads too, unless ``--where`` picks customers."""
    window = baskets.Window.of(request.as_of, days)
    span = {"since": window.since, "as_of": window.as_of}
    of_orders = of_customers(db, "o.customer_id", request)
    test, values = of_orders
    currency = request.currency or _main_currency(db, test, values | {"as_of": window.as_of})
    asked = {**values, **span, "currency": currency or ""}
    bought = {row[0]: Bought(*row) for row in db.tuples(_BOUGHT.format(customers=test), asked)}
    bare = {row[0]: row[1:] for row in db.tuples(_BARE.format(customers=test), asked)}
    held = baskets.fetch(db, window, of_orders, currency)
    served = {row[0]: row[1:] for row in db.tuples(_SERVED, span)}
    cases = dict(db.tuples(_CASES, span))
    offers = dict(db.tuples(_OFFERS.format(owner="customer_id"), {"as_of": window.as_of}))
    scores = _scores(list(bought.values()), request.as_of, currency)
    serving = _Serving(db, cost, currency, request.as_of)
    people = []
    own, more = of_customers(db, "c.id", request)
    for number, name in db.tuples(_CUSTOMERS.format(customers=own), more | {"as_of": window.as_of}):
        one = bought.get(number)
        margin, unknown = _margin(one, held.of.get(number), bare.get(number))
        calls, minutes = served.get(number, (0, 0))
        kinds = len(held.of[number].kinds) if number in held.of else 0
        r, f, m = scores.get(number, (0, 0, 0))
        facts = Facts(
            orders=one.orders if one else 0,
            revenue=(one.revenue or 0) if one else 0,
            margin=margin,
            most=((one.revenue or 0) if one else 0) - (held.of[number].cost if number in held.of else 0),
            cost=serving.minor(minutes or 0, cases.get(number, 0)),
            minutes=minutes or 0,
            calls=calls,
            cases=cases.get(number, 0),
            offers=offers.get(number, 0),
            r=r,
            f=f,
            m=m,
            kinds=None if one and one.recent and not kinds else kinds,
            sold=len(held.sold),
        )
        people.append(Somebody(f"C-{number}", name, _dated(facts, one, request.as_of), unknown))
    if not request.where:
        people += _leads(db, window.as_of)
    return World(people, currency, serving.notes())


def _main_currency(db: Reader, customers: str, values: dict[str, Any]) -> str | None:
    """Return the currency of most orders."""
    found: dict[str | None, int] = dict(db.tuples(_CURRENCIES.format(customers=customers), values))
    return next(iter(ranked(found)), None)


def _scores(bought: list[Bought], as_of: date, currency: str | None) -> dict[int, tuple[int, int, int]]:
    """Return the scores of who bought: quintiles, see ``rfm``."""
    buyers = [
        Buyer(one.id, one.last, one.orders, one.lifetime, None, 0, 0)
        for one in bought
        if one.orders and one.last is not None
    ]
    found = Buyers(buyers, currency, 0, ())
    scored, _ = segments.score(found, as_of, rfm.Bins(), maps.every_cell(maps.STANDARD))
    return {one.buyer.id: (one.r, one.f, one.m) for one in scored}


def _dated(facts: Facts, one: Bought | None, as_of: date) -> Facts:
    """Return the facts with the days since the first and the last purchase, and between them."""
    if one is None or not one.orders or one.first is None or one.last is None:
        return facts
    first, last = date.fromisoformat(one.first), date.fromisoformat(one.last)
    gap = (last - first).days / (one.orders - 1) if one.orders >= 3 else None
    return facts._replace(first=(as_of - first).days, quiet=(as_of - last).days, gap=gap)


def _margin(
    one: Bought | None, basket: baskets.Basket | None, bare: tuple[Any, ...] | None
) -> tuple[int | None, int]:
    """Return the margin of the window, None where a cost is unknown, and of how much it is.

    A refund without lines is taken off whole.
    """
    if one is None:
        return 0, 0
    without, refunds = bare or (0, 0)
    unknown = without + one.foreign + (basket.unknown if basket is not None else 0)
    if unknown:
        return None, unknown
    known = basket.paid - basket.cost if basket is not None else 0
    return known + (refunds or 0), 0


def _leads(db: Reader, as_of: str) -> list[Somebody]:
    """Return the leads that are open on the day."""
    offers = dict(db.tuples(_OFFERS.format(owner="lead_id"), {"as_of": as_of}))
    return [
        Somebody(f"L-{number}", name, Facts(lead=True, margin=0, offers=offers.get(number, 0)), 0)
        for number, name in db.tuples(_LEADS, {"as_of": as_of})
    ]


class _Serving:
    """Works out what serving costs, in the report's currency at the rate of its day."""

    def __init__(self, db: Reader, cost: Cost, currency: str | None, as_of: date) -> None:
        from crmcli.domain.money import minor_digits
        from crmcli.domain.rates import Converter

        self._cost = cost
        self._scale = 10 ** minor_digits(cost.currency)
        self._free = not cost.minute and not cost.case
        self._converter = Converter(db, currency or cost.currency, as_of)
        self._as_of = as_of

    def minor(self, minutes: int, cases: int) -> int | None:
        """Return the cost in minor units; None where no rate is known."""
        if self._free or not (minutes or cases):
            return 0
        exact = (minutes * self._cost.minute + cases * self._cost.case) * self._scale
        return self._converter.minor(round(exact), self._cost.currency, self._as_of)

    def notes(self) -> tuple[str, ...]:
        """Return what a person should know of the cost."""
        if self._free:
            return ("serving costs nothing yet: crm config set minute_cost 10, and case_cost",)
        if self._converter.missing:
            code = self._cost.currency
            return (f"what serving costs is in {code}, and no rate leads from it to the currency here",)
        return ()
