"""A published pipeline through the shipped commands, told in every way, against sums of its files."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import pytest

from tests.conformance.test_journeys import MAVEN, PIPELINE, key_of, load, pytestmark
from tests.support.program import Program

__all__ = ["pytestmark"]


class Deal(NamedTuple):
    """A row of the file with what the other files say of its account, agent and product."""

    agent: str
    manager: str
    office: str
    product: str
    account: str | None
    sector: str | None
    stage: str
    engaged: date | None
    closed: date | None
    value: Decimal

    @property
    def quarter(self) -> str | None:
        """The quarter in which it was closed."""
        return f"{self.closed.year}-Q{(self.closed.month + 2) // 3}" if self.closed else None


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file."""
    with (PIPELINE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """A day as the file writes it."""
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None  # noqa: DTZ007


def deals() -> list[Deal]:
    """All opportunities of the files."""
    teams = {row["sales_agent"]: row for row in read("maven_sales_teams.csv")}
    sectors = {row["account"]: row["sector"] for row in read("maven_accounts.csv")}
    return [
        Deal(
            row["sales_agent"],
            teams[row["sales_agent"]]["manager"],
            teams[row["sales_agent"]]["regional_office"],
            "GTX Pro" if row["product"] == "GTXPro" else row["product"],
            row["account"] or None,
            sectors.get(row["account"]),
            row["deal_stage"],
            day(row["engage_date"]),
            day(row["close_date"]),
            Decimal(row["close_value"] or 0),
        )
        for row in read("maven_sales_pipeline.csv")
    ]


@pytest.fixture
def maven(crm: Program) -> Program:
    """The business, imported by four commands."""
    for noun, name, more in MAVEN:
        load(crm, noun, PIPELINE / name, *more)
    return crm


def rows(crm: Program, *asked: str) -> list[dict[str, Any]]:
    """The rows of a report."""
    found: list[dict[str, Any]] = crm.ok("report", *asked, "--format", "json").json()["rows"]
    return found


def test_offices_and_best_accounts_are_those_of_the_key(maven: Program) -> None:
    key = key_of(PIPELINE / "maven_key.json")
    offices = {row["group"]: row for row in rows(maven, "pipeline", "--closed", "--by", "branch")}
    assert set(offices) == set(key["by_regional_office"])
    for name, wanted in key["by_regional_office"].items():
        row = offices[name]
        assert (row["closed"], row["won"]) == (wanted["closed"], wanted["won"])
        assert Decimal(row["won_value"]) == wanted["revenue"]
        assert row["win_rate"] == pytest.approx(wanted["win_rate"], abs=1e-6)
        assert row["days_to_win"] == pytest.approx(wanted["avg_days_won"], abs=1e-3)
        assert float(row["average_won"]) == pytest.approx(wanted["avg_won_value"], abs=0.006)
    accounts = rows(maven, "pipeline", "--closed", "--by", "customer")
    best = [{"account": row["group"], "revenue": int(Decimal(row["won_value"]))} for row in accounts]
    assert best[:5] == key["top_5_accounts_by_revenue"]


TOLD: tuple[tuple[str, Callable[[Deal], str | None]], ...] = (
    ("branch", lambda deal: deal.office),
    ("customer", lambda deal: deal.account),
    ("industry", lambda deal: deal.sector),
    ("owner", lambda deal: deal.agent),
    ("manager", lambda deal: deal.manager),
    ("product", lambda deal: deal.product),
    ("quarter", lambda deal: deal.quarter),
)


def test_won_and_lost_told_by_anything_are_the_sums_of_the_file(maven: Program) -> None:
    over = [deal for deal in deals() if deal.stage in {"Won", "Lost"}]
    for by, trait in TOLD:
        found = {row["group"]: row for row in rows(maven, "pipeline", "--closed", "--by", by)}
        ordered = sorted(over, key=lambda deal: trait(deal) or "")
        parts = {name: list(part) for name, part in groupby(ordered, trait)}
        assert set(found) == set(parts), by
        for name, part in parts.items():
            won = [deal for deal in part if deal.stage == "Won"]
            days = [(deal.closed - deal.engaged).days for deal in won if deal.closed and deal.engaged]
            row = found[name]
            assert (row["closed"], row["won"], row["lost"]) == (len(part), len(won), len(part) - len(won))
            assert Decimal(row["won_value"]) == sum((deal.value for deal in won), Decimal(0)), (by, name)
            assert row["win_rate"] == pytest.approx(len(won) / len(part), abs=1e-12)
            assert row["days_to_win"] == pytest.approx(sum(days) / len(days), abs=1e-9)


def test_the_funnel_and_the_losses_count_the_same_opportunities(maven: Program) -> None:
    key = key_of(PIPELINE / "maven_key.json")
    counts = key["stage_counts"]
    funnel = maven.ok("report", "funnel", "--format", "json").json()
    total = funnel["total"]
    assert total["entered"] == sum(counts.values())
    assert (total["reached"], total["lost"]) == (counts["Won"], counts["Lost"])
    assert total["open"] == key["open_opportunities"]
    stages = {row["stage"]: row for row in funnel["rows"]}
    assert stages["Won"]["entered"] == counts["Won"]
    for row, following in zip(funnel["rows"], funnel["rows"][1:], strict=False):
        assert row["entered"] == row["reached"] + row["lost"] + row["open"]
        assert following["entered"] == row["reached"]
    by_owner = rows(maven, "losses", "--by", "owner")
    assert sum(row["lost"] for row in by_owner) == counts["Lost"]
    assert sum(row["won"] for row in by_owner) == counts["Won"]
    assert sum(Decimal(row["won_amount"]) for row in by_owner) == key["total_revenue"]


def test_the_past_is_rebuilt_from_the_days_of_the_file(maven: Program) -> None:
    on = date(2017, 6, 30)
    begun = [deal for deal in deals() if deal.engaged is None or deal.engaged <= on]
    over = [deal for deal in begun if deal.closed and deal.closed <= on]
    won = [deal for deal in over if deal.stage == "Won"]
    past = ("--as-of", on.isoformat(), "--format", "json")
    assert maven.ok("report", "pipeline", *past).json()["total"]["count"] == len(begun) - len(over)
    closed = maven.ok("report", "pipeline", "--closed", *past).json()["total"]
    assert Decimal(closed["won_value"]) == sum(deal.value for deal in won)
    total = maven.ok("report", "funnel", *past).json()["total"]
    assert (total["entered"], total["reached"]) == (len(begun), len(won))
