"""What is bought together in 9,835 published baskets, from the files to the rules of their key."""

import csv
import json
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")
BASKET = DATA / "basket"
FULL = 5e-6
"""Relative distance at which two figures are equal: the key has six digits."""


def key_of() -> dict[str, Any]:
    """The published answers."""
    found: dict[str, Any] = json.loads((BASKET / "groceries_key.json").read_text(encoding="utf-8"))
    return found


def by_force() -> dict[tuple[tuple[str, ...], str], tuple[int, int, int]]:
    """Every rule by counting sets basket by basket: both, the left side's, the right side's baskets."""
    held: dict[str, set[str]] = {}
    with (BASKET / "groceries_lines.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            held.setdefault(row["order_id"], set()).add(row["product"].strip())
    counts: Counter[tuple[str, ...]] = Counter()
    often = {
        (name,) for name, n in Counter(i for b in held.values() for i in b).items() if n * 1000 >= 59_010
    }
    for size in (1, 2, 3, 4):
        for one in held.values():
            kept = sorted(name for name in one if (name,) in often)
            counts.update(
                some
                for some in combinations(kept, size)
                if size < 3 or all(counts[part] * 1000 >= 59_010 for part in combinations(some, size - 1))
            )
    return {
        (tuple(name for name in some if name != right), right): (
            both,
            counts[tuple(name for name in some if name != right)],
            counts[(right,)],
        )
        for some, both in counts.items()
        if len(some) > 1 and both * 1000 >= 59_010
        for right in some
        if both * 4 >= counts[tuple(name for name in some if name != right)]
    }


def test_groceries_come_in_and_give_the_463_rules_of_their_key(crm: Program) -> None:
    key = key_of()
    crm.ok("import", "products", BASKET / "groceries_products.csv")
    crm.ok("import", "order-lines", BASKET / "groceries_lines.csv", "--create", "orders")
    found = crm.ok("report", "crosssell", "--format", "json").json()
    rows = {(tuple(row["bought"]), row["also"]): row for row in found["rows"]}
    wanted = key["published"]["rules_support_0_006_confidence_0_25"]
    assert len(found["rows"]) == len(rows) == wanted["n"] == 463
    lengths = Counter(str(len(left) + 1) for left, _ in rows)
    assert lengths == wanted["by_length"]
    assert {row["baskets"] for row in found["rows"]} == {key["published"]["transactions"]}

    first = wanted["first"]
    assert first["lhs"] == ["potted plants"]
    potted = rows[("pot plants",), first["rhs"][0]]  # the file's name for them
    assert (potted["both"], potted["confidence"]) == (first["count"], first["confidence"])
    assert potted["support"] == pytest.approx(first["support"], rel=FULL)
    assert potted["lift"] == pytest.approx(first["lift"], rel=1e-5)

    best = key["own_top_10_by_lift"]
    shown = [(sorted(row["bought"]), row["also"]) for row in found["rows"][:10]]
    assert shown == [(sorted(one["lhs"]), one["rhs"][0]) for one in best]
    for one, row in zip(best, found["rows"], strict=False):
        assert row["both"] == one["count"]
        for figure in ("support", "confidence", "lift"):
            assert row[figure] == pytest.approx(one[figure], rel=FULL)

    counts = {rule: (row["both"], row["of"], row["also_in"]) for rule, row in rows.items()}
    assert {(tuple(sorted(left)), right): n for (left, right), n in counts.items()} == by_force()


def test_the_most_frequent_groceries_are_those_of_the_key(crm_local: Program) -> None:
    crm_local.ok("import", "products", BASKET / "groceries_products.csv")
    crm_local.ok("import", "order-lines", BASKET / "groceries_lines.csv", "--create", "orders")
    rows = crm_local.ok("report", "crosssell", "--measure", "items", "--basket", "order", "--format", "json")
    counts = {row["also"]: row["also_in"] for row in rows.json()["rows"]}
    counts |= {row["bought"]: row["of"] for row in rows.json()["rows"]}
    wanted = key_of()["own_totals"]["top_10_products"]
    assert {name: counts[name] for name in wanted} == wanted
