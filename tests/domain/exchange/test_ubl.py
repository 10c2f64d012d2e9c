"""E-invoices as customers, products, orders and lines: the rules, on invoices written for them."""

from pathlib import Path

import pytest

from crmcli.domain.exchange.source import Source, SourceOptions, open_source
from crmcli.errors import Refused
from tests.domain.exchange.conftest import Opener, lines_of, rows_of

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
US, THEM = "1288331521", "9205121120"


def party(number: str = "", name: str = "", more: str = "", scheme: str = "VKN") -> str:
    """Return the inside of a party."""
    told = f"<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>" if name else ""
    numbered = (
        f'<cac:PartyIdentification><cbc:ID schemeID="{scheme}">{number}</cbc:ID></cac:PartyIdentification>'
    )
    return f"<cac:Party>{numbered if number else ''}{told}{more}</cac:Party>"


def invoice_line(
    amount: str = "100", quantity: str = "2", price: str = "50", more: str = "", item: str = ""
) -> str:
    """Return one line of an invoice."""
    return f"""
    <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">{quantity}</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="TRY">{amount}</cbc:LineExtensionAmount>{more}
    <cac:Item>{item or "<cbc:Name>Kalem</cbc:Name>"}</cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="TRY">{price}</cbc:PriceAmount></cac:Price></cac:InvoiceLine>"""


def totals(net: str = "100", total: str = "118", more: str = "") -> str:
    """Return the totals of an invoice."""
    return f"""<cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="TRY">{net}</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="TRY">{net}</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="TRY">{total}</cbc:TaxInclusiveAmount>{more}
    </cac:LegalMonetaryTotal>"""


TAX = '<cac:TaxTotal><cbc:TaxAmount currencyID="TRY">18</cbc:TaxAmount></cac:TaxTotal>'


def invoice(root: str = "Invoice", **parts: str) -> str:
    """Return an invoice of 100 and 18 tax by us to them; ``parts`` stand for its own, "" leaves one out."""
    own = {
        "profile": "",
        "number": "<cbc:ID>ABC2026000000001</cbc:ID>",
        "uuid": "<cbc:UUID>F47AC10B-58CC-4372-A567-0E02B2C3D479</cbc:UUID>",
        "day": "<cbc:IssueDate>2026-11-20</cbc:IssueDate>",
        "code": f"<cbc:{root}TypeCode>SATIS</cbc:{root}TypeCode>",
        "more": "",
        "currency": "<cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>",
        "supplier": party(US, "Biz A.Ş."),
        "customer": party(THEM, "Onlar Ltd. Şti."),
        "buyer": "",
        "extras": "",
        "tax": TAX,
        "totals": totals(),
        "lines": invoice_line(),
    } | parts
    for holder in ("supplier", "customer"):
        name = f"cac:Accounting{holder.title()}Party"
        own[holder] = f"<{name}>{own[holder]}</{name}>" if own[holder] else ""
    inside = "\n".join(own.values())
    if root == "CreditNote":
        inside = inside.replace("InvoiceLine", "CreditNoteLine").replace("InvoicedQ", "CreditedQ")
    return (
        f'<{root} xmlns="{SPACE}{root}-2" xmlns:cac="{SPACE}CommonAggregateComponents-2" '
        f'xmlns:cbc="{SPACE}CommonBasicComponents-2">{inside}</{root}>'
    )


def typed(code: str) -> str:
    """Return the type of an invoice."""
    return f"<cbc:InvoiceTypeCode>{code}</cbc:InvoiceTypeCode>"


def records(source: Source, noun: str) -> list[dict[str, str]]:
    """Return the rows of a noun, each as its filled fields."""
    part = source.part(noun)
    return [
        {field: cell for field, cell in zip(part.header, row, strict=True) if cell} for row in rows_of(part)
    ]


def told(source: Source) -> list[str]:
    """Return the notes without the invoice's number before them."""
    return [note.removeprefix("ABC2026000000001: ") for note in source.found.notes]


def unfit(source: Source) -> str:
    """Return why a file holds no sale of ours."""
    assert source.nouns == ()
    (reject,) = source.found.rejects
    return reject.reason


@pytest.fixture
def read(opened: Opener) -> Opener:
    """Write an invoice and open it as ours."""

    def ours(content: str | bytes, **options: object) -> Source:
        return opened(content, "a.xml", **{"own": (US,), **options})

    return ours


