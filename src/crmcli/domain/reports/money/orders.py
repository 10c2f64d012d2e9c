"""Orders, or their lines, summed up by the store for ``report sales``; and what that leaves out.

In one currency (``request.currency``) every amount in another is turned into it at the rate of the
order's day and rounded, so that sums add up however they are grouped.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.nouns import ORDER
from crmcli.domain.reports import figures
from crmcli.domain.reports.in_one import InOne
from crmcli.domain.reports.money.order_groups import BY, JOINS, key_in, named_key, weekdays
from crmcli.domain.reports.money.slices import WHOLE, Slice, by_customer
from crmcli.domain.reports.scope import Asked, known_by, total, within

if TYPE_CHECKING:
    from crmcli.domain.reports.money.order_periods import Days
    from crmcli.sql import Reader


class Sums(NamedTuple):
    """Purchases, the different customers who made them, and amounts in minor units.

    ``revenue`` is what is above zero, over ``priced`` purchases; ``refunds`` what is below.
    """

    key: Any
    label: str | None
    currency: str | None
    orders: int
    customers: int
    revenue: int | None
    refunds: int | None
    priced: int

    @property
    def net(self) -> int | None:
        """Revenue and refunds together."""
        return figures.added((self.revenue, self.refunds))


class _Kinds(NamedTuple):
    """What there is among the orders asked about.

    ``named`` have a currency, ``first`` to ``last``; the customers' numbers are ``low`` to ``high``.
    """

    orders: int
    priced: int
    least: int | None
    first: str | None
    last: str | None
    named: int
    customers: int
    net: int | None
    low: int | None
    high: int | None

    @property
    def only(self) -> str | None:
        """The currency of all that have one, None where there are several or none."""
        return self.first if self.first == self.last else None

    @property
    def plain(self) -> bool:
        """Whether every order has a total from 0 on, all in one currency."""
        alike = self.orders == self.priced == self.named and self.first == self.last
        return alike and self.least is not None and self.least >= 0


_KINDS = f"""
SELECT count(*), count(r.total_minor), min(r.total_minor), min(r.currency), max(r.currency),
  count(r.currency), count(DISTINCT r.customer_id), {total("r.total_minor")},
  min(r.customer_id), max(r.customer_id)
