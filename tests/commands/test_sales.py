"""``crm opportunity``, ``stage``, ``order`` and ``product`` as a person types them."""

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal


@pytest.fixture
def shop(crm: Program) -> Program:
    """A customer, a table in the catalogue, an opportunity."""
    crm.inprocess("customer", "add", "Işık Mobilya").checked()
    crm.inprocess(
        "product", "add", "Meşe masa", "--sku", "MM-1", "--price", "4.500 TL", "--cost", "2800"
    ).checked()
    words = ("--customer", "isik", "--amount", "12.500 TL", "--close", "31.12.2026")
    crm.inprocess("opportunity", "add", "Showroom", *words).checked()
    return crm


def summary(program: Program, *words: str) -> str:
    made = program.inprocess(*words, "--format", "json").checked().json()
    told: str = made["summary"]
    return told


def test_an_opportunity_goes_through_the_stages_to_won(shop: Program) -> None:
    assert summary(shop, "opportunity", "move", "showroom", "Proposal", "--on", "yesterday") == (
        "Moved O-1 Showroom: stage: New → Proposal"
    )
    assert summary(shop, "opportunity", "lose", "O-1", "--reason", "price") == (
        "Lost O-1 Showroom: stage: Proposal → Lost; closed on: — → 2026-11-21; lost reason: — → price"
    )
    assert summary(shop, "opportunity", "reopen", "O-1").startswith(
        "Reopened O-1 Showroom: stage: Lost → Proposal"
    )
    assert summary(shop, "opportunity", "win", "O-1") == (
        "Won O-1 Showroom: stage: Proposal → Won; closed on: — → 2026-11-21"
    )
    shown = shop.inprocess("opportunity", "show", "O-1", "--format", "json").json()
    assert [(step["before"], step["stage"], step["on"]) for step in shown["stages"]] == [
        (None, "New", "2026-11-21"),
        ("New", "Proposal", "2026-11-20"),
        ("Proposal", "Lost", "2026-11-21"),
        ("Lost", "Proposal", "2026-11-21"),
        ("Proposal", "Won", "2026-11-21"),
    ]
    assert (shown["amount"], shown["currency"], shown["closed_on"]) == ("12500.00", "TRY", "2026-11-21")


def test_opportunities_move_by_a_condition_too(shop: Program) -> None:
    result = shop.inprocess("opportunity", "move", "Won", "--where", "customer=isik mobilya", "--yes")
    assert result.checked().tsv()[0]["status"] == "changed"
    assert shop.inprocess("opportunity", "list", "--open", "--format", "ids").stdout == ""


def test_a_list_by_stage_fits_a_terminal(shop: Program) -> None:
    shown = Terminal(shop)("opportunity", "list").stdout
    assert "Showroom" in shown
    assert "₺12,500.00" in shown
    assert max(map(len, plain_lines(shown))) <= 80


def plain_lines(text: str) -> list[str]:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r", "").splitlines()


def test_the_pipeline_is_changed_and_history_keeps(shop: Program) -> None:
    assert (
        summary(shop, "stage", "add", "Demo", "--probability", "40", "--after", "Qualified")
        == "Added stage Demo"
    )
    assert summary(shop, "stage", "edit", "New", "--name", "Yeni") == "Stage Yeni: name New → Yeni"
    assert summary(shop, "stage", "reorder", "Demo", "--before", "yeni") == "Stage Demo now comes before Yeni"
    shop.inprocess("stage", "retire", "Demo").checked()
    assert shop.inprocess("stage", "retire", "Won").code == 1
    rows = shop.inprocess("stage", "list").tsv()
    assert [row["name"] for row in rows] == [
        "Yeni",
        "Qualified",
        "Proposal",
        "Negotiation",
        "Won",
        "Lost",
        "Demo",
    ]
    assert rows[0]["opportunities"] == "1"


def test_an_order_is_the_sum_of_its_lines(shop: Program) -> None:
    result = shop.inprocess(
        "order", "add", "isik", "--line", "MM-1:2", "--item", "delivery:1:250", "--number", "7"
    )
    assert (result.code, result.stderr) == (0, "")
    shown = shop.inprocess("order", "show", "7", "--format", "json").json()
    assert (shown["total"], shown["ordered_on"], shown["status"]) == ("9250.00", "2026-11-21", "completed")
    assert [(line["product"], line["quantity"], line["amount"]) for line in shown["lines"]] == [
        ("Meşe masa", "2", "9000.00"),
        ("delivery", "1", "250.00"),
    ]
    mended = shop.inprocess("order", "edit", "S-1", "--drop-line", "SL-2", "--line", "MM-1").checked()
    assert shop.inprocess("order", "list").tsv()[0]["total"] == "13500.00"
    assert mended.stderr == ""


def test_a_refund_and_a_total_that_differs(shop: Program) -> None:
    assert shop.inprocess("order", "add", "isik", "--total", "-500").code == 0
    result = shop.inprocess("order", "add", "isik", "--line", "MM-1", "--total", "4000")
    assert result.stderr == "the total ₺4,000.00 is not the sum of the lines, ₺4,500.00\n"
    assert [row["total"] for row in shop.inprocess("order", "list").tsv()] == ["4000.00", "-500.00"]


def test_a_cancelled_order_is_kept_and_counts_no_longer(shop: Program) -> None:
    shop.inprocess("order", "add", "isik", "--line", "MM-1").checked()
    assert summary(shop, "order", "cancel", "S-1") == "Cancelled S-1: status: completed → cancelled"
    assert shop.inprocess("customer", "list").tsv()[0]["orders"] == "0"
    assert shop.inprocess("product", "show", "MM-1", "--format", "json").json().get("sold") is None


def test_a_person_reads_what_was_sold_of_a_product(shop: Program) -> None:
    shop.inprocess("order", "add", "isik", "--line", "MM-1:2").checked()
    shown = Terminal(shop)("product", "show", "mm-1").stdout
    for words in ("₺4,500.00", "37.8 %", "Sold", "₺9,000.00"):
        assert words in shown


def test_a_product_with_a_history_is_not_deleted(shop: Program) -> None:
    shop.inprocess("order", "add", "isik", "--line", "MM-1:2").checked()
    result = shop.inprocess("product", "delete", "MM-1")
    assert result.code == 4
    assert "1 order line (SL-1)" in result.stderr
    assert "crm product edit PR-1 --inactive" in result.stderr
    shop.inprocess("product", "edit", "PR-1", "--inactive").checked()
    assert shop.inprocess("product", "list").tsv()[0]["active"] == "false"
