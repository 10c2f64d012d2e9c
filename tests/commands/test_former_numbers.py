"""A number whose record was merged means the kept one wherever a number is typed."""

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm: Program) -> Program:
    """C-2, with an order, a further address and a second tax number, merged into C-1."""
    for tax in ("1234567890", "0010130206"):
        crm.inprocess("customer", "add", "Işık", "--tax-number", tax).checked()
    crm.inprocess("order", "add", "C-2", "--total", "100 TL").checked()
    crm.inprocess("address", "add", "C-2", "--city", "İzmir").checked()
    crm.inprocess("merge", "C-1", "C-2", "--yes").checked()
    return crm


def test_find_answers_to_the_old_number(shop: Program) -> None:
    told = [(row["id"], row["matched"]) for row in shop.inprocess("find", "C-2").checked().tsv()]
    assert told == [("C-1", "number C-2")]


def test_a_condition_takes_the_old_number(shop: Program) -> None:
    assert len(shop.inprocess("order", "list", "--where", "customer=C-2").checked().tsv()) == 1
    assert shop.inprocess("order", "list", "--where", "customer!=C-2").checked().tsv() == []


def test_a_file_may_refer_to_the_old_number(shop: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("files") / "orders.csv"
    path.write_text("number,customer,date,total,currency\nA-1,C-2,2026-01-02,100,TRY\n", encoding="utf-8")
    shop.inprocess("import", "orders", path).checked()
    shown = shop.inprocess("customer", "show", "C-1", "--format", "json").checked().json()
    assert shown["orders"] == 2


def test_the_tax_number_of_the_other_can_be_dropped_and_the_main_one_not(shop: Program) -> None:
    shop.inprocess("customer", "edit", "C-1", "--drop", "0010130206").checked()
    assert shop.inprocess("customer", "edit", "C-1", "--drop", "1234567890").code == 2


def test_a_merged_record_is_deleted_with_its_former_numbers_and_addresses_and_comes_back_with_them(
    shop: Program,
) -> None:
    shop.inprocess("order", "delete", "S-1").checked()
    shown = shop.inprocess("customer", "show", "C-2").checked().stdout
    shop.inprocess("customer", "delete", "C-2").checked()
    assert shop.inprocess("customer", "show", "C-2").code == 3
    shop.inprocess("undo").checked()
    assert shop.inprocess("customer", "show", "C-2").checked().stdout == shown
