"""A random small trade as plain rows, for tests that work its figures out anew; poured in any order.

Orders in two currencies, cancelled ones, refunds, walk-ins, orders without a day, a total or lines; lines
with costs of their own, of their product, of a dated price, or of nobody's knowledge.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from crmcli.db import Store
from tests.domain.reports.shop import named, pour
from tests.support.store import writing

DAY = date(2026, 11, 21)
CITIES = ("İzmir", "Ankara", "Iğdır", None)
Row = dict[str, Any]


class Trade(NamedTuple):
    """The rows, by table; ids are positions from 1."""

    customers: list[Row]
    products: list[Row]
    prices: list[Row]
    orders: list[Row]
    lines: list[Row]
    activities: list[Row]
    cases: list[Row]

    def counted(self, since: date | None = None, until: date | None = None) -> list[Row]:
        """The orders that count: not cancelled, with a day within the span and up to the day."""
        first, last = (since or date.min).isoformat(), min(until or DAY, DAY).isoformat()
        return [
            order
            for order in self.orders
            if order["status"] != "cancelled" and order["ordered_on"] and first <= order["ordered_on"] <= last
        ]

    def lines_of(self, order: Row) -> list[Row]:
        """The lines of an order."""
        return [line for line in self.lines if line["order_id"] == order["id"]]

    def cost_of(self, line: Row, order: Row) -> int | None:
        """What a line cost: its own cost; else the dated one in force, else the product's, by quantity."""
        if line["cost_minor"] is not None:
            return int(line["cost_minor"])
        if line["product_id"] is None or line["currency"] is None:
            return None
        product = self.products[line["product_id"] - 1]
        dated = [
            price
            for price in self.prices
            if price["product_id"] == product["id"]
            and price["currency"] == line["currency"]
            and price["valid_from"] <= order["ordered_on"]
            and price["cost_minor"] is not None
        ]
        one = max(dated, key=lambda price: price["valid_from"])["cost_minor"] if dated else None
        if one is None and product["currency"] == line["currency"]:
            one = product["cost_minor"]
        if one is None:
            return None
        exact = one * (line["quantity_milli"] if line["quantity_milli"] is not None else 1000)
        return int(exact / 1000) if exact >= 0 else -int(-exact / 1000)


def made(seed: int, orders: int = 60, currencies: Sequence[str] = ("TRY", "TRY", "TRY", "EUR")) -> Trade:
    """Make a trade of a seed."""
    chance = Random(seed)  # noqa: S311 - a repeatable trade, no secret
    customers = [
        {"id": n, **named(f"Müşteri {n}"), "kind": "person", "city": chance.choice(CITIES)}
        for n in range(1, 11)
    ]
    products = [
        {
            "id": n,
            **named(f"Ürün {n}"),
            "category": chance.choice(("Kâğıt", "Boya", None)),
            "cost_minor": chance.choice((None, 700, 1234)),
            "currency": chance.choice(("TRY", "TRY", "EUR")),
            "active": chance.choice((1, 1, 0)),
            "introduced_on": None,
            "withdrawn_on": None,
        }
        for n in range(1, 8)
    ]
    prices = [
        {"product_id": n, "currency": code, "valid_from": day, "cost_minor": cost, "price_minor": 5000}
        for n, code, day, cost in (
            (1, "TRY", "2026-03-01", 650),
            (1, "TRY", "2026-09-01", 800),
            (2, "EUR", "2025-01-01", 33),
            (3, "TRY", "2027-01-01", 1),
        )
    ]
    trade = Trade(customers, products, prices, [], [], [], [])
    for number in range(1, orders + 1):
        _order(trade, chance, number, currencies)
    _care(trade, chance)
    return trade


