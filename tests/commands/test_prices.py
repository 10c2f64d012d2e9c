"""``crm price``, ``rate``, ``need``, ``closing-step``, ``competitor``, ``target`` as a person types them."""

import re
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.terminal import Terminal

FILES = {
    "prices": (
        "Ürün Kodu;Başlangıç;Fiyat;Maliyet;Para Birimi;Not\nMM-1;01.02.2027;5.100,00;3.050,50;TL;zam\n",
        "product,valid from,price,cost,currency,note\nMM-1,2027-02-01,5100.00,3050.50,TRY,zam\n",
        "valid_from,price,cost,currency",
        "2027-02-01,5100.00,3050.50,TRY",
    ),
    "rates": (
        "Tarih;Döviz Cinsi;Kur;Kaynak\n20.11.2026;USD;42,1234;TCMB\n",
        "date,currency,rate,source\n2026-11-20,USD,42.1234,TCMB\n",
        "day,currency,rate,base,source",
        "2026-11-20,USD,42.1234,TRY,TCMB",
    ),
    "needs": (
        "Müşteri,İhtiyaç,Ağırlık,Durum,Ürün,Tarih\nIşık Mobilya,Montaj,4,karşılandı,MM-1,19.11.2026\n",
        "customer,need,weight,status,product,date\nIşık Mobilya,Montaj,4,covered,MM-1,2026-11-19\n",
        "name,who,weight,status,product,noted_on",
        "Montaj,Işık Mobilya,4,covered,Meşe masa,2026-11-19",
    ),
    "closing-steps": (
        "Adım,Aşama,Zorunlu\nDepozito alındı,Negotiation,hayır\n",
        "step,stage,required\nDepozito alındı,Negotiation,no\n",
        "stage,name,required,position",
        "Negotiation,Depozito alındı,false,1",
    ),
    "competitors": (
        "Rakip Adı,Web Sitesi,Güçlü Yönler,Aktif\nÖteki,oteki.example,ucuz,hayır\n",
        "competitor,website,strengths,active\nÖteki,oteki.example,ucuz,no\n",
        "name,website,active",
        "Öteki,oteki.example,false",
    ),
    "targets": (
        "Hedef Türü;Başlangıç;Bitiş;Sorumlu;Tutar;Döviz\nciro;01.10.2026;31.12.2026;Ayşe;600.000,00;TL\n",
        "metric,from,until,owner,amount,currency\nrevenue,2026-10-01,2026-12-31,Ayşe,600000.00,TRY\n",
        "metric,period,owner,target,currency",
        "revenue,2026-Q4,Ayşe,600000.00,TRY",
    ),
}
SINGULAR = {plural: plural.removesuffix("s") for plural in FILES}


@pytest.fixture
def shop(crm: Program) -> Program:
    """A product, a customer, a user and an opportunity."""
    for line in (
        ("product", "add", "Meşe masa", "--sku", "MM-1", "--price", "4.500 TL", "--cost", "2800"),
        ("customer", "add", "Işık Mobilya"),
        ("user", "add", "Ayşe"),
        ("opportunity", "add", "Showroom", "--customer", "C-1", "--stage", "Proposal"),
    ):
        crm.inprocess(*line).checked()
    return crm


@pytest.mark.parametrize("plural", FILES)
@pytest.mark.parametrize("language", [0, 1], ids=["tr", "en"])
def test_a_table_in_turkish_or_english_comes_in_once_and_is_undone(
    shop: Program, plural: str, language: int, tmp_path: Path
) -> None:
    text, fields, expected = FILES[plural][language], *FILES[plural][2:]
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    for new, same in (("1", "0"), ("0", "1")):
        counts = shop.inprocess("import", plural, str(file)).checked().tsv()[0]
        assert (counts["new"], counts["unchanged"], counts["rejected"]) == (new, same, "0")
    rows = shop.inprocess(SINGULAR[plural], "list").checked().tsv()
    assert len(rows) == 1
    assert [rows[0][name] for name in fields.split(",")] == expected.split(",")
    shop.inprocess("undo").checked()
    assert shop.inprocess(SINGULAR[plural], "list").checked().tsv() == []


