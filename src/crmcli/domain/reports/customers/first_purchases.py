"""Customers by their first purchase, and what they bought from then on, period by period.

A purchase is an order of a customer, not cancelled, on or before the day, its total not negative; a
refund has a negative total. ``since`` and ``until`` bound the day of the first purchase. What was bought
counts in any currency, so that nobody seems to stay away who pays in another one; amounts are of one
currency: those of others are turned into the one asked for, or else left out of the amounts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.buyers import uncounted
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.scope import known_by, of_customers, total
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

# Written so that the covering index on the customer is used, not the one on the day.
_COUNTS = (
    f"o.customer_id IS NOT NULL AND {known_by('o.ordered_on')} AND o.ordered_on IS NOT NULL "
    "AND o.status <> 'cancelled'"
)
PURCHASE = f"{_COUNTS} AND coalesce(o.total_minor, 0) >= 0"
_FIRST = f"""
SELECT o.customer_id AS id, {{began}} AS began FROM sales_order o
WHERE {PURCHASE} AND {{customers}} GROUP BY o.customer_id HAVING {{days}}
"""
_STAYS = f"""
SELECT o.customer_id, min(o.ordered_on), max(o.ordered_on) FROM sales_order o
WHERE {PURCHASE} AND {{customers}} GROUP BY o.customer_id HAVING {{days}} ORDER BY o.customer_id
"""
TRAITS = {
    "city": "c.city",
    "country": "c.country",
    "owner": "c.owner_id",
    "branch": "c.branch",
    "source": "c.source",
    "kind": "c.kind",
}
"""What customers can be told by, over customer ``c``: see ``groups``."""


class Buyer(NamedTuple):
    """A customer with the days (ISO) of the first and the last purchase."""

    id: int
    first_on: str
    last_on: str


class Sums(NamedTuple):
    """What a part of the orders comes to: different buyers, purchases, amounts in minor units.

    ``unpriced`` purchases have no total; ``revenue`` is the sum of the totals of purchases and refunds, None
    where none is known.
    """

    key: tuple[Any, ...]
    buying: int
    orders: int
    unpriced: int
    revenue: int | None


class Money(NamedTuple):
    """The currency of the amounts, what turns others into it (None: nothing), what is to be said.

    ``several`` tells whether there are amounts of others, ``refunds`` whether there is any refund.
    """

    currency: str | None
    one: InOne | None
    notes: tuple[str, ...]
    several: bool
    refunds: bool


def _parts(db: Reader, request: Asked, began: str = "{day}") -> tuple[dict[str, str], dict[str, Any]]:
    """Return the tests of the customers and of their first day, and the values of both."""
    customers, values = of_customers(db, "o.customer_id", request)
    tests = []
    if request.since is not None:
        tests.append("min(o.ordered_on) >= :since")
        values = {**values, "since": request.since.isoformat()}
    if request.until is not None:
        tests.append("min(o.ordered_on) <= :until")
        values = {**values, "until": request.until.isoformat()}
    values = {**values, "as_of": request.as_of.isoformat()}
    parts = {
        "customers": customers,
        "days": " AND ".join(tests) or "1 = 1",
        "began": began.format(day="min(o.ordered_on)"),
    }
    members = f"o.customer_id IN (SELECT x.id FROM ({_FIRST.format(**parts)}) x)" if tests else "1 = 1"
    return {**parts, "members": members}, values


def buyers(db: Reader, request: Asked) -> list[Buyer]:
    """Return the buyers whose first purchase lies in the span, by number."""
    parts, values = _parts(db, request)
    return [Buyer(*row) for row in db.tuples(_STAYS.format(**parts), values)]


_CURRENCIES = f"""
SELECT o.currency, count(*) FROM sales_order o
WHERE {_COUNTS} AND o.total_minor IS NOT NULL AND {{customers}} AND {{members}} AND {{test}}
GROUP BY o.currency
"""
_RANGE = f"""
SELECT min(o.currency), max(o.currency), min(o.total_minor) FROM sales_order o
WHERE {_COUNTS} AND {{customers}} AND {{members}}
"""


def money(db: Reader, request: Asked) -> Money:
    """Return the currency of the amounts: the one asked for, the only one, or that of most orders."""
    parts, values = _parts(db, request)
    low, high, least = db.tuples(_RANGE.format(**parts), values)[0]
    refunds = least is not None and least < 0
    if low == high and request.currency in (None, low):
        return Money(low, None, (), several=False, refunds=refunds)
    counts = dict(db.tuples(_CURRENCIES.format(**parts, test="1 = 1"), values))
    order = figures.ranked(counts)
    if request.currency is None:
        main = next(iter(order), None)
        notes = tuple(
            say(
                "amounts of {plural} in {code} left out; --currency {main} turns them",
                plural=figures.plural(counts[code], "order"),
                code=code,
                main=main,
            )
            for code in order[1:]
        )
        return Money(main, None, notes, several=True, refunds=refunds)
    one = InOne(db, request.currency, request.as_of, order)
    test, more = one.test("o.currency", "o.ordered_on")
    out = dict(db.tuples(_CURRENCIES.format(**parts, test=f"NOT {test}"), values | more))
    known = [code for code in order if code is not None]
    turned = [(code, counts[code] - out.get(code, 0)) for code in known]
    left = one.left_out(((code, out[code]) for code in known if code in out), "amount")
    notes = (*one.turned(turned, "order", say("its day")), *left)
    return Money(request.currency, one, notes, several=True, refunds=refunds)


_SUMS = f"""
WITH began AS ({_FIRST})
SELECT {{keys}}, count(DISTINCT {{buyer}}), count({{purchase}}), count(*) - count(o.total_minor),
  {total("{own}")}