def test_an_invoice_is_a_customer_an_order_and_lines(read: Opener) -> None:
    source = read(invoice())
    assert source.nouns == ("customer", "order", "order_line")
    assert records(source, "customer") == [
        {
            "external_id": f"tax:{THEM}",
            "name": "Onlar Ltd. Şti.",
            "kind": "organisation",
            "tax_number": THEM,
        }
    ]
    key = "f47ac10b-58cc-4372-a567-0e02b2c3d479:ABC2026000000001"
    assert records(source, "order") == [
        {
            "external_id": key,
            "number": "ABC2026000000001",
            "customer": f"tax:{THEM}",
            "ordered_on": "2026-11-20",
            "total": "118.00",
            "net": "100.00",
            "tax": "18.00",
            "currency": "TRY",
        }
    ]
    assert records(source, "order_line") == [
        {
            "external_id": f"{key}#1",
            "order": key,
            "description": "Kalem",
            "quantity": "2",
            "unit_price": "50",
            "amount": "100.00",
            "currency": "TRY",
            "custom:unit": "C62",
        }
    ]
    assert source.found.notes == ()
    assert source.found.rejects == ()
    assert source.report.kind == "ubl"


def test_rows_know_the_line_of_the_file_they_begin_on(read: Opener) -> None:
    source = read("\n\n" + invoice(lines=f"{invoice_line()}\n{invoice_line()}"))
    assert lines_of(source) == [3]
    first, second = lines_of(source.part("order_line"))
    assert second == first + 5


def test_prefixes_are_the_files_own(read: Opener) -> None:
    renamed = (
        invoice().replace("cac:", "x:").replace("cbc:", "y:").replace(":cac=", ":x=").replace(":cbc=", ":y=")
    )
    assert renamed != invoice()
    assert records(read(renamed), "order") == records(read(invoice()), "order")


def test_elements_of_other_namespaces_are_no_part_of_the_invoice(read: Opener) -> None:
    foreign = '<ID xmlns="urn:somebody-else">FOREIGN</ID>'
    (order,) = records(read(invoice(profile=foreign)), "order")
    assert order["number"] == "ABC2026000000001"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254", "iso-8859-9"])
def test_every_encoding_that_is_declared_gives_the_same(read: Opener, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    source = read((declared + invoice()).encode(encoding))
    assert records(source, "customer")[0]["name"] == "Onlar Ltd. Şti."


def test_a_told_encoding_wins_over_the_declared_one(read: Opener) -> None:
    wrong = ('<?xml version="1.0" encoding="UTF-8"?>' + invoice()).encode("cp1254")
    with pytest.raises(Refused, match=r"a\.xml line \d+ is not well-formed XML") as caught:
        read(wrong)
    assert caught.value.hint == "if it is in another encoding than it says, tell it: --encoding cp1254"
    assert records(read(wrong, encoding="cp1254"), "customer")[0]["name"] == "Onlar Ltd. Şti."


def test_an_invoice_without_a_uuid_is_known_by_seller_number_day_and_total(read: Opener) -> None:
    source = read(invoice(uuid=""))
    (order,) = records(source, "order")
    assert order["external_id"] == f"tax:{US}|ABC2026000000001|2026-11-20|118.00"
    assert told(source) == ["invoices without a UUID are known again by their seller, number, day and total"]


def test_invoices_that_share_a_uuid_are_told_apart_by_their_numbers(read: Opener) -> None:
    other = invoice(number="<cbc:ID>ABC2026000000002</cbc:ID>")
    first, second = (records(read(text), "order")[0]["external_id"] for text in (invoice(), other))
    assert first != second


def test_an_invoice_with_neither_number_nor_uuid_is_refused(read: Opener) -> None:
    source = read("\n" + invoice(uuid="", number=""))
    (reject,) = source.found.rejects
    assert reject.sentence("a.xml") == (
        "a.xml line 2: an invoice with neither number nor UUID can't be known again"
    )


def test_a_day_may_have_a_time_zone(read: Opener) -> None:
    (order,) = records(read(invoice(day="<cbc:IssueDate>2026-11-20+03:00</cbc:IssueDate>")), "order")
    assert order["ordered_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (
            {"day": "<cbc:IssueDate>20.11.2026</cbc:IssueDate>"},
            'IssueDate "20.11.2026" is no day: YYYY-MM-DD',
        ),
        (
            {"totals": totals(net="1.234,56")},
            'LineExtensionAmount "1.234,56" is no number as UBL writes it: digits and a point',
        ),
        (
            {"lines": invoice_line(amount="1e99")},
            'LineExtensionAmount "1e99" is no number as UBL writes it: digits and a point',
        ),
        ({"lines": invoice_line(quantity="NaN")}, 'InvoicedQuantity "NaN" is no number'),
        ({"currency": "<cbc:DocumentCurrencyCode>XYZ</cbc:DocumentCurrencyCode>"}, "an amount is in TRY"),
        (
            {"lines": invoice_line() + invoice_line().replace('"TRY"', '"USD"')},
            "an amount is in USD, the invoice in TRY: one currency is needed",
        ),
    ],
)
def test_what_can_not_be_read_for_certain_is_refused_with_its_line(
    read: Opener, parts: dict[str, str], message: str
) -> None:
    source = read(invoice(**parts))
    assert unfit(source).startswith(message)
    assert source.found.rejects[0].line > 1


