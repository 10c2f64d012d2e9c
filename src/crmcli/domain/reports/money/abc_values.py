"""What ``report abc`` sorts: customers, products or groups of them, each with what it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from crmcli.domain.reports import figures
from crmcli.domain.reports.amounts import Amounts
from crmcli.domain.reports.groups import TRAITS, groups
from crmcli.domain.reports.money.product_sums import ALL, OF_ANY, Lines, Sums, other_by, together
from crmcli.domain.reports.scope import Asked, known_by, of_customers, total, within
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from crmcli.domain.reports.money.profit_sums import Prices
    from crmcli.sql import Reader

MEASURES = ("revenue", "profit", "orders")


class Item(NamedTuple):
    """Something that is sorted; ``value`` None where nobody knows it, ``sort`` orders names."""

    key: Any
    name: str | None
    sort: str
    value: int | None


class Values(NamedTuple):
    """The items, the currency of their values (None: they are counts), what is left out in words."""

    items: list[Item]
    currency: str | None
    notes: tuple[str, ...]


def fetch(db: Reader, request: Asked, by: str, measure: str, prices: Prices) -> Values:
    """Return what is sorted."""
    if by in ("product", "category"):
        return _of_lines(db, request, by, measure)
    found = _profits(db, request, prices) if measure == "profit" else _bought(db, request, measure)
    if by in TRAITS:
        return _of_trait(db, by, found, whole=measure == "profit")
    values = found.values
    names = db.tuples("SELECT id, name, name_sort FROM customer ORDER BY id")
    items = [Item(number, name, sort, values[number]) for number, name, sort in names if number in values]
    return Values(items, found.currency, found.notes)


class _Found(NamedTuple):
    """Values by customer."""

    values: dict[int, int | None]
    currency: str | None
    notes: tuple[str, ...]


_SCOPE = f"""FROM sales_order o WHERE o.customer_id IS NOT NULL AND o.status <> 'cancelled'
  AND {known_by("o.ordered_on")} AND {{days}} AND {{customers}}"""
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"
# Passes over ix_sales_order_customer, which is in the order of the groups.
_NETS = f"SELECT o.customer_id, {total('{own}')} {_SCOPE} GROUP BY o.customer_id"
_COUNTS = f"SELECT o.customer_id, count(*) {_SCOPE} AND {_PURCHASE} GROUP BY o.customer_id"
_SOME = "SELECT o.currency FROM sales_order o WHERE o.currency IS NOT NULL LIMIT 1"
_OTHERS = f"SELECT count(*) {_SCOPE} AND o.currency <> :some"
_UNDATED = """
SELECT count(*) FROM sales_order o
WHERE o.ordered_on IS NULL AND o.customer_id IS NOT NULL AND o.status <> 'cancelled' AND {customers}
"""
_WALK_INS = f"""
SELECT count(*) FROM sales_order o WHERE o.customer_id IS NULL AND o.status <> 'cancelled'
  AND {known_by("o.ordered_on")} AND {{days}} AND {{customers}}