FROM sales_order r WHERE {{scope}}
"""
_SUMS = """
SELECT {key}, {label}, {currency}, {orders}, {customers}, {revenue}, {refunds}, {priced}
FROM sales_order r {joins} WHERE {scope} {groups}
"""
_FOREIGN = """
SELECT {key}, {currency}, r.ordered_on, {amount}, count(*)
FROM sales_order r {joins} WHERE {scope} AND {currency} <> :only AND {amount} IS NOT NULL GROUP BY 1, 2, 3, 4
"""
_NOTHING, _ONLY = "CAST(NULL AS TEXT)", "CAST(:only AS TEXT)"


def _together(one: Sums, other: Sums) -> Sums:
    """Return the sums of the same group of different customers as one."""
    return one._replace(
        orders=one.orders + other.orders,
        customers=one.customers + other.customers,
        revenue=figures.added((one.revenue, other.revenue)),
        refunds=figures.added((one.refunds, other.refunds)),
        priced=one.priced + other.priced,
    )


class Sold:
    """The orders that a report is asked about, told by ``by``; conditions are read once for all queries."""

    def __init__(self, db: Reader, request: Asked, by: str) -> None:
        """Ask for the orders of the request."""
        from crmcli.domain.where import conditions

        self.db = db
        self.request = request
        self.by = by
        self.how = BY[by]
        self._where = conditions(db, ORDER, request.where, as_of=request.as_of)
        self.one: InOne | None = None
        self.amount, self.currency = "r.total_minor", "r.currency"
        if self.how.lines:
            self.amount, self.currency = "l.amount_minor", "coalesce(l.currency, r.currency)"
        if request.currency is not None:
            source = f"sales_order r {self.line}"
            found = db.tuples(f"SELECT DISTINCT {self.currency} FROM {source}")
            self.one = InOne(db, request.currency, request.as_of, [row[0] for row in found])

    def during(self, days: Days) -> Sold:
        """Return the same of other days."""
        other = object.__new__(Sold)
        other.__dict__.update(self.__dict__)
        other.__dict__.pop("kinds", None)
        other.request = replace(self.request, since=days.first, until=days.last)
        return other

    @property
    def line(self) -> str:
        """The join of lines, where they are what is added up."""
        return JOINS["line"] if self.how.lines else ""

    def key(self) -> str:
        """Return the SQL of the key."""
        return key_in(self.db.engine, self.by)

    def joins(self) -> str:
        """Return the tables beside orders."""
        return " ".join(JOINS[name] for name in self.how.joins)

    def scope(self, currency: str | None = None) -> tuple[str, dict[str, Any]]:
        """Return the tests of what counts, and their values; ``currency`` is the column tested."""
        days, bounds = within("r.ordered_on", self.request)
        where, values = self._where
        test, asked = self.in_one(currency or self.currency)
        tests = f"{days} AND {test} AND {where} AND r.status <> 'cancelled' AND {known_by('r.ordered_on')}"
        return tests, {**values, **bounds, **asked, "as_of": self.request.as_of.isoformat()}

    def parts(self) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the tests of ``left_out``: of the days, the currency and the rest, and their values."""
        days, bounds = within("r.ordered_on", self.request)
        test, asked = self.in_one("r.currency")
        values = {**self._where[1], **bounds, **asked, "as_of": self.request.as_of.isoformat()}
        return {"days": days, "currency": test, "where": self._where[0]}, values

    def in_one(self, column: str) -> tuple[str, dict[str, Any]]:
        """Return the test that an amount in the currency of a column counts."""
        return ("1 = 1", {}) if self.one is None else self.one.test(column, "r.ordered_on")

    @cached_property
    def kinds(self) -> _Kinds | None:
        """What amounts there are; None where nobody has to know."""
        if self.how.lines or self.one is not None:
            return None
        tests, values = self.scope()
        return _Kinds(*self.db.tuples(_KINDS.format(scope=tests), values)[0])

    def whole(self) -> list[Sums]:
        """Return the sums of all, one a currency, the one of most orders first."""
        kinds = self.kinds
        if kinds is not None and kinds.plain:
            return [
                Sums(None, None, kinds.first, kinds.orders, kinds.customers, kinds.net, None, kinds.priced)
            ]
        only = self.request.currency if kinds is None else kinds.only
        found = self._sums(only, grouped=False)
        known = [one.currency for one in found if one.currency is not None]
        if len(known) == 1 and len(found) == 2:
            found = self._sums(known[0], grouped=False)
        found = [one for one in found if one.orders or one.net is not None]
        return sorted(found, key=lambda one: (one.currency is None, -one.orders, one.currency or ""))

    def groups(self, only: str | None) -> list[Sums]:
        """Return the sums by group and currency, in no order; what has no currency counts as ``only``."""
        return self._labelled(self._sums(only, grouped=True))

    def _labelled(self, found: list[Sums]) -> list[Sums]:
        """Return sums with the names of their groups."""
        if self.by == "customer":
            called = dict(self.db.tuples("SELECT id, name FROM customer"))
            return [one._replace(label=called.get(one.key)) for one in found]
        if self.by == "weekday":
            days = weekdays(self.request.language)
            return [one._replace(label=days[one.key]) for one in found]
        if self.how.label is not None:
            return found
        keys = [named_key(self.by, one.key) for one in found]
        return [one._replace(key=key, label=key) for one, key in zip(found, keys, strict=True)]

    def _sums(self, only: str | None, *, grouped: bool) -> list[Sums]:
        """Return the sums of groups, or of all; where the key is the name, without it."""
        tests, values = self.scope()
        if self.kinds is not None and self.kinds.plain:
            only = self.kinds.first  # all are in it, whatever other days hold
        named = grouped and bool(self.how.label)
        parts: dict[str, str] = {
            "key": self.key() if grouped else _NOTHING,
            "label": self.how.label or _NOTHING if grouped else _NOTHING,
            "joins": self.joins() if grouped else self.line,
            **(self._plain() or self._columns(only)),
        }
        alone = parts["currency"] == _ONLY
        groups = ["1"] * grouped + ["2"] * named + ["3"] * (not alone)
        values["only"] = only
        found: dict[Any, Sums] = {}
        for test, bound in self._slices() if grouped else WHOLE:
            query = _SUMS.format(
                scope=f"{tests} AND {test}",
                groups=f"GROUP BY {', '.join(groups)}" if groups else "",
                **parts,
            )
            for row in self.db.tuples(query, values | bound):
                one = Sums(*row)
                key = one.key, one.currency
                found[key] = one if key not in found else _together(found[key], one)
        sums = list(found.values())
        return self._with_foreign(sums, parts, tests, values) if self.one is not None else sums

    def _slices(self) -> list[Slice]:
        """Return tests that part very many orders; by customer they are in the index' order already."""
        kinds = self.kinds
        if kinds is None or self.by == "customer":
            return WHOLE
        return by_customer(kinds.orders, kinds.low, kinds.high, "r.customer_id")

    def _plain(self) -> dict[str, str] | None:
        """Return what is selected where every order has a total from 0 on in one currency: far less."""
        if self.kinds is None or not self.kinds.plain:
            return None
        return {
            "currency": _ONLY,
            "orders": "count(*)",
            "customers": "count(DISTINCT r.customer_id)",
            "revenue": total(self.amount),
            "refunds": "CAST(NULL AS BIGINT)",
            "priced": "count(*)",
        }

    def _columns(self, only: str | None) -> dict[str, str]:
        """Return what is selected."""
        amount, own = self.amount, self.amount
        alone = only is not None and self.kinds is not None and self.kinds.only == only
        distinct = "DISTINCT " if self.how.lines else ""
        if self.one is not None:
            own = f"CASE WHEN coalesce({self.currency}, :only) = :only THEN {amount} END"
        purchase = f"coalesce({amount}, 0) >= 0"
        return {
            "currency": _ONLY if alone or self.one is not None else f"coalesce({self.currency}, :only)",
            "orders": f"count({distinct}CASE WHEN {purchase} THEN r.id END)",
            "customers": f"count(DISTINCT CASE WHEN {purchase} THEN r.customer_id END)",
            "revenue": total(f"CASE WHEN {amount} >= 0 THEN {own} END"),
            "refunds": total(f"CASE WHEN {amount} < 0 THEN {own} END"),
            "priced": f"count({distinct}CASE WHEN {amount} >= 0 THEN r.id END)",
        }

    def _with_foreign(
        self, found: list[Sums], parts: dict[str, str], tests: str, values: dict[str, Any]
    ) -> list[Sums]:
        """Return the sums with the amounts of other currencies, each turned and rounded alone."""
        one = self.one
        if one is None or not any(one.first.values()):
            return found
        sums = {each.key: each for each in found}
        asked = {"key": parts["key"], "joins": parts["joins"], "currency": self.currency}
        query = _FOREIGN.format(**asked, amount=self.amount, scope=tests)
        for key, code, day, amount, count in self.db.tuples(query, values):
            worth = (one.rates.minor(amount, code, day) or 0) * count
            each = sums[key]
            if amount < 0:
                sums[key] = each._replace(refunds=(each.refunds or 0) + worth)
            else:
                sums[key] = each._replace(revenue=(each.revenue or 0) + worth)
        return list(sums.values())
