"""Segments of two published sets of orders: the totals, the scores and the segment table."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports import maps, scores
from crmcli.domain.reports.customers import segments
from crmcli.domain.reports.customers.segments import MemberRow, Request, SegmentRow
from tests.domain.reports.shop import named, pour
from tests.support.store import writing

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")

Order = tuple[str, str, int]


@cache
def key() -> dict[str, Any]:
    """The published answers."""
    found: dict[str, Any] = json.loads((DATA / "rfm/rfm_orders_key.json").read_text(encoding="utf-8"))
    return found


def rfm_orders() -> list[Order]:
    """Customer, day and total in minor units."""
    with (DATA / "rfm/rfm_orders.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["customer_id"], row["order_date"], int(row["revenue"]) * 100) for row in csv.DictReader(file)
        ]


def cdnow_orders() -> list[Order]:
    """Customer, day and total in minor units."""
    with (DATA / "clv/cdnow_sample_orders.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["customer_id"], row["date"], int(Decimal(row["amount"]) * 100))
            for row in csv.DictReader(file)
        ]


def fill(store: Store, orders: Iterable[Order]) -> None:
    """Store orders, their customers numbered by name."""
    listed = list(orders)
    numbers = {name: number for number, name in enumerate(sorted({order[0] for order in listed}), 1)}
    with writing(store) as db:
        pour(db, "customer", ({"id": n, **named(name), "kind": "person"} for name, n in numbers.items()))
        pour(
            db,
            "sales_order",
            (
                {
                    "customer_id": numbers[name],
                    "ordered_on": day,
                    "total_minor": total,
                    "currency": "USD",
                    "status": "completed",
                }
                for name, day, total in listed
            ),
        )


def members(store: Store, **asked: Any) -> dict[str, MemberRow]:
    """The customers of the list by name."""
    with store.reading() as db:
        rows = segments.report(db, Request(list=True, **asked)).rows
    return {row.name: row for row in rows}


def summary(store: Store, **asked: Any) -> tuple[dict[str | None, SegmentRow], SegmentRow]:
    """The segments by name, and the total."""
    with store.reading() as db:
        report = segments.report(db, Request(**asked))
    assert report.total is not None
    return {row.segment: row for row in report.rows}, report.total


AS_OF = date(2006, 12, 31)
CDNOW_END = date(1998, 6, 30)


def published_bins() -> tuple[str, ...]:
    """The thresholds that the key publishes, as options."""
    return tuple(
        f"{measure[0]}={','.join(str(edge) for edge in key()['thresholds'][measure])}"
        for measure in ("recency", "frequency", "monetary")
    )


def published_map() -> tuple[str, str]:
    """The ten rules that the key publishes, as a map in TOML."""
    rules = (
        f'[[segment]]\nname = "{rule["segment"]}"\nR = {rule["R"]}\nF = {rule["F"]}\nM = {rule["M"]}\n'
        for rule in key()["published_segment_rules"]
    )
    return "published.toml", 'rule = "first"\n' + "".join(rules)


def test_the_totals_are_those_of_the_file(store: Store) -> None:
    fill(store, rfm_orders())
    rows, total = summary(store, as_of=AS_OF)
    totals = key()["totals"]
    assert (total.customers, total.orders, total.revenue) == (
        totals["customers"],
        totals["orders"],
        totals["revenue"] * 100,
    )
    assert sum(row.customers for row in rows.values()) == totals["customers"]
    assert sum(row.orders for row in rows.values()) == totals["orders"]
    assert sum(row.revenue or 0 for row in rows.values()) == totals["revenue"] * 100


def test_the_published_thresholds_give_the_published_scores(store: Store) -> None:
    fill(store, rfm_orders())
    found = members(store, as_of=AS_OF, bins=published_bins())
    for one in key()["published_first_10"]:
        row = found[one["customer"]]
        assert (row.recency, row.orders, row.revenue) == (
            one["recency_days"],
            one["orders"],
            one["amount"] * 100,
        )
        assert 100 * row.r + 10 * row.f + row.m == one["rfm_score"], one


def test_the_published_rules_give_the_published_table(store: Store) -> None:
    fill(store, rfm_orders())
    rows, _ = summary(store, as_of=AS_OF, bins=published_bins(), map=published_map())
    for one in key()["published_segment_summary"]:
        row = rows[one["segment"]]
        assert (row.customers, row.orders, row.revenue) == (
            one["customers"],
            one["orders"],
            one["revenue"] * 100,
        )
        assert row.average_order == round(one["aov"] * 100), one
    published = {one["segment"] for one in key()["published_segment_summary"]}
    assert {name for name, row in rows.items() if row.customers} == published


def test_quintiles_differ_from_the_published_scores_within_1_above_a_threshold_only(store: Store) -> None:
    fill(store, rfm_orders())
    quintiles = members(store, as_of=AS_OF)
    published = members(store, as_of=AS_OF, bins=published_bins())
    differ = {
        (name, measure)
        for name, row in quintiles.items()
        for measure in "rfm"
        if getattr(row, measure) != getattr(published[name], measure)
    }
    assert {measure for _, measure in differ} == {"r", "m"}
    assert sorted(quintiles[name].recency for name, measure in differ if measure == "r") == [297]
    assert sorted(quintiles[name].revenue or 0 for name, measure in differ if measure == "m") == [
        25500,
        50600,
    ]


def test_cdnow_keeps_its_totals_and_gives_equal_values_equal_scores(store: Store) -> None:
    orders = cdnow_orders()
    fill(store, orders)
    rows, total = summary(store, as_of=CDNOW_END)
    assert (total.customers, total.orders) == (2357, 6919)
    assert total.revenue == sum(order[2] for order in orders)
    found = members(store, as_of=CDNOW_END).values()
    for measure, value in (("r", "recency"), ("f", "orders"), ("m", "revenue")):
        scores: dict[int, set[int]] = {}
        for row in found:
            scores.setdefault(getattr(row, value), set()).add(getattr(row, measure))
        assert all(len(several) == 1 for several in scores.values()), measure
    assert sum(row.customers for row in rows.values()) == 2357


def test_cdnow_s_many_one_time_buyers_share_one_score(store: Store) -> None:
    fill(store, cdnow_orders())
    found = Counter((row.orders, row.f) for row in members(store, as_of=CDNOW_END).values())
    once = {score: count for (orders, score), count in found.items() if orders == 1}
    assert list(once) == [1]
    assert once[1] > 2357 / 5


@pytest.mark.parametrize("name", ["rfm", "cdnow"])
def test_scores_do_not_hang_on_the_order_of_the_rows(tmp_path: Path, name: str) -> None:
    from random import Random

    from crmcli.db import open_store

    orders, as_of = (rfm_orders(), AS_OF) if name == "rfm" else (cdnow_orders(), CDNOW_END)
    seen = []
    for seed in (None, 1, 2):
        if seed is not None:
            Random(seed).shuffle(orders)  # noqa: S311 - a repeatable order, no secret
        store = open_store(str(tmp_path / f"{seed}.db"))
        fill(store, orders)
        seen.append(members(store, as_of=as_of))
    assert seen[0] == seen[1] == seen[2]


def test_every_cell_of_the_standard_map_holds_someone(store: Store) -> None:
    fill(store, rfm_orders())
    cells = Counter((row.r, row.f) for row in members(store, as_of=AS_OF).values())
    reached = {maps.every_cell(maps.STANDARD).flat(*cell) for cell in cells}
    assert reached == {rule.segment for rule in maps.STANDARD}
    assert scores.BEST == 5
