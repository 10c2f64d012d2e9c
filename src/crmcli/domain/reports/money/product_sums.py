"""What products, or categories of them, sold and cost: sums of the lines of orders, by currency.

Lines of an order that is cancelled or has no day do not count, nor those after the day of the report. In
one currency every amount in another is turned into it at the rate of the order's day, and rounded.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import PRODUCT
from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.money.lines import LINE_COST
from crmcli.domain.reports.money.slices import WHOLE, Slice, by_order
from crmcli.domain.reports.scope import Asked, known_by, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmcli.domain.reports.money.order_periods import Days
    from crmcli.sql import Reader

ALL = "all"
KEYS = {"product": "l.product_id", "category": "p.category", ALL: "CAST(NULL AS TEXT)"}
"""What products are told by, over a line ``l`` and its product ``p``; all of them together."""

Key = tuple[Any, str | None]
"""A product's number or a category, and a currency."""


class Sums(NamedTuple):
    """Lines of a product or category in one currency; amounts in minor units, None where none is known.

    ``orders`` and ``customers`` are those of lines from 0 on; ``revenue`` is of these, ``refunds`` of the
    lines below. ``paid`` and ``cost`` are of lines with a known cost, ``unknown`` counts the others.
    """

    units: int | None = None
    orders: int = 0
    customers: int = 0
    revenue: int | None = None
    refunds: int | None = None
    discount: int | None = None
    paid: int | None = None
    cost: int | None = None
    unknown: int = 0
    unpriced: int = 0

    @property
    def net(self) -> int | None:
        """Revenue and refunds together."""
        return figures.added((self.revenue, self.refunds))

    @property
    def known_cost(self) -> int | None:
        """What all of it cost; None where nobody knows of a part."""
        return None if self.unknown else (self.cost or 0)


class Sold(NamedTuple):
    """When something was sold, ever: first and last day as ISO text."""

    first: str | None
    last: str | None


_FIRST = date.min.isoformat()


class Lately(NamedTuple):
    """When things were sold, by key; the nets of now and of before, by key and currency."""

    ever: dict[Any, Sold]
    now: dict[Key, int]
    before: dict[Key, int]


_AMOUNT, _CURRENCY = "l.amount_minor", "coalesce(l.currency, o.currency)"
_COSTED = f"({_AMOUNT} IS NOT NULL AND ({LINE_COST}) IS NOT NULL)"
_FROM = """FROM order_line l JOIN sales_order o ON o.id = l.order_id
  LEFT JOIN product p ON p.id = l.product_id
WHERE o.status <> 'cancelled' AND {known} AND {products}"""
_IN_SPAN = "{days} AND {rates}"
_PURCHASE = f"coalesce({_AMOUNT}, 0) >= 0"
_SUMS = f"""
SELECT {{key}}, {_CURRENCY}, {total("l.quantity_milli")},
  count(DISTINCT CASE WHEN {_PURCHASE} THEN o.id END),
  0,
  {total(f"CASE WHEN {_AMOUNT} >= 0 THEN {_AMOUNT} END")},
  {total(f"CASE WHEN {_AMOUNT} < 0 THEN {_AMOUNT} END")},
  {total("l.discount_minor")}, {total(f"CASE WHEN {_COSTED} THEN {_AMOUNT} END")},
  {total(f"CASE WHEN {_COSTED} THEN {LINE_COST} END")}, count(CASE WHEN NOT {_COSTED} THEN 1 END),
  count(*) - count({_AMOUNT})
{_FROM} AND {_IN_SPAN} GROUP BY 1, 2
"""
_COUNTS = f"""
SELECT {{key}}, {total("l.quantity_milli")}, count(DISTINCT CASE WHEN {_PURCHASE} THEN o.id END)
{_FROM} AND {_IN_SPAN} GROUP BY 1
"""
_CUSTOMERS = f"""
SELECT {{key}}, {{currency}}, count(DISTINCT o.customer_id)
{_FROM} AND {_IN_SPAN} AND {_PURCHASE} GROUP BY 1, 2
"""
_FOREIGN = f"""
SELECT {{key}}, {_CURRENCY}, o.ordered_on, {_AMOUNT}, l.discount_minor,
  CASE WHEN {_COSTED} THEN {LINE_COST} END, count(*)
{_FROM} AND {_IN_SPAN} AND {_CURRENCY} <> :one_code
GROUP BY 1, 2, 3, 4, 5, 6
"""
_LATELY = f"""
SELECT {{key}}, {_CURRENCY}, min(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  max(CASE WHEN {_PURCHASE} THEN o.ordered_on END),
  {total(f"CASE WHEN o.ordered_on BETWEEN :now_first AND :now_last THEN {_AMOUNT} END")},
  {total(f"CASE WHEN o.ordered_on BETWEEN :before_first AND :before_last THEN {_AMOUNT} END")}
{_FROM} GROUP BY 1, 2
"""
_CURRENCIES = f"SELECT DISTINCT {_CURRENCY} {_FROM}"


