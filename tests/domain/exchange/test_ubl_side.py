"""Whose sale an invoice is, who the customer is, and what counts as a return."""

import pytest

from crmcli.domain.exchange.ubl_document import Invoice
from crmcli.domain.exchange.ubl_side import is_return
from tests.domain.exchange.conftest import Opener
from tests.domain.exchange.test_ubl import (
    THEM,
    US,
    invoice,
    invoice_line,
    party,
    records,
    told,
    totals,
    typed,
    unfit,
)


def test_without_our_own_number_an_invoice_is_taken_as_our_sale_and_that_is_said(opened: Opener) -> None:
    source = opened(invoice(), "a.xml")
    assert records(source, "customer")[0]["name"] == "Onlar Ltd. Şti."
    assert source.found.notes == (
        f"taken as sales of ours, Biz A.Ş.; say who we are once: crm config set tax_number {US}",
    )


def test_an_invoice_to_us_is_refused_and_names_who_wrote_it(opened: Opener) -> None:
    source = opened(invoice(), "a.xml", own=(THEM,))
    assert unfit(source) == "ABC2026000000001 is an invoice to us from Biz A.Ş.: purchases are not kept"


def test_a_credit_note_to_us_is_refused(opened: Opener) -> None:
    source = opened(invoice("CreditNote"), "a.xml", own=(THEM,))
    assert unfit(source).endswith(" is a credit note to us from Biz A.Ş.: purchases are not kept")


def test_an_invoice_between_others_is_refused_and_says_who_we_are(opened: Opener) -> None:
    source = opened(invoice(), "a.xml", own=("7620006073", "DE123456789"))
    assert unfit(source) == (
        "ABC2026000000001 is neither from us nor to us (7620006073, DE123456789; crm config set tax_number): "
        "Biz A.Ş. invoices Onlar Ltd. Şti."
    )


def test_an_invoice_of_one_branch_of_ours_to_another_is_a_sale(opened: Opener) -> None:
    source = opened(invoice(), "a.xml", own=(US, THEM))
    assert records(source, "order")[0]["total"] == "118.00"


def test_our_number_is_known_however_it_is_written(opened: Opener) -> None:
    vat = "<cac:PartyTaxScheme><cbc:CompanyID>de 123.456.789</cbc:CompanyID></cac:PartyTaxScheme>"
    source = opened(invoice(supplier=party(name="Wir GmbH", more=vat)), "a.xml", own=("DE123456789",))
    assert records(source, "order")[0]["customer"] == f"tax:{THEM}"


def test_a_credit_note_turns_everything_round(opened: Opener) -> None:
    discount = """<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:Amount currencyID="TRY">5</cbc:Amount></cac:AllowanceCharge>"""
    text = invoice("CreditNote", lines=invoice_line(amount="95", more=discount), totals=totals("95", "113"))
    source = opened(text, "a.xml", own=(US,))
    (order,), (line,) = records(source, "order"), records(source, "order_line")
    assert (order["net"], order["tax"], order["total"]) == ("-95.00", "-18.00", "-113.00")
    amounts = (line["quantity"], line["unit_price"], line["discount"], line["amount"])
    assert amounts == ("-2", "50", "-5.00", "-95.00")
    assert told(source) == []


def test_a_line_that_a_credit_note_takes_back_is_a_sale_again(opened: Opener) -> None:
    lines = invoice_line("150", "3") + invoice_line("-50", "-1")
    source = opened(invoice("CreditNote", lines=lines), "a.xml", own=(US,))
    assert [line["amount"] for line in records(source, "order_line")] == ["-150.00", "50.00"]


def test_a_credit_note_of_less_than_nothing_is_a_sale_and_that_is_said(opened: Opener) -> None:
    lines = invoice_line("-100", "-2")
    source = opened(
        invoice("CreditNote", lines=lines, tax="", totals=totals("-100", "-100")), "a.xml", own=(US,)
    )
    assert records(source, "order")[0]["total"] == "100.00"
    assert told(source) == ["it is a credit note of -100.00 TRY: taking back less than nothing, it is a sale"]


@pytest.mark.parametrize("code", ["IADE", "TEVKIFATIADE", "iade"])
def test_a_turkish_return_to_us_is_the_return_of_the_one_who_writes_it(opened: Opener, code: str) -> None:
    source = opened(invoice(code=typed(code)), "a.xml", own=(THEM,))
    assert records(source, "customer")[0]["name"] == "Biz A.Ş."
    (order,) = records(source, "order")
    assert (order["customer"], order["total"]) == (f"tax:{US}", "-118.00")


def test_a_turkish_return_by_us_is_about_a_purchase(opened: Opener) -> None:
    source = opened(invoice(code=typed("IADE")), "a.xml", own=(US,))
    assert (
        unfit(source) == "ABC2026000000001 returns goods of ours to Onlar Ltd. Şti.: purchases are not kept"
    )


def test_without_our_own_number_a_turkish_return_is_taken_as_one_to_us(opened: Opener) -> None:
    source = opened(invoice(code=typed("IADE")), "a.xml")
    assert records(source, "customer")[0]["name"] == "Biz A.Ş."
    assert source.found.notes[0] == (
        f"taken as sales of ours, Onlar Ltd. Şti.; say who we are once: crm config set tax_number {THEM}"
    )