"""
_CANCELLED = """
SELECT count(*) FROM sales_order o
WHERE o.status = 'cancelled' AND coalesce(o.ordered_on, '') <= :as_of AND {days} AND {customers}
"""
_CURRENCIES = f"SELECT o.currency, count(*) {_SCOPE} AND o.currency IS NOT NULL GROUP BY o.currency"
_FOREIGN = f"""
SELECT o.customer_id, o.currency, o.ordered_on, o.total_minor, count(*)
{_SCOPE} AND o.currency <> :code AND o.total_minor IS NOT NULL GROUP BY 1, 2, 3, 4
"""


def _bought(db: Reader, request: Asked, measure: str) -> _Found:
    """Return the net of customers, or how many purchases they made, those of every currency."""
    days, bounds = within("o.ordered_on", request)
    customers, values = of_customers(db, "o.customer_id", request)
    parts = {"days": days, "customers": customers}
    values = {**values, **bounds, "as_of": request.as_of.isoformat()}
    notes = _uncounted(db, request, parts, values)
    if measure == "orders":
        return _Found(dict(db.tuples(_COUNTS.format(**parts), values)), None, notes)
    some = db.value(_SOME)
    alone = request.currency in (None, some) and (
        some is None or not db.value(_OTHERS.format(**parts), values | {"some": some})
    )
    if alone:
        return _Found(dict(db.tuples(_NETS.format(own="o.total_minor", **parts), values)), some, notes)
    amounts = Amounts(db, request, dict(db.tuples(_CURRENCIES.format(**parts), values)))
    values["code"] = amounts.code
    own = "CASE WHEN o.currency = :code THEN o.total_minor END"
    found: dict[int, int | None] = dict(db.tuples(_NETS.format(own=own, **parts), values))
    for number, currency, day, amount, count in db.tuples(_FOREIGN.format(**parts), values):
        worth = amounts.minor(amount, currency, day, count)
        if worth is not None:
            found[number] = (found[number] or 0) + worth * count
    return _Found(found, amounts.code, (*amounts.notes("order"), *notes))


def _uncounted(db: Reader, request: Asked, parts: dict[str, str], values: dict[str, Any]) -> tuple[str, ...]:
    """Return how many orders count for nobody: no customer, no date, cancelled."""
    undated = 0 if request.bounded else db.value(_UNDATED.format(**parts), values)
    walk_ins, cancelled = (db.value(query.format(**parts), values) for query in (_WALK_INS, _CANCELLED))
    return (
        *figures.left_out(walk_ins, "order", say("without a customer left out")),
        *figures.left_out(undated, "order", say("without a date left out")),
        *figures.left_out(cancelled, say("cancelled order"), say("left out")),
    )


def _profits(db: Reader, request: Asked, prices: Prices) -> _Found:
    """Return what is left of the customers who bought."""
    from crmcli.domain.reports.money import profit_sums

    world = profit_sums.fetch(db, request, prices)
    values = {number: one.contribution for number, one in world.results.items()}
    return _Found(values, world.currency, world.notes)


def _of_trait(db: Reader, by: str, found: _Found, *, whole: bool) -> Values:
    """Return the groups of customers; who has no such trait is told.

    A group is unknown where the values of all its customers are; of a ``whole`` where that of one is.
    """
    from crmcli.domain.text import sort_key

    told = groups(db, by)
    sums: dict[Hashable, list[int | None]] = {}
    for number, value in found.values.items():
        sums.setdefault(told.of.get(number), []).append(value)
    nobody = sums.pop(None, [])
    items = [
        Item(
            key,
            told.labels.get(key),
            sort_key(told.labels.get(key) or ""),
            None if whole and None in values else figures.added(values),
        )
        for key, values in sorted(sums.items(), key=lambda pair: str(pair[0]))
    ]
    left = figures.added(nobody)
    amount = _told(left, found.currency)
    notes = figures.left_out(
        len(nobody), "customer", say("without {a} left out: {amount}", a=_a(by), amount=amount)
    )
    return Values(items, found.currency, (*notes, *found.notes))


def _told(value: int | None, currency: str | None) -> str:
    """Return a value for a sentence."""
    if currency is not None or value is None:
        return figures.exact(value, currency)
    return figures.plural(value, "order")


def _a(by: str) -> str:
    return say("an {by}", by=named(by)) if by[0] in "aeio" else say("a {by}", by=named(by))


def _of_lines(db: Reader, request: Asked, by: str, measure: str) -> Values:
    """Return products or categories; values of their lines."""
    from crmcli.domain.reports.money.product_behind import left_out
    from crmcli.domain.reports.money.products import spans

    lines = lines_of(db, request, by)
    days = spans(request)[0]
    sums = lines.sums(days)
    counts: dict[str | None, int] = {code: 0 for _, code in sums if code is not None}
    if len(counts) > 1:
        # Over all products at once: an order of several products is one order.
        counts = {code: one.orders for (_, code), one in other_by(lines, ALL).sums(days).items() if code}
    ranked = figures.ranked(counts)
    code = request.currency or next(iter(ranked), None)
    parts: dict[Any, list[Sums]] = {}
    for (key, currency), one in sums.items():
        if measure == "orders" or currency in (code, None):
            parts.setdefault(key, []).append(one)
    values = {key: _worth(together(part), measure) for key, part in parts.items()}
    unknown = sum(one.unknown for one in sums.values()) if measure == "profit" else 0
    notes = left_out(lines, unknown)
    if measure != "orders" and len(ranked) > 1:
        notes = (*_others(counts, code), *notes)
    items = list(_labelled(db, by, values))
    none = figures.added(item.value for item in items if item.key is None)
    if none is not None:
        amount = _told(none, None if measure == "orders" else code)
        notes = (say("products without a category left out: {amount}", amount=amount), *notes)
    kept = [item for item in items if item.key is not None]
    return Values(kept, None if measure == "orders" else code, notes)


def _worth(one: Sums, measure: str) -> int | None:
    if measure == "orders":
        return one.orders
    if measure == "revenue":
        return one.net
    cost = one.known_cost
    return None if cost is None or one.net is None else one.net - cost


def _others(counts: dict[str | None, int], code: str | None) -> Iterable[str]:
    """Yield what is left out in other currencies."""
    for currency in figures.ranked(counts):
        if currency == code:
            continue
        orders = figures.plural(counts[currency], "order")
        yield say(
            "{orders} in {currency} left out; --currency {code} turns amounts into it",
            orders=orders,
            currency=currency,
            code=code,
        )


def lines_of(db: Reader, request: Asked, by: str) -> Lines:
    """Return the lines of products in the orders of the customers asked about."""
    test, values = of_customers(db, "o.customer_id", request)
    return Lines(db, request, by, (f"{OF_ANY} AND {test}", values))


def _labelled(db: Reader, by: str, values: dict[Any, int | None]) -> Iterable[Item]:
    """Yield the items of products or categories."""
    if by == "product":
        names = {row[0]: row[1:] for row in db.tuples("SELECT id, name, name_sort FROM product ORDER BY id")}
        for key, (name, sort) in names.items():
            if key in values:
                yield Item(key, name, sort, values[key])
        return
    from crmcli.domain.text import sort_key

    for key in sorted(values, key=lambda key: key or ""):
        yield Item(key, key, sort_key(key or ""), values[key])
