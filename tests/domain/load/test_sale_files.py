"""Files of quotes, their lines and payments, with Turkish and English headings."""

from pathlib import Path

import pytest

from tests.support.program import Program


@pytest.fixture
def shop(crm: Program) -> Program:
    crm.inprocess("customer", "add", "Işık Mobilya").checked()
    crm.inprocess("contact", "add", "Ada", "--customer", "C-1", "--email", "ada@example.org").checked()
    crm.inprocess("contact", "add", "Nobody", "--email", "no@example.org").checked()
    crm.inprocess("product", "add", "Meşe masa", "--sku", "MM-1").checked()
    crm.inprocess("order", "add", "C-1", "--total", "1000", "--number", "F-1").checked()
    return crm


def load(program: Program, folder: Path, noun: str, text: str, *more: str, code: int = 0) -> str:
    """Import a text; return what was said."""
    path = folder / f"{noun}.csv"
    path.write_text(text, "utf-8")
    return program.inprocess("import", noun, str(path), *more).checked(code).stderr


def test_payments_with_turkish_headings(shop: Program, tmp_path: Path) -> None:
    text = (
        "tarih;müşteri;tutar;ödeme şekli;sipariş no;makbuz no\n"
        "01.11.2026;Işık Mobilya;1.500,00 TL;nakit;;M-1\n"
        "15.11.2026;;250,50;kart;F-1;M-2\n"
        "16.11.2026;Işık Mobilya;-5,00 EUR;havale;F-1;M-3\n"
    )
    said = load(shop, tmp_path, "payments", text)
    assert "1 payment is in another currency than the order: kept on account" in said
    rows = shop.inprocess("payment", "list").tsv()
    assert [
        (r["number"], r["customer"], r["order"], r["amount"], r["currency"], r["method"]) for r in rows
    ] == [
        ("M-3", "Işık Mobilya", "S-1", "-5.00", "EUR", "havale"),
        ("M-2", "Işık Mobilya", "S-1", "250.50", "TRY", "kart"),
        ("M-1", "Işık Mobilya", "", "1500.00", "TRY", "nakit"),
    ]
    again = load(shop, tmp_path, "payments", text)
    assert "1 payment is" not in again
    assert len(shop.inprocess("payment", "list").tsv()) == 3


def test_payments_with_english_headings_and_what_is_wrong_with_some(shop: Program, tmp_path: Path) -> None:
    text = "payment date,customer,amount\n2026-11-01,Işık Mobilya,10\n,Işık Mobilya,20\n"
    said = load(shop, tmp_path, "payments", text, code=1)
    assert "a payment needs its day: --set paid_on=2026-12-31" in said
    assert shop.inprocess("payment", "list").tsv() == []
    load(shop, tmp_path, "payments", text, "--set", "paid_on=2026-11-02")
    assert [row["paid_on"] for row in shop.inprocess("payment", "list").tsv()] == ["2026-11-02", "2026-11-01"]


def test_quotes_with_turkish_headings_and_their_lines(shop: Program, tmp_path: Path) -> None:
    text = (
        "teklif no;müşteri;konu;teklif tarihi;geçerlilik;durum;genel toplam;kdv\n"
        "T-1;Işık Mobilya;Sandalye;01.10.2026;31.10.2026;gönderildi;1.200,00;200,00\n"
        "T-2;Işık Mobilya;;01.10.2026;31.12.2026;taslak;;\n"
    )
    load(shop, tmp_path, "quotes", text)
    rows = shop.inprocess("quote", "list").tsv()
    assert [(row["number"], row["name"], row["status"], row["total"]) for row in rows] == [
        ("T-2", "Quote T-2", "draft", ""),
        ("T-1", "Sandalye", "expired", "1200.00"),
    ]
    lines = (
        "teklif no;ürün;açıklama;miktar;birim fiyat;kdv oranı\n"
        "T-2;Meşe masa;;2;4500;20\n"
        "T-2;;Nakliye;1;100,00;10\n"
    )
    load(shop, tmp_path, "quote-lines", lines)
    shown = shop.inprocess("quote", "show", "T-2", "--format", "json").json()
    assert (shown["net"], shown["tax"], shown["total"]) == ("9100.00", "1810.00", "10910.00")
    assert [(line["product"], line["amount"], line["tax"]) for line in shown["lines"]] == [
        ("Meşe masa", "9000.00", "1800.00"),
        ("Nakliye", "100.00", "10.00"),
    ]
    said = load(shop, tmp_path, "quote-lines", "quote,product,quantity,unit price\nT-1,MM-1,1,5\n")
    assert "1 quote has a total that is not the sum of its lines: it is kept as given" in said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Q1,C-1,rejected,100,20,120", "a rejected quote needs a reason"),
        ("Q1,C-1,draft,100,20,130", "net and tax are not the total"),
    ],
)
def test_a_quote_that_does_not_fit_is_told(shop: Program, tmp_path: Path, row: str, said: str) -> None:
    text = f"quote number,customer,status,net,tax,total\n{row}\n"
    assert said in load(shop, tmp_path, "quotes", text, code=1)


def test_a_quote_is_of_the_customer_that_its_contact_is_at(shop: Program, tmp_path: Path) -> None:
    load(shop, tmp_path, "quotes", "quote number,contact,total\nQ1,ada@example.org,100\n")
    assert shop.inprocess("quote", "list").tsv()[0]["customer"] == "Işık Mobilya"
    said = load(shop, tmp_path, "quotes", "quote number,contact,total\nQ2,no@example.org,100\n", code=1)
    assert "quote Q2 is of a contact who is at no customer, or at several" in said


def test_versions_and_orders_come_back_as_they_were_exported(shop: Program, tmp_path: Path) -> None:
    shop.inprocess(
        "quote", "add", "C-1", "Masa", "--line", "MM-1:2:100:10%", "--tax", "20", "--valid", "9d"
    ).checked()
    shop.inprocess("quote", "send", "Q-1").checked()
    shop.inprocess("quote", "version", "Q-1").checked()
    shop.inprocess("quote", "send", "Q-2").checked()
    shop.inprocess("quote", "accept", "Q-2").checked()
    shop.inprocess("payment", "add", "100", "--order", "S-2").checked()
    for noun in ("quotes", "quote-lines", "payments"):
        file = tmp_path / f"{noun}.csv"
        shop.inprocess("export", noun, "--output", str(file)).checked()
        before = file.read_text("utf-8")
        result = shop.inprocess("import", noun, str(file)).checked()
        assert result.tsv()[0]["changed"] == "0"
        assert result.tsv()[0]["new"] == "0"
        assert shop.inprocess("export", noun, "--format", "csv").stdout == before