@pytest.mark.parametrize("plural", FILES)
def test_our_own_export_comes_back_unchanged(shop: Program, plural: str, tmp_path: Path) -> None:
    file, out = tmp_path / "table.csv", tmp_path / "out.csv"
    file.write_text(FILES[plural][0], "utf-8")
    shop.inprocess("import", plural, str(file)).checked()
    shop.inprocess("export", plural, "--output", str(out)).checked()
    counts = shop.inprocess("import", plural, str(out)).checked().tsv()[0]
    assert (counts["new"], counts["changed"], counts["unchanged"]) == ("0", "0", "1")


@pytest.mark.parametrize(
    ("plural", "text", "said"),
    [
        ("prices", "product,price\nMM-1,5\n", "a price needs the first day of it"),
        ("rates", "date,currency,rate\n2026-11-20,USD,0\n", "a rate is above zero, not 0"),
        ("needs", "customer,need,weight\nIşık Mobilya,x,9\n", "a weight lies between 1 and 5, not at 9"),
        ("targets", "metric,from,until,goal\nrevenue,2026-01-01,2026-12-31,5\n", "is an amount"),
        ("targets", "metric,from,until,goal\nleads,2026-12-31,2026-01-01,5\n", "before it starts"),
    ],
)
def test_a_row_that_can_not_be_taken_is_refused_with_its_line(
    shop: Program, plural: str, text: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, "utf-8")
    result = shop.inprocess("import", plural, str(file))
    assert result.code == 1
    assert said in result.stdout + result.stderr
    assert shop.inprocess(SINGULAR[plural], "list").checked().tsv() == []


def test_a_newer_table_takes_the_place_of_the_same_day_and_keeps_what_it_does_not_say(
    shop: Program, tmp_path: Path
) -> None:
    shop.inprocess("price", "set", "MM-1", "4.900", "--cost", "3.000", "--from", "2027-01-01").checked()
    shop.inprocess("target", "set", "leads", "2027", "5").checked()
    shop.inprocess("rate", "set", "USD", "2026-11-20", "41").checked()
    for plural, text in (
        ("prices", "product,valid from,price\nMM-1,2027-01-01,5100.00\n"),
        ("targets", "metric,from,until,goal\nleads,2027-01-01,2027-12-31,9\n"),
        ("rates", "date,currency,rate\n2026-11-20,USD,42.5\n"),
    ):
        (tmp_path / plural).write_text(text, "utf-8")
        shop.inprocess("import", plural, str(tmp_path / plural)).checked()
    price = shop.inprocess("price", "list").tsv()
    assert [(row["price"], row["cost"]) for row in price] == [("5100.00", "3000.00")]
    assert [row["target"] for row in shop.inprocess("target", "list").tsv()] == ["9"]
    assert [row["rate"] for row in shop.inprocess("rate", "list").tsv()] == ["42.5"]


