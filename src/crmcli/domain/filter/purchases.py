"""What follows from a record's orders: status, how many, first, last, for how much; who bought what.

A purchase is an order that is not cancelled, with a total that is not negative, until the day asked
about. What was spent is the sum of all totals, refunds included. The orders of one record are read from
their covering index, so a condition beside these that few pass costs little.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crmcli.domain.filter import numbers
from crmcli.domain.filter.answers import Field, chosen, day, literal_span, same_texts, stored_texts
from crmcli.domain.filter.frame import joined, plain, refuse
from crmcli.domain.filter.references import nobody_named, rows_named
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.money import minor_digits
from crmcli.domain.nouns import CUSTOMER, PRODUCT
from crmcli.said import named, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from crmcli.domain.filter.frame import Frame
    from crmcli.domain.filter.tree import Bought, Literal, Window
    from crmcli.domain.nouns import Noun
    from crmcli.sql import Reader

STATUS = {
    **dict.fromkeys(("customer", "active", "musteri", "aktif"), ("customer",)),
    **dict.fromkeys(("prospect", "aday", "potansiyel"), ("prospect",)),
    **dict.fromkeys(("lapsed", "inactive", "kayip", "pasif"), ("lapsed",)),
}
STATUSES = ("prospect", "customer", "lapsed")
FIELDS = ("orders", "first_order", "last_order", "spent", "average_order")
_PURCHASE = "coalesce(o.total_minor, 0) >= 0"


def owner_of(db: Reader, noun: Noun) -> str | None:
    """Return the column by which orders refer to a noun's records, None when they don't."""
    return noun.owner if db.tables["sales_order"].references.get(noun.owner) == noun.table else None


def _orders(frame: Frame, column: str, window: Window | None, name: str) -> str:
    """Return FROM and WHERE of the orders of ``r`` that count, refunds included."""
    return f"FROM sales_order o WHERE o.{column} = r.id AND {counting(frame, window, name)}"


def counting(frame: Frame, window: Window | None, name: str) -> str:
    """Return the test that an order ``o`` counts: not cancelled, within the days asked about."""
    since = until = None
    if window is not None and window.since is not None:
        since = literal_span(frame, name, window.since).first.isoformat()
    if window is not None and window.until is not None:
        until = literal_span(frame, name, window.until).last.isoformat()
    test = f"o.status <> 'cancelled' AND o.ordered_on <= {frame.bind(min(until or frame.as_of, frame.as_of))}"
    return f"{test} AND o.ordered_on >= {frame.bind(since)}" if since else test


def field_of(db: Reader, noun: Noun, name: str, window: Window | None = None) -> Field | None:
    """Return a field that follows from orders, None when there is none of that name."""
    column = owner_of(db, noun)
    if column is None:
        return None
    if name == "status" and noun is CUSTOMER:
        return _status(column)
    if name not in FIELDS:
        return None
    made = {"orders": _count, "spent": _spent, "average_order": _average}.get(name)
    found = made(column, window) if made else _edge(name, column, window)

    def over(window: Window) -> Field:
        again = field_of(db, noun, name, window)
        assert again is not None  # noqa: S101 - it was there without a window
        return again

    return found._replace(over=over)


def _status(column: str) -> Field:
    def last(frame: Frame) -> str:
        return f"(SELECT max(o.ordered_on) {_orders(frame, column, None, 'status')} AND {_PURCHASE})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        wanted = chosen("status", operator, literal, STATUS, STATUSES)
        tests = {
            "prospect": lambda: f"{last(frame)} IS NULL",
            "customer": lambda: f"{last(frame)} >= {frame.bind(frame.lapsed_before(literal.at))}",
            "lapsed": lambda: f"{last(frame)} < {frame.bind(frame.lapsed_before(literal.at))}",
        }
        return f"({' OR '.join(tests[word]() for word in wanted)})" if wanted else "1 = 0"

    return Field("status", say("one of {statuses}", statuses=", ".join(STATUSES)), compare, lambda _: "1 = 0")


def _count(column: str, window: Window | None) -> Field:
    def rows(frame: Frame) -> str:
        return f"(SELECT count(*) {_orders(frame, column, window, 'orders')} AND {_PURCHASE})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return numbers.whole_test(frame, "orders", rows(frame), operator, literal)

    def several(frame: Frame, literals: Sequence[Literal]) -> str:
        return numbers.whole_among(frame, "orders", rows(frame), literals)

    return Field("orders", named("count", "filter"), compare, lambda _: "1 = 0", several=several)


def _edge(name: str, column: str, window: Window | None) -> Field:
    """Return the field of the first or the last purchase."""
    which = "min" if name == "first_order" else "max"

    def found(frame: Frame) -> str:
        return f"(SELECT {which}(o.ordered_on) {_orders(frame, column, window, name)} AND {_PURCHASE})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        asked = day(name, found(frame))
        return asked.compare(frame, operator, literal)

    return Field(name, say("day"), compare, lambda frame: f"{found(frame)} IS NULL")


def _spent(column: str, window: Window | None) -> Field:
    """Return the field of what was spent: in the currency asked for, else where there is only one."""

    def orders(frame: Frame) -> str:
        return _orders(frame, column, window, "spent")

    def tested(frame: Frame, operator: str, value: Decimal) -> Callable[[int], str]:
        return partial(numbers.beside, frame, "sum(o.total_minor)", operator, value)

    return _summed("spent", orders, tested)


def _average(column: str, window: Window | None) -> Field:
    """Return the field of the mean total of the purchases that have one."""

    def orders(frame: Frame) -> str:
        return f"{_orders(frame, column, window, 'average_order')} AND o.total_minor >= 0"

    def tested(frame: Frame, operator: str, value: Decimal) -> Callable[[int], str]:
        return numbers.mean_test(frame, "sum(o.total_minor)", "count(*)", operator, value)

    return _summed("average_order", orders, tested)


def _summed(
    name: str,
    orders: Callable[[Frame], str],
    tested: Callable[[Frame, str, Decimal], Callable[[int], str]],
) -> Field:
    """Return the field of an amount over ``orders``; ``tested`` makes its test for so many decimals.

    Several values are asked in one pass over the orders.
    """

    def asked(frame: Frame, operator: str, literals: Sequence[Literal]) -> str:
        if operator == "~":
            raise refuse(name, operator, literals[0].at, say("an amount"), f"{name} >= 5000 TRY")
        told: dict[str | None, list[Decimal]] = {}
        for literal in literals:
            value, code = numbers.amount(name, literal)
            told.setdefault(code, []).append(value)
        return joined("OR", [of_one(frame, operator, code, values) for code, values in told.items()])

    def of_one(frame: Frame, operator: str, code: str | None, values: Sequence[Decimal]) -> str:
        def test(digits: int) -> str:
            return joined("OR", [tested(frame, operator, value)(digits) for value in values])

        if code is not None:
            one = test(minor_digits(code))
            return f"(SELECT {one} {orders(frame)} AND o.currency = {frame.bind(code)})"
        each = numbers.any_currency(frame, "min(o.currency)", test)
        return f"(SELECT CASE WHEN min(o.currency) = max(o.currency) THEN {each} END {orders(frame)})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        return asked(frame, operator, [literal])

    def several(frame: Frame, literals: Sequence[Literal]) -> str:
        return asked(frame, "=", literals)

    def empty(frame: Frame) -> str:
        one = "CASE WHEN min(o.currency) = max(o.currency) THEN sum(o.total_minor) END"
        return f"(SELECT {one} {orders(frame)}) IS NULL"

    return Field(name, say("amount"), compare, empty, several=several)


_ITEM = "coalesce(l.quantity_milli, 1) > 0 AND coalesce(l.amount_minor, 0) >= 0"


def bought(frame: Frame, asked: Bought) -> str:
    """Return the test that ``r`` bought something; a line that was returned is no purchase.

    Raises:
        FilterError: the noun buys nothing, or no product, category or line is called so.
    """
    column = owner_of(frame.db, frame.noun)
    if column is None:
        name = frame.noun.plural.replace("-", " ") or frame.noun.name
        raise FilterError(
            say("{name} buy nothing", name=name), asked.at, 'customers do: customer.city, bought "Masa"'
        )
    orders = f"o.{column} IS NOT NULL AND {counting(frame, asked.window, 'bought')} AND {_PURCHASE}"
    if asked.what is None:
        return f"EXISTS (SELECT 1 FROM sales_order o WHERE o.{column} = r.id AND {orders})"
    which = _category(frame, asked.what) if asked.category else _products(frame, asked.what)
    return (
        f"r.id IN (SELECT o.{column} FROM order_line l JOIN sales_order o ON o.id = l.order_id "
        f"WHERE {which} AND {_ITEM} AND {orders})"
    )


def _products(frame: Frame, what: Literal) -> str:
    """Return the test that a line is of the products named, or says so in words where it names none."""
    found = rows_named(frame, PRODUCT, what, "product")
    if found:
        return frame.among("l.product_id", found)
    said = stored_texts(frame, "description", "order_line")
    same = same_texts(said, "=", plain(what)) or same_texts(said, "~", plain(what))
    if not same:
        raise nobody_named(frame, PRODUCT, what, "product")
    return f"l.product_id IS NULL AND {frame.among('l.description', same)}"


def _category(frame: Frame, what: Literal) -> str:
    from crmcli.domain.text import nearest

    stored = stored_texts(frame, "category", "product")
    same = same_texts(stored, "=", plain(what))
    if not same:
        close = nearest(plain(what), stored[0])
        hint = say('did you mean "{close}"?', close=close[0]) if close else "crm product list"
        raise FilterError(say('no product is of the category "{plain}"', plain=plain(what)), what.at, hint)
    return f"l.product_id IN (SELECT p.id FROM product p WHERE {frame.among('p.category', same)})"
