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
from crmcli.domain.filter.frame import plain, refuse
from crmcli.domain.filter.references import nobody_named, rows_named
from crmcli.domain.filter.wrong import FilterError
from crmcli.domain.money import minor_digits
from crmcli.domain.nouns import CUSTOMER, PRODUCT

if TYPE_CHECKING:
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

    return Field("status", f"one of {', '.join(STATUSES)}", compare, lambda _: "1 = 0")


def _count(column: str, window: Window | None) -> Field:
    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        rows = f"(SELECT count(*) {_orders(frame, column, window, 'orders')} AND {_PURCHASE})"
        return numbers.whole_test(frame, "orders", rows, operator, literal)

    return Field("orders", "count", compare, lambda _: "1 = 0")


def _edge(name: str, column: str, window: Window | None) -> Field:
    """Return the field of the first or the last purchase."""
    which = "min" if name == "first_order" else "max"

    def found(frame: Frame) -> str:
        return f"(SELECT {which}(o.ordered_on) {_orders(frame, column, window, name)} AND {_PURCHASE})"

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        asked = day(name, found(frame))
        return asked.compare(frame, operator, literal)

    return Field(name, "day", compare, lambda frame: f"{found(frame)} IS NULL")


def _spent(column: str, window: Window | None) -> Field:
    """Return the field of what was spent: in the currency asked for, else where there is only one."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse("spent", operator, literal.at, "an amount", "spent >= 5000 TRY")
        value, code = numbers.amount("spent", literal)
        orders, total = _orders(frame, column, window, "spent"), "sum(o.total_minor)"
        if code is not None:
            test = numbers.beside(frame, total, operator, value, minor_digits(code))
            return f"(SELECT {test} {orders} AND o.currency = {frame.bind(code)})"
        beside = partial(numbers.beside, frame, total, operator, value)
        test = numbers.any_currency(frame, "min(o.currency)", beside)
        return f"(SELECT CASE WHEN min(o.currency) = max(o.currency) THEN {test} END {orders})"

    def empty(frame: Frame) -> str:
        orders = _orders(frame, column, window, "spent")
        one = "CASE WHEN min(o.currency) = max(o.currency) THEN sum(o.total_minor) END"
        return f"(SELECT {one} {orders}) IS NULL"

    return Field("spent", "amount", compare, empty)


def _average(column: str, window: Window | None) -> Field:
    """Return the field of the mean total of the purchases that have one."""

    def compare(frame: Frame, operator: str, literal: Literal) -> str:
        if operator == "~":
            raise refuse("average_order", operator, literal.at, "an amount", "average_order >= 500 TRY")
        value, code = numbers.amount("average_order", literal)
        orders = f"{_orders(frame, column, window, 'average_order')} AND o.total_minor >= 0"
        test = numbers.mean_test(frame, "sum(o.total_minor)", "count(*)", operator, value)
        if code is not None:
            one = test(minor_digits(code))
            return f"(SELECT {one} {orders} AND o.currency = {frame.bind(code)})"
        each = numbers.any_currency(frame, "min(o.currency)", test)
        return f"(SELECT CASE WHEN min(o.currency) = max(o.currency) THEN {each} END {orders})"

    def empty(frame: Frame) -> str:
        orders = f"{_orders(frame, column, window, 'average_order')} AND o.total_minor >= 0"
        one = "CASE WHEN min(o.currency) = max(o.currency) THEN sum(o.total_minor) END"
        return f"(SELECT {one} {orders}) IS NULL"

    return Field("average_order", "amount", compare, empty)


_ITEM = "coalesce(l.quantity_milli, 1) > 0 AND coalesce(l.amount_minor, 0) >= 0"


def bought(frame: Frame, asked: Bought) -> str:
    """Return the test that ``r`` bought something; a line that was returned is no purchase.

    Raises:
        FilterError: the noun buys nothing, or no product, category or line is called so.
    """
    column = owner_of(frame.db, frame.noun)
    if column is None:
        name = frame.noun.plural.replace("-", " ") or frame.noun.name
        raise FilterError(f"{name} buy nothing", asked.at, 'customers do: customer.city, bought "Masa"')
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
        hint = f'did you mean "{close[0]}"?' if close else "crm product list"
        raise FilterError(f'no product is of the category "{plain(what)}"', what.at, hint)
    return f"l.product_id IN (SELECT p.id FROM product p WHERE {frame.among('p.category', same)})"
