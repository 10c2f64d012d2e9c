"""A file given as one noun that is clearly of another: the other is named, with the command for it."""

from pathlib import Path

import pytest

from crmcli.domain.load.looks import likely, looks_like
from tests.support.program import Program

CUSTOMERS = "name,email,phone,city\nIşık Mobilya,a@x.example,0532 111 22 33,İzmir\n"
ORDERS = "number,customer,date,total\nS1,Işık Mobilya,2026-01-01,100\n"
SEE = {
    "customers": ("name", "email", "phone", "city"),
    "orders": ("Sipariş No", "Müşteri", "Tarih", "Toplam", "Durum"),
    "products": ("Ürün Adı", "SKU", "Fiyat", "Maliyet"),
    "opportunities": ("title", "customer", "stage", "value", "close date"),
}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("plural", "header"), SEE.items())
def test_the_columns_tell_the_noun(plural: str, header: tuple[str, ...]) -> None:
    found = likely(header, "a b.csv")
    assert found is not None
    assert (found.plural, found.command) == (plural, f"crm import {plural} 'a b.csv' --dry-run")


@pytest.mark.parametrize("noun", ["customer", "contact", "lead"])
def test_a_file_of_people_is_what_it_was_said_to_be(noun: str) -> None:
    assert looks_like(("name", "company", "email", "phone", "city", "tags"), noun, None, "a.csv") is None


def test_columns_of_nothing_known_look_like_nothing() -> None:
    assert looks_like(("a", "b", "c"), "order", None, "a.csv") is None
    assert looks_like((), "order", None, "a.csv") is None


def test_customers_given_as_orders_lead_to_the_import_of_customers(crm_local: Program, files: Path) -> None:
    refused = crm_local("import", "orders", files / "customers.csv")
    assert refused.code == 2
    assert "customers.csv looks like a file of customers: no column is" in refused.stderr
    command = f"crm import customers {files / 'customers.csv'} --dry-run"
    assert f"hint: {command}\n" in refused.stderr
    crm_local.ok(*command.split()[1:])


def test_what_is_lacking_does_not_hide_that_it_is_the_wrong_noun(crm_local: Program, files: Path) -> None:
    mixed = files / "mixed.csv"
    mixed.write_text(
        "name,email,phone,city,customer\nAyşe,a@x.example,0532 111 22 33,İzmir,Yok\n", encoding="utf-8"
    )
    refused = crm_local("import", "orders", mixed)
    assert "--create customers\n" not in refused.stderr
    assert f"hint: crm import contacts {mixed} --dry-run\n" in refused.stderr


def test_our_own_export_is_known_by_its_numbers(crm_local: Program, tmp_path: Path) -> None:
    crm_local.ok("customer", "add", "Işık Mobilya")
    ours = tmp_path / "ours.csv"
    crm_local.ok("export", "customers", "--format", "csv", "--output", ours)
    told = crm_local("import", "products", ours, "--dry-run")
    assert f"ours.csv looks like a file of customers: crm import customers {ours} --dry-run" in told.stderr


def test_orders_given_as_customers_are_told_before_they_become_customers(
    crm_local: Program, files: Path
) -> None:
    told = crm_local.ok("import", "customers", files / "orders.csv", "--dry-run")
    assert "orders.csv looks like a file of orders: crm import orders " in told.stderr


def test_who_maps_the_columns_knows_what_they_are(crm_local: Program, files: Path) -> None:
    told = crm_local.ok("import", "customers", files / "orders.csv", "--map", "customer=name", "--dry-run")
    assert "looks like" not in told.stderr


def test_a_file_of_which_nothing_is_said_is_named_by_its_columns(crm_local: Program, files: Path) -> None:
    refused = crm_local("import", "file", files / "orders.csv")
    assert f"crm import orders {files / 'orders.csv'} --dry-run" in refused.stderr
    assert "it looks like a file of orders" in refused.stderr
    turkish = crm_local("import", "orders", files / "customers.csv", env={"CRMCLI_LANG": "tr"})
    assert "customers.csv müşteriler dosyasına benziyor" in turkish.stderr
