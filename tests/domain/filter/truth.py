"""A second reading of filters: a tree beside plain Python facts, with nothing of the program's SQL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crmcli.domain.filter.tree import (
    Both,
    Bought,
    Compare,
    Either,
    Empty,
    Literal,
    Node,
    Not,
    Subject,
    Window,
)
from crmcli.domain.text import fold, sort_key

TODAY = "2026-11-21"
DAYS = {
    "2026-05-25": ("2026-05-25", "2026-05-25"),
    "31.12.2025": ("2025-12-31", "2025-12-31"),
    "180 days ago": ("2026-05-25", "2026-05-25"),
    "180 gün önce": ("2026-05-25", "2026-05-25"),
    "3 months ago": ("2026-08-21", "2026-08-21"),
    "bir hafta önce": ("2026-11-14", "2026-11-14"),
    "last month": ("2026-10-01", "2026-10-31"),
    "geçen ay": ("2026-10-01", "2026-10-31"),
    "this year": ("2026-01-01", "2026-12-31"),
    "bugün": (TODAY, TODAY),
    "yesterday": ("2026-11-20", "2026-11-20"),
    "2026-Q2": ("2026-04-01", "2026-06-30"),
    "2025": ("2025-01-01", "2025-12-31"),
    "last 30 days": ("2026-10-22", TODAY),
}
AMOUNTS = {
    "0": (Decimal(0), None),
    "100": (Decimal(100), None),
    "1.250,50": (Decimal("1250.50"), None),
    "1250.505": (Decimal("1250.505"), None),
    "100 TRY": (Decimal(100), "TRY"),
    "1.250 TL": (Decimal(1250), "TRY"),
    "₺2.500,75": (Decimal("2500.75"), "TRY"),
    "100 EUR": (Decimal(100), "EUR"),
    "5000 JPY": (Decimal(5000), "JPY"),
    "-50 TL": (Decimal(-50), "TRY"),
}
DECIMALS = {"TRY": 2, "EUR": 2, "JPY": 0}
CHOICES = {
    "kind": {"person": "person", "şahıs": "person", "organisation": "organisation", "firma": "organisation"},
    "status": {
        "customer": "customer",
        "active": "customer",
        "aktif": "customer",
        "prospect": "prospect",
        "aday": "prospect",
        "lapsed": "lapsed",
        "kayıp": "lapsed",
    },
}


@dataclass
class Order:
    """An order with the products of its lines: (product number, thousandths or None)."""

    day: str | None
    total: int | None
    currency: str | None
    status: str
    lines: list[tuple[int, int | None]]

    @property
    def bought(self) -> bool:
        """Whether it is a purchase."""
        return (self.total or 0) >= 0


@dataclass
class Person:
    """A customer and all that happened with them."""

    id: int
    name: str
    city: str | None
    kind: str
    owner: str | None
    created: str | None
    cadence: int | None
    tags: list[str]
    limit: str | None
    orders: list[Order] = field(default_factory=list)
    activities: list[tuple[str, str, int]] = field(default_factory=list)  # kind, at, done
    cases: list[tuple[str, str]] = field(default_factory=list)  # opened_at, status


PRODUCTS = {
    1: ("Defter", "DF-1", "Kırtasiye"),
    2: ("Kalem", "KL-2", "Kırtasiye"),
    3: ("Masa", "MS-3", "Mobilya"),
}
COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def holds(node: Node, who: Person) -> bool:
    """Return whether a tree is true of somebody."""
    match node:
        case Not():
            return not holds(node.inner, who)
        case Both():
            return all(holds(part, who) for part in node.parts)
        case Either():
            return any(holds(part, who) for part in node.parts)
        case Empty():
            return value_of(node.subject, who) is None
        case Bought():
            return buys(node, who)
        case Compare():
            return compares(node, who)
    raise AssertionError(node)


def counted(who: Person, window: Window | None) -> list[Order]:
    """Return the orders that count within a window."""
    since, until = edges(window)
    return [
        o for o in who.orders if o.status != "cancelled" and o.day and since <= o.day <= min(until, TODAY)
    ]


def edges(window: Window | None) -> tuple[str, str]:
    """Return the first and the last day of a window."""
    since = DAYS[window.since.text][0] if window and window.since else "0001-01-01"
    until = DAYS[window.until.text][1] if window and window.until else "9999-12-31"
    return since, until


def buys(node: Bought, who: Person) -> bool:
    """Return whether somebody bought what is asked for."""
    orders = [order for order in counted(who, node.window) if order.bought]
    if node.what is None:
        return bool(orders)
    wanted = node.what.text
    if node.category:
        ids = {number for number, (_, _, category) in PRODUCTS.items() if fold(category) == fold(wanted)}
    else:
        ids = {
            number for number, (name, sku, _) in PRODUCTS.items() if fold(wanted) in (fold(name), fold(sku))
        }
        ids |= {number for number in PRODUCTS if wanted == f"PR-{number}"}
    return any(
        number in ids and (amount is None or amount > 0) for order in orders for number, amount in order.lines
    )


def value_of(subject: Subject, who: Person) -> Any:
    """Return what somebody's field is; None where it is empty."""
    name = subject.name
    orders = counted(who, subject.window)
    purchases = [order for order in orders if order.bought]
    days = [order.day for order in purchases if order.day]
    plain: dict[str, Any] = {
        "name": who.name,
        "city": who.city,
        "kind": who.kind,
        "owner": who.owner,
        "created_on": who.created,
        "cadence_days": who.cadence,
        "tag": who.tags or None,
        "limit": who.limit,
        "orders": len(purchases),
        "first_order": min(days, default=None),
        "last_order": max(days, default=None),
    }
    if name in plain:
        return plain[name]
    if name == "spent":
        return spent(orders)
    if name == "status":
        last = plain["last_order"]
        return "prospect" if last is None else "customer" if last >= "2025-11-21" else "lapsed"
    return around(subject, who)


