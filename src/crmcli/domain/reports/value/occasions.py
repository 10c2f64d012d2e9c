"""When each customer bought, and for how much: several orders of one day are one purchase.

The days of all customers, whoever is asked about: how long people take to come again, and what a model
learns from, is known from everybody. A refund (negative total) is no purchase; it is taken off what the
purchase before it brought, and one before any purchase counts nowhere. An order without a total, or in a
currency that can't be turned, is a purchase of which the money is not known.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.scope import known_by, of_customers, total, within
from crmcli.said import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmcli.domain.reports.scope import Asked
    from crmcli.sql import Reader

WEEK = 7


class History(NamedTuple):
    """The days (ordinals, ascending) on which a customer bought, and what each brought.

    ``spent`` is in minor units of the report's currency, refunds off; None where it is not known.
    ``orders`` counts the orders that are purchases.
    """

    id: int
    days: list[int]
    spent: list[int | None]
    orders: int

    @property
    def first(self) -> int:
        """The first day."""
        return self.days[0]

    @property
    def last(self) -> int:
        """The newest day."""
        return self.days[-1]

    @property
    def gaps(self) -> list[int]:
        """The days between one purchase and the next, in time."""
        return [after - before for before, after in zip(self.days, self.days[1:], strict=False)]


class Occasions(NamedTuple):
    """Who bought, by number; the currency of the amounts; the last day known (ordinal); what to say.

    Where a week is one occasion, all days are Mondays.
    """

    histories: list[History]
    currency: str | None
    end: int
    notes: tuple[str, ...]


# The orders of a customer, a day and (where it matters) a currency: customer, day, purchases, orders, what
# was bought, what was refunded, least and greatest currency. A bare tuple: there may be a million.
Line = tuple[int, str, int, int, int | None, int | None, str | None, str | None]
_CUSTOMER, _LEAST, _MOST = 0, 6, 7

_ORDERS = "o.customer_id IS NOT NULL AND o.ordered_on <= :as_of AND o.status <> 'cancelled' AND {days}"
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
# One pass over ix_sales_order_customer, which is in the order of the groups.
_LINES = f"""
SELECT o.customer_id, o.ordered_on, count(CASE WHEN {_PURCHASE} THEN 1 END), count(*),
  {total("CASE WHEN o.total_minor >= 0 THEN o.total_minor END")},
  {total("CASE WHEN o.total_minor < 0 THEN o.total_minor END")}, min(o.currency), max(o.currency)
FROM sales_order o WHERE {_ORDERS} GROUP BY o.customer_id, o.ordered_on{{more}}
ORDER BY o.customer_id, o.ordered_on
"""


def last_day(request: Asked) -> date:
    """Return the last day known: that of the report, or the end of its span before it."""
    return request.as_of if request.until is None else min(request.as_of, request.until)


def fetch(db: Reader, request: Asked, occasion: str = "day", *, margin: bool = False) -> Occasions:
    """Return the purchases of every customer, whoever ``--where`` picks.

    With ``margin`` what a purchase brought is its margin, None where a cost is not known.
    """
    lines = _lines(db, request, margin=margin)
    codes = {line[_MOST] for line in lines} | {line[_LEAST] for line in lines}
    if len(codes - {None}) > 1:
        lines = _lines(db, request, by_currency=True, margin=margin)
    money = _Money(db, request, lines)
    histories = _histories(lines, money, occasion)
    refunded = len({line[_CUSTOMER] for line in lines}) - len(histories)
    notes = (*money.notes(), *_left_out(db, request, refunded))
    return Occasions(histories, money.code, _number(last_day(request).isoformat(), occasion), notes)


def asked(db: Reader, request: Asked) -> set[int] | None:
    """Return the numbers of the customers asked about, None when all are."""
    if not request.where:
        return None
    test, values = of_customers(db, "c.id", request)
    values |= {"as_of": request.as_of.isoformat()}
    return {row[0] for row in db.tuples(f"SELECT c.id FROM customer c WHERE {test}", values)}


def _lines(db: Reader, request: Asked, *, by_currency: bool = False, margin: bool = False) -> list[Line]:
    """Return the orders by customer and day, ascending."""
    days, values = within("o.ordered_on", request)
    values |= {"as_of": request.as_of.isoformat()}
    more = ", o.currency" if by_currency else ""
    if margin:
        from crmcli.domain.reports.value.occasion_margins import MARGINS

        return db.tuples(MARGINS.format(days=days, more=more), values)
    return db.tuples(_LINES.format(days=days, more=more), values)


class _Money:
    """Brings what was bought into one currency, and counts what could not be."""

    def __init__(self, db: Reader, request: Asked, lines: Iterable[Line]) -> None:
        count: dict[str | None, int] = {}
        for _, _, _, orders, _, _, _, code in lines:
            count[code] = count.get(code, 0) + orders
        count.pop(None, None)
        self.code = request.currency or next(iter(figures.ranked(count)), None)
        self._asked = request.currency is not None
        self._one: InOne | None = None
        if request.currency is not None and any(code != self.code for code in count):
            self._one = InOne(db, request.currency, request.as_of, count)
        self._turned: dict[str, int] = {}
        self._left: dict[str, int] = {}

    def minor(self, amount: int | None, code: str, day: str) -> int | None:
        """Return an amount of another currency in the one, None where it can't be turned."""
        if amount is None or self._one is None:
            return None
        return self._one.rates.minor(int(amount), code, day)

    def count(self, orders: int, code: str, day: str) -> None:
        """Count orders among those that were turned, or whose money is left out."""
        turned = self._one is not None and self._one.rates.rate(code, day) is not None
        where = self._turned if turned else self._left
        where[code] = where.get(code, 0) + orders

    def notes(self) -> tuple[str, ...]:
        """Return what was turned and what was left out, in words."""
        turned, left = (
            sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
            for found in (self._turned, self._left)
        )
        if self._one is not None:
            return (*self._one.turned(turned, "order", say("its day")), *self._one.left_out(left, "order"))
        return tuple(
            say(
                "{plural} in {code}: purchases, but their money is left out; --currency {into} "
                "turns amounts into it",
                plural=figures.plural(count, "order"),
                code=code,
                into=self.code,
            )
            for code, count in left
        )


