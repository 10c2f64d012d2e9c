"""The published segments of a published set of orders, through the shipped commands."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "rfm"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")
AS_OF = ("--as-of", "2006-12-31")


def key() -> dict[str, Any]:
    """The published answers."""
    found: dict[str, Any] = json.loads((DATA / "rfm_orders_key.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def shop(crm: Program) -> Program:
    """The orders, imported as they are."""
    crm.ok("import", "orders", DATA / "rfm_orders.csv", "--create", "customers", "--set", "currency=USD")
    return crm


@pytest.fixture
def rules(tmp_path: Path) -> tuple[str, ...]:
    """The published thresholds as ``--bins`` and rules as ``--map``."""
    lines = ['rule = "first"']
    for rule in key()["published_segment_rules"]:
        lines += ["[[segment]]", f'name = "{rule["segment"]}"', *(f"{m} = {rule[m]}" for m in "RFM")]
    (tmp_path / "published.toml").write_text("\n".join(lines), encoding="utf-8")
    bins = [
        ("--bins", f"{measure[0]}={','.join(map(str, key()['thresholds'][measure]))}")
        for measure in ("recency", "frequency", "monetary")
    ]
    return (*AS_OF, "--map", str(tmp_path / "published.toml"), *(word for pair in bins for word in pair))


def test_the_published_table_comes_out_of_the_command(shop: Program, rules: tuple[str, ...]) -> None:
    report = shop.ok("report", "segments", *rules, "--format", "json").json()
    found = {row["segment"]: row for row in report["rows"] if row["customers"]}
    published = {one["segment"]: one for one in key()["published_segment_summary"]}
    assert set(found) == set(published)
    for name, one in published.items():
        row = found[name]
        assert (row["customers"], row["orders"]) == (one["customers"], one["orders"]), name
        assert float(row["revenue"]) == one["revenue"]
        assert float(row["average_order"]) == pytest.approx(one["aov"], abs=0.005)
    totals = key()["totals"]
    assert (report["total"]["customers"], report["total"]["orders"]) == (
        totals["customers"],
        totals["orders"],
    )
    assert float(report["total"]["revenue"]) == totals["revenue"]


def test_the_published_customers_have_their_scores(shop: Program, rules: tuple[str, ...]) -> None:
    rows = shop.ok("report", "rfm", *rules, "--limit", "0", "--format", "json").json()["rows"]
    found = {row["name"]: row for row in rows}
    assert len(found) == key()["totals"]["customers"]
    for one in key()["published_first_10"]:
        row = found[one["customer"]]
        assert (row["rfm"], row["recency"], row["orders"]) == (
            str(one["rfm_score"]),
            one["recency_days"],
            one["orders"],
        )


def test_a_customer_s_scores_are_explained(shop: Program, rules: tuple[str, ...]) -> None:
    one = key()["published_first_10"][0]
    told = shop.ok("report", "rfm", *rules, "--explain", one["customer"], "--format", "json").json()
    assert told["rfm"] == str(one["rfm_score"])
    assert len(told["orders_list"]) == one["orders"]
    assert sum(float(order["total"]) for order in told["orders_list"]) == one["amount"]


def test_moves_between_two_days_hold_everybody_of_both(shop: Program, rules: tuple[str, ...]) -> None:
    moves = shop.ok(
        "report", "segments", *rules, "--compare", "2006-06-30", "--limit", "0", "--format", "json"
    ).json()
    now = shop.ok("report", "segments", *rules, "--format", "json").json()
    for row in now["rows"]:
        part = [move for move in moves["rows"] if move["now"] == row["segment"]]
        assert sum(move["customers"] for move in part) == row["customers"]
        assert sum(float(move["revenue"]) for move in part) == float(row["revenue"])
    assert moves["total"]["customers"] == key()["totals"]["customers"]