def spent(orders: list[Order]) -> tuple[int, str] | None:
    """Return what was spent and in which currency; None when there is not exactly one."""
    codes = {order.currency for order in orders if order.currency}
    if len(codes) != 1:
        return None
    return sum(order.total for order in orders if order.total is not None), codes.pop()


def around(subject: Subject, who: Person) -> Any:
    """Return a count of activities or cases, or the day of the last contact."""
    since, until = edges(subject.window)
    until = until if subject.window and subject.window.until else TODAY
    if subject.name in ("calls", "activities"):
        return sum(
            done == 1 and since <= at[:10] <= until and (subject.name == "activities" or kind == "call")
            for kind, at, done in who.activities
        )
    if subject.name in ("cases", "open_cases"):
        return sum(
            since <= at[:10] <= until and (subject.name == "cases" or status != "resolved")
            for at, status in who.cases
        )
    assert subject.name == "last_contact"
    return max(
        (
            at
            for kind, at, done in who.activities
            if done and kind not in ("note", "task") and at[:10] <= TODAY
        ),
        default=None,
    )


def compares(node: Compare, who: Person) -> bool:
    """Return whether a field compares so with the values."""
    if node.operator == "in":
        return any(compares(node._replace(operator="=", values=(value,)), who) for value in node.values)
    if node.operator == "between":
        low, high = node.values
        return all(
            compares(node._replace(operator=op, values=(value,)), who)
            for op, value in ((">=", low), ("<=", high))
        )
    return single(node.subject, node.operator, node.values[0], who)


def single(subject: Subject, operator: str, literal: Literal, who: Person) -> bool:  # noqa: PLR0911 - a case each
    """Return whether a field compares so with one value."""
    mine, asked, name = value_of(subject, who), literal.text, subject.name
    if name == "spent":
        return spends(subject, operator, asked, who)
    if mine is None:
        return False
    if name in ("created_on", "first_order", "last_order", "last_contact"):
        first, last = DAYS[asked]
        day = mine[:10]
        return (
            first <= day <= last
            if operator == "="
            else COMPARES[operator](day, {"<": first, ">=": first}.get(operator, last))
        )
    if name in ("cadence_days", "orders", "calls", "activities", "cases", "open_cases"):
        return COMPARES[operator](mine, int(asked))
    if name in CHOICES:
        return fold(asked) in fold(mine) if operator == "~" else mine == CHOICES[name][asked]
    if name == "tag":
        return any(fold(asked) in fold(tag) if operator == "~" else fold(asked) == fold(tag) for tag in mine)
    if name == "limit":
        return COMPARES[operator](Decimal(mine), Decimal(asked))
    if operator in ("=", "~"):
        return fold(mine) == fold(asked) if operator == "=" else fold(asked) in fold(mine)
    return COMPARES[operator](sort_key(mine), sort_key(asked))


def spends(subject: Subject, operator: str, asked: str, who: Person) -> bool:
    """Return whether what somebody spent compares so: in one currency, or in their only one."""
    value, code = AMOUNTS[asked]
    orders = counted(who, subject.window)
    if code is None:
        found = spent(orders)
    else:
        totals = [order.total for order in orders if order.currency == code and order.total is not None]
        found = (sum(totals), code) if totals else None
    if found is None:
        return False
    return COMPARES[operator](Decimal(found[0]).scaleb(-DECIMALS[found[1]]), value)