def test_a_currency_that_is_none_is_refused(read: Opener) -> None:
    assert unfit(read(invoice().replace("TRY", "QQQ"))).startswith('"QQQ" is no currency')


def test_a_tax_total_in_another_currency_is_no_part_of_the_tax(read: Opener) -> None:
    both = TAX + '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">0.45</cbc:TaxAmount></cac:TaxTotal>'
    (order,) = records(read(invoice(tax=both)), "order")
    assert order["tax"] == "18.00"


def test_several_tax_totals_in_the_invoices_currency_are_added(read: Opener) -> None:
    source = read(invoice(tax=TAX + TAX, totals=totals(total="136")))
    assert records(source, "order")[0]["tax"] == "36.00"
    assert told(source) == []


def test_a_total_of_its_own_is_not_needed(read: Opener) -> None:
    source = read(invoice(totals=""))
    (order,) = records(source, "order")
    assert (order["net"], order["tax"], order["total"]) == ("100.00", "18.00", "118.00")
    assert told(source) == ["it has no totals: its lines make up the net, 100.00 TRY"]


def test_allowances_and_charges_on_the_whole_are_lines(read: Opener) -> None:
    extras = """
    <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReason>İskonto</cbc:AllowanceChargeReason>
      <cbc:Amount currencyID="TRY">10</cbc:Amount></cac:AllowanceCharge>
    <cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
      <cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>
      <cbc:Amount currencyID="TRY">4</cbc:Amount></cac:AllowanceCharge>
    <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:Amount currencyID="TRY">0</cbc:Amount></cac:AllowanceCharge>"""
    net = totals(net="94", total="112").replace(">94</cbc:Line", ">100</cbc:Line")
    source = read(invoice(extras=extras, totals=net))
    found = [
        (line["description"], line["quantity"], line["amount"]) for line in records(source, "order_line")
    ]
    assert found == [("Kalem", "2", "100.00"), ("İskonto", "1", "-10.00"), ("charge FC", "1", "4.00")]
    assert told(source) == []


def test_a_line_has_its_discount_its_tax_and_the_price_of_one(read: Opener) -> None:
    more = (
        """
    <cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:Amount currencyID="TRY">25</cbc:Amount></cac:AllowanceCharge>
    <cac:AllowanceCharge><cbc:ChargeIndicator>1</cbc:ChargeIndicator>
      <cbc:Amount currencyID="TRY">5</cbc:Amount></cac:AllowanceCharge>"""
        + TAX
    )
    text = invoice_line(quantity="12", price="30", more=more).replace(
        "</cac:Price>", '<cbc:BaseQuantity unitCode="C62">3</cbc:BaseQuantity></cac:Price>'
    )
    source = read(invoice(lines=text))
    (line,) = records(source, "order_line")
    assert (line["quantity"], line["unit_price"], line["discount"], line["tax"]) == (
        "12",
        "10",
        "20.00",
        "18.00",
    )
    assert told(source) == []


def test_what_does_not_part_evenly_is_rounded_and_said(read: Opener) -> None:
    text = invoice_line(amount="100.005", quantity="1.23456", price="200").replace(
        "</cac:Price>", "<cbc:BaseQuantity>3</cbc:BaseQuantity></cac:Price>"
    )
    source = read(invoice(lines=text))
    (line,) = records(source, "order_line")
    assert (line["quantity"], line["unit_price"], line["amount"]) == ("1.235", "66.6666666667", "100.00")
    assert "2 numbers with more decimals than can be kept were rounded" in told(source)


def test_articles_that_the_seller_numbers_are_products(read: Opener) -> None:
    numbered = (
        "<cbc:Description>Mavi</cbc:Description><cbc:Name>Kalem</cbc:Name><cac:SellersItemIdentification>"
        "<cbc:ID>K-1</cbc:ID></cac:SellersItemIdentification>"
    )
    source = read(invoice(lines=invoice_line(item=numbered) * 2 + invoice_line()))
    assert records(source, "product") == [{"external_id": "K-1", "sku": "K-1", "name": "Kalem"}]
    lines = records(source, "order_line")
    assert [(line.get("product"), line["description"]) for line in lines] == [
        ("K-1", "Kalem\nMavi"),
        ("K-1", "Kalem\nMavi"),
        (None, "Kalem"),
    ]


