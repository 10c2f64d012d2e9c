"""A published shop through the shipped commands: sales, products, ABC and profit against its own files."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")
CHINOOK = DATA / "chinook"
USD = ("--set", "currency=USD")
FILES = (
    ("users", "Employee.csv", ()),
    ("customers", "Customer.csv", ("--keep-unknown",)),
    ("orders", "Invoice.csv", USD),
    (
        "order-lines",
        "InvoiceLine_with_product.csv",
        ("--map", "TrackId=product", "--map", "Track=description", "--create", "products", *USD),
    ),
)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of the shop."""
    with (CHINOOK / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def shop(crm: Program) -> Program:
    """The shop, imported."""
    for noun, name, more in FILES:
        crm.ok("import", noun, CHINOOK / name, *more)
    return crm


def report(crm: Program, name: str, *more: str) -> Any:
    return crm.ok("report", name, *more, "--format", "json").json()


def summed(key: Callable[[dict[str, str]], Any]) -> dict[Any, Fraction]:
    """Worked out anew: the totals of the invoices by what ``key`` says."""
    sums: dict[Any, Fraction] = defaultdict(Fraction)
    for invoice in rows_of("Invoice.csv"):
        sums[key(invoice)] += Fraction(invoice["Total"])
    return sums


def month(invoice: dict[str, str]) -> str:
    return invoice["InvoiceDate"][:7]


def week(invoice: dict[str, str]) -> str:
    year, number, _ = date.fromisoformat(invoice["InvoiceDate"][:10]).isocalendar()
    return f"{year:04}-W{number:02}"


def test_sales_by_country_year_and_representative_are_those_of_the_key(shop: Program) -> None:
    key = json.loads((CHINOOK / "chinook_key.json").read_text(encoding="utf-8"))
    for by, name in (("country", "country"), ("year", "year"), ("owner", "sales_rep")):
        found = report(shop, "sales", "--by", by)
        nets = {row["group"]: float(row["net"]) for row in found["rows"]}
        published = key[f"revenue_by_{name}"]
        assert {group: nets[group] for group in published} == published
        assert float(found["total"]["net"]) == key["totals"]["revenue"]
        assert found["total"]["orders"] == key["totals"]["invoices"]
        assert sum(row["share"] for row in found["rows"]) == pytest.approx(1)


def test_sales_by_quarter_week_weekday_and_manager_are_those_of_the_invoices(shop: Program) -> None:
    quarters = summed(lambda one: f"{month(one)[:4]}-Q{(int(month(one)[5:]) + 2) // 3}")
    weeks = summed(week)
    weekdays = summed(lambda one: date.fromisoformat(one["InvoiceDate"][:10]).strftime("%A"))
    whole = sum(quarters.values())
    for by, expected in (
        ("month", summed(month)),
        ("quarter", quarters),
        ("week", weeks),
        ("weekday", weekdays),
        ("manager", {"Nancy Edwards": whole}),
    ):
        rows = report(shop, "sales", "--by", by)["rows"]
        assert {row["group"]: Fraction(row["net"]) for row in rows if row["orders"]} == expected
    before = {row["group"]: row["before"] for row in report(shop, "sales", "--by", "quarter")["rows"]}
    assert before["2021-Q4"] is None
    assert Fraction(before["2023-Q2"]) == quarters["2022-Q2"]


def test_products_are_those_of_the_lines(shop: Program) -> None:
    units: Counter[str] = Counter()
    revenue: dict[str, Fraction] = defaultdict(Fraction)
    invoices: dict[str, set[str]] = defaultdict(set)
    for line in rows_of("InvoiceLine_with_product.csv"):
        key = line["TrackId"]
        units[key] += int(line["Quantity"])
        revenue[key] += Fraction(line["UnitPrice"]) * int(line["Quantity"])
        invoices[key].add(line["InvoiceId"])
    rows = report(shop, "products", "--limit", "0")["rows"]
    assert sorted((Fraction(row["net"]), Fraction(row["units"]), row["orders"]) for row in rows) == sorted(
        (revenue[key], Fraction(units[key]), len(invoices[key])) for key in units
    )
    total = report(shop, "products")["total"]
    assert (Fraction(total["net"]), Fraction(total["units"])) == (Fraction("2328.60"), Fraction(2240))
    assert (total["orders"], total["customers"]) == (412, 59)
    # Nothing in the files says what a track cost.
    assert (total["cost"], total["margin"], total["unknown"]) == (None, None, 2240)


def test_abc_and_profit_are_those_of_the_invoices(shop: Program) -> None:
    sums = summed(lambda one: one["CustomerId"])
    whole, above = sum(sums.values()), Fraction(0)
    expected: Counter[str] = Counter()
    for value, count in sorted(Counter(sums.values()).items(), reverse=True):
        part = above / whole
        expected["A" if part < Fraction(4, 5) else "B" if part < Fraction(19, 20) else "C"] += count
        above += value * count
    rows = report(shop, "abc", "--limit", "0")["rows"]
    assert Counter(row["abc"] for row in rows) == expected
    assert sorted(Fraction(row["value"]) for row in rows) == sorted(sums.values())
    classes = report(shop, "abc", "--summary")
    assert sum(Fraction(row["value"]) for row in classes["rows"]) == whole
    assert classes["total"]["count"] == 59
    total = report(shop, "profit")["total"]
    assert (Fraction(total["revenue"]), total["contribution"], total["coverage"]) == (whole, None, 0.0)
    shop.ok("product", "edit", "PR-1", "--cost", "0.10 USD")
    assert 0 < report(shop, "profit")["total"]["coverage"] < 0.01


def test_a_figure_is_explained_to_the_invoice(shop: Program) -> None:
    told = shop.ok(
        "report", "sales", "--by", "country", "--explain", "Czech Republic", "--format", "json"
    ).json()
    assert sum(Fraction(one["total"]) for one in told["orders_list"]) == Fraction("90.24")
    assert {"step": "net = revenue + refunds", "value": "90.24 USD"} in told["steps"]