FROM began f JOIN sales_order o ON o.customer_id = f.id {{joins}}
WHERE o.ordered_on <= :as_of AND o.status <> 'cancelled' GROUP BY {{groups}}
"""
_FOREIGN = f"""
WITH began AS ({_FIRST})
SELECT {{keys}}, o.currency, o.ordered_on, o.total_minor, count(*)
FROM began f JOIN sales_order o ON o.customer_id = f.id {{joins}}
WHERE o.ordered_on <= :as_of AND o.status <> 'cancelled' AND o.currency <> :own AND {{test}}
  AND o.total_minor IS NOT NULL
GROUP BY {{groups}}
"""
_IF_BOUGHT = "CASE WHEN coalesce(o.total_minor, 0) >= 0 THEN o.customer_id END"


def sums(db: Reader, request: Asked, keys: Sequence[str], amounts: Money, began: str = "{day}") -> list[Sums]:
    """Return the orders summed up by expressions over the first purchase ``f``, order ``o``, customer ``c``.

    ``began`` is an expression over the day of the first purchase, ``f.began``. In no order.
    """
    parts, values = _parts(db, request, began)
    values["own"] = amounts.currency
    parts["keys"] = ", ".join(keys)
    parts["joins"] = "JOIN customer c ON c.id = f.id" if any(key.startswith("c.") for key in keys) else ""
    numbers = [str(number) for number in range(1, len(keys) + 4)]
    # Tests that every order passes are left out: they take a third of the time.
    lean = {
        "buyer": _IF_BOUGHT if amounts.refunds else "o.customer_id",
        "purchase": _IF_BOUGHT if amounts.refunds else "*",
        "own": "CASE WHEN o.currency = :own THEN o.total_minor END" if amounts.several else "o.total_minor",
    }
    query = _SUMS.format(**parts, **lean, groups=", ".join(numbers[: len(keys)]))
    found = {row[: len(keys)]: Sums(row[: len(keys)], *row[len(keys) :]) for row in db.tuples(query, values)}
    if amounts.one is not None and any(amounts.one.first.values()):
        test, more = amounts.one.test("o.currency", "o.ordered_on")
        query = _FOREIGN.format(**parts, test=test, groups=", ".join(numbers))
        # Each amount is turned and rounded alone, so that sums add up however they are grouped.
        for *key, currency, day, amount, count in db.tuples(query, values | more):
            turned = (amounts.one.rates.minor(amount, currency, day) or 0) * count
            each = found[tuple(key)]
            found[tuple(key)] = each._replace(revenue=(each.revenue or 0) + turned)
    return list(found.values())


_REFUNDED = f"""
SELECT count(*) FROM (SELECT o.customer_id FROM sales_order o WHERE {_COUNTS} AND {{customers}}
  GROUP BY o.customer_id HAVING max(coalesce(o.total_minor, 0)) < 0) x
"""


def left_out(db: Reader, request: Asked, *, refunds: bool = True) -> tuple[str, ...]:
    """Return in words which orders and customers count nowhere; ``refunds`` False: there is none."""
    parts, values = _parts(db, request)
    refunded = db.value(_REFUNDED.format(**parts), values) if refunds else 0
    return (
        *uncounted(db, replace(request, since=None, until=None)),
        *figures.left_out(refunded, "customer", say("with refunds only left out")),
    )