def test_what_remains_to_be_paid_is_said_in_the_note(read: Opener) -> None:
    more = """<cbc:PrepaidAmount currencyID="TRY">50</cbc:PrepaidAmount>
    <cbc:PayableRoundingAmount currencyID="TRY">0.50</cbc:PayableRoundingAmount>
    <cbc:PayableAmount currencyID="TRY">59.5</cbc:PayableAmount>"""
    withheld = """<cac:WithholdingTaxTotal><cbc:TaxAmount currencyID="TRY">9</cbc:TaxAmount>
    </cac:WithholdingTaxTotal>"""
    due = "<cbc:DueDate>2026-12-20</cbc:DueDate><cbc:Note>Teşekkürler</cbc:Note>"
    source = read(invoice(more=due, tax=TAX + withheld, totals=totals(more=more)))
    (order,) = records(source, "order")
    assert order["total"] == "118.00"
    assert order["note"].splitlines() == [
        "Teşekkürler",
        "due 2026-12-20",
        "paid before 50.00 TRY, withheld 9.00 TRY, rounded by 0.50 TRY, to be paid 59.50 TRY",
    ]
    assert told(source) == []


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        (
            {"lines": invoice_line(amount="90", price="45")},
            "its header says 100.00 TRY for the lines, they add up to 90.00 TRY",
        ),
        (
            {"lines": invoice_line(amount="90", price="45")},
            "its net 100.00 TRY is not the sum of its lines, allowances and charges, 90.00 TRY",
        ),
        (
            {"totals": totals(total="120")},
            "its total 120.00 TRY is not net 100.00 TRY and tax 18.00 TRY",
        ),
        (
            {"totals": totals(more='<cbc:PayableAmount currencyID="TRY">1</cbc:PayableAmount>')},
            "1.00 TRY to be paid is not what its total leaves, 118.00 TRY",
        ),
        (
            {"lines": invoice_line(price="60")},
            "the amount of line 19 of the file is not quantity times price less discount",
        ),
        ({"more": "<cbc:CopyIndicator>true</cbc:CopyIndicator>"}, "it is marked as a copy"),
        ({"number": ""}, "it has no number: it is known again by its UUID"),
        ({"customer": ""}, "it names nobody who bought: the order is kept without a customer"),
    ],
)
def test_what_contradicts_itself_is_kept_and_said(read: Opener, parts: dict[str, str], note: str) -> None:
    source = read(invoice(**parts))
    assert any(text.endswith((note, f"{note}: it is kept as given")) for text in told(source)), told(source)


def test_a_price_that_was_rounded_for_print_is_no_contradiction(read: Opener) -> None:
    source = read(invoice(lines=invoice_line(amount="100", quantity="30", price="3.33")))
    assert told(source) == []


def test_an_envelope_may_hold_several_invoices_and_other_documents(read: Opener) -> None:
    second = invoice(number="<cbc:ID>ABC2026000000002</cbc:ID>")
    answer = f'<ApplicationResponse xmlns="{SPACE}ApplicationResponse-2"/>'
    inside = f"<Package><Elements>{invoice()}{answer}{second}{invoice()}</Elements></Package>"
    source = read(f"<StandardBusinessDocument>{inside}</StandardBusinessDocument>")
    assert [order["number"] for order in records(source, "order")] == ["ABC2026000000001", "ABC2026000000002"]
    assert len(records(source, "customer")) == 1
    (reject,) = source.found.rejects
    assert reject.reason == "it is an application response (uygulama yanıtı): it answers an invoice"
    assert told(source) == ["it is in a.xml more than once"]


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ("<rss/>", "it is XML that begins with <rss>, no UBL invoice"),
        (
            '<r:CrossIndustryInvoice xmlns:r="urn:cii"/>',
            "it is an invoice in another form (CII, as in Factur-X and ZUGFeRD), no UBL invoice",
        ),
        (f'<Waybill xmlns="{SPACE}Waybill-2"/>', "it is a UBL document of another kind (waybill)"),
        (f'<Invoice xmlns="{SPACE}Order-2"/>', "it is XML that begins with <Invoice>, no UBL invoice"),
        ("<StandardBusinessDocument/>", "it holds no invoice"),
    ],
)
def test_what_is_no_invoice_is_named(read: Opener, root: str, message: str) -> None:
    assert unfit(read(root)) == message


def test_the_file_is_read_as_often_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(invoice(), encoding="utf-8")
    with open_source(path, SourceOptions(own=(US,))) as source:
        assert rows_of(source.part("order_line")) == rows_of(source.part("order_line")) != []