def test_a_return_that_is_negative_already_is_not_turned_round(opened: Opener) -> None:
    lines, tax = invoice_line("-100", "-2"), ""
    source = opened(
        invoice(code=typed("381"), lines=lines, tax=tax, totals=totals("-100", "-100")), "a.xml", own=(US,)
    )
    assert records(source, "order")[0]["total"] == "-100.00"
    assert told(source) == ["it is a return whose amounts are negative already: they are kept as given"]


@pytest.mark.parametrize(
    ("root", "code", "returned"),
    [
        ("Invoice", "380", False),
        ("Invoice", "SATIS", False),
        ("Invoice", "", False),
        ("Invoice", "383", False),  # a debit note asks for more
        ("Invoice", "384", False),  # a corrected invoice has amounts of its own
        ("Invoice", "381", True),
        ("Invoice", "396", True),
        ("Invoice", "IADE", True),
        ("CreditNote", "", True),
        ("CreditNote", "381", True),
    ],
)
def test_what_takes_back(root: str, code: str, returned: bool) -> None:
    assert is_return(Invoice(root, 1, code=code)) is returned


def test_a_corrected_invoice_is_a_sale_and_names_what_it_corrects(opened: Opener) -> None:
    reference = """<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>ABC1</cbc:ID>
    </cac:InvoiceDocumentReference></cac:BillingReference>"""
    source = opened(invoice(code=typed("384"), more=reference), "a.xml", own=(US,))
    assert records(source, "order")[0]["total"] == "118.00"
    assert told(source) == ["it corrects an earlier invoice (ABC1), which is not taken back by it"]


def test_a_pro_forma_invoice_sells_nothing(opened: Opener) -> None:
    source = opened(invoice(code=typed("325")), "a.xml", own=(US,))
    assert unfit(source) == "ABC2026000000001 is a pro forma invoice (325): nothing was sold yet"


def test_the_buyer_of_an_export_is_named_beside_the_customs_office(opened: Opener) -> None:
    kind = '<cac:PartyIdentification><cbc:ID schemeID="PARTYTYPE">EXPORT</cbc:ID></cac:PartyIdentification>'
    name = """<cac:PartyLegalEntity><cbc:RegistrationName>Käufer GmbH</cbc:RegistrationName>
    </cac:PartyLegalEntity>"""
    buyer = f"<cac:BuyerCustomerParty>{party(more=kind + name)}</cac:BuyerCustomerParty>"
    text = invoice(
        profile="<cbc:ProfileID>IHRACAT</cbc:ProfileID>",
        customer=party("1460415308", "Gümrük ve Ticaret Bakanlığı"),
        buyer=buyer,
    )
    (customer,) = records(opened(text, "a.xml", own=(US,)), "customer")
    assert customer["name"] == "Käufer GmbH"
    assert customer["external_id"].startswith("name:kaufer gmbh|")


def test_a_nameless_buyer_without_numbers_is_no_customer(opened: Opener) -> None:
    source = opened(invoice(customer=party()), "a.xml", own=(US,))
    assert source.nouns == ("order", "order_line")
    assert told(source) == ["it names nobody who bought: the order is kept without a customer"]


def test_a_person_is_a_person(opened: Opener) -> None:
    person = """<cac:Person><cbc:FirstName>Ayşe</cbc:FirstName><cbc:FamilyName>Işık</cbc:FamilyName>
    </cac:Person>"""
    text = invoice(customer=party("10000000146", more=person, scheme="TCKN"))
    (customer,) = records(opened(text, "a.xml", own=(US,)), "customer")
    assert (customer["name"], customer["kind"], customer["tax_number"]) == (
        "Ayşe Işık",
        "person",
        "10000000146",
    )


@pytest.mark.parametrize(
    ("number", "scheme", "note"),
    [
        ("9205121121", "VKN", '"9205121121" of Onlar is no valid VKN: it is kept as it is'),
        ("333063526", "VKN", '"333063526" of Onlar is no valid VKN: it is kept as it is'),
        ("9205121120", "TCKN", '"9205121120" of Onlar is no valid TCKN: it is kept as it is'),
        ("9205121120", "VKN", None),
        ("11111111111", "TCKN", None),  # what is written where a consumer's number is not known
    ],
)
def test_a_malformed_number_is_kept_and_said(
    opened: Opener, number: str, scheme: str, note: str | None
) -> None:
    source = opened(invoice(customer=party(number, "Onlar", scheme=scheme)), "a.xml", own=(US,))
    assert records(source, "customer")[0]["tax_number"] == number
    assert told(source) == ([note] if note else [])


def test_buyers_without_a_number_of_their_own_are_told_apart(opened: Opener) -> None:
    def key(more: str) -> str:
        text = invoice(customer=party("11111111111", "Ali Yılmaz", more, "TCKN"))
        return records(opened(text, "a.xml", own=(US,)), "customer")[0]["external_id"]

    mail = "<cac:Contact><cbc:ElectronicMail>{}</cbc:ElectronicMail></cac:Contact>"
    assert key(mail.format("a@x.com")) == key(mail.format("a@x.com")) != key(mail.format("b@x.com"))


def test_an_id_that_the_seller_gave_means_something_at_that_seller_only(opened: Opener) -> None:
    keys = []
    for seller in (US, "7620006073"):
        text = invoice(supplier=party(seller, "Biz"), customer=party("10202", "Onlar", scheme=""))
        keys.append(records(opened(text, "a.xml"), "customer")[0]["external_id"])
    assert keys == [f"tax:{US}/10202", "tax:7620006073/10202"]
