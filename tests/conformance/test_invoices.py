"""E-invoices of tax authorities and standards, read as their answer key says; other documents named."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crmcli.domain.exchange.source import Source, SourceOptions, open_source
from tests.support.program import Program

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "ubl"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the conformance data is not here")

Row = dict[str, str]
Facts = dict[str, Any]
_KEY = DATA / "answer_key.json"
KEY: dict[str, Facts] = json.loads(_KEY.read_text(encoding="utf-8")) if _KEY.exists() else {}
INVOICES = {name: facts for name, facts in KEY.items() if facts["root"] in ("Invoice", "CreditNote")}
OTHERS = {
    "tr_gib_package/Irsaliye-Ornek1.xml": "it is a despatch advice (irsaliye), no invoice",
    "tr_gib_package/KabulUygulamaYanitiOrnegi.xml": (
        "it is an application response (uygulama yanıtı): it answers an invoice"
    ),
    "oasis_and_bii/UBL-Order-2.1-Example.xml": "it is an order, not yet an invoice",
}
EACH = [pytest.param(name, facts, id=name) for name, facts in INVOICES.items()]

_AS_GIVEN = ": it is kept as given"
WARNED = {
    "tr_gib_package/ISTISNA-1.xml": (
        f"its net 26475.00 USD is not the sum of its lines, allowances and charges, 22425.00 USD{_AS_GIVEN}"
    ),
    "tr_gib_package/OTV.xml": (
        f"its total 9718.48 TRY is not net 6391.67 TRY and tax 3324.79 TRY{_AS_GIVEN}"
    ),
    "tr_gib_package/TEVKIFAT.xml": "its tax 360.00 TRY leaves out the 3240.00 TRY withheld",
    "tr_gib_package/TicariFaturaOrnegi.xml": (
        "its header says 26003.40 TRY for the lines, they add up to 25216.50 TRY"
    ),
    "en16931/guide-example3.xml": (
        f"the amount of 2 lines is not quantity times price less discount{_AS_GIVEN}"
    ),
    "oasis_and_bii/UBL-Invoice-2.1-Example.xml": (
        "2 numbers with more decimals than can be kept were rounded"
    ),
}
MALFORMED = {
    "tr_gib_package/OTV.xml": ("333063526", "VKN"),
    "tr_gib_package/TemelFaturaOrnegi.xml": ("1234567890", "TCKN"),
    "tr_hkutluay_tests/BasicInvoice.xml": ("1234567890", "TCKN"),
    "tr_hkutluay_tests/BasicInvoiceNoTime.xml": ("1234567890", "TCKN"),
}


def rows(source: Source, noun: str) -> list[Row]:
    """Return the rows of a noun by field; a noun that the file has none of has none."""
    if noun not in source.nouns:
        return []
    part = source.part(noun)
    return [dict(zip(part.header, row, strict=True)) for batch in part.batches() for row in batch.rows]


def number(text: str | None) -> Decimal | None:
    """Return a number however many zeros it is written with; None for none."""
    return Decimal(text) if text else None


def sign(facts: Facts) -> int:
    """Return -1 for what takes back: a credit note, and the Turkish return that the buyer writes."""
    return -1 if facts["root"] == "CreditNote" or facts["type_code"] == "IADE" else 1


def buyer(facts: Facts) -> Facts:
    """Return the party that is a customer: of a return written by the buyer its writer."""
    party: Facts = facts["supplier" if facts["type_code"] == "IADE" else "customer"]
    return party


@pytest.mark.parametrize(("name", "facts"), EACH)
def test_the_buyer_is_the_customer(name: str, facts: Facts) -> None:
    party = buyer(facts)
    with open_source(DATA / name) as source:
        (customer,) = rows(source, "customer")
        (order,) = rows(source, "order")
    called = party["party_name"] or party["legal_name"] or party["person"]
    assert customer["name"].split() == called.split()
    assert customer["name"] == called or "\n" in called  # a name that XML breaks over lines is one line
    only_person = not party["party_name"] and not party["legal_name"]
    assert customer["kind"] == ("person" if only_person else "organisation")
    for field in ("tax_office", "city", "country", "email", "phone"):
        assert customer[field] == (party[field] or ""), field
    turkish = [value for scheme, value in party["ids"] if scheme in ("VKN", "TCKN")]
    assert customer["tax_number"] == (turkish[0] if turkish else party["vat"] or "")
    assert order["customer"] == customer["external_id"] != ""


@pytest.mark.parametrize(("name", "facts"), EACH)
def test_the_header_is_the_order(name: str, facts: Facts) -> None:
    with open_source(DATA / name) as source:
        (order,) = rows(source, "order")
        columns = [source.part("order").header[at] for at in source.part("order").numbers]
    assert order["number"] == facts["id"]
    assert order["ordered_on"] == facts["issue_date"]
    assert order["currency"] == facts["currency"] or facts["currency"] is None
    assert number(order["net"]) == Decimal(facts["tax_exclusive"]) * sign(facts)
    assert number(order["tax"]) == Decimal(facts["tax_totals"][0]) * sign(facts)
    # Only UBL 2.0 had no total with tax; nothing was paid before, so what is to be paid is the total.
    assert number(order["total"]) == Decimal(facts["tax_inclusive"] or facts["payable"]) * sign(facts)
    assert (f"due {facts['due']}" in order["note"].splitlines()) is (facts["due"] is not None)
    if facts["uuid"]:
        assert order["external_id"] == f"{facts['uuid'].lower()}:{facts['id']}"
    assert sorted(columns) == ["net", "tax", "total"]
    if facts["payable"] and facts["payable"] != facts["tax_inclusive"] and facts["tax_inclusive"]:
        assert f"to be paid {Decimal(facts['payable']):.2f} {order['currency']}" in order["note"]
    for withheld in facts["withholding"]:
        assert f"withheld {Decimal(withheld):.2f} {order['currency']}" in order["note"]


@pytest.mark.parametrize(("name", "facts"), EACH)
def test_the_lines_are_the_orders_lines(name: str, facts: Facts) -> None:
    with open_source(DATA / name) as source:
        (order,) = rows(source, "order")
        found = rows(source, "order_line")
    lines = [line for line in found if line["description"].split("\n")[0] and line["unit_price"]]
    assert len(lines) == facts["n_lines"]
    # The key tells the first six lines of longer invoices.
    for line, told in zip(lines, facts["lines"], strict=False):
        assert line["description"].split("\n")[0] == told["name"]
        assert number(line["quantity"]) == Decimal(told["qty"]) * sign(facts)
        assert line["custom:unit"] == (told["unit"] or "")
        assert number(line["unit_price"]) == Decimal(told["price"]) / Decimal(told["base_qty"] or 1)
        assert number(line["amount"]) == Decimal(told["net"]) * sign(facts)
    assert {line["order"] for line in found} == {order["external_id"]}
    assert len({line["external_id"] for line in found}) == len(found)


@pytest.mark.parametrize(("name", "facts"), EACH)
def test_allowances_and_charges_on_the_whole_are_lines_too(name: str, facts: Facts) -> None:
    with open_source(DATA / name) as source:
        found = rows(source, "order_line")
        notes = source.found.notes
    own = sum(Decimal(line["amount"]) for line in found if line["unit_price"])
    extra = sum(Decimal(line["amount"]) for line in found if not line["unit_price"])
    assert own == Decimal(facts["sum_of_line_nets"]) * sign(facts)
    assert extra == Decimal(facts["document_allowance_charge_net"]) * sign(facts)
    adds_up = Decimal(facts["tax_exclusive"]) * sign(facts) == own + extra
    assert any("is not the sum of its lines, allowances" in note for note in notes) is not adds_up
    assert (
        any("for the lines, they add up to" in note for note in notes)
        is not (facts["lines_sum_equals_line_extension"])
    )


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_invoice_is_named_for_what_it_is(name: str, crm_local: Program) -> None:
    with open_source(DATA / name) as source:
        assert source.nouns == ()
        assert [reject.reason for reject in source.found.rejects] == [OTHERS[name]]
    result = crm_local("import", "file", DATA / name)
    assert (result.code, result.stdout, result.stderr.count("\n")) == (1, "", 2)
    assert OTHERS[name] in result.stderr


def test_the_key_has_no_other_document() -> None:
    assert set(KEY) == {*INVOICES, *OTHERS}
    assert (len(INVOICES), sum(facts["root"] == "CreditNote" for facts in INVOICES.values())) == (27, 2)


@pytest.mark.parametrize("name", WARNED)
def test_what_does_not_add_up_is_said(name: str) -> None:
    with open_source(DATA / name) as source:
        assert f"{KEY[name]['id']}: {WARNED[name]}" in source.found.notes


def test_a_missing_uuid_is_said() -> None:
    without = [name for name, facts in INVOICES.items() if not facts["uuid"]]
    for name in INVOICES:
        with open_source(DATA / name) as source:
            said = any(note.startswith("invoices without a UUID") for note in source.found.notes)
        assert said is (name in without)


def test_malformed_tax_numbers_are_kept_with_a_warning() -> None:
    warned = {}
    for name in INVOICES:
        with open_source(DATA / name) as source:
            (customer,) = rows(source, "customer")
            said = [note for note in source.found.notes if "it is kept as it is" in note]
        if said:
            assert len(said) == 1
            warned[name] = (customer["tax_number"], said[0].split(" is no valid ")[1].split(":")[0])
    assert warned == MALFORMED


def test_an_invoice_to_us_is_no_sale() -> None:
    own = SourceOptions(own=("9205121120",))
    with open_source(DATA / "tr_gib_package/TicariFaturaOrnegi.xml", own) as source:
        assert source.nouns == ()
        assert [reject.reason for reject in source.found.rejects] == [
            "GIB2009000000011 is an invoice to us from AAA Anonim Şirketi: purchases are not kept"
        ]


def test_goods_that_come_back_to_us_are_a_return_of_who_wrote_the_invoice() -> None:
    with open_source(
        DATA / "tr_gib_package/IadeFaturasiOrnegi.xml", SourceOptions(own=("1288331521",))
    ) as source:
        (customer,) = rows(source, "customer")
        (order,) = rows(source, "order")
        assert source.found.notes == ()
    assert (customer["name"], order["total"]) == ("BBB Limited  Şirketi", "-812.43")
    assert "takes back from GIB2009000000011" in order["note"]


def customer_of(name: str) -> Row:
    """Return the customer of a file."""
    with open_source(DATA / name) as source:
        return rows(source, "customer")[0]


def facts_key(name: str) -> str:
    """Return by what the customer of a file is known again."""
    return customer_of(name)["external_id"]


def stored(crm: Program) -> dict[str, list[Facts]]:
    """Return what a store holds, by noun."""
    return {
        noun: crm.ok(noun, "list", "--format", "json", "--limit", "0").json()
        for noun in ("customer", "order", "product")
    }


def test_all_of_them_go_into_one_store_and_a_second_time_changes_nothing(crm_local: Program) -> None:
    # This one is another edition of guide-example1: the same invoice with another name for one article.
    files = [DATA / name for name in INVOICES if name != "en16931/ubl-tc434-example1.xml"]
    crm_local.ok("import", "file", *files)
    before = stored(crm_local)
    again = crm_local.ok("import", "file", *files, "--format", "json").json()
    assert sum(line["read"] for line in again["items"] if line["what"] == "orders") == len(files)
    for line in again["items"]:
        assert (line["new"], line["changed"], line["rejected"]) == (0, 0, 0), line
    assert stored(crm_local) == before


def test_what_is_stored_is_what_the_key_says(crm_local: Program) -> None:
    crm_local.ok("import", "file", *(DATA / name for name in INVOICES))
    found: dict[tuple[str, str], Facts] = {}
    for order in crm_local.ok("order", "list", "--format", "json", "--limit", "0").json():
        found[order["number"], order["total"]] = order
    # Some samples are the same invoice twice: same seller, number, day and total, or the same UUID. And
    # two name the owner of one tax number differently: the name that came first stays.
    assert len(found) == 23
    names: dict[str, set[str]] = {}
    for name in INVOICES:
        names.setdefault(facts_key(name), set()).add(customer_of(name)["name"])
    for name, facts in INVOICES.items():
        total = Decimal(facts["tax_inclusive"] or facts["payable"]) * sign(facts)
        order = crm_local.ok(
            "order", "show", found[facts["id"], f"{total:.2f}"]["id"], "--format", "json"
        ).json()
        assert order["customer_name"] in names[facts_key(name)], name
        assert order["ordered_on"] == facts["issue_date"]
        assert order["currency"] == facts["currency"] or facts["currency"] is None
        lines = [line for line in order["lines"] if line["unit_price"]]
        assert len(lines) == facts["n_lines"]
        for line, told in zip(lines, facts["lines"], strict=False):
            shown = (line["product"] or "", line["description"] or "")  # a product's name, or the text
            assert told["name"] in {text.split("\n")[0] for text in shown}
            assert number(line["quantity"]) == Decimal(told["qty"]) * sign(facts)
            assert number(line["unit_price"]) == Decimal(told["price"]) / Decimal(told["base_qty"] or 1)
            assert number(line["amount"]) == Decimal(told["net"]) * sign(facts)