def test_rows_that_are_the_same_thing_are_refused_together(shop: Program, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("product,valid from,price\nMM-1,2027-01-01,5\nMM-1,2027-01-01,6\n", "utf-8")
    result = shop.inprocess("import", "prices", str(file))
    assert result.code == 4
    assert "two rows are the same price: PR-1 in TRY from 2027-01-01" in result.stderr
    assert shop.inprocess("price", "list").tsv() == []


def test_an_import_passes_open_steps_and_says_so(shop: Program, tmp_path: Path) -> None:
    shop.inprocess("closing-step", "add", "Sözleşme", "--stage", "Proposal").checked()
    file = tmp_path / "deals.csv"
    file.write_text("number,name,stage\nO-1,Showroom,Won\n", "utf-8")
    result = shop.inprocess("import", "opportunities", str(file)).checked()
    assert "1 opportunity moved on with closing steps still open" in result.stderr


def test_what_was_set_can_be_undone_and_tried_dry(shop: Program) -> None:
    for noun, line in (
        ("price", ("price", "set", "MM-1", "4.900")),
        ("rate", ("rate", "set", "USD", "2026-11-01", "41,90")),
        ("need", ("need", "add", "C-1", "Montaj")),
        ("closing-step", ("closing-step", "add", "Sözleşme", "--stage", "Proposal")),
        ("competitor", ("competitor", "add", "Rakip")),
        ("target", ("target", "set", "leads", "2027", "5")),
    ):
        shop.inprocess(*line, "--dry-run").checked()
        assert shop.inprocess(noun, "list").tsv() == []
        shop.inprocess(*line).checked()
        assert len(shop.inprocess(noun, "list").tsv()) == 1
        shop.inprocess("undo").checked()
        assert shop.inprocess(noun, "list").tsv() == []


def test_a_forced_move_stands_in_the_journal(shop: Program) -> None:
    shop.inprocess("closing-step", "add", "Sözleşme", "--stage", "Proposal").checked()
    held = shop.inprocess("opportunity", "win", "O-1")
    assert (held.code, held.stdout) == (4, "")
    assert held.stderr == (
        "crm: O-1 can't leave Proposal with 1 open step: Sözleşme\n"
        "hint: crm opportunity step-done O-1 'Sözleşme', or crm opportunity move O-1 Won --force\n"
    )
    shop.inprocess("opportunity", "win", "O-1", "--force").checked()
    told = shop.inprocess("history").checked().stdout
    assert "won O-1, O-1 forced past open steps" in told


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (("price", "set", "MM-1"), 2, "neither a price nor a cost is given"),
        (("price", "set", "yok", "5"), 3, 'no product answers to "yok"'),
        (("price", "set", "MM-1", "5", "--from", "32.1.2027"), 2, "valid_from"),
        (("rate", "set", "XXX", "2026-11-01", "5"), 2, '"XXX" is no currency'),
        (("rate", "set", "USD", "2026-11-01", "0"), 2, "a rate is above zero, not 0"),
        (("need", "add", "C-1", "x", "--weight", "6"), 2, "6 is not between 1 and 5"),
        (("closing-step", "add", "x", "--stage", "Wonn"), 3, "no stage"),
        (("opportunity", "step-done", "O-1", "x"), 3, 'no closing step is called "x"'),
        (
            ("opportunity", "lose", "O-1"),
            2,
            "--reason is missing (Why: price, competitor, timing ... (crm reason list).)",
        ),
        (("target", "set", "profit", "2026", "5"), 2, '"profit" is not one of'),
        (("competitor", "show", "yok"), 3, 'no competitor answers to "yok"'),
    ],
)
def test_a_mistake_is_answered_with_a_way_out(
    shop: Program, line: tuple[str, ...], code: int, said: str
) -> None:
    result = shop.inprocess(*line)
    assert (result.code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "hint: " in result.stderr


def test_lists_fit_a_terminal(shop: Program) -> None:
    for line in (
        ("price", "set", "MM-1", "4.900", "--from", "2027-01-01"),
        ("rate", "set", "USD", "2026-11-01", "41.9012345678"),
        ("need", "add", "C-1", "Akşam teslimatı ve hafta sonu montajı, asansörsüz binaya", "--weight", "5"),
        ("closing-step", "add", "Sözleşme iki tarafça imzalandı ve arşivlendi", "--stage", "Proposal"),
        ("competitor", "add", "Rakip Mobilya Sanayi ve Ticaret Anonim Şirketi"),
        ("target", "set", "revenue", "2026-Q4", "500.000.000 TL", "--owner", "ayse", "--branch", "Ege"),
    ):
        shop.inprocess(*line).checked()
    for shown_by in (
        *((noun, "list") for noun in (*SINGULAR.values(), "product")),
        ("need", "gaps"),
        ("opportunity", "steps", "O-1"),
        ("report", "targets"),
    ):
        shown = Terminal(shop)(*shown_by, columns=80)
        assert shown.code == 0, shown_by
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.stdout)
        assert max(map(len, plain.splitlines())) <= 80, shown_by


def test_products_need_and_competitors_are_found_by_name(shop: Program) -> None:
    shop.inprocess("need", "add", "C-1", "Akşam teslimatı").checked()
    shop.inprocess("competitor", "add", "Akşam Mobilya").checked()
    found = shop.inprocess("find", "aksam").checked().tsv()
    assert {row["id"] for row in found} == {"ND-1", "CO-1"}
