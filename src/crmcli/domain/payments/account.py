"""Orders and payments of customers as the ledger takes them, out of the store.

Counted are orders that were not cancelled and whose total is known. Few businesses write down every
payment: an order counts when it names a day of payment (``due_on``), or when its customer has any
payment at all; ``every`` counts all. A payment is its customer's, or its order's customer's where it
names none; it settles the order it names when customer and currency are the order's, and is on
account otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.payments.ledger import NEVER, Account, Bill, settled

if TYPE_CHECKING:
    from crmcli.sql import Reader

Key = tuple[int, str]
"""A customer (0: none, a walk-in sale) and a currency."""

_WHOSE = "coalesce(y.customer_id, o.customer_id)"
_FITS = (
    "y.order_id IS NOT NULL AND o.currency = y.currency AND coalesce(o.customer_id, 0) = coalesce({whose}, 0)"
)
_COUNTS = """(o.due_on IS NOT NULL OR EXISTS (SELECT 1 FROM payment k WHERE k.customer_id = o.customer_id)
  OR EXISTS (SELECT 1 FROM payment k WHERE k.order_id = o.id))"""
_COUNTS_OF_ALL = """(o.due_on IS NOT NULL
  OR coalesce(o.customer_id, 0) IN (SELECT k.customer_id FROM payment k WHERE k.customer_id IS NOT NULL)
  OR o.id IN (SELECT k.order_id FROM payment k WHERE k.order_id IS NOT NULL))"""
"""The same test, quicker where all orders are asked about: who pays is looked up once."""

_BILLS = """
SELECT coalesce(o.customer_id, 0), o.currency, o.id,
  CASE WHEN o.status = 'cancelled' THEN 0 ELSE o.total_minor END - coalesce(d.paid, 0), o.ordered_on, o.due_on
FROM sales_order o LEFT JOIN (
  SELECT y.order_id, CAST(sum(y.amount_minor) AS bigint) AS paid
  FROM payment y JOIN sales_order o ON o.id = y.order_id
  WHERE {fits} AND y.paid_on <= :as_of AND {scope} GROUP BY y.order_id
) d ON d.order_id = o.id
WHERE o.total_minor IS NOT NULL AND coalesce(o.ordered_on, '') <= :as_of AND {scope}
  AND CASE WHEN o.status = 'cancelled' THEN 0 ELSE o.total_minor END <> coalesce(d.paid, 0) AND {counts}
"""
_PAID = """
SELECT {whose} AS customer, y.currency, y.amount_minor, y.paid_on
FROM payment y LEFT JOIN sales_order o ON o.id = y.order_id
WHERE {given} AND y.paid_on <= :as_of AND {scope} AND NOT ({settles})
"""
_ON_ACCOUNT = """
SELECT coalesce(m.customer, 0), m.currency, CAST(sum(m.amount_minor) AS bigint),
  max(CASE WHEN m.amount_minor < 0 THEN m.paid_on END)
FROM ({own} UNION ALL {orders}) m GROUP BY coalesce(m.customer, 0), m.currency
"""


class Asked(NamedTuple):
    """Whose accounts, as of a day; ``whose`` is a test over ``{c}``, a customer's number, with its values."""

    as_of: date
    payment_days: int = 0
    every: bool = False
    whose: str = ""
    values: tuple[tuple[str, Any], ...] = ()

    def scope(self, column: str) -> str:
        """Return the test over a column."""
        return self.whose.replace("{c}", column) or "1 = 1"

    @property
    def counts(self) -> str:
        """The test that an order ``o`` counts."""
        if self.every:
            return "1 = 1"
        return _COUNTS if self.whose else _COUNTS_OF_ALL

    def bound(self) -> dict[str, Any]:
        """Return what the queries take."""
        return {"as_of": self.as_of.isoformat(), **dict(self.values)}


def accounts(db: Reader, asked: Asked) -> dict[Key, Account]:
    """Return the accounts by customer and currency, those at nought too."""
    from contextlib import nullcontext

    from crmcli.domain.uncollected import uncollected

    with nullcontext() if asked.whose else uncollected():
        bills, paid = _bills(db, asked), _on_account(db, asked)
        return {
            key: settled(bills.get(key, []), *paid.get(key, (0, None))) for key in sorted({*bills, *paid})
        }


def _bills(db: Reader, asked: Asked) -> dict[Key, list[tuple[date, int, int]]]:
    """Return what the orders of each account come to less the payments that name them; see ``settled``."""
    query = _BILLS.format(
        fits=_FITS.format(whose=_WHOSE),
        scope=asked.scope("o.customer_id"),
        counts=asked.counts,
    )
    dues = _Dues(asked.payment_days)
    found: dict[Key, list[tuple[date, int, int]]] = {}
    # Plain tuples: a million named ones cost more than the store does.
    for customer, currency, order, left, ordered, due in db.tuples(query, asked.bound()):
        key = customer, currency
        bill = dues[ordered, due], order, left
        if key in found:
            found[key].append(bill)
        else:
            found[key] = [bill]
    return found


def _on_account(db: Reader, asked: Asked) -> dict[Key, tuple[int, date | None]]:
    """Return what was paid on account, and the last day on which money went out."""
    # A payment that names an order without a known total is on account, as nothing is known to settle.
    settles = (
        f"{_FITS.format(whose=_WHOSE)} AND o.total_minor IS NOT NULL AND coalesce(o.ordered_on, '') <= :as_of"
    )
    halves = {
        name: _PAID.format(whose=whose, given=given, scope=asked.scope(whose), settles=settles)
        for name, whose, given in (
            ("own", "y.customer_id", "y.customer_id IS NOT NULL"),
            ("orders", "o.customer_id", "y.customer_id IS NULL"),
        )
    }
    query = _ON_ACCOUNT.format(**halves)
    return {
        (customer, currency): (amount, None if out is None else date.fromisoformat(out))
        for customer, currency, amount, out in db.tuples(query, asked.bound())
    }


def left_out(db: Reader, asked: Asked) -> tuple[int, int]:
    """Return how many orders don't count, and of how many customers: nothing says they were not paid."""
    if asked.every:
        return 0, 0
    query = (
        "SELECT count(*), count(DISTINCT o.customer_id) FROM sales_order o WHERE o.status <> 'cancelled' "
        f"AND o.total_minor > 0 AND coalesce(o.ordered_on, '') <= :as_of AND {asked.scope('o.customer_id')} "
        f"AND NOT {asked.counts}"
    )
    orders, customers = db.tuples(query, asked.bound())[0]
    return int(orders), int(customers)


def of_customer(customer: int) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """Return the test and the values that mean one customer."""
    return "{c} = :customer", (("customer", customer),)


class _Dues(dict[tuple[str | None, str | None], date]):
    """Stored days of an order and of its payment -> the day it is due, each pair worked out once."""

    def __init__(self, payment_days: int) -> None:
        """Let an order that names no day be due so many days after it."""
        super().__init__()
        self._days = payment_days

    def __missing__(self, days: tuple[str | None, str | None]) -> date:
        ordered, due = (None if text is None else date.fromisoformat(text) for text in days)
        found = self[days] = Bill(0, 0, ordered, due).due(self._days) or NEVER
        return found
