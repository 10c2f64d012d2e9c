"""The cooperative of docs/stories in a store, and its tables read again by the test, to reckon with."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.program import Program, Result

FOLDER = Path(__file__).parents[2] / "docs" / "stories"
TABLES = (
    ("customers", "members.csv", ("--map", "Tür=kind")),
    ("products", "products.csv", ()),
    ("orders", "orders.csv", ()),
    ("order-lines", "order_lines.csv", ()),
)


class Order(NamedTuple):
    """An order of the tables; amounts in lira."""

    number: str
    who: str
    day: date
    total: Decimal


class Line(NamedTuple):
    """A line of an order of the tables."""

    order: Order
    product: str
    quantity: int
    price: Decimal


class Cooperative:
    """The program on the cooperative's store; ``members`` have their rows by name, in the file's order."""

    def __init__(self, crm: Program) -> None:
        """Bring the tables in."""
        self.crm = crm
        self.members = {row["Ünvan"]: row for row in table("members.csv")}
        self.names = {row["Müşteri No"]: name for name, row in self.members.items()}
        self.orders = list(self._orders("orders.csv"))
        for noun, file, more in TABLES:
            self("import", noun, str(FOLDER / file), *more)

    def __call__(self, *words: str, day: str | None = None, code: int = 0) -> Result:
        """Run a command, on another day too, and check how it ends."""
        if day is None:
            return self.crm.inprocess(*words).checked(code)
        return self.crm(*words, env={"CRMCLI_TODAY": day}).checked(code)

    def json(self, *words: str, day: str | None = None) -> Any:
        """Return what a command answers as JSON."""
        return self(*words, "--format", "json", day=day).json()

    def listed(self, noun: str, where: str) -> set[str]:
        """Return the names that a filter finds."""
        rows = self(noun, "list", "--where", where, "--format", "jsonl").jsonl()
        return {row["name"] for row in rows}

    def ref(self, name: str) -> str:
        """Return the number that the import gave a member: they are counted in the file's order."""
        return f"C-{list(self.members).index(name) + 1}"

    def came_back(self) -> list[Order]:
        """Return the orders of the table that comes in later."""
        return list(self._orders("came_back.csv"))

    def lines(self) -> list[Line]:
        """Return the lines of the orders."""
        products = {row["Stok Kodu"]: row["Ürün"] for row in table("products.csv")}
        orders = {order.number: order for order in self.orders}
        return [
            Line(
                orders[row["Sipariş No"]],
                products[row["Stok Kodu"]],
                int(row["Adet"]),
                Decimal(row["Birim Fiyat"]),
            )
            for row in table("order_lines.csv")
        ]

    def buyers(self, product: str) -> set[str]:
        """Return who bought a product."""
        return {line.order.who for line in self.lines() if line.product == product}

    def spent(self, *names: str) -> Decimal:
        """Return what members bought in all."""
        return sum((order.total for order in self.orders if order.who in names), Decimal(0))

    def _orders(self, file: str) -> Iterator[Order]:
        for row in table(file):
            day, month, year = map(int, row["Tarih"].split("."))
            total = Decimal(row["Tutar"].replace(".", "").replace(",", "."))
            yield Order(row["Sipariş No"], self.names[row["Müşteri No"]], date(year, month, day), total)


def table(file: str) -> list[dict[str, str]]:
    """Read one of the cooperative's tables."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))