# Nearly every line passes, so it is written so that no index of products is used for it.
OF_ANY = "coalesce(l.product_id, 0) > 0"
"""The test that a line is of some product."""


class Lines:
    """The lines that a report of products is asked about."""

    def __init__(self, db: Reader, request: Asked, by: str, products: tuple[str, dict[str, Any]]) -> None:
        """Ask for the lines of the request that pass the test ``products``, told by a name of ``KEYS``."""
        self.db, self.request, self.by = db, request, by
        self.test, self.values = products
        self.values = {**self.values, "as_of": request.as_of.isoformat()}
        self.one: InOne | None = None
        self._slices: list[Slice] | None = None
        if request.currency is not None:
            found = db.tuples(
                _CURRENCIES.format(products=self.test, known=known_by("o.ordered_on")), self.values
            )
            self.one = InOne(db, request.currency, request.as_of, [row[0] for row in found])

    def asked(self, query: str, **more: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a query of this module says; of all days, slice by slice of the orders."""
        if "first" in more and more["first"] != _FIRST:
            # The index of days finds the few orders of a span.
            yield from self._part(query, WHOLE[0], more)
            return
        if self._slices is None:
            self._slices = by_order(self.db, "l.order_id")
        for part in self._slices:
            yield from self._part(query, part, more)

    def _part(self, query: str, part: Slice, more: dict[str, str]) -> list[tuple[Any, ...]]:
        rates, values = self.rates()
        days = "o.ordered_on >= :first AND o.ordered_on <= :last"
        if more.get("first") == _FIRST:
            days = "coalesce(o.ordered_on, '~') <= :last"
        test, bound = part
        currency = _CURRENCY if self.one is None else "CAST(NULL AS TEXT)"
        products = f"{self.test} AND {test}"
        known = known_by("o.ordered_on")
        text = query.format(
            key=KEYS[self.by], products=products, rates=rates, currency=currency, days=days, known=known
        )
        return self.db.tuples(text, {**self.values, **values, **more, **bound})

    def customers(self, days: dict[str, str]) -> dict[Key, int]:
        """Return how many different customers bought, by key and currency; in one currency by key alone."""
        code = None if self.one is None else self.one.code
        found = self._part(_CUSTOMERS, WHOLE[0], days)
        return {(key, currency if code is None else code): count for key, currency, count in found}

    def rates(self) -> tuple[str, dict[str, Any]]:
        """Return the test that an amount is in the currency asked for, or can be turned into it."""
        return ("1 = 1", {}) if self.one is None else self.one.test(_CURRENCY, "o.ordered_on")

    def sums(self, days: Days) -> dict[Key, Sums]:
        """Return the sums of lines of some days by key and currency."""
        span = {"first": days.first.isoformat(), "last": days.last.isoformat()}
        found: dict[Key, Sums] = {}
        for key, currency, *parts in self.asked(_SUMS, **span):
            one = Sums(*parts)
            found[key, currency] = together((found[key, currency], one)) if (key, currency) in found else one
        if self.one is not None:
            found = self._in_one(found, span, self.one.code)
        people = self.customers(span)
        return {key: one._replace(customers=people.get(key, 0)) for key, one in found.items()}

    def _in_one(self, found: dict[Key, Sums], span: dict[str, str], code: str) -> dict[Key, Sums]:
        """Return the sums by key, all in one currency: orders and customers once each."""
        turned: dict[Key, Sums] = {}
        for (key, currency), sums in sorted(found.items(), key=lambda item: str(item[0][1])):
            own = sums if currency in (code, None) else Sums(unknown=sums.unknown, unpriced=sums.unpriced)
            one = together((turned[key, code], own)) if (key, code) in turned else own
            turned[key, code] = one._replace(units=None, orders=0)
        for key, units, orders in self.asked(_COUNTS, **span):
            one = turned[key, code]
            turned[key, code] = one._replace(
                units=figures.added((one.units, units)),
                orders=one.orders + orders,
            )
        for key, currency, day, *parts, count in self.asked(_FOREIGN, **span):
            turned[key, code] = self._added(turned[key, code], (currency, day), parts, count)
        return turned

    def _added(self, sums: Sums, told: tuple[str, str], parts: list[int | None], count: int) -> Sums:
        """Return sums with lines alike in another currency: amount, discount and cost of each."""
        worth = [None if part is None else self._turned(part, told) * count for part in parts]
        amount, discount, cost = worth
        side = "refunds" if parts[0] is not None and parts[0] < 0 else "revenue"
        more: dict[str, Any] = {side: figures.added((getattr(sums, side), amount))}
        more["discount"] = figures.added((sums.discount, discount))
        if cost is not None:
            more |= {"paid": figures.added((sums.paid, amount)), "cost": figures.added((sums.cost, cost))}
        return sums._replace(**more)

    def _turned(self, amount: int, told: tuple[str, str]) -> int:
        return 0 if self.one is None else self.one.rates.minor(amount, *told) or 0

    def lately(self, now: Days, before: Days) -> Lately:
        """Return when each was sold first and last, whatever the span, and the nets of two spans."""
        ends = {
            f"{name}_{end}": getattr(days, end).isoformat()
            for name, days in (("now", now), ("before", before))
            for end in ("first", "last")
        }
        found = Lately({}, {}, {})
        for key, currency, first, last, *nets in self.asked(_LATELY, **ends):
            was = found.ever.get(key, Sold(None, None))
            days = [day for day in (was.first, was.last, first, last) if day is not None]
            found.ever[key] = Sold(min(days, default=None), max(days, default=None))
            code = currency if self.one is None else self.one.code
            if currency in (code, None):
                for told, net in zip((found.now, found.before), nets, strict=True):
                    told[key, code] = told.get((key, code), 0) + (net or 0)
        if self.one is not None:
            for told, days_of in ((found.now, now), (found.before, before)):
                span = {"first": days_of.first.isoformat(), "last": days_of.last.isoformat()}
                for key, currency, day, amount, *_, count in self.asked(_FOREIGN, **span):
                    worth = self._turned(amount or 0, (currency, day)) * count
                    told[key, self.one.code] = told.get((key, self.one.code), 0) + worth
        return found

    def whole(self, days: Days) -> tuple[int, int]:
        """Return how many orders of some days have such a line, and of how many customers they are."""
        span = {"first": days.first.isoformat(), "last": days.last.isoformat()}
        lines = other_by(self, ALL)
        everybody = lines._part(_CUSTOMERS.replace("{currency}", "{key}"), WHOLE[0], span)  # noqa: SLF001
        return sum(row[2] for row in lines.asked(_COUNTS, **span)), sum(row[2] for row in everybody)


def other_by(lines: Lines, by: str) -> Lines:
    """Return the same lines told by something else."""
    other = object.__new__(Lines)
    other.__dict__.update(lines.__dict__)
    other.by = by
    return other


def products_asked(db: Reader, request: Asked) -> tuple[str, dict[str, Any]]:
    """Return the test that a line ``l`` is of a product asked about, and its values."""
    if not request.where:
        return OF_ANY, {}
    from crmcli.domain.where import conditions

    test, values = conditions(
        db, PRODUCT, request.where, as_of=request.as_of, lapsed_days=request.lapsed_days
    )
    return f"l.product_id IN (SELECT r.id FROM product r WHERE {test})", values


def together(sums: Iterable[Sums]) -> Sums:
    """Return sums as one; orders and customers of several are counted more than once in it."""
    whole = Sums()
    for one in sums:
        more: dict[str, Any] = {
            name: figures.added((mine, other)) if name in _MAYBE else (mine or 0) + (other or 0)
            for name, mine, other in zip(Sums._fields, whole, one, strict=True)
        }
        whole = Sums(**more)
    return whole


_MAYBE = ("units", "revenue", "refunds", "discount", "paid", "cost")
