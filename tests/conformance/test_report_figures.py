"""Pipeline and sales of two published businesses: the figures of their keys."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crmcli.db import Store
from crmcli.domain.reports.money import sales
from crmcli.domain.reports.money.sales import SalesRow
from crmcli.domain.reports.pipeline import pipeline
from crmcli.domain.reports.pipeline.pipeline_rows import ClosedRow, OpenRow
from crmcli.domain.results import Report
from crmcli.sql import Writer
from tests.domain.reports.shop import named, pour
from tests.support.store import writing

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")

AS_OF = date(2026, 11, 21)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def key_of(name: str) -> dict[str, Any]:
    """The published answers."""
    found: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


@pytest.fixture
def maven(store: Store) -> Store:
    """The opportunities of the Maven business, their owners and stages."""
    deals = rows_of("pipeline/maven_sales_pipeline.csv")
    with writing(store) as db:
        agents = _agents(db)
        stages = dict(db.tuples("SELECT name, id FROM stage"))
        for position, name in ((1, "Prospecting"), (2, "Engaging")):
            values = {**named(name), "position": position, "probability": 25 * position, "outcome": "open"}
            stages[name] = db.insert("stage", values)
        pour(db, "opportunity", (_deal(deal, stages, agents) for deal in deals))
    return store


def _agents(db: Writer) -> dict[str, int]:
    teams = rows_of("pipeline/maven_sales_teams.csv")
    managers = {
        name: db.insert("crm_user", named(name)) for name in sorted({team["manager"] for team in teams})
    }
    return {
        team["sales_agent"]: db.insert(
            "crm_user",
            {
                **named(team["sales_agent"]),
                "manager_id": managers[team["manager"]],
                "branch": team["regional_office"],
            },
        )
        for team in teams
    }


def _deal(deal: dict[str, str], stages: dict[str, int], agents: dict[str, int]) -> dict[str, Any]:
    return {
        **named(deal["product"]),
        "stage_id": stages[deal["deal_stage"]],
        "owner_id": agents[deal["sales_agent"]],
        "amount_minor": int(deal["close_value"]) * 100 if deal["close_value"] else None,
        "currency": "USD" if deal["close_value"] else None,
        "created_on": _iso(deal["engage_date"]),
        "closed_on": _iso(deal["close_date"]),
    }


def _iso(text: str) -> str | None:
    return datetime.strptime(text, "%m/%d/%Y").date().isoformat() if text else None  # noqa: DTZ007


def closed(store: Store, **asked: Any) -> Report[ClosedRow]:
    """Won and lost."""
    with store.reading() as db:
        return pipeline.report(db, pipeline.Request(as_of=AS_OF, closed=True, **asked))


def opened(store: Store, **asked: Any) -> Report[OpenRow]:
    """The open pipeline."""
    with store.reading() as db:
        return pipeline.report(db, pipeline.Request(as_of=AS_OF, **asked))


def test_maven_s_won_and_lost_are_those_of_the_key(maven: Store) -> None:
    key = key_of("pipeline/maven_key.json")
    total = closed(maven).total
    assert total is not None
    assert (total.won, total.lost) == (key["stage_counts"]["Won"], key["stage_counts"]["Lost"])
    assert total.won_value == key["total_revenue"] * 100
    assert round(total.win_rate or 0, 6) == key["win_rate"]
    assert round(total.days_to_win or 0, 3) == key["avg_days_won"]
    assert round(total.days_to_lose or 0, 3) == key["avg_days_lost"]
    assert total.average_won == round(key["avg_won_value"] * 100)


def test_maven_s_offices_are_those_of_the_key(maven: Store) -> None:
    found = {row.group: row for row in closed(maven, by="branch").rows}
    offices = key_of("pipeline/maven_key.json")["by_regional_office"]
    assert set(found) == set(offices)
    for name, office in offices.items():
        row = found[name]
        assert (row.closed, row.won, row.won_value) == (
            office["closed"],
            office["won"],
            office["revenue"] * 100,
        )
        assert round(row.win_rate or 0, 6) == office["win_rate"]
        assert round(row.days_to_win or 0, 3) == office["avg_days_won"]
        assert (row.average_won or 0) / 100 == pytest.approx(office["avg_won_value"], abs=0.006)


def test_maven_s_open_pipeline_holds_every_open_opportunity(maven: Store) -> None:
    key = key_of("pipeline/maven_key.json")
    report = opened(maven)
    counts = {row.group: row.count for row in report.rows if row.count}
    assert counts == {name: key["stage_counts"][name] for name in ("Prospecting", "Engaging")}
    assert report.total is not None
    assert report.total.count == key["open_opportunities"]
    assert "500 opportunities without a creation date counted as there" in report.notes


def test_maven_on_a_past_day_has_what_was_not_yet_closed_among_the_open(maven: Store) -> None:
    deals = rows_of("pipeline/maven_sales_pipeline.csv")
    day = "2017-06-30"
    begun = [deal for deal in deals if not deal["engage_date"] or (_iso(deal["engage_date"]) or "") <= day]
    over = [deal for deal in begun if deal["close_date"] and (_iso(deal["close_date"]) or "") <= day]
    with maven.reading() as db:
        then = date.fromisoformat(day)
        was_open = pipeline.report(db, pipeline.Request(as_of=then)).total
        was_closed = pipeline.report(db, pipeline.Request(as_of=then, closed=True)).total
    assert was_open is not None
    assert was_closed is not None
    assert was_open.count == len(begun) - len(over)
    assert was_closed.closed == len(over)


@pytest.fixture
def chinook(store: Store) -> Store:
    """The customers, orders and lines of the Chinook shop, and the people who look after them."""
    with writing(store) as db:
        people = {
            row["EmployeeId"]: db.insert("crm_user", named(f"{row['FirstName']} {row['LastName']}"))
            for row in rows_of("chinook/Employee.csv")
        }
        pour(
            db,
            "customer",
            (
                {
                    "id": int(row["CustomerId"]),
                    **named(f"{row['FirstName']} {row['LastName']}"),
                    "kind": "person",
                    "owner_id": people[row["SupportRepId"]],
                    "city": row["City"],
                    "country": row["Country"],
                }
                for row in rows_of("chinook/Customer.csv")
            ),
        )
        pour(
            db,
            "sales_order",
            (
                {
                    "id": int(row["InvoiceId"]),
                    "number": row["InvoiceId"],
                    "number_fold": row["InvoiceId"],
                    "customer_id": int(row["CustomerId"]),
                    "ordered_on": row["InvoiceDate"][:10],
                    "status": "completed",
                    "total_minor": cents(row["Total"]),
                    "currency": "USD",
                }
                for row in rows_of("chinook/Invoice.csv")
            ),
        )
        pour(
            db,
            "order_line",
            (
                {
                    "order_id": int(row["InvoiceId"]),
                    "position": number,
                    "description": row["Track"],
                    "amount_minor": cents(row["UnitPrice"]) * int(row["Quantity"]),
                    "currency": "USD",
                }
                for number, row in enumerate(rows_of("chinook/InvoiceLine_with_product.csv"), 1)
            ),
        )
    return store


def cents(text: str) -> int:
    """An amount in minor units."""
    return round(float(text) * 100)


def sold(store: Store, **asked: Any) -> Report[SalesRow]:
    """The sales."""
    with store.reading() as db:
        return sales.report(db, sales.Request(as_of=AS_OF, **asked))


def net(report: Report[SalesRow]) -> dict[str | None, float]:
    """Net by group, in dollars."""
    return {row.group: (row.net or 0) / 100 for row in report.rows}


def test_chinook_s_total_is_that_of_the_key(chinook: Store) -> None:
    total = sold(chinook).total
    assert total is not None
    assert (total.orders, total.customers, total.net) == (412, 59, 232860)


def test_chinook_s_years_countries_and_people_are_those_of_the_key(chinook: Store) -> None:
    key = key_of("chinook/chinook_key.json")
    assert net(sold(chinook, by="year")) == key["revenue_by_year"]
    assert net(sold(chinook, by="owner")) == key["revenue_by_sales_rep"]
    by_country = net(sold(chinook, by="country"))
    assert {name: by_country[name] for name in key["revenue_by_country"]} == key["revenue_by_country"]
    assert list(by_country)[:8] == list(key["revenue_by_country"])


def test_chinook_s_ten_best_customers_are_those_of_the_key(chinook: Store) -> None:
    key = key_of("chinook/chinook_key.json")
    best = sold(chinook, by="customer", limit=10)
    expected = {one["customer"]: one["revenue"] for one in key["top_10_customers"]}
    assert sorted(net(best).values(), reverse=True) == sorted(expected.values(), reverse=True)
    assert net(best)["Helena Holý"] == expected["Helena Holý"]
    assert best.notes[0] == "10 of 59 rows shown; --limit 0 shows all"


def test_chinook_s_lines_add_up_to_its_orders(chinook: Store) -> None:
    report = sold(chinook, by="product")
    assert report.total is not None
    assert (report.total.orders, report.total.customers, report.total.net) == (412, 59, 232860)
    assert report.notes == ()


def test_every_month_of_chinook_s_years_is_there(chinook: Store) -> None:
    months = [row.group for row in sold(chinook).rows]
    assert months == [f"{year}-{month:02}" for year in range(2021, 2026) for month in range(1, 13)]
