"""Whole businesses through the shipped commands, from their files to the figures of their keys."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the conformance data is not at {DATA}")
PIPELINE = DATA / "pipeline"
SAMPLE = PIPELINE / "sample_sales_crm"
CHINOOK = DATA / "chinook"
USD = ("--set", "currency=USD")


def key_of(path: Path) -> Any:
    """The published answers."""
    return json.loads(path.read_text(encoding="utf-8"))


def load(crm: Program, noun: str, path: Path, *more: str) -> dict[str, int]:
    """Import a file and return its counts."""
    (counts,) = crm.ok("import", noun, path, *more, "--format", "json").json()["items"]
    return {name: value for name, value in counts.items() if isinstance(value, int)}


def again(crm: Program, noun: str, path: Path, *more: str) -> None:
    """The same file a second time is all unchanged, and is no change in the journal."""
    before = crm.ok("history", "--format", "tsv").stdout
    counts = load(crm, noun, path, *more)
    assert (counts["new"], counts["changed"], counts["rejected"]) == (0, 0, 0)
    assert counts["unchanged"] + counts["repeated"] == counts["read"]
    assert crm.ok("history", "--format", "tsv").stdout == before


MAVEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("users", "maven_sales_teams.csv", ("--create", "users")),
    ("customers", "maven_accounts.csv", ("--keep-unknown",)),
    ("products", "maven_products.csv", USD),
    (
        "opportunities",
        "maven_sales_pipeline.csv",
        (*USD, "--create", "stages", "--value", "product:GTXPro=GTX Pro"),
    ),
)


def test_maven_comes_in_by_four_commands_and_gives_the_figures_of_its_key(crm: Program) -> None:
    key = key_of(PIPELINE / "maven_key.json")
    read = [load(crm, noun, PIPELINE / name, *more)["new"] for noun, name, more in MAVEN]
    assert read == [35, 85, 7, 8800]
    customers = crm.ok("customer", "list", "--format", "json").json()
    assert len(customers) == 85
    assert len(crm.ok("customer", "list", "--where", "parent!=", "--format", "json").json()) == 15

    closed = crm.ok("report", "pipeline", "--closed", "--format", "json").json()["total"]
    assert (closed["won"], closed["lost"]) == (key["stage_counts"]["Won"], key["stage_counts"]["Lost"])
    assert closed["win_rate"] == pytest.approx(key["win_rate"], abs=1e-6)
    assert float(closed["won_value"]) == key["total_revenue"]
    assert closed["days_to_win"] == pytest.approx(key["avg_days_won"], abs=1e-3)
    opened = crm.ok("report", "pipeline", "--format", "json").json()["rows"]
    assert sum(row["count"] for row in opened) == key["open_opportunities"]

    offices = crm.ok("report", "pipeline", "--closed", "--by", "branch", "--format", "json").json()["rows"]
    found = {row["group"]: row for row in offices}
    for office, figures in key["by_regional_office"].items():
        assert found[office]["won"] == figures["won"]
        assert found[office]["won"] + found[office]["lost"] == figures["closed"]
        assert found[office]["win_rate"] == pytest.approx(figures["win_rate"], abs=1e-6)
        assert float(found[office]["won_value"]) == figures["revenue"]
        assert found[office]["days_to_win"] == pytest.approx(figures["avg_days_won"], abs=1e-3)


def test_maven_says_what_is_missing_and_what_is_misspelt(crm: Program) -> None:
    for noun, name, more in MAVEN[:3]:
        load(crm, noun, PIPELINE / name, *more)
    refused = crm("import", "opportunities", PIPELINE / "maven_sales_pipeline.csv", *USD).checked(1)
    assert 'no product answers to "GTXPro" (did you mean "GTX Pro"?' in refused.stderr
    noun, name, more = MAVEN[3]
    told = crm.ok("import", noun, PIPELINE / name, *more).stderr
    assert "1,425 of the new opportunities name no customer: they are kept without one" in told
    nobody = crm.ok("opportunity", "list", "--where", "customer=", "--format", "ids").lines
    assert len(nobody) == key_of(PIPELINE / "maven_key.json")["rows_without_account"]
    for noun, name, more in MAVEN:
        again(crm, noun, PIPELINE / name, *more)


LINES = ("--map", "TrackId=product", "--map", "Track=description", "--create", "products", *USD)


def test_chinook_comes_in_whole_and_helena_sees_her_orders_add_up(crm: Program) -> None:
    key = key_of(CHINOOK / "chinook_key.json")
    counts = [
        load(crm, "users", CHINOOK / "Employee.csv"),
        load(crm, "customers", CHINOOK / "Customer.csv", "--keep-unknown"),
        load(crm, "orders", CHINOOK / "Invoice.csv", *USD),
        load(crm, "order-lines", CHINOOK / "InvoiceLine_with_product.csv", *LINES),
    ]
    assert [c["new"] for c in counts] == [8, 59, 412, 2240]
    customers = crm.ok("customer", "list", "--format", "json").json()
    assert {row["owner"] for row in customers} == set(key["revenue_by_sales_rep"])
    ranked = sorted(customers, key=lambda row: -float(row["spent"]))
    best = [{"customer": row["name"], "revenue": float(row["spent"])} for row in ranked]
    wanted = key["top_10_customers"]
    assert [row["revenue"] for row in best[:10]] == [row["revenue"] for row in wanted]
    # Behind the tenth others spent as much as it did: any of them may stand there.
    assert all(row in best for row in wanted)

    sales = crm.ok("report", "sales", "--by", "year", "--format", "json").json()
    assert float(sales["total"]["revenue"]) == key["totals"]["revenue"]
    years = {row["group"]: float(row["revenue"]) for row in sales["rows"]}
    assert years == key["revenue_by_year"]
    for by, published in (("country", "revenue_by_country"), ("owner", "revenue_by_sales_rep")):
        rows = crm.ok("report", "sales", "--by", by, "--format", "json").json()["rows"]
        found = {row["group"]: float(row["revenue"]) for row in rows}
        assert {name: found[name] for name in key[published]} == key[published]

    timeline = crm.ok("customer", "timeline", "Helena Holý", "--type", "order", "--format", "json").json()
    assert len(timeline) == 7
    assert sum(float(row["amount"]) for row in timeline) == pytest.approx(49.62)
    running = [float(row["total"]) for row in timeline]
    assert running == sorted(running)
    assert running[-1] == 49.62
    again(crm, "customers", CHINOOK / "Customer.csv", "--keep-unknown")
    again(crm, "orders", CHINOOK / "Invoice.csv", *USD)
    again(crm, "order-lines", CHINOOK / "InvoiceLine_with_product.csv", *LINES)


SALES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("contacts", "Contacts.csv", ()),
    ("leads", "Leads.csv", ("--set", "lost_reason=not recorded")),
    ("activities", "Activity.csv", ()),
    ("products", "Products.csv", USD),
    ("orders", "Sales.csv", ("--keep-unknown", *USD)),
    ("order-lines", "SalesLines.csv", USD),
    (
        "opportunities",
        "Opportunity.csv",
        (*USD, "--create", "stages", "--value", "stage:Closed Won=Won", "--value", "stage:Closed Lost=Lost"),
    ),
)


@pytest.fixture
def sample(crm: Program) -> Program:
    """The small sales CRM, imported."""
    counts = key_of(SAMPLE / "key.json")["counts"]
    for noun, name, more in SALES:
        found = load(crm, noun, SAMPLE / name, *more)
        expected = {"orders": "sales", "order-lines": "sales_lines", "products": "products"}.get(noun, noun)
        assert found["new"] == counts.get(expected, 200)
    return crm


def test_the_small_crm_keeps_its_relations(sample: Program) -> None:
    key = key_of(SAMPLE / "key.json")
    leads = sample.ok("lead", "list", "--format", "json").json()
    found = dict.fromkeys(("new", "working", "lost", "qualified"), 0)
    for lead in leads:
        found[lead["status"]] += 1
    assert found == {name.lower(): count for name, count in key["lead_status"].items()}
    orders = sample.ok("order", "list", "--format", "json").json()
    assert sum(float(order["total"]) for order in orders) == pytest.approx(key["revenue_total"])
    tied = sample.ok("opportunity", "list", "--where", "lead!=", "--format", "ids").lines
    assert len(tied) == key["counts"]["opportunities"]
    for noun, name, more in SALES:
        again(sample, noun, SAMPLE / name, *more)


def convertible(crm: Program, count: int) -> list[str]:
    """Qualified leads of as many different contacts, oldest numbers first."""
    rows = crm.ok("lead", "list", "--where", "status=qualified", "--format", "json").json()
    return sorted((row["id"] for row in rows), key=lambda ref: int(ref[2:]))[:count]


def test_ten_leads_are_converted_by_one_command_and_keep_their_past(sample: Program) -> None:
    leads = convertible(sample, 10)
    before = {lead: sample.ok("history", lead, "--format", "json").json() for lead in leads[:1]}
    assert before
    result = sample.ok("convert", *leads, "--format", "json").json()
    assert [item["lead"] for item in result["items"]] == leads
    for item in result["items"]:
        timeline = sample.ok("customer", "timeline", item["customer"], "--format", "json").json()
        activities = sample.ok(
            "activity", "list", "--where", f"lead={item['lead']}", "--format", "json"
        ).json()
        told = {row["ref"] for row in timeline}
        assert {row["id"] for row in activities} <= told
        assert any(row["type"] == "conversion" for row in timeline)

    second = sample.ok("convert", *leads, "--format", "json").json()
    assert second["change"] is None
    assert [(i["customer"], i["contact"], i["opportunity"]) for i in second["items"]] == [
        (i["customer"], i["contact"], i["opportunity"]) for i in result["items"]
    ]
    sample("convert", *leads, "--strict").checked(4)
    sample.ok("undo", str(result["change"]))
    assert sample.ok("customer", "list", "--format", "ids").stdout == ""
    assert convertible(sample, 10) == leads


def test_an_undo_names_what_was_touched_since_and_keeps_it_when_told(sample: Program) -> None:
    leads = convertible(sample, 10)
    result = sample.ok("convert", *leads, "--format", "json").json()
    edited, called = result["items"][0]["customer"], result["items"][1]["customer"]
    sample.ok("customer", "edit", edited, "--city", "İzmir")
    sample.ok("log", "call", called, "Aradı")
    change = str(result["change"])
    refused = sample("undo", change).checked(4)
    assert f"{edited} " in refused.stderr
    assert "changed since" in refused.stderr
    assert f"crm undo {change} --keep-edited" in refused.stderr
    kept = sample("undo", change, "--keep-edited", "--format", "json").checked(5).json()["items"]
    names = " ".join(item["records"] for item in kept if item["outcome"] == "kept")
    assert edited in names
    assert called in names
    left = sample.ok("customer", "list", "--format", "ids").lines
    assert set(left) >= {edited, called}
    assert len(left) < 10


@pytest.mark.parametrize("noun", ["customers", "orders"])
def test_a_dry_run_counts_as_the_real_run_does_and_leaves_no_trace(crm_local: Program, noun: str) -> None:
    crm_local.ok("customer", "add", "İlk")
    store = Path(crm_local.url)
    before = store.read_bytes()
    name, more = {
        "customers": (CHINOOK / "Customer.csv", ("--keep-unknown", "--create", "users")),
        "orders": (DATA / "rfm" / "rfm_orders.csv", ("--create", "customers", *USD)),
    }[noun]
    dry = load(crm_local, noun, name, *more, "--dry-run")
    assert store.read_bytes() == before
    assert load(crm_local, noun, name, *more) == dry


def test_cdnow_and_rfm_orders_give_their_totals_in_the_segments(crm_local: Program) -> None:
    load(crm_local, "orders", DATA / "rfm" / "rfm_orders.csv", "--create", "customers", *USD)
    report = crm_local.ok("report", "segments", "--as-of", "2006-12-31", "--format", "json").json()
    key = key_of(DATA / "rfm" / "rfm_orders_key.json")["totals"]
    total = report["total"]
    assert (total["customers"], total["orders"]) == (key["customers"], key["orders"])
    assert float(total["revenue"]) == key["revenue"]
