"""Retention of a published set of orders through the shipped commands: every cell of its key."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "cohort"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")


def key() -> dict[str, Any]:
    """The published answers."""
    found: dict[str, Any] = json.loads((DATA / "online_cohorts_key.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def shop(crm: Program) -> Program:
    """The orders, imported as they are."""
    crm.ok("import", "orders", DATA / "online_cohorts_orders.csv", "--create", "customers")
    return crm


def cells(shop: Program, *more: str) -> dict[str, dict[str, Any]]:
    """The cells of a report by name."""
    rows = shop.ok("report", "retention", "--cells", *more, "--format", "json").json()["rows"]
    return {row["cell"]: row for row in rows}


def test_every_cell_is_that_of_the_key_without_the_empty_customer(shop: Program) -> None:
    expected = key()["right_answer_left_part"]
    found = cells(shop, "--as-of", "2011-05-31")
    assert {name: row["buying"] for name, row in found.items()} == {
        f"{cohort}+{after}": count
        for cohort, counts in expected.items()
        for after, count in enumerate(counts)
    }
    assert all(row["complete"] for row in found.values())
    told = shop.ok("report", "retention").stderr
    assert f"{key()['rows_without_customer']} orders without a customer left out" in told


def test_the_published_cells_count_the_empty_customer_once_more(shop: Program) -> None:
    found = cells(shop, "--as-of", "2011-05-31")
    for cohort, counts in key()["published_left_part"].items():
        for after, count in enumerate(counts):
            assert count - found[f"{cohort}+{after}"]["buying"] == (cohort == "2010-12")


def test_the_published_years_are_met_on_the_last_day_of_the_second(shop: Program) -> None:
    found = cells(shop, "--by", "year", "--as-of", "2011-12-31")
    assert [found[f"2010+{after}"]["buying"] for after in (0, 1)] == [
        count - 1 for count in key()["published_yearly"]["2010"]
    ]


def test_the_last_month_is_blank_until_it_is_over(shop: Program) -> None:
    early = cells(shop, "--as-of", "2011-05-30")
    assert [name for name, row in early.items() if row["buying"] is None] == [
        "2010-12+5", "2011-01+4", "2011-02+3", "2011-03+2", "2011-04+1", "2011-05+0",
    ]  # fmt: skip


def test_the_cohorts_and_their_average_over_complete_cells(shop: Program) -> None:
    expected = key()["right_answer_left_part"]
    report = shop.ok("report", "retention", "--as-of", "2011-05-31", "--format", "json").json()
    assert {row["cohort"]: row["customers"] for row in report["rows"]} == {
        cohort: counts[0] for cohort, counts in expected.items()
    }
    for after in (1, 2, 3):
        seen = [counts for counts in expected.values() if len(counts) > after]
        mean = sum(counts[after] for counts in seen) / sum(counts[0] for counts in seen)
        assert report["total"][f"after_{after}"] == pytest.approx(mean, rel=1e-12)


def test_the_same_bytes_whatever_the_day_is(shop: Program) -> None:
    words = ("report", "retention", "--cells", "--as-of", "2011-12-09", "--format", "csv")
    one = shop(*words, env={"CRMCLI_TODAY": "2012-01-01", "TZ": "Asia/Tokyo"}, check=True).stdout
    other = shop(*words, env={"CRMCLI_TODAY": "2026-11-22", "TZ": "America/Lima"}, check=True).stdout
    assert one == other
    assert one.count("\n") == 1 + 13 * 14 // 2
