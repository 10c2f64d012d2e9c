"""What a customer owes in one currency, worked out of orders and payments; pure.

An order owes what the payments that name it have not settled. Everything else that a customer paid,
and what was paid over an order or for a cancelled one, settles the oldest of what is open; so does a
refund, which is an order with a negative total. What is left over then is the customer's credit.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BUCKETS = ("not_due", "days_30", "days_60", "days_90", "older")
"""Not due yet; overdue for 1 to 30, 31 to 60, 61 to 90, and more days."""
_ENDS = (0, 30, 60, 90)
NEVER = date.max
"""Stands for no day: settled last, since nobody can say that it is late."""


class Bill(NamedTuple):
    """An order: what it comes to less the payments that name it, in minor units; days may be unknown."""

    order: int
    open: int
    ordered_on: date | None = None
    due_on: date | None = None

    def due(self, payment_days: int) -> date | None:
        """Return the day it is to be paid: its own, else so many days after the order."""
        if self.due_on is not None or self.ordered_on is None:
            return self.due_on
        left = (NEVER - self.ordered_on).days
        return self.ordered_on + timedelta(days=min(payment_days, left))


class Open(NamedTuple):
    """What is open of an order (0 for money paid out on account), and the day it was to be paid."""

    order: int
    amount: int
    due: date | None


class Account(NamedTuple):
    """A customer's account in a currency: ``open`` with the oldest first, or ``credit`` above zero."""

    open: tuple[Open, ...]
    credit: int

    @property
    def balance(self) -> int:
        """What the customer owes; negative when we owe."""
        return sum(one.amount for one in self.open) - self.credit


def settle(bills: Iterable[Bill], on_account: int, paid_out: date | None, payment_days: int) -> Account:
    """Return what is open once all that was paid is counted, the oldest first.

    ``on_account`` is the sum of payments that name no order; where more went out than came in it is
    negative, and owed since ``paid_out``, the last day on which money went out.
    """
    return settled(
        [(bill.due(payment_days) or NEVER, bill.order, bill.open) for bill in bills], on_account, paid_out
    )


def settled(bills: list[tuple[date, int, int]], on_account: int, paid_out: date | None) -> Account:
    """Return what is open of bills told as (day it is due or NEVER, order, open): there may be a million."""
    pool = on_account - sum([one[2] for one in bills if one[2] <= 0])
    owed = [one for one in bills if one[2] > 0]
    if pool < 0:
        owed.append((paid_out or NEVER, 0, -pool))
        pool = 0
    owed.sort()
    left = []
    for due, order, amount in owed:
        if pool >= amount:
            pool -= amount
            continue
        left.append(Open(order, amount - pool, None if due == NEVER else due))
        pool = 0
    return Account(tuple(left), pool)


def bucket(due: date | None, as_of: date) -> int:
    """Return which of BUCKETS something due on a day is in; what has no day is not due."""
    if due is None:
        return 0
    overdue = (as_of - due).days
    return sum(overdue > end for end in _ENDS)


def aged(owed: Sequence[Open], as_of: date) -> list[int]:
    """Return what is open by BUCKETS; they add up to all of it."""
    sums = [0] * len(BUCKETS)
    for one in owed:
        sums[bucket(one.due, as_of)] += one.amount
    return sums