def _order(trade: Trade, chance: Random, number: int, currencies: Sequence[str]) -> None:
    code = chance.choice(currencies)
    day = (date(2025, 1, 1) + timedelta(days=chance.randrange(720))).isoformat()
    refund = chance.random() < 0.12
    lines = [_line(chance, code, refund=refund) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    amounts = [line["amount_minor"] for line in lines]
    goods = sum(amount or 0 for amount in amounts)
    tax = round(goods * 0.2) if chance.random() < 0.4 else None
    total: int | None = goods + (tax or 0) if lines else chance.randrange(1, 50_000) * (-1 if refund else 1)
    if lines and not refund and chance.random() < 0.2:
        total = (total or 0) - 100  # something taken off the whole
    if chance.random() < 0.05:
        total, tax = None, None
    known = total is not None
    order = {
        "id": number,
        "customer_id": None if chance.random() < 0.1 else chance.randrange(1, 10),
        "ordered_on": None if chance.random() < 0.05 else day,
        "status": "cancelled" if chance.random() < 0.08 else "completed",
        "total_minor": total,
        "tax_minor": tax if known and lines and chance.random() < 0.7 else None,
        "currency": code if known else None,
        "delivered_on": day if chance.random() < 0.5 else None,
    }
    trade.orders.append(order)
    for place, line in enumerate(lines, 1):
        share = (
            None
            if order["tax_minor"] is not None or tax is None
            else round((line["amount_minor"] or 0) * 0.2)
        )
        row = {"id": len(trade.lines) + 1, "order_id": number, "position": place, **line, "tax_minor": share}
        trade.lines.append(row)


def _line(chance: Random, code: str, *, refund: bool) -> Row:
    amount: int | None = chance.randrange(0, 9000) * (-1 if refund else 1)
    if chance.random() < 0.05:
        amount = None
    return {
        "product_id": None if chance.random() < 0.1 else chance.randrange(1, 8),
        "description": "iş",
        "quantity_milli": chance.choice((None, 1000, 2500, 333)),
        "amount_minor": amount,
        "discount_minor": chance.choice((None, None, 50, 125)),
        "cost_minor": chance.randrange(0, 4000) if chance.random() < 0.4 else None,
        "currency": code,
    }


def _care(trade: Trade, chance: Random) -> None:
    for number in range(1, 25):
        day = (date(2025, 6, 1) + timedelta(days=chance.randrange(600))).isoformat()
        whose = chance.randrange(1, 11)
        trade.activities.append(
            {
                "id": number,
                "customer_id": whose,
                "kind": "call",
                "direction": "in",
                "done": chance.choice((1, 1, 0)),
                "subject": "arama",
                "minutes": chance.choice((None, 5, 45)),
                "at": f"{day}T09:00:00Z",
            }
        )
        if number % 3 == 0:
            case = {"id": number, **named("Bozuk"), "customer_id": whose, "status": "open"}
            trade.cases.append({**case, "priority": "normal", "opened_at": f"{day}T10:00:00Z"})


def poured(store: Store, trade: Trade, seed: int | None = None) -> None:
    """Write a trade; with a seed the rows in another order and under other numbers."""
    chance = Random(seed) if seed is not None else None  # noqa: S311 - a repeatable order, no secret
    tables = {
        "customer": trade.customers,
        "product": trade.products,
        "price": trade.prices,
        "sales_order": trade.orders,
        "order_line": trade.lines,
        "activity": trade.activities,
        "support_case": trade.cases,
    }
    numbers: dict[str, dict[int, int]] = {}
    for table, rows in tables.items():
        ids = list(range(1, len(rows) + 1))
        if chance is not None:
            chance.shuffle(ids)
        numbers[table] = dict(enumerate(ids, 1))
    refers = {"customer_id": "customer", "product_id": "product", "order_id": "sales_order"}
    with writing(store) as db:
        for table, rows in tables.items():
            moved = []
            for old, row in enumerate(rows, 1):
                other = {**row, "id": numbers[table][old]}
                for column, target in refers.items():
                    if other.get(column) is not None:
                        other[column] = numbers[target][other[column]]
                moved.append(other)
            if chance is not None:
                chance.shuffle(moved)
            pour(db, table, moved)