def _histories(lines: Iterable[Line], money: _Money, occasion: str) -> list[History]:
    """Return the purchases by customer; who has refunds only is none."""
    found: list[History] = []
    numbers: dict[str, int] = {}
    days: list[int] = []
    spent: list[int | None] = []
    whose: int | None = None
    orders = 0
    for customer, day, purchases, every, paid, returned, _, code in lines:
        if customer != whose:
            if whose is not None and days:
                found.append(History(whose, days, spent, orders))
            whose, days, spent, orders = customer, [], [], 0
        number = numbers.get(day)
        if number is None:
            number = numbers[day] = _number(day, occasion)
        bought, refunded = paid, returned
        if code is not None and code != money.code:
            money.count(every, code, day)
            bought, refunded = money.minor(paid, code, day), money.minor(returned, code, day)
        if purchases:
            orders += purchases
            if days and days[-1] == number:
                spent[-1] = figures.added((spent[-1], bought))
            else:
                days.append(number)
                spent.append(bought)
        if refunded is not None and days and spent[-1] is not None:
            spent[-1] += refunded
    if whose is not None and days:
        found.append(History(whose, days, spent, orders))
    return found


def _number(day: str, occasion: str) -> int:
    """Return the ordinal of a day, or of the Monday of its week."""
    found = date.fromisoformat(day)
    return found.toordinal() - (found.weekday() if occasion == "week" else 0)


_LEFT_OUT = f"""
SELECT count(CASE WHEN o.customer_id IS NULL AND o.status <> 'cancelled'
    AND {known_by("o.ordered_on")} AND {{days}} THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on IS NULL THEN 1 END),
  count(CASE WHEN o.status = 'cancelled' AND coalesce(o.ordered_on, '') <= :as_of THEN 1 END),
  count(CASE WHEN o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND o.ordered_on <= :as_of
    AND {{days}} AND o.total_minor IS NULL THEN 1 END)
FROM sales_order o
"""


def _left_out(db: Reader, request: Asked, refunded: int) -> tuple[str, ...]:
    """Return in words what the purchases leave out."""
    days, values = within("o.ordered_on", request)
    values |= {"as_of": request.as_of.isoformat()}
    walk_ins, undated, cancelled, unpriced = db.tuples(_LEFT_OUT.format(days=days), values)[0]
    return (
        *figures.left_out(walk_ins, "order", say("without a customer left out")),
        *figures.left_out(undated, "order", say("without a date left out")),
        *figures.left_out(cancelled, say("cancelled order"), say("left out")),
        *figures.left_out(refunded, "customer", say("with refunds only left out")),
        *figures.left_out(unpriced, "order", say("without a total: a purchase, but no money")),
    )


def day_of(number: int) -> date:
    """Return the day of an ordinal."""
    return date.fromordinal(number)


def values_of(one: History) -> list[int]:
    """Return what the purchases brought where it is known."""
    return [amount for amount in one.spent if amount is not None]


def labels(db: Reader) -> dict[int, tuple[str, str]]:
    """Return the name of every customer, and the key by which names are sorted."""
    return {row[0]: row[1:] for row in db.tuples("SELECT id, name, name_sort FROM customer")}
