"""Who bought, when last, how often and for how much, as of a day; and what that leaves out.

Amounts are of one currency. In the one asked for, those of others are turned at the rates of their
days; orders that can't be turned are left out whole. Without one, it is the only currency there is or
that of most orders, and orders of another are left out whole. Both are counted. An order without a
currency (it has no total either) counts as a purchase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.scope import in_currency, known_by, of_customers, total, within
from crmcli.said import say
from crmcli.sql import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader


class Buyer(NamedTuple):
    """A customer who bought; amounts in minor units.

    ``revenue`` is the sum of all totals, refunds included, None when no order has one; ``bought``
    the sum of the ``priced`` purchases, those that have a total; ``unpriced`` orders have none.
    """

    id: int
    last_on: str
    orders: int
    revenue: int | None
    bought: int | None
    priced: int
    unpriced: int


class Foreign(NamedTuple):
    """What is left out in another currency."""

    currency: str
    orders: int
    customers: int


class Buyers(NamedTuple):
    """The buyers by number, the currency of their amounts, and who is left out.

    ``turned`` counts by currency the orders whose amounts were turned into the one asked for.
    """

    buyers: list[Buyer]
    currency: str | None
    refunded_only: int
    foreign: tuple[Foreign, ...]
    turned: tuple[tuple[str, int], ...] = ()
    one: InOne | None = None


_SCOPE = (
    "o.customer_id IS NOT NULL AND o.ordered_on <= :as_of AND o.status <> 'cancelled' "
    "AND {days} AND {customers}"
)
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
# One pass over ix_sales_order_customer, which is in the order of the groups.
_BUYERS = f"""
SELECT o.customer_id, max(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  count(CASE WHEN {_PURCHASE} THEN 1 END), {total("{own}")},
  {total("CASE WHEN o.total_minor >= 0 THEN {own} END")},
  count(CASE WHEN o.total_minor >= 0 THEN 1 END), count(*) - count(o.total_minor),
  min(o.currency), max(o.currency)
FROM sales_order o WHERE {_SCOPE} AND {{currency}}
GROUP BY o.customer_id ORDER BY o.customer_id
"""
_CURRENCIES = f"""
SELECT o.currency, count(*), count(DISTINCT o.customer_id) FROM sales_order o
WHERE {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency
"""


def fetch(db: Reader, request: Asked, main: str | None = None) -> Buyers:
    """Return the buyers of the span in one currency, by number.

    ``main`` is the currency of their amounts where none is asked for; None lets the orders decide.
    """
    parts, values = _asked(db, request)
    if request.currency is not None:
        return _in_one(db, request, request.currency, parts, values)
    found = _ask(db, parts, values, main)
    currency, foreign = main, []
    used = {code for row in found for code in row[-2:] if code is not None}
    if main is not None or len(used) > 1:
        every = _currencies(db, parts, values)
        if main is None:
            currency = every[0].currency
            found = _ask(db, parts, values, currency)
        foreign = [one for one in every if one.currency != currency]
    elif used:
        currency = used.pop()
    buyers = [Buyer(*row[:-2]) for row in found if row[2]]
    return Buyers(buyers, currency, len(found) - len(buyers), tuple(foreign))


def _asked(db: Reader, request: Asked) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests of the days and the customers, and the values of both."""
    customers, values = of_customers(db, "o.customer_id", request)
    days, bounds = within("o.ordered_on", request)
    return {"days": days, "customers": customers}, values | bounds | {"as_of": request.as_of.isoformat()}


def _ask(
    db: Reader, parts: dict[str, str], values: dict[str, Any], currency: str | None
) -> list[tuple[Any, ...]]:
    test, asked = in_currency("o.currency", currency)
    return db.tuples(_BUYERS.format(**parts, own="o.total_minor", currency=test), values | asked)


def _currencies(db: Reader, parts: dict[str, str], values: dict[str, Any]) -> list[Foreign]:
    """Return what there is of each currency, the one of most orders first."""
    every = [Foreign(*row) for row in db.tuples(_CURRENCIES.format(**parts), values)]
    return sorted(every, key=lambda one: (-one.orders, one.currency))


_FOREIGN = f"""
SELECT o.customer_id, o.currency, o.ordered_on, o.total_minor, count(*)
FROM sales_order o WHERE {_SCOPE} AND {{currency}} AND o.currency <> :one_code
GROUP BY o.customer_id, o.currency, o.ordered_on, o.total_minor
"""


def _in_one(db: Reader, request: Asked, code: str, parts: dict[str, str], values: dict[str, Any]) -> Buyers:
    """Return the buyers with all amounts in one currency, each turned and rounded alone."""
    every = _currencies(db, parts, values)
    one = InOne(db, code, request.as_of, [found.currency for found in every])
    test, asked = one.test("o.currency", "o.ordered_on")
    values |= {"one_code": code, **asked}
    own = "CASE WHEN o.currency = :one_code THEN o.total_minor END"
    found = db.tuples(_BUYERS.format(**parts, own=own, currency=test), values)
    buyers = {row[0]: Buyer(*row[:-2]) for row in found if row[2]}
    turned: dict[str, int] = {}
    if any(one.first.values()):
        foreign = db.tuples(_FOREIGN.format(**parts, currency=test), values)
        for who, currency, day, amount, count in foreign:
            turned[currency] = turned.get(currency, 0) + count
            worth = None if amount is None else one.rates.minor(amount, currency, day)
            if who in buyers and worth is not None:
                buyers[who] = buyers[who]._replace(
                    revenue=(buyers[who].revenue or 0) + worth * count,
                    bought=figures.added((buyers[who].bought, worth * count if amount >= 0 else None)),
                )
    left = tuple(
        each._replace(orders=each.orders - turned.get(each.currency, 0))
        for each in every
        if each.currency != code and each.orders > turned.get(each.currency, 0)
    )
    counts = tuple((each.currency, turned[each.currency]) for each in every if each.currency in turned)
    listed = [buyers[number] for number in sorted(buyers)]
    return Buyers(listed, code, len(found) - len(buyers), left, counts, one)


_LEFT_OUT = f"""
SELECT count(CASE WHEN o.customer_id IS NULL AND o.status <> 'cancelled'
    AND {known_by("o.ordered_on")} THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN o.status = 'cancelled' AND coalesce(o.ordered_on, '') <= :as_of THEN 1 END)
FROM sales_order o WHERE (o.ordered_on IS NULL OR ({{days}})) AND {{customers}}
"""


def left_out(db: Reader, request: Asked, found: Buyers) -> tuple[str, ...]:
    """Return in words what the buyers and their figures leave out, and what was turned."""
    idle = 0 if found.foreign else _customers(db, request) - len(found.buyers) - found.refunded_only
    return (
        *other_currencies(found),
        *uncounted(db, request),
        *figures.left_out(found.refunded_only, "customer", say("with refunds only left out")),
        *figures.left_out(
            sum(one.unpriced for one in found.buyers),
            "order",
            say("without a total: a purchase, but no money"),
        ),
        *_idle(idle),
    )


def _idle(count: int) -> tuple[str, ...]:
    """Return how many customers are in no segment because they bought nothing yet."""
    if not count:
        return ()
    told = figures.plural(count, "customer")
    if count == 1:
        return (say("{counted} has not bought yet and is in no segment", counted=told),)
    return (say("{counted} have not bought yet and are in no segment", counted=told),)


def other_currencies(found: Buyers) -> tuple[str, ...]:
    """Return which orders of other currencies were turned, and which are left out."""
    if found.one is not None:
        return (
            *found.one.turned(found.turned, "order", say("its day")),
            *found.one.left_out(((one.currency, one.orders) for one in found.foreign), "order"),
        )
    return tuple(
        say(
            "{orders} in {currency} of {customers} left out; --currency {into} turns them",
            orders=figures.plural(one.orders, "order"),
            currency=one.currency,
            customers=figures.plural(one.customers, "customer"),
            into=found.currency,
        )
        for one in found.foreign
    )


def uncounted(db: Reader, request: Asked) -> tuple[str, ...]:
    """Return how many orders count for nobody: no customer, no date, cancelled."""
    parts, values = _asked(db, request)
    walk_ins, undated, cancelled = db.tuples(_LEFT_OUT.format(**parts), values)[0]
    return (
        *figures.left_out(walk_ins, "order", say("without a customer left out")),
        *figures.left_out(undated, "order", say("without a date left out")),
        *figures.left_out(cancelled, say("cancelled order"), say("left out")),
    )


def _customers(db: Reader, request: Asked) -> int:
    """Return how many customers are asked about."""
    customers, values = of_customers(db, "c.id", request)
    return int(db.value(f"SELECT count(*) FROM customer c WHERE {customers}", values))


MANY = 500  # more names than this are fetched all at once


class Named(NamedTuple):
    """A customer's name, and the form it is sorted by."""

    name: str
    sort: str


def named(db: Reader, ids: Sequence[int]) -> dict[int, Named]:
    """Return the names of customers with what they are sorted by."""
    query = "SELECT id, name, name_sort FROM customer"
    values: dict[str, Any] = {}
    if len(ids) <= MANY:
        listed, values = marks("i", list(ids))
        query += f" WHERE id IN ({listed})"
    return {number: Named(name, sort) for number, name, sort in db.tuples(query, values)}
